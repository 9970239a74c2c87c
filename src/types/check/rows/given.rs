//! Tests of the language: types cells according to their column, and expectations according to their value.

use super::{Checker, Maybe, all, if_written};
use crate::calendar::days_of;
use crate::diagnostic::{Code, Diagnostic};
use crate::lookup::Lookup;
use crate::messages::{phrase, types::rows as say};
use crate::names::model::SubjectKind;
use crate::names::{SubjectId, ValueId, What, unknown_column};
use crate::number::{Decimal, thousands, without_zeros};
use crate::schema::explain::{self, Numbers};
use crate::schema::{ChoiceId, ColumnId, ColumnKind, Marker, NumberColumn, TableId, cure};
use crate::source::Span;
use crate::syntax::ast::{self, Cell, CellKind, Name};
use crate::types::check_context::{ParamSetting, ParamSource};
use crate::types::op::Type;
use crate::types::tests::*;
use crate::types::units;

impl<'a> Checker<'_, 'a> {
    pub(crate) fn tests(&mut self) -> Vec<TestModel> {
        let tests = self.names.catalogue.tests.clone();
        tests.into_iter().filter_map(|test| self.test(test)).collect()
    }

    fn test(&mut self, test: &'a ast::Test) -> Maybe<TestModel> {
        let given: Vec<Maybe<GivenTable>> = test.given.iter().map(|g| self.given(g)).collect();
        let expects: Vec<Maybe<ExpectModel>> = test.expects.iter().map(|e| self.expect(e)).collect();
        let params: Vec<Maybe<_>> = test.params.iter().map(|(name, value)| self.test_param(name, value)).collect();
        self.rows_apart(test, &given);
        let as_of = if_written(test.as_of.as_ref().map(|d| self.date(&d.value, d.span)));
        if test.expects.is_empty() {
            let message = say::test_expects_nothing();
            self.report(
                Diagnostic::error(Code::TestExpectsNothing, test.title.span, message).help(say::add_expectation()),
            );
        }
        Some(TestModel {
            title: test.title.value.clone(),
            span: test.title.span,
            params: params.into_iter().collect::<Option<_>>()?,
            period: test.period.as_ref().map(|p| (p.value.clone(), p.span)),
            as_of: as_of?,
            given: given.into_iter().collect::<Option<_>>()?,
            expects: expects.into_iter().collect::<Option<_>>()?,
        })
    }

    fn test_param(&mut self, name: &Name, value: &ast::ParamValue) -> Maybe<(String, ParamSetting)> {
        let params = &self.names.catalogue.params;
        if let Some(param) = params.iter().find(|p| p.name.text == name.text) {
            let found = crate::types::param_constant(&self.names.catalogue, param, value);
            let constant = found.map_err(|finding| self.report(finding)).ok()?;
            let setting = ParamSetting { value: constant, source: ParamSource::Test };
            let (Some(given), Some(own)) = (value.number(), param.value.number()) else {
                return Some((name.text.clone(), setting));
            };
            let ((_, unit), (_, wanted)) = (units::value(given), units::value(own));
            if unit == wanted {
                return Some((name.text.clone(), setting));
            }
            let text = self.sources.text(value.span());
            let message = say::wrong_unit(text, unit.words(), &name.text, wanted.words());
            let finding = Diagnostic::error(Code::UnitMismatch, value.span(), message);
            return self.fail(
                finding.label(param.value.span(), phrase::declared_here()).help(phrase::write(units::like(given, own))),
            );
        }
        let help = self
            .names
            .catalogue
            .did_you_mean(&name.text, params.iter().map(|p| p.name.text.as_str()))
            .unwrap_or_else(|| say::declare_param(&name.text));
        let message = say::unknown_param(&name.text);
        self.fail(Diagnostic::error(Code::UnknownName, name.span, message).about(&name.text).help(help))
    }

    fn given(&mut self, given: &'a ast::Given) -> Maybe<GivenTable> {
        let table = self.names.catalogue.subject_named(&given.table.text).and_then(|s| self.names.catalogue.rows_of(s));
        let Some(id) = table else {
            let tables = self.names.catalogue.tables.iter().map(|t| t.name.text.as_str());
            let help = self
                .names
                .catalogue
                .did_you_mean(&given.table.text, tables)
                .unwrap_or_else(|| say::name_a_table().into());
            let message = say::unknown_table(&given.table.text);
            return self.fail(
                Diagnostic::error(Code::UnknownName, given.table.span, message).about(&given.table.text).help(help),
            );
        };
        let written = self.names.catalogue.table(id);
        if let Some(rows) = written.rows.first() {
            let message = say::given_rows_of_policy(&written.name.text);
            let finding = Diagnostic::error(Code::PageRows, given.table.span, message)
                .about(&written.name.text)
                .label(rows.span, say::the_rows());
            return self.fail(finding.help(say::remove_given_rows()));
        }
        let schema = self.model.tables[id].clone();
        let columns = self.given_columns(id, given)?;
        if let Some(key) = schema.key.iter().find(|k| !columns.contains(k)).map(|k| schema.column(*k)) {
            let message = say::given_without_key(&written.name.text, &key.name);
            let help = say::add_column(&key.name);
            return self.fail(
                Diagnostic::error(Code::TestKey, given.table.span, message)
                    .about(&written.name.text)
                    .about(&key.name)
                    .help(help),
            );
        }
        let expected = (Code::TestCell, say::write_one_cell_each());
        let rows = given.rows.iter().map(|(cells, span)| self.row_cells((id, &columns), (cells, *span), expected));
        let rows = all(rows)?;
        Some(GivenTable { table: id, columns, rows })
    }

    /// The columns whose cells a test gives, without duplicates.
    fn given_columns(&mut self, id: TableId, given: &'a ast::Given) -> Maybe<Vec<ColumnId>> {
        let mut columns = Vec::new();
        let mut known: Lookup<&str, Span> = Lookup::default();
        let mut again = None;
        for name in &given.columns {
            let first = *known.entry(&name.text).or_insert(name.span);
            if first != name.span {
                self.report(crate::names::named_twice(name, first));
                again = again.or(Some(name));
            }
            match self.names.catalogue.column_named(id, &name.text) {
                Some(column) => columns.push(column),
                None => self.report(unknown_column(&self.names.catalogue, self.names.catalogue.table(id), name)),
            }
        }
        if columns.len() != given.columns.len() {
            return None;
        }
        if let Some(name) = again {
            let message = say::duplicate_column(&name.text);
            return self.fail(Diagnostic::error(Code::SaidTwice, name.span, message).help(say::keep_one_column()));
        }
        Some(columns)
    }

    /// The cells of a row, one for each of these columns of a table. A row of another length is reported with this code
    /// and help, unless a more exact explanation is found.
    pub(super) fn row_cells(
        &mut self,
        (table, columns): (TableId, &[ColumnId]),
        (cells, span): (&[Cell], Span),
        (code, help): (Code, &str),
    ) -> Maybe<Vec<GivenCell>> {
        if cells.len() != columns.len() {
            let finding = self.other_length(cells, table, columns, span);
            let finding = finding.unwrap_or_else(|message| Diagnostic::error(code, span, message).help(help));
            return self.fail(Diagnostic { code, ..finding });
        }
        let cells = cells.iter().zip(columns);
        all(cells.map(|(cell, column)| self.given_cell(table, *column, cell)))
    }

    /// The finding for a row that has another number of cells than there are columns, if a number with a comma explains
    /// the difference, since it is two cells. Otherwise the error is the message alone.
    fn other_length(
        &self,
        cells: &[Cell],
        table: TableId,
        columns: &[ColumnId],
        row: Span,
    ) -> Result<Diagnostic, String> {
        let message = say::wrong_number_of_cells(say::cells(cells.len()), say::columns(columns.len()));
        let is_digits =
            |cell: &Cell| cure::plain(self.sources.text(cell.span)).bytes().all(|c| c.is_ascii_digit() || c == b'.');
        let tight = |left: &Cell, right: &Cell| {
            self.tight(left.span, right.span) && matches!(left.kind, CellKind::Number(_)) && is_digits(right)
        };
        let mut runs = cells.chunk_by(tight).filter(|run| run.len() > 1);
        let joined: usize = runs.clone().map(|run| run.len() - 1).sum();
        let first = runs.next().and_then(|run| Some(run.first()?.span.to(run.last()?.span)));
        let first = first.filter(|_| cells.len() - joined == columns.len());
        let meant = first.and_then(|place| {
            let before = cells.iter().take_while(|cell| cell.span.start < place.start).count();
            let column = self.model.tables[table].column(*columns.get(before)?);
            let text = self.sources.text(place);
            let meant = match &column.kind {
                ColumnKind::Number(number) => Numbers { name: &column.name, column: number }.without_marks(text),
                _ => None,
            };
            Some((place, meant.or_else(|| explain::as_number(text))?))
        });
        let Some((place, meant)) = meant else { return Err(message) };
        let message = say::comma_between_cells(&message, self.sources.text(place));
        Ok(Diagnostic::error(Code::TestCell, place, message).label(row, say::the_row()).help(meant))
    }

    /// Reports two rows of a test with the same key, as in a file.
    fn rows_apart(&mut self, test: &ast::Test, given: &[Maybe<GivenTable>]) {
        let mut seen: Lookup<(TableId, Vec<&GivenCell>), Span> = Lookup::default();
        for (table, written) in given.iter().zip(&test.given).filter_map(|(t, w)| t.as_ref().zip(Some(w))) {
            let schema = &self.model.tables[table.table];
            for (row, (_, span)) in table.rows.iter().zip(&written.rows) {
                let at = |key| table.columns.iter().position(|c| c == key).and_then(|at| row.get(at));
                let Some(key) = schema.key.iter().map(at).collect::<Option<Vec<_>>>() else { continue };
                if key.is_empty() {
                    continue;
                }
                let first = *seen.entry((table.table, key)).or_insert(*span);
                if first != *span {
                    let message = say::rows_with_same_key(&schema.name);
                    let finding = Diagnostic::error(Code::TestKey, *span, message)
                        .about(&schema.name)
                        .label(first, phrase::first_of_two());
                    self.findings.push(finding.help(say::give_rows_own_keys()));
                }
            }
        }
    }

    pub(crate) fn given_cell(&mut self, table: TableId, id: ColumnId, cell: &Cell) -> Maybe<GivenCell> {
        self.type_of_column(table, id)?;
        let column = self.model.tables[table].column(id).clone();
        self.cell_of(&column.name, &column.kind, &column.missing, cell)
    }

    fn cell_of(&mut self, name: &str, kind: &ColumnKind, missing: &[Marker], cell: &Cell) -> Maybe<GivenCell> {
        let stands_for = |absent: bool| {
            let at = missing.iter().position(|m| m.absent == absent);
            at.map(|at| GivenCell::Missing(u8::try_from(at).unwrap_or(u8::MAX - 1)))
        };
        match (&cell.kind, kind) {
            (CellKind::Absent, _) => match stands_for(true) {
                Some(absent) => Some(absent),
                None => {
                    let message = say::absent_not_declared(name);
                    let help = say::declare_absent();
                    self.fail(Diagnostic::error(Code::TestCell, cell.span, message).about(name).help(help))
                }
            },
            (CellKind::Missing, _) if stands_for(false).is_none() => {
                let message = say::missing_not_declared(name);
                let help = say::declare_missing();
                self.fail(Diagnostic::error(Code::TestCell, cell.span, message).about(name).help(help))
            }
            (CellKind::Missing, _) => stands_for(false),
            (CellKind::Set(names), ColumnKind::Set(id, _)) => self.set_cell(names, *id),
            (CellKind::Text(text), _) if missing.iter().any(|m| m.text == *text) => {
                let at = missing.iter().position(|m| m.text == *text)?;
                Some(GivenCell::Missing(u8::try_from(at).unwrap_or(u8::MAX - 1)))
            }
            (CellKind::Number(quantity), ColumnKind::Number(number)) if quantity.percent || quantity.unit.is_some() => {
                let message = say::number_with_unit(name);
                let bare = || Numbers { name, column: number }.without_marks(self.sources.text(cell.span));
                let help = match &quantity.unit {
                    Some(_) => None,
                    None => bare(),
                };
                let help = help.unwrap_or_else(|| say::write_bare_number().to_string());
                self.fail(Diagnostic::error(Code::TestCell, cell.span, message).about(name).help(help))
            }
            (CellKind::Number(quantity), ColumnKind::Number(number)) => {
                let units = number.units(&quantity.value);
                if units.is_none() {
                    let text = cure::plain(self.sources.text(cell.span));
                    let unknown = missing.iter().any(|marker| !marker.absent).then(|| phrase::name("missing"));
                    let wrong = Numbers { name, column: number }.explain(&text, unknown.as_deref());
                    self.report(Diagnostic { code: Code::TestCell, ..wrong }.at(cell.span));
                }
                self.point_in_cell(number, cell);
                units.map(GivenCell::Number)
            }
            (CellKind::Text(text), ColumnKind::Text) => Some(GivenCell::Text(text.clone())),
            (CellKind::Date(text), ColumnKind::Date) => self.date(text, cell.span).map(GivenCell::Date),
            (CellKind::YesNo(flag), ColumnKind::YesNo { .. }) => Some(GivenCell::YesNo(*flag)),
            (CellKind::Name(name), ColumnKind::Choice(id, _)) => {
                self.choice_cell(name, cell.span, *id).map(GivenCell::Choice)
            }
            (_, kind) => self.other_kind(name, kind, cell),
        }
    }

    /// Reports a cell of another kind than its column.
    fn other_kind<T>(&mut self, name: &str, kind: &ColumnKind, cell: &Cell) -> Maybe<T> {
        let text = self.sources.text(cell.span);
        let inside = match &cell.kind {
            CellKind::Text(text) => text,
            _ => text,
        };
        let (wanted, help) = match kind {
            ColumnKind::Text => (say::a_text(), say::write_in_quotation_marks(text)),
            ColumnKind::Number(number) => {
                let meant = Numbers { name, column: number }.without_marks(inside);
                (say::a_number(), meant.unwrap_or_else(|| say::write_without_quotation_marks().to_string()))
            }
            ColumnKind::Choice(id, _) => (say::a_name_of_its_choice(), self.one_of(*id, inside)),
            ColumnKind::Date => (say::a_date(), date(inside)),
            ColumnKind::YesNo { .. } => (say::yes_or_no_in_backticks(), say::write_yes_or_no().to_string()),
            ColumnKind::Set(..) => (say::a_set(), say::write_set_in_brackets().to_string()),
        };
        let message = say::wrong_cell(name, wanted, text);
        self.fail(Diagnostic::error(Code::TestCell, cell.span, message).about(name).help(help))
    }

    /// Warns of a number with three decimals, if the column has fewer and the decimals beyond them are zero: its point
    /// may be meant as a thousands separator.
    fn point_in_cell(&mut self, column: &NumberColumn, cell: &Cell) {
        let text = cure::plain(self.sources.text(cell.span));
        let legal = |text: &str| Decimal::parse(text).is_ok_and(|number| column.units(&number).is_some());
        let Some(whole) = thousands(&text).filter(|whole| column.scale < 3 && legal(whole) && legal(&text)) else {
            return;
        };
        let small = without_zeros(&text);
        let message = say::point_read_as_decimal(&text, small);
        let help = say::write_number_read_or_whole(small, &whole);
        self.report(Diagnostic::error(Code::PointInNumber, cell.span, message).help(help).into_warning());
    }

    /// The values of a set: a bit for each.
    fn set_cell(&mut self, names: &[Name], id: ChoiceId) -> Maybe<GivenCell> {
        let bits = all(names.iter().map(|name| self.choice_cell(&name.text, name.span, id)))?;
        Some(GivenCell::Set(bits.into_iter().fold(0, |set, bit| set | 1u64.checked_shl(bit).unwrap_or(0))))
    }

    /// How to write a value of a choice: the name that the given text means, else all names.
    fn one_of(&self, id: ChoiceId, text: &str) -> String {
        let values = &self.model.choices[id].values;
        let is = |own: &str| own == text || cure::looks_like(text, own).is_some();
        let meant = values.iter().find(|v| is(&v.text) || is(&v.name) || v.label.as_deref().is_some_and(is));
        match meant {
            Some(value) => say::write_name(&value.name),
            None => say::write_one_of(self.choice_names(id)),
        }
    }

    fn choice_cell(&mut self, name: &str, span: Span, id: ChoiceId) -> Maybe<u32> {
        if let Some(at) = self.names.catalogue.choice_value(id, name) {
            return Some(at);
        }
        let choice = &self.model.choices[id];
        let of = &choice.name;
        let names: Vec<&str> = choice.values.iter().map(|v| v.name.as_str()).collect();
        let help = self
            .names
            .catalogue
            .did_you_mean(name, names.iter().copied())
            .unwrap_or_else(|| phrase::its_values(phrase::names(names)));
        self.fail(Diagnostic::error(Code::UnknownName, span, phrase::unknown_value(of, name)).about(name).help(help))
    }

    fn expect(&mut self, expect: &'a ast::Expect) -> Maybe<ExpectModel> {
        let Some(subject) = self.names.catalogue.subject_named(&expect.of.text) else {
            let known = self.names.catalogue.subjects.iter().map(|s| s.name.text.as_str()).filter(|n| *n != "all");
            let help = self.names.catalogue.did_you_mean(&expect.of.text, known.clone()).unwrap_or_else(|| {
                let list = phrase::names(known);
                if list.is_empty() { say::declare_table_first().into() } else { say::subjects_are(list) }
            });
            let message = say::unknown_subject(&expect.of.text);
            return self
                .fail(Diagnostic::error(Code::UnknownName, expect.of.span, message).about(&expect.of.text).help(help));
        };
        let value = self.expected_value(subject, &expect.value)?;
        let key = self.expected_key(subject, expect)?;
        let ty = self.model.value(value)?.expr.ty.held().clone();
        let expected = self.expected(expect, &ty)?;
        let told = self.told(expect, value)?;
        Some(ExpectModel { subject, value, key, expected, told, span: expect.span })
    }

    /// The clause and the reason that an eligibility must give in addition to its outcome.
    fn told(&mut self, expect: &ast::Expect, value: ValueId) -> Maybe<ExpectedClause> {
        let text = |t: &Option<ast::Text>| t.as_ref().map(|t| t.value.clone());
        let missing = matches!(expect.expected.kind, CellKind::Missing);
        let because = if missing { None } else { text(&expect.because) };
        let told = ExpectedClause { cite: text(&expect.cite), because };
        if (told.cite.is_some() || told.because.is_some()) && !self.is_eligibility(value) {
            let message = say::value_without_clauses(&expect.value.text);
            let help = say::clauses_of_eligibility_alone();
            return self
                .fail(Diagnostic::error(Code::TestCell, expect.span, message).about(&expect.value.text).help(help));
        }
        Some(told)
    }

    fn expected_value(&mut self, subject: SubjectId, name: &Name) -> Maybe<ValueId> {
        if let Some(What::Value(id)) = self.names.catalogue.in_scope(subject, &name.text) {
            return Some(id);
        }
        let of = self.names.catalogue.subject(subject).name.text.clone();
        let values = self.names.catalogue.values.iter().filter(|v| v.subject == subject);
        let help = self
            .names
            .catalogue
            .did_you_mean(&name.text, values.map(|v| v.name.text.as_str()))
            .unwrap_or_else(|| say::expect_value_of(&of));
        let message = phrase::unknown_value(&of, &name.text);
        self.fail(Diagnostic::error(Code::UnknownName, name.span, message).about(&name.text).help(help))
    }

    fn expected_key(&mut self, subject: SubjectId, expect: &ast::Expect) -> Maybe<Vec<GivenCell>> {
        let model = self.model.subjects[subject].clone();
        if !self.key_is_whole(subject, model.key.len()) {
            return None;
        }
        if model.key.len() != expect.key.len() {
            let names: Vec<&str> = model.key.iter().map(|part| part.name.as_str()).collect();
            if names.is_empty() {
                let message = say::subject_without_key(&model.name);
                let help = phrase::write(format_args!("of {} is …", model.name));
                return self
                    .fail(Diagnostic::error(Code::TestKey, expect.of.span, message).about(&model.name).help(help));
            }
            let key = phrase::names(&names);
            let message = say::wrong_length_of_key(names.len(), &model.name, key, expect.key.len());
            let help = match names.as_slice() {
                [one] => say::give_value_of_key(&model.name, one),
                _ => say::give_values_of_key(&model.name, names.join(", ")),
            };
            let finding = Diagnostic::error(Code::TestKey, expect.of.span, message).about(&model.name).help(help);
            return self.fail(names.iter().fold(finding, Diagnostic::about));
        }
        let cells = expect.key.iter().zip(&model.key);
        all(cells.map(|(cell, part)| self.cell_of(&part.name, &part.kind, &[], cell)))
    }

    /// Whether every column of a key was found; unknown columns have been reported.
    fn key_is_whole(&self, subject: SubjectId, found: usize) -> bool {
        let of = self.names.catalogue.subject(subject);
        match of.kind {
            SubjectKind::Rows(table) => {
                self.names.catalogue.table(table).keys.first().is_some_and(|(names, _)| names.len() == found)
            }
            _ => of.whole,
        }
    }

    fn expected(&mut self, expect: &ast::Expect, ty: &Type) -> Maybe<Expected> {
        let cell = &expect.expected;
        match (&cell.kind, ty) {
            (CellKind::Missing, _) => Some(Expected::Missing(expect.because.as_ref().map(|b| b.value.clone()))),
            (CellKind::Number(quantity), Type::Number(number)) => {
                let (value, unit) = units::value(quantity);
                if unit == number.unit || quantity.unit.is_none() && number.unit == units::Unit::Money {
                    return Some(Expected::Number(value, unit));
                }
                let text = self.sources.text(cell.span);
                let (own, name) = (unit.words(), &expect.value.text);
                let message = say::wrong_unit(text, own, name, number.unit.words());
                let help = number.unit.cure(text, self.unit_word(expect.value.span));
                self.fail(Diagnostic::error(Code::UnitMismatch, cell.span, message).help(help))
            }
            (CellKind::YesNo(flag), Type::YesNo) => Some(Expected::YesNo(*flag)),
            (CellKind::Text(text), Type::Text) => Some(Expected::Text(text.clone())),
            (CellKind::Date(text), Type::Date) => self.date(text, cell.span).map(Expected::Date),
            (CellKind::Name(name), Type::Choice(id)) => self.choice_cell(name, cell.span, *id).map(Expected::Choice),
            (_, ty) => {
                let text = self.sources.text(cell.span);
                let inside = match &cell.kind {
                    CellKind::Text(text) => text,
                    _ => text,
                };
                let help = match ty {
                    Type::Number(_) => explain::as_number(inside).unwrap_or_else(|| say::expect_number().to_string()),
                    Type::YesNo => say::expect_yes_or_no().to_string(),
                    Type::Text => say::expect_text().to_string(),
                    Type::Date => date(inside),
                    Type::Choice(id) => self.one_of(*id, inside),
                    Type::Set(_) | Type::Reference(..) | Type::Sorted => say::expect_another_value().to_string(),
                };
                let message = say::wrong_expectation(&expect.value.text, self.words(ty), text);
                let finding = Diagnostic::error(Code::TestCell, cell.span, message).about(&expect.value.text);
                self.fail(finding.about(self.model.type_name(ty)).help(help))
            }
        }
    }
}

/// How to write a date that is written in quotation marks or in another form.
fn date(text: &str) -> String {
    match days_of(text) {
        Some(_) => say::write_date_without_quotation_marks(text),
        None => explain::date(text, None).help.unwrap_or_default(),
    }
}
