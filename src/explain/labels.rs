//! The text that names a node.

use super::Explainer;
use crate::graph::{NamedValue, NodeId, ValueStructure};
use crate::messages::explain as say;
use crate::results::write::date_text;
use crate::types::units::{Unit, amount_words};
use crate::types::{ChoiceValueModel, Comparison, Constant, Decision, Op, Type};
use std::collections::BTreeSet;

/// A text with this many characters or more does not name a side of a comparison.
const LONGEST: usize = 80;

/// The most characters of the expression of a value that are shown.
const LONGEST_WHOLE: usize = 240;

/// The names and words in a text of the policy.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    words: BTreeSet<String>,
    /// The node of the whole text, with the text, if it is the expression of a named value.
    whole: Option<(NodeId, String)>,
}

impl Page {
    pub(super) fn of(text: &str) -> Page {
        let words = text.split(|c: char| !is_of_a_word(c));
        Page { words: words.filter(|word| !word.is_empty()).map(str::to_string).collect(), whole: None }
    }

    /// The text of the expression of a named value.
    pub(super) fn of_value(value: &NamedValue) -> Page {
        let text = match value.words.char_indices().nth(LONGEST_WHOLE) {
            Some((end, _)) => format!("{}…", value.words.get(..end).unwrap_or_default()),
            None => value.words.clone(),
        };
        Page { whole: Some((value.node, text)), ..Page::of(&value.words) }
    }
}

impl Page {
    /// Whether the text is a single name.
    pub(super) fn is_one_word(&self) -> bool {
        self.words.len() == 1
    }
}

fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || unicode_ident::is_xid_continue(c)
}

/// The words after `on` or before a bracket in a text: a scale is applied there.
pub(super) fn applied(text: &str) -> BTreeSet<String> {
    let (mut found, mut last) = (BTreeSet::new(), "");
    for piece in text.split_inclusive(|c: char| !is_of_a_word(c)) {
        let word = piece.trim_end_matches(|c: char| !is_of_a_word(c));
        if !word.is_empty() && (last == "on " || piece.ends_with('(')) {
            found.insert(word.to_owned());
        }
        last = piece;
    }
    found
}

/// The name of a value of a choice, with its label if that says more.
pub(super) fn labelled(value: &ChoiceValueModel) -> String {
    match &value.label {
        Some(label) if !label.eq_ignore_ascii_case(&value.name) => format!("{} ({label})", value.name),
        _ => value.name.clone(),
    }
}

impl Explainer<'_> {
    /// The named value that the explained text means by a node: a value whose name is in the text.
    pub(super) fn mentioned(&self, id: NodeId) -> Option<NamedValue> {
        self.called(id, |v| !matches!(v.about, ValueStructure::Check(_) | ValueStructure::Mark)).cloned()
    }

    /// The first named value of a node that counts and whose name is in the explained text.
    pub(super) fn called(&self, id: NodeId, counts: impl Fn(&NamedValue) -> bool) -> Option<&NamedValue> {
        let mut values = self.index.values(id);
        if values.len() <= self.page.words.len() {
            return values.find(|v| counts(v) && self.is_mentioned(&v.name));
        }
        // If a node has many named values, only the names that are in the text are looked up.
        let named = self.page.words.iter().flat_map(|word| self.index.named(id, word));
        named.filter(|(_, v)| counts(v)).min_by_key(|(at, _)| *at).map(|(_, v)| v)
    }

    /// Whether a name is in the explained text.
    pub(super) fn is_mentioned(&self, name: &str) -> bool {
        self.page.words.contains(name)
    }

    /// The text that names a node: its operation if the text of the policy may belong to something else, else that
    /// text.
    pub(super) fn label(&self, id: NodeId) -> String {
        if let Some(value) = self.mentioned(id) {
            return value.name;
        }
        let node = self.graph.node(id);
        let first = || node.inputs.first().map_or(String::new(), |input| self.label(*input));
        match &node.op {
            // A param keeps its name: its value is shown with all params.
            Op::Constant(constant) => match node.param {
                Some(param) => self.graph.params[param].name.clone(),
                None => self.constant(constant, &node.ty),
            },
            Op::Column(table, column) => {
                let name = &self.graph.table(*table).column(*column).name;
                // A column of a family is named by the family and the value of the choice.
                name.split_once('.').map_or_else(|| name.to_owned(), |(family, value)| format!("{family} ({value})"))
            }
            Op::Key(part) => {
                let key = &self.graph.subject(node.grain).key;
                key.get(*part).map_or(String::new(), |part| part.name.clone())
            }
            Op::IsMissing => say::is_missing(first()),
            Op::IsAbsent => say::is_absent(first()),
            Op::Present => say::has_a_value(first()),
            Op::IsIncluded(decision) => say::is_included(self.eligibility(decision, &node.inputs)),
            Op::Not => self.negated(id),
            Op::Equal | Op::OneOf => self.equal(id, "is").unwrap_or_else(|| node.words.clone()),
            Op::Compare(comparison) => self.compared(id, *comparison).unwrap_or_else(|| node.words.clone()),
            Op::Store(_) | Op::Settle(_) | Op::Default if self.is_inside_of(id) => first(),
            _ => node.words.clone(),
        }
    }

    /// The whole explained text, if the node is the node of this text. A node that several texts mean has the words of
    /// only one of them, and the value of a param can turn two formulas into one node.
    pub(super) fn label_of_whole(&self, id: NodeId) -> Option<String> {
        self.page.whole.as_ref().filter(|(whole, _)| *whole == id).map(|(_, text)| text.clone())
    }

    /// Whether a node reads a column of a family.
    pub(super) fn is_of_family(&self, id: NodeId) -> bool {
        let Op::Column(table, column) = self.graph.node(id).op else { return false };
        self.graph.table(table).column(column).name.contains('.')
    }

    /// Whether a node only stores or rounds the value that its text names.
    fn is_inside_of(&self, id: NodeId) -> bool {
        let node = self.graph.node(id);
        node.inputs.first().is_some_and(|input| self.graph.node(*input).span == node.span)
    }

    fn negated(&self, id: NodeId) -> String {
        let node = self.graph.node(id);
        let Some(input) = node.inputs.first() else { return node.words.clone() };
        let inner = self.graph.node(*input);
        let of = || inner.inputs.first().map_or(String::new(), |input| self.label(*input));
        match &inner.op {
            Op::IsMissing => say::is_not_missing(of()),
            Op::IsAbsent => say::is_not_absent(of()),
            Op::IsIncluded(decision) => say::is_not_included(self.eligibility(decision, &inner.inputs)),
            Op::Equal | Op::OneOf => self.equal(*input, "is not").unwrap_or_else(|| node.words.clone()),
            _ => node.words.clone(),
        }
    }

    /// `a is b` for two values that have names; other comparisons keep the text of the policy.
    fn equal(&self, id: NodeId, word: &str) -> Option<String> {
        let [a, b] = self.graph.node(id).inputs.as_slice() else { return None };
        let simple = |id: &&NodeId| matches!(self.graph.node(**id).op, Op::Column(..) | Op::Key(_) | Op::Constant(_));
        let all = [a, b].iter().all(simple);
        all.then(|| format!("{} {word} {}", self.label(*a), self.label(*b)))
    }

    /// A comparison of two values. A test of both ends of a range is one text in the policy, but two comparisons.
    fn compared(&self, id: NodeId, comparison: Comparison) -> Option<String> {
        let node = self.graph.node(id);
        let [a, b] = node.inputs.as_slice() else { return None };
        let sign = match comparison {
            Comparison::AtLeast => ">=",
            Comparison::Above => ">",
            Comparison::AtMost => "<=",
            Comparison::Below => "<",
        };
        let (a, b) = (self.label(*a), self.label(*b));
        let short = |text: &String| *text != node.words && text.chars().count() < LONGEST;
        (short(&a) && short(&b)).then(|| format!("{a} {sign} {b}"))
    }

    /// Whether a choice between values is not a `first` of the policy: rows of the policy and families are lowered to
    /// choices.
    pub(super) fn is_written_out(&self, id: NodeId) -> bool {
        let node = self.graph.node(id);
        let (arms, _) = node.inputs.as_chunks::<2>();
        let plain = arms.iter().all(|[_, condition]| self.asks_for_key(*condition));
        node.op == Op::First && !arms.is_empty() && plain && !node.words.contains(char::is_whitespace)
    }

    /// Whether a condition only tests whether keys and columns have given values of a choice.
    fn asks_for_key(&self, id: NodeId) -> bool {
        let node = self.graph.node(id);
        match (&node.op, node.inputs.as_slice()) {
            (Op::And | Op::Or, inputs) => inputs.iter().all(|input| self.asks_for_key(*input)),
            (Op::Equal | Op::OneOf, [key, value]) => {
                matches!(self.graph.node(*key).op, Op::Column(..) | Op::Key(_) | Op::Reach(_))
                    && matches!(self.graph.node(*value).op, Op::Constant(Constant::Choice(_)))
            }
            _ => false,
        }
    }

    /// The name of the eligibility with this decision.
    pub(super) fn eligibility(&self, decision: &Decision, inputs: &[NodeId]) -> String {
        let value = self.decided_by(decision, inputs);
        value.map_or_else(|| say::the_decision().to_owned(), |value| value.name.clone())
    }

    /// The eligibility with this decision; if several have it, one that the text names.
    pub(super) fn decided_by(&self, decision: &Decision, inputs: &[NodeId]) -> Option<&NamedValue> {
        let decides = |v: &&NamedValue| self.graph.node(v.node).op == Op::Decide(decision.clone());
        let mut values = self.index.decided.get(inputs)?.iter().copied().filter(decides);
        values.clone().find(|v| self.is_mentioned(&v.name)).or_else(|| values.next())
    }

    /// A fixed value in the words of the policy.
    pub(super) fn constant(&self, constant: &Constant, ty: &Type) -> String {
        match constant {
            Constant::Number(n) => amount_words(n, ty.number().map_or(Unit::Plain, |number| number.unit)),
            Constant::YesNo(flag) => if *flag { "yes" } else { "no" }.into(),
            Constant::Text(text) => format!("\"{text}\""),
            Constant::Date(days) => date_text(*days),
            Constant::Choice(value) => match ty.held() {
                Type::Choice(choice) => {
                    let value = self.graph.choices[*choice].values.get(*value as usize);
                    value.map_or(String::new(), labelled)
                }
                _ => String::new(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_follows_a_name_that_differs() {
        let value = |label: Option<&str>| {
            let label = label.map(str::to_owned);
            labelled(&ChoiceValueModel { name: "first".into(), text: "1".into(), label })
        };
        assert_eq!(value(None), "first");
        assert_eq!(value(Some("first")), "first");
        assert_eq!(value(Some("First visit")), "first (First visit)");
    }

    #[test]
    fn scales_are_applied_after_on_and_before_a_bracket() {
        let names = |text| applied(text).into_iter().collect::<Vec<_>>();
        assert_eq!(names("mean(staff on likert of response) + wait"), ["likert", "mean"]);
        assert_eq!(names("on and off"), ["and"]);
    }
}
