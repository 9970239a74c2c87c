//! `gradus explain`: how the results of one subject come about.

use super::asked::Opened;
use super::bindings::{DataArgs, FrozenArg};
use super::pseudonyms::Keyed;
use super::talk::print;
use super::{Exit, Failure, Outcome, PathArg, Talk, account};
use crate::data;
use crate::diagnostic::{Code, Diagnostic};
use crate::disclosure;
use crate::graph::Graph;
use crate::messages::cli as say;
use crate::messages::phrase;
use crate::names::SubjectId;
use crate::reference::{self, Evaluation, Rows};
use crate::results::write::cell_text;
use crate::source::normal_form;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    path: PathArg,
    #[command(flatten)]
    data: DataArgs,
    /// Set the kind of subject; you can leave it out if there is only one.
    #[arg(long, value_name = "KIND", value_parser = super::bindings::name)]
    of: Option<String>,
    #[command(flatten)]
    frozen: FrozenArg,
    /// Choose the subject by its key.
    #[arg(long, value_name = "KEY=VALUE,…")]
    subject: String,
    /// Show private values, too; then give `--subject` the real key, not the pseudonym.
    #[arg(long)]
    reveal: bool,
}

pub(super) fn run(args: &Args, talk: &Talk) -> Outcome {
    Opened::at(&args.path, &args.data)?.use_for(|opened| explain(args, opened, talk))
}

fn explain(args: &Args, opened: &Opened, talk: &Talk) -> Outcome {
    let asked = opened.asked(args.of.as_deref(), &args.frozen)?;
    let [subject] = asked.subjects.as_slice() else {
        let names = phrase::names(asked.subjects.iter().map(|subject| &asked.live.subject(*subject).name));
        let message = say::several_kinds();
        return Err(Diagnostic::input(Code::Usage, None, message).help(say::add_kind(&names)).into());
    };
    let graph = &*Keyed::ByEnvironment.graph(&asked.graph, &asked.subjects)?;
    let (tables, told) = data::load_all(&graph.tables, &asked.bind(&args.data, talk)?)?;
    talk.findings(&account::findings(&told), &opened.pack.sources);
    asked.tell_not_frozen(&args.frozen, talk);
    let rows = Rows { tables: &tables, period: asked.days() };
    let evaluation = reference::evaluate(graph, &rows, &asked.subjects)?;
    let at = position(graph, &evaluation, *subject, args)?;
    print(&crate::explain::explain(graph, &evaluation, *subject, at, args.reveal));
    Ok(Exit::Done)
}

/// Returns the text of each key column in `a=x,b=y`. A value can contain commas: it ends where the next key column
/// begins.
fn texts<'w>(wanted: &'w str, keys: &[&str]) -> Option<Vec<&'w str>> {
    let starts = |key: &str| {
        let at_start = wanted.strip_prefix(key).is_some_and(|rest| rest.starts_with('=')).then_some(0);
        at_start.or_else(|| wanted.find(&format!(",{key}=")).map(|at| at + 1))
    };
    let starts: Vec<usize> = keys.iter().map(|key| starts(key)).collect::<Option<_>>()?;
    // Text before the first key column belongs to no column.
    starts.contains(&0).then_some(())?;
    let text = |(key, start): (&&str, &usize)| {
        let end = starts.iter().filter(|next| *next > start).min().map_or(wanted.len(), |next| next - 1);
        wanted.get(start + key.len() + 1..end)
    };
    keys.iter().zip(&starts).map(text).collect()
}

/// Returns the position of the subject among the results, found by the text that results have for its key.
fn position(graph: &Graph, evaluation: &Evaluation, subject: SubjectId, args: &Args) -> Result<usize, Failure> {
    let wanted = &*normal_form(&args.subject);
    let table = match args.reveal {
        true => reference::publish_keys(graph, subject, evaluation),
        false => disclosure::keys(graph, subject, evaluation)?,
    };
    let keys: Vec<&str> = table.iter().map(|column| column.name.as_str()).collect();
    let usage = || {
        let form = keys.iter().map(|k| format!("{k}=…")).collect::<Vec<_>>().join(",");
        let message = say::no_subject_named(wanted, &graph.subject(subject).name);
        Diagnostic::input(Code::NoSubject, None, message).help(phrase::write(format_args!("--subject {form}")))
    };
    let texts = texts(wanted, &keys).ok_or_else(usage)?;
    let found = (0..evaluation.count(subject)).find(|row| {
        table.iter().zip(&texts).all(|(column, text)| cell_text(&column.cells, *row).as_deref() == Some(*text))
    });
    found.ok_or_else(|| {
        let message = say::unknown_subject(&graph.subject(subject).name, wanted);
        Diagnostic::input(Code::NoSubject, None, message).help(say::check_key()).into()
    })
}
