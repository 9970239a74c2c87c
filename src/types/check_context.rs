//! What a policy is checked with beside its page: values of a run.

use super::op::Constant;
use crate::source::Span;
use indexmap::IndexMap;

/// Values of parameters that replace those of the page, numbers in the base of their unit. Who sets one has held its kind
/// and unit against those of the page.
pub type ParamValues = IndexMap<String, Constant>;

/// The places at which parameters are set outside of the page.
pub type ParamPlaces = IndexMap<String, Span>;

/// What a run sets.
#[derive(Clone, Copy, Debug)]
pub struct Context<'c> {
    /// Parameters from manifest, test or command line.
    pub params: &'c ParamValues,
    /// Where those stand that a file sets.
    pub set_at: &'c ParamPlaces,
    /// The period, where one was given.
    pub period: Option<&'c super::period::Period>,
    /// The day on which the policy is applied, from 1970-01-01.
    pub as_of: Option<i32>,
}
