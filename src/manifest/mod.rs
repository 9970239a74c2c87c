//! `gradus.toml`: which rule files a pack has, which files hold its data, and what its results must be.
//!
//! A folder with a manifest is a pack. Paths in the manifest are relative to the folder, except that paths of data are
//! relative to `data-root` if it is given. Anything unknown is an error.

mod data;
mod expected;
mod numbers;
mod read;

pub(crate) use data::{AmountText, DamagedText, TableData};
pub(crate) use expected::{Empty, Expected, ExpectedList, Tolerance};
pub(crate) use read::is_root;

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// The name of a manifest.
pub(crate) const FILE_NAME: &str = "gradus.toml";

/// A manifest as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Manifest {
    /// The version of the language of the rule files; [`Manifest::read`] checks that this program reads it.
    #[serde(default = "known_language")]
    pub language: u32,
    /// Whether all files of this pack, and of the packs below it, are inside its folder.
    pub root: Option<bool>,
    /// The rule file or files; `policy.grad` if not given.
    policy: Option<OneOrMore>,
    /// The period, if the command line gives none.
    pub period: Option<Spanned<String>>,
    /// The day on which the policy is applied, if the command line gives none.
    pub as_of: Option<Spanned<Day>>,
    /// The folder of the data files, relative to the folder of the pack.
    pub data_root: Option<String>,
    /// The environment variable that names the folder of the data files, for data that is not kept with the pack.
    pub data_root_env: Option<String>,
    /// The file or files of each table, and how they are read.
    #[serde(default)]
    pub data: BTreeMap<Spanned<String>, TableData>,
    /// Values of parameters that replace the values of the policy, written as in the policy: numbers keep the digits
    /// that they have in the file.
    #[serde(default)]
    pub params: BTreeMap<Spanned<String>, String>,
    /// The expected results of each kind of subject, under one or several settings.
    #[serde(default)]
    pub expected: BTreeMap<Spanned<String>, ExpectedList>,
}

/// The version of the language that this program reads. A manifest that names no version means this one.
pub(crate) const LANGUAGE: u32 = 1;

fn known_language() -> u32 {
    LANGUAGE
}

impl Default for Manifest {
    fn default() -> Manifest {
        Manifest {
            language: LANGUAGE,
            root: None,
            policy: None,
            period: None,
            as_of: None,
            data_root: None,
            data_root_env: None,
            data: BTreeMap::new(),
            params: BTreeMap::new(),
            expected: BTreeMap::new(),
        }
    }
}

/// A day, as a TOML date or as a text.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Day {
    /// `2026-03-31`
    Date(toml::value::Datetime),
    /// `"2026-03-31"`
    Text(String),
}

impl Day {
    /// Returns the day as written.
    pub fn text(&self) -> String {
        match self {
            Day::Date(date) => date.to_string(),
            Day::Text(text) => text.clone(),
        }
    }
}

/// One text or a list of texts.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMore {
    /// One text.
    One(String),
    /// A list.
    More(Vec<String>),
}

impl OneOrMore {
    /// Returns all texts.
    pub(crate) fn all(&self) -> Vec<&str> {
        match self {
            OneOrMore::One(text) => vec![text],
            OneOrMore::More(texts) => texts.iter().map(String::as_str).collect(),
        }
    }
}

impl Manifest {
    /// Returns the rule files, as the manifest names them.
    pub fn policy_names(&self) -> Vec<&str> {
        self.policy.as_ref().map_or_else(|| vec!["policy.grad"], OneOrMore::all)
    }

    /// Returns the paths of the rule files, given the folder of the pack.
    pub fn policies(&self, folder: &Path) -> Vec<PathBuf> {
        self.policy_names().into_iter().map(|file| folder.join(file)).collect()
    }
}
