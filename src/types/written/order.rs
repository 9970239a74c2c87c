//! Values that are defined only if other values are in order.

use crate::source::Span;
use crate::types::op::Comparison;
use crate::types::typed::{Expr, Named, build, never_below};

/// A value that is defined only if the first of each pair is not below the second; else it is missing, for a reason. It
/// is also missing if an end is missing, even if the ends are known to be in order: a result must not depend on how
/// narrow the ranges of its ends are. Ends need no condition if they are never missing and known to be in order, also
/// because of the expressions of named values.
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
