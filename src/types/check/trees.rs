//! Trees: composition of the children, coverage, steps, and what a tree promises.

use super::compose::Composition;
use super::own_values::reached;
use super::{Checker, Maybe, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::faults::fault;
use crate::functions;
use crate::lookup::{Lookup, LookupSet};
use crate::names::model::ValueKind;
use crate::names::{Referent, SubjectId, ValueId, What};
use crate::number::{Interval, Rational};
use crate::source::Span;
use crate::syntax::ast::{self, Body, Content as NodeContent, Name, Node, StepKind};
use crate::types::model::*;
use crate::types::op::*;
use crate::types::typed::{Expr, build};
use crate::types::units::{self, Unit};
use crate::types::{COVERAGE_DECIMALS, STORED_DECIMALS};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::One;

/// Where the column of a name stands among what is published of a kind of subject.
type Taken = Lookup<(SubjectId, String), usize>;

impl<'a> Checker<'_, 'a> {
    pub(super) fn node(&mut self, place: Place<'_>, node: &'a Node) -> Maybe<(Expr, About)> {
        match &node.content {
            NodeContent::Value(value) => {
                let value = self.expr(place, value)?;
                self.numeric(&value, &node.name.text)?;
                Some((value, About::Leaf))
            }
            NodeContent::Body(body) => self.body(place, node, body),
        }
    }

    fn body(&mut self, place: Place<'_>, node: &'a Node, body: &'a Body) -> Maybe<(Expr, About)> {
        if body.children.is_empty() {
            let message = format!("`{}` has no indicators", node.name.text);
            self.report(
                Diagnostic::error(Code::EmptyNode, node.name.span, message).help("write at least one: `30 name = …`"),
            );
            return None;
        }
        let ids: Vec<Maybe<ValueId>> = body.children.iter().map(|c| self.node_id(place, &c.name)).collect();
        let children: Vec<Maybe<Expr>> =
            ids.iter().zip(&body.children).map(|(id, child)| self.value_reference((*id)?, child.name.span)).collect();
        let weights = self.weights(place, node, body);
        let how = self.composition(node, body);
        let children: Vec<Expr> = children.into_iter().collect::<Option<_>>()?;
        let ids: Vec<ValueId> = ids.into_iter().collect::<Option<_>>()?;
        let answer = self.answer_of(place, body.missing.first())?;
        let rule = self.node_missing(answer.as_ref(), node, body, &children)?;
        let children = self.answered_with(answer.as_ref(), children)?;
        let (weights, how) = (weights?, how?);
        let composed = self.composed(&how, &weights, &rule, (&ids, children.clone()), (node, body))?;
        let (value, steps) = self.steps(place, node, body, composed.clone())?;
        let written_out = rule.across || matches!(weights, Weights::Computed(_));
        let shares = match how {
            Composition::Plain(How::Mean) if written_out => {
                self.shares(&weights, &rule, (&ids, &children), body.span)?
            }
            _ => Vec::new(),
        };
        let about = NodeModel {
            how: super::compose::written(body)?,
            missing: body.missing.first().map(|m| self.page_words(m.span)),
            rule,
            children: ids,
            weights,
            shares,
            composed,
            steps,
        };
        Some((value, About::Node(Box::new(about))))
    }

    /// The text of the page, blanks folded, for explanations.
    fn page_words(&self, span: Span) -> String {
        self.sources.text(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The id of a node: the value of this name that was declared here.
    fn node_id(&self, place: Place<'_>, name: &Name) -> Maybe<ValueId> {
        match self.names.catalogue.in_scope(place.subject?, &name.text) {
            Some(What::Value(id)) if self.names.catalogue.value(id).name.span == name.span => Some(id),
            // Declared twice; reported.
            _ => None,
        }
    }

    /// A weighted geometric mean takes as many factors as its weights have whole parts; more than a thousand would take
    /// long and add nothing.
    pub(super) fn weights_are_coarse(&mut self, node: &Node, weights: &[Rational]) -> Maybe<()> {
        let total = weights.iter().fold(Rational::zero(), |a, b| &a + b);
        let parts = weights.iter().filter_map(|w| w.checked_div(&total));
        let parts = parts.fold(BigInt::one(), |lcm, share| lcm.lcm(&share.denom()));
        if parts <= BigInt::from(1000) {
            return Some(());
        }
        let message = format!("the weights of `{}` are too fine for a geometric mean: {parts} parts", node.name.text);
        let help = "round the weights so that at most 1000 equal parts make the whole";
        self.report(Diagnostic::error(Code::WeightTotal, node.name.span, message).help(help));
        None
    }

    pub(super) fn weights_add_up(&mut self, node: &Node, body: &Body, weights: &[Rational], signed: bool) -> Maybe<()> {
        let total = weights.iter().fold(Rational::zero(), |a, b| &a + b);
        if total.is_zero() && !signed {
            let message = format!("the weights of `{}` are all zero", node.name.text);
            self.report(
                Diagnostic::error(Code::WeightTotal, node.name.span, message).help("give one a weight above zero"),
            );
            return None;
        }
        let Some(promised) = &body.total else { return Some(()) };
        let wanted = units::value(promised).0;
        if total == wanted {
            return Some(());
        }
        if total == Rational::one() && wanted == Rational::from(100_i64) {
            let message = format!("the weights of `{}` are percentages, and the total is not", node.name.text);
            self.report(
                Diagnostic::error(Code::WeightTotal, promised.span, message).help("write `weights total 100%`"),
            );
            return None;
        }
        let (less, word) = if total < wanted { (&wanted - &total, "missing") } else { (&total - &wanted, "too much") };
        let message = format!("the weights of `{}` add up to {total}, not to {wanted}", node.name.text);
        let help = format!("{less} is {word}; correct a weight or the total");
        self.report(Diagnostic::error(Code::WeightTotal, promised.span, message).help(help));
        None
    }

    /// What a missing child does: as written; needed where a child can be missing.
    fn node_missing(&mut self, answer: Option<&Expr>, node: &Node, body: &Body, children: &[Expr]) -> Maybe<NodeRule> {
        if let [first, second, ..] = body.missing.as_slice() {
            let message = format!("`{}` says twice what a missing indicator does", node.name.text);
            self.report(
                Diagnostic::error(Code::SaidTwice, second.span, message)
                    .label(first.span, "the first")
                    .help("keep one"),
            );
            return None;
        }
        if let Some(written) = body.missing.first() {
            self.enough_can_be(Some(written), children.len())?;
            let rule = self.rule(written, answer, children, true)?;
            let across = matches!(written.kind, ast::MissingKind::Across(_));
            return Some(NodeRule { rule, across, fails: matches!(written.kind, ast::MissingKind::Fails) });
        }
        let Some((child, _)) = body.children.iter().zip(children).find(|(_, e)| e.can_miss) else {
            return Some(NodeRule { rule: MissingRule::Unscored, across: false, fails: false });
        };
        let message =
            format!("`{}` can be missing, and `{}` does not say what happens then", child.name.text, node.name.text);
        let has_shares = super::compose::written(body).is_none_or(|composition| composition.row().renormalises);
        let help = match has_shares {
            true => "add a line `missing unscored`, `missing renormalise within parent` or `missing counts as 0`",
            false => "add a line `missing unscored` or `missing counts as 0`",
        };
        self.report(
            Diagnostic::error(Code::MissingAnswer, node.name.span, message)
                .label(child.name.span, "can be missing")
                .help(help),
        );
        None
    }

    fn steps(
        &mut self,
        place: Place<'_>,
        node: &Node,
        body: &'a Body,
        composed: Expr,
    ) -> Maybe<(Expr, Vec<StepModel>)> {
        let mut value = composed;
        let mut models = Vec::new();
        for step in &body.steps {
            value = self.step(place, node, step, value)?;
            models.push(StepModel {
                words: self.page_words(step.span),
                cite: step.notes.cite.as_ref().map(|t| t.value.clone()),
                because: step.notes.because.as_ref().map(|t| t.value.clone()),
                after: value.clone(),
            });
        }
        Some((value, models))
    }

    fn step(&mut self, place: Place<'_>, node: &Node, step: &'a ast::Step, value: Expr) -> Maybe<Expr> {
        match &step.kind {
            StepKind::Plus { minus, name, value: points } => {
                let points = match name {
                    Some((name, _)) => {
                        let id = self.node_id(place, name)?;
                        self.value_reference(id, name.span)?
                    }
                    None => self.expr(place, points)?,
                };
                self.plus(*minus, value, points, step.span)
            }
            StepKind::Capped { at, when } => {
                let at = self.expr(place, at);
                let when = when.as_ref().map(|w| self.expr(place, w)).map_or(Some(None), |w| w.map(Some));
                self.capped(value, at?, when?, step.span)
            }
            StepKind::Limited { range, when } => {
                let unit = value.number().map_or(Unit::Plain, |n| n.unit);
                let range = self.range(range, Some((unit, node.name.span)))?;
                let when = when.as_ref().map(|w| self.expr(place, w)).map_or(Some(None), |w| w.map(Some))?;
                let limited = self.limited(value.clone(), &range, step.span)?;
                self.only_when(limited, value, when, step.span)
            }
            StepKind::Rounded(rounding) => self.rounded(value, rounding, step.span),
        }
    }

    fn plus(&mut self, minus: bool, value: Expr, points: Expr, span: Span) -> Maybe<Expr> {
        self.numeric(&value, "then")?;
        self.numeric(&points, "then")?;
        self.common(&value, &points)?;
        Some(if minus { build::minus(value, points, span) } else { build::plus(value, points, span) })
    }

    /// `min(value, at)`, where a condition is written only if it holds. An unknown condition leaves no value: whether
    /// the cap applies cannot be told.
    fn capped(&mut self, value: Expr, at: Expr, when: Option<Expr>, span: Span) -> Maybe<Expr> {
        self.numeric(&value, "then capped at")?;
        self.numeric(&at, "then capped at")?;
        self.common(&value, &at)?;
        let capped = build::combined_whole(How::Minimum, vec![value.clone(), at], span);
        self.only_when(capped, value, when, span)
    }

    /// A step that is taken only where a condition is yes; an unknown one leaves no value. A condition that is a fixed
    /// yes or no, as a param can be, is known before any data is read.
    fn only_when(&mut self, changed: Expr, value: Expr, when: Option<Expr>, span: Span) -> Maybe<Expr> {
        let Some(when) = when else { return Some(changed) };
        let when = self.condition(when, "when")?;
        match when.op {
            Op::Constant(Constant::YesNo(true)) => return Some(changed),
            Op::Constant(Constant::YesNo(false)) => return Some(value),
            _ => {}
        }
        self.common(&changed, &value)?;
        Some(build::first([(changed, when)], value, span))
    }

    /// How much of the weight below a value was there: 1 for all. Leaves count 0 or 1, nodes by their weights. Where
    /// nothing below has a weight there is no such part.
    fn coverage(&mut self, id: ValueId, span: Span) -> Expr {
        let nothing = || build::nothing(Some("nothing below has a weight".into()), build::part(), span);
        self.part_there(id, true, span).unwrap_or_else(nothing)
    }

    /// How much of the weight below a value has a value. Where `answered` is set, a leaf whose values are all missing
    /// counts as not there, though `none` or `counts as` gives it one. Of a node that stands in others it is the same for
    /// all of them.
    pub(super) fn part_there(&mut self, id: ValueId, answered: bool, span: Span) -> Option<Expr> {
        if let Some(known) = self.parts_there.get(&(id, answered)) {
            return known.clone();
        }
        let Some(value) = self.model.values.get(id.0).and_then(Option::as_ref) else {
            return Some(build::plain(1, span));
        };
        let span = value.span;
        let About::Node(node) = &value.about else {
            let expr = value.expr.clone();
            let leaf = build::value(id, expr.ty.clone(), expr.can_miss, span);
            let there = build::present(&leaf);
            return Some(match self.of_data(&expr).filter(|_| answered) {
                Some(of_data) => build::first([(there, of_data)], build::plain(0, span), span),
                None => there,
            });
        };
        let (children, weights) = (node.children.clone(), node.weights.clone());
        let inputs = children.into_iter().map(|child| self.part_there(child, answered, span)).collect();
        let part = mean_coverage(&weights, inputs, span);
        self.parts_there.insert((id, answered), part.clone());
        part
    }

    /// Whether a value follows from data, not from what `none` or `counts as` says for values that are all missing; `None`
    /// where it always does. Where no rows were brought together the answer is the value, and nothing is missing. Each value
    /// is asked once, however often others use it.
    fn of_data(&mut self, expr: &Expr) -> Option<Expr> {
        let mut expr = expr.clone();
        while let Op::Value(id) = expr.op {
            let value = self.model.values.get(id.0).and_then(Option::as_ref);
            expr = value.filter(|value| !matches!(value.about, About::Node(_)))?.expr.clone();
        }
        if expr.inputs.is_empty() {
            return None;
        }
        if let Some((_, known)) = self.of_data.get(&expr.identity()) {
            return known.clone();
        }
        let found = self.of_data_by_operation(&expr);
        self.of_data.insert(expr.identity(), (expr, found.clone()));
        found
    }

    fn of_data_by_operation(&mut self, expr: &Expr) -> Option<Expr> {
        let span = expr.span;
        match &expr.op {
            Op::Aggregate(aggregate) => {
                let value = aggregate.value(&expr.inputs)?;
                let own = self.without_stand_in(value);
                if own.is_none() && !is_answered(aggregate.empty.as_ref(), &aggregate.missing) {
                    return None;
                }
                let value = own.as_ref().or(Some(value)).filter(|value| value.can_miss)?;
                let rows = build::Rows::of_aggregate(aggregate, &expr.inputs);
                let some = rows.of(build::is_there(value, span)).together(How::Any, MissingRule::Unscored, None, span);
                let none = build::equal(rows.count(span), build::plain(0, span), span);
                Some(build::or(some, none, span))
            }
            Op::Combine(combine) if combine.missing != MissingRule::Unscored || self.has_stand_in(expr) => {
                let own = |input: &Expr| self.without_stand_in(input).unwrap_or_else(|| input.clone());
                let inputs: Vec<Expr> = expr.inputs.iter().map(own).collect();
                let each: Vec<Option<Expr>> = inputs.iter().map(|input| self.of_data(input)).collect();
                let answered = || is_answered(combine.empty.as_ref(), &combine.missing) || self.has_stand_in(expr);
                if each.iter().all(Option::is_none) && !answered() {
                    return None;
                }
                let each = inputs.iter().zip(each).map(|(input, of_data)| {
                    let there = input.can_miss.then(|| build::is_there(input, span));
                    of_data.into_iter().chain(there).reduce(|a, b| build::and(a, b, span))
                });
                each.collect::<Option<Vec<Expr>>>()?.into_iter().reduce(|a, b| build::or(a, b, span))
            }
            // What another subject has is made of values there.
            Op::Reach(_) => Some(reached(expr, self.of_data(expr.inputs.first()?)?)),
            Op::First => {
                let values = expr.inputs.iter().step_by(2);
                let each: Vec<Option<Expr>> = values.map(|value| self.of_data(value)).collect();
                let conditions = expr.inputs.iter().skip(1).step_by(2).cloned();
                picked(each, conditions, span)
            }
            Op::Default => {
                let each: Vec<Option<Expr>> = expr.inputs.iter().map(|input| self.of_data(input)).collect();
                picked(each, expr.inputs.first().map(|value| build::is_there(value, span)), span)
            }
            op if op.is_arithmetic() || matches!(op, Op::Combine(_)) => {
                let each: Vec<Expr> = expr.inputs.iter().filter_map(|input| self.of_data(input)).collect();
                let mut seen = LookupSet::default();
                let each = each.into_iter().filter(|one| seen.insert(one.identity()));
                each.reduce(|a, b| build::and(a, b, span))
            }
            _ => None,
        }
    }

    /// Whether tiers can be without one for a reason of their own: clusters, gaps, bounds that follow from data.
    fn tells_why(&self, id: ValueId) -> bool {
        let ValueKind::Tiers(tiers, _) = self.names.catalogue.value(id).kind else { return false };
        let expr = self.model.values.get(id.0).and_then(Option::as_ref).map(|value| &value.expr);
        let by_data = tiers.ranked.is_none() && expr.is_some_and(|expr| !matches!(expr.op, Op::Tier(_)));
        by_data || tiers.gaps_reported.is_some()
    }

    /// A value for which another one answers where it is missing, see [`Self::answered_with`], by itself.
    fn without_stand_in(&self, value: &Expr) -> Option<Expr> {
        self.stand_ins.get(&value.identity()).and_then(|value| value.inputs.first()).cloned()
    }

    fn has_stand_in(&self, combined: &Expr) -> bool {
        combined.inputs.iter().any(|input| self.stand_ins.contains_key(&input.identity()))
    }

    /// What is published: each tree with its inner nodes, coverage and reason, and tiers, in the order of the page.
    pub(super) fn outputs(&mut self) {
        for i in 0..self.names.catalogue.values.len() {
            let id = ValueId(i);
            let Some(value) = self.model.values.get(i).and_then(Option::as_ref) else { continue };
            let (subject, name, span) = (value.subject, value.name.clone(), value.span);
            // Trees stand in the order of their roots.
            let trees = &self.names.catalogue.trees;
            let tree = trees.binary_search_by_key(&id, |(root, _)| *root).ok();
            let tree = tree.and_then(|at| trees.get(at)).map(|(_, tree)| *tree);
            let inner = matches!(value.about, About::Node(_));
            let tiers = matches!(value.about, About::Tiers { .. });
            if matches!(value.about, About::Eligibility | About::Mark | About::Check(_)) {
                self.decided_output(id, subject, name, span);
                continue;
            }
            if tree.is_none() && !inner && !tiers {
                continue;
            }
            let Some(reference) = self.value_reference(id, span) else { continue };
            if let Some(tree) = tree {
                self.promise(tree, &reference);
            }
            self.output(subject, name.clone(), reference.clone(), span);
            if self.tells_why(id) && reference.can_miss {
                let column = format!("{name}_missing");
                self.column_apart(subject, &column, &name, (span, "the tiers"));
                self.put_out(subject, column, Content::Reason(reference.clone()), span);
            }
            if tree.is_some() {
                self.columns_apart(subject, &name, span, reference.can_miss);
                let coverage = self.coverage(id, span);
                self.coverage_output(subject, &name, coverage, span);
                if reference.can_miss {
                    self.put_out(subject, format!("{name}_missing"), Content::Reason(reference), span);
                }
            }
        }
    }

    /// What the page publishes beside trees and tiers: under its header, else its name, each once.
    pub(super) fn published(&mut self) {
        let taken = self.model.outputs.iter().enumerate();
        let mut taken: Taken = taken.map(|(at, output)| ((output.subject, output.name.clone()), at)).collect();
        for (subject, publish) in self.names.catalogue.published.clone() {
            let release = publish.release.as_ref().map(|release| self.release(release));
            let before = self.model.outputs.len();
            for (header, name) in &publish.values {
                if let Some(release) = &release
                    && header.is_none()
                    && self.released(&taken, subject, name, release)
                {
                    continue;
                }
                let place = super::Place::of(subject);
                let first = publish.values.first().filter(|_| fault!(PublishedTakesFirst));
                let own = first.map_or(name, |(_, name)| name).span;
                let Some(value) = self.reference(place, own, own) else { continue };
                let column = header.as_ref().map_or(&name.text, |h| &h.value).clone();
                self.publish_as(&mut taken, subject, column, value, name.span);
            }
            for tree in &publish.weights {
                let Some(weights) = self.weights_below(super::Place::of(subject), tree) else { continue };
                for (leaf, weight) in weights {
                    self.publish_as(&mut taken, subject, format!("{leaf}_weight"), weight, tree.span);
                }
            }
            for output in self.model.outputs.iter_mut().skip(before) {
                output.release = release.clone();
            }
        }
    }

    /// For whom alone something is published; whoever reads the page is told why, and by which clause.
    fn release(&mut self, written: &ast::Release) -> Release {
        let said =
            |text: &Option<Box<ast::Text>>| text.as_ref().map_or_else(String::new, |text| text.value.trim().to_owned());
        let release = Release {
            to: written.to.value.trim().to_owned(),
            because: said(&written.notes.because),
            cite: said(&written.notes.cite),
        };
        let parts = [
            (&release.to, "to whom", "`to \"the callers\"`"),
            (&release.because, "why", "`because \"…\"`"),
            (&release.cite, "by which clause", "`cite \"…\"`"),
        ];
        let unsaid = parts.into_iter().filter(|(text, ..)| text.is_empty());
        let (what, words): (Vec<&str>, Vec<&str>) = unsaid.map(|(_, what, words)| (what, words)).unzip();
        if !what.is_empty() {
            let message = format!("this release does not say {}", what.join(", nor "));
            let help = format!("say it: {}", words.join(" "));
            self.findings.push(Diagnostic::error(Code::ReleaseUnsaid, written.span, message).help(help));
        }
        release
    }

    /// Whether what a release names is in the results anyway: a part of the key, or a column with all that stands beside it.
    fn released(&mut self, taken: &Taken, subject: SubjectId, name: &Name, release: &Release) -> bool {
        let referent = self.referent(super::Place::of(subject), name.span);
        let key = self.model.subjects.get(subject.0).map(|s| s.key.as_slice()).unwrap_or_default();
        let part = match referent {
            Some(Referent::Of { what: What::Key(part), way, .. }) if way.is_empty() => Some(part),
            Some(Referent::Of { what: What::Column(_, column), way, .. }) if way.is_empty() => {
                key.iter().position(|part| part.column == Some(column))
            }
            _ => None,
        };
        if let Some(part) = part {
            self.model.released_keys.push((subject, part, release.clone()));
            return true;
        }
        let column = |end: &str| taken.get(&(subject, format!("{}{end}", name.text))).copied();
        let Some(own) = column("") else { return false };
        let beside = ["_coverage", "_missing", "_clauses"].into_iter().filter_map(column);
        for at in std::iter::once(own).chain(beside) {
            if let Some(output) = self.model.outputs.get_mut(at) {
                output.release = Some(release.clone());
            }
        }
        true
    }

    /// A column of its own, where there is none of that name.
    fn publish_as(&mut self, taken: &mut Taken, subject: SubjectId, column: String, value: Expr, span: Span) {
        if taken.contains_key(&(subject, column.clone()))
            || self.model.subjects.get(subject.0).is_some_and(|s| s.key.iter().any(|k| k.name == column))
        {
            let message = format!("the results of `{}` have a column `{column}` already", self.subject_name(subject));
            let help = "take it away, or give it a header: `\"other\" as name`";
            self.report(Diagnostic::error(Code::DeclaredTwice, span, message).help(help));
            return;
        }
        let before = self.model.outputs.len();
        self.output(subject, column, value, span);
        let new = self.model.outputs.iter().enumerate().skip(before);
        taken.extend(new.map(|(at, output)| ((output.subject, output.name.clone()), at)));
    }

    /// The leaves of a tree, each with the weight that it has in the whole: the product of its shares on the way.
    fn weights_below(&mut self, place: Place<'_>, tree: &'a Name) -> Maybe<Vec<(String, Expr)>> {
        let Some(Referent::Of { outer: false, way, what: What::Value(id) }) = self.referent(place, tree.span) else {
            return self.no_weights(tree);
        };
        let value = self.model.values.get(id.0).and_then(Option::as_ref).cloned()?;
        if !way.is_empty() || !matches!(value.about, About::Node(_)) {
            return self.no_weights(tree);
        }
        let one = build::plain(1, tree.span);
        let mut found = Vec::new();
        self.shares_below(tree, id, &one, &mut found)?;
        Some(found)
    }

    fn no_weights<T>(&mut self, tree: &Name) -> Maybe<T> {
        let message = format!("`{}` has no weights that add up to a whole", tree.text);
        let help = "name a tree that is composed by weighted means all the way down";
        self.report(Diagnostic::error(Code::WrongArguments, tree.span, message).help(help));
        None
    }

    fn shares_below(&mut self, tree: &Name, id: ValueId, above: &Expr, found: &mut Vec<(String, Expr)>) -> Maybe<()> {
        let value = self.model.values.get(id.0).and_then(Option::as_ref).cloned()?;
        let About::Node(node) = &value.about else {
            found.push((value.name.clone(), above.clone().within(&build::part_range())));
            return Some(());
        };
        if !matches!(node.how, functions::Composition::Mean | functions::Composition::WeightedMean) {
            return self.no_weights(tree);
        }
        let ids = &node.children;
        let children: Vec<Maybe<Expr>> = ids.iter().map(|id| self.value_reference(*id, tree.span)).collect();
        let children: Vec<Expr> = children.into_iter().collect::<Option<_>>()?;
        let shares = self.shares(&node.weights, &node.rule, (ids, &children), tree.span)?;
        for (id, share) in ids.iter().zip(shares) {
            let weight = self.arithmetic(Op::Multiply, above.clone(), share, tree.span, tree.span)?;
            self.shares_below(tree, *id, &weight, found)?;
        }
        Some(())
    }

    fn subject_name(&self, subject: SubjectId) -> String {
        self.names.catalogue.subject(subject).name.text.clone()
    }

    /// An eligibility with the clauses that explain it; a mark or check as it is.
    fn decided_output(&mut self, id: ValueId, subject: SubjectId, name: String, span: Span) {
        let Some(reference) = self.value_reference(id, span) else { return };
        self.output(subject, name.clone(), reference.clone(), span);
        if self.is_eligibility(id) {
            self.column_apart(subject, &format!("{name}_clauses"), &name, (span, "the eligibility"));
            self.put_out(subject, format!("{name}_clauses"), Content::Clauses(reference), span);
            return;
        }
        let value = self.model.values.get(id.0).and_then(Option::as_ref);
        // Where it is not asked there is nothing to know; where it is asked and cannot be told there is.
        let unknown = value.is_some_and(|v| matches!(v.about, About::Check(_)) && can_be_unknown(&v.expr));
        if unknown {
            self.column_apart(subject, &format!("{name}_missing"), &name, (span, "the check"));
            self.put_out(subject, format!("{name}_missing"), Content::Reason(reference), span);
        }
    }

    fn put_out(&mut self, subject: SubjectId, name: String, content: Content, span: Span) {
        self.model.outputs.push(OutputModel { subject, name, content, span, release: None });
    }

    /// A column that is published beside a value has a name of its own.
    fn column_apart(&mut self, subject: SubjectId, column: &str, beside: &str, of: (Span, &str)) {
        let scope = self.names.catalogue.scopes.get(subject.0);
        let Some(other) = scope.and_then(|s| s.get(column)).map(|entry| entry.span) else { return };
        let message = format!("`{column}` is also the column that is published beside `{beside}`");
        let finding = Diagnostic::error(Code::DeclaredTwice, other, message).label(of.0, of.1);
        self.report(finding.help("give it another name"));
    }

    /// What is published beside a tree has names of its own; another published value must not have them.
    fn columns_apart(&mut self, subject: SubjectId, tree: &str, span: Span, reasons: bool) {
        let beside = ["_coverage", "_missing"].into_iter().take(if reasons { 2 } else { 1 });
        let taken = |column: &String| {
            self.names.catalogue.scopes.get(subject.0).is_some_and(|scope| scope.contains_key(column.as_str()))
        };
        if let Some(column) = beside.map(|end| format!("{tree}{end}")).find(taken) {
            self.column_apart(subject, &column, tree, (span, "the tree"));
        }
    }

    /// Coverage is a share for people to read: four decimals, half even.
    fn coverage_output(&mut self, subject: SubjectId, name: &str, coverage: Expr, span: Span) {
        let expr = build::stored(coverage, COVERAGE_DECIMALS);
        let content = Content::Value { expr, decimals: COVERAGE_DECIMALS };
        self.put_out(subject, format!("{name}_coverage"), content, span);
    }

    fn output(&mut self, subject: SubjectId, name: String, value: Expr, span: Span) {
        let (expr, decimals) = match &value.ty {
            Type::Number(number) if matches!(number.unit, Unit::Time | Unit::WorkingDays) => {
                let message = format!("`{name}` is published and is {}", number.unit.words());
                self.report(
                    Diagnostic::error(Code::UnitMismatch, value.span, message)
                        .help("divide by the unit that the result is written in: `wait / 1 hour`"),
                );
                return;
            }
            Type::Number(number) => {
                let decimals = number.decimals().filter(|d| *d <= STORED_DECIMALS).unwrap_or(STORED_DECIMALS);
                let open = number.decimals().is_none_or(|d| d > decimals);
                (if open { build::stored(value, decimals) } else { value }, decimals)
            }
            _ => (value, 0),
        };
        self.put_out(subject, name, Content::Value { expr, decimals }, span);
    }

    /// A tree that promises a range must not be able to leave it.
    fn promise(&mut self, tree: &'a ast::Tree, value: &Expr) {
        let Some(promise) = &tree.promise else { return };
        let Some(number) = value.number() else { return };
        let Some(promised) = self.range(promise, Some((number.unit, tree.root.name.span))) else { return };
        if !number.range.within(&promised) {
            let message =
                format!("`{}` promises {promised}, and can be {}", tree.root.name.text, in_words(&number.range));
            self.report(
                Diagnostic::error(Code::PromiseBroken, promise.span, message)
                    .help(format!("add `then limited {promised}`, or promise what it can be")),
            );
        }
    }
}

/// Whether something is said for values that are all missing.
fn is_answered(empty: Option<&Rational>, missing: &MissingRule) -> bool {
    empty.is_some() || matches!(missing, MissingRule::CountsAs(_))
}

/// Whether the value follows from data that conditions pick; where it is not known which that is, all must.
fn picked(each: Vec<Option<Expr>>, conditions: impl IntoIterator<Item = Expr>, span: Span) -> Option<Expr> {
    if each.iter().all(Option::is_none) {
        return None;
    }
    let mut each = each.into_iter().map(|of_data| of_data.unwrap_or_else(|| build::yes_no(true, span)));
    let arms: Vec<(Expr, Expr)> = conditions.into_iter().map_while(|when| Some((each.next()?, when))).collect();
    let picked = match each.next() {
        Some(otherwise) => build::first(arms, otherwise, span),
        None => build::the_one(arms, span),
    };
    Some(if picked.can_miss { build::default(picked, build::yes_no(false, span), span) } else { picked })
}

/// The mean of the coverages of children by the size of their weights, since a sign tells no part of a whole; nothing where
/// they weigh nothing.
fn mean_coverage(weights: &Weights<Expr>, inputs: Vec<Option<Expr>>, span: Span) -> Option<Expr> {
    let fixed = match weights {
        Weights::Same => vec![Rational::one(); inputs.len()],
        Weights::Fixed(weights) => weights.iter().map(Rational::abs).collect(),
        Weights::Computed(weights) => return Some(computed_coverage(weights, inputs, span)),
    };
    let (inputs, fixed): (Vec<Expr>, Vec<Rational>) =
        inputs.into_iter().zip(fixed).filter_map(|(input, weight)| Some((input?, weight))).unzip();
    if fixed.iter().all(Rational::is_zero) {
        return None;
    }
    let weights = (!matches!(weights, Weights::Same)).then_some(fixed);
    let combine = Combine { how: How::Mean, weights, missing: MissingRule::Unscored, empty: None };
    Some(build::combined(combine, inputs, span))
}

/// The same where weights follow from data: nothing where they all come to zero.
fn computed_coverage(weights: &[Expr], inputs: Vec<Option<Expr>>, span: Span) -> Expr {
    let both =
        weights.iter().zip(inputs).filter_map(|(weight, input)| Some((build::absolute(weight.clone(), span), input?)));
    let (sizes, inputs): (Vec<Expr>, Vec<Expr>) = both.unzip();
    if sizes.is_empty() {
        return build::plain(0, span);
    }
    let terms = sizes.iter().zip(inputs).map(|(w, c)| build::times(w.clone(), c, span)).collect();
    let sum = |values| build::combined_whole(How::Sum, values, span);
    let part = build::over(sum(terms), sum(sizes), span).within(&build::part_range());
    build::default(part, build::plain(0, span), span)
}

/// A range for people: an open side is said, not drawn.
fn in_words(range: &Interval) -> String {
    match (&range.lo, &range.hi) {
        (Some(_), Some(_)) => range.to_string(),
        (Some(lo), None) => format!("{lo} and more, without a known end"),
        (None, Some(hi)) => format!("{hi} and less, without a known end"),
        (None, None) => "any number: what it is made of has no known range".into(),
    }
}

/// Whether a check can be unknown where it is asked, or whether it is asked can be.
fn can_be_unknown(check: &Expr) -> bool {
    match check.inputs.as_slice() {
        [holds, when, silent] if check.op == Op::First && silent.op == Op::Nothing(None) => {
            holds.can_miss || when.can_miss
        }
        _ => check.can_miss,
    }
}
