//! Exit codes.

use std::process::{ExitCode, Termination};

/// The exit code if the reader of standard output has closed it, as for a program that the system ends for that reason.
pub(super) const CLOSED: i32 = 141;

/// The exit code if a signal or Ctrl-C ended the program, as shells count it.
pub(super) const INTERRUPTED: i32 = 130;

/// How the program ends. A bug of gradus ends it with 101, the default of Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, and nothing was found.
    Done,
    /// Done, and there are findings, failed tests, different cells or unformatted files.
    Findings,
    /// Nothing was done, or not everything: the command, the policy, the manifest or the input is wrong.
    Usage,
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(match self {
            Exit::Done => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
        })
    }
}
