//! The limit of products.

use super::Graph;
use crate::diagnostic::{Code, Diagnostic};
use crate::names::SubjectId;

impl Graph {
    /// The most subjects of a product.
    pub const MOST_COMBINATIONS: usize = 100_000_000;

    /// A product of more subjects than can be held.
    pub fn too_many(&self, product: SubjectId) -> Diagnostic {
        let name = &self.subject(product).name;
        let message = format!("`{name}` has more than {} combinations", Graph::MOST_COMBINATIONS);
        Diagnostic::input(Code::ProductTooLarge, None, message).help("group the rows that there are instead")
    }
}
