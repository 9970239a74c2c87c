//! The meaning of each operation, for one row.

use super::decisions;
use super::value::{Cell, Reasons, Value, missing};
use crate::calendar;
use crate::graph::reasons::empty_centre;
use crate::graph::{Graph, Node, NodeId};
use crate::number::{self, Centres, EmptyCentre, Rational, Rounding};
use crate::types::period;
use crate::types::{
    AtLeast, Combine, Comparison, Constant, How, MissingRule, Op, Quantile, RankOf, RankTier, RoundTarget, TierBounds,
    Ties,
};

/// The value of a node from the values of its inputs.
pub(super) fn apply(graph: &Graph, id: NodeId, node: &Node, inputs: &[&Cell]) -> Cell {
    match &node.op {
        Op::Constant(constant) => Ok(fixed(constant)),
        Op::Nothing(_) => missing(id, 0),
        Op::And => logic(inputs, false),
        Op::Or => logic(inputs, true),
        Op::IsMissing => Ok(Value::YesNo(inputs.first().is_some_and(|c| c.is_err()))),
        Op::Present => Ok(Value::Number(Rational::from(i64::from(inputs.first().is_some_and(|c| c.is_ok()))))),
        Op::Pseudonym => pseudonym(graph, id, inputs),
        Op::Default => default(inputs),
        Op::First => first(graph, node, inputs),
        Op::Combine(combine) => self::combine(id, combine, inputs),
        Op::Decide(decision) => Ok(Value::Choice(decisions::decide(decision, inputs))),
        Op::IsIncluded(decision) => decisions::is_included(decision, inputs),
        _ => match values(inputs) {
            Ok(values) => match &node.op {
                Op::Cluster { steps, empty } => cluster(id, (*steps, *empty), &values),
                op => strict(op, &values).unwrap_or_else(|| missing(id, 0)),
            },
            Err(reasons) => Err(reasons),
        },
    }
}

/// The keyed pseudonym of a name.
fn pseudonym(graph: &Graph, id: NodeId, inputs: &[&Cell]) -> Cell {
    let text = match values(inputs)?.first() {
        Some(Value::Text(text)) => text.to_string(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Date(day)) => calendar::text_of(*day),
        _ => return missing(id, 0),
    };
    graph.secret.as_ref().map_or_else(|| missing(id, 0), |secret| Ok(Value::Text(secret.pseudonym(&text).into())))
}

fn fixed(constant: &Constant) -> Value {
    match constant {
        Constant::Number(n) => Value::Number(n.clone()),
        Constant::YesNo(flag) => Value::YesNo(*flag),
        Constant::Text(text) => Value::Text(text.as_str().into()),
        Constant::Date(days) => Value::Date(*days),
        Constant::Choice(value) => Value::Choice(*value),
    }
}

/// All values, or the reasons of all missing values.
pub(super) fn values<'v>(inputs: &[&'v Cell]) -> Result<Vec<&'v Value>, Reasons> {
    let reasons: Reasons = inputs.iter().filter_map(|c| c.as_ref().err()).flatten().copied().collect();
    if reasons.is_empty() { Ok(inputs.iter().filter_map(|c| c.as_ref().ok()).collect()) } else { Err(reasons) }
}

/// An operation with values for all its inputs; `None` if it has no result.
fn strict(op: &Op, values: &[&Value]) -> Option<Cell> {
    let number = |i: usize| match values.get(i) {
        Some(Value::Number(n)) => Some(n),
        _ => None,
    };
    let result = match op {
        Op::Add => number(0)? + number(1)?,
        Op::Subtract => number(0)? - number(1)?,
        Op::Multiply => number(0)? * number(1)?,
        Op::Divide => number(0)?.checked_div(number(1)?)?,
        Op::Negate => -number(0)?,
        Op::Absolute => number(0)?.abs(),
        Op::Linear { clamped } => {
            let [x, lo, hi, first, last] = [number(0)?, number(1)?, number(2)?, number(3)?, number(4)?];
            let x = if *clamped { between(x, lo, hi) } else { x.clone() };
            let place = (&x - lo).checked_div(&(hi - lo))?;
            first + &(&place * &(last - first))
        }
        Op::Logarithmic { clamped, decimals } => {
            let [x, lo, hi, first, last] = [number(0)?, number(1)?, number(2)?, number(3)?, number(4)?];
            let x = if *clamped { between(x, lo, hi) } else { x.clone() };
            let place = number::log_position(&x, lo, hi, *decimals)?;
            first + &(&place * &(last - first))
        }
        Op::NaturalLogarithm(decimals) => number::ln(number(0)?, *decimals)?,
        Op::Power(decimals) => number::power(number(0)?, number(1)?, *decimals)?,
        // If the two ends are not in order, a check outside of this node handles that case: the value here is within
        // its range, and nobody sees it.
        Op::Limit => number(0)?.max(number(1)?).min(number(2)?).clone(),
        Op::Round(to) => match &to.target {
            RoundTarget::Decimals(n) => number(0)?.round(*n, to.mode),
            RoundTarget::Step(step) => number(0)?.round_to_step(step, to.mode)?,
        },
        Op::Settle(decimals) | Op::Store(decimals) => number(0)?.round(*decimals, Rounding::HalfEven),
        Op::Quantile(quantile) => {
            let Value::Sorted(all) = values.first()? else { return None };
            quantile_of(quantile, all)?
        }
        Op::Rank(rank) => {
            let Value::Sorted(all) = values.get(1)? else { return None };
            rank_of(*rank, number(0)?, all)?
        }
        Op::DaysBetween => match (values.first()?, values.get(1)?) {
            (Value::Date(a), Value::Date(b)) => {
                Rational::from((i64::from(*a) - i64::from(*b)) * calendar::SECONDS_OF_DAY)
            }
            _ => return None,
        },
        Op::ShiftMonths(_) | Op::ShiftDays(_) | Op::PeriodOf(_) => {
            let Value::Date(day) = values.first()? else { return None };
            return of_day(op, *day).map(Ok);
        }
        _ => return Some(Ok(condition(op, values)?)),
    };
    Some(Ok(Value::Number(result)))
}

/// The result of an operation on a day.
fn of_day(op: &Op, day: i32) -> Option<Value> {
    Some(match op {
        Op::ShiftMonths(months) => Value::Date(calendar::shift_months(day, *months)?),
        Op::ShiftDays(days) => Value::Date(day.checked_add(*days)?),
        Op::PeriodOf(unit) => Value::Text(period::stretch_of_day(*unit, day)?.into()),
        _ => return None,
    })
}

/// The cluster of a number among all numbers.
fn cluster(id: NodeId, (steps, empty): (u32, EmptyCentre), values: &[&Value]) -> Cell {
    let [Value::Number(x), Value::Sorted(all), starts @ ..] = values else { return missing(id, 0) };
    let starts: Option<Vec<Rational>> = starts.iter().map(|v| number_of(v)).collect();
    match Centres::of(all, &starts.unwrap_or_default(), steps, empty) {
        Centres::Rest(centres) => match number::nearest(x, &centres).and_then(|at| u32::try_from(at).ok()) {
            Some(at) => Ok(Value::Choice(at)),
            None => missing(id, 0),
        },
        Centres::Moving => missing(id, 0),
        Centres::Empty(at) => missing(id, empty_centre(at)),
    }
}

/// Operations whose result is not a number.
fn condition(op: &Op, values: &[&Value]) -> Option<Value> {
    let flag = match op {
        Op::Not => !matches!(values.first()?, Value::YesNo(true)),
        Op::Equal => values.first()? == values.get(1)?,
        Op::Contains => match (values.first()?, values.get(1)?) {
            (Value::Set(set), Value::Choice(value)) => set >> value & 1 == 1,
            _ => return None,
        },
        Op::RankTier(tiers) => {
            let (Value::Number(x), Value::Sorted(all)) = (values.first()?, values.get(1)?) else { return None };
            return rank_tier(tiers, x, all).map(Value::Choice);
        }
        Op::OneOf => values.iter().skip(1).any(|v| Some(v) == values.first()),
        Op::Compare(sign) => {
            let order = match (values.first()?, values.get(1)?) {
                (Value::Number(a), Value::Number(b)) => a.cmp(b),
                (Value::Date(a), Value::Date(b)) => a.cmp(b),
                _ => return None,
            };
            match sign {
                Comparison::AtLeast => order.is_ge(),
                Comparison::Above => order.is_gt(),
                Comparison::AtMost => order.is_le(),
                Comparison::Below => order.is_lt(),
            }
        }
        Op::Tier(bounds) => {
            let Value::Number(x) = values.first()? else { return None };
            return tier(bounds, x).map(Value::Choice);
        }
        _ => return None,
    };
    Some(Value::YesNo(flag))
}

/// The tier of a number: the one whose interval contains it, else the one for the rest.
fn tier(bounds: &[TierBounds], x: &Rational) -> Option<u32> {
    let holds = |b: &TierBounds| {
        let above = b.lo.as_ref().is_none_or(|(lo, inclusive)| x > lo || (*inclusive && x == lo));
        let below = b.hi.as_ref().is_none_or(|(hi, inclusive)| x < hi || (*inclusive && x == hi));
        !b.otherwise && above && below
    };
    let at = bounds.iter().position(holds).or_else(|| bounds.iter().position(|b| b.otherwise))?;
    u32::try_from(at).ok()
}

fn number_of(value: &Value) -> Option<Rational> {
    match value {
        Value::Number(number) => Some(number.clone()),
        _ => None,
    }
}

/// The quantile of numbers in ascending order.
fn quantile_of(quantile: &Quantile, all: &[Rational]) -> Option<Rational> {
    let (lower, upper, part) = number::quantile_place(quantile.kind, &quantile.share, all.len())?;
    let (lower, upper) = (all.get(lower)?, all.get(upper)?);
    Some(lower + &(&part * &(upper - lower)))
}

/// One more than the count of numbers ahead, for numbers in ascending order; equal numbers share a rank.
fn rank_of(rank: RankOf, x: &Rational, all: &[Rational]) -> Option<Rational> {
    let (below, up_to) = (all.partition_point(|other| other < x), all.partition_point(|other| other <= x));
    let ahead = if rank.highest { all.len() - up_to } else { below };
    let same = up_to - below;
    let place = |n: usize| i64::try_from(n).ok().map(Rational::from);
    Some(match rank.ties {
        Ties::Best => place(ahead + 1)?,
        Ties::Worst => place(ahead + same)?,
        Ties::Mean => (place(2 * ahead + same + 1)?).checked_div(&Rational::from(2_i64))?,
    })
}

/// The tier by rank among numbers in ascending order: the first tier whose share of the whole, with the shares of all
/// better tiers, reaches the rank.
fn rank_tier(tiers: &RankTier, x: &Rational, all: &[Rational]) -> Option<u32> {
    let (below, up_to) = (all.partition_point(|other| other < x), all.partition_point(|other| other <= x));
    let rank = if tiers.better { all.len() - up_to + 1 } else { all.len() - below };
    let count = Rational::from(i64::try_from(all.len()).ok()?);
    let rank = Rational::from(i64::try_from(rank).ok()?);
    let whole = tiers.shares.iter().fold(Rational::zero(), |sum, share| &sum + share);
    let mut so_far = Rational::zero();
    let mut reached = tiers.shares.iter().map(|share| {
        so_far = &so_far + share;
        let part = (&count * &so_far).checked_div(&whole);
        part.is_some_and(|part| rank <= part.round(0, tiers.cut))
    });
    reached.position(|reached| reached).and_then(|at| u32::try_from(at).ok())
}

/// The number, or the end beyond which it is; the ends can be in either order.
fn between(x: &Rational, a: &Rational, b: &Rational) -> Rational {
    let (lo, hi) = if a <= b { (a, b) } else { (b, a) };
    x.max(lo).min(hi).clone()
}

/// `and` (stops at no) and `or` (stops at yes): the stopping value decides even next to an unknown one.
fn logic(inputs: &[&Cell], stop: bool) -> Cell {
    if inputs.iter().any(|c| **c == Ok(Value::YesNo(stop))) {
        return Ok(Value::YesNo(stop));
    }
    values(inputs).map(|_| Value::YesNo(!stop))
}

fn default(inputs: &[&Cell]) -> Cell {
    match inputs {
        [Err(_), Ok(value)] => Ok(value.clone()),
        [Err(a), Err(b)] => Err(a | b),
        [value, ..] => (*value).clone(),
        [] => Err(Reasons::new()),
    }
}

/// The value of the first condition that is yes. After an unknown condition, every value that is still possible counts:
/// if they are all equal, that is the value. If not, there is no value, and the reasons are those of everything that is
/// missing from there on.
fn first(graph: &Graph, node: &Node, inputs: &[&Cell]) -> Cell {
    let (arms, rest) = inputs.as_chunks::<2>();
    let mut unknown: Option<usize> = None;
    let mut possible: Vec<&Cell> = Vec::new();
    let mut last = rest.first().copied();
    for (i, [value, condition]) in arms.iter().enumerate() {
        match condition {
            Ok(Value::YesNo(true)) => {
                last = Some(value);
                break;
            }
            Ok(_) => {}
            Err(_) => {
                unknown.get_or_insert(i);
                possible.push(value);
            }
        }
    }
    possible.extend(last);
    let Some((one, others)) = possible.split_first() else { return Err(Reasons::new()) };
    match unknown {
        None => (*one).clone(),
        Some(_) if one.is_ok() && others.iter().all(|other| other == one) => (*one).clone(),
        Some(i) => {
            let further = node.inputs.iter().zip(inputs).skip(2 * i).filter(|(input, _)| !graph.is_nothing(**input));
            Err(further.filter_map(|(_, cell)| cell.as_ref().err()).flatten().copied().collect())
        }
    }
}

/// Values combined into one, with the rule for missing ones.
fn combine(id: NodeId, combine: &Combine, inputs: &[&Cell]) -> Cell {
    if combine.how == How::Count {
        let there = inputs.iter().filter(|c| c.is_ok()).count();
        return Ok(Value::Number(Rational::from(i64::try_from(there).unwrap_or(i64::MAX))));
    }
    let weight = |i: usize| combine.weights.as_ref().and_then(|w| w.get(i)).cloned().unwrap_or_else(Rational::one);
    let mut kept: Vec<(Rational, Rational)> = Vec::new();
    let mut reasons = Reasons::new();
    let mut total = Rational::zero();
    for (i, input) in inputs.iter().enumerate() {
        total = &total + &weight(i);
        match (input, &combine.missing) {
            (Ok(Value::Number(n)), _) => kept.push((weight(i), n.clone())),
            (Ok(_), _) => {}
            (Err(_), MissingRule::CountsAs(n)) => kept.push((weight(i), n.clone())),
            (Err(why), _) => reasons.extend(why),
        }
    }
    if combine.missing == MissingRule::Propagates && !reasons.is_empty() {
        return Err(reasons);
    }
    let kept_weight = kept.iter().fold(Rational::zero(), |sum, (w, _)| &sum + w);
    if let MissingRule::Skipped(Some(least)) = &combine.missing {
        let enough = match least {
            AtLeast::Count(n) => kept.len() >= *n as usize,
            AtLeast::Share(share) => kept_weight >= share * &total,
        };
        if !enough {
            reasons.insert(crate::graph::Reason { node: id, which: 0 });
            return Err(reasons);
        }
    }
    if kept.is_empty() || kept_weight.is_zero() {
        return combine.empty.clone().map(Value::Number).ok_or(reasons);
    }
    match bring_together(combine.how, &kept, &kept_weight) {
        Some(number) => Ok(Value::Number(number)),
        None => missing(id, 0),
    }
}

/// The middle number, or the mean of the middle two.
pub(super) fn median<'n>(numbers: impl Iterator<Item = &'n Rational>) -> Option<Rational> {
    let mut sorted: Vec<&Rational> = numbers.collect();
    sorted.sort();
    let upper = sorted.get(sorted.len() / 2)?;
    let lower = sorted.get(sorted.len().saturating_sub(1) / 2)?;
    (*lower + *upper).checked_div(&Rational::from(2_i64))
}

/// Weighted numbers combined into one; at least one of them has a weight.
fn bring_together(how: How, kept: &[(Rational, Rational)], weight: &Rational) -> Option<Rational> {
    let numbers = || kept.iter().map(|(_, n)| n);
    let sum = |terms: &mut dyn Iterator<Item = Rational>| terms.fold(Rational::zero(), |a, b| &a + &b);
    match how {
        How::Mean => sum(&mut kept.iter().map(|(w, n)| w * n)).checked_div(weight),
        How::Sum => Some(sum(&mut numbers().cloned())),
        How::Minimum => numbers().min().cloned(),
        How::Maximum => numbers().max().cloned(),
        How::Median => median(numbers()),
        How::GeometricMean(decimals) => number::geometric_mean(kept, decimals),
        How::Count | How::Distinct | How::Any | How::All | How::Sorted | How::First | How::Only => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Reason;
    use crate::ids::Id;
    use crate::names::SubjectId;
    use crate::source::{SourceSet, Span};
    use crate::types::Type;

    fn n(text: &str) -> Rational {
        number::Decimal::parse(text).unwrap().to_rational()
    }

    fn number(text: &str) -> Cell {
        Ok(Value::Number(n(text)))
    }

    fn yes_no(flag: bool) -> Cell {
        Ok(Value::YesNo(flag))
    }

    fn why(nodes: &[usize]) -> Cell {
        Err(nodes.iter().map(|node| Reason { node: NodeId::at(*node), which: 0 }).collect())
    }

    #[test]
    fn logic_is_three_valued() {
        let (yes, no, unknown) = (yes_no(true), yes_no(false), why(&[1]));
        assert_eq!(logic(&[&unknown, &no], false), no);
        assert_eq!(logic(&[&unknown, &yes], false), unknown);
        assert_eq!(logic(&[&unknown, &yes], true), yes);
        assert_eq!(logic(&[&unknown, &no], true), unknown);
        assert_eq!(logic(&[&yes, &yes], false), yes);
        assert_eq!(logic(&[&no, &no], true), no);
        assert_eq!(logic(&[&why(&[2]), &why(&[1])], true), why(&[1, 2]), "reasons are those of all that is unknown");
    }

    #[test]
    fn a_default_answers_for_what_is_missing() {
        assert_eq!(default(&[&number("1"), &number("2")]), number("1"));
        assert_eq!(default(&[&why(&[1]), &number("2")]), number("2"));
        assert_eq!(default(&[&why(&[1]), &why(&[2])]), why(&[1, 2]));
    }

    /// A `first` of nodes 0, 1, …, none of which is `Op::Nothing`.
    fn first_of(inputs: &[Cell]) -> Cell {
        let node = |inputs: Vec<NodeId>| Node {
            op: Op::First,
            inputs,
            ty: Type::YesNo,
            param: None,
            can_miss: true,
            grain: SubjectId::at(0),
            words: String::new(),
            owner: "x".into(),
            span: Span::new(SourceSet::default().add("", ""), 0, 0),
        };
        let graph = Graph { nodes: vec![node(Vec::new()); inputs.len()].into(), ..Graph::default() };
        let own = node(graph.nodes.ids().collect());
        first(&graph, &own, &inputs.iter().collect::<Vec<_>>())
    }

    #[test]
    fn first_takes_the_arm_of_the_first_yes() {
        let (yes, no) = (yes_no(true), yes_no(false));
        assert_eq!(first_of(&[number("1"), no.clone(), number("2"), yes.clone(), number("3")]), number("2"));
        assert_eq!(first_of(&[number("1"), no.clone(), number("2"), no.clone(), number("3")]), number("3"));
        // After an unknown condition, a value counts if every remaining arm has it.
        assert_eq!(first_of(&[number("1"), why(&[1]), number("1"), yes.clone(), number("3")]), number("1"));
        assert_eq!(first_of(&[number("1"), why(&[1]), number("2"), yes, number("3")]), why(&[1]));
        assert_eq!(first_of(&[number("1"), why(&[1]), number("2"), no, number("1")]), number("1"));
    }

    fn combined(how: How, weights: &[&str], rule: MissingRule, empty: Option<&str>, inputs: &[Cell]) -> Cell {
        let weights = (!weights.is_empty()).then(|| weights.iter().map(|w| n(w)).collect());
        let op = Combine { how, weights, missing: rule, empty: empty.map(n) };
        combine(NodeId::at(9), &op, &inputs.iter().collect::<Vec<_>>())
    }

    #[test]
    fn what_is_missing_follows_its_rule() {
        let inputs = [number("2"), why(&[1]), number("5")];
        let mean = |rule| combined(How::Mean, &["1", "1", "2"], rule, None, &inputs);
        assert_eq!(mean(MissingRule::Propagates), why(&[1]));
        assert_eq!(mean(MissingRule::Skipped(None)), number("4"), "the others share its weight");
        assert_eq!(mean(MissingRule::CountsAs(n("0"))), number("3"));
        assert_eq!(mean(MissingRule::Skipped(Some(AtLeast::Count(3)))), why(&[1, 9]));
        assert_eq!(
            mean(MissingRule::Skipped(Some(AtLeast::Share(n("0.75"))))),
            number("4"),
            "the least share is enough"
        );
        assert_eq!(mean(MissingRule::Skipped(Some(AtLeast::Share(n("0.76"))))), why(&[1, 9]));
    }

    #[test]
    fn where_nothing_is_left_there_is_the_answer_or_nothing() {
        let inputs = [why(&[1]), why(&[2])];
        let sum = |empty| combined(How::Sum, &[], MissingRule::Skipped(None), empty, &inputs);
        assert_eq!(sum(None), why(&[1, 2]));
        assert_eq!(sum(Some("0")), number("0"));
        assert_eq!(combined(How::Count, &[], MissingRule::Propagates, None, &inputs), number("0"));
    }

    #[test]
    fn values_are_brought_together_exactly() {
        let inputs = [number("3"), number("1"), number("2"), number("10")];
        let of = |how| combined(how, &[], MissingRule::Propagates, None, &inputs);
        assert_eq!(
            [How::Mean, How::Sum, How::Minimum, How::Maximum, How::Median].map(of),
            ["4", "16", "1", "10", "2.5"].map(number)
        );
    }

    #[test]
    fn tiers_take_their_ends_as_they_are_written() {
        let end = |text: &str, included| Some((n(text), included));
        let high = TierBounds { lo: end("80", true), hi: None, otherwise: false };
        let low = TierBounds { lo: None, hi: end("50", false), otherwise: false };
        let rest = TierBounds { lo: None, hi: None, otherwise: true };
        let bounds = [high, low];
        assert_eq!(["80", "79.9", "50", "49.9"].map(|x| tier(&bounds, &n(x))), [Some(0), None, None, Some(1)]);
        let [high, low] = bounds;
        assert_eq!(tier(&[high, rest, low], &n("50")), Some(1), "what no other tier takes");
    }

    #[test]
    fn ranks_of_ties_are_the_best_the_worst_or_between() {
        let all = ["1", "2", "2", "5"].map(n);
        let rank = |highest, ties| rank_of(RankOf { highest, ties }, &n("2"), &all);
        assert_eq!([Ties::Best, Ties::Worst, Ties::Mean].map(|t| rank(true, t)), ["2", "3", "2.5"].map(|r| Some(n(r))));
        assert_eq!(rank(false, Ties::Best), Some(n("2")));
    }

    #[test]
    fn ranked_tiers_take_their_part_of_the_whole() {
        let all = ["1", "2", "3", "3", "5"].map(n);
        let tiers = |better, cut| RankTier { shares: ["2", "3"].map(n).to_vec(), better, cut };
        let of = |tiers: &RankTier| ["5", "3", "2"].map(|x| rank_tier(tiers, &n(x), &all));
        assert_eq!(of(&tiers(true, Rounding::HalfUp)), [Some(0), Some(0), Some(1)], "ties share the better tier");
        assert_eq!(of(&tiers(false, Rounding::HalfUp)), [Some(0), Some(1), Some(1)], "or the worse");
    }

    #[test]
    fn a_limit_takes_its_ends_in_either_order() {
        let ends = [("1", "3"), ("3", "1")];
        for (a, b) in ends {
            assert_eq!(["0", "2", "4"].map(|x| between(&n(x), &n(a), &n(b))), ["1", "2", "3"].map(n));
        }
    }
}
