//! The secret that keys pseudonyms.

use crate::diagnostic::{Code, Diagnostic};
use crate::digest::{LEAST_BYTES, Secret};
use crate::graph::Graph;
use crate::messages::cli as say;
use crate::names::SubjectId;
use std::borrow::Cow;

/// The environment variable that holds the secret of pseudonyms.
pub(super) const SECRET: &str = "GRADUS_PSEUDONYM_KEY";

/// The source of the secret that keys pseudonyms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyed {
    /// The environment of the run.
    ByEnvironment,
    /// The one secret of all tests.
    AsInTests,
}

impl Keyed {
    /// Returns the graph with the secret for the pseudonyms that the results of some kinds of subjects need.
    pub(super) fn graph<'g>(self, graph: &'g Graph, subjects: &[SubjectId]) -> Result<Cow<'g, Graph>, Diagnostic> {
        let Some(span) = graph.makes_pseudonyms(subjects) else { return Ok(Cow::Borrowed(graph)) };
        let secret = match self {
            Keyed::AsInTests => Secret::of_tests(),
            Keyed::ByEnvironment => of_environment()
                .map_err(|(message, help)| Diagnostic::error(Code::NoSecret, span, message).help(help))?,
        };
        Ok(Cow::Owned(graph.keyed(secret)))
    }
}

/// Returns the secret of the environment, or what is wrong with it and the fix.
fn of_environment() -> Result<Secret, (String, String)> {
    let text = std::env::var(SECRET).unwrap_or_default();
    let help = || say::set_secret(SECRET);
    if text.is_empty() {
        return Err((say::no_secret().into(), help()));
    }
    let short = || say::secret_too_short(SECRET, LEAST_BYTES);
    Secret::new(&text).ok_or_else(|| (short(), help()))
}

/// What distinguishes the secret of the environment from others, if a policy makes pseudonyms.
pub(super) fn secret_mark(graph: &Graph) -> Option<String> {
    graph.makes_pseudonyms(&graph.published()).and_then(|_| of_environment().ok()).map(|secret| secret.mark())
}
