//! Results on their way to files or standard output while they are computed, with what is counted of them.

use crate::diagnostic::{Code, Diagnostic};
use crate::disclosure::{self, Layout, for_everybody};
use crate::expected::checks::{CheckCounts, Checks, Counted, Tally};
use crate::graph::{Graph, OutputKind};
use crate::messages::cli as say;
use crate::names::SubjectId;
use crate::record::{Digested, ResultDigest};
use crate::results::delivery::{Made, Part, Receiver};
use crate::results::write::{
    Encoded, Encoder, Format, Pending, Ready, Stream, Texts, begin, cell_text, guarded_cells, guarded_names,
    write_result,
};
use crate::results::{ResultTable, header};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::SpooledTempFile;

/// The number of bytes for standard output that are held in memory; more of them wait in a temporary file.
const MOST_HELD: usize = 16 << 20;

/// Where the results of a kind of subject go.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place<'p> {
    /// Nowhere: they are only counted.
    Nowhere,
    /// Standard output, which everybody may read.
    Standard(Format),
    /// A file.
    File(&'p Path, Format),
}

/// Takes the results of a run to their places. Nothing is in its place before the run has ended.
pub(super) struct Outlets<'g> {
    graph: &'g Graph,
    subjects: &'g [SubjectId],
    outlets: Vec<Outlet>,
    checks: Checks<'g>,
    tally: Mutex<Tally>,
    /// Dropped after the temporary files, so that folders are empty if the run fails.
    folders: MadeFolders,
}

/// Folders that were made for results. Those that are still empty are removed when it is dropped.
#[derive(Debug, Default)]
pub(super) struct MadeFolders(Vec<PathBuf>);

impl MadeFolders {
    /// Makes a folder, and those above it that do not exist.
    pub(super) fn make(folder: &Path) -> io::Result<MadeFolders> {
        let lacking = folder.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let made = MadeFolders(lacking.map(Path::to_path_buf).collect());
        std::fs::create_dir_all(folder)?;
        Ok(made)
    }
}

impl Drop for MadeFolders {
    fn drop(&mut self) {
        for folder in &self.0 {
            // A folder with files cannot be removed, nor those above it.
            let _ = std::fs::remove_dir(folder);
        }
    }
}

/// What is counted of the rows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Questions<'q> {
    /// Whether the results are digested for a record.
    pub record: bool,
    /// The policy with statistics of its own, if those of a file are used: values that it always has are counted where
    /// they are missing.
    pub live: Option<&'q Graph>,
}

/// The results of one kind of subject.
struct Outlet {
    /// The columns that may be written.
    layout: Layout,
    /// Those of them that are written here.
    shown: Layout,
    way: Way,
    /// Whether everybody may read it.
    is_public: bool,
    /// Whether texts are guarded.
    guards: bool,
    /// Whether a check looks at the rows.
    is_watched: bool,
    /// Whether the rows are digested for a record.
    is_recorded: bool,
    /// The columns whose missing cells are counted.
    always: Vec<usize>,
    counted: Mutex<Counts>,
}

/// How results go to their place.
enum Way {
    Nowhere,
    /// As they come.
    Stream(Box<Encoder>, Mutex<Stream<Output>>, Option<Pending>),
    /// All at the end: the format, or what must not follow from the results, needs all rows.
    Whole(Mutex<ResultTable>, Format, Option<Pending>),
}

/// What a stream writes to.
enum Output {
    File(BufWriter<File>),
    Spool(SpooledTempFile),
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::File(file) => file.write(bytes),
            Output::Spool(spool) => spool.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::File(file) => file.flush(),
            Output::Spool(spool) => spool.flush(),
        }
    }
}

/// What is counted of the rows of an outlet.
#[derive(Default)]
struct Counts {
    digest: Option<ResultDigest>,
    guarded: usize,
    /// The missing cells of each column whose missing cells are counted.
    missing: Vec<usize>,
}

/// A part of the results of an outlet, ready to be handed over.
#[derive(Default)]
struct Ripe {
    encoded: Vec<Encoded>,
    /// Of results that are needed whole.
    tables: Vec<ResultTable>,
    /// The rows as a record digests them.
    recorded: Vec<(usize, Vec<u8>)>,
    counted: Vec<Counted>,
    guarded: usize,
    missing: Vec<usize>,
}

/// Results that are ready to be put in their places.
pub(super) struct Delivered {
    /// For each kind of subject.
    pub places: Vec<Ended>,
    /// The answers of each check.
    pub checked: Vec<CheckCounts>,
    /// The findings of checks, and of values that must be there.
    pub failed: Vec<Diagnostic>,
    /// The digest of each table, if there is to be a record.
    pub digests: BTreeMap<String, Digested>,
    /// How many texts were guarded.
    pub guarded: usize,
    /// Columns with missing cells that always have values with statistics of the policy: the column, the number of
    /// missing cells, and the kind of subject.
    pub unexplained: Vec<(String, usize, String)>,
    /// Columns that only files show, with their kind of subject.
    pub restricted: Vec<(Vec<String>, String)>,
    /// Dropped when the files are in their places.
    _folders: MadeFolders,
}

/// The results of a kind of subject that has ended.
pub(super) enum Ended {
    Nowhere,
    /// A file that is written.
    File(Ready),
    /// Bytes for standard output.
    Spool(SpooledTempFile),
    /// A table for standard output.
    Table(ResultTable, Format),
}

impl<'g> Outlets<'g> {
    /// Opens the places of the results of some kinds of subjects.
    pub(super) fn open(
        graph: &'g Graph,
        subjects: &'g [SubjectId],
        places: &[Place<'_>],
        questions: Questions<'_>,
        folders: MadeFolders,
    ) -> Result<Outlets<'g>, Diagnostic> {
        let layouts: Vec<Layout> = subjects.iter().map(|subject| Layout::of(graph, *subject)).collect();
        let headers: Vec<ResultTable> = layouts.iter().map(|layout| layout.header.clone()).collect();
        let checks = Checks::of(graph, &headers);
        let outlet = |(at, ((subject, layout), place)): (usize, ((&SubjectId, Layout), &Place<'_>))| {
            let is_public = matches!(place, Place::Standard(_));
            let shown = layout.clone().only(|column| !(is_public && column.restricted));
            let (way, guards) = way(graph, *subject, &shown.header, *place)?;
            let is_watched = checks.watches(at);
            let always = questions.live.map_or(Vec::new(), |live| always(live, &layout.header));
            let digest = questions.record.then(|| ResultDigest::of(&layout.header)).transpose()?;
            let guarded = if guards { guarded_names(&shown.header) } else { 0 };
            let counted = Mutex::new(Counts { digest, guarded, missing: vec![0; always.len()] });
            let is_recorded = questions.record;
            Ok(Outlet { layout, shown, way, is_public, guards, is_watched, is_recorded, always, counted })
        };
        let outlets = subjects.iter().zip(layouts).zip(places).enumerate().map(outlet);
        let outlets = outlets.collect::<Result<Vec<_>, Diagnostic>>()?;
        let tally = Mutex::new(checks.tally());
        Ok(Outlets { graph, subjects, outlets, checks, tally, folders })
    }

    /// Ends the results when the run has ended without errors. Returns an error if a withheld value follows from others.
    pub(super) fn end(self) -> Result<Delivered, Vec<Diagnostic>> {
        let tables = self.subjects.iter().zip(&self.outlets).map(|(subject, outlet)| match &outlet.way {
            Way::Whole(table, ..) => std::mem::replace(&mut *lock(table), header(self.graph, *subject)),
            Way::Nowhere | Way::Stream(..) => header(self.graph, *subject),
        });
        let tables = disclosure::settled(self.graph, self.subjects, tables.collect())?;
        let tally = self.tally.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut delivered = Delivered {
            places: Vec::new(),
            checked: self.checks.counts(&tally),
            failed: self.checks.findings(&tally),
            digests: BTreeMap::new(),
            guarded: 0,
            unexplained: Vec::new(),
            restricted: Vec::new(),
            _folders: self.folders,
        };
        for (outlet, table) in self.outlets.into_iter().zip(tables) {
            let (subject, header) = (table.subject.clone(), outlet.layout.header);
            let counts = outlet.counted.into_inner().unwrap_or_else(PoisonError::into_inner);
            delivered.digests.extend(counts.digest.map(|digest| (subject.clone(), digest.end())));
            delivered.guarded += counts.guarded;
            let missing = outlet.always.iter().zip(counts.missing).filter(|(_, missing)| *missing > 0);
            let missing = missing.filter_map(|(at, missing)| Some((header.columns.get(*at)?.name.clone(), missing)));
            delivered.unexplained.extend(missing.map(|(name, missing)| (name, missing, subject.clone())));
            let ended = outlet.way.end(table).map_err(|finding| vec![finding])?;
            if matches!(ended, Ended::Spool(_) | Ended::Table(..)) {
                let restricted = header.columns.iter().filter(|column| column.restricted);
                let restricted: Vec<String> = restricted.map(|column| column.name.clone()).collect();
                if !restricted.is_empty() {
                    delivered.restricted.push((restricted, subject));
                }
            }
            delivered.places.push(ended);
        }
        Ok(delivered)
    }
}

/// How the results of a kind of subject go to a place, and whether texts are guarded there.
fn way(graph: &Graph, subject: SubjectId, shown: &ResultTable, place: Place<'_>) -> Result<(Way, bool), Diagnostic> {
    let (format, pending) = match place {
        Place::Nowhere => return Ok((Way::Nowhere, false)),
        Place::Standard(format) => (format, None),
        Place::File(path, format) => (format, Some(Pending::new(path)?)),
    };
    let guards = format == Format::Csv(Texts::Guarded);
    // Whether a withheld value follows from others is known only when all rows are.
    let is_part = |of: &crate::graph::Complement| graph.outputs.get(of.part).is_some_and(|o| o.subject == subject);
    if !graph.complements.iter().any(is_part) {
        let output = match &pending {
            Some(pending) => Output::File(pending.writer()?),
            None => Output::Spool(SpooledTempFile::new(MOST_HELD)),
        };
        let begun = begin(shown, format, output).map_err(|error| unwritten(pending.as_ref(), &error))?;
        if let Some((encoder, stream)) = begun {
            return Ok((Way::Stream(Box::new(encoder), Mutex::new(stream), pending), guards));
        }
    }
    Ok((Way::Whole(Mutex::new(header(graph, subject)), format, pending), guards))
}

/// The finding for results that cannot be written.
fn unwritten(pending: Option<&Pending>, error: &io::Error) -> Diagnostic {
    pending.map_or_else(|| not_held(error), |pending| pending.failed(error))
}

/// The finding for results for standard output that cannot be held in a temporary file until the run has ended.
fn not_held(error: &io::Error) -> Diagnostic {
    if error.kind() == io::ErrorKind::InvalidData {
        return standard_output_failed(error);
    }
    let message = say::results_not_held(std::env::temp_dir().display(), error);
    Diagnostic::input(Code::OutputFailed, None, message).help(say::write_to_file())
}

/// The finding for standard output that cannot be written.
pub(super) fn standard_output_failed(error: &io::Error) -> Diagnostic {
    let error = super::talk::ended_by(error);
    let message = say::standard_output_not_written(error);
    let help = match error.kind() {
        // What is written does not fit the format, wherever it is written.
        io::ErrorKind::InvalidData => say::write_another_format(),
        _ => say::write_to_file(),
    };
    Diagnostic::input(Code::OutputFailed, None, message).help(help)
}

/// The columns whose values always exist with statistics of the policy itself.
fn always(live: &Graph, header: &ResultTable) -> Vec<usize> {
    let always = live.outputs.iter().filter(|output| {
        let is_explanation = matches!(output.kind, OutputKind::Reason | OutputKind::Clauses);
        !output.hidden && !is_explanation && !live.node(output.node).can_miss
    });
    let own = always.filter(|output| live.subject(output.subject).name == header.subject);
    own.filter_map(|output| header.columns.iter().position(|c| !c.is_key && c.name == output.name)).collect()
}

impl Receiver for Outlets<'_> {
    fn make<'r>(&'r self, subject: usize, part: &dyn Part) -> Result<Made<'r>, Diagnostic> {
        let Some(outlet) = self.outlets.get(subject) else {
            return Ok(Made { bytes: 0, put: Box::new(|| Ok(())) });
        };
        let mut ripe = Ripe { missing: vec![0; outlet.always.len()], ..Ripe::default() };
        if outlet.needs_tables() {
            part.tables(&mut |table| self.ripen(subject, outlet, table, &mut ripe))?;
        }
        #[cfg(feature = "engine")]
        if let Way::Stream(encoder, _, pending) = &outlet.way
            && !encoder.is_text()
        {
            let arrays = outlet.shown.pick(part.arrays()?).collect();
            let encoded = encoder.arrays(arrays).map_err(|error| unwritten(pending.as_ref(), &error))?;
            ripe.encoded.extend(encoded);
        }
        let bytes = ripe.encoded.iter().map(Encoded::bytes).sum::<usize>()
            + ripe.tables.iter().map(ResultTable::bytes).sum::<usize>()
            + ripe.recorded.iter().map(|(_, text)| text.len()).sum::<usize>();
        Ok(Made { bytes, put: Box::new(move || self.take(outlet, ripe)) })
    }
}

impl Outlets<'_> {
    /// Does the work on some rows that needs no other rows.
    fn ripen(&self, subject: usize, outlet: &Outlet, table: ResultTable, ripe: &mut Ripe) -> Result<(), Diagnostic> {
        let whole = match &outlet.way {
            Way::Whole(..) => Some(table.clone()),
            Way::Nowhere | Way::Stream(..) => None,
        };
        let table = outlet.layout.table(table);
        if outlet.is_watched {
            ripe.counted.push(self.checks.count(subject, &table));
        }
        for (at, missing) in outlet.always.iter().zip(&mut ripe.missing) {
            let Some(column) = table.columns.get(*at) else { continue };
            *missing += (0..table.rows()).filter(|row| cell_text(&column.cells, *row).is_none()).count();
        }
        if outlet.is_recorded {
            ripe.recorded.push((table.rows(), ResultDigest::text(&table)?));
        }
        let shown = if outlet.is_public { for_everybody(&table) } else { Cow::Borrowed(&table) };
        if outlet.guards {
            ripe.guarded += guarded_cells(&shown);
        }
        if let Way::Stream(encoder, _, pending) = &outlet.way
            && encoder.is_text()
        {
            ripe.encoded.push(encoder.rows(&shown).map_err(|error| unwritten(pending.as_ref(), &error))?);
        }
        ripe.tables.extend(whole);
        Ok(())
    }

    /// Takes rows that follow those that were taken before.
    fn take(&self, outlet: &Outlet, ripe: Ripe) -> Result<(), Diagnostic> {
        match &outlet.way {
            Way::Nowhere => {}
            Way::Stream(_, stream, pending) => {
                let mut stream = lock(stream);
                let put = ripe.encoded.into_iter().try_for_each(|rows| stream.put(rows));
                put.map_err(|error| unwritten(pending.as_ref(), &error))?;
            }
            Way::Whole(table, ..) => {
                let mut all = lock(table);
                ripe.tables.into_iter().for_each(|table| all.append(table));
            }
        }
        let mut tally = lock(&self.tally);
        ripe.counted.into_iter().for_each(|counted| tally.add(counted));
        let mut counts = lock(&outlet.counted);
        counts.guarded += ripe.guarded;
        counts.missing.iter_mut().zip(ripe.missing).for_each(|(all, missing)| *all += missing);
        if let Some(digest) = &mut counts.digest {
            ripe.recorded.iter().for_each(|(rows, text)| digest.add(*rows, text));
        }
        Ok(())
    }
}

impl Outlet {
    /// Whether anything is done with cells, and not only with arrays.
    fn needs_tables(&self) -> bool {
        let written = match &self.way {
            Way::Nowhere => false,
            Way::Stream(encoder, ..) => encoder.is_text(),
            Way::Whole(..) => true,
        };
        written || self.is_watched || self.is_recorded || !self.always.is_empty()
    }
}

impl Way {
    /// Ends the results. `table`: those that are needed whole, as they may be written.
    fn end(self, table: ResultTable) -> Result<Ended, Diagnostic> {
        match self {
            Way::Nowhere => Ok(Ended::Nowhere),
            Way::Stream(_, stream, pending) => {
                let stream = stream.into_inner().unwrap_or_else(PoisonError::into_inner);
                let ended = stream.end().map_err(|error| unwritten(pending.as_ref(), &error))?;
                if let Output::Spool(mut spool) = ended {
                    spool.rewind().map_err(|error| not_held(&error))?;
                    return Ok(Ended::Spool(spool));
                }
                drop(ended);
                pending.map_or(Ok(Ended::Nowhere), |pending| pending.ready().map(Ended::File))
            }
            Way::Whole(_, format, None) => Ok(Ended::Table(for_everybody(&table).into_owned(), format)),
            Way::Whole(_, format, Some(pending)) => {
                pending.filled(|out| write_result(&table, format, None, out)).map(Ended::File)
            }
        }
    }
}

/// A thread that panicked while it held the lock has left whole parts only; and the run ends.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_stay_empty_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let (kept, inner) = (folder.path().join("kept"), folder.path().join("kept/a/b"));
        drop(MadeFolders::make(&inner).unwrap());
        assert!(!kept.exists() && folder.path().exists());
        let made = MadeFolders::make(&inner).unwrap();
        std::fs::write(kept.join("a/file"), "").unwrap();
        drop(made);
        assert!(!inner.exists() && kept.join("a/file").exists());
        drop(MadeFolders::make(&kept).unwrap());
        assert!(kept.exists());
    }

    #[test]
    fn results_that_cannot_wait_for_their_end_are_reported() {
        let finding = not_held(&io::ErrorKind::NotFound.into());
        assert!(finding.message.starts_with("cannot write a temporary file in `"), "{}", finding.message);
        assert_eq!(finding.help.as_deref(), Some("write to a file with `-o`"));
    }
}
