//! The comparison itself.

use super::judge::{Verdict, judge};
use super::keys::{Columns, index, only_in};
use super::known::Known;
use super::report::{ColumnReport, Difference, Report};
use super::sheet::{Row, Sheet};
use super::tall::Tall;
use super::wide::Wide;
use crate::diagnostic::{Code, Diagnostic};
use std::path::{Path, PathBuf};

/// How two files are compared.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The columns that tell the rows apart.
    pub key: Vec<String>,
    /// Round both numbers to so many decimals; without it, ours to those that the expected one shows.
    pub digits: Option<u32>,
    /// A file of cells that are known to differ.
    pub known: Option<PathBuf>,
    /// How the rows and columns of the expected file are read.
    pub shape: Shape,
}

/// How the rows and columns of an expected file stand to those of the results.
#[derive(Clone, Debug, Default)]
pub enum Shape {
    /// As in the results.
    #[default]
    Same,
    /// What is a part of the key stands in headers.
    Wide(Wide),
    /// What are columns of the results stands in rows.
    Tall(Tall),
}

/// Compares a result with the expected one. Differences are in the report; the errors are reasons not to compare.
pub fn compare(result: &Path, expected: &Path, options: &Options) -> Result<Report, Vec<Diagnostic>> {
    let (ours, expected) = both(Sheet::read(result).map_err(one), Sheet::read(expected).map_err(one))?;
    let expected = match &options.shape {
        Shape::Same => expected,
        Shape::Wide(wide) => wide.long(&expected, &options.key).map_err(one)?,
        Shape::Tall(tall) => tall.columns(&expected, &options.key).map_err(one)?,
    };
    let columns = Columns::choose(&ours, &expected, &options.key)?;
    let (our_rows, expected_rows) = both(index(&ours, &columns.key.0), index(&expected, &columns.key.1))?;
    let known = options.known.as_deref().map(|path| Known::read(path, &options.key)).transpose()?;

    let mut run = Run::new(columns, options.digits, known.unwrap_or_default());
    for row in &expected.rows {
        let found = our_rows.get(&row.cells(&run.columns.key.1)).and_then(|&at| ours.rows.get(at));
        match found {
            Some(our_row) => run.row_of_both(our_row, row),
            None => run.row_only_expected(row),
        }
    }
    for row in &ours.rows {
        if !expected_rows.contains_key(&row.cells(&run.columns.key.0)) {
            run.row_only_ours(row);
        }
    }
    let mut findings = run.known.findings();
    let compared: usize = run.report.columns.iter().map(|c| c.counts.compared + c.counts.only_expected).sum();
    findings.extend((compared == 0 && findings.is_empty()).then(nothing_compared));
    Ok(Report {
        key: options.key.clone(),
        columns_only_ours: only_in(&ours, &expected),
        columns_only_expected: only_in(&expected, &ours),
        findings,
        ..run.report
    })
}

/// A comparison that compares nothing would always succeed.
fn nothing_compared() -> Diagnostic {
    let message = "no cell was compared: the expected file has no filled cell for a row and column of the result";
    Diagnostic::input(Code::NothingCompared, None, message)
        .help("check the key, the columns and the rows of the expected file")
}

fn one(error: Diagnostic) -> Vec<Diagnostic> {
    vec![error]
}

/// Both values, or the errors of both.
fn both<A, B>(a: Result<A, Vec<Diagnostic>>, b: Result<B, Vec<Diagnostic>>) -> Result<(A, B), Vec<Diagnostic>> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(a), Err(b)) => Err([a, b].concat()),
        (Err(errors), Ok(_)) | (Ok(_), Err(errors)) => Err(errors),
    }
}

/// A comparison under way.
struct Run {
    columns: Columns,
    digits: Option<u32>,
    known: Known,
    report: Report,
}

impl Run {
    fn new(columns: Columns, digits: Option<u32>, known: Known) -> Run {
        let start = |name: &String| ColumnReport { name: name.clone(), ..ColumnReport::default() };
        let report = Report { columns: columns.compared.iter().map(|c| start(&c.name)).collect(), ..Report::default() };
        Run { columns, digits, known, report }
    }

    fn row_of_both(&mut self, our_row: &Row, expected_row: &Row) {
        self.report.rows_in_both += 1;
        let key = owned(expected_row.cells(&self.columns.key.1));
        for (shared, column) in self.columns.compared.iter().zip(&mut self.report.columns) {
            let (ours, expected) = (our_row.cell(shared.ours), expected_row.cell(shared.expected));
            let (verdict, distance) = judge(ours, expected, self.digits);
            let listed = self.known.lists(&key, &shared.name, matches!(verdict, Verdict::Blank | Verdict::Equal));
            column.count(verdict, listed);
            column.largest = column.largest.take().max(distance);
            if verdict == Verdict::Different && !listed {
                let (column, ours, expected) = (shared.name.clone(), ours.to_owned(), expected.to_owned());
                self.report.differences.push(Difference { key: key.clone(), column, ours, expected });
            }
        }
    }

    fn row_only_expected(&mut self, row: &Row) {
        self.report.rows_only_expected += 1;
        let key = owned(row.cells(&self.columns.key.1));
        for (shared, column) in self.columns.compared.iter().zip(&mut self.report.columns) {
            let filled = !row.cell(shared.expected).is_empty();
            let listed = self.known.lists(&key, &shared.name, !filled);
            column.counts.only_expected += usize::from(filled && !listed);
        }
    }

    fn row_only_ours(&mut self, row: &Row) {
        self.report.rows_only_ours += 1;
        let key = owned(row.cells(&self.columns.key.0));
        for (shared, column) in self.columns.compared.iter().zip(&mut self.report.columns) {
            let filled = !row.cell(shared.ours).is_empty();
            self.known.lists(&key, &shared.name, !filled);
            column.counts.only_ours += usize::from(filled);
        }
    }
}

impl ColumnReport {
    /// Counts a cell of a row of both files.
    fn count(&mut self, verdict: Verdict, listed: bool) {
        let counts = &mut self.counts;
        let kind = match verdict {
            Verdict::Blank => return,
            Verdict::OnlyOurs => {
                counts.only_ours += 1;
                return;
            }
            Verdict::Equal => &mut counts.equal,
            Verdict::Different if listed => &mut counts.known,
            Verdict::Different => &mut counts.different,
        };
        *kind += 1;
        counts.compared += 1;
    }
}

fn owned(texts: Vec<&str>) -> Vec<String> {
    texts.into_iter().map(str::to_owned).collect()
}
