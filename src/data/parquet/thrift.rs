//! The notation of what Parquet files say of themselves (Thrift, compact), walked through without keeping it.
//!
//! The library beneath makes room for what a list claims before it reads any of it. Here nothing is believed: whatever claims
//! to have more than there are bytes ends the walk.

/// Why a walk ends early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// There are no more bytes.
    Short,
    /// It is not this notation, or nested deeper than anything that is meant.
    Bad,
}

/// What is met on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// A whole number.
    Number(i64),
    /// A list of so many.
    List(u64),
    /// The end of a structure.
    End,
}

/// How deep structures and lists may lie in each other. Nothing that Parquet has comes near it.
const MOST_DEEP: usize = 32;

/// Walks through the structure that some bytes begin with, and tells what is met, each by the fields that lead to it.
/// Gives how many bytes it takes.
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

    /// Seven bits in each byte, the lowest first.
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
        // Negative numbers are the odd ones.
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

    /// A value of a kind; yes and no have a byte of their own in lists alone.
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

    /// Each of a list takes a byte at least.
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
