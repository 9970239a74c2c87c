//! Help as a person types it: computes the policies that a help leads to, only from the words of a finding and its
//! place.
//!
//! [`FORMS`] says for each form of help how to apply it to the policy, or why nobody can type it. A form is the text of
//! a help with `_` for each piece in backticks. `*` means any text.

use gradus::inside::diagnostic::Diagnostic;
use gradus::inside::format::format;
use std::ops::Range;
use std::path::Path;

/// How a person follows a help. Pieces with a `…` are left to the person and not typed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Way {
    /// Replaces the underlined text by each piece, in turn.
    Replace,
    /// Replaces the underlined text by the first piece.
    ReplaceByFirst,
    /// Replaces the underlined text by one of the pieces. The policy does not say which piece is meant.
    ReplaceByOne,
    /// Replaces the underlined text by the last piece.
    ReplaceByLast,
    /// Removes the second piece where the first is declared: `declare a without b`.
    Undeclare,
    /// Removes the underlined text.
    TakeAway,
    /// Removes the underlined line.
    TakeLineAway,
    /// Removes the first piece at the place nearest to the underlined text.
    TakePieceAway,
    /// Puts the first piece after the underlined text.
    Behind,
    /// Puts the first piece after one of the words of the underlined text.
    BehindAWord,
    /// Puts each piece, in turn, into the brackets of the underlined call, as its last part.
    IntoCall,
    /// Puts each piece, in turn, on a separate line of the body that is underlined or that opens after the underlined
    /// text.
    LineOfBody,
    /// Puts the first piece at the end of the line above.
    EndOfLineAbove,
    /// Puts the first piece before the second, if it is now after the second.
    FirstBeforeSecond,
    /// Puts each `piece and …` before the condition that contains it.
    BeforeCondition,
    /// Puts the last piece at the end of the head of the underlined declaration.
    EndOfHead,
    /// Replaces the underlined text, `of` and the second piece by the first piece.
    OfOthers,
    /// Puts each piece on a separate line at the end of the policy.
    AtEnd,
    /// Formats the policy.
    Layout,
    /// Nobody can type it. The text says why.
    Not(&'static str),
}

const SHOWS: Way = Way::Not("it shows how such a thing is written, with names and values of its own");
const CHOOSES: Way = Way::Not("what is meant is for the author to choose");
const NAMES: Way = Way::Not("another name is for the author to choose");
const DATA: Way = Way::Not("it is about rows that the author has to know");

use Way::*;

/// The forms of help. The first form that fits is used.
pub(super) const FORMS: &[(&str, Way)] = &[
    ("publish a pseudonym instead: _ and _; or *", AtEnd),
    ("remove it; or publish an aggregate *", CHOOSES),
    ("publish it _, under another name", NAMES),
    ("count in a smaller unit from the start, *", CHOOSES),
    ("add _ _*", Not("to whom, why and by which clause is for the regulation to say")),
    ("count forward from the earlier day: _*", CHOOSES),
    ("if the regulation counts back, *", CHOOSES),
    ("write _; if the regulation counts back, *", ReplaceByFirst),
    ("write _ (*", ReplaceByFirst),
    ("use a pseudonym only for *", SHOWS),
    ("write `when not flag`, *", SHOWS),
    ("write `likert(x)` or `x on likert`", SHOWS),
    ("write `*(x)` or `x on *`", SHOWS),
    ("write `mean(a, b, *", SHOWS),
    ("write `sum(a, b, *", SHOWS),
    ("write `in [a, b]` or *", SHOWS),
    ("write `x in *", SHOWS),
    ("write `limited(x, *", SHOWS),
    ("write `when not flag`*", SHOWS),
    ("write only the names of tiers *", CHOOSES),
    // Characters, words and numbers in the notation of other places.
    ("*`gradus fmt`*", Layout),
    ("remove it: without it the text is *", TakeAway),
    ("did you mean _?*", ReplaceByFirst),
    ("write the number in digits: _", Replace),
    ("names can be Chinese, but keywords are English: write _", Replace),
    ("write the number without a currency: _", Replace),
    ("begin a comment with _", ReplaceByFirst),
    ("write a digit before the point: _", Replace),
    ("to compare, write _; _ defines a name", ReplaceByFirst),
    ("_ defines a name; to compare, write _", ReplaceByLast),
    ("to define a name, write _", ReplaceByFirst),
    ("to set a value, write _, not _", CHOOSES),
    ("write _, or _ if the value is declared in points", ReplaceByOne),
    ("write _, or _ if the comma is a decimal point", Replace),
    ("write _, or _ if the point separates thousands", Replace),
    ("write _, or _ if the comma is a decimal point; if 2 numbers are meant, write _", Replace),
    ("write _; if * numbers are meant, write _", Replace),
    ("write it as _", Replace),
    ("write it without quotation marks: _", Replace),
    ("write it year-month-day: _", Replace),
    ("if the point separates thousands, write _; else correct the cell*", ReplaceByFirst),
    ("correct the cell; if it is a percentage, write _", ReplaceByFirst),
    ("correct the cell; if a letter was typed for a digit, write _", ReplaceByFirst),
    ("write _ if _ was typed for a digit*", ReplaceByFirst),
    ("correct the cell*", DATA),
    ("write only the number: _ if _ is the unit of _", ReplaceByFirst),
    ("declare * for _, or add _ to round its cells", CHOOSES),
    ("put _ where the text ends", BehindAWord),
    ("put _ at the end of the line above", EndOfLineAbove),
    ("put _ before _", FirstBeforeSecond),
    ("close it with _", Replace),
    ("remove _ at the end of the line", TakePieceAway),
    ("a text that begins with _ ends with _, not with _", CHOOSES),
    ("put the text between _ and _", CHOOSES),
    ("write a text between _ and _", CHOOSES),
    ("put _ where it ends", CHOOSES),
    ("end _ with _ and the value for all other cases", CHOOSES),
    ("_ must be last: put this before it", CHOOSES),
    ("_ is a keyword and cannot be a name", NAMES),
    ("write * as _*", SHOWS),
    ("* are written _*", SHOWS),
    ("write the rows in brackets: _", SHOWS),
    ("write lines such as *", SHOWS),
    ("write the value before its condition: _", SHOWS),
    ("write _, or a product: _", SHOWS),
    ("write _, or a scale: _", SHOWS),
    ("_ can only be a whole answer of *", SHOWS),
    ("a declaration begins with one of *", CHOOSES),
    ("units are *", CHOOSES),
    ("name the rounding mode: *", CHOOSES),
    ("give it a type: *", CHOOSES),
    ("write _, and remove the line _", CHOOSES),
    ("a name begins with a letter; *", NAMES),
    ("declare `choice *", CHOOSES),
    ("write _ after a comma, or check with _", SHOWS),
    ("remove _: a promise is a range", TakeAway),
    ("to check whether a value is missing, *", SHOWS),
    ("_ is the day on which the policy is applied", SHOWS),
    ("replace a missing value with *", SHOWS),
    ("count rows with *", SHOWS),
    ("add values of rows with *", SHOWS),
    ("weight values with *", SHOWS),
    ("join conditions with *", SHOWS),
    ("for a missing value, write _", Replace),
    ("begin a policy with *", SHOWS),
    ("write them as numbers: *", CHOOSES),
    ("_ takes a name: name the condition with _", NAMES),
    // Names.
    ("its values are _*", ReplaceByOne),
    ("declare it as a column or with _", CHOOSES),
    ("declare it in _", CHOOSES),
    ("declare it: _", CHOOSES),
    ("declare _", CHOOSES),
    ("tables and subjects are _*", CHOOSES),
    ("a reference names a table: _*", CHOOSES),
    ("a factor is a table, *", CHOOSES),
    ("functions are _*", CHOOSES),
    ("types are _*", CHOOSES),
    ("write a choice in the braces: *", CHOOSES),
    ("write a value of the current subject, *", SHOWS),
    ("a scale uses only its arguments and params: pass _ as an argument", CHOOSES),
    ("write _ or _", Replace),
    ("write _, or _ for the value of the choice", ReplaceByOne),
    ("for the value of the choice, write _", Replace),
    ("name the intended value with _*", NAMES),
    ("rename one of them*", NAMES),
    ("choose another name: _", Not("a name of a period is a text, and the name is only an example")),
    ("choose another name", NAMES),
    ("rename or remove one of them", NAMES),
    ("rename the choice, for example to _", Replace),
    ("write _; in _, *", ReplaceByFirst),
    ("rename the scale, for example to _", Replace),
    ("check whether it is missing: _", Replace),
    ("remove it: no cell is empty there", CHOOSES),
    ("remove _, and set rows without a value aside: *", TakePieceAway),
    ("keep one _ line", TakeLineAway),
    ("keep one", CHOOSES),
    ("keep one, and write a line for each value of the other", CHOOSES),
    ("keep _ or _", CHOOSES),
    ("merge them into one line", CHOOSES),
    ("end one before the other begins", CHOOSES),
    ("write a key of several columns on one line: _", SHOWS),
    ("name several clauses in one text: _", SHOWS),
    ("a text in a file can mean only one value", DATA),
    ("give each column its own header, or keep one of the columns", DATA),
    ("give each its own text: _", DATA),
    ("give the value another text", DATA),
    ("give _ a text*", DATA),
    ("a text can mean * or a value, not both: *", DATA),
    ("write the header of the file; *", DATA),
    ("remove it, or give it a header: _", TakeLineAway),
    // Cases that are never decided silently.
    ("check first: _, or _*", BeforeCondition),
    ("check before the rows are aggregated: _", CHOOSES),
    ("compare it with a value of the row by _: *", SHOWS),
    ("check a column that is declared _", CHOOSES),
    ("remove _", TakePieceAway),
    ("remove the check, or declare the column _", CHOOSES),
    ("remove the line", TakeLineAway),
    ("remove the line; *", TakeLineAway),
    ("remove this line: *", TakeLineAway),
    ("add a line _, _ or _", LineOfBody),
    ("add _, _ or _", IntoCall),
    ("add _ or _", IntoCall),
    ("add _ (n - 1) or _ (n)", IntoCall),
    ("add the share of values below it: _", CHOOSES),
    ("add the type: _, one of 1 to 9", IntoCall),
    ("add an answer for that case: _, or _", ReplaceByFirst),
    ("add a rule for values beyond them: _ stops at the end, _ continues", IntoCall),
    ("name the answer, and write the name here: _", NAMES),
    ("add _ after it", Behind),
    ("add a clause _; if only exclusions count, _", LineOfBody),
    ("add a row for each: *", CHOOSES),
    ("add a row _", CHOOSES),
    ("add a row for each", CHOOSES),
    ("write _ or _", Replace),
    ("declare the column without _", CHOOSES),
    ("remove _, or leave the column out of the key", TakePieceAway),
    ("write _: rows without a value are outside of the domain", Replace),
    ("write _, and a _ that the value is not missing", ReplaceByFirst),
    ("write _, optionally with a reason: _", ReplaceByFirst),
    // Types and units.
    ("check with _*", SHOWS),
    ("write `by mean`, *", ReplaceByOne),
    ("add _, or promise its whole range", LineOfBody),
    ("*or write `, gaps reported`", EndOfHead),
    ("write _: the rest is in _", ReplaceByFirst),
    ("add it once: _; if it counts for each _, *", OfOthers),
    ("add it in a separate sum: _; *", CHOOSES),
    ("use _ once, as it is; *", CHOOSES),
    ("aggregate the values: _", Replace),
    ("choose one with a condition: _", Behind),
    ("add a condition: _; to use all, *", Behind),
    ("add a line _, or a period", LineOfBody),
    ("add a line _ or _", LineOfBody),
    ("no other mean is the same; *", CHOOSES),
    ("add a line `expect *", CHOOSES),
    ("add a line _", LineOfBody),
    ("write a weight before each, or compose them _", EndOfHead),
    ("write _, _ or _", Replace),
    ("give a value of the type of the key", CHOOSES),
    ("write a number here", CHOOSES),
    ("use a column of numbers here", CHOOSES),
    ("check whether two values are equal with _", CHOOSES),
    ("give each value a number with _", CHOOSES),
    ("compare it, for example with _", CHOOSES),
    ("name another column*", CHOOSES),
    ("write _, _, or _", SHOWS),
    ("write a date here, for example _", SHOWS),
    ("name a column of type *", CHOOSES),
    ("look up a column of a choice, or write _", CHOOSES),
    ("write a number or a range: _", SHOWS),
    ("write a text in quotation marks here", CHOOSES),
    ("give at least one answer a value", CHOOSES),
    ("declare it _, or compare with _ and _", CHOOSES),
    ("write one of _*", Replace),
    ("name one of them", CHOOSES),
    ("write the name: _", Replace),
    ("name an eligibility or a condition: _", CHOOSES),
    ("name a column of *", CHOOSES),
    ("write a number, or give a type: _", CHOOSES),
    ("write the set after _: _", CHOOSES),
    ("check whether it contains a value: _", SHOWS),
    ("write only the type", CHOOSES),
    ("for decimals write _", CHOOSES),
    ("give it a number with _", CHOOSES),
    ("judge a tree or a _ of the same subject", CHOOSES),
    ("use it in _, or after _ or _", CHOOSES),
    ("write _ or _ here", Replace),
    ("declare its type*", CHOOSES),
    ("write a number without a type: _", CHOOSES),
    ("write the number without a unit*", CHOOSES),
    ("write the unit: `24 hours`, `30 minutes`", SHOWS),
    ("write the unit: _*", ReplaceByOne),
    ("multiply it by its unit: _", Replace),
    ("use months to move a date: *", CHOOSES),
    ("months have no fixed length: *", CHOOSES),
    ("divide by *", CHOOSES),
    ("convert both to plain numbers: *", CHOOSES),
    ("working days are counted by a calendar: *", CHOOSES),
    ("for example, write `100..75000`", SHOWS),
    ("for example, write `number *", Replace),
    ("for example, write `rating *", Replace),
    ("for example, write _", SHOWS),
    ("write year-month-day: _", SHOWS),
    ("write the first day first", CHOOSES),
    ("write _, or fewer", Replace),
    ("declare _ without _", Undeclare),
    ("write the lower end first", CHOOSES),
    ("include both ends: _, _", CHOOSES),
    ("narrow the range*", CHOOSES),
    ("a scale needs two different goalposts", CHOOSES),
    ("write _, or a share: _", CHOOSES),
    ("limit *", CHOOSES),
    ("use a table with one row for each", CHOOSES),
    ("the types are 1 to 9; *", CHOOSES),
    ("write all with _ and *", CHOOSES),
    ("write one end of each tier, *", CHOOSES),
    ("name a value for each column of the key: _", CHOOSES),
    // Calls, weights, tiers and the like.
    ("add _", CHOOSES),
    ("remove it, or compose _", TakeAway),
    ("remove it; to round, write _", CHOOSES),
    ("remove it from its own factors", CHOOSES),
    ("remove it*", TakeAway),
    ("weights of a mean must not be below zero; *", CHOOSES),
    ("write a plain number", CHOOSES),
    ("give *", CHOOSES),
    ("write the clusters first: _", SHOWS),
    ("add a line to the table: _, or _", SHOWS),
    ("write a _, *", CHOOSES),
    ("join the names after _ by _: _", CHOOSES),
    ("write _ instead of _", CHOOSES),
    ("name a tree *", CHOOSES),
    ("write one aggregate for each value", CHOOSES),
    ("use _", CHOOSES),
    ("write `*(x*", SHOWS),
    ("write `publish *", SHOWS),
    ("write `expect *", SHOWS),
    ("write `, ranked *", SHOWS),
    ("write _, without a unit", Replace),
    ("write _", Replace),
    ("write *", CHOOSES),
    ("10 is *; correct a weight or the total", CHOOSES),
    ("correct *", CHOOSES),
    ("put *", CHOOSES),
    ("remove *", CHOOSES),
    ("add *", CHOOSES),
    ("expect *", CHOOSES),
    ("declare *", CHOOSES),
    ("say *", CHOOSES),
    ("rank *", CHOOSES),
    ("let *", CHOOSES),
    ("aggregate *", CHOOSES),
    ("select *", CHOOSES),
    ("use *", CHOOSES),
    ("end *", CHOOSES),
    ("round *", CHOOSES),
    ("move *", CHOOSES),
    ("make *", CHOOSES),
    ("leave *", CHOOSES),
    ("multiply *", CHOOSES),
    ("group *", CHOOSES),
    ("name *", CHOOSES),
    ("values of *", CHOOSES),
    ("check whether *", CHOOSES),
];

/// Follows a help. Returns a policy for each of its alternatives, or the reason why it cannot be followed.
pub(super) fn followed(text: &str, finding: &Diagnostic) -> Result<Lead, String> {
    let help = finding.help.as_deref().ok_or("it has no help")?;
    let form = form_of(help);
    let found = FORMS.iter().find(|(pattern, _)| fits(pattern, &form) || fits(pattern, help));
    let (_, way) = found.ok_or_else(|| format!("no form: {form}"))?;
    let place = finding.span().ok_or("it has no place")?.range();
    if let Not(why) = way {
        return Err((*why).to_string());
    }
    let pieces: Vec<&str> = help.split('`').skip(1).step_by(2).filter(|piece| !piece.contains('…')).collect();
    if pieces.is_empty() && help.contains('…') && !matches!(way, BeforeCondition) {
        return Err("a part of it is left to the author".to_string());
    }
    let pages = Typist { text, place, pieces: &pieces, help }.pages(*way);
    let one = matches!(way, ReplaceByOne | BehindAWord);
    if pages.is_empty() { Err(format!("{way:?} finds no place: {help}")) } else { Ok(Lead { pages, one }) }
}

/// The result of a help.
pub(super) struct Lead {
    /// A policy for each of its alternatives.
    pub pages: Vec<String>,
    /// Whether only one of the alternatives is meant.
    pub one: bool,
}

/// A help with `_` for each piece in backticks.
pub(super) fn form_of(help: &str) -> String {
    let piece = |(i, part): (usize, &str)| if i % 2 == 1 { "_".to_string() } else { part.to_string() };
    help.split('`').enumerate().map(piece).collect()
}

/// Whether a pattern matches a whole text. `*` means any text.
fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|behind| {
            let mut ends = behind.char_indices().map(|(i, _)| i).chain([behind.len()]);
            ends.any(|i| fits(rest, &behind[i..]))
        }),
    }
}

/// A person who follows a help.
struct Typist<'a> {
    text: &'a str,
    place: Range<usize>,
    pieces: &'a [&'a str],
    help: &'a str,
}

impl Typist<'_> {
    fn pages(&self, way: Way) -> Vec<String> {
        let first = self.pieces.first().copied();
        let each = |edit: &dyn Fn(&str) -> Option<String>| self.pieces.iter().filter_map(|piece| edit(piece)).collect();
        let once = |page: Option<String>| page.into_iter().collect();
        match way {
            Replace | ReplaceByOne => each(&|piece| Some(self.with(self.begun(piece), piece))),
            ReplaceByLast => once(self.pieces.last().map(|piece| self.with(self.begun(piece), piece))),
            Undeclare => once(first.and_then(|name| {
                let declared = self.text.find(&format!("\n  {name} "))? + 1;
                let what = self.pieces.get(1)?;
                let at = declared + self.text[declared..].find(what)?;
                Some(self.without(at..at + what.len()))
            })),
            BehindAWord => {
                let underlined = &self.text[self.place.clone()];
                let ends = underlined.char_indices().filter(|(_, c)| *c == ' ').map(|(i, _)| self.place.start + i);
                let put = |at: usize| first.map(|piece| self.with(at..at, piece));
                ends.chain([self.place.end]).filter_map(put).collect()
            }
            ReplaceByFirst => once(first.map(|piece| self.with(self.place.clone(), piece))),
            TakeAway => vec![self.without(self.place.clone())],
            TakeLineAway => {
                let end = self.text[self.place.end..].find('\n').map_or(self.text.len(), |i| self.place.end + i);
                vec![self.with(self.line_start(self.place.start)..end, "")]
            }
            TakePieceAway => once(first.and_then(|piece| Some(self.without(self.nearest(piece)?)))),
            Behind => once(first.map(|piece| self.with(self.place.end..self.place.end, &format!(" {piece}")))),
            IntoCall => each(&|piece| {
                let end = self.call_end()?;
                Some(self.with(end..end, &format!(", {piece}")))
            }),
            LineOfBody => each(&|piece| {
                let end = self.body_end()?;
                Some(self.with(end..end, &format!("\n  {piece}\n")))
            }),
            EndOfLineAbove => once(first.map(|piece| {
                let above = self.text[..self.line_start(self.place.start)].trim_end().len();
                let between = &self.text[above..self.place.start];
                self.with(above..self.place.end, &format!(" {piece}{between}"))
            })),
            FirstBeforeSecond => once(self.pieces.get(1).and_then(|second| {
                let moved = self.without(self.place.clone());
                let start = self.line_start(self.place.start);
                let at = start + moved[start..].find(second)?;
                Some(format!("{}{} {}", &moved[..at], first?, &moved[at..]))
            })),
            EndOfHead => once(self.pieces.last().and_then(|piece| {
                let open = self.text[self.place.start..].find('{').map(|i| self.place.start + i);
                let open = open.filter(|open| !self.text[self.place.start..*open].contains('\n'));
                let at = self.text[..open.or_else(|| self.opens_around(&['{']))?].trim_end().len();
                let blank = if piece.starts_with(',') { "" } else { " " };
                Some(self.with(at..at, &format!("{blank}{piece}")))
            })),
            OfOthers => once(self.pieces.get(1).and_then(|rows| {
                let of = format!("{} of {rows}", &self.text[self.place.clone()]);
                let at = self.place.start + self.text[self.place.start..].find(&of)?;
                Some(self.with(at..at + of.len(), first?))
            })),
            BeforeCondition => once(self.before_condition()),
            AtEnd => vec![format!("{}\n{}\n", self.text.trim_end(), self.pieces.join("\n"))],
            Layout => format(Path::new("case.grad"), self.text).into_iter().collect(),
            Not(_) => Vec::new(),
        }
    }

    /// The underlined text, with the words before it if the piece begins with these words.
    fn begun(&self, piece: &str) -> Range<usize> {
        let before = self.text[self.line_start(self.place.start)..self.place.start].trim_end();
        let words: Vec<&str> = piece.split(' ').collect();
        let begun = (1..words.len()).rev().map(|n| words[..n].join(" ")).find(|start| before.ends_with(start.as_str()));
        let start =
            begun.map_or(self.place.start, |start| self.line_start(self.place.start) + before.len() - start.len());
        start..self.place.end
    }

    fn with(&self, range: Range<usize>, new: &str) -> String {
        format!("{}{new}{}", &self.text[..range.start], &self.text[range.end..])
    }

    /// The policy without a piece, and without the blanks and the comma that separate the piece from others.
    fn without(&self, range: Range<usize>) -> String {
        let start = self.text[..range.start].trim_end_matches(' ').len();
        let is_mark = [",", "，"].contains(&&self.text[range.clone()]);
        let start =
            start - if is_mark { 0 } else { self.text[..start].chars().rev().take_while(|c| *c == ',').count() };
        self.with(start.max(self.line_start(range.start))..range.end, "")
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// The place of a piece within the underlined text, on its line, or after it.
    fn nearest(&self, piece: &str) -> Option<Range<usize>> {
        let starts = [self.place.start, self.line_start(self.place.start)];
        let at = starts.iter().find_map(|start| Some(start + self.text[*start..].find(piece)?))?;
        Some(at..at + piece.len())
    }

    /// The end of the brackets that open in or directly after the underlined text, else of the brackets around it.
    fn call_end(&self) -> Option<usize> {
        let behind = self.text[self.place.start..].find(|c: char| !c.is_alphanumeric() && c != '_');
        let own = behind.map(|i| self.place.start + i).filter(|at| self.text[*at..].starts_with(['(', '（']));
        own.or_else(|| self.opens_around(&['(', '（'])).and_then(|open| closing(self.text, open))
    }

    /// The innermost bracket that is open before the underlined text.
    fn opens_around(&self, signs: &[char]) -> Option<usize> {
        let mut opens = self.text[..self.place.start].rmatch_indices(signs).map(|(i, _)| i);
        opens.find(|open| closing(self.text, *open).is_none_or(|end| end > self.place.start))
    }

    /// The end of the body that opens in the underlined text or after it on its line, else of the body around it.
    fn body_end(&self) -> Option<usize> {
        let behind = &self.text[self.place.start..];
        let line = &behind[..behind.find('\n').unwrap_or(behind.len())];
        let here = line.find(['{', '｛']).map(|i| self.place.start + i);
        closing(self.text, here.or_else(|| self.opens_around(&['{', '｛']))?)
    }

    /// The policy with `x is not absent and ` before the condition that is underlined or around the underlined text. A
    /// value that is not a condition is put into a `first` and given only if it is not absent.
    fn before_condition(&self) -> Option<String> {
        let asked = self.help.split('`').nth(1)?.strip_suffix('…')?;
        let start = self.line_start(self.place.start);
        let end = self.text[start..].find('\n').map_or(self.text.len(), |i| start + i);
        let before = &self.text[start..self.place.start];
        let begins = [" = ", " when ", " where ", " and ", " or "];
        let (at, word) = begins.iter().filter_map(|word| Some((before.rfind(word)? + word.len(), word))).max()?;
        let behind = &self.text[start + at..end];
        let is_condition = *word != " = " || [" is ", " in ", "<", ">"].iter().any(|sign| behind.contains(sign));
        Some(match is_condition {
            true => self.with(start + at..start + at, asked),
            false => {
                let when = asked.strip_suffix(" and ")?;
                let value = format!("first {{ {behind} when {when} otherwise missing because \"none\" }}");
                self.with(start + at..end, &value)
            }
        })
    }
}

/// The position at which a bracket is closed.
fn closing(text: &str, open: usize) -> Option<usize> {
    let plain = |c| match c {
        '（' => '(',
        '）' => ')',
        '｛' => '{',
        '｝' => '}',
        other => other,
    };
    let opens = plain(text[open..].chars().next()?);
    let closes = if opens == '(' { ')' } else { '}' };
    let mut depth = 0;
    text[open..].char_indices().find_map(|(i, c)| {
        depth += i64::from(plain(c) == opens) - i64::from(plain(c) == closes);
        (depth == 0).then_some(open + i)
    })
}
