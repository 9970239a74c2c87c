//! Values to results: key columns, then each output.

use super::Evaluation;
use super::value::{Cell, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::graph::{Graph, Output, OutputKind};
use crate::names::SubjectId;
use crate::number::Rounding;
use crate::results::{Cells, ResultColumn, ResultTable};
use crate::schema::{ColumnKind, ColumnSchema};

/// The result table of one kind of subject.
pub fn table(graph: &Graph, subject: SubjectId, evaluation: &Evaluation) -> Result<ResultTable, Diagnostic> {
    let mut columns = keys(graph, subject, evaluation);
    for output in graph.outputs.iter().filter(|o| o.subject == subject) {
        let cells = (0..evaluation.subjects.len()).map(|i| evaluation.cell(i, output.node));
        columns.push(ResultColumn { name: output.name.clone(), is_key: false, cells: column(graph, output, cells)? });
    }
    Ok(ResultTable { subject: graph.subject(subject).name.clone(), columns })
}

/// The key columns of the subjects.
pub fn keys(graph: &Graph, subject: SubjectId, evaluation: &Evaluation) -> Vec<ResultColumn> {
    let model = graph.subject(subject);
    let mut columns = Vec::new();
    for (at, (id, name)) in graph.key_columns(subject).into_iter().enumerate() {
        let Some(schema) = graph.table(model.table).column(id) else { continue };
        let cells = evaluation.keys.iter().map(|key| key.get(at).and_then(|c| c.as_ref().ok()));
        columns.push(ResultColumn { name: name.to_string(), is_key: true, cells: key_cells(schema, cells) });
    }
    columns
}

fn key_cells<'v>(schema: &ColumnSchema, cells: impl Iterator<Item = Option<&'v Value>>) -> Cells {
    match &schema.kind {
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
                    Some(Value::Choice(v)) => values.get(*v as usize).and_then(|t| t.texts.first()).cloned(),
                    _ => None,
                })
                .collect(),
        ),
        ColumnKind::Text => Cells::Text(cells.map(text).collect()),
        ColumnKind::Date => Cells::Date(cells.map(date).collect()),
        ColumnKind::YesNo { .. } => Cells::YesNo(cells.map(yes_no).collect()),
    }
}

fn column<'c>(
    graph: &Graph,
    output: &Output,
    cells: impl Iterator<Item = Option<&'c Cell>>,
) -> Result<Cells, Diagnostic> {
    if output.kind == OutputKind::Reason {
        let reasons = cells.map(|c| c.and_then(|c| c.as_ref().err()).map(|why| graph.reasons_text(why)));
        return Ok(Cells::Text(reasons.collect()));
    }
    let values = cells.map(|c| c.and_then(|c| c.as_ref().ok()));
    Ok(match output.kind {
        OutputKind::Number(scale) => {
            let units = values.map(|v| match v {
                Some(Value::Number(n)) => {
                    // Already stored at this scale by the graph: nothing is rounded here.
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
                    Some(Value::Choice(c)) => Some(graph.choice_text(id, *c).to_string()),
                    _ => None,
                })
                .collect(),
        ),
        OutputKind::YesNo => Cells::YesNo(values.map(yes_no).collect()),
        OutputKind::Text | OutputKind::Reason => Cells::Text(values.map(text).collect()),
        OutputKind::Date => Cells::Date(values.map(date).collect()),
    })
}

/// Whether a number has at most 38 digits, what the widest decimal of a file holds.
fn fits(units: i128) -> bool {
    units.unsigned_abs() < 10u128.pow(38)
}

fn too_large(name: &str) -> Diagnostic {
    Diagnostic::input(Code::ResultTooLarge, None, format!("a value of `{name}` has more than 38 digits"))
        .help("limit it, or round it to fewer decimals")
}

fn text(value: Option<&Value>) -> Option<String> {
    match value {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

fn date(value: Option<&Value>) -> Option<i32> {
    match value {
        Some(Value::Date(days)) => Some(*days),
        _ => None,
    }
}

fn yes_no(value: Option<&Value>) -> Option<bool> {
    match value {
        Some(Value::YesNo(flag)) => Some(*flag),
        _ => None,
    }
}
