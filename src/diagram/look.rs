//! The colours of kinds and ways, and their words in a legend.

use super::{Kind, Way};
use crate::messages::diagram as say;

impl Kind {
    /// Every kind, in the order of a legend.
    pub const ALL: [Kind; 8] =
        [Kind::Table, Kind::Let, Kind::Leaf, Kind::Node, Kind::Tiers, Kind::Eligibility, Kind::Mark, Kind::Check];

    /// The words for the kind in a legend.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Table => say::table(),
            Kind::Let => say::value(),
            Kind::Node => say::tree(),
            Kind::Leaf => say::leaf(),
            Kind::Tiers => say::tiers(),
            Kind::Eligibility => say::eligibility(),
            Kind::Mark => say::mark(),
            Kind::Check => say::check(),
        }
    }

    /// The colour of the box and the colour of its border: light, so that dark text is readable on it.
    pub fn colours(self) -> (&'static str, &'static str) {
        match self {
            Kind::Table => ("#e8eef7", "#5b7aa8"),
            Kind::Let => ("#f6f6f2", "#8a8a80"),
            Kind::Node => ("#d6eedb", "#4f8f62"),
            Kind::Leaf => ("#eef8ef", "#7fb08c"),
            Kind::Tiers => ("#fdebd0", "#c08a3e"),
            Kind::Eligibility => ("#e9e1f6", "#7d62b0"),
            Kind::Mark => ("#f5f0fc", "#a48fce"),
            Kind::Check => ("#fbe0e0", "#b86060"),
        }
    }
}

impl Way {
    /// Every way, in the order of a legend.
    pub const ALL: [Way; 3] = [Way::Same, Way::Reached, Way::Together];

    /// The words for the way in a legend.
    pub fn words(self) -> &'static str {
        match self {
            Way::Same => say::of_same_subject(),
            Way::Reached => say::of_another_subject(),
            Way::Together => say::of_many_subjects(),
        }
    }

    /// The colour of the edges.
    pub fn colour(self) -> &'static str {
        match self {
            Way::Same => "#4a4a4a",
            Way::Reached => "#2f7d4f",
            Way::Together => "#2b62a8",
        }
    }
}
