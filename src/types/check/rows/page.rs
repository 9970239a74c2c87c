//! Rows that are written in the policy, and columns that form a family: both are selected by the value of a choice.
//!
//! Facts that a policy states about each measure are part of the rule, so such rows are not data. The value of a column
//! is lowered to the first row whose key matches, and a column of a family to the first value of the choice that
//! matches.

use super::{CheckScope, Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic};
use crate::faults::fault;
use crate::lookup::Lookup;
use crate::messages::{phrase, types::rows as say};
use crate::names::FamilyId;
use crate::names::SubjectId;
use crate::schema::{ChoiceId, ColumnId, ColumnKind, TableId, TableSchema};
use crate::source::Span;
use crate::syntax::ast;
use crate::types::typed::Expr;
use crate::types::written::page::{PageRow, PageRows, PageTable, of_family, row_key};

impl<'a> Checker<'_, 'a> {
    /// Types the rows that are written in the policy.
    pub(crate) fn page(&mut self) {
        for (id, table) in self.names.catalogue.tables.entries() {
            self.page[id] = table.rows.first().and_then(|rows| self.page_rows(id, table, rows));
        }
    }

    fn page_rows(&mut self, id: TableId, table: &'a ast::Table, written: &'a ast::PageRows) -> Maybe<PageRows> {
        if let Some(second) = table.rows.get(1) {
            let finding = Diagnostic::error(Code::SaidTwice, second.span, say::duplicate_rows());
            self.report(finding.label(written.span, phrase::first_of_two()).help(say::merge_rows()));
        }
        self.page_columns(table)?;
        let columns: Vec<ColumnId> = self.names.catalogue.columns(id).map(|(column, _)| column).collect();
        let mut rows = Vec::new();
        for (cells, span) in &written.rows {
            let help = say::write_cells_in_order();
            rows.push(self.row_cells((id, &columns), (cells, *span), (Code::PageRows, help)));
        }
        let rows: PageRows = rows.into_iter().map(|row| row.map(PageRow::from)).collect::<Option<_>>()?;
        let schema = self.model.tables[id].clone();
        self.key_of_choices(id, table, &schema)?;
        self.each_key_once(table, &schema, written, &rows)?;
        Some(rows)
    }

    /// Reports features that only tables of data have.
    fn page_columns(&mut self, table: &'a ast::Table) -> Maybe<()> {
        let name = &table.name.text;
        let mut wrong =
            |span, message: String, help: &str| self.fail(Diagnostic::error(Code::PageRows, span, message).help(help));
        if let Some(optional) = table.optional {
            let message = say::optional_rows_of_policy(name);
            return wrong(optional, message, &phrase::remove("optional"));
        }
        if let Some(dated) = &table.dated {
            let message = say::dated_rows_of_policy(name);
            return wrong(dated.span, message, say::remove_dated_or_use_file());
        }
        for column in &table.columns {
            let text = column.family.as_ref().map_or(&column.name.text, |family| &family.name.text);
            if let Some(family) = &column.family {
                let message = say::family_of_policy(text);
                let help = say::add_choice_to_key(&family.choice);
                return wrong(column.name.span, message, &help);
            }
            if let Some(to) = &column.refers {
                let message = say::column_of_policy_refers(text, &to.text);
                return wrong(to.span, message, say::declare_type_or_use_file());
            }
            if column.kind.set_of.is_some() {
                let message = say::set_of_policy(text);
                return wrong(column.kind.span, message, say::write_column_for_each_value());
            }
            if let Some(absent) = &column.absent {
                let message = say::absent_in_policy(text);
                return wrong(absent.span, message, &phrase::write("or missing \"\" because \"…\""));
            }
        }
        table.references.first().map_or(Some(()), |reference| {
            let message = say::reference_of_policy(&reference.name.text);
            wrong(reference.span, message, say::remove_reference_or_use_file())
        })
    }

    /// Checks that rows of the policy are found by choices, all of whose values are known.
    fn key_of_choices(&mut self, of: TableId, table: &'a ast::Table, schema: &TableSchema) -> Maybe<()> {
        let other = |id: &&ColumnId| !matches!(schema.column(**id).kind, ColumnKind::Choice(..));
        let Some(id) = schema.key.iter().find(other) else { return (!schema.key.is_empty()).then_some(()) };
        let column = self.names.catalogue.column(of, *id);
        let message = say::key_of_policy_is_not_a_choice(&column.name.text);
        let finding = Diagnostic::error(Code::PageRows, column.kind.span, message);
        let rows = table.rows.first().map_or(column.name.span, |rows| rows.span);
        let help = say::declare_choice_or_use_file();
        self.fail(finding.label(rows, say::the_rows()).help(help))
    }

    /// Checks that every combination of the key has exactly one row.
    fn each_key_once(
        &mut self,
        table: &'a ast::Table,
        schema: &TableSchema,
        written: &'a ast::PageRows,
        rows: &PageRows,
    ) -> Maybe<()> {
        let mut keys: Lookup<Vec<u32>, usize> = Lookup::default();
        for (at, row) in rows.iter().enumerate() {
            let first = *keys.entry(row_key(schema, row)).or_insert(at);
            if first == at {
                continue;
            }
            let (again, first) = (written.rows.get(at)?.1, written.rows.get(first)?.1);
            let message = say::rows_with_same_key(&table.name.text);
            let finding = Diagnostic::error(Code::PageRows, again, message)
                .about(&table.name.text)
                .label(first, phrase::first_of_two());
            return self.fail(finding.help(phrase::keep_one()));
        }
        let choices: Vec<ChoiceId> = schema
            .key
            .iter()
            .filter_map(|id| match schema.column(*id).kind {
                ColumnKind::Choice(choice, _) => Some(choice),
                _ => None,
            })
            .collect();
        let open: Vec<String> = self
            .combinations(&choices)
            .into_iter()
            .filter(|key| !keys.contains_key(key))
            .map(|key| self.key_words(&choices, &key))
            .collect();
        if open.is_empty() {
            return Some(());
        }
        let message = say::no_row_for(&table.name.text, phrase::listed(open, 1));
        let finding = Diagnostic::error(Code::PageRows, written.span, message).about(&table.name.text);
        self.fail(finding.help(say::add_a_row_for_each()))
    }

    fn combinations(&self, choices: &[ChoiceId]) -> Vec<Vec<u32>> {
        choices.iter().fold(vec![Vec::new()], |so_far, choice| {
            let count = self.model.choices[*choice].values.len();
            let values = 0..u32::try_from(count).unwrap_or(u32::MAX);
            let longer = |key: &Vec<u32>| {
                let key = key.clone();
                values.clone().map(move |value| key.iter().copied().chain([value]).collect())
            };
            so_far.iter().flat_map(longer).collect()
        })
    }

    fn key_words(&self, choices: &[ChoiceId], key: &[u32]) -> String {
        let words = choices
            .iter()
            .zip(key)
            .filter_map(|(choice, value)| Some(&self.model.choices[*choice].values.get(*value as usize)?.name));
        phrase::names(words)
    }

    /// The value of the row of the policy with these parts of the key.
    pub(crate) fn looked_up(&self, key: &[Expr], table: TableId, value: Expr) -> Maybe<Expr> {
        let rows = self.page[table].as_ref();
        PageTable { id: table, schema: &self.model.tables[table], rows }.value(key, value)
    }

    /// The column of a family for the current subject.
    pub(crate) fn family_value(&mut self, product: SubjectId, id: FamilyId, span: Span) -> Maybe<Expr> {
        let catalogue = &self.names.catalogue;
        let family = &catalogue.families[id];
        let rows = catalogue.subject_of(family.table);
        let hop = catalogue.hops_from(product).find(|(_, hop)| hop.to == rows).map(|(id, _)| id)?;
        let (table, columns) = (family.table, family.columns.clone());
        let part = catalogue.choice_part(product, family.choice)?;
        let key = self.key_cell(CheckScope::of(product), part, span)?;
        let mut values = Vec::new();
        let shifted = usize::from(fault!(FamilyTakesNextColumn));
        for column in columns.iter().copied().cycle().skip(shifted).take(columns.len()) {
            let cell = self.column_value(table, column, span)?;
            values.push(self.reach(&[hop], cell, span)?);
        }
        of_family(&key, values, span)
    }
}
