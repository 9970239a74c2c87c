//! The kinds of subjects that have results.

use super::Graph;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::messages::graph as say;
use crate::messages::phrase;
use crate::names::SubjectId;

impl Graph {
    /// The kinds of subjects with requested results: one, or all that have results.
    pub fn results_of(&self, of: Option<&str>) -> Result<Vec<SubjectId>, Diagnostic> {
        let published = self.published();
        let Some(name) = of else {
            if published.is_empty() {
                let message = say::nothing_is_published(&self.policy);
                return Err(Diagnostic::input(Code::NothingPublished, None, message).help(say::what_is_published()));
            }
            return Ok(published);
        };
        let found = self.subject_named(name).filter(|s| published.contains(s));
        found.map(|s| vec![s]).ok_or_else(|| {
            let known: Vec<&str> = published.iter().map(|s| self.subject(*s).name.as_str()).collect();
            let help = suggest::did_you_mean(name, known.iter().copied())
                .unwrap_or_else(|| say::kinds_with_results(phrase::names(known.iter().copied())));
            Diagnostic::input(Code::NothingPublished, None, say::no_results(name)).help(help)
        })
    }
}
