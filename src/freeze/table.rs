//! The file of the statistics of a run: one row for each group of peers.
//!
//! A row names its statistic by its basis, the digest of everything that it is computed from. A file can thus contain
//! more statistics than a run needs, but never the statistics of another rule. The last row is the record of the run
//! that made the statistics, so that they can be made again.

use super::basis::bases;
use super::{OfPeers, Peers, Statistic, peer_types, statistics, with_frozen};
use crate::calendar;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::graph::{Graph, NodeId};
use crate::messages::freeze as say;
use crate::names::SubjectId;
use crate::number::Rational;
use crate::results::write::date_text;
use crate::source::disk;
use crate::types::{Constant, Type};
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// The header of the file.
const HEADER: [&str; 7] = ["version", "basis", "of", "words", "peers", "value", "missing"];

/// The version of the format of the file and of the content of a basis.
const VERSION: &str = "2";

/// The text in the `basis` column of the row that contains the record of the run.
const RUN: &str = "run";

/// Writes statistics as a table. A number is an exact fraction; peers are a JSON list with `null` for a missing value.
/// A statistic without peers, since there was no row, has one line without peers and value.
pub(crate) fn write(
    graph: &Graph,
    (ids, statistics): (&[NodeId], &[Statistic]),
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let bases = bases(graph);
    let mut rows = csv::Writer::from_writer(out);
    rows.write_record(HEADER)?;
    let mut written = BTreeSet::new();
    for (id, statistic) in ids.iter().zip(statistics) {
        let basis = &bases[*id];
        if !written.insert(basis) {
            continue;
        }
        let types = peer_types(graph, *id);
        let ty = graph.node(*id).ty.held();
        let named = [VERSION, basis, &statistic.of, &statistic.words];
        for (group, value) in &statistic.values {
            let peers = group.iter().zip(&types);
            let peers = peers.map(|(value, ty)| value.as_ref().map(|value| text_of(graph, value, ty)));
            let peers = serde_json::to_string(&peers.collect::<Vec<_>>())?;
            let (value, missing) = match value {
                Ok(value) => (text_of(graph, value, ty), String::new()),
                Err(why) => (String::new(), why.clone()),
            };
            rows.write_record(named.into_iter().chain([peers.as_str(), &value, &missing]))?;
        }
        if statistic.values.is_empty() {
            rows.write_record(named.into_iter().chain(["", "", "no row"]))?;
        }
    }
    rows.flush()
}

/// Appends the record of their run to written statistics.
pub(crate) fn with_run(text: &str, policy: &str, record: &str) -> io::Result<String> {
    let mut rows = csv::Writer::from_writer(Vec::new());
    rows.write_record([VERSION, RUN, policy, "", "", record, ""])?;
    let row = rows.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(format!("{text}{}", String::from_utf8_lossy(&row)))
}

/// A file of statistics in its two parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parted {
    /// The statistics, exactly as they were written.
    pub statistics: String,
    /// The record of the run that made them; `None` if the file has none.
    pub record: Option<String>,
}

/// Splits a file into statistics and record; `None` if it is not a file of statistics.
pub(crate) fn parted(text: &str) -> Option<Parted> {
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    if rows.headers().ok()?.iter().ne(HEADER) {
        return None;
    }
    let mut written = csv::Writer::from_writer(Vec::new());
    written.write_record(HEADER).ok()?;
    let mut record = None;
    for row in rows.records() {
        let row = row.ok()?;
        match row.get(1) {
            Some(RUN) => record = row.get(5).map(str::to_owned),
            _ => written.write_record(&row).ok()?,
        }
    }
    let statistics = String::from_utf8(written.into_inner().ok()?).ok()?;
    Some(Parted { statistics, record })
}

/// Returns the differences between the statistics of a file and the statistics that were made again, one line each.
pub(crate) fn differences(file: &str, again: &str) -> Vec<String> {
    let (file, again) = (by_name(file), by_name(again));
    let names: BTreeSet<_> = file.keys().chain(again.keys()).collect();
    let mut found = Vec::new();
    for name in names {
        let [of, words, peers] = name;
        let peers = if peers == "[]" || peers.is_empty() { String::new() } else { say::for_peers(peers) };
        let said = match (file.get(name), again.get(name)) {
            (Some(a), Some(b)) if a == b => continue,
            (Some([_, a, why_a]), Some([_, b, why_b])) if (a, why_a) == (b, why_b) => say::as_before(shown(a, why_a)),
            (a, b) => {
                let shown =
                    |row: Option<&[String; 3]>| row.map_or(say::nothing().into(), |[_, value, why]| shown(value, why));
                say::then_and_now(shown(a), shown(b))
            }
        };
        found.push(say::difference(words, of, &peers, &said));
    }
    found
}

fn shown(value: &str, why: &str) -> String {
    if value.is_empty() { say::missing(why) } else { value.to_owned() }
}

/// Returns the basis, the value and the reason of each statistic for each group of peers.
fn by_name(text: &str) -> BTreeMap<[String; 3], [String; 3]> {
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let of = |row: csv::StringRecord| {
        let cells = |at: [usize; 3]| at.map(|at| row.get(at).unwrap_or_default().to_owned());
        (cells([2, 3, 4]), cells([1, 5, 6]))
    };
    rows.records().filter_map(Result::ok).map(of).collect()
}

fn text_of(graph: &Graph, value: &Constant, ty: &Type) -> String {
    match (value, ty) {
        (Constant::Number(n), _) if n.is_integer() => n.numer().to_string(),
        (Constant::Number(n), _) => format!("{}/{}", n.numer(), n.denom()),
        (Constant::YesNo(flag), _) => if *flag { "yes" } else { "no" }.to_string(),
        (Constant::Text(text), _) => text.clone(),
        (Constant::Date(days), _) => date_text(*days),
        (Constant::Choice(value), Type::Choice(id)) => graph.choice_name(*id, *value).to_owned(),
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
            let values = &graph.choices[*id].values;
            let at = values.iter().position(|v| v.name == text)?;
            Constant::Choice(u32::try_from(at).ok()?)
        }
        Type::Text => Constant::Text(text.to_string()),
        Type::Date => Constant::Date(calendar::days_of(text)?),
        Type::Reference(_, key) => value_of(graph, text, key)?,
        Type::Set(_) | Type::Sorted => return None,
    })
}

/// Returns the graph with the statistics of a file instead of its own. Reports all defects of the file at once.
pub(crate) fn apply(graph: &Graph, subjects: &[SubjectId], file: &Path) -> Result<Graph, Vec<Diagnostic>> {
    let bases = bases(graph);
    let mut read = Read { graph, file, wanted: Vec::new(), others: BTreeMap::new(), findings: Vec::new() };
    for id in statistics(graph, subjects) {
        let node = graph.node(id);
        let statistic = Statistic { of: node.owner.to_string(), words: node.words.clone(), values: Vec::new() };
        let basis = bases[id].clone();
        read.wanted.push(WantedStatistic { id, basis, statistic, is_there: false, seen: BTreeSet::new() });
    }
    read.rows().map_err(|finding| vec![finding])?;
    read.each_is_there();
    if !read.findings.is_empty() {
        return Err(read.findings);
    }
    let found: Vec<Statistic> = read.wanted.into_iter().map(|wanted| wanted.statistic).collect();
    Ok(with_frozen(graph, subjects, &found))
}

/// A statistic that the results need.
struct WantedStatistic {
    id: NodeId,
    basis: String,
    statistic: Statistic,
    /// Whether the file has a line for it.
    is_there: bool,
    /// The peers that were already read.
    seen: BTreeSet<String>,
}

struct Read<'a> {
    graph: &'a Graph,
    file: &'a Path,
    wanted: Vec<WantedStatistic>,
    /// Statistics of the file that the results do not need, or no longer need: the first line of each, by owner and
    /// words.
    others: BTreeMap<(String, String), u64>,
    findings: Vec<Diagnostic>,
}

impl Read<'_> {
    fn finding(&self, line: u64, column: Option<&str>, message: String) -> Diagnostic {
        let location =
            Location { file: self.file.display().to_string(), line: Some(line), column: column.map(str::to_owned) };
        Diagnostic::input(Code::FrozenOther, Some(location), message).help(say::make_again())
    }

    fn rows(&mut self) -> Result<(), Diagnostic> {
        let shown = self.file.display();
        let unread = |error: csv::Error| {
            let message = say::unreadable_file(&shown, &error);
            Diagnostic::input(Code::FileUnreadable, None, message).help(say::name_file_of_statistics())
        };
        let mut rows = csv::Reader::from_reader(disk::open(self.file).map_err(|error| unread(error.into()))?);
        if rows.headers().map_err(unread)?.iter().ne(HEADER) {
            let message = say::other_header().to_string();
            return Err(self.finding(1, None, message));
        }
        for row in rows.records() {
            let row = row.map_err(unread)?;
            let line = row.position().map_or(0, csv::Position::line);
            let cell = |at: usize| row.get(at).unwrap_or_default();
            if cell(0) != VERSION {
                let message = say::other_version(cell(0), VERSION);
                return Err(self.finding(line, Some("version"), message));
            }
            let mut asked = cell(1) == RUN;
            for at in 0..self.wanted.len() {
                let Some(wanted) = self.wanted.get_mut(at).filter(|wanted| wanted.basis == cell(1)) else { continue };
                (asked, wanted.is_there) = (true, true);
                let read = value_of_row(self.graph, wanted.id, [cell(4), cell(5), cell(6)]);
                let wrong = match read {
                    Ok(Some((group, _))) if !wanted.seen.insert(format!("{group:?}")) => {
                        Some(("peers", say::duplicate_peers(&wanted.statistic.words)))
                    }
                    Ok(value) => {
                        wanted.statistic.values.extend(value);
                        None
                    }
                    Err(wrong) => Some(wrong),
                };
                if let Some((column, why)) = wrong {
                    let finding = self.finding(line, Some(column), why);
                    self.findings.push(finding);
                }
            }
            if !asked {
                self.others.entry((cell(2).to_string(), cell(3).to_string())).or_insert(line);
            }
        }
        Ok(())
    }

    /// Reports the needed statistics that the file does not have.
    fn each_is_there(&mut self) {
        let mut missing = Vec::new();
        for wanted in self.wanted.iter().filter(|wanted| !wanted.is_there) {
            let Statistic { of, words, .. } = &wanted.statistic;
            let finding = match self.others.get(&(of.clone(), words.clone())) {
                Some(line) => {
                    let message = say::made_before_change(words, of);
                    self.finding(*line, Some("basis"), message)
                }
                None => {
                    let message = say::no_statistic(self.file.display(), words, of);
                    Diagnostic::input(Code::FrozenOther, None, message).help(say::make_again())
                }
            };
            missing.push(finding);
        }
        self.findings.append(&mut missing);
    }
}

/// Parses and checks the value of a statistic for some peers in a row; `None` if the row says that there were no peers.
/// The error is the wrong column and the reason.
fn value_of_row(
    graph: &Graph,
    id: NodeId,
    [peers, value, missing]: [&str; 3],
) -> Result<Option<OfPeers>, (&'static str, String)> {
    if peers.is_empty() && value.is_empty() {
        return Ok(None);
    }
    let types = peer_types(graph, id);
    let no_list = || ("peers", say::no_list_of_peers(peers, types.len()));
    let texts: Vec<Option<String>> = serde_json::from_str(peers).map_err(|_| no_list())?;
    if texts.len() != types.len() {
        return Err(no_list());
    }
    let mut group: Peers = Vec::new();
    for (text, ty) in texts.iter().zip(&types) {
        let value = text.as_ref().map(|text| fitting(graph, text, ty)).transpose();
        group.push(value.map_err(|why| ("peers", why))?);
    }
    let node = graph.node(id);
    let value = match value {
        "" if node.can_miss => Err(missing.to_string()),
        "" => return Err(("value", say::always_has_value(&node.words))),
        text => Ok(fitting(graph, text, node.ty.held()).map_err(|why| ("value", why))?),
    };
    Ok(Some((group, value)))
}

/// Parses a text as a value of a type, within the range and the decimals that the policy allows.
fn fitting(graph: &Graph, text: &str, ty: &Type) -> Result<Constant, String> {
    let value = value_of(graph, text, ty).ok_or_else(|| say::no_value_of_kind(text))?;
    if let (Constant::Number(number), Some(known)) = (&value, ty.held().number()) {
        if !known.range.contains(number) {
            return Err(say::outside_range(text, &known.range));
        }
        if known.step.denominator().is_some_and(|whole| !whole.is_multiple_of(number.denom().to_u128().unwrap_or(0))) {
            return Err(say::too_many_decimals(text));
        }
    }
    Ok(value)
}
