use super::super::testing::{
    Folder, column, id, level, lines, number, open, or_missing, rating, read_csv, table, yes_no,
};
use super::super::{Batch, BoundFile, Column, Defects, Form, Reader, Values};
use super::*;
use crate::schema::{ColumnKind, ColumnSchema, TableSchema};
use std::fmt::Write;

fn two() -> TableSchema {
    table(vec![id("row_id"), rating("score")])
}

/// The report on a table of two columns, `row_id` and the given one, with one row that holds the cell.
fn cell_of(other: ColumnSchema, cell: &str) -> String {
    let header = other.header.clone();
    let (batch, report) = read_csv(&table(vec![id("row_id"), other]), format!("row_id,{header}\n7,{cell}\n"));
    assert_eq!(batch.rows, usize::from(report.is_empty()));
    lines(&report).concat().replace(&format!("x.csv:2, column `{header}`: "), "")
}

fn decimal(scale: u32) -> ColumnSchema {
    column("score", ColumnKind::Number(number(scale, "-10000", "10000")))
}

#[test]
fn reads_every_kind() {
    let schema = table(vec![
        id("row_id"),
        or_missing(column("cost", ColumnKind::Number(number(2, "", ""))), &["NA", ""]),
        level("level"),
        column("name", ColumnKind::Text),
        column("day", ColumnKind::Date),
        yes_no("open"),
    ]);
    let text = "\u{FEFF}open,day,name,level,cost,row_id\r\n是,1970-01-02,\"a, \"\"b\"\"\",high,1.5,1\r\n\
                否,2000-02-29,\"x\r\ny\",低,\"NA\",2\r\ny,0000-01-01,z,low,,3";
    let (batch, report) = read_csv(&schema, text);
    assert_eq!(lines(&report), [""; 0]);
    assert_eq!((batch.rows, batch.lines.as_slice()), (3, [2, 3, 5].as_slice()));
    let full = |values| Column { values, missing: None };
    let cost = Column { values: Values::Wide(vec![150, 0, 0]), missing: Some(vec![0, 1, 2]) };
    let texts = ["a, \"b\"", "x\r\ny", "z"].into_iter().collect();
    assert_eq!(
        batch.columns,
        [
            full(Values::Narrow(vec![1, 2, 3])),
            cost,
            full(Values::Choice(vec![1, 0, 0])),
            full(Values::Text(texts)),
            full(Values::Date(vec![1, 11016, -719_528])),
            full(Values::YesNo(vec![true, false, true])),
        ]
    );
    assert_eq!(batch.columns[1].marker(2), Some(1));
    assert_eq!(batch.columns[1].marker(0), None);
}

#[test]
fn headers_are_checked() {
    let report = |text: &str| lines(&read_csv(&two(), text).1);
    assert_eq!(report(""), ["x.csv:1: `x.csv` is empty | the first line must name the columns"]);
    assert_eq!(
        report("\nrow_id"),
        ["x.csv:1: `x.csv` begins with a blank line | the first line must name the columns"]
    );
    assert_eq!(
        report("row_id,scroe\n"),
        ["x.csv:1, column `score`: `x.csv` has no column `score` | did you mean `scroe`?"]
    );
    assert_eq!(
        report("a,b\n"),
        [
            "x.csv:1: the first line of `x.csv` names no column of `service` | the first line must name the columns, `row_id`, `score`; this line has `a`, `b`: delete the lines above it, add it if it is missing, or name another file"
        ]
    );
    assert_eq!(
        report("row_id,b\n"),
        ["x.csv:1, column `score`: `x.csv` has no column `score` | its columns are `row_id`, `b`"]
    );
    assert_eq!(
        report("row_id;score\n1;2\n"),
        [
            "x.csv:1: the cells of `x.csv` are separated by semicolons, and the file is read as one column | in the manifest write `service = { file = \"…\", separator = \";\" }` under [data], or `separator = \";\"` under [data.service]"
        ]
    );
    assert_eq!(
        report("row_id,score,score\n1,2,3\n"),
        ["x.csv:1, column `score`: `x.csv` has 2 columns named `score` | keep the right one, and rename the others"]
    );
}

#[test]
fn columns_that_are_not_declared_are_named_once() {
    let (batch, report) = read_csv(&two(), "a,row_id,b,score\n,1,\u{1},3\n");
    assert_eq!(batch.rows, 1);
    assert_eq!(lines(&report), ["x.csv: `x.csv` has 2 columns that `service` does not declare: `a`, `b`"]);
    let many: String = (0..12).fold(String::new(), |mut text, n| {
        write!(text, ",c{n}").unwrap();
        text
    });
    let (_, report) = read_csv(&two(), format!("row_id,score{many}\n"));
    assert!(report[0].message.ends_with("`c8`, `c9` and 2 more"), "{}", report[0].message);
}

#[test]
fn ragged_rows_and_blank_lines_are_told() {
    let (batch, report) = read_csv(&two(), "row_id,score\n1,2,3\n\"4\n\",1,1\r\n5\n6,1\n\n\r\n7,1\n\n\n");
    assert_eq!(batch.lines, [6, 9]);
    assert_eq!(
        lines(&report),
        [
            "x.csv:2: the row has 3 cells, the header has 2, here and in 1 more row | put double quotes around a cell that contains a comma",
            "x.csv:5: the row has 1 cell, the header has 2 | write every cell of the row, including empty ones",
            "x.csv:7: the line is blank, but rows follow it, here and in 1 more row | delete the line",
        ]
    );
}

#[test]
fn a_header_that_swallows_the_file_is_told() {
    let told = |text| lines(&read_csv(&two(), text).1);
    let returns = "x.csv:1: `x.csv` ends its lines with carriage returns only, and is read as one line | save it again as CSV, \
                   with lines that end in LF or CRLF";
    assert_eq!(told("row_id,score,more\r1,2,3\r"), [returns]);
    let zeros = told("r\0o\0w\0_\0i\0d\0,\0s\0c\0o\0r\0e\0\n\x001\0,\x002\0");
    assert!(zeros[0].contains("contains zero bytes, like UTF-16"), "{zeros:?}");
    assert_eq!(told("row_id,score,\"a\r\nb\"\n1,2,3\n").len(), 1);
}

#[test]
fn blanks_around_texts_are_counted_by_column() {
    let schema = table(vec![id("row_id"), column("name", ColumnKind::Text)]);
    let (batch, report) = read_csv(&schema, "row_id,name\n1,a b\n2, a\n3,\"a\u{3000}\"\n4,a\n");
    assert_eq!(batch.rows, 4);
    let told = "x.csv:3, column `name`: 2 texts of `name` begin or end with a blank, and differ from the texts without it | \
                remove blanks that have no meaning";
    assert_eq!(lines(&report), [told]);
}

#[test]
fn rows_of_nothing_but_separators_are_blank_lines() {
    let (batch, report) = read_csv(&two(), "row_id,score\n1,1\n,\n2,2\n\"\",\n,\r\n");
    assert_eq!(batch.lines, [2, 4]);
    assert_eq!(lines(&report), ["x.csv:3: the line is blank, but rows follow it | delete the line"]);
    let (batch, report) = read_csv(&two(), "row_id,score\r\n1,1\r\n,\r\n2,2\r\n,\r\n\r\n");
    assert_eq!(batch.lines, [2, 4]);
    assert_eq!(lines(&report), ["x.csv:3: the line is blank, but rows follow it | delete the line"]);
}

#[test]
fn a_blank_line_of_one_column_is_an_empty_cell() {
    let schema = table(vec![id("row_id")]);
    let (batch, report) = read_csv(&schema, "row_id\n1\n\n\r\n2\n\n");
    assert_eq!(batch.lines, [2, 5]);
    let places: Vec<_> = report.iter().map(|d| d.location.as_ref().unwrap().line.unwrap()).collect();
    assert_eq!(places, [3]);
    assert!(report[0].message.ends_with(", here and in 2 more rows"), "{}", report[0].message);
    let (batch, report) = read_csv(&table(vec![or_missing(id("row_id"), &[""])]), "row_id\n\n1");
    assert_eq!((batch.lines, batch.columns[0].missing.clone(), report.len()), (vec![2, 3], Some(vec![1, 0]), 0));
}

#[test]
fn an_open_quote_is_told() {
    let help = "close it, and write a double quote inside a quoted cell twice: `\"\"`";
    let told = |line| format!("x.csv:{line}: the row contains a double quote that is never closed | {help}");
    assert_eq!(lines(&read_csv(&two(), "row_id,score\n1,2\n\n3,\"4\n5,5\n").1)[1], told(4));
    assert_eq!(lines(&read_csv(&two(), "row_id,score\n1,\"2").1), [told(2)]);
    assert_eq!(lines(&read_csv(&two(), "row_id,score\n1,\"2\"").1), [""; 0]);
    assert_eq!(lines(&read_csv(&two(), "row_id,\"score").1), [told(1)]);
}

#[test]
fn bytes_that_are_not_utf8_are_told() {
    let schema = table(vec![id("row_id"), column("name", ColumnKind::Text)]);
    let help = "save the file as UTF-8, or name its encoding, which is likely GB 18030 if the text is Chinese: in the manifest write `service = { file = \"…\", encoding = \"gb18030\" }` under [data], or `encoding = \"gb18030\"` under [data.service]";
    let (batch, report) = read_csv(&schema, b"row_id,name\n0,ok\n1,caf\xE9\n2,ok\n");
    assert_eq!(batch.lines, [2]);
    assert_eq!(lines(&report), [format!("x.csv:3: byte 22 of the file is not valid UTF-8 | {help}")]);
    let (_, report) = read_csv(&schema, b"row_id,n\xFFme\n");
    assert_eq!(lines(&report), [format!("x.csv:1: byte 8 of the file is not valid UTF-8 | {help}")]);
    let marked: Vec<u8> = "\u{FEFF}row_id,name\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(
        lines(&read_csv(&schema, marked).1),
        [
            "x.csv:1: the file begins with the byte order mark of UTF-16LE | in the manifest write `service = { file = \"…\", encoding = \"utf-16le\" }` under [data], or `encoding = \"utf-16le\"` under [data.service]"
        ]
    );
}

#[test]
fn cells_that_are_empty_or_mark_a_missing_value() {
    assert_eq!(
        cell_of(rating("score"), ""),
        "`score` is empty | fill the cell, add `or missing` to `score` if its value can be unknown, or set such rows aside: `damaged = { empty-cell = \"set aside\" }` in the manifest"
    );
    assert!(cell_of(column("score", ColumnKind::Text), "\"\"").starts_with("`score` is empty"));
    assert_eq!(cell_of(or_missing(rating("score"), &["99", ""]), "99"), "");
    assert_eq!(cell_of(or_missing(rating("score"), &["99", ""]), "\"99\""), "");
    assert!(cell_of(or_missing(rating("score"), &["NA"]), "").starts_with("`score` is empty"));
    assert!(cell_of(or_missing(rating("score"), &["NA"]), " NA").starts_with("` NA` is not a number"));
}

#[test]
fn numbers_that_are_not_written_as_numbers() {
    let cases = [
        ("\"1,234\"", "`1,234` is not a number | write it as `1234`"),
        ("\"3,5\"", "`3,5` is not a number | write it as `3.5`"),
        ("85%", "`85%` is not a number | write it as `85`"),
        ("85％", "`85％` is not a number | write it as `85`"),
        (" 8", "` 8` is not a number | write it as `8`"),
        ("８５", "`８５` is not a number | write it as `85`"),
        ("1 234", "`1 234` is not a number | write it as `1234`"),
        ("−3", "`−3` is not a number | write it as `-3`"),
    ];
    for (cell, told) in cases {
        assert_eq!(cell_of(decimal(2), cell), told);
    }
    let told = cell_of(decimal(2), "NaN");
    let marker = "correct the cell; if it is an answer, declare a `choice` of such answers and give each a number; if `NaN` means \
                  that the value is not known, write `or missing \"NaN\"` for `score`";
    assert_eq!(told, format!("`NaN` is not a number | {marker}"));
    for cell in ["inf", "-inf", "1.", ".5", "1e", "-", "\"a\nb\""] {
        assert!(cell_of(decimal(2), cell).contains("is not a number"), "{cell}");
    }
    for cell in ["+5", "1e3", "1.50", "-0", "007", "1.5000000", "10000.00", "1E-02"] {
        assert_eq!(cell_of(decimal(2), cell), "", "{cell}");
    }
}

#[test]
fn numbers_that_the_column_does_not_hold() {
    assert_eq!(
        cell_of(rating("score"), "7"),
        "`7` is outside 1..5 | correct the cell; if `7` means that the value is not known, write `or missing \"7\"` for `score`; widen the range only if it is a legal value"
    );
    assert!(
        cell_of(column("score", ColumnKind::Number(number(1, "0.5", ""))), "0.4").starts_with("`0.4` is less than 0.5")
    );
    assert!(cell_of(column("score", ColumnKind::Number(number(1, "", "2"))), "3").starts_with("`3` is more than 2 |"));
    assert_eq!(
        cell_of(decimal(1), "4.5670"),
        "`4.5670` has 3 decimals, but `score` takes 1 decimal | declare 3 decimals for `score`, or add `read half even` to round its cells"
    );
    assert!(cell_of(rating("score"), "4.5").starts_with(
        "`4.5` has 1 decimal, but `score` takes whole numbers | correct the cell, or give `score` the type `number 1..5 with 1 decimal`"
    ));
    let free = column("score", ColumnKind::Number(number(2, "", "")));
    assert_eq!(cell_of(free.clone(), &"9".repeat(36)), "");
    let told = cell_of(free.clone(), &format!("1{}", "0".repeat(36)));
    assert!(told.contains("has more than the 38 digits that `score` can store"), "{told}");
    assert!(cell_of(free, &"9".repeat(500)).starts_with(&format!("`{}…` has more than", "9".repeat(40))));
}

#[test]
fn rounding_is_half_even_where_it_is_allowed() {
    let mut rounded = number(1, "0", "5");
    rounded.read_half_even = true;
    let schema = table(vec![id("row_id"), column("score", ColumnKind::Number(rounded))]);
    let (batch, report) = read_csv(&schema, "row_id,score\n1,0.25\n2,0.35\n3,0.2500001\n4,5.04\n5,5.06\n");
    assert_eq!(batch.columns[1].values, Values::Narrow(vec![2, 4, 3, 50]));
    assert!(lines(&report).concat().starts_with("x.csv:6, column `score`: `5.06` is outside 0..5"));
}

#[test]
fn choices_dates_and_yes_no() {
    let cases = [
        ("hihg", "`hihg` is not a value of `c` | did you mean `high`?"),
        ("HIGH", "`HIGH` is not a value of `c` | write it exactly as `high`"),
        ("high ", "`high ` is not a value of `c` | remove the blanks around it: `high`"),
        ("zzzzzz", "`zzzzzz` is not a value of `c` | its values are written `低`, `low`, `高`, `high`"),
    ];
    for (cell, told) in cases {
        assert_eq!(cell_of(level("c"), cell), told);
    }
    let dates = [
        ("21.11.2026", "`21.11.2026` is not a date | write it year-month-day: `2026-11-21`"),
        ("2026-2-3", "`2026-2-3` is not a date | write it year-month-day: `2026-02-03`"),
        ("2026-02-30", "`2026-02-30` is not a day of the calendar | month 2 of 2026 has 28 days"),
        ("2026-13-01", "`2026-13-01` is not a day of the calendar | write months as `01` to `12`, after the year"),
        ("2026-11-21T00:00", "`2026-11-21T00:00` is not a date | write it year-month-day: `2026-11-21`"),
        (" 2026-11-21", "` 2026-11-21` is not a date | write it year-month-day: `2026-11-21`"),
    ];
    for (cell, told) in dates {
        assert_eq!(cell_of(column("d", ColumnKind::Date), cell), told);
    }
    assert_eq!(
        cell_of(yes_no("o"), "maybe"),
        "`maybe` is neither yes nor no | write `是`, `y` for yes, or `否` for no"
    );
}

#[test]
fn all_defects_of_a_row_are_told_and_rows_go_on() {
    let (batch, report) = read_csv(&two(), "row_id,score\nx,9\n2,3\n3,y\n4,4\n");
    assert_eq!((batch.lines.as_slice(), report.len()), ([3, 5].as_slice(), 3));
    assert_eq!(batch.columns[1].values, Values::Narrow(vec![3, 4]));
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let defects = Defects::new("service");
    assert!(open(&two(), &[BoundFile::named("no/such.csv", "such.csv")], &defects).is_none());
    let told = "such.csv: cannot read `such.csv`: no such file | check the path and the permissions of the file";
    assert_eq!(lines(&defects.into_report()), [told]);
}

#[test]
fn first_rows_count_rows_of_data() {
    let folder = Folder::new();
    let path = folder.write("x.csv", "row_id,score\n1,2\n2,x\n3,3\n4,1\n");
    let defects = Defects::new("service");
    let file = BoundFile::named(path, "x.csv");
    let mut reader = open(&two(), &[file.clone(), file], &defects).unwrap();
    let seen: Vec<_> = std::iter::from_fn(|| reader.next(2)).map(|b| (b.file, b.first_row, b.rows)).collect();
    assert_eq!(seen, [(1, 0, 1), (1, 2, 2)]);
}

#[test]
fn the_first_defects_are_told_and_all_are_counted() {
    let rows = (0..100).fold(String::new(), |text, n| text + &format!("{},9{n}\n{n}\n", "x".repeat(n + 1)));
    let (batch, report) = read_csv(&two(), format!("row_id,score\n{rows}"));
    assert_eq!((batch.rows, report.len()), (0, 21));
    assert_eq!(report[19].location.as_ref().unwrap().to_string(), "x.csv:20, column `row_id`");
    assert_eq!(report[20].message, "and 181 more defects in `x.csv`");
}

#[test]
fn files_are_read_in_the_form_that_their_manifest_says() {
    let folder = Folder::new();
    let schema = table(vec![id("row_id"), column("name", ColumnKind::Text)]);
    let text = "row_id;name\n1;客户, \"甲\"\n2;\"a;b\"\n";
    let encoded = encoding_rs::GB18030.encode(text).0;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut gzip, &encoded).unwrap();
    let zstd = zstd::encode_all(encoded.as_ref(), 1).unwrap();
    // A file of two members is one file.
    let two = [gzip.finish().unwrap(), {
        let mut more = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut more, b"3;x\n").unwrap();
        more.finish().unwrap()
    }]
    .concat();
    let form = Form { encoding: encoding_rs::GB18030, separator: b';', ..Form::default() };
    for (name, bytes, rows) in [("x.csv", encoded.to_vec(), 2), ("x.CSV.GZ", two, 3), ("x.csv.zst", zstd, 2)] {
        let file = BoundFile::named(folder.write(name, bytes), name).with(form.clone().into());
        let loaded = super::super::load(&schema, &[file]).unwrap();
        let Values::Text(names) = &loaded.batch.columns[1].values else { panic!("texts") };
        assert_eq!((names.len(), names.get(0), names.get(1)), (rows, Some("客户, \"甲\""), Some("a;b")), "{name}");
    }
}

#[test]
fn text_of_two_bytes_is_read_with_its_mark() {
    let folder = Folder::new();
    let schema = table(vec![id("row_id"), column("name", ColumnKind::Text)]);
    let bytes: Vec<u8> = "\u{FEFF}\"row_id\",name\r\n1,客户\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let form = Form { encoding: encoding_rs::UTF_16LE, ..Form::default() };
    let file = BoundFile::named(folder.write("x.csv", bytes), "x.csv").with(form.into());
    let loaded = super::super::load(&schema, &[file]).unwrap();
    assert_eq!(loaded.batch.columns[1].values, Values::Text(["客户"].into_iter().collect()));
}

#[test]
fn thousands_of_columns_are_found_among_as_many_others() {
    let columns: Vec<ColumnSchema> =
        std::iter::once(id("row_id")).chain((0..6000).map(|n| rating(&format!("q{n}")))).collect();
    let schema = table(columns);
    let header: String = (0..6000).rev().map(|n| format!("q{n},z{n},")).collect();
    let row: String = (0..6000).rev().map(|n| format!("{},x,", n % 5 + 1)).collect();
    let (batch, report) = read_csv(&schema, format!("{header}row_id\n{row}1\n{row}2\n"));
    assert_eq!((batch.rows, report.len(), batch.columns.len()), (2, 1, 6001));
    assert_eq!(batch.columns[1 + 4321].values, Values::Narrow(vec![2, 2]));
}

#[test]
fn a_row_that_does_not_end_does_not_come_into_memory() {
    let endless = format!("row_id,score\n1,2\n2,\"{}", "x".repeat(40 << 20));
    let (batch, report) = read_csv(&two(), endless);
    assert_eq!(batch.rows, 1);
    assert!(
        lines(&report)[0]
            .starts_with("x.csv:3: a row is longer than 16 MiB | look for a double quote that is not closed"),
        "{report:?}"
    );
}

#[test]
fn batches_of_long_texts_have_fewer_rows() {
    let table = table(vec![id("row_id"), column("note", ColumnKind::Text)]);
    let note = "x".repeat(100_000);
    let text = (0..200).fold("row_id,note\n".to_owned(), |text, n| text + &format!("{n},{note}\n"));
    let folder = Folder::new();
    let file = BoundFile::named(folder.write("x.csv", text), "x.csv");
    let defects = Defects::new("t");
    let mut reader = open(&table, &[file], &defects).unwrap();
    let mut rows = 0;
    while let Some(batch) = reader.next(8192) {
        assert!(batch.rows <= 11, "{} rows in one batch", batch.rows);
        rows += batch.rows;
    }
    assert_eq!(rows, 200);
}

#[test]
fn blank_lines_take_no_room() {
    let table = table(vec![id("row_id"), rating("score")]);
    let blank = "\n".repeat(1_000_000);
    let (batch, report) = read_csv(&table, format!("row_id,score\n1,5\n{blank}"));
    assert_eq!((batch.rows, report.len()), (1, 0));
    let (_, report) = read_csv(&table, format!("row_id,score\n1,5\n{blank}2,5\n"));
    assert_eq!(
        lines(&report)[0],
        "x.csv:3: the line is blank, but rows follow it, here and in at least 999 more rows | delete the line"
    );
    assert!(lines(&report)[1].starts_with("x.csv: and 999000 more defects in `x.csv`"), "{:?}", lines(&report));
}

#[test]
fn a_file_that_is_split_gives_what_it_gives_as_a_whole() {
    let mut text = String::from("row_id,name,score\r\n");
    for n in 0..60 {
        let name = ["plain", "\"a, \"\"b\"\"\"", "\"x\r\ny\"", "5\" high", "客户", "", "\"\""][n % 7];
        let score = ["3", "x", "5", "", "4"][n % 5];
        text += &format!("{n},{name},{score}\r\n{}", ["", "", "", ",,\r\n", "\r\n"][n % 5]);
    }
    text += "61,\"stray\"s,4\r\n62,last,\"open\r\n";
    let (folder, schema) = (
        Folder::new(),
        table(vec![id("row_id"), or_missing(column("name", ColumnKind::Text), &[""]), rating("score")]),
    );
    let file = BoundFile::named(folder.write("x.csv", text.as_bytes()), "x.csv");
    let all = |parts: Vec<Arc<dyn FilePart>>| {
        let (defects, name) = (Defects::new("service"), file.name(0));
        let opening = Opening { table: &schema, file: &file, name: &name, defects: &defects };
        let mut batch = Batch::empty(&schema);
        for part in &parts {
            let rows = part.open(&opening).unwrap();
            let mut reader = Reader::new(rows, part.first_row(), &opening, None);
            while let Some(more) = reader.next(7) {
                batch.append(more);
            }
        }
        (batch, lines(&defects.into_report()))
    };
    let whole = all(vec![Arc::new(CsvPart(None))]);
    assert!(whole.1.len() > 4, "{:?}", whole.1);
    for size in [1, 30, 100, 250] {
        let parts = split::stretches(disk::open(&file.path).unwrap(), b',', size).unwrap();
        assert!(parts.len() > 2, "{size}");
        let parts = parts.into_iter().map(|part| Arc::new(CsvPart(Some(part))) as Arc<dyn FilePart>);
        assert_eq!(all(parts.collect()), whole, "{size}");
    }
}
