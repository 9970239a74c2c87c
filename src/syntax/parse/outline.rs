//! The places of brackets and facts in a prepared text, found without the grammar: for text that the grammar cannot
//! parse.

use crate::syntax::prepare;
use std::ops::Range;

/// The signs of a text outside of its strings, each with its place.
pub(super) fn signs(text: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut in_text, mut escaped) = (false, false);
    text.char_indices().filter(move |(_, c)| {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            _ => return !in_text,
        }
        false
    })
}

/// The brackets that are open at a place, outermost first. A closing brace ends all brackets that were left open inside
/// it.
pub(super) fn open(text: &str, at: usize) -> Vec<(usize, char)> {
    let mut open = Vec::new();
    for (i, c) in signs(text.get(..at).unwrap_or("")) {
        match c {
            '(' | '[' | '{' => open.push((i, c)),
            ')' | ']' => drop(open.pop_if(|(_, c)| *c != '{')),
            '}' => open.truncate(open.iter().rposition(|(_, c)| *c == '{').unwrap_or(0)),
            _ => {}
        }
    }
    open
}

/// The place where the round bracket that opens at a place is closed; `None` if nothing closes it.
pub(super) fn closed(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0;
    let mut signs = signs(text).skip_while(|(at, _)| *at < open);
    let closes = signs.find(|(_, sign)| {
        depth += i32::from(*sign == '(') - i32::from(*sign == ')');
        depth == 0
    });
    closes.map(|(at, _)| at)
}

/// The braces that are open at a place, outermost first.
pub(super) fn braces(text: &str, at: usize) -> Vec<usize> {
    open(text, at).into_iter().filter(|(_, c)| *c == '{').map(|(i, _)| i).collect()
}

/// The number of opening braces minus the number of closing braces.
pub(super) fn balance(text: &str) -> i64 {
    signs(text).map(|(_, c)| i64::from(c == '{') - i64::from(c == '}')).sum()
}

/// The text in parts of at least so many bytes. Each part after the first begins with a declaration, and no bracket is
/// open between two parts.
pub(super) fn parts(text: &str, least: usize) -> Vec<Range<usize>> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0);
    for (at, sign) in signs(text) {
        depth += i64::from(matches!(sign, '(' | '[' | '{')) - i64::from(matches!(sign, ')' | ']' | '}'));
        if depth < 0 {
            break;
        }
        let ends = sign == '\n' && depth == 0 && at + 1 - start >= least;
        if ends && text.get(at + 1..).is_some_and(prepare::starts_declaration) {
            parts.push(start..at + 1);
            start = at + 1;
        }
    }
    parts.push(start..text.len());
    parts
}

/// The end of the body that a brace opens: its closing brace, or the end of the text.
pub(super) fn body_end(text: &str, brace: usize) -> usize {
    let mut depth = 0;
    let inside = signs(text).skip_while(|(i, _)| *i < brace);
    let mut closing = inside.filter(|(_, c)| {
        depth += i64::from(*c == '{') - i64::from(*c == '}');
        depth == 0 && *c == '}'
    });
    closing.next().map_or(text.len(), |(i, _)| i)
}

/// The fact around a place in the body that a brace opens, including all braces that open in the fact, without blanks
/// at its ends. A place directly after a fact belongs to that fact. The range is empty if there is no fact.
pub(super) fn fact(text: &str, brace: usize, at: usize) -> Range<usize> {
    let (mut start, mut end, mut depth) = (brace + 1, body_end(text, brace), 0);
    for (i, c) in signs(text).filter(|(i, _)| *i > brace) {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            '\n' if depth == 0 && i >= at => {
                end = i;
                break;
            }
            '\n' if depth == 0 => start = i + 1,
            _ => {}
        }
    }
    trimmed(text, start..end)
}

/// The line around a place, without blanks at its ends.
pub(super) fn line(text: &str, at: usize) -> Range<usize> {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |i| i + 1);
    let end = text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |i| at + i);
    trimmed(text, start..end)
}

/// A range without blanks at its ends.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inside = text.get(range.clone()).unwrap_or("");
    let start = range.start + inside.len() - inside.trim_start().len();
    start..start + inside.trim().len()
}

/// The distance of a place from the start of its line, in bytes.
pub(super) fn column(text: &str, at: usize) -> usize {
    at - text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |i| i + 1)
}

/// A brace that is never closed, and the place where its body would end according to the indentation of the lines.
pub(super) fn unclosed(text: &str) -> Option<(usize, usize)> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    let indent = |at| line(text, at).start - (at - column(text, at));
    let mut culprit = None;
    for (i, c) in signs(text) {
        if c == '{' {
            open.push((i, indent(i)));
        } else if c == '}' {
            let own = indent(i);
            let leads = line(text, i).start == i;
            match open.last() {
                Some(&(_, inner)) if leads && own < inner && open.iter().any(|(_, outer)| *outer == own) => {
                    culprit = open.pop();
                    break;
                }
                _ => drop(open.pop()),
            }
        }
    }
    let (brace, own) = culprit.or(open.pop())?;
    let lines = text.match_indices('\n').map(|(i, _)| i + 1).filter(|start| *start > brace);
    let outside = lines.map(|start| line(text, start)).find(|line| !line.is_empty() && indent(line.start) <= own);
    Some((brace, outside.map_or(text.len(), |line| line.start)))
}

/// The parts of a text directly around a brace: its head, and the lines of its body without the content of other
/// brackets in them.
pub(super) fn directly(text: &str, owner: Range<usize>, brace: usize) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = std::iter::once(owner.start..brace).collect();
    let (mut start, mut depth) = (Some(brace + 1), 0);
    for (i, c) in signs(text).filter(|(i, _)| *i > brace && *i < owner.end) {
        match c {
            '(' | '[' | '{' => {
                found.extend(start.take().map(|start| start..i + 1));
                depth += 1;
            }
            ')' | ']' | '}' if depth > 0 => {
                depth -= 1;
                start = (depth == 0).then_some(i);
            }
            _ => {}
        }
    }
    found.extend(start.map(|start| start..owner.end));
    found
}

/// The parts of a range between its commas, except commas inside its brackets.
pub(super) fn between_commas(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let (mut parts, mut start, mut depth) = (Vec::new(), range.start, 0);
    for (i, c) in signs(text).filter(|(i, _)| range.contains(i)) {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(start..i);
                start = i + 1;
            }
            _ => {}
        }
    }
    parts.push(start..range.end);
    parts
}

/// The words of a text outside of its strings, each with its place.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut outside = signs(text).peekable();
    std::iter::from_fn(move || {
        let (start, _) = outside.find(|(_, c)| unicode_ident::is_xid_continue(*c))?;
        let mut end = start + text.get(start..)?.chars().next()?.len_utf8();
        while let Some((i, c)) = outside.next_if(|(i, c)| *i == end && unicode_ident::is_xid_continue(*c)) {
            end = i + c.len_utf8();
        }
        Some((start, text.get(start..end)?))
    })
}
