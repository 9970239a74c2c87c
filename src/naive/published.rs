//! How results show values.

use super::kinds::{KindOf, What, World};
use super::value::{OUTCOME, V};

impl<'p> World<'p> {
    /// The column of the results of a kind of subject, subject by subject; `None` if this room does not support it.
    pub(crate) fn column(&self, subject: &str, header: &str) -> Option<Vec<V>> {
        let kind = self.kind(subject)?;
        let of = |value: &dyn Fn(usize) -> V| {
            let all = self.kinds[kind].subjects.iter().enumerate().filter(|(_, one)| one.in_period);
            all.map(|(at, _)| self.in_words(value(at))).collect()
        };
        let published = self.publish.iter().filter(|publish| publish.of.iter().any(|of| of.text == subject));
        let with_header = published.flat_map(|publish| &publish.values).find_map(|(text, name)| {
            (text.as_ref().map_or(&name.text, |text| &text.value) == header).then_some(name.text.as_str())
        });
        if let Some(tree) = header.strip_suffix("_coverage")
            && let Some(What::Node(node)) = self.declared.get(&(kind, tree.into()))
        {
            return Some(of(&|at| self.coverage((kind, at), node).map_or(V::Missing, V::exact)));
        }
        if let Some(leaf) = header.strip_suffix("_weight")
            && let Some(What::Node(_)) = self.declared.get(&(kind, leaf.into()))
        {
            return Some(of(&|at| self.weight_in_the_whole((kind, at), leaf)));
        }
        if let Some(at) = self.key_names(kind).iter().position(|name| name == header) {
            return Some(of(&|subject| self.kinds[kind].subjects[subject].key[at].clone()));
        }
        let name = with_header.unwrap_or(header);
        let is_cell = self.has_column(kind, name);
        (is_cell || self.declared.contains_key(&(kind, name.into()))).then(|| of(&|at| self.value((kind, at), name)))
    }

    fn key_names(&self, kind: usize) -> Vec<String> {
        match &self.kinds[kind].what {
            KindOf::Table(table) | KindOf::Page(table) => {
                table.keys[0].0.iter().map(|name| name.text.clone()).collect()
            }
            KindOf::Groups(_, by) => by.clone(),
            KindOf::Product(bases) => bases.iter().map(|base| self.base_name(base)).collect(),
            KindOf::All => vec![],
        }
    }

    fn has_column(&self, kind: usize, name: &str) -> bool {
        self.kinds[kind].subjects.first().is_some_and(|one| one.cells.contains_key(name))
            || self.key_names(kind).iter().any(|key| key == name)
    }

    /// A value of a choice as the first of its texts, and a tier as its first text.
    fn in_words(&self, value: V) -> V {
        let V::Word(of, name) = &value else { return value };
        if of == OUTCOME {
            return V::Text(name.clone());
        }
        let tiers = self.declared.values().find_map(|what| match what {
            What::Tiers(tiers) if tiers.name.text == *of => Some(tiers.tiers.iter().map(|tier| &tier.value).collect()),
            _ => None,
        });
        let values: Vec<&crate::syntax::ast::ChoiceValue> = match (tiers, self.choices.get(of.as_str())) {
            (Some(tiers), _) => tiers,
            (None, Some(choice)) => choice.values.iter().collect(),
            // A bare name belongs to the one choice that has it.
            (None, None) => self.choices.values().flat_map(|choice| &choice.values).collect(),
        };
        let value = values.into_iter().find(|value| value.name.text == *name);
        V::Text(value.and_then(|value| value.texts.first()).map_or(name.clone(), |text| text.value.clone()))
    }
}
