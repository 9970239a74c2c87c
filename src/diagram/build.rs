//! Builds the drawing of a typed policy.

use super::notes::{OwnLabels, frame_title, kind, note};
use super::trace::{Used, Uses, uses};
use super::{Drawing, Edge, Entity, EntityColumn, Frame, Kind, Way, titled};
use crate::ids::Id;
use crate::names::{SubjectId, ValueId};
use crate::schema::{ColumnId, TableId};
use crate::source::SourceSet;
use crate::types::{Model, Source, ValueModel};
use std::collections::{BTreeMap, BTreeSet};

/// Draws a policy without errors. The sources provide the words of the policy.
pub fn drawing(model: &Model, sources: &SourceSet) -> Drawing {
    let mut used: BTreeMap<ValueId, Uses> = BTreeMap::new();
    for (id, value) in values(model) {
        used.insert(id, uses(model, sources, &value.expr));
    }
    let columns: BTreeSet<(TableId, ColumnId)> =
        used.values().flatten().filter_map(|(used, ..)| column_of(used)).collect();
    let mut builder = Builder {
        model,
        drawing: Drawing::default(),
        rows: rows(model),
        frames: BTreeMap::new(),
        places: BTreeMap::new(),
    };
    builder.drawing.title = titled(&model.name, model.label.as_deref());
    for id in model.tables.ids() {
        builder.table(id, &columns);
    }
    for (id, value) in values(model) {
        builder.value(id, value);
    }
    for (id, value) in values(model) {
        builder.edges(id, value, used.get(&id).unwrap_or(&Uses::new()));
    }
    builder.end()
}

fn values(model: &Model) -> impl Iterator<Item = (ValueId, &ValueModel)> {
    model.values.entries().filter_map(|(id, value)| Some((id, value.as_ref()?)))
}

fn column_of(used: &Used) -> Option<(TableId, ColumnId)> {
    match used {
        Used::Column(table, column) => Some((*table, *column)),
        Used::Value(_) | Used::Rows(_) => None,
    }
}

/// For each table, the kind of subject of its rows. If there is a kind for the rows within the period, that kind.
fn rows(model: &Model) -> BTreeMap<TableId, SubjectId> {
    let kinds = model.subjects.entries().filter_map(|(id, subject)| match subject.source {
        Source::Rows { table, all_periods } => Some((table, all_periods, id)),
        _ => None,
    });
    let mut found: BTreeMap<TableId, (bool, SubjectId)> = BTreeMap::new();
    for (table, all_periods, subject) in kinds {
        let own = found.entry(table).or_insert((all_periods, subject));
        if own.0 && !all_periods {
            *own = (all_periods, subject);
        }
    }
    found.into_iter().map(|(table, (_, subject))| (table, subject)).collect()
}

struct Builder<'m> {
    model: &'m Model,
    drawing: Drawing,
    /// For each table, the kind of subject of its rows.
    rows: BTreeMap<TableId, SubjectId>,
    /// The frame of each kind of subject that has one.
    frames: BTreeMap<SubjectId, usize>,
    /// The place of each thing in the drawing: its box and, for a column, its row.
    places: BTreeMap<Used, (usize, Option<usize>)>,
}

impl Builder<'_> {
    fn frame(&mut self, subject: SubjectId) -> usize {
        if let Some(frame) = self.frames.get(&subject) {
            return *frame;
        }
        let frame = self.drawing.frames.len();
        let title = frame_title(self.model, &self.model.subjects[subject]);
        self.drawing.frames.push(Frame { title, is_bare: false });
        self.frames.insert(subject, frame);
        frame
    }

    fn table(&mut self, id: TableId, used: &BTreeSet<(TableId, ColumnId)>) {
        let table = &self.model.tables[id];
        let Some(subject) = self.rows.get(&id).copied() else { return };
        let (frame, at) = (self.frame(subject), self.drawing.boxes.len());
        let mut rows = Vec::new();
        for (column, schema) in table.columns.entries().filter(|(column, _)| used.contains(&(id, *column))) {
            self.places.insert(Used::Column(id, column), (at, Some(rows.len())));
            rows.push(EntityColumn { name: schema.name.clone(), label: schema.label.clone() });
        }
        self.places.insert(Used::Rows(id), (at, None));
        self.drawing.boxes.push(Entity {
            id: format!("t{}", id.position()),
            frame,
            kind: Kind::Table,
            name: table.name.clone(),
            label: table.label.clone(),
            note: None,
            rows,
        });
    }

    fn value(&mut self, id: ValueId, value: &ValueModel) {
        let frame = self.frame(value.subject);
        self.places.insert(Used::Value(id), (self.drawing.boxes.len(), None));
        self.drawing.boxes.push(Entity {
            id: format!("v{}", id.position()),
            frame,
            kind: kind(&value.about),
            name: value.name.clone(),
            label: value.label.clone(),
            note: note(self.model, value),
            rows: Vec::new(),
        });
    }

    /// Adds one edge for each pair of a thing used and a way. If it has several words, they share a label.
    fn edges(&mut self, id: ValueId, value: &ValueModel, uses: &Uses) {
        let Some((to, _)) = self.places.get(&Used::Value(id)).copied() else { return };
        let mut found: BTreeMap<(Used, Way), Vec<String>> = BTreeMap::new();
        for (used, way, label) in uses {
            let labels = found.entry((*used, *way)).or_default();
            labels.extend(Some(label.clone()).filter(|l| !l.is_empty()));
        }
        let own = OwnLabels::of(value);
        for ((used, way), labels) in found {
            let Some((from, row)) = self.places.get(&used).copied() else { continue };
            let own = if way == Way::Same { own.label(used) } else { None };
            let label = own.unwrap_or_else(|| labels.join(", "));
            self.drawing.edges.push(Edge { from, row, to, way, label });
        }
    }

    /// Finishes the drawing. A table of which nothing is used is left out if its frame contains values, since it says
    /// no more than the frame.
    fn end(mut self) -> Drawing {
        let values = self.drawing.boxes.iter().filter(|part| part.kind != Kind::Table);
        let hold_values: BTreeSet<usize> = values.map(|part| part.frame).collect();
        for (at, frame) in self.drawing.frames.iter_mut().enumerate() {
            frame.is_bare = !hold_values.contains(&at);
        }
        let drawing = &mut self.drawing;
        let used: BTreeSet<usize> = drawing.edges.iter().map(|edge| edge.from).collect();
        let stays = |at: usize, part: &Entity| {
            part.kind != Kind::Table || used.contains(&at) || drawing.frames.get(part.frame).is_some_and(|f| f.is_bare)
        };
        let kept: Vec<usize> =
            drawing.boxes.iter().enumerate().filter(|(at, part)| stays(*at, part)).map(|(at, _)| at).collect();
        drawing.keep(&kept);
        self.drawing
    }
}
