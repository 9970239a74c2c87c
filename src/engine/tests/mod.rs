//! Compares the engine with the reference evaluator, over real files.

mod tables;

use super::{Binding, Bindings, Settings, evaluate, explain};
use crate::data::{BoundFile, load};
use crate::diagnostic::{Code, Diagnostic};
use crate::graph::Graph;
use crate::ids::Id;
use crate::names::SubjectId;
use crate::plan::tests::graph;
use crate::reference;
use crate::results::{Cells, ResultTable};
use crate::schema::TableId;
use std::fmt::Write as _;
use tempfile::TempDir;

/// Files of the first table of a policy.
struct Files {
    folder: TempDir,
    bound: Vec<BoundFile>,
}

impl Files {
    fn new(contents: &[String]) -> Files {
        let folder = tempfile::tempdir().unwrap();
        let bound = contents.iter().enumerate().map(|(at, content)| {
            let path = folder.path().join(format!("{at}.csv"));
            std::fs::write(&path, content).unwrap();
            BoundFile::named(path, format!("{at}.csv"))
        });
        let bound = bound.collect();
        Files { folder, bound }
    }

    fn bindings(&self) -> Bindings {
        assert!(self.folder.path().is_dir());
        vec![Some(Binding { files: self.bound.clone(), ..Binding::default() })].into()
    }
}

fn by_reference(graph: &Graph, files: &Files, subjects: &[SubjectId]) -> Result<Vec<ResultTable>, Vec<Diagnostic>> {
    let loaded = load(&graph.tables[TableId::at(0)], &files.bound)?;
    let tables = vec![Some(loaded.batch)].into();
    let rows = reference::Rows { tables: &tables, period: None };
    subjects.iter().map(|s| reference::results(graph, &rows, *s).map_err(|d| vec![d])).collect()
}

fn by_engine(
    graph: &Graph,
    files: &Files,
    subjects: &[SubjectId],
    settings: &Settings,
) -> Result<Vec<ResultTable>, Vec<Diagnostic>> {
    evaluate(graph, &files.bindings(), subjects, settings).map(|o| o.tables).map_err(|told| told.findings)
}

/// The first difference between two tables.
fn difference(expected: &ResultTable, found: &ResultTable) -> String {
    for (a, b) in expected.columns.iter().zip(&found.columns) {
        if a != b {
            let differs = |n: &usize| match (&a.cells, &b.cells) {
                (Cells::Decimal { units: a, .. }, Cells::Decimal { units: b, .. }) => a.get(*n) != b.get(*n),
                (Cells::Text(a), Cells::Text(b)) => a.get(*n) != b.get(*n),
                _ => true,
            };
            let row = (0..a.cells.len().max(b.cells.len())).find(differs).unwrap_or(0);
            let cell = |c: &Cells| match c {
                Cells::Decimal { units, .. } => format!("{:?}", units.get(row)),
                Cells::Text(t) => format!("{:?}", t.get(row)),
                other => format!("{other:?}"),
            };
            return format!("{} row {row}: {} and not {}", a.name, cell(&b.cells), cell(&a.cells));
        }
    }
    format!("{:?} {:?}", expected.columns.len(), found.columns.len())
}

fn agree(graph: &Graph, files: &Files, settings: &[(usize, usize)]) -> Vec<ResultTable> {
    let subjects = graph.published();
    let expected = by_reference(graph, files, &subjects);
    for (threads, batch_size) in settings {
        let settings = Settings { threads: *threads, batch_size: *batch_size, ..Settings::default() };
        let found = by_engine(graph, files, &subjects, &settings);
        if let (Ok(expected), Ok(found)) = (&expected, &found) {
            for (a, b) in expected.iter().zip(found) {
                assert!(a == b, "{settings:?} {}: {}", a.subject, difference(a, b));
            }
        }
        assert!(expected == found, "{settings:?}: {expected:?}\n{found:?}");
    }
    expected.unwrap()
}

const MANY: [(usize, usize); 11] =
    [(1, 1), (1, 2), (2, 3), (1, 4), (5, 5), (2, 6), (5, 7), (5, 1), (1, 100), (2, 8192), (5, 8192)];

/// A small generator of numbers that are the same on every machine.
struct Dice(u64);

impl Dice {
    fn upto(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn pick<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.upto(texts.len() as u64) as usize]
    }
}

const POLICY: &str = include_str!("everything.grad");

/// Rows of the table of the policy, with missing cells of every kind.
fn rows(dice: &mut Dice, from: u64, count: u64) -> String {
    let mut out = String::from("unit,person,day,kind,vip,a,b,c,d,spend,long,w,wait,note,region,extra\n");
    for person in from..from + count {
        let unit = dice.pick(&["north", "south", "east", "a, \"b\""]).replace('"', "\"\"");
        let day = format!("2026-{:02}-{:02}", 1 + dice.upto(12), 1 + dice.upto(28));
        let kind = dice.pick(&["small", "big", "huge!", "-"]);
        let vip = dice.pick(&["yes", "no", "?"]);
        let rating = ["1", "2", "3", "4", "5", "", "99"];
        let (a, b, c) = (dice.pick(&rating), dice.pick(&rating), dice.pick(&rating));
        let d = match dice.upto(6) {
            0 => String::new(),
            1 => "0".into(),
            _ => format!("{}.{:02}", dice.upto(20) as i64 - 10, if dice.upto(2) == 0 { 0 } else { 5 }),
        };
        let d = if d.starts_with("10") || d.starts_with("-10") { "-0.50".into() } else { d };
        let spend = match dice.upto(8) {
            0 => "999999999999999999999999.99".into(),
            1 => "-999999999999999999999999.99".into(),
            _ => format!("{}.{:02}", dice.upto(1000), dice.upto(100)),
        };
        let long = match dice.upto(4) {
            0 => String::new(),
            1 => format!("0.{:030}", dice.upto(1 << 31)),
            _ => format!("{}.5", dice.upto(900)),
        };
        let w = format!("{}.{}", dice.upto(10), dice.upto(10));
        let wait = dice.pick(&["", "0", "0.5", "23.99", "24", "24.01", "100", "99.99"]);
        let note = dice.pick(&["", "x", "yes", "长"]);
        let region = dice.pick(&["1", "2"]);
        writeln!(
            out,
            "\"{unit}\",{person},{day},{kind},{vip},{a},{b},{c},{d},{spend},{long},{w},{wait},{note},{region},x"
        )
        .unwrap();
    }
    out
}

fn everything() -> (Graph, Files) {
    let mut dice = Dice(7);
    let files: Vec<String> =
        [40u64, 0, 3, 90, 1, 66].iter().enumerate().map(|(i, n)| rows(&mut dice, 1000 * i as u64, *n)).collect();
    (graph(POLICY), Files::new(&files))
}

#[test]
fn every_operation_agrees_with_the_reference() {
    let (graph, files) = everything();
    let tables = agree(&graph, &files, &MANY);
    assert_eq!(tables.iter().map(ResultTable::rows).collect::<Vec<_>>()[0], 200);
}

#[test]
fn plans_are_told() {
    let (graph, files) = everything();
    let settings = Settings { threads: 2, batch_size: 8192, ..Settings::default() };
    let told =
        |name: &str| explain(&graph, &files.bindings(), &[graph.subject_named(name).unwrap()], &settings).unwrap();
    println!("{}\n{}", told("response"), told("campus"));
    assert!(told("campus").contains("GatherExec: response, 1 links"));
    assert!(told("response").contains("partitions=2"));
    assert!(!told("response").contains("SortExec"), "the scan says that its rows are in order");
    let all = explain(&graph, &files.bindings(), &graph.published(), &settings).unwrap();
    assert_eq!(all.matches("ScanExec: response").count(), 1, "one pass serves rows and groups");
}

#[test]
fn what_is_wrong_with_files_is_told_as_by_loading() {
    let graph = graph(POLICY);
    let good = rows(&mut Dice(3), 0, 20);
    let bad = rows(&mut Dice(3), 5, 20).replace(",2026-", ",2026-x");
    for contents in [vec![good.clone(), good.clone()], vec![good, bad], vec!["unit\n".to_owned()]] {
        let files = Files::new(&contents);
        let loaded = load(&graph.tables[TableId::at(0)], &files.bound).unwrap_err();
        for threads in [1, 2, 5] {
            let settings = Settings { threads, batch_size: 7, ..Settings::default() };
            let found = evaluate(&graph, &files.bindings(), &graph.published(), &settings);
            assert_eq!(found.unwrap_err().findings, loaded);
        }
    }
}

#[test]
fn a_table_that_is_not_bound_has_no_subjects_and_notes_are_told_once() {
    let (graph, files) = everything();
    let none = evaluate(&graph, &graph.tables.filled(None), &graph.published(), &Settings::default()).unwrap();
    assert!(none.tables.iter().all(|t| t.rows() == 0 && !t.columns.is_empty()));
    let told = evaluate(&graph, &files.bindings(), &graph.published(), &Settings::default()).unwrap();
    assert_eq!(told.told.findings, load(&graph.tables[TableId::at(0)], &files.bound).unwrap().notes);
    assert_eq!(told.told.findings.len(), 1);
}

#[test]
fn a_number_that_no_file_holds_is_told_by_its_first_output() {
    let text = "policy p\ntable t {\n  key id : count\n  x : number with 2 decimals\n}\n\
        tree fine of t = limited(x, 0..9)\ntree cube of t = x * x * x\ntree square of t = x * x\n";
    let graph = graph(text);
    let content = |from: u64| {
        (from..from + 9).fold("id,x\n".to_owned(), |s, i| s + &format!("{i},7{}\n", "0".repeat(i as usize)))
    };
    let files = Files::new(&[content(0), content(20), content(10)]);
    for (threads, batch_size) in MANY {
        let settings = Settings { threads, batch_size, ..Settings::default() };
        let wrong = by_engine(&graph, &files, &graph.published(), &settings).unwrap_err();
        assert_eq!(Err(wrong.clone()), by_reference(&graph, &files, &graph.published()));
        assert_eq!(wrong.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::ResultTooLarge]);
        assert!(wrong[0].message.contains("`cube`"));
    }
}
