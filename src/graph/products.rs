//! The limit of products.

use super::Graph;
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::graph as say;
use crate::names::SubjectId;

impl Graph {
    /// The most subjects of a product.
    pub const MOST_COMBINATIONS: usize = 100_000_000;

    /// The finding that a product has more subjects than the limit.
    pub fn too_many(&self, product: SubjectId) -> Diagnostic {
        let name = &self.subject(product).name;
        let message = say::product_too_large(name, Graph::MOST_COMBINATIONS);
        Diagnostic::input(Code::ProductTooLarge, None, message).help(say::group_rows_instead())
    }
}
