//! A written file is there whole, or not at all.

use crate::diagnostic::{Code, Diagnostic, Location};
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// Writes a file by what `fill` writes. When anything fails, a file that was there before is untouched.
pub fn write_file(path: &Path, fill: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>) -> Result<(), Diagnostic> {
    replace(path, fill).map_err(|error| failed(path, &error))
}

/// Fills a temporary file beside the target, so that the last step is a rename within one folder.
fn replace(path: &Path, fill: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>) -> io::Result<()> {
    let target = target_of(path)?;
    let temporary = temporary_beside(&target)?;
    let mut writer = BufWriter::new(temporary.as_file());
    fill(&mut writer)?;
    writer.flush()?;
    drop(writer);
    temporary.as_file().sync_all()?;
    temporary.persist(&target).map_err(|e| e.error)?;
    Ok(())
}

/// The file that is replaced: behind a link, the file that the link names. A folder or a device is never replaced.
fn target_of(path: &Path) -> io::Result<PathBuf> {
    match fs::metadata(path) {
        Ok(about) if about.is_file() => fs::canonicalize(path),
        Ok(about) if about.is_dir() => Err(ErrorKind::IsADirectory.into()),
        Ok(_) => Err(io::Error::new(ErrorKind::InvalidInput, "it is not an ordinary file")),
        Err(_) => Ok(path.to_path_buf()),
    }
}

/// A temporary file with the permissions of the file that it replaces, or those of any new file.
fn temporary_beside(target: &Path) -> io::Result<NamedTempFile> {
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = Builder::new();
    builder.prefix(".gradus-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let temporary = builder.tempfile_in(folder)?;
    if let Ok(about) = fs::metadata(target) {
        temporary.as_file().set_permissions(about.permissions())?;
    }
    Ok(temporary)
}

fn failed(path: &Path, error: &io::Error) -> Diagnostic {
    let file = path.display().to_string();
    let message = format!("cannot write `{file}`: {}", cause(error));
    Diagnostic::input(Code::OutputFailed, Some(Location { file, line: None, column: None }), message)
        .help("check the path and the rights of its folder")
}

/// The cause in plain words where there are some.
fn cause(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "its folder does not exist".into(),
        ErrorKind::NotADirectory => "its folder is not a folder".into(),
        ErrorKind::IsADirectory => "it is a folder".into(),
        ErrorKind::PermissionDenied => "permission is denied".into(),
        ErrorKind::StorageFull => "the disk is full".into(),
        ErrorKind::ReadOnlyFilesystem => "the disk can only be read".into(),
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
