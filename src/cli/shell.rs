//! `gradus completions` and `gradus man`: the command line described for a shell and for a reader, from its own
//! definition.

use super::talk::print_as_is;
use super::{Cli, Exit, Outcome};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::cli as say;
use clap::CommandFactory;

#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArgs {
    /// The shell.
    shell: clap_complete::Shell,
}

#[derive(Debug, clap::Args)]
pub(super) struct ManArgs {
    /// The command to document; by default, the whole program.
    command: Option<String>,
}

pub(super) fn completions(args: &CompletionsArgs) -> Outcome {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "gradus", &mut text);
    print_as_is(&String::from_utf8_lossy(&text));
    Ok(Exit::Done)
}

pub(super) fn man(args: &ManArgs) -> Outcome {
    let mut command = Cli::command();
    command.build();
    if let Some(name) = &args.command {
        let Some(found) = command.find_subcommand(name) else {
            let message = say::unknown_command(name);
            return Err(Diagnostic::input(Code::Usage, None, message).help(say::list_of_commands()).into());
        };
        command = found.clone();
    }
    let title = args.command.as_ref().map_or_else(|| "gradus".to_string(), |name| format!("gradus-{name}"));
    let mut text = Vec::new();
    clap_mangen::Man::new(command).title(title).render(&mut text).map_err(|error| {
        let message = say::manual_page_not_made(&error);
        Diagnostic::input(Code::OutputFailed, None, message).help(say::please_report())
    })?;
    print_as_is(&String::from_utf8_lossy(&text));
    Ok(Exit::Done)
}
