//! A policy text over rows, by every evaluator of this build; all must give the same.

use gradus::data::{BoundFile, load};
use gradus::diagnostic::Diagnostic;
use gradus::graph::Graph;
use gradus::policy::{Pack, Run};
use gradus::reference::{self, Rows};
use gradus::results::ResultTable;
use gradus::results::write::cell_text;

/// The graph of a policy that has no errors.
pub fn graph(text: &str) -> Graph {
    let compiled = Pack::of_text("policy.grad", text).compile(&Run::default());
    compiled.graph.unwrap_or_else(|| panic!("{:#?}\n{text}", compiled.findings))
}

/// The results of the subject with this name; each text is one file of the policy's only table.
pub fn evaluate(text: &str, files: &[&str], subject: &str) -> Result<ResultTable, Vec<Diagnostic>> {
    let graph = graph(text);
    let folder = crate::program::scratch();
    let bound: Vec<BoundFile> = files
        .iter()
        .enumerate()
        .map(|(i, rows)| {
            let path = folder.path().join(format!("{i}.csv"));
            std::fs::write(&path, rows).unwrap();
            BoundFile::new(path)
        })
        .collect();
    let id = graph.subject_named(subject).expect("the subject");
    let reference = load(&graph.tables[0], &bound).and_then(|loaded| {
        let tables = [Some(loaded.batch)];
        reference::results(&graph, &Rows { tables: &tables, period: None }, id).map_err(|finding| vec![finding])
    });
    #[cfg(feature = "engine")]
    for (threads, batch_size) in [(1, 8192), (7, 1), (2, 3)] {
        use gradus::engine::{Binding, Settings, evaluate};
        let bindings = [Some(Binding { files: bound.clone(), ..Binding::default() })];
        let engine = evaluate(&graph, &bindings, &[id], &Settings { threads, batch_size, ..Settings::default() });
        let engine = engine.map(|mut o| o.tables.remove(0)).map_err(|told| told.findings);
        assert_eq!(engine, reference, "the engine with {threads} threads\n{text}");
    }
    reference
}

/// The cells of one column as text; empty where missing.
pub fn column(text: &str, files: &[&str], subject: &str, name: &str) -> Vec<String> {
    let table = evaluate(text, files, subject).unwrap_or_else(|found| panic!("{found:#?}\n{text}"));
    let column = table.columns.iter().find(|c| c.name == name).expect("the column");
    (0..column.cells.len()).map(|row| cell_text(&column.cells, row).unwrap_or_default().into_owned()).collect()
}
