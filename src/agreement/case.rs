//! A case: rule text and files, evaluated both ways.

use super::data::{self, Column};
use super::draw::Draw;
use super::policies::Writer;
use crate::data::{BoundFile, load};
use crate::engine::{self, Binding, Settings};
use crate::graph::Graph;
use crate::number::{Decimal, Rational, Rounding};
use crate::policy::{Pack, Run};
use crate::reference::{self, Rows};
use crate::results::write::cell_text;
use crate::results::{Cells, ResultTable};
use crate::types::period::Period;
use std::path::PathBuf;
use tempfile::TempDir;

/// A generated policy with its data on disk.
pub struct Case {
    pub text: String,
    pub files: Vec<String>,
    /// Whether its tiers were built backwards from a value of the data.
    pub backwards: bool,
    pub graph: Graph,
    bound: Vec<BoundFile>,
    period: Period,
    _folder: TempDir,
}

/// What an evaluation gave: the tables, or the words of what is wrong.
pub type Given = Result<Vec<ResultTable>, Vec<String>>;

impl Case {
    /// The case of a list of numbers.
    pub fn new(numbers: &[u32]) -> Case {
        let mut draw = Draw::new(numbers);
        let columns: Vec<Column> = (0..draw.between(2, 7)).map(|at| Column::draw(&mut draw, at as usize)).collect();
        let backwards = draw.chance(60);
        let tiers_at = (draw.below(64), draw.below(5), draw.below(4));
        let period = Period::parse(draw.pick(&["2026", "2026-03-01..2026-04-15", "2026-04", "2025"])).unwrap();
        let files = data::files(&mut draw, &columns);
        let text = Writer::new(&columns, &mut draw).policy();
        let folder = tempfile::tempdir().unwrap();
        let bound = write(&folder, &files);
        let graph = compile(&text);
        let mut case = Case { text, files, backwards: false, graph, bound, period, _folder: folder };
        let added = if backwards { case.tiers_backwards(tiers_at) } else { None };
        case.backwards = added.is_some();
        let tiers =
            added.unwrap_or_else(|| "tiers level of score of t {\nhigh >= 50\nmid >= 2.5\nlow otherwise\n}\n".into());
        case.text.push_str(&tiers);
        case.graph = compile(&case.text);
        case
    }

    /// Tiers whose cut-off is a value that occurs, as it is compared; or one unit of the last place beside it.
    fn tiers_backwards(&self, (row, shift, how): (usize, usize, usize)) -> Option<String> {
        let tables = self.by_reference().ok()?;
        let (kind, name) = if how == 3 { ("s", "group_score") } else { ("t", "score") };
        let column = tables.iter().find(|t| t.subject == kind)?.columns.iter().find(|c| c.name == name)?;
        let Cells::Decimal { scale, units } = &column.cells else { return None };
        let filled: Vec<i128> = units.iter().flatten().copied().collect();
        let value = Rational::from_scaled(*filled.get(row % filled.len().max(1))?, *scale);
        let (decimals, rounded) = match how {
            0 => (0, ", rounded half up to 0 decimals"),
            1 => (2, ", rounded half even to 2 decimals"),
            _ => (9, ""),
        };
        let unit = Rational::pow10(-i32::try_from(decimals).ok()?);
        let near = value.round(decimals, Rounding::HalfEven);
        let cut = match shift {
            1 => &near + &unit,
            2 => &near - &unit,
            _ => near,
        };
        let cut: Decimal = cut.to_decimal(decimals, Rounding::HalfEven);
        let lines = match shift {
            2 | 3 => format!("high > {cut}\nlow otherwise"),
            // The lower tier stands first, so an end that wrongly belongs to it would win.
            4 => format!("low < {cut}\nhigh >= {cut}"),
            _ => format!("high >= {cut}\nlow otherwise"),
        };
        Some(format!("tiers level of {name} of {kind}{rounded} {{\n{lines}\n}}\n"))
    }

    /// By the reference evaluator.
    pub fn by_reference(&self) -> Given {
        let mut tables = Vec::new();
        for schema in &self.graph.tables {
            let loaded = load(schema, &self.bound).map_err(|found| messages(&found))?;
            tables.push(Some(loaded.batch));
        }
        let rows = Rows { tables: &tables, period: Some((self.period.first, self.period.last)) };
        let subjects = self.graph.published();
        subjects.iter().map(|s| reference::results(&self.graph, &rows, *s).map_err(|f| messages(&[f]))).collect()
    }

    /// By the engine.
    pub fn by_engine(&self, settings: &Settings) -> Given {
        let outcome = engine::evaluate(&self.graph, &self.bindings(), &self.graph.published(), settings);
        outcome.map(|o| o.tables).map_err(|found| messages(&found))
    }

    /// The files, bound to the one table.
    pub fn bindings(&self) -> Vec<Option<Binding>> {
        vec![Some(Binding { files: self.bound.clone(), dates: Some((self.period.first, self.period.last)) })]
    }

    /// The case as a person would repeat it.
    pub fn shown(&self) -> String {
        let files = self.files.iter().enumerate().map(|(i, f)| format!("── file {i}\n{f}")).collect::<String>();
        format!("{}\n{files}", self.text)
    }
}

/// The first cell in which two results differ, in words; `None` when they are the same.
pub fn difference(given: &Given, reference: &Given) -> Option<String> {
    if given == reference {
        return None;
    }
    let (Ok(given), Ok(reference)) = (given, reference) else {
        let words = |g: &Given| g.as_ref().map_or_else(|e| e.join("; "), |_| "results".into());
        return Some(format!("{} instead of {}", words(given), words(reference)));
    };
    for (a, b) in given.iter().zip(reference) {
        for (x, y) in a.columns.iter().zip(&b.columns) {
            let text = |cells: &Cells, row| cell_text(cells, row).unwrap_or_default().into_owned();
            let rows = x.cells.len().max(y.cells.len());
            let row = (0..rows).find(|row| text(&x.cells, *row) != text(&y.cells, *row));
            if let Some(row) = row {
                let (x_text, y_text) = (text(&x.cells, row), text(&y.cells, row));
                return Some(format!("{}.{} row {row}: `{x_text}` instead of `{y_text}`", a.subject, x.name));
            }
        }
    }
    Some("another shape".into())
}

fn messages(found: &[crate::diagnostic::Diagnostic]) -> Vec<String> {
    found.iter().map(|f| format!("{}: {}", f.code.name(), f.message)).collect()
}

fn write(folder: &TempDir, files: &[String]) -> Vec<BoundFile> {
    let paths = files.iter().enumerate().map(|(i, text)| {
        let path: PathBuf = folder.path().join(format!("{i}.csv"));
        std::fs::write(&path, text).unwrap();
        BoundFile::new(path)
    });
    paths.collect()
}

/// The graph of a generated policy, which must have no errors.
fn compile(text: &str) -> Graph {
    let pack = Pack::of_text("generated.grad", text);
    let compiled = pack.compile(&Run::default());
    let errors = compiled.findings.iter().filter(|f| f.severity == crate::diagnostic::Severity::Error);
    let errors = messages(&errors.cloned().collect::<Vec<_>>());
    compiled.graph.unwrap_or_else(|| panic!("{errors:?}\n{text}"))
}
