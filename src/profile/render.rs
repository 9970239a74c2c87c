//! A profile as text.

use super::Stage;
use comfy_table::{CellAlignment, Table, TableStyle};
use serde::Serialize;

/// A table for people: stages indented by their depth, seconds, rows, bytes.
pub(crate) fn table(stages: &[Stage]) -> String {
    let mut table = Table::new();
    table.load_style(TableStyle::new()).set_header(["stage", "seconds", "rows", "bytes"]);
    table.add_rows(stages.iter().map(cells));
    for (at, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        if at > 0 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

fn cells(stage: &Stage) -> [String; 4] {
    let indent = "  ".repeat(stage.depth);
    let named = format!("{indent}{} {}", stage.name, stage.subject);
    let number = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
    let seconds = format!("{}.{:03}", stage.took.as_secs(), stage.took.subsec_millis());
    [named.trim_end().to_owned(), seconds, number(stage.rows), number(stage.bytes)]
}

/// One JSON object a line for each stage: `stage`, `subject`, `depth`, `nanoseconds`, `rows`, `bytes`.
pub(crate) fn json(stages: &[Stage]) -> String {
    #[derive(Serialize)]
    struct Line<'s> {
        stage: &'s str,
        subject: &'s str,
        depth: usize,
        nanoseconds: u64,
        rows: Option<u64>,
        bytes: Option<u64>,
    }
    let line = |stage: &Stage| {
        let line = Line {
            stage: &stage.name,
            subject: &stage.subject,
            depth: stage.depth,
            nanoseconds: u64::try_from(stage.took.as_nanos()).unwrap_or(u64::MAX),
            rows: stage.rows,
            bytes: stage.bytes,
        };
        // A struct of texts and numbers can always be serialized.
        serde_json::to_string(&line).unwrap_or_default() + "\n"
    };
    stages.iter().map(line).collect()
}
