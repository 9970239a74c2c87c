//! The data of a table in a manifest: one file, several files, or a TOML table with more settings.

use super::OneOrMore;
use crate::messages::manifest as say;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use toml::Spanned;

/// The files of a table, and how they are read.
#[derive(Clone, Debug, Default)]
pub struct TableData {
    /// The file or files.
    file: Option<OneOrMore>,
    /// The encoding of the text of the files.
    pub encoding: Option<Spanned<String>>,
    /// The separator of cells.
    pub separator: Option<Spanned<String>>,
    /// The sheet that is read from workbooks.
    pub sheet: Option<Spanned<String>>,
    /// The treatment of damage in the files.
    pub damaged: Option<Spanned<DamagedText>>,
    /// The amount of the table that may be damaged while the table is still used.
    pub damaged_at_most: Option<Spanned<AmountText>>,
}

/// A number of rows, or a share of them.
#[derive(Clone, Debug)]
pub enum AmountText {
    /// `12`
    Rows(u64),
    /// `"5%"`
    Share(String),
}

/// The treatment of damage: one word for all kinds, or a word for each kind.
#[derive(Clone, Debug)]
pub enum DamagedText {
    /// One word for all kinds.
    All(String),
    /// A word for each kind.
    Each(BTreeMap<Spanned<String>, Spanned<String>>),
}

impl TableData {
    /// Returns the files; an empty list if the manifest gives only the format.
    pub fn files(&self) -> Vec<&str> {
        self.file.as_ref().map(OneOrMore::all).unwrap_or_default()
    }

    /// Whether the manifest gives files, even if the list is empty.
    pub fn says_files(&self) -> bool {
        self.file.is_some()
    }
}

impl<'de> Deserialize<'de> for TableData {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TableData, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        struct Table {
            file: Option<OneOrMore>,
            encoding: Option<Spanned<String>>,
            separator: Option<Spanned<String>>,
            sheet: Option<Spanned<String>>,
            damaged: Option<Spanned<DamagedText>>,
            damaged_at_most: Option<Spanned<AmountText>>,
        }
        struct Data;
        impl<'de> Visitor<'de> for Data {
            type Value = TableData;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(say::file_or_list_or_table())
            }

            fn visit_str<E: serde::de::Error>(self, file: &str) -> Result<TableData, E> {
                Ok(TableData { file: Some(OneOrMore::One(file.into())), ..TableData::default() })
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<TableData, A::Error> {
                let files = Vec::deserialize(SeqAccessDeserializer::new(list))?;
                Ok(TableData { file: Some(OneOrMore::More(files)), ..TableData::default() })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<TableData, A::Error> {
                let Table { file, encoding, separator, sheet, damaged, damaged_at_most } =
                    Table::deserialize(MapAccessDeserializer::new(map))?;
                Ok(TableData { file, encoding, separator, sheet, damaged, damaged_at_most })
            }
        }
        deserializer.deserialize_any(Data)
    }
}

impl<'de> Deserialize<'de> for DamagedText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<DamagedText, D::Error> {
        struct Damaged;
        impl<'de> Visitor<'de> for Damaged {
            type Value = DamagedText;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(say::word_or_table())
            }

            fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<DamagedText, E> {
                Ok(DamagedText::All(word.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<DamagedText, A::Error> {
                BTreeMap::deserialize(MapAccessDeserializer::new(map)).map(DamagedText::Each)
            }
        }
        deserializer.deserialize_any(Damaged)
    }
}

impl<'de> Deserialize<'de> for AmountText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<AmountText, D::Error> {
        struct Amount;
        impl Visitor<'_> for Amount {
            type Value = AmountText;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(say::share_or_rows())
            }

            fn visit_i64<E: serde::de::Error>(self, rows: i64) -> Result<AmountText, E> {
                let negative = || E::invalid_value(serde::de::Unexpected::Signed(rows), &self);
                u64::try_from(rows).map(AmountText::Rows).map_err(|_| negative())
            }

            fn visit_u64<E: serde::de::Error>(self, rows: u64) -> Result<AmountText, E> {
                Ok(AmountText::Rows(rows))
            }

            fn visit_str<E: serde::de::Error>(self, share: &str) -> Result<AmountText, E> {
                Ok(AmountText::Share(share.into()))
            }
        }
        deserializer.deserialize_any(Amount)
    }
}
