//! What tests of plans share: the graphs of small policies.

use crate::diagnostic::{Diagnostic, has_errors};
use crate::graph::Graph;
use crate::source::SourceSet;
use crate::types::check_context::Context;

/// The graph of a policy without mistakes.
pub(crate) fn graph(text: &str) -> Graph {
    let mut sources = SourceSet::default();
    let file = sources.add("policy.grad", text);
    let parsed = crate::syntax::parse(file, sources.file(file));
    let told = |findings: &[Diagnostic]| {
        let errors = findings.iter().filter(|d| has_errors(std::slice::from_ref(*d)));
        let line = |d: &Diagnostic| format!("{} {:?} | {:?}", d.message, d.span().map(|s| sources.text(s)), d.help);
        let errors: Vec<String> = errors.map(line).collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
    };
    told(&parsed.findings);
    let files = [parsed.file];
    let unread = Default::default();
    let names = crate::names::resolve(&files, &unread);
    told(&names.findings);
    let checked =
        crate::types::check(&names, &sources, &Context { params: &Default::default(), as_of: None, period: None });
    told(&checked.findings);
    crate::graph::build(&checked.model, &sources).unwrap()
}
