//! Resolves names: collects what a policy declares, and finds what each name in the policy refers to.
//!
//! There are two results: the [`Catalogue`] of declarations, and the [`Bindings`] from the place of a name to its
//! [`Referent`]. The syntax tree itself is not copied; type checking reads it together with the bindings.

mod bind;
mod collect;
mod consequences;
mod hop;
mod id;
mod lookalikes;
pub mod model;
pub(crate) mod print;
mod reach;
mod search;
mod unknown;
mod uses;
pub(crate) mod ways;

pub(crate) use collect::named_twice;
pub(crate) use hop::{Hop, KeyPartOrigin, Local};
pub(crate) use id::{FamilyId, HopId, ParamId, ScaleId, SubjectId, ValueId};
pub(crate) use model::{Bindings, Catalogue, Referent, ValueKind, What};
pub(crate) use unknown::unknown_column;

use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::Unread;
use crate::syntax::ast::File;
use consequences::Consequences;
use std::collections::BTreeSet;

/// The declarations of a policy and what its names refer to.
#[derive(Debug)]
pub struct Names<'a> {
    /// What is declared.
    pub catalogue: Catalogue<'a>,
    /// What each name refers to.
    pub bindings: Bindings,
    /// Findings about names that are undeclared, declared twice or ambiguous.
    pub findings: Vec<Diagnostic>,
    /// The pieces that could not be parsed.
    pub unread: &'a Unread,
    /// The names that cannot be checked because of `unread`.
    consequences: Consequences,
    /// The places of names that may have been declared in a piece that could not be parsed.
    unknown: Vec<Span>,
}

/// Resolves the names of the files of one policy. Leaves out findings that only follow from what is `unread`.
pub fn resolve<'a>(files: &'a [File], unread: &'a Unread) -> Names<'a> {
    let mut findings = Vec::new();
    let catalogue = collect::collect(files, &mut findings);
    findings.extend(lookalikes::look_alikes(&catalogue));
    let bindings = bind::bind(&catalogue, &mut findings);
    let consequences = Consequences::of(files, &catalogue, unread);
    let mut names = Names { catalogue, bindings, findings: Vec::new(), unread, consequences, unknown: Vec::new() };
    names.unknown = names.unknown_places(&findings);
    names.unknown.extend(&unread.texts);
    names.consequences.columns(&names.catalogue, &names.unknown);
    names.leave_out_consequences(&mut findings);
    // A declaration for several kinds of subjects is bound once for each of them, and its mistake is reported once.
    let mut told = BTreeSet::new();
    findings.retain(|f| told.insert((f.span(), f.code)));
    names.findings = findings;
    names
}
