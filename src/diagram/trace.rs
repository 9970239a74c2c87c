//! The uses of a named value. Its expression is followed to the next named values and columns.

use super::Way;
use crate::functions::Function;
use crate::messages::diagram as say;
use crate::names::{SubjectId, ValueId};
use crate::schema::{ColumnId, TableId};
use crate::source::SourceSet;
use crate::types::typed::Typed;
use crate::types::{Aggregate, Expr, Factor, How, Model, Op, Source};
use std::collections::BTreeSet;

/// Something that an expression uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Used {
    /// A named value.
    Value(ValueId),
    /// A column.
    Column(TableId, ColumnId),
    /// The rows of a table themselves: to count them, or to test whether there are any.
    Rows(TableId),
}

/// Everything that an expression uses, each with the way and its words.
pub(super) type Uses = BTreeSet<(Used, Way, String)>;

/// Follows an expression.
pub(super) fn uses(model: &Model, sources: &SourceSet, expr: &Expr) -> Uses {
    let mut tracer = Tracer { model, sources, uses: Uses::new(), seen: BTreeSet::new() };
    tracer.expr(expr, Way::Same, "");
    tracer.uses
}

struct Tracer<'m> {
    model: &'m Model,
    sources: &'m SourceSet,
    uses: Uses,
    /// Shared parts, each with the way and the label with which they have been followed. Only looked up, so their order
    /// has no meaning.
    seen: BTreeSet<(*const Typed, Way, String)>,
}

impl Tracer<'_> {
    /// Follows an expression that is used in a way. If the way is an aggregate, it also applies to everything below.
    fn expr(&mut self, expr: &Expr, way: Way, label: &str) {
        if expr.is_shared() && !self.seen.insert((expr.identity(), way, label.to_string())) {
            return;
        }
        match &expr.op {
            Op::Value(id) | Op::Included(id) => self.add(Used::Value(*id), way, label),
            Op::Column(table, column) => self.add(Used::Column(*table, *column), way, label),
            Op::Reach(to) => self.reach(expr, *to, way, label),
            Op::Aggregate(aggregate) => self.aggregate(aggregate, expr, way, label),
            _ => expr.inputs.iter().for_each(|input| self.expr(input, way, label)),
        }
    }

    fn add(&mut self, used: Used, way: Way, label: &str) {
        self.uses.insert((used, way, label.to_string()));
    }

    fn reach(&mut self, expr: &Expr, to: SubjectId, way: Way, label: &str) {
        let Some((value, keys)) = expr.inputs.split_first() else { return };
        if way == Way::Same {
            let label = say::through(self.path(keys, to));
            self.expr(value, Way::Reached, &label);
        } else {
            self.expr(value, way, label);
        }
        self.keys(keys, way, label);
    }

    /// The name of the way to another subject: the column that refers to it, else the kind of subject.
    fn path(&self, keys: &[Expr], to: SubjectId) -> String {
        let column = match keys {
            [key] => match key.op {
                Op::Column(table, column) => Some(&self.model.tables[table].column(column).name),
                _ => None,
            },
            _ => None,
        };
        column.unwrap_or(&self.model.subjects[to].name).clone()
    }

    /// Follows the keys that select a subject. A plain key is already visible in the edge, and other keys are values
    /// that are drawn.
    fn keys(&mut self, keys: &[Expr], way: Way, label: &str) {
        for key in keys {
            let is_plain = matches!(key.op, Op::Column(..) | Op::Key(_))
                || matches!(&key.op, Op::Reach(_))
                    && key.inputs.iter().all(|i| matches!(i.op, Op::Column(..) | Op::Key(_)));
            if !is_plain {
                self.expr(key, way, label);
            }
        }
    }

    fn aggregate(&mut self, aggregate: &Aggregate, expr: &Expr, way: Way, label: &str) {
        let word = self.word(aggregate, expr);
        let how = if way == Way::Together { label } else { word.as_str() };
        let inputs = &expr.inputs;
        // The uses of the aggregate are collected separately, whatever has been followed before.
        let (before, seen) = (std::mem::take(&mut self.uses), std::mem::take(&mut self.seen));
        let value = aggregate.value(inputs);
        value.iter().for_each(|value| self.expr(value, Way::Together, how));
        if let Some(condition) = aggregate.condition(inputs) {
            // If only rows are counted, the condition is the only use to show.
            self.expr(condition, Way::Together, if value.is_some() { "where" } else { how });
        }
        if let Some(weight) = aggregate.weight(inputs) {
            self.expr(weight, Way::Together, "weighted");
        }
        self.keys(aggregate.row_keys(inputs), Way::Together, how);
        // The part of a share already shows what the whole is.
        if self.uses.is_empty() && word != Function::Share.name() {
            for table in tables_of(self.model, aggregate.rows) {
                self.add(Used::Rows(table), Way::Together, how);
            }
        }
        self.uses.extend(before);
        self.seen = seen;
        self.keys(aggregate.own_keys(inputs), way, label);
    }

    /// The word for an aggregate, as in the policy.
    fn word(&self, aggregate: &Aggregate, expr: &Expr) -> String {
        let plain = match aggregate.how {
            How::First | How::Only => return "override".into(),
            How::Sorted => return say::ranked_among_all().into(),
            How::Mean => Function::Mean,
            How::Sum => Function::Sum,
            How::GeometricMean(_) => Function::GeometricMean,
            How::Minimum => Function::Min,
            How::Maximum => Function::Max,
            How::Count => Function::Count,
            How::Median => Function::Median,
            How::Distinct => Function::CountDistinct,
            How::Any => Function::Any,
            How::All => Function::All,
        };
        let written = self.sources.text(expr.span).split_once('(').map(|(word, _)| word.trim());
        let is_word = |word: &&str| word.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !word.is_empty();
        written.filter(is_word).unwrap_or(plain.name()).to_string()
    }
}

/// The tables that the subjects of a kind are made from.
fn tables_of(model: &Model, subject: SubjectId) -> Vec<TableId> {
    match &model.subjects[subject].source {
        Source::Rows { table, .. } => vec![*table],
        Source::Groups { rows, .. } => tables_of(model, *rows),
        Source::Product(factors) => {
            let of = |factor: &Factor| match factor {
                Factor::Subject(of) => tables_of(model, *of),
                Factor::Choice(..) | Factor::Time(..) => Vec::new(),
            };
            factors.iter().flat_map(of).collect()
        }
        Source::All => Vec::new(),
    }
}
