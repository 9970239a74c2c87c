//! Ranks among the subjects that count, and tiers by rank.

use crate::messages::types::common as say;
use crate::source::Span;
use crate::types::op::{MissingRule, RankOf, Ties};
use crate::types::typed::Expr;
use crate::types::typed::build::{self, Rows};

/// The numbers of some rows, ascending, without missing ones.
pub(crate) fn all(rows: &Rows, number: Expr, span: Span) -> Expr {
    rows.of(number).sorted(MissingRule::Skipped(None), span)
}

/// A value that only the subjects that count have; it is missing for the others.
pub(crate) fn of_counted(value: Expr, counts: Expr, span: Span) -> Expr {
    let none = build::nothing(Some(say::not_among_ranked().into()), value.ty.clone(), span);
    build::first([(value.may_miss(), counts)], none, span)
}

/// How far ahead of its peers a number is, if a second number separates equal ones: the higher, the better.
pub(crate) fn parted(peers: &Rows, number: Expr, second: Expr, highest: bool, span: Span) -> Expr {
    let rank = |value: Expr, rows: &Rows, highest: bool| {
        let all = all(rows, value.clone(), span);
        build::rank(RankOf { highest, ties: Ties::Best }, value, all, span)
    };
    let among_equal = peers.linked_by(&number);
    let (first, second) = (rank(number, peers, true), rank(second, &among_equal, highest));
    build::negated(build::plus(first, second, span), span)
}
