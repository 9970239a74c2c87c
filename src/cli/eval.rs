//! `gradus eval`: results of a policy over its data.

use super::bindings::{DataArgs, FrozenArg};
use super::evaluator::EvaluatorArgs;
use super::output::{Beside, OutputArgs, Target};
use super::record::{self, Record};
use super::{Exit, Failure, Outcome, PathArg, Talk, account, packs};
use crate::data::{self, Binding};
use crate::diagnostic::{Code, Diagnostic, has_errors, suggest};
use crate::graph::{Graph, Output, OutputKind};
use crate::names::SubjectId;
use crate::reference::{self, Evaluation, Rows};
use crate::results::ResultTable;
use crate::results::write::cell_text;
use crate::source::SourceSet;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    path: PathArg,
    #[command(flatten)]
    data: DataArgs,
    /// Only the results of this kind of subject.
    #[arg(long, value_name = "KIND", value_parser = super::bindings::name)]
    of: Option<String>,
    #[command(flatten)]
    frozen: FrozenArg,
    #[command(flatten)]
    output: OutputArgs,
    /// Where the account of the data is written, as JSON: rows read and used, and everything that was not used as it
    /// stands.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Where a record of the run is written, as JSON: what it was made from and what came out, for `gradus verify`.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    #[command(flatten)]
    evaluator: EvaluatorArgs,
}

pub fn run(args: &Args, talk: &Talk) -> Outcome {
    let mut pack = packs::one(&args.path)?;
    let run = args.data.run(&mut pack)?;
    let compiled = packs::compiled(&pack, &run)?;
    let Some(live) = &compiled.graph else { return Ok(Exit::Usage) };
    let subjects = asked(live, args.of.as_deref())?;
    let graph = args.frozen.of(live, &subjects)?;
    let graph = graph.as_ref();
    let target = Target::of(&args.output, graph, &subjects)?;
    talk.findings(&compiled.findings, &pack.sources);
    let mut bindings = args.data.bind(&pack, &compiled, graph, &subjects, &run)?;
    let frozen = args.frozen.frozen.as_ref();
    let beside = Beside { report: args.report.as_ref(), record: args.record.as_ref(), frozen };
    target.spares_inputs(&pack, &bindings, graph, &subjects, beside)?;
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
    if let Some(path) = &args.record {
        let settings = record::Settings::of(&args.path.path, args.of.as_deref(), &args.data, &args.frozen);
        let made = record::Made { pack: &pack, run: &run, graph, bindings: &bindings, frozen };
        Record::new(settings, &made, &told, record::results(&tables)?)?.write(path)?;
    }
    target.write(&tables, talk)?;
    let mut failed = super::checks::findings(graph, &tables);
    failed.extend(frozen.and_then(|file| unexplained(live, &tables, file)));
    talk.findings(&failed, &pack.sources);
    Ok(if has_errors(&failed) { Exit::Findings } else { Exit::Done })
}

/// Values that are always there with the policy's own statistics, and are not with those of a file: no column tells why.
fn unexplained(live: &Graph, tables: &[ResultTable], file: &Path) -> Option<Diagnostic> {
    let always = live.outputs.iter().filter(|output| !live.node(output.node).can_miss);
    let without = |output: &Output| {
        let table = tables.iter().find(|table| table.subject == live.subject(output.subject).name)?;
        let column = table.columns.iter().find(|column| !column.is_key && column.name == output.name)?;
        let empty = match output.kind {
            OutputKind::Reason | OutputKind::Clauses => 0,
            _ => (0..table.rows()).filter(|row| cell_text(&column.cells, *row).is_none()).count(),
        };
        (empty > 0).then(|| format!("`{}` of {empty} `{}`", output.name, table.subject))
    };
    let named: Vec<String> = always.filter_map(without).collect();
    (!named.is_empty()).then(|| {
        let message =
            format!("`{}` has no statistics for their peers: no value for {}", file.display(), named.join(", "));
        let help = "make it anew from data with such peers: `gradus freeze`";
        Diagnostic::input(Code::FrozenOther, None, message).help(help).into_warning()
    })
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
