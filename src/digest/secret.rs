//! Keyed pseudonyms: HMAC-SHA-256 (RFC 2104, FIPS 198-1) of a text, its first 128 bits as 32 hexadecimal digits.
//!
//! Without the key nobody can guess names until one matches. With the same key the same name has the same pseudonym, in
//! every file and every year. RFC 2104 considers truncation to half of the digest as safe.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::fmt;

/// The number of bytes of the digest in a pseudonym.
const SHOWN: usize = 16;

/// The smallest number of bytes of a secret: a shorter one can be guessed.
pub(crate) const LEAST_BYTES: usize = 16;

/// The secret key of pseudonyms. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// A secret of at least [`LEAST_BYTES`]; `None` if the text is shorter.
    pub fn new(text: &str) -> Option<Secret> {
        (text.len() >= LEAST_BYTES).then(|| Secret(text.as_bytes().to_vec()))
    }

    /// The secret of all tests, so that their expected pseudonyms can be written down.
    pub fn of_tests() -> Secret {
        Secret(b"the secret of every gradus test".to_vec())
    }

    /// The pseudonym of a text.
    pub fn pseudonym(&self, text: &str) -> String {
        let mut shown = self.digest(text);
        shown.truncate(2 * SHOWN);
        shown
    }

    /// A text that distinguishes secrets from each other without revealing them.
    pub fn mark(&self) -> String {
        // Pseudonyms are made of values of the data, and none of these contains a control character.
        let mut mark = self.digest("\u{0}gradus");
        mark.truncate(16);
        mark
    }

    fn digest(&self, text: &str) -> String {
        // A key of any length is accepted, so there is no error. If there were one, the empty text would reveal
        // nothing.
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
        // Test case 2 of RFC 4231, with a short key and a short text.
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
