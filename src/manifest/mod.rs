//! `gradus.toml`: which rule files a pack has, which files hold its data, and what its results must be.
//!
//! A folder with a manifest is a pack. Paths in it are relative to the folder, those of data to `data-root` where that
//! is given. Anything that is not understood is an error.

use crate::diagnostic::{Code, Diagnostic};
use crate::number::Decimal;
use crate::source::{FileId, SourceSet, Span};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// The name of a manifest.
pub const FILE_NAME: &str = "gradus.toml";

/// A manifest as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Manifest {
    /// The language that the rule files are written in; [`Manifest::read`] knows whether this program reads it.
    #[serde(default = "known_language")]
    pub language: u32,
    /// The rule file or files; `policy.grad` when not given.
    policy: Option<OneOrMore>,
    /// The period, when the command line gives none.
    pub period: Option<Spanned<String>>,
    /// The day on which the policy is applied, when the command line gives none.
    pub as_of: Option<Spanned<Day>>,
    /// Where the data files are, from the folder of the pack.
    pub data_root: Option<String>,
    /// The environment variable that names the folder of the data files, for data that is not kept with the pack.
    pub data_root_env: Option<String>,
    /// For each table its file or files, and how they are read.
    #[serde(default)]
    pub data: BTreeMap<Spanned<String>, TableData>,
    /// Values of parameters that replace those of the page, as they would be written there.
    #[serde(default)]
    pub params: BTreeMap<Spanned<String>, ParamText>,
    /// For each kind of subject what its results must be, once or under several settings.
    #[serde(default)]
    pub expected: BTreeMap<Spanned<String>, ExpectedList>,
}

/// The version of the language that this program reads, and that a manifest means which names none.
pub const LANGUAGE: u32 = 1;

fn known_language() -> u32 {
    LANGUAGE
}

impl Default for Manifest {
    fn default() -> Manifest {
        Manifest {
            language: LANGUAGE,
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

/// A day, as TOML's own date or as a text.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Day {
    /// `2026-03-31`
    Date(toml::value::Datetime),
    /// `"2026-03-31"`
    Text(String),
}

impl Day {
    /// As written.
    pub fn text(&self) -> String {
        match self {
            Day::Date(date) => date.to_string(),
            Day::Text(text) => text.clone(),
        }
    }
}

/// The files of a table, and how they are read.
#[derive(Clone, Debug, Default)]
pub struct TableData {
    /// The file or files.
    file: Option<OneOrMore>,
    /// How their text is encoded.
    pub encoding: Option<Spanned<String>>,
    /// What stands between cells.
    pub separator: Option<Spanned<String>>,
    /// Which sheet of workbooks is read.
    pub sheet: Option<String>,
    /// What is done about what is wrong with them.
    pub damaged: Option<Spanned<DamagedText>>,
}

/// What is done about damage: one word for all kinds, or a word for each.
#[derive(Clone, Debug)]
pub enum DamagedText {
    /// For all kinds.
    All(String),
    /// For each.
    Each(BTreeMap<Spanned<String>, Spanned<String>>),
}

impl TableData {
    /// The files; none where only the form is said.
    pub fn files(&self) -> Vec<&str> {
        self.file.as_ref().map(OneOrMore::all).unwrap_or_default()
    }

    /// Whether files are said, perhaps none.
    pub fn says_files(&self) -> bool {
        self.file.is_some()
    }
}

impl<'de> Deserialize<'de> for TableData {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TableData, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Table {
            file: Option<OneOrMore>,
            encoding: Option<Spanned<String>>,
            separator: Option<Spanned<String>>,
            sheet: Option<String>,
            damaged: Option<Spanned<DamagedText>>,
        }
        struct Data;
        impl<'de> Visitor<'de> for Data {
            type Value = TableData;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a file, a list of files, or a table with `file`")
            }

            fn visit_str<E: serde::de::Error>(self, file: &str) -> Result<TableData, E> {
                Ok(TableData { file: Some(OneOrMore::One(file.into())), ..TableData::default() })
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<TableData, A::Error> {
                let files = Vec::deserialize(SeqAccessDeserializer::new(list))?;
                Ok(TableData { file: Some(OneOrMore::More(files)), ..TableData::default() })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<TableData, A::Error> {
                let Table { file, encoding, separator, sheet, damaged } =
                    Table::deserialize(MapAccessDeserializer::new(map))?;
                Ok(TableData { file, encoding, separator, sheet, damaged })
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
                f.write_str("a word, or a table with a word for each kind of defect")
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

/// One text or a list of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum OneOrMore {
    /// One.
    One(String),
    /// A list.
    More(Vec<String>),
}

/// The value of a parameter: a whole number, or any quantity as text (`"33.5"`, `"50%"`, `"24 hours"`).
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum ParamText {
    /// A whole number.
    Whole(i64),
    /// A number with decimals, read as the shortest decimal that is this double.
    Decimal(f64),
    /// A quantity as the page would have it.
    Text(String),
}

/// What the results of one kind of subject must be: one table or a list of tables of the manifest.
#[derive(Clone, Debug)]
pub struct ExpectedList(pub Vec<Expected>);

impl<'de> Deserialize<'de> for ExpectedList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ExpectedList, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = ExpectedList;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a table with `file`, or a list of such tables")
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
    /// Both sides are rounded half up to so many decimals first.
    pub digits: Option<u32>,
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
    pub params: BTreeMap<Spanned<String>, ParamText>,
}

impl Expected {
    /// Whether it is of the manifest's own settings.
    pub fn is_plain(&self) -> bool {
        self.period.is_none() && self.as_of.is_none() && self.params.is_empty()
    }
}

impl OneOrMore {
    /// All of them.
    pub fn all(&self) -> Vec<&str> {
        match self {
            OneOrMore::One(text) => vec![text],
            OneOrMore::More(texts) => texts.iter().map(String::as_str).collect(),
        }
    }
}

impl ParamText {
    /// As it would be written on the page.
    pub fn text(&self) -> String {
        match self {
            ParamText::Whole(n) => n.to_string(),
            // What is not finite becomes a text that is no number, and is reported as such.
            ParamText::Decimal(n) => Decimal::from_f64(*n).map_or_else(|| n.to_string(), |d| d.to_string()),
            ParamText::Text(text) => text.clone(),
        }
    }
}

impl Manifest {
    /// Reads a manifest that has been added to the sources.
    pub fn read(file: FileId, sources: &SourceSet) -> Result<Manifest, Diagnostic> {
        let text = sources.file(file).text();
        language_is_known(file, text)?;
        toml::from_str(text).map_err(|error| {
            let range = error.span().unwrap_or(0..0);
            let span = Span::new(file, range.start, range.end.max(range.start));
            let message = match error.message().trim() {
                untagged if untagged.contains("untagged enum") => {
                    "this value is of another kind than belongs here".to_string()
                }
                message => message.replace('\n', ", "),
            };
            let bare_chinese = text.get(range.start..).is_some_and(|r| r.starts_with(|c: char| !c.is_ascii()));
            let help = if bare_chinese {
                "put names that are not ASCII between quotation marks: `\"校区\" = \"campus.csv\"`"
            } else {
                "the manual lists what a manifest may say"
            };
            Diagnostic::error(Code::Manifest, span, message).help(help)
        })
    }

    /// The rule files, as the manifest names them.
    pub fn policy_names(&self) -> Vec<&str> {
        self.policy.as_ref().map_or_else(|| vec!["policy.grad"], OneOrMore::all)
    }

    /// The rule files, from the folder of the pack.
    pub fn policies(&self, folder: &Path) -> Vec<PathBuf> {
        self.policy_names().into_iter().map(|file| folder.join(file)).collect()
    }
}

/// That the manifest is of a language that this program reads: what else stands there may mean something else in another.
fn language_is_known(file: FileId, text: &str) -> Result<(), Diagnostic> {
    #[derive(Deserialize)]
    struct Head {
        language: Option<Spanned<toml::Value>>,
    }
    // A text that is no TOML is told as a whole.
    let Ok(Head { language: Some(language) }) = toml::from_str(text) else { return Ok(()) };
    let span = Span::new(file, language.span().start, language.span().end);
    let (message, help) = match language.get_ref() {
        toml::Value::Integer(version) if *version == i64::from(LANGUAGE) => return Ok(()),
        toml::Value::Integer(version) if *version > i64::from(LANGUAGE) => (
            format!("the policy is written in language {version}, and this program reads language {LANGUAGE}"),
            "install a version of gradus that reads it".to_string(),
        ),
        other => (format!("`{other}` is no version of the language"), format!("write `language = {LANGUAGE}`")),
    };
    Err(Diagnostic::error(Code::Manifest, span, message).help(help))
}
