//! Text names to ids: what a policy declares, and what each name on the page refers to.
//!
//! Two results: the [`Catalogue`] of declarations, and the [`Bindings`] from the place of a name to its [`Referent`].
//! The syntax tree itself is not copied; the next room reads it together with the bindings.

mod bind;
mod collect;
pub mod model;
pub mod print;
pub mod ways;

pub use bind::OF_ROWS;
pub use collect::{named_twice, unknown_column};
pub use model::{Bindings, Catalogue, Referent, SubjectId, ValueId, What};
pub use ways::{Hop, HopId, Local, Part};

use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::Unread;
use crate::syntax::ast::File;
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
}

/// Resolves the names of the files of one policy. Nothing is said about what follows only from what is `unread`.
pub fn resolve<'a>(files: &'a [File], unread: &'a Unread) -> Names<'a> {
    let mut findings = Vec::new();
    let catalogue = collect::collect(files, &mut findings);
    let bindings = bind::bind(&catalogue, &mut findings);
    let mut names = Names { catalogue, bindings, findings: Vec::new(), unread };
    findings.retain(|f| !names.is_explained(f));
    // A declaration for several kinds of subjects is read once for each, and its mistake is told once.
    let mut told = BTreeSet::new();
    findings.retain(|f| told.insert((f.span(), f.code)));
    names.findings = findings;
    names
}

impl Names<'_> {
    /// Whether a finding may be only a consequence of another: of a piece of the page that could not be read, or of a
    /// declaration that has no place. One mistake gives one message.
    ///
    /// A name may have been declared there; what is said to be missing may have stood there; and rows may belong
    /// together by what stood there.
    pub fn is_explained(&self, finding: &Diagnostic) -> bool {
        let mut names = finding.message.split('`').skip(1).step_by(2);
        match finding.code {
            Code::UnknownName | Code::UnknownType | Code::UnknownFunction => names.any(|n| self.unread.names.contains(n) || self.catalogue.lost.contains(n)),
            Code::WrongGrain | Code::NoLink => self.unread.links,
            code => code.is_of_absence() && finding.span().is_some_and(|place| self.unread.is_around(place)),
        }
    }
}
