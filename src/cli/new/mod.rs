//! `gradus new`: a new pack, which works at once.

use super::talk::print;
use super::{Exit, Outcome, Talk};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::cli as say;
use crate::results::write::write_file;
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the pack, new or empty.
    folder: PathBuf,
    /// Set the language of names, labels and comments.
    #[arg(long, value_enum, default_value_t = Language::En)]
    language: Language,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Language {
    /// English.
    En,
    /// Chinese.
    Zh,
}

/// The files of a pack, each with its content.
const EN: [(&str, &str); 4] = [
    ("policy.grad", include_str!("policy.en.grad")),
    ("gradus.toml", include_str!("gradus.en.toml")),
    ("data/answers.csv", include_str!("data.en.csv")),
    ("expected/branches.csv", include_str!("expected.en.csv")),
];
const ZH: [(&str, &str); 4] = [
    ("policy.grad", include_str!("policy.zh.grad")),
    ("gradus.toml", include_str!("gradus.zh.toml")),
    ("data/答卷.csv", include_str!("data.zh.csv")),
    ("expected/校区.csv", include_str!("expected.zh.csv")),
];

pub(super) fn run(args: &Args, talk: &Talk) -> Outcome {
    let shown = args.folder.display();
    let used = match std::fs::read_dir(&args.folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) => error.kind() != ErrorKind::NotFound,
    };
    if used {
        let message = say::folder_in_use(&shown);
        let help = say::name_another_folder();
        return Err(Diagnostic::input(Code::OutputFailed, None, message).help(help).into());
    }
    let files = match args.language {
        Language::En => EN,
        Language::Zh => ZH,
    };
    for (name, content) in files {
        let path = args.folder.join(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| {
                let message = say::folder_not_made(folder.display(), &error);
                Diagnostic::input(Code::OutputFailed, None, message).help(say::check_permissions())
            })?;
        }
        write_file(&path, |out| out.write_all(content.as_bytes()))?;
        print(&format!("{}\n", path.display()));
    }
    // Quote the path so that a shell reads it as one word.
    let plain = |c: char| c.is_alphanumeric() || "/\\._-~:".contains(c);
    let shown = match args.folder.display().to_string() {
        path if path.chars().all(plain) => path,
        path => format!("\"{path}\""),
    };
    talk.say(&say::next_commands(&shown));
    Ok(Exit::Done)
}
