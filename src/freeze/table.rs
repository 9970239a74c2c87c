//! Statistics of a run in a file: one row for each group of peers.

use super::{Peers, Statistic, peer_types, statistics, with_frozen};
use crate::calendar;
use crate::diagnostic::{Code, Diagnostic};
use crate::graph::{Graph, NodeId};
use crate::names::SubjectId;
use crate::number::Rational;
use crate::results::write::date_text;
use crate::source::disk;
use crate::types::{Constant, Type};
use num_bigint::BigInt;
use std::io;
use std::path::Path;

/// The header of the file.
const HEADER: [&str; 6] = ["statistic", "of", "words", "peers", "value", "missing"];

/// Writes statistics as a table. A number is a fraction, exactly; peers are a JSON list, `null` where one is missing.
pub fn write(graph: &Graph, (ids, statistics): (&[NodeId], &[Statistic]), out: &mut dyn io::Write) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    rows.write_record(HEADER)?;
    for (at, (id, statistic)) in ids.iter().zip(statistics).enumerate() {
        let types = peer_types(graph, *id);
        let ty = graph.node(*id).ty.held();
        for (group, value) in &statistic.values {
            let peers = group.iter().zip(&types);
            let peers = peers.map(|(value, ty)| value.as_ref().map(|value| text_of(graph, value, ty)));
            let peers = serde_json::to_string(&peers.collect::<Vec<_>>())?;
            let (value, missing) = match value {
                Ok(value) => (text_of(graph, value, ty), String::new()),
                Err(why) => (String::new(), why.clone()),
            };
            let at = (at + 1).to_string();
            rows.write_record([&at, &statistic.of, &statistic.words, &peers, &value, &missing])?;
        }
    }
    rows.flush()
}

fn text_of(graph: &Graph, value: &Constant, ty: &Type) -> String {
    match (value, ty) {
        (Constant::Number(n), _) if n.is_integer() => n.numer().to_string(),
        (Constant::Number(n), _) => format!("{}/{}", n.numer(), n.denom()),
        (Constant::YesNo(flag), _) => if *flag { "yes" } else { "no" }.to_string(),
        (Constant::Text(text), _) => text.clone(),
        (Constant::Date(days), _) => date_text(*days),
        (Constant::Choice(value), Type::Choice(id)) => {
            let values = graph.choices.get(id.0).map(|c| c.values.as_slice()).unwrap_or_default();
            values.get(*value as usize).map_or(String::new(), |v| v.name.clone())
        }
        (Constant::Choice(_), _) => String::new(),
    }
}

fn value_of(graph: &Graph, text: &str, ty: &Type) -> Option<Constant> {
    Some(match ty {
        Type::Number(_) => {
            let (n, d) = text.split_once('/').unwrap_or((text, "1"));
            let [n, d] = [n, d].map(|digits| digits.parse::<BigInt>().ok());
            Constant::Number(Rational::from_parts(n?, d?)?)
        }
        Type::YesNo => match text {
            "yes" => Constant::YesNo(true),
            "no" => Constant::YesNo(false),
            _ => return None,
        },
        Type::Choice(id) => {
            let values = &graph.choices.get(id.0)?.values;
            let at = values.iter().position(|v| v.name == text)?;
            Constant::Choice(u32::try_from(at).ok()?)
        }
        Type::Text => Constant::Text(text.to_string()),
        Type::Date => Constant::Date(calendar::days_of(text)?),
        Type::Reference(_, key) => value_of(graph, text, key)?,
        Type::Set(_) | Type::Sorted => return None,
    })
}

/// The graph with the statistics of a file in place of its own.
pub fn apply(graph: &Graph, subjects: &[SubjectId], file: &Path) -> Result<Graph, Diagnostic> {
    let shown = file.display();
    let other = |line: u64, why: &str| {
        let message = format!("`{shown}` holds statistics of another policy: line {line} {why}");
        Diagnostic::input(Code::FrozenOther, None, message).help("make it anew: `gradus freeze`")
    };
    let unread = |error: csv::Error| {
        let message = format!("`{shown}` cannot be read: {error}");
        Diagnostic::input(Code::FileUnreadable, None, message).help("name a file that `gradus freeze` wrote")
    };
    let ids = statistics(graph, subjects);
    let mut found: Vec<Statistic> = ids
        .iter()
        .map(|id| {
            let node = graph.node(*id);
            Statistic { of: node.owner.clone(), words: node.words.clone(), values: Vec::new() }
        })
        .collect();
    let mut rows = csv::Reader::from_reader(disk::open(file).map_err(|error| unread(error.into()))?);
    if rows.headers().map_err(unread)?.iter().ne(HEADER) {
        return Err(other(1, "is no header of statistics"));
    }
    for row in rows.records() {
        let row = row.map_err(unread)?;
        let line = row.position().map_or(0, csv::Position::line);
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let at = cell(0).parse::<usize>().ok().and_then(|at| at.checked_sub(1));
        let at = at.filter(|at| *at < ids.len()).ok_or_else(|| other(line, "numbers a statistic that is not there"))?;
        let (Some(id), Some(statistic)) = (ids.get(at), found.get_mut(at)) else { continue };
        if (cell(1), cell(2)) != (statistic.of.as_str(), statistic.words.as_str()) {
            return Err(other(line, "has other words"));
        }
        let types = peer_types(graph, *id);
        let texts: Vec<Option<String>> = serde_json::from_str(cell(3)).map_err(|_| other(line, "has other peers"))?;
        if texts.len() != types.len() {
            return Err(other(line, "has other peers"));
        }
        let mut peers: Peers = Vec::new();
        for (text, ty) in texts.iter().zip(&types) {
            let value = text.as_ref().map(|text| value_of(graph, text, ty));
            peers.push(match value {
                Some(None) => return Err(other(line, "has peers that are none")),
                Some(value) => value,
                None => None,
            });
        }
        let value = match cell(4) {
            "" => Err(cell(5).to_string()),
            text => {
                Ok(value_of(graph, text, graph.node(*id).ty.held()).ok_or_else(|| other(line, "has no such value"))?)
            }
        };
        statistic.values.push((peers, value));
    }
    if let Some(empty) = found.iter().find(|statistic| statistic.values.is_empty()) {
        let message = format!("`{shown}` has no value for `{}` of `{}`", empty.words, empty.of);
        return Err(Diagnostic::input(Code::FrozenOther, None, message).help("make it anew: `gradus freeze`"));
    }
    Ok(with_frozen(graph, subjects, &found))
}
