//! Third-party code that reads files from users. A damaged file may make it panic; then the file is reported, and the
//! run continues.

use crate::messages::data as say;
use std::cell::Cell;
use std::io::{self, Read};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// Whether this thread runs third-party code, whose panics are findings.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs some code and returns its result, or the reason if it panics. After a panic, nothing that the code was working
/// on may be used.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static SILENCE: Once = Once::new();
    SILENCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !GUARDED.get() {
                usual(info);
            }
        }));
    });
    let before = GUARDED.replace(true);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(before);
    done.map_err(|_| say::library_failed().to_owned())
}

/// A reader of bytes that runs third-party code.
#[derive(Debug)]
pub(super) struct Guarded<R>(pub R);

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        guarded(|| self.0.read(buffer)).unwrap_or_else(|cause| Err(io::Error::other(cause)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_that_panics_gives_a_reason() {
        assert_eq!(guarded(|| 7), Ok(7));
        assert_eq!(guarded(|| -> u8 { panic!("harmless") }), Err(say::library_failed().to_owned()));
        let inner = guarded(|| (guarded(|| -> u8 { panic!("harmless") }).is_err(), GUARDED.get()));
        assert_eq!((inner, GUARDED.get()), (Ok((true, true)), false));
    }

    #[test]
    fn a_reader_that_panics_is_an_error() {
        struct Harmless;
        impl Read for Harmless {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                panic!("harmless")
            }
        }
        let error = Guarded(Harmless).read(&mut [0]).unwrap_err();
        assert!(error.to_string().contains("failed"), "{error}");
    }
}
