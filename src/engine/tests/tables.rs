//! Several tables: the engine, loading all of them, and the reference evaluator report the same findings.

use crate::data::form::{Damaged, Treatment};
use crate::data::{BoundFile, Form, Progress, load_all};
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::{Binding, Bindings, Settings, evaluate};
use crate::graph::Graph;
use crate::ids::Id;
use crate::plan::tests::graph;
use crate::reference::{self, Rows};
use crate::results::write::cell_text;
use crate::results::{Cells, ResultTable};
use crate::schema::{Damage, TableId};
use std::sync::Arc;
use tempfile::TempDir;

const MANY: [(usize, usize); 6] = [(1, 1), (2, 1), (2, 3), (5, 2), (1, 8192), (5, 8192)];

/// A policy with files of its tables.
struct Bound {
    graph: Graph,
    files: Vec<Option<Vec<BoundFile>>>,
    _folder: TempDir,
}

impl Bound {
    /// Each table with its files, by its name. Tables that are not listed are not bound.
    fn new(text: &str, contents: &[(&str, &[String])]) -> Bound {
        let (graph, folder) = (graph(text), tempfile::tempdir().unwrap());
        let write = |name: &str, at: usize, content: &String| {
            let shown = format!("{name}-{at}.csv");
            let path = folder.path().join(&shown);
            std::fs::write(&path, content).unwrap();
            BoundFile::named(path, shown)
        };
        let files = graph.tables.iter().map(|table| {
            let (name, files) = contents.iter().find(|(name, _)| *name == table.name)?;
            Some(files.iter().enumerate().map(|(at, content)| write(name, at, content)).collect())
        });
        Bound { files: files.collect(), graph, _folder: folder }
    }

    fn bindings(&self) -> Bindings {
        self.files.iter().map(|files| Some(Binding { files: files.clone()?, ..Binding::default() })).collect()
    }

    fn by_reference(&self) -> Result<Vec<ResultTable>, Vec<Diagnostic>> {
        let subjects = self.graph.published();
        let needed = self.graph.tables_needed(&subjects);
        let bound = self.bindings().map(|(id, b)| b.clone().filter(|_| needed.contains(&id)));
        let (tables, _) = load_all(&self.graph.tables, &bound).map_err(|told| told.findings)?;
        let rows = Rows { tables: &tables, period: None };
        subjects.iter().map(|s| reference::results(&self.graph, &rows, *s).map_err(|d| vec![d])).collect()
    }

    /// The results on which both evaluators agree, with any number of threads and any size of batches.
    fn agreed(&self) -> Result<Vec<ResultTable>, Vec<Diagnostic>> {
        let expected = self.by_reference();
        let bindings = self.bindings();
        for (threads, batch_size) in MANY {
            let settings = Settings { threads, batch_size, ..Settings::default() };
            let found = evaluate(&self.graph, &bindings, &self.graph.published(), &settings);
            let found = found.map(|o| o.tables).map_err(|told| told.findings);
            assert_eq!(found, expected, "{settings:?}");
        }
        expected
    }

    /// The codes and places of the errors.
    fn wrong(&self) -> Vec<String> {
        let place = |d: &Diagnostic| d.location.as_ref().map(|l| format!(" {}:{}", l.file, l.line.unwrap_or(0)));
        let told = |d: &Diagnostic| d.code.name().to_string() + &place(d).unwrap_or_default();
        self.agreed().unwrap_err().iter().map(told).collect()
    }

    /// The cells of one column.
    fn column(&self, subject: &str, name: &str) -> Vec<String> {
        let tables = self.agreed().unwrap();
        let table = tables.iter().find(|t| t.subject == subject).unwrap();
        let cells: &Cells = &table.columns.iter().find(|c| c.name == name).unwrap().cells;
        (0..cells.len()).map(|row| cell_text(cells, row).unwrap_or_default().into_owned()).collect()
    }
}

fn numbered(header: &str, rows: impl IntoIterator<Item = usize>, rest: &str) -> String {
    rows.into_iter().fold(format!("{header}\n"), |text, n| text + &format!("{n}{rest}\n"))
}

#[test]
fn rows_that_are_only_counted_are_read() {
    let text = "policy p\ntable t {\n  key id : count\n  g : text\n}\ntable u { key id : count }\nsubject s = t by g\n\
        tree groups of all = count(s)\ntree rows of all = count(u)\n";
    let t = numbered("id,g", 0..5, ",a") + &numbered("", 5..7, ",b")[1..];
    let bound = Bound::new(text, &[("t", &[t]), ("u", &[numbered("id", 0..4, "")])]);
    assert_eq!((bound.column("all", "groups"), bound.column("all", "rows")), (vec!["2".into()], vec!["4".into()]));
}

#[test]
fn what_is_wrong_with_several_tables_is_told_in_one_order() {
    let text = "policy p\ntable c {\n  key id : count\n  b -> b\n  a -> a\n}\ntable b {\n  key id : count\n  a -> a\n}\n\
        table a {\n  key id : count\n  x : rating 1..5\n}\ntree n of c = x + b.x\n";
    let a = ["id,x\n1,2\n1,3\n".to_owned(), "id,x\n2,9\n3,1\n".to_owned()];
    let b = ["id,a\n1,1\n2,7\n".to_owned(), "id,a\n3,8\n3,7\n4,3\n".to_owned()];
    let c = ["id,b,a\n1,9,1\n2,x,1\n".to_owned(), "id,b,a\n3,4,9\n1,9,9\n".to_owned()];
    let bound = Bound::new(text, &[("a", &a), ("b", &b), ("c", &c)]);
    let expected = [
        "dangling-reference c-0.csv:2",
        "bad-number c-0.csv:3",
        "dangling-reference c-1.csv:2",
        "duplicate-key c-1.csv:3",
        "dangling-reference b-0.csv:3",
        "dangling-reference b-1.csv:2",
        "duplicate-key b-1.csv:3",
        "duplicate-key a-0.csv:3",
        "out-of-range a-1.csv:2",
    ];
    assert_eq!(bound.wrong(), expected);
}

#[test]
fn a_file_that_cannot_be_read_hides_nothing_of_other_tables() {
    let text = "policy p\ntable a { key id : count }\ntable b {\n  key id : count\n  a -> a\n}\ntree n of b = count(a where id is b.id)\n";
    let mut bound = Bound::new(text, &[("a", &["id\n1\n".to_owned()]), ("b", &["id,a\n1,1\n2,5\n2,1\n".to_owned()])]);
    bound.files[0] = Some(vec![BoundFile::new("nowhere.txt")]);
    assert_eq!(bound.wrong(), ["file-unreadable", "duplicate-key b-0.csv:4"]);
}

#[test]
fn overrides_that_differ_in_one_group_are_told_of_that_group() {
    let text = "policy p\ntable t {\n  key id : count\n  g : text\n}\ntable ruling {\n  key id : count\n  t -> t\n  says : yes/no\n  who : text\n  day : date\n}\n\
        subject s = t by g\neligibility fine of t {\n  include always\n  override says of ruling, by who, on day\n}\n\
        eligibility good of s {\n  include always\n  override says of ruling, by who, on day\n}\n";
    let t = "id,g\n1,a\n2,b\n3,b\n4,c\n".to_owned();
    let rulings = |says: [&str; 4]| {
        let row = |(n, says): (usize, &&str)| format!("{n},{},{says},x,2026-01-0{}\n", n + 1, 4 - n);
        let rows: Vec<String> = says.iter().enumerate().map(row).collect();
        [format!("id,t,says,who,day\n{}{}", rows[0], rows[1]), format!("id,t,says,who,day\n{}{}", rows[2], rows[3])]
    };
    let differ = Bound::new(text, &[("t", std::slice::from_ref(&t)), ("ruling", &rulings(["no", "yes", "no", "no"]))]);
    let found = differ.agreed().unwrap_err();
    assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::OverridesDiffer]);
    assert!(found[0].message.ends_with("`good` differ: g b"), "{}", found[0].message);
    let same = Bound::new(text, &[("t", &[t]), ("ruling", &rulings(["no", "yes", "yes", "no"]))]);
    assert_eq!(same.column("s", "good"), ["excluded", "included", "excluded"]);
    assert!(same.column("s", "good_clauses")[1].contains("by x on 2026-01-03"), "the first row tells who and when");
}

#[test]
fn products_that_are_too_large_are_told_and_nothing_else_is() {
    let text = "policy p\nchoice c { x, y }\ntable a { key id : count }\ntable b { key id : count }\ntable d { key id : count }\n\
        subject pairs = a × b × d\nsubject more = pairs × c\nsubject few = a × c\n\
        tree n of few = count(pairs)\ntree m of a = count(more)\n";
    let large = numbered("id", 0..465, "");
    let [a, b, d] = ["a", "b", "d"].map(|name| (name, [large.clone()]));
    let bound = Bound::new(text, &[(a.0, &a.1), (b.0, &b.1), (d.0, &d.1)]);
    let found = bound.agreed().unwrap_err();
    assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::ProductTooLarge]);
    assert!(found[0].message.contains("`pairs`"), "{}", found[0].message);
    let faulty = Bound::new(text, &[(a.0, &a.1), (b.0, &[large, "id\n7\n".to_owned()]), (d.0, &d.1)]);
    assert_eq!(faulty.wrong(), ["duplicate-key b-1.csv:2"]);
}

#[test]
fn a_reference_to_a_table_without_files_leads_nowhere() {
    let text = "policy p\ntable a optional {\n  key id : count\n  x : rating 1..5\n}\ntable b {\n  key id : count\n  a -> a\n}\n\
        tree n of b = x\ntree m of b = x default 3\n";
    let bound = Bound::new(text, &[("b", &["id,a\n1,7\n".to_owned()])]);
    assert_eq!((bound.column("b", "n"), bound.column("b", "m")), (vec![String::new()], vec!["3".into()]));
    assert_eq!(bound.column("b", "n_missing"), ["there is no such a"]);
}

/// A change of a file after it was read is found when it is read again, and ends the run.
#[test]
fn a_file_that_changes_during_the_run_ends_it() {
    let text = "policy p\ntable t {\n  key id : count\n  g : text\n  x : count 0..9\n}\nsubject s = t by g\n\
        tree groups of all = count(s)\ntree total of s = sum(x of t, if empty 0)\ntree own of t = x - total\n";
    let rows = |x: usize| numbered("id,g,x", 0..300, &format!(",a,{x}"));
    // The rows are counted each time they are read: for duplicate keys, and then for each job.
    for reading in 1..3 {
        for after in [Some(rows(7)), Some(rows(3)), Some(rows(3)[..900].to_owned()), None] {
            for (threads, batch_size) in MANY {
                let bound = Bound::new(text, &[("t", &[rows(3), "id,g,x\n900,b,1\n".to_owned()])]);
                let path = bound.files[0].as_ref().unwrap()[0].path.clone();
                let (same, content) = (after.as_ref() == Some(&rows(3)), after.clone());
                let change = move || match content {
                    Some(content) => std::fs::write(path, content).unwrap(),
                    None => std::fs::remove_file(path).unwrap(),
                };
                let damaged = [(Damage::DuplicateKey, Treatment::SetAside)].into();
                let form = Form { damaged: Damaged { named: damaged, ..Damaged::default() }, ..Form::default() };
                let mut bindings = bound.bindings();
                let binding = bindings[TableId::at(0)].as_mut().unwrap();
                binding.files.iter_mut().for_each(|file| file.form = Arc::new(form.clone()));
                binding.progress = Progress::once_at(301 * reading, change);
                let settings = Settings { threads, batch_size, ..Settings::default() };
                let found = evaluate(&bound.graph, &bindings, &bound.graph.published(), &settings);
                assert_eq!(found.is_ok(), same, "{reading} {settings:?}");
                let codes: Vec<Code> = found.err().into_iter().flat_map(|told| told.findings).map(|d| d.code).collect();
                // A row that the change has truncated is reported, too.
                let said = |code: &Code| [Code::FileChanged, Code::FileUnreadable].contains(code);
                assert!(same || codes.iter().any(said), "{reading} {settings:?}: {codes:?}");
            }
        }
    }
}
