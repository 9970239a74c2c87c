//! Reads a file in stretches, because a reader of columns asks for small pieces of each column in turn.

use bytes::Bytes;
use datafusion::parquet::errors::{ParquetError, Result};
use datafusion::parquet::file::reader::{ChunkReader, Length};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// About how many bytes all stretches have in total, and the least and the most bytes of one stretch.
const ALL: u64 = 8 << 20;
const LEAST: u64 = 8 << 10;
const MOST: u64 = 1 << 20;

/// A file of which some columns are read. Cloning is cheap.
#[derive(Clone, Debug)]
pub(super) struct Stretches(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    file: Mutex<File>,
    size: u64,
    /// The ranges of the columns, in ascending order, each with the stretch that was read last.
    columns: Vec<(Range<u64>, Mutex<Stretch>)>,
    /// How many bytes of a column are read at a time, at least, if the column has that many left.
    length: u64,
    judge: Judge,
}

/// Judges the page at an offset of a column that ends at another offset, before the page is read.
pub(super) type Judge = fn(&Stretches, u64, u64) -> std::result::Result<(), String>;

/// Bytes of a file, beginning at an offset.
#[derive(Clone, Debug, Default)]
struct Stretch {
    start: u64,
    bytes: Bytes,
}

impl Stretch {
    /// Returns the bytes from an offset on; `None` if the offset is not in the stretch.
    fn from(&self, at: u64) -> Option<Bytes> {
        let skipped = usize::try_from(at.checked_sub(self.start)?).ok()?;
        (skipped < self.bytes.len()).then(|| self.bytes.slice(skipped..))
    }
}

impl Stretches {
    /// Opens a file with the ranges of the columns that will be read.
    pub(super) fn new(file: File, mut columns: Vec<Range<u64>>, judge: Judge) -> io::Result<Stretches> {
        let size = file.metadata()?.len();
        columns.sort_unstable_by_key(|range| range.start);
        let length = (ALL / (columns.len() as u64).max(1)).clamp(LEAST, MOST);
        let columns = columns.into_iter().map(|range| (range, Mutex::default())).collect();
        Ok(Stretches(Arc::new(Inner { file: Mutex::new(file), size, columns, length, judge })))
    }

    /// Returns the bytes from an offset on: at least `wanted`, or all up to the end of the file if it has fewer. After
    /// the end there are none.
    pub(super) fn from(&self, at: u64, wanted: u64) -> io::Result<Bytes> {
        let inner = &*self.0;
        let end = at.saturating_add(wanted).min(inner.size);
        let Some((range, last)) = inner.column(at) else { return inner.read(at..end) };
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = last.from(at).filter(|bytes| bytes.len() as u64 >= end - at) {
            return Ok(bytes);
        }
        let further = at.saturating_add(inner.length).min(range.end).min(inner.size);
        *last = Stretch { start: at, bytes: inner.read(at..end.max(further))? };
        Ok(last.bytes.clone())
    }
}

impl Inner {
    /// Returns the column that contains an offset.
    fn column(&self, at: u64) -> Option<&(Range<u64>, Mutex<Stretch>)> {
        let after = self.columns.partition_point(|(range, _)| range.start <= at);
        self.columns.get(after.checked_sub(1)?).filter(|(range, _)| range.contains(&at))
    }

    fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        let length = usize::try_from(range.end.saturating_sub(range.start)).map_err(io::Error::other)?;
        let mut bytes = vec![0; length];
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(range.start))?;
        file.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

impl Length for Stretches {
    fn len(&self) -> u64 {
        self.0.size
    }
}

impl ChunkReader for Stretches {
    type T = Onward;

    /// The library reads the heads of pages with this function, and nothing else.
    fn get_read(&self, start: u64) -> Result<Onward> {
        if let Some((range, _)) = self.0.column(start) {
            (self.0.judge)(self, start, range.end).map_err(ParquetError::General)?;
        }
        Ok(Onward { of: self.clone(), at: start, rest: Bytes::new() })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let wanted = length as u64;
        if start.checked_add(wanted).is_none_or(|end| end > self.0.size) {
            return Err(ParquetError::EOF(format!("{length} bytes from {start} on")));
        }
        match length {
            0 => Ok(Bytes::new()),
            _ => Ok(self.from(start, wanted)?.slice(..length)),
        }
    }
}

/// A reader of all bytes from an offset on.
#[derive(Debug)]
pub(super) struct Onward {
    of: Stretches,
    at: u64,
    rest: Bytes,
}

impl Read for Onward {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() {
            self.rest = self.of.from(self.at, 1)?;
        }
        let read = self.rest.as_ref().read(into)?;
        self.at += read as u64;
        drop(self.rest.split_to(read));
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_those_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let all: Vec<u8> = (0..60_000u32).map(|n| (n % 251) as u8).collect();
        std::fs::write(&path, &all).unwrap();
        let columns = vec![30_000..50_000, 4..20_000, 20_000..20_000];
        let file = Stretches::new(File::open(&path).unwrap(), columns, |_, _, _| Ok(())).unwrap();
        let same = |start: usize, length: usize| {
            assert_eq!(file.get_bytes(start as u64, length).unwrap(), all[start..start + length], "{start} {length}");
            let mut read = vec![0; length];
            file.get_read(start as u64).unwrap().read_exact(&mut read).unwrap();
            assert_eq!(read, all[start..start + length], "{start} {length}");
        };
        for start in (0..59_000).step_by(677) {
            for length in [0, 1, 3, 700, 900] {
                same(start, length);
            }
        }
        same(4, 50_000);
        same(59_999, 1);
        same(10, 5);
        let judged = Stretches::new(File::open(&path).unwrap(), std::iter::once(4..900).collect(), |_, at, end| {
            Err(format!("{at} {end}"))
        });
        let judged = judged.unwrap();
        assert!(judged.get_read(40).unwrap_err().to_string().contains("40 900") && judged.get_read(900).is_ok());
        assert!(file.get_bytes(59_999, 2).is_err() && file.get_bytes(u64::MAX, 2).is_err());
        assert_eq!(file.get_read(60_000).unwrap().read(&mut [0]).unwrap(), 0);
    }
}
