//! What a policy is checked with beside its page: values of a run.

use super::op::Constant;
use crate::source::Span;
use indexmap::IndexMap;

/// Values of params that replace those of the policy, by their names.
pub type ParamValues = IndexMap<String, ParamSetting>;

/// A value that replaces that of the policy. Its kind and unit have been compared with those of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamSetting {
    /// The value, a number in the base of its unit.
    pub value: Constant,
    /// What sets it.
    pub source: ParamSource,
}

/// Where the value of a param comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamSource {
    /// The policy.
    Policy,
    /// This line of the manifest.
    Manifest(Span),
    /// The command line.
    CommandLine,
    /// A test of the language.
    Test,
}

/// What a run sets.
#[derive(Clone, Copy, Debug)]
pub struct Context<'c> {
    /// Params from manifest, test or command line.
    pub params: &'c ParamValues,
    /// The period, where one was given.
    pub period: Option<&'c super::period::Period>,
    /// The day on which the policy is applied, from 1970-01-01.
    pub as_of: Option<i32>,
}
