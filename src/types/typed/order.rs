//! Whether a number is known to be no less than another number, for any data.

use super::Expr;
use crate::names::ValueId;
use crate::number::Rational;
use crate::types::op::{Constant, Op, Quantile};

/// How many steps `never_below` follows two expressions.
const STEPS: usize = 8;

/// Returns the expression of a named value.
pub(crate) type Named<'n> = &'n dyn Fn(ValueId) -> Option<Expr>;

/// Whether the first is never below the second: because of their ranges, because both are quantiles of the same values,
/// or because the first is the second plus a number that is not negative. Dates and values of ordered choices are
/// compared if they are fixed.
pub(crate) fn never_below(high: &Expr, low: &Expr, named: Named<'_>) -> bool {
    followed(high, low, (named, STEPS))
}

fn followed(high: &Expr, low: &Expr, (named, steps): (Named<'_>, usize)) -> bool {
    if apart(high, low) || same(high, low) {
        return true;
    }
    let Some(steps) = steps.checked_sub(1).map(|left| (named, left)) else { return false };
    if let Op::Value(id) = high.op
        && let Some(high) = named(id)
    {
        return followed(&high, low, steps);
    }
    if let Op::Value(id) = low.op
        && let Some(low) = named(id)
    {
        return followed(high, &low, steps);
    }
    let not_negative = |e: &Expr| e.number().and_then(|n| n.range.lo.as_ref()).is_some_and(|lo| !lo.is_negative());
    let not_positive = |e: &Expr| e.number().and_then(|n| n.range.hi.as_ref()).is_some_and(|hi| !hi.is_positive());
    let by_high = match (&high.op, high.inputs.as_slice()) {
        (Op::Add, [a, b]) => not_negative(b) && followed(a, low, steps) || not_negative(a) && followed(b, low, steps),
        (Op::Subtract, [a, b]) => not_positive(b) && followed(a, low, steps),
        _ => false,
    };
    let by_low = match (&low.op, low.inputs.as_slice()) {
        (Op::Add, [a, b]) => not_positive(b) && followed(high, a, steps) || not_positive(a) && followed(high, b, steps),
        (Op::Subtract, [a, b]) => not_negative(b) && followed(high, a, steps),
        _ => false,
    };
    by_high || by_low || by_both(high, low, steps)
}

/// The rule for two results of the same operation, if it keeps order.
fn by_both(high: &Expr, low: &Expr, steps: (Named<'_>, usize)) -> bool {
    match (&high.op, &low.op) {
        (Op::Quantile(above), Op::Quantile(below)) => {
            let Quantile { share, kind } = above;
            *kind == below.kind && *share >= below.share && inputs_same(high, low)
        }
        (Op::Settle(a), Op::Settle(b)) | (Op::Store(a), Op::Store(b)) if a == b => first_followed(high, low, steps),
        (Op::Round(a), Op::Round(b)) if a == b => first_followed(high, low, steps),
        // The same subject, reached in the same way.
        (Op::Reach(a), Op::Reach(b)) if a == b => {
            let keys = high.inputs.iter().skip(1).zip(low.inputs.iter().skip(1));
            high.inputs.len() == low.inputs.len()
                && keys.into_iter().all(|(a, b)| same(a, b))
                && first_followed(high, low, steps)
        }
        _ => false,
    }
}

fn first_followed(high: &Expr, low: &Expr, steps: (Named<'_>, usize)) -> bool {
    high.inputs.first().zip(low.inputs.first()).is_some_and(|(a, b)| followed(a, b, steps))
}

/// The rule by ranges, or by fixed values.
fn apart(high: &Expr, low: &Expr) -> bool {
    match (&high.op, &low.op) {
        (Op::Constant(Constant::Date(high)), Op::Constant(Constant::Date(low))) => return high >= low,
        (Op::Constant(Constant::Choice(high)), Op::Constant(Constant::Choice(low))) => return high >= low,
        _ => {}
    }
    let lowest = high.number().and_then(|number| number.range.lo.clone());
    let highest = low.number().and_then(|number| number.range.hi.clone());
    lowest.zip(highest).is_some_and(|(lo, hi): (Rational, Rational)| lo >= hi)
}

/// Whether two expressions are the same operations on the same values.
fn same(a: &Expr, b: &Expr) -> bool {
    a.identity() == b.identity() || a.op == b.op && inputs_same(a, b)
}

fn inputs_same(a: &Expr, b: &Expr) -> bool {
    a.inputs.len() == b.inputs.len() && a.inputs.iter().zip(&b.inputs).all(|(a, b)| same(a, b))
}
