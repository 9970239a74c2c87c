//! The results that a manifest expects.

use super::{Day, OneOrMore};
use crate::messages::manifest as say;
use crate::number::Decimal;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use toml::Spanned;

/// The expected results of one kind of subject: one table or a list of tables of the manifest.
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

/// The expected results of one kind of subject.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Expected {
    /// The file with the expected cells.
    pub file: String,
    /// The columns that name a row; the key of the subject if not given.
    pub key: Option<Vec<String>>,
    /// Numbers are equal within half a unit of this decimal.
    pub digits: Option<Spanned<u32>>,
    /// Numbers are equal within this distance.
    pub tolerance: Option<Spanned<Tolerance>>,
    /// The meaning of an empty cell.
    #[serde(default)]
    pub empty: Empty,
    /// Further texts that mean that there is no value.
    no_value: Option<OneOrMore>,
    /// The separator of the cells in the file.
    #[serde(default)]
    pub separator: Separator,
    /// The cells that are known to differ, one by one.
    pub known: Option<String>,
    /// Columns of the results, each with its header in a wide file: `achievement = "{measure}_ach"`.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// Columns of the results that are rows in the file, each pattern with the column of its cells:
    /// `"{stat} of {var}" = "estimate"`.
    #[serde(default)]
    pub rows: BTreeMap<String, String>,
    /// The period, if it differs from the period of the manifest.
    pub period: Option<Spanned<String>>,
    /// The day on which the policy is applied, if it differs from the day of the manifest.
    pub as_of: Option<Spanned<Day>>,
    /// Values of parameters that replace those of the manifest.
    #[serde(default)]
    pub params: BTreeMap<Spanned<String>, String>,
}

impl Expected {
    /// Whether it uses the settings of the manifest unchanged.
    pub fn is_plain(&self) -> bool {
        self.period.is_none() && self.as_of.is_none() && self.params.is_empty()
    }

    /// Returns the texts, in addition to an empty cell, that mean that there is no value.
    pub fn no_value(&self) -> Vec<&str> {
        self.no_value.as_ref().map(OneOrMore::all).unwrap_or_default()
    }
}

/// The meaning of an empty cell in an expected file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Empty {
    /// There is no value.
    #[default]
    #[serde(rename = "no value")]
    NoValue,
    /// Nothing is expected: any value is accepted.
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

/// The separator of the cells in an expected file: one character, a comma if not given.
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
