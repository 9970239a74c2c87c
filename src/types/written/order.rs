//! Values that hold only where others are in order.

use crate::source::Span;
use crate::types::op::Comparison;
use crate::types::typed::{Expr, Named, build, never_below};

/// A value that holds only where of each pair the first is not below the second; elsewhere it is missing, for a reason.
/// Ends that are known to be in order, also by what named values are, need no answer.
pub(crate) fn in_order(value: Expr, pairs: &[(Expr, Expr)], named: Named<'_>, why: String, span: Span) -> Expr {
    let open = pairs.iter().filter(|(high, low)| !never_below(high, low, named));
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
