//! A CSV file as a stream of text: unpacked by the ending of its name, and decoded.

use super::text::Text;
use crate::data::form::Form;
use crate::data::piece::{BoundFile, Packed};
use std::fs::File;
use std::io::{self, Read};

/// The text of a file.
pub(super) struct Input(Text<Box<dyn Read + Send>>);

impl Input {
    /// Opens a file.
    pub(super) fn open(file: &BoundFile, form: &Form) -> io::Result<Input> {
        let opened = File::open(&file.path)?;
        let bytes: Box<dyn Read + Send> = match file.packed() {
            Packed::Not => Box::new(opened),
            Packed::Gzip => Box::new(flate2::read::MultiGzDecoder::new(opened)),
            Packed::Zstd => Box::new(zstd::stream::read::Decoder::new(opened)?),
        };
        Ok(Input(Text::new(bytes, form.encoding)))
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
