//! The unit that an author would give a number: the unit that the policy writes for the value that the number is
//! combined with.

use super::Checker;
use crate::ids::Id;
use crate::names::{Referent, ValueId, ValueKind, What};
use crate::source::Span;
use crate::syntax::ast;
use crate::types::units::Unit;

/// The maximum number of declarations that a search for a unit follows: help needs no more, and a chain of declarations
/// can be long.
const FURTHEST: usize = 8;

impl Checker<'_, '_> {
    /// The word of the unit that the policy writes in a piece of its text: next to a number there, else for a param or
    /// a column that the piece names, else in the declaration of a value that the piece names.
    pub(crate) fn unit_word(&self, piece: Span) -> Option<&'static str> {
        self.unit_word_within(piece, FURTHEST)
    }

    /// The word of the unit that the policy writes where a value is declared.
    pub(crate) fn unit_word_of(&self, id: ValueId) -> Option<&'static str> {
        self.unit_word(self.declaration(id)?)
    }

    /// Where a number is declared, without its name.
    fn declaration(&self, id: ValueId) -> Option<Span> {
        match self.names.catalogue.value(id).kind {
            ValueKind::Let(written) => Some(written.value.span),
            ValueKind::Node(node) => Some(node.span),
            ValueKind::Step(points, _) => Some(points.span),
            ValueKind::Tiers(..) | ValueKind::Eligibility(_) | ValueKind::Mark(_) | ValueKind::Check(_) => None,
        }
    }

    fn unit_word_within(&self, piece: Span, furthest: usize) -> Option<&'static str> {
        if let Some(word) = word_after_number(self.sources.text(piece)) {
            return Some(word);
        }
        let refs = self.names.bindings.refs.iter();
        let named: Vec<&Referent> =
            refs.filter(|((_, at), _)| piece.holds(*at)).map(|(_, referent)| referent).collect();
        let catalogue = &self.names.catalogue;
        let of_params = named.iter().filter_map(|referent| match referent {
            Referent::Param(id) => written(catalogue.params[*id].value.number()?.unit.as_ref()),
            _ => None,
        });
        let of_columns = named.iter().filter_map(|referent| match referent {
            Referent::Of { what: What::Column(table, column), .. } => {
                written(catalogue.table(*table).columns.get(column.position())?.kind.unit.as_ref())
            }
            _ => None,
        });
        let of_values = named.iter().filter_map(|referent| match referent {
            Referent::Of { what: What::Value(id), .. } => {
                self.unit_word_within(self.declaration(*id)?, furthest.checked_sub(1)?)
            }
            _ => None,
        });
        of_params.chain(of_columns).chain(of_values).next()
    }
}

fn written(unit: Option<&ast::Unit>) -> Option<&'static str> {
    Unit::singular(&unit?.word)
}

/// The unit after the first number of a text that has a unit.
fn word_after_number(text: &str) -> Option<&'static str> {
    let words = |text: &str| text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let in_name = rest.get(..at).is_some_and(|before| before.ends_with(unicode_ident::is_xid_continue));
        rest = rest.get(at..)?.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let after = rest.trim_start();
        let unit = Unit::singular(after.get(..words(after))?);
        if unit.is_some() && !in_name {
            return unit;
        }
    }
    None
}
