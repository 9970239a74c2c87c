//! Slices of products: a product in which a factor has only some of its values.
//!
//! In a slice, a condition on that factor may be known before any data is read. A result of a later stage that reads
//! results of earlier stages is built in this way: in the slice of the earlier stages, its condition on the stage is
//! no, so it no longer needs itself.

use super::Graph;
use crate::lookup::Lookup;
use crate::names::SubjectId;
use crate::types::typed::{Typed, build};
use crate::types::{Constant, Expr, Factor, Op, Source};

/// The parts of a key that have only some values, each with these values.
pub(super) type Restricted = Vec<(usize, Vec<u32>)>;

/// The restricted parts of the key of a kind of subject; empty if it is not a slice.
pub(super) fn restricted(graph: &Graph, subject: SubjectId) -> Restricted {
    let Source::Product(factors) = &graph.subject(subject).source else { return Vec::new() };
    let mut at = 0;
    let mut found = Vec::new();
    for factor in factors {
        match factor {
            Factor::Subject(of) => at += graph.subject(*of).key.len(),
            Factor::Time(..) => at += 1,
            Factor::Choice(id, values) => {
                let all = graph.choices[*id].values.len();
                if values.len() < all {
                    found.push((at, values.clone()));
                }
                at += 1;
            }
        }
    }
    found
}

/// Whether a kind of subject is a product with a choice among its factors, so that it can have slices.
pub(super) fn has_choice(graph: &Graph, subject: SubjectId) -> bool {
    match &graph.subject(subject).source {
        Source::Product(factors) => factors.iter().any(|factor| matches!(factor, Factor::Choice(..))),
        _ => false,
    }
}

/// The slice of a product that a condition leaves, if that is known before any data is read; an equal slice is reused.
pub(super) fn slice(graph: &mut Graph, product: SubjectId, condition: &Expr) -> Option<SubjectId> {
    let model = graph.subject(product).clone();
    let Source::Product(mut factors) = model.source else { return None };
    let mut at = 0;
    let mut names = Vec::new();
    for factor in &mut factors {
        match factor {
            Factor::Subject(of) => at += graph.subject(*of).key.len(),
            Factor::Time(..) => at += 1,
            Factor::Choice(id, values) => {
                if let Some(only) = allowed(condition, at) {
                    values.retain(|v| only.contains(v));
                    let choice = &graph.choices[*id].values;
                    names.extend(values.iter().filter_map(|v| choice.get(*v as usize)).map(|v| v.name.clone()));
                }
                at += 1;
            }
        }
    }
    if names.is_empty() {
        return None;
    }
    let source = Source::Product(factors);
    let known = graph.subjects.position(|s| s.source == source && s.key == model.key);
    Some(known.unwrap_or_else(|| {
        let name = format!("{} {}", model.name, names.join(", "));
        graph.subjects.push(crate::types::SubjectModel { name, source, ..model })
    }))
}

/// The values that a condition leaves for a part of the key; `None` if it leaves all, or if the values are not known.
fn allowed(condition: &Expr, key: usize) -> Option<Vec<u32>> {
    match &condition.op {
        Op::And => {
            let mut sides = condition.inputs.iter().filter_map(|side| allowed(side, key));
            let first = sides.next()?;
            Some(sides.fold(first, |a, b| a.into_iter().filter(|v| b.contains(v)).collect()))
        }
        Op::Default => allowed(condition.inputs.first()?, key),
        Op::Equal | Op::OneOf => of_key(condition, key),
        _ => None,
    }
}

/// The values in `key is a` and `key in [a, b]`.
fn of_key(expr: &Expr, key: usize) -> Option<Vec<u32>> {
    let (value, others) = expr.inputs.split_first()?;
    let choice = |e: &Expr| match e.op {
        Op::Constant(Constant::Choice(v)) => Some(v),
        _ => None,
    };
    (value.op == Op::Key(key)).then(|| others.iter().map(choice).collect::<Option<Vec<u32>>>()).flatten()
}

/// The expression with every condition resolved that is known if only these values occur.
pub(super) fn simplify(expr: &Expr, known: &Restricted) -> Expr {
    simplified(expr, known, &mut Lookup::default())
}

/// The same; shared parts are simplified once.
fn simplified(expr: &Expr, known: &Restricted, seen: &mut Lookup<*const Typed, Expr>) -> Expr {
    if let Some(simple) = seen.get(&expr.identity()) {
        return simple.clone();
    }
    let simple = simplified_here(expr, known, seen);
    if expr.is_shared() {
        seen.insert(expr.identity(), simple.clone());
    }
    simple
}

fn simplified_here(expr: &Expr, known: &Restricted, seen: &mut Lookup<*const Typed, Expr>) -> Expr {
    let mut inputs = || expr.inputs.iter().map(|input| simplified(input, known, seen)).collect::<Vec<_>>();
    let constant = |flag| build::yes_no(flag, expr.span);
    match &expr.op {
        Op::Equal | Op::OneOf => {
            for (key, values) in known {
                let Some(asked) = of_key(expr, *key) else { continue };
                if values.iter().all(|v| asked.contains(v)) {
                    return constant(true);
                }
                if !values.iter().any(|v| asked.contains(v)) {
                    return constant(false);
                }
            }
            expr.clone()
        }
        Op::And | Op::Or => {
            let stop = expr.op == Op::Or;
            let mut open = Vec::new();
            for input in inputs() {
                match flag(&input) {
                    Some(flag) if flag == stop => return constant(stop),
                    Some(_) => {}
                    None => open.push(input),
                }
            }
            match open.len() {
                0 => constant(!stop),
                1 => open.remove(0),
                _ => expr.with_inputs(open),
            }
        }
        Op::Not => {
            let inputs = inputs();
            match inputs.first().and_then(flag) {
                Some(flag) => constant(!flag),
                None => expr.with_inputs(inputs),
            }
        }
        // The inputs of an aggregate and of a value of another subject have another key.
        Op::Aggregate(_) | Op::Reach(_) | Op::Value(_) | Op::Included(_) => expr.clone(),
        _ if expr.inputs.is_empty() => expr.clone(),
        _ => expr.with_inputs(inputs()),
    }
}

/// The fixed answer of a condition; `None` if it is not fixed.
fn flag(expr: &Expr) -> Option<bool> {
    match expr.op {
        Op::Constant(Constant::YesNo(flag)) => Some(flag),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;
    use crate::schema::ChoiceId;
    use crate::source::{SourceSet, Span};
    use crate::types::Type;

    fn span() -> Span {
        Span::new(SourceSet::default().add("", ""), 0, 0)
    }

    /// `key in [values]` for the part of the key at a position.
    fn is_in(part: usize, values: &[u32]) -> Expr {
        let of_choice = || Type::Choice(ChoiceId::at(0));
        let items = values.iter().map(|v| build::choice(*v, of_choice(), span()));
        build::one_of(build::key(part, of_choice(), span()), items, span())
    }

    fn open() -> Expr {
        build::argument(Type::YesNo, false, span())
    }

    #[test]
    fn a_condition_leaves_the_values_of_every_side() {
        let both = build::and(is_in(1, &[0, 1, 2]), is_in(1, &[1, 2, 3]), span());
        assert_eq!(allowed(&both, 1), Some(vec![1, 2]));
        assert_eq!(allowed(&both, 0), None, "of another part nothing is known");
        assert_eq!(allowed(&build::and(open(), is_in(1, &[3]), span()), 1), Some(vec![3]));
        assert_eq!(allowed(&build::or(is_in(1, &[3]), open(), span()), 1), None, "an or leaves everything");
    }

    #[test]
    fn what_is_known_of_a_slice_is_a_fixed_answer() {
        let known = vec![(1, vec![1, 2])];
        let answer = |expr: &Expr| flag(&simplify(expr, &known));
        assert_eq!(answer(&is_in(1, &[0, 1, 2])), Some(true));
        assert_eq!(answer(&is_in(1, &[0, 3])), Some(false));
        assert_eq!(answer(&is_in(1, &[1])), None, "one of two values is asked for");
        assert_eq!(answer(&is_in(0, &[3])), None);
        assert_eq!(answer(&build::not(is_in(1, &[3]), span())), Some(true));
        assert_eq!(answer(&build::and(open(), is_in(1, &[3]), span())), Some(false));
        assert_eq!(answer(&build::or(open(), is_in(1, &[1, 2]), span())), Some(true));
    }

    #[test]
    fn what_decides_nothing_is_left_out() {
        let known = vec![(1, vec![1, 2])];
        let simple = simplify(&build::and(open(), is_in(1, &[1, 2]), span()), &known);
        assert_eq!((simple.op.clone(), simple.inputs.len()), (open().op.clone(), 0));
    }
}
