//! `gradus test`: the tests of the language, and results held against what is expected.

use super::bindings::{DataArgs, root_of_manifest};
use super::talk::print;
use super::{Exit, Failure, Outcome, PathArg, Talk, eval, packs};
use crate::compare::{self, Options, Report, Wide};
use crate::data::{self, TableReport};
use crate::diagnostic::{Code, Diagnostic};
use crate::graph::Graph;
use crate::manifest::Expected;
use crate::names::SubjectId;
use crate::policy::{Compiled, Pack, Run};
use crate::reference::{self, Rows};
use crate::results::write::{Format, write_file, write_result};
use crate::schema::ColumnKind;
use crate::testing;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    path: PathArg,
}

/// How many passed, failed, and could not be run.
#[derive(Debug, Default)]
struct Tally {
    passed: usize,
    failed: usize,
    skipped: usize,
}

pub fn run(args: &Args, talk: &Talk) -> Outcome {
    let mut tally = Tally::default();
    for path in packs::find(&args.path.path)? {
        let pack = Pack::open(&path)?;
        let compiled = packs::compiled(&pack, &Run::default())?;
        tests(&pack, &compiled, talk, &mut tally);
        if let Some(graph) = &compiled.graph {
            for (subject, list) in &pack.manifest.expected {
                for expected in &list.0 {
                    held(&pack, (&compiled, graph), subject.get_ref(), expected, talk, &mut tally)?;
                }
            }
        }
    }
    let Tally { passed, failed, skipped } = tally;
    let skipped = if skipped == 0 { String::new() } else { format!(", {skipped} skipped") };
    print(&format!("{passed} passed, {failed} failed{skipped}\n"));
    Ok(if failed == 0 { Exit::Done } else { Exit::Findings })
}

fn tests(pack: &Pack, compiled: &Compiled, talk: &Talk, tally: &mut Tally) {
    for outcome in testing::run(pack, compiled) {
        let passed = outcome.failures.is_empty();
        let word = if passed { "ok" } else { "FAILED" };
        print(&format!("{}: {} … {word}\n", pack.shown, outcome.title));
        print(&talk.results(&outcome.failures, &pack.sources));
        *(if passed { &mut tally.passed } else { &mut tally.failed }) += 1;
    }
}

/// Results of the whole data against the expected file; skipped, and said so, where the data is not at hand.
fn held(
    pack: &Pack,
    (compiled, graph): (&Compiled, &Graph),
    subject: &str,
    expected: &Expected,
    talk: &Talk,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let title = format!("{}: results of {subject} as expected{}", pack.shown, setting(expected));
    let Some(root) = root_of_manifest(pack) else {
        let variable = pack.manifest.data_root_env.as_deref().unwrap_or_default();
        print(&format!("{title} … skipped\n"));
        talk.say(&format!("skipped {}: `{variable}` is not set", pack.shown));
        tally.skipped += 1;
        return Ok(());
    };
    let run = if expected.is_plain() { Run::default() } else { pack.run_of(expected) };
    let again = (!expected.is_plain()).then(|| packs::compiled(pack, &run)).transpose()?;
    let compiled = again.as_ref().unwrap_or(compiled);
    let graph = again.as_ref().and_then(|c| c.graph.as_ref()).unwrap_or(graph);
    let report = report(pack, (compiled, graph), &run, subject, expected, (&root, talk))?;
    let passed = report.is_clean();
    let compared = report.totals().compared;
    print(&format!("{title}: {compared} cells … {}\n", if passed { "ok" } else { "FAILED" }));
    if passed && !report.columns_only_expected.is_empty() {
        let columns = report.columns_only_expected.join("`, `");
        talk.say(&format!("not compared, since the results have no such columns: `{columns}`"));
    }
    if !passed {
        print(&report.to_table(Some(20)));
        talk.findings(&report.findings, &pack.sources);
    }
    *(if passed { &mut tally.passed } else { &mut tally.failed }) += 1;
    Ok(())
}

/// What an expected file sets beside the manifest, in words.
fn setting(expected: &Expected) -> String {
    let period = expected.period.iter().map(|p| p.get_ref().clone());
    let day = expected.as_of.iter().map(|d| d.get_ref().text());
    let params = expected.params.iter().map(|(name, value)| format!("{} = {}", name.get_ref(), value.text()));
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
    write_file(&file, |out| write_result(&table, Format::Csv, None, out))?;
    let key = graph.subject(*id).key.iter().map(|part| part.name.clone()).collect();
    let options = Options {
        key: expected.key.clone().unwrap_or(key),
        digits: expected.digits,
        known: expected.known.as_ref().map(|known| pack.folder.join(known)),
        wide: wide(graph, *id, expected)?,
    };
    // What is expected lies with the data where that is kept apart, else with the pack.
    let base = if pack.manifest.data_root_env.is_some() { root } else { &pack.folder };
    let report = compare::compare(&file, &base.join(&expected.file), &options).map_err(|mut findings| {
        // The results are in a file of ours, which says nothing to anybody.
        let ours = format!("`{}`", file.display());
        findings.iter_mut().for_each(|f| f.message = f.message.replace(&ours, &format!("the results of `{subject}`")));
        findings
    })?;
    Ok(report)
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
