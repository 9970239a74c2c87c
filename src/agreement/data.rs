//! Columns and files of a generated table.

use super::draw::Draw;
use std::fmt::Write as _;

/// A generated column.
#[derive(Clone, Debug)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
    pub missing: bool,
}

/// What it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `rating 1..n`
    Rating(i64),
    /// `number lo..hi with d decimals`, the ends in units of the last decimal.
    Number {
        lo: i64,
        hi: i64,
        decimals: u32,
    },
    /// A number of up to 33 digits: wide.
    Wide,
    /// A number that says no range.
    Open {
        decimals: u32,
    },
    YesNo,
    Choice,
    Text,
    Date,
}

/// Values of the choice that every generated policy declares.
pub const CHOICE: [&str; 3] = ["red", "green", "blue"];
/// Texts that a text column holds.
pub const TEXTS: [&str; 4] = ["a", "b b", "ß", "城市"];

impl Column {
    /// One of the kinds, weighted towards numbers.
    pub fn draw(draw: &mut Draw<'_>, at: usize) -> Column {
        let kind = match draw.below(10) {
            0..=2 => Kind::Rating(draw.between(3, 9)),
            3..=5 => {
                let decimals = draw.below(5) as u32;
                let lo = -(draw.between(0, 1) * draw.between(0, 500));
                Kind::Number { lo, hi: lo + draw.between(1, 100_000), decimals }
            }
            6 if draw.chance(50) => Kind::Wide,
            6 => Kind::Open { decimals: draw.below(7) as u32 },
            7 => Kind::YesNo,
            8 => Kind::Choice,
            _ => [Kind::Text, Kind::Date][draw.below(2)].clone(),
        };
        Column { name: format!("c{at}"), kind, missing: draw.chance(45) }
    }

    /// Whether it is a number.
    pub fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Rating(_) | Kind::Number { .. } | Kind::Wide | Kind::Open { .. })
    }

    /// The declaration.
    pub fn declaration(&self) -> String {
        let kind = match &self.kind {
            Kind::Rating(n) => format!("rating 1..{n}"),
            Kind::Number { lo, hi, decimals } => {
                format!("number {}..{} with {decimals} decimals", units(*lo, *decimals), units(*hi, *decimals))
            }
            Kind::Wide => "number -1000000000000000000000000..1000000000000000000000000 with 9 decimals".into(),
            Kind::Open { decimals } => format!("number with {decimals} decimals"),
            Kind::YesNo => "yes/no".into(),
            Kind::Choice => "colour".into(),
            Kind::Text => "text".into(),
            Kind::Date => "date".into(),
        };
        let missing = if self.missing { " or missing \"\", \"NA\" because \"not asked\"" } else { "" };
        format!("  {} : {kind}{missing}", self.name)
    }

    /// A legal cell.
    pub fn cell(&self, draw: &mut Draw<'_>) -> String {
        if self.missing && draw.chance(22) {
            return ["", "NA"][draw.below(2)].into();
        }
        match &self.kind {
            Kind::Rating(n) => draw.between(1, *n).to_string(),
            // Ends are drawn often: that is where clamps and widths go wrong.
            Kind::Number { lo, hi, decimals } => match draw.below(6) {
                0 => units(*lo, *decimals),
                1 => units(*hi, *decimals),
                _ => units(draw.between(*lo, *hi), *decimals),
            },
            Kind::Wide => match draw.below(3) {
                0 => format!("{}.{:09}", draw.between(-999, 999), draw.between(0, 999_999_999)),
                1 => "1000000000000000000000000".into(),
                _ => "-999999999999999999999999.999999999".into(),
            },
            Kind::Open { decimals } => units(draw.between(-100_000, 100_000), *decimals),
            Kind::YesNo => ["no", "yes"][draw.below(2)].into(),
            Kind::Choice => draw.pick(&CHOICE).into(),
            Kind::Text => draw.pick(&TEXTS).into(),
            Kind::Date => format!("2026-{:02}-{:02}", draw.between(1, 12), draw.between(1, 28)),
        }
    }
}

/// A number in units of its last decimal, as text.
fn units(units: i64, decimals: u32) -> String {
    crate::results::write::decimal_text(i128::from(units), decimals)
}

/// The rows of a table in one to five files; keys count through, so they differ.
pub fn files(draw: &mut Draw<'_>, columns: &[Column]) -> Vec<String> {
    let count = draw.between(1, 5);
    let mut key = 0;
    let header = columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(",");
    (0..count)
        .map(|_| {
            let mut text = format!("id,g,h,d,{header}\n");
            for _ in 0..draw.between(0, 9) {
                key += 1;
                let (group, half) = (draw.pick(&["x", "y", "z"]), draw.below(2));
                let day = format!("2026-0{}-{}", draw.between(3, 5), draw.pick(&["01", "15", "30"]));
                let cells = columns.iter().map(|c| c.cell(draw)).collect::<Vec<_>>().join(",");
                writeln!(text, "{key},{group},{half},{day},{cells}").unwrap();
            }
            text
        })
        .collect()
}
