//! A record of a run: its inputs and its results, so that the run can be repeated years later.
//!
//! A record has no clock, no name of a machine and nothing about the evaluator: the same run gives the same bytes.

use crate::data::{Bindings, BoundFile, DataReport, expand};
use crate::diagnostic::{Code, Diagnostic};
use crate::digest::{self, Digesting};
use crate::freeze::{self, Parted};
use crate::graph::Graph;
use crate::messages::phrase;
use crate::messages::record as say;
use crate::policy::{Pack, Run};
use crate::results::ResultTable;
use crate::results::write::{Format, Ready, Texts, csv_rows, ready_file, write_result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The version of the format of a record.
const VERSION: u32 = 1;

/// The record of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    /// The version of the format.
    record: u32,
    /// The program and its version.
    pub program: String,
    /// How the run was requested; `verify` runs this again.
    pub settings: Settings,
    /// The version of the language.
    language: u32,
    /// The rule files and the manifest.
    policy: Vec<FileRecord>,
    /// The params in force; numbers in the base of their unit.
    params: BTreeMap<String, String>,
    as_of: Option<String>,
    /// First and last day.
    period: Option<[String; 2]>,
    /// The data files of each table, in the order in which they are read.
    data: BTreeMap<String, Vec<FileRecord>>,
    /// The mark of the secret of pseudonyms, which distinguishes it from other secrets; only if the run makes
    /// pseudonyms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pseudonyms: Option<String>,
    /// Statistics of another run.
    frozen: Option<FileRecord>,
    /// What happened to the rows of each table.
    account: BTreeMap<String, Value>,
    /// The results of each kind of subject, digested as CSV without guards; or the frozen statistics.
    results: BTreeMap<String, Digested>,
}

/// How a run was requested.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    pub command: Command,
    /// The pack or rule file, as the user named it.
    pub pack: PathBuf,
    pub of: Option<String>,
    pub data: Vec<String>,
    pub data_root: Option<PathBuf>,
    pub period: Option<String>,
    pub as_of: Option<String>,
    pub params: Vec<String>,
    pub frozen: Option<PathBuf>,
}

/// Which command was run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Command {
    /// `gradus eval`
    #[default]
    Eval,
    /// `gradus freeze`
    Freeze,
}

/// A file as it was when the run read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileRecord {
    path: String,
    sha256: String,
    bytes: u64,
}

/// The digest of a text that the run produced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Digested {
    /// Subjects, or lines of statistics.
    pub rows: u64,
    pub sha256: String,
}

/// The inputs of a run.
#[derive(Clone, Debug)]
pub(crate) struct Made<'m> {
    /// The policy.
    pub pack: &'m Pack,
    /// The folder of its data, if it is known.
    pub data_root: Option<PathBuf>,
    /// What the command line sets.
    pub run: &'m Run,
    /// The graph that is evaluated.
    pub graph: &'m Graph,
    /// The files of each table.
    pub bindings: &'m Bindings,
    /// A file of statistics of another run.
    pub frozen: Option<&'m PathBuf>,
    /// The mark of the secret of pseudonyms, which distinguishes it from other secrets; only if the run makes
    /// pseudonyms.
    pub pseudonyms: Option<String>,
}

/// Which parts of two records are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Extent {
    /// The language, the rule files and the manifest.
    Policy,
    /// All inputs of a run.
    Inputs,
    /// The inputs, the account of the rows and the results.
    All,
}

impl Extent {
    fn has(self, field: &str) -> bool {
        match field {
            // Neither the request nor the program makes a difference.
            "record" | "program" | "settings" => false,
            "language" | "policy" => true,
            "account" | "results" => self >= Extent::All,
            _ => self >= Extent::Inputs,
        }
    }
}

impl Record {
    /// Returns a record of what is known before the policy is checked.
    pub(crate) fn of_policy(settings: Settings, pack: &Pack, data_root: Option<&Path>) -> Record {
        let policy = pack.sources.iter().map(|(_, source)| {
            let (text, path) = (source.text().as_bytes(), shown(pack, data_root, source.path()));
            FileRecord { path, sha256: digest::of_bytes(text), bytes: text.len() as u64 }
        });
        Record {
            record: VERSION,
            program: concat!("gradus ", env!("CARGO_PKG_VERSION")).to_string(),
            settings,
            language: pack.manifest.language,
            policy: policy.collect(),
            params: BTreeMap::new(),
            as_of: None,
            period: None,
            data: BTreeMap::new(),
            pseudonyms: None,
            frozen: None,
            account: BTreeMap::new(),
            results: BTreeMap::new(),
        }
    }

    /// Returns a record of the inputs of a run, before it has results.
    pub(crate) fn of_inputs(settings: Settings, made: &Made<'_>) -> Result<Record, Vec<Diagnostic>> {
        let Made { pack, run, graph, bindings, frozen, .. } = *made;
        let data_root = made.data_root.as_deref();
        let file_record = |path: &Path| file_record(pack, data_root, path).map_err(|finding| vec![finding]);
        let in_force = pack.in_force(run);
        let mut data = BTreeMap::new();
        for (table, binding) in graph.tables.iter().zip(bindings) {
            let Some(binding) = binding else { continue };
            let files: Vec<BoundFile> = expand(&binding.files)?.files;
            let files = files.iter().map(|file| file_record(&file.path)).collect::<Result<_, _>>()?;
            data.insert(table.name.clone(), files);
        }
        Ok(Record {
            params: in_force.params,
            as_of: in_force.as_of,
            period: in_force.period,
            data,
            pseudonyms: made.pseudonyms.clone(),
            frozen: frozen.map(|file| file_record(file)).transpose()?,
            ..Record::of_policy(settings, pack, data_root)
        })
    }

    /// Adds what happened to the rows, and the results.
    pub(crate) fn with(self, told: &DataReport, results: BTreeMap<String, Digested>) -> Record {
        let account = told.tables.iter().map(|table| {
            let mut account = serde_json::to_value(table).unwrap_or_default();
            if let Some(account) = account.as_object_mut() {
                // The `data` field already records the files.
                for key in ["table", "files", "defects"] {
                    account.remove(key);
                }
            }
            (table.table.clone(), account)
        });
        Record { account: account.collect(), results, ..self }
    }

    /// Writes the record as a file that is ready.
    pub(crate) fn file(&self, path: &Path) -> Result<Ready, Diagnostic> {
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        ready_file(path, |out| writeln!(out, "{text}"))
    }

    /// Returns the record on one line.
    pub(crate) fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Returns a message if these statistics are not the ones that the record describes.
    pub(crate) fn altered(&self, statistics: &str) -> Option<String> {
        let (made, found) = (self.results.get(STATISTICS)?, digest_of(statistics));
        let is_other = made.sha256 != found.sha256;
        is_other.then(|| say::statistics_altered(&made.sha256, &found.sha256))
    }

    /// Returns the differences between two records within an extent, one line each: inputs, what happened to the rows,
    /// results.
    pub(crate) fn differences(&self, other: &Record, extent: Extent) -> Vec<String> {
        let bare = |record: &Record| {
            let mut value = serde_json::to_value(record).unwrap_or_default();
            if let Some(fields) = value.as_object_mut() {
                fields.retain(|name, _| extent.has(name));
            }
            value
        };
        let mut found = Vec::new();
        differ("", &bare(self), &bare(other), &mut found);
        found
    }
}

/// A record that was read from a file.
#[derive(Debug)]
pub(crate) struct ReadRecord {
    pub record: Record,
    /// The statistics of the same file, if the record was part of a file of statistics.
    pub statistics: Option<String>,
}

impl ReadRecord {
    /// Reads a record file, or the record in a file of frozen statistics.
    pub(crate) fn read(path: &Path) -> Result<ReadRecord, Diagnostic> {
        let told = |why: String, help: &str| {
            let message = say::no_record(path.display(), &why);
            Diagnostic::input(Code::FileUnreadable, None, message).help(help)
        };
        let unread = |why: String| told(why, say::name_record());
        let text = crate::policy::read_text(path)?;
        let (text, statistics) = match freeze::parted(&text) {
            Some(Parted { record: Some(record), statistics }) => (record, Some(statistics)),
            Some(Parted { record: None, .. }) => {
                return Err(told(say::statistics_without_record().into(), say::make_statistics_again()));
            }
            None => (text, None),
        };
        let value: Value = serde_json::from_str(&text).map_err(|error| unread(error.to_string()))?;
        match value.get("record").and_then(Value::as_u64) {
            Some(version) if version == u64::from(VERSION) => {}
            Some(version) => {
                return Err(unread(say::other_version(version, VERSION)));
            }
            None => return Err(unread(say::names_no_version().into())),
        }
        let record = serde_json::from_value(value).map_err(|error| unread(error.to_string()))?;
        Ok(ReadRecord { record, statistics })
    }
}

fn differ(place: &str, recorded: &Value, now: &Value, found: &mut Vec<String>) {
    let within = |name: &str| if place.is_empty() { name.to_string() } else { format!("{place}.{name}") };
    match (recorded, now) {
        (Value::Object(a), Value::Object(b)) => {
            let names = a.keys().chain(b.keys().filter(|name| !a.contains_key(*name)));
            for name in names {
                let of = |fields: &serde_json::Map<String, Value>| fields.get(name).cloned().unwrap_or_default();
                differ(&within(name), &of(a), &of(b), found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len().max(b.len()) > 0 && a.iter().chain(b).all(Value::is_object) => {
            for at in 0..a.len().max(b.len()) {
                let of = |list: &[Value]| list.get(at).cloned().unwrap_or_default();
                let (a, b) = (of(a), of(b));
                let path = |file: &Value| file.get("path").and_then(Value::as_str).map(str::to_owned);
                let name = path(&a).or(path(&b)).unwrap_or_else(|| at.to_string());
                differ(&format!("{place}[{name}]"), &a, &b, found);
            }
        }
        (a, b) if a == b => {}
        (a, b) => {
            let text = |value: &Value| match value {
                Value::Null => say::nothing().to_string(),
                Value::String(text) => phrase::name(text),
                other => other.to_string(),
            };
            found.push(say::difference(place, text(a), text(b)));
        }
    }
}

/// The digest of a table of results as every evaluator writes it: as CSV without guards.
#[derive(Debug)]
pub(crate) struct ResultDigest {
    digest: Digesting,
    rows: u64,
}

impl ResultDigest {
    /// No rows yet of a table with these columns.
    pub(crate) fn of(header: &ResultTable) -> Result<ResultDigest, Diagnostic> {
        let mut digest = Digesting::default();
        let mut names = Vec::new();
        write_result(header, Format::Csv(Texts::AsIs), None, &mut names).map_err(|error| unwritten(&error))?;
        digest.add(&names);
        Ok(ResultDigest { digest, rows: 0 })
    }

    /// Rows as they are digested.
    pub(crate) fn text(rows: &ResultTable) -> Result<Vec<u8>, Diagnostic> {
        let mut text = Vec::new();
        csv_rows(rows, Texts::AsIs, &mut text).map_err(|error| unwritten(&error))?;
        Ok(text)
    }

    /// Adds rows after those that were added before.
    pub(crate) fn add(&mut self, rows: usize, text: &[u8]) {
        self.rows += rows as u64;
        self.digest.add(text);
    }

    /// The digest of all rows.
    pub(crate) fn end(self) -> Digested {
        Digested { rows: self.rows, sha256: self.digest.end() }
    }
}

/// The key of statistics in the results of a record.
const STATISTICS: &str = "statistics";

/// The digest of statistics.
pub(crate) fn of_statistics(text: &str) -> BTreeMap<String, Digested> {
    BTreeMap::from([(STATISTICS.to_string(), digest_of(text))])
}

fn digest_of(text: &str) -> Digested {
    let rows = text.lines().count().saturating_sub(1) as u64;
    Digested { rows, sha256: digest::of_bytes(text.as_bytes()) }
}

fn unwritten(error: &std::io::Error) -> Diagnostic {
    let message = say::record_not_made(error);
    Diagnostic::input(Code::OutputFailed, None, message).help(say::run_without_record())
}

fn file_record(pack: &Pack, data_root: Option<&Path>, path: &Path) -> Result<FileRecord, Diagnostic> {
    let (sha256, bytes) = digest::of_file(path).map_err(|error| {
        let message = say::unreadable_file(path.display(), &error);
        Diagnostic::input(Code::FileUnreadable, None, message).help(say::check_path())
    })?;
    Ok(FileRecord { path: shown(pack, data_root, path), sha256, bytes })
}

/// Returns a path relative to the folder of the pack or of its data if the file is in one of them, so that the record
/// of a pack is the same wherever the pack is.
fn shown(pack: &Pack, data_root: Option<&Path>, path: &Path) -> String {
    let within = |folder: &Path| path.strip_prefix(folder).ok().filter(|own| !own.as_os_str().is_empty());
    let own = within(&pack.folder).or_else(|| within(data_root?)).unwrap_or(path);
    let parts: Vec<_> = own.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    if own.is_absolute() { own.display().to_string() } else { parts.join("/") }
}
