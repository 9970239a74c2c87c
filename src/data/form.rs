//! How the files of a table are written, and what is done about what is wrong with them: what a manifest says.

use crate::schema::{ColumnKind, ColumnSchema, Damage};
use encoding_rs::{Encoding, REPLACEMENT, UTF_8, X_USER_DEFINED};
use std::collections::BTreeMap;

/// What is done about a defect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Treatment {
    /// The table is not used.
    #[default]
    Fail,
    /// The row plays no part.
    SetAside,
    /// The value is taken as missing, with the kind of damage as the reason.
    Missing,
    /// The text is used as it stands.
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

    /// The treatment that a word stands for.
    pub fn named(word: &str) -> Option<Treatment> {
        Treatment::ALL.into_iter().find(|treatment| treatment.word() == word)
    }

    /// What was done, as reports say it.
    pub fn done(self) -> &'static str {
        match self {
            Treatment::Fail => "refused",
            Treatment::SetAside => "row set aside",
            Treatment::Missing => "taken as missing",
            Treatment::Keep => "kept as it stands",
        }
    }

    /// Whether it can ever be what is done about a kind of damage.
    pub fn suits(self, damage: Damage) -> bool {
        match self {
            Treatment::Fail => true,
            Treatment::SetAside => damage.is_of_a_row(),
            Treatment::Missing => damage.is_of_a_value(),
            Treatment::Keep => damage.is_readable(),
        }
    }
}

/// What is done about each kind of damage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Damaged {
    /// What is done about kinds that are not named.
    pub others: Treatment,
    /// Kinds that are named.
    pub named: BTreeMap<Damage, Treatment>,
}

impl Damaged {
    /// What is done about damage that is not about a column. What does not suit fails.
    pub fn of(&self, damage: Damage) -> Treatment {
        let wanted = self.named.get(&damage).copied().unwrap_or(self.others);
        if wanted.suits(damage) { wanted } else { Treatment::Fail }
    }

    /// The same for a value of a column, which must be one that can be missing, or one of texts, for two of the
    /// treatments.
    pub fn of_column(&self, damage: Damage, column: &ColumnSchema, is_key: bool) -> Treatment {
        let wanted = self.of(damage);
        let suits = match wanted {
            Treatment::Missing => column.can_be_missing() && !is_key,
            Treatment::Keep => column.kind == ColumnKind::Text,
            Treatment::Fail | Treatment::SetAside => true,
        };
        if suits { wanted } else { Treatment::Fail }
    }

    /// Whether rows are left out, or values taken as missing, for what only all rows together can tell.
    pub fn is_about_all_rows(&self) -> bool {
        [Damage::DuplicateKey, Damage::DanglingReference].into_iter().any(|damage| self.of(damage) != Treatment::Fail)
    }
}

/// How the files of a table are written, and what is done about what is wrong with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// How the text of CSV files is encoded.
    pub encoding: &'static Encoding,
    /// What stands between the cells of CSV files.
    pub separator: u8,
    /// Which sheet of workbooks is read; the only one where nothing is said.
    pub sheet: Option<String>,
    /// What is done about damage.
    pub damaged: Damaged,
}

impl Default for Form {
    /// UTF-8, commas, and nothing damaged.
    fn default() -> Form {
        Form { encoding: UTF_8, separator: b',', sheet: None, damaged: Damaged::default() }
    }
}

/// The encoding that a name means, as the web knows them; `None` for none that texts are read in.
pub fn encoding(name: &str) -> Option<&'static Encoding> {
    Encoding::for_label(name.as_bytes()).filter(|encoding| *encoding != REPLACEMENT && *encoding != X_USER_DEFINED)
}

/// The separator that a text means: one plain sign.
pub fn separator(text: &str) -> Option<u8> {
    match text.as_bytes() {
        &[sign] if sign == b'\t' || (sign.is_ascii_punctuation() && sign != b'"') || sign == b' ' => Some(sign),
        _ => None,
    }
}
