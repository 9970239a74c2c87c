//! The checker: syntax and bindings to a typed [`Model`].
//!
//! [`tables`] builds the schema, [`expressions`], [`calls`] and [`scales`] type expressions, [`trees`] composes nodes
//! and steps, [`tiers`] closes bounds and finds gaps, [`given`] types the cells of tests. Values are typed when they
//! are first needed, so their order on the page does not matter and a cycle is seen with its path.

mod aggregates;
mod calls;
mod expressions;
mod given;
mod rounding;
mod scales;
mod tables;
mod tiers;
mod trees;

use super::model::*;
use super::tests::TestModel;
use crate::diagnostic::{Code, Diagnostic};
use crate::names::model::{ParamId, ScaleId, ValueKind};
use crate::names::{Names, SubjectId, ValueId};
use crate::number::Rational;
use crate::source::{SourceSet, Span};
use crate::syntax::ast;
use crate::types::check_context::Context;
use crate::types::units::{self, Unit};
use std::collections::BTreeSet;

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
        written_out: 0,
        depth: 0,
        ringed: BTreeSet::new(),
    };
    checker.run();
    let tests = checker.tests();
    checker.findings.retain(|f| !names.is_explained(f));
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
    /// The values that are being typed, outermost first, with the place that asked for each.
    stack: Vec<ValueId>,
    /// How many operations the scales have been written out to so far.
    written_out: usize,
    /// The scales that lead to themselves, which has been reported.
    ringed: BTreeSet<ScaleId>,
    /// How deep the expression that is being typed is needed by others.
    depth: usize,
}

/// Where an expression stands.
#[derive(Clone, Copy)]
struct Place<'s> {
    /// Whose values its names are; `None` in a scale.
    subject: Option<SubjectId>,
    /// The arguments of the scale that it is the body of.
    arguments: &'s [Expr],
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
        self.subjects();
        self.model.values = vec![None; catalogue.values.len()];
        self.rings_of_scales();
        // Before they are used: what is wrong with a scale is said of the values that it declares to take.
        self.scales_alone();
        for i in 0..catalogue.values.len() {
            self.value(ValueId(i));
        }
        self.outputs();
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
        let Some(first) = ring.first().map(|v| catalogue.value(*v).name) else { return };
        self.ring(first.span, &words);
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
        let value = self.names.catalogue.value(id);
        let place = Place { subject: Some(value.subject), arguments: &[] };
        let none = ast::Notes::default();
        let (expr, about, notes) = match value.kind {
            ValueKind::Let(node) => (self.expr(place, &node.value)?, About::Let, &node.notes),
            ValueKind::Node(node) => {
                let (expr, about) = self.node(place, node)?;
                (expr, about, &node.notes)
            }
            ValueKind::Step(step, _) => (self.expr(place, step)?, About::Step, &none),
            ValueKind::Tiers(tiers, choice) => {
                let (expr, about) = self.tier_value(tiers, choice)?;
                (expr, about, &none)
            }
        };
        Some(ValueModel {
            name: value.name.text.clone(),
            label: value.label.map(|l| l.value.clone()),
            subject: value.subject,
            expr,
            about,
            cite: notes.cite.as_ref().map(|t| t.value.clone()),
            because: notes.because.as_ref().map(|t| t.value.clone()),
            span: value.name.span,
        })
    }

    fn choices(&mut self) {
        let choices = self.names.catalogue.choices.iter().map(|choice| ChoiceModel {
            name: choice.name.text.clone(),
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

    fn subjects(&mut self) {
        for subject in &self.names.catalogue.subjects {
            // A grouping of an unknown table has been reported; it keeps its place so that ids stay positions.
            let table = subject.table.unwrap_or(crate::schema::TableId(usize::MAX));
            let key = match &subject.by {
                Some(by) => by.clone(),
                None => self.model.tables.get(table.0).map(|t| t.key.clone()).unwrap_or_default(),
            };
            self.groups_have_names(subject, &key);
            let part = |id: &crate::schema::ColumnId| {
                let column = self.model.tables.get(table.0)?.column(*id)?;
                Some(KeyPart { name: column.name.clone(), kind: column.kind.clone(), column: Some(*id) })
            };
            let parts = key.iter().filter_map(part).collect();
            let rows = self.model.subjects.iter().position(|s| s.table() == Some(table)).map(SubjectId);
            let source = match (&subject.by, rows) {
                (Some(by), Some(rows)) => Source::Groups { rows, by: by.clone() },
                _ => Source::Rows { table, all_periods: false },
            };
            self.model.subjects.push(SubjectModel {
                name: subject.name.text.clone(),
                label: subject.label.map(|l| l.value.clone()),
                source,
                key: parts,
            });
        }
    }

    /// A row whose grouping column is missing would belong to no group.
    fn groups_have_names(&mut self, subject: &crate::names::model::Subject<'_>, key: &[crate::schema::ColumnId]) {
        let (Some(_), Some(table)) = (&subject.by, subject.table) else { return };
        for id in key {
            let Some(column) = self.names.catalogue.column(table, *id) else { continue };
            if let Some((missing, _)) = &column.missing {
                let message = format!("`{}` can be missing, and names a `{}`", column.name.text, subject.name.text);
                self.findings.push(
                    Diagnostic::error(Code::KeyCanMiss, *missing, message)
                        .label(subject.name.span, "grouped here")
                        .help("take `or missing` away, or group by another column"),
                );
            }
        }
    }

    /// The value of a parameter: of the page, or what replaces it.
    fn param(&self, id: ParamId, span: Span) -> Maybe<Expr> {
        let param = self.names.catalogue.params.get(id.0)?;
        let (value, unit) = units::value(&param.value);
        let value = self.context.params.get(&param.name.text).cloned().unwrap_or(value);
        Some(number_constant(value, unit, span))
    }
}

/// A count with its noun: `1 value`, `3 values`.
fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// A fixed number as an expression.
fn number_constant(value: Rational, unit: Unit, span: Span) -> Expr {
    let ty = NumberType {
        unit,
        range: crate::number::Interval::point(value.clone()),
        inexact: false,
        decimals: value.scale(),
    };
    Expr { op: Op::Constant(Constant::Number(value)), inputs: Vec::new(), ty: Type::Number(ty), can_miss: false, span }
}
