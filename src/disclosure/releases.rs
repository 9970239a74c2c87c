//! `gradus check --privacy`: which columns of a policy are private, and how parts of them leave the policy.

use crate::graph::privacy::{key_column, stands_for};
use crate::graph::{Graph, NodeId, Output, Privacy};
use crate::messages::disclosure as say;
use crate::names::SubjectId;
use crate::types::{Op, Release};
use serde::Serialize;

/// The private columns of a policy, and what is public or released nevertheless.
#[derive(Debug, Serialize)]
pub(crate) struct Releases {
    policy: String,
    /// `table.column`, including columns that refer to a private key.
    private: Vec<String>,
    released: Vec<Released>,
    /// Columns that are public because they aggregate many rows.
    at_least: Vec<Enough>,
    pseudonyms: Vec<Pseudonym>,
}

/// A column of results that only some people may see.
#[derive(Debug, Serialize)]
pub(crate) struct Released {
    column: String,
    of: String,
    to: String,
    because: String,
    cite: String,
}

impl Released {
    /// A row of a Markdown table.
    pub(crate) fn row(&self) -> String {
        let Released { column, of, to, because, cite } = self;
        let cells = [column, of, to, because, cite].map(|cell| cell.replace('|', "\\|"));
        let [column, of, to, because, cite] = cells;
        format!("| `{column}` | `{of}` | {to} | {because} | {cite} |\n")
    }
}

#[derive(Debug, Serialize)]
struct Enough {
    column: String,
    of: String,
    least: u32,
    rows: String,
}

#[derive(Debug, Serialize)]
struct Pseudonym {
    column: String,
    of: String,
    /// The column of a key that the pseudonym replaces.
    stands_for: String,
    /// Whether it identifies the rows instead of a part of the key.
    is_key: bool,
}

impl Releases {
    /// Finds the releases of a policy that has no errors.
    pub(crate) fn of(graph: &Graph) -> Releases {
        let privacy = Privacy::of(graph);
        let columns = graph.tables.iter().flat_map(|table| table.columns.iter().map(move |column| (table, column)));
        let private = columns.filter(|(_, column)| column.private);
        let outputs: Vec<&Output> = graph.outputs.iter().filter(|output| !output.hidden).collect();
        Releases {
            policy: graph.policy.clone(),
            private: private.map(|(table, column)| format!("{}.{}", table.name, column.name)).collect(),
            released: released(graph, None),
            at_least: outputs.iter().flat_map(|output| enough(graph, &privacy, output)).collect(),
            pseudonyms: outputs.iter().filter_map(|output| pseudonym(graph, &privacy, output)).collect(),
        }
    }

    /// The releases in words, one in each line.
    pub(crate) fn words(&self) -> String {
        let mut text = format!("{}\n", self.policy);
        let mut line = |words: String| text.push_str(&format!("  {words}\n"));
        match self.private.as_slice() {
            [] => line(say::no_private_column().into()),
            columns => line(say::private_columns(columns.join(", "))),
        }
        for Released { column, of, to, because, cite } in &self.released {
            line(say::released(column, of, to, because, cite));
        }
        for Enough { column, of, least, rows } in &self.at_least {
            line(say::public(column, of, least, rows));
        }
        for Pseudonym { column, of, stands_for, is_key } in &self.pseudonyms {
            line(match is_key {
                true => say::pseudonym_of_rows(column, of, stands_for),
                false => say::pseudonym(column, of, stands_for),
            });
        }
        text
    }
}

/// The releases of the policy, for all kinds of subjects or for some.
pub(crate) fn released(graph: &Graph, subjects: Option<&[SubjectId]>) -> Vec<Released> {
    let wanted = |subject: &SubjectId| subjects.is_none_or(|subjects| subjects.contains(subject));
    let of = |subject: SubjectId, column: &str, release: &Release| Released {
        column: column.to_owned(),
        of: graph.subject(subject).name.clone(),
        to: release.to.clone(),
        because: release.because.clone(),
        cite: release.cite.clone(),
    };
    let keys =
        graph.released_keys.iter().filter(|(subject, ..)| wanted(subject)).filter_map(|(subject, part, release)| {
            let part = graph.subject(*subject).key.get(*part)?;
            Some(of(*subject, &part.name, release))
        });
    let outputs = graph.outputs.iter().filter(|output| wanted(&output.subject));
    let outputs = outputs.filter_map(|o| o.release.as_ref().map(|release| of(o.subject, &o.name, release)));
    keys.chain(outputs).collect()
}

/// The bounds that make a column public.
fn enough(graph: &Graph, privacy: &Privacy, output: &Output) -> Vec<Enough> {
    let needed = graph.with_inputs([output.node]);
    let mut found: Vec<Enough> = Vec::new();
    for (id, guard) in graph.guards.iter().filter(|(id, _)| needed.contains(id)) {
        let private = graph.node(*id).inputs.iter().any(|input| privacy.origin(*input).is_some());
        let Op::Aggregate(aggregate) = &graph.node(guard.count).op else { continue };
        let rows = graph.subject(aggregate.rows).name.clone();
        if private && !found.iter().any(|known| (known.least, &known.rows) == (guard.least, &rows)) {
            let (column, of) = (output.name.clone(), graph.subject(output.subject).name.clone());
            found.push(Enough { column, of, least: guard.least, rows });
        }
    }
    found
}

/// The name of a value: its column if it is one, otherwise its text in the policy.
fn named(graph: &Graph, id: NodeId) -> String {
    let node = graph.node(id);
    let column = match &node.op {
        Op::Column(table, column) => Some((*table, *column)),
        Op::Key(part) => key_column(graph, node.grain, *part),
        _ => None,
    };
    let known = column.map(|(table, column)| {
        let table = graph.table(table);
        format!("{}.{}", table.name, table.column(column).name)
    });
    known.unwrap_or_else(|| node.words.clone())
}

fn pseudonym(graph: &Graph, privacy: &Privacy, output: &Output) -> Option<Pseudonym> {
    let key = privacy.pseudonym(output.node)?;
    let mut parts = 0..graph.subject(output.subject).key.len();
    let is_key = parts.any(|part| stands_for(graph, output.subject, part).is_some_and(|own| std::ptr::eq(own, output)));
    let (column, of) = (output.name.clone(), graph.subject(output.subject).name.clone());
    Some(Pseudonym { column, of, stands_for: named(graph, key), is_key })
}
