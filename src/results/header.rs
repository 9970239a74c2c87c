//! The columns of the results of a kind of subject, which follow from the policy alone.

use super::{Cells, ResultColumn, ResultTable};
use crate::graph::{Graph, Output, OutputKind};
use crate::names::SubjectId;
use crate::schema::ColumnKind;
use crate::types::KeyPart;

/// The table of a kind of subject, without rows: the parts of its key, then each output in the order of the policy.
pub(crate) fn header(graph: &Graph, subject: SubjectId) -> ResultTable {
    let keys = graph.subject(subject).key.iter().map(key_header);
    let outputs = graph.outputs.iter().filter(|output| output.subject == subject);
    let columns = keys.chain(outputs.map(|output| output_header(graph, output))).collect();
    ResultTable { subject: graph.subject(subject).name.clone(), columns }
}

/// The column of a part of a key, without cells.
pub(crate) fn key_header(part: &KeyPart) -> ResultColumn {
    let cells = match &part.kind {
        ColumnKind::Number(number) => Cells::Decimal { scale: number.scale, units: Vec::new() },
        // A set is not part of a key.
        ColumnKind::Choice(..) | ColumnKind::Text | ColumnKind::Set(..) => Cells::Text(Vec::new()),
        ColumnKind::Date => Cells::Date(Vec::new()),
        ColumnKind::YesNo { .. } => Cells::YesNo(Vec::new()),
    };
    ResultColumn { name: part.name.clone(), is_key: true, restricted: false, most: part.kind.most_units(), cells }
}

/// The column of an output, without cells.
pub(crate) fn output_header(graph: &Graph, output: &Output) -> ResultColumn {
    let cells = match output.kind {
        OutputKind::Number(scale) => Cells::Decimal { scale, units: Vec::new() },
        OutputKind::Choice(_) | OutputKind::Text | OutputKind::Reason => Cells::Text(Vec::new()),
        OutputKind::Date => Cells::Date(Vec::new()),
        OutputKind::YesNo => Cells::YesNo(Vec::new()),
        OutputKind::Clauses => Cells::Clauses(Vec::new()),
    };
    ResultColumn { name: output.name.clone(), is_key: false, restricted: false, most: graph.most_units(output), cells }
}
