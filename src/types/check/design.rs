//! Estimates from a sample that was drawn by a design: weights, strata, clusters in one or two stages, and how many there
//! are of each in the population.
//!
//! A standard error is written out in sums, counts and means, so the rooms behind know nothing of surveys. By Taylor's
//! linearisation (Woodruff 1971; Särndal, Swensson and Wretman 1992, chapter 5) the variance of an estimate is that of a
//! total of residuals z: of a total w·y, of a quotient B = Σwy / Σwx, as every mean and share is one, (w·y − B·w·x) / Σwx.
//! With t the total of z in a cluster, n clusters of N in a stratum, and s² the sample variance of t,
//!
//! V = Σ over strata of (1 − n/N) · n · s²  +  n/N · Σ over clusters of (1 − m/M) · m · s₂²
//!
//! where the second part is the same within each cluster. Rows outside of a domain have z = 0 and count all the same.

use super::calls::{Call, RowsOf};
use super::{Checker, Maybe, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::faults::fault;
use crate::functions::Function;
use crate::names::model::SubjectKind;
use crate::names::{Referent, SubjectId, unknown_column};
use crate::number::{Interval, Rational};
use crate::schema::{ColumnId, TableId};
use crate::source::Span;
use crate::syntax::ast::{self, Arg, ArgKind, Binary, ExprKind, Name};
use crate::types::model::*;
use crate::types::op::*;
use crate::types::typed::build::{Rows, minus, over, plain, plus, times};
use crate::types::typed::{Expr, build};
use crate::types::units::Unit;

/// How the rows of a table were drawn.
#[derive(Clone, Debug)]
pub(super) struct Design {
    weight: ColumnId,
    strata: Option<ColumnId>,
    /// What was drawn at each stage, the rows themselves where there is no column; and of how many.
    stages: Vec<(Option<ColumnId>, Option<ColumnId>)>,
}

/// What an estimate is made of, for each row of the sample.
struct Estimate {
    table: TableId,
    rows: SubjectId,
    /// The value times the weight, zero for rows that do not count.
    above: Expr,
    /// The weight of those that count; none for a total.
    below: Option<Expr>,
}

/// Units that were drawn from others: the kind of subject, and the columns that name it; none for rows.
#[derive(Clone)]
struct Level {
    subject: SubjectId,
    by: Option<Vec<ColumnId>>,
}

/// Why the spread of a stratum or cluster is not known.
const FEW_UNITS: &str = "fewer than two units were drawn from a stratum or cluster";

impl<'a> Checker<'_, 'a> {
    /// What the tables say of how they were drawn.
    pub(super) fn designs(&mut self) {
        for (at, table) in self.names.catalogue.tables.iter().enumerate() {
            let design = match table.drawn.as_slice() {
                [] => None,
                [drawn, rest @ ..] => {
                    if let Some(second) = rest.first() {
                        let message = format!("`{}` says twice how it was drawn", table.name.text);
                        let finding = Diagnostic::error(Code::SaidTwice, second.span, message);
                        self.report(finding.label(drawn.span, "the first").help("keep one"));
                    }
                    self.design(TableId(at), table, drawn)
                }
            };
            self.designs.push(design);
        }
    }

    fn design(&mut self, id: TableId, table: &'a ast::Table, drawn: &'a ast::Drawn) -> Maybe<Design> {
        let weight = self.drawn_by(id, table, &drawn.weight, true);
        let strata = drawn.strata.as_ref().map(|name| self.drawn_by(id, table, name, false));
        let mut stages = Vec::new();
        for (unit, of) in &drawn.stages {
            let unit = unit.as_ref().map(|name| self.drawn_by(id, table, name, false));
            let of = of.as_ref().map(|name| self.drawn_by(id, table, name, true));
            stages.push((unit.map_or(Some(None), |u| u.map(Some))?, of.map_or(Some(None), |o| o.map(Some))?));
        }
        if let [(None, _), _] = stages.as_slice() {
            let message = "from rows nothing more is drawn";
            let help = "write the clusters first: `clusters district of n1, rows of n2`";
            self.report(Diagnostic::error(Code::WrongArguments, drawn.span, message).help(help));
            return None;
        }
        Some(Design { weight: weight?, strata: strata.map_or(Some(None), |s| s.map(Some))?, stages })
    }

    /// A column of a design: never missing; a weight and a count are numbers above or equal to zero.
    fn drawn_by(&mut self, id: TableId, table: &'a ast::Table, name: &Name, number: bool) -> Maybe<ColumnId> {
        let at = table.columns.iter().position(|c| c.name.text == name.text && c.family.is_none());
        let Some((at, column)) = at.and_then(|at| Some((at, table.columns.get(at)?))) else {
            self.report(unknown_column(&self.names.catalogue, table, name));
            return None;
        };
        let open = column.missing.as_ref().map(|_| "missing").or(column.absent.as_ref().map(|_| "absent"));
        if let Some(open) = open {
            let message = format!("`{}` says how rows were drawn, and can be {open}", name.text);
            let finding =
                Diagnostic::error(Code::WrongArguments, name.span, message).label(column.name.span, "declared here");
            self.report(finding.help(format!("declare `{}` without `or {open}`", name.text)));
            return None;
        }
        if number {
            let ty = self.type_of_column(id, ColumnId(at))?;
            let range = ty.number().map(|n| n.range.clone());
            let fits = range.is_some_and(|range| range.lo.is_some_and(|lo| !lo.is_negative()));
            if !fits {
                let message = format!("`{}` must be a number of zero and more", name.text);
                let finding = Diagnostic::error(Code::WrongArguments, name.span, message);
                let finding = finding.label(column.name.span, "declared here");
                self.report(
                    finding.help("give its column a range: `number 0..10000 with 6 decimals`, or let it be a `count`"),
                );
                return None;
            }
        }
        Some(ColumnId(at))
    }

    /// The weight of a row of a drawn table.
    pub(super) fn design_weight(&mut self, rows: SubjectId, span: Span) -> Maybe<Expr> {
        let (table, design) = self.design_of(rows, span)?;
        self.raw_cell(table, design.weight, span)
    }

    fn design_of(&mut self, rows: SubjectId, span: Span) -> Maybe<(TableId, Design)> {
        let subject = self.names.catalogue.subject(rows);
        let SubjectKind::Rows(table) = subject.kind else {
            let message = format!("`{}` is no table, and was not drawn", subject.name.text);
            self.report(Diagnostic::error(Code::WrongArguments, span, message).help("take `by design` away"));
            return None;
        };
        if self.names.catalogue.table(table).drawn.is_empty() {
            let message = format!("`{}` does not say how its rows were drawn", subject.name.text);
            let help =
                "add a line to the table: `drawn weight w, strata s, clusters c of n`, or `drawn weight w, rows of n`";
            self.report(Diagnostic::error(Code::WrongArguments, span, message).help(help));
            return None;
        }
        // What is wrong with the line has been told.
        let design = self.designs.get(table.0)?.clone()?;
        Some((table, design))
    }

    /// `standard_error(mean(x of sample weighted by design, …))`
    pub(super) fn standard_error(&mut self, place: Place<'_>, call: &Call<'a>) -> Maybe<Expr> {
        let span = call.span;
        let [Arg { kind: ArgKind::Value(of), .. }, ..] = call.args else { return self.no_estimate(span) };
        let all = place.subject.filter(|s| self.names.catalogue.subject(*s).kind == SubjectKind::All);
        let Some(all) = all else {
            let message = "an estimate from a sample is of all, and a domain is a condition";
            let help = "write `let … of all = …`, and the domain behind `where`";
            self.report(Diagnostic::error(Code::WrongGrain, call.name, message).help(help));
            return None;
        };
        // Whatever is wrong with the estimate itself is told, and its unit is that of the error.
        let typed = self.expr(place, of)?;
        let unit = typed.number()?.unit;
        let estimate = match &of.kind {
            ExprKind::Binary(Binary::Divide, _, above, below) => {
                let (above, below) = (self.estimate(place, above), self.estimate(place, below));
                let (above, below) = (above?, below?);
                if above.below.is_some() || below.below.is_some() || above.rows != below.rows {
                    return self.no_estimate(of.span);
                }
                Estimate { below: Some(below.above), ..above }
            }
            _ => self.estimate(place, of)?,
        };
        let variance = self.variance_of_estimate(all, &estimate, span)?;
        let root = build::root(variance, call.decimals(), span).within(&Interval::at_least(Rational::zero()));
        let error = root.in_unit(unit).may_miss();
        // Where there are too few rows for the estimate, there are for its error.
        let parts = typed.inputs.iter().filter(|_| typed.op == Op::Divide);
        Some(parts.chain([&typed]).fold(error, |error, part| build::of_enough_for(part, error, span)))
    }

    fn no_estimate<T>(&mut self, span: Span) -> Maybe<T> {
        let message = "a standard error is taken of an estimate";
        let help =
            "write a `mean`, `share`, `sum` or `count` that is `weighted by design`, or a quotient of two such sums";
        self.report(Diagnostic::error(Code::WrongArguments, span, message).help(help));
        None
    }

    fn estimate(&mut self, place: Place<'_>, of: &'a ast::Expr) -> Maybe<Estimate> {
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
            let message = format!(
                "{} can be missing, and a standard error is taken of what is there",
                self.page_text(value.span)
            );
            let finding = Diagnostic::error(Code::WrongMissing, call.options.missing.map_or(span, |m| m.span), message);
            self.report(finding.help("write `missing skipped`: rows without a value are outside of the domain"));
            return None;
        }
        let there = value.can_miss.then(|| build::is_there(&value, span));
        let counted = match (condition, there) {
            (Some(condition), Some(there)) => Some(build::and(condition, there, span)),
            (condition, there) => condition.or(there),
        };
        let weight = self.raw_cell(table, design.weight, span)?;
        let zero_unless = |value: Expr| match &counted {
            Some(counted) => build::first([(value, counted.clone())], plain(0, span), span).known_there(),
            None => value,
        };
        // The linearisation multiplies freely; the unit is put back on the standard error.
        let above = zero_unless(times(weight.clone(), value.in_unit(Unit::Plain), span));
        let below = matches!(function, Function::Mean | Function::Share)
            .then(|| if fault!(DomainForgotten) { weight } else { zero_unless(weight) });
        Some(Estimate { table, rows: source, above, below })
    }

    /// The variance of an estimate, at all.
    fn variance_of_estimate(&mut self, all: SubjectId, estimate: &Estimate, span: Span) -> Maybe<Expr> {
        let design = self.designs.get(estimate.table.0)?.clone()?;
        let rows = Level { subject: estimate.rows, by: None };
        let whole = Level { subject: all, by: Some(Vec::new()) };
        let total = |checker: &Self, value: &Expr| checker.sum_up(&rows, build::kept(value.clone()), Vec::new(), span);
        let residual = match &estimate.below {
            None => estimate.above.clone(),
            Some(_) if fault!(ResidualIsValue) => estimate.above.clone(),
            Some(below) => {
                let (above, divisor) = (total(self, &estimate.above), total(self, below));
                let there = build::reach(all, over(above, divisor, span), Vec::new(), span).may_miss();
                minus(estimate.above.clone(), times(there, below.clone(), span), span)
            }
        };
        let strata = self.level(estimate.table, &rows, design.strata.into_iter().collect(), &whole);
        let (unit, of) = design.stages.first()?;
        let first = self.units(estimate.table, &rows, &strata, *unit);
        let at_first = self.totals(estimate.table, &rows, &first, residual.clone(), span)?;
        let own = self.spread(estimate.table, (&rows, &first, &strata), at_first, *of, span)?;
        let within = match design.stages.get(1) {
            Some((unit, below)) if of.is_some() && !fault!(SecondStageForgotten) => {
                let second = self.units(estimate.table, &rows, &first, *unit);
                let at_second = self.totals(estimate.table, &rows, &second, residual, span)?;
                let spread = self.spread(estimate.table, (&rows, &second, &first), at_second, *below, span)?;
                let links = self.links(estimate.table, &first, &strata, span)?;
                let sum = self.spread_of_all(&first, spread, links, span);
                let drawn = self.part_drawn(estimate.table, (&rows, &first, &strata), (*of)?, span)?;
                Some(times(drawn, sum, span))
            }
            _ => None,
        };
        let each = match within {
            Some(within) => plus(own, within, span),
            None => own,
        };
        let variance = if strata.subject == all { each } else { self.spread_of_all(&strata, each, Vec::new(), span) };
        match &estimate.below {
            None => Some(variance),
            Some(below) => {
                let divisor = total(self, below);
                Some(over(variance, times(divisor.clone(), divisor, span), span))
            }
        }
    }

    /// The units of a stage within others: groups of rows, or the rows.
    fn units(&mut self, table: TableId, rows: &Level, within: &Level, unit: Option<ColumnId>) -> Level {
        let Some(unit) = unit else { return rows.clone() };
        let mut by = within.by.clone().unwrap_or_default();
        by.push(unit);
        self.level(table, rows, by, rows)
    }

    /// The groups of rows by some columns; without columns another level.
    fn level(&mut self, table: TableId, rows: &Level, by: Vec<ColumnId>, without: &Level) -> Level {
        if by.is_empty() {
            return without.clone();
        }
        let source = Source::Groups { rows: rows.subject, by: by.clone() };
        let key: Vec<KeyPart> = by.iter().filter_map(|id| self.column_part(table, *id)).collect();
        let names: Vec<&str> = key.iter().map(|part| part.name.as_str()).collect();
        let name = format!("{} by {}", self.names.catalogue.table(table).name.text, names.join(", "));
        let subject = self.unnamed_kind(SubjectModel { name, label: None, source, key });
        Level { subject, by: Some(by) }
    }

    /// The values that name a level, as rows of it or of one below have them.
    fn names_of(&mut self, table: TableId, level: &Level, of: &[ColumnId], span: Span) -> Maybe<Vec<Expr>> {
        let each = of.iter().map(|id| {
            let cell = self.raw_cell(table, *id, span)?;
            match &level.by {
                None => Some(cell),
                Some(by) => {
                    let at = by.iter().position(|column| column == id)?;
                    Some(build::key(at, cell.ty.clone(), span))
                }
            }
        });
        each.collect()
    }

    /// How the units of a level belong to those above.
    fn links(&mut self, table: TableId, below: &Level, above: &Level, span: Span) -> Maybe<Vec<Expr>> {
        let by = above.by.clone().unwrap_or_default();
        let mut links = self.names_of(table, below, &by, span)?;
        links.extend(self.names_of(table, above, &by, span)?);
        Some(links)
    }

    fn sum_up(&self, of: &Level, value: Expr, links: Vec<Expr>, span: Span) -> Expr {
        let rows = Rows { source: of.subject, links, value: Some(value), condition: None, weight: None };
        rows.together(How::Sum, MissingRule::Unscored, Some(Rational::zero()), span)
    }

    /// The sum of spreads, for the reason that one of them is not known where it has none.
    fn spread_of_all(&self, of: &Level, spread: Expr, links: Vec<Expr>, span: Span) -> Expr {
        let spread = build::kept(spread);
        let unknown = build::indicator(build::is_missing(spread.clone(), span));
        let unknown = self.sum_up(of, unknown, links.clone(), span);
        let sum = self.sum_up(of, spread, links, span);
        let none = build::nothing(Some(FEW_UNITS.to_string()), sum.ty.clone(), span);
        build::first([(none, build::compare(Comparison::Above, unknown, plain(0, span), span))], sum, span)
    }

    /// The total of a value of rows in each unit.
    fn totals(&mut self, table: TableId, rows: &Level, unit: &Level, value: Expr, span: Span) -> Maybe<Expr> {
        if unit.subject == rows.subject {
            return Some(value);
        }
        let links = self.links(table, rows, unit, span)?;
        Some(self.sum_up(rows, build::kept(value), links, span))
    }

    /// How many units there are in each of those above, and of how many they were drawn.
    fn drawn_of(
        &mut self,
        table: TableId,
        (rows, unit, above): (&Level, &Level, &Level),
        of: ColumnId,
        span: Span,
    ) -> Maybe<(Expr, Expr)> {
        let count = self.how_many(table, unit, above, span)?;
        let cell = self.raw_cell(table, of, span)?;
        let links = self.links(table, rows, above, span)?;
        let rows = Rows { source: rows.subject, links, value: Some(cell), condition: None, weight: None };
        Some((count, rows.together(How::Maximum, MissingRule::Unscored, None, span)))
    }

    fn how_many(&mut self, table: TableId, unit: &Level, above: &Level, span: Span) -> Maybe<Expr> {
        let links = self.links(table, unit, above, span)?;
        Some(Rows { source: unit.subject, links, value: None, condition: None, weight: None }.count(span))
    }

    /// Which part of the units was drawn.
    fn part_drawn(
        &mut self,
        table: TableId,
        levels: (&Level, &Level, &Level),
        of: ColumnId,
        span: Span,
    ) -> Maybe<Expr> {
        let (count, whole) = self.drawn_of(table, levels, of, span)?;
        Some(over(count, whole, span))
    }

    /// `(1 − n/N) · n · s²` of the totals of units in each of those above. Where all were drawn there is nothing to
    /// estimate; where one of several was, its spread is not known.
    fn spread(
        &mut self,
        table: TableId,
        (rows, unit, above): (&Level, &Level, &Level),
        value: Expr,
        of: Option<ColumnId>,
        span: Span,
    ) -> Maybe<Expr> {
        let value = build::kept(value);
        let links = self.links(table, unit, above, span)?;
        let count = self.how_many(table, unit, above, span)?;
        let sum = self.sum_up(unit, value.clone(), links.clone(), span);
        let squares = self.sum_up(unit, times(value.clone(), value, span), links, span);
        let mean_of_sum = over(times(sum.clone(), sum, span), count.clone(), span);
        let one = || plain(1, span);
        let variance = over(minus(squares, mean_of_sum, span), minus(count.clone(), one(), span), span);
        let mut spread = times(count.clone(), variance, span);
        let mut complete = None;
        if let Some(of) = of.filter(|_| !fault!(PopulationForgotten)) {
            let (count, whole) = self.drawn_of(table, (rows, unit, above), of, span)?;
            let left = minus(one(), over(count.clone(), whole.clone(), span), span);
            spread = times(left, spread, span);
            complete = Some(build::equal(count, whole, span));
        }
        let few = build::compare(Comparison::Below, count, plain(2, span), span);
        let none = build::nothing(Some(FEW_UNITS.to_string()), spread.ty.clone(), span);
        let complete = complete.map(|complete| (plain(0, span), complete));
        Some(build::first(complete.into_iter().chain([(none, few)]), spread, span))
    }
}

/// Rows that are weighted by their design and by nothing else narrowed than a condition.
fn drawn_once(named: RowsOf<'_>) -> Option<(RowsOf<'_>, Span)> {
    let plain = named.among.is_none() && named.all_periods.is_none();
    named.by_design.filter(|_| plain).map(|at| (named, at))
}
