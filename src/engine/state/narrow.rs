//! Sums of all keys in 64 bits as long as they fit, which is nearly always: most of a survey then stays in the cache.

use super::Weighted;
use super::total::Total;

/// Sums of one key that do not wrap.
pub(super) trait Wide<const N: usize>: Default {
    /// The sums.
    fn parts(&mut self) -> [&mut Total; N];
}

impl Wide<1> for Total {
    fn parts(&mut self) -> [&mut Total; 1] {
        [self]
    }
}

impl Wide<3> for Weighted {
    fn parts(&mut self) -> [&mut Total; 3] {
        [&mut self.sum, &mut self.weight, &mut self.without]
    }
}

/// The sums of all keys, a few for each.
#[derive(Debug)]
pub(super) struct Sums<W, const N: usize> {
    narrow: Vec<[i64; N]>,
    /// What did not fit; without keys as long as everything has.
    wide: Vec<W>,
}

impl<W, const N: usize> Default for Sums<W, N> {
    fn default() -> Sums<W, N> {
        Sums { narrow: Vec::new(), wide: Vec::new() }
    }
}

impl<W: Wide<N>, const N: usize> Sums<W, N> {
    /// Adds a key.
    pub(super) fn push(&mut self) {
        self.narrow.push([0; N]);
    }

    /// Adds to the sums of a key.
    #[inline]
    pub(super) fn add(&mut self, place: usize, terms: [i64; N]) {
        let Some(sums) = self.narrow.get_mut(place) else { return };
        let mut wraps = false;
        let mut added = *sums;
        for (sum, term) in added.iter_mut().zip(terms) {
            let (next, wrapped) = sum.overflowing_add(term);
            *sum = next;
            wraps |= wrapped;
        }
        match wraps {
            false => *sums = added,
            true => self.add_wide(place, terms.map(i128::from)),
        }
    }

    /// Adds terms that may not fit.
    #[cold]
    pub(super) fn add_wide(&mut self, place: usize, terms: [i128; N]) {
        let Some(wide) = self.wide(place) else { return };
        wide.parts().into_iter().zip(terms).for_each(|(sum, term)| sum.add_whole(term));
    }

    /// The sums of a key to which anything can be added.
    pub(super) fn wide(&mut self, place: usize) -> Option<&mut W> {
        if self.wide.len() <= place {
            self.wide.resize_with(self.narrow.len(), W::default);
        }
        self.wide.get_mut(place)
    }

    /// Adds the sums of other keys, which have these places here.
    pub(super) fn merge(&mut self, places: &[usize], others: Sums<W, N>, merge: impl Fn(&mut W, W)) {
        for (place, terms) in places.iter().zip(others.narrow) {
            self.add(*place, terms);
        }
        for (place, further) in places.iter().zip(others.wide) {
            if let Some(own) = self.wide(*place) {
                merge(own, further);
            }
        }
    }

    /// The sums of each key.
    pub(super) fn into_wide(self) -> impl Iterator<Item = W> {
        let mut wide = self.wide.into_iter();
        self.narrow.into_iter().map(move |narrow| {
            let mut sums = wide.next().unwrap_or_default();
            sums.parts().into_iter().zip(narrow).for_each(|(sum, n)| sum.add_whole(i128::from(n)));
            sums
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Rational;

    #[test]
    fn sums_that_do_not_fit_stay_exact() {
        let (mut sums, mut others): (Sums<Weighted, 3>, Sums<Weighted, 3>) = Default::default();
        (0..2).for_each(|_| sums.push());
        others.push();
        for (terms, times) in [([i64::MAX, 1, 0], 3), ([-5, i64::MIN, 7], 2)] {
            (0..times).for_each(|_| sums.add(1, terms));
            others.add(0, terms);
        }
        sums.add_wide(1, [i128::MAX, 0, 0]);
        sums.merge(&[1], others, Weighted::merge);
        let found: Vec<Weighted> = sums.into_wide().collect();
        let whole = |n: i128| Rational::from(n);
        let max = i128::from(i64::MAX);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].sum.value(), whole(0));
        assert_eq!(found[1].sum.value(), whole(i128::MAX) + whole(4 * max - 15));
        assert_eq!(found[1].weight.value(), whole(4 + 3 * i128::from(i64::MIN)));
        assert_eq!(found[1].without.value(), whole(21));
    }
}
