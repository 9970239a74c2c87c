//! A typed expression, shared wherever it is used, and the claims about it that go beyond its operation.

use super::super::error::ErrorBound;
use super::outcome::outcome;
use crate::names::ParamId;
use crate::number::{Interval, Rational};
use crate::source::Span;
use crate::types::op::{Constant, NumberType, Op, Type};
use crate::types::units::Unit;
use std::ops::Deref;
use std::sync::Arc;

/// A typed expression. Copies share their parts, so using a value several times costs nothing.
#[derive(Clone, Debug)]
pub struct Expr(Arc<Typed>);

/// What an expression is.
#[derive(Clone, Debug)]
pub struct Typed {
    /// The operation.
    pub op: Op,
    /// Its inputs.
    pub inputs: Vec<Expr>,
    /// The type of the result.
    pub ty: Type,
    /// Whether the result can be missing.
    pub can_miss: bool,
    /// Its place in the policy.
    pub span: Span,
    /// The param that fixes it, if it is a constant.
    pub param: Option<ParamId>,
}

impl Deref for Expr {
    type Target = Typed;

    fn deref(&self) -> &Typed {
        &self.0
    }
}

/// Long chains are dropped part by part: recursion over a chain of ten thousand steps would overflow the stack.
impl Drop for Typed {
    fn drop(&mut self) {
        let mut open = std::mem::take(&mut self.inputs);
        while let Some(expr) = open.pop() {
            if let Some(mut typed) = Arc::into_inner(expr.0) {
                open.append(&mut typed.inputs);
            }
        }
    }
}

impl Expr {
    pub(super) fn new(op: Op, inputs: Vec<Expr>, (ty, can_miss): (Type, bool), span: Span) -> Expr {
        Expr(Arc::new(Typed { op, inputs, ty, can_miss, span, param: None }))
    }

    fn changed(self, change: impl FnOnce(&mut Typed)) -> Expr {
        let mut typed = Arc::unwrap_or_clone(self.0);
        change(&mut typed);
        Expr(Arc::new(typed))
    }

    /// An identifier of this very expression, equal for its copies: walks use it to visit each shared part once. It is
    /// valid as long as the expression lives, and its order means nothing.
    pub fn identity(&self) -> *const Typed {
        Arc::as_ptr(&self.0)
    }

    /// Whether it is used in more than one place; only such parts are worth remembering on a walk.
    pub fn is_shared(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }

    /// The number type, if it is a number.
    pub fn number(&self) -> Option<&NumberType> {
        self.ty.number()
    }

    /// The fixed number, if it is one.
    pub fn constant(&self) -> Option<&Rational> {
        match &self.op {
            Op::Constant(Constant::Number(n)) => Some(n),
            _ => None,
        }
    }

    /// The same constant, fixed by a param.
    pub(crate) fn fixed_by(self, param: ParamId) -> Expr {
        self.changed(|typed| typed.param = Some(param))
    }

    /// The same at another place of the policy.
    pub fn at(self, span: Span) -> Expr {
        if self.span == span { self } else { self.changed(|typed| typed.span = span) }
    }

    /// The same, also known to be within a range.
    pub fn within(self, range: &Interval) -> Expr {
        self.changed(|typed| typed.ty = within(&typed.ty, range, ErrorBound::UNKNOWN))
    }

    /// The same, known to have a value: the policy makes sure of it.
    pub fn known_there(self) -> Expr {
        if self.can_miss { self.changed(|typed| typed.can_miss = false) } else { self }
    }

    /// The same, but it can be missing for a reason that is not among its inputs.
    pub fn may_miss(self) -> Expr {
        if self.can_miss { self } else { self.changed(|typed| typed.can_miss = true) }
    }

    /// The same number, read as a number of another unit; only the unit changes, not the number.
    pub fn in_unit(self, unit: Unit) -> Expr {
        match &self.ty {
            Type::Number(number) if number.unit != unit => {
                let ty = Type::from(NumberType { unit, ..(**number).clone() });
                self.changed(|typed| typed.ty = ty)
            }
            _ => self,
        }
    }

    /// The same number, with a second known bound of the error.
    pub fn off_by(self, error: ErrorBound) -> Expr {
        match &self.ty {
            Type::Number(number) if error < number.error => {
                let ty = Type::from(NumberType { error, ..(**number).clone() });
                self.changed(|typed| typed.ty = ty)
            }
            _ => self,
        }
    }

    /// The same value as the name of a subject.
    pub fn naming(self, ty: Type) -> Expr {
        self.changed(|typed| typed.ty = ty)
    }

    /// The same operation on other inputs. The claims about the old result also hold for the new one.
    pub fn with_inputs(&self, inputs: Vec<Expr>) -> Expr {
        let Some((ty, can_miss)) = outcome(&self.op, &inputs) else {
            let can_miss = self.can_miss || inputs.iter().any(|input| input.can_miss);
            return Expr::new(self.op.clone(), inputs, (self.ty.clone(), can_miss), self.span);
        };
        let ty = match &self.ty {
            Type::Number(number) => within(&ty, &number.range, number.error),
            _ => self.ty.clone(),
        };
        let newly = inputs.iter().zip(&self.inputs).any(|(new, old)| new.can_miss && !old.can_miss);
        let claimed = !self.can_miss && outcome(&self.op, &self.inputs).is_some_and(|(_, can_miss)| can_miss);
        let can_miss = if claimed { newly } else { can_miss || self.can_miss };
        Expr::new(self.op.clone(), inputs, (ty, can_miss), self.span)
    }
}

/// A type whose numbers are also known to be within a range and to have at most this error. If the two ranges exclude
/// each other, the new one is used.
fn within(ty: &Type, range: &Interval, error: ErrorBound) -> Type {
    match ty {
        Type::Number(number) => {
            let range = number.range.intersect(range).unwrap_or_else(|| range.clone());
            Type::from(NumberType { range, error: number.error.narrower(error), ..(**number).clone() })
        }
        other => other.clone(),
    }
}
