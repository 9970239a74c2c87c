//! Choices: their values, in the model and as readers know them.

use super::Checker;
use crate::messages::phrase;
use crate::names::model::Choice;
use crate::schema::{ChoiceId, ChoiceText};
use crate::syntax::ast;
use crate::types::model::{ChoiceModel, ChoiceValueModel};
use std::sync::Arc;

impl Checker<'_, '_> {
    pub(crate) fn choices(&mut self) {
        let choices = self.names.catalogue.choices.iter().map(|choice| ChoiceModel {
            name: choice.name.text.clone(),
            ordered: choice.ordered,
            groups: choice.groups.iter().map(|g| (g.name.text.clone(), g.values.clone())).collect(),
            values: choice
                .values
                .iter()
                .map(|value| ChoiceValueModel {
                    name: value.name.text.clone(),
                    text: value.texts.first().map_or(&value.name.text, |t| &t.value).clone(),
                    label: value.label.as_ref().map(|l| l.value.clone()),
                })
                .collect(),
        });
        self.model.choices = choices.collect();
    }

    /// The texts of the values of a choice, shared by all columns of it.
    pub(crate) fn choice_texts(&self, id: ChoiceId) -> Arc<[ChoiceText]> {
        self.texts.get(id.0).cloned().unwrap_or_default()
    }

    /// The names of a choice, each in backticks.
    pub(crate) fn choice_names(&self, id: ChoiceId) -> String {
        let values = self.model.choices.get(id.0).map(|c| c.values.as_slice()).unwrap_or_default();
        phrase::names(values.iter().map(|v| &v.name))
    }
}

/// The texts of the values of a choice.
pub(crate) fn choice_texts(choice: &Choice<'_>) -> Arc<[ChoiceText]> {
    let text = |value: &&ast::ChoiceValue| ChoiceText {
        name: value.name.text.clone(),
        texts: match value.texts.as_slice() {
            [] => vec![value.name.text.clone()],
            texts => texts.iter().map(|t| t.value.clone()).collect(),
        },
    };
    choice.values.iter().map(text).collect()
}
