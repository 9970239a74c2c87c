//! How a result is compared.

use super::judge::Within;
use super::sheet::SheetStyle;
use super::tall::Tall;
use super::wide::Wide;
use crate::messages::phrase;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How a result is compared with an expected file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// The columns that tell the rows apart.
    pub key: Vec<String>,
    /// What sets the key, as messages show it; `None` for the option of the command.
    pub key_setting: Option<String>,
    /// How far apart numbers may be.
    pub within: Within,
    /// A file of cells that are known to differ.
    pub known: Option<PathBuf>,
    /// How the expected file is written.
    pub written: SheetStyle,
    /// How the rows and columns of the expected file are read.
    pub shape: Shape,
    /// The columns of which no message shows a cell, with what it shows instead.
    pub instead: BTreeMap<String, &'static str>,
}

/// How the rows and columns of an expected file stand to those of the results.
#[derive(Clone, Debug, Default)]
pub(crate) enum Shape {
    /// As in the results.
    #[default]
    Same,
    /// What is a part of the key stands in headers.
    Wide(Wide),
    /// What are columns of the results stands in rows.
    Tall(Tall),
}

impl Options {
    /// What sets the key, in backticks.
    pub(super) fn key_setting(&self) -> String {
        self.key_setting.clone().unwrap_or_else(|| phrase::name("--key"))
    }

    /// The texts of a key in a message, with commas: in backticks, or what is shown instead.
    pub(super) fn shown(&self, key: &[impl AsRef<str>]) -> String {
        let texts = key.iter().zip(&self.key).map(|(text, name)| match self.instead.get(name) {
            Some(word) => (*word).to_owned(),
            None => format!("`{}`", text.as_ref()),
        });
        texts.collect::<Vec<_>>().join(", ")
    }
}
