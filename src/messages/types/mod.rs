//! Messages of [`crate::types`]: a file for each folder of the checker, and a file for texts that many of them use.

pub(crate) mod common;
pub(crate) mod judge;
pub(crate) mod rows;
pub(crate) mod schema;
pub(crate) mod values;

/// The texts of this room in one language.
pub(crate) struct Catalogue {
    pub common: common::Catalogue,
    pub judge: judge::Catalogue,
    pub rows: rows::Catalogue,
    pub schema: schema::Catalogue,
    pub values: values::Catalogue,
}

/// The texts in English.
pub(crate) const ENGLISH: Catalogue = Catalogue {
    common: common::ENGLISH,
    judge: judge::ENGLISH,
    rows: rows::ENGLISH,
    schema: schema::ENGLISH,
    values: values::ENGLISH,
};

/// The language for tests.
#[cfg(test)]
pub(crate) const KEYS: Catalogue = Catalogue {
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
