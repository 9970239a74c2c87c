//! Estimates from a sample that was drawn according to a design: weights, strata, clusters in one or two stages, and
//! the number of each in the population.
//!
//! [`crate::types::written::design`] lowers standard errors.

use super::{CheckScope, Checker, Maybe, if_written};
use crate::diagnostic::{Code, Diagnostic};
use crate::functions::Function;
use crate::messages::{phrase, types::rows as say};
use crate::names::model::SubjectKind;
use crate::names::{Referent, SubjectId, unknown_column};
use crate::number::{Interval, Rational};
use crate::schema::{ColumnId, TableId};
use crate::source::Span;
use crate::syntax::ast::{self, Arg, ArgKind, Binary, ExprKind, Name};
use crate::types::check::values::calls::{Call, RowsOf};
use crate::types::model::*;
use crate::types::op::*;
use crate::types::typed::build::{Rows, plain};
use crate::types::typed::{Expr, build};
use crate::types::written::design::{Estimate, Level, Sample, Stage};

/// How the rows of a table were drawn.
#[derive(Clone, Debug)]
pub(crate) struct Design {
    weight: ColumnId,
    strata: Option<ColumnId>,
    /// For each stage, the column of the units that were drawn (without it, these are the rows themselves), and the
    /// column with the number of units from which they were drawn.
    stages: Vec<(Option<ColumnId>, Option<ColumnId>)>,
}

/// An estimate from a sample, with the table and the kind of its rows.
struct Estimated {
    table: TableId,
    rows: SubjectId,
    estimate: Estimate,
}

impl<'a> Checker<'_, 'a> {
    /// Types the designs of the tables.
    pub(crate) fn designs(&mut self) {
        for (id, table) in self.names.catalogue.tables.entries() {
            self.designs[id] = match table.drawn.as_slice() {
                [] => None,
                [drawn, rest @ ..] => {
                    if let Some(second) = rest.first() {
                        let message = say::duplicate_design(&table.name.text);
                        let finding = Diagnostic::error(Code::SaidTwice, second.span, message);
                        self.report(finding.label(drawn.span, phrase::first_of_two()).help(phrase::keep_one()));
                    }
                    self.design(id, table, drawn)
                }
            };
        }
    }

    fn design(&mut self, id: TableId, table: &'a ast::Table, drawn: &'a ast::Drawn) -> Maybe<Design> {
        let weight = self.drawn_by(id, table, &drawn.weight, true);
        let strata = drawn.strata.as_ref().map(|name| self.drawn_by(id, table, name, false));
        let mut stages = Vec::new();
        for (unit, of) in &drawn.stages {
            let unit = unit.as_ref().map(|name| self.drawn_by(id, table, name, false));
            let of = of.as_ref().map(|name| self.drawn_by(id, table, name, true));
            stages.push((if_written(unit)?, if_written(of)?));
        }
        if let [(None, _), _] = stages.as_slice() {
            let message = say::drawn_from_rows();
            let help = say::write_clusters_first();
            return self.fail(Diagnostic::error(Code::WrongArguments, drawn.span, message).help(help));
        }
        Some(Design { weight: weight?, strata: if_written(strata)?, stages })
    }

    /// A column of a design, which is never missing. Weights and counts are numbers above or equal to zero.
    fn drawn_by(&mut self, id: TableId, table: &'a ast::Table, name: &Name, number: bool) -> Maybe<ColumnId> {
        let mut columns = self.names.catalogue.columns(id);
        let Some((found, column)) = columns.find(|(_, c)| c.name.text == name.text && c.family.is_none()) else {
            return self.fail(unknown_column(&self.names.catalogue, table, name));
        };
        let open = column.missing.as_ref().map(|_| "missing").or(column.absent.as_ref().map(|_| "absent"));
        if let Some(open) = open {
            let message = say::design_can_be_open(&name.text, open);
            let finding = Diagnostic::error(Code::WrongArguments, name.span, message)
                .about(&name.text)
                .label(column.name.span, phrase::declared_here());
            return self.fail(finding.help(say::close_design(&name.text, open)));
        }
        if number {
            let ty = self.type_of_column(id, found)?;
            let range = ty.number().map(|n| n.range.clone());
            let fits = range.is_some_and(|range| range.lo.is_some_and(|lo| !lo.is_negative()));
            if !fits {
                let message = say::design_not_a_number(&name.text);
                let finding = Diagnostic::error(Code::WrongArguments, name.span, message).about(&name.text);
                let finding = finding.label(column.name.span, phrase::declared_here());
                return self.fail(finding.help(say::give_range_to_design()));
            }
        }
        Some(found)
    }

    /// The weight of a row of a drawn table.
    pub(crate) fn design_weight(&mut self, rows: SubjectId, span: Span) -> Maybe<Expr> {
        let (table, design) = self.design_of(rows, span)?;
        self.raw_cell(table, design.weight, span)
    }

    fn design_of(&mut self, rows: SubjectId, span: Span) -> Maybe<(TableId, Design)> {
        let subject = self.names.catalogue.subject(rows);
        let SubjectKind::Rows(table) = subject.kind else {
            let message = say::not_drawn(&subject.name.text);
            let finding = Diagnostic::error(Code::WrongArguments, span, message).about(&subject.name.text);
            return self.fail(finding.help(phrase::remove("by design")));
        };
        if self.names.catalogue.table(table).drawn.is_empty() {
            let message = say::no_design(&subject.name.text);
            let help = say::add_design();
            let finding = Diagnostic::error(Code::WrongArguments, span, message).about(&subject.name.text);
            return self.fail(finding.help(help));
        }
        // A mistake in the design has been reported.
        let design = self.designs[table].clone()?;
        Some((table, design))
    }

    /// `standard_error(mean(x of sample weighted by design, …))`
    pub(crate) fn standard_error(&mut self, place: CheckScope<'_>, call: &Call<'a>) -> Maybe<Expr> {
        let span = call.span;
        let [Arg { kind: ArgKind::Value(of), .. }, ..] = call.args else { return self.no_estimate(span) };
        let all = place.subject.filter(|s| self.names.catalogue.subject(*s).kind == SubjectKind::All);
        let Some(all) = all else {
            let message = say::estimate_of_a_subject();
            let help = say::write_estimate_of_all();
            return self.fail(Diagnostic::error(Code::WrongGrain, call.name, message).help(help));
        };
        // This reports mistakes in the estimate itself. The error has the unit of the estimate.
        let typed = self.expr(place, of)?;
        let unit = typed.number()?.unit;
        let estimated = match &of.kind {
            ExprKind::Binary(Binary::Divide, _, above, below) => {
                let (above, below) = (self.estimate(place, above), self.estimate(place, below));
                let (above, below) = (above?, below?);
                if above.estimate.below.is_some() || below.estimate.below.is_some() || above.rows != below.rows {
                    return self.no_estimate(of.span);
                }
                let estimate = Estimate { below: Some(below.estimate.above), ..above.estimate };
                Estimated { estimate, ..above }
            }
            _ => self.estimate(place, of)?,
        };
        let sample = self.sample(all, (estimated.table, estimated.rows), span)?;
        let variance = sample.variance(&estimated.estimate, span)?;
        let root = build::root(variance, call.decimals(), span).within(&Interval::at_least(Rational::zero()));
        let error = root.in_unit(unit).may_miss();
        // If there are too few rows for the estimate, there are too few for its error.
        let parts = typed.inputs.iter().filter(|_| typed.op == Op::Divide);
        Some(parts.chain([&typed]).fold(error, |error, part| build::of_enough_for(part, error, span)))
    }

    fn no_estimate<T>(&mut self, span: Span) -> Maybe<T> {
        let message = say::error_of_no_estimate();
        let help = say::write_an_estimate();
        self.fail(Diagnostic::error(Code::WrongArguments, span, message).help(help))
    }

    fn estimate(&mut self, place: CheckScope<'_>, of: &'a ast::Expr) -> Maybe<Estimated> {
        let ExprKind::Call(name, args) = &of.kind else { return self.no_estimate(of.span) };
        let estimates = [Function::Mean, Function::Share, Function::Sum, Function::Count];
        let Some(function) = Function::named(&name.text).filter(|function| estimates.contains(function)) else {
            return self.no_estimate(of.span);
        };
        let call = self.read_call(name, args, of.span)?;
        let Some((named, design_at)) = call.rows().and_then(drawn_once) else { return self.no_estimate(of.span) };
        let Some(Referent::Subject(source)) = self.referent(place, named.named_at()) else { return None };
        let (table, design) = self.design_of(source, design_at)?;
        let inside = place.among(source);
        let mut answer = None;
        let counts = function == Function::Count;
        let (Rows { value, condition, .. }, _) = self.rows_of(place, function, source, &named, |checker| {
            answer = checker.answer_of(inside, call.options.missing)?;
            let value = if counts { None } else { Some(checker.expr(inside, named.value)?) };
            Some((value, None))
        })?;
        let span = of.span;
        let value = match value {
            Some(value) if function == Function::Share => build::indicator(self.condition(value, "share")?),
            Some(value) => value,
            None => plain(1, span),
        };
        let value = match answer {
            Some(answer) => self.answered(value, answer)?,
            None => value,
        };
        self.numeric(&value, function.name())?;
        let skips = matches!(call.options.missing.map(|m| &m.kind), Some(ast::MissingKind::Skipped(None)));
        if value.can_miss && !skips {
            let message = say::error_of_missing_values(self.page_text(value.span));
            let finding = Diagnostic::error(Code::WrongMissing, call.options.missing.map_or(span, |m| m.span), message);
            return self.fail(finding.help(say::skip_outside_of_domain()));
        }
        let weight = self.raw_cell(table, design.weight, span)?;
        let mean = Estimate::mean(value, weight, condition, span);
        let is_mean = matches!(function, Function::Mean | Function::Share);
        let estimate = if is_mean { mean } else { Estimate { below: None, ..mean } };
        Some(Estimated { table, rows: source, estimate })
    }

    /// How the rows were drawn, with the cells that state it.
    fn sample(&mut self, all: SubjectId, (table, rows): (TableId, SubjectId), span: Span) -> Maybe<Sample> {
        let design = self.designs[table].clone()?;
        let rows = Level { subject: rows, by: None };
        let whole = Level { subject: all, by: Some(Vec::new()) };
        let strata = match design.strata {
            Some(column) => self.groups(table, &rows, &whole, column, span)?,
            None => whole.clone(),
        };
        let mut stages: Vec<Stage> = Vec::new();
        for (unit, of) in design.stages {
            // A further stage requires the number of units from which the units of the stage above were drawn.
            if stages.last().is_some_and(|above| above.of.is_none()) {
                break;
            }
            let above = stages.last().map_or(&strata, |stage| &stage.unit);
            let unit = match unit {
                Some(column) => self.groups(table, &rows, above, column, span)?,
                None => rows.clone(),
            };
            let of = if_written(of.map(|of| self.raw_cell(table, of, span)))?;
            stages.push(Stage { unit, of });
        }
        Some(Sample { rows, whole, strata, stages })
    }

    /// The groups of rows within other groups, by one more column.
    fn groups(&mut self, table: TableId, rows: &Level, within: &Level, column: ColumnId, span: Span) -> Maybe<Level> {
        let mut by = within.by.clone().unwrap_or_default();
        by.push((column, self.raw_cell(table, column, span)?));
        let columns: Vec<ColumnId> = by.iter().map(|(column, _)| *column).collect();
        let key: Vec<KeyPart> = columns.iter().map(|id| self.column_part(table, *id)).collect();
        let names: Vec<&str> = key.iter().map(|part| part.name.as_str()).collect();
        let name = say::rows_by_design(&self.names.catalogue.table(table).name.text, names.join(", "));
        let source = Source::Groups { rows: rows.subject, by: columns };
        let subject = self.unnamed_kind(SubjectModel { name, label: None, source, key });
        Some(Level { subject, by: Some(by) })
    }
}

/// Rows that are weighted by their design and are narrowed by nothing else than a condition.
fn drawn_once(named: RowsOf<'_>) -> Option<(RowsOf<'_>, Span)> {
    let plain = named.among.is_none() && named.all_periods.is_none();
    named.by_design.filter(|_| plain).map(|at| (named, at))
}
