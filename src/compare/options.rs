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
    /// The columns that identify a row.
    pub key: Vec<String>,
    /// The setting of the key, as messages show it; `None` for the option of the command.
    pub key_setting: Option<String>,
    /// How far apart numbers may be.
    pub within: Within,
    /// A file of cells that are known to differ.
    pub known: Option<PathBuf>,
    /// How the expected file is written.
    pub written: SheetStyle,
    /// How the rows and columns of the expected file are read.
    pub shape: Shape,
    /// The columns whose cells no message shows, each with the text that messages show instead.
    pub instead: BTreeMap<String, &'static str>,
}

/// How the rows and columns of an expected file relate to the rows and columns of the results.
#[derive(Clone, Debug, Default)]
pub(crate) enum Shape {
    /// As in the results.
    #[default]
    Same,
    /// Headers contain a part of the key.
    Wide(Wide),
    /// Rows contain columns of the results.
    Tall(Tall),
}

impl Options {
    /// Returns the setting of the key, in backticks.
    pub(super) fn key_setting(&self) -> String {
        self.key_setting.clone().unwrap_or_else(|| phrase::name("--key"))
    }

    /// Returns the texts of a key for a message, separated by commas: in backticks, or the text that is shown instead.
    pub(super) fn shown(&self, key: &[impl AsRef<str>]) -> String {
        let texts = key.iter().zip(&self.key).map(|(text, name)| match self.instead.get(name) {
            Some(word) => (*word).to_owned(),
            None => format!("`{}`", text.as_ref()),
        });
        texts.collect::<Vec<_>>().join(", ")
    }
}
