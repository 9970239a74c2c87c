//! Keyed pseudonyms: HMAC-SHA-256 (RFC 2104, FIPS 198-1) of a text, its first 128 bits as 32 hexadecimal digits.
//!
//! Without the key nobody can try names until one fits; with the same key the same name has the same pseudonym, in every
//! file and every year. RFC 2104 holds truncation to half of the digest for safe.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::fmt;

/// How many bytes of the digest a pseudonym shows.
const SHOWN: usize = 16;

/// The fewest bytes of a secret: what is shorter can be tried out.
pub(crate) const LEAST_BYTES: usize = 16;

/// A secret that pseudonyms are keyed by. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// A secret of at least [`LEAST_BYTES`]; `None` where it is shorter.
    pub fn new(text: &str) -> Option<Secret> {
        (text.len() >= LEAST_BYTES).then(|| Secret(text.as_bytes().to_vec()))
    }

    /// The secret of all tests, so that what they expect can be written down.
    pub fn of_tests() -> Secret {
        Secret(b"the secret of every gradus test".to_vec())
    }

    /// The pseudonym of a text.
    pub fn pseudonym(&self, text: &str) -> String {
        let mut shown = self.digest(text);
        shown.truncate(2 * SHOWN);
        shown
    }

    /// What tells one secret from another without telling what it is.
    pub fn mark(&self) -> String {
        // A pseudonym is of a value of the data, and none has a control character.
        let mut mark = self.digest("\u{0}gradus");
        mark.truncate(16);
        mark
    }

    fn digest(&self, text: &str) -> String {
        // A key of any length will do, so there is no error; then nothing is told.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        mac.update(text.as_bytes());
        super::hexadecimal(&mac.finalize().into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pseudonyms_are_those_of_the_standard() {
        // Test case 2 of RFC 4231, the key and the text of which are short.
        let secret = Secret(b"Jefe".to_vec());
        let whole = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(secret.digest("what do ya want for nothing?"), whole);
        assert_eq!(secret.pseudonym("what do ya want for nothing?"), whole[..32]);
    }

    #[test]
    fn a_secret_is_long_enough_and_not_shown() {
        assert!(Secret::new("only fifteen by").is_none() && Secret::new("sixteen bytes it").is_some());
        assert!(!format!("{:?}", Secret::of_tests()).contains("test"));
    }
}
