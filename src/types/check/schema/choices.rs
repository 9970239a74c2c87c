//! Choices: their values in the model, and their texts for the readers.

use super::Checker;
use crate::messages::phrase;
use crate::names::model::Choice;
use crate::schema::{ChoiceId, ChoiceText};
use crate::syntax::ast;
use crate::types::model::{ChoiceGroupModel, ChoiceModel, ChoiceValueModel};
use std::sync::Arc;

impl Checker<'_, '_> {
    pub(crate) fn choices(&mut self) {
        self.model.choices = self.names.catalogue.choices.map(|(_, choice)| ChoiceModel {
            name: choice.name.text.clone(),
            label: label(choice.label),
            doc: choice.doc.map(str::to_owned),
            ordered: choice.ordered,
            groups: choice.groups.iter().map(group).collect(),
            values: choice
                .values
                .iter()
                .map(|value| ChoiceValueModel {
                    name: value.name.text.clone(),
                    text: value.texts.first().map_or(&value.name.text, |t| &t.value).clone(),
                    label: label(value.label.as_ref()),
                })
                .collect(),
        });
    }

    /// The texts of the values of a choice, shared by all columns of it.
    pub(crate) fn choice_texts(&self, id: ChoiceId) -> Arc<[ChoiceText]> {
        self.texts[id].clone()
    }

    /// The names of a choice, each in backticks.
    pub(crate) fn choice_names(&self, id: ChoiceId) -> String {
        phrase::names(self.model.choices[id].values.iter().map(|v| &v.name))
    }
}

fn label(written: Option<&ast::Text>) -> Option<String> {
    written.map(|text| text.value.clone())
}

fn group(group: &ast::ChoiceGroup) -> ChoiceGroupModel {
    ChoiceGroupModel { name: group.name.text.clone(), label: label(group.label.as_ref()), values: group.values.clone() }
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
