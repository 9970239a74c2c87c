//! Statistics of a population: who counts, and variance, deviation, quantiles and ranks.
//!
//! Variance and deviation are written out with means, counts and a root, so that what holds for those (missing values,
//! exact sums, reasons) holds for them.

use super::aggregates::{Parts, counts};
use super::calls::Options;
use super::expressions::{apply, constant, is_there};
use super::page::nothing;
use super::{Checker, Maybe, Place, number_constant};
use crate::diagnostic::{Code, Diagnostic};
use crate::faults::fault;
use crate::names::SubjectId;
use crate::names::model::SubjectKind;
use crate::number::{Interval, QUANTILE_TYPES, Rational};
use crate::source::Span;
use crate::syntax::ast::{self, Arg, ArgKind, Name};
use crate::types::model::*;
use crate::types::units::Unit;
use crate::types::{COMPARED_DECIMALS, STORED_DECIMALS};

impl<'a> Checker<'_, 'a> {
    /// Subjects of one's own kind: those that have the same of what stands behind `per`.
    pub(super) fn peers(
        &mut self,
        place: Place<'_>,
        among: &'a ast::Among,
        joins: &[(&'a ast::Expr, &'a ast::Expr)],
    ) -> Maybe<Vec<Expr>> {
        let per = among.per.iter().take(match () {
            () if fault!(PerIgnored) => 0,
            () if fault!(SecondPerIgnored) => 1,
            () => among.per.len(),
        });
        let mut of_rows: Vec<Expr> = per.map(|peer| self.expr(place, peer)).collect::<Option<_>>()?;
        let mut of_subject = of_rows.clone();
        for (row, own) in joins {
            let (row, own) = (self.expr(place, row), self.outer_value(place, own));
            of_rows.push(row?);
            of_subject.push(own?);
        }
        of_rows.append(&mut of_subject);
        Some(of_rows)
    }

    /// `per` holds values of one kind of subject against each other.
    pub(super) fn not_peers(&mut self, place: Place<'_>, rows: SubjectId, among: &'a ast::Among) -> Maybe<()> {
        let Some(first) = among.per.first() else { return Some(()) };
        // A name that means nothing here has been reported.
        self.referent(place.among(rows), first.span)?;
        let name = |subject: SubjectId| self.names.catalogue.subject(subject).name.text.as_str();
        let (of, here) = (name(rows), place.subject.map_or("subject", name));
        let message = format!("`per` compares each `{here}` with others of its kind, and `{of}` is another");
        let text = self.sources.text(first.span);
        let apart = match place.subject.map(|subject| &self.names.catalogue.subject(subject).kind) {
            Some(SubjectKind::Rows(_) | SubjectKind::Product(_)) => true,
            Some(SubjectKind::Groups { .. } | SubjectKind::All) | None => false,
        };
        let help = match apart {
            true => format!("write a condition instead: `where {text} is {here}.{text}`"),
            false => format!("take `per` away, or let this be a value of `{of}`"),
        };
        self.report(Diagnostic::error(Code::WrongGrain, first.span, message).help(help));
        None
    }

    /// Who counts for a statistic: those that an eligibility includes, or of whom a condition is yes.
    pub(super) fn population(&mut self, inside: Place<'_>, over: &'a ast::Expr) -> Maybe<Expr> {
        let typed = self.expr(inside, over)?;
        let outcome = self.names.catalogue.outcome.map(Type::Choice);
        if outcome.as_ref() == Some(&typed.ty) {
            let included = Constant::Choice(outcome::INCLUDED);
            let included = constant(included, typed.ty.clone(), over.span);
            return Some(apply(Op::Equal, vec![typed, included], Type::YesNo, over.span));
        }
        let (text, of) = (self.page_text(over.span), inside.subject.map(|s| self.names.catalogue.subject(s)));
        let of = of.map_or("table", |of| of.name.text.as_str());
        if typed.ty != Type::YesNo {
            let message = format!("`over` names who counts, and {text} is {}", self.words(&typed.ty));
            let help = format!("name an eligibility or a condition: `let counted of {of} = …`");
            self.report(Diagnostic::error(Code::TypeMismatch, over.span, message).help(help));
            return None;
        }
        if typed.can_miss {
            let message = format!("{text} is unknown for a row where a value is missing");
            let help = format!(
                "give the answer a name, and write it here: `let counted of {of} = {} default no`",
                text.trim_matches('`')
            );
            self.report(Diagnostic::error(Code::UnknownCondition, over.span, message).help(help));
            return None;
        }
        Some(typed)
    }

    /// `variance(x of table, as sample)`: the mean of the squares less the square of the mean; of a sample times
    /// n / (n - 1). Missing for fewer than two values.
    pub(super) fn variance_of(&mut self, name: &Name, parts: Parts, options: &Options<'a>, span: Span) -> Maybe<Expr> {
        let Some((sample, _)) = options.spread else {
            return self.unsaid(
                name,
                span,
                "of what kind the values are",
                "`as sample` (n - 1) or `as population` (n)",
            );
        };
        let (value, missing) = self.statistic(name, &parts, options, span)?;
        let number = self.numeric(&value, &name.text)?;
        let decimals = number.decimals.map(|d| 2 * d);
        let squared =
            Type::Number(NumberType { decimals, ..NumberType { range: squares(&number.range), ..number.clone() } });
        let square = apply(Op::Multiply, vec![value.clone(), value.clone()], squared, span);
        let mean = |of: Expr| {
            let ty = match &of.ty {
                Type::Number(number) => Type::Number(NumberType { decimals: None, ..number.clone() }),
                other => other.clone(),
            };
            let parts = Parts { value: Some(of), ..parts.clone() };
            Expr { can_miss: true, ..parts.aggregate(How::Mean, missing.clone(), None, ty, span) }
        };
        let (mean, of_squares) = (mean(value.clone()), mean(square));
        let inexact =
            NumberType { decimals: None, inexact: number.inexact, ..NumberType::exact(Interval::unbounded(), None) };
        let ty = Type::Number(inexact);
        let of_mean = apply(Op::Multiply, vec![mean.clone(), mean], ty.clone(), span);
        let spread = apply(Op::Subtract, vec![of_squares, of_mean], ty.clone(), span);
        let count = counted(&parts, &value, span);
        let fixed = |n: i64| number_constant(n.into(), Unit::Plain, span);
        let least = if sample { 2 } else { 1 };
        let few = apply(Op::Compare(Comparison::Below), vec![count.clone(), fixed(least)], Type::YesNo, span);
        let spread = if sample && !fault!(SampleDividesByAll) {
            let free = apply(Op::Subtract, vec![count.clone(), fixed(1)], counts(), span);
            let share = apply(Op::Divide, vec![count, free], ty.clone(), span);
            apply(Op::Multiply, vec![spread, share], ty, span)
        } else {
            spread
        };
        let hi = number.range.lo.as_ref().zip(number.range.hi.as_ref()).map(|(lo, hi)| &(hi - lo) * &(hi - lo));
        let range = Interval { lo: Some(Rational::zero()), hi };
        let ty = Type::Number(NumberType {
            range,
            inexact: number.inexact,
            ..NumberType::exact(Interval::unbounded(), None)
        });
        let why =
            format!("fewer than {} {}", if sample { "two" } else { "one" }, if sample { "values" } else { "value" });
        let none = nothing(Some(why), ty.clone(), span);
        let spread = Expr { ty: ty.clone(), ..spread };
        Some(Expr { can_miss: true, ..apply(Op::First, vec![none, few, spread], ty, span) })
    }

    /// The root of the variance, correctly rounded.
    pub(super) fn deviation_of(&mut self, name: &Name, parts: Parts, options: &Options<'a>, span: Span) -> Maybe<Expr> {
        let variance = self.variance_of(name, parts, options, span)?;
        let number = self.numeric(&variance, &name.text)?;
        let decimals = options.decimals.map_or(STORED_DECIMALS, |d| d.count);
        let half = number_constant(Rational::ratio(1, 2)?, Unit::Plain, span);
        let hi = number.range.hi.as_ref().and_then(|hi| crate::number::power(hi, &Rational::ratio(1, 2)?, decimals));
        let range = Interval { lo: Some(Rational::zero()), hi };
        let ty = NumberType { unit: Unit::Plain, range, inexact: true, decimals: Some(decimals) };
        Some(apply(Op::Power(decimals), vec![variance, half], Type::Number(ty), span))
    }

    /// `quantile(x of table, 25%, type 7)`
    pub(super) fn quantile_of(
        &mut self,
        name: &Name,
        parts: Parts,
        (args, options): (&'a [Arg], &Options<'a>),
        span: Span,
    ) -> Maybe<Expr> {
        let share = args.iter().find_map(|arg| if let ArgKind::Value(value) = &arg.kind { Some(value) } else { None });
        let Some(share) = share else {
            return self.unsaid(name, span, "which quantile is meant", "the part that lies below: `25%`");
        };
        let Some(kind) = options.quantile else {
            return self.unsaid(name, span, "how it lies between two values", "the type: `type 7`, one of 1 to 9");
        };
        let known = self.expr(Place::in_scale(&[]), share)?;
        let part = known.constant().filter(|p| !p.is_negative() && **p <= Rational::one()).cloned();
        let Some(part) = part else {
            let message = "a quantile is a fixed part from 0% to 100%";
            self.report(Diagnostic::error(Code::BadRange, share.span, message).help("write for example `25%`"));
            return None;
        };
        let number = u8::try_from(kind.count).ok().filter(|k| (1..=QUANTILE_TYPES).contains(k));
        let Some(number) = number else {
            let message = format!("there is no quantile of type {}", kind.count);
            let help = "the types are 1 to 9; most programs take `type 7`";
            self.report(Diagnostic::error(Code::BadRange, kind.span, message).help(help));
            return None;
        };
        let (value, missing) = self.statistic(name, &parts, options, span)?;
        let ty = Type::Number(NumberType { decimals: None, ..self.numeric(&value, &name.text)? });
        let all = sorted(parts, value, missing, span);
        let quantile = apply(Op::Quantile(Quantile { share: part, kind: number }), vec![all], ty, span);
        Some(Expr { can_miss: true, ..quantile })
    }

    /// `rank(x of table over everybody, highest first, ties share the best rank)`: of those who count.
    pub(super) fn rank_of(
        &mut self,
        place: Place<'_>,
        name: &Name,
        parts: Parts,
        (value, among): (&'a ast::Expr, Option<&'a ast::Among>),
        options: &Options<'a>,
        span: Span,
    ) -> Maybe<Expr> {
        let Some(among) = among.filter(|_| Some(parts.source) == place.subject) else {
            let message = "a rank is held among subjects of one's own kind, and who they are is not said";
            let help = "write `of` the kind of this value, and `over` an eligibility";
            self.report(Diagnostic::error(Code::WrongArguments, span, message).help(help));
            return None;
        };
        let Some((highest, _)) = options.order else {
            return self.unsaid(name, span, "which end has rank 1", "`highest first` or `lowest first`");
        };
        let Some((ties, _)) = options.ties else {
            let cure = "`ties share the best rank`, `the worst rank` or `the mean rank`";
            return self.unsaid(name, span, "which rank equal values have", cure);
        };
        self.unweighted(name, &parts, span)?;
        let of_rows = parts.value.clone()?;
        self.numeric(&of_rows, &name.text)?;
        let settled = self.settled(of_rows, COMPARED_DECIMALS);
        let own = self.expr(place, value)?;
        let own = self.settled(own, COMPARED_DECIMALS);
        let counts = self.population(place, &among.over)?;
        let all = sorted(parts, settled, MissingRule::Skipped(None), span);
        let ty = NumberType::exact(Interval::at_least(Rational::one()), Some(u32::from(ties == ast::Ties::Mean)));
        let ty = Type::Number(ty);
        let rank = apply(Op::Rank(RankOf { highest, ties }), vec![own, all], ty.clone(), span);
        let rank = Expr { can_miss: true, ..rank };
        if fault!(RankOfAnybody) {
            return Some(rank);
        }
        let none = nothing(Some("is not among those who are ranked".into()), ty.clone(), span);
        Some(Expr { can_miss: true, ..apply(Op::First, vec![rank, counts, none], ty, span) })
    }

    /// The value of the rows as it is stored, and what a missing one does.
    fn statistic(
        &mut self,
        name: &Name,
        parts: &Parts,
        options: &Options<'a>,
        span: Span,
    ) -> Maybe<(Expr, MissingRule)> {
        self.unweighted(name, parts, span)?;
        let value = parts.value.clone()?;
        self.numeric(&value, &name.text)?;
        let missing = self.missing_rule(options, std::slice::from_ref(&value), name, span)?;
        if let (MissingRule::CountsAs(_), Some(written)) = (&missing, options.missing) {
            let message = format!("a value that stands in for others would make the `{}` of them too small", name.text);
            let help = "write `missing skipped` or `missing unscored`";
            self.report(Diagnostic::error(Code::WrongMissing, written.span, message).help(help));
            return None;
        }
        Some((self.stored(value), missing))
    }

    fn unweighted(&mut self, name: &Name, parts: &Parts, span: Span) -> Maybe<()> {
        let Some(weight) = &parts.weight else { return Some(()) };
        let message = format!("`{}` is not weighted, only `mean` is", name.text);
        let finding = Diagnostic::error(Code::WrongArguments, weight.span, message).label(span, "here");
        self.report(finding.help("take `weighted` away"));
        None
    }

    /// Something that has no default is not said.
    fn unsaid<T>(&mut self, name: &Name, span: Span, what: &str, cure: &str) -> Maybe<T> {
        let message = format!("`{}` does not say {what}", name.text);
        self.report(Diagnostic::error(Code::WrongArguments, span, message).help(format!("add {cure}")));
        None
    }
}

/// How many rows have a value.
fn counted(parts: &Parts, value: &Expr, span: Span) -> Expr {
    let there = is_there(value, span);
    let there = if fault!(SpreadCountsEveryRow) { constant(Constant::YesNo(true), Type::YesNo, span) } else { there };
    let condition = match &parts.condition {
        Some(condition) => apply(Op::And, vec![condition.clone(), there], Type::YesNo, span),
        None => there,
    };
    let parts = Parts { value: None, weight: None, condition: Some(condition), ..parts.clone() };
    parts.aggregate(How::Count, MissingRule::Unscored, Some(Rational::zero()), counts(), span)
}

/// All values in order.
pub(super) fn sorted(parts: Parts, value: Expr, missing: MissingRule, span: Span) -> Expr {
    let can_miss = value.can_miss && missing != MissingRule::Skipped(None);
    let parts = Parts { value: Some(value), ..parts };
    Expr { can_miss, ..parts.aggregate(How::Sorted, missing, None, Type::Sorted, span) }
}

/// What the squares of a range can be.
fn squares(range: &Interval) -> Interval {
    let most = range.lo.as_ref().zip(range.hi.as_ref()).map(|(lo, hi)| (lo * lo).max(hi * hi));
    Interval { lo: Some(Rational::zero()), hi: most }
}
