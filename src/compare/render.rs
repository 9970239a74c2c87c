//! A report as text for people and as JSON.

use super::report::{ColumnReport, Counts, Difference, Report};
use crate::diagnostic::Diagnostic;
use comfy_table::{CellAlignment, Table, presets::ASCII_MARKDOWN};
use serde::Serialize;

const COUNTS: [&str; 6] = ["compared", "equal", "different", "known", "only ours", "only expected"];

impl Report {
    /// The report as aligned text that is also Markdown; with a limit, no more differing cells than that.
    ///
    /// The findings are not in it: they are shown as every finding is.
    pub fn to_table(&self, limit: Option<usize>) -> String {
        let (both, ours, expected) = (self.rows_in_both, self.rows_only_ours, self.rows_only_expected);
        let mut text = format!("rows: {both} in both, {ours} only ours, {expected} only expected\n");
        for (whose, columns) in [("ours", &self.columns_only_ours), ("expected", &self.columns_only_expected)] {
            if !columns.is_empty() {
                text.push_str(&format!("not compared, only {whose}: {}\n", columns.join(", ")));
            }
        }
        text.push_str(&format!("\n{}\n", self.table_of_columns()));
        if !self.differences.is_empty() {
            text.push_str(&format!("\n{}\n", self.table_of_differences(limit)));
        }
        let more = self.differences.len().saturating_sub(limit.unwrap_or(usize::MAX));
        if more > 0 {
            text.push_str(&format!("… and {more} more\n"));
        }
        text
    }

    fn table_of_columns(&self) -> Table {
        let mut table = Table::new();
        let header = ["column"].into_iter().chain(COUNTS).chain(["largest difference"]);
        table.load_style(ASCII_MARKDOWN).set_header(header);
        for column in &self.columns {
            let largest = column.largest.as_ref().map(ToString::to_string);
            table.add_row(line(&column.name, column.counts, largest.unwrap_or_default()));
        }
        table.add_row(line("total", self.totals(), String::new()));
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table
    }

    fn table_of_differences(&self, limit: Option<usize>) -> Table {
        let mut table = Table::new();
        let header = self.key.iter().map(String::as_str).chain(["column", "ours", "expected"]);
        table.load_style(ASCII_MARKDOWN).set_header(header);
        for d in self.differences.iter().take(limit.unwrap_or(usize::MAX)) {
            table.add_row(d.key.iter().chain([&d.column, &d.ours, &d.expected]));
        }
        table
    }

    /// The report as one JSON object, fields always in the same order.
    pub fn to_json(&self) -> String {
        let json = ReportJson {
            clean: self.is_clean(),
            key: &self.key,
            rows: Rows {
                in_both: self.rows_in_both,
                only_ours: self.rows_only_ours,
                only_expected: self.rows_only_expected,
            },
            columns_only_ours: &self.columns_only_ours,
            columns_only_expected: &self.columns_only_expected,
            columns: self.columns.iter().map(ColumnJson::of).collect(),
            totals: self.totals(),
            differences: &self.differences,
            findings: self.findings.iter().map(FindingJson::of).collect(),
        };
        // Texts and numbers under fixed names always serialize.
        serde_json::to_string_pretty(&json).unwrap_or_default() + "\n"
    }
}

/// One line for each of several reports, each named by its pack and kind of subject, as Markdown.
pub fn summary(reports: &[(String, String, Report)]) -> String {
    let mut table = Table::new();
    let header = ["pack", "results of", "rows"].into_iter().chain(COUNTS).chain(["largest difference"]);
    table.load_style(ASCII_MARKDOWN).set_header(header);
    for (pack, of, report) in reports {
        let largest = report.columns.iter().filter_map(|c| c.largest.as_ref()).max();
        let largest = largest.map(ToString::to_string).unwrap_or_default();
        let [_, counts @ ..] = line("", report.totals(), largest);
        let front = [pack.clone(), of.clone(), report.rows_in_both.to_string()];
        table.add_row(front.into_iter().chain(counts));
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{table}\n")
}

fn line(name: &str, counts: Counts, largest: String) -> [String; 8] {
    let Counts { compared, equal, different, known, only_ours, only_expected } = counts;
    let [compared, equal, different, known, only_ours, only_expected] =
        [compared, equal, different, known, only_ours, only_expected].map(|n| n.to_string());
    [name.to_owned(), compared, equal, different, known, only_ours, only_expected, largest]
}

#[derive(Serialize)]
struct ReportJson<'a> {
    clean: bool,
    key: &'a [String],
    rows: Rows,
    columns_only_ours: &'a [String],
    columns_only_expected: &'a [String],
    columns: Vec<ColumnJson<'a>>,
    totals: Counts,
    differences: &'a [Difference],
    findings: Vec<FindingJson<'a>>,
}

#[derive(Serialize)]
struct Rows {
    in_both: usize,
    only_ours: usize,
    only_expected: usize,
}

#[derive(Serialize)]
struct ColumnJson<'a> {
    name: &'a str,
    #[serde(flatten)]
    counts: Counts,
    /// A text, since a JSON number would be read as a float.
    largest_difference: Option<String>,
}

impl ColumnJson<'_> {
    fn of(column: &ColumnReport) -> ColumnJson<'_> {
        let largest_difference = column.largest.as_ref().map(ToString::to_string);
        ColumnJson { name: &column.name, counts: column.counts, largest_difference }
    }
}

#[derive(Serialize)]
struct FindingJson<'a> {
    code: &'static str,
    line: Option<u64>,
    message: &'a str,
}

impl FindingJson<'_> {
    fn of(finding: &Diagnostic) -> FindingJson<'_> {
        let line = finding.location.as_ref().and_then(|l| l.line);
        FindingJson { code: finding.code.name(), line, message: &finding.message }
    }
}
