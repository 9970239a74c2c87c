//! Converts values to results: key columns, then each output.

use super::Evaluation;
use super::value::{Cell, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::graph::privacy::key_origin;
use crate::graph::{Graph, Output, OutputKind};
use crate::messages::reference as say;
use crate::names::SubjectId;
use crate::number::Rounding;
use crate::results::write::cell_text;
use crate::results::{Cells, ResultColumn, ResultTable, key_header, output_header};
use crate::schema::{ColumnKind, PRIVATE};
use crate::types::{KeyPart, Op};

/// The result table of one kind of subject.
pub(super) fn table(graph: &Graph, subject: SubjectId, evaluation: &Evaluation) -> Result<ResultTable, Diagnostic> {
    let mut columns = keys(graph, subject, evaluation);
    for output in graph.outputs.iter().filter(|o| o.subject == subject) {
        columns.push(published(graph, output, evaluation)?);
    }
    Ok(ResultTable { subject: graph.subject(subject).name.clone(), columns })
}

/// A column of the results of one kind of subject.
pub(super) fn published(graph: &Graph, output: &Output, evaluation: &Evaluation) -> Result<ResultColumn, Diagnostic> {
    let subjects = evaluation.count(output.subject);
    let cells = match output.kind {
        OutputKind::Clauses => clauses(graph, output, evaluation, subjects),
        _ => column(graph, output, (0..subjects).map(|i| evaluation.cell(i, output.node)))?,
    };
    Ok(ResultColumn { cells, ..output_header(graph, output) })
}

/// The clauses that explain a decision, for each subject.
fn clauses(graph: &Graph, output: &Output, evaluation: &Evaluation, subjects: usize) -> Cells {
    let node = graph.node(output.node);
    let Op::Decide(decision) = &node.op else { return Cells::Clauses(vec![Vec::new(); subjects]) };
    let of = |at: usize| {
        let inputs = evaluation.cells(at, &node.inputs);
        super::decisions::listed(graph, decision, &inputs.iter().collect::<Vec<_>>())
    };
    Cells::Clauses((0..subjects).map(of).collect())
}

/// The key columns of the subjects.
pub(super) fn keys(graph: &Graph, subject: SubjectId, evaluation: &Evaluation) -> Vec<ResultColumn> {
    let parts = graph.subject(subject).key.iter().enumerate();
    let column = |(at, part): (usize, &KeyPart)| {
        let cells = (0..evaluation.count(subject)).map(|row| evaluation.key_part(subject, row, at));
        ResultColumn { cells: key_cells(&part.kind, cells), ..key_header(part) }
    };
    parts.map(column).collect()
}

/// The key of the subject at a position: the name and text of each part.
pub(super) fn key_texts(
    graph: &Graph,
    subject: SubjectId,
    evaluation: &Evaluation,
    at: usize,
) -> Vec<(String, String)> {
    let part = |(i, part): (usize, &KeyPart)| {
        let cells = key_cells(&part.kind, std::iter::once(evaluation.key_part(subject, at, i)));
        (part.name.clone(), cell_text(&cells, 0).unwrap_or_default().into_owned())
    };
    graph.subject(subject).key.iter().enumerate().map(part).collect()
}

/// The key of the subject at a position, in words; private parts only if `reveal` is set.
pub(super) fn key_words(graph: &Graph, subject: SubjectId, evaluation: &Evaluation, at: usize, reveal: bool) -> String {
    let parts = key_texts(graph, subject, evaluation, at).into_iter().enumerate();
    let word = |(part, (name, text))| match key_origin(graph, subject, part).filter(|_| !reveal) {
        Some(_) => format!("{name} {PRIVATE}"),
        None => format!("{name} {text}"),
    };
    parts.map(word).collect::<Vec<_>>().join(", ")
}

fn key_cells(kind: &ColumnKind, cells: impl Iterator<Item = Option<Value>>) -> Cells {
    match kind {
        ColumnKind::Number(number) => {
            let units = cells.map(|c| match c {
                Some(Value::Number(n)) => n.to_decimal(number.scale, Rounding::HalfEven).mantissa_i128(),
                _ => None,
            });
            Cells::Decimal { scale: number.scale, units: units.collect() }
        }
        ColumnKind::Choice(_, values) => Cells::Text(
            cells
                .map(|c| match c {
                    Some(Value::Choice(v)) => values.get(v as usize).and_then(|t| t.texts.first()).cloned(),
                    _ => None,
                })
                .collect(),
        ),
        // A set is not part of a key.
        ColumnKind::Text | ColumnKind::Set(..) => Cells::Text(cells.map(text).collect()),
        ColumnKind::Date => Cells::Date(cells.map(date).collect()),
        ColumnKind::YesNo { .. } => Cells::YesNo(cells.map(yes_no).collect()),
    }
}

fn column(graph: &Graph, output: &Output, cells: impl Iterator<Item = Option<Cell>>) -> Result<Cells, Diagnostic> {
    if output.kind == OutputKind::Reason {
        let reasons = cells.map(|c| c.and_then(Result::err).map(|why| graph.reasons_text(&why)));
        return Ok(Cells::Text(reasons.collect()));
    }
    let values = cells.map(|c| c.and_then(Result::ok));
    Ok(match output.kind {
        OutputKind::Number(scale) => {
            let units = values.map(|v| match v {
                Some(Value::Number(n)) => {
                    // The graph has already stored the value at this scale, so nothing is rounded here.
                    let units = n.to_decimal(scale, Rounding::HalfEven).mantissa_i128().filter(|u| fits(*u));
                    units.map(Some).ok_or_else(|| too_large(&output.name))
                }
                _ => Ok(None),
            });
            Cells::Decimal { scale, units: units.collect::<Result<_, _>>()? }
        }
        OutputKind::Choice(id) => Cells::Text(
            values
                .map(|v| match v {
                    Some(Value::Choice(c)) => Some(graph.choice_text(id, c).to_string()),
                    _ => None,
                })
                .collect(),
        ),
        OutputKind::YesNo => Cells::YesNo(values.map(yes_no).collect()),
        OutputKind::Text | OutputKind::Reason | OutputKind::Clauses => Cells::Text(values.map(text).collect()),
        OutputKind::Date => Cells::Date(values.map(date).collect()),
    })
}

/// Whether a number has at most 38 digits, the limit of the widest decimal of a file.
fn fits(units: i128) -> bool {
    units.unsigned_abs() < 10u128.pow(38)
}

fn too_large(name: &str) -> Diagnostic {
    Diagnostic::input(Code::ResultTooLarge, None, say::too_many_digits(name)).help(say::limit_or_round())
}

fn text(value: Option<Value>) -> Option<String> {
    match value {
        Some(Value::Text(text)) => Some(text.to_string()),
        _ => None,
    }
}

fn date(value: Option<Value>) -> Option<i32> {
    match value {
        Some(Value::Date(days)) => Some(days),
        _ => None,
    }
}

fn yes_no(value: Option<Value>) -> Option<bool> {
    match value {
        Some(Value::YesNo(flag)) => Some(flag),
        _ => None,
    }
}
