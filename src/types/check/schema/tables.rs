//! Tables and their columns: the schema for the readers.

use super::{Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic};
use crate::lookup::Lookup;
use crate::messages::{phrase, types::schema as say};
use crate::names::model::{SubjectKind, Top};
use crate::number::{Interval, Rational, Width, width};
use crate::schema::*;
use crate::source::Span;
use crate::syntax::ast;
use crate::types::op::{NumberType, Type};
use crate::types::units::{self, Unit};
use num_bigint::BigInt;
use std::collections::BTreeSet;

/// The types that are not choices, in the order in which help offers them.
const TYPES: [&str; 8] = ["text", "date", "yes/no", "count", "rating", "number", "share", "money"];

/// The maximum number of markers of one kind: a cell counts markers in one byte.
const MOST_MARKERS: usize = 200;

impl<'a> Checker<'_, 'a> {
    pub(crate) fn tables(&mut self) {
        self.empty_texts();
        let grouping: BTreeSet<(TableId, ColumnId)> = self.grouping().collect();
        for (id, table) in self.names.catalogue.tables.entries() {
            let mut schema = self.table(id, table);
            for column in schema.columns.ids() {
                schema.columns[column].groups = grouping.contains(&(id, column));
            }
            self.model.tables.push(schema);
        }
    }

    /// The columns by which rows are grouped.
    fn grouping(&self) -> impl Iterator<Item = (TableId, ColumnId)> {
        self.names.catalogue.subjects.iter().flat_map(|subject| match &subject.kind {
            SubjectKind::Groups { table: Some(table), by } => by.iter().map(|column| (*table, *column)).collect(),
            _ => Vec::new(),
        })
    }

    /// Reports empty texts: an empty cell does not have a value, whatever the policy says, and a column without a name
    /// cannot be found.
    fn empty_texts(&mut self) {
        let names = self.names;
        for choice in &names.catalogue.choices {
            let texts =
                choice.values.iter().flat_map(|value| value.texts.iter().map(|text| (value.name.text.as_str(), text)));
            for (name, text) in texts.filter(|(_, text)| text.value.is_empty()) {
                let cure = say::give_text_to_value(name);
                self.empty_text(text, say::text_of_no_value(name), cure);
            }
        }
        for column in names.catalogue.tables.iter().flat_map(|table| &table.columns) {
            if let Some((yes, no)) = column.kind.yes_no.as_deref() {
                for (word, text) in [("yes", yes), ("no", no)].into_iter().filter(|(_, text)| text.value.is_empty()) {
                    let cure = say::give_text_to_answer(word);
                    self.empty_text(text, say::text_of_no_value(word), cure);
                }
            }
            if let Some(header) = column.header.as_ref().filter(|header| header.value.is_empty()) {
                let message = say::column_without_header(&column.name.text);
                self.empty_text(header, message, say::write_header().to_owned());
            }
        }
    }

    fn empty_text(&mut self, text: &ast::Text, message: String, cure: String) {
        self.report(Diagnostic::error(Code::MarkerIsValue, text.span, message).help(cure));
    }

    fn table(&mut self, id: TableId, table: &'a ast::Table) -> TableSchema {
        let columns = table.columns.iter().map(|column| self.column(column)).collect();
        let key = self.key(id, table);
        let dated = table.dated.as_ref().and_then(|name| self.dated(id, table, name));
        let label = table.label.as_ref().map(|l| l.value.clone());
        TableSchema {
            name: table.name.text.clone(),
            label,
            doc: table.doc.clone(),
            key,
            columns,
            dated,
            optional: table.optional.is_some(),
            on_page: table.is_on_page(),
            references: Vec::new(),
        }
    }

    fn key(&mut self, id: TableId, table: &'a ast::Table) -> Vec<ColumnId> {
        let (names, span) = match table.keys.as_slice() {
            [] => {
                let message = say::no_key(&table.name.text);
                let help = say::declare_key();
                self.report(Diagnostic::error(Code::NoKey, table.name.span, message).help(help));
                return Vec::new();
            }
            [(names, span)] => (names, *span),
            [(names, span), (_, second), ..] => {
                let message = say::two_keys(&table.name.text);
                self.report(
                    Diagnostic::error(Code::SaidTwice, *second, message)
                        .label(*span, phrase::first_of_two())
                        .help(say::join_keys()),
                );
                (names, *span)
            }
        };
        let catalogue = &self.names.catalogue;
        let mut key = Vec::new();
        let mut known: Lookup<&str, Span> = Lookup::default();
        for name in names {
            let first = *known.entry(&name.text).or_insert(name.span);
            if first != name.span {
                self.report(crate::names::named_twice(name, first));
                continue;
            }
            match catalogue.column_named(id, &name.text) {
                Some(part) => {
                    key.push(part);
                    let column = catalogue.column(id, part);
                    let missing = column.missing.as_ref().map(|(span, _)| *span);
                    let absent = column.absent.as_ref().map(|a| a.span);
                    let word = if missing.is_some() { "missing" } else { "absent" };
                    if let Some(missing) = missing.or(absent) {
                        let message = say::key_can_be_open(&name.text, word);
                        self.report(
                            Diagnostic::error(Code::KeyCanMiss, missing, message)
                                .label(span, say::the_key())
                                .help(say::close_or_leave_out_of_key(word)),
                        );
                    }
                }
                None => self.report(crate::names::unknown_column(&self.names.catalogue, table, name)),
            }
        }
        key
    }

    fn dated(&mut self, id: TableId, table: &'a ast::Table, name: &ast::Name) -> Option<ColumnId> {
        let Some(found) = self.names.catalogue.column_named(id, &name.text) else {
            return self.fail(crate::names::unknown_column(&self.names.catalogue, table, name));
        };
        let column = self.names.catalogue.column(id, found);
        if column.kind.name.text != "date" || column.missing.is_some() || column.absent.is_some() {
            let message = say::not_a_date_of_every_row(&name.text);
            return self.fail(
                Diagnostic::error(Code::TypeMismatch, name.span, message)
                    .label(column.kind.span, say::its_type())
                    .help(say::use_a_date()),
            );
        }
        Some(found)
    }

    /// Collects the places where the policy marks columns as private.
    pub(crate) fn marked_private(&mut self) {
        let catalogue = &self.names.catalogue;
        let columns = catalogue.tables.ids().flat_map(|id| catalogue.columns(id).map(move |(c, of)| ((id, c), of)));
        self.model.marked_private = columns.filter_map(|(id, of)| Some((id, of.private?))).collect();
    }

    fn column(&mut self, column: &'a ast::Column) -> ColumnSchema {
        // The kind of a reference follows from its table, once all tables are known.
        let kind = match &column.refers {
            Some(_) => None,
            None => self.column_kind(&column.kind),
        };
        let kind = kind.unwrap_or(ColumnKind::Text);
        let missing = self.markers(column);
        if column.refers.is_none() {
            self.markers_apart(&kind, column);
        }
        ColumnSchema {
            name: column.name.text.clone(),
            header: column.header.as_ref().map_or(&column.name.text, |h| &h.value).clone(),
            label: column.label.as_ref().map(|l| l.value.clone()),
            doc: column.doc.clone(),
            kind,
            missing,
            absent_when: None,
            groups: false,
            private: column.private.is_some(),
            marked_private: column.private.is_some(),
        }
    }

    /// The texts that mean no value. Without any, this is the empty cell, which cannot mean both missing and absent.
    fn markers(&mut self, column: &'a ast::Column) -> Vec<Marker> {
        let read = |markers: &[ast::Marker], absent| match markers {
            [] => vec![Marker { text: String::new(), reason: None, absent }],
            markers => markers.iter().map(|m| marker(m, absent)).collect(),
        };
        let missing = column.missing.as_ref().map(|(_, markers)| read(markers, false)).unwrap_or_default();
        let absent = column.absent.as_ref().map(|a| read(&a.markers, true)).unwrap_or_default();
        if let (Some(both), Some(written)) =
            (absent.iter().find(|a| missing.iter().any(|m| m.text == a.text)), &column.absent)
        {
            let text = if both.text.is_empty() { say::an_empty_cell().into() } else { phrase::name(&both.text) };
            let message = say::missing_and_absent(&text, &column.name.text);
            let help = say::give_markers_own_texts();
            self.report(Diagnostic::error(Code::MarkerIsValue, written.span, message).help(help));
        }
        missing.into_iter().chain(absent).collect()
    }

    /// Types the conditions under which cells are absent, if the policy states them.
    pub(crate) fn absences(&mut self) {
        for table in self.names.catalogue.tables.ids() {
            for (id, column) in self.names.catalogue.columns(table) {
                let Some(when) = column.absent.as_ref().and_then(|a| a.when.as_ref()) else { continue };
                self.model.tables[table].columns[id].absent_when = self.absent_condition(table, when);
            }
        }
    }

    /// Checks the markers of a column: a marker that is also a legal value would hide that value.
    pub(crate) fn markers_apart(&mut self, kind: &ColumnKind, column: &'a ast::Column) {
        let missing = column.missing.as_ref().map(|(span, markers)| (*span, markers.as_slice()));
        let absent = column.absent.as_ref().map(|a| (a.span, a.markers.as_slice()));
        for (word, (span, markers)) in missing.map(|m| ("missing", m)).into_iter().chain(absent.map(|a| ("absent", a)))
        {
            self.markers_of_one_kind(kind, column, span, markers, word);
        }
    }

    fn markers_of_one_kind(
        &mut self,
        kind: &ColumnKind,
        column: &'a ast::Column,
        span: Span,
        markers: &'a [ast::Marker],
        word: &str,
    ) {
        if markers.len() > MOST_MARKERS {
            let message = say::too_many_markers(&column.name.text, MOST_MARKERS, word);
            let help = say::declare_choice_instead();
            self.report(Diagnostic::error(Code::BadRange, span, message).help(help));
        }
        for (i, marker) in markers.iter().enumerate() {
            if let Some(first) = markers.iter().take(i).find(|m| m.text.value == marker.text.value) {
                let message = say::duplicate_marker(&marker.text.value, word);
                let finding = Diagnostic::error(Code::SaidTwice, marker.text.span, message);
                self.report(finding.label(first.text.span, phrase::first_of_two()).help(phrase::keep_one()));
            }
            let hides = match kind {
                ColumnKind::Number(number) => crate::number::Decimal::parse(&marker.text.value)
                    .is_ok_and(|d| number.range.contains(&d.to_rational())),
                ColumnKind::Choice(_, values) | ColumnKind::Set(_, values) => {
                    values.iter().any(|v| v.texts.contains(&marker.text.value))
                }
                ColumnKind::YesNo { yes, no } => yes.iter().chain(no).any(|t| *t == marker.text.value),
                ColumnKind::Text | ColumnKind::Date => false,
            };
            if hides {
                let message = say::marker_is_legal(&marker.text.value, &column.name.text);
                self.report(
                    Diagnostic::error(Code::MarkerIsValue, marker.text.span, message)
                        .label(column.kind.span, say::these_are_legal())
                        .help(say::narrow_range_or_drop_marker(word)),
                );
            }
        }
    }

    /// The kind of a column of this type.
    fn column_kind(&mut self, kind: &'a ast::ColumnType) -> Maybe<ColumnKind> {
        let name = kind.name.text.as_str();
        let numeric = matches!(name, "count" | "rating" | "number" | "share" | "money");
        let known = TYPES.contains(&name) || matches!(self.names.catalogue.top.get(name), Some(Top::Choice(_)));
        if known && !numeric {
            self.no_number_words(kind)?;
        }
        if let Some(of) = &kind.set_of {
            return self.set_column(of);
        }
        match name {
            "text" => Some(ColumnKind::Text),
            "date" => Some(ColumnKind::Date),
            "yes/no" => {
                let (yes, no) = match kind.yes_no.as_deref() {
                    Some((yes, no)) if yes.value == no.value => {
                        let message = say::yes_is_no(&yes.value);
                        return self.fail(
                            Diagnostic::error(Code::DeclaredTwice, no.span, message)
                                .label(yes.span, "yes")
                                .help(say::give_answers_own_texts()),
                        );
                    }
                    Some((yes, no)) => (yes.value.clone(), no.value.clone()),
                    None => ("yes".into(), "no".into()),
                };
                Some(ColumnKind::YesNo { yes: vec![yes], no: vec![no] })
            }
            _ if numeric => self.number_column(kind),
            _ => self.choice_column(&kind.name),
        }
    }

    /// `set of choice`: values are bits, and their texts are joined in a cell.
    fn set_column(&mut self, of: &ast::Name) -> Maybe<ColumnKind> {
        if TYPES.contains(&of.text.as_str()) {
            let message = say::set_of_no_choice(&of.text);
            let help = say::declare_choice();
            return self.fail(Diagnostic::error(Code::UnknownType, of.span, message).help(help));
        }
        let ColumnKind::Choice(id, values) = self.choice_column(of)? else {
            return None;
        };
        if values.len() > SET_VALUES {
            let message = say::set_too_large(SET_VALUES, &of.text, values.len());
            let help = say::use_table_for_set();
            return self.fail(Diagnostic::error(Code::BadRange, of.span, message).help(help));
        }
        let joined = values.iter().flat_map(|v| &v.texts).find(|t| t.contains(SET_SEPARATOR) || t.is_empty());
        if let Some(text) = joined {
            let message = say::separator_in_set(text, SET_SEPARATOR);
            let help = say::give_value_other_text();
            return self.fail(Diagnostic::error(Code::MarkerIsValue, of.span, message).help(help));
        }
        Some(ColumnKind::Set(id, values))
    }

    fn choice_column(&mut self, name: &ast::Name) -> Maybe<ColumnKind> {
        if let Some(Top::Choice(id)) = self.names.catalogue.top.get(&name.text) {
            return Some(ColumnKind::Choice(*id, self.choice_texts(*id)));
        }
        let choices = self.names.catalogue.top.iter().filter(|(_, t)| matches!(t, Top::Choice(_)));
        let known = TYPES.into_iter().chain(choices.map(|(n, _)| n.as_str()));
        let near = || self.names.catalogue.did_you_mean(&name.text, known);
        let help = of_other_languages(&name.text)
            .filter(|kind| !kind.starts_with(&name.text))
            .map(phrase::write)
            .or_else(near)
            .unwrap_or_else(|| say::types_are(phrase::names(TYPES)));
        let message = say::unknown_type(&name.text);
        self.fail(Diagnostic::error(Code::UnknownType, name.span, message).about(&name.text).help(help))
    }

    fn no_number_words(&mut self, kind: &ast::ColumnType) -> Maybe<()> {
        let extra = kind.range.as_ref().map(|r| r.span).or(kind.decimals.map(|d| d.span));
        let extra = extra.or(kind.unit.as_ref().map(|u| u.span)).or(kind.read_half_even);
        let Some(span) = extra else { return Some(()) };
        let message = say::bounds_of_no_number(&kind.name.text);
        self.fail(Diagnostic::error(Code::TypeMismatch, span, message).help(say::write_type_alone()))
    }

    fn number_column(&mut self, kind: &ast::ColumnType) -> Maybe<ColumnKind> {
        let scale = self.scale(kind)?;
        let range = self.legal_range(kind)?;
        self.fits_digits(kind, &range, scale)?;
        let size = width(&range, &num_traits::pow(BigInt::from(10), scale as usize));
        // An unbounded column is limited to numbers of 38 digits, which the readers check.
        let width = if size == Width::Big { Width::Wide } else { size };
        Some(ColumnKind::Number(NumberColumn { scale, range, read_half_even: kind.read_half_even.is_some(), width }))
    }

    /// Cells hold 38 digits, so the ends of a range must fit them with all their decimals.
    fn fits_digits(&mut self, kind: &ast::ColumnType, range: &Interval, scale: u32) -> Maybe<()> {
        let most = Rational::pow10(38 - i32::try_from(scale).unwrap_or(0));
        let fits = |end: &Option<Rational>| end.as_ref().is_none_or(|end| end.abs() < most);
        if fits(&range.lo) && fits(&range.hi) {
            return Some(());
        }
        let span = kind.range.as_ref().map_or(kind.span, |r| r.span);
        let message = say::too_many_digits(scale);
        let help = say::declare_fewer_decimals();
        self.fail(Diagnostic::error(Code::TooManyDigits, span, message).help(help))
    }

    fn scale(&mut self, kind: &ast::ColumnType) -> Maybe<u32> {
        let name = kind.name.text.as_str();
        match (name, kind.decimals) {
            ("count" | "rating", None) => Some(0),
            ("count" | "rating", Some(digits)) => {
                let message = say::decimals_of_whole_number(name);
                let help = say::use_number_for_decimals();
                self.fail(Diagnostic::error(Code::TypeMismatch, digits.span, message).help(help))
            }
            (_, Some(digits)) => Some(digits.count),
            (_, None) => {
                let message = say::no_decimals(name);
                // Decimals are written after the range and before the unit.
                let head = kind.range.as_ref().map_or(kind.name.span, |range| kind.name.span.to(range.span));
                let unit = kind.unit.as_ref().map(|unit| head.to(unit.span));
                let whole = unit.into_iter().chain(kind.read_half_even.map(|rest| head.to(rest))).last();
                let whole = whole.unwrap_or(head);
                let (text, head) = (self.sources.text(whole), self.sources.text(head));
                let help = phrase::write_for_example(format_args!(
                    "{head} with 2 decimals{}",
                    text.strip_prefix(head).unwrap_or("")
                ));
                self.fail(Diagnostic::error(Code::DecimalsNeeded, whole, message).help(help))
            }
        }
    }

    fn legal_range(&mut self, kind: &ast::ColumnType) -> Maybe<Interval> {
        let name = kind.name.text.as_str();
        let zero = Rational::zero;
        let natural = match name {
            "count" => Interval::new(zero(), Rational::pow10(18)),
            "share" => Interval::new(zero(), Rational::one()),
            "rating" if kind.range.is_none() => {
                // If a choice has that name, its name is the mistake.
                if !self.names.catalogue.top.contains_key(name) {
                    self.report(
                        Diagnostic::error(Code::RangeNeeded, kind.span, say::rating_without_range())
                            .help(phrase::write_for_example("rating 1..5")),
                    );
                }
                return None;
            }
            _ => Interval::unbounded(),
        };
        let Some(range) = &kind.range else { return Some(natural) };
        let span = range.span;
        let range = self.bare_range(kind, range)?;
        if !range.within(&natural) {
            let (message, help) = match name {
                "count" => (say::count_below_zero().to_string(), phrase::write("number … with 0 decimals")),
                _ => (say::beyond_natural_range(name, &natural), say::narrow_range_or_use_number().to_string()),
            };
            return self.fail(Diagnostic::error(Code::BadRange, span, message).help(help));
        }
        Some(range)
    }

    /// The range of a column or argument, whose unit is written after `in`.
    pub(crate) fn bare_range(&mut self, kind: &ast::ColumnType, written: &ast::Range) -> Maybe<Interval> {
        let range = self.range(written, None)?;
        let Some(unit) = &written.hi.unit else { return Some(range) };
        let message = say::unit_in_range(&kind.name.text);
        let help = phrase::write(format_args!(
            "{} {}..{} … in {}",
            kind.name.text, written.lo.value, written.hi.value, unit.word
        ));
        self.fail(Diagnostic::error(Code::UnitMismatch, written.span, message).help(help))
    }

    /// A range whose ends are in order and have the same unit. If `unit` is given, the range must have it; for money,
    /// the unit can be omitted.
    pub(crate) fn range(&mut self, range: &ast::Range, unit: Option<(Unit, Span)>) -> Maybe<Interval> {
        let ((lo, lo_unit), (hi, hi_unit)) = (units::value(&range.lo), units::value(&range.hi));
        let text = self.sources.text(range.span);
        if lo_unit != hi_unit {
            let message = say::ends_in_two_units(text, lo_unit.words(), hi_unit.words());
            let help = say::write_same_unit_at_both_ends(units::same_unit_at_both_ends(range));
            return self.fail(Diagnostic::error(Code::UnitMismatch, range.span, message).help(help));
        }
        if lo > hi {
            let message = say::ends_before_it_begins(text);
            return self
                .fail(Diagnostic::error(Code::BadRange, range.span, message).help(say::write_lower_end_first()));
        }
        if let Some((unit, of)) =
            unit.filter(|(unit, _)| *unit != lo_unit && !(*unit == Unit::Money && lo_unit == Unit::Plain))
        {
            let (text, value) = (self.sources.text(range.span), self.sources.text(of));
            let message = say::wrong_unit(text, lo_unit.words(), value, unit.words());
            let finding = Diagnostic::error(Code::UnitMismatch, range.span, message).label(of, unit.words());
            return self.fail(finding.help(unit.cure_of_range(range, self.unit_word(of))));
        }
        Some(Interval::new(lo, hi))
    }

    /// The type of a column; `None` if it has a mistake, which has been reported with its table.
    pub(crate) fn type_if_right(&mut self, kind: &'a ast::ColumnType) -> Maybe<Type> {
        let before = self.findings.len();
        let ty = self.value_type(kind);
        self.findings.truncate(before);
        ty
    }

    /// The type of a column's or argument's value inside expressions: durations in seconds.
    pub(crate) fn value_type(&mut self, kind: &'a ast::ColumnType) -> Maybe<Type> {
        Some(match self.column_kind(kind)? {
            ColumnKind::Text => Type::Text,
            ColumnKind::Date => Type::Date,
            ColumnKind::YesNo { .. } => Type::YesNo,
            ColumnKind::Choice(id, _) => Type::Choice(id),
            ColumnKind::Set(id, _) => Type::Set(id),
            ColumnKind::Number(number) => {
                let (unit, factor) = unit_of(kind);
                Type::from(NumberType::of_column(&number).in_base(unit, &factor.into()))
            }
        })
    }
}

/// The unit of a column, and its size in the base of that unit.
pub(crate) fn unit_of(kind: &ast::ColumnType) -> (Unit, i64) {
    match (&kind.unit, kind.name.text.as_str()) {
        (Some(unit), _) => Unit::named(&unit.word),
        (None, "money") => (Unit::Money, 1),
        (None, _) => (Unit::Plain, 1),
    }
}

fn marker(marker: &ast::Marker, absent: bool) -> Marker {
    Marker { text: marker.text.value.clone(), reason: marker.because.as_ref().map(|b| b.value.clone()), absent }
}

/// The name in this language for a type of a database or of another language.
pub(crate) fn of_other_languages(kind: &str) -> Option<&'static str> {
    Some(match kind.to_lowercase().as_str() {
        "bool" | "boolean" | "logical" | "flag" | "yesno" | "是否" | "布尔" => "yes/no",
        "string" | "str" | "varchar" | "char" | "character" | "文本" | "字符串" => "text",
        "int" | "integer" | "long" | "whole" | "整数" => "number with 0 decimals",
        "float" | "double" | "decimal" | "real" | "numeric" | "小数" | "数字" => "number with 2 decimals",
        "datetime" | "timestamp" | "day" | "日期" => "date",
        _ => return None,
    })
}
