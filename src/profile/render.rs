//! A profile as text.

use super::Stage;
use serde::Serialize;

/// A table for people: stages indented by their depth, seconds, rows, bytes.
pub fn table(stages: &[Stage]) -> String {
    let rows: Vec<[String; 4]> = stages.iter().map(cells).collect();
    let header = ["stage", "seconds", "rows", "bytes"].map(str::to_owned);
    let lines = || std::iter::once(&header).chain(&rows);
    let width = |at: usize| lines().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2), width(3)];
    let line = |row: &[String; 4]| {
        let [name, took, rows, bytes] = row;
        let [a, b, c, d] = widths;
        format!("{name:<a$}  {took:>b$}  {rows:>c$}  {bytes:>d$}").trim_end().to_owned() + "\n"
    };
    lines().map(line).collect()
}

fn cells(stage: &Stage) -> [String; 4] {
    let indent = "  ".repeat(stage.depth);
    let named = format!("{indent}{} {}", stage.name, stage.subject);
    let number = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
    let seconds = format!("{}.{:03}", stage.took.as_secs(), stage.took.subsec_millis());
    [named.trim_end().to_owned(), seconds, number(stage.rows), number(stage.bytes)]
}

/// One JSON object a line for each stage: `stage`, `subject`, `depth`, `nanoseconds`, `rows`, `bytes`.
pub fn json(stages: &[Stage]) -> String {
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
        // A record of texts and numbers is always written.
        serde_json::to_string(&line).unwrap_or_default() + "\n"
    };
    stages.iter().map(line).collect()
}
