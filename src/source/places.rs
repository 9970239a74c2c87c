//! Many places in the policy. A search returns the places in which another place begins.

use super::Span;
use std::sync::OnceLock;

/// Places that may contain each other. A search takes no longer the more places there are.
#[derive(Clone, Debug, Default)]
pub struct Places {
    spans: Vec<Span>,
    /// The places sorted by their start. Made when it is needed.
    sorted: OnceLock<Vec<Entry>>,
}

/// A place in the order of the policy.
#[derive(Clone, Copy, Debug)]
struct Entry {
    span: Span,
    /// Its position in the list.
    at: usize,
    /// The furthest end of all places of the file up to this one.
    furthest: u32,
}

impl Places {
    /// Adds a place.
    pub fn push(&mut self, span: Span) {
        self.extend([span]);
    }

    /// The places, in the order in which they were added.
    pub fn as_slice(&self) -> &[Span] {
        &self.spans
    }

    /// Whether a place begins in one of these places.
    pub fn hold(&self, place: Span) -> bool {
        self.backwards(place).next().is_some()
    }

    /// The places in which another place begins: their positions in the list, in the order of the list.
    pub fn around(&self, place: Span) -> Vec<usize> {
        let mut around: Vec<usize> = self.backwards(place).collect();
        around.sort_unstable();
        around
    }

    fn backwards(&self, place: Span) -> impl Iterator<Item = usize> {
        let sorted = self.sorted.get_or_init(|| sorted(&self.spans));
        let before = sorted.partition_point(|e| (e.span.file, e.span.start) <= (place.file, place.start));
        let reaching = move |e: &&Entry| e.span.file == place.file && e.furthest >= place.start;
        let before = sorted.get(..before).unwrap_or_default().iter().rev();
        before.take_while(reaching).filter(move |e| e.span.holds(place)).map(|e| e.at)
    }
}

impl Extend<Span> for Places {
    fn extend<I: IntoIterator<Item = Span>>(&mut self, spans: I) {
        self.spans.extend(spans);
        self.sorted.take();
    }
}

impl<'s> Extend<&'s Span> for Places {
    fn extend<I: IntoIterator<Item = &'s Span>>(&mut self, spans: I) {
        self.extend(spans.into_iter().copied());
    }
}

impl IntoIterator for Places {
    type Item = Span;
    type IntoIter = std::vec::IntoIter<Span>;

    fn into_iter(self) -> Self::IntoIter {
        self.spans.into_iter()
    }
}

impl FromIterator<Span> for Places {
    fn from_iter<I: IntoIterator<Item = Span>>(spans: I) -> Places {
        Places { spans: spans.into_iter().collect(), sorted: OnceLock::new() }
    }
}

fn sorted(spans: &[Span]) -> Vec<Entry> {
    let entries = spans.iter().enumerate().map(|(at, span)| Entry { span: *span, at, furthest: span.end });
    let mut sorted: Vec<Entry> = entries.collect();
    sorted.sort_by_key(|e| (e.span.file, e.span.start));
    let mut before: Option<Entry> = None;
    for entry in &mut sorted {
        if let Some(before) = before.filter(|before| before.span.file == entry.span.file) {
            entry.furthest = entry.furthest.max(before.furthest);
        }
        before = Some(*entry);
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceSet;

    #[test]
    fn places_are_found_as_by_looking_at_each() {
        let mut sources = SourceSet::default();
        let files = [sources.add("a", ""), sources.add("b", "")];
        let span = |(file, start, end): (usize, usize, usize)| Span::new(files[file], start, end);
        let spans: Vec<Span> =
            [(0, 4, 9), (0, 0, 20), (1, 3, 5), (0, 6, 7), (0, 30, 30), (0, 6, 8)].into_iter().map(span).collect();
        let places: Places = spans.iter().copied().collect();
        for place in (0..2).flat_map(|file| (0..40).map(move |at| span((file, at, at + 1)))) {
            let each: Vec<usize> = (0..spans.len()).filter(|i| spans[*i].holds(place)).collect();
            assert_eq!(places.around(place), each, "{place:?}");
            assert_eq!(places.hold(place), !each.is_empty());
        }
    }
}
