//! Takes one policy through all rooms of the front: from files to a graph that can be evaluated.
//!
//! [`settings`] compares the settings of a manifest with the policy, [`form`] says how files are read, and [`root`]
//! limits where they may be.

mod form;
mod root;
mod settings;

pub(crate) use root::Reach;

use crate::calendar::text_of as date_text;
use crate::data::Form;
use crate::diagnostic::{self, Code, Diagnostic};
use crate::graph::{self, Graph};
use crate::manifest::{Expected, FILE_NAME, Manifest, TableData};
use crate::messages::policy as say;
use crate::names::{self, Names};
use crate::profile;
use crate::source::{FileId, SourceFile, SourceSet, Span, disk, normal_form};
use crate::syntax::ast::{File, ItemKind};
use crate::syntax::{self, Unread, deep};
use crate::types::check_context::Context;
use crate::types::period::Period;
use crate::types::tests::TestModel;
use crate::types::{self, Model, ParamValues};
pub(crate) use settings::MOST_DIGITS;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A pack: rule files with, usually, a manifest.
#[derive(Debug)]
pub struct Pack {
    /// The folder to which paths of the manifest are relative.
    pub folder: PathBuf,
    /// The path as the user wrote it.
    pub shown: String,
    /// The texts that were read.
    pub sources: SourceSet,
    /// The manifest; empty for a single rule file.
    pub manifest: Manifest,
    /// The manifest in the sources, if there is one.
    pub manifest_file: Option<FileId>,
    /// The rule files.
    pub files: Vec<File>,
    /// The parts of the texts that could not be parsed.
    unread: Unread,
    /// Whether the manifest could not be read; then nothing is known about the rule files.
    manifest_lost: bool,
    /// Whether a rule file cannot be opened; then its declarations are missing from the others.
    file_lost: bool,
    /// The findings about the texts.
    pub findings: Vec<Diagnostic>,
    /// The folder that must contain its files; `None` if they can be anywhere.
    root: Option<PathBuf>,
    /// The values of params from the command line.
    given: ParamValues,
}

/// The settings of an evaluation in words, after the policy, the manifest and the command line were merged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InForce {
    /// The params; numbers are exact and in the base of their unit.
    pub params: BTreeMap<String, String>,
    /// The day on which the policy is applied.
    pub as_of: Option<String>,
    /// The first and last day of the period.
    pub period: Option<[String; 2]>,
}

/// A checked policy.
#[derive(Debug)]
pub struct Compiled {
    /// The typed policy.
    pub model: Model,
    /// The graph; `None` if there are errors.
    pub graph: Option<Graph>,
    /// The tests of the language.
    pub tests: Vec<TestModel>,
    /// All findings, in the order in which they are shown.
    pub findings: Vec<Diagnostic>,
}

impl Compiled {
    /// Adds the graph if there are no errors, and sorts the findings.
    fn with_graph(mut self, sources: &SourceSet) -> Compiled {
        if !diagnostic::has_errors(&self.findings) {
            let _stage = profile::stage("graph", "");
            self.graph = graph::build(&self.model, sources).map_err(|cycles| self.findings.extend(cycles)).ok();
        }
        diagnostic::sort(&mut self.findings);
        self
    }
}

/// The settings of a run: parameters by name, the day, the period.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Params that replace those of the policy and the manifest.
    pub params: ParamValues,
    /// The day on which the policy is applied, in days since 1970-01-01.
    pub as_of: Option<i32>,
    /// The period.
    pub period: Option<Period>,
    /// Whether params have the values of the policy and not those of the manifest.
    pub of_page: bool,
}

impl Pack {
    /// Reads the pack at a path: a rule file, or a folder with a manifest whose files are within its root. If a
    /// manifest names several files and one of them cannot be read, the others are still read.
    pub fn open(path: &Path) -> Result<Pack, Diagnostic> {
        Pack::open_within(path, Reach::Root)
    }

    /// The same with files that can be elsewhere.
    pub fn open_within(path: &Path, reach: Reach) -> Result<Pack, Diagnostic> {
        let mut pack = Pack::empty(path.to_path_buf(), path.display().to_string());
        let policies = if path.is_dir() {
            pack.root = reach.root(path);
            let file = pack.add(&path.join(FILE_NAME))?;
            pack.manifest_file = Some(file);
            match Manifest::read(file, &pack.sources) {
                Ok(manifest) => pack.manifest = manifest,
                Err(finding) => {
                    pack.findings.push(finding);
                    pack.manifest_lost = true;
                    return Ok(pack);
                }
            }
            pack.manifest.policies(path)
        } else {
            pack.folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
            vec![path.to_path_buf()]
        };
        let mut named: BTreeSet<PathBuf> = BTreeSet::new();
        for policy in policies {
            // Otherwise each of its declarations would be a duplicate.
            if !named.insert(policy.canonicalize().unwrap_or_else(|_| policy.clone())) {
                pack.findings.extend(pack.manifest_file.map(|manifest| {
                    let message = say::duplicate_file(policy.display());
                    Diagnostic::error(Code::SaidTwice, Span::new(manifest, 0, 0), message).help(say::keep_one_of_two())
                }));
                continue;
            }
            match pack.may_read(&policy, None).and_then(|()| pack.add(&policy)) {
                Ok(file) => pack.parse(file),
                Err(finding) if pack.manifest_file.is_some() => {
                    pack.findings.push(finding);
                    pack.file_lost = true;
                }
                Err(finding) => return Err(finding),
            }
        }
        pack.findings.extend(syntax::families::write_out(&mut pack.files));
        Ok(pack)
    }

    fn empty(folder: PathBuf, shown: String) -> Pack {
        Pack {
            folder,
            shown,
            sources: SourceSet::default(),
            manifest: Manifest::default(),
            manifest_file: None,
            files: Vec::new(),
            unread: Unread::default(),
            manifest_lost: false,
            file_lost: false,
            findings: Vec::new(),
            root: None,
            given: ParamValues::default(),
        }
    }

    /// Whether a file that the manifest names may be read: it must be within the root, or within another folder that
    /// the user has named.
    pub fn may_read(&self, path: &Path, named: Option<&Path>) -> Result<(), Diagnostic> {
        let Some(root) = &self.root else { return Ok(()) };
        let roots: Vec<&Path> = std::iter::once(root.as_path()).chain(named).collect();
        root::outside(path, &roots).map_or(Ok(()), Err)
    }

    /// Whether the manifest could be read, if there is one.
    pub fn manifest_is_read(&self) -> bool {
        !self.manifest_lost
    }

    /// Whether a rule file that the manifest names cannot be opened.
    pub fn lacks_a_file(&self) -> bool {
        self.file_lost
    }

    /// A pack of one text, for tests.
    pub fn of_text(name: &str, text: &str) -> Pack {
        let mut pack = Pack::empty(PathBuf::new(), name.to_string());
        let file = pack.sources.add(name, text);
        pack.parse(file);
        pack.findings.extend(syntax::families::write_out(&mut pack.files));
        pack
    }

    fn parse(&mut self, file: FileId) {
        let parsed = {
            let _stage = profile::stage("parse", self.sources.file(file).path().display());
            deep(|| syntax::parse(file, self.sources.file(file)))
        };
        if parsed.file.items.is_empty() && parsed.findings.is_empty() {
            let message = say::empty_policy();
            let finding = Diagnostic::error(Code::Syntax, Span::new(file, 0, 0), message);
            self.findings.push(finding.help(say::begin_policy()));
        }
        self.files.push(parsed.file);
        self.findings.extend(parsed.findings);
        self.unread.extend(parsed.unread);
    }

    fn add(&mut self, path: &Path) -> Result<FileId, Diagnostic> {
        Ok(self.sources.add(path, read_text(path)?))
    }

    /// The names of the policy, for `gradus debug names` and the later rooms.
    pub fn names(&self) -> Names<'_> {
        names::resolve(&self.files, &self.unread)
    }

    /// Checks the policy with the settings of the manifest, which the settings of a run override.
    pub fn compile(&self, run: &Run) -> Compiled {
        deep(|| self.typed(run).with_graph(&self.sources))
    }

    /// The same for the last time: the syntax trees are dropped before the graph is built, which needs about as much
    /// memory. Only the texts and the manifest of the pack remain.
    pub fn compile_last(&mut self, run: &Run) -> Compiled {
        deep(|| {
            let typed = self.typed(run);
            self.files = Vec::new();
            typed.with_graph(&self.sources)
        })
    }

    /// The policy before its graph is built. The resolved names are dropped at the end.
    fn typed(&self, run: &Run) -> Compiled {
        if self.manifest_lost || self.file_lost {
            // Any further finding would be a consequence of the missing text.
            let findings = self.findings.clone();
            return Compiled { model: Model::default(), graph: None, tests: Vec::new(), findings };
        }
        let names = {
            let _stage = profile::stage("names", "");
            self.names()
        };
        let mut findings = self.findings.clone();
        findings.retain(|f| !names.is_explained(f));
        let merged = self.merged(&names, run, &mut findings);
        let context = Context { params: &merged.params, as_of: merged.as_of, period: merged.period.as_ref() };
        findings.extend(names.findings.iter().cloned());
        let checked = {
            let _stage = profile::stage("types", "");
            types::check(&names, &self.sources, &context)
        };
        findings.extend(checked.findings);
        // It is not known what a policy with errors needs.
        if !run.of_page && !diagnostic::has_errors(&findings) {
            findings.extend(settings::timeless(self, &checked.model));
        }
        Compiled { model: checked.model, graph: None, tests: checked.tests, findings }
    }

    /// The settings of a run, and those of the manifest if the run has none. Params of the command line override all
    /// others.
    fn merged(&self, names: &Names<'_>, run: &Run, findings: &mut Vec<Diagnostic>) -> Run {
        let mut merged = settings::of_manifest(self, names, findings);
        if run.of_page {
            merged.params.clear();
        }
        merged.params.extend(run.params.clone());
        if !run.of_page {
            merged.params.extend(self.given.clone());
        }
        merged.period = run.period.clone().or(merged.period);
        merged.as_of = run.as_of.or(merged.as_of).or(merged.period.as_ref().map(|p| p.last));
        merged
    }

    /// Sets params to values of the command line, each in the spelling of the policy.
    pub fn set_params(&mut self, given: &[(&str, &str)]) -> Result<(), Vec<Diagnostic>> {
        // If a text could not be parsed completely, the names can be declared in the rest.
        if given.is_empty() || diagnostic::has_errors(&self.findings) {
            return Ok(());
        }
        self.given = settings::of_arguments(&self.names(), given)?;
        Ok(())
    }

    /// The settings of an evaluation.
    pub fn in_force(&self, run: &Run) -> InForce {
        let names = self.names();
        let merged = self.merged(&names, run, &mut Vec::new());
        InForce {
            params: settings::params_in_force(&names, &merged.params),
            as_of: merged.as_of.map(date_text),
            period: merged.period.map(|period| [period.first, period.last].map(date_text)),
        }
    }

    /// The period of a run: from the command line, else from the manifest.
    pub fn period(&self, run: &Run) -> Option<Period> {
        let of_manifest = self.manifest.period.as_ref().and_then(|p| self.period_named(p.get_ref()));
        run.period.clone().or(of_manifest)
    }

    /// The period of a text: a period that the policy names, else a period of the calendar.
    pub fn period_named(&self, text: &str) -> Option<Period> {
        let text = &*normal_form(text);
        let mut items = self.files.iter().flat_map(|file| &file.items);
        let named = items.find_map(|item| match &item.kind {
            ItemKind::Period(period) if period.name.value == text => Some(period),
            _ => None,
        });
        match named {
            Some(period) => {
                let label = period.label.as_ref().map(|label| label.value.clone());
                Some(Period { label, ..Period::of_days(text, &period.first.value, &period.last.value)? })
            }
            None => Period::parse(text),
        }
    }

    /// The periods that the policy names.
    pub fn period_names(&self) -> Vec<&str> {
        let items = self.files.iter().flat_map(|file| &file.items);
        let named = items.filter_map(|item| match &item.kind {
            ItemKind::Period(period) => Some(period.name.value.as_str()),
            _ => None,
        });
        named.collect()
    }

    /// The settings of an expected file of the manifest.
    pub fn run_of(&self, expected: &Expected) -> Run {
        settings::of_expected(self, &self.names(), expected)
    }
}

impl Pack {
    /// The settings of the manifest for the data of a table.
    pub fn data_of(&self, table: &str) -> Option<&TableData> {
        self.manifest.data.iter().find(|(name, _)| name.get_ref() == table).map(|(_, data)| data)
    }

    /// How the files of a table are read.
    pub fn form(&self, table: &str) -> Form {
        self.data_of(table).map(|data| form::form(data).0).unwrap_or_default()
    }

    /// The first and last day of the period of a run, in days since 1970-01-01.
    pub fn days(&self, run: &Run) -> Option<(i32, i32)> {
        self.period(run).map(|p| (p.first, p.last))
    }
}

/// The text of a rule file or manifest.
pub(crate) fn read_text(path: &Path) -> Result<String, Diagnostic> {
    let unreadable = |why: String| {
        let message = say::unreadable_file(path.display(), &why);
        Diagnostic::input(Code::FileUnreadable, None, message).help(say::check_path())
    };
    let length = std::fs::metadata(path).map_err(|e| unreadable(e.to_string()))?.len();
    if length > SourceFile::MAX_BYTES as u64 {
        return Err(unreadable(say::file_too_large(SourceFile::MAX_BYTES >> 20)));
    }
    utf8_text(path, disk::read(path).map_err(|e| unreadable(e.to_string()))?)
}

/// Decodes bytes that must be UTF-8.
pub(crate) fn utf8_text(path: &Path, bytes: Vec<u8>) -> Result<String, Diagnostic> {
    String::from_utf8(bytes).map_err(|e| {
        let line = e.as_bytes().iter().take(e.utf8_error().valid_up_to()).filter(|b| **b == b'\n').count() + 1;
        let message = say::not_utf8(path.display(), line);
        Diagnostic::input(Code::NotUtf8, None, message).help(say::save_as_utf8())
    })
}
