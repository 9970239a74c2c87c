//! Statistics of a population: who counts, and variance, deviation, quantiles and ranks.
//!
//! Variance and deviation are written out with means, counts and a root, so that what holds for those (missing values,
//! exact sums, reasons) holds for them.

use super::expressions::{apply, constant};
use super::{Checker, Maybe, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast;
use crate::types::model::*;

impl<'a> Checker<'_, 'a> {
    /// Subjects of one's own kind: those that have the same of what stands behind `per`.
    pub(super) fn peers(
        &mut self,
        place: Place<'_>,
        among: &'a ast::Among,
        joins: &[(&'a ast::Expr, &'a ast::Expr)],
    ) -> Maybe<Vec<Expr>> {
        let mut of_rows: Vec<Expr> = among.per.iter().map(|peer| self.expr(place, peer)).collect::<Option<_>>()?;
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
    pub(super) fn not_peers(&mut self, among: &'a ast::Among) -> Maybe<()> {
        let Some(first) = among.per.first() else { return Some(()) };
        let message = "`per` names what peers of one kind have in common, and these are rows of another kind";
        let help = "write a condition: `where x is subject.x`";
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
        self.row_condition(inside, over)
    }
}
