//! A report as text for people and as JSON.

use super::decimal::Decimal;
use super::judge::Within;
use super::report::{ColumnReport, Counts, Difference, Report};
use crate::diagnostic::Diagnostic;
use crate::messages::{compare as say, phrase};
use crate::number::READING_DECIMALS;
use comfy_table::{CellAlignment, Table, presets::ASCII_MARKDOWN};
use serde::Serialize;

/// Returns the headings of the counts of each column.
fn counts() -> [&'static str; 6] {
    [
        say::heading_compared(),
        say::heading_equal(),
        say::heading_different(),
        say::heading_known(),
        say::heading_not_expected(),
        say::heading_only_expected(),
    ]
}

impl Report {
    /// Returns the report as aligned text that is also Markdown, with at most `limit` differing cells.
    ///
    /// Numbers are rounded for reading, and the text says so; JSON has all digits. The text does not contain the
    /// findings, which are shown like all findings.
    pub(crate) fn to_table(&self, limit: Option<usize>) -> String {
        let (both, ours, expected) = (self.rows_in_both, self.rows_only_ours, self.rows_only_expected);
        let mut text = say::rows(both, ours, expected) + "\n";
        let (cells, compared, open) = (self.cells, self.totals().compared, self.not_expected());
        text.push_str(&(say::cells(compared, cells, open) + "\n"));
        text.push_str(&(say::numbers_are_equal(self.within.words()) + "\n"));
        for (whose, columns) in
            [(say::heading_ours(), &self.columns_only_ours), (say::heading_expected(), &self.columns_only_expected)]
        {
            if !columns.is_empty() {
                text.push_str(&(say::not_compared(whose, columns.join(", ")) + "\n"));
            }
        }
        let mut reading = Reading::default();
        text.push_str(&format!("\n{}\n", self.table_of_columns(&mut reading)));
        self.remarks().iter().for_each(|line| text.push_str(&format!("\n{line}\n")));
        if !self.differences.is_empty() {
            text.push_str(&format!("\n{}\n", self.table_of_differences(limit, &mut reading)));
        }
        let more = self.differences.len().saturating_sub(limit.unwrap_or(usize::MAX));
        if more > 0 {
            text.push_str(&(phrase::and_more("…", more) + "\n"));
        }
        if reading.rounded {
            text.push_str(&format!("\n{}\n", say::rounded_for_reading(READING_DECIMALS)));
        }
        text
    }

    /// Returns remarks about numbers that are easy to misread, column by column.
    fn remarks(&self) -> Vec<String> {
        let listed = |count: fn(&ColumnReport) -> usize| {
            let columns = self.columns.iter().filter(|c| count(c) > 0);
            let texts: Vec<String> = columns.map(|c| format!("{} {}", c.name, count(c))).collect();
            (!texts.is_empty()).then(|| texts.join(", "))
        };
        let coarse = listed(|c| c.coarse).map(|columns| say::equal_as_shown(&columns));
        let beyond = listed(|c| c.beyond_ours).map(|columns| say::different_beyond(&columns));
        let first = self.columns.iter().find(|c| c.no_numbers.0 > 0).map_or("", |c| c.no_numbers.1.as_str());
        let no_numbers = listed(|c| c.no_numbers.0).map(|columns| {
            let help = match decimal_comma(first) {
                true => say::write_with_point(),
                false => say::correct_or_name_no_value(),
            };
            say::no_numbers(&columns, first, help)
        });
        [coarse, beyond, no_numbers].into_iter().flatten().collect()
    }

    fn table_of_columns(&self, reading: &mut Reading) -> Table {
        let mut table = Table::new();
        let header = [say::heading_column()]
            .into_iter()
            .chain(counts())
            .chain([say::heading_largest_difference(), say::heading_allowed()]);
        table.load_style(ASCII_MARKDOWN).set_header(header);
        for column in &self.columns {
            let [largest, within] = [&column.largest, &column.within].map(|n| reading.one(n.as_ref()));
            table.add_row(line(&column.name, column.counts, largest).into_iter().chain([within]));
        }
        table.add_row(line(say::heading_total(), self.totals(), String::new()).into_iter().chain([String::new()]));
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table
    }

    fn table_of_differences(&self, limit: Option<usize>, reading: &mut Reading) -> Table {
        let mut table = Table::new();
        let header = self.key.iter().map(String::as_str).chain([
            say::heading_column(),
            say::heading_ours(),
            say::heading_expected(),
        ]);
        table.load_style(ASCII_MARKDOWN).set_header(header);
        for d in self.differences.iter().take(limit.unwrap_or(usize::MAX)) {
            let [ours, expected] = reading.two(&d.ours, &d.expected);
            table.add_row(d.key.iter().chain([&d.column, &ours, &expected]));
        }
        table
    }

    /// Returns the report as one JSON object, with fields always in the same order.
    pub(crate) fn to_json(&self) -> String {
        let json = ReportJson {
            clean: self.is_clean(),
            key: &self.key,
            rows: Rows {
                in_both: self.rows_in_both,
                only_ours: self.rows_only_ours,
                only_expected: self.rows_only_expected,
            },
            cells: Cells { all: self.cells, not_expected: self.not_expected() },
            numbers: self.within.words(),
            columns_only_ours: &self.columns_only_ours,
            columns_only_expected: &self.columns_only_expected,
            columns: self.columns.iter().map(ColumnJson::of).collect(),
            totals: self.totals(),
            differences: &self.differences,
            findings: self.findings.iter().map(FindingJson::of).collect(),
        };
        // Texts and numbers with fixed names always serialize.
        serde_json::to_string_pretty(&json).unwrap_or_default() + "\n"
    }
}

/// Returns one line for each of several reports, each named by its pack and kind of subject, as Markdown.
pub(crate) fn summary(reports: &[(String, String, Report)]) -> String {
    let mut table = Table::new();
    let header = [say::heading_pack(), say::heading_results_of(), say::heading_rows()]
        .into_iter()
        .chain(counts())
        .chain([say::heading_largest_difference()]);
    table.load_style(ASCII_MARKDOWN).set_header(header);
    let mut reading = Reading::default();
    for (pack, of, report) in reports {
        let largest = reading.one(report.columns.iter().filter_map(|c| c.largest.as_ref()).max());
        let totals = Counts { not_expected: report.not_expected(), ..report.totals() };
        let [_, counts @ ..] = line("", totals, largest);
        let front = [pack.clone(), of.clone(), report.rows_in_both.to_string()];
        table.add_row(front.into_iter().chain(counts));
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let rounded =
        if reading.rounded { format!("\n{}\n", say::rounded_for_reading(READING_DECIMALS)) } else { String::new() };
    format!("{table}\n{rounded}")
}

impl Within {
    /// Describes how far apart numbers may be.
    fn words(&self) -> String {
        match self {
            Within::Shown => say::within_last_decimal().into(),
            Within::Digits(digits) => say::within_decimal(digits, Decimal::half_unit(*digits)),
            Within::Tolerance(tolerance) => say::within_tolerance(tolerance),
        }
    }
}

/// Formats numbers for people, and records whether one of them was rounded.
#[derive(Default)]
struct Reading {
    rounded: bool,
}

impl Reading {
    fn one(&mut self, number: Option<&Decimal>) -> String {
        number.map_or_else(String::new, |n| self.at(n, n.reading()))
    }

    fn at(&mut self, number: &Decimal, decimals: u32) -> String {
        let text = number.rounded(decimals);
        self.rounded |= text != number.to_string();
        text
    }

    /// Formats two cells that differ, with enough decimals to show the difference. A number that is not shortened is
    /// unchanged.
    fn two(&mut self, ours: &str, expected: &str) -> [String; 2] {
        let as_they_are = || [ours.to_owned(), expected.to_owned()];
        let (Some(x), y) = (Decimal::parse(ours), Decimal::parse(expected)) else { return as_they_are() };
        let y = y.unwrap_or_else(|| x.clone());
        let most = x.decimals().max(y.decimals());
        let seen = |n: &u32| x == y || x.rounded(*n) != y.rounded(*n);
        let decimals = (x.reading().max(y.reading())..most).find(seen).unwrap_or(most);
        let mut each = |number: &Decimal, text: &str| {
            if number.decimals() <= decimals || Decimal::parse(text).is_none() {
                return text.to_owned();
            }
            self.at(number, decimals)
        };
        [each(&x, ours), each(&y, expected)]
    }
}

/// Whether a text would be a number with a point instead of its comma.
fn decimal_comma(text: &str) -> bool {
    text.matches(',').count() == 1 && Decimal::parse(&text.replace(',', ".")).is_some()
}

fn line(name: &str, counts: Counts, largest: String) -> [String; 8] {
    let Counts { compared, equal, different, known, not_expected, only_expected } = counts;
    let [compared, equal, different, known, not_expected, only_expected] =
        [compared, equal, different, known, not_expected, only_expected].map(|n| n.to_string());
    [name.to_owned(), compared, equal, different, known, not_expected, only_expected, largest]
}

#[derive(Serialize)]
struct ReportJson<'a> {
    clean: bool,
    key: &'a [String],
    rows: Rows,
    cells: Cells,
    /// How far apart numbers may be, in words.
    numbers: String,
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

/// The cells of the results, without the key.
#[derive(Serialize)]
struct Cells {
    all: usize,
    not_expected: usize,
}

#[derive(Serialize)]
struct ColumnJson<'a> {
    name: &'a str,
    #[serde(flatten)]
    counts: Counts,
    /// A text, since a JSON number would be read as a float.
    largest_difference: Option<String>,
    allowed_difference: Option<String>,
    equal_at_fewer_decimals: usize,
}

impl ColumnJson<'_> {
    fn of(column: &ColumnReport) -> ColumnJson<'_> {
        let [largest_difference, allowed_difference] =
            [&column.largest, &column.within].map(|n| n.as_ref().map(ToString::to_string));
        let (name, counts, equal_at_fewer_decimals) = (column.name.as_str(), column.counts, column.coarse);
        ColumnJson { name, counts, largest_difference, allowed_difference, equal_at_fewer_decimals }
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
