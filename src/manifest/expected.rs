//! What a manifest says of the results that must come out.

use super::{Day, OneOrMore};
use crate::messages::manifest as say;
use crate::number::Decimal;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use toml::Spanned;

/// What the results of one kind of subject must be: one table or a list of tables of the manifest.
#[derive(Clone, Debug)]
pub struct ExpectedList(pub Vec<Expected>);

impl<'de> Deserialize<'de> for ExpectedList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ExpectedList, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = ExpectedList;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(say::table_or_tables())
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ExpectedList, A::Error> {
                Ok(ExpectedList(vec![Expected::deserialize(MapAccessDeserializer::new(map))?]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<ExpectedList, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(ExpectedList)
            }
        }
        deserializer.deserialize_any(List)
    }
}

/// What the results of one kind of subject must be.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Expected {
    /// The file with the expected cells.
    pub file: String,
    /// The columns that name a row; the subject's key when not given.
    pub key: Option<Vec<String>>,
    /// Numbers are equal within half a unit of this decimal.
    pub digits: Option<Spanned<u32>>,
    /// Numbers are equal within this distance.
    pub tolerance: Option<Spanned<Tolerance>>,
    /// What an empty cell says.
    #[serde(default)]
    pub empty: Empty,
    /// Further texts that say that there is no value.
    no_value: Option<OneOrMore>,
    /// What stands between the cells of the file.
    #[serde(default)]
    pub separator: Separator,
    /// The cells that are known to differ, one by one.
    pub known: Option<String>,
    /// Columns of the results, each with its header in a wide file: `achievement = "{measure}_ach"`.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// Columns of the results that stand in rows of the file, each pattern with the column of its cells: `"{stat} of
    /// {var}" = "estimate"`.
    #[serde(default)]
    pub rows: BTreeMap<String, String>,
    /// The period, where it is another than that of the manifest.
    pub period: Option<Spanned<String>>,
    /// The day on which the policy is applied, where it is another.
    pub as_of: Option<Spanned<Day>>,
    /// Values of parameters that replace those of the manifest.
    #[serde(default)]
    pub params: BTreeMap<Spanned<String>, String>,
}

impl Expected {
    /// Whether it is of the manifest's own settings.
    pub fn is_plain(&self) -> bool {
        self.period.is_none() && self.as_of.is_none() && self.params.is_empty()
    }

    /// The texts beside an empty cell that say that there is no value.
    pub fn no_value(&self) -> Vec<&str> {
        self.no_value.as_ref().map(OneOrMore::all).unwrap_or_default()
    }
}

/// What an empty cell of an expected file says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Empty {
    /// That there is no value.
    #[default]
    #[serde(rename = "no value")]
    NoValue,
    /// Nothing: whatever there is meets it.
    #[serde(rename = "anything")]
    Anything,
}

/// A distance between two numbers, zero or more.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Tolerance(pub Decimal);

impl TryFrom<String> for Tolerance {
    type Error = String;

    fn try_from(text: String) -> Result<Tolerance, String> {
        let number = Decimal::parse(&text).ok().filter(|number| !number.to_rational().is_negative());
        number.map(Tolerance).ok_or_else(|| say::no_distance(&text))
    }
}

/// What stands between the cells of an expected file: one sign, a comma when not given.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Separator(pub u8);

impl Default for Separator {
    fn default() -> Separator {
        Separator(b',')
    }
}

impl TryFrom<String> for Separator {
    type Error = String;

    fn try_from(text: String) -> Result<Separator, String> {
        match text.as_bytes() {
            [sign @ (b',' | b';' | b'|' | b'\t')] => Ok(Separator(*sign)),
            _ => Err(say::bad_separator(text.escape_default())),
        }
    }
}
