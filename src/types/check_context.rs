//! What a policy is checked with in addition to its text: the values of a run.

use super::op::Constant;
use crate::source::Span;
use indexmap::IndexMap;

/// Values of params that replace the values in the policy, by the names of the params.
pub type ParamValues = IndexMap<String, ParamSetting>;

/// A value that replaces the value in the policy. Its kind and unit have been compared with those of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamSetting {
    /// The value, a number in the base of its unit.
    pub value: Constant,
    /// Where the value comes from.
    pub source: ParamSource,
}

/// Where the value of a param comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamSource {
    /// The policy.
    Policy,
    /// This place in the manifest.
    Manifest(Span),
    /// The command line.
    CommandLine,
    /// A test of a policy.
    Test,
}

/// The values that a run sets.
#[derive(Clone, Copy, Debug)]
pub struct Context<'c> {
    /// Params from the manifest, a test or the command line.
    pub params: &'c ParamValues,
    /// The period, if one is given.
    pub period: Option<&'c super::period::Period>,
    /// The day on which the policy is applied, counted from 1970-01-01.
    pub as_of: Option<i32>,
}
