//! Which files hold the data of which table, and for which period and day a policy is evaluated.

use super::Failure;
use crate::calendar::days_of;
use crate::data::{Binding, Bindings, BoundFile, expand};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::graph::Graph;
use crate::manifest::{FILE_NAME, TableData};
use crate::messages::cli as say;
use crate::messages::phrase;
use crate::messages::policy;
use crate::names::SubjectId;
use crate::policy::{Compiled, Pack, Run};
use crate::record::{Command, Settings};
use crate::schema::TableId;
use crate::source::normal_form;
use crate::types::period;
use crate::types::{Factor, Source};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The options of a command that reads data.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct DataArgs {
    /// Bind a data file to a table; repeat the option for more tables, or more files of a table.
    #[arg(long = "data", value_name = "TABLE=FILE")]
    pub data: Vec<String>,
    /// Set the folder of the manifest's data files.
    #[arg(long, value_name = "DIR")]
    pub data_root: Option<PathBuf>,
    #[command(flatten)]
    pub params: ParamArgs,
    /// Set the period: 2026, 2026H1, 2026Q1, 2026-03 or 2026-03-01..2026-05-31.
    #[arg(long)]
    pub period: Option<String>,
    /// Set the day on which the policy is applied, such as 2026-03-31; by default, the day in the manifest, or the last day
    /// of the period.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
}

/// Values of params, which override those of the policy and the manifest.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct ParamArgs {
    /// Set a param, written as in the policy: wait=25 minutes; overrides the manifest, and can be repeated.
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub params: Vec<String>,
}

/// Returns a name of the command line, normalised like the names of the policy.
pub(super) fn name(text: &str) -> Result<String, std::convert::Infallible> {
    Ok(normal_form(text))
}

impl ParamArgs {
    /// Sets these values in a pack.
    pub(super) fn set(&self, pack: &mut Pack) -> Result<(), Failure> {
        let mut given = Vec::new();
        for text in &self.params {
            let Some((name, value)) = text.split_once('=') else {
                let message = say::param_without_value(text);
                return Err(Diagnostic::input(Code::Usage, None, message)
                    .help(phrase::write("--param name=value"))
                    .into());
            };
            given.push((normal_form(name.trim()), value.trim()));
        }
        let given: Vec<(&str, &str)> = given.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        pack.set_params(&given).map_err(|findings| Failure::from(findings).of(pack))
    }
}

/// Statistics of another run.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct FrozenArg {
    /// Use the statistics of another run, written by `gradus freeze`, instead of those of this data.
    #[arg(long, value_name = "FILE")]
    pub frozen: Option<PathBuf>,
}

impl FrozenArg {
    /// Returns the graph with these statistics, if a file is given.
    pub(super) fn of<'g>(&self, live: &'g Graph, subjects: &[SubjectId]) -> Result<Cow<'g, Graph>, Failure> {
        Ok(match &self.frozen {
            Some(file) => Cow::Owned(crate::freeze::apply(live, subjects, file)?),
            None => Cow::Borrowed(live),
        })
    }
}

impl DataArgs {
    /// Returns the request of a command, as a record stores it.
    pub(super) fn settings(&self, command: Command, pack: &Path, of: Option<&str>, frozen: &FrozenArg) -> Settings {
        Settings {
            command,
            pack: pack.to_path_buf(),
            of: of.map(str::to_owned),
            data: self.data.clone(),
            data_root: self.data_root.clone(),
            period: self.period.clone(),
            as_of: self.as_of.clone(),
            params: self.params.params.clone(),
            frozen: frozen.frozen.clone(),
        }
    }

    /// Returns period and day as a run; sets the params in the pack.
    pub(super) fn run(&self, pack: &mut Pack) -> Result<Run, Failure> {
        self.params.set(pack)?;
        let mut run = Run::default();
        if let Some(text) = &self.period {
            let bad = || Diagnostic::input(Code::BadPeriod, None, say::unknown_period(text));
            let named = pack.period_names();
            let help = || match named.is_empty() {
                true => say::form_of_period(period::forms()),
                false => say::form_or_name_of_period(period::forms(), phrase::names(&named)),
            };
            run.period = Some(pack.period_named(text).ok_or_else(|| bad().help(help()))?);
        }
        if let Some(text) = &self.as_of {
            let bad = || Diagnostic::input(Code::BadDateLiteral, None, say::no_day(text));
            run.as_of = Some(days_of(text).ok_or_else(|| bad().help(say::form_of_day()))?);
        }
        Ok(run)
    }

    /// Returns the files of each table that the subjects need, by the id of the table.
    pub(super) fn bind(
        &self,
        pack: &Pack,
        compiled: &Compiled,
        graph: &Graph,
        subjects: &[SubjectId],
        run: &Run,
    ) -> Result<Bindings, Failure> {
        self.day_known(pack, compiled, run)?;
        let given = self.given(graph)?;
        let needed = graph.tables_needed(subjects);
        for (table, file) in &given {
            // Reading a file reports that it does not exist, so only files that are not read are checked here.
            if !needed.contains(table) && !file.path.exists() {
                let message = say::no_such_data_file(&file.shown);
                let finding = Diagnostic::input(Code::FileUnreadable, None, message);
                return Err(finding.help(say::check_file()).into());
            }
        }
        let period = pack.period(run);
        self.period_known(graph, subjects, period.is_some())?;
        let mut bindings = graph.tables.filled(None);
        for (id, table) in graph.tables.entries() {
            if !needed.contains(&id) {
                continue;
            }
            let own = given.iter().filter(|(t, _)| *t == id).map(|(_, f)| f.clone()).collect::<Vec<_>>();
            let bound = pack.data_of(&table.name).is_some_and(TableData::says_files);
            if own.is_empty() && !bound && table.optional {
                continue;
            }
            let files = if own.is_empty() { self.of_manifest(pack, &table.name)? } else { own };
            let form = Arc::new(pack.form(&table.name));
            let files = files.into_iter().map(|file| file.with(form.clone())).collect();
            let dates = match (table.dated, &period) {
                (None, _) => None,
                (Some(_), Some(period)) => Some((period.first, period.last)),
                (Some(_), None) => {
                    let message = say::no_period_for_table(&table.name);
                    let help = say::add_period(period::forms());
                    return Err(Diagnostic::input(Code::PeriodNeeded, None, message).help(help).into());
                }
            };
            bindings[id] = Some(Binding { files, dates, ..Binding::default() });
        }
        Ok(bindings)
    }

    /// Returns a note for each table that has a file on the command line but that no result needs.
    pub(super) fn needless(&self, graph: &Graph, subjects: &[SubjectId]) -> Vec<Diagnostic> {
        let needed = graph.tables_needed(subjects);
        let given: BTreeSet<TableId> =
            self.given(graph).unwrap_or_default().into_iter().map(|(table, _)| table).collect();
        let needless = given.into_iter().filter(|table| !needed.contains(table));
        let tables = needless.map(|table| graph.table(table));
        let note = |name: &str| {
            let message = say::data_not_read(name);
            Diagnostic::input(Code::Usage, None, message).into_note().help(say::leave_data_out())
        };
        tables.map(|table| note(&table.name)).collect()
    }

    /// Returns a warning for a period or a day that has no effect.
    pub(super) fn timeless(&self, compiled: &Compiled) -> Vec<Diagnostic> {
        let model = &compiled.model;
        let told = |option: &str, text: &Option<String>, message: &str, help: &str| {
            let text = text.as_ref()?;
            let message = say::changes_nothing(option, text, message);
            Some(Diagnostic::input(Code::Usage, None, message).into_warning().help(help))
        };
        let period = (!model.asks_period())
            .then(|| told("--period", &self.period, policy::needless_period(), policy::remove_period()));
        let day = model
            .asks_day
            .is_none()
            .then(|| told("--as-of", &self.as_of, policy::needless_day(), policy::remove_day()));
        period.into_iter().chain(day).flatten().collect()
    }

    /// Checks that the period is known if a kind of subject is a product over months or quarters, since these are the
    /// months or quarters of the period.
    fn period_known(&self, graph: &Graph, subjects: &[SubjectId], known: bool) -> Result<(), Failure> {
        let kinds = graph.kinds_of_results(subjects);
        let timed = kinds.into_iter().map(|s| graph.subject(s)).find(|subject| match &subject.source {
            Source::Product(factors) => factors.iter().any(|f| matches!(f, Factor::Time(..))),
            _ => false,
        });
        let Some(subject) = timed.filter(|_| !known) else { return Ok(()) };
        let message = say::no_period_for_subject(&subject.name);
        let help = say::add_period(period::forms());
        Err(Diagnostic::input(Code::PeriodNeeded, None, message).help(help).into())
    }

    fn day_known(&self, pack: &Pack, compiled: &Compiled, run: &Run) -> Result<(), Failure> {
        let known = run.as_of.is_some() || pack.manifest.as_of.is_some() || pack.period(run).is_some();
        let Some(span) = compiled.model.asks_day.filter(|_| !known) else { return Ok(()) };
        let message = say::no_day_given();
        let finding = Diagnostic::error(Code::DayNeeded, span, message).help(say::add_day());
        Err(Failure { findings: vec![finding], sources: pack.sources.clone() })
    }

    /// Returns the files of the command line, by table.
    fn given(&self, graph: &Graph) -> Result<Vec<(TableId, BoundFile)>, Failure> {
        let mut files = Vec::new();
        for text in &self.data {
            let Some((name, file)) = text.split_once('=') else {
                let message = say::data_without_table(text);
                let mut of_data = graph.tables.iter().filter(|table| !table.on_page);
                let table = of_data.next().filter(|_| of_data.next().is_none()).map_or("table", |t| t.name.as_str());
                let named =
                    text.split_once(':').filter(|(name, _)| graph.tables.iter().any(|table| table.name == *name));
                let help = match named {
                    Some((name, file)) => phrase::write(format_args!("--data {name}={file}")),
                    None => phrase::write(format_args!("--data {table}={text}")),
                };
                return Err(Diagnostic::input(Code::Usage, None, message).help(help).into());
            };
            let name = &*normal_form(name);
            let Some(id) = graph.tables.position(|t| t.name == name) else {
                let known = graph.tables.iter().map(|t| t.name.as_str());
                let tables = || say::tables_are(phrase::names(known.clone()));
                let help = suggest::did_you_mean(name, known.clone()).unwrap_or_else(tables);
                let message = say::unknown_table(name);
                return Err(Diagnostic::input(Code::UnknownName, None, message).help(help).into());
            };
            if graph.table(id).on_page {
                let message = say::rows_in_policy(name);
                let help = say::remove_data_or_rows(text);
                return Err(Diagnostic::input(Code::PageRows, None, message).help(help).into());
            }
            files.push((id, BoundFile::new(PathBuf::from(file))));
        }
        Ok(files)
    }

    fn of_manifest(&self, pack: &Pack, table: &str) -> Result<Vec<BoundFile>, Failure> {
        let bound = pack.data_of(table).filter(|data| data.says_files()).map(TableData::files);
        let Some(files) = bound else {
            let message = say::no_data(table);
            let help = match manifest_beside(pack) {
                Some(folder) => say::name_pack_or_data(folder.display(), table),
                None => say::bind_data(table),
            };
            return Err(Diagnostic::input(Code::NoData, None, message).help(help).into());
        };
        let root = self.root(pack)?;
        let files: Vec<BoundFile> = files.into_iter().map(|file| BoundFile::new(root.join(file))).collect();
        let named = (self.data_root.is_some() || pack.manifest.data_root_env.is_some()).then_some(root.as_path());
        // A link in a folder is also checked by its target.
        for file in files.iter().map(|file| file.path.clone()).chain(expanded(files.clone())) {
            pack.may_read(&file, named)?;
        }
        Ok(files)
    }

    /// Returns the folder of the data files of the manifest.
    fn root(&self, pack: &Pack) -> Result<PathBuf, Failure> {
        if let Some(root) = &self.data_root {
            return Ok(root.clone());
        }
        root_of_manifest(pack).ok_or_else(|| {
            let variable = pack.manifest.data_root_env.clone().unwrap_or_default();
            let message = say::data_kept_elsewhere(&variable);
            let help = say::set_variable_or_data_root(&variable);
            Diagnostic::input(Code::NoData, None, message).help(help).into()
        })
    }
}

/// Returns the folder of a rule file that was named alone, if a manifest is next to it.
fn manifest_beside(pack: &Pack) -> Option<&Path> {
    let folder = if pack.folder.as_os_str().is_empty() { Path::new(".") } else { &pack.folder };
    (pack.manifest_file.is_none() && folder.join(FILE_NAME).is_file()).then_some(folder)
}

/// Returns the bound files, including the files of a folder. A file that cannot be found is returned as it was named,
/// and reading it reports the error.
pub(super) fn files_of(bindings: &Bindings) -> Vec<PathBuf> {
    expanded(bindings.iter().flatten().flat_map(|binding| binding.files.clone()).collect())
}

/// Returns the files that a manifest binds, in the same way.
pub(super) fn files_of_manifest(pack: &Pack) -> Vec<PathBuf> {
    let root = root_of_manifest(pack).unwrap_or_else(|| pack.folder.clone());
    let bound = pack.manifest.data.values().flat_map(|data| data.files());
    expanded(bound.map(|file| BoundFile::new(root.join(file))).collect())
}

fn expanded(bound: Vec<BoundFile>) -> Vec<PathBuf> {
    expand(&bound).map_or(bound, |expanded| expanded.files).into_iter().map(|file| file.path).collect()
}

/// Returns the note that the data of a pack is not available.
pub(super) fn skipped(pack: &Pack) -> String {
    say::skipped_pack(&pack.shown, data_variable(pack))
}

/// Returns the environment variable that names the folder of the data of a pack; empty if there is none.
pub(super) fn data_variable(pack: &Pack) -> &str {
    pack.manifest.data_root_env.as_deref().unwrap_or_default()
}

/// Returns the folder of the data files of a pack; `None` if an environment variable names the folder but is not set.
pub(super) fn root_of_manifest(pack: &Pack) -> Option<PathBuf> {
    let base = match &pack.manifest.data_root_env {
        None => Some(pack.folder.clone()),
        Some(variable) => std::env::var_os(variable).filter(|v| !v.is_empty()).map(|v| Path::new(&v).to_path_buf()),
    };
    base.map(|base| pack.manifest.data_root.as_ref().map_or(base.clone(), |root| base.join(root)))
}
