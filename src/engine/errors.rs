//! Mistakes in gradus itself, and runs that fail.

use crate::diagnostic::{Code, Diagnostic};
use crate::messages::engine as say;
use datafusion::common::{DataFusionError, Result as DataResult};

/// A mistake in gradus itself.
pub(crate) fn internal(what: &str) -> DataFusionError {
    DataFusionError::Internal(what.to_owned())
}

/// A finding for a run that stopped because of a mistake in gradus or a failure of the machine.
pub(crate) fn broken(cause: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::input(Code::Internal, None, say::run_failed(cause)).help(say::report_unless_out_of_memory())
}

/// An error of a plan, as a finding.
pub(crate) fn or_broken<T>(result: DataResult<T>) -> Result<T, Vec<Diagnostic>> {
    result.map_err(|error| vec![broken(&error)])
}
