//! CSV, and the meaning of cells.

use super::value::{N, V, day, number, quantity, rounded, seconds, ten};
use crate::syntax::ast::{Cell, CellKind, Choice, Column, Marker, ParamValue, Table, Test};
use num_bigint::BigInt;
use num_traits::One;
use std::collections::BTreeMap;

/// A subject: its kind, and its position in the kind.
pub(super) type Inst = (usize, usize);

/// One subject.
pub(super) struct Subject {
    pub key: Vec<V>,
    /// Its cells; a column of a family has the name `name.value`.
    pub cells: BTreeMap<String, V>,
    /// The subjects of a combination, one for each factor that is a kind of subject.
    pub parts: Vec<Option<Inst>>,
    pub in_period: bool,
}

/// The choices of a policy, by their names.
pub(super) type Choices<'p> = BTreeMap<&'p str, &'p Choice>;

/// The source of the rows.
pub(crate) enum Data<'p> {
    /// The text of the CSV file of each table.
    Files(BTreeMap<String, String>),
    /// The rows of a test.
    Test(&'p Test),
}

/// The settings of a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Setting {
    pub params: BTreeMap<String, V>,
    /// The first and last day.
    pub period: Option<(i64, i64)>,
    pub as_of: Option<i64>,
}

/// The value of a param.
pub(super) fn param(value: &ParamValue) -> V {
    match value {
        ParamValue::Number(number) => quantity(number),
        ParamValue::YesNo(flag, _) => V::Flag(*flag),
        ParamValue::Name(name) => V::Word(String::new(), name.text.clone()),
    }
}

/// Whether a column is a family: one column for each value of a choice.
pub(super) fn is_family(column: &Column) -> bool {
    braces(column).is_some()
}

/// The parts of a header before, between and after the braces.
pub(super) fn braces(column: &Column) -> Option<(&str, &str, &str)> {
    let (before, rest) = column.header.as_ref()?.value.split_once('{')?;
    let (choice, after) = rest.split_once('}')?;
    Some((before, choice, after))
}

/// The rows of a table.
pub(super) fn rows<'p>(
    (choices, period): (&Choices<'p>, Option<(i64, i64)>),
    table: &'p Table,
    tables: &[&'p Table],
    data: &Data<'p>,
) -> Vec<Subject> {
    let reader = Reader { choices, tables };
    let rows: Vec<BTreeMap<String, V>> = match (table.rows.first(), data) {
        (Some(page), _) => {
            let cells = |cells: &Vec<Cell>| {
                let named = table.columns.iter().zip(cells);
                named.map(|(column, cell)| (column.name.text.clone(), reader.given(column, cell))).collect()
            };
            page.rows.iter().map(|(row, _)| cells(row)).collect()
        }
        (None, Data::Files(files)) => {
            let text = files.get(&table.name.text).map_or("", String::as_str);
            reader.file(table, text)
        }
        (None, Data::Test(test)) => {
            let given = test.given.iter().filter(|given| given.table.text == table.name.text);
            let row = |columns: &Vec<crate::syntax::ast::Name>, cells: &Vec<Cell>| {
                let mut row: BTreeMap<String, V> = BTreeMap::new();
                for (name, column) in reader.members(table) {
                    let at = columns.iter().position(|given| given.text == name);
                    row.insert(name, at.map_or(V::Missing, |at| reader.given(column, &cells[at])));
                }
                row
            };
            given.flat_map(|given| given.rows.iter().map(move |(cells, _)| row(&given.columns, cells))).collect()
        }
    };
    let (first, last) = period.unwrap_or((i64::MIN, i64::MAX));
    let subject = |cells: BTreeMap<String, V>| {
        let key = table.keys.first().map(|(names, _)| names.as_slice()).unwrap_or_default();
        let key = key.iter().map(|name| cells[&name.text].settled()).collect();
        let in_period = table.dated.as_ref().is_none_or(|dated| match &cells[&dated.text] {
            V::Day(day) => (first..=last).contains(day),
            _ => false,
        });
        Subject { key, cells, parts: vec![], in_period }
    };
    rows.into_iter().map(subject).collect()
}

struct Reader<'w, 'p> {
    choices: &'w Choices<'p>,
    tables: &'w [&'p Table],
}

impl<'p> Reader<'_, 'p> {
    /// Each column with its name; a family has one column for each value.
    fn members(&self, table: &'p Table) -> Vec<(String, &'p Column)> {
        let of = |column: &'p Column| match braces(column) {
            None => vec![(column.name.text.clone(), column)],
            Some((_, choice, _)) => {
                let values = self.choices[choice].values.iter();
                values.map(|value| (format!("{}.{}", column.name.text, value.name.text), column)).collect()
            }
        };
        table.columns.iter().flat_map(of).collect()
    }

    fn header(&self, name: &str, column: &Column) -> String {
        match braces(column) {
            None => column.header.as_ref().map_or(name.into(), |header| header.value.clone()),
            Some((before, choice, after)) => {
                let member = name.rsplit('.').next().unwrap_or_default();
                let value = self.choices[choice].values.iter().find(|value| value.name.text == member).unwrap();
                let text = value.texts.first().map_or(&value.name.text, |text| &text.value);
                format!("{before}{text}{after}")
            }
        }
    }

    fn file(&self, table: &'p Table, text: &str) -> Vec<BTreeMap<String, V>> {
        let mut lines = csv(text).into_iter();
        let headers = lines.next().unwrap_or_default();
        let members = self.members(table);
        let row = |line: Vec<String>| {
            let cell = |(name, column): &(String, &'p Column)| {
                let at = headers.iter().position(|header| *header == self.header(name, column));
                let at = at.unwrap_or_else(|| panic!("no column `{name}`"));
                (name.clone(), self.read(column, &line[at]))
            };
            members.iter().map(cell).collect()
        };
        lines.map(row).collect()
    }

    /// The value of a cell of a file.
    fn read(&self, column: &Column, text: &str) -> V {
        let says = |markers: &[Marker]| match markers {
            [] => text.is_empty(),
            markers => markers.iter().any(|marker| marker.text.value == text),
        };
        if column.absent.as_ref().is_some_and(|absent| says(&absent.markers)) {
            return V::Absent;
        }
        if column.missing.as_ref().is_some_and(|(_, markers)| says(markers)) {
            return V::Missing;
        }
        let column = self.type_of(column);
        let kind = column.kind.name.text.as_str();
        match kind {
            "text" => V::Text(text.into()),
            "date" => V::Day(day(text).unwrap_or_else(|| panic!("no day: {text}"))),
            "yes/no" => match column.kind.yes_no.as_deref() {
                Some((yes, _)) => V::Flag(text == yes.value),
                None => V::Flag(text == "yes"),
            },
            "set" => {
                let choice = &column.kind.set_of.as_ref().unwrap().text;
                V::Set(text.split(';').filter(|one| !one.is_empty()).map(|one| self.word(choice, one)).collect())
            }
            "count" | "rating" | "number" | "share" | "money" => self.in_unit(column, decimal(text)),
            choice => V::Word(choice.into(), self.word(choice, text)),
        }
    }

    /// A number of a column in the base of its unit.
    fn in_unit(&self, column: &Column, n: N) -> V {
        let unit = column.kind.unit.as_ref().map_or(1, |unit| seconds(&unit.word));
        let n = match (column.kind.read_half_even, column.kind.decimals) {
            (Some(_), Some(decimals)) => rounded(&n, "half even", &N::new(BigInt::one(), ten(decimals.count))),
            _ => n,
        };
        V::Num(n * number(unit), column.kind.read_half_even.map(|_| 9))
    }

    /// The column with the type of the cells; for a reference this is the key.
    fn type_of<'c>(&self, column: &'c Column) -> &'c Column
    where
        'p: 'c,
    {
        let Some(to) = &column.refers else { return column };
        let table = self.tables.iter().find(|table| table.name.text == to.text).unwrap();
        let key = &table.keys[0].0[0].text;
        self.type_of(table.columns.iter().find(|column| column.name.text == *key).unwrap())
    }

    fn word(&self, choice: &str, text: &str) -> String {
        let means = |value: &&crate::syntax::ast::ChoiceValue| match value.texts.as_slice() {
            [] => value.name.text == text,
            texts => texts.iter().any(|one| one.value == text),
        };
        let values = self.choices[choice].values.iter();
        values.clone().find(means).unwrap_or_else(|| panic!("`{text}` is no {choice}")).name.text.clone()
    }

    /// The value of a cell of a test or of the policy.
    fn given(&self, column: &Column, cell: &Cell) -> V {
        let kind = self.type_of(column);
        match &cell.kind {
            CellKind::Missing => V::Missing,
            CellKind::Absent => V::Absent,
            CellKind::Set(names) => V::Set(names.iter().map(|name| name.text.clone()).collect()),
            CellKind::YesNo(flag) => V::Flag(*flag),
            CellKind::Date(text) => V::Day(day(text).unwrap()),
            CellKind::Number(number) => match quantity(number) {
                V::Num(n, _) => self.in_unit(kind, n),
                other => other,
            },
            CellKind::Name(name) => V::Word(kind.kind.name.text.clone(), name.clone()),
            CellKind::Text(text) => {
                let is_one = |markers: &[Marker]| markers.iter().any(|marker| marker.text.value == *text);
                if column.missing.as_ref().is_some_and(|(_, markers)| is_one(markers)) {
                    V::Missing
                } else if column.absent.as_ref().is_some_and(|absent| is_one(&absent.markers)) {
                    V::Absent
                } else {
                    V::Text(text.clone())
                }
            }
        }
    }
}

/// The cells of a CSV text; empty rows at the end are ignored.
fn csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match (sign, quoted) {
            ('"', true) if signs.peek() == Some(&'"') => cell.extend(signs.next()),
            ('"', _) => quoted = !quoted,
            (',', false) => row.push(std::mem::take(&mut cell)),
            ('\r', false) => {}
            ('\n', false) => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            (sign, _) => cell.push(sign),
        }
    }
    rows
}

/// The number of a text of digits.
fn decimal(text: &str) -> N {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits: BigInt = format!("{whole}{part}").parse().unwrap_or_else(|_| panic!("no number: {text}"));
    N::new(digits, ten(u32::try_from(part.len()).unwrap_or(0)))
}
