//! Tests of the language: cells by the type of their column, expectations by the type of their value.

use super::{Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::names::{Referent, SubjectId, ValueId, unknown_column};
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{self, Cell, CellKind, Name};
use crate::types::model::Type;
use crate::types::schema::{ColumnKind, ColumnSchema, TableId};
use crate::types::tests::*;
use crate::types::units;

impl<'a> Checker<'_, 'a> {
    pub(super) fn tests(&mut self) -> Vec<TestModel> {
        let tests = self.names.catalogue.tests.clone();
        tests.into_iter().filter_map(|test| self.test(test)).collect()
    }

    fn test(&mut self, test: &'a ast::Test) -> Maybe<TestModel> {
        let given: Vec<Maybe<GivenTable>> = test.given.iter().map(|g| self.given(g)).collect();
        let expects: Vec<Maybe<ExpectModel>> = test.expects.iter().map(|e| self.expect(e)).collect();
        let params: Vec<Maybe<_>> = test.params.iter().map(|(name, value)| self.test_param(name, value)).collect();
        let as_of = test.as_of.as_ref().map(|d| self.date(&d.value, d.span)).map_or(Some(None), |d| d.map(Some));
        if test.expects.is_empty() {
            let message = "this test expects nothing";
            self.report(
                Diagnostic::error(Code::TestExpectsNothing, test.title.span, message)
                    .help("add a line `expect … of … is …`"),
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

    fn test_param(&mut self, name: &Name, value: &ast::Quantity) -> Maybe<(String, Rational)> {
        let params = &self.names.catalogue.params;
        if let Some(param) = params.iter().find(|p| p.name.text == name.text) {
            let ((own, unit), (_, page)) = (units::value(value), units::value(&param.value));
            if unit == page {
                return Some((name.text.clone(), own));
            }
            let message = format!("`{}` is {}, and this is {}", name.text, page.words(), unit.words());
            self.report(
                Diagnostic::error(Code::UnitMismatch, value.span, message)
                    .label(param.value.span, "on the page")
                    .help("write it in the unit of the page"),
            );
            return None;
        }
        let help = suggest::did_you_mean(&name.text, params.iter().map(|p| p.name.text.as_str()))
            .unwrap_or_else(|| format!("declare it: `param {} = …`", name.text));
        let message = format!("there is no param `{}`", name.text);
        self.report(Diagnostic::error(Code::UnknownName, name.span, message).help(help));
        None
    }

    fn given(&mut self, given: &'a ast::Given) -> Maybe<GivenTable> {
        let table = self.names.catalogue.subject_named(&given.table.text).and_then(|s| self.names.catalogue.rows_of(s));
        let Some(id) = table else {
            let tables = self.names.catalogue.tables.iter().map(|t| t.name.text.as_str());
            let help =
                suggest::did_you_mean(&given.table.text, tables).unwrap_or_else(|| "rows are given of a table".into());
            let message = format!("there is no table `{}`", given.table.text);
            self.report(Diagnostic::error(Code::UnknownName, given.table.span, message).help(help));
            return None;
        };
        let written = self.names.catalogue.table(id);
        let schema = self.model.tables.get(id.0)?.clone();
        let mut columns = Vec::new();
        for name in &given.columns {
            match written.columns.iter().position(|c| c.name.text == name.text) {
                Some(i) => columns.push(crate::types::schema::ColumnId(i)),
                None => self.report(unknown_column(written, name)),
            }
        }
        if columns.len() != given.columns.len() {
            return None;
        }
        for (i, name) in given.columns.iter().enumerate() {
            if given.columns.iter().take(i).any(|n| n.text == name.text) {
                let message = format!("the column `{}` is given twice", name.text);
                self.report(Diagnostic::error(Code::SaidTwice, name.span, message).help("keep one of the two"));
                return None;
            }
        }
        if let Some(key) = schema.key.iter().find(|k| !columns.contains(k)).and_then(|k| schema.column(*k)) {
            let message = format!("the key column `{}` is not given", key.name);
            self.report(
                Diagnostic::error(Code::TestKey, given.table.span, message).help("every row of a test has its key"),
            );
            return None;
        }
        let rows: Vec<Maybe<Vec<GivenCell>>> = given
            .rows
            .iter()
            .map(|(cells, span)| {
                if cells.len() != columns.len() {
                    let message = format!("here are {} cells for {} columns", cells.len(), columns.len());
                    self.report(
                        Diagnostic::error(Code::TestCell, *span, message).help("write one cell for each column"),
                    );
                    return None;
                }
                let typed: Vec<Maybe<GivenCell>> =
                    cells.iter().zip(&columns).map(|(cell, id)| self.cell(cell, schema.column(*id)?)).collect();
                typed.into_iter().collect()
            })
            .collect();
        let rows: Vec<Vec<GivenCell>> = rows.into_iter().collect::<Option<_>>()?;
        let key = |row: &[GivenCell]| {
            let at = schema.key.iter().filter_map(|k| columns.iter().position(|c| c == k));
            at.filter_map(|at| row.get(at).cloned()).collect::<Vec<_>>()
        };
        for (i, row) in rows.iter().enumerate() {
            if rows.iter().take(i).any(|other| key(other) == key(row)) {
                let span = given.rows.get(i).map_or(given.table.span, |(_, span)| *span);
                let message = "an earlier row has the same key";
                self.report(Diagnostic::error(Code::TestKey, span, message).help("give each row a key of its own"));
                return None;
            }
        }
        Some(GivenTable { table: id, columns, rows })
    }

    fn cell(&mut self, cell: &Cell, column: &ColumnSchema) -> Maybe<GivenCell> {
        match (&cell.kind, &column.kind) {
            (CellKind::Missing, _) if column.missing.is_empty() => {
                let message = format!("`{}` cannot be missing", column.name);
                self.report(
                    Diagnostic::error(Code::TestCell, cell.span, message)
                        .help("give a value, or declare the column `or missing`"),
                );
                None
            }
            (CellKind::Missing, _) => Some(GivenCell::Missing(0)),
            (CellKind::Text(text), _) if column.missing.iter().any(|m| m.text == *text) => {
                let at = column.missing.iter().position(|m| m.text == *text)?;
                Some(GivenCell::Missing(u8::try_from(at).unwrap_or(u8::MAX - 1)))
            }
            (CellKind::Number(quantity), ColumnKind::Number(number)) => {
                let value = self.in_unit_of(quantity, column)?;
                let units = (&value * &Rational::pow10(i32::try_from(number.scale).unwrap_or(0))).whole();
                match units.filter(|_| number.range.contains(&value)) {
                    Some(units) => Some(GivenCell::Number(units)),
                    None => {
                        let message =
                            format!("`{}` takes {} with at most {} decimals", column.name, number.range, number.scale);
                        self.report(
                            Diagnostic::error(Code::TestCell, cell.span, message)
                                .help("give a value that a file could hold"),
                        );
                        None
                    }
                }
            }
            (CellKind::Text(text), ColumnKind::Text) => Some(GivenCell::Text(text.clone())),
            (CellKind::Date(text), ColumnKind::Date) => self.date(text, cell.span).map(GivenCell::Date),
            (CellKind::YesNo(flag), ColumnKind::YesNo { .. }) => Some(GivenCell::YesNo(*flag)),
            (CellKind::Name(name), ColumnKind::Choice(id, values)) => {
                let names = values.iter().map(|v| v.name.as_str());
                self.choice_cell(name, cell.span, names.collect(), id.0).map(GivenCell::Choice)
            }
            (_, kind) => {
                let wanted = match kind {
                    ColumnKind::Text => "a text in quotation marks",
                    ColumnKind::Number(_) => "a number",
                    ColumnKind::Choice(..) => "a name of its choice",
                    ColumnKind::Date => "a date such as `2026-01-31`",
                    ColumnKind::YesNo { .. } => "`yes` or `no`",
                };
                let message = format!("`{}` takes {wanted}", column.name);
                self.report(
                    Diagnostic::error(Code::TestCell, cell.span, message)
                        .help("write the cell in the type of its column"),
                );
                None
            }
        }
    }

    /// The number of a cell as the file would have it: a written unit is brought to that of the column.
    fn in_unit_of(&mut self, quantity: &ast::Quantity, column: &ColumnSchema) -> Maybe<Rational> {
        let (value, own) = units::value(quantity);
        if quantity.unit.is_none() {
            return Some(value);
        }
        let written = self.names.catalogue.tables.iter().flat_map(|t| &t.columns);
        let kind = written.filter(|c| c.name.text == column.name).map(|c| super::tables::unit_of(&c.kind));
        match kind.clone().find(|(unit, _)| *unit == own) {
            Some((_, factor)) => value.checked_div(&Rational::from(factor)),
            None => {
                let wanted = kind.clone().next().map_or("a plain number", |(unit, _)| unit.words());
                let message = format!("`{}` is {wanted}, and this is {}", column.name, own.words());
                self.report(
                    Diagnostic::error(Code::UnitMismatch, quantity.span, message).help("write it as the file would"),
                );
                None
            }
        }
    }

    fn choice_cell(&mut self, name: &str, span: Span, names: Vec<&str>, choice: usize) -> Maybe<u32> {
        if let Some(at) = names.iter().position(|n| *n == name) {
            return u32::try_from(at).ok();
        }
        let of = self.model.choices.get(choice).map_or(String::new(), |c| c.name.clone());
        let help = suggest::did_you_mean(name, names.iter().copied())
            .unwrap_or_else(|| format!("it lists `{}`", names.join("`, `")));
        self.report(Diagnostic::error(Code::UnknownName, span, format!("`{of}` has no value `{name}`")).help(help));
        None
    }

    fn expect(&mut self, expect: &'a ast::Expect) -> Maybe<ExpectModel> {
        let Some(subject) = self.names.catalogue.subject_named(&expect.of.text) else {
            let known = self.names.catalogue.subjects.iter().map(|s| s.name.text.as_str());
            let help =
                suggest::did_you_mean(&expect.of.text, known).unwrap_or_else(|| "name a table or a subject".into());
            let message = format!("there is no table or subject `{}`", expect.of.text);
            self.report(Diagnostic::error(Code::UnknownName, expect.of.span, message).help(help));
            return None;
        };
        let value = self.expected_value(subject, &expect.value)?;
        let key = self.expected_key(subject, expect)?;
        let ty = self.model.values.get(value.0)?.as_ref()?.expr.ty.clone();
        let expected = self.expected(expect, &ty)?;
        Some(ExpectModel { subject, value, key, expected, span: expect.span })
    }

    fn expected_value(&mut self, subject: SubjectId, name: &Name) -> Maybe<ValueId> {
        if let Some(Referent::Value(id)) = self.names.catalogue.in_scope(subject, &name.text) {
            return Some(id);
        }
        let of = self.names.catalogue.subject(subject).name.text.clone();
        let values = self.names.catalogue.values.iter().filter(|v| v.subject == subject);
        let help = suggest::did_you_mean(&name.text, values.map(|v| v.name.text.as_str()))
            .unwrap_or_else(|| "a test expects a tree, a node, tiers or a `let`".into());
        let message = format!("`{of}` has no value `{}`", name.text);
        self.report(Diagnostic::error(Code::UnknownName, name.span, message).help(help));
        None
    }

    fn expected_key(&mut self, subject: SubjectId, expect: &ast::Expect) -> Maybe<Vec<GivenCell>> {
        let model = self.model.subjects.get(subject.0)?.clone();
        let columns: Vec<ColumnSchema> = self.key_columns(model.table, &model.key);
        if columns.len() != expect.key.len() {
            let names = columns.iter().map(|c| format!("`{}`", c.name)).collect::<Vec<_>>().join(", ");
            let message = format!("`{}` is named by {names}, and here are {} values", model.name, expect.key.len());
            let help = "write one value for each, in brackets: `of country (\"A\", 2022)`";
            self.report(Diagnostic::error(Code::TestKey, expect.of.span, message).help(help));
            return None;
        }
        let cells: Vec<Maybe<GivenCell>> =
            expect.key.iter().zip(&columns).map(|(cell, column)| self.cell(cell, column)).collect();
        cells.into_iter().collect()
    }

    fn key_columns(&self, table: TableId, key: &[crate::types::schema::ColumnId]) -> Vec<ColumnSchema> {
        let table = self.model.tables.get(table.0);
        key.iter().filter_map(|id| table.and_then(|t| t.column(*id)).cloned()).collect()
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
                let message = format!("`{}` is {}", expect.value.text, number.unit.words());
                self.report(Diagnostic::error(Code::UnitMismatch, cell.span, message).help("write its unit"));
                None
            }
            (CellKind::YesNo(flag), Type::YesNo) => Some(Expected::YesNo(*flag)),
            (CellKind::Text(text), Type::Text) => Some(Expected::Text(text.clone())),
            (CellKind::Date(text), Type::Date) => self.date(text, cell.span).map(Expected::Date),
            (CellKind::Name(name), Type::Choice(id)) => {
                let choice = self.model.choices.get(id.0)?.clone();
                let names = choice.values.iter().map(|v| v.name.as_str()).collect();
                self.choice_cell(name, cell.span, names, id.0).map(Expected::Choice)
            }
            (_, ty) => {
                let message = format!("`{}` is {}", expect.value.text, self.words(ty));
                self.report(
                    Diagnostic::error(Code::TestCell, cell.span, message)
                        .help("expect a value of that kind, or `missing`"),
                );
                None
            }
        }
    }
}
