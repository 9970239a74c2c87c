//! Defects in the data of a table for which a manifest can have a treatment.

use super::Marker;
use crate::messages::schema as say;

/// The position of the first kind among the markers of a column. The policy's own markers have smaller positions.
const FIRST: u8 = 230;

macro_rules! kinds {
    ($($variant:ident = $name:literal, $reason:expr;)*) => {
        /// A kind of defect, with the same name as the code that reports it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Damage {
            $(
                #[doc = concat!("`", $name, "`")]
                $variant,
            )*
        }

        impl Damage {
            /// Every kind.
            pub const ALL: &'static [Damage] = &[$(Damage::$variant,)*];

            /// The name in manifests and messages.
            pub fn name(self) -> &'static str {
                match self { $(Damage::$variant => $name,)* }
            }

            /// Why a value is missing that was treated as missing because of this defect. These words follow the name
            /// of the column.
            pub fn reason(self) -> &'static str {
                match self { $(Damage::$variant => $reason,)* }
            }
        }
    };
}

kinds! {
    ColumnNotFound = "column-not-found", say::defect_no_such_column();
    RaggedRow = "ragged-row", "";
    StrayQuote = "stray-quote", "";
    EmptyCell = "empty-cell", say::defect_empty();
    BadNumber = "bad-number", say::defect_not_a_number_();
    TooManyDecimals = "too-many-decimals", say::defect_too_many_decimals_();
    OutOfRange = "out-of-range", say::defect_out_of_range();
    UnknownChoice = "unknown-choice", say::defect_an_unknown_text();
    BadDate = "bad-date", say::defect_not_a_date_();
    BadYesNo = "bad-yes-no", say::defect_neither_yes_nor_no_();
    AbsentCell = "absent-cell", say::defect_at_odds();
    LostDigits = "lost-digits", say::defect_lost_digits();
    NotText = "not-text", say::defect_stored_otherwise();
    Formula = "formula", say::defect_formula();
    DuplicateKey = "duplicate-key", "";
    DanglingReference = "dangling-reference", say::defect_refers_to_no_row();
}

impl Damage {
    /// The kind with a name.
    pub fn named(name: &str) -> Option<Damage> {
        Damage::ALL.iter().copied().find(|damage| damage.name() == name)
    }

    /// Whether the defect concerns one value, which can be treated as missing, and not a whole row.
    pub fn is_of_a_value(self) -> bool {
        !matches!(self, Damage::RaggedRow | Damage::StrayQuote | Damage::DuplicateKey)
    }

    /// Whether the defect concerns single rows, which can be set aside.
    pub fn is_of_a_row(self) -> bool {
        self != Damage::ColumnNotFound
    }

    /// Whether a column of texts still has a value despite the defect.
    pub fn is_readable(self) -> bool {
        matches!(self, Damage::LostDigits | Damage::NotText | Damage::Formula)
    }

    /// The position of the kind among the markers of a column.
    pub fn position(self) -> u8 {
        // There are far fewer kinds than positions after the first.
        FIRST + self as u8
    }

    /// The kind at a position; `None` for the position of a marker of the policy.
    pub fn of_position(position: u8) -> Option<Damage> {
        let at = position.checked_sub(FIRST)?;
        Damage::ALL.get(usize::from(at)).copied()
    }
}

impl Marker {
    /// The position of the marker at a place in its column, if it fits in the reserved range of a byte.
    pub fn position(at: usize) -> Option<u8> {
        u8::try_from(at).ok().filter(|position| *position < FIRST)
    }
}
