//! The clauses of a decision that are reported, from the engine to the result table.
//!
//! A plan carries a short list for each row: which clause, its effect, and a text that depends on the row. The words of
//! the policy are added when the results are made.

use super::bytes::Reader;
use super::column::{Cell, Column};
use super::errors::internal;
use super::kernels::decisions::{clauses, decided};
use super::reasons::Computed;
use crate::graph::{Graph, NodeId};
use crate::results::write::date_text;
use crate::results::{ClauseCell, told_words};
use crate::types::{Decision, Effect, Op, outcome};
use datafusion::common::Result;

/// What can happen to a clause, by position.
const EFFECTS: [&str; 5] = ["include", "exclude", "override", "unknown", "not met"];
const INCLUDE: u8 = 0;
const EXCLUDE: u8 = 1;
const OVERRIDE: u8 = 2;
const UNKNOWN: u8 = 3;
const NOT_MET: u8 = 4;

impl Computed<'_> {
    /// The clauses that are reported for a row: those that are yes. If the outcome is undetermined, also those that are
    /// unknown. If no clause includes the row, all clauses that could have included it.
    pub(crate) fn listed(&self, id: NodeId, row: usize) -> Result<Vec<u8>> {
        let node = self.program.policy.graph.node(id);
        let Op::Decide(decision) = &node.op else { return Ok(Vec::new()) };
        let clauses = clauses(decision, &node.inputs);
        let answer = |(effect, condition, _): &(Effect, NodeId, &[NodeId])| {
            Ok((*effect, self.values.get(*condition)?.flag(row)))
        };
        let answers = clauses.iter().map(answer).collect::<Result<Vec<_>>>()?;
        let undetermined = decided(answers.iter().copied()) == outcome::UNDETERMINED;
        let by_default = by_default(&answers);
        let mut out = Vec::new();
        for (at, ((effect, condition, told), (_, answer))) in clauses.iter().zip(&answers).enumerate() {
            match (effect, answer) {
                (Effect::Override { .. }, Some(flag)) => {
                    let told = told.iter().map(|id| Ok(telling(self.values.get(*id)?, row)));
                    let words = told_words(*flag, &told.collect::<Result<Vec<_>>>()?);
                    write(&mut out, at, OVERRIDE, &words);
                }
                (Effect::Include, Some(true)) => write(&mut out, at, INCLUDE, ""),
                (Effect::Exclude, Some(true)) => write(&mut out, at, EXCLUDE, ""),
                (Effect::Include, Some(false)) if by_default => write(&mut out, at, NOT_MET, ""),
                (Effect::Include | Effect::Exclude, None) if undetermined => {
                    write(&mut out, at, UNKNOWN, &self.text(*condition, row)?);
                }
                _ => {}
            }
        }
        Ok(out)
    }
}

/// Whether no clause includes the row, and nothing else has decided.
fn by_default(answers: &[(Effect, Option<bool>)]) -> bool {
    answers.iter().all(|(effect, answer)| match effect {
        Effect::Override { .. } => answer.is_none(),
        Effect::Include => *answer == Some(false),
        Effect::Exclude => *answer != Some(true),
    })
}

/// The text that explains an override; a day in its written form.
fn telling(column: &Column, row: usize) -> String {
    match column.cell(row) {
        Some(Cell::Text(text)) => text.to_owned(),
        Some(Cell::Date(days)) => date_text(days),
        _ => String::new(),
    }
}

fn write(out: &mut Vec<u8>, clause: usize, effect: u8, text: &str) {
    out.extend((clause as u64).to_le_bytes());
    out.push(effect);
    out.extend((text.len() as u64).to_le_bytes());
    out.extend(text.as_bytes());
}

/// The clauses of a row in words.
pub(crate) fn read(graph: &Graph, node: NodeId, bytes: &[u8]) -> Result<Vec<ClauseCell>> {
    let Op::Decide(decision) = &graph.node(node).op else { return Ok(Vec::new()) };
    let mut reader = Reader(bytes);
    let mut cells = Vec::new();
    while !reader.0.is_empty() {
        cells.push(next(decision, &mut reader).ok_or_else(|| internal("a list of clauses is cut off"))?);
    }
    Ok(cells)
}

fn next(decision: &Decision, reader: &mut Reader<'_>) -> Option<ClauseCell> {
    let clause = decision.clauses.get(usize::try_from(reader.long()?).ok()?)?;
    let &[effect] = reader.take(1)? else { return None };
    let length = usize::try_from(reader.long()?).ok()?;
    let text = std::str::from_utf8(reader.take(length)?).ok()?;
    let word = EFFECTS.get(usize::from(effect))?;
    let (cite, because) = (clause.cite.as_deref(), clause.because.as_deref());
    Some(match effect {
        OVERRIDE => ClauseCell::new(word, &clause.words, cite, Some(text), None),
        UNKNOWN => ClauseCell::new(word, &clause.words, cite, because, Some(text.to_owned())),
        _ => ClauseCell::new(word, &clause.words, cite, because, None),
    })
}
