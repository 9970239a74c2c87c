//! One comparison: the results of a kind of subjects and a file.

use super::columns;
use crate::compare::{Decimal, Kind, Options, Report, Shape, Sheet, SheetStyle, Tall, Wide, Within, compare_results};
use crate::diagnostic::{Code, Diagnostic};
use crate::disclosure::restricted;
use crate::graph::{Graph, Output, OutputKind};
use crate::manifest::{Empty, Expected, Tolerance};
use crate::messages::expected as say;
use crate::names::SubjectId;
use crate::policy::Pack;
use crate::results::ResultTable;
use crate::schema::{ColumnKind, PRIVATE};
use crate::types::Op;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Returns what is known about the cells of each column of the results: a stored number is rounded and thus not the
/// computed number.
pub(super) fn kinds(graph: &Graph, subject: SubjectId, table: &ResultTable) -> Vec<Kind> {
    // Only looked up, so its order does not matter. Of two outputs with one name, the first counts.
    let mut outputs: HashMap<&str, &Output> = HashMap::new();
    for output in graph.outputs.iter().filter(|output| output.subject == subject) {
        outputs.entry(output.name.as_str()).or_insert(output);
    }
    let kind = |name: &String| {
        let output = outputs.get(name.as_str())?;
        Some(match output.kind {
            OutputKind::Number(_) if matches!(graph.node(output.node).op, Op::Store(_)) => Kind::Stored,
            OutputKind::Number(_) => Kind::Exact,
            _ => Kind::Texts,
        })
    };
    table.columns.iter().map(|column| kind(&column.name).unwrap_or_default()).collect()
}

/// Compares the results of a kind of subject with an expected file.
pub(super) fn compare(
    pack: &Pack,
    root: &Path,
    graph: &Graph,
    (subject, table, ours): (SubjectId, &ResultTable, &Sheet),
    expected: &Expected,
) -> Result<(PathBuf, Report), Vec<Diagnostic>> {
    let one = |finding| vec![finding];
    let file = place(pack, expected, root).map_err(one)?;
    let key = table.columns.iter().filter(|column| column.is_key).map(|column| column.name.clone()).collect();
    let options = Options {
        key: expected.key.clone().unwrap_or(key),
        key_setting: Some(say::key_in_manifest(&graph.subject(subject).name)),
        within: within(expected),
        known: expected.known.as_ref().map(|known| pack.folder.join(known)),
        written: SheetStyle {
            separator: expected.separator.0,
            empty_is_anything: expected.empty == Empty::Anything,
            no_value: expected.no_value().into_iter().map(str::to_owned).collect(),
        },
        shape: shape(graph, subject, expected).map_err(one)?,
        instead: restricted(table),
    };
    let named = pack.manifest.data_root_env.is_some().then_some(root);
    pack.may_read(&file, named).map_err(one)?;
    options.known.as_ref().map_or(Ok(()), |known| pack.may_read(known, None)).map_err(one)?;
    let mut report = compare_results(ours, &file, &options)?;
    let misspelt = columns::misspelt(&report, &file).collect::<Vec<_>>();
    report.findings.extend(misspelt);
    hide(&mut report, table);
    Ok((file, report))
}

/// Returns how far apart numbers may be.
fn within(expected: &Expected) -> Within {
    let digits = expected.digits.as_ref().map(|digits| Within::Digits(*digits.get_ref()));
    let tolerance = || {
        let Tolerance(number) = expected.tolerance.as_ref()?.get_ref();
        Decimal::parse(&number.to_string()).map(Within::Tolerance)
    };
    digits.or_else(tolerance).unwrap_or_default()
}

/// Returns the path of an expected file. If an environment variable names the folder of the data, the file can be there
/// or in the pack, but not in both; otherwise it is in the pack.
fn place(pack: &Pack, expected: &Expected, root: &Path) -> Result<PathBuf, Diagnostic> {
    let beside = pack.folder.join(&expected.file);
    let with_data = root.join(&expected.file);
    let apart = pack.manifest.data_root_env.is_some();
    match (apart && with_data.exists(), beside.exists()) {
        (true, true) if with_data != beside => {
            let message = say::file_in_two_places(&expected.file);
            let help = say::remove_one_of(beside.display(), with_data.display());
            Err(Diagnostic::input(Code::FileUnreadable, None, message).help(help))
        }
        (false, false) if apart => {
            let message = say::no_such_file(&expected.file);
            let help = say::put_into_one_of(with_data.display(), beside.display());
            Err(Diagnostic::input(Code::FileUnreadable, None, message).help(help))
        }
        (true, _) => Ok(with_data),
        (false, _) => Ok(beside),
    }
}

/// Returns how the rows and columns of an expected file are read.
fn shape(graph: &Graph, subject: SubjectId, expected: &Expected) -> Result<Shape, Diagnostic> {
    if !expected.rows.is_empty() {
        let patterns = expected.rows.iter().map(|(pattern, value)| (pattern.clone(), value.clone())).collect();
        return Ok(Shape::Tall(Tall { patterns }));
    }
    Ok(wide(graph, subject, expected)?.map_or(Shape::Same, Shape::Wide))
}

/// Returns how a wide file is read: its headers name a part of the key that is a choice.
fn wide(graph: &Graph, subject: SubjectId, expected: &Expected) -> Result<Option<Wide>, Diagnostic> {
    let named = expected.columns.values().find(|header| header.contains('{'));
    let Some(pattern) = named.or_else(|| expected.columns.values().next()) else { return Ok(None) };
    let part = pattern.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map_or("", |(part, _)| part);
    let found = graph.subject(subject).key.iter().find(|p| p.name == part);
    let Some(ColumnKind::Choice(id, _)) = found.map(|p| &p.kind) else {
        let message = say::names_no_choice(pattern);
        let help = say::name_choice_in_braces();
        return Err(Diagnostic::input(Code::CompareColumns, None, message).help(help));
    };
    let values = graph.choices[*id].values.iter().map(|v| v.text.clone()).collect();
    let columns = expected.columns.iter().map(|(name, header)| (name.clone(), header.clone())).collect();
    Ok(Some(Wide { part: part.to_owned(), values, columns }))
}

/// Hides the private values in a report of differences.
fn hide(report: &mut Report, table: &ResultTable) {
    let private = restricted(table);
    let restricted = |name: &String| private.contains_key(name);
    let keys: Vec<bool> = report.key.iter().map(restricted).collect();
    for column in report.columns.iter_mut().filter(|column| restricted(&column.name)) {
        // A person who knows one of two values could compute the other from their distance.
        column.largest = None;
        if column.no_numbers.0 > 0 {
            column.no_numbers.1 = PRIVATE.into();
        }
    }
    for difference in &mut report.differences {
        for (text, _) in difference.key.iter_mut().zip(&keys).filter(|(_, hidden)| **hidden) {
            *text = PRIVATE.into();
        }
        if restricted(&difference.column) {
            for text in [&mut difference.ours, &mut difference.expected].into_iter().filter(|text| !text.is_empty()) {
                *text = PRIVATE.into();
            }
        }
    }
}
