//! The comparison itself.

use super::decimal::Decimal;
use super::judge::{ExpectedCell, Judged, Verdict, Within, judge};
use super::keys::{Columns, Shared, index, only_in};
use super::known::KnownDifferences;
use super::options::{Options, Shape};
use super::report::{ColumnReport, Difference, Report};
use super::sheet::{Sheet, SheetLine};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::compare as say;
use std::path::Path;

/// Compares a result file with the expected file. Differences are in the report; an error is a reason not to compare.
pub(crate) fn compare_files(result: &Path, expected: &Path, options: &Options) -> Result<Report, Vec<Diagnostic>> {
    let separator = options.written.separator;
    let (ours, expected) =
        both(Sheet::read(result, separator).map_err(one), Sheet::read(expected, separator).map_err(one))?;
    compare_sheets(&ours, expected, options)
}

/// Compares results with an expected file.
pub(crate) fn compare_results(ours: &Sheet, expected: &Path, options: &Options) -> Result<Report, Vec<Diagnostic>> {
    compare_sheets(ours, Sheet::read(expected, options.written.separator).map_err(one)?, options)
}

fn compare_sheets(ours: &Sheet, expected: Sheet, options: &Options) -> Result<Report, Vec<Diagnostic>> {
    let mut unread_of_wide = Vec::new();
    let expected = match &options.shape {
        Shape::Same => expected,
        Shape::Wide(wide) => {
            unread_of_wide = wide.unread(&expected, &options.key);
            wide.long(&expected, &options.key).map_err(one)?
        }
        Shape::Tall(tall) => tall.columns(&expected, &options.key).map_err(one)?,
    };
    let columns = Columns::choose(ours, &expected, options)?;
    let (our_rows, expected_rows) =
        both(index(ours, &columns.key.0, options), index(&expected, &columns.key.1, options))?;
    let known = options.known.as_deref().map(|path| KnownDifferences::read(path, options)).transpose()?;

    let mut run = Run::new(columns, &expected, options, known.unwrap_or_default());
    for row in &expected.rows {
        let found = our_rows.get(&row.cells(&run.columns.key.1)).and_then(|&at| ours.rows.get(at));
        match found {
            Some(our_row) => run.row_of_both(ours, our_row, row),
            None => run.row_only_expected(row),
        }
    }
    for row in &ours.rows {
        if !expected_rows.contains_key(&row.cells(&run.columns.key.0)) {
            run.row_only_ours(row);
        }
    }
    let mut findings = run.known.findings(options);
    let compared: usize = run.report.columns.iter().map(|c| c.counts.compared + c.counts.only_expected).sum();
    findings.extend((compared == 0 && findings.is_empty()).then(nothing_compared));
    Ok(Report {
        key: options.key.clone(),
        within: options.within.clone(),
        cells: ours.rows.len() * ours.header.len().saturating_sub(options.key.len()),
        columns_only_ours: only_in(ours, &expected),
        columns_only_expected: [only_in(&expected, ours), unread_of_wide].concat(),
        findings,
        ..run.report
    })
}

/// Reports that nothing was compared: such a comparison would always succeed.
fn nothing_compared() -> Diagnostic {
    let message = say::nothing_compared();
    Diagnostic::input(Code::NothingCompared, None, message).help(say::check_key())
}

fn one(error: Diagnostic) -> Vec<Diagnostic> {
    vec![error]
}

/// Returns both values, or all errors.
fn both<A, B>(a: Result<A, Vec<Diagnostic>>, b: Result<B, Vec<Diagnostic>>) -> Result<(A, B), Vec<Diagnostic>> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(a), Err(b)) => Err([a, b].concat()),
        (Err(errors), Ok(_)) | (Ok(_), Err(errors)) => Err(errors),
    }
}

/// A comparison in progress.
struct Run<'o> {
    columns: Columns,
    options: &'o Options,
    /// The largest number of decimals that an expected cell shows, for each compared column.
    finest: Vec<u32>,
    known: KnownDifferences,
    report: Report,
}

impl Run<'_> {
    fn new<'o>(columns: Columns, expected: &Sheet, options: &'o Options, known: KnownDifferences) -> Run<'o> {
        let start = |name: &String| ColumnReport { name: name.clone(), ..ColumnReport::default() };
        let report = Report { columns: columns.compared.iter().map(|c| start(&c.name)).collect(), ..Report::default() };
        let decimals = |shared: &Shared| {
            let cells = expected.rows.iter().filter_map(|row| Decimal::parse(row.cell(shared.expected)));
            cells.map(|n| n.decimals()).max().unwrap_or(0)
        };
        let finest = match options.within {
            Within::Shown => columns.compared.iter().map(decimals).collect(),
            Within::Digits(_) | Within::Tolerance(_) => vec![0; columns.compared.len()],
        };
        Run { columns, options, finest, known, report }
    }

    fn row_of_both(&mut self, ours: &Sheet, our_row: &SheetLine, expected_row: &SheetLine) {
        self.report.rows_in_both += 1;
        let key = owned(expected_row.cells(&self.columns.key.1));
        let columns = self.columns.compared.iter().zip(&self.finest).zip(&mut self.report.columns);
        for ((shared, finest), column) in columns {
            let (our_cell, expected) = (our_row.cell(shared.ours), expected_row.cell(shared.expected));
            let wanted = self.options.written.wanted(expected_row, shared.expected);
            let judged = judge(our_cell, wanted, &self.options.within, ours.kind(shared.ours));
            let agrees = match judged.verdict {
                Verdict::NotHeld => our_cell.is_empty(),
                Verdict::Equal => true,
                Verdict::Different => false,
            };
            let listed = self.known.lists(&key, &shared.name, agrees);
            column.count(&judged, listed, (*finest, expected));
            if judged.verdict == Verdict::Different && !listed {
                let (column, ours, expected) = (shared.name.clone(), our_cell.to_owned(), expected.to_owned());
                self.report.differences.push(Difference { key: key.clone(), column, ours, expected });
            }
        }
    }

    /// Counts a row that the results do not have. A wide file has a cell for each value of the choice, even if there is
    /// no such subject, so there a cell without a value is as expected. In every other shape the row itself is
    /// expected.
    fn row_only_expected(&mut self, row: &SheetLine) {
        self.report.rows_only_expected += 1;
        let key = owned(row.cells(&self.columns.key.1));
        for (shared, column) in self.columns.compared.iter().zip(&mut self.report.columns) {
            let said = match self.options.written.wanted(row, shared.expected) {
                ExpectedCell::Anything => false,
                ExpectedCell::NoValue => !matches!(self.options.shape, Shape::Wide(_)),
                ExpectedCell::Text(_) => true,
            };
            let listed = self.known.lists(&key, &shared.name, !said);
            column.counts.only_expected += usize::from(said && !listed);
        }
    }

    fn row_only_ours(&mut self, row: &SheetLine) {
        self.report.rows_only_ours += 1;
        let key = owned(row.cells(&self.columns.key.0));
        for (shared, column) in self.columns.compared.iter().zip(&mut self.report.columns) {
            self.known.lists(&key, &shared.name, row.cell(shared.ours).is_empty());
            column.counts.not_expected += 1;
        }
    }
}

impl ColumnReport {
    /// Counts a cell of a row of both files; `finest` is the largest number of decimals in the expected column.
    fn count(&mut self, judged: &Judged, listed: bool, (finest, expected): (u32, &str)) {
        let counts = &mut self.counts;
        let kind = match judged.verdict {
            Verdict::NotHeld => {
                counts.not_expected += 1;
                return;
            }
            Verdict::Equal => &mut counts.equal,
            Verdict::Different if listed => &mut counts.known,
            Verdict::Different => &mut counts.different,
        };
        *kind += 1;
        counts.compared += 1;
        let different = judged.verdict == Verdict::Different && !listed;
        if different && judged.no_number {
            if self.no_numbers.0 == 0 {
                self.no_numbers.1 = expected.to_owned();
            }
            self.no_numbers.0 += 1;
        }
        let Some(numbers) = &judged.numbers else { return };
        let coarse = numbers.distance > Decimal::half_unit(finest) && numbers.within > Decimal::half_unit(finest);
        self.coarse += usize::from(judged.verdict == Verdict::Equal && finest > 0 && coarse);
        self.beyond_ours += usize::from(different && numbers.beyond_ours);
        self.largest = self.largest.take().max(Some(numbers.distance.clone()));
        self.within = self.within.take().max(Some(numbers.within.clone()));
    }
}

fn owned(texts: Vec<&str>) -> Vec<String> {
    texts.into_iter().map(str::to_owned).collect()
}
