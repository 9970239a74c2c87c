//! Tables with rows in the policy, and families of columns. Both are found by the value of a choice, and both can be
//! expanded to a choice between plain values.

use super::column::{Column, Kind};
use super::draw::Draw;
use super::spelling::two;

/// A table with rows in the policy.
pub(super) struct PageTable {
    pub name: String,
    /// The parts of its key, each a choice.
    key: Vec<Kind>,
    pub columns: Vec<Column>,
    /// For each combination of the key its values, and the text of a cell for each column.
    rows: Vec<(Vec<&'static str>, Vec<String>)>,
    /// The declaration of `missing`, and the reason that it gives.
    gap: [&'static str; 2],
}

/// A cell of the policy without a value.
const MISSING: &str = "missing";

impl PageTable {
    /// A table with a key of one or two choices. No column has only missing cells.
    pub(super) fn draw(draw: &mut Draw<'_>, at: usize) -> PageTable {
        let (colour, side) = (Kind::Choice, Kind::Side);
        let key = match draw.below(5) {
            0 | 1 => vec![colour],
            2 => vec![side],
            3 => vec![colour, side],
            _ => vec![side, colour],
        };
        let column = |draw: &mut Draw<'_>, n: usize| {
            let drawn = Column::draw(draw, 10 * at + n, None);
            let kind = if drawn.kind == Kind::Set { Kind::Rating(4) } else { drawn.kind };
            Column { name: format!("m{at}{n}"), kind, absent: None, ..drawn }
        };
        let columns: Vec<Column> = (0..draw.between(1, 3) as usize).map(|n| column(draw, n)).collect();
        let mut rows = Vec::new();
        for values in combinations(&key) {
            let first = rows.is_empty();
            let cell = |column: &Column| match column.missing && !first && draw.chance(30) {
                true => MISSING.into(),
                false => match (column.kind.value(draw), &column.kind) {
                    (text, Kind::Text) => format!("\"{text}\""),
                    (value, _) => value,
                },
            };
            rows.push((values, columns.iter().map(cell).collect()));
        }
        // The order of the rows has no meaning.
        let by = draw.below(rows.len());
        rows.rotate_left(by);
        let gap = match draw.below(2) {
            0 => [" or missing \"\" because \"not set\"", ": not set"],
            _ => [" or missing", " is missing"],
        };
        PageTable { name: format!("u{at}"), key, columns, rows, gap }
    }

    /// The declaration, which the expanded policy does not have.
    pub(super) fn declaration(&self) -> String {
        // A part of the key has the name of its choice, as an author would call it.
        let parts: Vec<String> = self.key.iter().map(Kind::declaration).collect();
        let key = parts.iter().map(|part| format!("  {part} : {part}\n"));
        let columns = self.columns.iter().map(|column| {
            let gap = if column.missing { self.gap[0] } else { "" };
            format!("  {} : {}{gap}\n", column.name, column.kind.declaration())
        });
        let rows = self.rows.iter().map(|(values, cells)| {
            let cells = values.iter().copied().chain(cells.iter().map(String::as_str));
            format!("({})", cells.collect::<Vec<_>>().join(", "))
        });
        let rows = rows.collect::<Vec<_>>().join(", ");
        let lines: String = key.chain(columns).collect();
        let short = format!("table {} {{\n  key ({})\n{lines}  rows = {rows}\n}}\n", self.name, parts.join(", "));
        two(&short, "")
    }

    /// The value of a column for a key whose parts have these names.
    pub(super) fn value(&self, column: usize, name: &str, key: &[String]) -> String {
        let of = &self.columns[column];
        let arms = self.rows.iter().map(|(values, cells)| {
            let is = key.iter().zip(values).map(|(part, value)| format!("{part} is {value}"));
            (self.written_out(of, &cells[column]), is.collect::<Vec<_>>().join(" and "))
        });
        // If a part of the key is missing and could mean a row without a value, that row gives the reason, so these
        // rows are first.
        let mut arms: Vec<(String, String)> = arms.collect();
        arms.sort_by_key(|(value, _)| !value.starts_with(MISSING));
        // A missing part of the key identifies no row, even if another part excludes all rows except the last.
        arms.extend(arms.last().cloned());
        two(name, &chosen(arms))
    }

    /// A cell of the policy as a value.
    fn written_out(&self, column: &Column, cell: &str) -> String {
        match (&column.kind, cell) {
            (_, MISSING) => format!("missing because \"{}{}\"", column.name, self.gap[1]),
            (Kind::YesNo, "yes") => "(1 is 1)".into(),
            (Kind::YesNo, _) => "(1 is 2)".into(),
            (Kind::Choice | Kind::Side, value) => format!("{}.{value}", column.kind.declaration()),
            (_, value) => value.into(),
        }
    }
}

/// A column for each value of `colour`, under one name.
pub(super) struct Family(pub Column);

impl Family {
    /// The columns, one for each value, as they are in the file.
    pub(super) fn members(&self) -> impl Iterator<Item = Column> {
        Kind::Choice.values().iter().map(|value| Column { name: self.member(value), ..self.0.clone() })
    }

    fn member(&self, value: &str) -> String {
        format!("{}_{value}", self.0.name)
    }

    /// One line; or in the expanded policy one line for each column, with the same label.
    pub(super) fn declaration(&self) -> String {
        let Column { name, kind, .. } = &self.0;
        let (kind, gaps) = (kind.declaration(), self.0.gaps());
        let short = format!("  \"{name} {{colour}}\" as {name} : {kind}{gaps}");
        let member = |value: &&str| {
            let (text, label) = if *value == "red" { RED } else { (*value, *value) };
            format!("  \"{name} {text}\" as {} \"{name} ({label})\" : {kind}{gaps}", self.member(value))
        };
        if self.is_of_sets() {
            return short;
        }
        let members: Vec<String> = Kind::Choice.values().iter().map(member).collect();
        two(&short, &members.join("\n"))
    }

    /// The header of a column in the file.
    pub(super) fn header(member: &str) -> String {
        match member.split_once("_red") {
            Some((name, "")) => format!("{name} {}", RED.0),
            _ => member.replace('_', " "),
        }
    }

    /// A set can only be used by the name of its column, so such a family is never expanded.
    fn is_of_sets(&self) -> bool {
        self.0.kind == Kind::Set
    }

    /// The value for a product of the table and `colour`.
    pub(super) fn value(&self) -> String {
        if self.is_of_sets() {
            return self.0.name.clone();
        }
        let arm = |value: &&str| (self.member(value), format!("colour is {value}"));
        two(&self.0.name, &chosen(Kind::Choice.values().iter().map(arm).collect()))
    }
}

/// The first text that means `red` in files, and its label.
pub(super) const RED: (&str, &str) = ("R1", "Red");

/// The value whose condition holds; the last value if no other condition does.
fn chosen(mut arms: Vec<(String, String)>) -> String {
    let last = arms.pop().map(|(value, _)| value).unwrap_or_default();
    let arms: Vec<String> = arms.into_iter().map(|(value, when)| format!("{value} when {when}")).collect();
    format!("first {{ {}, otherwise {last} }}", arms.join(", "))
}

/// Every combination of the values of some choices.
fn combinations(key: &[Kind]) -> Vec<Vec<&'static str>> {
    key.iter().fold(vec![Vec::new()], |so_far, part| {
        let longer = |values: &Vec<&'static str>| {
            let values = values.clone();
            part.values().iter().map(move |value| values.iter().copied().chain([*value]).collect())
        };
        so_far.iter().flat_map(longer).collect()
    })
}
