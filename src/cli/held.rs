//! The results of a pack held against the files that its manifest expects.
//!
//! Files of the same settings share one evaluation, and nothing of it is kept once they have been compared.

use super::bindings::DataArgs;
use super::evaluator::EvaluatorArgs;
use super::privacy::{self, Keyed};
use super::{Failure, Talk, asked, checks, packs};
use crate::compare::{self, Kind, Options, Report, Shape, Sheet, Tall, Wide, Within, Written};
use crate::data::TableReport;
use crate::diagnostic::{Code, Diagnostic, Location, suggest};
use crate::graph::{Graph, Output, OutputKind};
use crate::manifest::{Empty, Expected, Tolerance};
use crate::names::SubjectId;
use crate::policy::{Compiled, Pack, Run};
use crate::results::ResultTable;
use crate::schema::{ColumnKind, words};
use crate::types::Op;
use indexmap::IndexMap;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// A comparison of the results of a kind of subjects with a file.
pub struct Held {
    /// The kind of subject, with what the file sets beside the manifest.
    pub of: String,
    /// The file of the expected results.
    file: PathBuf,
    /// What was found.
    pub report: Report,
}

/// So many columns are named in one finding.
const NAMED: usize = 6;

/// What the expected files of a pack found, in the order of the manifest.
pub struct AllHeld {
    /// One for each file; fewer where it was ended with the first that fails.
    pub files: Vec<Held>,
    /// The columns of the results that no file says anything of, by the kind of subject.
    pub unheld: Vec<(String, Vec<String>)>,
    /// What kept files of the same settings from being compared; the others are.
    pub broken: Vec<Failure>,
}

/// How a pack is evaluated and compared.
#[derive(Clone, Copy)]
pub struct How<'h> {
    /// The folder of the data.
    pub root: &'h Path,
    pub evaluator: EvaluatorArgs,
    /// Whether the first file that is not met ends it.
    pub fail_fast: bool,
    pub talk: &'h Talk,
}

/// Files of the same settings, each with its place in the manifest.
struct Group<'p> {
    settings: String,
    files: Vec<(usize, &'p str, &'p Expected)>,
}

/// Every expected file of a pack. What was done about damaged data is told, and checks that do not hold.
pub fn all(pack: &Pack, compiled: &Compiled, how: How<'_>) -> AllHeld {
    let (mut files, mut told_before, mut broken) = (Vec::new(), Vec::new(), Vec::new());
    for group in groups(pack) {
        let failed = files.iter().any(|(_, held): &(usize, Held)| !held.report.is_clean());
        if failed && how.fail_fast {
            break;
        }
        match of_group(pack, compiled, &group, how, &mut told_before) {
            Ok(held) => files.extend(held),
            Err(failure) => broken.push(failure.of(pack)),
        }
    }
    files.sort_by_key(|(at, _)| *at);
    unread(&mut files);
    if how.fail_fast {
        let met = files.iter().take_while(|(_, held)| held.report.is_clean()).count();
        files.truncate(met + 1);
    }
    let unheld = compiled.graph.as_ref().map(|graph| unheld(pack, graph, &files)).unwrap_or_default();
    AllHeld { files: files.into_iter().map(|(_, held)| held).collect(), unheld, broken }
}

/// The expected files by their settings, in the order of the first file of each.
fn groups(pack: &Pack) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let files = pack.manifest.expected.iter();
    let files = files.flat_map(|(subject, list)| list.0.iter().map(move |file| (subject.get_ref().as_str(), file)));
    for (at, (subject, file)) in files.enumerate() {
        let settings = settings(file);
        match groups.iter_mut().find(|group| group.settings == settings) {
            Some(group) => group.files.push((at, subject, file)),
            None => groups.push(Group { settings, files: vec![(at, subject, file)] }),
        }
    }
    groups
}

/// What an expected file sets, in a form that is the same for the same settings.
fn settings(expected: &Expected) -> String {
    let period = expected.period.as_ref().map(|p| p.get_ref());
    let day = expected.as_of.as_ref().map(|d| d.get_ref().text());
    let params: Vec<_> = expected.params.iter().map(|(name, value)| (name.get_ref(), value.clone())).collect();
    format!("{period:?} {day:?} {params:?}")
}

/// What an expected file sets beside the manifest, in words.
fn setting(expected: &Expected) -> String {
    let period = expected.period.iter().map(|p| p.get_ref().clone());
    let day = expected.as_of.iter().map(|d| d.get_ref().text());
    let params = expected.params.iter().map(|(name, value)| format!("{} = {value}", name.get_ref()));
    let words = period.chain(day).chain(params).collect::<Vec<_>>().join(", ");
    if words.is_empty() { words } else { format!(" ({words})") }
}

fn of_group(
    pack: &Pack,
    compiled: &Compiled,
    group: &Group<'_>,
    how: How<'_>,
    told_before: &mut Vec<Diagnostic>,
) -> Result<Vec<(usize, Held)>, Failure> {
    let Some((_, _, first)) = group.files.first() else { return Ok(Vec::new()) };
    let run = if first.is_plain() { Run::default() } else { pack.run_of(first) };
    let again = (!first.is_plain()).then(|| packs::compiled(pack, &run)).transpose()?;
    let compiled = again.as_ref().unwrap_or(compiled);
    let graph = compiled.graph.as_ref().ok_or_else(Failure::default)?;
    let mut subjects = BTreeSet::new();
    for (_, subject, _) in &group.files {
        subjects.extend(asked::subjects(graph, Some(subject))?);
    }
    let subjects: Vec<SubjectId> = subjects.into_iter().collect();
    let mut bindings = DataArgs::default().bind(pack, compiled, graph, &subjects, &run)?;
    let shown = how.talk.progress(&mut bindings);
    let evaluated = how.evaluator.results((graph, Keyed::AsInTests), &bindings, &subjects, pack.days(&run));
    drop(shown);
    let (tables, told) = evaluated?;
    let treated = told.tables.iter().filter(|table| table.is_treated());
    how.talk.findings(&treated.flat_map(TableReport::findings).collect::<Vec<_>>(), &pack.sources);
    // A check may be expected not to hold: that is for the files to say, so here it is only worth knowing, and once.
    for finding in checks::findings(graph, &tables) {
        let note = Diagnostic::input(finding.code, None, finding.message).into_note();
        if !told_before.contains(&note) {
            how.talk.findings(std::slice::from_ref(&note), &pack.sources);
            told_before.push(note);
        }
    }
    let mut held = Vec::new();
    for (id, table) in subjects.iter().zip(&tables) {
        let own = group.files.iter().filter(|(_, subject, _)| graph.subject_named(subject) == Some(*id));
        let own: Vec<_> = own.collect();
        let ours = Sheet::of_results(table, kinds(graph, *id, table));
        for (at, subject, expected) in own {
            let file = place(pack, expected, how.root)?;
            let mut report = report(pack, graph, (*id, table, &ours), (expected, &file), how.root)?;
            privacy::hide(&mut report, table);
            held.push((*at, Held { of: format!("{subject}{}", setting(expected)), file, report }));
        }
    }
    Ok(held)
}

/// What is known of the cells of each column of results: numbers that had to be stored are not what was computed.
fn kinds(graph: &Graph, subject: SubjectId, table: &ResultTable) -> Vec<Kind> {
    // Looked up only; of two of one name the first.
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

fn report(
    pack: &Pack,
    graph: &Graph,
    (subject, table, ours): (SubjectId, &ResultTable, &Sheet),
    (expected, file): (&Expected, &Path),
    root: &Path,
) -> Result<Report, Failure> {
    let key = table.columns.iter().filter(|column| column.is_key).map(|column| column.name.clone()).collect();
    let options = Options {
        key: expected.key.clone().unwrap_or(key),
        within: within(expected),
        known: expected.known.as_ref().map(|known| pack.folder.join(known)),
        written: Written {
            separator: expected.separator.0,
            empty_is_anything: expected.empty == Empty::Anything,
            no_value: expected.no_value().into_iter().map(str::to_owned).collect(),
        },
        shape: shape(graph, subject, expected)?,
        instead: privacy::restricted(table),
    };
    let named = pack.manifest.data_root_env.is_some().then_some(root);
    pack.may_read(file, named)?;
    options.known.as_ref().map_or(Ok(()), |known| pack.may_read(known, None))?;
    let compared = compare::compare_results(ours, file, &options);
    let mut report = compared.map_err(|findings| of_manifest(findings, &graph.subject(subject).name))?;
    let misspelt = misspelt(&report, file).collect::<Vec<_>>();
    report.findings.extend(misspelt);
    Ok(report)
}

/// What is said of the options of `compare`, as a manifest says it.
fn of_manifest(findings: Vec<Diagnostic>, subject: &str) -> Vec<Diagnostic> {
    let key = format!("`key = […]` under [expected.{subject}] of the manifest");
    let cure = |finding: Diagnostic| {
        let help = finding.help.as_ref().map(|help| help.replace("`--key`", &key));
        finding.maybe_help(help)
    };
    findings.into_iter().map(cure).collect()
}

/// A column of an expected file that the results do not have, and that is nearly one of which the file says nothing else,
/// is that one misspelt.
fn misspelt<'r>(report: &'r Report, file: &'r Path) -> impl Iterator<Item = Diagnostic> + 'r {
    report.columns_only_expected.iter().filter_map(move |header| {
        let near = near(report, header)?;
        let shown = file.display().to_string();
        let message = format!("the results have no column `{header}`, and nothing is compared with that of `{shown}`");
        let location = Location { file: shown, line: Some(1), column: Some(header.clone()) };
        Some(Diagnostic::input(Code::CompareColumns, Some(location), message).help(near))
    })
}

/// The columns of the results that a column of the expected file is nearly named like, as a cure.
fn near(report: &Report, header: &str) -> Option<String> {
    suggest::did_you_mean(header, report.columns_only_ours.iter().map(String::as_str))
}

/// The columns that nothing is compared with, once for each file: several expectations may share one, and each of them
/// reads its own columns.
fn unread(files: &mut [(usize, Held)]) {
    let mut by_file: IndexMap<PathBuf, Vec<String>> = IndexMap::new();
    for (_, held) in files.iter() {
        let only_here = &held.report.columns_only_expected;
        let columns = by_file.entry(held.file.clone()).or_insert_with(|| only_here.clone());
        columns.retain(|column| only_here.contains(column));
    }
    for (_, held) in files {
        let Some(mut columns) = by_file.shift_remove(&held.file) else { continue };
        columns.retain(|column| near(&held.report, column).is_none());
        held.report.findings.extend(not_compared(&held.file, &columns));
    }
}

fn not_compared(file: &Path, columns: &[String]) -> Option<Diagnostic> {
    let first = columns.first()?;
    let shown = file.display().to_string();
    let named = words::listed(columns.iter().map(String::as_str), NAMED);
    let what = if columns.len() == 1 { "column" } else { "columns" };
    let message = format!("nothing is compared with the {what} {named} of `{shown}`, which the results do not have");
    let location = Location { file: shown, line: Some(1), column: Some(first.clone()) };
    let finding = Diagnostic::input(Code::CompareColumns, Some(location), message).into_warning();
    Some(finding.help("name a column of the results, or take the column out of the file"))
}

/// How far apart numbers may be.
fn within(expected: &Expected) -> Within {
    let digits = expected.digits.as_ref().map(|digits| Within::Digits(*digits.get_ref()));
    let tolerance = || {
        let Tolerance(number) = expected.tolerance.as_ref()?.get_ref();
        compare::Decimal::parse(&number.to_string()).map(Within::Tolerance)
    };
    digits.or_else(tolerance).unwrap_or_default()
}

/// Where an expected file lies: with the data where that is kept apart, else with the pack; where it is kept apart a file
/// may lie with the pack all the same, but not in both.
fn place(pack: &Pack, expected: &Expected, root: &Path) -> Result<PathBuf, Failure> {
    let beside = pack.folder.join(&expected.file);
    let with_data = root.join(&expected.file);
    let apart = pack.manifest.data_root_env.is_some();
    match (apart && with_data.exists(), beside.exists()) {
        (true, true) if with_data != beside => {
            let message = format!("`{}` lies beside the policy and with the data", expected.file);
            let help = format!("take one away: `{}` or `{}`", beside.display(), with_data.display());
            Err(Diagnostic::input(Code::FileUnreadable, None, message).help(help).into())
        }
        (false, false) if apart => {
            let message = format!("there is no `{}` with the data, nor beside the policy", expected.file);
            let help = format!("put it to `{}`, or `{}`", with_data.display(), beside.display());
            Err(Diagnostic::input(Code::FileUnreadable, None, message).help(help).into())
        }
        (true, _) => Ok(with_data),
        (false, _) => Ok(beside),
    }
}

/// The columns of the results that no expected file says anything of, for each kind of subject in the order of the page.
fn unheld(pack: &Pack, graph: &Graph, files: &[(usize, Held)]) -> Vec<(String, Vec<String>)> {
    let order = pack.manifest.expected.iter();
    let subjects: Vec<&str> =
        order.flat_map(|(subject, list)| list.0.iter().map(|_| subject.get_ref().as_str())).collect();
    let of = |subject: &SubjectId| {
        let name = graph.subject(*subject).name.clone();
        let own = files.iter().filter(|(at, _)| subjects.get(*at) == Some(&name.as_str()));
        let held: BTreeSet<&str> = own
            .flat_map(|(_, held)| &held.report.columns)
            .filter(|column| column.counts.compared > 0)
            .map(|column| column.name.as_str())
            .collect();
        let outputs =
            graph.outputs.iter().filter(|o| o.subject == *subject && !o.hidden && !held.contains(o.name.as_str()));
        let columns: Vec<String> = outputs.map(|o| o.name.clone()).collect();
        (!columns.is_empty()).then_some((name, columns))
    };
    graph.published().iter().filter_map(of).collect()
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
