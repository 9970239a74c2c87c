//! Columns of generated tables: the values of their cells, and which cells have no value.

use super::draw::Draw;
use crate::results::write::decimal_text;

/// A generated column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub name: String,
    pub kind: Kind,
    /// Whether a cell can be missing.
    pub missing: bool,
    /// Whether a cell can be absent, and when.
    pub absent: Option<Absent>,
}

/// When a cell is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Absent {
    /// In any row.
    Anywhere,
    /// Exactly if this earlier yes/no column is yes.
    When(String),
}

/// The kind of a value. The kinds of numbers differ in their widths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `rating 1..n`
    Rating(i64),
    /// `number lo..hi with d decimals`, with the ends in units of the last decimal.
    Number {
        lo: i64,
        hi: i64,
        decimals: u32,
    },
    /// A number of up to 33 digits, which needs wide integers.
    Wide,
    /// A number without a range.
    Open {
        decimals: u32,
    },
    YesNo,
    /// A value of the choice `colour`.
    Choice,
    /// A value of the choice `side`.
    Side,
    Text,
    Date,
    Set,
    /// A number of the policy, of any range.
    Computed,
    /// The outcome of an eligibility.
    Outcome,
}

/// The values of the choice `colour`, which every generated policy declares; the first two are the group `warm`.
pub(super) const CHOICE: [&str; 3] = ["red", "green", "blue"];
/// The values of the choice `side`.
pub(super) const SIDE: [&str; 2] = ["left", "right"];
/// The texts of a text column.
pub(super) const TEXTS: [&str; 4] = ["a", "b b", "ß", "城市"];

impl Column {
    /// A column of any kind, with numbers more often than others. `flag` is a yes/no column of the same row.
    pub(super) fn draw(draw: &mut Draw<'_>, at: usize, flag: Option<&str>) -> Column {
        let kind = match draw.below(12) {
            0..=2 => Kind::Rating(draw.between(3, 9)),
            3..=5 => {
                let decimals = draw.below(5) as u32;
                let lo = -(draw.between(0, 1) * draw.between(0, 500));
                Kind::Number { lo, hi: lo + draw.between(1, 100_000), decimals }
            }
            6 if draw.chance(50) => Kind::Wide,
            6 => Kind::Open { decimals: draw.below(7) as u32 },
            7 => Kind::YesNo,
            8 => [Kind::Choice, Kind::Choice, Kind::Side][draw.below(3)].clone(),
            9 => Kind::Set,
            _ => [Kind::Text, Kind::Date][draw.below(2)].clone(),
        };
        // The empty cell of a set is the empty set, so it cannot mark an absent value.
        let absent = match flag {
            _ if kind == Kind::Set || !draw.chance(15) => None,
            Some(flag) if draw.chance(60) => Some(Absent::When(flag.into())),
            _ => Some(Absent::Anywhere),
        };
        Column { name: format!("c{at}"), kind, missing: draw.chance(45), absent }
    }

    /// A column that always has a value.
    pub(super) fn always(name: impl Into<String>, kind: Kind) -> Column {
        Column { name: name.into(), kind, missing: false, absent: None }
    }

    /// The declaration.
    pub(super) fn declaration(&self) -> String {
        format!("  {} : {}{}", self.name, self.kind.declaration(), self.gaps())
    }

    /// The part of the declaration for cells without a value.
    pub(super) fn gaps(&self) -> String {
        let missing = match (self.missing, self.texts_for_missing()) {
            (false, _) => String::new(),
            (true, [one]) => format!(" or missing \"{one}\" because \"not asked\""),
            (true, all) => format!(" or missing \"{}\" because \"not asked\"", all.join("\", \"")),
        };
        let absent = match &self.absent {
            None => String::new(),
            Some(Absent::Anywhere) => " or absent".into(),
            Some(Absent::When(flag)) => format!(" or absent when {flag}"),
        };
        missing + &absent
    }

    /// The texts of missing cells.
    fn texts_for_missing(&self) -> &'static [&'static str] {
        if self.absent.is_some() || self.kind == Kind::Set { &["NA"] } else { &["", "NA"] }
    }

    /// A legal cell of a row. `value` makes its value if it has one, and `flag` is the cell that determines whether it
    /// is absent.
    pub(super) fn cell(
        &self,
        draw: &mut Draw<'_>,
        flag: Option<&str>,
        value: impl FnOnce(&mut Draw<'_>) -> String,
    ) -> String {
        match (&self.absent, flag) {
            (Some(Absent::When(_)), Some("yes")) => return String::new(),
            (Some(Absent::Anywhere), _) if draw.chance(25) => return String::new(),
            _ => {}
        }
        if self.missing && draw.chance(22) {
            return draw.pick(self.texts_for_missing()).into();
        }
        value(draw)
    }
}

impl Kind {
    /// Whether it is a number.
    pub(super) fn is_number(&self) -> bool {
        matches!(self, Kind::Rating(_) | Kind::Number { .. } | Kind::Wide | Kind::Open { .. } | Kind::Computed)
    }

    /// The values of its choice; none if it is not a choice.
    pub(super) fn values(&self) -> &'static [&'static str] {
        match self {
            Kind::Choice => &CHOICE,
            Kind::Side => &SIDE,
            _ => &[],
        }
    }

    /// Its type in a declaration.
    pub(super) fn declaration(&self) -> String {
        match self {
            Kind::Rating(n) => format!("rating 1..{n}"),
            Kind::Number { lo, hi, decimals } => {
                let (lo, hi) = (units(*lo, *decimals), units(*hi, *decimals));
                format!("number {lo}..{hi} with {decimals} decimals")
            }
            Kind::Wide => "number -1000000000000000000000000..1000000000000000000000000 with 9 decimals".into(),
            Kind::Open { decimals } => format!("number with {decimals} decimals"),
            Kind::YesNo => "yes/no".into(),
            Kind::Choice => "colour".into(),
            Kind::Side => "side".into(),
            Kind::Text => "text".into(),
            Kind::Date => "date".into(),
            Kind::Set => "set of colour".into(),
            Kind::Computed | Kind::Outcome => unreachable!("no column holds it"),
        }
    }

    /// A value in the form of a file.
    pub(super) fn value(&self, draw: &mut Draw<'_>) -> String {
        match self {
            Kind::Rating(n) => draw.between(1, *n).to_string(),
            // The ends are drawn often, since clamps and widths fail there.
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
            Kind::Side => draw.pick(&SIDE).into(),
            Kind::Text => draw.pick(&TEXTS).into(),
            // The ends of months are drawn often, since short months matter there.
            Kind::Date => match draw.below(2) {
                0 => draw.pick(&["2026-01-31", "2024-02-29", "2026-03-31", "2025-12-31", "2026-02-28"]).into(),
                _ => format!("2026-{:02}-{:02}", draw.between(1, 12), draw.between(1, 28)),
            },
            Kind::Set => {
                let chosen: Vec<&str> = CHOICE.into_iter().filter(|_| draw.chance(50)).collect();
                chosen.join(";")
            }
            Kind::Computed | Kind::Outcome => unreachable!("no column holds it"),
        }
    }
}

/// A number in units of its last decimal, as text.
fn units(units: i64, decimals: u32) -> String {
    decimal_text(i128::from(units), decimals)
}
