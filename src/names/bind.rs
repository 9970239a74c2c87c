//! Second walk: finds what each name in an expression refers to.

use super::hop::Way;
use super::id::*;
use super::model::*;
use super::unknown::{on_the_page, page_key, unknown_column, unknown_subject};
use super::uses::Uses;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::functions::Function;
use crate::ids::IdVec;
use crate::lookup::Lookup;
use crate::messages::{names as say, phrase};
use crate::schema::ChoiceId;
use crate::source::Span;
use crate::syntax::ast::{self, ArgKind, Binary, ClauseKind, Content, Expr, ExprKind, Name, StepKind, When};
use std::collections::BTreeSet;

/// Binds every name of every expression.
pub(super) fn bind(catalogue: &Catalogue<'_>, findings: &mut Vec<Diagnostic>) -> Bindings {
    let mut having: Lookup<&str, Having> = Lookup::default();
    for (id, scope) in catalogue.scopes.entries() {
        scope.keys().for_each(|name| having.entry(name).or_default().add(catalogue, id));
    }
    let mut choices: Lookup<&str, ChoiceId> = Lookup::default();
    for (id, choice) in catalogue.choices.entries() {
        let names = choice.values.iter().map(|v| &v.name).chain(choice.groups.iter().map(|g| &g.name));
        names.for_each(|name| {
            choices.entry(&name.text).or_insert(id);
        });
    }
    let mut binder = Binder {
        catalogue,
        findings,
        bindings: Bindings::default(),
        home: None,
        having,
        choices,
        publishes: false,
        uses: Uses::default(),
    };
    let mut of_scales = IdVec::default();
    for scale in &catalogue.scales {
        if let ast::LetOf::Arguments(arguments) = &scale.of {
            binder.expr(Scope { subject: None, outer: None, arguments }, &scale.value);
        }
        of_scales.push(std::mem::take(&mut binder.uses));
    }
    for table in &catalogue.tables {
        binder.absences(table);
    }
    for (subject, publish) in &catalogue.published {
        binder.home = Some(*subject);
        let scope = Scope { subject: Some(*subject), outer: None, arguments: &[] };
        binder.publishes = true;
        let names = publish.values.iter().map(|(_, name)| name).chain(&publish.weights);
        names.for_each(|name| binder.name(scope, &name.text, name.span));
    }
    binder.uses = Uses::default();
    for value in &catalogue.values {
        binder.home = Some(value.subject);
        let scope = Scope { subject: Some(value.subject), outer: None, arguments: &[] };
        match value.kind {
            ValueKind::Let(value) => binder.expr(scope, &value.value),
            ValueKind::Node(node) => binder.node(scope, node),
            ValueKind::Tiers(tiers, _) => binder.tiers(scope, tiers),
            ValueKind::Eligibility(eligibility) => {
                eligibility.clauses.iter().for_each(|clause| binder.clause(scope, &clause.kind));
            }
            ValueKind::Mark(mark) => binder.when(scope, &mark.when),
            ValueKind::Check(check) => {
                check.when.iter().for_each(|when| binder.expr(scope, when));
                binder.expr(scope, &check.holds);
            }
            // The expression of a named step is bound with its node.
            ValueKind::Step(step, _) => {
                binder.bindings.within(binder.home, step.span).for_each(|referent| binder.uses.add(referent));
            }
        }
        binder.bindings.params.push(std::mem::take(&mut binder.uses).params(&of_scales));
    }
    binder.bindings
}

/// Where to resolve a name.
#[derive(Clone, Copy)]
struct Scope<'a> {
    /// The subject whose values are meant. `None` in a scale.
    subject: Option<SubjectId>,
    /// Within the rows of an aggregate, the subject around them.
    outer: Option<SubjectId>,
    /// The arguments of a scale.
    arguments: &'a [ast::Argument],
}

struct Binder<'c, 'a, 'f> {
    catalogue: &'c Catalogue<'a>,
    findings: &'f mut Vec<Diagnostic>,
    bindings: Bindings,
    /// The kind of subject of the current declaration.
    home: Option<SubjectId>,
    /// For each name, the kinds of subjects that have a value of this name, in the order of their ids.
    having: Lookup<&'c str, Having>,
    /// For each name, the first choice that lists it.
    choices: Lookup<&'c str, ChoiceId>,
    /// Whether the names to bind are those of a `publish`.
    publishes: bool,
    /// The params and scales that the current declaration refers to.
    uses: Uses,
}

/// The kinds of subjects that have a value of one name, in the order of their ids.
#[derive(Default)]
struct Having {
    all: Vec<SubjectId>,
    /// The kinds among `all` that are found by values, see [`Catalogue::is_found_by_values`].
    by_values: Vec<SubjectId>,
}

impl Having {
    fn add(&mut self, catalogue: &Catalogue<'_>, subject: SubjectId) {
        self.all.push(subject);
        if catalogue.is_found_by_values(subject) {
            self.by_values.push(subject);
        }
    }

    /// Returns the kinds of `all` that can be reached from a kind of subject. Many tables can have columns of the same
    /// name, and few of these tables are connected. So if many kinds have the name, this searches the kinds that a
    /// table refers to for the name. It does not search a way to each kind that has the name.
    fn reached_from(&self, catalogue: &Catalogue<'_>, subject: SubjectId, name: &str) -> Vec<SubjectId> {
        const FEW: usize = 8;
        let reached = |to: &SubjectId| *to != subject && catalogue.reaches(subject, *to);
        if self.all.len() <= FEW {
            return self.all.iter().copied().filter(reached).collect();
        }
        let has = |to: &SubjectId| catalogue.in_scope(*to, name).is_some();
        let mut found: Vec<SubjectId> = catalogue.referred_to(subject).into_iter().filter(has).collect();
        found.extend(self.by_values.iter().copied().filter(reached));
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// What a name can mean for a kind of subject.
enum Candidates {
    None,
    One(Referent),
    /// The same name in several kinds of subjects, as the qualified names to choose from.
    Several(Vec<String>),
}

impl Binder<'_, '_, '_> {
    fn refer(&mut self, span: Span, referent: Referent) {
        self.uses.add(&referent);
        self.bindings.refs.insert((self.home, span), referent);
    }

    /// Binds the conditions for absent cells, which use the columns of the row.
    fn absences(&mut self, table: &ast::Table) {
        let Some(subject) = self.catalogue.subject_named(&table.name.text) else { return };
        self.home = Some(subject);
        let scope = Scope { subject: Some(subject), outer: None, arguments: &[] };
        for absent in table.columns.iter().filter_map(|column| column.absent.as_ref()) {
            absent.when.iter().for_each(|when| self.expr(scope, when));
        }
        self.home = None;
    }

    fn node(&mut self, scope: Scope<'_>, node: &ast::Node) {
        match &node.content {
            Content::Value(value) => self.expr(scope, value),
            // The children are separate values.
            Content::Body(body) => {
                for child in &body.children {
                    if let Some(ast::Weight::Computed(weight)) = &child.weight {
                        self.expr(scope, weight);
                    }
                }
                body.missing.iter().for_each(|missing| self.missing(scope, missing));
                body.steps.iter().for_each(|step| self.step(scope, &step.kind));
            }
        }
    }

    /// Binds the value that replaces a missing value.
    fn missing(&mut self, scope: Scope<'_>, missing: &ast::Missing) {
        if let ast::MissingKind::CountsAs(answer) = &missing.kind {
            self.expr(scope, answer);
        }
    }

    fn step(&mut self, scope: Scope<'_>, step: &StepKind) {
        match step {
            StepKind::Plus { value, .. } => self.expr(scope, value),
            StepKind::Capped { at, when } => {
                self.expr(scope, at);
                when.iter().for_each(|when| self.expr(scope, when));
            }
            StepKind::Limited { when, .. } => when.iter().for_each(|when| self.expr(scope, when)),
            StepKind::Rounded(_) => {}
        }
    }

    fn tiers(&mut self, scope: Scope<'_>, tiers: &ast::Tiers) {
        self.name(scope, &tiers.value.text, tiers.value.span);
        if let Some(ranked) = &tiers.ranked {
            match &ranked.whom {
                ast::RankedAmong::Within(within) => {
                    self.subject(within);
                }
                ast::RankedAmong::Over(among) => self.among(scope, among),
            }
            if let ast::TierTies::By { value, .. } = &ranked.ties {
                self.expr(scope, value);
            }
        }
        if let Some(clustered) = &tiers.clustered {
            self.among(scope, &clustered.among);
        }
        for tier in &tiers.tiers {
            if let ast::Bound::Compare(_, value) | ast::Bound::Seed(value) = &tier.bound {
                self.expr(scope, value);
            }
        }
    }

    /// Binds the condition for the subjects that count, and the values that peers have in common.
    fn among(&mut self, scope: Scope<'_>, among: &ast::Among) {
        self.expr(scope, &among.over);
        among.per.iter().for_each(|per| self.expr(scope, per));
        self.plain_names(among);
    }

    /// Corrects the help for an ambiguous name after `over` and `per`, where a name of two parts cannot be written.
    fn plain_names(&mut self, among: &ast::Among) {
        let places: Vec<Span> = std::iter::once(&among.over).chain(&among.per).map(|name| name.span).collect();
        let ambiguous = self.findings.iter_mut().filter(|finding| finding.code == Code::AmbiguousName);
        for finding in ambiguous.filter(|finding| finding.span().is_some_and(|span| places.contains(&span))) {
            finding.help = Some(say::name_the_one_meant().into());
        }
    }

    fn when(&mut self, scope: Scope<'_>, when: &When) {
        match when {
            When::Always => {}
            When::When(condition) | When::Unless(condition) => self.expr(scope, condition),
        }
    }

    fn clause(&mut self, scope: Scope<'_>, clause: &ClauseKind) {
        match clause {
            ClauseKind::Include(when) | ClauseKind::Exclude(when) => self.when(scope, when),
            ClauseKind::Override(over) => {
                let Some(rows) = self.subject(&over.table) else { return };
                let inside = Scope { subject: Some(rows), outer: scope.subject, arguments: &[] };
                for name in [&over.outcome, &over.by, &over.on].into_iter().chain(&over.because) {
                    self.name(inside, &name.text, name.span);
                }
                over.condition.iter().for_each(|condition| self.expr(inside, condition));
            }
        }
    }

    fn expr(&mut self, scope: Scope<'_>, expr: &Expr) {
        match &expr.kind {
            ExprKind::Name(name) => self.name(scope, name, expr.span),
            ExprKind::Path(names) => self.path(scope, names, expr.span),
            ExprKind::List(items) => items.iter().for_each(|item| self.expr(scope, item)),
            ExprKind::Unary(_, value) => self.expr(scope, value),
            // `head in duties`, where `duties` is a set: an undeclared name is a misspelt value of the set's choice.
            ExprKind::Binary(Binary::In | Binary::NotIn, _, left, right) if matches!(&left.kind, ExprKind::Name(name) if self.means_nothing(scope, name)) =>
            {
                self.expr(scope, right);
                match self.set_of(right) {
                    Some(choice) => self.choice_names(scope, choice, left),
                    None => self.expr(scope, left),
                }
            }
            ExprKind::Binary(op, _, left, right) => {
                self.expr(scope, left);
                let compared =
                    matches!(op, Binary::Is | Binary::IsNot | Binary::In | Binary::NotIn | Binary::Compare(_));
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
            ExprKind::Lookup(value, rows) => {
                self.expr(scope, value);
                // The keys are names of values of `value`, and nothing else.
                rows.iter().for_each(|row| self.expr(scope, &row.value));
            }
            ExprKind::Call(name, args) => self.call(scope, name, args),
            ExprKind::At(value, keys) => self.sideways(scope, value, keys),
            ExprKind::Missing(_)
            | ExprKind::Absent
            | ExprKind::YesNo(_)
            | ExprKind::Number(_)
            | ExprKind::Date(_)
            | ExprKind::Text(_) => {}
        }
    }

    /// Binds `x at (key: value)`: a value of the current kind of subject, or of the kind that is written first: `kind.x
    /// at (…)`.
    fn sideways(&mut self, scope: Scope<'_>, value: &Expr, keys: &[(Name, Expr)]) {
        keys.iter().for_each(|(_, key)| self.expr(scope, key));
        let help = say::form_of_at();
        let named = match &value.kind {
            ExprKind::Name(name) => scope.subject.map(|of| (of, name, value.span)),
            ExprKind::Path(names) => match names.as_slice() {
                [of, name] => match self.catalogue.subject_named(&of.text) {
                    Some(subject) => Some((subject, &name.text, name.span)),
                    None => return self.findings.push(unknown_subject(self.catalogue, of)),
                },
                _ => None,
            },
            _ => None,
        };
        let Some((of, name, span)) = named else {
            let message = say::at_needs_a_name();
            return self.findings.push(Diagnostic::error(Code::UnknownName, value.span, message).help(help));
        };
        let Some(what) = self.catalogue.in_scope(of, name) else {
            // A mistake in the parts of the subject has been reported, and the missing part may have had the value.
            if !self.catalogue.subject(of).whole {
                return;
            }
            let message = phrase::unknown_value(&self.catalogue.subject(of).name.text, name);
            return self.findings.push(Diagnostic::error(Code::UnknownName, span, message).about(name).help(help));
        };
        self.refer(value.span, Referent::Of { outer: false, way: Vec::new(), what });
        if let Some((first, _)) = keys.first() {
            self.refer(first.span, Referent::Subject(of));
        }
    }

    /// The choice of the elements of a set, if the declaration of the set names it.
    fn set_of(&self, value: &Expr) -> Option<ChoiceId> {
        match self.bindings.get(self.home, value.span)? {
            Referent::Of { what, .. } => self.choice_named(&self.catalogue.declared(*what)?.kind.set_of.as_ref()?.text),
            _ => None,
        }
    }

    fn choice_named(&self, name: &str) -> Option<ChoiceId> {
        match self.catalogue.top.get(name) {
            Some(Top::Choice(id)) => Some(*id),
            _ => None,
        }
    }

    /// The choice that a value belongs to, if its declaration names the choice.
    fn choice_of(&self, value: &Expr) -> Option<ChoiceId> {
        let what = match self.bindings.get(self.home, value.span)? {
            Referent::Of { what, .. } => what,
            Referent::Param(id) => {
                return self.choice_named(&self.catalogue.params[*id].kind.as_ref()?.name.text);
            }
            _ => return None,
        };
        match *what {
            What::Column(table, column) => self.catalogue.choice_of_column(table, column),
            What::Value(id) => match self.catalogue.value(id).kind {
                ValueKind::Tiers(_, choice) => Some(choice),
                ValueKind::Eligibility(_) => self.catalogue.outcome,
                _ => None,
            },
            What::Family(id) => {
                let family = &self.catalogue.families[id];
                self.catalogue.choice_of_column(family.table, *family.columns.first()?)
            }
            What::Key(_) | What::Hop(_) => None,
        }
    }

    /// Binds an expression that is compared with a value of a choice: an undeclared name is a misspelt value of that
    /// choice.
    fn choice_names(&mut self, scope: Scope<'_>, choice: ChoiceId, expr: &Expr) {
        match &expr.kind {
            ExprKind::List(items) => items.iter().for_each(|item| self.choice_names(scope, choice, item)),
            ExprKind::Name(name) if self.choice_lists(choice, name) && self.means_only_a_choice(scope, name) => {
                self.refer(expr.span, Referent::ChoiceValue);
            }
            ExprKind::Name(name) if self.means_nothing(scope, name) => {
                let name = Name { text: name.clone(), span: expr.span };
                self.findings.push(unknown_choice_value(self.catalogue, choice, &name));
            }
            _ => self.expr(scope, expr),
        }
    }

    /// Whether a name is a value or a group of a choice.
    fn choice_lists(&self, choice: ChoiceId, name: &str) -> bool {
        self.catalogue.choice_value(choice, name).is_some() || self.catalogue.choice_group(choice, name).is_some()
    }

    fn call(&mut self, scope: Scope<'_>, name: &Name, args: &[ast::Arg]) {
        if let Some(Top::Scale(id)) = self.catalogue.top.get(&name.text) {
            self.refer(name.span, Referent::Scale(*id));
        }
        // The default for a missing value of the rows uses names of the row, too.
        let of_rows = args.iter().find_map(|arg| match &arg.kind {
            ArgKind::Rows { value, of, .. } => self.rows_named(name, value, of.as_ref()),
            _ => None,
        });
        let answering = match of_rows {
            Some(rows) => Scope { subject: Some(rows), outer: scope.subject, arguments: scope.arguments },
            None => scope,
        };
        let function = Function::named(&name.text);
        let whole_rows = function.is_some_and(Function::takes_whole_rows);
        let names_rows = args.iter().any(|arg| matches!(arg.kind, ArgKind::Rows { .. }));
        let of_rows_alone = function.is_some_and(|function| function.row().of_values.is_none());
        // Type checking reports that the rows are not named.
        let unnamed = of_rows_alone && !names_rows && !self.is_scale(name);
        for arg in args {
            match &arg.kind {
                ArgKind::Value(value) if whole_rows => self.rows_or_value(scope, value),
                ArgKind::Value(_) if unnamed => {}
                ArgKind::Value(value) => self.expr(scope, value),
                ArgKind::IfEmpty(value) => self.answer_if_empty(scope, value),
                ArgKind::Mapping(from, to) => {
                    self.expr(scope, from);
                    self.expr(scope, to);
                }
                ArgKind::Rows { value, of, among, condition, weight, .. } => {
                    let names = among.iter().flat_map(|among| std::iter::once(&among.over).chain(&among.per));
                    let of_rows = names.chain(condition).chain(weight);
                    self.rows(scope, whole_rows, value, of.as_ref(), of_rows);
                    among.iter().for_each(|among| self.plain_names(among));
                }
                ArgKind::Missing(missing) => self.missing(answering, missing),
                ArgKind::AtLeast(_)
                | ArgKind::Clamped(_)
                | ArgKind::Rounding(_)
                | ArgKind::Decimals(_)
                | ArgKind::Spread(_)
                | ArgKind::QuantileType(_)
                | ArgKind::Order(_)
                | ArgKind::Ties(_) => {}
            }
        }
    }

    /// The rows that an aggregate names, if it names any.
    fn rows_named(&self, name: &Name, value: &Expr, of: Option<&Name>) -> Option<SubjectId> {
        let whole_rows = Function::named(&name.text).is_some_and(Function::takes_whole_rows);
        match (of, &value.kind) {
            (Some(of), _) => self.catalogue.subject_named(&of.text),
            (None, ExprKind::Name(table)) if whole_rows => self.catalogue.subject_named(table),
            (None, _) => None,
        }
    }

    fn is_scale(&self, name: &Name) -> bool {
        matches!(self.catalogue.top.get(&name.text), Some(Top::Scale(_)))
    }

    /// Binds the argument of `count`: `count(table)` names rows, `count(a, b)` values.
    fn rows_or_value(&mut self, scope: Scope<'_>, value: &Expr) {
        let subjects = self.catalogue.subjects.iter().map(|s| s.name.text.as_str());
        match &value.kind {
            ExprKind::Name(name)
                if self.means_nothing(scope, name) && self.catalogue.did_you_mean(name, subjects).is_some() =>
            {
                let name = Name { text: name.clone(), span: value.span };
                self.findings.push(unknown_subject(self.catalogue, &name));
            }
            ExprKind::Name(name) if self.catalogue.subject_named(name).is_some() => {
                self.subject(&Name { text: name.clone(), span: value.span });
            }
            _ => self.expr(scope, value),
        }
    }

    /// Binds the rows of an aggregate: its names are those of a row. `count(table where …)` has the table as its value.
    fn rows<'e>(
        &mut self,
        scope: Scope<'_>,
        counts: bool,
        value: &Expr,
        of: Option<&Name>,
        of_rows: impl Iterator<Item = &'e Expr>,
    ) {
        let subject = match (of, &value.kind) {
            (Some(of), _) => self.subject(of),
            (None, ExprKind::Name(table)) if counts => self.subject(&Name { text: table.clone(), span: value.span }),
            // Type checking reports that the rows are not named.
            (None, _) => return,
        };
        let Some(subject) = subject else { return };
        let inside = Scope { subject: Some(subject), outer: scope.subject, arguments: scope.arguments };
        if of.is_some() {
            self.expr(inside, value);
        }
        of_rows.for_each(|e| self.expr(inside, e));
    }

    fn subject(&mut self, name: &Name) -> Option<SubjectId> {
        if let Some(finding) = on_the_page(self.catalogue, name, say::cannot_be_aggregated()) {
            self.findings.push(finding);
            return None;
        }
        let found = self.catalogue.subject_named(&name.text);
        match found {
            Some(id) => self.refer(name.span, Referent::Subject(id)),
            None => self.findings.push(unknown_subject(self.catalogue, name)),
        }
        found
    }

    fn scale(&mut self, name: &Name) {
        if let Some(Top::Scale(id)) = self.catalogue.top.get(&name.text) {
            self.refer(name.span, Referent::Scale(*id));
            return;
        }
        let known = self.catalogue.scales.iter().map(|s| s.name.text.as_str());
        self.findings.push(
            Diagnostic::error(Code::UnknownName, name.span, say::unknown_scale(&name.text))
                .about(&name.text)
                .help(self.catalogue.did_you_mean(&name.text, known).unwrap_or_else(|| say::declare_scale(&name.text))),
        );
    }

    /// Binds a path. `size.small` is a value of a choice, `campus.branch.name` a value of a subject that is referred
    /// to. `table.column` is a value of the subject itself, or of the subject around the rows.
    fn path(&mut self, scope: Scope<'_>, names: &[Name], span: Span) {
        let Some((first, rest)) = names.split_first() else { return };
        if let (Some(Top::Choice(id)), [name]) = (self.catalogue.top.get(&first.text), rest) {
            match self.catalogue.choice_value(*id, &name.text) {
                Some(value) => self.refer(span, Referent::OfChoice(*id, value)),
                None => self.findings.push(unknown_choice_value(self.catalogue, *id, name)),
            }
            return;
        }
        let Some((mut at, outer, mut way)) = self.qualifier(scope, first) else { return };
        let Some((last, steps)) = rest.split_last() else { return };
        for step in steps {
            let further = self.step_of(at, step);
            let Some((to, hops)) = further else { return };
            way.extend(hops);
            at = to;
        }
        if let Some(what) = self.catalogue.in_scope(at, &last.text) {
            self.refer(span, Referent::Of { outer, way, what });
            return;
        }
        // The path need not name every step: a value that can be reached from its last subject is enough.
        match self.reached(at, &last.text) {
            Candidates::One(Referent::Of { way: further, what, .. }) => {
                way.extend(further);
                self.refer(span, Referent::Of { outer, way, what });
            }
            _ if self.family_alone(&last.text, last.span) => {}
            _ => match self.catalogue.rows_of(at) {
                Some(table) => self.findings.push(unknown_column(self.catalogue, self.catalogue.table(table), last)),
                None => self.unknown(Some(at), &last.text, last.span),
            },
        }
    }

    /// The subject that the first name of a path means, whether it is the subject around the rows, and the steps to it.
    fn qualifier(&mut self, scope: Scope<'_>, name: &Name) -> Option<(SubjectId, bool, Vec<HopId>)> {
        if let Some(subject) = scope.subject {
            if let Some((to, hops)) = self.step_from(subject, &name.text) {
                return Some((to, false, hops));
            }
            if self.catalogue.subject(subject).name.text == name.text {
                // If the rows are of the same kind as the subject around them, a qualified name means the subject
                // around them. A plain name means the row.
                return Some((subject, scope.outer == Some(subject), Vec::new()));
            }
        }
        if let Some(outer) = scope.outer {
            if self.catalogue.subject(outer).name.text == name.text {
                return Some((outer, true, Vec::new()));
            }
            // A reference, or a subject that is reached from the subject around the rows.
            if let Some((to, hops)) = self.step_from(outer, &name.text) {
                return Some((to, true, hops));
            }
        }
        match self.catalogue.subject_named(&name.text) {
            None if self.family_alone(&name.text, name.span) => {}
            Some(on_page) if page_key(self.catalogue, on_page).is_some() => {
                let choices = page_key(self.catalogue, on_page).unwrap_or_default();
                let list = phrase::one_of_each(choices);
                let message = say::no_row_selected(&name.text);
                let help = say::declare_where_row_is_selected(&list);
                self.findings
                    .push(Diagnostic::error(Code::WrongGrain, name.span, message).about(&name.text).help(help));
            }
            Some(_) => {
                let message = say::no_single_row(&name.text);
                let help = say::aggregate_rows(&name.text);
                self.findings
                    .push(Diagnostic::error(Code::WrongGrain, name.span, message).about(&name.text).help(help));
            }
            None => self.findings.push(unknown_subject(self.catalogue, name)),
        }
        None
    }

    /// A step that a path names: a reference or factor, else a subject to which there is exactly one shortest way.
    fn step_from(&self, at: SubjectId, name: &str) -> Option<(SubjectId, Vec<HopId>)> {
        if let Some(hop) = self.catalogue.hop_named(at, name) {
            return Some((self.catalogue.hop(hop).to, vec![hop]));
        }
        let to = self.catalogue.subject_named(name)?;
        let way = self.catalogue.way(at, to).filter(|way| way.other.is_none())?;
        Some((to, way.hops))
    }

    fn step_of(&mut self, at: SubjectId, name: &Name) -> Option<(SubjectId, Vec<HopId>)> {
        let found = self.step_from(at, &name.text);
        if found.is_none() {
            let of = &self.catalogue.subject(at).name.text;
            let message = say::unknown_reference(of, &name.text);
            let help = self
                .catalogue
                .did_you_mean(&name.text, self.catalogue.hop_names(at))
                .unwrap_or_else(|| say::declare_reference(&name.text, of));
            self.findings.push(Diagnostic::error(Code::UnknownName, name.span, message).about(&name.text).help(help));
        }
        found
    }

    /// Binds a bare name: an argument, a value of the subject, a parameter or a value of a choice. Two of these are an
    /// error.
    fn name(&mut self, scope: Scope<'_>, name: &str, span: Span) {
        let of_subject = scope.subject.map_or(Candidates::None, |s| self.of_subject(s, name));
        if let Candidates::Several(qualified) = &of_subject {
            const MOST: usize = 4;
            let first = phrase::either(qualified.iter().take(MOST));
            let list = if qualified.len() > MOST { say::or_others(first) } else { first };
            let message = say::several_values(name, &list);
            let help = say::write_one_of(&list);
            let finding = Diagnostic::error(Code::AmbiguousName, span, message).about(name).help(help);
            self.findings.push(qualified.iter().fold(finding, Diagnostic::about));
            return;
        }
        match self.meanings(scope, name, of_subject).as_slice() {
            [one] => self.refer(span, one.clone()),
            [] => self.unknown(scope.subject, name, span),
            several => self.ambiguous(scope.subject, name, span, several),
        }
    }

    fn means_nothing(&self, scope: Scope<'_>, name: &str) -> bool {
        let of_subject = scope.subject.map_or(Candidates::None, |s| self.of_subject(s, name));
        !matches!(of_subject, Candidates::Several(_)) && self.meanings(scope, name, of_subject).is_empty()
    }

    /// Whether a name means a value of choices, and nothing else.
    fn means_only_a_choice(&self, scope: Scope<'_>, name: &str) -> bool {
        let of_subject = scope.subject.map_or(Candidates::None, |s| self.of_subject(s, name));
        matches!(of_subject, Candidates::None)
            && self.meanings(scope, name, of_subject).iter().all(|meaning| *meaning == Referent::ChoiceValue)
    }

    /// Everything that a bare name can mean. It means a table or `as_of` only if it means nothing else.
    fn meanings(&self, scope: Scope<'_>, name: &str, of_subject: Candidates) -> Vec<Referent> {
        let argument = scope.arguments.iter().position(|a| a.name.text == name).map(Referent::Argument);
        let value = match of_subject {
            Candidates::One(referent) => Some(referent),
            Candidates::None | Candidates::Several(_) => None,
        };
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

    /// Finds what a name means for a kind of subject: its own value, or a value of a subject that can be reached. If
    /// both have the name, the name must be qualified. There are exceptions: the subject's own value is meant if the
    /// other is a key or a reference, which have the same name in many tables, or if both come from the same
    /// declaration.
    fn of_subject(&self, subject: SubjectId, name: &str) -> Candidates {
        let Some(own) = self.catalogue.in_scope(subject, name) else { return self.reached(subject, name) };
        if self.recurs(own) || matches!(own, What::Key(_)) {
            return Candidates::One(Referent::own(own));
        }
        let mut others = self.others(subject, name);
        // A group often has an aggregate of its rows under the name of the rows' value: `sum(spend of visit)` as
        // `spend`.
        let group = |s: SubjectId| matches!(self.catalogue.subject(s).kind, SubjectKind::Groups { .. });
        let same = |what| matches!(what, What::Family(_)) && what == own;
        let gives_way =
            |s: SubjectId, what| self.recurs(what) || group(s) || same(what) || self.declared_together(own, what);
        others.retain(|(s, what)| !gives_way(*s, *what));
        if others.is_empty() {
            return Candidates::One(Referent::own(own));
        }
        let of = |s: SubjectId| format!("`{}.{name}`", self.catalogue.subject(s).name.text);
        Candidates::Several(std::iter::once(of(subject)).chain(others.iter().map(|(s, _)| of(*s))).collect())
    }

    /// What a name means for the subjects that can be reached from a kind of subject.
    fn reached(&self, subject: SubjectId, name: &str) -> Candidates {
        let mut others = self.others(subject, name);
        if others.len() > 1 && others.iter().any(|(_, what)| !self.recurs(*what)) {
            others.retain(|(_, what)| !self.recurs(*what));
        }
        let of = |s: SubjectId| format!("`{}.{name}`", self.catalogue.subject(s).name.text);
        match others.as_slice() {
            [] => Candidates::None,
            [(to, what)] => match self.catalogue.way(subject, *to) {
                Some(Way { hops, other: Some(other) }) => {
                    let by = |way: &[HopId]| format!("`{}.{name}`", self.catalogue.way_words(way));
                    Candidates::Several(vec![by(&hops), by(&other)])
                }
                Some(way) => Candidates::One(Referent::Of { outer: false, way: way.hops, what: *what }),
                None => Candidates::None,
            },
            several => Candidates::Several(several.iter().map(|(s, _)| of(*s)).collect()),
        }
    }

    fn others(&self, subject: SubjectId, name: &str) -> Vec<(SubjectId, What)> {
        let Some(having) = self.having.get(name) else { return Vec::new() };
        let reached = having.reached_from(self.catalogue, subject, name).into_iter();
        let mut found: Vec<(SubjectId, What)> =
            reached.filter_map(|to| Some((to, self.catalogue.in_scope(to, name)?))).collect();
        // A part of the key of a product is also a value of its factor: this is not a second meaning.
        if found.len() > 1 {
            found.retain(|(_, what)| !matches!(what, What::Key(_) | What::Hop(_)));
        }
        // A column of a family is the same value in each product of its table and its choice.
        let mut families = BTreeSet::new();
        found.retain(|(_, what)| if let What::Family(id) = what { families.insert(*id) } else { true });
        found
    }

    /// Whether two values come from one declaration for several kinds of subjects. Each kind then means its own value.
    fn declared_together(&self, a: What, b: What) -> bool {
        match (a, b) {
            (What::Value(a), What::Value(b)) => self.catalogue.value(a).name.span == self.catalogue.value(b).name.span,
            _ => false,
        }
    }

    /// Whether a name is that of a key or a reference, which many tables have.
    fn recurs(&self, what: What) -> bool {
        match what {
            What::Column(table, column) => {
                let refers = self.catalogue.column(table, column).refers.is_some();
                refers || self.catalogue.key_of(table).contains(&column)
            }
            What::Key(_) | What::Hop(_) => true,
            What::Value(_) | What::Family(_) => false,
        }
    }

    /// The first choice that lists a name.
    fn choice_with(&self, name: &str) -> Option<&Choice<'_>> {
        self.choices.get(name).map(|id| self.catalogue.choice(*id))
    }

    fn ambiguous(&mut self, subject: Option<SubjectId>, name: &str, span: Span, found: &[Referent]) {
        let what = |r: &Referent| match r {
            Referent::Argument(_) => say::an_argument(),
            Referent::Of { what: What::Column(..), .. } => say::a_column(),
            Referent::Of { .. } => say::a_value(),
            Referent::Param(_) => say::a_param(),
            _ => say::a_value_of_a_choice(),
        };
        let list = phrase::both(found.iter().map(what));
        let of = found.iter().find_map(|meaning| match meaning {
            Referent::Of { outer: false, way, .. } if way.is_empty() => {
                Some(&self.catalogue.subject(subject?).name.text)
            }
            _ => None,
        });
        let help = match (self.choice_with(name), of) {
            (Some(_), _) if self.publishes => say::rename_one_to_publish().to_string(),
            (Some(choice), Some(of)) => say::write_value_or_choice(of, name, &choice.name.text),
            (Some(choice), None) => say::write_choice(&choice.name.text, name),
            (None, _) => say::rename_one().to_string(),
        };
        let message = say::several_meanings(name, &list);
        self.findings.push(Diagnostic::error(Code::AmbiguousName, span, message).about(name).help(help));
    }

    fn unknown(&mut self, subject: Option<SubjectId>, name: &str, span: Span) {
        if subject.is_some_and(|s| !self.catalogue.subject(s).whole) {
            // The missing part of this subject has been reported.
            return;
        }
        if let Some(finding) = subject.and_then(|s| self.wrong_grain(s, name, span)) {
            // If a reference is invalid, which has been reported, the rows may be reachable through it.
            if subject.is_some_and(|s| self.catalogue.references_are_whole(s)) {
                self.findings.push(finding);
            }
            return;
        }
        let reached = subject.map(|subject| self.catalogue.reached(subject)).unwrap_or_default();
        let scopes: Vec<SubjectId> = subject.into_iter().chain(reached).collect();
        let values = scopes.iter().flat_map(|s| self.catalogue.scopes[*s].keys()).map(String::as_str);
        let params = self.catalogue.params.iter().map(|p| p.name.text.as_str());
        let choices = self.catalogue.choices.iter().flat_map(|c| &c.values).map(|v| v.name.text.as_str());
        let help = self.catalogue.did_you_mean(name, values.chain(params).chain(choices));
        let digits = suggest::numeral(name).map(|number| say::number_in_digits(&number));
        let of_others = || {
            Some(match name.to_lowercase().as_str() {
                "null" | "nil" | "none" | "na" | "nan" | "empty" | "blank" | "unknown" => {
                    say::check_whether_missing().to_string()
                }
                "today" | "now" => say::day_is_as_of().to_string(),
                "true" => phrase::write("yes"),
                "false" => phrase::write("no"),
                _ => return None,
            })
        };
        let help = digits.or(help).or_else(of_others).unwrap_or_else(|| {
            match subject.map(|s| self.catalogue.subject(s).name.text.as_str()) {
                Some(of) => say::declare_column_or_let(name, of),
                None => say::give_scale_argument(name),
            }
        });
        let message = say::unknown_name(name);
        self.findings.push(Diagnostic::error(Code::UnknownName, span, message).about(name).help(help));
    }

    /// Binds the value after `if empty`. A word such as `unscored` for a missing value gets a help of its own, since it
    /// is not a name to declare.
    fn answer_if_empty(&mut self, scope: Scope<'_>, value: &Expr) {
        const NO_VALUE: [&str; 9] =
            ["unscored", "none", "null", "nil", "na", "nan", "unknown", "nothing", "propagates"];
        let before = self.findings.len();
        self.expr(scope, value);
        if let [finding] = self.findings.get_mut(before..).unwrap_or_default()
            && finding.code == Code::UnknownName
            && finding.about.iter().any(|name| NO_VALUE.contains(&name.to_lowercase().as_str()))
        {
            finding.help = Some(phrase::write("missing"));
        }
    }

    /// Suggests how to aggregate values of single rows, by their type.
    fn together(&self, found: SubjectId, name: &str, of: &str) -> String {
        let column = match self.catalogue.subject(found).kind {
            SubjectKind::Rows(table) => self.catalogue.table(table).columns.iter().find(|c| c.name.text == name),
            _ => None,
        };
        let kind = column.map(|column| column.kind.name.text.as_str());
        let is_choice = kind.is_some_and(|kind| matches!(self.catalogue.top.get(kind), Some(Top::Choice(_))));
        match kind {
            _ if is_choice || kind == Some("text") => say::count_rows_where_is(of, name),
            Some("date") => say::count_rows_where_from(of, name),
            Some("yes/no") => say::share_of_rows(name, of),
            _ => say::mean_of_rows(name, of),
        }
    }

    /// Reports a value of single rows where a value of one subject is needed, and how to aggregate the rows.
    fn wrong_grain(&self, here: SubjectId, name: &str, span: Span) -> Option<Diagnostic> {
        let found = self.having.get(name).and_then(|having| having.all.first().copied());
        let Some(found) = found else { return self.without_product(name, span) };
        let (of, in_hand) = (&self.catalogue.subject(found).name.text, &self.catalogue.subject(here).name.text);
        let about = |message: String| {
            let finding = Diagnostic::error(Code::WrongGrain, span, message);
            finding.about(name).about(of).about(in_hand)
        };
        let finding = about(say::wrong_grain(name, of, in_hand));
        if let Some(choices) = page_key(self.catalogue, found) {
            let list = phrase::one_of_each(choices);
            let finding = about(say::wrong_grain_of_policy(name, of, in_hand));
            return Some(finding.help(say::declare_where_row_is_selected(&list)));
        }
        let all = self.catalogue.subject(here).kind == SubjectKind::All;
        let belongs = all || !self.catalogue.link(found, here).is_nothing();
        Some(finding.help(if belongs {
            self.together(found, name, of)
        } else {
            let refer = match self.catalogue.rows_of(found) {
                Some(_) => say::or_refer_to(of),
                None => String::new(),
            };
            say::declare_of_other(of, &refer)
        }))
    }
}

impl Binder<'_, '_, '_> {
    /// Reports a family in a path, and returns `true` if the name is a family. A family is a value of a product and is
    /// not qualified.
    fn family_alone(&mut self, name: &str, span: Span) -> bool {
        let Some((id, family)) = self.catalogue.families.entries().find(|(_, f)| f.name.text == name) else {
            return false;
        };
        let what = What::Family(id);
        let mut subjects = self.catalogue.subjects.ids();
        let product = subjects.find(|subject| self.catalogue.in_scope(*subject, name) == Some(what));
        let Some(product) = product.map(|product| self.catalogue.subject(product).name.text.as_str()) else {
            self.findings.extend(self.without_product(name, span));
            return true;
        };
        let choice = self.catalogue.choice(family.choice);
        let (of, value) = (&choice.name.text, choice.values.first().map_or("", |value| value.name.text.as_str()));
        let message = say::family_alone(name, product);
        let one = format!("max({name} of {product} where {of} is {value}, if empty missing)");
        let help = say::write_in_product(name, product, &one);
        self.findings.push(Diagnostic::error(Code::WrongGrain, span, message).about(name).about(product).help(help));
        true
    }

    /// Reports a family that is not a value of any product.
    fn without_product(&self, name: &str, span: Span) -> Option<Diagnostic> {
        let family = self.catalogue.families.iter().find(|f| f.name.text == name)?;
        let (table, choice) =
            (&self.catalogue.table(family.table).name.text, &self.catalogue.choice(family.choice).name.text);
        let message = say::family_without_product(name, table, choice);
        let help = say::declare_product(table, choice);
        Some(
            Diagnostic::error(Code::WrongGrain, span, message)
                .about(name)
                .about(table)
                .about(choice)
                .label(family.name.span, phrase::declared_here())
                .help(help),
        )
    }
}

/// Reports a name that a choice does not list.
pub(super) fn unknown_choice_value(catalogue: &Catalogue<'_>, choice: ChoiceId, name: &Name) -> Diagnostic {
    let choice = catalogue.choice(choice);
    let values = choice.values.iter().map(|v| v.name.text.as_str());
    let help = catalogue
        .did_you_mean(&name.text, values.clone())
        .unwrap_or_else(|| phrase::its_values(phrase::first_names(values)));
    let message = phrase::unknown_value(&choice.name.text, &name.text);
    Diagnostic::error(Code::UnknownName, name.span, message).about(&name.text).help(help)
}
