//! Values brought to one: the arguments of a function, and the rows of a table.

use super::calls::Options;
use super::expressions::apply;
use super::{Checker, Maybe, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::faults::fault;
use crate::names::{Referent, SubjectId};
use crate::number::{Interval, Rational, Rounding};
use crate::source::Span;
use crate::syntax::ast::{self, Arg, ArgKind, ExprKind, Name};
use crate::types::STORED_DECIMALS;
use crate::types::model::*;
use crate::types::units::Unit;

impl<'a> Checker<'_, 'a> {
    /// Whether a call brings rows together: it names them behind `of`, or it is `count` or `exists` of rows.
    pub(super) fn is_aggregate(&self, place: Place<'_>, name: &Name, args: &[Arg]) -> bool {
        args.iter().any(|arg| match &arg.kind {
            ArgKind::Rows { .. } => true,
            ArgKind::Value(value) => {
                let of_rows = crate::names::OF_ROWS.contains(&name.text.as_str());
                of_rows && matches!(self.referent(place, value.span), Some(Referent::Subject(_)))
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
        let values = self.answered_with(options.answer.as_ref(), values)?;
        let missing = self.missing_rule(options, &values, name, span)?;
        let empty = self.empty(options, matches!(missing, MissingRule::Skipped(_)), values.first()?, name)?;
        self.combine(Combine { how, weights: None, missing, empty }, values, span)
    }

    fn how(&mut self, name: &Name, options: &Options<'a>) -> Maybe<How> {
        Some(match name.text.as_str() {
            "mean" | "share" => How::Mean,
            "sum" => How::Sum,
            "min" => How::Minimum,
            "max" => How::Maximum,
            "median" => How::Median,
            _ => How::GeometricMean(options.decimals.map_or(STORED_DECIMALS, |d| d.count)),
        })
    }

    /// The rule for a missing argument: as written; none is needed where nothing can be missing.
    pub(super) fn missing_rule(
        &mut self,
        options: &Options<'a>,
        values: &[Expr],
        name: &Name,
        span: Span,
    ) -> Maybe<MissingRule> {
        let Some(written) = options.missing else {
            let Some(open) = values.iter().find(|v| v.can_miss) else { return Some(MissingRule::Unscored) };
            let text = self.sources.text(open.span);
            let message = format!("`{text}` can be missing, and `{}` does not say what happens then", name.text);
            let help = match name.text.as_str() {
                "count_distinct" | "variance" | "deviation" | "quantile" => {
                    "add `missing skipped` or `missing unscored`"
                }
                _ => "add `missing unscored`, `missing skipped` or `missing counts as 0`",
            };
            let finding = Diagnostic::error(Code::MissingAnswer, span, message);
            self.report(finding.label(open.span, "can be missing").help(help));
            return None;
        };
        self.rule(written, options.answer.as_ref(), values, false)
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

    /// What answers for a missing value, where the rule names it.
    pub(super) fn answer_of(&mut self, place: Place<'_>, written: Option<&'a ast::Missing>) -> Maybe<Option<Expr>> {
        match written.map(|written| &written.kind) {
            Some(ast::MissingKind::CountsAs(answer)) => {
                let typed = self.expr(place, answer)?;
                self.numeric(&typed, "missing counts as")?;
                Some(Some(typed))
            }
            _ => Some(None),
        }
    }

    /// Values with what answers for a missing one, where that is no fixed number.
    pub(super) fn answered_with(&mut self, answer: Option<&Expr>, values: Vec<Expr>) -> Maybe<Vec<Expr>> {
        match answer.filter(|answer| answer.constant().is_none()) {
            Some(answer) => values.into_iter().map(|value| self.answered(value, answer.clone())).collect(),
            None => Some(values),
        }
    }

    /// A written rule with what it names; `in_tree` tells which of the two words for leaving out fits. An answer that
    /// is no fixed number has taken its place, see [`Self::answered_with`]: what is missing then is missing.
    pub(super) fn rule(
        &mut self,
        written: &ast::Missing,
        answer: Option<&Expr>,
        values: &[Expr],
        in_tree: bool,
    ) -> Maybe<MissingRule> {
        let wrong = |checker: &mut Self, message: &str, help: &str| {
            checker.report(Diagnostic::error(Code::WrongMissing, written.span, message).help(help));
            None
        };
        match &written.kind {
            ast::MissingKind::Unscored => Some(MissingRule::Unscored),
            ast::MissingKind::CountsAs(_) => {
                let answer = answer?;
                let Some(value) = answer.constant() else { return Some(MissingRule::Unscored) };
                self.answer_fits(value, answer.number()?.unit, answer.span, values.first()?)?;
                Some(MissingRule::CountsAs(value.clone()))
            }
            ast::MissingKind::Fails if in_tree => Some(MissingRule::Unscored),
            ast::MissingKind::Fails => wrong(
                self,
                "only a node of a tree fails where a value is missing",
                "write `missing unscored`, and a `check` that the value is not missing",
            ),
            ast::MissingKind::Renormalise(at_least) | ast::MissingKind::Across(at_least) if in_tree => {
                self.at_least(at_least.as_ref())
            }
            ast::MissingKind::Skipped(at_least) if !in_tree => self.at_least(at_least.as_ref()),
            ast::MissingKind::Renormalise(_) | ast::MissingKind::Across(_) => {
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
            let share = at_least.value.to_rational() * Rational::pow10(2);
            let help = match share <= Rational::pow10(2) {
                true => format!("for a share of them, write `if at least {share}%`; for a number, `if at least 3`"),
                false => "write `if at least 3`, or a share: `if at least 50%`".to_string(),
            };
            self.report(Diagnostic::error(Code::BadRange, at_least.span, message).help(help));
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
        if matches!(value.kind, ExprKind::Missing(_)) {
            return Some(None);
        }
        let known = self.expr(Place::in_scale(&[]), value)?;
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
            Some(
                ast::MissingKind::Renormalise(Some(least))
                | ast::MissingKind::Across(Some(least))
                | ast::MissingKind::Skipped(Some(least)),
            ) => least,
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
            // The middle of two numbers has a decimal more.
            How::Median => most.map(|d| d + 1),
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
        name: &'a Name,
        args: &'a [Arg],
        options: &Options<'a>,
        span: Span,
    ) -> Maybe<Expr> {
        let named = args.iter().find(|a| matches!(a.kind, ArgKind::Rows { .. }));
        let rows = named.or_else(|| args.iter().find(|a| matches!(a.kind, ArgKind::Value(_))))?;
        let values = args.iter().filter(|a| matches!(a.kind, ArgKind::Rows { .. } | ArgKind::Value(_))).count();
        if values > if name.text == "quantile" { 2 } else { 1 } {
            let message = format!("`{}` brings together one value of the rows", name.text);
            let per = args.iter().any(|arg| match &arg.kind {
                ArgKind::Rows { among: Some(among), .. } => !among.per.is_empty(),
                _ => false,
            });
            let help = match per {
                true => "join what stands behind `per` by `and`: `per a and b`",
                false => "write one aggregate for each value",
            };
            self.report(Diagnostic::error(Code::WrongArguments, span, message).help(help));
            return None;
        }
        let (written, of, all_periods, among, condition, weight, by_design) = match &rows.kind {
            ArgKind::Rows { value, of, all_periods, among, condition, weight, by_design } => {
                (value, of.as_ref(), *all_periods, among.as_deref(), condition.as_ref(), weight.as_ref(), *by_design)
            }
            ArgKind::Value(value) => (value, None, None, None, None, None, None),
            _ => return None,
        };
        let rows_only = of.is_none();
        if rows_only != crate::names::OF_ROWS.contains(&name.text.as_str()) {
            self.rows_or_values(name, written, of, rows.span);
            return None;
        }
        let at = of.map_or(written.span, |of| of.span);
        let Some(Referent::Subject(source)) = self.referent(place, at) else { return None };
        let inside = place.among(source);
        let mut options = options.clone();
        let outer = std::mem::take(&mut self.facts);
        let typed = self.aggregate_parts(place, name, (source, at), (among, condition), |checker| {
            let answer = checker.answer_of(inside, options.missing);
            let value = if rows_only { Vec::new() } else { vec![checker.expr(inside, written)?] };
            options.answer = answer?;
            let value = checker.answered_with(options.answer.as_ref(), value)?.pop();
            let weight = weight.map(|w| checker.row_weight(inside, w, name)).map_or(Some(None), |w| w.map(Some))?;
            Some((value, weight))
        });
        self.facts = outer;
        let (value, weight, condition, links) = typed?;
        let options = &options;
        let source = self.rows_of_periods(source, all_periods)?;
        // What is wrong with the keys is told; what is brought together is looked at all the same.
        let linked = links.is_some();
        let whole = Parts { source, links: links.unwrap_or_default(), value, condition, weight };
        let whole = match by_design {
            Some(at) => self.by_design(name, whole, at)?,
            None => whole,
        };
        let typed = match name.text.as_str() {
            "count" if by_design.is_some() => {
                let none = options.none.is_none().then_some(Rational::zero());
                self.total_of(whole, none, span)
            }
            "exists" => self.exists_of(whole, span),
            "any" | "all" => self.logic_of(name, whole, span),
            "share" => self.share_of(name, whole, options, span),
            "variance" => self.variance_of(name, whole, options, span),
            "deviation" => self.deviation_of(name, whole, options, span),
            "quantile" => self.quantile_of(name, whole, (args, options), span),
            "rank" => self.rank_of(place, name, whole, (written, among), options, span),
            _ => self.aggregate_of(name, whole, options, span),
        };
        typed.filter(|_| linked)
    }

    /// Rows that count as their design weighs them: a mean or share by its weight, a sum times it, a count by it alone.
    fn by_design(&mut self, name: &Name, parts: Parts, at: Span) -> Maybe<Parts> {
        let weight = self.design_weight(parts.source, at)?;
        match (name.text.as_str(), parts.value.clone()) {
            ("mean" | "share", _) => Some(Parts { weight: Some(weight), ..parts }),
            ("sum", Some(value)) => {
                let span = value.span;
                let value = self.arithmetic(Op::Multiply, weight, value, at, span)?;
                Some(Parts { value: Some(value), ..parts })
            }
            ("count", _) => Some(Parts { value: Some(weight), ..parts }),
            _ => {
                let message = format!("`{}` is not weighted by a design", name.text);
                let help = "only `mean`, `share`, `sum` and `count` are estimates";
                self.report(Diagnostic::error(Code::WrongArguments, at, message).help(help));
                None
            }
        }
    }

    /// The sum of the weights of rows.
    fn total_of(&mut self, parts: Parts, empty: Option<Rational>, span: Span) -> Maybe<Expr> {
        let value = parts.value.clone()?;
        let decimals = value.number()?.decimals;
        let ty = NumberType { range: Interval::at_least(Rational::zero()), decimals, ..value.number()?.clone() };
        Some(parts.aggregate(How::Sum, MissingRule::Unscored, empty, Type::Number(ty), span))
    }

    /// The value and weight of the rows, which are computed where the condition holds; the condition and the links.
    #[expect(clippy::type_complexity, reason = "the parts of one call")]
    pub(super) fn aggregate_parts(
        &mut self,
        place: Place<'_>,
        name: &Name,
        (source, at): (SubjectId, Span),
        (among, condition): (Option<&'a ast::Among>, Option<&'a ast::Expr>),
        inside: impl FnOnce(&mut Self) -> Maybe<(Option<Expr>, Option<Expr>)>,
    ) -> Maybe<(Option<Expr>, Option<Expr>, Option<Expr>, Maybe<Vec<Expr>>)> {
        if let Some(condition) = condition {
            self.learn(place.among(source), condition, true);
        }
        let typed = inside(self);
        self.facts.clear();
        // What holds for no row or for some need not be known of each.
        let (condition, links) = self.linked(place, (source, at), among, condition, name.text != "exists");
        let (value, weight) = typed?;
        Some((value, weight, condition?, links))
    }

    fn rows_or_values(&mut self, name: &Name, value: &'a ast::Expr, of: Option<&Name>, span: Span) {
        let value = self.sources.text(value.span);
        let (message, help) = match of {
            Some(of) if name.text == "exists" => (
                "`exists` asks for rows, not for values".to_string(),
                format!("write `exists({} where {value} is not missing)`", of.text),
            ),
            Some(of) => (
                "`count` counts rows, not values".to_string(),
                format!("write `count({} where {value} is not missing)`", of.text),
            ),
            None => {
                let none = if super::calls::TOGETHER.contains(&name.text.as_str()) { ", none missing" } else { "" };
                match self.names.catalogue.subject_named(value) {
                    Some(_) => (
                        format!("which value of `{value}` `{}` takes is not said", name.text),
                        format!("write `{}(x of {value} where …{none})`", name.text),
                    ),
                    None => (
                        format!("of which rows `{}` takes `{value}` is not said", name.text),
                        format!("write `{}({value} of table where …{none})`", name.text),
                    ),
                }
            }
        };
        self.report(Diagnostic::error(Code::WrongArguments, span, message).help(help));
    }

    /// The rows of the period; or of all periods, where that is said.
    fn rows_of_periods(&mut self, source: SubjectId, all_periods: Option<Span>) -> Maybe<SubjectId> {
        let Some(span) = all_periods else { return Some(source) };
        let table = self.names.catalogue.rows_of(source);
        let dated = table.is_some_and(|t| self.names.catalogue.table(t).dated.is_some());
        let Some(table) = table.filter(|_| dated) else {
            let message =
                format!("`{}` is not dated: all its rows count anyway", self.names.catalogue.subject(source).name.text);
            self.report(Diagnostic::error(Code::WrongArguments, span, message).help("take `of all periods` away"));
            return None;
        };
        let own = self.model.subjects.iter().find(|s| s.table() == Some(table))?.clone();
        let (name, source) = (format!("{} of all periods", own.name), Source::Rows { table, all_periods: true });
        Some(self.unnamed_kind(SubjectModel { name, source, ..own }))
    }

    /// The condition on rows, which must be yes or no for each, and how the rows belong to the subject: the keys of the
    /// rows, then those of the subject.
    pub(super) fn rows_linked(
        &mut self,
        place: Place<'_>,
        rows: SubjectId,
        at: Span,
        condition: Option<&'a ast::Expr>,
    ) -> Maybe<(Option<Expr>, Vec<Expr>)> {
        let (condition, links) = self.linked(place, (rows, at), None, condition, true);
        Some((condition?, links?))
    }

    /// The condition and the keys, each by itself; `known` tells whether the condition must be known for each row.
    pub(super) fn linked(
        &mut self,
        place: Place<'_>,
        (rows, at): (SubjectId, Span),
        among: Option<&'a ast::Among>,
        condition: Option<&'a ast::Expr>,
        known: bool,
    ) -> (Maybe<Option<Expr>>, Maybe<Vec<Expr>>) {
        let inside = place.among(rows);
        let (mut joins, mut plain) = (Vec::new(), Vec::new());
        if let Some(condition) = condition {
            self.split(inside, condition, &mut joins, &mut plain);
        }
        // What is held against the subject is held for the rows that the rest of the condition keeps.
        let before = self.facts.len();
        plain.iter().for_each(|part| self.learn(inside, part, true));
        let links = match among {
            Some(among) if Some(rows) == place.subject => self.peers(place, among, &joins),
            Some(among) => self.not_peers(place, rows, among).and_then(|()| self.keys(place, rows, at, &joins)),
            None => self.keys(place, rows, at, &joins),
        };
        self.facts.truncate(before);
        let condition = self.conditions(inside, &plain, known);
        let Some(among) = among.filter(|_| !fault!(OverIgnored)) else { return (condition, links) };
        let both = self.population(inside, &among.over).zip(condition).map(|(over, condition)| {
            Some(match condition {
                Some(condition) => apply(Op::And, vec![over, condition], Type::YesNo, among.span),
                None => over,
            })
        });
        (both, links)
    }

    /// The keys of the rows, then those of the subject that they are held against.
    fn keys(
        &mut self,
        place: Place<'_>,
        rows: SubjectId,
        at: Span,
        joins: &[(&'a ast::Expr, &'a ast::Expr)],
    ) -> Maybe<Vec<Expr>> {
        let subject = place.subject?;
        let inside = place.among(rows);
        let (mut of_rows, mut of_subject) = (Vec::new(), Vec::new());
        for (row, own) in self.link_of(rows, subject, at, joins.len())? {
            of_rows.push(self.part_value(rows, &row, at)?);
            of_subject.push(self.part_value(subject, &own, at)?);
        }
        for (row, own) in joins {
            let (row, own) = (self.expr(inside, row), self.outer_value(place, own));
            let (row, own) = (row?, own?);
            if !super::expressions::is_same_key(&row, &own) {
                self.common(&row, &own)?;
            }
            of_rows.push(row);
            of_subject.push(own);
        }
        of_rows.append(&mut of_subject);
        Some(of_rows)
    }

    /// How rows belong to the subject by what they refer to; `joins` counts the conditions that say so beside.
    fn link_of(
        &mut self,
        rows: SubjectId,
        subject: SubjectId,
        at: Span,
        joins: usize,
    ) -> Maybe<crate::names::ways::Link> {
        let catalogue = &self.names.catalogue;
        if rows == subject {
            let name = &catalogue.subject(rows).name.text;
            let message = format!("there is one value for each `{name}` here, so no `{name}` come together");
            let help = "declare a grouping, `subject group = table by column`, and write `of group`; or `of all`; or \
                        say who counts: `over eligibility`";
            self.report(Diagnostic::error(Code::WrongGrain, at, message).help(help));
            return None;
        }
        if !catalogue.subject(subject).whole || !catalogue.subject(rows).whole {
            // What it is made of has been reported.
            return None;
        }
        if catalogue.subject(subject).kind == crate::names::model::SubjectKind::All {
            return Some(Vec::new());
        }
        let linked = catalogue.link(rows, subject);
        let (of, here) = (&catalogue.subject(rows).name.text, &catalogue.subject(subject).name.text);
        // Two ways, and no condition that says which.
        if let Some(open) = linked.open.get(joins) {
            let [one, other] = &open.ways;
            let message = format!("`{of}` has two ways to `{}`: `{one}` and `{other}`", open.to);
            let help = format!("say which with a condition: `where {one} is {here}.{}`", open.key);
            self.report(Diagnostic::error(Code::NoLink, at, message).help(help));
            return None;
        }
        // A reference that leads nowhere has been reported.
        if linked.link.is_empty() && joins == 0 && catalogue.references_are_whole(rows) {
            let message = format!("nothing says which `{of}` belong to a `{here}`");
            let key = self.model.subjects.get(subject.0).and_then(|s| s.key.first());
            let key = key.map_or("x", |part| part.name.as_str());
            let help = match (catalogue.rows_of(rows), catalogue.rows_of(subject)) {
                (Some(_), Some(_)) => format!(
                    "add a reference `-> {here}` to `table {of}`, or a condition `where column is {here}.{key}`"
                ),
                _ => format!("add a condition `where x is {here}.{key}`"),
            };
            self.report(Diagnostic::error(Code::NoLink, at, message).help(help));
        }
        (!linked.link.is_empty() || joins > 0).then_some(linked.link)
    }

    /// Splits a condition at its `and`s: parts that hold a value of the row against one of the subject in hand, and
    /// all others.
    fn split(
        &self,
        inside: Place<'_>,
        condition: &'a ast::Expr,
        joins: &mut Vec<(&'a ast::Expr, &'a ast::Expr)>,
        plain: &mut Vec<&'a ast::Expr>,
    ) {
        match &condition.kind {
            ExprKind::Binary(ast::Binary::And, _, a, b) => {
                self.split(inside, a, joins, plain);
                self.split(inside, b, joins, plain);
            }
            ExprKind::Binary(ast::Binary::Is, _, a, b) => match (self.is_outer(inside, a), self.is_outer(inside, b)) {
                (false, true) => joins.push((a, b)),
                (true, false) => joins.push((b, a)),
                _ => plain.push(condition),
            },
            _ => plain.push(condition),
        }
    }

    /// Whether an expression is a value of the subject around the rows.
    fn is_outer(&self, inside: Place<'_>, expr: &ast::Expr) -> bool {
        matches!(self.referent(inside, expr.span), Some(Referent::Of { outer: true, .. }))
    }

    pub(super) fn outer_value(&mut self, place: Place<'_>, expr: &'a ast::Expr) -> Maybe<Expr> {
        match self.referent(place, expr.span)? {
            Referent::Of { way, what, .. } => self.value_of(place, &way, what, expr.span),
            _ => None,
        }
    }

    /// The parts of a condition on rows, each typed knowing those before it.
    fn conditions(&mut self, inside: Place<'_>, parts: &[&'a ast::Expr], known: bool) -> Maybe<Option<Expr>> {
        let before = self.facts.len();
        let mut typed = Vec::new();
        for part in parts {
            typed.push(if known { self.row_condition(inside, part) } else { self.open_condition(inside, part) });
            self.learn(inside, part, true);
        }
        self.facts.truncate(before);
        let typed: Vec<Expr> = typed.into_iter().collect::<Option<_>>()?;
        let both = |a: Expr, b: Expr| {
            let span = a.span.to(b.span);
            apply(Op::And, vec![a, b], Type::YesNo, span)
        };
        Some(typed.into_iter().reduce(both))
    }

    fn open_condition(&mut self, inside: Place<'_>, written: &'a ast::Expr) -> Maybe<Expr> {
        let condition = self.expr(inside, written)?;
        self.condition(condition, "where")
    }

    /// `exists(table where …)`: whether the condition is yes for a row.
    fn exists_of(&mut self, parts: Parts, span: Span) -> Maybe<Expr> {
        let value = parts
            .condition
            .clone()
            .unwrap_or_else(|| super::expressions::constant(Constant::YesNo(true), Type::YesNo, span));
        Some(logic(How::Any, Parts { value: Some(value), condition: None, ..parts }, span))
    }

    /// `any(x of table where …)`, `all(…)`
    fn logic_of(&mut self, name: &Name, parts: Parts, span: Span) -> Maybe<Expr> {
        let value = self.condition(parts.value.clone()?, &name.text)?;
        let how = if name.text == "any" { How::Any } else { How::All };
        Some(logic(how, Parts { value: Some(value), ..parts }, span))
    }

    /// `share(x of table where …)`: the mean of 1 where the condition is yes and 0 where it is no.
    fn share_of(&mut self, name: &Name, parts: Parts, options: &Options<'a>, span: Span) -> Maybe<Expr> {
        let condition = self.condition(parts.value.clone()?, "share")?;
        self.aggregate_of(name, Parts { value: Some(indicator(condition)), ..parts }, options, span)
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
    pub(super) fn stored(&self, value: Expr) -> Expr {
        let Type::Number(number) = &value.ty else { return value };
        if number.decimals.is_some() {
            return value;
        }
        let range = number.range.map_monotone(|v| v.round(STORED_DECIMALS, Rounding::HalfEven));
        let ty = NumberType { range, inexact: true, decimals: Some(STORED_DECIMALS), ..number.clone() };
        let span = value.span;
        apply(Op::Store(STORED_DECIMALS), vec![value], Type::Number(ty), span)
    }

    fn aggregate_of(&mut self, name: &Name, parts: Parts, options: &Options<'a>, span: Span) -> Maybe<Expr> {
        let Some(value) = parts.value.clone() else {
            return Some(parts.aggregate(How::Count, MissingRule::Unscored, Some(Rational::zero()), counts(), span));
        };
        if name.text == "count_distinct" {
            return self.distinct_of(name, value, parts, options, span);
        }
        let how = self.how(name, options)?;
        if matches!(how, How::GeometricMean(_)) {
            let message = "a geometric mean over rows is not supported yet";
            self.report(Diagnostic::error(Code::WrongArguments, span, message).help("use `mean`"));
            return None;
        }
        let missing = self.missing_rule(options, std::slice::from_ref(&value), name, span)?;
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
        let most = answers.iter().map(|v| v.scale()).chain([number.decimals]).try_fold(0, |a, d| d.map(|d| a.max(d)));
        let decimals = match how {
            How::Mean => None,
            // The middle of two numbers has a decimal more.
            How::Median => most.map(|d| d + 1),
            _ => most,
        };
        // A weight that was stored on its way moves the mean as a stored value does.
        let inexact = number.inexact || parts.weight.as_ref().and_then(Expr::number).is_some_and(|w| w.inexact);
        let ty = NumberType { range, decimals, inexact, ..number };
        let can_miss = empty.is_none()
            || matches!(missing, MissingRule::Skipped(Some(_)))
            || (value.can_miss && missing == MissingRule::Unscored);
        let parts = Parts { value: Some(value), ..parts };
        Some(Expr { can_miss, ..parts.aggregate(how, missing, empty, Type::Number(ty), span) })
    }

    /// `count_distinct(x of table where …)`: how many different values there are. A missing value is none of them.
    fn distinct_of(
        &mut self,
        name: &Name,
        value: Expr,
        parts: Parts,
        options: &Options<'a>,
        span: Span,
    ) -> Maybe<Expr> {
        if matches!(value.ty, Type::Sorted) {
            return None;
        }
        let missing = self.missing_rule(options, std::slice::from_ref(&value), name, span)?;
        if let (MissingRule::CountsAs(_), Some(written)) = (&missing, options.missing) {
            let message = "a missing value is no value that could be counted";
            let help = "write `missing skipped` or `missing unscored`";
            self.report(Diagnostic::error(Code::WrongMissing, written.span, message).help(help));
            return None;
        }
        let can_miss =
            matches!(missing, MissingRule::Skipped(Some(_))) || (value.can_miss && missing == MissingRule::Unscored);
        let value = self.stored(value);
        let parts = Parts { value: Some(value), ..parts };
        Some(Expr { can_miss, ..parts.aggregate(How::Distinct, missing, Some(Rational::zero()), counts(), span) })
    }
}

/// The parts of an aggregate.
#[derive(Clone)]
pub(super) struct Parts {
    /// The kind of subject that is brought together.
    pub source: SubjectId,
    /// The keys of the rows, then those of the subject.
    pub links: Vec<Expr>,
    pub value: Option<Expr>,
    pub condition: Option<Expr>,
    pub weight: Option<Expr>,
}

impl Parts {
    pub fn aggregate(self, how: How, missing: MissingRule, empty: Option<Rational>, ty: Type, span: Span) -> Expr {
        let aggregate = Aggregate {
            how,
            rows: self.source,
            has_condition: self.condition.is_some(),
            has_weight: self.weight.is_some(),
            links: self.links.len() / 2,
            missing,
            empty,
        };
        let inputs = self.value.into_iter().chain(self.condition).chain(self.weight).chain(self.links).collect();
        Expr { op: Op::Aggregate(aggregate), inputs, ty, can_miss: false, span }
    }
}

/// 1 where a condition is yes and 0 where it is no.
pub(super) fn indicator(condition: Expr) -> Expr {
    let span = condition.span;
    let [one, zero] = [1_i64, 0].map(|n| super::number_constant(n.into(), Unit::Plain, span));
    let ty = NumberType::exact(Interval::new(Rational::zero(), Rational::one()), Some(0));
    apply(Op::First, vec![one, condition, zero], Type::Number(ty), span)
}

/// How many there are.
pub(super) fn counts() -> Type {
    Type::Number(NumberType::exact(Interval::at_least(Rational::zero()), Some(0)))
}

/// Whether a condition is yes for any (all) rows; unknown where it is unknown for one and none decides.
fn logic(how: How, parts: Parts, span: Span) -> Expr {
    let can_miss = parts.value.as_ref().is_some_and(|v| v.can_miss);
    Expr { can_miss, ..parts.aggregate(how, MissingRule::Unscored, None, Type::YesNo, span) }
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
