//! Values brought to one: the arguments of a function, and the rows of a table.

use super::calls::Options;
use super::expressions::apply;
use super::{Checker, Maybe, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::names::Referent;
use crate::number::{Interval, Rational, Rounding};
use crate::source::Span;
use crate::syntax::ast::{self, Arg, ArgKind, ExprKind, Name};
use crate::types::STORED_DECIMALS;
use crate::types::model::*;
use crate::types::units::{self, Unit};

impl<'a> Checker<'_, 'a> {
    /// Whether a call brings rows together: it names a table behind `of`, or `count` of a table.
    pub(super) fn is_aggregate(&self, name: &Name, args: &[Arg]) -> bool {
        args.iter().any(|arg| match &arg.kind {
            ArgKind::Rows { .. } => true,
            ArgKind::Value(value) => {
                name.text == "count" && matches!(self.names.bindings.refs.get(&value.span), Some(Referent::Subject(_)))
            }
            _ => false,
        })
    }

    /// `mean(a, b, missing skipped if at least 2, none missing)`
    pub(super) fn combine_list(
        &mut self,
        name: &Name,
        values: Vec<Expr>,
        options: &Options<'a>,
        span: Span,
    ) -> Maybe<Expr> {
        if values.is_empty() {
            let message = format!("`{}` needs values", name.text);
            self.report(
                Diagnostic::error(Code::WrongArguments, span, message)
                    .help(format!("write `{}(a, b)` or `{}(x of table, …)`", name.text, name.text)),
            );
            return None;
        }
        if name.text == "count" {
            let most = Rational::from(i64::try_from(values.len()).ok()?);
            let ty = NumberType::exact(Interval::new(Rational::zero(), most), Some(0));
            let combine = Combine { how: How::Count, weights: None, missing: MissingRule::Unscored, empty: None };
            return Some(Expr { can_miss: false, ..apply(Op::Combine(combine), values, Type::Number(ty), span) });
        }
        let how = self.how(name, options)?;
        self.enough_can_be(options.missing, values.len())?;
        let missing = self.missing_rule(options.missing, &values, name, span)?;
        let empty = self.empty(options, matches!(missing, MissingRule::Skipped(_)), values.first()?, name)?;
        self.combine(Combine { how, weights: None, missing, empty }, values, span)
    }

    fn how(&mut self, name: &Name, options: &Options<'a>) -> Maybe<How> {
        Some(match name.text.as_str() {
            "mean" => How::Mean,
            "sum" => How::Sum,
            "min" => How::Minimum,
            "max" => How::Maximum,
            _ => How::GeometricMean(options.decimals.map_or(STORED_DECIMALS, |d| d.count)),
        })
    }

    /// The rule for a missing argument: as written; none is needed where nothing can be missing.
    fn missing_rule(
        &mut self,
        written: Option<&ast::Missing>,
        values: &[Expr],
        name: &Name,
        span: Span,
    ) -> Maybe<MissingRule> {
        let Some(written) = written else {
            let Some(open) = values.iter().find(|v| v.can_miss) else { return Some(MissingRule::Unscored) };
            let text = self.sources.text(open.span);
            let message = format!("`{text}` can be missing, and `{}` does not say what happens then", name.text);
            self.report(
                Diagnostic::error(Code::MissingAnswer, span, message)
                    .label(open.span, "can be missing")
                    .help("add `missing unscored`, `missing skipped` or `missing counts as 0`"),
            );
            return None;
        };
        self.rule(written, values, false)
    }

    /// A number that answers for missing values or for none: of the unit of the values, or zero.
    pub(super) fn answer_fits(&mut self, answer: &Rational, unit: Unit, span: Span, values: &Expr) -> Maybe<()> {
        let wanted = values.number()?.unit;
        if unit == wanted || wanted == Unit::Money && unit == Unit::Plain || unit == Unit::Plain && answer.is_zero() {
            return Some(());
        }
        let text = self.sources.text(span);
        let message = format!("`{text}` is {}, and the values are {}", unit.words(), wanted.words());
        let help = wanted.cure();
        self.report(Diagnostic::error(Code::UnitMismatch, span, message).label(values.span, wanted.words()).help(help));
        None
    }

    /// A written rule; `in_tree` tells which of the two words for leaving out fits.
    pub(super) fn rule(&mut self, written: &ast::Missing, values: &[Expr], in_tree: bool) -> Maybe<MissingRule> {
        let wrong = |checker: &mut Self, message: &str, help: &str| {
            checker.report(Diagnostic::error(Code::WrongMissing, written.span, message).help(help));
            None
        };
        match &written.kind {
            ast::MissingKind::Unscored => Some(MissingRule::Unscored),
            ast::MissingKind::CountsAs(quantity) => {
                let (value, unit) = units::value(quantity);
                self.answer_fits(&value, unit, quantity.span, values.first()?)?;
                Some(MissingRule::CountsAs(value))
            }
            ast::MissingKind::Renormalise(at_least) if in_tree => self.at_least(at_least.as_ref()),
            ast::MissingKind::Skipped(at_least) if !in_tree => self.at_least(at_least.as_ref()),
            ast::MissingKind::Renormalise(_) => {
                wrong(self, "only the children of a tree have a parent", "write `missing skipped`")
            }
            ast::MissingKind::Skipped(_) => wrong(
                self,
                "in a tree it must be said where the weight of a missing indicator goes",
                "write `missing renormalise within parent`",
            ),
        }
    }

    fn at_least(&mut self, at_least: Option<&ast::AtLeast>) -> Maybe<MissingRule> {
        let Some(at_least) = at_least else { return Some(MissingRule::Skipped(None)) };
        let value = at_least.value.to_rational();
        if at_least.percent {
            let share = value * Rational::pow10(-2);
            if share > Rational::one() {
                let message = "a share is at most 100%";
                self.report(Diagnostic::error(Code::BadRange, at_least.span, message).help("write for example `50%`"));
                return None;
            }
            return Some(MissingRule::Skipped(Some(AtLeast::Share(share))));
        }
        let count = value.is_integer().then(|| value.to_string().parse::<u32>().ok()).flatten();
        if count.is_none() {
            let message = "this counts values and is a whole number";
            self.report(Diagnostic::error(Code::BadRange, at_least.span, message).help("write `3`, or a share: `50%`"));
        }
        Some(MissingRule::Skipped(Some(AtLeast::Count(count?))))
    }

    /// `none 0`, `none missing`: what holds when nothing is left; must be said where that can be.
    fn empty(
        &mut self,
        options: &Options<'a>,
        can_be_empty: bool,
        values: &Expr,
        name: &Name,
    ) -> Maybe<Option<Rational>> {
        let Some((value, span)) = options.none else {
            if !can_be_empty {
                return Some(None);
            }
            let message = format!("`{}` does not say what holds when nothing is left", name.text);
            self.report(
                Diagnostic::error(Code::EmptyAnswer, name.span, message).help("add `none missing` or `none 0`"),
            );
            return None;
        };
        if matches!(value.kind, ExprKind::Missing) {
            return Some(None);
        }
        let known = self.expr(Place { subject: None, arguments: &[] }, value)?;
        match known.constant().zip(known.number()) {
            Some((number, ty)) => {
                self.answer_fits(number, ty.unit, value.span, values)?;
                Some(Some(number.clone()))
            }
            None => {
                let message = "`none` is followed by a fixed number or `missing`";
                self.report(
                    Diagnostic::error(Code::EmptyAnswer, span, message).help("write `none 0` or `none missing`"),
                );
                None
            }
        }
    }

    /// More answers than there are values would never be there.
    pub(super) fn enough_can_be(&mut self, written: Option<&ast::Missing>, values: usize) -> Maybe<()> {
        let least = match written.map(|w| &w.kind) {
            Some(ast::MissingKind::Renormalise(Some(least)) | ast::MissingKind::Skipped(Some(least))) => least,
            _ => return Some(()),
        };
        let most = Rational::from(i64::try_from(values).unwrap_or(i64::MAX));
        if least.percent || least.value.to_rational() <= most {
            return Some(());
        }
        let message = format!("at least {} must be there, and there are only {values}", least.value);
        self.report(Diagnostic::error(Code::BadRange, least.span, message).help(format!("write at most `{values}`")));
        None
    }

    /// Values brought to one, whatever they came from: range, unit and decimals of the result.
    pub(super) fn combine(&mut self, combine: Combine, values: Vec<Expr>, span: Span) -> Maybe<Expr> {
        let first = values.first()?.clone();
        let mut numbers = Vec::new();
        for value in &values {
            let number = self.numeric(value, "bringing values together")?;
            self.common(&first, value)?;
            if matches!(combine.how, How::GeometricMean(_)) && number.unit != Unit::Plain {
                let message = "a geometric mean is taken of plain numbers";
                self.report(
                    Diagnostic::error(Code::UnitMismatch, value.span, message)
                        .help("divide by a quantity of the same unit first"),
                );
                return None;
            }
            numbers.push(number);
        }
        let any_missing = values.iter().any(|v| v.can_miss);
        let mut ranges: Vec<Interval> = numbers.iter().map(|n| n.range.clone()).collect();
        if let (MissingRule::CountsAs(v), true) = (&combine.missing, any_missing) {
            ranges = ranges.iter().map(|r| r.hull(&Interval::point(v.clone()))).collect();
        }
        let can_skip = any_missing && matches!(combine.missing, MissingRule::Skipped(_));
        let hull = ranges.iter().skip(1).fold(ranges.first()?.clone(), |a, b| a.hull(b));
        let zero = Interval::point(Rational::zero());
        let range = match combine.how {
            How::Sum => ranges
                .iter()
                .map(|r| if can_skip { r.hull(&zero) } else { r.clone() })
                .fold(zero.clone(), |a, b| a.add(&b)),
            How::Minimum if !can_skip => ranges.iter().skip(1).fold(ranges.first()?.clone(), |a, b| a.min(b)),
            How::Maximum if !can_skip => ranges.iter().skip(1).fold(ranges.first()?.clone(), |a, b| a.max(b)),
            _ => hull,
        };
        let negative = matches!(combine.how, How::GeometricMean(_))
            && !ranges.iter().all(|r| r.lo.as_ref().is_some_and(|lo| !lo.is_negative()));
        let range = match combine.how {
            // Rounding keeps order, so what lies below an end before lies below the rounded end after.
            How::GeometricMean(decimals) => range.max(&zero).map_monotone(|v| v.round(decimals, Rounding::HalfEven)),
            _ => range,
        };
        let range = match &combine.empty {
            Some(empty) => range.hull(&Interval::point(empty.clone())),
            None => range,
        };
        // What stands in for a missing value, or for none at all, can have more decimals than the values.
        let answers = answers(&combine.missing, combine.empty.as_ref());
        let mut most = numbers.iter().map(|n| n.decimals).chain(answers.iter().map(|v| v.scale()));
        let most = most.try_fold(0, |a, d| d.map(|d| a.max(d)));
        let decimals = match combine.how {
            How::GeometricMean(decimals) => Some(decimals),
            How::Mean => None,
            _ => most,
        };
        let inexact = matches!(combine.how, How::GeometricMean(_)) || numbers.iter().any(|n| n.inexact);
        let can_miss = negative
            || match &combine.missing {
                MissingRule::Unscored => any_missing,
                MissingRule::Skipped(None) => combine.empty.is_none() && may_be_empty(&combine, &values),
                MissingRule::Skipped(Some(_)) => any_missing,
                MissingRule::CountsAs(_) => false,
            };
        let ty = NumberType { unit: first.number()?.unit, range, inexact, decimals };
        Some(Expr { op: Op::Combine(combine), inputs: values, ty: Type::Number(ty), can_miss, span })
    }

    /// `mean(x of table where … weighted …, missing skipped, none missing)`
    pub(super) fn aggregate(
        &mut self,
        place: Place<'_>,
        name: &Name,
        args: &'a [Arg],
        options: &Options<'a>,
        span: Span,
    ) -> Maybe<Expr> {
        let rows = args.iter().find(|a| matches!(a.kind, ArgKind::Rows { .. } | ArgKind::Value(_)))?;
        let (value, of, condition, weight) = match &rows.kind {
            ArgKind::Rows { value, of, condition, weight } => (value, of.as_ref(), condition.as_ref(), weight.as_ref()),
            ArgKind::Value(value) => (value, None, None, None),
            _ => return None,
        };
        if args.iter().filter(|a| matches!(a.kind, ArgKind::Rows { .. } | ArgKind::Value(_))).count() > 1 {
            let message = format!("`{}` brings together one value of the rows", name.text);
            self.report(
                Diagnostic::error(Code::WrongArguments, span, message).help("write one aggregate for each value"),
            );
            return None;
        }
        let (at, table_only) = match of {
            Some(of) => (of.span, false),
            None => (value.span, true),
        };
        if table_only != (name.text == "count") {
            let value = self.sources.text(value.span);
            let (message, help) = match of {
                Some(of) => (
                    "`count` counts rows, not values".to_string(),
                    format!("write `count({} where {value} is not missing)`", of.text),
                ),
                None => (
                    format!("of which rows `{}` takes `{value}` is not said", name.text),
                    format!("write `{}({value} of table where …, none missing)`", name.text),
                ),
            };
            self.report(Diagnostic::error(Code::WrongArguments, rows.span, message).help(help));
            return None;
        }
        let Some(Referent::Subject(source)) = self.names.bindings.refs.get(&at).copied() else { return None };
        self.rows_within(place, source, at, name)?;
        let links = self.links(place, at)?;
        let inside = Place { subject: Some(source), arguments: place.arguments };
        let value = if table_only { None } else { Some(self.expr(inside, value)?) };
        let condition = condition.map(|c| self.row_condition(inside, c)).map_or(Some(None), |c| c.map(Some))?;
        let weight = weight.map(|w| self.row_weight(inside, w, name)).map_or(Some(None), |w| w.map(Some))?;
        self.aggregate_of((source, links), name, value, condition, weight, options, span)
    }

    /// The table of an aggregate: its rows must belong to the subject in hand.
    fn rows_within(
        &mut self,
        place: Place<'_>,
        source: crate::names::SubjectId,
        at: Span,
        name: &Name,
    ) -> Maybe<crate::schema::TableId> {
        let here = place.subject.and_then(|s| self.model.subjects.get(s.0));
        let Some((Source::Groups { rows, .. }, here)) = here.map(|h| (&h.source, h)) else {
            let message = format!("there is one value for each row here, and `{}` brings rows together", name.text);
            self.report(
                Diagnostic::error(Code::WrongGrain, at, message)
                    .help("declare a grouping, `subject group = table by column`, and write `of group`"),
            );
            return None;
        };
        let wanted = self.names.catalogue.rows_of(source);
        // The table of a grouping that is unknown has been reported.
        let grouped = self.model.subjects.get(rows.0)?.table()?;
        let table = &self.model.tables.get(grouped.0)?.name;
        if wanted != Some(grouped) {
            let message = format!("`{}` groups the rows of `{table}`", here.name);
            let help = format!("write `of {table}`");
            self.report(Diagnostic::error(Code::WrongGrain, at, message).help(help));
            return None;
        }
        wanted
    }

    fn links(&mut self, place: Place<'_>, at: Span) -> Maybe<Vec<Expr>> {
        let here = self.model.subjects.get(place.subject?.0)?.clone();
        let Source::Groups { rows, by } = here.source else { return None };
        let table = self.model.subjects.get(rows.0)?.table()?;
        let of_rows: Vec<Maybe<Expr>> = by.iter().map(|c| self.column_value(table, *c, at)).collect();
        let own = self.keys_of_groups(place.subject?, at);
        of_rows.into_iter().chain(own).collect()
    }

    fn keys_of_groups(&mut self, group: crate::names::SubjectId, at: Span) -> Vec<Maybe<Expr>> {
        let Some(SubjectModel { source: Source::Groups { rows, by }, .. }) = self.model.subjects.get(group.0).cloned()
        else {
            return Vec::new();
        };
        let Some(table) = self.model.subjects.get(rows.0).and_then(SubjectModel::table) else { return Vec::new() };
        let key = |(i, c): (usize, &crate::schema::ColumnId)| {
            let value = self.column_value(table, *c, at)?;
            Some(Expr { op: Op::Key(i), inputs: Vec::new(), ..value })
        };
        by.iter().enumerate().map(key).collect()
    }

    /// A condition on rows must be yes or no for every row.
    fn row_condition(&mut self, inside: Place<'_>, written: &'a ast::Expr) -> Maybe<Expr> {
        let condition = self.expr(inside, written)?;
        let condition = self.condition(condition, "where")?;
        if condition.can_miss {
            let text = self.sources.text(written.span);
            let message = format!("`{text}` is unknown for a row where a value is missing");
            let whole = if matches!(written.kind, ExprKind::Name(_)) { text.to_string() } else { format!("({text})") };
            let help = format!("say what holds then: `{whole} default no`, or `default yes`");
            self.report(Diagnostic::error(Code::UnknownCondition, written.span, message).help(help));
            return None;
        }
        Some(condition)
    }

    fn row_weight(&mut self, inside: Place<'_>, written: &'a ast::Expr, name: &Name) -> Maybe<Expr> {
        let weight = self.expr(inside, written)?;
        let number = self.numeric(&weight, "weighted")?;
        let text = self.sources.text(written.span);
        let (message, help) = if name.text != "mean" {
            (format!("`{}` is not weighted, only `mean` is", name.text), "take `weighted` away, or multiply the value")
        } else if weight.can_miss {
            (format!("`{text}` is a weight and can be missing"), "answer it with `default 0`")
        } else if number.range.lo.as_ref().is_none_or(Rational::is_negative) {
            (format!("`{text}` is a weight and can be below zero"), "narrow the range of its column")
        } else {
            return Some(self.stored(weight));
        };
        self.report(Diagnostic::error(Code::WrongArguments, written.span, message).help(help));
        None
    }

    /// A value that enters an aggregate: a decimal as it is, anything else stored half even.
    fn stored(&self, value: Expr) -> Expr {
        let Type::Number(number) = &value.ty else { return value };
        if number.decimals.is_some() {
            return value;
        }
        let range = number.range.map_monotone(|v| v.round(STORED_DECIMALS, Rounding::HalfEven));
        let ty = NumberType { range, inexact: true, decimals: Some(STORED_DECIMALS), ..number.clone() };
        let span = value.span;
        apply(Op::Store(STORED_DECIMALS), vec![value], Type::Number(ty), span)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one call")]
    fn aggregate_of(
        &mut self,
        (source, links): (crate::names::SubjectId, Vec<Expr>),
        name: &Name,
        value: Option<Expr>,
        condition: Option<Expr>,
        weight: Option<Expr>,
        options: &Options<'a>,
        span: Span,
    ) -> Maybe<Expr> {
        let (has_condition, has_weight) = (condition.is_some(), weight.is_some());
        let Some(value) = value else {
            let ty = NumberType::exact(Interval::at_least(Rational::zero()), Some(0));
            let how = Aggregate {
                how: How::Count,
                rows: source,
                has_condition,
                has_weight,
                links: links.len() / 2,
                missing: MissingRule::Unscored,
                empty: Some(Rational::zero()),
            };
            let inputs = condition.into_iter().chain(links).collect();
            return Some(Expr { op: Op::Aggregate(how), inputs, ty: Type::Number(ty), can_miss: false, span });
        };
        let how = self.how(name, options)?;
        if matches!(how, How::GeometricMean(_)) {
            let message = "a geometric mean over rows is not supported yet";
            self.report(Diagnostic::error(Code::WrongArguments, span, message).help("use `mean`"));
            return None;
        }
        let missing = self.missing_rule(options.missing, std::slice::from_ref(&value), name, span)?;
        let empty = self.empty(options, true, &value, name)?;
        let value = self.stored(value);
        let number = self.numeric(&value, &name.text)?;
        let with_answer = match &missing {
            MissingRule::CountsAs(v) if value.can_miss => number.range.hull(&Interval::point(v.clone())),
            _ => number.range.clone(),
        };
        let range = match how {
            How::Sum => sum_of_many(&with_answer),
            _ => with_answer,
        };
        let range = empty.as_ref().map_or(range.clone(), |e| range.hull(&Interval::point(e.clone())));
        let answers = answers(&missing, empty.as_ref());
        let decimals = match how {
            How::Mean => None,
            _ => answers.iter().map(|v| v.scale()).chain([number.decimals]).try_fold(0, |a, d| d.map(|d| a.max(d))),
        };
        // A weight that was stored on its way moves the mean as a stored value does.
        let inexact = number.inexact || weight.as_ref().and_then(Expr::number).is_some_and(|w| w.inexact);
        let ty = NumberType { range, decimals, inexact, ..number };
        let can_miss = empty.is_none()
            || matches!(missing, MissingRule::Skipped(Some(_)))
            || (value.can_miss && missing == MissingRule::Unscored);
        let op = Op::Aggregate(Aggregate {
            how,
            rows: source,
            has_condition,
            has_weight,
            links: links.len() / 2,
            missing,
            empty,
        });
        let inputs = std::iter::once(value).chain(condition).chain(weight).chain(links).collect();
        Some(Expr { op, inputs, ty: Type::Number(ty), can_miss, span })
    }
}

/// The numbers that stand in for missing values, and for no value at all.
fn answers<'r>(missing: &'r MissingRule, empty: Option<&'r Rational>) -> Vec<&'r Rational> {
    let counted = match missing {
        MissingRule::CountsAs(value) => Some(value),
        MissingRule::Unscored | MissingRule::Skipped(_) => None,
    };
    counted.into_iter().chain(empty).collect()
}

/// Whether leaving out missing values can leave no weight: a value that is always there and has a weight prevents it.
fn may_be_empty(combine: &Combine, values: &[Expr]) -> bool {
    let counts = |i: usize| combine.weights.as_ref().and_then(|w| w.get(i)).is_none_or(|w| !w.is_zero());
    values.iter().enumerate().all(|(i, value)| value.can_miss || !counts(i))
}

/// What any number of values of a range can add up to.
fn sum_of_many(range: &Interval) -> Interval {
    Interval {
        lo: range.lo.as_ref().filter(|lo| !lo.is_negative()).map(|_| Rational::zero()),
        hi: range.hi.as_ref().filter(|hi| !hi.is_positive()).map(|_| Rational::zero()),
    }
}
