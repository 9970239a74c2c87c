//! Published values: the columns of results, and the only recipients of some of them.

use super::{CheckScope, Checker, Maybe, all};
use crate::diagnostic::{Code, Diagnostic};
use crate::faults::fault;
use crate::functions::Composition;
use crate::lookup::Lookup;
use crate::messages::{phrase, types::judge as say};
use crate::names::model::ValueKind;
use crate::names::{Referent, SubjectId, ValueId, What};
use crate::number::Interval;
use crate::source::Span;
use crate::syntax::ast::{self, Name};
use crate::types::model::*;
use crate::types::op::*;
use crate::types::typed::{Expr, build};
use crate::types::units::Unit;
use crate::types::written::means::Children;
use crate::types::{COVERAGE_DECIMALS, STORED_DECIMALS};

/// The position of a column among the outputs, by the kind of subject and the name.
type Taken = Lookup<(SubjectId, String), usize>;

impl<'a> Checker<'_, 'a> {
    /// Publishes each tree with its inner nodes, coverage and reason, and tiers and decisions, in the order of the
    /// policy.
    pub(crate) fn outputs(&mut self) {
        for id in self.names.catalogue.values.ids() {
            let Some(value) = self.model.value(id) else { continue };
            let (subject, name, span) = (value.subject, value.name.clone(), value.span);
            // Trees are in the order of their roots.
            let trees = &self.names.catalogue.trees;
            let tree = trees.binary_search_by_key(&id, |(root, _)| *root).ok();
            let tree = tree.and_then(|at| trees.get(at)).map(|(_, tree)| *tree);
            let inner = matches!(value.about, ValueOrigin::Node(_));
            let tiers = matches!(value.about, ValueOrigin::Tiers { .. });
            if matches!(value.about, ValueOrigin::Eligibility | ValueOrigin::Mark | ValueOrigin::Check(_)) {
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
                self.column_apart(subject, &column, &name, (span, say::the_tiers()));
                self.put_out(subject, column, Content::Reason(reference.clone()), span);
            }
            if tree.is_some() {
                self.columns_apart(subject, &name, span, reference.can_miss);
                let coverage = self.coverage.of(&self.model, id, span);
                self.coverage_output(subject, &name, coverage, span);
                if reference.can_miss {
                    self.put_out(subject, format!("{name}_missing"), Content::Reason(reference), span);
                }
            }
        }
    }

    /// Publishes the values that the policy names in addition to trees and tiers: with their header, else their name,
    /// each once.
    pub(crate) fn published(&mut self) {
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
                let place = CheckScope::of(subject);
                let first = publish.values.first().filter(|_| fault!(PublishedTakesFirst));
                let own = first.map_or(name, |(_, name)| name).span;
                let Some(value) = self.reference(place, own, own) else { continue };
                let column = header.as_ref().map_or(&name.text, |h| &h.value).clone();
                self.publish_as(&mut taken, subject, column, value, name.span);
            }
            for tree in &publish.weights {
                let Some(weights) = self.weights_below(CheckScope::of(subject), tree) else { continue };
                for (leaf, weight) in weights {
                    self.publish_as(&mut taken, subject, format!("{leaf}_weight"), weight, tree.span);
                }
            }
            for output in self.model.outputs.iter_mut().skip(before) {
                output.release = release.clone();
            }
        }
    }

    /// The only recipient of a published value. The policy must also state why, and according to which clause.
    fn release(&mut self, written: &ast::Release) -> Release {
        let said =
            |text: &Option<Box<ast::Text>>| text.as_ref().map_or_else(String::new, |text| text.value.trim().to_owned());
        let release = Release {
            to: written.to.value.trim().to_owned(),
            because: said(&written.notes.because),
            cite: said(&written.notes.cite),
        };
        let parts = [
            (&release.to, say::to_whom(), say::clause_to()),
            (&release.because, say::why(), say::clause_because()),
            (&release.cite, say::by_which_clause(), say::clause_cite()),
        ];
        let unsaid = parts.into_iter().filter(|(text, ..)| text.is_empty());
        let (what, words): (Vec<&str>, Vec<&str>) = unsaid.map(|(_, what, words)| (what, words)).unzip();
        if !what.is_empty() {
            let message = say::release_does_not_say(phrase::chain(what, say::nor));
            let help = say::add_clauses(words.join(" "));
            self.findings.push(Diagnostic::error(Code::ReleaseUnsaid, written.span, message).help(help));
        }
        release
    }

    /// Whether the value that a release names is in the results anyway: as a part of the key, or as a column. The
    /// release then also applies to the columns that are published with that column.
    fn released(&mut self, taken: &Taken, subject: SubjectId, name: &Name, release: &Release) -> bool {
        let referent = self.referent(CheckScope::of(subject), name.span);
        let key = &self.model.subjects[subject].key;
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

    /// Publishes a separate column; a name that exists already is reported.
    fn publish_as(&mut self, taken: &mut Taken, subject: SubjectId, column: String, value: Expr, span: Span) {
        if taken.contains_key(&(subject, column.clone()))
            || self.model.subjects[subject].key.iter().any(|k| k.name == column)
        {
            let message = say::duplicate_column_of_results(self.subject_name(subject), &column);
            let help = say::remove_or_give_header();
            self.report(Diagnostic::error(Code::DeclaredTwice, span, message).help(help));
            return;
        }
        let before = self.model.outputs.len();
        self.output(subject, column, value, span);
        let new = self.model.outputs.iter().enumerate().skip(before);
        taken.extend(new.map(|(at, output)| ((output.subject, output.name.clone()), at)));
    }

    /// The leaves of a tree, each with its weight in the whole tree: the product of the shares on the way to it.
    fn weights_below(&mut self, place: CheckScope<'_>, tree: &'a Name) -> Maybe<Vec<(String, Expr)>> {
        let Some(Referent::Of { outer: false, way, what: What::Value(id) }) = self.referent(place, tree.span) else {
            return self.no_weights(tree);
        };
        let value = self.model.value(id).cloned()?;
        if !way.is_empty() || !matches!(value.about, ValueOrigin::Node(_)) {
            return self.no_weights(tree);
        }
        let one = build::plain(1, tree.span);
        let mut found = Vec::new();
        self.shares_below(tree, id, &one, &mut found)?;
        Some(found)
    }

    fn no_weights<T>(&mut self, tree: &Name) -> Maybe<T> {
        let message = say::no_weights_of_a_whole(&tree.text);
        let help = say::name_tree_of_weighted_means();
        self.fail(Diagnostic::error(Code::WrongArguments, tree.span, message).help(help))
    }

    fn shares_below(&mut self, tree: &Name, id: ValueId, above: &Expr, found: &mut Vec<(String, Expr)>) -> Maybe<()> {
        let value = self.model.value(id).cloned()?;
        let ValueOrigin::Node(node) = &value.about else {
            found.push((value.name.clone(), above.clone().within(&build::part_range())));
            return Some(());
        };
        if !matches!(node.how, Composition::Mean | Composition::WeightedMean) {
            return self.no_weights(tree);
        }
        let ids = &node.children;
        let children = all(ids.iter().map(|id| self.value_reference(*id, tree.span)))?;
        let presence = self.presence(&node.rule, (ids, &children), tree.span);
        let of = Children {
            values: &children,
            weights: &node.weights,
            missing: &node.rule.rule,
            presence: presence.as_deref(),
            span: tree.span,
        };
        let shares = of.shares();
        for (id, share) in ids.iter().zip(shares) {
            self.shares_below(tree, *id, &build::times(above.clone(), share, tree.span), found)?;
        }
        Some(())
    }

    fn subject_name(&self, subject: SubjectId) -> String {
        self.names.catalogue.subject(subject).name.text.clone()
    }

    /// Publishes an eligibility with the clauses that explain it, and a mark or check as it is.
    fn decided_output(&mut self, id: ValueId, subject: SubjectId, name: String, span: Span) {
        let Some(reference) = self.value_reference(id, span) else { return };
        self.output(subject, name.clone(), reference.clone(), span);
        if self.is_eligibility(id) {
            self.column_apart(subject, &format!("{name}_clauses"), &name, (span, say::the_eligibility()));
            self.put_out(subject, format!("{name}_clauses"), Content::Clauses(reference), span);
            return;
        }
        let value = self.model.value(id);
        // A check that does not apply has no reason to explain; a check that applies and is unknown has one.
        let unknown = value.is_some_and(|v| matches!(v.about, ValueOrigin::Check(_)) && can_be_unknown(&v.expr));
        if unknown {
            self.column_apart(subject, &format!("{name}_missing"), &name, (span, say::the_check()));
            self.put_out(subject, format!("{name}_missing"), Content::Reason(reference), span);
        }
    }

    fn put_out(&mut self, subject: SubjectId, name: String, content: Content, span: Span) {
        self.model.outputs.push(OutputModel { subject, name, content, span, release: None });
    }

    /// Reports another value with the name of a column that is published with a value.
    fn column_apart(&mut self, subject: SubjectId, column: &str, beside: &str, of: (Span, &str)) {
        let scope = &self.names.catalogue.scopes[subject];
        let Some(other) = scope.get(column).map(|entry| entry.span) else { return };
        let message = say::column_published_with(column, beside);
        let finding = Diagnostic::error(Code::DeclaredTwice, other, message).label(of.0, of.1);
        self.report(finding.help(say::give_other_name()));
    }

    /// Reports another value with the name of a column that is published with a tree.
    fn columns_apart(&mut self, subject: SubjectId, tree: &str, span: Span, reasons: bool) {
        let beside = ["_coverage", "_missing"].into_iter().take(if reasons { 2 } else { 1 });
        let taken = |column: &String| self.names.catalogue.scopes[subject].contains_key(column.as_str());
        if let Some(column) = beside.map(|end| format!("{tree}{end}")).find(taken) {
            self.column_apart(subject, &column, tree, (span, say::the_tree()));
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
                let message = say::published_with_unit(&name, number.unit.words());
                let quotient = self.divided_by_declaration(&value);
                self.report(
                    Diagnostic::error(Code::UnitMismatch, value.span, message)
                        .help(say::divide_by_unit_of_result(quotient)),
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

    /// Reports a tree that can leave the range that it promises.
    fn promise(&mut self, tree: &'a ast::Tree, value: &Expr) {
        let Some(promise) = &tree.promise else { return };
        let Some(number) = value.number() else { return };
        let Some(promised) = self.range(promise, Some((number.unit, tree.root.name.span))) else { return };
        if !number.range.within(&promised) {
            let message = say::broken_promise(&tree.root.name.text, &promised, in_words(&number.range));
            self.report(
                Diagnostic::error(Code::PromiseBroken, promise.span, message).help(say::limit_or_promise(&promised)),
            );
        }
    }

    /// Whether a value can be without a tier because of the tiers themselves: clusters, gaps, bounds that follow from
    /// data.
    fn tells_why(&self, id: ValueId) -> bool {
        let ValueKind::Tiers(tiers, _) = self.names.catalogue.value(id).kind else { return false };
        let expr = self.model.expr(id);
        let by_data = tiers.ranked.is_none() && expr.is_some_and(|expr| !matches!(expr.op, Op::Tier(_)));
        by_data || tiers.gaps_reported.is_some()
    }
}

/// A range for people: an open side is described in words.
fn in_words(range: &Interval) -> String {
    match (&range.lo, &range.hi) {
        (Some(_), Some(_)) => range.to_string(),
        (Some(lo), None) => say::no_known_upper_end(lo),
        (None, Some(hi)) => say::no_known_lower_end(hi),
        (None, None) => say::no_known_range().into(),
    }
}

/// Whether a check can be unknown if it applies, or whether it can be unknown that it applies.
fn can_be_unknown(check: &Expr) -> bool {
    match check.inputs.as_slice() {
        [holds, when, silent] if check.op == Op::First && silent.op == Op::Nothing(None) => {
            holds.can_miss || when.can_miss
        }
        _ => check.can_miss,
    }
}
