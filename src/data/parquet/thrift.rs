//! The notation of the metadata of Parquet files (Thrift, compact). A walk visits its elements without keeping them.
//!
//! The library allocates memory for the claimed size of a list before it reads any of it. Here no claim is trusted: the
//! walk ends if a claim needs more bytes than there are.

/// Why a walk ends early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// There are no more bytes.
    Short,
    /// The bytes are not in this notation, or are nested deeper than any real file.
    Bad,
}

/// An element that a walk visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// A whole number.
    Number(i64),
    /// A list of this many elements.
    List(u64),
    /// The end of a structure.
    End,
}

/// The deepest nesting of structures and lists. The metadata of Parquet does not come near it.
const MOST_DEEP: usize = 32;

/// Walks through the structure at the start of some bytes, and passes each element to `met` with the numbers of the
/// fields that lead to it. Returns how many bytes the structure takes.
pub(super) fn walk(bytes: &[u8], met: &mut dyn FnMut(&[i16], Element)) -> Result<usize, Broken> {
    let mut walk = Walk { rest: bytes, path: Vec::new(), deep: 0, met };
    walk.structure()?;
    let rest = walk.rest.len();
    Ok(bytes.len() - rest)
}

struct Walk<'b, 'm> {
    rest: &'b [u8],
    path: Vec<i16>,
    deep: usize,
    met: &'m mut dyn FnMut(&[i16], Element),
}

impl Walk<'_, '_> {
    fn byte(&mut self) -> Result<u8, Broken> {
        let (first, rest) = self.rest.split_first().ok_or(Broken::Short)?;
        self.rest = rest;
        Ok(*first)
    }

    fn skip(&mut self, bytes: u64) -> Result<(), Broken> {
        let bytes = usize::try_from(bytes).map_err(|_| Broken::Short)?;
        self.rest = self.rest.get(bytes..).ok_or(Broken::Short)?;
        Ok(())
    }

    /// Reads a number of seven bits in each byte, the lowest bits first.
    fn unsigned(&mut self) -> Result<u64, Broken> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Broken::Bad)
    }

    fn number(&mut self) -> Result<i64, Broken> {
        let number = self.unsigned()?;
        // Odd numbers encode negative numbers.
        Ok((number >> 1).cast_signed() ^ -((number & 1).cast_signed()))
    }

    fn structure(&mut self) -> Result<(), Broken> {
        let mut last = 0i16;
        loop {
            let head = self.byte()?;
            if head & 0x0f == 0 {
                (self.met)(&self.path, Element::End);
                return Ok(());
            }
            let step = i16::from(head >> 4);
            last = match step {
                0 => i16::try_from(self.number()?).map_err(|_| Broken::Bad)?,
                step => last.checked_add(step).ok_or(Broken::Bad)?,
            };
            self.path.push(last);
            self.value(head & 0x0f, false)?;
            self.path.pop();
        }
    }

    /// Walks through a value of a kind. Booleans have their own byte in lists only.
    fn value(&mut self, kind: u8, in_list: bool) -> Result<(), Broken> {
        match kind {
            1 | 2 if !in_list => Ok(()),
            1..=3 => self.skip(1),
            4..=6 => {
                let number = self.number()?;
                (self.met)(&self.path, Element::Number(number));
                Ok(())
            }
            7 => self.skip(8),
            8 => {
                let bytes = self.unsigned()?;
                self.skip(bytes)
            }
            9 | 10 => self.deeper(Self::list),
            11 => self.deeper(Self::map),
            12 => self.deeper(Self::structure),
            13 => self.skip(16),
            _ => Err(Broken::Bad),
        }
    }

    fn deeper(&mut self, walk: fn(&mut Self) -> Result<(), Broken>) -> Result<(), Broken> {
        if self.deep == MOST_DEEP {
            return Err(Broken::Bad);
        }
        self.deep += 1;
        walk(self)?;
        self.deep -= 1;
        Ok(())
    }

    fn list(&mut self) -> Result<(), Broken> {
        let head = self.byte()?;
        let size = match head >> 4 {
            15 => self.unsigned()?,
            size => u64::from(size),
        };
        self.room_for(size)?;
        (self.met)(&self.path, Element::List(size));
        for _ in 0..size {
            self.value(head & 0x0f, true)?;
        }
        Ok(())
    }

    fn map(&mut self) -> Result<(), Broken> {
        let size = self.unsigned()?;
        self.room_for(size)?;
        let kinds = if size > 0 { self.byte()? } else { 0 };
        for _ in 0..size {
            self.value(kinds >> 4, true)?;
            self.value(kinds & 0x0f, true)?;
        }
        Ok(())
    }

    /// Checks that the bytes suffice for a list: each element takes at least one byte.
    fn room_for(&self, size: u64) -> Result<(), Broken> {
        if usize::try_from(size).is_ok_and(|size| size <= self.rest.len()) { Ok(()) } else { Err(Broken::Short) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Each = Vec<(Vec<i16>, Element)>;

    fn all(bytes: &[u8]) -> Result<(usize, Each), Broken> {
        let mut met = Vec::new();
        walk(bytes, &mut |path, what| met.push((path.to_vec(), what))).map(|length| (length, met))
    }

    #[test]
    fn what_is_there_is_met_with_its_fields() {
        // 1: 150, 3: [2 structures with 2: -1], 4: "ab", 5: yes.
        let bytes =
            [0x15, 0xac, 0x02, 0x29, 0x2c, 0x25, 0x01, 0x00, 0x25, 0x01, 0x00, 0x18, 2, b'a', b'b', 0x11, 0x00, 9];
        let (length, met) = all(&bytes).unwrap();
        assert_eq!(length, bytes.len() - 1);
        let wanted: [(&[i16], Element); 7] = [
            (&[1], Element::Number(150)),
            (&[3], Element::List(2)),
            (&[3, 2], Element::Number(-1)),
            (&[3], Element::End),
            (&[3, 2], Element::Number(-1)),
            (&[3], Element::End),
            (&[], Element::End),
        ];
        assert_eq!(met, wanted.map(|(path, met)| (path.to_vec(), met)));
        for cut in 0..length {
            assert_eq!(all(&bytes[..cut]), Err(Broken::Short), "{cut}");
        }
    }

    #[test]
    fn what_claims_more_than_there_is_or_has_no_end_is_broken() {
        let many = [0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0x00, 0x00];
        assert_eq!(all(&many), Err(Broken::Short));
        assert_eq!(all(&[0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]), Err(Broken::Short));
        assert_eq!(all(&[0x15, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), Err(Broken::Bad));
        assert_eq!(all(&[0x1e]), Err(Broken::Bad));
        assert_eq!(all(&[0x1c; 1000]), Err(Broken::Bad));
        assert_eq!(all(&[0x19; 1000]), Err(Broken::Bad));
    }
}
