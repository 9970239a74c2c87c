//! The ids of what a policy declares.

use crate::ids::ids;

ids! {
    /// A kind of subject: the rows of a table, groups of them, a product, or `all`.
    SubjectId;

    /// A named value of a kind of subject: a `let`, a node or named step of a tree, tiers, an eligibility, a check.
    ValueId;

    /// A parameter.
    ParamId;

    /// A family: columns that belong together.
    FamilyId;

    /// A `let` with arguments.
    ScaleId;

    /// A step from a kind of subject to another.
    HopId;
}
