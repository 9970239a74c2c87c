//! Evaluates a policy text over rows with every evaluator of this build. All must give the same results.

use gradus::inside::data::{Batches, BoundFile, load};
use gradus::inside::diagnostic::Diagnostic;
use gradus::inside::graph::Graph;
use gradus::inside::policy::{Pack, Run};
use gradus::inside::reference::{self, Rows};
use gradus::inside::results::ResultTable;
use gradus::inside::results::cell_text;

/// The graph of a policy that has no errors.
pub(crate) fn graph(text: &str) -> Graph {
    let compiled = Pack::of_text("policy.grad", text).compile(&Run::default());
    compiled.graph.unwrap_or_else(|| panic!("{:#?}\n{text}", compiled.findings))
}

/// The results of the subject with this name. Each text is one file of the policy's only table.
pub(crate) fn evaluate(text: &str, files: &[&str], subject: &str) -> Result<ResultTable, Vec<Diagnostic>> {
    evaluate_tables(text, &[files], subject)
}

/// The same for the files of each table, in the order of the policy.
pub(crate) fn evaluate_tables(text: &str, tables: &[&[&str]], subject: &str) -> Result<ResultTable, Vec<Diagnostic>> {
    let graph = graph(text);
    let folder = crate::program::scratch();
    let bind = |(table, files): (usize, &&[&str])| -> Vec<BoundFile> {
        let file = |(i, rows): (usize, &&str)| {
            let path = folder.path().join(format!("{table}-{i}.csv"));
            std::fs::write(&path, rows).unwrap();
            BoundFile::new(path)
        };
        files.iter().enumerate().map(file).collect()
    };
    let bound: Vec<Vec<BoundFile>> = tables.iter().enumerate().map(bind).collect();
    let id = graph.subject_named(subject).expect("the subject");
    let load = |(schema, files): (_, &Vec<BoundFile>)| load(schema, files).map(|loaded| Some(loaded.batch));
    let loaded: Result<Batches, _> = graph.tables.iter().zip(&bound).map(load).collect();
    let reference = loaded.and_then(|tables| {
        reference::results(&graph, &Rows { tables: &tables, period: None }, id).map_err(|finding| vec![finding])
    });
    #[cfg(feature = "engine")]
    for (threads, batch_size) in [(1, 8192), (7, 1), (2, 3)] {
        use gradus::inside::engine::{Binding, Settings, evaluate};
        let bind = |files: &Vec<BoundFile>| Some(Binding { files: files.clone(), ..Binding::default() });
        let bindings = bound.iter().map(bind).collect();
        let engine = evaluate(&graph, &bindings, &[id], &Settings { threads, batch_size, ..Settings::default() });
        let engine = engine.map(|mut o| o.tables.remove(0)).map_err(|told| told.findings);
        assert_eq!(engine, reference, "the engine with {threads} threads\n{text}");
    }
    reference
}

/// The cells of one column as text. Empty if the value is missing.
pub(crate) fn column(text: &str, files: &[&str], subject: &str, name: &str) -> Vec<String> {
    column_of(text, &[files], subject, name)
}

/// The same for the files of each table.
pub(crate) fn column_of(text: &str, tables: &[&[&str]], subject: &str, name: &str) -> Vec<String> {
    let table = evaluate_tables(text, tables, subject).unwrap_or_else(|found| panic!("{found:#?}\n{text}"));
    let column = table.columns.iter().find(|c| c.name == name).expect("the column");
    (0..column.cells.len()).map(|row| cell_text(&column.cells, row).unwrap_or_default().into_owned()).collect()
}
