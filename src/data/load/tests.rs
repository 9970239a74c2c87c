use super::super::testing::{Folder, id, lines, rating, table};
use super::super::{BoundFile, Defects, Values};
use super::*;

fn bound(folder: &Folder, name: &str) -> BoundFile {
    BoundFile::named(folder.path(name), name)
}

fn two() -> TableSchema {
    table(vec![id("row_id"), rating("score")])
}

#[test]
fn a_folder_is_its_files_in_byte_order() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("d")).unwrap();
    folder.write("d/b.csv", "score,row_id\n1,3\n");
    folder.write("d/B.CSV", "row_id,score,x\n1,5\n2,4\n".replace(",5", ",5,").replace(",4", ",4,"));
    folder.write("d/notes.txt", "");
    let loaded = load(&two(), &[bound(&folder, "d")]).unwrap();
    assert_eq!(loaded.batch.columns[0].values, Values::Narrow(vec![1, 2, 3]));
    assert_eq!(loaded.batch.columns[1].values, Values::Narrow(vec![5, 4, 1]));
    assert_eq!(lines(&loaded.notes), ["d/B.CSV: `d/B.CSV` has 1 column that `service` does not declare: `x`"]);
}

#[test]
fn keys_are_checked_across_files() {
    let folder = Folder::new();
    folder.write("a.csv", "row_id,score\n1,5\n");
    folder.write("b.csv", "row_id,score\n2,5\n1,5\n");
    let report = load(&two(), &[bound(&folder, "a.csv"), bound(&folder, "b.csv")]).unwrap_err();
    assert!(lines(&report)[0].starts_with("b.csv:3, column `row_id`: `row_id` 1 already stands in line 2 of `a.csv`"));
    assert_eq!(report.len(), 1);
}

#[test]
fn other_files_are_refused() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("d")).unwrap();
    let report = load(&two(), &[bound(&folder, "x.ods"), bound(&folder, "d")]).unwrap_err();
    assert_eq!(
        lines(&report),
        [
            "`d` holds no `.csv`, `.xlsx` or `.parquet` file | put the table's files into the folder, or bind another",
            "`x.ods` is no `.csv`, `.xlsx` or `.parquet` file | save the table as one of them; a packed CSV file ends in `.csv.gz` or `.csv.zst`",
        ]
    );
}

#[cfg(not(feature = "engine"))]
#[test]
fn without_the_engine_parquet_is_refused() {
    let report = load(&two(), &[BoundFile::new("x.parquet")]).unwrap_err();
    assert_eq!(
        lines(&report),
        [
            "`x.parquet` is a Parquet file, and this build of gradus reads none | save the table as CSV, or build gradus with its feature `engine`"
        ]
    );
}

#[test]
fn readers_and_checks_can_go_to_other_threads() {
    fn sent<T: Send + 'static>() {}
    fn shared<T: Send + Sync + 'static>() {}
    sent::<super::super::Reader>();
    shared::<super::super::Piece>();
    shared::<super::super::KeyCheck>();
    shared::<Defects>();
}
