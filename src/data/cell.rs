//! Parses one cell to one value, with the rules that all readers share.

use super::batch::Cell;
use super::form::{Damaged, Treatment};
use super::numeral::Numeral;
use super::{spreadsheet, words};
use crate::calendar;
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::data as say;
use crate::schema::{ChoiceText, ColumnKind, ColumnSchema, Damage, Marker, SET_SEPARATOR, cure, explain};
use std::collections::HashMap;
use std::sync::Arc;

/// The most characters of a cell that a report repeats.
const SHOWN: usize = 200;
/// The most characters of a cell that a help puts into a line of the policy.
const SHOWABLE: usize = 30;

/// The legal cells of one declared column, prepared for reading many cells.
#[derive(Clone, Debug)]
pub(crate) struct CellReader {
    name: String,
    header: String,
    markers: Vec<Marker>,
    rule: Rule,
    private: bool,
    /// The treatment of each kind of damage, in the order of the kinds.
    treatments: Vec<Treatment>,
    is_key: bool,
    groups: bool,
    /// The numbers that cells of one digit mean, if they mean a number: most answers of a survey are such cells.
    digits: [Option<i64>; 10],
}

#[derive(Clone, Debug)]
enum Rule {
    Text,
    Number(Numeral),
    Choice { positions: HashMap<String, u32>, values: Arc<[ChoiceText]> },
    Set { positions: HashMap<String, u32>, values: Arc<[ChoiceText]> },
    Date,
    YesNo { yes: Vec<String>, no: Vec<String> },
}

impl CellReader {
    /// Creates the reader of a column; `is_key` is whether the column is part of the key.
    pub(crate) fn new(column: &ColumnSchema, is_key: bool, damaged: &Damaged) -> CellReader {
        let rule = match &column.kind {
            ColumnKind::Text => Rule::Text,
            ColumnKind::Number(number) => Rule::Number(Numeral::new(&column.name, number)),
            ColumnKind::Choice(_, values) => Rule::Choice { positions: positions(values), values: values.clone() },
            ColumnKind::Set(_, values) => Rule::Set { positions: positions(values), values: values.clone() },
            ColumnKind::Date => Rule::Date,
            ColumnKind::YesNo { yes, no } => Rule::YesNo { yes: yes.clone(), no: no.clone() },
        };
        let treatments = Damage::ALL.iter().map(|damage| damaged.of_column(*damage, column, is_key));
        let mut reader = CellReader {
            name: column.name.clone(),
            header: column.header.clone(),
            markers: column.missing.clone(),
            rule,
            private: column.private,
            is_key,
            groups: column.groups,
            treatments: treatments.collect(),
            digits: [None; 10],
        };
        for (number, digit) in (b'0'..=b'9').enumerate() {
            let Some(Cell::Narrow(value)) = reader.read(&[digit]) else { continue };
            reader.digits.get_mut(number).into_iter().for_each(|known| *known = Some(value));
        }
        reader
    }

    /// The column's name in the policy.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The column's header in the file.
    pub(crate) fn header(&self) -> &str {
        &self.header
    }

    /// Returns the treatment of damage of a value of the column.
    pub(crate) fn treatment(&self, damage: Damage) -> Treatment {
        self.treatments.get(damage as usize).copied().unwrap_or_default()
    }

    /// Returns a cell as reports may show it; `None` for cells of a private column.
    pub(crate) fn shown(&self, cell: &[u8]) -> Option<String> {
        (!self.private && !cell.is_empty()).then(|| String::from_utf8_lossy(cell).chars().take(SHOWN).collect())
    }

    /// Whether the column contains texts.
    pub(crate) fn is_text(&self) -> bool {
        matches!(self.rule, Rule::Text)
    }

    /// Whether it contains numbers.
    pub(crate) fn is_number(&self) -> bool {
        matches!(self.rule, Rule::Number(_))
    }

    /// Whether it contains dates.
    pub(crate) fn is_date(&self) -> bool {
        matches!(self.rule, Rule::Date)
    }

    /// Whether it contains yes or no.
    pub(crate) fn is_yes_no(&self) -> bool {
        matches!(self.rule, Rule::YesNo { .. })
    }

    /// Returns the rule of numbers, if the column contains numbers.
    pub(crate) fn numeral(&self) -> Option<&Numeral> {
        match &self.rule {
            Rule::Number(numeral) => Some(numeral),
            _ => None,
        }
    }

    /// Whether a text that is not empty means a missing value. Otherwise, a value that is stored as a number or a date
    /// is never missing, and need not be written as text to know that.
    pub(crate) fn has_marker_texts(&self) -> bool {
        self.markers.iter().any(|m| !m.text.is_empty())
    }

    /// Returns the value of an empty or absent cell; `None` if the column does not allow it.
    #[cfg(feature = "engine")]
    pub(super) fn empty_cell(&self) -> Option<Cell<'static>> {
        match self.read(b"")? {
            Cell::Missing(marker) => Some(Cell::Missing(marker)),
            Cell::Set(set) => Some(Cell::Set(set)),
            _ => None,
        }
    }

    /// Returns the texts, other than the empty text, that mean a missing value.
    #[cfg(feature = "engine")]
    pub(super) fn marker_texts(&self) -> impl Iterator<Item = &str> {
        self.markers.iter().map(|marker| marker.text.as_str()).filter(|text| !text.is_empty())
    }

    /// Whether the column contains values of a choice.
    #[cfg(feature = "engine")]
    pub(super) fn is_choice(&self) -> bool {
        matches!(self.rule, Rule::Choice { .. })
    }

    /// Returns the value of a cell as it is written, as a whole; an empty cell is also the text of an absent value.
    /// `None` if the column does not allow it: [`CellReader::explain`] gives the reason.
    pub(crate) fn read<'a>(&self, cell: &'a [u8]) -> Option<Cell<'a>> {
        if let Some(missing) = self.marker(cell) {
            return Some(missing);
        }
        if cell.is_empty() {
            return matches!(self.rule, Rule::Set { .. }).then_some(Cell::Set(0));
        }
        let plain = self.numeral().and_then(|numeral| numeral.read_plain(cell));
        plain.or_else(|| self.read_text(str::from_utf8(cell).ok()?))
    }

    /// Reads most cells, in few steps. `None` if a cell must be checked closely: it may still be legal.
    pub(super) fn read_plain<'a>(&self, cell: &'a [u8]) -> Option<Cell<'a>> {
        if let [digit @ b'0'..=b'9'] = cell
            && let Some(Some(value)) = self.digits.get(usize::from(digit - b'0'))
        {
            return Some(Cell::Narrow(*value));
        }
        if cell.is_empty() || self.markers.iter().any(|marker| marker.text.as_bytes() == cell) {
            return self.marker(cell);
        }
        match &self.rule {
            // A point before three decimals may be meant as a point between thousands.
            Rule::Number(_) if cell.len() > 3 && cell.get(cell.len() - 4) == Some(&b'.') => None,
            Rule::Number(numeral) => numeral.read_plain(cell),
            Rule::Choice { values, .. } if values.len() <= FEW => position(values, cell).map(Cell::Choice),
            Rule::Text if is_plain(cell) => str::from_utf8(cell).ok().map(Cell::Text),
            _ => None,
        }
    }

    fn read_text<'a>(&self, text: &'a str) -> Option<Cell<'a>> {
        let is_in = |texts: &[String]| texts.iter().any(|t| t == text);
        match &self.rule {
            Rule::Text => spreadsheet::damage(text).is_none().then_some(Cell::Text(text)),
            Rule::Number(numeral) if !spreadsheet::is_short_form(text) => numeral.read(text),
            Rule::Number(_) => None,
            Rule::Choice { positions, .. } => positions.get(text).copied().map(Cell::Choice),
            Rule::Set { positions, .. } => set(text, positions).map(Cell::Set),
            Rule::Date => calendar::days_of(text).map(Cell::Date),
            Rule::YesNo { yes, .. } if is_in(yes) => Some(Cell::YesNo(true)),
            Rule::YesNo { no, .. } => is_in(no).then_some(Cell::YesNo(false)),
        }
    }

    /// Whether a cell contains words that are not a value of the column, whatever they are meant to be.
    pub(super) fn is_word(&self, cell: &[u8]) -> bool {
        let Ok(text) = str::from_utf8(cell) else { return false };
        let is_value = || match &self.rule {
            Rule::Number(_) => {
                !cure::numbers(text, false).is_empty()
                    || cure::with_unit(text).is_some()
                    || cure::letters_as_digits(text).is_some()
            }
            Rule::Date => !cure::dates(text).is_empty(),
            _ => false,
        };
        text.contains(char::is_alphabetic) && self.read(cell).is_none() && !is_value()
    }

    /// Returns the kind of damage of a cell that gives no value.
    pub(crate) fn damage(&self, cell: &[u8]) -> Damage {
        let text = str::from_utf8(cell).unwrap_or_default();
        match (&self.rule, spreadsheet::damage(text)) {
            _ if cell.is_empty() => Damage::EmptyCell,
            (_, Some(Damage::Formula)) => Damage::Formula,
            (Rule::Text, _) => Damage::LostDigits,
            (Rule::Number(_), _) if spreadsheet::is_short_form(text) => Damage::LostDigits,
            (Rule::Number(numeral), _) => numeral.damage(text),
            (Rule::Choice { .. } | Rule::Set { .. }, _) => Damage::UnknownChoice,
            (Rule::Date, _) => Damage::BadDate,
            (Rule::YesNo { .. }, _) => Damage::BadYesNo,
        }
    }

    /// Returns the finding for a damaged cell. It is separate from reading, since a file may have a million such cells
    /// and only the first few are reported.
    pub(crate) fn explain(&self, damage: Damage, cell: &[u8]) -> Diagnostic {
        let text = String::from_utf8_lossy(cell);
        let told = match (damage, &self.rule) {
            (Damage::EmptyCell, _) => return self.empty(),
            (Damage::Formula, _) => formula(&text),
            (Damage::LostDigits, _) => self.lost_digits(&text),
            (Damage::NotText, _) => self.not_text(&text),
            (_, Rule::Number(numeral)) => numeral.explain(&text, self.or_missing(&text).as_deref()),
            (_, Rule::Choice { values, .. }) => explain::choice(&text, &self.name, values),
            (_, Rule::Set { positions, values }) => {
                let wrong = text.split(SET_SEPARATOR).find(|part| !positions.contains_key(*part));
                explain::set(wrong.unwrap_or(&text), &self.name, values)
            }
            (_, Rule::Date) => explain::date(&text, self.or_missing(&text).as_deref()),
            (_, Rule::YesNo { yes, no }) => explain::yes_no(&text, yes, no),
            // A text that no spreadsheet has damaged is always legal.
            (_, Rule::Text) => self.lost_digits(&text),
        };
        if self.private { self.unseen(told.code) } else { told }
    }

    /// Returns the finding for a private column, without the value.
    fn unseen(&self, code: Code) -> Diagnostic {
        let name = &self.name;
        let what = match code {
            Code::Formula => say::private_formula(),
            Code::LostDigits => say::private_lost_digits(),
            Code::NotText => say::private_not_text(),
            Code::BadNumber => say::private_bad_number(),
            Code::TooManyDecimals => say::private_too_many_decimals(),
            Code::OutOfRange => say::private_out_of_range(),
            Code::UnknownChoice => say::private_unknown_choice(),
            Code::BadDate => say::private_bad_date(),
            Code::BadYesNo => say::private_bad_yes_no(),
            _ => say::private_unreadable(),
        };
        Diagnostic::input(code, None, say::private_cell(name, what)).help(say::correct_private_cell(name))
    }

    /// Returns what to write in the policy so that a text means a missing value. `None` for a key or a column that
    /// names groups, and for a text that is too long or cannot be quoted in a policy.
    fn or_missing(&self, text: &str) -> Option<String> {
        let is_plain = !text.chars().any(|c| c.is_control() || c == '"' || c == '\\');
        if self.is_key || self.groups || !is_plain || text.chars().count() > SHOWABLE {
            return None;
        }
        if self.markers.iter().any(|marker| marker.reason.is_some()) {
            return Some(say::marker_after_others(text));
        }
        let own = self.markers.iter().filter(|marker| !marker.absent).map(|marker| marker.text.as_str());
        let all: Vec<String> = own.chain([text]).map(|text| format!("\"{text}\"")).collect();
        Some(format!("`or missing {}`", all.join(", ")))
    }

    /// Returns the marker that the whole cell is.
    pub(super) fn marker(&self, cell: &[u8]) -> Option<Cell<'static>> {
        let at = self.markers.iter().position(|m| m.text.as_bytes() == cell)?;
        Marker::position(at).map(Cell::Missing)
    }

    fn lost_digits(&self, text: &str) -> Diagnostic {
        let shown = words::quoted(text);
        let message = match spreadsheet::damage(text) {
            _ if spreadsheet::is_short_form(text) => say::short_form(shown),
            Some(_) => say::ends_in_zeros(shown),
            None => say::stored_as_number(shown),
        };
        Diagnostic::input(Code::LostDigits, None, message).help(say::export_as_text(&self.name))
    }

    fn not_text(&self, text: &str) -> Diagnostic {
        let (shown, name) = (words::quoted(text), &self.name);
        let is_date = text.contains(['-', ':']) && !text.starts_with('-');
        let message = if is_date { say::date_for_text(name, shown) } else { say::number_for_text(name, shown) };
        Diagnostic::input(Code::NotText, None, message).help(say::enter_as_text(name))
    }

    fn empty(&self) -> Diagnostic {
        let name = &self.name;
        let aside = say::set_empty_cells_aside();
        Diagnostic::input(Code::EmptyCell, None, say::empty_cell(name)).help(match (self.is_key, self.groups) {
            (true, _) => say::fill_key().to_owned(),
            // A column that can be missing does not name groups.
            (_, true) => say::fill_group(name, aside),
            (_, false) => say::fill_or_declare_missing(name, aside),
        })
    }
}

/// A search without a table is fast among so few values.
const FEW: usize = 16;

fn position(values: &[ChoiceText], cell: &[u8]) -> Option<u32> {
    let is = |value: &ChoiceText| value.texts.iter().any(|text| text.as_bytes() == cell);
    (0..).zip(values).find(|(_, value)| is(value)).map(|(at, _)| at)
}

/// Whether a text consists of ASCII letters, digits and signs, and is not the result of a spreadsheet: it begins with a
/// letter, or it begins with a digit, is short and has no exponent.
pub(super) fn is_plain(text: &[u8]) -> bool {
    let first = match text.first() {
        Some(first) if first.is_ascii_digit() => text.len() < 15 && !text.contains(&b'+'),
        first => first.is_some_and(u8::is_ascii_alphabetic),
    };
    first && text.iter().all(u8::is_ascii_graphic)
}

fn positions(values: &[ChoiceText]) -> HashMap<String, u32> {
    let texts = (0u32..).zip(values).flat_map(|(at, value)| value.texts.iter().map(move |text| (text.clone(), at)));
    texts.collect()
}

/// Returns the set of values in a cell; `None` if one of them is unknown.
fn set(text: &str, positions: &HashMap<String, u32>) -> Option<u64> {
    text.split(SET_SEPARATOR).try_fold(0, |set, part| Some(set | 1u64.checked_shl(*positions.get(part)?)?))
}

fn formula(text: &str) -> Diagnostic {
    let shown = words::quoted(text);
    let message = if text.starts_with('#') { say::error_of_formula(shown) } else { say::formula(shown) };
    Diagnostic::input(Code::Formula, None, message).help(say::paste_values())
}
