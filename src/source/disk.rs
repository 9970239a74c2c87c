//! Opens only regular files, which end. A device may give bytes for ever, and a pipe may wait for ever.

use crate::messages::source as say;
use std::fs::{File, FileType, Metadata};
use std::io::{self, Read};
use std::path::Path;

/// Opens a file. If the path is not a file, the error says what it is.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    is_file(path.metadata()?)?;
    File::open(path)
}

/// Reads the bytes of a file. If the path is not a file, the error says what it is.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn is_file(found: Metadata) -> io::Result<()> {
    match () {
        () if found.is_file() => Ok(()),
        () if found.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        () => {
            let what = say::no_file(special(found.file_type()));
            Err(io::Error::new(io::ErrorKind::Unsupported, what))
        }
    }
}

/// The name of a kind that is neither a file nor a folder.
#[cfg(unix)]
pub(crate) fn special(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match () {
        () if kind.is_fifo() => say::a_pipe(),
        () if kind.is_socket() => say::a_socket(),
        () if kind.is_block_device() || kind.is_char_device() => say::a_device(),
        () => say::something_else(),
    }
}

/// The name of a kind that is neither a file nor a folder.
#[cfg(not(unix))]
pub fn special(_: FileType) -> &'static str {
    say::something_else()
}
