//! Trees: nodes, the rules for a missing child, steps.

use super::Rule;
use super::build::{Build, Built, Inner, said_twice, shape};
use crate::syntax::ast::*;
use pest::iterators::Pair;

impl Build<'_> {
    /// `tree name of subject …`
    pub(super) fn tree(&self, pair: Pair<'_, Rule>) -> Built<Tree> {
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        let (name, label) = (self.need_name(&mut inner)?, self.label(&mut inner)?);
        let of = self.of_subjects(&mut inner)?;
        let promise = match inner.take(Rule::promise) {
            Some(promise) => {
                let mut inner = self.inner(promise);
                let front = inner.take(Rule::unit).map(|u| self.unit(&u));
                let mut range = self.range(inner.need(Rule::range)?)?;
                // A unit before the range is for both ends. A unit after it has been parsed with the second end.
                range.lo.unit = range.lo.unit.or(front.clone()).or(range.hi.unit.clone());
                range.hi.unit = range.hi.unit.or(front);
                Some(range)
            }
            None => None,
        };
        let content = self.content(&mut inner)?;
        let notes = self.notes(&mut inner)?;
        Ok(Tree { of, promise, root: Node { weight: None, name, label, content, notes, span } })
    }

    /// `= expression` or `by … { … }`
    fn content(&self, inner: &mut Inner<'_>) -> Built<Content> {
        if let Some(expr) = inner.take(Rule::expr) {
            return Ok(Content::Value(self.expr(expr)?));
        }
        let by = inner.take(Rule::node_by).map(|b| self.node_by(b)).transpose()?;
        Ok(Content::Body(Box::new(self.body(inner.need(Rule::body)?, by)?)))
    }

    fn node_by(&self, pair: Pair<'_, Rule>) -> Built<By> {
        let mut inner = self.inner(pair);
        let words: Vec<Name> = inner.all(Rule::ident).iter().map(|w| self.name(w)).collect();
        let of = inner.take(Rule::exponent).map(|of| self.quantity(of)).transpose()?;
        let decimals = inner.take(Rule::to_decimals).map(|d| self.to_decimals(d)).transpose()?;
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return Err(shape(inner.whole())) };
        let span = first.span.to(last.span);
        let words = words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
        Ok(By { words, of, decimals, span })
    }

    fn body(&self, pair: Pair<'_, Rule>, by: Option<By>) -> Built<Body> {
        let span = self.span(&pair);
        let mut body = Body { by, missing: Vec::new(), total: None, children: Vec::new(), steps: Vec::new(), span };
        let mut inner = self.inner(pair);
        while let Some(line) = inner.next() {
            match line.as_rule() {
                Rule::missing_line => body.missing.push(self.missing(self.only(line)?)?),
                Rule::total_line => {
                    let mut inner = self.inner(line);
                    let number = inner.need(Rule::number)?;
                    let (value, span) = (self.number(&number)?, self.span(&number));
                    let total = Quantity { value, percent: inner.take(Rule::percent).is_some(), unit: None, span };
                    match &body.total {
                        Some(first) => self.report(said_twice(span, "weights total", first.span)),
                        None => body.total = Some(total),
                    }
                }
                Rule::step => body.steps.push(self.step(line)?),
                _ => body.children.push(self.node(line)?),
            }
        }
        body.children.shrink_to_fit();
        Ok(body)
    }

    fn node(&self, pair: Pair<'_, Rule>) -> Built<Node> {
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        let weight = inner.take(Rule::weight).map(|w| self.weight(w)).transpose()?;
        let (name, label) = (self.need_name(&mut inner)?, self.label(&mut inner)?);
        let content = self.content(&mut inner)?;
        Ok(Node { weight, name, label, content, notes: self.notes(&mut inner)?, span })
    }

    /// `30`, `-0.25` or `(w)`
    fn weight(&self, pair: Pair<'_, Rule>) -> Built<Weight> {
        let mut inner = self.inner(pair.clone());
        if inner.take(Rule::open_paren).is_some() {
            return Ok(Weight::Computed(self.expr(inner.need(Rule::expr)?)?));
        }
        inner.give_up();
        Ok(Weight::Fixed(self.quantity(pair)?))
    }

    /// `missing …`, in a node or in a call.
    pub(super) fn missing(&self, pair: Pair<'_, Rule>) -> Built<Missing> {
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        inner.need(Rule::missing_)?;
        let policy = inner.some()?;
        let rule = policy.as_rule();
        self.report_former_word(&policy);
        let mut inner = self.inner(policy);
        let kind = match rule {
            Rule::propagates => MissingKind::Propagates,
            Rule::fails => {
                inner.give_up();
                MissingKind::Fails
            }
            Rule::across => MissingKind::Across(self.at_least(&mut inner)?),
            Rule::renormalise => MissingKind::Renormalise(self.at_least(&mut inner)?),
            Rule::skipped => MissingKind::Skipped(self.at_least(&mut inner)?),
            _ => MissingKind::CountsAs(Box::new(self.expr(inner.need(Rule::expr)?)?)),
        };
        Ok(Missing { kind, span })
    }

    fn at_least(&self, inner: &mut Inner<'_>) -> Built<Option<AtLeast>> {
        let Some(pair) = inner.take(Rule::at_least) else { return Ok(None) };
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        let value = self.number(&inner.need(Rule::number)?)?;
        Ok(Some(AtLeast { value, percent: inner.take(Rule::percent).is_some(), span }))
    }

    fn step(&self, pair: Pair<'_, Rule>) -> Built<Step> {
        let whole = self.span(&pair);
        let mut inner = self.inner(pair);
        let step = inner.some()?;
        // From `then` to the end of the step, without clause and reason.
        let span = whole.at_start().to(self.span(&step));
        let kind = match step.as_rule() {
            Rule::step_plus => self.plus(step, false)?,
            Rule::step_minus => self.plus(step, true)?,
            Rule::step_capped => {
                let mut inner = self.inner(step);
                let at = self.expr(inner.need(Rule::expr)?)?;
                let when = inner.take(Rule::expr).map(|e| self.expr(e)).transpose()?;
                StepKind::Capped { at, when }
            }
            Rule::step_limited => {
                let mut inner = self.inner(step);
                let range = self.range(inner.need(Rule::range)?)?;
                StepKind::Limited { range, when: inner.take(Rule::expr).map(|e| self.expr(e)).transpose()? }
            }
            Rule::step_rounded => StepKind::Rounded(self.rounding(self.only(step)?)?),
            _ => return Err(shape(span)),
        };
        Ok(Step { kind, notes: self.notes(&mut inner)?, span })
    }

    fn plus(&self, pair: Pair<'_, Rule>, minus: bool) -> Built<StepKind> {
        let mut inner = self.inner(pair);
        let name = match inner.take(Rule::step_name) {
            Some(name) => {
                let mut inner = self.inner(name);
                Some((self.need_name(&mut inner)?, self.label(&mut inner)?))
            }
            None => None,
        };
        Ok(StepKind::Plus { minus, name, value: self.expr(inner.need(Rule::expr)?)? })
    }
}
