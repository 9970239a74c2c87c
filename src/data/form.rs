//! How the files of a table are written, and how their defects are treated: the settings of a manifest.

use crate::messages::data as say;
use crate::number::Rational;
use crate::schema::{ColumnKind, ColumnSchema, Damage};
use encoding_rs::{Encoding, REPLACEMENT, UTF_8, X_USER_DEFINED};
use std::collections::BTreeMap;

/// The treatment of a defect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Treatment {
    /// The table is not used.
    #[default]
    Fail,
    /// The row is left out.
    SetAside,
    /// The value is taken as missing, with the kind of damage as the reason.
    Missing,
    /// The text is used unchanged.
    Keep,
}

impl Treatment {
    /// Every treatment.
    pub const ALL: [Treatment; 4] = [Treatment::Fail, Treatment::SetAside, Treatment::Missing, Treatment::Keep];

    /// The word for it in manifests.
    pub fn word(self) -> &'static str {
        match self {
            Treatment::Fail => "fail",
            Treatment::SetAside => "set aside",
            Treatment::Missing => "missing",
            Treatment::Keep => "keep",
        }
    }

    /// Returns the treatment with this word.
    pub fn named(word: &str) -> Option<Treatment> {
        Treatment::ALL.into_iter().find(|treatment| treatment.word() == word)
    }

    /// Returns what was done, in the words of reports for programs.
    pub fn done(self) -> &'static str {
        match self {
            Treatment::Fail => "refused",
            Treatment::SetAside => "row set aside",
            Treatment::Missing => "taken as missing",
            Treatment::Keep => "kept as it is",
        }
    }

    /// Returns what was done, in words for people.
    pub fn words(self) -> &'static str {
        match self {
            Treatment::Fail => say::refused(),
            Treatment::SetAside => say::row_set_aside(),
            Treatment::Missing => say::value_taken_as_missing(),
            Treatment::Keep => say::kept_as_it_is(),
        }
    }

    /// Whether it can be the treatment of a kind of damage at all.
    pub fn suits(self, damage: Damage) -> bool {
        match self {
            Treatment::Fail => true,
            Treatment::SetAside => damage.is_of_a_row(),
            Treatment::Missing => damage.is_of_a_value(),
            Treatment::Keep => damage.is_readable(),
        }
    }
}

/// The treatment of each kind of damage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Damaged {
    /// The treatment of kinds that are not named.
    pub others: Treatment,
    /// The treatments of kinds that are named.
    pub named: BTreeMap<Damage, Treatment>,
}

impl Damaged {
    /// Returns the treatment of damage that is not about a column. A treatment that does not suit the damage becomes
    /// `Fail`.
    pub fn of(&self, damage: Damage) -> Treatment {
        let wanted = self.named.get(&damage).copied().unwrap_or(self.others);
        if wanted.suits(damage) { wanted } else { Treatment::Fail }
    }

    /// Returns the treatment of damage of a value of a column. `Missing` needs a column that can be missing and is not
    /// part of the key, and `Keep` a column of texts; otherwise the result is `Fail`.
    pub fn of_column(&self, damage: Damage, column: &ColumnSchema, is_key: bool) -> Treatment {
        let wanted = self.of(damage);
        let suits = match wanted {
            Treatment::Missing => column.can_be_missing() && !is_key,
            Treatment::Keep => column.kind == ColumnKind::Text,
            Treatment::Fail | Treatment::SetAside => true,
        };
        if suits { wanted } else { Treatment::Fail }
    }

    /// Whether rows are left out, or values taken as missing, for defects that only all rows together can show.
    pub fn is_about_all_rows(&self) -> bool {
        [Damage::DuplicateKey, Damage::DanglingReference].into_iter().any(|damage| self.of(damage) != Treatment::Fail)
    }
}

/// How much of a table may be damaged so that the table is still used: a share of its rows or a number of rows,
/// whichever is more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtMost {
    share: Rational,
    rows: u64,
}

impl Default for AtMost {
    /// A tenth of the rows, but at least one row.
    fn default() -> AtMost {
        AtMost { rows: 1, ..AtMost::share(Rational::from_scaled(1, 1)) }
    }
}

impl AtMost {
    /// Allows a share of the rows.
    pub fn share(share: Rational) -> AtMost {
        AtMost { share, rows: 0 }
    }

    /// Allows a number of rows.
    pub fn rows(rows: u64) -> AtMost {
        AtMost { share: Rational::zero(), rows }
    }

    /// Whether `damaged` of `all` rows may be damaged.
    pub fn allows(&self, damaged: u64, all: u64) -> bool {
        damaged <= self.rows
            || Rational::from(i128::from(damaged)) <= self.share.clone() * Rational::from(i128::from(all))
    }
}

impl std::fmt::Display for AtMost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let percent = self.share.clone() * Rational::from(100i64);
        let rows = say::rows(self.rows);
        match self.rows {
            0 => write!(f, "{percent}%"),
            _ if self.share == Rational::zero() => f.write_str(&rows),
            _ => f.write_str(&say::share_or_rows(&percent, &rows)),
        }
    }
}

/// How the files of a table are written, and how their defects are treated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The encoding of CSV files.
    pub encoding: &'static Encoding,
    /// The separator between the cells of CSV files.
    pub separator: u8,
    /// The sheet of workbooks that is read; `None` for the only sheet.
    pub sheet: Option<String>,
    /// The treatment of damage.
    pub damaged: Damaged,
    /// How much of the table may be damaged so that it is still used.
    pub at_most: AtMost,
}

impl Default for Form {
    /// UTF-8 and commas. All damage is refused.
    fn default() -> Form {
        Form { encoding: UTF_8, separator: b',', sheet: None, damaged: Damaged::default(), at_most: AtMost::default() }
    }
}

/// Returns the encoding that a name means on the web; `None` for encodings in which no texts are read.
pub(crate) fn encoding(name: &str) -> Option<&'static Encoding> {
    Encoding::for_label(name.as_bytes()).filter(|encoding| *encoding != REPLACEMENT && *encoding != X_USER_DEFINED)
}

/// Returns the separator in a text: one plain sign.
pub(crate) fn separator(text: &str) -> Option<u8> {
    match text.as_bytes() {
        &[sign] if sign == b'\t' || (sign.is_ascii_punctuation() && sign != b'"') || sign == b' ' => Some(sign),
        _ => None,
    }
}
