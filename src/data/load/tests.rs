use super::super::form::{Damaged, Treatment};
use super::super::testing::{Folder, id, lines, rating, table};
use super::super::{BoundFile, Defects, Form, Values};
use super::*;
use crate::ids::Id;
use crate::schema::Damage;

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
    folder.write("d/.notes.txt", "");
    let loaded = load(&two(), &[bound(&folder, "d")]).unwrap();
    assert_eq!(loaded.batch.columns[0].values, Values::Narrow(vec![1, 2, 3]));
    assert_eq!(loaded.batch.columns[1].values, Values::Narrow(vec![5, 4, 1]));
    let hidden = "d: the folder `d` contains hidden files, which are not read: `.notes.txt`";
    assert_eq!(lines(&loaded.notes), [hidden, "d/B.CSV: `d/B.CSV` has 1 column that `service` does not declare: `x`"]);
}

#[test]
fn nothing_in_a_folder_is_left_out_without_a_word() {
    for (name, cure) in [
        ("x.tsv", "give text files the ending `.csv`"),
        ("x.txt", "give text files the ending `.csv`"),
        ("x.xls", "save workbooks as `.xlsx`"),
        ("x.ODS", "save workbooks as `.xlsx`"),
        ("x.csv.bz2", "decompress compressed files"),
        ("x.zip", "decompress compressed files"),
        ("~x.json", "move everything out of the folder"),
        ("README", "move everything out of the folder"),
    ] {
        let folder = Folder::new();
        std::fs::create_dir(folder.path("d")).unwrap();
        folder.write("d/a.csv", "row_id,score\n1,5\n");
        folder.write(&format!("d/{name}"), "row_id,score\n2,5\n");
        let told = load(&two(), &[bound(&folder, "d")]).unwrap_err();
        let expected = format!("d: the folder `d` contains entries that are not read: `{name}` | {cure}");
        assert!(told.len() == 1 && lines(&told)[0].starts_with(&expected), "{:?}", lines(&told));
    }
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path("d/more.csv")).unwrap();
    folder.write("d/a.csv", "row_id,score\n1,5\n");
    let told = load(&two(), &[bound(&folder, "d")]).unwrap_err();
    assert!(lines(&told)[0].starts_with("d: the folder `d` contains entries that are not read: `more.csv` (a folder)"));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused_by_name() {
    use std::os::unix::{fs::symlink, net::UnixListener};
    let folder = Folder::new();
    std::fs::create_dir(folder.path("d")).unwrap();
    folder.write("a.csv", "row_id,score\n1,5\n");
    symlink(folder.path("nowhere.csv"), folder.path("d/b.csv")).unwrap();
    symlink("/dev/zero", folder.path("zero.csv")).unwrap();
    symlink(folder.path("a.csv"), folder.path("same.csv")).unwrap();
    let _socket = UnixListener::bind(folder.path("s.csv")).unwrap();
    for (files, expected) in [
        (vec!["d"], "d: the folder `d` contains entries that are not read: `b.csv` (a broken link)"),
        (vec!["zero.csv"], "`zero.csv` is a device, not a file"),
        (vec!["s.csv"], "`s.csv` is a socket, not a file"),
        (vec!["a.csv", "same.csv"], "`same.csv` is the same file as `a.csv`"),
        (vec!["a.csv", "a.csv"], "duplicate file `a.csv`"),
        (vec!["*.csv"], "there is no file `*.csv`, and `*` and `?` are not wildcards here | bind the folder"),
    ] {
        let told = load(&two(), &files.iter().map(|name| bound(&folder, name)).collect::<Vec<_>>()).unwrap_err();
        assert!(told.len() == 1 && lines(&told)[0].starts_with(expected), "{:?}", lines(&told));
    }
}

#[test]
fn keys_are_checked_across_files() {
    let folder = Folder::new();
    folder.write("a.csv", "row_id,score\n1,5\n");
    folder.write("b.csv", "row_id,score\n2,5\n1,5\n");
    let report = load(&two(), &[bound(&folder, "a.csv"), bound(&folder, "b.csv")]).unwrap_err();
    assert!(lines(&report)[0].starts_with("b.csv:3, column `row_id`: `row_id` 1 is already in line 2 of `a.csv`"));
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
            "`x.ods` is not a `.csv`, `.xlsx` or `.parquet` file | save the table in one of these formats; a compressed CSV file ends in `.csv.gz` or `.csv.zst`",
            "`d` contains no `.csv`, `.xlsx` or `.parquet` file | put the files of the table into the folder, or bind another folder",
        ]
    );
}

/// Any change of a file between two readings leads only to a finding that reports it.
#[test]
fn a_file_is_the_same_in_every_reading() {
    let row = |n: u32, score: u32| format!("{n},{score}\n");
    let text = "row_id,score\n".to_owned() + &(0..2000).map(|n| row(n, 1 + n % 5)).collect::<String>() + &row(7, 1);
    let other = text.replace("\n1999,5\n", "\n1999,4\n");
    let packed = |text: &str| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut packer, text.as_bytes()).unwrap();
        packer.finish().unwrap()
    };
    let cut = |bytes: Vec<u8>| bytes[..bytes.len() / 2].to_vec();
    let changed = "x.csv: `x.csv` changed while the run was reading it | run the command again when nothing writes to the file, \
                   or use a copy";
    // The name of the file, its content in the first reading, its content after that if it still exists, and the
    // report.
    type Change<'c> = (&'c str, Vec<u8>, Option<Vec<u8>>, &'c str);
    let changes: [Change<'_>; 6] = [
        ("x.csv", text.clone().into(), Some(text.clone().into()), ""),
        ("x.csv", text.clone().into(), Some(other.clone().into()), changed),
        ("x.csv", text.clone().into(), Some((text.clone() + "5000,1\n").into()), changed),
        ("x.csv", text.clone().into(), Some(text[..text.len() / 2].rsplit_once('\n').unwrap().0.into()), changed),
        ("x.csv", text.clone().into(), None, "x.csv: cannot read `x.csv`: no such file | check the path"),
        ("x.csv.gz", packed(&text), Some(cut(packed(&text))), "x.csv.gz:"),
    ];
    for (name, before, after, expected) in changes {
        let folder = Folder::new();
        let path = folder.write(name, before);
        let damaged = [(Damage::DuplicateKey, Treatment::SetAside)].into();
        let form = Form { damaged: Damaged { named: damaged, ..Damaged::default() }, ..Form::default() };
        let change = move || match after {
            Some(after) => std::fs::write(&path, after).unwrap(),
            None => std::fs::remove_file(&path).unwrap(),
        };
        let binding = Binding {
            files: vec![bound(&folder, name).with(form.into())],
            progress: super::super::Progress::once_at(2001, change),
            ..Binding::default()
        };
        let told = load_all(&vec![two()].into(), &vec![Some(binding)].into());
        match told {
            Ok((batches, _)) => assert_eq!((expected, batches[TableId::at(0)].as_ref().unwrap().rows), ("", 2000)),
            Err(told) => {
                let said = lines(&told.findings);
                assert!(said.len() == 1 && !expected.is_empty() && said[0].starts_with(expected), "{name}: {said:?}");
                assert_eq!(told.tables[0].used, 0, "{name}");
            }
        }
    }
}

#[cfg(not(feature = "engine"))]
#[test]
fn without_the_engine_parquet_is_refused() {
    let report = load(&two(), &[BoundFile::new("x.parquet")]).unwrap_err();
    assert_eq!(
        lines(&report),
        [
            "`x.parquet` is a Parquet file, which this build of gradus cannot read | save the table as CSV, or build gradus with its feature `engine`"
        ]
    );
}

#[test]
fn readers_and_checks_can_go_to_other_threads() {
    fn sent<T: Send + 'static>() {}
    fn shared<T: Send + Sync + 'static>() {}
    sent::<super::super::Reader>();
    shared::<super::super::Piece>();
    shared::<super::super::keys::KeyCheck>();
    shared::<Defects>();
}
