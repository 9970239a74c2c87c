//! Statistics of a population: who counts, and variance, deviation, quantiles and ranks.
//!
//! [`crate::types::written`] lowers these statistics to simpler operations.

use super::aggregates::Moves;
use super::{CheckScope, Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic};
use crate::faults::fault;
use crate::functions::Function;
use crate::messages::{phrase, types::rows as say};
use crate::names::SubjectId;
use crate::names::model::SubjectKind;
use crate::number::{QUANTILE_TYPES, Rational};
use crate::source::Span;
use crate::syntax::ast::{self, ArgKind};
use crate::types::COMPARED_DECIMALS;
use crate::types::check::values::calls::{Call, RowsOf};
use crate::types::op::*;
use crate::types::typed::build::Rows;
use crate::types::typed::{Expr, build};
use crate::types::units::Unit;
use crate::types::written::ranks;
use crate::types::written::variance::Spread;

impl<'a> Checker<'_, 'a> {
    /// The keys of a peer group: subjects of the same kind that have the same values of the expressions after `per`.
    pub(crate) fn peers(
        &mut self,
        place: CheckScope<'_>,
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

    /// Reports `per` for rows of another kind: it compares values of one kind of subject with each other.
    pub(super) fn not_peers(&mut self, place: CheckScope<'_>, rows: SubjectId, among: &'a ast::Among) -> Maybe<()> {
        let Some(first) = among.per.first() else { return Some(()) };
        // A name that is unknown here has been reported.
        self.referent(place.among(rows), first.span)?;
        let name = |subject: SubjectId| self.names.catalogue.subject(subject).name.text.as_str();
        let (of, here) = (name(rows), place.subject.map_or("subject", name));
        let message = say::per_of_another_kind(here, of);
        let text = self.sources.text(first.span);
        let apart = match place.subject.map(|subject| &self.names.catalogue.subject(subject).kind) {
            Some(SubjectKind::Rows(_) | SubjectKind::Product(_)) => true,
            Some(SubjectKind::Groups { .. } | SubjectKind::All) | None => false,
        };
        let help = match apart {
            true => say::write_condition_instead(text, here),
            false => say::remove_per_or_declare_of(of),
        };
        self.fail(Diagnostic::error(Code::WrongGrain, first.span, message).about(here).about(of).help(help))
    }

    /// The population of a statistic: the subjects that an eligibility includes, or for which a condition is yes.
    pub(crate) fn population(&mut self, inside: CheckScope<'_>, over: &'a ast::Expr) -> Maybe<Expr> {
        let typed = self.expr(inside, over)?;
        let outcome = self.names.catalogue.outcome.map(Type::Choice);
        if outcome.as_ref() == Some(&typed.ty) {
            let included = build::choice(outcome::INCLUDED, typed.ty.clone(), over.span);
            return Some(build::equal(typed, included, over.span));
        }
        let (text, of) = (self.page_text(over.span), inside.subject.map(|s| self.names.catalogue.subject(s)));
        let of = of.map_or("table", |of| of.name.text.as_str());
        if typed.ty != Type::YesNo {
            let message = say::over_no_condition(&text, self.words(&typed.ty));
            let help = say::name_a_condition(of);
            let finding = Diagnostic::error(Code::TypeMismatch, over.span, message).help(help);
            return self.fail(finding.about(self.model.type_name(&typed.ty)));
        }
        if typed.can_miss {
            let message = say::counted_can_be_unknown(&text);
            let help = say::name_answer_when_unknown(of, text.trim_matches('`'));
            return self.fail(Diagnostic::error(Code::UnknownCondition, over.span, message).about(text).help(help));
        }
        Some(typed)
    }

    /// `variance(x of table, as sample)`: the mean of the squares minus the square of the mean. For a sample it is
    /// multiplied by n / (n - 1), and missing if there are fewer than two values.
    pub(super) fn variance_of(&mut self, call: &Call<'a>, parts: Rows) -> Maybe<Expr> {
        let value = parts.value.clone()?;
        let unit = self.numeric(&value, call.function.name())?.unit;
        if unit != Unit::Plain {
            let text = self.page_text(value.span);
            let message = say::variance_of_unit(&text, unit.words());
            let help = match unit {
                Unit::Money => say::write_deviation().to_string(),
                _ => say::divide_by_unit_first(self.divided(&value).unwrap_or_default()),
            };
            return self.fail(Diagnostic::error(Code::UnitMismatch, value.span, message).help(help));
        }
        self.spread(call, &parts)?.variance(call.span)
    }

    /// The values of a variance or deviation, with their rule for missing values.
    fn spread(&mut self, call: &Call<'a>, parts: &Rows) -> Maybe<Spread> {
        let Some(is_sample) = call.options.sample else {
            let cure = say::sample_or_population();
            return self.unsaid(call, say::a_kind_of_data(), cure);
        };
        let (value, missing) = self.statistic(call, parts)?;
        Some(Spread { rows: parts.of(value), missing, is_sample })
    }

    /// The root of the variance, correctly rounded, in the unit of the values.
    pub(super) fn deviation_of(&mut self, call: &Call<'a>, parts: Rows) -> Maybe<Expr> {
        self.numeric(parts.value.as_ref()?, call.function.name())?;
        self.spread(call, &parts)?.deviation(call.decimals(), call.span)
    }

    /// `quantile(x of table, 25%, type 7)`
    pub(super) fn quantile_of(&mut self, call: &Call<'a>, parts: Rows) -> Maybe<Expr> {
        let value_of = |arg: &'a ast::Arg| if let ArgKind::Value(value) = &arg.kind { Some(value) } else { None };
        let Some(share) = call.args.iter().find_map(value_of) else {
            return self.unsaid(call, say::a_share_below(), say::the_share_below());
        };
        let Some(kind) = call.options.quantile else {
            return self.unsaid(call, say::a_type_of_quantile(), say::the_type_of_quantile());
        };
        let known = self.expr(CheckScope::in_scale(&[]), share)?;
        let part = known.constant().filter(|p| !p.is_negative() && **p <= Rational::one()).cloned();
        let Some(part) = part else {
            let message = say::quantile_not_fixed();
            return self
                .fail(Diagnostic::error(Code::BadRange, share.span, message).help(phrase::write_for_example("25%")));
        };
        let number = u8::try_from(kind.count).ok().filter(|k| (1..=QUANTILE_TYPES).contains(k));
        let Some(number) = number else {
            let message = say::unknown_type_of_quantile(kind.count);
            let help = say::types_of_quantiles();
            return self.fail(Diagnostic::error(Code::BadRange, kind.span, message).help(help));
        };
        let (value, missing) = self.statistic(call, &parts)?;
        let each = self.numeric(&value, call.function.name())?;
        let all = parts.of(value).sorted(missing, call.span);
        Some(build::quantile(Quantile { share: part, kind: number }, all, &each, call.span))
    }

    /// Reports a rank that is not among counted subjects of its own kind.
    pub(super) fn not_ranked(&mut self, span: Span) -> Maybe<Expr> {
        let message = say::rank_without_others();
        let help = say::write_rank_of_and_over();
        self.fail(Diagnostic::error(Code::WrongArguments, span, message).help(help))
    }

    /// `rank(x of table over everybody, highest first, ties share the best rank)`: the rank among those who count.
    pub(super) fn rank_of(
        &mut self,
        place: CheckScope<'_>,
        call: &Call<'a>,
        parts: Rows,
        named: &RowsOf<'a>,
    ) -> Maybe<Expr> {
        let span = call.span;
        let Some(among) = named.among.filter(|_| Some(parts.source) == place.subject) else {
            return self.not_ranked(span);
        };
        let Some(highest) = call.options.highest else {
            return self.unsaid(call, say::an_order_of_ranks(), say::the_order_of_ranks());
        };
        let Some(ties) = call.options.ties else {
            let cure = say::the_rule_for_ties();
            return self.unsaid(call, say::a_rule_for_ties(), cure);
        };
        self.unweighted(call, &parts)?;
        let of_rows = parts.value.clone()?;
        self.numeric(&of_rows, call.function.name())?;
        let settled = build::decidable(of_rows, COMPARED_DECIMALS);
        let own = self.expr(place, named.value)?;
        let own = build::decidable(own, COMPARED_DECIMALS);
        let counts = self.population(place, &among.over)?;
        let all = ranks::all(&parts, settled, span);
        let rank = build::rank(RankOf { highest, ties }, own, all, span);
        Some(if fault!(RankOfAnybody) { rank.may_miss() } else { ranks::of_counted(rank, counts, span) })
    }

    /// The value of the rows as it is stored, and the rule for a missing value.
    fn statistic(&mut self, call: &Call<'a>, parts: &Rows) -> Maybe<(Expr, MissingRule)> {
        self.unweighted(call, parts)?;
        let value = parts.value.clone()?;
        self.numeric(&value, call.function.name())?;
        let missing = self.missing_rule(call, std::slice::from_ref(&value))?;
        if let (MissingRule::CountsAs(_), Some(written)) = (&missing, call.options.missing) {
            let message = say::substitutes_lessen(call.function);
            let help = say::skip_or_propagate();
            return self.fail(Diagnostic::error(Code::WrongMissing, written.span, message).help(help));
        }
        let moves = if call.function == Function::Variance { Moves::AsSquare } else { Moves::Along };
        Some((self.stored(value, moves), missing))
    }

    fn unweighted(&mut self, call: &Call<'a>, parts: &Rows) -> Maybe<()> {
        let Some(weight) = &parts.weight else { return Some(()) };
        let message = say::not_weighted(call.function);
        let finding = Diagnostic::error(Code::WrongArguments, weight.span, message).label(call.span, say::here());
        self.fail(finding.help(phrase::remove("weighted")))
    }

    /// Reports that an option without a default is not given.
    fn unsaid<T>(&mut self, call: &Call<'a>, what: &str, cure: &str) -> Maybe<T> {
        let message = say::needs_option(call.function, what);
        self.fail(Diagnostic::error(Code::WrongArguments, call.span, message).help(say::add(cure)))
    }
}
