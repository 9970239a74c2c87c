//! The results of a pack compared with the files that its manifest expects, and the checks of a policy that fail.
//!
//! Files with the same settings share one evaluation, which is dropped after they have been compared.

pub(crate) mod checks;
mod columns;
mod file;

use crate::compare::{Report, Sheet};
use crate::data::{DataReport, TableReport};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::graph::Graph;
use crate::manifest::Expected;
use crate::messages::expected as say;
use crate::names::SubjectId;
use crate::policy::{Compiled, Pack, Run};
use crate::results::ResultTable;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A comparison of the results of a kind of subject with a file.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// The kind of subject, with the settings of the file that differ from the manifest.
    pub of: String,
    /// The file of the expected results.
    file: PathBuf,
    /// The outcome of the comparison.
    pub report: Report,
}

/// The outcome of comparing a pack with its expected files.
#[derive(Debug)]
pub(crate) struct Compared {
    /// One comparison for each file, in the order of the manifest; fewer if the comparison ended with the first
    /// failure.
    pub files: Vec<Comparison>,
    /// The columns of the results that were compared with nothing, by kind of subject.
    pub unexpected: Vec<(String, Vec<String>)>,
    /// The findings that kept files with the same settings from being compared; other files are compared. The findings
    /// point into the texts of the pack.
    pub broken: Vec<Vec<Diagnostic>>,
}

/// An evaluator of a pack, which also reports findings.
pub(crate) trait Runner {
    /// Returns the results of some kinds of subjects over the files of the manifest, or why there are none.
    fn results(
        &self,
        compiled: &Compiled,
        graph: &Graph,
        run: &Run,
        subjects: &[SubjectId],
    ) -> Result<(Vec<ResultTable>, DataReport), Vec<Diagnostic>>;

    /// Reports findings that point into the texts of the pack.
    fn tell(&self, findings: &[Diagnostic]);
}

/// A comparison under way.
struct Comparing<'p> {
    pack: &'p Pack,
    compiled: &'p Compiled,
    /// The folder of the data.
    root: &'p Path,
    runner: &'p dyn Runner,
    /// The failed checks that were already reported.
    told: Vec<Diagnostic>,
}

/// Files with the same settings, each with its place in the manifest.
struct Group<'p> {
    settings: String,
    files: Vec<(usize, &'p str, &'p Expected)>,
}

/// Compares a pack with every file that its manifest expects, or up to the first failure if `fail_fast`. `root` is the
/// folder of the data. Reports the treatment of damaged data, and failed checks.
pub(crate) fn compare(pack: &Pack, compiled: &Compiled, root: &Path, fail_fast: bool, runner: &dyn Runner) -> Compared {
    let mut comparing = Comparing { pack, compiled, root, runner, told: Vec::new() };
    let (mut files, mut broken) = (Vec::new(), Vec::new());
    for group in groups(pack) {
        let failed = files.iter().any(|(_, file): &(usize, Comparison)| !file.report.is_clean());
        if failed && fail_fast {
            break;
        }
        match comparing.group(&group) {
            Ok(compared) => files.extend(compared),
            Err(findings) => broken.push(findings),
        }
    }
    files.sort_by_key(|(at, _)| *at);
    // An expectation that was not compared could read the columns that the others do not read.
    if files.len() == pack.manifest.expected.values().map(|list| list.0.len()).sum::<usize>() {
        columns::unread(&mut files);
    }
    if fail_fast {
        let met = files.iter().take_while(|(_, file)| file.report.is_clean()).count();
        files.truncate(met + 1);
    }
    let unexpected = compiled.graph.as_ref().map(|graph| columns::unexpected(pack, graph, &files)).unwrap_or_default();
    Compared { files: files.into_iter().map(|(_, file)| file).collect(), unexpected, broken }
}

/// Groups the expected files by their settings, in the order of the first file of each group.
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

/// Returns the settings of an expected file, in a form that is the same for the same settings.
fn settings(expected: &Expected) -> String {
    let period = expected.period.as_ref().map(|p| p.get_ref());
    let day = expected.as_of.as_ref().map(|d| d.get_ref().text());
    let params: Vec<_> = expected.params.iter().map(|(name, value)| (name.get_ref(), value.clone())).collect();
    format!("{period:?} {day:?} {params:?}")
}

/// Returns the settings of an expected file that differ from the manifest, in words.
fn setting(expected: &Expected) -> String {
    let period = expected.period.iter().map(|p| p.get_ref().clone());
    let day = expected.as_of.iter().map(|d| d.get_ref().text());
    let params = expected.params.iter().map(|(name, value)| format!("{} = {value}", name.get_ref()));
    let words = period.chain(day).chain(params).collect::<Vec<_>>().join(", ");
    if words.is_empty() { words } else { say::said_of(&words) }
}

impl Comparing<'_> {
    /// Evaluates the policy once with the settings of a group of files, and compares the results with each file.
    fn group(&mut self, group: &Group<'_>) -> Result<Vec<(usize, Comparison)>, Vec<Diagnostic>> {
        let Some((_, _, first)) = group.files.first() else { return Ok(Vec::new()) };
        let run = if first.is_plain() { Run::default() } else { self.pack.run_of(first) };
        let again = (!first.is_plain()).then(|| self.pack.compile(&run));
        let compiled = again.as_ref().unwrap_or(self.compiled);
        if has_errors(&compiled.findings) {
            return Err(compiled.findings.clone());
        }
        let graph = compiled.graph.as_ref().ok_or_else(Vec::new)?;
        let mut subjects = BTreeSet::new();
        for (_, subject, _) in &group.files {
            subjects.extend(graph.results_of(Some(subject)).map_err(|finding| vec![finding])?);
        }
        let subjects: Vec<SubjectId> = subjects.into_iter().collect();
        let (tables, told) = self.runner.results(compiled, graph, &run, &subjects)?;
        self.tell(graph, &tables, &told);
        let mut compared = Vec::new();
        for (id, table) in subjects.iter().zip(&tables) {
            let own = group.files.iter().filter(|(_, subject, _)| graph.subject_named(subject) == Some(*id));
            let ours = Sheet::of_results(table, file::kinds(graph, *id, table));
            for (at, subject, expected) in own {
                let of = format!("{subject}{}", setting(expected));
                let (file, report) = file::compare(self.pack, self.root, graph, (*id, table, &ours), expected)?;
                compared.push((*at, Comparison { of, file, report }));
            }
        }
        Ok(compared)
    }

    /// Reports the treatment of damaged data, and failed checks. A pack can expect a check to fail, and the expected
    /// files decide about that, so a failed check is only a note here, reported once.
    fn tell(&mut self, graph: &Graph, tables: &[ResultTable], told: &DataReport) {
        let treated = told.tables.iter().filter(|table| table.is_treated());
        self.runner.tell(&treated.flat_map(TableReport::findings).collect::<Vec<_>>());
        for finding in checks::findings(graph, tables) {
            let note = Diagnostic::input(finding.code, None, finding.message).into_note();
            if !self.told.contains(&note) {
                self.runner.tell(std::slice::from_ref(&note));
                self.told.push(note);
            }
        }
    }
}
