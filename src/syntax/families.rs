//! Families of columns: `"{item}_score" as score` is a column for each value of the choice `item`.
//!
//! Such a line is expanded before names are resolved. Each column has a name that no policy can contain, a link to its
//! family, and a label from the value.

use super::ast::{Choice, ChoiceValue, Column, File, ItemKind, Member, Name, Text};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::messages::syntax as say;
use crate::source::Span;

/// Expands every family of all files.
pub fn write_out(files: &mut [File]) -> Vec<Diagnostic> {
    let items = files.iter().flat_map(|file| &file.items);
    let choices: Vec<Choice> = items
        .filter_map(|item| match &item.kind {
            ItemKind::Choice(choice) => Some(choice.clone()),
            _ => None,
        })
        .collect();
    let mut findings = Vec::new();
    for item in files.iter_mut().flat_map(|file| &mut file.items) {
        let ItemKind::Table(table) = &mut item.kind else { continue };
        if table.columns.iter().all(|column| braces(column).is_none()) {
            table.columns.shrink_to_fit();
            continue;
        }
        let columns = std::mem::take(&mut table.columns);
        for column in columns {
            match braces(&column) {
                None => table.columns.push(column),
                Some(_) if column.refers.is_some() || column.absent.is_some() => findings.push(no_values(&column)),
                Some((.., after)) if after.contains('{') => findings.push(two_choices(&column)),
                Some((before, choice, after)) => match choices.iter().find(|c| c.name.text == choice) {
                    Some(choice) => table.columns.extend(members(&column, choice, before, after)),
                    None => findings.push(unknown(&column, choice, &choices)),
                },
            }
        }
    }
    findings
}

/// The texts before, between and after the braces of a header.
fn braces(column: &Column) -> Option<(&str, &str, &str)> {
    let (before, rest) = column.header.as_ref()?.value.split_once('{')?;
    let (choice, after) = rest.split_once('}')?;
    Some((before, choice, after))
}

fn members(column: &Column, choice: &Choice, before: &str, after: &str) -> Vec<Column> {
    let member = |(i, value): (usize, &ChoiceValue)| {
        let text = value.texts.first().map_or(&value.name.text, |t| &t.value);
        let header = column.header.as_ref().map(|h| Text { value: format!("{before}{text}{after}"), span: h.span });
        let what = column.label.as_ref().map_or(&column.name.text, |l| &l.value);
        let of = value.label.as_ref().map_or(&value.name.text, |l| &l.value);
        Column {
            header,
            name: Name { text: format!("{}.{}", column.name.text, value.name.text), span: column.name.span },
            label: Some(Text { value: say::member_label(what, of), span: column.name.span }),
            family: Some(Box::new(Member { name: column.name.clone(), choice: choice.name.text.clone(), value: i })),
            ..column.clone()
        }
    };
    choice.values.iter().enumerate().map(member).collect()
}

/// Refuses `or absent` and references: a column of a family has a value in every row, or the value is missing.
fn no_values(column: &Column) -> Diagnostic {
    let name = &column.name.text;
    match (&column.absent, &column.refers) {
        (Some(absent), None) => {
            let message = say::family_never_absent(name);
            let help = say::reason_of_missing();
            Diagnostic::error(Code::WrongMissing, absent.span, message).help(help)
        }
        (_, to) => {
            let message = say::family_refers_to_nothing(name);
            let help = say::declare_type();
            Diagnostic::error(Code::BadReference, to.as_ref().map_or(column.name.span, |to| to.span), message)
                .help(help)
        }
    }
}

/// Refuses a header with two choices: a family has one column for each value of one choice.
fn two_choices(column: &Column) -> Diagnostic {
    let span = column.header.as_ref().map_or(column.name.span, |h| h.span);
    let message = say::two_choices_in_header(&column.name.text);
    let help = say::keep_one_choice();
    Diagnostic::error(Code::SaidTwice, span, message).help(help)
}

fn unknown(column: &Column, choice: &str, choices: &[Choice]) -> Diagnostic {
    let span = column.header.as_ref().map_or(column.name.span, |header| {
        let at = header.span.start as usize + 1 + header.value.find('{').map_or(0, |brace| brace + 1);
        // The places in a text with escapes differ from the places in the file.
        let is_plain = header.span.range().len() == header.value.len() + 2 && !choice.is_empty();
        if is_plain { Span::new(header.span.file, at, at + choice.len()) } else { header.span }
    });
    let known = choices.iter().map(|c| c.name.text.as_str());
    let help = suggest::did_you_mean(choice, known).unwrap_or_else(|| say::braces_name_choice().to_string());
    let message = match choice {
        "" => say::no_choice_in_braces(&column.name.text),
        choice => say::unknown_choice(choice),
    };
    Diagnostic::error(Code::UnknownName, span, message).about(choice).help(help)
}
