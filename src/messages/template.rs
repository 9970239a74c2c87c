//! Templates: texts with named parts.

use std::fmt::{Display, Write};

/// Declares the templates of a room: its name, then a line for each template.
///
/// ```text
/// catalogue! { names;
///     first_here = "first here";
///     unknown_name(name) = "there is no `{name}` here";
///     keys(count, table) = "`{table}` has {count} key" | "`{table}` has {count} keys";
/// }
/// ```
///
/// Each template becomes a function of its parts. The build fails if a text lacks a part of its template or has another
/// part. Write braces that are not parts twice. A text without parts is used as written. If there are two texts, the
/// first is for a count of one. The count is the first part, and a text can omit it.
macro_rules! catalogue {
    ($room:ident; $($(#[$meta:meta])* $key:ident $(($($part:ident),+))? = $text:literal $(| $many:literal)?;)*) => {
        /// The texts of this room in one language.
        pub(crate) struct Catalogue {
            $(pub $key: catalogue!(@type $($many)?),)*
        }

        /// The texts in English.
        pub(crate) const ENGLISH: Catalogue = Catalogue { $($key: catalogue!(@value $text $($many)?),)* }.checked();

        impl Catalogue {
            /// The same texts. Stops the build if a text lacks a part, or has a part that nobody fills in.
            pub(crate) const fn checked(self) -> Catalogue {
                $(catalogue!(@check self $key ($($($part),+)?) $($many)?);)*
                self
            }
        }

        /// A language for tests: each text is its key and its parts, without words or characters of another language.
        #[cfg(test)]
        #[allow(dead_code, reason = "the catalogue of a test has no use for it")]
        pub(crate) const KEYS: Catalogue =
            Catalogue { $($key: catalogue!(@key $key ($($($part),+)?) $($many)?),)* }.checked();

        $(catalogue!(@say $room $(#[$meta])* $key ($($($part),+)?) $($many)?);)*
    };
    (@key $key:ident ($($part:ident),*)) => { concat!(stringify!($key) $(, " {", stringify!($part), "}")*) };
    (@key $key:ident ($($part:ident),*) $many:literal) => { [catalogue!(@key $key ($($part),*)); 2] };
    (@type) => { &'static str };
    (@type $many:literal) => { [&'static str; 2] };
    (@value $text:literal) => { $text };
    (@value $text:literal $many:literal) => { [$text, $many] };
    (@check $texts:ident $key:ident ()) => {
        let _ = $texts.$key;
    };
    (@check $texts:ident $key:ident ($($part:ident),+)) => {
        assert!(
            $crate::messages::template::fits($texts.$key, &[$(stringify!($part)),+]),
            concat!("the text of `", stringify!($key), "` does not have the parts of its template")
        );
    };
    (@check $texts:ident $key:ident ($count:ident $(, $part:ident)*) $many:literal) => {
        let [one, many] = $texts.$key;
        let (parts, others) = (&[stringify!($count) $(, stringify!($part))*], &[$(stringify!($part)),*]);
        assert!(
            ($crate::messages::template::fits(one, parts) || $crate::messages::template::fits(one, others))
                && ($crate::messages::template::fits(many, parts) || $crate::messages::template::fits(many, others)),
            concat!("the texts of `", stringify!($key), "` do not have the parts of their template")
        );
    };
    (@say $room:ident $(#[$meta:meta])* $key:ident ()) => {
        $(#[$meta])*
        pub(crate) fn $key() -> &'static str {
            super::spoken().$room.$key
        }
    };
    (@say $room:ident $(#[$meta:meta])* $key:ident ($($part:ident),+)) => {
        $(#[$meta])*
        pub(crate) fn $key($($part: impl std::fmt::Display),+) -> String {
            $crate::messages::template::fill(super::spoken().$room.$key, &[$((stringify!($part), &$part)),+])
        }
    };
    (@say $room:ident $(#[$meta:meta])* $key:ident ($count:ident $(, $part:ident)*) $many:literal) => {
        $(#[$meta])*
        pub(crate) fn $key($count: impl std::fmt::Display + Copy + TryInto<u64> $(, $part: impl std::fmt::Display)*) -> String {
            let [one, many] = super::spoken().$room.$key;
            let text = if $count.try_into().is_ok_and(|count| count == 1) { one } else { many };
            $crate::messages::template::fill(text, &[(stringify!($count), &$count) $(, (stringify!($part), &$part))*])
        }
    };
}

/// Whether a text has all of the parts, and no other part.
#[expect(clippy::indexing_slicing, reason = "runs while gradus is built, where a wrong index is a compile error")]
pub(super) const fn fits(text: &str, parts: &[&str]) -> bool {
    let text = text.as_bytes();
    let (mut at, mut found) = (0, 0u64);
    while at < text.len() {
        let doubled = at + 1 < text.len() && text[at + 1] == text[at];
        match text[at] {
            b'{' | b'}' if doubled => at += 2,
            b'{' => {
                let start = at + 1;
                while at < text.len() && text[at] != b'}' {
                    at += 1;
                }
                let mut part = 0;
                while part < parts.len() && !is_at(text, start, at, parts[part].as_bytes()) {
                    part += 1;
                }
                if at == text.len() || part == parts.len() {
                    return false;
                }
                found |= 1 << part;
                at += 1;
            }
            b'}' => return false,
            _ => at += 1,
        }
    }
    found == (1 << parts.len()) - 1
}

/// Whether a piece of a text is this word.
#[expect(clippy::indexing_slicing, reason = "runs while gradus is built, where a wrong index is a compile error")]
const fn is_at(text: &[u8], start: usize, end: usize, word: &[u8]) -> bool {
    let mut at = 0;
    while at < word.len() && start + at < end && text[start + at] == word[at] {
        at += 1;
    }
    at == word.len() && start + at == end
}

/// A text with its parts filled in.
pub(super) fn fill(text: &str, parts: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, from)) = rest.find(['{', '}']).and_then(|at| rest.split_at_checked(at)) {
        filled.push_str(before);
        let inside = from.get(1..).unwrap_or("");
        if let Some(behind) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
            filled.extend(from.chars().next());
            rest = behind;
        } else {
            let (name, behind) = inside.split_once('}').unwrap_or((inside, ""));
            if let Some((_, part)) = parts.iter().find(|(part, _)| *part == name) {
                // Writing to a string cannot fail.
                let _ = write!(filled, "{part}");
            }
            rest = behind;
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A room with two languages, chosen as in other rooms.
    struct Language {
        sample: sample::Catalogue,
    }

    thread_local! {
        static SPOKEN: std::cell::Cell<&'static Language> = const { std::cell::Cell::new(&ENGLISH) };
    }

    static ENGLISH: Language = Language { sample: sample::ENGLISH };
    static GERMAN: Language = Language { sample: german::SAMPLE };

    fn spoken() -> &'static Language {
        SPOKEN.get()
    }

    mod sample {
        catalogue! { sample;
            conflict(function, first, second) = "conflicting options for `{function}`: `{first}` and `{second}`";
            body(name) = "a table is written `table {name} {{ … }}`";
            keep_one = "keep one";
            keys(count, table) = "`{table}` has one key" | "`{table}` has {count} keys";
        }
    }

    mod german {
        use super::sample::Catalogue;

        pub(super) const SAMPLE: Catalogue = Catalogue {
            keep_one: "behalte eines",
            keys: ["{count} Schlüssel von `{table}`", "{count} Schlüssel von `{table}`"],
            conflict: "`{second}` und `{first}` schließen sich in `{function}` aus",
            body: "eine Tabelle schreibt man `table {name} {{ … }}`",
        }
        .checked();
    }

    #[test]
    fn a_second_language_says_the_same_in_its_own_order() {
        assert_eq!(sample::conflict("mean", "a", 2), "conflicting options for `mean`: `a` and `2`");
        assert_eq!(
            (sample::body("t").as_str(), sample::keep_one()),
            ("a table is written `table t { … }`", "keep one")
        );
        assert_eq!(
            (sample::keys(1, "t").as_str(), sample::keys(2, "t").as_str()),
            ("`t` has one key", "`t` has 2 keys")
        );
        SPOKEN.set(&GERMAN);
        assert_eq!(sample::keys(1, "t"), "1 Schlüssel von `t`");
        assert_eq!(sample::conflict("mean", "a", 2), "`2` und `a` schließen sich in `mean` aus");
        assert_eq!(sample::keep_one(), "behalte eines");
    }

    #[test]
    fn a_text_has_the_parts_of_its_template() {
        for (text, parts, expected) in [
            ("`{a}` is `{b}`", &["a", "b"][..], true),
            ("{b}, {a}, {b}", &["a", "b"], true),
            ("{{{a}}}", &["a"], true),
            ("`{a}`", &["a", "b"], false),
            ("`{a}` `{ab}`", &["a"], false),
            ("`{a`", &["a"], false),
            ("`a}`", &["a"], false),
            ("`{}`", &["a"], false),
            ("{{a}}", &["a"], false),
        ] {
            assert_eq!(fits(text, parts), expected, "{text}");
        }
    }

    #[test]
    fn what_is_filled_in_is_not_read_again() {
        assert_eq!(fill("{a} {b} {{}}", &[("a", &"{b}"), ("b", &"}")]), "{b} } {}");
    }
}
