//! The messages of gradus, separate from the code that reports them.
//!
//! Each room has a file of templates with named parts, made by [`catalogue`]. The checker has a file for each of its
//! folders, in [`types`]. A room calls a template like a function, `say::unknown_choice(&name)`, and chooses neither
//! words nor language. Templates that many rooms use are in [`phrase`].
//!
//! A second language is a folder with a file for each room. Each file has one constant of that room's `Catalogue`,
//! which names every key once, and ends with `.checked()`. Rust refuses a key that is missing or unknown, and `checked`
//! stops the build if a text lacks a part or has a part that nobody fills in. Parts are filled in by name, so a
//! language may put them in any order.

#[macro_use]
mod template;

pub(crate) mod cli;
pub(crate) mod compare;
pub(crate) mod data;
pub(crate) mod diagnostic;
pub(crate) mod diagram;
pub(crate) mod disclosure;
#[cfg(feature = "engine")]
pub(crate) mod engine;
pub(crate) mod expected;
pub(crate) mod explain;
pub(crate) mod format;
pub(crate) mod freeze;
pub(crate) mod graph;
pub(crate) mod manifest;
pub(crate) mod names;
pub(crate) mod phrase;
pub(crate) mod policy;
pub(crate) mod record;
pub(crate) mod reference;
pub(crate) mod results;
pub(crate) mod schema;
pub(crate) mod source;
pub(crate) mod syntax;
pub(crate) mod testing;
pub(crate) mod types;

use std::sync::OnceLock;

macro_rules! rooms {
    ($($(#[$meta:meta])* $room:ident),*) => {
        /// All messages of gradus in one language.
        pub(crate) struct Language {
            $($(#[$meta])* $room: $room::Catalogue,)*
        }

        /// The language that gradus is written in.
        pub(crate) static ENGLISH: Language = Language { $($(#[$meta])* $room: $room::ENGLISH,)* };

        /// A language for tests, in which each text is its key and its parts.
        #[cfg(test)]
        pub(crate) static KEYS: Language = Language { $($(#[$meta])* $room: $room::KEYS,)* };
    };
}

rooms! {
    cli, compare, data, diagnostic, diagram, disclosure, expected, explain, format, freeze, graph, manifest, names,
    phrase, policy, record, reference, results, schema, source, syntax, testing, types,
    #[cfg(feature = "engine")]
    engine
}

static SPOKEN: OnceLock<&'static Language> = OnceLock::new();

/// Chooses the language of the process, before the first message. Later calls have no effect.
pub(crate) fn speak(language: &'static Language) {
    let _ = SPOKEN.set(language);
}

/// The language of the process: English if none was chosen.
fn spoken() -> &'static Language {
    #[cfg(test)]
    if let Some(language) = SPOKEN_HERE.get() {
        return language;
    }
    SPOKEN.get_or_init(|| &ENGLISH)
}

#[cfg(test)]
thread_local! {
    static SPOKEN_HERE: std::cell::Cell<Option<&'static Language>> = const { std::cell::Cell::new(None) };
}

/// Runs `work` on this thread in another language.
#[cfg(test)]
pub(crate) fn speaking<T>(language: &'static Language, work: impl FnOnce() -> T) -> T {
    let before = SPOKEN_HERE.replace(Some(language));
    let done = work();
    SPOKEN_HERE.set(before);
    done
}
