use super::super::form::{Damaged, Treatment};
use super::super::piece::pieces;
use super::super::testing::{Folder, column, id, level, lines, number, or_missing, read_csv, table, yes_no};
use super::super::{Batch, BoundFile, Reader, Values, load};
use super::*;
use crate::ids::Id;
use crate::schema::{ColumnId, ColumnKind, ColumnSchema, Damage, TableSchema};
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Date64Array, Decimal32Array, Decimal64Array, Decimal128Array, Decimal256Array,
    DictionaryArray, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Int64Array, LargeStringArray,
    NullArray, StringArray, StringViewArray, TimestampMicrosecondArray, TimestampSecondArray, UInt8Array, UInt16Array,
    UInt32Array, UInt64Array,
};
use datafusion::arrow::compute::take;
use datafusion::arrow::datatypes::{Int32Type, i256};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, Encoding, ZstdLevel};
use datafusion::parquet::file::properties::{WriterProperties, WriterVersion};
use datafusion::parquet::schema::types::ColumnPath;
use std::path::PathBuf;
use std::sync::Arc;

fn write(folder: &Folder, columns: Vec<(&str, ArrayRef)>, group: usize) -> PathBuf {
    let path = folder.path("x.parquet");
    let rows = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, a)| (n, a, true))).unwrap();
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(group)).build();
    let file = File::create(&path).unwrap();
    let mut writer = ArrowWriter::try_new(file, rows.schema(), Some(properties)).unwrap();
    writer.write(&rows).unwrap();
    writer.close().unwrap();
    path
}

/// Reads a file of one row group, two rows at a time. Returns its rows and its report.
fn read(table: &TableSchema, columns: Vec<(&str, ArrayRef)>) -> (Batch, Vec<Diagnostic>) {
    let folder = Folder::new();
    let file = BoundFile::named(write(&folder, columns, 1000), "x.parquet");
    let defects = Defects::new(&table.name);
    let mut all = Batch::empty(table);
    for piece in pieces(&[file], &defects, false) {
        let Some(mut reader) = piece.open(table, &defects) else { continue };
        while let Some(batch) = reader.next(2) {
            all.append(batch);
        }
    }
    (all, defects.into_report())
}

/// The values of one column, read from an array of the right kind.
fn values(schema: ColumnSchema, array: ArrayRef) -> Values {
    let (mut batch, report) = read(&table(vec![schema]), vec![("v", array)]);
    assert_eq!(lines(&report), [""; 0]);
    batch.columns.remove(0).values
}

/// Returns the report about one cell.
fn told(schema: ColumnSchema, array: ArrayRef) -> String {
    let (batch, report) = read(&table(vec![schema]), vec![("v", array)]);
    assert_eq!(batch.rows, 0);
    lines(&report).concat().replace("x.parquet:1, column `v`: ", "")
}

fn decimal(scale: u32) -> ColumnSchema {
    column("v", ColumnKind::Number(number(scale, "-1000", "1000")))
}

#[test]
fn the_same_content_gives_the_same_batch_as_csv() {
    let schema = table(vec![
        id("row_id"),
        or_missing(column("cost", ColumnKind::Number(number(2, "", ""))), &["NA", "999", ""]),
        level("level"),
        column("name", ColumnKind::Text),
        or_missing(column("day", ColumnKind::Date), &["9999-12-31"]),
        yes_no("open"),
    ]);
    let csv =
        "row_id,cost,level,name,day,open\n1,1.5,低,a,2026-11-21,y\n2,999,high,b,9999-12-31,否\n3,,low,c,1969-12-31,y\n";
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("open", Arc::new(BooleanArray::from(vec![true, false, true]))),
        ("extra", Arc::new(Int32Array::from(vec![1, 2, 3]))),
        ("day", Arc::new(Date32Array::from(vec![20_778, 2_932_896, -1]))),
        ("name", Arc::new(StringArray::from(vec!["a", "b", "c"]))),
        ("level", Arc::new(vec!["低", "high", "low"].into_iter().collect::<DictionaryArray<Int32Type>>())),
        ("cost", Arc::new(Float64Array::from(vec![Some(1.5), Some(999.0), None]))),
        ("row_id", Arc::new(Int32Array::from(vec![1, 2, 3]))),
    ];
    let (from_csv, report) = read_csv(&schema, csv);
    assert_eq!(lines(&report), [""; 0]);
    let (from_parquet, report) = read(&schema, columns);
    assert_eq!(lines(&report), ["x.parquet: `x.parquet` has 1 column that `service` does not declare: `extra`"]);
    assert_eq!(from_parquet.columns, from_csv.columns);
    assert_eq!(from_parquet.lines, [1, 2, 3]);
    assert_eq!(from_csv.columns[4].missing, Some(vec![0, 1, 0]));
}

#[test]
fn every_stored_number_is_read() {
    let text = ["5", "-7"];
    let whole: Vec<ArrayRef> = vec![
        Arc::new(Int8Array::from(vec![5, -7])),
        Arc::new(Int16Array::from(vec![5, -7])),
        Arc::new(Int32Array::from(vec![5, -7])),
        Arc::new(Int64Array::from(vec![5, -7])),
        Arc::new(Float32Array::from(vec![5.0, -7.0])),
        Arc::new(Float64Array::from(vec![5.0, -7.0])),
        Arc::new(Decimal32Array::from(vec![50, -70]).with_precision_and_scale(5, 1).unwrap()),
        Arc::new(Decimal64Array::from(vec![500, -700]).with_precision_and_scale(10, 2).unwrap()),
        Arc::new(Decimal128Array::from(vec![5_000_000, -7_000_000]).with_precision_and_scale(20, 6).unwrap()),
        Arc::new(Decimal256Array::from(vec![i256::from(50), i256::from(-70)]).with_precision_and_scale(60, 1).unwrap()),
        Arc::new(StringArray::from(text.to_vec())),
        Arc::new(LargeStringArray::from(text.to_vec())),
        Arc::new(StringViewArray::from(text.to_vec())),
        Arc::new(text.into_iter().collect::<DictionaryArray<Int32Type>>()),
    ];
    for array in whole {
        let data_type = array.data_type().clone();
        assert_eq!(values(decimal(2), array), Values::Narrow(vec![500, -700]), "{data_type}");
    }
    let unsigned: Vec<ArrayRef> = vec![
        Arc::new(UInt8Array::from(vec![5, 7])),
        Arc::new(UInt16Array::from(vec![5, 7])),
        Arc::new(UInt32Array::from(vec![5, 7])),
        Arc::new(UInt64Array::from(vec![5, 7])),
    ];
    for array in unsigned {
        assert_eq!(values(decimal(0), array), Values::Narrow(vec![5, 7]));
    }
    let free = column("v", ColumnKind::Number(number(0, "", "")));
    assert_eq!(values(free, Arc::new(UInt64Array::from(vec![u64::MAX]))), Values::Wide(vec![u64::MAX.into()]));
}

#[test]
fn floats_are_their_shortest_decimals() {
    assert_eq!(
        values(decimal(1), Arc::new(Float64Array::from(vec![0.1, -0.0, 1e2]))),
        Values::Narrow(vec![1, 0, 1000])
    );
    assert_eq!(values(decimal(1), Arc::new(Float32Array::from(vec![0.1, 0.7]))), Values::Narrow(vec![1, 7]));
    let more = told(decimal(1), Arc::new(Float64Array::from(vec![0.1 + 0.2])));
    assert!(more.starts_with("`0.30000000000000004` has 17 decimals, but `v` takes 1 decimal |"), "{more}");
    for (float, shown) in [(f64::NAN, "`NaN`"), (f64::INFINITY, "`inf`"), (f64::NEG_INFINITY, "`-inf`")] {
        let told = told(decimal(1), Arc::new(Float64Array::from(vec![float])));
        assert!(told.starts_with(&format!("{shown} is not a number | correct the cell; if it is an answer")), "{told}");
    }
}

#[test]
fn defects_are_told_as_for_csv() {
    assert!(told(decimal(1), Arc::new(Int64Array::from(vec![2000]))).starts_with("`2000` is outside -1000..1000 |"));
    let long = Decimal128Array::from(vec![-1234]).with_precision_and_scale(10, 3).unwrap();
    assert!(told(decimal(1), Arc::new(long)).starts_with("`-1.234` has 3 decimals, but `v` takes 1 decimal |"));
    assert!(told(decimal(1), Arc::new(Int64Array::from(vec![None]))).starts_with("`v` is empty | fill the cell"));
    assert!(told(decimal(1), Arc::new(StringArray::from(vec![""]))).starts_with("`v` is empty | fill the cell"));
    assert!(told(level("v"), Arc::new(StringArray::from(vec!["hgh"]))).ends_with("| did you mean `high`?"));
    let (batch, report) = read(&table(vec![decimal(0)]), vec![("v", Arc::new(NullArray::new(3)))]);
    assert_eq!((batch.rows, report.len()), (0, 1));
    assert!(report[0].message.ends_with("is empty, here and in 2 more rows"), "{}", report[0].message);
}

#[test]
fn dates_are_read_at_midnight() {
    let date = || column("v", ColumnKind::Date);
    let day = 86_400;
    assert_eq!(values(date(), Arc::new(Date64Array::from(vec![day * 1000 * 3]))), Values::Date(vec![3]));
    assert_eq!(values(date(), Arc::new(TimestampSecondArray::from(vec![-day]))), Values::Date(vec![-1]));
    assert_eq!(values(date(), Arc::new(StringArray::from(vec!["1970-01-02"]))), Values::Date(vec![1]));
    let noon = TimestampMicrosecondArray::from(vec![(day / 2 + 61) * 1_000_000]);
    assert_eq!(
        told(date(), Arc::new(noon)),
        "`1970-01-01T12:01:01` is not a date | write it year-month-day: `1970-01-01`"
    );
    assert!(told(date(), Arc::new(Date32Array::from(vec![i32::MAX]))).contains("days after 1970-01-01` is not a date"));
}

#[test]
fn columns_that_cannot_be_read_are_told() {
    let of = |kind: ColumnKind, array: ArrayRef| told(column("v", kind), array).replace("x.parquet, column `v`: ", "");
    assert_eq!(
        of(ColumnKind::Date, Arc::new(Int32Array::from(vec![1]))),
        "`v` is declared as dates, and the file stores whole numbers | store the column as dates or text"
    );
    assert_eq!(
        of(ColumnKind::Text, Arc::new(Float64Array::from(vec![1.0]))),
        "`v` is declared as texts, and the file stores floating-point numbers | store the column as text"
    );
    let zoned = TimestampSecondArray::from(vec![0]).with_timezone("UTC");
    assert_eq!(
        of(ColumnKind::Date, Arc::new(zoned)),
        "`v` is declared as dates, and the file stores timestamps with a time zone | store the column as dates or text"
    );
    assert_eq!(
        values(column("v", ColumnKind::Text), Arc::new(Int32Array::from(vec![7]))),
        Values::Text(["7"].into_iter().collect())
    );
    let (_, report) = read(&table(vec![id("row_id")]), vec![("rowid", Arc::new(Int32Array::from(vec![1])))]);
    assert_eq!(
        lines(&report),
        ["x.parquet, column `row_id`: `x.parquet` has no column `row_id` | did you mean `rowid`?"]
    );
}

#[test]
fn row_groups_are_pieces_that_know_where_they_begin() {
    let folder = Folder::new();
    let numbers: Vec<i32> = (0..10).collect();
    let path = write(&folder, vec![("v", Arc::new(Int32Array::from(numbers)))], 4);
    let file = BoundFile::named(path, "x.parquet");
    let schema = table(vec![column("v", ColumnKind::Number(number(0, "0", "8")))]);
    let defects = Defects::new("service");
    let pieces = pieces(std::slice::from_ref(&file), &defects, true);
    assert_eq!(pieces.len(), 3);
    let mut last = pieces[2].open(&schema, &defects).unwrap();
    let batch = last.next(100).unwrap();
    assert_eq!((batch.first_row, batch.lines, last.next(100)), (8, vec![9], None));
    let report = load(&schema, &[file]).unwrap_err();
    assert_eq!(lines(&report), lines(&defects.into_report()));
    assert!(lines(&report)[0].starts_with("x.parquet:10, column `v`: `9` is outside 0..8"));
}

#[test]
fn files_that_are_no_parquet_are_told() {
    let folder = Folder::new();
    let file = BoundFile::named(folder.write("x.parquet", "row_id\n1\n"), "x.parquet");
    let report = load(&table(vec![id("row_id")]), &[file, BoundFile::new("no.parquet")]).unwrap_err();
    assert!(lines(&report)[0].starts_with("x.parquet: cannot read `x.parquet` as Parquet: "));
    let told = "no.parquet: cannot read `no.parquet`: no such file | check the path and the permissions of the file";
    assert_eq!(lines(&report)[1..], [told]);
}

#[test]
fn empty_files_have_their_columns_checked() {
    let (batch, report) = read(&table(vec![id("v")]), vec![("v", Arc::new(Int32Array::from(Vec::<i32>::new())))]);
    assert_eq!((batch.rows, report.len()), (0, 0));
    let (_, report) = read(&table(vec![id("w")]), vec![("x", Arc::new(Int32Array::from(Vec::<i32>::new())))]);
    assert_eq!(report.len(), 1);
}

#[test]
fn row_groups_and_dictionaries_make_no_difference() {
    let schema = table(vec![id("row_id"), column("name", ColumnKind::Text)]);
    let names: Vec<String> = (0..50).map(|n| format!("name {}", n % 3)).collect();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("row_id", Arc::new(Int32Array::from_iter_values(0..50))),
        ("name", Arc::new(StringArray::from_iter_values(&names))),
    ];
    let rows = RecordBatch::try_from_iter(columns).unwrap();
    let folder = Folder::new();
    for (group, dictionary) in [(1, true), (7, false), (7, true), (50, false), (1000, true)] {
        let properties = WriterProperties::builder()
            .set_max_row_group_row_count(Some(group))
            .set_dictionary_enabled(dictionary)
            .build();
        let path = folder.path("x.parquet");
        let mut writer = ArrowWriter::try_new(File::create(&path).unwrap(), rows.schema(), Some(properties)).unwrap();
        writer.write(&rows).unwrap();
        writer.close().unwrap();
        let loaded = load(&schema, &[BoundFile::named(path, "x.parquet")]).unwrap();
        assert_eq!(loaded.batch.columns[0].values, Values::Narrow((0..50).collect()), "{group}, {dictionary}");
        assert_eq!(
            loaded.batch.columns[1].values,
            Values::Text(names.iter().map(String::as_str).collect()),
            "{group}, {dictionary}"
        );
        assert_eq!(loaded.batch.lines, (1..=50).collect::<Vec<u64>>());
    }
}

#[test]
fn damage_is_treated_as_in_csv() {
    use super::super::form::{Damaged, Treatment};
    let schema = table(vec![
        id("row_id"),
        or_missing(column("v", ColumnKind::Number(number(1, "0", "9"))), &[""]),
        level("level"),
    ]);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("row_id", Arc::new(Int32Array::from(vec![1, 2, 3, 3]))),
        ("v", Arc::new(Float64Array::from(vec![Some(1.5), Some(99.0), None, Some(0.25)]))),
    ];
    let folder = Folder::new();
    let damaged = |level| Damaged {
        others: Treatment::SetAside,
        named: [(Damage::OutOfRange, Treatment::Missing), (Damage::ColumnNotFound, level)].into(),
    };
    let path = write(&folder, columns, 2);
    let read = |level, schema: &TableSchema| {
        let form = super::super::Form { damaged: damaged(level), ..super::super::Form::default() };
        load(schema, &[BoundFile::named(path.clone(), "x.parquet").with(form.into())])
    };
    assert!(read(Treatment::Missing, &schema).is_err(), "a column that cannot be missing");
    let schema = table(vec![
        schema.columns[ColumnId::at(0)].clone(),
        schema.columns[ColumnId::at(1)].clone(),
        or_missing(level("level"), &[""]),
    ]);
    let batch = read(Treatment::Missing, &schema).unwrap().batch;
    assert_eq!(batch.lines, [1, 2, 3], "a row with too many decimals, which has a key of another besides");
    let code = |damage: Damage| Some(damage.position() + 1);
    assert_eq!(batch.columns[1].missing.as_ref().map(|m| Some(m[1])), Some(code(Damage::OutOfRange)));
    assert_eq!(batch.columns[2].missing.as_ref().map(|m| Some(m[0])), Some(code(Damage::ColumnNotFound)));
}

#[test]
fn long_texts_of_many_rows_are_few_rows_at_a_time_and_once_in_memory() {
    let folder = Folder::new();
    let long = "x".repeat(MOST_TEXT / 4);
    let dictionary: DictionaryArray<Int32Type> = (0..200).map(|_| Some(long.as_str())).collect();
    for (array, shown) in [
        (Arc::new(dictionary) as ArrayRef, "dictionary"),
        (Arc::new(StringArray::from_iter_values((0..200).map(|_| &long))) as ArrayRef, "texts"),
    ] {
        let file = BoundFile::named(write(&folder, vec![("v", array)], 1000), "x.parquet");
        let schema = table(vec![column("v", ColumnKind::Text)]);
        let defects = Defects::new("service");
        let name = file.name(0);
        let opening = Opening { table: &schema, file: &file, name: &name, defects: &defects };
        let groups = row_groups(&file.path, &name).unwrap();
        let mut rows = ParquetRows::open(&groups[0], &opening).unwrap();
        let decoded = rows.batches.next().unwrap().unwrap();
        let bytes: usize = decoded.columns().iter().map(|column| column.get_buffer_memory_size()).sum();
        assert!(
            decoded.num_rows() > 100 && bytes < 4 * MOST_TEXT,
            "{shown}: {} rows, {bytes} bytes",
            decoded.num_rows()
        );
        rows.rest = Some(decoded);
        let mut reader = Reader::new(Box::new(rows), 0, &opening, None);
        let sizes: Vec<usize> = std::iter::from_fn(|| reader.next(1000)).map(|batch| batch.rows).collect();
        assert_eq!((sizes.iter().sum::<usize>(), sizes.iter().max()), (200, Some(&4)), "{shown}");
        assert_eq!(lines(&defects.into_report()), [""; 0]);
    }
}

#[test]
fn what_a_file_claims_of_its_size_is_judged_first() {
    let folder = Folder::new();
    let path = write(&folder, vec![("v", Arc::new(Int32Array::from(vec![1, 2])))], 1000);
    let whole = std::fs::read(&path).unwrap();
    let tail = whole.len() - 8;
    let told = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let schema = table(vec![column("v", ColumnKind::Number(number(0, "0", "9")))]);
        load(&schema, &[BoundFile::named(&path, "x.parquet")])
            .map(|loaded| loaded.batch.rows)
            .map_err(|r| lines(&r).concat())
    };
    assert_eq!(told(&whole), Ok(2));
    let mut longer = whole.clone();
    longer[tail..tail + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(told(&longer).unwrap_err().contains("it claims a footer of 4294967295 bytes, but has"));
    // The claimed length of the footer is too short: the bytes at its start are not the start of a footer.
    let mut shorter = whole.clone();
    shorter[tail..tail + 4].copy_from_slice(&10u32.to_le_bytes());
    assert!(told(&shorter).is_err());
    // The first page is after four letters, and its third number is the length that it claims.
    let third = (4..20).filter(|at| whole[*at] == 0x15).nth(2).unwrap() + 1;
    let mut longer = whole.clone();
    longer[third] = 0x7e;
    let claimed = told(&longer).unwrap_err();
    assert!(claimed.contains("a page of it claims to be longer than the file"), "{claimed}");
    let mut negative = whole;
    negative[third - 2] = 0x7f;
    let claimed = told(&negative).unwrap_err();
    assert!(claimed.contains("a page of it claims -64 bytes uncompressed"), "{claimed}");
}

/// Returns some arrays of each kind, with values that are legal, damaged, markers or absent.
fn mixed(turn: u64) -> Vec<(ColumnSchema, Stored, ArrayRef)> {
    let mut seed = turn.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = move |below: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % below
    };
    // The choice of defects is made for a whole column, so that some columns have none.
    let mut some = |all: usize| {
        let (nulls, wild) = (next(3) == 0, next(3) == 0);
        let mut pick =
            || (!(nulls && next(4) == 0)).then(|| if wild { next(all as u64) as usize } else { next(3) as usize });
        (0..40).map(|_| pick()).collect::<Vec<_>>()
    };
    let optional = |column: ColumnSchema, turn: u64| match turn % 4 {
        0 => column,
        1 => or_missing(column, &[""]),
        2 => or_missing(column, &["", "99", "n/a", "2.5"]),
        _ => or_missing(column, &["99", "9999-12-31", "x"]),
    };
    let whole = [1, 5, 3, 99, -1, 6, i64::MAX, i64::MIN, 0];
    let doubles = [
        1.25,
        5.0,
        2.5,
        99.0,
        1.255,
        1.2500000000000002,
        -0.0,
        0.30000000000000004,
        f64::NAN,
        f64::INFINITY,
        1e300,
        -1.0,
        12.34,
        1_000_000.01,
        1e15,
    ];
    let decimals = [1_250, 5_000, 2_500, 99_000, 1_255, -1_250, 10i128.pow(30), 0];
    let days = [0, 20_000, -1, 2_932_896, 2_932_897, -719_529, i32::MAX];
    let texts =
        ["low", "高", "high", "x", "n/a", "99", "LOW", "", "a b", "=1", "1.23457E+17", "\u{200B}low", "é", "e\u{301}"];
    let list = |picked: &[Option<usize>]| picked.iter().map(|at| at.map(|at| texts[at])).collect::<Vec<_>>();
    let mut all: Vec<(ColumnSchema, Stored, ArrayRef)> = Vec::new();
    for scale in [0, 2] {
        let schema = || optional(column("v", ColumnKind::Number(number(scale, "0", "1000"))), turn / 3);
        let array: Int64Array = some(whole.len()).iter().map(|at| at.map(|at| whole[at])).collect();
        all.push((schema(), Stored::Whole, Arc::new(array)));
        let array: Int8Array = some(5).iter().map(|at| at.map(|at| [1, 5, 3, -1, 99][at])).collect();
        all.push((schema(), Stored::Whole, Arc::new(array)));
        let array: UInt16Array = some(5).iter().map(|at| at.map(|at| [1, 5, 3, 1001, u16::MAX][at])).collect();
        all.push((schema(), Stored::Whole, Arc::new(array)));
        let array: Float64Array = some(doubles.len()).iter().map(|at| at.map(|at| doubles[at])).collect();
        all.push((schema(), Stored::Double, Arc::new(array)));
        let array: Decimal128Array = some(decimals.len()).iter().map(|at| at.map(|at| decimals[at])).collect();
        for stored in [1, 3] {
            all.push((
                schema(),
                Stored::Decimal,
                Arc::new(array.clone().with_precision_and_scale(38, stored).unwrap()),
            ));
        }
    }
    let array: Date32Array = some(days.len()).iter().map(|at| at.map(|at| days[at])).collect();
    all.push((optional(column("v", ColumnKind::Date), turn), Stored::Day, Arc::new(array)));
    let array: BooleanArray = some(2).iter().map(|at| at.map(|at| at % 2 == 0)).collect();
    all.push((optional(yes_no("v"), turn), Stored::YesNo, Arc::new(array)));
    let array: DictionaryArray<Int32Type> = list(&some(texts.len())).into_iter().collect();
    all.push((optional(level("v"), turn), Stored::Text, Arc::new(array)));
    let array = StringViewArray::from(list(&some(texts.len())));
    all.push((optional(column("v", ColumnKind::Text), turn), Stored::Text, Arc::new(array)));
    all
}

#[test]
fn columns_that_are_judged_as_a_whole_give_what_their_cells_give() {
    let treatments = [Treatment::Fail, Treatment::SetAside, Treatment::Missing, Treatment::Keep];
    let mut apart = [0; 2];
    for turn in 0..400 {
        for (schema, stored, array) in mixed(turn) {
            let table = table(vec![schema]);
            let others = treatments[turn as usize % treatments.len()];
            let damaged = Damaged { others, ..Damaged::default() };
            let rows = |judged: bool| {
                let defects = Defects::new("service");
                let name = BoundFile::new("x.parquet").name(0);
                let mut builder = Builder::new(&table, &damaged, &name, 0, &defects);
                (0..array.len()).for_each(|row| builder.row(row as u64 + 1));
                let readers = builder.readers();
                match judged {
                    true => column::read(&mut builder, 0, stored, &array).unwrap(),
                    false => {
                        let array = column::canonical(&readers[0], stored, &array).unwrap();
                        column::cells(&mut builder, 0, stored, &array).unwrap();
                    }
                }
                let batch = builder.finish();
                (batch, lines(&defects.into_report()))
            };
            let (whole, cells) = (rows(true), rows(false));
            assert_eq!(whole, cells, "{stored:?} {others:?} {table:?} {array:?}");
            apart[usize::from(whole.1.is_empty())] += 1;
        }
    }
    assert!(apart.iter().all(|count| *count > 500), "{apart:?}");
}

/// The rows and the report of a file of some row groups, and how many of its columns were read from their pages.
fn coded(path: &Path, table: &TableSchema, damaged: &Damaged) -> (Batch, Vec<String>, usize) {
    let defects = Defects::new("service");
    let mut bound = BoundFile::named(path.to_path_buf(), "x.parquet");
    Arc::make_mut(&mut bound.form).damaged = damaged.clone();
    let name = bound.name(0);
    let (_, metadata) = open(path, &name).unwrap();
    let groups = (0..metadata.metadata().num_row_groups()).collect();
    let groups = RowGroups { metadata, groups, first_row: 0 };
    let opening = Opening { table, file: &bound, name: &name, defects: &defects };
    let rows = ParquetRows::open(&groups, &opening).unwrap();
    let coded = rows.sources.iter().filter(|source| matches!(source, Source::Coded(_))).count();
    let mut reader = Reader::new(Box::new(rows), 0, &opening, None);
    let mut all = Batch::empty(table);
    while let Some(batch) = reader.next(64) {
        all.append(batch);
    }
    (all, lines(&defects.into_report()), coded)
}

/// Writes columns with some properties.
fn written(path: &Path, columns: &[(String, ArrayRef)], properties: WriterProperties) {
    let is_optional = |array: &ArrayRef| array.null_count() > 0;
    let rows = columns.iter().map(|(name, array)| (name, array.clone(), is_optional(array)));
    let rows = RecordBatch::try_from_iter_with_nullable(rows).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), rows.schema(), Some(properties)).unwrap();
    writer.write(&rows).unwrap();
    writer.close().unwrap();
}

#[test]
fn columns_that_are_read_from_their_pages_give_what_the_library_gives() {
    let folder = Folder::new();
    let (own, other) = (folder.path("own.parquet"), folder.path("other.parquet"));
    let treatments = [Treatment::Fail, Treatment::SetAside, Treatment::Missing];
    let mut seen = 0;
    for turn in 0..60 {
        let kinds = mixed(turn).into_iter().enumerate();
        let kinds = kinds.filter(|(_, (_, stored, _))| {
            matches!(stored, Stored::Whole | Stored::Double | Stored::Day | Stored::Decimal)
        });
        let (mut schemas, mut columns) = (Vec::new(), Vec::new());
        for (at, (schema, _, array)) in kinds {
            // More rows than pages and row groups have, in another order each time.
            let rows: Vec<u32> = (0..300).map(|row| (row * (7 + at as u32) + row / 40) % 40).collect();
            let array = take(&array, &UInt32Array::from(rows), None).unwrap();
            let name = format!("v{at}");
            schemas.push(ColumnSchema { header: name.clone(), name: name.clone(), ..schema });
            columns.push((name, array));
        }
        let table = table(schemas);
        let damaged = Damaged { others: treatments[turn as usize % 3], ..Damaged::default() };
        let properties = |version| {
            WriterProperties::builder()
                .set_writer_version(version)
                .set_max_row_group_row_count(Some([300, 90, 64][turn as usize % 3]))
                .set_data_page_row_count_limit([1000, 20, 7][turn as usize / 3 % 3])
                .set_write_batch_size(5)
        };
        let version = if turn % 2 == 0 { WriterVersion::PARQUET_1_0 } else { WriterVersion::PARQUET_2_0 };
        // Later pages of a chunk have no dictionary if it becomes too large.
        let mut of_own = properties(version).set_dictionary_page_size_limit([1 << 20, 24, 0][turn as usize / 2 % 3]);
        if version == WriterVersion::PARQUET_2_0 {
            of_own = of_own.set_encoding(Encoding::PLAIN);
        }
        written(&own, &columns, of_own.set_compression(Compression::ZSTD(ZstdLevel::default())).build());
        let mut of_other = properties(version).set_dictionary_enabled(false);
        for (name, array) in &columns {
            let encoding = match array.data_type() {
                DataType::Float64 => Encoding::BYTE_STREAM_SPLIT,
                DataType::Decimal128(..) => Encoding::DELTA_BYTE_ARRAY,
                _ => Encoding::DELTA_BINARY_PACKED,
            };
            of_other = of_other.set_column_encoding(ColumnPath::from(name.as_str()), encoding);
        }
        written(&other, &columns, of_other.build());
        let (found, expected) = (coded(&own, &table, &damaged), coded(&other, &table, &damaged));
        assert_eq!((found.2, expected.2), (columns.len(), 0), "{turn}");
        assert!(found.0 == expected.0 && found.1 == expected.1, "{turn}\n{:?}\n{:?}", found.1, expected.1);
        seen += expected.0.rows;
    }
    assert!(seen > 3_000, "{seen}");
}

#[test]
fn a_dictionary_that_changes_between_row_groups_is_seen() {
    let folder = Folder::new();
    let path = folder.path("x.parquet");
    let array: ArrayRef = Arc::new(Int32Array::from(vec![1, 2, 1, 2, 5, 6, 5, 6]));
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(4)).build();
    written(&path, &[("v".to_owned(), array)], properties);
    let table = table(vec![decimal(0)]);
    let read = || coded(&path, &table, &Damaged::default()).0.columns.remove(0).values;
    assert_eq!(read(), Values::Narrow(vec![1, 2, 1, 2, 5, 6, 5, 6]));
    let kept = crate::faults::with(crate::faults::Fault::DictionaryKept, read);
    assert_eq!(kept, Values::Narrow(vec![1, 2, 1, 2, 1, 2, 1, 2]));
}
