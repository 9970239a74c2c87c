//! `gradus.toml`: which rule files a pack has, which files hold its data, and what its results must be.
//!
//! A folder with a manifest is a pack. Paths in it are relative to the folder, those of data to `data-root` where that
//! is given. Anything that is not understood is an error.

mod numbers;

use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::number::Decimal;
use crate::source::{FileId, SourceSet, Span, normal_form};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::DeTable;

/// The name of a manifest.
pub const FILE_NAME: &str = "gradus.toml";

/// A manifest as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Manifest {
    /// The language that the rule files are written in; [`Manifest::read`] knows whether this program reads it.
    #[serde(default = "known_language")]
    pub language: u32,
    /// Whether no file of this pack, and of those below it, lies outside of its folder.
    pub root: Option<bool>,
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
    /// Values of parameters that replace those of the page, as they would be written there: numbers have the digits
    /// that they have in the file.
    #[serde(default)]
    pub params: BTreeMap<Spanned<String>, String>,
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
    /// How much of the table may be damaged and still be used.
    pub damaged_at_most: Option<Spanned<AmountText>>,
}

/// So many rows, or such a share of them.
#[derive(Clone, Debug)]
pub enum AmountText {
    /// `12`
    Rows(u64),
    /// `"5%"`
    Share(String),
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
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        struct Table {
            file: Option<OneOrMore>,
            encoding: Option<Spanned<String>>,
            separator: Option<Spanned<String>>,
            sheet: Option<String>,
            damaged: Option<Spanned<DamagedText>>,
            damaged_at_most: Option<Spanned<AmountText>>,
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

impl<'de> Deserialize<'de> for AmountText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<AmountText, D::Error> {
        struct Amount;
        impl Visitor<'_> for Amount {
            type Value = AmountText;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a share such as `\"5%\"`, or a whole number of rows")
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

/// One text or a list of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum OneOrMore {
    /// One.
    One(String),
    /// A list.
    More(Vec<String>),
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
        number.map(Tolerance).ok_or_else(|| format!("`{text}` is no distance: write a number, zero or more, `0.001`"))
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
            _ => Err(format!(
                "`{}` cannot separate cells: write one sign, `,`, `;`, `|` or `\\t`",
                text.escape_default()
            )),
        }
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

/// Whether the text of a manifest says `root = true`, whatever else it says.
pub fn is_root(text: &str) -> bool {
    let table = DeTable::parse(text).ok();
    table.and_then(|table| table.get_ref().get("root")?.get_ref().as_bool()).unwrap_or(false)
}

impl Manifest {
    /// Reads a manifest that has been added to the sources.
    pub fn read(file: FileId, sources: &SourceSet) -> Result<Manifest, Diagnostic> {
        let text = sources.file(file).text();
        language_is_known(file, text)?;
        let read = DeTable::parse(text).and_then(|mut table| {
            numbers::keep_digits(table.get_mut());
            Manifest::deserialize(toml::Deserializer::from(table))
        });
        let read = read.map(|read| Manifest {
            data: in_normal_form(read.data),
            params: in_normal_form(read.params),
            expected: in_normal_form(read.expected),
            ..read
        });
        read.map_err(|error| {
            let range = error.span().unwrap_or(0..0);
            let (message, help) = in_words(error.message(), text.get(range.clone()).unwrap_or_default());
            let span = Span::new(file, range.start, range.end.max(range.start));
            let bare_chinese = text.get(range.start..).is_some_and(|r| r.starts_with(|c: char| !c.is_ascii()));
            let help = if bare_chinese {
                "put names that are not ASCII between quotation marks: `\"校区\" = \"campus.csv\"`".to_owned()
            } else {
                help.unwrap_or_else(|| "the manual lists what a manifest may say".to_owned())
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

/// A map with its names in the form in which those of the page are; two that are then the same stay as they are, and one of
/// them is unknown.
fn in_normal_form<V>(map: BTreeMap<Spanned<String>, V>) -> BTreeMap<Spanned<String>, V> {
    let names: BTreeSet<String> = map.keys().map(|name| normal_form(name.get_ref())).collect();
    if names.len() < map.len() {
        return map;
    }
    map.into_iter().map(|(name, value)| (Spanned::new(name.span(), normal_form(name.get_ref())), value)).collect()
}

/// What the parser says of a manifest in words of this page, and the cure where it is plain. `written` is what it is about.
fn in_words(message: &str, written: &str) -> (String, Option<String>) {
    let message = message.trim();
    if message.contains("untagged enum") {
        return ("this value is of another kind than belongs here".to_owned(), None);
    }
    let help = match message.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected ")) {
        Some((found, "a string")) if found.starts_with("boolean") => Some("write `\"yes\"` or `\"no\"`".to_owned()),
        Some((found, "a string")) if found.starts_with("integer") || found.starts_with("floating") => {
            Some(format!("put it between quotation marks: `\"{written}\"`"))
        }
        _ => did_you_mean(message),
    };
    (message.replace('\n', ", ").replace("expected u32", "expected a whole number"), help)
}

/// The nearest of the names that the parser lists for one that it does not know. A value is chosen by what it means, and of
/// values all are named.
fn did_you_mean(message: &str) -> Option<String> {
    let (unknown, expected) = message.split_once(", expected ")?;
    let known = expected.split('`').skip(1).step_by(2);
    if unknown.starts_with("unknown field") {
        return suggest::did_you_mean(unknown.split('`').nth(1)?, known);
    }
    let values: Vec<String> = known.map(|value| format!("`\"{value}\"`")).collect();
    unknown.starts_with("unknown variant").then(|| format!("write {}", values.join(" or ")))
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
