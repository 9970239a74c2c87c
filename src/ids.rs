//! Lists whose positions are ids of one type: an id indexes only lists of its own kind, and a number indexes none.
//!
//! An id is made by the list that it indexes. A list that is made from another ([`IdVec::map`], [`IdVec::filled`]) has
//! the same ids. So an id that a list does not have is a mistake in gradus, and indexing with it panics: any value
//! instead would be a wrong result that nobody notices.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};
use std::slice;

/// A position in one kind of list.
pub trait Id: Copy + fmt::Debug {
    /// The id of a position, from 0.
    fn at(position: usize) -> Self;

    /// The position, from 0.
    fn position(self) -> usize;
}

/// Declares types of ids.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(unreachable_pub, reason = "whether others see the id is for where it is declared")]
        pub struct $name(usize);

        impl $crate::ids::Id for $name {
            fn at(position: usize) -> Self {
                Self(position)
            }

            fn position(self) -> usize {
                self.0
            }
        }
    )* };
}

pub(crate) use ids;

/// A list that is indexed by ids of one type.
#[derive(Clone, PartialEq, Eq)]
pub struct IdVec<I, T> {
    items: Vec<T>,
    of: PhantomData<fn(I)>,
}

impl<I: Id, T> IdVec<I, T> {
    /// Appends an entry and returns its id.
    pub fn push(&mut self, item: T) -> I {
        let id = self.next_id();
        self.items.push(item);
        id
    }

    /// The id that the next entry gets.
    pub fn next_id(&self) -> I {
        I::at(self.items.len())
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The entries, in the order of their ids.
    pub fn iter(&self) -> slice::Iter<'_, T> {
        self.items.iter()
    }

    /// The entries, for changes.
    pub fn iter_mut(&mut self) -> slice::IterMut<'_, T> {
        self.items.iter_mut()
    }

    /// The ids. They do not borrow the list, so the list can be changed while they are iterated.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + Clone + use<I, T> {
        (0..self.items.len()).map(I::at)
    }

    /// The entries with their ids.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + Clone {
        self.items.iter().enumerate().map(|(position, item)| (I::at(position), item))
    }

    /// The id of the first entry that satisfies a condition.
    pub fn position(&self, is_wanted: impl FnMut(&T) -> bool) -> Option<I> {
        self.items.iter().position(is_wanted).map(I::at)
    }

    /// A list with the same ids.
    pub fn map<U>(&self, entry: impl FnMut((I, &T)) -> U) -> IdVec<I, U> {
        self.entries().map(entry).collect()
    }

    /// A list with the same ids, and one value for all of them.
    pub fn filled<U: Clone>(&self, value: U) -> IdVec<I, U> {
        vec![value; self.items.len()].into()
    }
}

#[cold]
#[track_caller]
#[expect(clippy::panic, reason = "an id is made by the list that it indexes; any other is a mistake in gradus")]
fn of_another_list(id: impl Id, len: usize) -> ! {
    panic!("{id:?} is an id of another list: this one has {len} entries")
}

impl<I: Id, T> Index<I> for IdVec<I, T> {
    type Output = T;

    #[track_caller]
    fn index(&self, id: I) -> &T {
        self.items.get(id.position()).unwrap_or_else(|| of_another_list(id, self.items.len()))
    }
}

impl<I: Id, T> IndexMut<I> for IdVec<I, T> {
    #[track_caller]
    fn index_mut(&mut self, id: I) -> &mut T {
        let len = self.items.len();
        self.items.get_mut(id.position()).unwrap_or_else(|| of_another_list(id, len))
    }
}

impl<I, T> From<Vec<T>> for IdVec<I, T> {
    fn from(items: Vec<T>) -> Self {
        IdVec { items, of: PhantomData }
    }
}

impl<I, T> Default for IdVec<I, T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<I, T> FromIterator<T> for IdVec<I, T> {
    fn from_iter<A: IntoIterator<Item = T>>(items: A) -> Self {
        Vec::from_iter(items).into()
    }
}

impl<I, T> IntoIterator for IdVec<I, T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'v, I, T> IntoIterator for &'v IdVec<I, T> {
    type Item = &'v T;
    type IntoIter = slice::Iter<'v, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<I, T: fmt::Debug> fmt::Debug for IdVec<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.items.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    ids! { Letter; }

    #[test]
    fn an_id_finds_its_entry_in_every_list_made_from_its_own() {
        let mut letters = IdVec::default();
        let [a, b]: [Letter; 2] = ["a", "b"].map(|letter| letters.push(letter));
        let twice = letters.map(|(_, letter)| letter.repeat(2));
        assert_eq!((letters[a], twice[b].as_str(), letters.filled(7)[b]), ("a", "bb", 7));
        assert_eq!(letters.position(|letter| *letter == "b"), Some(b));
    }

    #[test]
    #[should_panic(expected = "Letter(2) is an id of another list: this one has 0 entries")]
    fn an_id_of_another_list_is_no_silent_default() {
        let none: IdVec<Letter, u8> = IdVec::default();
        let _ = none[Letter::at(2)];
    }
}
