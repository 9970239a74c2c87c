//! A CSV file as a stream of text: decompressed according to the ending of its name, and decoded.

use super::split::Stretch;
use super::text::Text;
use crate::data::file::{BoundFile, Packed};
use crate::data::outside::{Guarded, guarded};
use crate::source::disk;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

/// The text of a file.
pub(super) struct Input(Text<Box<dyn Read + Send>>);

impl Input {
    /// Opens a file.
    pub(super) fn open(file: &BoundFile) -> io::Result<Input> {
        let opened = disk::open(&file.path)?;
        let bytes: Box<dyn Read + Send> = match file.packed() {
            Packed::Not => Box::new(opened),
            Packed::Gzip => Box::new(Guarded(flate2::read::MultiGzDecoder::new(opened))),
            Packed::Zstd => {
                let unpacked = guarded(|| zstd::stream::read::Decoder::new(opened));
                Box::new(Guarded(unpacked.map_err(io::Error::other)??))
            }
        };
        Ok(Input(Text::new(bytes, file.form.encoding)))
    }
}

impl Input {
    /// Opens a stretch of a file that is not compressed.
    pub(super) fn of_stretch(file: &BoundFile, stretch: &Stretch) -> io::Result<Input> {
        let mut opened = disk::open(&file.path)?;
        let Range { start, end } = stretch.bytes;
        opened.seek(SeekFrom::Start(start))?;
        let bytes: Box<dyn Read + Send> = Box::new(opened.take(end - start));
        Ok(Input(Text::new(bytes, file.form.encoding).from(start, stretch.line)))
    }
}

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Input")
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}
