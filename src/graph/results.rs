//! The kinds of subjects that have results.

use super::Graph;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::names::SubjectId;

impl Graph {
    /// The kinds of subjects that results are asked for: one, or all that have any.
    pub fn results_of(&self, of: Option<&str>) -> Result<Vec<SubjectId>, Diagnostic> {
        let published = self.published();
        let Some(name) = of else {
            if published.is_empty() {
                let message = format!("`{}` publishes nothing", self.policy);
                let help = "a `tree` or `tiers` is published; a `let` is not";
                return Err(Diagnostic::input(Code::NothingPublished, None, message).help(help));
            }
            return Ok(published);
        };
        let found = self.subject_named(name).filter(|s| published.contains(s));
        found.map(|s| vec![s]).ok_or_else(|| {
            let known: Vec<&str> = published.iter().map(|s| self.subject(*s).name.as_str()).collect();
            let help = suggest::did_you_mean(name, known.iter().copied())
                .unwrap_or_else(|| format!("there are results of `{}`", known.join("`, `")));
            let message = format!("there are no results of `{name}`");
            Diagnostic::input(Code::NothingPublished, None, message).help(help)
        })
    }
}
