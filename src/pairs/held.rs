//! A pack on disk, evaluated by the evaluators of this build and by the naive one. The results are compared.

use crate::data::{Binding, BoundFile, load_all};
use crate::digest::Secret;
use crate::naive::{Data, Setting, V, World};
use crate::policy::{Pack, Run};
use crate::reference::{self, Rows};
use crate::results::{Cells, ResultTable};
use crate::source::SourceSet;
use crate::syntax::ast::File;
use num_bigint::BigInt;
use num_rational::BigRational;
use std::collections::BTreeMap;

/// A policy with its files, its period and the params of its manifest.
pub(super) struct Case<'c> {
    pub text: &'c str,
    pub files: Vec<(String, String)>,
    pub period: Option<&'c str>,
    pub params: &'c [(&'c str, &'c str)],
}

/// The outcome of an evaluator, or the messages of the errors.
pub(super) type Given = Result<Vec<ResultTable>, String>;

impl Case<'_> {
    /// Evaluates the case with each evaluator, which are named.
    pub(super) fn evaluated(&self) -> Vec<(&'static str, Given)> {
        let folder = tempfile::tempdir().unwrap();
        let mut manifest = self.period.map_or(String::new(), |period| format!("period = \"{period}\"\n"));
        manifest += "[params]\n";
        self.params.iter().for_each(|(name, value)| manifest += &format!("{name} = \"{value}\"\n"));
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("gradus.toml", &manifest);
        write("policy.grad", self.text);
        self.files.iter().for_each(|(table, text)| write(&format!("{table}.csv"), text));
        let pack = Pack::open(folder.path()).unwrap();
        let run = Run::default();
        let compiled = pack.compile(&run);
        let Some(graph) = compiled.graph.map(|graph| graph.keyed(Secret::of_tests())) else {
            let errors = compiled.findings.iter().filter(|f| f.severity == crate::diagnostic::Severity::Error);
            let told = errors.map(|f| format!("{} ({:?})", f.message, f.span().map(|span| pack.sources.text(span))));
            return vec![("the checker", Err(told.collect::<Vec<_>>().join("; ")))];
        };
        let dates = pack.days(&run);
        let binding = |name: &String| {
            let is_there = self.files.iter().any(|(table, _)| table == name);
            let file = || BoundFile::named(folder.path().join(format!("{name}.csv")), format!("{name}.csv"));
            is_there.then(|| Binding { files: vec![file()], dates, ..Binding::default() })
        };
        let bindings = graph.tables.map(|(_, table)| binding(&table.name));
        let subjects = graph.published();
        let needed = graph.tables_needed(&subjects);
        let wanted = bindings.map(|(id, b)| b.clone().filter(|_| needed.contains(&id)));
        let by_reference = match load_all(&graph.tables, &wanted) {
            Err(told) => Err(messages(&told.findings)),
            Ok((tables, _)) => {
                let rows = Rows { tables: &tables, period: dates };
                let tables = subjects.iter().map(|subject| reference::results(&graph, &rows, *subject));
                tables.collect::<Result<_, _>>().map_err(|finding| messages(&[finding]))
            }
        };
        #[cfg(feature = "engine")]
        let by_engine = {
            let settings = crate::engine::Settings { threads: 2, batch_size: 4, ..Default::default() };
            let outcome = crate::engine::evaluate(&graph, &bindings, &subjects, &settings);
            outcome.map(|outcome| outcome.tables).map_err(|told| messages(&told.findings))
        };
        vec![
            ("reference", by_reference),
            #[cfg(feature = "engine")]
            ("engine", by_engine),
        ]
    }

    /// The differences between an evaluator and the naive evaluation, in words: the subject, the column and the
    /// difference.
    pub(super) fn differences(&self) -> Vec<String> {
        let trees = trees(self.text);
        let world = self.world(&trees);
        let mut found = Vec::new();
        for (who, given) in self.evaluated() {
            match given {
                Err(words) => found.push(format!("{who}: {words}")),
                Ok(tables) => found.extend(tables.iter().flat_map(|table| differences(who, table, &world))),
            }
        }
        found
    }

    /// The naive evaluation.
    pub(super) fn world<'w>(&self, trees: &'w [File]) -> World<'w> {
        let value = |text: &str| match (text, text.parse::<i64>()) {
            (_, Ok(number)) => V::Num(BigRational::from_integer(number.into()), None),
            ("yes" | "no", _) => V::Flag(text == "yes"),
            (name, _) => V::Word(String::new(), name.into()),
        };
        let params = self.params.iter().map(|(name, text)| (name.to_string(), value(text))).collect();
        let period = self.period.map(|period| crate::naive::days_of(period, trees));
        let files: BTreeMap<String, String> = self.files.iter().cloned().collect();
        World::new(trees, &Data::Files(files), &Setting { params, period, as_of: None })
    }
}

fn messages(findings: &[crate::diagnostic::Diagnostic]) -> String {
    findings.iter().map(|finding| finding.message.clone()).collect::<Vec<_>>().join("; ")
}

/// The syntax tree of a policy.
pub(super) fn trees(text: &str) -> Vec<File> {
    let mut sources = SourceSet::default();
    let file = sources.add("policy.grad", text);
    vec![crate::syntax::parse(file, sources.file(file)).file]
}

/// The columns of a result with a difference.
fn differences(who: &str, table: &ResultTable, world: &World<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for column in &table.columns {
        let Some(values) = world.column(&table.subject, &column.name) else { continue };
        if values.len() != column.cells.len() {
            found.push(format!("{who}: {} rows of {} and not {}", column.cells.len(), table.subject, values.len()));
            continue;
        }
        let differs = values.iter().enumerate().find_map(|(row, value)| differs(&column.cells, row, value));
        found.extend(differs.map(|words| format!("{who}: {}.{} {words}", table.subject, column.name)));
    }
    found
}

/// The difference of a cell, if there is one.
fn differs(cells: &Cells, row: usize, value: &V) -> Option<String> {
    let (is_it, shown) = match cells {
        Cells::Decimal { scale, units } => {
            let there = units[row].map(|units| BigRational::new(BigInt::from(units), BigInt::from(10).pow(*scale)));
            let is_it = match (&there, value) {
                (Some(there), V::Num(n, _)) => *there == crate::naive::to_decimals(n, *scale),
                (there, value) => there.is_none() && !value.is_there(),
            };
            (is_it, there.map(|n| n.to_string()))
        }
        Cells::Text(texts) => (same(&texts[row], value, |text| V::Text(text.clone())), texts[row].clone()),
        Cells::Date(days) => (same(&days[row], value, |day| V::Day((*day).into())), days[row].map(|d| d.to_string())),
        Cells::YesNo(flags) => (same(&flags[row], value, |flag| V::Flag(*flag)), flags[row].map(|f| f.to_string())),
        Cells::Clauses(_) => return None,
    };
    (!is_it).then(|| format!("row {row}: {} and not {}", shown.unwrap_or_default(), words(value)))
}

fn same<T>(cell: &Option<T>, value: &V, as_value: impl Fn(&T) -> V) -> bool {
    match cell {
        Some(cell) => as_value(cell) == *value,
        None => !value.is_there(),
    }
}

fn words(value: &V) -> String {
    match value {
        V::Num(n, _) => n.to_string(),
        other => format!("{other:?}"),
    }
}
