//! Exit codes.

use std::process::{ExitCode, Termination};

/// The exit code where the reader of standard output has gone away, as of a program that the system ends for it.
pub(super) const CLOSED: i32 = 141;

/// The exit code where the program was asked to end by a signal or by Ctrl-C, as shells count it.
pub(super) const INTERRUPTED: i32 = 130;

/// How the program ends. A bug of gradus ends it with 101, which is what Rust does by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, and nothing was found.
    Done,
    /// Done, and there are findings, failed tests, different cells or other layouts.
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
