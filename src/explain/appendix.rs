//! The dependencies of a whole explanation, at its end: scales, params and the period, without duplicates.

use super::{Explainer, labels};
use crate::graph::ValueStructure;
use crate::messages::explain as say;
use crate::names::{ParamId, SubjectId, ValueId};
use crate::results::write::date_text;
use crate::types::{Constant, Factor, ParamModel, ParamSource, Source};
use std::collections::BTreeSet;

impl Explainer<'_> {
    /// The scales that the lines so far apply.
    pub(super) fn scales(&mut self) {
        let mut applied = labels::applied(&self.outline.text);
        for (name, words) in &self.graph.scales {
            if applied.contains(name) {
                let line = say::scale(words);
                self.outline.line(&line, "");
                // A scale can apply scales that follow it.
                applied.extend(labels::applied(&line));
            }
        }
    }

    /// The params to which the results of a kind of subject refer, themselves or through other values, shown or not.
    pub(super) fn params(&mut self, subject: SubjectId) {
        let graph = self.graph;
        for param in self.used_params(subject).into_iter().map(|id| &graph.params[id]) {
            let value = self.value_of_param(param, &param.value);
            let cite = param.cite.as_ref().map_or(String::new(), |cite| format!("  [{cite}]"));
            let line = say::param(titled(&param.name, param.label.as_deref()), value);
            self.outline.line(&line, &format!("{}{cite}", self.source(param)));
            self.outline.deeper();
            for line in param.doc.iter().flat_map(|doc| doc.lines()) {
                self.outline.line(line, "");
            }
            if let Some(because) = &param.because {
                self.outline.line(&say::because(because), "");
            }
            self.outline.back();
        }
    }

    fn used_params(&self, subject: SubjectId) -> BTreeSet<ParamId> {
        let mut open: Vec<ValueId> = self.graph.used.get(&subject).into_iter().flatten().copied().collect();
        let (mut seen, mut params) = (BTreeSet::new(), BTreeSet::new());
        while let Some(id) = open.pop() {
            let Some(value) = self.graph.value(id).filter(|_| seen.insert(id)) else { continue };
            params.extend(&value.params);
            open.extend(&value.uses);
            match &value.about {
                ValueStructure::Tiers { of, .. } => open.push(*of),
                ValueStructure::Composed(composed) => open.extend(&composed.children),
                _ => {}
            }
        }
        params
    }

    fn value_of_param(&self, param: &ParamModel, value: &Constant) -> String {
        match value {
            Constant::Number(number) => param.amount_words(number),
            other => self.constant(other, &param.ty),
        }
    }

    /// Where the value of a param comes from, with the value in the policy that it replaces.
    fn source(&self, param: &ParamModel) -> String {
        let own = || self.value_of_param(param, &param.own);
        match param.source {
            ParamSource::Policy => say::from_policy().into(),
            ParamSource::Manifest(_) => say::from_manifest(own()),
            ParamSource::CommandLine => say::from_command_line(own()),
            ParamSource::Test => say::from_test(own()),
        }
    }

    /// The period, if it decides which rows count or which subjects there are.
    pub(super) fn period(&mut self, subject: SubjectId) {
        let graph = self.graph;
        let Some(period) = &graph.period else { return };
        let depends = |kind: SubjectId| match &graph.subject(kind).source {
            Source::Rows { table, all_periods } => !all_periods && graph.table(*table).dated.is_some(),
            Source::Product(factors) => factors.iter().any(|factor| matches!(factor, Factor::Time(..))),
            Source::Groups { .. } | Source::All => false,
        };
        if graph.kinds_of_results(&[subject]).into_iter().any(depends) {
            let days = [period.first, period.last].map(date_text).join("..");
            let name = titled(&period.text, period.label.as_deref());
            let line = if name == days { say::period(days) } else { say::named_period(name, days) };
            self.outline.line(&line, "");
        }
    }
}

/// A name, followed by its label.
fn titled(name: &str, label: Option<&str>) -> String {
    label.map_or_else(|| name.to_owned(), |label| format!("{name} {label}"))
}
