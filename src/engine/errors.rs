//! Mistakes of ours, and runs that break off.

use crate::diagnostic::{Code, Diagnostic};
use crate::messages::engine as say;
use datafusion::common::{DataFusionError, Result as DataResult};

/// A mistake of ours.
pub(crate) fn internal(what: &str) -> DataFusionError {
    DataFusionError::Internal(what.to_owned())
}

/// A mistake of ours or of the machine that stopped a run.
pub(crate) fn broken(cause: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::input(Code::Internal, None, say::run_failed(cause)).help(say::report_unless_out_of_memory())
}

/// An error of a plan, as a finding.
pub(crate) fn or_broken<T>(result: DataResult<T>) -> Result<T, Vec<Diagnostic>> {
    result.map_err(|error| vec![broken(&error)])
}
