//! How much memory a run may hold, and how much it holds.
//!
//! Everything that grows with the data is counted here: keys, aggregates, kept rows and published values. The current
//! batch of each thread is not counted.

use crate::diagnostic::{Code, Diagnostic};
use crate::messages::data as say;
use std::sync::atomic::{AtomicU64, Ordering};

/// The memory of a run.
#[derive(Debug)]
pub(crate) struct Memory {
    most: u64,
    held: AtomicU64,
}

impl Default for Memory {
    /// No limit.
    fn default() -> Memory {
        Memory::of(u64::MAX)
    }
}

impl Memory {
    /// Creates a memory of this many bytes.
    pub(crate) fn of(most: u64) -> Memory {
        Memory { most, held: AtomicU64::new(0) }
    }

    /// Returns how many bytes may be held.
    pub(crate) fn most(&self) -> u64 {
        self.most
    }

    /// Returns how many bytes are held.
    pub(crate) fn held(&self) -> u64 {
        self.held.load(Ordering::Relaxed)
    }

    /// Counts bytes that are held, even if they are too many: then [`Memory::is_exceeded`] is true.
    pub(crate) fn hold(&self, bytes: u64) {
        self.held.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts bytes that are to be held. Returns false, and counts nothing, if they are too many.
    pub(crate) fn try_hold(&self, bytes: u64) -> bool {
        let with = |held: u64| held.checked_add(bytes).filter(|all| *all <= self.most);
        self.held.fetch_update(Ordering::Relaxed, Ordering::Relaxed, with).is_ok()
    }

    /// Counts bytes that are no longer held.
    pub(crate) fn let_go(&self, bytes: u64) {
        let without = |held: u64| Some(held.saturating_sub(bytes));
        // The function always returns a number.
        let _ = self.held.fetch_update(Ordering::Relaxed, Ordering::Relaxed, without);
    }

    /// Whether more is held than may be.
    pub(crate) fn is_exceeded(&self) -> bool {
        self.held() > self.most
    }

    /// Returns the finding if the memory does not suffice.
    pub(crate) fn exceeded(&self) -> Diagnostic {
        let message = say::out_of_memory(words(self.most));
        Diagnostic::input(Code::OutOfMemory, None, message).help(say::give_more_memory())
    }
}

/// The units that a size may be written in, the largest first.
const UNITS: [(&str, u32); 4] = [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)];

/// Returns a size in words: `64 MiB`.
fn words(bytes: u64) -> String {
    let whole = UNITS.iter().find(|(_, power)| bytes >> power > 0 && bytes.trailing_zeros() >= *power);
    whole.map_or_else(|| say::bytes(bytes), |(unit, power)| format!("{} {unit}", bytes >> power))
}

/// Returns the bytes that a text means: `512MiB`, `2 GiB`, `4G`. Units are powers of 1024.
pub(crate) fn size(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(digits)?;
    let unit = unit.trim();
    let power = if unit.is_empty() || unit.eq_ignore_ascii_case("B") {
        0
    } else {
        let is = |name: &str| {
            let short = name.get(..1).unwrap_or_default();
            [name, short, &format!("{short}B")].iter().any(|form| unit.eq_ignore_ascii_case(form))
        };
        UNITS.iter().find(|(name, _)| is(name))?.1
    };
    number.parse::<u64>().ok()?.checked_mul(1 << power).filter(|bytes| *bytes > 0)
}

/// Returns half of the memory of the machine, or no limit if the machine does not report its memory.
pub(crate) fn half_of_the_machine() -> u64 {
    let told = std::fs::read_to_string("/proc/meminfo").ok();
    let line = told.as_deref().and_then(|text| text.lines().find_map(|line| line.strip_prefix("MemTotal:")));
    let all = line.and_then(|line| line.trim().strip_suffix("kB")).and_then(|kib| kib.trim().parse::<u64>().ok());
    all.map_or(u64::MAX, |kib| kib * 1024 / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_written() {
        let sizes = [("512MiB", 512 << 20), ("2 GiB", 2 << 30), ("4g", 4 << 30), ("64MB", 64 << 20), ("1000", 1000)];
        for (text, bytes) in sizes {
            assert_eq!(size(text), Some(bytes), "{text}");
        }
        for text in ["", "0", "MiB", "-1G", "1.5G", "1 PiB", "99999999999T"] {
            assert_eq!(size(text), None, "{text}");
        }
        assert_eq!(
            (words(64 << 20), words(1500), words(3 << 30)),
            ("64 MiB".into(), "1500 bytes".into(), "3 GiB".into())
        );
    }

    #[test]
    fn what_is_held_is_counted() {
        let memory = Memory::of(100);
        assert!(memory.try_hold(60) && !memory.try_hold(41) && !memory.is_exceeded());
        memory.hold(41);
        assert!(memory.is_exceeded());
        memory.let_go(60);
        assert_eq!((memory.held(), memory.is_exceeded()), (41, false));
    }
}
