//! Tests in the language: evaluates the rows of a test with the reference evaluator, and compares the values with the
//! expected ones.

#[cfg(test)]
mod languages;
mod rows;

use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::digest::Secret;
use crate::graph::{Graph, NodeId};
use crate::messages::testing as say;
use crate::names::SubjectId;
use crate::number::{Rational, Rounding};
use crate::policy::{Compiled, Pack, Run};
use crate::reference::{self, Cell, Evaluation, Rows, Value};
use crate::results::ClauseCell;
use crate::schema::ColumnKind;
use crate::types::period;
use crate::types::tests::{ExpectModel, Expected, GivenCell, TestModel};
use crate::types::units::{Unit, amount_words};
use crate::types::{ChoiceValueModel, KeyPart, Op, STORED_DECIMALS, Type};
use std::collections::BTreeSet;

/// The outcome of one test.
#[derive(Clone, Debug)]
pub struct TestOutcome {
    /// The title of the test.
    pub title: String,
    /// The failed expectations; empty if the test passed.
    pub failures: Vec<Diagnostic>,
}

/// Runs the tests of a checked policy, in the order of the policy.
pub fn run(pack: &Pack, compiled: &Compiled) -> Vec<TestOutcome> {
    compiled
        .tests
        .iter()
        .enumerate()
        .map(|(at, test)| TestOutcome { title: test.title.clone(), failures: run_one(pack, compiled, test, at) })
        .collect()
}

fn run_one(pack: &Pack, compiled: &Compiled, test: &TestModel, at: usize) -> Vec<Diagnostic> {
    let tested = match evaluated(pack, compiled, test, at) {
        Ok(tested) => tested,
        Err(findings) => return findings,
    };
    let Some((graph, test)) = tested.graph().zip(tested.test()) else { return Vec::new() };
    test.expects.iter().filter_map(|expect| failure(graph, &tested.evaluation, expect)).collect()
}

/// The evaluated rows of a test.
pub struct Tested<'c> {
    /// The policy with the settings of the test, if these differ.
    again: Option<Compiled>,
    compiled: &'c Compiled,
    at: usize,
    /// The values for which the test has expectations, for all subjects of their kinds.
    pub evaluation: Evaluation,
}

impl Tested<'_> {
    fn compiled(&self) -> &Compiled {
        self.again.as_ref().unwrap_or(self.compiled)
    }

    /// The graph that was evaluated.
    pub fn graph(&self) -> Option<&Graph> {
        self.compiled().graph.as_ref()
    }

    /// The test as it was typed with that graph.
    pub fn test(&self) -> Option<&TestModel> {
        self.compiled().tests.get(self.at)
    }
}

/// Evaluates the rows of a test, or returns its errors.
pub fn evaluated<'c>(
    pack: &Pack,
    compiled: &'c Compiled,
    test: &TestModel,
    at: usize,
) -> Result<Tested<'c>, Vec<Diagnostic>> {
    let period = match &test.period {
        Some((text, span)) => match pack.period_named(text) {
            Some(period) => Some(period),
            None => {
                let message = say::unknown_period(text);
                let help = suggest::did_you_mean(text, pack.period_names())
                    .unwrap_or_else(|| say::write_one_of(period::forms()));
                return Err(vec![Diagnostic::error(Code::BadPeriod, *span, message).help(help)]);
            }
        },
        None => None,
    };
    // A test is about the policy, so it ignores the params that a manifest sets for its data. The settings of the test
    // itself can change types and ranges, so the policy is checked again with them.
    let sets = !pack.manifest.params.is_empty() || !test.params.is_empty();
    let again = (sets || test.as_of.is_some() || period.is_some()).then(|| {
        let run = Run { params: test.params.clone(), as_of: test.as_of, period: period.clone(), of_page: true };
        pack.compile(&run)
    });
    let set = again.as_ref().unwrap_or(compiled);
    let (Some(graph), Some(test)) = (&set.graph, set.tests.get(at)) else {
        let errors = set.findings.iter().filter(|f| f.severity == crate::diagnostic::Severity::Error);
        return Err(errors.cloned().collect());
    };
    let period = period.or_else(|| pack.period(&Run::default()));
    let day_known = test.as_of.is_some() || period.is_some() || pack.manifest.as_of.is_some();
    if let Some(span) = set.model.asks_day.filter(|_| !day_known) {
        let message = say::day_unknown(&test.title);
        let finding = Diagnostic::error(Code::DayNeeded, test.span, message).label(span, say::asked_for_here());
        return Err(vec![finding.help(say::say_day())]);
    }
    if let Some(finding) = rows::period_lacks(graph, test, period.as_ref()) {
        return Err(vec![finding]);
    }
    let subjects: BTreeSet<SubjectId> = test.expects.iter().map(|e| e.subject).collect();
    let subjects: Vec<SubjectId> = subjects.into_iter().collect();
    // Values without an expectation are not computed. Otherwise each of the many tests of a large policy would compute
    // all of it.
    let expected = test.expects.iter().filter_map(|expect| graph.value(expect.value));
    let needed = graph.with_inputs(expected.map(|value| value.node));
    let tables = rows::tables(graph, test, &subjects, &needed);
    let rows = Rows { tables: &tables, period: period.map(|p| (p.first, p.last)) };
    let pseudonyms = needed.iter().any(|node| graph.node(*node).op == Op::Pseudonym);
    let keyed = pseudonyms.then(|| graph.keyed(Secret::of_tests()));
    let evaluation = reference::evaluate_needed(keyed.as_ref().unwrap_or(graph), &rows, &subjects, &needed);
    let evaluation = evaluation.map_err(|finding| vec![finding])?;
    Ok(Tested { again, compiled, at, evaluation })
}

/// The finding for an expectation; `None` if it is met.
fn failure(graph: &Graph, evaluation: &Evaluation, expect: &ExpectModel) -> Option<Diagnostic> {
    let finding = |message: String| Diagnostic::error(Code::TestFailed, expect.span, message);
    let node = graph.value(expect.value)?.node;
    let Some(at) = evaluation.position(expect.subject, &key(graph, expect)) else {
        let of = &graph.subject(expect.subject).name;
        let message = say::no_row(of);
        return Some(finding(message).help(say::add_row()));
    };
    let cell = &evaluation.cell(at, node)?;
    let met = match (&expect.expected, cell) {
        (Expected::Missing(None), Err(_)) => true,
        (Expected::Missing(Some(text)), Err(reasons)) => graph.reasons_text(reasons).contains(text.as_str()),
        (Expected::Number(wanted, _), Ok(Value::Number(n))) => {
            n == wanted || n.round(decimals(graph, node), Rounding::HalfEven) == *wanted
        }
        (Expected::Choice(wanted), Ok(Value::Choice(c))) => c == wanted,
        (Expected::YesNo(wanted), Ok(Value::YesNo(flag))) => flag == wanted,
        (Expected::Text(wanted), Ok(Value::Text(text))) => **text == **wanted,
        (Expected::Date(wanted), Ok(Value::Date(days))) => days == wanted,
        _ => false,
    };
    let name = &graph.value(expect.value)?.name;
    if met {
        return not_told(graph, evaluation, node, at, expect).map(|told| {
            let message = say::clause_not_met(name, shown(graph, node, cell), &told);
            finding(message).help(say::correct_clause())
        });
    }
    let message = say::not_met(name, shown(graph, node, cell));
    Some(finding(message).help(say::correct_rule()))
}

/// The number of decimals with which a number is published, and so expected.
fn decimals(graph: &Graph, node: NodeId) -> u32 {
    match &graph.node(node).ty {
        Type::Number(number) => number.decimals().filter(|d| *d <= STORED_DECIMALS).unwrap_or(STORED_DECIMALS),
        _ => 0,
    }
}

/// A cell in the spelling of the policy, with all digits that results have.
pub(crate) fn shown(graph: &Graph, node: NodeId, cell: &Cell) -> String {
    let number = |n: &Rational| n.round(decimals(graph, node), Rounding::HalfEven);
    shown_with(graph, node, cell, number, |value| value.name.clone())
}

/// A cell in the spelling of the policy, with the number and the values of a choice as readers see them.
pub(crate) fn shown_with(
    graph: &Graph,
    node: NodeId,
    cell: &Cell,
    number: impl FnOnce(&Rational) -> Rational,
    choice: impl Fn(&ChoiceValueModel) -> String,
) -> String {
    match cell {
        Err(reasons) => say::missing(graph.reasons_text(reasons)),
        Ok(Value::Number(n)) => {
            let number = number(n);
            let unit = graph.node(node).ty.number().map_or(Unit::Plain, |ty| ty.unit);
            amount_words(&number, unit)
        }
        Ok(Value::YesNo(flag)) => if *flag { "yes" } else { "no" }.to_string(),
        Ok(Value::Text(text)) => format!("\"{text}\""),
        Ok(Value::Date(days)) => crate::results::write::date_text(*days),
        Ok(Value::Set(set)) => match &graph.node(node).ty {
            Type::Set(id) => {
                let held = graph.choices[*id].values.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
                format!("[{}]", held.map(|(_, v)| choice(v)).collect::<Vec<_>>().join(", "))
            }
            _ => String::new(),
        },
        Ok(Value::Sorted(all)) => say::values(all.len()),
        Ok(Value::Choice(value)) => match graph.node(node).ty.held() {
            Type::Choice(id) => graph.choices[*id].values.get(*value as usize).map_or(String::new(), choice),
            _ => String::new(),
        },
    }
}

/// The reported clauses in words, if the expected clause is not among them.
fn not_told(graph: &Graph, evaluation: &Evaluation, node: NodeId, at: usize, expect: &ExpectModel) -> Option<String> {
    let Op::Decide(decision) = &graph.node(node).op else { return None };
    let inputs = evaluation.cells(at, &graph.node(node).inputs);
    let told = reference::listed(graph, decision, &inputs.iter().collect::<Vec<_>>());
    let cited = |c: &ClauseCell| expect.told.cite.is_none() || c.cite == expect.told.cite;
    let says = |c: &ClauseCell| expect.told.because.as_ref().is_none_or(|text| c.text().contains(text));
    let meant = told.iter().any(|c| cited(c) && says(c));
    if meant || expect.told == Default::default() {
        return None;
    }
    let texts: Vec<String> = told.iter().map(|c| format!("`{}`", c.text())).collect();
    Some(if texts.is_empty() { say::no_clause().into() } else { texts.join(", ") })
}

/// The key of the subject of an expectation.
fn key(graph: &Graph, expect: &ExpectModel) -> Vec<Value> {
    let parts = graph.subject(expect.subject).key.iter().zip(&expect.key);
    let value = |(part, cell): (&KeyPart, &GivenCell)| match cell {
        GivenCell::Number(units) => {
            let scale = match &part.kind {
                ColumnKind::Number(number) => number.scale,
                _ => 0,
            };
            Some(Value::Number(Rational::from_scaled(*units, scale)))
        }
        GivenCell::Choice(value) => Some(Value::Choice(*value)),
        GivenCell::Text(text) => Some(Value::Text(text.as_str().into())),
        GivenCell::Date(days) => Some(Value::Date(*days)),
        GivenCell::YesNo(flag) => Some(Value::YesNo(*flag)),
        // Neither can be a part of a key.
        GivenCell::Missing(_) | GivenCell::Set(_) => None,
    };
    parts.filter_map(value).collect()
}
