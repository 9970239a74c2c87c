//! Correct parts in the wrong place: a header without its marks, parts of a column in another order, the continuation
//! of the line above.

use super::super::Rule;
use super::{Failure, FoundToken};
use crate::messages::{phrase, syntax as say};
use std::ops::Range;

/// A misplaced part, with the finding about it.
pub(super) struct Misplaced {
    /// The range in the prepared text.
    pub range: Range<usize>,
    /// The message.
    pub message: String,
    /// The help.
    pub cure: String,
}

/// The parts of a column after its type, in their order.
const OF_COLUMN: [&str; 6] = ["with", "in", "read", "or missing", "or absent", "private"];

/// The parts of the head of a table after its name.
const OF_TABLE: [&str; 3] = ["\"", "optional", "dated"];

/// The parts of the head of a choice after its name.
const OF_CHOICE: [&str; 2] = ["\"", "ordered"];

/// The words that select the rows of an aggregate, after its value, in their order.
const OF_ROWS: [&str; 4] = ["of", "over", "where", "weighted"];

/// The words of the options of an aggregate, each after a comma.
const OPTIONS: [&str; 12] =
    ["missing", "if", "none", "at", "as", "rounded", "type", "highest", "lowest", "ties", "clamped", "unclamped"];

/// Words that end a line which continues in the next line. `and`, `or`, `because` and `cite` begin a line instead.
const AT_THE_END: [&str; 10] = ["not", "is", "in", "of", "on", "default", "when", "unless", "where", "to"];

/// Whether a line cannot begin with this word or sign, since it ends the line above.
pub(super) fn ends_the_line_above(word: &str) -> bool {
    AT_THE_END.contains(&word) || matches!(word, "+" | "-" | "*" | "/" | ">=" | "<=" | ">" | "<" | "=" | ".." | ":")
}

impl Failure<'_> {
    /// Finds a part that is correct in another place.
    pub(super) fn misplaced(&self, source: &dyn Fn(Range<usize>) -> String) -> Option<Misplaced> {
        self.header_without_marks(source)
            .or_else(|| self.full_stop(source))
            .or_else(|| self.sign_in_two())
            .or_else(|| self.key_alone())
            .or_else(|| self.marker_below())
            .or_else(|| self.part_out_of_order())
            .or_else(|| self.rows_out_of_order())
            .or_else(|| self.goes_on_below())
            .or_else(|| self.goes_on_above())
    }

    /// The fact that contains the failure, up to the end of its line.
    fn fact(&self, ends: &[char]) -> Range<usize> {
        let start = self.text.get(..self.at).and_then(|before| before.rfind(ends)).map_or(0, |at| at + 1);
        let end = self.text.get(self.at..).and_then(|rest| rest.find('\n')).map_or(self.text.len(), |at| self.at + at);
        // A brace that closes the construct around the fact does not belong to the fact.
        let mut depth = 0;
        let mut signs = super::outline::signs(self.text.get(start..end).unwrap_or(""));
        let closes = signs.find(|(_, sign)| {
            depth += i32::from(*sign == '{') - i32::from(*sign == '}');
            depth < 0
        });
        let end = closes.map_or(end, |(at, _)| start + at);
        super::outline::trimmed(self.text, start..end.max(start))
    }

    fn declares(&self, words: &[&str]) -> bool {
        let first = self.text.split(|c| !unicode_ident::is_xid_continue(c)).next().unwrap_or("");
        words.contains(&first)
    }

    /// `is_disabled as disabled : yes/no`: the content of a file is written as a text.
    fn header_without_marks(&self, source: &dyn Fn(Range<usize>) -> String) -> Option<Misplaced> {
        if !self.declares(&["table", "choice", "tiers", "publish"]) {
            return None;
        }
        let fact = self.fact(&['\n', '{', ',']);
        let words = self.text.get(fact.clone())?;
        let skipped = ["key ", "publish "].iter().find(|word| words.starts_with(**word)).map_or(0, |word| word.len());
        let start = fact.start + skipped;
        let rest = self.text.get(start..fact.end)?;
        let header = rest.get(..rest.find(" as ")?)?.trim_end();
        let named = rest.get(header.len()..)?.trim_start().strip_prefix("as ")?.trim_start();
        let is_plain = !header.is_empty() && !header.contains(['"', ':', '=', '{', '}']);
        let name = named.get(..named.find(|c| !unicode_ident::is_xid_continue(c)).unwrap_or(named.len()))?;
        let is_published = self.declares(&["publish"]);
        if is_published && !(super::is_name(header) && super::is_name(name)) {
            return None;
        }
        let range = match is_published {
            true => {
                start..self.text.len() - self.text.get(fact.end..)?.len() - rest.len() + rest.find(named)? + name.len()
            }
            false => start..start + header.len(),
        };
        let is_here = self.at >= range.start && self.at <= range.end + " as".len();
        (is_plain && is_here && named.starts_with(unicode_ident::is_xid_start)).then(|| Misplaced {
            message: say::header_without_marks().to_string(),
            // Authors who forget the marks in `publish` write the published name first.
            cure: match is_published {
                true => phrase::write(format_args!("\"{name}\" as {header}")),
                false => phrase::write(format_args!("\"{}\"", without_marks(&source(range.clone())))),
            },
            range,
        })
    }

    /// `= usage。`: the full stop looks like the start of a longer name.
    fn full_stop(&self, source: &dyn Fn(Range<usize>) -> String) -> Option<Misplaced> {
        let before = self.text.get(..self.at)?.trim_end();
        let ends = matches!(self.found, FoundToken::LineEnd | FoundToken::End)
            && before.ends_with('.')
            && !before.ends_with("..");
        ends.then(|| {
            let range = before.len() - 1..before.len();
            let sign = source(range.clone());
            Misplaced { range, message: say::sign_at_line_end(&sign), cure: say::remove_at_line_end(&sign) }
        })
    }

    /// `> =` and `<>`
    fn sign_in_two(&self) -> Option<Misplaced> {
        let before = self.text.get(..self.at)?.trim_end_matches([' ', '\t']);
        let no_sign = |range: Range<usize>, sign: &str| Misplaced {
            range,
            message: say::unknown_sign(sign),
            cure: phrase::write("="),
        };
        // The first `=` of `==` has defined the name. `:=` is the sign for definitions in other languages.
        let is_double = self.text.get(..self.at)?.ends_with('=');
        if self.found == FoundToken::Word("=") && is_double && !self.wants(&[Rule::add]) {
            return Some(no_sign(before.len() - 1..self.at + 1, "=="));
        }
        let defines = self.wants(&[Rule::equals]) && self.text.get(self.at..)?.starts_with(":=");
        if defines {
            return Some(no_sign(self.at..self.at + 2, ":="));
        }
        let sign = before.chars().next_back().filter(|sign| ['<', '>'].contains(sign))?;
        let range = before.len() - 1..self.at + 1;
        if sign == '<' && self.found == FoundToken::Word(">") {
            let message = say::unknown_sign("<>");
            return Some(Misplaced { range, message, cure: phrase::write("is not") });
        }
        (self.found == FoundToken::Word("=")).then(|| Misplaced {
            range,
            message: say::sign_with_blank(sign),
            cure: phrase::write(format_args!("{sign}=")),
        })
    }

    /// `key size`, with `size : count` on another line.
    fn key_alone(&self) -> Option<Misplaced> {
        if self.found != FoundToken::LineEnd || !self.declares(&["table"]) {
            return None;
        }
        let fact = self.fact(&['\n', '{']);
        let name = self.text.get(fact.clone())?.strip_prefix("key ")?.trim();
        if !super::is_name(name) || name.contains(|c| !unicode_ident::is_xid_continue(c)) {
            return None;
        }
        let mut lines = self.text.get(fact.end..)?.lines().map(str::trim);
        let declared = lines.find(|line| line.split_once(':').is_some_and(|(own, _)| own.trim() == name));
        let cure = match declared {
            Some(line) => say::key_with_its_type(line),
            None => say::type_of_key(name),
        };
        Some(Misplaced { range: fact, message: say::key_without_type(name), cure })
    }

    /// The markers of a column on the line below.
    fn marker_below(&self) -> Option<Misplaced> {
        let is_text = |word: &str| word.starts_with('"');
        if !self.wants(&[Rule::as_]) || !self.declares(&["table"]) {
            return None;
        }
        let fact = self.fact(&['\n', '{']);
        let words = self.text.get(fact.clone()).filter(|words| is_text(words))?;
        let above = self.text.get(..fact.start)?.trim_end();
        let above = above.rsplit('\n').next()?;
        if !above.contains("or missing") && !above.contains("or absent") {
            return None;
        }
        let comma = if above.ends_with('"') { say::after_comma() } else { "" };
        let message = say::markers_below_column().to_string();
        Some(Misplaced { range: fact.clone(), message, cure: say::put_at_end_above(words, comma) })
    }

    /// A part of a column or of a head that is after a part which it must precede.
    fn part_out_of_order(&self) -> Option<Misplaced> {
        let in_body = self.text.get(..self.at)?.contains('{');
        let order: &[&str] = match in_body {
            true if self.declares(&["table"]) => &OF_COLUMN,
            false if self.declares(&["table"]) => &OF_TABLE,
            false if self.declares(&["choice"]) => &OF_CHOICE,
            _ => return None,
        };
        let fact = self.fact(&['\n', '{']);
        let end = match in_body {
            true => fact.end,
            false => self.text.get(fact.clone())?.find('{').map_or(fact.end, |brace| fact.start + brace),
        };
        self.in_order(fact.start..end, order)
    }

    /// Rows of an aggregate after its options, rows in another order, or an option without its comma.
    fn rows_out_of_order(&self) -> Option<Misplaced> {
        let FoundToken::Word(found) = self.found else { return None };
        let (open, _) = self.open.filter(|(_, sign)| *sign == '(')?;
        let inside = open + 1..super::outline::closed(self.text, open).unwrap_or(self.text.len());
        let arguments = super::outline::between_commas(self.text, inside);
        let (value, options) = arguments.split_first()?;
        let words = |range: &Range<usize>| self.text.get(range.clone()).unwrap_or("").trim();
        let holds = |range: &Range<usize>| range.start <= self.at && self.at < range.end;
        if let Some(option) = options.iter().find(|option| holds(option)) {
            let range = super::outline::trimmed(self.text, option.clone());
            let (own, value) = (words(option), words(value));
            let word = OF_ROWS.into_iter().find(|word| super::starts_with_word(own, word))?;
            return Some(Misplaced { range, message: say::rows_after_comma(word), cure: say::put_after(own, value) });
        }
        if !holds(value) {
            return None;
        }
        if OPTIONS.contains(&found) && self.wants(&[Rule::comma]) {
            return Some(Misplaced {
                range: self.at..self.at + found.len(),
                message: say::option_without_comma(found),
                cure: say::put_comma_before(found),
            });
        }
        self.in_order(value.clone(), &OF_ROWS)
    }

    /// The part that begins here, if it is after a part which it must precede in their order.
    fn in_order(&self, within: Range<usize>, order: &[&str]) -> Option<Misplaced> {
        let parts = parts(self.text.get(within.clone())?, order);
        let here = parts.iter().find(|(range, _)| within.start + range.start == self.at)?;
        let behind = parts.iter().take_while(|part| *part != here).find(|(_, rank)| *rank > here.1)?;
        let words = |range: &Range<usize>| {
            self.text.get(within.start + range.start..within.start + range.end).unwrap_or("").trim()
        };
        let (own, other) = (words(&here.0), words(&behind.0));
        Some(Misplaced {
            range: self.at..self.at + own.len(),
            message: say::out_of_order(own, other),
            cure: say::put_before(own, other),
        })
    }

    /// A line that begins with a word which ends the line above.
    fn goes_on_above(&self) -> Option<Misplaced> {
        let word = self.found.word();
        let above = self.text.get(..self.at)?;
        let line = above.rsplit('\n').next().filter(|line| line.trim().is_empty() && above.contains('\n'));
        // A node can have a negative weight, and a range or list can begin a line.
        let begins = word == "-" || word == ":" || word == ".." || self.wants(&[Rule::when_]);
        line.filter(|_| ends_the_line_above(word) && !begins && !self.is_in_first())?;
        Some(above_of(self.at, word))
    }

    /// A line that ends before its continuation.
    fn goes_on_below(&self) -> Option<Misplaced> {
        let next = self.text.get(self.at..).filter(|_| self.found == FoundToken::LineEnd)?.trim_start();
        let word = next.get(..next.find(|c| !unicode_ident::is_xid_continue(c)).unwrap_or(next.len()))?;
        let is_keyword = self.wanted.iter().any(|rule| super::words::keyword(*rule) == Some(word));
        let first_wanted = super::words::wanted(self.wanted, "");
        let wanted = is_keyword || first_wanted.starts_with(&format!("`{word}`"));
        // The bound of a tier can be below its name.
        let sign = [">=", "<=", ">", "<"].into_iter().find(|sign| next.starts_with(sign));
        let (word, wanted) = match sign.filter(|_| first_wanted.starts_with(say::a_bound())) {
            Some(sign) => (sign, true),
            None => (word, wanted && AT_THE_END.contains(&word)),
        };
        wanted.then(|| {
            let at = self.at + self.text.get(self.at..).map_or(0, |rest| rest.len() - next.len());
            above_of(at, word)
        })
    }
}

/// A text without the quotation marks of other keyboards and languages around it.
fn without_marks(text: &str) -> &str {
    const PAIRS: [(char, char); 10] = [
        ('‘', '’'),
        ('“', '”'),
        ('„', '“'),
        ('‚', '‘'),
        ('「', '」'),
        ('『', '』'),
        ('《', '》'),
        ('«', '»'),
        ('\'', '\''),
        ('`', '`'),
    ];
    let inside = |(open, close): (char, char)| Some(text.strip_prefix(open)?.strip_suffix(close)?.trim());
    PAIRS.into_iter().find_map(inside).filter(|inside| !inside.is_empty()).unwrap_or(text)
}

/// The message for a word or sign at the start of a line that ends the line above.
pub(super) fn above_of(at: usize, word: &str) -> Misplaced {
    Misplaced {
        range: at..at + word.len(),
        message: say::begins_with_end_of_line(word),
        cure: say::put_at_end_of_line_above(word),
    }
}

/// The parts of a line that begin with certain words, each with its position in their order.
fn parts(line: &str, order: &[&str]) -> Vec<(Range<usize>, usize)> {
    let mut starts: Vec<(usize, usize)> = Vec::new();
    for (rank, word) in order.iter().enumerate() {
        let outside = |at: usize| line.get(..at).is_some_and(|before| before.matches('"').count() % 2 == 0);
        let is_word = |at: usize| {
            let (before, behind) = (line.get(..at).unwrap_or(""), line.get(at + word.len()..).unwrap_or(""));
            *word == "\""
                || !before.ends_with(unicode_ident::is_xid_continue)
                    && !behind.starts_with(unicode_ident::is_xid_continue)
        };
        let found = line.match_indices(word).map(|(at, _)| at).find(|at| outside(*at) && is_word(*at));
        starts.extend(found.map(|at| (at, rank)));
    }
    starts.sort_unstable();
    let ends: Vec<usize> = starts.iter().skip(1).map(|(at, _)| *at).chain([line.len()]).collect();
    starts.into_iter().zip(ends).map(|((start, rank), end)| (start..end, rank)).collect()
}
