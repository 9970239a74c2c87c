//! Tiers: turns the bounds in the policy into intervals without gap or overlap.

use super::{CheckScope, Checker, Maybe, if_written};
use crate::diagnostic::{Code, Diagnostic};
use crate::faults::fault;
use crate::messages::{phrase, types::judge as say};
use crate::names::{Referent, What};
use crate::number::{Decimal, EmptyCentre, Interval, Rational, Rounding};
use crate::schema::ChoiceId;
use crate::source::Span;
use crate::syntax::ast::{self, Bound, Tier};
use crate::types::COMPARED_DECIMALS;
use crate::types::check::values::expressions::comparison;
use crate::types::check::values::rounding::rounding_words;
use crate::types::model::*;
use crate::types::op::*;
use crate::types::typed::bounds::{self, Gap, Overlap, Stretch};
use crate::types::typed::build::Rows;
use crate::types::typed::{Expr, build};
use crate::types::units::{self, Unit};
use crate::types::written::ranks;

impl<'a> Checker<'_, 'a> {
    pub(crate) fn tier_value(
        &mut self,
        place: CheckScope<'_>,
        tiers: &'a ast::Tiers,
        id: ChoiceId,
    ) -> Maybe<(Expr, ValueOrigin)> {
        let value = self.judged_value(place, &tiers.value)?;
        let Op::Value(of) = value.op else {
            let message = say::tiers_published(&tiers.value.text);
            let help = say::judge_tree_or_value(&tiers.value.text);
            return self.fail(Diagnostic::error(Code::TypeMismatch, tiers.value.span, message).help(help));
        };
        let unit = self.numeric(&value, &tiers.name.text)?.unit;
        let (tier, judged) = match (&tiers.ranked, &tiers.clustered) {
            (Some(ranked), _) => self.ranked(place, tiers, ranked, value, id)?,
            (None, Some(clustered)) => {
                let judged = build::decidable(value, COMPARED_DECIMALS);
                (self.clustered(place, tiers, clustered, judged.clone(), id)?, judged)
            }
            (None, None) => self.bounded(place, tiers, (value, unit), id)?,
        };
        let cites = tiers.tiers.iter().map(|t| t.notes.cite.as_ref().map(|c| c.value.clone())).collect();
        let rounded = tiers.rounded.as_ref().map(rounding_words);
        Some((tier, ValueOrigin::Tiers { of, judged: Box::new(judged), rounded, cites }))
    }

    /// Tiers with bounds, and the number in the form in which it is judged.
    fn bounded(
        &mut self,
        place: CheckScope<'_>,
        tiers: &'a ast::Tiers,
        (value, unit): (Expr, Unit),
        id: ChoiceId,
    ) -> Maybe<(Expr, Expr)> {
        let written = self.written_bounds(place, tiers)?;
        let to = if_written(tiers.rounded.as_ref().map(|r| self.round_to(r)))?;
        if let Some(compared) = tiers.compared.filter(|_| to.is_some()) {
            let message = say::rounded_and_compared(&tiers.value.text);
            let finding = Diagnostic::error(Code::SaidTwice, compared.span, message);
            return self.fail(finding.help(say::keep_rounded_or_compared()));
        }
        let judged = match &tiers.rounded {
            Some(to) => self.rounded(value, to, tiers.value.span)?,
            None => match tiers.compared {
                Some(digits) => build::settled(value, digits.count),
                None => build::decidable(value, COMPARED_DECIMALS),
            },
        };
        let range = judged.number()?.range.clone();
        let grid = to
            .as_ref()
            .and_then(step_of)
            .or_else(|| judged.number()?.decimals().map(|d| Rational::pow10(-i32::try_from(d).unwrap_or(0))));
        if written.iter().flatten().any(|bound| bound.constant().is_none()) {
            return Some((self.moving(tiers, (&judged, unit), written, id)?, judged));
        }
        self.percents_of_hundred(tiers, &range);
        let bounds = self.bounds(tiers, &written, unit)?;
        self.tiers_keep_order(place, tiers, &bounds)?;
        let open = self.gaps(tiers, &bounds, &range, grid.as_ref())?;
        let compared =
            |digits: ast::Digits| RoundTo { mode: Rounding::HalfEven, target: RoundTarget::Decimals(digits.count) };
        if let Some(to) = to.or(tiers.compared.map(compared)) {
            self.cut_offs_on_grid(tiers, &written, &to);
        }
        Some((build::tier(bounds, judged.clone(), id, open, tiers.name.span), judged))
    }

    /// The value after the sign of each tier's bound; `None` for a tier without a sign.
    fn written_bounds(&mut self, place: CheckScope<'_>, tiers: &'a ast::Tiers) -> Maybe<Vec<Option<Expr>>> {
        let mut written = Vec::new();
        for tier in &tiers.tiers {
            written.push(match &tier.bound {
                Bound::Compare(_, value)
                    if matches!(value.kind, ast::ExprKind::Binary(ast::Binary::Compare(_), ..)) =>
                {
                    let message = say::bound_without_brackets();
                    let band = crate::syntax::band_meant(self.sources.text(tier.bound_span));
                    let help = band.unwrap_or_else(|| say::write_ends_in_brackets().to_string());
                    self.fail(Diagnostic::error(Code::TypeMismatch, tier.bound_span, message).help(help))
                }
                Bound::Compare(_, value) => {
                    let typed = self.expr(place, value);
                    typed.and_then(|typed| self.number_for(&typed, say::a_bound).map(|_| Some(typed)))
                }
                _ => Some(None),
            });
        }
        written.into_iter().collect()
    }

    /// Warns of tiers of points with bounds in percent, which nearly every value passes.
    fn percents_of_hundred(&mut self, tiers: &ast::Tiers, range: &Interval) {
        let spans = tiers.tiers.iter().flat_map(|tier| match &tier.bound {
            Bound::Compare(_, value) => vec![value.span],
            Bound::Band { lo, hi } => vec![lo.0.span, hi.0.span],
            Bound::Ranked | Bound::Seed(_) | Bound::Otherwise => Vec::new(),
        });
        let percents: Vec<(Span, &str)> =
            spans.filter_map(|span| Some((span, percent(self.sources.text(span))?))).collect();
        // A ratio may have any upper end; the points of a score end at about a hundred.
        let [low, high] = [80, 120].map(|points| Rational::from_scaled(points, 0));
        let of_points = |hi: &&Rational| **hi >= low && **hi <= high;
        if let (Some(high), Some((first, _))) = (range.hi.as_ref().filter(of_points), percents.first()) {
            let mut numbers: Vec<&str> = Vec::new();
            for (_, number) in &percents {
                if !numbers.contains(number) {
                    numbers.push(number);
                }
            }
            let help = match numbers.as_slice() {
                [one] => phrase::write(one),
                all => say::write_numbers(phrase::names(all)),
            };
            self.part_of_one(*first, &tiers.value.text, high, help);
        }
    }

    /// Warns of `s >= 80%` if `s` has the upper end 100.
    pub(crate) fn percent_of_hundred(&mut self, value: &str, range: &Interval, span: Span) {
        let Some(number) = percent(self.sources.text(span)) else { return };
        let hundred = Rational::pow10(2);
        if range.hi.as_ref() == Some(&hundred) {
            self.part_of_one(span, value, &hundred, phrase::write(number));
        }
    }

    fn part_of_one(&mut self, span: Span, value: &str, high: &Rational, help: String) {
        let text = self.sources.text(span);
        let part = percent(text).and_then(|number| Decimal::parse(number).ok()).map(|n| n.to_rational());
        let Some(part) = part.map(|number| number * Rational::pow10(-2)) else { return };
        let message = say::bound_in_percent(text, &part, value, high);
        self.report(Diagnostic::error(Code::UnitMismatch, span, message).into_warning().help(help));
    }

    fn end_fits(&mut self, judged: &ast::Name, own: Unit, span: Span, unit: Unit) -> Maybe<()> {
        if own == unit || own == Unit::Plain && unit == Unit::Money {
            return Some(());
        }
        let text = self.sources.text(span);
        let message = say::wrong_unit(text, own.words(), &judged.text, unit.words());
        let help = unit.cure(text, self.unit_word(judged.span));
        self.fail(Diagnostic::error(Code::UnitMismatch, span, message).help(help))
    }

    /// Tiers whose bounds follow from data: each takes the values for which its bound holds and that no tier above it
    /// in the policy takes.
    fn moving(
        &mut self,
        tiers: &'a ast::Tiers,
        (judged, unit): (&Expr, Unit),
        written: Vec<Option<Expr>>,
        id: ChoiceId,
    ) -> Maybe<Expr> {
        let digits = tiers.compared.map_or(COMPARED_DECIMALS, |d| d.count);
        // Settle an exact value, too: otherwise, a bound that is the value itself could differ from it.
        let judged = build::settled(judged.clone(), digits);
        let ty = Type::Choice(id);
        self.one_otherwise(tiers)?;
        let bounds = self.moving_bounds(tiers, written, unit)?;
        let falls = bounds.iter().flatten().next().is_some_and(|(sign, _)| rises(*sign));
        let mut ends: Vec<Expr> = Vec::new();
        let mut arms = Vec::new();
        let mut rest = None;
        for (at, (tier, bound)) in tiers.tiers.iter().zip(bounds).enumerate() {
            let name = build::choice(u32::try_from(at).ok()?, ty.clone(), tier.bound_span);
            let Some((sign, bound)) = bound else {
                rest = Some(name);
                continue;
            };
            let bound = build::settled(bound, digits);
            ends.push(bound.clone());
            let arm = (name, build::compare(sign, judged.clone(), bound, tier.bound_span));
            let place = if fault!(LowerBoundFirst) { 0 } else { arms.len() };
            arms.insert(place, arm);
        }
        let open = rest.is_none();
        if open && tiers.gaps_reported.is_none() {
            let message = say::gap_beyond_last_bound(&tiers.name.text);
            let help = say::add_otherwise_or_report_gaps();
            return self.fail(Diagnostic::error(Code::TierGap, tiers.name.span, message).help(help));
        }
        let span = tiers.name.span;
        let rest = rest.unwrap_or_else(|| build::nothing(Some(say::no_tier_takes_value().into()), ty, span));
        let tier = build::first(arms, rest, span);
        let pairs: Vec<(Expr, Expr)> = ends
            .windows(2)
            .filter_map(|pair| match pair {
                [before, next] if falls => Some((before.clone(), next.clone())),
                [before, next] => Some((next.clone(), before.clone())),
                _ => None,
            })
            .collect();
        let why = say::bounds_out_of_order(&tiers.name.text);
        Some(self.in_order(tier, &pairs, why, span))
    }

    /// Bounds that follow from data, all in one direction; `None` for a tier that takes the remaining values.
    fn moving_bounds(
        &mut self,
        tiers: &'a ast::Tiers,
        written: Vec<Option<Expr>>,
        unit: Unit,
    ) -> Maybe<Vec<Option<(Comparison, Expr)>>> {
        let mut up: Option<bool> = None;
        let mut bounds = Vec::new();
        for (tier, bound) in tiers.tiers.iter().zip(written) {
            bounds.push(match (&tier.bound, bound) {
                (Bound::Otherwise, _) => None,
                (Bound::Compare(sign, _), Some(bound)) => {
                    self.end_fits(&tiers.value, bound.number()?.unit, bound.span, unit)?;
                    let sign = comparison(*sign);
                    if up.replace(rises(sign)).is_some_and(|up| up != rises(sign)) {
                        let message = say::bounds_of_both_directions();
                        let help = say::write_bounds_one_way();
                        return self.fail(Diagnostic::error(Code::BadRange, tier.bound_span, message).help(help));
                    }
                    Some((sign, bound))
                }
                _ => {
                    let message = say::mixed_with_bounds_of_data();
                    let help = say::write_one_end_of_each();
                    return self.fail(Diagnostic::error(Code::BadRange, tier.bound_span, message).help(help));
                }
            });
        }
        Some(bounds)
    }

    /// Tiers by rank, and the number that is ranked. All numbers that are ranked together are collected at the subject
    /// that they have in common, or at each subject, and the tier follows from the place of each number among them.
    fn ranked(
        &mut self,
        place: CheckScope<'_>,
        tiers: &'a ast::Tiers,
        ranked: &'a ast::Ranked,
        value: Expr,
        id: ChoiceId,
    ) -> Maybe<(Expr, Expr)> {
        if ranked.ratio.len() != tiers.tiers.len() {
            let message = say::wrong_number_of_parts(ranked.ratio.len(), tiers.tiers.len());
            let help = say::write_one_part_each();
            return self.fail(Diagnostic::error(Code::TierGap, ranked.span, message).help(help));
        }
        let shares: Vec<Rational> = ranked.ratio.iter().map(|part| part.to_rational()).collect();
        if shares.iter().all(Rational::is_zero) {
            let message = say::ratio_of_zeros();
            let help = phrase::write_for_example("2:7:1");
            return self.fail(Diagnostic::error(Code::BadRange, ranked.span, message).help(help));
        }
        let span = tiers.name.span;
        let number = build::decidable(value, COMPARED_DECIMALS);
        let better = !matches!(ranked.ties, ast::TierTies::Share { better: false });
        let op = RankTier { shares, better, cut: ranked.cut };
        match &ranked.whom {
            ast::RankedAmong::Within(within) => {
                if let ast::TierTies::By { value, .. } = &ranked.ties {
                    let message = say::ties_by_needs_over();
                    let help = say::write_ranked_over();
                    return self.fail(Diagnostic::error(Code::WrongArguments, value.span, message).help(help));
                }
                let all = self.all_within(place, within, number.clone(), span)?;
                Some((build::rank_tier(op, number.clone(), all, id, span), number))
            }
            ast::RankedAmong::Over(among) => {
                let peers = self.peers_of(place, among)?;
                let number = match &ranked.ties {
                    ast::TierTies::Share { .. } => number,
                    ast::TierTies::By { .. } if fault!(TiesByNothing) => number,
                    ast::TierTies::By { value, highest } => self.place_of(place, &peers, number, (value, *highest))?,
                };
                let all = ranks::all(&peers, number.clone(), span);
                let tier = build::rank_tier(op, number.clone(), all, id, span);
                Some((self.if_counted(place, among, tier, span)?, number))
            }
        }
    }

    /// The numbers of all subjects that have a subject in common, collected there and read back from it.
    fn all_within(&mut self, place: CheckScope<'_>, within: &'a ast::Name, number: Expr, span: Span) -> Maybe<Expr> {
        let Some(Referent::Subject(to)) = self.referent(place, within.span) else { return None };
        let own = place.subject?;
        let way = self.names.catalogue.way(own, to).filter(|way| way.other.is_none()).map(|way| way.hops.clone());
        let Some(way) = way else {
            let (of, among) = (&self.names.catalogue.subject(own).name.text, &within.text);
            let message = match own == to {
                true => say::ranked_alone(of),
                false => say::not_one_to_rank_within(of, among),
            };
            let help = say::rank_within_others();
            return self
                .fail(Diagnostic::error(Code::WrongGrain, within.span, message).about(of).about(among).help(help));
        };
        let (_, links) = self.rows_linked(CheckScope::of(to), own, within.span, None)?;
        let rows = Rows { source: own, links, value: None, condition: None, weight: None };
        self.reach(&way, ranks::all(&rows, number, span), span)
    }

    /// The subjects of the same kind that count, each within its peer group.
    fn peers_of(&mut self, place: CheckScope<'_>, among: &'a ast::Among) -> Maybe<Rows> {
        let own = place.subject?;
        let (condition, links) = self.linked(place, (own, among.span), Some(among), None, true);
        Some(Rows { source: own, links: links?, value: None, condition: condition?, weight: None })
    }

    /// A tier for subjects that count, and no tier for all others.
    fn if_counted(&mut self, place: CheckScope<'_>, among: &'a ast::Among, tier: Expr, span: Span) -> Maybe<Expr> {
        let counts = self.population(place, &among.over)?;
        Some(ranks::of_counted(tier, counts, span))
    }

    /// How far ahead a number is, with a second value that orders equal numbers: the higher, the better.
    fn place_of(
        &mut self,
        place: CheckScope<'_>,
        peers: &Rows,
        number: Expr,
        (second, highest): (&'a ast::Expr, bool),
    ) -> Maybe<Expr> {
        let span = second.span;
        let other = self.expr(place, second)?;
        self.numeric(&other, "ties by")?;
        let other = build::decidable(other, COMPARED_DECIMALS);
        Some(ranks::parted(peers, number, other, highest, span))
    }

    /// Tiers by clusters.
    fn clustered(
        &mut self,
        place: CheckScope<'_>,
        tiers: &'a ast::Tiers,
        clustered: &'a ast::Clustered,
        number: Expr,
        id: ChoiceId,
    ) -> Maybe<Expr> {
        let span = tiers.name.span;
        let unit = self.numeric(&number, &tiers.name.text)?.unit;
        if clustered.steps.count == 0 {
            let message = say::no_step_for_centres();
            let help = phrase::write_for_example("at most 100 steps");
            return self.fail(Diagnostic::error(Code::BadRange, clustered.steps.span, message).help(help));
        }
        // A single cluster has all values, so it is not empty.
        let Some(empty) = clustered.empty.or((tiers.tiers.len() < 2).then_some(EmptyCentre::Stays)) else {
            let message = say::no_rule_for_empty_centres(&tiers.name.text);
            let help = say::add_rule_for_empty_centres();
            return self.fail(Diagnostic::error(Code::EmptyAnswer, clustered.span, message).help(help));
        };
        let peers = self.peers_of(place, &clustered.among)?;
        let all = ranks::all(&peers, number.clone(), span);
        let mut starts = Vec::new();
        for tier in &tiers.tiers {
            let Bound::Seed(start) = &tier.bound else { return None };
            let start = self.expr(place, start)?;
            let own = self.number_for(&start, say::start_of_cluster)?.unit;
            self.end_fits(&tiers.value, own, tier.bound_span, unit)?;
            starts.push(start);
        }
        let tier = build::cluster((clustered.steps.count, empty), number, all, starts, id, span);
        self.if_counted(place, &clustered.among, tier, span)
    }

    fn judged_value(&mut self, place: CheckScope<'_>, name: &'a ast::Name) -> Maybe<Expr> {
        match self.referent(place, name.span)? {
            Referent::Of { outer: false, way, what: What::Value(id) } if way.is_empty() => {
                self.value_reference(id, name.span)
            }
            _ => {
                let message = say::no_tree_or_value(&name.text);
                let help = say::judge_a_tree();
                self.fail(Diagnostic::error(Code::TypeMismatch, name.span, message).about(&name.text).help(help))
            }
        }
    }

    /// The intervals of the tiers, in the order of the policy. A bound with one sign reaches to the next bound of the
    /// same direction, so the order of the lines does not matter.
    fn bounds(&mut self, tiers: &'a ast::Tiers, written: &[Option<Expr>], unit: Unit) -> Maybe<Vec<TierBounds>> {
        let mut bounds = Vec::new();
        for (tier, written) in tiers.tiers.iter().zip(written) {
            bounds.push(self.bound(&tiers.value, tier, written.as_ref(), unit));
        }
        let mut bounds: Vec<TierBounds> = bounds.into_iter().collect::<Option<_>>()?;
        self.one_otherwise(tiers)?;
        bounds::close(&mut bounds);
        self.no_overlap(tiers, &bounds)?;
        Some(bounds)
    }

    /// Checks that tiers have the same order with the params of the policy and with the params in force.
    fn tiers_keep_order(&mut self, place: CheckScope<'_>, tiers: &'a ast::Tiers, bounds: &[TierBounds]) -> Maybe<()> {
        if self.context.params.is_empty() {
            return Some(());
        }
        for pair in bounds::ascending(bounds).windows(2) {
            let [below, above] = pair else { continue };
            let (Some(below), Some(above)) = (tiers.tiers.get(*below), tiers.tiers.get(*above)) else { continue };
            let (Bound::Compare(_, lower), Bound::Compare(_, higher)) = (&below.bound, &above.bound) else { continue };
            let (Some(low), Some(high)) = (self.on_page(place, lower), self.on_page(place, higher)) else { continue };
            if low > high {
                let (below, above) = (&below.value.name.text, &above.value.name.text);
                let what = say::moves_bound_past(above, below);
                return self.turned(&[lower.span, higher.span], &what, tiers.name.span);
            }
        }
        Some(())
    }

    fn bound(&mut self, judged: &ast::Name, tier: &'a Tier, written: Option<&Expr>, unit: Unit) -> Maybe<TierBounds> {
        let mut end = |quantity: &ast::Quantity| {
            let (value, own) = units::value(quantity);
            self.end_fits(judged, own, quantity.span, unit)?;
            Some(value)
        };
        let bounds = |lo, hi| TierBounds { lo, hi, otherwise: false };
        match &tier.bound {
            // Tiers by rank or cluster have no bounds.
            Bound::Ranked | Bound::Seed(_) => None,
            Bound::Otherwise => Some(TierBounds { lo: None, hi: None, otherwise: true }),
            Bound::Compare(sign, _) => {
                let written = written?;
                self.end_fits(judged, written.number()?.unit, written.span, unit)?;
                let value = written.constant()?.clone();
                Some(match sign {
                    ast::Comparison::AtLeast => bounds(Some((value, true)), None),
                    ast::Comparison::Above => bounds(Some((value, false)), None),
                    ast::Comparison::AtMost => bounds(None, Some((value, true))),
                    ast::Comparison::Below => bounds(None, Some((value, false))),
                })
            }
            Bound::Band { lo, hi } => {
                let (low, high) = (end(&lo.0), end(&hi.0));
                let (low, high) = (low?, high?);
                if low > high || (low == high && !(lo.1 && hi.1)) {
                    let message = say::no_value_within(self.sources.text(tier.bound_span));
                    let help = if low > high { say::write_lower_end_first() } else { say::close_both_ends() };
                    return self.fail(Diagnostic::error(Code::BadRange, tier.bound_span, message).help(help));
                }
                Some(bounds(Some((low, lo.1)), Some((high, hi.1))))
            }
        }
    }

    fn one_otherwise(&mut self, tiers: &'a ast::Tiers) -> Maybe<()> {
        let mut all = tiers.tiers.iter().filter(|t| matches!(t.bound, Bound::Otherwise));
        let (Some(first), Some(second)) = (all.next(), all.next()) else { return Some(()) };
        self.fail(
            Diagnostic::error(Code::SaidTwice, second.bound_span, say::two_otherwise())
                .label(first.bound_span, phrase::first_of_two())
                .help(say::give_tier_a_bound()),
        )
    }

    fn no_overlap(&mut self, tiers: &'a ast::Tiers, bounds: &[TierBounds]) -> Maybe<()> {
        let Some(Overlap { at, with, shared }) = bounds::first_overlap(bounds) else { return Some(()) };
        let (tier, other) = (tiers.tiers.get(at)?, tiers.tiers.get(with)?);
        let (own, theirs) = (bounds.get(at)?, bounds.get(with)?);
        let (tier_name, other_name) = (&tier.value.name.text, &other.value.name.text);
        let message = say::tiers_overlap(other_name, tier_name, shared_words(&shared));
        let texts = [tier.bound_span, other.bound_span].map(|span| self.sources.text(span));
        let help = match apart(texts, own, theirs) {
            Some(written) => say::leave_rest_to(&written, other_name),
            None => say::end_where_the_other_begins().to_string(),
        };
        let finding = Diagnostic::error(Code::TierOverlap, tier.bound_span, message);
        self.fail(finding.label(other.bound_span, say::the_other()).help(help))
    }

    /// Whether a value can be in no tier, which the policy must allow with `gaps reported`.
    fn gaps(
        &mut self,
        tiers: &'a ast::Tiers,
        bounds: &[TierBounds],
        range: &Interval,
        grid: Option<&Rational>,
    ) -> Maybe<bool> {
        match (bounds::first_gap(bounds, range, grid), tiers.gaps_reported) {
            (None, _) => Some(false),
            (Some(_), Some(_)) => Some(true),
            (Some(Gap { stretch, example }), None) => {
                let (words, value) = (gap_words(&stretch), example.to_string());
                let example = if words == value { String::new() } else { say::such_as(&value) };
                let message = say::gap_between_tiers(&tiers.name.text, &words, &example);
                let help = say::close_gap();
                self.fail(Diagnostic::error(Code::TierGap, tiers.name.span, message).help(help))
            }
        }
    }

    /// Warns of a bound between two rounded values, which can never be met exactly.
    fn cut_offs_on_grid(&mut self, tiers: &'a ast::Tiers, written: &[Option<Expr>], to: &RoundTo) {
        for (tier, written) in tiers.tiers.iter().zip(written) {
            let own: Vec<Rational> = match &tier.bound {
                Bound::Compare(..) => written.iter().filter_map(|w| w.constant().cloned()).collect(),
                Bound::Band { lo, hi } => vec![units::value(&lo.0).0, units::value(&hi.0).0],
                Bound::Otherwise | Bound::Ranked | Bound::Seed(_) => Vec::new(),
            };
            if let Some(off) = own.iter().find(|v| to.round(v) != **v) {
                let how =
                    if tiers.compared.is_some() { say::compared_to_fewer_decimals() } else { say::rounded_before() };
                let message = say::bound_never_met(&tiers.value.text, how, off);
                let finding = Diagnostic::error(Code::CutOffTooFine, tier.bound_span, message);
                self.report(finding.help(say::round_less_or_judge_exact()).into_warning());
            }
        }
    }
}

/// Whether a bound holds for the values above it.
fn rises(sign: Comparison) -> bool {
    matches!(sign, Comparison::AtLeast | Comparison::Above)
}

fn step_of(to: &RoundTo) -> Option<Rational> {
    Some(match &to.target {
        RoundTarget::Decimals(n) => Rational::pow10(-i32::try_from(*n).ok()?),
        RoundTarget::Step(step) => step.clone(),
    })
}

/// A bound rewritten so that it ends where the other begins, or begins where the other ends; `None` if one is within
/// the other.
fn apart([text, other_text]: [&str; 2], bound: &TierBounds, other: &TierBounds) -> Option<String> {
    let ends = |text: &str| -> Option<(String, String)> {
        let inside = text.trim_start_matches(['[', '(', '<', '>', '=']).trim_end_matches([']', ')']);
        let (lo, hi) = inside.split_once("..").or_else(|| inside.split_once(',')).unwrap_or((inside, inside));
        Some((lo.trim().to_string(), hi.trim().to_string()))
    };
    let ((own_lo, own_hi), (other_lo, other_hi)) = (ends(text)?, ends(other_text)?);
    let (own, theirs) = (Stretch::of(bound), Stretch::of(other));
    match (own.begins_below(&theirs), own.ends_above(&theirs)) {
        (true, false) => {
            let takes = other.lo.as_ref().is_some_and(|(_, takes)| *takes);
            Some(match &bound.lo {
                Some((_, true)) => format!("[{own_lo}, {other_lo}{}", if takes { ')' } else { ']' }),
                Some((_, false)) => format!("({own_lo}, {other_lo}{}", if takes { ')' } else { ']' }),
                None => format!("{} {other_lo}", if takes { "<" } else { "<=" }),
            })
        }
        (false, true) => {
            let takes = other.hi.as_ref().is_some_and(|(_, takes)| *takes);
            let open = if takes { '(' } else { '[' };
            Some(match &bound.hi {
                Some((_, true)) => format!("{open}{other_hi}, {own_hi}]"),
                Some((_, false)) => format!("{open}{other_hi}, {own_hi})"),
                None => format!("{} {other_hi}", if takes { ">" } else { ">=" }),
            })
        }
        _ => None,
    }
}

/// The values that two tiers both take, in words.
fn shared_words(shared: &Stretch) -> String {
    match (&shared.from, &shared.to) {
        (Some(from), Some(to)) if from.at == to.at => from.at.to_string(),
        (Some(from), Some(to)) => say::values_from_to(&from.at, &to.at),
        (Some(from), None) => say::values_from(&from.at),
        (None, Some(to)) => say::values_to(&to.at),
        (None, None) => say::every_value().into(),
    }
}

/// The values that no tier takes, in words.
fn gap_words(gap: &Stretch) -> String {
    match (&gap.from, &gap.to) {
        (Some(from), Some(to)) if from.at == to.at => from.at.to_string(),
        (Some(from), Some(to)) => say::values_between(&from.at, &to.at),
        (Some(from), None) => say::values_above(&from.at),
        (None, Some(to)) => say::values_below(&to.at),
        (None, None) => say::any_value().into(),
    }
}

/// The number of a percentage, as it is written.
fn percent(text: &str) -> Option<&str> {
    text.strip_suffix('%').map(str::trim_end).filter(|number| Decimal::parse(number).is_ok())
}
