use super::super::piece::pieces;
use super::super::testing::{Folder, column, id, level, lines, number, or_missing, rating, table, yes_no};
use super::super::{Batch, BoundFile, Defects, Form, Values};
use crate::diagnostic::Diagnostic;
use crate::schema::{ColumnKind, ColumnSchema, TableSchema};
use std::io::Write;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
/// Style 0 is general, style 1 a date, style 2 a time.
const STYLES: &str = r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="21" applyNumberFormat="1"/></cellXfs></styleSheet>"#;

/// Returns a workbook of some sheets, each with its rows as they are stored.
fn workbook(sheets: &[(&str, String)], is_1904: bool) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut list, mut links) = (String::new(), String::new());
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut part = |name: &str, text: &str| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    for (at, (name, rows)) in (1..).zip(sheets) {
        list += &format!(r#"<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>"#);
        links +=
            &format!(r#"<Relationship Id="rId{at}" Type="{relations}/worksheet" Target="worksheets/sheet{at}.xml"/>"#);
        let sheet = format!(
            r#"<worksheet xmlns="{main}"><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>"#
        );
        part(&format!("xl/worksheets/sheet{at}.xml"), &sheet);
    }
    links += &format!(r#"<Relationship Id="rId99" Type="{relations}/styles" Target="styles.xml"/>"#);
    let epoch = if is_1904 { r#"<workbookPr date1904="1"/>"# } else { "" };
    let book = format!(r#"<workbook xmlns="{main}" xmlns:r="{relations}">{epoch}<sheets>{list}</sheets></workbook>"#);
    let links = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>"#
    );
    part("[Content_Types].xml", TYPES);
    part("_rels/.rels", RELS);
    part("xl/workbook.xml", &book);
    part("xl/_rels/workbook.xml.rels", &links);
    part("xl/styles.xml", STYLES);
    zip.finish().unwrap().into_inner()
}

/// Returns a row of cells `(kind, style, value)`: `s` a text, `n` a number, `b` yes or no, `e` an error, `f` a formula
/// without a value, `-` nothing.
fn row(number: usize, cells: &[(char, u32, &str)]) -> String {
    let cell = |(at, (kind, style, value)): (usize, &(char, u32, &str))| {
        let place = format!("{}{number}", char::from(b'A' + u8::try_from(at).unwrap()));
        match kind {
            's' => format!(r#"<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>"#),
            'f' => format!(r#"<c r="{place}"><f>{value}</f></c>"#),
            '-' => String::new(),
            'n' => format!(r#"<c r="{place}" s="{style}"><v>{value}</v></c>"#),
            kind => format!(r#"<c r="{place}" t="{kind}"><v>{value}</v></c>"#),
        }
    };
    format!(r#"<row r="{number}">{}</row>"#, cells.iter().enumerate().map(cell).collect::<String>())
}

fn read_with(schema: &TableSchema, bytes: Vec<u8>, form: Form) -> (Batch, Vec<Diagnostic>) {
    let folder = Folder::new();
    let file = BoundFile::named(folder.write("x.xlsx", bytes), "x.xlsx").with(form.into());
    let defects = Defects::new(&schema.name);
    let mut all = Batch::empty(schema);
    for piece in pieces(&[file], &defects, false) {
        let Some(mut reader) = piece.open(schema, &defects) else { continue };
        while let Some(batch) = reader.next(2) {
            all.append(batch);
        }
    }
    (all, defects.into_report())
}

fn read(schema: &TableSchema, rows: &[String]) -> (Batch, Vec<Diagnostic>) {
    read_with(schema, workbook(&[("Sheet", rows.concat())], false), Form::default())
}

/// Returns the report about one cell of a column.
fn told(schema: ColumnSchema, cell: (char, u32, &str)) -> String {
    let header = row(1, &[('s', 0, "row_id"), ('s', 0, &schema.header)]);
    let place = format!("x.xlsx:2, column `{}`: ", schema.header);
    let (batch, report) = read(&table(vec![id("row_id"), schema]), &[header, row(2, &[('n', 0, "1"), cell])]);
    assert_eq!(batch.rows, usize::from(report.is_empty()));
    lines(&report).concat().replace(&place, "")
}

fn text(name: &str) -> ColumnSchema {
    column(name, ColumnKind::Text)
}

fn cost() -> ColumnSchema {
    or_missing(column("cost", ColumnKind::Number(number(2, "", ""))), &["", "#N/A"])
}

fn day() -> ColumnSchema {
    column("day", ColumnKind::Date)
}

#[test]
fn cells_are_read_as_what_their_columns_declare() {
    let schema = table(vec![id("row_id"), cost(), level("level"), text("name"), day(), yes_no("open")]);
    let header =
        [('s', 0, "open"), ('s', 0, "day"), ('s', 0, "name"), ('s', 0, "level"), ('s', 0, "cost"), ('s', 0, "row_id")];
    let rows = [
        row(1, &header),
        row(
            2,
            &[('b', 0, "1"), ('n', 1, "46347"), ('s', 0, "00123"), ('s', 0, "high"), ('n', 0, "0.1"), ('n', 0, "1")],
        ),
        row(
            3,
            &[('s', 0, "否"), ('n', 0, "46347"), ('s', 0, "a &amp; b"), ('s', 0, "低"), ('-', 0, ""), ('s', 0, "2")],
        ),
        row(
            4,
            &[('b', 0, "0"), ('s', 0, "2026-11-21"), ('s', 0, "x"), ('s', 0, "low"), ('e', 0, "#N/A"), ('n', 0, "3")],
        ),
        // Rows that were formatted and have no values are not rows.
        row(5, &[('n', 1, ""), ('-', 0, "")]),
        row(6, &[]),
    ];
    let (batch, report) = read(&schema, &rows);
    assert_eq!(lines(&report), [""; 0]);
    assert_eq!(batch.lines, [2, 3, 4]);
    assert_eq!(batch.columns[0].values, Values::Narrow(vec![1, 2, 3]));
    assert_eq!(
        (&batch.columns[1].values, batch.columns[1].missing.clone()),
        (&Values::Wide(vec![10, 0, 0]), Some(vec![0, 1, 2]))
    );
    assert_eq!(batch.columns[2].values, Values::Choice(vec![1, 0, 0]));
    assert_eq!(batch.columns[3].values, Values::Text(["00123", "a & b", "x"].into_iter().collect()));
    assert_eq!(batch.columns[4].values, Values::Date(vec![20_778; 3]));
    assert_eq!(batch.columns[5].values, Values::YesNo(vec![true, false, false]));
}

#[test]
fn what_a_spreadsheet_has_damaged_is_named() {
    let again = "format `name` as text and enter it again: leading zeros and other parts of the original text are lost";
    assert_eq!(
        told(text("name"), ('n', 0, "123")),
        format!("`name` is text, and the cell contains the number `123` | {again}")
    );
    assert_eq!(
        told(text("name"), ('n', 1, "46347")),
        format!("`name` is text, and the cell contains the date `2026-11-21` | {again}")
    );
    let export =
        "export `name` again with its cells formatted as text: the lost digits cannot be restored from this file";
    assert_eq!(
        told(text("name"), ('n', 0, "110101199003071234")),
        format!(
            "`110101199003071230` is stored as a number, and a spreadsheet keeps only 15 digits of a number | {export}"
        )
    );
    assert!(told(text("name"), ('n', 0, "110101199003070000")).contains("ends in zeros"));
    assert!(told(text("name"), ('s', 0, "1.23457E+17")).contains("short form"));
    assert!(told(cost(), ('n', 0, "1234567890123456")).contains("keeps only 15 digits"));
    assert_eq!(told(cost(), ('n', 0, "123456789012345")), "");
    assert_eq!(told(cost(), ('f', 0, "A1*2")), "`=A1*2` is a formula, not a value | paste values instead of formulas");
    assert!(told(cost(), ('e', 0, "#DIV/0!")).starts_with("`#DIV/0!` is a formula error, not a value"));
    assert!(told(text("name"), ('e', 0, "#REF!")).starts_with("`#REF!` is a formula error"));
    assert!(told(cost(), ('n', 1, "46347")).starts_with("`2026-11-21` is not a number"));
    assert!(told(cost(), ('n', 2, "0.5")).starts_with("`12:00:00` is not a number"));
    assert!(told(rating("score"), ('n', 0, "2.5")).starts_with("`2.5` has 1 decimal"));
    assert!(told(yes_no("open"), ('n', 0, "1")).starts_with("`1` is neither yes nor no"));
}

#[test]
fn days_are_those_that_the_spreadsheet_shows() {
    for (number, day) in [("1", -25_567), ("59", -25_509), ("61", -25_508), ("25569", 0), ("46347", 20_778)] {
        let rows = [row(1, &[('s', 0, "row_id"), ('s', 0, "day")]), row(2, &[('n', 0, "1"), ('n', 1, number)])];
        let (batch, report) = read(&table(vec![id("row_id"), self::day()]), &rows);
        assert_eq!((lines(&report).len(), &batch.columns[1].values), (0, &Values::Date(vec![day])), "{number}");
    }
    assert!(told(day(), ('n', 0, "60")).starts_with("`60` is not a date"), "the day that there was not");
    assert!(told(day(), ('n', 0, "-1")).starts_with("`-1` is not a date"));
    let help = "write it year-month-day: `2026-11-21`";
    assert_eq!(told(day(), ('n', 1, "46347.75")), format!("`2026-11-21T18:00:00` is not a date | {help}"));
    let rows = [row(1, &[('s', 0, "row_id"), ('s', 0, "day")]), row(2, &[('n', 0, "1"), ('n', 1, "44885")])];
    let (batch, _) =
        read_with(&table(vec![id("row_id"), day()]), workbook(&[("S", rows.concat())], true), Form::default());
    assert_eq!(batch.columns[1].values, Values::Date(vec![20_778]), "counted from 1904");
}

#[test]
fn the_sheet_is_the_only_one_or_the_one_that_is_named() {
    let schema = table(vec![id("row_id")]);
    let rows = |value| row(1, &[('s', 0, "row_id")]) + &row(2, &[('n', 0, value)]);
    let two = || workbook(&[("Notes", rows("1")), ("Visits", rows("2"))], false);
    let named = |name: &str| Form { sheet: Some(name.into()), ..Form::default() };
    let (batch, _) = read_with(&schema, two(), named("Visits"));
    assert_eq!(batch.columns[0].values, Values::Narrow(vec![2]));
    let told = |form| lines(&read_with(&schema, two(), form).1).concat();
    assert_eq!(told(named("Visit")), "x.xlsx: `x.xlsx` has no sheet `Visit` | did you mean `Visits`?");
    assert_eq!(
        told(Form::default()),
        "x.xlsx: `x.xlsx` has 2 sheets, and none is selected | in the manifest write `service = { file = \"…\", sheet = \"Notes\" }` under [data], or `sheet = \"Notes\"` under [data.service]; its sheets are `Notes`, `Visits`"
    );
}

#[test]
fn rows_that_do_not_fit_are_told() {
    let schema = table(vec![id("row_id"), rating("score")]);
    let header = row(1, &[('s', 0, "row_id"), ('s', 0, "score")]);
    let good = |number| row(number, &[('n', 0, "7"), ('n', 0, "5")]);
    let (batch, report) =
        read(&schema, &[header.clone(), good(2), good(5), row(6, &[('n', 0, "8"), ('n', 0, "1"), ('s', 0, "!")])]);
    assert_eq!(batch.lines, [2, 5]);
    assert_eq!(
        lines(&report),
        [
            "x.xlsx:3: the rows 3 to 4 are blank, but rows follow them | delete the rows",
            "x.xlsx:6: a cell is to the right of the last column that has a name | name the column in the first row, or clear the cell",
        ]
    );
    let (_, report) = read(&schema, &[row(3, &[('s', 0, "row_id")])]);
    assert_eq!(
        lines(&report),
        ["x.xlsx: the first row of the sheet in `x.xlsx` is empty | the first row must name the columns"]
    );
    let (_, report) = read(&schema, &[header, good(4), good(2)]);
    assert!(lines(&report).last().unwrap().contains("the cells of row 2 are not in order"), "{report:?}");
}

#[test]
fn a_file_that_claims_more_than_it_has_takes_no_more_memory() {
    let schema = table(vec![id("row_id")]);
    let far = r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    let sparse = workbook(&[("S", row(1, &[('s', 0, "row_id")]) + &row(2, &[('n', 0, "1")]) + far)], false);
    assert!(sparse.len() < 5000);
    let (batch, report) = read_with(&schema, sparse, Form::default());
    assert_eq!(batch.lines, [2]);
    assert!(report[0].message.starts_with("the rows 3 to 1048575 are blank"), "{report:?}");
    assert!(report[1].message.starts_with("a cell is to the right of the last column"), "{report:?}");
    let beyond = r#"<row r="1048577"><c r="A1048577"><v>1</v></c></row>"#;
    let (_, report) =
        read_with(&schema, workbook(&[("S", row(1, &[('s', 0, "row_id")]) + beyond)], false), Form::default());
    assert!(lines(&report).concat().contains("cannot read the workbook"), "{report:?}");
    // A part that is far larger after decompression.
    let bomb = workbook(&[("S", " ".repeat(9 << 20)), ("T", row(1, &[('s', 0, "row_id")]))], false);
    assert!(bomb.len() < 100_000);
    assert!(super::sheet::measure_up_to(&bomb, 8 << 20).unwrap_err().contains("larger than 8 MiB when decompressed"));
}

#[test]
fn what_is_no_workbook_is_told() {
    let schema = table(vec![id("row_id")]);
    let told = |bytes: Vec<u8>| lines(&read_with(&schema, bytes, Form::default()).1).concat();
    assert!(told(b"row_id\n1\n".to_vec()).starts_with("x.xlsx: cannot read `x.xlsx` as a workbook: "));
    let mut cut = workbook(&[("S", row(1, &[('s', 0, "row_id")]))], false);
    cut.truncate(cut.len() / 2);
    assert!(told(cut).contains("as a workbook: "));
    let broken = workbook(&[("S", row(1, &[('s', 0, "row_id")]) + "<row r=\"2\"><c r=\"A2\"><v>1</v>")], false);
    assert!(told(broken).contains("cannot read the workbook: "));
}

#[test]
fn a_sheet_of_many_rows_streams_through() {
    let schema = table(vec![id("row_id"), rating("score")]);
    let rows = (2..30_002).map(|n| row(n, &[('n', 0, &n.to_string()), ('n', 0, "5")]));
    let rows: String = std::iter::once(row(1, &[('s', 0, "row_id"), ('s', 0, "score")])).chain(rows).collect();
    let (batch, report) = read_with(&schema, workbook(&[("S", rows)], false), Form::default());
    assert_eq!((batch.rows, report.len(), batch.lines[29_999]), (30_000, 0, 30_001));
}

#[test]
fn what_a_workbook_claims_of_its_texts_is_judged() {
    let judged = |texts: &str| {
        let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file("xl/sharedStrings.xml", SimpleFileOptions::default()).unwrap();
        zip.write_all(format!(r#"<sst count="1" uniqueCount={texts}><si><t>a</t></si></sst>"#).as_bytes()).unwrap();
        super::sheet::measure_up_to(&zip.finish().unwrap().into_inner(), 1 << 20)
    };
    assert_eq!((judged("\"1\""), judged("'5'")), (Ok(()), Ok(())));
    for claimed in ["\"1000\"", "\"1152921504606846976\"", "'99999999999999999999999'", "\"+4611686018427387904\""] {
        assert!(judged(claimed).unwrap_err().starts_with("it claims to have"), "{claimed}");
    }
}
