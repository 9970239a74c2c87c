//! Text names to ids: what a policy declares, and what each name on the page refers to.
//!
//! Two results: the [`Catalogue`] of declarations, and the [`Bindings`] from the place of a name to its [`Referent`].
//! The syntax tree itself is not copied; the next room reads it together with the bindings.

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
    /// Names that nothing declares, that are declared twice, or that could mean two things.
    pub findings: Vec<Diagnostic>,
    /// What could not be read.
    pub unread: &'a Unread,
    /// What cannot be judged for it.
    consequences: Consequences,
    /// Where names stand that may have been declared in what could not be read.
    unknown: Vec<Span>,
}

/// Resolves the names of the files of one policy. Nothing is said about what follows only from what is `unread`.
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
    // A declaration for several kinds of subjects is read once for each, and its mistake is told once.
    let mut told = BTreeSet::new();
    findings.retain(|f| told.insert((f.span(), f.code)));
    names.findings = findings;
    names
}
