//! `gradus explain-code`: the page of a code, or all codes with their meanings.

use super::talk::print;
use super::{Exit, Outcome};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::messages::cli as say;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The code, as in brackets: `tier-gap` of `error[tier-gap]`; lists all codes if you leave it out.
    code: Option<String>,
}

pub(super) fn run(args: &Args) -> Outcome {
    let Some(name) = &args.code else {
        for code in Code::ALL {
            print(&format!("{}: {}\n", code.name(), code.meaning()));
        }
        return Ok(Exit::Done);
    };
    let Some(code) = Code::ALL.iter().find(|code| code.name() == name) else {
        let message = say::unknown_code(name);
        let help = suggest::did_you_mean(name, Code::ALL.iter().map(|code| code.name()))
            .unwrap_or_else(|| say::list_of_codes().to_string());
        return Err(Diagnostic::input(Code::Usage, None, message).help(help).into());
    };
    print(&plain(code.page()));
    Ok(Exit::Done)
}

/// Returns a page of the manual as plain text: blocks are indented instead of fenced, and headings and links are
/// reduced to their words.
fn plain(page: &str) -> String {
    let mut text = String::new();
    let mut fenced = false;
    for line in page.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if fenced && !line.is_empty() {
            text.push_str("    ");
        }
        text.push_str(&if fenced { line.to_string() } else { words(line.trim_start_matches('#').trim_start()) });
        text.push('\n');
    }
    text
}

/// Returns a line of prose with only the words of its links: `[words](address)` becomes `words`.
fn words(line: &str) -> String {
    let mut parts = line.split("](");
    let mut text = parts.next().unwrap_or_default().to_string();
    for part in parts {
        // The text so far ends with the words of a link, and the part begins with its address.
        if let Some(bracket) = text.rfind('[') {
            text.remove(bracket);
        }
        text.push_str(part.split_once(')').map_or(part, |(_, rest)| rest));
    }
    text
}
