//! Second walk: what each name in an expression refers to.

use super::collect::{unknown_column, unknown_subject};
use super::model::*;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::schema::ChoiceId;
use crate::source::Span;
use crate::syntax::ast::{self, ArgKind, Binary, Content, Expr, ExprKind, Name, StepKind};

/// Binds every name of every expression.
pub fn bind(catalogue: &Catalogue<'_>, findings: &mut Vec<Diagnostic>) -> Bindings {
    let mut binder = Binder { catalogue, findings, bindings: Bindings::default() };
    for scale in &catalogue.scales {
        if let ast::LetOf::Arguments(arguments) = &scale.of {
            binder.expr(Scope { subject: None, arguments }, &scale.value);
        }
    }
    for value in &catalogue.values {
        let scope = Scope { subject: Some(value.subject), arguments: &[] };
        match value.kind {
            ValueKind::Let(value) => binder.expr(scope, &value.value),
            ValueKind::Node(node) => binder.node(scope, node),
            ValueKind::Tiers(tiers, _) => binder.name(scope, &tiers.value.text, tiers.value.span),
            // The expression of a named step is bound with its node.
            ValueKind::Step(..) => {}
        }
    }
    binder.bindings
}

/// Where a name is looked up.
#[derive(Clone, Copy)]
struct Scope<'a> {
    /// The subject whose values are meant; `None` in a scale.
    subject: Option<SubjectId>,
    /// The arguments of a scale.
    arguments: &'a [ast::Argument],
}

struct Binder<'c, 'a, 'f> {
    catalogue: &'c Catalogue<'a>,
    findings: &'f mut Vec<Diagnostic>,
    bindings: Bindings,
}

impl Binder<'_, '_, '_> {
    fn node(&mut self, scope: Scope<'_>, node: &ast::Node) {
        match &node.content {
            Content::Value(value) => self.expr(scope, value),
            // The children are values of their own.
            Content::Body(body) => body.steps.iter().for_each(|step| self.step(scope, &step.kind)),
        }
    }

    fn step(&mut self, scope: Scope<'_>, step: &StepKind) {
        match step {
            StepKind::Plus { value, .. } => self.expr(scope, value),
            StepKind::Capped { at, when } => {
                self.expr(scope, at);
                when.iter().for_each(|when| self.expr(scope, when));
            }
            StepKind::Limited(_) | StepKind::Rounded(_) => {}
        }
    }

    fn expr(&mut self, scope: Scope<'_>, expr: &Expr) {
        match &expr.kind {
            ExprKind::Name(name) => self.name(scope, name, expr.span),
            ExprKind::Member(of, name) => self.member(of, name),
            ExprKind::List(items) => items.iter().for_each(|item| self.expr(scope, item)),
            ExprKind::Unary(_, value) => self.expr(scope, value),
            ExprKind::Binary(op, _, left, right) => {
                self.expr(scope, left);
                let compared = matches!(op, Binary::Is | Binary::IsNot | Binary::In | Binary::NotIn);
                match compared.then(|| self.choice_of(left)).flatten() {
                    Some(choice) => self.choice_names(scope, choice, right),
                    None => self.expr(scope, right),
                }
            }
            ExprKind::On(value, scale) => {
                self.expr(scope, value);
                self.scale(scale);
            }
            ExprKind::First(arms, otherwise) => {
                for (value, condition) in arms {
                    self.expr(scope, value);
                    self.expr(scope, condition);
                }
                self.expr(scope, otherwise);
            }
            ExprKind::Call(name, args) => self.call(scope, name, args),
            ExprKind::Missing | ExprKind::YesNo(_) | ExprKind::Number(_) | ExprKind::Date(_) | ExprKind::Text(_) => {}
        }
    }

    /// The choice that a value is one of, where its name tells.
    fn choice_of(&self, value: &Expr) -> Option<ChoiceId> {
        match self.bindings.refs.get(&value.span)? {
            Referent::Column(table, column) => {
                let kind = &self.catalogue.column(*table, *column)?.kind;
                match self.catalogue.top.get(&kind.name.text) {
                    Some(Top::Choice(id)) => Some(*id),
                    _ => None,
                }
            }
            Referent::Value(id) => match self.catalogue.value(*id).kind {
                ValueKind::Tiers(_, choice) => Some(choice),
                _ => None,
            },
            _ => None,
        }
    }

    /// What a choice is compared with: a name that means nothing is a misspelt value of that choice.
    fn choice_names(&mut self, scope: Scope<'_>, choice: ChoiceId, expr: &Expr) {
        match &expr.kind {
            ExprKind::List(items) => items.iter().for_each(|item| self.choice_names(scope, choice, item)),
            ExprKind::Name(name) if self.meanings(scope, name).is_empty() => {
                let name = Name { text: name.clone(), span: expr.span };
                self.findings.push(unknown_choice_value(self.catalogue, choice, &name));
            }
            _ => self.expr(scope, expr),
        }
    }

    fn call(&mut self, scope: Scope<'_>, name: &Name, args: &[ast::Arg]) {
        if let Some(Top::Scale(id)) = self.catalogue.top.get(&name.text) {
            self.bindings.refs.insert(name.span, Referent::Scale(*id));
        }
        for arg in args {
            match &arg.kind {
                ArgKind::Value(value) | ArgKind::None(value) => self.expr(scope, value),
                ArgKind::Mapping(from, to) => {
                    self.expr(scope, from);
                    self.expr(scope, to);
                }
                ArgKind::Rows { value, of, condition, weight } => {
                    let counts = name.text == "count";
                    self.rows(scope, counts, value, of.as_ref(), condition.as_ref(), weight.as_ref());
                }
                ArgKind::Missing(_) | ArgKind::Clamped(_) | ArgKind::Rounding(_) | ArgKind::Decimals(_) => {}
            }
        }
    }

    /// The rows of an aggregate: its names are those of a row. `count(table where …)` has the table as its value.
    fn rows(
        &mut self,
        scope: Scope<'_>,
        counts: bool,
        value: &Expr,
        of: Option<&Name>,
        condition: Option<&Expr>,
        weight: Option<&Expr>,
    ) {
        let subject = match (of, &value.kind) {
            (Some(of), _) => self.subject(of),
            (None, ExprKind::Name(table)) if counts => self.subject(&Name { text: table.clone(), span: value.span }),
            // The next room says that the rows are not named.
            (None, _) => return,
        };
        let Some(subject) = subject else { return };
        let inside = Scope { subject: Some(subject), arguments: scope.arguments };
        if of.is_some() {
            self.expr(inside, value);
        }
        condition.into_iter().chain(weight).for_each(|e| self.expr(inside, e));
    }

    fn subject(&mut self, name: &Name) -> Option<SubjectId> {
        let found = self.catalogue.subject_named(&name.text);
        match found {
            Some(id) => drop(self.bindings.refs.insert(name.span, Referent::Subject(id))),
            None => self.findings.push(unknown_subject(self.catalogue, name)),
        }
        found
    }

    fn scale(&mut self, name: &Name) {
        if let Some(Top::Scale(id)) = self.catalogue.top.get(&name.text) {
            self.bindings.refs.insert(name.span, Referent::Scale(*id));
            return;
        }
        let known = self.catalogue.scales.iter().map(|s| s.name.text.as_str());
        self.findings.push(
            Diagnostic::error(Code::UnknownName, name.span, format!("there is no scale `{}`", name.text)).help(
                suggest::did_you_mean(&name.text, known)
                    .unwrap_or_else(|| format!("declare one: `let {}(x : rating 1..5) = …`", name.text)),
            ),
        );
    }

    /// `size.small`: a value of a choice; `table.column` where a bare name could mean two things.
    fn member(&mut self, of: &Name, name: &Name) {
        match self.catalogue.top.get(&of.text) {
            Some(Top::Choice(id)) => match self.choice_value(*id, &name.text) {
                Some(value) => {
                    self.bindings.refs.insert(name.span, Referent::OfChoice(*id, value));
                }
                None => self.findings.push(unknown_choice_value(self.catalogue, *id, name)),
            },
            Some(Top::Subject(id)) => match self.catalogue.in_scope(*id, &name.text) {
                Some(referent) => drop(self.bindings.refs.insert(name.span, referent)),
                None => match self.catalogue.rows_of(*id) {
                    Some(table) => self.findings.push(unknown_column(self.catalogue.table(table), name)),
                    None => self.unknown(None, &name.text, name.span),
                },
            },
            _ => self.findings.push(unknown_subject(self.catalogue, of)),
        }
    }

    fn choice_value(&self, choice: ChoiceId, name: &str) -> Option<u32> {
        let values = &self.catalogue.choices.get(choice.0)?.values;
        values.iter().position(|v| v.name.text == name).and_then(|i| u32::try_from(i).ok())
    }

    /// A bare name: an argument, a value of the subject, a parameter or a value of a choice; two of them is an error.
    fn name(&mut self, scope: Scope<'_>, name: &str, span: Span) {
        match self.meanings(scope, name).as_slice() {
            [one] => drop(self.bindings.refs.insert(span, *one)),
            [] => self.unknown(scope.subject, name, span),
            several => self.ambiguous(name, span, several),
        }
    }

    /// Everything that a bare name can mean. A table, and the day, give way to all else.
    fn meanings(&self, scope: Scope<'_>, name: &str) -> Vec<Referent> {
        let argument = scope.arguments.iter().position(|a| a.name.text == name).map(Referent::Argument);
        let value = scope.subject.and_then(|s| self.catalogue.in_scope(s, name));
        let param = match self.catalogue.top.get(name) {
            Some(Top::Param(id)) => Some(Referent::Param(*id)),
            _ => None,
        };
        let choice = self.choice_with(name).map(|_| Referent::ChoiceValue);
        let found: Vec<Referent> = [argument, value, param, choice].into_iter().flatten().collect();
        match self.catalogue.top.get(name) {
            _ if !found.is_empty() => found,
            Some(Top::Subject(id)) => vec![Referent::Subject(*id)],
            _ if name == "as_of" => vec![Referent::AsOf],
            _ => Vec::new(),
        }
    }

    /// The first choice that lists a name.
    fn choice_with(&self, name: &str) -> Option<&Choice<'_>> {
        self.catalogue.choices.iter().find(|c| c.values.iter().any(|v| v.name.text == name))
    }

    fn ambiguous(&mut self, name: &str, span: Span, found: &[Referent]) {
        let what = |r: &Referent| match r {
            Referent::Argument(_) => "an argument",
            Referent::Column(..) => "a column",
            Referent::Value(_) => "a value",
            Referent::Param(_) => "a param",
            _ => "a value of a choice",
        };
        let list = found.iter().map(what).collect::<Vec<_>>().join(" and ");
        let help = match self.choice_with(name) {
            Some(choice) => format!("to mean the choice, write `{}.{name}`", choice.name.text),
            None => "rename one of them".to_string(),
        };
        let message = format!("`{name}` is both {list}");
        self.findings.push(Diagnostic::error(Code::AmbiguousName, span, message).help(help));
    }

    fn unknown(&mut self, subject: Option<SubjectId>, name: &str, span: Span) {
        if subject.is_some_and(|s| !self.catalogue.subject(s).whole) {
            // What this grouping lacks has been reported.
            return;
        }
        if let Some(finding) = subject.and_then(|s| self.wrong_grain(s, name, span)) {
            self.findings.push(finding);
            return;
        }
        let scope = subject.and_then(|s| self.catalogue.scopes.get(s.0));
        let values = scope.into_iter().flat_map(|s| s.keys()).map(String::as_str);
        let params = self.catalogue.params.iter().map(|p| p.name.text.as_str());
        let choices = self.catalogue.choices.iter().flat_map(|c| &c.values).map(|v| v.name.text.as_str());
        let help = suggest::did_you_mean(name, values.chain(params).chain(choices));
        let help = help.unwrap_or_else(|| match subject.map(|s| self.catalogue.subject(s).name.text.as_str()) {
            Some(of) => format!("declare it as a column or with `let {name} of {of} = …`"),
            None => format!("a scale sees its arguments and params: give it `{name}` as an argument"),
        });
        let message = format!("there is no `{name}` here");
        self.findings.push(Diagnostic::error(Code::UnknownName, span, message).help(help));
    }

    /// A value of single rows where one value of a group is needed: says how to bring them together.
    fn wrong_grain(&self, here: SubjectId, name: &str, span: Span) -> Option<Diagnostic> {
        let here = self.catalogue.subject(here);
        let found_in = (0..self.catalogue.subjects.len())
            .map(SubjectId)
            .find(|&s| self.catalogue.in_scope(s, name).is_some())
            .map(|s| self.catalogue.subject(s))?;
        let (of, here) = (&found_in.name.text, &here.name.text);
        let message = format!("`{name}` has one value for each `{of}`, and here one for each `{here}` is needed");
        let finding = Diagnostic::error(Code::WrongGrain, span, message);
        let same_table = found_in.by.is_none();
        Some(finding.help(if same_table {
            format!("say how they come together: `mean({name} of {of}, none missing)`")
        } else {
            format!("no value of `{of}` can be read here: declare this one `of {of}`")
        }))
    }
}

/// A name that a choice does not list.
pub fn unknown_choice_value(catalogue: &Catalogue<'_>, choice: ChoiceId, name: &Name) -> Diagnostic {
    let (of, values): (&str, Vec<&str>) = match catalogue.choices.get(choice.0) {
        Some(c) => (&c.name.text, c.values.iter().map(|v| v.name.text.as_str()).collect()),
        None => ("", Vec::new()),
    };
    let help = suggest::did_you_mean(&name.text, values.iter().copied())
        .unwrap_or_else(|| format!("it lists `{}`", values.join("`, `")));
    Diagnostic::error(Code::UnknownName, name.span, format!("`{of}` has no value `{}`", name.text)).help(help)
}
