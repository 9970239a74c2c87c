//! `gradus eval`: results of a policy over its data.

use super::bindings::{DataArgs, FrozenArg};
use super::evaluator::EvaluatorArgs;
use super::output::{OutputArgs, Target};
use super::{Exit, Failure, Outcome, PathArg, Talk, account, packs};
use crate::data::{self, Binding};
use crate::diagnostic::{Code, Diagnostic, has_errors, suggest};
use crate::graph::Graph;
use crate::names::SubjectId;
use crate::reference::{self, Evaluation, Rows};
use crate::source::SourceSet;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    path: PathArg,
    #[command(flatten)]
    data: DataArgs,
    /// Only the results of this kind of subject.
    #[arg(long, value_name = "KIND")]
    of: Option<String>,
    #[command(flatten)]
    frozen: FrozenArg,
    #[command(flatten)]
    output: OutputArgs,
    /// Where the account of the data is written, as JSON: rows read and used, and everything that was not used as it
    /// stands.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[command(flatten)]
    evaluator: EvaluatorArgs,
}

pub fn run(args: &Args, talk: &Talk) -> Outcome {
    let pack = packs::one(&args.path)?;
    let run = args.data.run(&pack)?;
    let compiled = packs::compiled(&pack, &run)?;
    let Some(live) = &compiled.graph else { return Ok(Exit::Usage) };
    let subjects = asked(live, args.of.as_deref())?;
    let graph = args.frozen.of(live, &subjects)?;
    let graph = graph.as_ref();
    let target = Target::of(&args.output, &subjects)?;
    talk.findings(&compiled.findings, &pack.sources);
    let mut bindings = args.data.bind(&pack, &compiled, graph, &subjects, &run)?;
    target.spares_inputs(&pack, &bindings, graph, &subjects, args.report.as_ref())?;
    args.evaluator.settle()?;
    args.evaluator.tell(talk);
    let shown = talk.progress(&mut bindings);
    let evaluated = args.evaluator.results(graph, &bindings, &subjects, pack.days(&run));
    drop(shown);
    if let Some(path) = &args.report {
        let checked = evaluated.as_ref().map(|(tables, _)| super::checks::counts(graph, tables)).unwrap_or_default();
        account::write(path, evaluated.as_ref().map_or_else(|told| told, |(_, told)| told), &checked)?;
    }
    let (tables, told) = evaluated?;
    talk.findings(&account::findings(&told), &SourceSet::default());
    target.write(&tables, talk)?;
    let failed = super::checks::findings(graph, &tables);
    talk.findings(&failed, &pack.sources);
    Ok(if has_errors(&failed) { Exit::Findings } else { Exit::Done })
}

/// The kinds of subjects that results are asked for: one, or all that have any.
pub fn asked(graph: &Graph, of: Option<&str>) -> Result<Vec<SubjectId>, Failure> {
    let published = graph.published();
    let Some(name) = of else {
        if published.is_empty() {
            let message = format!("`{}` publishes nothing", graph.policy);
            let help = "a `tree` or `tiers` is published; a `let` is not";
            return Err(Diagnostic::input(Code::NothingPublished, None, message).help(help).into());
        }
        return Ok(published);
    };
    let found = graph.subject_named(name).filter(|s| published.contains(s));
    found.map(|s| vec![s]).ok_or_else(|| {
        let known: Vec<&str> = published.iter().map(|s| graph.subject(*s).name.as_str()).collect();
        let help = suggest::did_you_mean(name, known.iter().copied())
            .unwrap_or_else(|| format!("there are results of `{}`", known.join("`, `")));
        let message = format!("there are no results of `{name}`");
        Diagnostic::input(Code::NothingPublished, None, message).help(help).into()
    })
}

/// What the reference evaluator makes of the data; what is to be said about it is told before.
pub fn evaluated(
    graph: &Graph,
    bindings: &[Option<Binding>],
    subjects: &[SubjectId],
    period: Option<(i32, i32)>,
    talk: &Talk,
) -> Result<Evaluation, Failure> {
    let (tables, told) = data::load_all(&graph.tables, bindings)?;
    talk.findings(&account::findings(&told), &SourceSet::default());
    Ok(reference::evaluate(graph, &Rows { tables: &tables, period }, subjects)?)
}
