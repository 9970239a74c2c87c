//! Kinds of subjects: their source and their key. References, which name other subjects.

use super::{Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic};
use crate::ids::Id;
use crate::messages::{phrase, types::schema as say};
use crate::names::model::{Factor as Named, SubjectKind};
use crate::names::{Local, SubjectId};
use crate::schema::{ColumnId, ColumnKind, Reference, TableId, Tables};
use crate::types::model::*;
use crate::types::op::*;
use crate::types::period::stretches;

/// The maximum number of steps from a reference to the column that finally holds the key.
const MOST_STEPS: usize = 32;

impl<'a> Checker<'_, 'a> {
    /// Gives columns that refer to a table the kind of its key, and lists the references so that the readers check that
    /// the referenced rows exist.
    pub(crate) fn references(&mut self) {
        self.rings_of_references();
        let catalogue = &self.names.catalogue;
        for table in catalogue.tables.ids() {
            for (column, written) in catalogue.columns(table).filter(|(_, c)| c.refers.is_some()) {
                let Some(kind) = self.key_kind(table, column, 0) else { continue };
                self.model.tables[table].columns[column].kind = kind.clone();
                self.markers_apart(&kind, written);
            }
        }
        for hop in catalogue.declared_hops() {
            let from = catalogue.rows_of(hop.from);
            let Some((from, to)) = from.zip(catalogue.rows_of(hop.to)) else { continue };
            let own = |part: &crate::names::KeyPartOrigin| match part.local {
                Local::Column(_, column) if part.way.is_empty() => Some(column),
                _ => None,
            };
            let columns: Option<Vec<ColumnId>> = hop.parts.iter().map(own).collect();
            // The checker itself finds the rows of the policy; readers know only the rows of files.
            let columns = columns.filter(|_| !catalogue.table(to).is_on_page());
            self.model.tables[from].references.extend(columns.map(|columns| Reference { to, columns }));
        }
    }

    /// Marks columns as private that reveal others: a reference to a private key holds that key, and a column that is
    /// absent depending on a private column reveals it.
    pub(crate) fn private_by_others(&mut self) {
        for table in self.model.tables.iter_mut() {
            let private = table.columns.map(|(_, column)| column.private);
            for column in table.columns.iter_mut() {
                if column.absent_when.as_ref().is_some_and(|when| private[when.column]) {
                    (column.private, column.marked_private) = (true, true);
                }
            }
        }
        let tables = &self.model.tables;
        let columns = tables.entries().flat_map(|(id, table)| table.columns.ids().map(move |column| (id, column)));
        let found: Vec<(TableId, ColumnId)> =
            columns.filter(|column| leads_to_private(tables, *column, MOST_STEPS)).collect();
        for (table, column) in found {
            self.model.tables[table].columns[column].private = true;
        }
    }

    /// Reports keys that refer to each other, which never lead to a value. Each cycle is reported once, at its first
    /// table in the policy.
    fn rings_of_references(&mut self) {
        let catalogue = &self.names.catalogue;
        let mut told: Vec<TableId> = Vec::new();
        for start in catalogue.tables.ids() {
            let mut ring: Vec<TableId> = Vec::new();
            let mut at = Some(start);
            while let Some(table) = at.filter(|table| !ring.contains(table)) {
                ring.push(table);
                at = self.key_refers_to(table);
            }
            if at != Some(start) || ring.iter().any(|table| told.contains(table)) {
                continue;
            }
            let names = ring.iter().chain([&start]).map(|t| phrase::name(&catalogue.table(*t).name.text));
            let message = say::circular_keys(phrase::chain(names, phrase::leads_to));
            let help = say::break_circle_of_keys();
            let finding = Diagnostic::error(Code::Cycle, catalogue.table(start).name.span, message).help(help);
            let names = ring.iter().map(|table| &catalogue.table(*table).name.text);
            self.findings.push(names.fold(finding, Diagnostic::about));
            told.extend(ring);
        }
    }

    /// The table that the key of a table refers to, if the key is a single reference.
    fn key_refers_to(&self, table: TableId) -> Option<TableId> {
        let catalogue = &self.names.catalogue;
        let key = catalogue.key_of(table);
        let [column] = key.as_slice() else { return None };
        let to = catalogue.column(table, *column).refers.as_ref()?;
        catalogue.subject_named(&to.text).and_then(|s| catalogue.rows_of(s))
    }

    /// The kind of a column; for a reference, the kind of the key that it refers to.
    fn key_kind(&self, table: TableId, column: ColumnId, steps: usize) -> Maybe<ColumnKind> {
        let catalogue = &self.names.catalogue;
        match &catalogue.column(table, column).refers {
            None => Some(self.model.tables[table].column(column).kind.clone()),
            // A cycle of references never leads to a key.
            Some(_) if steps == MOST_STEPS => None,
            Some(to) => {
                let to = catalogue.subject_named(&to.text).and_then(|s| catalogue.rows_of(s))?;
                self.key_kind(to, *catalogue.key_of(to).first()?, steps + 1)
            }
        }
    }

    pub(crate) fn subjects(&mut self) {
        for (id, subject) in self.names.catalogue.subjects.entries() {
            let source = self.source(&subject.kind);
            let key = self.key_parts(&subject.kind);
            self.groups_have_names(subject);
            let label = subject.label.map(|l| l.value.clone());
            let own = self.model.subjects.push(SubjectModel { name: subject.name.text.clone(), label, source, key });
            debug_assert_eq!(own, id, "the model has the ids of the catalogue");
        }
    }

    /// The kind of subject with this source, which the policy does not name. It is created once.
    pub(crate) fn unnamed_kind(&mut self, model: SubjectModel) -> SubjectId {
        let known = self.model.subjects.position(|s| s.source == model.source);
        known.unwrap_or_else(|| self.model.subjects.push(model))
    }

    fn source(&self, kind: &SubjectKind) -> Source {
        match kind {
            SubjectKind::All => Source::All,
            SubjectKind::Rows(table) => Source::Rows { table: *table, all_periods: false },
            SubjectKind::Groups { table, by } => {
                // A grouping of an unknown table has been reported; it keeps its place so that ids stay positions.
                let rows = table.map_or(SubjectId::at(0), |t| self.names.catalogue.subject_of(t));
                Source::Groups { rows, by: by.clone() }
            }
            SubjectKind::Product(factors) => Source::Product(factors.iter().map(|f| self.factor(*f)).collect()),
        }
    }

    fn factor(&self, factor: Named) -> Factor {
        match factor {
            Named::Subject(of) => Factor::Subject(of),
            Named::Choice(id) => {
                let values = self.model.choices[id].values.len();
                Factor::Choice(id, (0..u32::try_from(values).unwrap_or(u32::MAX)).collect())
            }
            Named::Time(unit) => {
                Factor::Time(unit, self.context.period.map(|p| stretches(unit, p)).unwrap_or_default())
            }
        }
    }

    fn key_parts(&self, kind: &SubjectKind) -> Vec<KeyPart> {
        let catalogue = &self.names.catalogue;
        match kind {
            SubjectKind::All => Vec::new(),
            SubjectKind::Rows(table) => {
                catalogue.key_of(*table).into_iter().map(|id| self.column_part(*table, id)).collect()
            }
            SubjectKind::Groups { table, by } => {
                table.iter().flat_map(|table| by.iter().map(|id| self.column_part(*table, *id))).collect()
            }
            SubjectKind::Product(factors) => factors.iter().flat_map(|f| self.factor_parts(*f)).collect(),
        }
    }

    pub(crate) fn column_part(&self, table: TableId, id: ColumnId) -> KeyPart {
        let column = self.model.tables[table].column(id);
        KeyPart { name: column.name.clone(), kind: column.kind.clone(), column: Some(id) }
    }

    /// The parts of the key of a factor. A single part has the name of the factor. Several parts have the name of the
    /// factor before their own names, except that parts of a product keep their names.
    fn factor_parts(&self, factor: Named) -> Vec<KeyPart> {
        let catalogue = &self.names.catalogue;
        match factor {
            Named::Choice(id) => {
                let kind = ColumnKind::Choice(id, self.choice_texts(id));
                vec![KeyPart { name: catalogue.choice(id).name.text.clone(), kind, column: None }]
            }
            Named::Time(unit) => vec![KeyPart { name: unit.name().into(), kind: ColumnKind::Text, column: None }],
            Named::Subject(of) => {
                let subject = catalogue.subject(of);
                let parts = self.key_parts(&subject.kind);
                let product = matches!(subject.kind, SubjectKind::Product(_));
                let alone = parts.len() == 1;
                let name = |part: KeyPart| KeyPart {
                    name: match () {
                        () if product => part.name,
                        () if alone => subject.name.text.clone(),
                        () => format!("{}_{}", subject.name.text, part.name),
                    },
                    column: None,
                    ..part
                };
                parts.into_iter().map(name).collect()
            }
        }
    }

    /// The type of a part of the key of a product.
    pub(crate) fn factor_type(&self, subject: SubjectId, part: usize) -> Maybe<Type> {
        let own = kind_type(&self.model.subjects[subject].key.get(part)?.kind);
        // A part that alone identifies a factor is a reference to it; rows of the policy are found by values.
        let catalogue = &self.names.catalogue;
        let hops = catalogue.hops_from(subject).map(|(_, hop)| hop);
        let hops = hops.filter(|h| catalogue.page_table(h.to).is_none());
        let mut names = hops.filter(|h| h.parts.len() == 1 && h.parts.iter().all(|p| p.local == Local::Key(part)));
        Some(match names.next().map(|h| h.to) {
            Some(to) => Type::Reference(to, Box::new(own)),
            None => own,
        })
    }

    /// Reports grouping columns that can be open: a row without a value there would belong to no group.
    fn groups_have_names(&mut self, subject: &crate::names::model::Subject<'_>) {
        let SubjectKind::Groups { table: Some(table), by } = &subject.kind else { return };
        for id in by {
            let column = self.names.catalogue.column(*table, *id);
            let missing = column.missing.as_ref().map(|(span, _)| ("missing", *span));
            if let Some((word, missing)) = missing.or(column.absent.as_ref().map(|a| ("absent", a.span))) {
                let message = say::grouped_by_open_column(&column.name.text, word, &subject.name.text);
                self.findings.push(
                    Diagnostic::error(Code::KeyCanMiss, missing, message)
                        .label(subject.name.span, say::grouped_here())
                        .help(say::set_rows_aside(word)),
                );
            }
        }
    }
}

/// Whether a column is private, or is part of a reference to a key that is private.
fn leads_to_private(tables: &Tables, (table, column): (TableId, ColumnId), steps: usize) -> bool {
    let key_of = |reference: &Reference| {
        let part = reference.columns.iter().position(|own| *own == column)?;
        Some((reference.to, *tables[reference.to].key.get(part)?))
    };
    let mut keys = tables[table].references.iter().filter_map(key_of);
    steps > 0 && (tables[table].column(column).private || keys.any(|key| leads_to_private(tables, key, steps - 1)))
}

/// The type of the values of a column of this kind, if they are not durations.
pub(crate) fn kind_type(kind: &ColumnKind) -> Type {
    match kind {
        ColumnKind::Text => Type::Text,
        ColumnKind::Date => Type::Date,
        ColumnKind::YesNo { .. } => Type::YesNo,
        ColumnKind::Choice(id, _) => Type::Choice(*id),
        ColumnKind::Set(id, _) => Type::Set(*id),
        ColumnKind::Number(number) => Type::from(NumberType::of_column(number)),
    }
}
