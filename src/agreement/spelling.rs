//! Two spellings of one page: as the language allows it in short, and with everything short written out in other words.
//!
//! Both evaluators get their graph from the same rooms. What these rooms write out (columns of a family, rows of the
//! page, variance, peers) would be wrong for both in the same way, so it is held against a page that does not use it.
//! A text can hold both spellings in every place, one within the other.

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    Short,
    WrittenOut,
}

// Characters for private use, which no page holds.
const BEGIN: char = '\u{E000}';
const MIDDLE: char = '\u{E001}';
const END: char = '\u{E002}';

/// A text with two spellings.
pub(super) fn two(short: &str, written_out: &str) -> String {
    if short == written_out { short.into() } else { format!("{BEGIN}{short}{MIDDLE}{written_out}{END}") }
}

/// One spelling of a text.
pub(super) fn spelled(text: &str, spelling: Spelling) -> String {
    // For each text that has begun and not ended, whether its second spelling has.
    let mut inside: Vec<bool> = Vec::new();
    let mut spelled = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            BEGIN => inside.push(false),
            MIDDLE => inside.iter_mut().last().into_iter().for_each(|second| *second = true),
            END => drop(inside.pop()),
            c if inside.iter().all(|second| *second == (spelling == Spelling::WrittenOut)) => spelled.push(c),
            _ => {}
        }
    }
    spelled
}

#[test]
fn one_spelling_within_another() {
    let text = format!("a {} b", two(&format!("x{}", two("1", "2")), &format!("y{}", two("1", "2"))));
    assert_eq!(spelled(&text, Spelling::Short), "a x1 b");
    assert_eq!(spelled(&text, Spelling::WrittenOut), "a y2 b");
}
