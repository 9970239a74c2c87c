//! Small whole numbers as Parquet stores them: runs of one number, and packed groups of eight.
//!
//! Source: Apache Parquet, Encodings, "Run Length Encoding / Bit-Packing Hybrid".

use bytes::Bytes;

/// A type for numbers of a page.
pub(super) trait Small: Copy + Ord {
    /// The most bits that it has.
    const BITS: usize;

    /// The lowest bits of a word.
    fn of(word: u64) -> Self;
}

impl Small for u8 {
    const BITS: usize = 8;

    fn of(word: u64) -> u8 {
        word as u8
    }
}

impl Small for u32 {
    const BITS: usize = 32;

    fn of(word: u64) -> u32 {
        word as u32
    }
}

/// The numbers of a page that are not read yet.
#[derive(Debug)]
pub(super) struct Hybrid {
    bytes: Bytes,
    /// The position of the next byte.
    at: usize,
    /// The bits of a number, 0..=32.
    width: usize,
    run: Run,
}

/// The rest of the current run.
#[derive(Clone, Copy, Debug)]
enum Run {
    /// This number, as many times.
    Same(u32, usize),
    /// Packed numbers, the first of which begins at a bit of the bytes.
    Packed(usize, usize),
}

/// Numbers that follow each other in a run.
enum Stretch<'b> {
    /// This number, as many times.
    Same(u32, usize),
    /// As many packed numbers; the first begins at a bit of the first byte.
    Packed(&'b [u8], usize, usize),
}

/// The bytes end before the numbers do, or are not in this form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Short;

impl Hybrid {
    /// Reads numbers of so many bits. `None` if no number has so many.
    pub(super) fn new(bytes: Bytes, width: u8) -> Option<Hybrid> {
        (width <= 32).then(|| Hybrid { bytes, at: 0, width: width.into(), run: Run::Same(0, 0) })
    }

    /// Adds the next numbers to a list, whose type must have enough bits.
    pub(super) fn read<T: Small>(&mut self, count: usize, into: &mut Vec<T>) -> Result<(), Short> {
        if self.width > T::BITS {
            return Err(Short);
        }
        into.reserve(count);
        let width = self.width;
        self.walk(count, |stretch| match stretch {
            Stretch::Same(number, times) => into.extend(std::iter::repeat_n(T::of(number.into()), times)),
            Stretch::Packed(bytes, shift, count) => unpack(bytes, shift, width, count, into),
        })
    }

    /// Adds the next numbers, of one bit each, to a list of bits.
    pub(super) fn bits(&mut self, count: usize, into: &mut Bits) -> Result<(), Short> {
        self.walk(count, |stretch| match stretch {
            Stretch::Same(number, times) => into.add_same(number & 1 == 1, times),
            Stretch::Packed(bytes, shift, count) => {
                words(bytes, shift, 1, count, |word, count| into.add(word, count));
            }
        })
    }

    /// Calls a function for the next stretches, which have so many numbers.
    fn walk(&mut self, count: usize, mut take: impl FnMut(Stretch<'_>)) -> Result<(), Short> {
        let mut left = count;
        while left > 0 {
            let now = match self.run {
                Run::Same(_, 0) | Run::Packed(_, 0) => {
                    self.next_run()?;
                    continue;
                }
                Run::Same(number, times) => {
                    let now = times.min(left);
                    take(Stretch::Same(number, now));
                    self.run = Run::Same(number, times - now);
                    now
                }
                Run::Packed(bit, numbers) => {
                    let now = numbers.min(left);
                    let end = bit + now * self.width;
                    let bytes = self.bytes.get(bit / 8..end.div_ceil(8)).ok_or(Short)?;
                    take(Stretch::Packed(bytes, bit % 8, now));
                    self.run = Run::Packed(end, numbers - now);
                    now
                }
            };
            left -= now;
        }
        Ok(())
    }

    fn next_run(&mut self) -> Result<(), Short> {
        let head = self.varint()?;
        let count = usize::try_from(head >> 1).map_err(|_| Short)?;
        if head & 1 == 0 {
            let length = self.width.div_ceil(8);
            let bytes = self.bytes.get(self.at..self.at + length).ok_or(Short)?;
            let number = bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte));
            self.at += length;
            self.run = Run::Same(number, count);
        } else {
            // The last group of a page may claim numbers that the page does not have.
            let length = count.checked_mul(self.width).ok_or(Short)?;
            self.run = Run::Packed(self.at * 8, count.checked_mul(8).ok_or(Short)?);
            self.at = self.at.saturating_add(length).min(self.bytes.len());
        }
        // A run without numbers has at least the byte of its head, so this ends.
        Ok(())
    }

    fn varint(&mut self) -> Result<u64, Short> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = *self.bytes.get(self.at).ok_or(Short)?;
            self.at += 1;
            number |= u64::from(byte & 0x7F).checked_shl(shift).ok_or(Short)?;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Short)
    }
}

/// Adds packed numbers, the first of which begins at a bit of the first byte.
fn unpack<T: Small>(bytes: &[u8], shift: usize, width: usize, count: usize, into: &mut Vec<T>) {
    let mask = lowest(width);
    let (mut rest, mut left) = (bytes, count);
    // Eight numbers of up to eight bits are in one word if they begin with a byte.
    while shift == 0 && left >= 8 && width <= 8 {
        let Some(word) = rest.first_chunk() else { break };
        let word = u64::from_le_bytes(*word);
        into.extend([0, 1, 2, 3, 4, 5, 6, 7].map(|at| T::of(word >> (at * width) & mask)));
        rest = rest.get(width..).unwrap_or_default();
        left -= 8;
    }
    words(rest, shift, width, left, |word, count| {
        into.extend((0..count).map(|at| T::of(word.checked_shr((at * width) as u32).unwrap_or(0) & mask)));
    });
}

/// Calls a function for packed numbers, with as many at a time as are in one word wherever they begin: with the word, the
/// first of them lowest, and how many they are.
fn words(bytes: &[u8], shift: usize, width: usize, count: usize, mut take: impl FnMut(u64, usize)) {
    let together = 57_usize.checked_div(width).unwrap_or(count).max(1);
    let (mut rest, mut shift, mut left) = (bytes, shift, count);
    while left > 0 {
        let now = left.min(together);
        take(word(rest) >> shift, now);
        shift += now * width;
        rest = rest.get(shift / 8..).unwrap_or_default();
        shift %= 8;
        left -= now;
    }
}

/// The first eight bytes, or all if there are fewer.
fn word(bytes: &[u8]) -> u64 {
    match bytes.first_chunk() {
        Some(word) => u64::from_le_bytes(*word),
        None => bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// A list of bits.
#[derive(Debug, Default)]
pub(super) struct Bits {
    /// Complete words, the first bit lowest.
    words: Vec<u64>,
    /// The bits after them, and how many they are; all others are zero.
    last: u64,
    used: usize,
}

impl Bits {
    /// Removes all bits.
    pub(super) fn clear(&mut self) {
        self.words.clear();
        (self.last, self.used) = (0, 0);
    }

    /// How many bits there are.
    pub(super) fn len(&self) -> usize {
        self.words.len() * 64 + self.used
    }

    /// How many bits are set.
    pub(super) fn count(&self) -> usize {
        self.words().map(|word| word.count_ones() as usize).sum()
    }

    /// The words; the bits of the last one after the end are zero.
    pub(super) fn words(&self) -> impl Iterator<Item = u64> {
        self.words.iter().copied().chain((self.used > 0).then_some(self.last))
    }

    /// Adds the lowest bits of a word.
    fn add(&mut self, word: u64, count: usize) {
        let word = word & lowest(count);
        self.last |= word << self.used;
        let used = self.used + count;
        if used < 64 {
            self.used = used;
            return;
        }
        self.words.push(self.last);
        // Those that did not fit; none if all did.
        self.last = word.checked_shr((64 - self.used) as u32).unwrap_or(0);
        self.used = used - 64;
    }

    /// Adds a bit many times.
    fn add_same(&mut self, bit: bool, mut count: usize) {
        let word = if bit { u64::MAX } else { 0 };
        while count > 0 {
            let now = count.min(64 - self.used);
            self.add(word, now);
            count -= now;
        }
    }

    /// The bits as stretches of the same bit, none longer than a word: whether it is set, and how many there are.
    pub(super) fn stretches(&self) -> impl Iterator<Item = (bool, usize)> {
        let lengths = self.words.iter().map(|_| 64).chain((self.used > 0).then_some(self.used));
        self.words().zip(lengths).flat_map(|(word, length)| {
            let (mut rest, mut left) = (word, length);
            std::iter::from_fn(move || {
                let is_set = rest & 1 == 1;
                let same = if is_set { rest.trailing_ones() } else { rest.trailing_zeros() };
                let now = (same as usize).min(left);
                rest = rest.checked_shr(now as u32).unwrap_or(0);
                left -= now;
                (now > 0).then_some((is_set, now))
            })
        })
    }
}

/// A word whose lowest bits are set.
fn lowest(count: usize) -> u64 {
    u64::MAX.checked_shr(64_u32.saturating_sub(count as u32)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Packs numbers, the lowest bits first.
    fn packed(numbers: &[u32], width: usize) -> Vec<u8> {
        let mut bytes = vec![0; (numbers.len() * width).div_ceil(8)];
        for (at, number) in numbers.iter().enumerate() {
            for bit in (0..width).filter(|bit| number >> bit & 1 == 1) {
                bytes[(at * width + bit) / 8] |= 1 << ((at * width + bit) % 8);
            }
        }
        bytes
    }

    #[test]
    fn runs_and_packed_numbers_of_every_width() {
        for width in 0..=32_u8 {
            let most = u32::MAX.checked_shr(32 - u32::from(width)).unwrap_or(0);
            let numbers: Vec<u32> = (0..24_u32).map(|n| n.wrapping_mul(0x9E37_79B9) & most).collect();
            let mut bytes = vec![3 << 1 | 1];
            bytes.extend(packed(&numbers, width.into()));
            bytes.push(200_u8 << 1 | 0x80);
            bytes.push(1);
            bytes.extend(&most.to_le_bytes()[..usize::from(width).div_ceil(8)]);
            let expected: Vec<u32> = numbers.iter().copied().chain([most; 72]).collect();
            for step in [1, 3, 7, 8, 96] {
                let mut hybrid = Hybrid::new(bytes.clone().into(), width).unwrap();
                let mut read: Vec<u32> = Vec::new();
                while read.len() < 96 {
                    hybrid.read(step.min(96 - read.len()), &mut read).unwrap();
                }
                assert!(read == expected, "{width} {step} {read:?}");
            }
        }
    }

    #[test]
    fn bits_are_the_numbers_of_one_bit() {
        let packed = [0b1010_0111, 0xFF, 0b0000_1000, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1];
        let mut bytes = vec![130 | 0x80, 1, 1, 20, 0, (10 << 1) | 1];
        bytes.extend(packed);
        let mut numbers: Vec<u8> = Vec::new();
        Hybrid::new(bytes.clone().into(), 1).unwrap().read(65 + 10 + 80, &mut numbers).unwrap();
        for step in [1, 5, 60, 64, 155] {
            let (mut hybrid, mut bits) = (Hybrid::new(bytes.clone().into(), 1).unwrap(), Bits::default());
            let mut left = numbers.len();
            while left > 0 {
                hybrid.bits(step.min(left), &mut bits).unwrap();
                left -= step.min(left);
            }
            let found = bits.stretches().flat_map(|(is_set, count)| vec![u8::from(is_set); count]);
            assert_eq!(found.collect::<Vec<_>>(), numbers, "{step}");
            assert_eq!(bits.count(), numbers.iter().filter(|bit| **bit == 1).count());
            assert!(hybrid.bits(1, &mut bits).is_err());
        }
    }

    #[test]
    fn bytes_that_end_early_are_short() {
        let read = |bytes: &[u8], count: usize| {
            let mut numbers: Vec<u8> = Vec::new();
            Hybrid::new(bytes.to_vec().into(), 3).unwrap().read(count, &mut numbers).map(|()| numbers)
        };
        assert_eq!(read(&[], 1), Err(Short));
        assert_eq!(read(&[3, 0b1000_1000, 0b1100_0110, 0b1111_1010], 8), Ok(vec![0, 1, 2, 3, 4, 5, 6, 7]));
        assert_eq!(read(&[5, 0b1000_1000, 0b1100_0110, 0b1111_1010], 8), Ok(vec![0, 1, 2, 3, 4, 5, 6, 7]));
        assert_eq!(read(&[5, 0b1000_1000, 0b1100_0110, 0b1111_1010], 9), Err(Short));
        assert_eq!(read(&[4], 1), Err(Short));
        assert_eq!(read(&[0xFF; 12], 1), Err(Short));
        assert_eq!(read(&[0; 5], 1), Err(Short));
        assert!(Hybrid::new(Bytes::new(), 33).is_none());
    }
}
