//! The claims of a Parquet file about itself, checked before the library trusts them. A claim of a few bytes can make
//! the library ask for more memory than there is, and that ends the program.

use super::stretches::Stretches;
use super::thrift::{Broken, Element, walk};
use crate::messages::data as say;
use datafusion::parquet::arrow::arrow_reader::ArrowReaderMetadata;
use datafusion::parquet::basic::Type;
use datafusion::parquet::file::metadata::ColumnChunkMetaData;
use datafusion::parquet::file::reader::Length;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

/// The bytes at the end of a file: the length of its footer, and four letters.
const TAIL: u64 = 8;
/// The most bytes of a footer. A footer for a thousand columns in a thousand row groups has about a hundred million.
const MOST_FOOTER: u64 = 256 << 20;
/// The most row groups that the library counts.
const MOST_GROUPS: u64 = i16::MAX as u64;
/// The most items of any other list of a footer: it can have one item for each column.
const MOST_ITEMS: u64 = 1 << 20;
/// The deepest nesting of columns.
const MOST_DEEP: usize = 64;
/// The most bytes of a page after decompression. Writers cut pages at about one MiB.
const MOST_PAGE: i64 = 256 << 20;
/// The number of bytes that are read for the head of a page at first, and the most that are read.
const HEAD: u64 = 512;
const MOST_HEAD: u64 = 16 << 20;
/// The most bytes of a value that is not a text.
const MOST_FIXED: u64 = 12;
/// About how many bytes of values are decoded at a time.
const BYTES: u64 = 16 << 20;

/// Judges the footer of a file.
pub(super) fn footer(file: &mut File) -> Result<(), String> {
    let bytes = read_footer(file).map_err(|error| error.to_string())??;
    footer_of(&bytes)
}

/// Returns the bytes of the footer. If the file is too short or does not end with `PAR1`, returns the bytes of an empty
/// structure: the library then reports the file.
fn read_footer(file: &mut File) -> io::Result<Result<Vec<u8>, String>> {
    let size = file.metadata()?.len();
    let Some(tail_at) = size.checked_sub(TAIL) else { return Ok(Ok(vec![0])) };
    file.seek(SeekFrom::Start(tail_at))?;
    let mut tail = [0; TAIL as usize];
    file.read_exact(&mut tail)?;
    let [a, b, c, d, letters @ ..] = tail;
    let length = u64::from(u32::from_le_bytes([a, b, c, d]));
    if letters != *b"PAR1" {
        return Ok(Ok(vec![0]));
    }
    let Some(start) = tail_at.checked_sub(length) else {
        return Ok(Err(say::footer_longer_than_file(length, size)));
    };
    if length > MOST_FOOTER {
        return Ok(Err(say::footer_too_large(MOST_FOOTER >> 20)));
    }
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(Ok(bytes))
}

/// Judges the bytes of a footer: they must contain every list that they claim, and columns must be nested as they
/// claim.
fn footer_of(bytes: &[u8]) -> Result<(), String> {
    let mut columns: Vec<u64> = Vec::new();
    let (mut children, mut too_many) = (0, None);
    walk(bytes, &mut |path, met| match (path, met) {
        ([4], Element::List(groups)) if groups > MOST_GROUPS => too_many = Some((groups, say::row_groups())),
        (_, Element::List(items)) if items > MOST_ITEMS => too_many = Some((items, say::items_of_a_list())),
        ([2, 5], Element::Number(number)) => children = u64::try_from(number).unwrap_or(u64::MAX),
        ([2], Element::End) => columns.push(std::mem::take(&mut children)),
        _ => {}
    })
    .map_err(|broken| match broken {
        Broken::Short => say::footer_claims_too_much().to_owned(),
        Broken::Bad => say::footer_damaged().to_owned(),
    })?;
    match too_many {
        Some((count, what)) => Err(say::too_many_in_footer(count, what)),
        None => nested(&columns),
    }
}

/// Judges how columns are nested. For each column, the list has the number of its children, which follow it directly.
fn nested(columns: &[u64]) -> Result<(), String> {
    // How many children are still to come in each open column.
    let mut open: Vec<u64> = Vec::new();
    for (at, children) in columns.iter().enumerate() {
        if let Some(left) = open.last_mut() {
            *left -= 1;
        }
        let behind = (columns.len() - at - 1) as u64;
        if *children > behind {
            return Err(say::columns_lacking_in_footer(children, behind));
        }
        if *children > 0 {
            open.push(*children);
        }
        if open.len() > MOST_DEEP {
            return Err(say::columns_too_deep(MOST_DEEP));
        }
        while open.last() == Some(&0) {
            open.pop();
        }
    }
    Ok(())
}

/// Returns how many rows of some columns in a row group may be decoded at a time. This judges the pages of texts; the
/// pages of other columns are judged when they are read.
pub(super) fn rows_at_a_time(
    file: &Stretches,
    metadata: &ArrowReaderMetadata,
    group: usize,
    wanted: impl Fn(usize) -> bool,
    most: usize,
) -> Result<usize, String> {
    let schema = metadata.parquet_schema();
    let Some(group) = metadata.metadata().row_groups().get(group) else { return Ok(most) };
    let chunks = group.columns().iter().enumerate().filter(|(leaf, _)| wanted(schema.get_column_root_idx(*leaf)));
    let mut bytes_of_a_row = 0;
    for (_, chunk) in chunks {
        let place = place(chunk).filter(|place| place.end <= file.len());
        let place = place.ok_or_else(|| say::values_not_in_file().to_owned())?;
        bytes_of_a_row += match chunk.column_type() {
            Type::BYTE_ARRAY => bytes_of_a_text(file, place, chunk.num_values())?,
            Type::FIXED_LEN_BYTE_ARRAY => u64::try_from(chunk.column_descr().type_length()).unwrap_or(0),
            _ => MOST_FIXED,
        };
    }
    let rows = BYTES.checked_div(bytes_of_a_row).and_then(|rows| usize::try_from(rows).ok());
    Ok(rows.map_or(most, |rows| rows.clamp(1, most)))
}

/// The head of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Page {
    unpacked: i64,
    packed: i64,
    values: i64,
}

impl Page {
    /// Returns the head at the start of some bytes, and how many bytes it takes.
    fn of(bytes: &[u8]) -> Result<(Page, u64), Broken> {
        let mut page = Page::default();
        let length = walk(bytes, &mut |path, met| match (path, met) {
            ([2], Element::Number(number)) => page.unpacked = number,
            ([3], Element::Number(number)) => page.packed = number,
            ([5 | 8, 1], Element::Number(number)) => page.values = number,
            _ => {}
        })?;
        Ok((page, length as u64))
    }
}

/// Returns the range of a column of a row group in the file; `None` if the claimed offset or size is impossible.
pub(super) fn place(chunk: &ColumnChunkMetaData) -> Option<Range<u64>> {
    let start = chunk.dictionary_page_offset().filter(|at| *at > 0).unwrap_or_else(|| chunk.data_page_offset());
    let start = u64::try_from(start).ok()?;
    Some(start..start.checked_add(u64::try_from(chunk.compressed_size()).ok()?)?)
}

/// Walks through the pages of a column in a row group. Returns the mean bytes of a value in the page where the mean is
/// greatest.
fn bytes_of_a_text(file: &Stretches, place: Range<u64>, all: i64) -> Result<u64, String> {
    let Range { start: mut at, end } = place;
    let (mut values, mut most) = (0, 0);
    while at < end && values < all {
        let (page, next) = judged(file, at, end)?;
        at = next;
        if page.values > 0 {
            values += page.values;
            most = most.max(page.unpacked.unsigned_abs() / page.values.unsigned_abs());
        }
    }
    Ok(most)
}

/// Judges the page at offset `at` of a column that ends at `end`, before the library reads it.
pub(super) fn page(file: &Stretches, at: u64, end: u64) -> Result<(), String> {
    judged(file, at, end).map(|_| ())
}

/// Judges the page at an offset. Returns its head, and the offset of the next page.
fn judged(file: &Stretches, at: u64, end: u64) -> Result<(Page, u64), String> {
    let (page, head) = page_at(file, at, end)?;
    if !(0..=MOST_PAGE).contains(&page.unpacked) {
        return Err(say::page_too_large(page.unpacked, MOST_PAGE));
    }
    let packed = u64::try_from(page.packed).ok();
    let next = packed.and_then(|packed| at.checked_add(head)?.checked_add(packed)).filter(|next| *next <= end);
    Ok((page, next.ok_or(say::page_longer_than_file())?))
}

/// Returns the head of a page at an offset, and its length. Most heads are short; the head of a page with long texts
/// is not.
fn page_at(file: &Stretches, at: u64, end: u64) -> Result<(Page, u64), String> {
    let mut wanted = HEAD;
    loop {
        let bytes = file.from(at, wanted.min(end - at)).map_err(|error| error.to_string())?;
        match Page::of(&bytes) {
            Ok(found) => return Ok(found),
            Err(Broken::Short) if wanted < MOST_HEAD.min(end - at) => wanted *= 8,
            Err(_) => return Err(say::page_damaged().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_hold_no_more_than_follow_and_lie_not_too_deep() {
        assert_eq!(nested(&[3, 0, 1, 0, 0]), Ok(()));
        assert_eq!(nested(&[]), Ok(()));
        assert_eq!(
            nested(&[2, 4, 0, 0]),
            Err("its footer claims that a column contains 4 others, but only 2 follow".to_owned())
        );
        let deep = vec![1; 100];
        assert_eq!(nested(&deep), Err("its columns are nested more than 64 deep".to_owned()));
    }

    #[test]
    fn a_footer_that_claims_more_than_it_holds_is_told() {
        // 4: a list of 2^31 - 1 structures. The library would allocate memory for all of them.
        let groups = [0x49, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0x00, 0x00];
        assert_eq!(footer_of(&groups), Err("its footer claims more than it contains".to_owned()));
        // Row groups that are empty, but that exist.
        let mut groups = vec![0x49, 0xfc, 0x80, 0x80, 0x04];
        groups.resize(groups.len() + (1 << 16) + 1, 0);
        let told = footer_of(&groups).unwrap_err();
        assert_eq!(told, "its footer has 65536 row groups, more than any file needs");
    }

    #[test]
    fn the_head_of_a_page_is_read() {
        // 1: 0, 2: 100, 3: 50, 5: { 1: 7 }.
        let bytes = [0x15, 0x00, 0x15, 0xc8, 0x01, 0x15, 0x64, 0x2c, 0x15, 0x0e, 0x00, 0x00];
        let page = Page { unpacked: 100, packed: 50, values: 7 };
        assert_eq!(Page::of(&bytes), Ok((page, bytes.len() as u64)));
    }
}
