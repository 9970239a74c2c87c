//! `gradus eval`: results of a policy over its data.

use super::bindings::{Binding, DataArgs, FrozenArg};
use super::{Exit, Failure, Outcome, PathArg, Talk, packs};
use crate::data::{self, Batch};
use crate::diagnostic::{Code, Diagnostic, has_errors, suggest};
use crate::graph::Graph;
use crate::names::SubjectId;
use crate::reference::{self, Evaluation, Rows};
use crate::results::ResultTable;
use crate::results::write::{Format, write_file, write_result};
use crate::source::SourceSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    path: PathArg,
    #[command(flatten)]
    data: DataArgs,
    /// Only the results of this kind of subject.
    #[arg(long, value_name = "KIND")]
    of: Option<String>,
    #[command(flatten)]
    frozen: FrozenArg,
    /// How results are written; by the ending of the output file, else a table on a terminal and CSV elsewhere.
    #[arg(long, value_enum)]
    format: Option<FormatArg>,
    /// Where results are written: a file, or a folder (with a / at its end) with one file for each kind of subject.
    #[arg(short, long, value_name = "FILE|DIR/")]
    output: Option<PathBuf>,
    /// Who evaluates.
    #[arg(long, value_enum)]
    evaluator: Option<Evaluator>,
    /// How many threads the engine uses; the results are the same for any number.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FormatArg {
    Table,
    Csv,
    Json,
    Parquet,
}

/// Who evaluates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Evaluator {
    /// Row by row in memory, plainly.
    Reference,
    /// In parallel over batches.
    Engine,
}

/// Rows of a table that a terminal shows.
const TERMINAL_ROWS: usize = 40;

pub fn run(args: &Args, talk: &Talk) -> Outcome {
    let pack = packs::one(&args.path.path)?;
    let run = args.data.run(&pack)?;
    let compiled = packs::compiled(&pack, &run)?;
    let Some(live) = &compiled.graph else { return Ok(Exit::Usage) };
    let subjects = asked(live, args.of.as_deref())?;
    let graph = args.frozen.of(live, &subjects)?;
    let graph = graph.as_ref();
    let target = Target::of(args, &subjects)?;
    talk.findings(&compiled.findings, &pack.sources);
    let bindings = args.data.bind(&pack, &compiled, graph, &subjects, &run)?;
    target.spares_inputs(&pack, &bindings, graph, &subjects)?;
    let evaluator = args.evaluator.unwrap_or(DEFAULT);
    if evaluator == Evaluator::Reference && args.evaluator.is_none() {
        talk.say("evaluated by the reference evaluator: this build has no engine");
    }
    let (tables, notes) = match evaluator {
        Evaluator::Reference => by_reference(graph, &bindings, &subjects, pack.days(&run))?,
        Evaluator::Engine => by_engine(graph, &bindings, &subjects, args.threads)?,
    };
    talk.findings(&notes, &SourceSet::default());
    target.write(&tables)?;
    let failed = super::checks::failed(graph, &tables);
    talk.findings(&failed, &pack.sources);
    Ok(if has_errors(&failed) { Exit::Findings } else { Exit::Done })
}

#[cfg(feature = "engine")]
const DEFAULT: Evaluator = Evaluator::Engine;
#[cfg(not(feature = "engine"))]
const DEFAULT: Evaluator = Evaluator::Reference;

/// Results with what is worth knowing about the data.
type Evaluated = (Vec<ResultTable>, Vec<Diagnostic>);

/// The kinds of subjects that results are asked for: one, or all that have any.
pub fn asked(graph: &Graph, of: Option<&str>) -> Result<Vec<SubjectId>, Failure> {
    let published = graph.published();
    let Some(name) = of else {
        if published.is_empty() {
            let message = format!("`{}` publishes nothing", graph.policy);
            let help = "a `tree` or `tiers` is published; a `let` is not";
            return Err(Diagnostic::input(Code::NothingPublished, None, message).help(help).into());
        }
        return Ok(published);
    };
    let found = graph.subject_named(name).filter(|s| published.contains(s));
    found.map(|s| vec![s]).ok_or_else(|| {
        let known: Vec<&str> = published.iter().map(|s| graph.subject(*s).name.as_str()).collect();
        let help = suggest::did_you_mean(name, known.iter().copied())
            .unwrap_or_else(|| format!("there are results of `{}`", known.join("`, `")));
        let message = format!("there are no results of `{name}`");
        Diagnostic::input(Code::NothingPublished, None, message).help(help).into()
    })
}

/// The tables in memory, with what is worth knowing about them.
pub fn load(graph: &Graph, bindings: &[Option<Binding>]) -> Result<(Vec<Option<Batch>>, Vec<Diagnostic>), Failure> {
    let files: Vec<_> = bindings.iter().map(|b| b.as_ref().map(|b| b.files.clone())).collect();
    let (mut tables, mut notes) = (Vec::new(), Vec::new());
    let loaded = data::load_all(&graph.tables, &files)?;
    for ((schema, binding), loaded) in graph.tables.iter().zip(bindings).zip(loaded) {
        let Some(loaded) = loaded else {
            tables.push(None);
            continue;
        };
        notes.extend(loaded.notes);
        if let Some((column, first, last)) = binding.as_ref().and_then(|b| b.days) {
            let (rows, outside) = (loaded.batch.rows, loaded.batch.outside(column, first, last));
            notes.extend(data::outside::note(&schema.name, rows as u64, outside as u64));
        }
        tables.push(Some(loaded.batch));
    }
    Ok((tables, notes))
}

/// What the reference evaluator makes of the data; what is worth knowing about it is told before.
pub fn evaluated(
    graph: &Graph,
    bindings: &[Option<Binding>],
    subjects: &[SubjectId],
    period: Option<(i32, i32)>,
    talk: &Talk,
) -> Result<Evaluation, Failure> {
    let (tables, notes) = load(graph, bindings)?;
    talk.findings(&notes, &SourceSet::default());
    Ok(reference::evaluate(graph, &Rows { tables: &tables, period }, subjects)?)
}

fn by_reference(
    graph: &Graph,
    bindings: &[Option<Binding>],
    subjects: &[SubjectId],
    period: Option<(i32, i32)>,
) -> Result<Evaluated, Failure> {
    let (tables, notes) = load(graph, bindings)?;
    let evaluation = reference::evaluate(graph, &Rows { tables: &tables, period }, subjects)?;
    let results = subjects.iter().map(|s| reference::published(graph, &evaluation, *s)).collect::<Result<_, _>>()?;
    Ok((results, notes))
}

#[cfg(not(feature = "engine"))]
fn by_engine(_: &Graph, _: &[Option<Binding>], _: &[SubjectId], _: Option<u16>) -> Result<Evaluated, Failure> {
    let help = "build without `--no-default-features`, or add `--evaluator reference`";
    Err(Diagnostic::input(Code::NoEngine, None, "this build has no engine").help(help).into())
}

#[cfg(feature = "engine")]
fn by_engine(
    graph: &Graph,
    bindings: &[Option<Binding>],
    subjects: &[SubjectId],
    threads: Option<u16>,
) -> Result<Evaluated, Failure> {
    let bindings: Vec<_> = bindings.iter().map(|b| b.as_ref().map(Binding::for_engine)).collect();
    let mut settings = crate::engine::Settings::default();
    if let Some(threads) = threads {
        settings.threads = usize::from(threads);
    }
    let outcome = crate::engine::evaluate(graph, &bindings, subjects, &settings)?;
    Ok((outcome.tables, outcome.notes))
}

/// Where results go, and how.
enum Target {
    Standard(Format, Option<usize>),
    File(PathBuf, Format),
    Folder(PathBuf, Format),
}

impl Target {
    /// Decided before anything is evaluated, so that a wrong wish costs no time.
    fn of(args: &Args, subjects: &[SubjectId]) -> Result<Target, Failure> {
        let wanted = args.format.map(|f| match f {
            FormatArg::Table => Format::Table,
            FormatArg::Csv => Format::Csv,
            FormatArg::Json => Format::Json,
            FormatArg::Parquet => Format::Parquet,
        });
        let usage = |message: &str, help: &str| Failure::from(Diagnostic::input(Code::Usage, None, message).help(help));
        let writable = |format: Format| match format {
            Format::Parquet if cfg!(not(feature = "engine")) => {
                Err(usage("this build writes no Parquet", "build without `--no-default-features`, or write CSV"))
            }
            _ => Ok(format),
        };
        let one_kind = || match subjects {
            [_, _, ..] => Err(usage(
                "there are results of several kinds of subjects",
                "choose one with `--of`, or write to a folder with `-o DIR/`",
            )),
            _ => Ok(()),
        };
        let wanted = wanted.map(writable).transpose()?;
        let Some(path) = &args.output else {
            let terminal = std::io::stdout().is_terminal();
            let format = wanted.unwrap_or(if terminal { Format::Table } else { Format::Csv });
            if format != Format::Table {
                one_kind()?;
            }
            return Ok(Target::Standard(format, (terminal && format == Format::Table).then_some(TERMINAL_ROWS)));
        };
        if path.to_string_lossy().ends_with(['/', '\\']) || path.is_dir() {
            return Ok(Target::Folder(path.clone(), wanted.unwrap_or(Format::Csv)));
        }
        one_kind()?;
        let unknown = || {
            usage(
                "the ending of the output file does not tell its format",
                "end it in .csv, .json or .parquet, or add `--format`",
            )
        };
        let format = writable(wanted.or_else(|| by_ending(path)).ok_or_else(unknown)?)?;
        Ok(Target::File(path.clone(), format))
    }

    /// The files that would be written.
    fn files(&self, graph: &Graph, subjects: &[SubjectId]) -> Vec<PathBuf> {
        match self {
            Target::Standard(..) => Vec::new(),
            Target::File(path, _) => vec![path.clone()],
            Target::Folder(path, format) => {
                subjects.iter().map(|s| file_in(path, &graph.subject(*s).name, *format)).collect()
            }
        }
    }

    /// What is read must not be written over.
    fn spares_inputs(
        &self,
        pack: &crate::policy::Pack,
        bindings: &[Option<Binding>],
        graph: &Graph,
        subjects: &[SubjectId],
    ) -> Result<(), Failure> {
        let bound: Vec<_> = bindings.iter().flatten().flat_map(|b| b.files.clone()).collect();
        // Files that cannot be found are reported where they are read.
        let data = data::expand(&bound).unwrap_or_default();
        let read = data.iter().map(|f| f.path.as_path()).chain(pack.sources.iter().map(|(_, f)| f.path()));
        let read: Vec<PathBuf> = read.filter_map(|path| path.canonicalize().ok()).collect();
        for file in self.files(graph, subjects) {
            if file.canonicalize().is_ok_and(|file| read.contains(&file)) {
                let message = format!("`{}` is read by this run and would be written over", file.display());
                return Err(Diagnostic::input(Code::OutputFailed, None, message).help("name another output").into());
            }
        }
        Ok(())
    }

    fn write(&self, tables: &[ResultTable]) -> Result<(), Failure> {
        match self {
            Target::Standard(format, limit) => {
                let mut out = std::io::BufWriter::new(std::io::stdout());
                for table in tables {
                    if tables.len() > 1 {
                        super::talk::print(&format!("{}\n", table.subject));
                    }
                    match write_result(table, *format, *limit, &mut out) {
                        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                            let message = format!("standard output cannot be written: {error}");
                            return Err(Diagnostic::input(Code::OutputFailed, None, message)
                                .help("write to a file with `-o`")
                                .into());
                        }
                        _ => {}
                    }
                }
            }
            Target::File(path, format) => {
                for table in tables {
                    write_file(path, |out| write_result(table, *format, None, out))?;
                }
            }
            Target::Folder(path, format) => {
                std::fs::create_dir_all(path).map_err(|error| {
                    let message = format!("`{}` cannot be made: {error}", path.display());
                    Diagnostic::input(Code::OutputFailed, None, message).help("check the path and its rights")
                })?;
                for table in tables {
                    let file = file_in(path, &table.subject, *format);
                    write_file(&file, |out| write_result(table, *format, None, out))?;
                }
            }
        }
        Ok(())
    }
}

/// The file of one kind of subject in a folder.
fn file_in(folder: &Path, subject: &str, format: Format) -> PathBuf {
    folder.join(format!("{subject}.{}", ending(format)))
}

fn by_ending(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()? {
        "csv" => Some(Format::Csv),
        "json" => Some(Format::Json),
        "parquet" => Some(Format::Parquet),
        "txt" => Some(Format::Table),
        _ => None,
    }
}

fn ending(format: Format) -> &'static str {
    match format {
        Format::Table => "txt",
        Format::Csv => "csv",
        Format::Json => "json",
        Format::Parquet => "parquet",
    }
}
