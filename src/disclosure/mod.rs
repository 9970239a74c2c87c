//! Who may see which results: private keys, released columns, and withheld values that follow from others.

mod releases;

pub(crate) use releases::{Released, Releases, released};

use crate::diagnostic::{Code, Diagnostic};
use crate::graph::privacy::{is_released, key_origin, stands_for, withheld_alone};
use crate::graph::{Complement, Graph, Output};
use crate::messages::disclosure as say;
use crate::names::SubjectId;
use crate::reference::{self, Evaluation};
use crate::results::write::cell_text;
use crate::results::{ResultColumn, ResultTable};
use crate::schema::PRIVATE;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Results in the form in which they may be written: a pseudonym replaces a private key, released columns are marked,
/// and hidden columns are removed. Returns an error if a withheld value follows from others.
pub(crate) fn settled(
    graph: &Graph,
    subjects: &[SubjectId],
    tables: Vec<ResultTable>,
) -> Result<Vec<ResultTable>, Vec<Diagnostic>> {
    // A value is reported once, even if it follows from several totals.
    let mut known = BTreeSet::new();
    let told = graph.complements.iter().filter_map(|of| Some((of.part, told(graph, subjects, &tables, of)?)));
    let told: Vec<Diagnostic> = told.filter(|(part, _)| known.insert(*part)).map(|(_, finding)| finding).collect();
    if !told.is_empty() {
        return Err(told);
    }
    Ok(subjects.iter().zip(tables).map(|(subject, table)| for_people(graph, *subject, table)).collect())
}

/// The outputs of a kind of subject, each with its column, in the order of the policy.
fn with_columns<'t>(
    graph: &'t Graph,
    subject: SubjectId,
    table: &'t ResultTable,
) -> impl Iterator<Item = (usize, &'t Output, &'t ResultColumn)> {
    let outputs = graph.outputs.iter().enumerate().filter(move |(_, output)| output.subject == subject);
    let columns = table.columns.iter().filter(|column| !column.is_key);
    outputs.zip(columns).map(|((at, output), column)| (at, output, column))
}

fn for_people(graph: &Graph, subject: SubjectId, table: ResultTable) -> ResultTable {
    let parts = graph.subject(subject).key.len();
    let pseudonyms: Vec<Option<&Output>> = (0..parts).map(|part| stands_for(graph, subject, part)).collect();
    let (keys, others): (Vec<_>, Vec<_>) = table.columns.into_iter().partition(|column| column.is_key);
    let keys = keys.into_iter().zip(&pseudonyms).enumerate().filter(|(_, (_, pseudonym))| pseudonym.is_none());
    let keys = keys.map(|(part, (column, _))| ResultColumn { restricted: is_released(graph, subject, part), ..column });
    let outputs = graph.outputs.iter().filter(|output| output.subject == subject);
    let others = outputs.zip(others).filter(|(output, _)| !output.hidden).map(|(output, column)| ResultColumn {
        is_key: pseudonyms.iter().flatten().any(|pseudonym| std::ptr::eq(*pseudonym, output)),
        restricted: output.release.is_some(),
        ..column
    });
    let mut columns: Vec<ResultColumn> = keys.chain(others).collect();
    // Key columns precede all other columns.
    columns.sort_by_key(|column| !column.is_key);
    ResultTable { columns, ..table }
}

/// The finding for withheld values that follow from published ones.
fn told(graph: &Graph, subjects: &[SubjectId], tables: &[ResultTable], of: &Complement) -> Option<Diagnostic> {
    let (part, whole) = (graph.outputs.get(of.part)?, graph.outputs.get(of.whole)?);
    let (subject, table) = subjects.iter().zip(tables).find(|(subject, _)| **subject == part.subject)?;
    let column = |at: usize| with_columns(graph, *subject, table).find(|(output, ..)| *output == at).map(|(_, _, c)| c);
    let count = column(of.count)?;
    let columns = |of: &[usize]| of.iter().map(|at| column(*at)).collect::<Option<Vec<_>>>();
    let (group, keys) = (columns(&of.group)?, columns(&of.keys)?);
    // A row without a key belongs to no group.
    let texts = |of: &[&ResultColumn], row: usize| {
        let texts = of.iter().map(|column| Some(cell_text(&column.cells, row)?.into_owned()));
        texts.collect::<Option<Vec<String>>>()
    };
    let rows = (0..table.rows()).filter_map(|row| {
        let rows = cell_text(&count.cells, row).and_then(|text| text.parse().ok()).unwrap_or(0);
        Some((row, rows, texts(&group, row)?, texts(&keys, row)?))
    });
    let at = withheld_alone(rows, of.least, of.least_of_whole)?;
    let [groups, all] = [part, whole].map(|output| &graph.subject(output.subject).name);
    let shown = for_people(graph, *subject, table.clone());
    let keys = shown.columns.iter().filter(|column| column.is_key && !column.restricted);
    let key = keys.map(|key| cell_text(&key.cells, at).unwrap_or_default().into_owned()).collect::<Vec<_>>().join(" ");
    let message = say::withheld_follows(&part.name, groups, &whole.name, all, &key);
    let help = say::publish_one_kind(&part.name);
    Some(Diagnostic::error(Code::WithheldTold, part.span, message).label(whole.span, say::the_whole()).help(help))
}

/// The part of a table that everybody may see, which is everything except released columns, and the names of the
/// columns that are left out.
pub(crate) fn for_everybody(table: &ResultTable) -> (Cow<'_, ResultTable>, Vec<&str>) {
    let (restricted, columns): (Vec<_>, Vec<_>) = table.columns.iter().partition(|column| column.restricted);
    if restricted.is_empty() {
        return (Cow::Borrowed(table), Vec::new());
    }
    let shown = ResultTable { subject: table.subject.clone(), columns: columns.into_iter().cloned().collect() };
    (Cow::Owned(shown), restricted.into_iter().map(|column| column.name.as_str()).collect())
}

/// The released columns, with the text that others see instead of a cell.
pub(crate) fn restricted(table: &ResultTable) -> BTreeMap<String, &'static str> {
    table.columns.iter().filter(|column| column.restricted).map(|column| (column.name.clone(), PRIVATE)).collect()
}

/// The key columns of a kind of subject in its results.
pub(crate) fn keys(
    graph: &Graph,
    subject: SubjectId,
    evaluation: &Evaluation,
) -> Result<Vec<ResultColumn>, Diagnostic> {
    let keys = reference::publish_keys(graph, subject, evaluation).into_iter().enumerate();
    let (kept, replaced): (Vec<_>, Vec<_>) =
        keys.map(|(part, column)| (column, stands_for(graph, subject, part))).partition(|(_, own)| own.is_none());
    let is_private =
        |part: &usize| key_origin(graph, subject, *part).is_some() && stands_for(graph, subject, *part).is_none();
    if (0..graph.subject(subject).key.len()).any(|part| is_private(&part)) {
        let message = say::named_by_private_key(&graph.subject(subject).name);
        return Err(Diagnostic::input(Code::NoSubject, None, message).help(say::add_reveal_or_pseudonym()));
    }
    let pseudonyms = replaced.into_iter().filter_map(|(_, own)| own);
    let pseudonyms = pseudonyms.map(|output| reference::published_column(graph, output, evaluation));
    kept.into_iter().map(|(column, _)| Ok(column)).chain(pseudonyms).collect()
}
