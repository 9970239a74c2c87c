//! `gradus graph`: a policy as a picture.

use super::bindings::files_of_manifest;
use super::{Exit, Failure, Outcome, PathArg, Talk, output, packs};
use crate::diagnostic::{Code, Diagnostic};
use crate::diagram::{Format, drawing};
use crate::messages::cli as say;
use crate::policy::Run;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    path: PathArg,
    /// Set the format; by default, the format of the output file's ending, or Graphviz without a file.
    #[arg(long, value_enum)]
    format: Option<FormatArg>,
    /// Write the drawing to this file; by default, to standard output.
    #[arg(short, long, value_name = "FILE", value_parser = super::output::path)]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FormatArg {
    /// Graphviz.
    Dot,
    /// Mermaid, which wikis and code forges show.
    Mermaid,
    /// An image for any browser.
    Svg,
}

pub(super) fn run(args: &Args, talk: &Talk) -> Outcome {
    let format = format(args)?;
    let pack = packs::one(&args.path)?;
    let compiled = packs::compiled(&pack, &Run::default())?;
    talk.findings(&compiled.findings, &pack.sources);
    let text = drawing(&compiled.model, &pack.sources).write(format);
    if let Some(file) = &args.output {
        output::spares(&pack, &files_of_manifest(&pack), file)?;
    }
    output::write_text(&text, args.output.as_deref(), None)?;
    Ok(Exit::Done)
}

/// Returns the format. The ending of the output file sets it; with an unknown ending, `--format` does.
fn format(args: &Args) -> Result<Format, Failure> {
    let wanted = args.format.map(|format| match format {
        FormatArg::Dot => Format::Dot,
        FormatArg::Mermaid => Format::Mermaid,
        FormatArg::Svg => Format::Svg,
    });
    let usage = |message: &str, help: &str| Failure::from(Diagnostic::input(Code::Usage, None, message).help(help));
    let Some(path) = &args.output else { return Ok(wanted.unwrap_or(Format::Dot)) };
    match (by_ending(path), wanted) {
        (Some(ending), Some(wanted)) if ending != wanted => {
            Err(usage(say::other_format_than_ending(), say::remove_format()))
        }
        (ending, wanted) => ending.or(wanted).ok_or_else(|| usage(say::unknown_ending(), say::endings_of_pictures())),
    }
}

fn by_ending(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()? {
        "dot" | "gv" => Some(Format::Dot),
        "mmd" | "mermaid" => Some(Format::Mermaid),
        "svg" => Some(Format::Svg),
        _ => None,
    }
}
