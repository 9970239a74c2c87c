//! The target of results, and their format.

use super::bindings::files_of;
use super::outlets::{Delivered, Ended, MadeFolders, Outlets, Place, Questions, standard_output_failed};
use super::{Failure, Talk, talk};
use crate::data::Bindings;
use crate::diagnostic::{Code, Diagnostic};
use crate::graph::Graph;
use crate::messages::cli as say;
use crate::messages::phrase;
use crate::names::SubjectId;
use crate::number::READING_DECIMALS;
use crate::policy::Pack;
use crate::profile;
use crate::results::write::{Format, Ready, Texts, put, ready_file, write_result};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The options of a command that writes results.
#[derive(Debug, clap::Args)]
pub(super) struct OutputArgs {
    /// Set the format of results; by default, the format of the output file's ending, or without a file a table on a
    /// terminal and CSV elsewhere.
    #[arg(long, value_enum)]
    format: Option<FormatArg>,
    /// Write results to this file, or to this folder (ending in /) with one file for each kind of subject.
    #[arg(short, long, value_name = "FILE|DIR/", value_parser = path)]
    output: Option<PathBuf>,
    /// Write texts in CSV as they are, without the apostrophe that keeps a spreadsheet from running them as formulas.
    #[arg(long)]
    as_is: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FormatArg {
    Table,
    Csv,
    Json,
    Markdown,
    Xlsx,
    Parquet,
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Format {
        match format {
            FormatArg::Table => Format::Table,
            FormatArg::Csv => Format::Csv(Texts::Guarded),
            FormatArg::Json => Format::Json,
            FormatArg::Markdown => Format::Markdown,
            FormatArg::Xlsx => Format::Workbook,
            FormatArg::Parquet => Format::Parquet,
        }
    }
}

/// Parses the path of an output file. In other programs `-` is standard output, and nobody wants a file of that name.
pub(super) fn path(text: &str) -> Result<PathBuf, String> {
    match text {
        "-" => Err(say::no_file_named_dash().into()),
        path => Ok(path.into()),
    }
}

/// The most rows of a table that a terminal shows.
const TERMINAL_ROWS: usize = 40;

/// The target of results, and their format.
#[derive(Debug)]
pub(super) struct Target {
    place: Destination,
    format: Format,
}

/// The files that a run reads and writes in addition to its data and results.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beside<'a> {
    /// Where the account is written.
    pub report: Option<&'a PathBuf>,
    /// Where the record is written.
    pub record: Option<&'a PathBuf>,
    /// The file of statistics that is read.
    pub frozen: Option<&'a PathBuf>,
}

#[derive(Debug)]
enum Destination {
    /// Standard output, with the limit of shown rows.
    Standard(Option<usize>),
    File(PathBuf),
    /// One file for each kind of subject.
    Folder(PathBuf),
}

impl Target {
    /// Decides the target before anything is evaluated, so that a wrong option costs no time.
    pub(super) fn of(args: &OutputArgs, graph: &Graph, subjects: &[SubjectId]) -> Result<Target, Failure> {
        let (place, format) = placed(args, graph, subjects)?;
        if format == Format::Parquet && cfg!(not(feature = "engine")) {
            let help = say::build_with_engine_or_csv();
            return Err(usage(say::no_parquet(), help));
        }
        let format = match format {
            Format::Csv(_) if args.as_is => Format::Csv(Texts::AsIs),
            format => format,
        };
        Ok(Target { place, format })
    }

    /// Returns the files that would be written.
    fn files(&self, graph: &Graph, subjects: &[SubjectId]) -> Vec<PathBuf> {
        match &self.place {
            Destination::Standard(_) => Vec::new(),
            Destination::File(path) => vec![path.clone()],
            Destination::Folder(path) => {
                subjects.iter().map(|s| file_in(path, &graph.subject(*s).name, self.format)).collect()
            }
        }
    }

    /// Checks that no output overwrites an input.
    pub(super) fn spares_inputs(
        &self,
        pack: &Pack,
        bindings: &Bindings,
        graph: &Graph,
        subjects: &[SubjectId],
        beside: Beside<'_>,
    ) -> Result<(), Failure> {
        let mut files = self.files(graph, subjects);
        let also = [
            (beside.report, say::account_over_results(), "--report"),
            (beside.record, say::record_over_results(), "--record"),
        ];
        for (file, message, option) in also {
            let Some(file) = file else { continue };
            if files.iter().any(|other| whole(other) == whole(file)) {
                return Err(usage(message, &say::name_another_file(option)));
            }
            files.push(file.clone());
        }
        let read: Vec<PathBuf> = files_of(bindings).into_iter().chain(beside.frozen.cloned()).collect();
        files.iter().try_for_each(|file| spares(pack, &read, file))
    }

    /// Opens the places of the results.
    pub(super) fn open<'g>(
        &self,
        graph: &'g Graph,
        subjects: &'g [SubjectId],
        questions: Questions<'_>,
    ) -> Result<Outlets<'g>, Failure> {
        let files = self.files(graph, subjects);
        let folders = match &self.place {
            Destination::Folder(path) => MadeFolders::make(path).map_err(|error| {
                let message = say::output_folder_not_made(path.display(), &error);
                Diagnostic::input(Code::OutputFailed, None, message).help(say::check_output_folder())
            })?,
            Destination::Standard(_) | Destination::File(_) => MadeFolders::default(),
        };
        let places: Vec<Place<'_>> = match &self.place {
            Destination::Standard(_) => vec![Place::Standard(self.format); subjects.len()],
            Destination::File(_) | Destination::Folder(_) => {
                files.iter().map(|file| Place::File(file, self.format)).collect()
            }
        };
        Ok(Outlets::open(graph, subjects, &places, questions, folders)?)
    }

    /// Puts the results, the account and the record in their places, and reports texts that are not written as they are.
    pub(super) fn write(
        &self,
        delivered: Delivered,
        beside: impl Iterator<Item = Ready>,
        talk: &Talk,
    ) -> Result<(), Failure> {
        let _stage = profile::stage("write", "");
        for (columns, subject) in &delivered.restricted {
            talk.note(&say::written_to_files_only(phrase::names(columns), subject));
        }
        let guarded = delivered.guarded;
        let (mut files, mut printed) = (Vec::new(), Vec::new());
        for ended in delivered.places {
            match ended {
                Ended::Nowhere => {}
                Ended::File(ready) => files.push(ready),
                shown @ (Ended::Spool(_) | Ended::Table(..)) => printed.push(shown),
            }
        }
        if let Destination::Standard(limit) = self.place {
            print(printed, limit, talk)?;
        }
        let written: Vec<PathBuf> = files.iter().map(|file| file.path().to_path_buf()).collect();
        put(files.into_iter().chain(beside))?;
        if let Destination::Folder(_) = self.place {
            written.iter().for_each(|file| talk.say(&say::written(file.display())));
        }
        if guarded > 0 {
            talk.note(&say::formulas_guarded(guarded));
        }
        Ok(())
    }
}

/// Prints results. A table is for people: its numbers are rounded for reading.
fn print(results: Vec<Ended>, limit: Option<usize>, talk: &Talk) -> Result<(), Failure> {
    let (mut rounded, several) = (false, results.len() > 1);
    let printed = || -> io::Result<()> {
        let mut out = BufWriter::new(talk::standard_output());
        for result in results {
            match result {
                Ended::Spool(mut spool) => drop(io::copy(&mut spool, &mut out)?),
                Ended::Table(table, format) => {
                    if several {
                        writeln!(out, "{}", table.subject)?;
                    }
                    let (table, some) = match format {
                        Format::Table => table.for_reading(limit),
                        _ => (table, false),
                    };
                    rounded |= some;
                    write_result(&table, format, limit, &mut out)?;
                }
                Ended::Nowhere | Ended::File(_) => {}
            }
        }
        out.flush()
    };
    let outcome = printed();
    if rounded {
        talk.note(&say::rounded_for_reading(READING_DECIMALS));
    }
    outcome.map_err(|error| standard_output_failed(&error).into())
}

/// Checks that a file may be written: it is not a rule file, the manifest or data of a pack.
pub(super) fn spares(pack: &Pack, data: &[PathBuf], file: &Path) -> Result<(), Failure> {
    let written = whole(file);
    let rules = pack.sources.iter().map(|(_, source)| source.path().to_path_buf());
    let mut read = rules.chain([pack.folder.join("gradus.toml")]).chain(data.iter().cloned());
    if read.any(|path| whole(&path) == written) {
        let message = say::would_overwrite(file.display());
        return Err(Diagnostic::input(Code::OutputFailed, None, message).help(say::name_another_output()).into());
    }
    Ok(())
}

/// Writes a text to a file, or to standard output if there is no file; then writes its record.
pub(super) fn write_text(text: &str, file: Option<&Path>, beside: Option<Ready>) -> Result<(), Failure> {
    let file = file.map(|file| ready_file(file, |out| out.write_all(text.as_bytes()))).transpose()?;
    if file.is_none() {
        talk::print_as_is(text);
    }
    Ok(put(file.into_iter().chain(beside))?)
}

/// Returns one path for all spellings of the path of a file; the file need not exist.
fn whole(file: &Path) -> PathBuf {
    let in_folder = || {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(folder.canonicalize().ok()?.join(file.file_name()?))
    };
    file.canonicalize().ok().or_else(in_folder).unwrap_or_else(|| file.to_path_buf())
}

fn usage(message: &str, help: &str) -> Failure {
    Diagnostic::input(Code::Usage, None, message).help(help).into()
}

fn placed(args: &OutputArgs, graph: &Graph, subjects: &[SubjectId]) -> Result<(Destination, Format), Failure> {
    let wanted = args.format.map(Format::from);
    let one_kind = || match subjects {
        [first, _, ..] => {
            let names = phrase::names(subjects.iter().map(|subject| &graph.subject(*subject).name));
            let first = &graph.subject(*first).name;
            let help = say::choose_kind_or_folder(first);
            Err(usage(&say::several_kinds_named(&names), &help))
        }
        _ => Ok(()),
    };
    let Some(path) = &args.output else {
        let terminal = talk::is_terminal();
        let format = wanted.unwrap_or(if terminal { Format::Table } else { Format::Csv(Texts::Guarded) });
        if format.is_binary() && terminal {
            return Err(usage(say::no_format_for_terminal(), say::write_to_file()));
        }
        if format != Format::Table {
            one_kind()?;
        }
        return Ok((Destination::Standard((terminal && format == Format::Table).then_some(TERMINAL_ROWS)), format));
    };
    if path.to_string_lossy().ends_with(['/', '\\']) || path.is_dir() {
        return Ok((Destination::Folder(path.clone()), wanted.unwrap_or(Format::Csv(Texts::Guarded))));
    }
    one_kind()?;
    let by_ending = || path.extension().and_then(|ending| Format::by_ending(&ending.to_str()?.to_lowercase()));
    let format = wanted.or_else(by_ending).ok_or_else(|| {
        let endings = Format::ALL.map(|format| format!(".{}", format.ending()));
        usage(say::unknown_ending(), &say::endings_of_results(phrase::any_of(&endings)))
    })?;
    Ok((Destination::File(path.clone()), format))
}

/// Returns the file of one kind of subject in a folder.
fn file_in(folder: &Path, subject: &str, format: Format) -> PathBuf {
    folder.join(format!("{subject}.{}", format.ending()))
}
