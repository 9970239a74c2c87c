//! `gradus explain-code`: what a code means.

use super::talk::print;
use super::{Exit, Outcome};
use crate::diagnostic::{Code, Diagnostic, suggest};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The code, as it stands in brackets: `tier-gap` of `error[tier-gap]`. All of them when not given.
    code: Option<String>,
}

pub fn run(args: &Args) -> Outcome {
    let Some(name) = &args.code else {
        for code in Code::ALL {
            print(&format!("{}: {}\n", code.name(), code.meaning()));
        }
        return Ok(Exit::Done);
    };
    let Some(code) = Code::ALL.iter().find(|code| code.name() == name) else {
        let message = format!("there is no code `{name}`");
        let help = suggest::did_you_mean(name, Code::ALL.iter().map(|code| code.name()))
            .unwrap_or_else(|| "`gradus explain-code` lists all of them".to_string());
        return Err(Diagnostic::input(Code::Usage, None, message).help(help).into());
    };
    print(&format!("{}\n\n{}\n", code.name(), code.meaning()));
    Ok(Exit::Done)
}
