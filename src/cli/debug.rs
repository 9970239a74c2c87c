//! `gradus debug`: the output of each stage for a policy.

use super::talk::print;
use super::{Exit, Outcome, PathArg, Talk, packs};
use crate::policy::Run;
use crate::{graph, names, syntax, types};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The stage.
    #[arg(value_enum)]
    stage: Stage,
    #[command(flatten)]
    path: PathArg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Stage {
    /// The syntax tree.
    Ast,
    /// What each name refers to.
    Names,
    /// Tables and the type of each value.
    Types,
    /// The evaluation graph.
    Graph,
    /// The plan that the engine would run.
    Plan,
}

pub(super) fn run(args: &Args, talk: &Talk) -> Outcome {
    let pack = packs::one(&args.path)?;
    match args.stage {
        Stage::Ast => {
            pack.files.iter().for_each(|file| print(&syntax::print::print(file)));
            talk.findings(&pack.findings, &pack.sources);
        }
        Stage::Names => print(&names::print::print(&pack.names(), &pack.sources)),
        Stage::Types => {
            let compiled = pack.compile(&Run::default());
            print(&types::print::print(&compiled.model));
            talk.findings(&compiled.findings, &pack.sources);
        }
        Stage::Graph | Stage::Plan => {
            let compiled = packs::compiled(&pack, &Run::default())?;
            let Some(graph) = &compiled.graph else { return Ok(Exit::Usage) };
            print(&if args.stage == Stage::Graph { graph::print::print(graph) } else { plan(graph)? });
        }
    }
    Ok(Exit::Done)
}

#[cfg(not(feature = "engine"))]
fn plan(_: &graph::Graph) -> Result<String, super::Failure> {
    use crate::diagnostic::{Code, Diagnostic};
    let help = crate::messages::cli::build_with_engine();
    Err(Diagnostic::input(Code::NoEngine, None, crate::messages::cli::no_engine()).help(help).into())
}

#[cfg(feature = "engine")]
fn plan(graph: &graph::Graph) -> Result<String, super::Failure> {
    Ok(crate::engine::describe(graph)?)
}
