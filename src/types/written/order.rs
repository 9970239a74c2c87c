//! Values that hold only where others are in order.

use crate::source::Span;
use crate::types::op::Comparison;
use crate::types::typed::{Expr, Named, build, never_below};

/// A value that holds only where of each pair the first is not below the second; elsewhere it is missing, for a reason.
/// It is also missing where one of them is missing, even if they are known to be in order: a result must not depend on how
/// narrow the ranges of its ends are. Ends that are never missing and known to be in order, also by what named values are,
/// need no condition.
pub(crate) fn in_order(value: Expr, pairs: &[(Expr, Expr)], named: Named<'_>, why: String, span: Span) -> Expr {
    let known = |(high, low): &(Expr, Expr)| !high.can_miss && !low.can_miss && never_below(high, low, named);
    let open = pairs.iter().filter(|pair| !known(pair));
    let ordered = open.map(|(high, low)| {
        let [high, low] = build::comparable([high.clone(), low.clone()]);
        build::compare(Comparison::AtLeast, high, low, span)
    });
    match ordered.reduce(|a, b| build::and(a, b, span)) {
        Some(ordered) => {
            let none = build::nothing(Some(why), value.ty.clone(), span);
            build::first([(value, ordered)], none, span)
        }
        None => value,
    }
}
