//! One policy through all rooms of the front: from files to a graph that can be evaluated.

use crate::diagnostic::{self, Code, Diagnostic};
use crate::graph::{self, Graph};
use crate::manifest::{FILE_NAME, Manifest};
use crate::names::{self, Names};
use crate::number::Rational;
use crate::source::{FileId, SourceFile, SourceSet, Span};
use crate::syntax::{self, ast::File, ast::Quantity};
use crate::types::check_context::Context;
use crate::types::period::{FORMS, Period};
use crate::types::tests::{TestModel, days_of};
use crate::types::{self, Model, ParamValues};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A pack: rule files with, usually, a manifest.
#[derive(Debug)]
pub struct Pack {
    /// The folder that paths of the manifest start from.
    pub folder: PathBuf,
    /// How the user named it.
    pub shown: String,
    /// The texts that were read.
    pub sources: SourceSet,
    /// The manifest; empty for a single rule file.
    pub manifest: Manifest,
    /// Where the manifest stands, when there is one.
    pub manifest_file: Option<FileId>,
    /// The rule files.
    pub files: Vec<File>,
    /// Names that stand in text that could not be read.
    unread: BTreeSet<String>,
    /// What is wrong with the texts.
    pub findings: Vec<Diagnostic>,
}

/// A policy that was checked.
#[derive(Debug)]
pub struct Compiled {
    /// The typed policy.
    pub model: Model,
    /// The graph; `None` when there are errors.
    pub graph: Option<Graph>,
    /// The tests of the language.
    pub tests: Vec<TestModel>,
    /// Everything that was found, in the order in which it is shown.
    pub findings: Vec<Diagnostic>,
}

/// What a run sets: parameters by name, the day, the period.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Parameters that replace those of page and manifest, in the base of their unit.
    pub params: ParamValues,
    /// The day on which the policy is applied, from 1970-01-01.
    pub as_of: Option<i32>,
    /// The period.
    pub period: Option<Period>,
}

impl Pack {
    /// Reads the pack at a path: a rule file, or a folder with a manifest.
    pub fn open(path: &Path) -> Result<Pack, Diagnostic> {
        let mut pack = Pack {
            folder: path.to_path_buf(),
            shown: path.display().to_string(),
            sources: SourceSet::default(),
            manifest: Manifest::default(),
            manifest_file: None,
            files: Vec::new(),
            unread: BTreeSet::new(),
            findings: Vec::new(),
        };
        let policies = if path.is_dir() {
            let file = pack.add(&path.join(FILE_NAME))?;
            pack.manifest_file = Some(file);
            match Manifest::read(file, &pack.sources) {
                Ok(manifest) => pack.manifest = manifest,
                Err(finding) => {
                    pack.findings.push(finding);
                    return Ok(pack);
                }
            }
            pack.manifest.policies(path)
        } else {
            pack.folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
            vec![path.to_path_buf()]
        };
        for policy in policies {
            let file = pack.add(&policy)?;
            pack.parse(file);
        }
        Ok(pack)
    }

    /// A pack of one text, for tests.
    pub fn of_text(name: &str, text: &str) -> Pack {
        let mut pack = Pack {
            folder: PathBuf::new(),
            shown: name.to_string(),
            sources: SourceSet::default(),
            manifest: Manifest::default(),
            manifest_file: None,
            files: Vec::new(),
            unread: BTreeSet::new(),
            findings: Vec::new(),
        };
        let file = pack.sources.add(name, text);
        pack.parse(file);
        pack
    }

    fn parse(&mut self, file: FileId) {
        let parsed = deep(|| syntax::parse(file, self.sources.file(file)));
        self.files.push(parsed.file);
        self.findings.extend(parsed.findings);
        self.unread.extend(parsed.unread);
    }

    fn add(&mut self, path: &Path) -> Result<FileId, Diagnostic> {
        let unreadable = |why: String| {
            let message = format!("`{}` cannot be read: {why}", path.display());
            Diagnostic::input(Code::FileUnreadable, None, message).help("check the path and the rights of the file")
        };
        let length = std::fs::metadata(path).map_err(|e| unreadable(e.to_string()))?.len();
        if length > SourceFile::MAX_BYTES as u64 {
            return Err(unreadable(format!("it is larger than {} MiB", SourceFile::MAX_BYTES >> 20)));
        }
        let bytes = std::fs::read(path).map_err(|e| unreadable(e.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|e| {
            let line = e.as_bytes().iter().take(e.utf8_error().valid_up_to()).filter(|b| **b == b'\n').count() + 1;
            let message = format!("`{}` is not UTF-8 text in line {line}", path.display());
            Diagnostic::input(Code::NotUtf8, None, message).help("save the file as UTF-8")
        })?;
        Ok(self.sources.add(path, text))
    }

    /// The names of the policy; for `gradus debug names` and the rooms below.
    pub fn names(&self) -> Names<'_> {
        names::resolve(&self.files, &self.unread)
    }

    /// What the manifest sets for a run.
    pub fn manifest_run(&self, names: &Names<'_>, findings: &mut Vec<Diagnostic>) -> Run {
        let mut run = Run::default();
        let Some(file) = self.manifest_file else { return run };
        let at = |range: std::ops::Range<usize>| Span::new(file, range.start, range.end);
        for (name, text) in &self.manifest.params {
            let known = names.catalogue.params.iter().map(|p| p.name.text.as_str());
            let text = text.text();
            match syntax::quantity(&text) {
                _ if !known.clone().any(|k| k == name.get_ref()) => findings.push(
                    Diagnostic::error(
                        Code::UnknownName,
                        at(name.span()),
                        format!("the policy has no param `{}`", name.get_ref()),
                    )
                    .help(
                        diagnostic::suggest::did_you_mean(name.get_ref(), known)
                            .unwrap_or_else(|| "take the line away, or declare the param".into()),
                    ),
                ),
                Some(quantity) => match set_param(names, name.get_ref(), &quantity) {
                    Ok(value) => {
                        run.params.insert(name.get_ref().clone(), value);
                    }
                    Err(message) => findings.push(
                        Diagnostic::error(Code::UnitMismatch, at(name.span()), message)
                            .help("write it in the unit of the page: `\"20 minutes\"`"),
                    ),
                },
                None => findings.push(
                    Diagnostic::error(Code::Manifest, at(name.span()), format!("`{text}` is no number"))
                        .help("write it as the page would: `\"33.5\"`, `\"50%\"` or `\"24 hours\"`"),
                ),
            }
        }
        for name in self.manifest.data.keys() {
            let known = names.catalogue.tables.iter().map(|t| t.name.text.as_str());
            if self.manifest.data.get(name).is_some_and(|files| files.all().is_empty()) {
                let message = format!("`{}` is bound to no file", name.get_ref());
                findings.push(
                    Diagnostic::error(Code::NoData, at(name.span()), message)
                        .help("name a file, or take the line away and use `--data`"),
                );
            }
            if !known.clone().any(|k| k == name.get_ref()) && self.findings.is_empty() {
                let help = diagnostic::suggest::did_you_mean(name.get_ref(), known)
                    .unwrap_or_else(|| "take the line away, or declare the table".into());
                let message = format!("the policy has no table `{}`", name.get_ref());
                findings.push(Diagnostic::error(Code::UnknownName, at(name.span()), message).help(help));
            }
        }
        for name in self.manifest.expected.keys() {
            if names.catalogue.subject_named(name.get_ref()).is_none() && self.findings.is_empty() {
                let known = names.catalogue.subjects.iter().map(|s| s.name.text.as_str());
                let help = diagnostic::suggest::did_you_mean(name.get_ref(), known)
                    .unwrap_or_else(|| "name a table or a subject of the policy".into());
                let message = format!("the policy has no subject `{}`", name.get_ref());
                findings.push(Diagnostic::error(Code::UnknownName, at(name.span()), message).help(help));
            }
        }
        if let Some(period) = &self.manifest.period {
            run.period = Period::parse(period.get_ref());
            if run.period.is_none() {
                let message = format!("`{}` is no period", period.get_ref());
                findings.push(
                    Diagnostic::error(Code::BadPeriod, at(period.span()), message).help(format!("write {FORMS}")),
                );
            }
        }
        if let Some(day) = &self.manifest.as_of {
            let text = day.get_ref().text();
            run.as_of = days_of(&text);
            if run.as_of.is_none() {
                let message = format!("`{text}` is no day of the calendar");
                findings.push(
                    Diagnostic::error(Code::BadDateLiteral, at(day.span()), message)
                        .help("write year-month-day: `2026-01-31`"),
                );
            }
        }
        run
    }

    /// Checks the policy as the manifest sets it, with what a run sets on top.
    pub fn compile(&self, run: &Run) -> Compiled {
        let names = self.names();
        let mut findings = self.findings.clone();
        let mut merged = self.manifest_run(&names, &mut findings);
        merged.params.extend(run.params.clone());
        merged.as_of = run.as_of.or(merged.as_of).or(run.period.as_ref().or(merged.period.as_ref()).map(|p| p.last));
        let context = Context { params: &merged.params, as_of: merged.as_of };
        findings.extend(names.findings.iter().cloned());
        deep(|| {
            let checked = types::check(&names, &self.sources, &context);
            findings.extend(checked.findings);
            diagnostic::sort(&mut findings);
            let graph = (!diagnostic::has_errors(&findings)).then(|| graph::build(&checked.model, &self.sources));
            Compiled { model: checked.model, graph, tests: checked.tests, findings }
        })
    }

    /// The period of a run: of the command line, else of the manifest.
    pub fn period(&self, run: &Run) -> Option<Period> {
        let of_manifest = self.manifest.period.as_ref().and_then(|p| Period::parse(p.get_ref()));
        run.period.clone().or(of_manifest)
    }
}

/// The value that replaces a param of the page, in the base of its unit; what is wrong when the units differ.
fn set_param(names: &Names<'_>, name: &str, given: &Quantity) -> Result<Rational, String> {
    let (value, unit) = types::units::value(given);
    let page = names.catalogue.params.iter().find(|p| p.name.text == name).map(|p| types::units::value(&p.value).1);
    match page {
        Some(wanted) if wanted != unit => {
            Err(format!("`{name}` is {} on the page, and this is {}", wanted.words(), unit.words()))
        }
        _ => Ok(value),
    }
}

/// Does work whose recursion is bounded, by brackets in the parser and by the depth of expressions in the checker, with
/// room on the stack for that bound.
fn deep<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    const STACK: usize = 256 << 20;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let thread = thread.unwrap_or_else(|error| std::panic::resume_unwind(Box::new(error)));
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
