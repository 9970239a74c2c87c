//! The grammar's failures in the author's words.
//!
//! A failure names the rules that would have gone on; here each becomes words, or nothing where a reader would not
//! think of it (every expression may go on with an operator). What was found is shown as it stands.

use super::Rule;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::source::Span;
use crate::syntax::prepare::{Prepared, TOP_WORDS};
use pest::error::{Error, ErrorVariant, InputLocation};

/// The message for a piece that starts at byte `start` of the prepared text.
pub fn message(prepared: &Prepared, error: &Error<Rule>, start: usize) -> Diagnostic {
    let at = start
        + match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
        };
    let positives: &[Rule] = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => &[],
    };
    let (found, span) = found(prepared, at);
    if positives.contains(&Rule::policy) || positives.contains(&Rule::item) {
        return no_declaration(span, &found);
    }
    let wanted = wanted(positives);
    let message = match (&found, wanted.as_str()) {
        (Found::Word(word), "") => format!("`{word}` does not fit here"),
        (Found::Word(word), wanted) => format!("expected {wanted}, found `{word}`"),
        (Found::LineEnd, "") => "the line ends too early".to_string(),
        (Found::LineEnd, wanted) => format!("expected {wanted}, but the line ends"),
        (Found::End, "") => "the declaration ends too early".to_string(),
        (Found::End, wanted) => format!("expected {wanted}, but the declaration ends"),
    };
    let finding = Diagnostic::error(Code::Syntax, span, message).maybe_help(help(&found, positives, prepared, at));
    match unclosed(prepared, start, at).filter(|_| matches!(found, Found::End)) {
        Some(open) => finding.label(open, "this is not closed"),
        None => finding,
    }
}

/// What stands where the grammar stopped.
enum Found {
    Word(String),
    LineEnd,
    End,
}

fn found(prepared: &Prepared, at: usize) -> (Found, Span) {
    let rest = prepared.text.get(at..).unwrap_or("");
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
    let (at, rest) = (at + blanks, rest.get(blanks..).unwrap_or(""));
    let Some(first) = rest.chars().next() else { return (Found::End, prepared.span(at, at)) };
    if first == '\n' {
        let end = rest.trim().is_empty();
        return (if end { Found::End } else { Found::LineEnd }, prepared.span(at, at));
    }
    let len = token(rest, first);
    (Found::Word(rest.get(..len).unwrap_or("").to_string()), prepared.span(at, at + len))
}

/// The length of the word, number, text or sign at the start of `rest`.
fn token(rest: &str, first: char) -> usize {
    let run = |ok: &dyn Fn(char) -> bool| rest.find(|c| !ok(c)).unwrap_or(rest.len());
    if first == '"' {
        let line = rest.find('\n').unwrap_or(rest.len());
        rest.get(1..line).and_then(|r| r.find('"')).map_or(line, |end| end + 2)
    } else if first.is_ascii_digit() {
        run(&|c| c.is_ascii_digit() || c == '.')
    } else if unicode_ident::is_xid_start(first) || first == '_' {
        run(&unicode_ident::is_xid_continue)
    } else if "<>=!.&|".contains(first) {
        run(&|c| "<>=!.&|".contains(c))
    } else {
        first.len_utf8()
    }
}

/// The innermost bracket that is open at `at`, when the piece that starts at `start` leaves one open.
fn unclosed(prepared: &Prepared, start: usize, at: usize) -> Option<Span> {
    let mut open = Vec::new();
    let mut in_text = false;
    let mut escaped = false;
    for (i, c) in prepared.text.get(start..at)?.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            _ if in_text => {}
            '(' | '[' | '{' => open.push(start + i),
            ')' | ']' | '}' => drop(open.pop()),
            _ => {}
        }
    }
    open.pop().map(|i| prepared.span(i, i + 1))
}

fn no_declaration(span: Span, found: &Found) -> Diagnostic {
    let list = TOP_WORDS.join("`, `");
    let help = match found {
        Found::Word(word) => suggest::did_you_mean(word, TOP_WORDS),
        _ => None,
    };
    let message = match found {
        Found::Word(word) => format!("`{word}` begins no declaration"),
        _ => "expected a declaration".to_string(),
    };
    Diagnostic::error(Code::Syntax, span, message)
        .help(help.unwrap_or_else(|| format!("a declaration begins with one of `{list}`")))
}

/// The rules in words, each once, in a fixed order, at most four.
fn wanted(positives: &[Rule]) -> String {
    // Behind a whole value an expression could always go on; what else could follow is the better advice.
    let behind_value = positives.contains(&Rule::add);
    let goes_on = |r: &&Rule| matches!(r, Rule::call | Rule::dots | Rule::is_ | Rule::not_ | Rule::on_scale);
    let mut words: Vec<&str> =
        positives.iter().filter(|r| !behind_value || !goes_on(r)).filter_map(|r| word(*r)).collect();
    words.sort_unstable();
    words.dedup();
    if words.len() > 4 {
        return String::new();
    }
    match words.split_last() {
        Some((last, [])) => (*last).to_string(),
        Some((last, before)) => format!("{} or {last}", before.join(", ")),
        None => String::new(),
    }
}

/// A rule in the words of an author; `None` where naming it would not help.
fn word(rule: Rule) -> Option<&'static str> {
    use Rule::*;
    Some(match rule {
        ident | type_name => "a name",
        text | label | bound_text => "a text in quotation marks",
        number | quantity | amount | weight => "a number",
        digits => "a whole number",
        date => "a date such as `2026-01-31`",
        period => "a period such as `2026Q1`",
        open_brace | body => "`{`",
        close_brace => "`}`",
        open_paren | given_row | call => "`(`",
        close_paren => "`)`",
        open_list => "`[`",
        close_list => "`]`",
        comma => "`,`",
        colon => "`:`",
        equals => "`=`",
        dots => "`..`",
        decimals => "`decimals`",
        column_type => "a type such as `text`, `rating 1..5` or `number with 2 decimals`",
        bound => "a bound such as `>= 90`, `[70, 90)` or `otherwise`",
        mode => "a rounding mode such as `half up`",
        column | column_head => "a column",
        node => "an indicator",
        expr | operand => "a value",
        tier => "a tier",
        choice_value => "a value",
        cell => "a value",
        by_ => "`by`",
        of_ | of_subject => "`of`",
        is_ => "`is`",
        as_ => "`as`",
        to_ => "`to`",
        when_ => "`when`",
        otherwise_ | fallback => "`otherwise`",
        total_ => "`total`",
        at_ => "`at`",
        missing_ => "`missing`",
        unscored_ | unscored => "`unscored`",
        renormalise_ | renormalise => "`renormalise within parent`",
        skipped_ | skipped => "`skipped`",
        counts_ | counts_as => "`counts as`",
        within_ => "`within`",
        parent_ => "`parent`",
        given | given_ => "`given`",
        expect | expect_ => "`expect`",
        reference | group | list | first | negate | not_ => "a value",
        _ => return None,
    })
}

/// A cure, for the mistakes that people are known to make.
fn help(found: &Found, positives: &[Rule], prepared: &Prepared, at: usize) -> Option<String> {
    let Found::Word(word) = found else {
        return positives.contains(&Rule::close_brace).then(|| "close the braces with `}`".to_string());
    };
    let wants_name = positives.contains(&Rule::ident) || positives.contains(&Rule::column);
    Some(match word.as_str() {
        "==" => "to compare, write `is`; `=` defines".to_string(),
        "=" => "`=` defines a name; to compare, write `is`".to_string(),
        "!=" | "<>" => "write `is not`".to_string(),
        "&&" | "&" => "write `and`".to_string(),
        "||" | "|" => "write `or`".to_string(),
        "'" => "a text stands between `\"` and `\"`".to_string(),
        _ if wants_name && is_reserved(word) => {
            format!("`{word}` is a word of the language and cannot be a name")
        }
        _ if word.starts_with(|c: char| c.is_ascii_digit()) && next_is_letter(prepared, at, word) => {
            "put a blank between the number and the word".to_string()
        }
        _ if positives.contains(&Rule::close_brace) => {
            "put each fact on a line of its own, or close the braces with `}`".to_string()
        }
        _ => return None,
    })
}

fn next_is_letter(prepared: &Prepared, at: usize, word: &str) -> bool {
    let rest = prepared.text.get(at..).unwrap_or("").trim_start();
    rest.get(word.len()..).is_some_and(|r| r.starts_with(unicode_ident::is_xid_start))
}

fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// The words that cannot be names.
pub const RESERVED: [&str; 18] = [
    "and",
    "because",
    "cite",
    "default",
    "first",
    "in",
    "is",
    "missing",
    "no",
    "not",
    "of",
    "on",
    "or",
    "otherwise",
    "then",
    "when",
    "where",
    "yes",
];
