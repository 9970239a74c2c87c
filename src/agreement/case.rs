//! A case: rule text and files, evaluated by both evaluators.

use super::damage::{damage, form};
use super::draw::{self, Draw};
use super::files::files;
use super::places::places;
use super::policies::Writer;
use super::spelling::{Spelling, spelled};
use super::world::World;
use crate::data::{Binding, Bindings, BoundFile, DataReport, Form, TableReport, load_all};
use crate::engine::{self, Settings};
use crate::graph::Graph;
use crate::number::{Decimal, Rational, Rounding};
use crate::policy::{Pack, Run};
use crate::reference::{self, Rows};
use crate::results::write::cell_text;
use crate::results::{Cells, ResultTable};
use crate::schema::TableSchema;
use crate::types::period::Period;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;

/// A generated policy with its data on disk.
pub(super) struct Case {
    pub text: String,
    /// The same policy with all short forms expanded.
    written_out: String,
    /// The files of each table, by its name; `None` for a table that is not bound.
    pub files: Vec<(String, Option<Vec<String>>)>,
    /// Whether its tiers were built backwards from a value of the data.
    pub backwards: bool,
    pub graph: Graph,
    bound: Vec<(String, Vec<BoundFile>)>,
    period: Period,
    /// The main table and its groups.
    main: [String; 2],
    _folder: TempDir,
}

/// The outcome of an evaluation: the tables, or the messages of the errors.
pub(super) type Given = Result<Vec<ResultTable>, Vec<String>>;

/// How many rows of the tables were read and set aside.
pub(super) type Account = Vec<TableReport>;

impl Case {
    /// The case of a list of numbers. A policy is refused if it does not say which rows belong to a subject, although a
    /// value needs them; then the same numbers are used in another order.
    pub(super) fn new(numbers: &[u32]) -> Case {
        let mut numbers = numbers.to_vec();
        for _ in 0..numbers.len() {
            if let Some(case) = Case::of(&numbers) {
                return case;
            }
            numbers.rotate_left(1);
        }
        panic!("no page of {numbers:?} links its rows")
    }

    fn of(numbers: &[u32]) -> Option<Case> {
        let mut draw = Draw::new(numbers);
        let backwards = draw.chance(60);
        let tiers_at = (draw.below(64), draw.below(5), draw.below(4));
        let world = World::draw(&mut draw);
        let contents = files(&mut draw, &world);
        let main = [format!("t{}", world.main), format!("s{}", world.main)];
        let text = policy(&mut draw, &world, &main);
        let folder = tempfile::tempdir().unwrap();
        let files = world.tables.iter().zip(contents);
        let mut files: Vec<_> =
            files.map(|(table, files)| (table.name.clone(), table.bound.then_some(files))).collect();
        // Drawn from a separate list, so that the text that is already written stays the same.
        let own = draw::numbers(numbers.first().copied().unwrap_or(0).into(), 500);
        let mut own = Draw::new(&own);
        let spoilt = !numbers.is_empty() && own.chance(25);
        let forms: Vec<Form> = files.iter().map(|_| if spoilt { form(&mut own) } else { Form::default() }).collect();
        for file in files.iter_mut().filter(|_| spoilt).filter_map(|(_, files)| files.as_mut()).flatten() {
            *file = damage(&mut own, file);
        }
        let bound = write(&folder, &files, forms);
        let period = world.period;
        let tiers = format!("tiers level of score of {} {{\nhigh >= 50\nmid >= 2.5\nlow otherwise\n}}\n", main[0]);
        let text = text + if backwards { "" } else { &tiers };
        let [text, written_out] = [Spelling::Short, Spelling::WrittenOut].map(|spelling| spelled(&text, spelling));
        let graph = linked(&text, &period)?;
        let mut case = Case { text, written_out, files, backwards: false, graph, bound, period, main, _folder: folder };
        if backwards {
            let added = case.tiers_backwards(tiers_at);
            case.backwards = added.is_some();
            let tiers = added.unwrap_or(tiers);
            case.text.push_str(&tiers);
            case.written_out.push_str(&tiers);
            case.graph = case.compiled();
        }
        Some(case)
    }

    /// The graph of the text.
    pub(super) fn compiled(&self) -> Graph {
        compile(&self.text, &self.period)
    }

    /// Evaluates the expanded policy with the reference evaluator.
    pub(super) fn by_written_out(&self) -> Given {
        self.by_reference_of(&compile(&self.written_out, &self.period))
    }

    /// The number of tables with files.
    pub(super) fn tables(&self) -> usize {
        self.bound.len()
    }

    /// Tiers whose cut-off is a value that occurs, in the form in which it is compared, or a value that differs from it
    /// by one unit of the last decimal.
    fn tiers_backwards(&self, (row, shift, how): (usize, usize, usize)) -> Option<String> {
        let tables = self.by_reference().ok()?;
        let [rows, groups] = &self.main;
        let (kind, name) = if how == 3 { (groups, "group_score") } else { (rows, "score") };
        let column = tables.iter().find(|t| t.subject == *kind)?.columns.iter().find(|c| c.name == name)?;
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
            // The lower tier is first, so that an end that wrongly belongs to it would take precedence.
            4 => format!("low < {cut}\nhigh >= {cut}"),
            _ => format!("high >= {cut}\nlow otherwise"),
        };
        Some(format!("tiers level of {name} of {kind}{rounded} {{\n{lines}\n}}\n"))
    }

    /// Evaluates the case with the reference evaluator.
    pub(super) fn by_reference(&self) -> Given {
        self.by_reference_of(&self.graph)
    }

    /// Evaluates another graph of the same tables with the reference evaluator.
    pub(super) fn by_reference_of(&self, graph: &Graph) -> Given {
        let needed = graph.tables_needed(&graph.published());
        let wanted = self.bindings_of(graph).map(|(id, b)| b.clone().filter(|_| needed.contains(&id)));
        let (tables, _) = load_all(&graph.tables, &wanted).map_err(|told| messages(&told))?;
        let rows = Rows { tables: &tables, period: Some((self.period.first, self.period.last)) };
        let results = graph.published().into_iter().map(|subject| reference::results(graph, &rows, subject));
        results.map(|table| table.map_err(|finding| messages(&vec![finding].into()))).collect()
    }

    /// Compares what the evaluators report about the rows of their tables, and checks that all rows are accounted for
    /// if they are used.
    pub(super) fn accounts(&self, settings: &Settings) -> Result<(), String> {
        let needed = self.graph.tables_needed(&self.graph.published());
        let wanted = self.bindings().map(|(id, b)| b.clone().filter(|_| needed.contains(&id)));
        let reference: Account = match load_all(&self.graph.tables, &wanted) {
            Ok((_, told)) => told.tables,
            Err(told) => told.tables,
        };
        let engine = engine::evaluate(&self.graph, &self.bindings(), &self.graph.published(), settings);
        let is_used = engine.is_ok();
        let engine = engine.map_or_else(|told| told.tables, |outcome| outcome.told.tables);
        if is_used && engine != reference {
            return Err(format!("the accounts differ: {engine:#?} instead of {reference:#?}"));
        }
        let whole = |t: &TableReport| t.read == t.used + t.aside + t.outside;
        match engine.iter().find(|table| is_used && !whole(table)) {
            Some(table) => Err(format!("rows are lost: {table:#?}")),
            None => Ok(()),
        }
    }

    /// Evaluates the case with the engine.
    pub(super) fn by_engine(&self, settings: &Settings) -> Given {
        self.by_engine_of(&self.graph, settings)
    }

    /// Evaluates another graph of the same tables with the engine.
    pub(super) fn by_engine_of(&self, graph: &Graph, settings: &Settings) -> Given {
        let outcome = engine::evaluate(graph, &self.bindings_of(graph), &graph.published(), settings);
        outcome.map(|o| o.tables).map_err(|found| messages(&found))
    }

    /// The files of each table.
    pub(super) fn bindings(&self) -> Bindings {
        self.bindings_of(&self.graph)
    }

    fn bindings_of(&self, graph: &Graph) -> Bindings {
        let dates = Some((self.period.first, self.period.last));
        let of = |table| Some(Binding { files: self.files_of(table)?, dates, ..Binding::default() });
        graph.tables.iter().map(of).collect()
    }

    fn files_of(&self, table: &TableSchema) -> Option<Vec<BoundFile>> {
        self.bound.iter().find(|(name, _)| *name == table.name).map(|(_, files)| files.clone())
    }

    /// The case in a form in which a person can repeat it.
    pub(super) fn shown(&self) -> String {
        let mut shown = format!("// period {}\n{}\n", self.period.text, self.text);
        for (table, files) in &self.files {
            let files = files.iter().flatten().enumerate();
            shown.extend(files.map(|(i, text)| format!("── {table}, file {i}\n{text}")));
        }
        shown
    }
}

/// The first cell in which two results differ, in words; `None` if they are the same.
pub(super) fn difference(given: &Given, reference: &Given) -> Option<String> {
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

/// The first cell of a result that differs in the expanded policy, in words. Results are compared by their names: the
/// expanded policy can publish them in another place, and can publish more.
pub(super) fn changed(short: &Given, written_out: &Given) -> Option<String> {
    let (Ok(short), Ok(written_out)) = (short, written_out) else {
        // Columns of a family have other names.
        return if short.is_err() && written_out.is_err() { None } else { difference(short, written_out) };
    };
    for table in short {
        let Some(other) = written_out.iter().find(|other| other.subject == table.subject) else {
            return Some(format!("no {}", table.subject));
        };
        // Clauses show the text of their conditions, which differs.
        for column in table.columns.iter().filter(|column| !column.name.ends_with("_clauses")) {
            let reasons = column.name.ends_with("_missing");
            // Columns whose name begins with `w` have other words in the expanded policy. Whether there is a reason is
            // the same.
            let other_words = reasons && column.name.starts_with('w');
            let Some(same) = other.columns.iter().find(|other| other.name == column.name) else {
                // In the expanded policy a value that is never missing or not a tree has no reasons, and tiers are
                // lets.
                let none = (0..column.cells.len()).all(|row| cell_text(&column.cells, row).is_none());
                let of = column.name.strip_suffix("_missing").unwrap_or_default();
                let of_tiers = table.columns.iter().any(|c| c.name == of && !matches!(c.cells, Cells::Decimal { .. }));
                if reasons && (none || other_words || of_tiers) {
                    continue;
                }
                return Some(format!("no {}.{}", table.subject, column.name));
            };
            let text = |cells: &Cells, row| cell_text(cells, row).unwrap_or_default().into_owned();
            // The types give a tighter number of decimals for one of the two spellings.
            let plain = |cells: &Cells, row| match cells {
                Cells::Decimal { scale: 1.., .. } => {
                    let text = text(cells, row);
                    text.trim_end_matches('0').trim_end_matches('.').to_string()
                }
                _ => text(cells, row),
            };
            let cell = |cells: &Cells, row| match reasons {
                // Reasons are in the order of the graph, which differs.
                true if other_words => BTreeSet::from([cell_text(cells, row).is_some().to_string()]),
                true => text(cells, row).split("; ").map(String::from).collect::<BTreeSet<String>>(),
                false => BTreeSet::from([plain(cells, row)]),
            };
            let rows = column.cells.len().max(same.cells.len());
            if let Some(row) = (0..rows).find(|row| cell(&column.cells, *row) != cell(&same.cells, *row)) {
                let (a, b) = (text(&column.cells, row), text(&same.cells, row));
                let (of, name) = (&table.subject, &column.name);
                return Some(format!("{of}.{name} row {row}: `{a}`, and written out `{b}`"));
            }
        }
    }
    None
}

fn messages(told: &DataReport) -> Vec<String> {
    told.findings.iter().map(|f| format!("{}: {} {:?}", f.code.name(), f.message, f.location)).collect()
}

fn write(folder: &TempDir, files: &[(String, Option<Vec<String>>)], forms: Vec<Form>) -> Vec<(String, Vec<BoundFile>)> {
    let file = |name: String, text: &String| {
        let path: PathBuf = folder.path().join(&name);
        std::fs::write(&path, text).unwrap();
        BoundFile::named(path, name)
    };
    let of = |((table, files), form): (&(String, Option<Vec<String>>), Form)| {
        let (files, form) = (files.as_ref()?.iter().enumerate(), Arc::new(form));
        let bound = files.map(|(i, text)| file(format!("{table}-{i}.csv"), text).with(form.clone()));
        Some((table.clone(), bound.collect()))
    };
    files.iter().zip(forms).filter_map(of).collect()
}

/// The policy of a world, without tiers.
fn policy(draw: &mut Draw<'_>, world: &World, [rows, groups]: &[String; 2]) -> String {
    let declarations = world.declarations();
    let pack = Pack::of_text("generated.grad", &spelled(&declarations, Spelling::Short));
    let names = pack.names();
    let mut places = places(world, &names.catalogue);
    let at = |name: &String| places.iter().position(|place| place.name == *name).unwrap();
    let (rows, groups) = (at(rows), at(groups));
    declarations + &Writer::new(&mut places, draw).values(rows, groups)
}

/// The graph of a generated policy, which must have no errors.
fn compile(text: &str, period: &Period) -> Graph {
    linked(text, period).unwrap_or_else(|| panic!("nothing links some rows\n{text}"))
}

/// The same; `None` if the policy must have a condition that links rows.
fn linked(text: &str, period: &Period) -> Option<Graph> {
    let pack = Pack::of_text("generated.grad", text);
    let compiled = pack.compile(&Run { period: Some(period.clone()), ..Run::default() });
    let errors = compiled.findings.iter().filter(|f| f.severity == crate::diagnostic::Severity::Error);
    let told =
        |f: &crate::diagnostic::Diagnostic| format!("{} {:?}", f.message, f.span().map(|s| pack.sources.text(s)));
    let errors: Vec<String> = errors.map(told).collect();
    if compiled.graph.is_none() && compiled.findings.iter().any(|f| f.code == crate::diagnostic::Code::NoLink) {
        return None;
    }
    Some(compiled.graph.unwrap_or_else(|| panic!("{errors:?}\n{text}")))
}
