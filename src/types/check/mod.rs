//! The checker: syntax and bindings to a typed [`Model`].
//!
//! [`tables`] builds the schema, [`expressions`], [`calls`] and [`scales`] type expressions, [`trees`] composes nodes
//! and steps, [`months`] holds days that months lead to, [`tiers`] closes bounds and finds gaps, [`eligibility`] joins clauses, [`ways`] reaches values of other
//! subjects, [`absences`] knows where a value exists, [`page`] picks rows of the
//! page and columns of families, [`given`] types the cells of tests. Values are typed when they
//! are first needed, so their order on the page does not matter and a cycle is seen with its path.

mod absences;
mod aggregates;
mod calls;
mod commas;
mod compose;
mod design;
mod digits;
mod eligibility;
mod expressions;
mod given;
mod goalposts;
mod in_force;
mod links;
mod lookups;
mod missing;
mod months;
mod own_values;
mod page;
mod repeated;
mod rounding;
mod scales;
mod sideways;
mod statistics;
mod subjects;
mod tables;
mod tiers;
mod trees;
mod ways;

use super::model::*;
use super::op::*;
use super::tests::TestModel;
use crate::diagnostic::{Code, Diagnostic};
use crate::lookup::Lookup;
use crate::names::model::{ParamId, ScaleId, Top, ValueKind};
use crate::names::{Catalogue, Names, Referent, SubjectId, ValueId};
use crate::schema::{ChoiceText, ColumnId, TableId, explain};
use crate::source::{SourceSet, Span, normal_form};
use crate::syntax::ast;
use crate::types::check_context::Context;
use crate::types::typed::{Expr, Typed, build};
use crate::types::units;
use absences::Fact;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the checker gives.
#[derive(Debug, Default)]
pub struct Checked {
    /// The typed policy; what has a mistake is left out.
    pub model: Model,
    /// The tests of the language.
    pub tests: Vec<TestModel>,
    /// What is wrong, and what is probably not meant.
    pub findings: Vec<Diagnostic>,
}

/// Types a policy in a context.
pub fn check(names: &Names<'_>, sources: &SourceSet, context: &Context<'_>) -> Checked {
    let mut checker = Checker {
        names,
        sources,
        context,
        findings: Vec::new(),
        model: Model::default(),
        states: vec![State::Untouched; names.catalogue.values.len()],
        stack: Vec::new(),
        of_page: false,
        unlinked: Vec::new(),
        applications: 0,
        depth: 0,
        ringed: BTreeSet::new(),
        facts: Vec::new(),
        outer_facts: Vec::new(),
        page: Vec::new(),
        column_types: Lookup::default(),
        of_data: Lookup::default(),
        stand_ins: Lookup::default(),
        parts_there: Lookup::default(),
        texts: names.catalogue.choices.iter().map(subjects::choice_texts).collect(),
        designs: Vec::new(),
    };
    checker.run();
    let tests = checker.tests();
    names.leave_out_consequences(&mut checker.findings);
    once_a_place(&mut checker.findings);
    Checked { model: checker.model, tests, findings: checker.findings }
}

/// Keeps the first finding of a kind at a place: a scale is checked again with each value that it is applied to.
fn once_a_place(findings: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    findings.retain(|f| seen.insert((f.code, f.span())));
}

/// How far a named value has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Untouched,
    Open,
    Done,
}

/// A part that could be typed; `None` where there was a mistake, which has been reported.
type Maybe<T> = Option<T>;

struct Checker<'n, 'a> {
    names: &'n Names<'a>,
    sources: &'n SourceSet,
    context: &'n Context<'n>,
    findings: Vec<Diagnostic>,
    model: Model,
    states: Vec<State>,
    /// Factors that narrow no rows.
    unlinked: Vec<links::Unlinked>,
    /// Whether params have the values of the page, whatever is in force.
    of_page: bool,
    /// The values that are being typed, outermost first, with the place that asked for each.
    stack: Vec<ValueId>,
    /// How often scales have been applied so far.
    applications: usize,
    /// The scales that lead to themselves, which has been reported.
    ringed: BTreeSet<ScaleId>,
    /// How deep the expression that is being typed is needed by others.
    depth: usize,
    /// What is known to hold where the expression that is being typed is computed.
    facts: Vec<Fact>,
    /// While rows are brought together, what is known of the subject for which they are.
    outer_facts: Vec<Fact>,
    /// By table how its rows were drawn.
    designs: Vec<Option<design::Design>>,
    /// By table the rows that stand on the page.
    page: Vec<Option<page::PageRows>>,
    /// By choice the texts of its values.
    texts: Vec<Arc<[ChoiceText]>>,
    /// The types of columns that are no references, as far as they have been asked for.
    column_types: Lookup<(TableId, ColumnId), Maybe<Type>>,
    /// By expression, which is kept so that its identity stays its own, whether it follows from data, see
    /// [`Self::part_there`].
    of_data: Lookup<*const Typed, (Expr, Option<Expr>)>,
    /// Values for which `counts as` names another one where they are missing.
    stand_ins: Lookup<*const Typed, Expr>,
    /// By node, and by whether answers count as missing, how much of the weight below it is there, see
    /// [`Self::part_there`].
    parts_there: Lookup<(ValueId, bool), Option<Expr>>,
}

/// Where an expression stands.
#[derive(Clone, Copy)]
struct Place<'s> {
    /// Of which kind of subject the declaration is; `None` in a scale.
    home: Option<SubjectId>,
    /// Whose values its names are; `None` in a scale.
    subject: Option<SubjectId>,
    /// The arguments of the scale that it is the body of.
    arguments: &'s [Expr],
}

impl<'s> Place<'s> {
    /// In a declaration of a kind of subject.
    fn of(subject: SubjectId) -> Place<'s> {
        Place { home: Some(subject), subject: Some(subject), arguments: &[] }
    }

    /// In the body of a scale.
    fn in_scale(arguments: &'s [Expr]) -> Place<'s> {
        Place { home: None, subject: None, arguments }
    }

    /// Among the rows that are brought together here.
    fn among(self, rows: SubjectId) -> Place<'s> {
        Place { subject: Some(rows), ..self }
    }
}

impl<'n, 'a> Checker<'n, 'a> {
    fn run(&mut self) {
        let catalogue = &self.names.catalogue;
        if let Some(policy) = catalogue.policy {
            self.model.name = policy.name.text.clone();
            self.model.label = policy.label.as_ref().map(|l| l.value.clone());
        }
        self.choices();
        self.tables();
        self.marked_private();
        self.references();
        self.absences();
        self.private_by_others();
        self.subjects();
        self.page();
        self.designs();
        self.params();
        self.periods();
        let page = |span: Span| self.sources.text(span).split_whitespace().collect::<Vec<_>>().join(" ");
        let scale = |scale: &&ast::Let| (scale.name.text.clone(), page(scale.name.span.to(scale.value.span)));
        self.model.scales = catalogue.scales.iter().map(scale).collect();
        self.model.values = vec![None; catalogue.values.len()];
        self.rings_of_scales();
        // Before they are used: what is wrong with a scale is said of the values that it declares to take.
        self.scales_alone();
        for i in 0..catalogue.values.len() {
            self.value(ValueId(i));
        }
        self.unlinked();
        self.outputs();
        self.published();
        self.digits_that_are_right();
    }

    fn report(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Types a named value unless that has been done; reports a cycle when it is being typed.
    fn value(&mut self, id: ValueId) -> Option<&ValueModel> {
        match self.states.get(id.0) {
            Some(State::Untouched) => {
                self.set(id, State::Open);
                self.stack.push(id);
                let model = self.value_model(id);
                self.stack.pop();
                self.set(id, State::Done);
                if let Some(slot) = self.model.values.get_mut(id.0) {
                    *slot = model;
                }
            }
            // An eligibility may read other results of its own; the graph tells what needs itself.
            Some(State::Open) if self.is_eligibility(id) => {}
            Some(State::Open) => self.cycle(id),
            _ => {}
        }
        self.model.values.get(id.0).and_then(Option::as_ref)
    }

    fn set(&mut self, id: ValueId, state: State) {
        if let Some(slot) = self.states.get_mut(id.0) {
            *slot = state;
        }
    }

    fn cycle(&mut self, id: ValueId) {
        let from = self.stack.iter().position(|v| *v == id).unwrap_or(0);
        let path: Vec<ValueId> = self.stack.iter().skip(from).copied().collect();
        let catalogue = &self.names.catalogue;
        // Told from the first value of the page, so that the message does not depend on where typing began.
        let start = path.iter().enumerate().min_by_key(|(_, v)| v.0).map_or(0, |(i, _)| i);
        let ring: Vec<ValueId> = path.iter().cycle().skip(start).take(path.len() + 1).copied().collect();
        let words = ring.iter().map(|v| format!("`{}`", catalogue.value(*v).name.text)).collect::<Vec<_>>();
        let Some(first) = ring.first().map(|v| catalogue.value(*v).name.clone()) else { return };
        self.ring(first.span, &words);
    }

    /// A name of the page, in the form in which names are compared.
    fn name_at(&self, span: Span) -> String {
        normal_form(self.sources.text(span))
    }

    /// A piece of the page on one line, for a message; `it` for one that is too long to be repeated.
    fn page_text(&self, span: Span) -> String {
        let text = self.sources.text(span);
        if text.contains('\n') || text.chars().count() > 60 { "it".to_string() } else { format!("`{text}`") }
    }

    /// Says that the last of these names is the first again.
    fn ring(&mut self, span: Span, words: &[String]) {
        let (message, help) = match words {
            [one, _] => (format!("{one} is defined by itself"), format!("take {one} out of its own definition")),
            _ => {
                (format!("defined by each other: {}", words.join(" needs ")), "take one of these steps out".to_string())
            }
        };
        self.report(Diagnostic::error(Code::Cycle, span, message).help(help));
    }

    fn value_model(&mut self, id: ValueId) -> Maybe<ValueModel> {
        let names = self.names;
        let value = names.catalogue.value(id);
        let place = Place::of(value.subject);
        let outer = std::mem::take(&mut self.facts);
        let typed = self.value_expr(place, value);
        self.facts = outer;
        // Of a declaration that could not be read whole nothing is known but that it is there.
        let (expr, about, notes) = typed.filter(|_| !names.unread.is_incomplete(value.name.span))?;
        Some(ValueModel {
            name: value.name.text.clone(),
            label: value.label.map(|l| l.value.clone()),
            subject: value.subject,
            expr,
            about,
            cite: notes.cite.map(|t| t.value),
            because: notes.because.map(|t| t.value),
            span: value.name.span,
        })
    }

    /// How a value comes about, what it is on the page, and its clause and reason.
    fn value_expr(
        &mut self,
        place: Place<'_>,
        value: &'n crate::names::model::Value<'a>,
    ) -> Maybe<(Expr, About, ast::Notes)> {
        let none = ast::Notes::default();
        Some(match value.kind {
            ValueKind::Let(node) => (self.expr(place, &node.value)?, About::Let, node.notes.clone()),
            ValueKind::Node(node) => {
                let (expr, about) = self.node(place, node)?;
                (expr, about, node.notes.clone())
            }
            ValueKind::Step(step, _) => (self.expr(place, step)?, About::Step, none),
            ValueKind::Tiers(tiers, choice) => {
                let (expr, about) = self.tier_value(place, tiers, choice)?;
                (expr, about, none)
            }
            ValueKind::Eligibility(eligibility) => {
                (self.eligibility(place, eligibility)?, About::Eligibility, eligibility.notes.clone())
            }
            ValueKind::Mark(mark) => {
                (self.clause_condition(place, &mark.when, mark.name.span)?, About::Mark, mark.notes.clone())
            }
            ValueKind::Check(check) => {
                let severity = if check.error { Severity::Error } else { Severity::Warning };
                (self.check_value(place, check)?, About::Check(severity), check.notes.clone())
            }
        })
    }

    /// What a name or rows refer to, here.
    fn referent(&self, place: Place<'_>, at: Span) -> Option<Referent> {
        self.names.bindings.refs.get(&(place.home, at)).cloned()
    }

    fn choices(&mut self) {
        let choices = self.names.catalogue.choices.iter().map(|choice| ChoiceModel {
            name: choice.name.text.clone(),
            ordered: choice.ordered,
            groups: choice.groups.iter().map(|g| (g.name.text.clone(), g.values.clone())).collect(),
            values: choice
                .values
                .iter()
                .map(|value| ChoiceValueModel {
                    name: value.name.text.clone(),
                    text: value.texts.first().map_or(&value.name.text, |t| &t.value).clone(),
                    label: value.label.as_ref().map(|l| l.value.clone()),
                })
                .collect(),
        });
        self.model.choices = choices.collect();
    }

    /// Named periods: two days in order, and no name that the calendar has given already.
    fn periods(&mut self) {
        for period in &self.names.catalogue.periods {
            let days = [&period.first, &period.last].map(|day| self.date(&day.value, day.span));
            let span = period.first.span.to(period.last.span);
            if let [Some(first), Some(last)] = days
                && first > last
            {
                let message = format!("`{}` ends before it begins", self.sources.text(span));
                let finding = Diagnostic::error(Code::BadPeriod, span, message);
                self.report(finding.help("write the first day in front"));
            }
            if super::period::Period::parse(&period.name.value).is_some() {
                let message = format!("`{}` is a period of the calendar already", period.name.value);
                let help = format!("give it another name: `{}-a`", period.name.value);
                self.report(Diagnostic::error(Code::DeclaredTwice, period.name.span, message).help(help));
            }
        }
    }

    /// The value of a parameter: of the page, or what replaces it.
    fn param(&mut self, id: ParamId, span: Span) -> Maybe<Expr> {
        let param = *self.names.catalogue.params.get(id.0)?;
        let set = self.context.params.get(&param.name.text).filter(|_| !self.of_page).cloned();
        let own = self.param_value(param, &param.value)?;
        Some(match (set.unwrap_or(own), param.value.number()) {
            (Constant::Number(value), Some(quantity)) => build::number(value, units::value(quantity).1, span),
            (Constant::Choice(value), _) => {
                let Some(Top::Choice(id)) = self.names.catalogue.top.get(&param.kind.as_ref()?.name.text) else {
                    return None;
                };
                build::choice(value, Type::Choice(*id), span)
            }
            (value, _) => build::fixed(value, Type::YesNo, span),
        })
    }

    /// A value for a parameter, which must be of its kind.
    fn param_value(&mut self, param: &'a ast::Param, value: &ast::ParamValue) -> Maybe<Constant> {
        let found = param_constant(&self.names.catalogue, param, value);
        found.map_err(|finding| self.report(finding)).ok()
    }
}

/// A value for a parameter in the base of its unit; or what is wrong with it.
pub fn param_constant(
    catalogue: &Catalogue<'_>,
    param: &ast::Param,
    value: &ast::ParamValue,
) -> Result<Constant, Diagnostic> {
    let name = &param.name.text;
    let wrong = |wanted: &str, help: String| {
        let message = format!("`{name}` takes {wanted}");
        Err(Diagnostic::error(Code::TypeMismatch, value.span(), message).help(help))
    };
    let choice = param.kind.as_ref().map(|kind| (catalogue.top.get(&kind.name.text), kind));
    match (choice, value) {
        (None, ast::ParamValue::Number(quantity)) => Ok(Constant::Number(units::value(quantity).0)),
        (None, value) => {
            let meant = match value {
                ast::ParamValue::Name(name) => explain::as_number(&name.text),
                _ => None,
            };
            let help =
                meant.unwrap_or_else(|| format!("write a number, or say its type: `param {name} : yes/no = yes`"));
            wrong("a number", help)
        }
        (Some((Some(Top::Choice(id)), _)), value) => {
            let at = match value {
                ast::ParamValue::Name(name) => catalogue.choice_value(*id, &name.text),
                _ => None,
            };
            match at {
                Some(at) => Ok(Constant::Choice(at)),
                None => {
                    let values = catalogue.choices.get(id.0).map(|c| c.values.as_slice()).unwrap_or_default();
                    let names: Vec<&str> = values.iter().map(|v| v.name.text.as_str()).collect();
                    let choice = catalogue.choices.get(id.0).map_or("", |c| c.name.text.as_str());
                    wrong(&format!("a value of `{choice}`"), format!("write one of `{}`", names.join("`, `")))
                }
            }
        }
        (Some((_, kind)), ast::ParamValue::YesNo(flag, _)) if kind.name.text == "yes/no" => Ok(Constant::YesNo(*flag)),
        (Some((_, kind)), _) if kind.name.text == "yes/no" => wrong("yes or no", "write `yes` or `no`".into()),
        (Some((_, kind)), _) => {
            let message = format!("a param is a number, `yes/no` or a choice, not `{}`", kind.name.text);
            let choices = catalogue.choices.iter().map(|c| c.name.text.as_str());
            let is_yes_no = tables::of_other_languages(&kind.name.text) == Some("yes/no");
            let help = is_yes_no
                .then(|| "write `yes/no`".to_string())
                .or_else(|| catalogue.did_you_mean(&kind.name.text, choices))
                .unwrap_or_else(|| format!("write a number without a type: `param {name} = 20 minutes`"));
            Err(Diagnostic::error(Code::UnknownType, kind.span, message).help(help))
        }
    }
}

/// A count with its noun: `1 value`, `3 values`.
fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
