//! Two spellings of a policy: one with the short forms of the language, and one in which they are expanded.
//!
//! Both evaluators get their graph from the same rooms. A mistake in the expansions of these rooms (columns of a
//! family, rows of the policy, variance, peers) would affect both in the same way. So the results are compared with
//! those of a policy that does not use the short forms. A text can contain both spellings in any place, even nested.

/// One of the two spellings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    Short,
    WrittenOut,
}

// Characters for private use, which no policy contains.
const BEGIN: char = '\u{E000}';
const MIDDLE: char = '\u{E001}';
const END: char = '\u{E002}';

/// A text with two spellings.
pub(super) fn two(short: &str, written_out: &str) -> String {
    if short == written_out { short.into() } else { format!("{BEGIN}{short}{MIDDLE}{written_out}{END}") }
}

/// One spelling of a text.
pub(super) fn spelled(text: &str, spelling: Spelling) -> String {
    // For each open pair of spellings, whether its second spelling has begun.
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
