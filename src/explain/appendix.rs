//! What an explanation depends on as a whole, at its end: scales, params and the period, each once.

use super::{Explainer, labels};
use crate::messages::explain as say;
use crate::names::SubjectId;
use crate::results::write::date_text;
use crate::types::{Factor, ParamModel, ParamSource, Source};

impl Explainer<'_> {
    /// The scales that what has been shown names.
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

    /// The params that the declarations refer to whose contents have been shown.
    pub(super) fn params(&mut self) {
        let graph = self.graph;
        for param in std::mem::take(&mut self.params).into_iter().map(|id| &graph.params[id]) {
            let value = self.constant(&param.value, &param.ty);
            let cite = param.cite.as_ref().map_or(String::new(), |cite| format!("  [{cite}]"));
            let line = say::param(titled(&param.name, param.label.as_deref()), value);
            self.outline.line(&line, &format!("{}{cite}", self.source(param)));
            if let Some(because) = &param.because {
                self.outline.deeper();
                self.outline.line(&say::because(because), "");
                self.outline.back();
            }
        }
    }

    /// Where the value of a param comes from, with the value in the policy that it replaces.
    fn source(&self, param: &ParamModel) -> String {
        let own = || self.constant(&param.own, &param.ty);
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

/// A name with what people call it.
fn titled(name: &str, label: Option<&str>) -> String {
    label.map_or_else(|| name.to_owned(), |label| format!("{name} {label}"))
}
