//! Many texts in two allocations.

use std::ops::Range;

/// A list of texts. Their bytes follow each other, so that a text needs no separate allocation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    all: String,
    ends: Vec<usize>,
}

impl Texts {
    /// The number of texts.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns the text at a position; `None` after the last.
    pub(crate) fn get(&self, at: usize) -> Option<&str> {
        self.all.get(self.range(at)?)
    }

    /// All texts in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// Adds a text after the others.
    pub(crate) fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(self.all.len());
    }

    /// Adds the texts of another list at the positions of a range.
    pub(super) fn extend_from(&mut self, other: &Texts, range: Range<usize>) {
        let Some(ends) = other.ends.get(range.clone()) else { return };
        let start = other.start(range.start);
        let end = ends.last().copied().unwrap_or(start);
        let before = self.all.len();
        self.all.push_str(other.all.get(start..end).unwrap_or_default());
        self.ends.extend(ends.iter().map(|end| before + end - start));
    }

    /// Replaces the text at a position with an empty one.
    pub(super) fn clear(&mut self, at: usize) {
        let Some(range) = self.range(at) else { return };
        let length = range.len();
        self.all.replace_range(range, "");
        self.ends.iter_mut().skip(at).for_each(|end| *end -= length);
    }

    /// Keeps the texts for which `keeps` is true. It is called once for each text, in order.
    pub(super) fn retain(&mut self, mut keeps: impl FnMut() -> bool) {
        let mut kept = Texts { all: String::with_capacity(self.all.len()), ends: Vec::new() };
        self.iter().filter(|_| keeps()).for_each(|text| kept.push(text));
        *self = kept;
    }

    /// Whether all texts consist only of visible ASCII: letters, digits and signs, without blanks or invisible
    /// characters.
    pub(super) fn are_plain(&self) -> bool {
        self.all.bytes().all(|byte| byte.is_ascii_graphic())
    }

    /// Returns the bytes of all texts, and where each text ends.
    pub(crate) fn parts(&self) -> (&str, &[usize]) {
        (&self.all, &self.ends)
    }

    fn start(&self, at: usize) -> usize {
        at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0)
    }

    fn range(&self, at: usize) -> Option<Range<usize>> {
        Some(self.start(at)..*self.ends.get(at)?)
    }
}

impl<'t> FromIterator<&'t str> for Texts {
    fn from_iter<I: IntoIterator<Item = &'t str>>(texts: I) -> Texts {
        let mut list = Texts::default();
        texts.into_iter().for_each(|text| list.push(text));
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_kept_in_order() {
        let mut list: Texts = ["one", "", "drei", "四"].into_iter().collect();
        assert_eq!((list.len(), list.get(1), list.get(3), list.get(4)), (4, Some(""), Some("四"), None));
        list.clear(2);
        assert_eq!(list.iter().collect::<Vec<_>>(), ["one", "", "", "四"]);
        let mut other = Texts::default();
        other.push("a");
        other.extend_from(&list, 1..4);
        other.extend_from(&list, 4..4);
        assert_eq!(other.iter().collect::<Vec<_>>(), ["a", "", "", "四"]);
        let mut at = 0;
        other.retain(|| {
            at += 1;
            at != 2
        });
        assert_eq!(other.iter().collect::<Vec<_>>(), ["a", "", "四"]);
        assert!(!other.are_plain());
        assert!(["a", "b-c"].into_iter().collect::<Texts>().are_plain());
    }
}
