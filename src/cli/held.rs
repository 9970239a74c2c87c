//! The results of a pack held against a file of what is expected.

use super::bindings::DataArgs;
use super::{Failure, Talk, eval, packs};
use crate::compare::{self, Options, Report, Shape, Tall, Wide};
use crate::data::{self, TableReport};
use crate::diagnostic::{Code, Diagnostic};
use crate::graph::Graph;
use crate::manifest::Expected;
use crate::names::SubjectId;
use crate::policy::{Compiled, Pack, Run};
use crate::reference::{self, Rows};
use crate::results::write::{Format, Texts, write_file, write_result};
use crate::schema::ColumnKind;
use std::path::Path;

/// The comparison of the results of a kind of subjects with a file; `root` is the folder of the data. What was
/// done about damaged data is told.
pub fn held(
    pack: &Pack,
    compiled: &Compiled,
    subject: &str,
    expected: &Expected,
    (root, talk): (&Path, &Talk),
) -> Result<Report, Failure> {
    let run = if expected.is_plain() { Run::default() } else { pack.run_of(expected) };
    let again = (!expected.is_plain()).then(|| packs::compiled(pack, &run)).transpose()?;
    let compiled = again.as_ref().unwrap_or(compiled);
    match &compiled.graph {
        Some(graph) => report(pack, (compiled, graph), &run, subject, expected, (root, talk)),
        None => Err(Failure::default()),
    }
}

/// What an expected file sets beside the manifest, in words.
pub fn setting(expected: &Expected) -> String {
    let period = expected.period.iter().map(|p| p.get_ref().clone());
    let day = expected.as_of.iter().map(|d| d.get_ref().text());
    let params = expected.params.iter().map(|(name, value)| format!("{} = {value}", name.get_ref()));
    let words = period.chain(day).chain(params).collect::<Vec<_>>().join(", ");
    if words.is_empty() { words } else { format!(" ({words})") }
}

fn report(
    pack: &Pack,
    (compiled, graph): (&Compiled, &Graph),
    run: &Run,
    subject: &str,
    expected: &Expected,
    (root, talk): (&Path, &Talk),
) -> Result<Report, Failure> {
    let subjects = eval::asked(graph, Some(subject))?;
    let bindings = DataArgs::default().bind(pack, compiled, graph, &subjects, run)?;
    let (tables, told) = data::load_all(&graph.tables, &bindings)?;
    let treated = told.tables.iter().filter(|table| table.is_treated());
    talk.findings(&treated.flat_map(TableReport::findings).collect::<Vec<_>>(), &pack.sources);
    let rows = Rows { tables: &tables, period: pack.days(run) };
    let Some(id) = subjects.first() else { return Err(Failure::default()) };
    let table = reference::results(graph, &rows, *id)?;
    let folder = tempfile::tempdir().map_err(|error| {
        Diagnostic::input(Code::OutputFailed, None, format!("no temporary folder can be made: {error}"))
            .help("check TMPDIR")
    })?;
    let file = folder.path().join("result.csv");
    write_file(&file, |out| write_result(&table, Format::Csv(Texts::AsIs), None, out))?;
    let key = graph.subject(*id).key.iter().map(|part| part.name.clone()).collect();
    let options = Options {
        key: expected.key.clone().unwrap_or(key),
        digits: expected.digits,
        known: expected.known.as_ref().map(|known| pack.folder.join(known)),
        shape: shape(graph, *id, expected)?,
    };
    // What is expected lies with the data where that is kept apart, else with the pack.
    let base = if pack.manifest.data_root_env.is_some() { root } else { &pack.folder };
    let (expected_file, named) = (base.join(&expected.file), pack.manifest.data_root_env.is_some().then_some(root));
    pack.may_read(&expected_file, named)?;
    options.known.as_ref().map_or(Ok(()), |known| pack.may_read(known, None))?;
    let report = compare::compare(&file, &expected_file, &options).map_err(|mut findings| {
        // The results are in a file of ours, which says nothing to anybody.
        let ours = format!("`{}`", file.display());
        findings.iter_mut().for_each(|f| f.message = f.message.replace(&ours, &format!("the results of `{subject}`")));
        findings
    })?;
    Ok(report)
}

/// How the rows and columns of an expected file are read.
fn shape(graph: &Graph, subject: SubjectId, expected: &Expected) -> Result<Shape, Failure> {
    if !expected.rows.is_empty() {
        let patterns = expected.rows.iter().map(|(pattern, value)| (pattern.clone(), value.clone())).collect();
        return Ok(Shape::Tall(Tall { patterns }));
    }
    Ok(wide(graph, subject, expected)?.map_or(Shape::Same, Shape::Wide))
}

/// How a wide file is read: its headers name a part of the key that is a choice.
fn wide(graph: &Graph, subject: SubjectId, expected: &Expected) -> Result<Option<Wide>, Failure> {
    let named = expected.columns.values().find(|header| header.contains('{'));
    let Some(pattern) = named.or_else(|| expected.columns.values().next()) else { return Ok(None) };
    let part = pattern.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map_or("", |(part, _)| part);
    let found = graph.subject(subject).key.iter().find(|p| p.name == part);
    let Some(ColumnKind::Choice(id, _)) = found.map(|p| &p.kind) else {
        let message = format!("`{pattern}` names no part of the key that is a choice");
        let help = "put the name of one in braces: `\"{measure}_score\"`";
        return Err(Diagnostic::input(Code::CompareColumns, None, message).help(help).into());
    };
    let values = graph.choices.get(id.0).map(|c| c.values.iter().map(|v| v.text.clone()).collect());
    let columns = expected.columns.iter().map(|(name, header)| (name.clone(), header.clone())).collect();
    Ok(Some(Wide { part: part.to_owned(), values: values.unwrap_or_default(), columns }))
}
