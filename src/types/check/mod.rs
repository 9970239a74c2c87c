//! The checker: syntax and bindings to a typed [`Model`].
//!
//! [`schema`] reads declarations, [`values`] types expressions, [`rows`] types aggregates and the rows of policies and
//! tests, and [`judge`] types trees, tiers, eligibilities and published values. Values are typed when they are first
//! needed, so their order in the policy does not matter and a cycle is found with its path.

mod judge;
mod rows;
mod schema;
mod values;

use super::model::*;
use super::op::*;
use super::tests::TestModel;
use crate::diagnostic::{Code, Diagnostic};
use crate::ids::IdVec;
use crate::lookup::Lookup;
use crate::messages::{phrase, types::common as say};
use crate::names::model::ValueKind;
use crate::names::{Names, Referent, ScaleId, SubjectId, ValueId};
use crate::schema::{ChoiceId, ChoiceText, ColumnId, TableId};
use crate::source::{SourceSet, Span, normal_form};
use crate::syntax::ast;
use crate::syntax::on_one_line;
use crate::types::check_context::Context;
use crate::types::typed::Expr;
use crate::types::written::page::PageRows;
use judge::coverage::Coverage;
use rows::{design, links};
use schema::choices;
pub(crate) use schema::params::param_constant;
use std::collections::BTreeSet;
use std::sync::Arc;
use values::Facts;

/// The result of the checker.
#[derive(Debug, Default)]
pub struct Checked {
    /// The typed policy, without the parts that have a mistake.
    pub model: Model,
    /// The tests of the language.
    pub tests: Vec<TestModel>,
    /// Errors, and warnings about probable mistakes.
    pub findings: Vec<Diagnostic>,
}

/// Types a policy in a context.
pub fn check(names: &Names<'_>, sources: &SourceSet, context: &Context<'_>) -> Checked {
    let mut checker = Checker {
        names,
        sources,
        context,
        findings: Vec::new(),
        model: Model { values: names.catalogue.values.filled(None), ..Model::default() },
        states: names.catalogue.values.filled(ValueState::Untouched),
        stack: Vec::new(),
        of_page: false,
        unlinked: Vec::new(),
        applications: 0,
        depth: 0,
        ringed: BTreeSet::new(),
        facts: Facts::default(),
        outer_facts: Facts::default(),
        page: names.catalogue.tables.filled(None),
        column_types: Lookup::default(),
        coverage: Coverage::default(),
        texts: names.catalogue.choices.map(|(_, choice)| choices::choice_texts(choice)),
        designs: names.catalogue.tables.filled(None),
    };
    checker.run();
    let tests = checker.tests();
    names.leave_out_consequences(&mut checker.findings);
    once_a_place(&mut checker.findings);
    Checked { model: checker.model, tests, findings: checker.findings }
}

/// Keeps the first of the findings with the same code and place: a scale is checked again with each value that it is
/// applied to.
fn once_a_place(findings: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    findings.retain(|f| seen.insert((f.code, f.span())));
}

/// The state of the typing of a named value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ValueState {
    Untouched,
    Open,
    Done,
}

/// A typed part; `None` if it has a mistake, which has been reported.
type Maybe<T> = Option<T>;

struct Checker<'n, 'a> {
    names: &'n Names<'a>,
    sources: &'n SourceSet,
    context: &'n Context<'n>,
    findings: Vec<Diagnostic>,
    model: Model,
    states: IdVec<ValueId, ValueState>,
    /// Factors that narrow no rows.
    unlinked: Vec<links::Unlinked>,
    /// Whether params have the values of the policy, even if other values are in force.
    of_page: bool,
    /// The values that are being typed, outermost first.
    stack: Vec<ValueId>,
    /// How often scales have been applied so far.
    applications: usize,
    /// The scales that are on a cycle or lead to a cycle. The cycles have been reported.
    ringed: BTreeSet<ScaleId>,
    /// The number of expressions that are being typed inside each other, through values and scales.
    depth: usize,
    /// The facts that hold where the expression that is being typed is computed.
    facts: Facts,
    /// While an aggregate is typed, the facts about the subject that its rows belong to.
    outer_facts: Facts,
    /// How the rows of tables were drawn.
    designs: IdVec<TableId, Option<design::Design>>,
    /// The rows of tables that are written in the policy.
    page: IdVec<TableId, Option<PageRows>>,
    /// The texts of the values of choices.
    texts: IdVec<ChoiceId, Arc<[ChoiceText]>>,
    /// The types of columns that are not references, as far as they have been needed.
    column_types: Lookup<(TableId, ColumnId), Maybe<Type>>,
    /// How much of the weight below values is present.
    coverage: Coverage,
}

/// Where an expression is written.
#[derive(Clone, Copy)]
struct CheckScope<'s> {
    /// The kind of subject that the declaration is of; `None` in a scale.
    home: Option<SubjectId>,
    /// The kind of subject whose values the names of the expression mean; `None` in a scale.
    subject: Option<SubjectId>,
    /// The arguments of the scale, if the expression is the body of a scale.
    arguments: &'s [Expr],
}

impl<'s> CheckScope<'s> {
    /// The scope of a declaration of a kind of subject.
    fn of(subject: SubjectId) -> CheckScope<'s> {
        CheckScope { home: Some(subject), subject: Some(subject), arguments: &[] }
    }

    /// The scope of the body of a scale.
    fn in_scale(arguments: &'s [Expr]) -> CheckScope<'s> {
        CheckScope { home: None, subject: None, arguments }
    }

    /// The scope of rows that are aggregated in this scope.
    fn among(self, rows: SubjectId) -> CheckScope<'s> {
        CheckScope { subject: Some(rows), ..self }
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
        self.params();
        self.tables();
        self.marked_private();
        self.references();
        self.absences();
        self.private_by_others();
        self.subjects();
        self.page();
        self.designs();
        self.periods();
        let page = |span: Span| on_one_line(self.sources.text(span), usize::MAX);
        let scale = |scale: &&ast::Let| (scale.name.text.clone(), page(scale.name.span.to(scale.value.span)));
        self.model.scales = catalogue.scales.iter().map(scale).collect();
        self.rings_of_scales();
        // Check scales before they are used, so that a mistake in a scale is reported for the values that it declares
        // to take.
        self.scales_alone();
        for id in catalogue.values.ids() {
            self.value(id);
        }
        self.unlinked();
        self.outputs();
        self.published();
        self.digits_that_are_right();
    }

    fn report(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Reports a mistake that leaves no value.
    fn fail<T>(&mut self, finding: Diagnostic) -> Maybe<T> {
        self.report(finding);
        None
    }

    /// Types a named value unless it has been typed already. Reports a cycle if the value is being typed.
    fn value(&mut self, id: ValueId) -> Option<&ValueModel> {
        match self.states[id] {
            ValueState::Untouched => {
                self.states[id] = ValueState::Open;
                self.stack.push(id);
                let model = self.value_model(id);
                self.stack.pop();
                self.states[id] = ValueState::Done;
                self.model.values[id] = model;
            }
            // An eligibility may read other results of its own, such as earlier ones. The graph reports values that
            // need themselves.
            ValueState::Open if self.is_eligibility(id) => {}
            ValueState::Open => self.cycle(id),
            ValueState::Done => {}
        }
        self.model.value(id)
    }

    fn cycle(&mut self, id: ValueId) {
        let from = self.stack.iter().position(|v| *v == id).unwrap_or(0);
        let path: Vec<ValueId> = self.stack.iter().skip(from).copied().collect();
        let catalogue = &self.names.catalogue;
        // Start with the first value of the policy, so that the message does not depend on where typing began.
        let start = path.iter().enumerate().min_by_key(|(_, v)| **v).map_or(0, |(i, _)| i);
        let ring: Vec<ValueId> = path.iter().cycle().skip(start).take(path.len() + 1).copied().collect();
        let names = ring.iter().map(|v| catalogue.value(*v).name.text.as_str()).collect::<Vec<_>>();
        let Some(first) = ring.first().map(|v| catalogue.value(*v).name.clone()) else { return };
        self.ring(first.span, &names);
    }

    /// A name of the policy, in the form in which names are compared.
    fn name_at(&self, span: Span) -> String {
        normal_form(self.sources.text(span))
    }

    /// A piece of the policy for a message; `it` if the piece is too long to be repeated.
    fn page_text(&self, span: Span) -> String {
        self.short_text(span).map_or_else(|| say::it().to_string(), phrase::name)
    }

    /// A piece of the policy, if it is short enough to be repeated on one line.
    fn short_text(&self, span: Span) -> Option<&'n str> {
        Some(self.sources.text(span)).filter(|text| !text.contains('\n') && text.chars().count() <= 60)
    }

    /// Reports a cycle of names, the last of which repeats the first.
    fn ring(&mut self, span: Span, names: &[&str]) {
        let words: Vec<String> = names.iter().map(phrase::name).collect();
        let (message, help) = match words.as_slice() {
            [one, _] => (phrase::defined_by_itself(one), say::remove_from_own_definition(one)),
            words => {
                let path = phrase::chain(words, phrase::leads_to);
                (phrase::defined_by_each_other(path), phrase::remove_a_step().to_string())
            }
        };
        let finding = Diagnostic::error(Code::Cycle, span, message).help(help);
        self.report(names.iter().fold(finding, Diagnostic::about));
    }

    fn value_model(&mut self, id: ValueId) -> Maybe<ValueModel> {
        let names = self.names;
        let value = names.catalogue.value(id);
        let place = CheckScope::of(value.subject);
        let outer = std::mem::take(&mut self.facts);
        let typed = self.value_expr(place, value);
        self.facts = outer;
        // Of a declaration that could not be parsed completely, it is only known that it exists.
        let (expr, about, notes) = typed.filter(|_| !names.unread.is_incomplete(value.name.span))?;
        Some(ValueModel {
            name: value.name.text.clone(),
            label: value.label.map(|l| l.value.clone()),
            subject: value.subject,
            expr,
            about,
            cite: notes.cite.map(|t| t.value),
            because: notes.because.map(|t| t.value),
            params: names.bindings.params[id].clone(),
            span: value.name.span,
        })
    }

    /// The expression of a value, its origin in the policy, and its clause and reason.
    fn value_expr(
        &mut self,
        place: CheckScope<'_>,
        value: &'n crate::names::model::Value<'a>,
    ) -> Maybe<(Expr, ValueOrigin, ast::Notes)> {
        let none = ast::Notes::default();
        Some(match value.kind {
            ValueKind::Let(node) => (self.expr(place, &node.value)?, ValueOrigin::Let, node.notes.clone()),
            ValueKind::Node(node) => {
                let (expr, about) = self.node(place, node)?;
                (expr, about, node.notes.clone())
            }
            ValueKind::Step(step, _) => (self.expr(place, step)?, ValueOrigin::Step, none),
            ValueKind::Tiers(tiers, choice) => {
                let (expr, about) = self.tier_value(place, tiers, choice)?;
                (expr, about, none)
            }
            ValueKind::Eligibility(eligibility) => {
                (self.eligibility(place, eligibility)?, ValueOrigin::Eligibility, eligibility.notes.clone())
            }
            ValueKind::Mark(mark) => {
                (self.clause_condition(place, &mark.when, mark.name.span)?, ValueOrigin::Mark, mark.notes.clone())
            }
            ValueKind::Check(check) => {
                let severity = if check.error { Severity::Error } else { Severity::Warning };
                (self.check_value(place, check)?, ValueOrigin::Check(severity), check.notes.clone())
            }
        })
    }

    /// The referent of a name or of rows in this scope.
    fn referent(&self, place: CheckScope<'_>, at: Span) -> Option<Referent> {
        self.names.bindings.get(place.home, at).cloned()
    }
}

/// All parts, if none has a mistake. Each part is typed first, so that every mistake is reported.
fn all<T>(parts: impl Iterator<Item = Maybe<T>>) -> Maybe<Vec<T>> {
    let parts: Vec<Maybe<T>> = parts.collect();
    parts.into_iter().collect()
}

/// A part that need not be written.
fn if_written<T>(part: Option<Maybe<T>>) -> Maybe<Option<T>> {
    part.map_or(Some(None), |part| part.map(Some))
}
