//! Choices from a list of numbers. When the list is used up, every choice is the first one, which is always the
//! simplest, so that a shorter list, or a list with smaller numbers, makes a smaller case.

/// The source of choices.
pub(super) struct Draw<'d> {
    numbers: &'d [u32],
    at: usize,
}

impl<'d> Draw<'d> {
    /// Draws from a list.
    pub(super) fn new(numbers: &'d [u32]) -> Draw<'d> {
        Draw { numbers, at: 0 }
    }

    /// One of `0..n`.
    pub(super) fn below(&mut self, n: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0) as usize;
        self.at += 1;
        number % n.max(1)
    }

    /// A number between two, both included.
    pub(super) fn between(&mut self, lo: i64, hi: i64) -> i64 {
        lo + self.below(usize::try_from(hi - lo + 1).unwrap()) as i64
    }

    /// Yes in `percent` of a hundred cases; no when the list is used up.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    /// One of a list.
    pub(super) fn pick<'p, T: ?Sized>(&mut self, of: &[&'p T]) -> &'p T {
        of[self.below(of.len())]
    }
}

/// A list of numbers from a seed, the same on every machine (splitmix64).
pub(super) fn numbers(seed: u64, count: usize) -> Vec<u32> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 32) as u32
    };
    (0..count).map(|_| next()).collect()
}
