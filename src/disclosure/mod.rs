//! Who may see which results: private keys, released columns, and withheld values that follow from others.

mod releases;

pub(crate) use releases::{Released, Releases, released};

use crate::diagnostic::{Code, Diagnostic};
use crate::graph::privacy::{is_released, key_origin, stands_for, withheld_alone};
use crate::graph::{Complement, Graph, Output};
use crate::messages::disclosure as say;
use crate::names::SubjectId;
use crate::reference::{self, Evaluation};
use crate::results::{self, write::cell_text};
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
    Ok(subjects.iter().zip(tables).map(|(subject, table)| Layout::of(graph, *subject).table(table)).collect())
}

/// The columns of the results of a kind of subject that may be written, and where each is among those that are
/// evaluated.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// The columns, without rows.
    pub header: ResultTable,
    from: Vec<usize>,
}

impl Layout {
    /// The columns of a kind of subject: a pseudonym replaces a private key, released columns are marked, and hidden
    /// columns are removed. Key columns precede all other columns.
    pub(crate) fn of(graph: &Graph, subject: SubjectId) -> Layout {
        let whole = results::header(graph, subject);
        let parts = graph.subject(subject).key.len();
        let pseudonyms: Vec<Option<&Output>> = (0..parts).map(|part| stands_for(graph, subject, part)).collect();
        let outputs = graph.outputs.iter().filter(|output| output.subject == subject);
        let outputs = outputs.map(Some);
        let of = |(at, (column, output)): (usize, (ResultColumn, Option<&Output>))| {
            let column = match output {
                None if pseudonyms.get(at)?.is_some() => return None,
                None => ResultColumn { restricted: is_released(graph, subject, at), ..column },
                Some(output) if output.hidden => return None,
                Some(output) => ResultColumn {
                    is_key: pseudonyms.iter().flatten().any(|pseudonym| std::ptr::eq(*pseudonym, output)),
                    restricted: output.release.is_some(),
                    ..column
                },
            };
            Some((at, column))
        };
        let keys = std::iter::repeat_n(None, parts);
        let columns = whole.columns.into_iter().zip(keys.chain(outputs)).enumerate();
        let mut columns: Vec<(usize, ResultColumn)> = columns.filter_map(of).collect();
        columns.sort_by_key(|(_, column)| !column.is_key);
        let (from, columns) = columns.into_iter().unzip();
        Layout { header: ResultTable { subject: whole.subject, columns }, from }
    }

    /// The same without some of the columns.
    pub(crate) fn only(self, keeps: impl Fn(&ResultColumn) -> bool) -> Layout {
        let columns = self.header.columns.into_iter().zip(self.from).filter(|(column, _)| keeps(column));
        let (columns, from) = columns.unzip();
        Layout { header: ResultTable { subject: self.header.subject, columns }, from }
    }

    /// The columns of a table with all columns that are evaluated.
    pub(crate) fn table(&self, table: ResultTable) -> ResultTable {
        let columns = self.header.columns.iter().zip(self.pick(table.columns));
        let columns = columns.map(|(header, column)| ResultColumn { cells: column.cells, ..header.clone() });
        ResultTable { columns: columns.collect(), subject: table.subject }
    }

    /// The items of the columns, of a list with an item for each column that is evaluated.
    pub(crate) fn pick<T>(&self, columns: Vec<T>) -> impl Iterator<Item = T> {
        let mut columns: Vec<Option<T>> = columns.into_iter().map(Some).collect();
        self.from.iter().filter_map(move |at| columns.get_mut(*at)?.take())
    }
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
    let shown = Layout::of(graph, *subject).table(table.clone());
    let keys = shown.columns.iter().filter(|column| column.is_key && !column.restricted);
    let key = keys.map(|key| cell_text(&key.cells, at).unwrap_or_default().into_owned()).collect::<Vec<_>>().join(" ");
    let message = say::withheld_follows(&part.name, groups, &whole.name, all, &key);
    let help = say::publish_one_kind(&part.name);
    Some(Diagnostic::error(Code::WithheldTold, part.span, message).label(whole.span, say::the_whole()).help(help))
}

/// The part of a table that everybody may see, which is everything except released columns.
pub(crate) fn for_everybody(table: &ResultTable) -> Cow<'_, ResultTable> {
    if !table.columns.iter().any(|column| column.restricted) {
        return Cow::Borrowed(table);
    }
    let columns = table.columns.iter().filter(|column| !column.restricted).cloned();
    Cow::Owned(ResultTable { subject: table.subject.clone(), columns: columns.collect() })
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
