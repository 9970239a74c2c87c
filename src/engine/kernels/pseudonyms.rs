//! Keyed pseudonyms of names. Rows of one person often follow each other, so the last answer is used again.

use super::super::errors::internal;
use super::Values;
use crate::calendar;
use crate::engine::column::{Cell, Column, Data, there};
use crate::graph::NodeId;
use datafusion::arrow::array::StringArray;
use datafusion::arrow::buffer::BooleanBuffer;
use datafusion::common::Result;

/// The pseudonym of each value of the only input.
pub(crate) fn pseudonym(values: &Values<'_>, id: NodeId) -> Result<Column> {
    let secret = values.policy.graph.secret.as_ref().ok_or_else(|| internal("a pseudonym without a secret"))?;
    let of = *values.policy.graph.node(id).inputs.first().ok_or_else(|| internal("expected one value"))?;
    let (column, denominator) = (values.get(of)?, values.denominator(of));
    let text = |row: usize| match column.cell(row) {
        Some(Cell::Text(text)) => Some(text.to_owned()),
        Some(Cell::Date(day)) => Some(calendar::text_of(day)),
        Some(_) => None,
        None => column.number(row, &denominator).map(|number| number.to_string()),
    };
    let mut last: Option<(String, String)> = None;
    let mut pseudonyms: Vec<Option<String>> = Vec::with_capacity(values.rows);
    for row in 0..values.rows {
        let Some(text) = text(row) else {
            pseudonyms.push(None);
            continue;
        };
        let known = last.take().filter(|(known, _)| *known == text);
        let (_, pseudonym) = last.insert(known.unwrap_or_else(|| {
            let pseudonym = secret.pseudonym(&text);
            (text, pseudonym)
        }));
        pseudonyms.push(Some(pseudonym.clone()));
    }
    let flags: BooleanBuffer = pseudonyms.iter().map(Option::is_some).collect();
    let texts = StringArray::from_iter_values(pseudonyms.iter().map(|text| text.as_deref().unwrap_or("")));
    Ok(Column { data: Data::Text(texts), there: there(flags) })
}
