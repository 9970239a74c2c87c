//! The nearest spelling of a name that was not found, and names that look alike.

use crate::messages::diagnostic as say;
use std::sync::atomic::{AtomicUsize, Ordering};
use unicode_security::confusable_detection::skeleton;

/// Returns `did you mean …?` for the nearest candidate, if it is near enough: at most a third of the longer word's
/// characters differ (and at least one may), counted by Damerau–Levenshtein (optimal string alignment). A candidate
/// that looks the same is the nearest, and the help then names the letters that differ. Ties go to the candidate that
/// comes first.
pub(crate) fn did_you_mean<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let candidate = nearest(wanted, candidates)?;
    let help = say::did_you_mean(candidate);
    Some(match looks_like(wanted, candidate) {
        true => say::they_look_alike(&help, differences(wanted, candidate)),
        false => help,
    })
}

/// The number of spellings that have been compared in one run. Each unknown name is compared with all known names, so a
/// policy with thousands of both would take as long as a policy with a million of one. Nobody follows thousands of
/// hints.
#[derive(Debug, Default)]
pub(crate) struct Compared(AtomicUsize);

impl Compared {
    /// The number of comparisons after which there are no more hints.
    const MOST: usize = 3_000_000;

    /// Returns `did you mean …?`, unless too many spellings have been compared already.
    pub(crate) fn did_you_mean<'a>(
        &self,
        wanted: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<String> {
        if self.0.load(Ordering::Relaxed) > Self::MOST {
            return None;
        }
        let mut count = 0;
        let found = did_you_mean(wanted, candidates.into_iter().inspect(|_| count += 1));
        self.0.fetch_add(count, Ordering::Relaxed);
        found
    }
}

/// The nearest candidate, if it is near enough.
pub(crate) fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(usize, &str)> = None;
    let own = Outline::of(wanted);
    for candidate in candidates {
        let other = Outline::of(candidate);
        let longer = own.len.max(other.len);
        let farthest = (longer / 3).max(1).min(longer.saturating_sub(1));
        let looks_alike = looks_like(wanted, candidate);
        // Only a candidate that looks the same is nearer than one change.
        let beaten = best.is_some_and(|(distance, _)| distance <= 1);
        if !looks_alike && (beaten || own.at_least_apart(&other) > farthest) {
            continue;
        }
        let distance = if looks_alike { 0 } else { strsim::osa_distance(wanted, candidate) };
        let near = looks_alike || distance > 0 && distance <= farthest;
        if near && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, c)| c)
}

/// A summary of a word. Two summaries give a lower bound for the distance of their words, without comparing the words.
struct Outline {
    len: usize,
    /// A bit for each character that occurs. Several characters share a bit.
    letters: u64,
}

impl Outline {
    fn of(word: &str) -> Outline {
        let bit = |c: char| 1u64 << (u32::from(c) % 64);
        if word.is_ascii() {
            let letters = word.bytes().fold(0, |letters, byte| letters | bit(char::from(byte)));
            return Outline { len: word.len(), letters };
        }
        let (mut len, mut letters) = (0, 0);
        for c in word.chars() {
            len += 1;
            letters |= bit(c);
        }
        Outline { len, letters }
    }

    /// Each change of a word adds at most one letter and removes at most one.
    fn at_least_apart(&self, other: &Outline) -> usize {
        let only = |a: u64, b: u64| usize::try_from((a & !b).count_ones()).unwrap_or(0);
        let (more, less) = (only(self.letters, other.letters), only(other.letters, self.letters));
        more.max(less).max(self.len.abs_diff(other.len))
    }
}

/// Whether two names are different, but look the same to people. Names of plain English letters and digits never look
/// the same.
pub(crate) fn looks_like(one: &str, other: &str) -> bool {
    one != other && !(one.is_ascii() && other.is_ascii()) && skeleton(one).eq(skeleton(other))
}

/// The shape of a name: names with the same shape look the same.
pub(crate) fn shape(name: &str) -> String {
    skeleton(name).collect()
}

/// The letters of a name that only look like the letters of another name.
pub(crate) fn differences(name: &str, like: &str) -> String {
    let of = |text: &str, than: &str| -> Vec<String> {
        let mut letters: Vec<char> = text.chars().filter(|c| !c.is_ascii() && !than.contains(*c)).collect();
        letters.dedup();
        letters.into_iter().map(|c| say::letter(c, format_args!("{:04X}", u32::from(c)))).collect()
    };
    let (own, other) = (of(name, like), of(like, name));
    let of_one = |name: &str, letters: Vec<String>| say::letters_of(name, letters.join(", "));
    if own.is_empty() { of_one(like, other) } else { of_one(name, own) }
}

/// The digits of a number in Chinese characters: `九十`, `百分之八十五`.
pub(crate) fn numeral(word: &str) -> Option<String> {
    if let Some(percent) = word.strip_prefix("百分之") {
        return Some(format!("{}%", numeral(percent)?));
    }
    let word = word.trim_end_matches('分');
    let (mut total, mut section, mut digit) = (0u64, 0u64, None);
    for c in word.chars() {
        let value = "零一二三四五六七八九".chars().chain("〇".chars()).position(|d| d == c).map(|d| d as u64 % 10);
        match (value, c) {
            (Some(0), _) => {}
            (Some(_), _) if digit.is_some() => return None,
            (Some(value), _) => digit = Some(value),
            (None, '两') if digit.is_none() => digit = Some(2),
            (None, '十') => section += digit.take().unwrap_or(1) * 10,
            (None, '百') => section += digit.take()? * 100,
            (None, '千') => section += digit.take()? * 1000,
            (None, '万') => {
                total = (section + digit.take().unwrap_or(0)) * 10_000;
                section = 0;
            }
            _ => return None,
        }
    }
    (!word.is_empty()).then(|| (total + section + digit.unwrap_or(0)).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found() {
        assert_eq!(nearest("scor", ["ease", "score"]), Some("score"));
        assert_eq!(nearest("score", ["score"]), None);
        assert_eq!(nearest("a", ["b"]), None);
        assert_eq!(nearest("客户", ["客户数", "用户"]), Some("客户数"));
    }

    #[test]
    fn what_looks_alike_is_near_and_told() {
        // Cyrillic letters.
        assert!(looks_like("sсore", "score") && looks_like("сор", "cop"));
        assert!(!looks_like("l1", "ll") && !looks_like("score", "score"));
        assert_eq!(did_you_mean("сор", ["x", "cop"]).unwrap().matches("U+0441").count(), 1);
    }

    #[test]
    fn numbers_in_characters_are_read() {
        for (word, number) in
            [("九十", "90"), ("十五", "15"), ("两千零一十", "2010"), ("百分之八十五", "85%"), ("六十分", "60")]
        {
            assert_eq!(numeral(word).as_deref(), Some(number), "{word}");
        }
        assert_eq!(numeral("评分"), None);
        assert_eq!(numeral("一一"), None);
    }
}
