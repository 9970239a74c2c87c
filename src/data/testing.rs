//! Helpers for the tests of this room: small tables, temporary files, and reports as text.

use super::piece::pieces;
use super::{Batch, BoundFile, Defects, Reader};
use crate::diagnostic::Diagnostic;
use crate::ids::Id;
use crate::number::{Decimal, Interval, Width};
use crate::schema::{ChoiceId, ChoiceText, ColumnId, ColumnKind, ColumnSchema, Marker, NumberColumn, TableSchema};
use std::io::Write;
use std::path::PathBuf;
use tempfile::TempDir;

pub(super) fn table(columns: Vec<ColumnSchema>) -> TableSchema {
    TableSchema {
        name: "service".into(),
        label: None,
        doc: None,
        key: vec![ColumnId::at(0)],
        columns: columns.into(),
        dated: None,
        optional: false,
        on_page: false,
        references: Vec::new(),
    }
}

pub(super) fn column(name: &str, kind: ColumnKind) -> ColumnSchema {
    ColumnSchema {
        name: name.into(),
        header: name.into(),
        label: None,
        doc: None,
        kind,
        missing: Vec::new(),
        absent_when: None,
        groups: false,
        private: false,
        marked_private: false,
    }
}

pub(super) fn or_missing(mut column: ColumnSchema, texts: &[&str]) -> ColumnSchema {
    column.missing = texts.iter().map(|&text| Marker { text: text.into(), reason: None, absent: false }).collect();
    column
}

/// A column of numbers between two bounds. It is narrow if it has both bounds.
pub(super) fn number(scale: u32, lo: &str, hi: &str) -> NumberColumn {
    let end = |text: &str| (!text.is_empty()).then(|| Decimal::parse(text).unwrap().to_rational());
    let range = Interval { lo: end(lo), hi: end(hi) };
    let width = if lo.is_empty() || hi.is_empty() { Width::Wide } else { Width::Narrow };
    NumberColumn { scale, range, read_half_even: false, width }
}

pub(super) fn rating(name: &str) -> ColumnSchema {
    column(name, ColumnKind::Number(number(0, "1", "5")))
}

pub(super) fn id(name: &str) -> ColumnSchema {
    column(name, ColumnKind::Number(number(0, "0", "1000000")))
}

pub(super) fn level(name: &str) -> ColumnSchema {
    let value = |name: &str, texts: &[&str]| ChoiceText {
        name: name.into(),
        texts: texts.iter().map(|&t| t.to_owned()).collect(),
    };
    let values = [value("low", &["低", "low"]), value("high", &["高", "high"])];
    column(name, ColumnKind::Choice(ChoiceId::at(0), values.into()))
}

pub(super) fn yes_no(name: &str) -> ColumnSchema {
    column(name, ColumnKind::YesNo { yes: vec!["是".into(), "y".into()], no: vec!["否".into()] })
}

/// A folder that is deleted after the test.
pub(super) struct Folder(TempDir);

impl Folder {
    pub(super) fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(super) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::File::create(&path).unwrap().write_all(content.as_ref()).unwrap();
        path
    }
}

/// Reads a CSV file, two rows at a time. Returns its rows and its report.
pub(super) fn read_csv(table: &TableSchema, content: impl AsRef<[u8]>) -> (Batch, Vec<Diagnostic>) {
    read_csv_by(2, table, content)
}

/// Does the same with this many rows at a time.
pub(super) fn read_csv_by(rows: usize, table: &TableSchema, content: impl AsRef<[u8]>) -> (Batch, Vec<Diagnostic>) {
    let folder = Folder::new();
    let path = folder.write("x.csv", content);
    let defects = Defects::new(&table.name);
    let mut all = Batch::empty(table);
    if let Some(mut reader) = open(table, &[BoundFile::named(path, "x.csv")], &defects) {
        while let Some(batch) = reader.next(rows) {
            assert!(batch.rows <= rows && batch.columns.iter().all(|c| c.len() == batch.rows));
            all.append(batch);
        }
    }
    (all, defects.into_report())
}

/// Opens the last part of some files.
pub(super) fn open(table: &TableSchema, files: &[BoundFile], defects: &Defects) -> Option<Reader> {
    pieces(files, defects, false).last()?.open(table, defects)
}

/// Returns a report as lines: place, message, help.
pub(super) fn lines(report: &[Diagnostic]) -> Vec<String> {
    let line = |d: &Diagnostic| {
        let place = d.location.as_ref().map(|l| format!("{l}: ")).unwrap_or_default();
        let after = d.help.as_ref().map(|h| format!(" | {h}")).unwrap_or_default();
        format!("{place}{}{after}", d.message)
    };
    report.iter().map(line).collect()
}
