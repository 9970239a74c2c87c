//! A written file is there as a whole, or not at all.

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::digest;
use crate::messages::results as say;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::{Builder, NamedTempFile};

/// A file that is completely written, next to its target.
#[derive(Debug)]
pub(crate) struct Ready(Pending);

impl Ready {
    /// The path as it was named.
    pub(crate) fn path(&self) -> &Path {
        &self.0.path
    }
}

/// Writes a file with what `fill` writes. If anything fails, an earlier file of this name is untouched.
pub(crate) fn write_file(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<(), Diagnostic> {
    put([ready_file(path, fill)?])
}

/// A file that is being written, next to its target. When it is dropped, a file that was there before is untouched.
#[derive(Debug)]
pub(crate) struct Pending {
    path: PathBuf,
    target: PathBuf,
    temporary: NamedTempFile,
}

impl Pending {
    /// Makes a temporary file next to the target, so that the last step is a rename within one folder.
    pub(crate) fn new(path: &Path) -> Result<Pending, Diagnostic> {
        let made = || {
            let target = target_of(path)?;
            clear_what_was_left(&target);
            loop {
                let temporary = temporary_beside(&target)?;
                // The lock is held as long as the file is open, and shows another run that this run still writes. If a
                // file system has no locks, nothing is ever cleared.
                let _ = temporary.as_file().lock();
                // Another run may have taken the file for one that a killed run has left, before it was locked.
                if temporary.path().exists() {
                    return Ok(Pending { path: path.to_path_buf(), target, temporary });
                }
            }
        };
        made().map_err(|error| failed(path, &error))
    }

    /// A writer to the end of the file.
    pub(crate) fn writer(&self) -> Result<BufWriter<File>, Diagnostic> {
        self.temporary.as_file().try_clone().map(BufWriter::new).map_err(|error| self.failed(&error))
    }

    /// The finding for an error while the file is written.
    pub(crate) fn failed(&self, error: &io::Error) -> Diagnostic {
        failed(&self.path, error)
    }

    /// Writes the whole file.
    pub(crate) fn filled(self, fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> Result<Ready, Diagnostic> {
        let mut writer = self.writer()?;
        fill(&mut writer).and_then(|()| writer.flush()).map_err(|error| self.failed(&error))?;
        drop(writer);
        self.ready()
    }

    /// Ends the file, when its writers have written everything.
    pub(crate) fn ready(self) -> Result<Ready, Diagnostic> {
        self.temporary.as_file().sync_all().map_err(|error| self.failed(&error))?;
        Ok(Ready(self))
    }
}

/// Writes a file by what `fill` writes, and leaves what was there before until it is [`put`] in its place.
pub(crate) fn ready_file(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<Ready, Diagnostic> {
    Pending::new(path)?.filled(fill)
}

/// Moves files to their targets, in this order: if the process is killed between two of them, the earlier ones are
/// there.
pub(crate) fn put(files: impl IntoIterator<Item = Ready>) -> Result<(), Diagnostic> {
    // The lock is held for all files, so that a signal finds either none or all of them at their targets.
    let mut written = being_written();
    for Ready(Pending { path, target, temporary }) in files {
        let name = temporary.path().to_path_buf();
        temporary.persist(&target).map_err(|error| failed(&path, &error.error))?;
        written.remove(&name);
    }
    Ok(())
}

/// The temporary files of this process.
static BEING_WRITTEN: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Temporary files of killed runs that this process has removed, each with the file that was to be written.
static CLEARED: Mutex<Vec<(PathBuf, PathBuf)>> = Mutex::new(Vec::new());

fn being_written() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    BEING_WRITTEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes what this process was writing. From then on, nothing is renamed to its target and nothing is begun: the
/// process must end.
pub(crate) fn abandon() {
    let written = being_written();
    for path in written.iter() {
        // A file that is already gone needs no removal.
        let _ = fs::remove_file(path);
    }
    std::mem::forget(written);
}

/// Returns the temporary files of killed runs that this process has removed, each with the file that was to be written.
pub(crate) fn cleared() -> Vec<(PathBuf, PathBuf)> {
    CLEARED.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Returns the prefix of the temporary files of a target, which marks them as its own.
fn prefix(target: &Path) -> String {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    format!(".gradus-{}-", digest::of_bytes(name.as_bytes()).get(..12).unwrap_or_default())
}

fn folder_of(target: &Path) -> &Path {
    target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Removes the temporary files of this target that no run writes any more.
fn clear_what_was_left(target: &Path) {
    let prefix = prefix(target);
    // The creation of the file reports a folder that cannot be read.
    let Ok(entries) = fs::read_dir(folder_of(target)) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix)) {
        let path = entry.path();
        let Ok(file) = File::options().write(true).open(&path) else { continue };
        if file.try_lock().is_err() {
            continue;
        }
        // Removed while it is locked: whoever has just made it waits for the lock, and then sees that it is gone.
        if fs::remove_file(&path).is_ok() {
            let mut cleared = CLEARED.lock().unwrap_or_else(PoisonError::into_inner);
            cleared.push((path, target.to_path_buf()));
        }
    }
}

/// The names that the system gives to the outputs to which this process writes without naming a file.
const STREAMS: [&str; 2] = ["/dev/stdout", "/dev/stderr"];

/// Returns the file to replace; for a link, the file that the link names. A folder, a device and the file that standard
/// output or standard error goes to are never replaced.
fn target_of(path: &Path) -> io::Result<PathBuf> {
    match fs::metadata(path) {
        Ok(about) if about.is_file() => {
            let target = fs::canonicalize(path)?;
            // Compare the files and not their names: a text for a file would otherwise replace what is written to
            // standard output or standard error.
            match STREAMS.iter().any(|stream| fs::canonicalize(stream).is_ok_and(|file| file == target)) {
                true => Err(io::Error::new(ErrorKind::InvalidInput, say::is_output_of_run())),
                false => Ok(target),
            }
        }
        Ok(about) if about.is_dir() => Err(ErrorKind::IsADirectory.into()),
        Ok(_) => Err(io::Error::new(ErrorKind::InvalidInput, say::no_ordinary_file())),
        Err(_) => Ok(path.to_path_buf()),
    }
}

/// Returns a temporary file with the permissions of the file that it replaces, or those of any new file.
fn temporary_beside(target: &Path) -> io::Result<NamedTempFile> {
    let prefix = prefix(target);
    let mut builder = Builder::new();
    builder.prefix(&prefix);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // Create and register the file under one lock, so that a signal between the two steps finds it.
    let mut written = being_written();
    let temporary = builder.tempfile_in(folder_of(target))?;
    written.insert(temporary.path().to_path_buf());
    drop(written);
    if let Ok(about) = fs::metadata(target) {
        temporary.as_file().set_permissions(about.permissions())?;
    }
    Ok(temporary)
}

fn failed(path: &Path, error: &io::Error) -> Diagnostic {
    let file = path.display().to_string();
    let message = say::cannot_write(&file, cause(error));
    let help = match error.kind() {
        // The result does not fit the format, wherever it is written.
        ErrorKind::InvalidData => say::write_another_format(),
        ErrorKind::StorageFull => say::free_space(),
        _ if is_open_elsewhere(error, cfg!(windows)) => say::close_it(),
        _ => say::check_path(),
    };
    Diagnostic::input(Code::OutputFailed, Some(Location { file, line: None, column: None }), message).help(help)
}

/// Whether the system reports that another program has the file open, as spreadsheets do on Windows.
fn is_open_elsewhere(error: &io::Error, windows: bool) -> bool {
    // ERROR_ACCESS_DENIED (which a rename over an open file gives), ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION.
    windows && matches!(error.raw_os_error(), Some(5 | 32 | 33))
}

/// Returns the cause in plain words if there are any for it.
fn cause(error: &io::Error) -> String {
    match error.kind() {
        _ if is_open_elsewhere(error, cfg!(windows)) => say::open_elsewhere().into(),
        ErrorKind::NotFound => say::no_such_folder().into(),
        ErrorKind::NotADirectory => say::folder_is_no_folder().into(),
        ErrorKind::IsADirectory => say::is_a_folder().into(),
        ErrorKind::PermissionDenied => say::permission_denied().into(),
        ErrorKind::StorageFull => say::disk_full().into(),
        ErrorKind::ReadOnlyFilesystem => say::disk_read_only().into(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::tempdir;

    fn names_in(folder: &Path) -> Vec<String> {
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_file_is_written_whole() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("out.csv");
        write_file(&path, |w| w.write_all(b"first")).unwrap();
        write_file(&path, |w| w.write_all(b"new")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names_in(folder.path()), ["out.csv"]);
    }

    #[test]
    fn files_that_are_ready_are_put_in_their_places_together() {
        let folder = tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a"), "old").unwrap();
        let files = ["a", "b"].map(|name| ready_file(&at(name), |w| w.write_all(b"new")).unwrap());
        assert!(fs::read(at("a")).unwrap() == b"old" && !at("b").exists());
        put(files).unwrap();
        assert!(["a", "b"].iter().all(|name| fs::read(at(name)).unwrap() == b"new"));
        assert_eq!(names_in(folder.path()).len(), 2);
        drop(ready_file(&at("c"), |w| w.write_all(b"new")).unwrap());
        assert_eq!(names_in(folder.path()).len(), 2, "what is never put leaves nothing");
    }

    #[test]
    fn a_failure_halfway_leaves_the_old_file() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("out.csv");
        fs::write(&path, "old").unwrap();
        let result = write_file(&path, |w| {
            w.write_all(&vec![b'x'; 1 << 20])?;
            Err(ErrorKind::StorageFull.into())
        });
        let d = result.unwrap_err();
        assert_eq!(d.code, Code::OutputFailed);
        assert_eq!(d.message, format!("cannot write `{}`: the disk is full", path.display()));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names_in(folder.path()), ["out.csv"]);
    }

    #[test]
    fn a_file_that_is_open_elsewhere_is_known_by_what_windows_says() {
        let said = |code| io::Error::from_raw_os_error(code);
        assert!([5, 32, 33].iter().all(|code| is_open_elsewhere(&said(*code), true)));
        assert!(!is_open_elsewhere(&said(32), false) && !is_open_elsewhere(&said(2), true));
    }

    #[test]
    fn what_a_killed_run_left_is_cleared_and_what_is_being_written_is_not() {
        let folder = tempdir().unwrap();
        let target = folder.path().join("out.csv");
        let left = folder.path().join(prefix(&target) + "left");
        let (held, other) = (folder.path().join(prefix(&target) + "held"), folder.path().join(".gradus-of-another"));
        for path in [&left, &held, &other] {
            fs::write(path, "half").unwrap();
        }
        let running = File::options().write(true).open(&held).unwrap();
        running.lock().unwrap();
        write_file(&target, |w| w.write_all(b"new")).unwrap();
        assert!(!left.exists() && held.exists() && other.exists());
        assert!(cleared().iter().any(|(path, of)| *path == left && of.ends_with("out.csv")));
    }

    #[test]
    fn runs_that_write_one_file_at_the_same_time_do_not_disturb_each_other() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("out.csv");
        let write = |run: usize| {
            for turn in 0..60 {
                write_file(&path, |out| write!(out, "{run} {turn}")).unwrap();
            }
        };
        std::thread::scope(|scope| (0..8).for_each(|run| drop(scope.spawn(move || write(run)))));
        assert!(fs::read_to_string(&path).unwrap().ends_with(" 59"));
        assert_eq!(names_in(folder.path()), ["out.csv"]);
    }

    #[test]
    fn a_full_disk_asks_for_space() {
        let folder = tempdir().unwrap();
        let full = write_file(&folder.path().join("out.csv"), |_| Err(ErrorKind::StorageFull.into())).unwrap_err();
        assert!(full.message.ends_with("out.csv`: the disk is full"), "{}", full.message);
        assert_eq!(full.help.as_deref(), Some("free space on the disk, or write to a file on another disk"));
    }

    #[test]
    fn a_failure_halfway_leaves_no_new_file() {
        let folder = tempdir().unwrap();
        let result = write_file(&folder.path().join("out.csv"), |_| Err(io::Error::other("stopped")));
        assert!(result.unwrap_err().message.ends_with("out.csv`: stopped"));
        assert!(names_in(folder.path()).is_empty());
    }

    #[test]
    fn a_folder_is_not_replaced_and_not_made() {
        let folder = tempdir().unwrap();
        let d = write_file(folder.path(), |_| Ok(())).unwrap_err();
        assert!(d.message.ends_with(": it is a folder"), "{}", d.message);
        let d = write_file(&folder.path().join("none/out.csv"), |_| Ok(())).unwrap_err();
        assert!(d.message.ends_with(": its folder does not exist"), "{}", d.message);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_permissions_are_kept() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempdir().unwrap();
        let (path, link) = (folder.path().join("out.csv"), folder.path().join("link.csv"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&path, &link).unwrap();
        write_file(&link, |w| w.write_all(b"new")).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
