//! What [`crate::types`] says: a file for each folder of the checker, and one for what many of them say.

pub mod common;
pub mod judge;
pub mod rows;
pub mod schema;
pub mod values;

/// The texts of this room in one language.
pub struct Catalogue {
    pub common: common::Catalogue,
    pub judge: judge::Catalogue,
    pub rows: rows::Catalogue,
    pub schema: schema::Catalogue,
    pub values: values::Catalogue,
}

/// The texts in English.
pub const ENGLISH: Catalogue = Catalogue {
    common: common::ENGLISH,
    judge: judge::ENGLISH,
    rows: rows::ENGLISH,
    schema: schema::ENGLISH,
    values: values::ENGLISH,
};

/// The language for tests.
#[cfg(test)]
pub const KEYS: Catalogue = Catalogue {
    common: common::KEYS,
    judge: judge::KEYS,
    rows: rows::KEYS,
    schema: schema::KEYS,
    values: values::KEYS,
};

/// The texts of this room in the language of the process.
fn spoken() -> &'static Catalogue {
    &super::spoken().types
}
