//! Numbers of any length, lists of them, and reasons as bytes, so that operators can exchange them.

use super::column::Sorted;
use crate::graph::{NodeId, Reason};
use crate::ids::Id;
use crate::number::Rational;
use num_bigint::BigInt;
use std::collections::BTreeSet;

/// Writes a fraction: for each of its two integers the length and the bytes.
pub(crate) fn write_fraction(number: &Rational, out: &mut Vec<u8>) {
    for integer in [number.numer(), number.denom()] {
        let bytes = integer.to_signed_bytes_le();
        out.extend((bytes.len() as u64).to_le_bytes());
        out.extend(bytes);
    }
}

/// Reads a fraction; `None` if bytes remain after it.
pub(crate) fn fraction(bytes: &[u8]) -> Option<Rational> {
    let mut reader = Reader(bytes);
    let number = reader.fraction()?;
    reader.0.is_empty().then_some(number)
}

/// Writes sorted numbers.
pub(crate) fn write_sorted(sorted: &Sorted) -> Vec<u8> {
    let mut out = Vec::new();
    match sorted {
        Sorted::Whole(numbers, units) => {
            write_fraction(&Rational::from(units.clone()), &mut out);
            numbers.iter().for_each(|n| out.extend(n.to_le_bytes()));
        }
        Sorted::Fractions(numbers) => {
            // A denominator is never zero, so zero marks a list of fractions.
            write_fraction(&Rational::zero(), &mut out);
            numbers.iter().for_each(|n| write_fraction(n, &mut out));
        }
    }
    out
}

/// Reads sorted numbers.
pub(crate) fn read_sorted(bytes: &[u8]) -> Option<Sorted> {
    let mut reader = Reader(bytes);
    let units = reader.fraction()?;
    if units.is_zero() {
        let mut numbers = Vec::new();
        while !reader.0.is_empty() {
            numbers.push(reader.fraction()?);
        }
        return Some(Sorted::Fractions(numbers));
    }
    let (numbers, rest) = reader.0.as_chunks::<16>();
    let numbers = numbers.iter().map(|n| i128::from_le_bytes(*n)).collect();
    rest.is_empty().then(|| Sorted::Whole(numbers, units.numer()))
}

/// Writes reasons, in their order.
pub(crate) fn write_reasons(reasons: &BTreeSet<Reason>) -> Vec<u8> {
    let mut out = Vec::with_capacity(reasons.len() * 9);
    for reason in reasons {
        out.extend((reason.node.position() as u64).to_le_bytes());
        out.push(reason.which);
    }
    out
}

/// Reads reasons.
pub(crate) fn read_reasons(bytes: &[u8]) -> Vec<Reason> {
    let mut reader = Reader(bytes);
    let mut next = || {
        let node = usize::try_from(reader.long()?).ok()?;
        let &[which] = reader.take(1)? else { return None };
        Some(Reason { node: NodeId::at(node), which })
    };
    std::iter::from_fn(&mut next).collect()
}

/// Reads written values from the front of the bytes.
pub(crate) struct Reader<'b>(pub &'b [u8]);

impl<'b> Reader<'b> {
    /// The next bytes; `None` if there are fewer.
    pub(crate) fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (front, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(front)
    }

    /// A whole number of 64 bits.
    pub(crate) fn long(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    fn integer(&mut self) -> Option<BigInt> {
        let length = usize::try_from(self.long()?).ok()?;
        Some(BigInt::from_signed_bytes_le(self.take(length)?))
    }

    /// A fraction.
    pub(crate) fn fraction(&mut self) -> Option<Rational> {
        let numer = self.integer()?;
        Rational::from_parts(numer, self.integer()?)
    }
}
