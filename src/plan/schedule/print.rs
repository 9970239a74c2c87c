//! A schedule as text, for `gradus debug plan`.

use super::{Job, JobId, KeyOf, Link, Schedule};
use crate::graph::{Graph, NodeId};
use crate::ids::Id;
use crate::schema::ColumnId;
use std::fmt::Write as _;

impl Schedule {
    /// One paragraph for each job, then the tables that are read only for their checks.
    #[cfg(test)]
    pub(crate) fn print(&self, graph: &Graph) -> String {
        let mut out = String::new();
        for id in self.jobs.ids() {
            out.push_str(&self.print_job(graph, id));
        }
        out.push_str(&self.print_checks(graph));
        out
    }

    /// The tables that are read only for their checks, one line for each.
    pub(crate) fn print_checks(&self, graph: &Graph) -> String {
        self.checks.iter().map(|table| format!("check of {}\n", graph.table(*table).name)).collect()
    }

    /// A job in the words of the plan and of a profile: a kind of subject can have several.
    pub(crate) fn job_name(&self, graph: &Graph, id: JobId) -> String {
        let job = &self.jobs[id];
        format!("{}: {}, pass {}", id.position() + 1, graph.subject(job.kind).name, job.pass)
    }

    /// One job: one line for each thing that it must do.
    pub(crate) fn print_job(&self, graph: &Graph, id: JobId) -> String {
        let job = &self.jobs[id];
        let mut out = format!("job {}\n", self.job_name(graph, id));
        for link in &job.links {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "  gathers {}", gathered(graph, job, link));
        }
        if job.keeps_keys {
            let _ = writeln!(out, "  keeps keys{}", listed(&job.keeps));
        }
        if job.publishes {
            out.push_str("  publishes\n");
        }
        out
    }
}

fn gathered(graph: &Graph, job: &Job, link: &Link) -> String {
    let part = |key: &KeyOf| match key {
        KeyOf::Column(id) => column(graph, job, *id),
        KeyOf::Node(id) => format!("n{}", id.position()),
    };
    let by = link.key.iter().map(part).collect::<Vec<_>>().join(", ");
    let by = if by.is_empty() { "all".to_string() } else { format!("by {by}") };
    let groups: Vec<String> =
        link.groups.iter().map(|g| format!(", the groups of {}", graph.subject(*g).name)).collect();
    format!("{by}{}{}", groups.concat(), listed(&link.aggregates))
}

fn column(graph: &Graph, job: &Job, id: ColumnId) -> String {
    let table = graph.subject(job.kind).table();
    table.map_or(String::new(), |table| graph.table(table).column(id).name.clone())
}

fn listed(nodes: &[NodeId]) -> String {
    nodes.iter().map(|id| format!(", n{}", id.position())).collect()
}
