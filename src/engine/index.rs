//! Unique keys in the order of their first occurrence, which are found by their bytes.

use foldhash::quality::RandomState;
use std::hash::BuildHasher;

/// A place without a key.
const FREE: u32 = u32::MAX;

/// Keys with their positions. The bytes of all keys are stored one after the other, and a table of positions finds
/// them, so that a key costs its bytes and a few more.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    hasher: RandomState,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// Positions by hash, with free places between them. The table is used for lookup only, so its order is not
    /// visible.
    slots: Vec<u32>,
}

impl Default for Index {
    fn default() -> Index {
        Index { hasher: RandomState::default(), bytes: Vec::new(), ends: Vec::new(), slots: vec![FREE; 8] }
    }
}

impl Index {
    /// How many keys there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no keys.
    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The number of bytes of all keys.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// The key at a position.
    pub(crate) fn key(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(at).and_then(|end| self.bytes.get(start..*end)).unwrap_or_default()
    }

    /// The position of a key.
    pub(crate) fn find(&self, key: &[u8]) -> Option<usize> {
        let slot = self.slot(key)?;
        self.slots.get(slot).filter(|at| **at != FREE).map(|at| *at as usize)
    }

    /// The position of a key, which is added if it is new; `None` if there is no room for more.
    pub(crate) fn enter(&mut self, key: &[u8]) -> Option<usize> {
        let slot = self.slot(key)?;
        match self.slots.get(slot) {
            Some(at) if *at != FREE => return Some(*at as usize),
            _ => {}
        }
        let at = self.ends.len();
        *self.slots.get_mut(slot)? = u32::try_from(at).ok().filter(|at| *at != FREE)?;
        self.bytes.extend_from_slice(key);
        self.ends.push(self.bytes.len());
        // At least a quarter of the places stays free, so that a search ends.
        if (at + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        Some(at)
    }

    /// The place of a key, or the free place where it belongs.
    fn slot(&self, key: &[u8]) -> Option<usize> {
        let mask = self.slots.len() - 1;
        let mut slot = usize::try_from(self.hasher.hash_one(key) & mask as u64).ok()?;
        loop {
            match *self.slots.get(slot)? {
                FREE => return Some(slot),
                at if self.key(at as usize) == key => return Some(slot),
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    fn grow(&mut self) {
        self.slots = vec![FREE; self.slots.len() * 2];
        for at in 0..self.ends.len() {
            // The keys differ, so each finds a free place.
            if let (Some(slot), Ok(position)) = (self.slot(self.key(at)), u32::try_from(at))
                && let Some(place) = self.slots.get_mut(slot)
            {
                *place = position;
            }
        }
    }

    /// The keys at some positions, in that order.
    pub(crate) fn in_order(&self, order: &[usize]) -> Index {
        let mut ordered = Index { hasher: self.hasher.clone(), ..Index::default() };
        for at in order {
            ordered.enter(self.key(*at));
        }
        ordered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_where_they_were_entered() {
        let mut index = Index::default();
        for n in 0..1000u32 {
            assert_eq!(index.enter(n.to_string().as_bytes()), Some(n as usize));
        }
        assert_eq!(index.enter(b"17"), Some(17));
        assert_eq!((index.len(), index.find(b"999"), index.find(b"1000")), (1000, Some(999), None));
        assert_eq!(index.key(640), b"640");
        let ordered = index.in_order(&[5, 3]);
        assert_eq!((ordered.find(b"3"), ordered.find(b"5"), ordered.find(b"4")), (Some(1), Some(0), None));
    }

    #[test]
    fn an_empty_key_is_a_key() {
        let mut index = Index::default();
        assert_eq!((index.find(b""), index.enter(b""), index.find(b"")), (None, Some(0), Some(0)));
    }
}
