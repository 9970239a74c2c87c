//! The features that are combined: the type of a column, its gaps, its place, and the operations on its values.
//!
//! A column has one kind with one sort of gap in one place. Its operations are a list of [`WRAPS`], each a piece of
//! rule text around the previous one: `{x}` is the number so far, `{q}` a condition on the column itself that is always
//! known, `{S}` the kind of subject, `{G}` a coarser kind whose values it sees, and `{k}` a number that makes names
//! unique. [`super::page`] explains the other placeholders.

use super::known::OPEN;
use std::sync::LazyLock;

/// The types of columns: a name, the type, a condition on `{c}`, and a number computed from it.
pub(super) const KINDS: [(&str, &str, &str, &str); 15] = [
    ("number", "number -5..40 with 1 decimal", "{c} > 3", "{c}"),
    ("in hours", "number 0..240 with 1 decimal in hours", "{c} <= 3 hours", "{c} / 1 hour"),
    ("money", "money 0..1000 with 2 decimals", "{c} > {m}", "{c} / {m}"),
    ("count", "count 0..50", "{c} in [0, 3, 8]", "{c} * 2"),
    ("rating", "rating 1..5", "{c} in 2..4", "{c}"),
    ("share", "share with 2 decimals", "{c} >= 50%", "{c} * 10"),
    ("half even", "number 0..9 with 1 decimal read half even", "{c} < 4.2", "{c}"),
    ("text", "text", "{c} is \"a\"", "first { 3 when {c} is \"a\", 2 when {c} in [\"b b\", \"x\"] otherwise 1 }"),
    ("date", "date", "{c} + 1 month > 2026-03-15", "({c} - 2026-01-01) / 1 day"),
    ("yes/no", "yes/no", "{c}", "first { 4 when {c} otherwise 1 }"),
    ("yes/no in texts", "yes/no (\"Y\" / \"N\")", "{c} is no", "first { 4 when {c} is yes otherwise 1 }"),
    ("choice", "mood", "{c} is good", "lookup {c} {\ngood : 3\nbad : 1\nfair : 2\n}"),
    ("ordered choice", "stage", "{c} >= middle", "first { 5 when {c} in early..middle otherwise 2 }"),
    ("grouped choice", "tone", "{c} in warm", "lookup {c} {\nwarm : 6\notherwise : 2\n}"),
    ("set", "set of mood", "good in {c}", "first { 2 when good in {c} and bad not in {c} otherwise 7 }"),
];

/// The cells of a column without a value.
pub(super) const GAPS: [(&str, &str); 6] = [
    ("no gap", ""),
    ("missing", " or missing"),
    ("missing by texts", " or missing \"NA\", \"?\" because \"not asked\""),
    ("absent", " or absent \"-\""),
    ("absent when", " or absent \"-\" when {t}f"),
    ("missing and absent", " or missing \"NA\" or absent \"-\""),
];

/// The places of a column: a name, the subject that reads it, the table that has it, its spelling, and a condition that
/// must be checked first.
pub(super) const PLACES: [(&str, &str, &str, &str, &str); 15] = [
    ("own column", "t", "t", "{c}", ""),
    ("reference", "t", "u", "to_u.{c}", ""),
    ("two references", "d", "u", "t.to_u.{c}", ""),
    ("absent reference", "t", "u", "ab_u.{c}", "ab_u is not absent"),
    ("missing reference", "t", "u", "mi_u.{c}", ""),
    ("composite reference", "t", "v", "made.{c}", ""),
    ("dated table", "d", "d", "{c}", ""),
    ("factor of a product", "tx", "t", "{c}", ""),
    ("family", "tx", "t", "{c}", ""),
    ("page table of a row", "t", "page colour", "{c}", ""),
    ("page table of a product", "tx", "page shade", "{c}", ""),
    ("page table of a reference", "d", "page colour", "{c}", ""),
    ("page table of a gap", "t", "page sort", "{c}", ""),
    ("another kind's key", "t", "u", "(u.{c} at (uid: \"u2\"))", ""),
    ("composite key", "y", "y", "{c}", ""),
];

/// The operations on a number: a name, its declarations, and the resulting number.
pub(super) const WRAPS: [(&str, &str, &str); 85] = [
    ("arithmetic", "", "-{x} * 3 / 4 - 2"),
    ("division", "", "({x} - 3) / (({x} - 3) * 4)"),
    ("default", "", "{x} default 7"),
    ("is missing", "", "first { 1 when {x} is missing otherwise {x} * 2 }"),
    ("missing because", "", "first { missing because \"none\" when {q} otherwise {x} }"),
    ("first", "", "first { {x} when {q}, {x} * 2 - 1 when {f} otherwise 0 }"),
    ("and, or, not", "", "first { 1 when not {q} and ({f} or {q}) otherwise {x} }"),
    ("in a list", "", "first { 6 when ({x} in [1, 2, 3]) default no otherwise {x} }"),
    ("in a range", "", "first { 6 when ({x} in 1..3) default no otherwise {x} }"),
    (
        "lookup",
        "",
        "lookup limited(rounded({x} default 0, half up to 0 decimals), 0..9) {\n0 : 3\n1..4 : {x} default 2\notherwise : 1\n}",
    ),
    ("scale", "let sc{k}(v : number 0..50) = v * 2 - 1", "limited({x}, 0..50) on sc{k}"),
    (
        "scale of a gap",
        "let sc{k}(v : number 0..50 or missing, y : yes/no) = first { v default 3 when y otherwise 1 }",
        "sc{k}(limited({x}, 0..50), {q})",
    ),
    ("linear", "", "linear({x}, 0..8 to 0..100, clamped)"),
    (
        "goalposts from data",
        "let lo{k} of all = min({x} of {S}, missing skipped, if empty missing)\nlet hi{k} of all = max({x} of {S}, missing skipped, if empty missing)",
        "rounded(linear({x}, lo{k}..hi{k} to 0..100, unclamped), half even to 3 decimals)",
    ),
    (
        "limits from data",
        "let lo{k} of {G} = min({x} of {S}, missing skipped, if empty missing)",
        "limited({x}, lo{k}..lo{k} + 3)",
    ),
    ("rounded half up", "", "rounded({x}, half up to 1 decimal)"),
    ("rounded away", "", "rounded({x}, half away from zero to steps of 0.5)"),
    ("rounded half even", "", "rounded({x}, half even to 0 decimals)"),
    ("ceiling and floor", "", "rounded({x}, up to 0 decimals) - rounded({x}, down to steps of 2)"),
    ("root", "", "sqrt(abs({x}), to 6 decimals)"),
    ("power", "", "power(limited({x}, -50..50), 2)"),
    ("mean of values", "", "mean({x}, {w}, missing skipped if at least 1, if empty missing)"),
    ("sum of values", "", "sum({x}, {w}, 1, missing counts as 5)"),
    (
        "least and greatest",
        "",
        "min({x}, 9, missing propagates) + max({x}, {w}, missing skipped if at least 50%, if empty 0)",
    ),
    ("median of values", "", "median({x}, {w}, missing skipped, if empty missing)"),
    ("count of values", "", "count({x}, {w})"),
    ("geometric mean of values", "", "geometric_mean(abs({x}), {w}, missing skipped, if empty missing, to 4 decimals)"),
    ("param", "param pa{k} = 3", "{x} + pa{k}"),
    ("param of the manifest", "", "first { {x} * set_p when set_f and set_c is blue otherwise 0 }"),
    ("as of", "", "first { {x} when as_of >= 2026-02-01 otherwise 0 }"),
    (
        "mean of a group",
        "let g{k} of {G} = mean({x} of {S}, missing skipped, if empty missing)",
        "rounded(g{k}, half even to 2 decimals)",
    ),
    ("sum of all", "let g{k} of all = sum({x} of {S}, missing skipped, if empty 0)", "g{k} - ({x} default 1)"),
    ("least where", "let g{k} of {G} = min({x} of {S} where {q}, missing skipped, if empty missing)", "g{k}"),
    (
        "weighted mean of rows",
        "let g{k} of {G} = mean({x} of {S} weighted {w}, missing skipped if at least 1, if empty missing)",
        "rounded(g{k}, half even to 2 decimals)",
    ),
    ("median of rows", "let g{k} of {G} = median({x} of {S}, missing counts as 3, if empty 0)", "g{k}"),
    ("propagates rows", "let g{k} of {G} = sum({x} of {S}, missing propagates, if empty 0)", "g{k} default -3"),
    (
        "half of the rows",
        "let g{k} of {G} = max({x} of {S}, missing skipped if at least 50%, if empty missing)",
        "g{k}",
    ),
    (
        "share",
        "let g{k} of {G} = share({x} > 2 of {S} where {q}, missing skipped, if empty missing)",
        "rounded(g{k}, half even to 2 decimals)",
    ),
    ("count where", "let g{k} of {G} = count({S} where {q})", "g{k} + {x}"),
    ("count of different", "let g{k} of {G} = count_distinct({x} of {S}, missing skipped)", "g{k}"),
    ("exists", "let g{k} of {G} = exists({S} where {x} > 2)", "first { 1 when g{k} default no otherwise {x} }"),
    ("enough rows", "let g{k} of {G} = sum({x} of {S} where {q}, missing skipped, if empty 0, at least 3)", "g{k}"),
    (
        "enough weighted rows",
        "let g{k} of {G} = mean({x} of {S} weighted {w} - 1, missing counts as 2, at least 3, if empty missing)",
        "rounded(g{k}, half even to 2 decimals)",
    ),
    (
        "enough to exist",
        "let g{k} of {G} = exists({S} where {x} > 2, at least 3)",
        "first { 1 when g{k} default no otherwise {x} }",
    ),
    (
        "any and all",
        "let g{k} of {G} = any({x} > 2 of {S})\nlet h{k} of {G} = all({x} > 2 of {S})",
        "first { 1 when h{k} default no, 2 when g{k} default no otherwise {x} }",
    ),
    (
        "variance",
        "let g{k} of {G} = variance({x} of {S}, as sample, missing skipped)",
        "rounded(g{k}, half even to 2 decimals)",
    ),
    (
        "deviation",
        "let g{k} of all = deviation({x} of {S}, as population, missing skipped, to 5 decimals)",
        "g{k} + {x}",
    ),
    ("quantile", "let g{k} of {G} = quantile({x} of {S}, 25%, type 7, missing skipped)", "g{k}"),
    (
        "rank",
        "let e{k} of {S} = {x} is not missing",
        "rank({x} of {S} over e{k}, highest first, ties share the mean rank) default 0",
    ),
    ("over", "", "sum({x} of {S} over {f}, missing skipped, if empty 0)"),
    ("over and per", "let e{k} of {S} = {q}", "max({x} of {S} over e{k} per {p}, missing skipped, if empty missing)"),
    ("where of the subject", "let e{k} of {S} = {x} is not missing", "count({S} over e{k} where {w} is {S}.{w})"),
    (
        "over an eligibility",
        "eligibility e{k} of {S} {\nundetermined reported\ninclude when {x} > 1\nexclude when {q}\n}",
        "count({S} over e{k}) + ({x} default 0)",
    ),
    ("product", "let pp{k} of {P} = {x} + 1", "sum(pp{k} of {P} where depth is deep, missing skipped, if empty 0)"),
    (
        "product of a group",
        "subject gp{k} = {G} × depth\nlet h{k} of gp{k} = sum({x} of {S}, missing skipped, if empty 0)\nlet i{k} of {G} = max(h{k} of gp{k}, if empty missing)",
        "i{k}",
    ),
    (
        "product of months",
        "subject gm{k} = {G} × month\nlet h{k} of gm{k} = count({S} where ({x} > 0) default no)\nlet i{k} of {G} = sum(h{k} of gm{k}, if empty 0)",
        "i{k}",
    ),
    ("all periods", "let h{k} of all = count(d of all periods where df)", "{x} + h{k}"),
    ("optional table", "let h{k} of all = count(o)", "{x} + h{k}"),
    ("shared declaration", "let h{k} of {G}, all = sum({x} of {S}, missing skipped, if empty 0)", "{G}.h{k} + {x}"),
    ("at", "", "{x} at ({at})"),
    (
        "tree, propagates",
        "tree r{k} of {S} {\nweights total 4\nmissing propagates\n3 r{k}a = {x}\n1 r{k}b = {w}\n}",
        "r{k}",
    ),
    (
        "tree, renormalised",
        "tree r{k} of {S} {\nmissing renormalise within parent if at least 50%\n3 r{k}a = {x}\n1 r{k}b = {w}\n}",
        "r{k}",
    ),
    (
        "tree, across",
        "tree r{k} of {S} {\nmissing renormalise across\n2 r{k}n {\nmissing renormalise within parent\n1 r{k}a = {x}\n3 r{k}b = {w}\n}\n3 r{k}c = 4\nthen rounded half even to 2 decimals\n}",
        "r{k}",
    ),
    ("tree, counts as", "tree r{k} of {S} by mean {\nmissing counts as 2\nr{k}a = {x}\nr{k}b = {w}\n}", "r{k}"),
    (
        "tree, computed weights",
        "tree r{k} of {S} {\nmissing renormalise within parent\n({w}) r{k}a = {x}\n(first { 0 when {q} otherwise 2 }) r{k}b = 3\nthen rounded half even to 2 decimals\n}",
        "r{k}",
    ),
    ("tree, fails", "tree r{k} of {S} {\nmissing fails\n3 r{k}a = {x}\n1 r{k}b = {w}\n}", "r{k} default -2"),
    (
        "weights of a tree",
        "tree r{k} of {S} {\nmissing renormalise across\n1 r{k}a = {x}\n2 r{k}n {\nmissing renormalise within parent\n3 r{k}b = {w}\n1 r{k}c = {x} default 3\n}\nthen rounded half even to 2 decimals\n}\npublish weights of r{k} of {S}",
        "r{k}",
    ),
    (
        "harmonic mean",
        "tree r{k} of {S} by harmonic mean {\nmissing renormalise within parent\nr{k}a = limited({x}, 1..50)\nr{k}b = {w}\nthen rounded half even to 4 decimals\n}",
        "r{k}",
    ),
    (
        "power mean",
        "tree r{k} of {S} by power mean of 2 to 4 decimals {\nmissing renormalise within parent\n3 r{k}a = limited({x}, 0..50)\n1 r{k}b = {w}\n}",
        "r{k}",
    ),
    (
        "geometric mean",
        "tree r{k} of {S} by geometric mean to 4 decimals {\nmissing propagates\nr{k}a = abs({x})\nr{k}b = {w}\n}",
        "r{k}",
    ),
    (
        "weighted sum",
        "tree r{k} of {S} by weighted sum {\nmissing counts as 1\n0.5 r{k}a = {x}\n-0.25 r{k}b = {w}\n}",
        "r{k}",
    ),
    (
        "product and sum",
        "tree r{k} of {S} by sum {\nmissing renormalise within parent\nr{k}n by product {\nmissing propagates\nr{k}a = limited({x}, -20..20)\nr{k}b = {w}\n}\nr{k}c = {w}\n}",
        "r{k}",
    ),
    (
        "least, greatest, median",
        "tree r{k} of {S} by maximum {\nmissing renormalise within parent\nr{k}m by minimum {\nmissing renormalise within parent\nr{k}a = {x}\nr{k}b = {w}\n}\nr{k}d by median {\nmissing propagates\nr{k}c = {x}\nr{k}e = {w}\n}\n}",
        "r{k}",
    ),
    (
        "steps",
        "tree r{k} of {S} {\nmissing propagates\n1 r{k}a = {x}\nthen plus r{k}s = first { 2 when {q} otherwise 0.5 }\nthen minus {w}\nthen capped at 8 when {q}\nthen capped at 12\nthen limited -4..9 when {f}\nthen limited -10..20\nthen rounded down to steps of 0.5\n}",
        "r{k} + (r{k}s default 0)",
    ),
    (
        "tiers",
        "tiers z{k} of {x} of {S} {\n\"Top\" as z{k}a >= 6\nz{k}c otherwise\nz{k}b >= 2\n}",
        "first { 3 when z{k} is z{k}a, 2 when z{k} in [z{k}b] otherwise 1 }",
    ),
    (
        "tiers with gaps",
        "tiers z{k} of {x} of {S}, rounded half up to 0 decimals, gaps reported {\nz{k}a 4..9\nz{k}b [0, 3)\n}",
        "first { 3 when z{k} is z{k}a otherwise 5 }",
    ),
    (
        "tiers by data",
        "let b{k} of all = quantile({x} of {S}, 50%, type 2, missing skipped)\ntiers z{k} of {x} of {S} {\nz{k}a >= b{k} + 1\nz{k}b >= b{k}\nz{k}c otherwise\n}",
        "first { 3 when z{k} is z{k}a, 2 when z{k} is z{k}b otherwise 1 }",
    ),
    (
        "tiers by rank",
        "tiers z{k} of {x} of {S}, ranked within all 2:7:1, ties share the worse tier, cut half even {\nz{k}a\nz{k}b\nz{k}c\n}",
        "first { 3 when z{k} is z{k}a, 2 when z{k} is z{k}b otherwise 1 }",
    ),
    (
        "tiers by rank of peers",
        "let e{k} of {S} = {q}\ntiers z{k} of {x} of {S}, ranked over e{k} per {p} 1:1, ties by {u}, lowest first, cut up {\nz{k}a\nz{k}b\n}",
        "first { 3 when (z{k} is z{k}a) default no otherwise 1 }",
    ),
    (
        "clusters",
        "let e{k} of {S} = {f}\ntiers z{k} of {x} of {S}, clusters over e{k}, at most 50 steps, empty stays {\nz{k}a from 9\nz{k}b from 2\n}",
        "first { 3 when (z{k} is z{k}a) default no otherwise 1 }",
    ),
    (
        "eligibility",
        "eligibility e{k} of {S} {\nundetermined reported\ninclude when {x} > 1\ninclude when {q}\nexclude unless {x} < 9\nmark note when {q}\n}",
        "first { 1 when e{k} is included, 2 when e{k} is undetermined, 4 when e{k}_note otherwise 3 }",
    ),
    (
        "override",
        "eligibility e{k} of {S} {\nundetermined counts as excluded\ninclude when {x} > 1\noverride {o}k of {o}, by {o}b, on {o}n, because {o}r\n}",
        "first { {x} when e{k} default no otherwise -1 }",
    ),
    (
        "bounds of params",
        "param pb{k} = 3\nparam pc{k} = 8\ntiers z{k} of {x} of {S} {\nz{k}a >= pc{k}\nz{k}b >= pb{k}\nz{k}c otherwise\n}",
        "first { limited({x}, pb{k}..pc{k}) when (z{k} is z{k}a) default no, 5 when ({x} in pb{k}..pc{k}) default no otherwise 1 }",
    ),
    (
        "pseudonym",
        "let s{k} of {S} = pseudonym({i})\nlet g{k} of {G} = count_distinct(s{k} of {S} where {q}, missing skipped)\npublish s{k} of {S}",
        "first { {x} when s{k} in [\"88e73b14a35f0f0aace6e81a98499373\", \"501edb96489e173ea5ebe783554f3406\", \"7ea1f048e501462b715d2d7cae0f7573\"] otherwise g{k} }",
    ),
    ("check", "check y{k} of {S} warning when {q} = {x} > 2", "first { 1 when y{k} default no otherwise {x} }"),
];

/// A feature: its list, and its position there.
pub(super) type Feature = (usize, usize);

/// The name of a feature.
pub(super) fn name((list, at): Feature) -> &'static str {
    match list {
        0 => KINDS[at].0,
        1 => GAPS[at].0,
        2 => PLACES[at].0,
        _ => WRAPS[at].0,
    }
}

/// All features.
pub(super) fn all() -> Vec<Feature> {
    let lists = [KINDS.len(), GAPS.len(), PLACES.len(), WRAPS.len()];
    lists.into_iter().enumerate().flat_map(|(list, len)| (0..len).map(move |at| (list, at))).collect()
}

/// Why two features cannot be combined; `None` if they can.
pub(super) fn cannot(a: Feature, b: Feature) -> Option<&'static str> {
    let (a, b) = (a.min(b), a.max(b));
    match (a.0, b.0) {
        (0..=2, list) if a.0 == list => Some("a column is of one type, with one sort of gaps, in one place"),
        (0, 2) if name(a) == "set" && name(b).starts_with("page table") => Some("rows of the page hold no sets"),
        (0, 2) if name(a) == "set" && name(b) == "another kind's key" => {
            Some("a set is asked by the name of its column")
        }
        (1, 2) if name(a).contains("absent") && name(b) == "family" => Some("a family cannot be absent"),
        (1, 2) if name(a).contains("absent") && name(b).starts_with("page table") => {
            Some("nothing is absent in rows of the page")
        }
        _ => None,
    }
}

/// The known disagreement that affects two features.
pub(super) fn waits_for(a: Feature, b: Feature) -> Option<&'static str> {
    let is = |(x, y, _): &&(&str, &str, &str)| (name(a), name(b)) == (*x, *y) || (name(b), name(a)) == (*x, *y);
    OPEN.iter().find(is).map(|(.., known)| *known)
}

/// Whether an operation on a number uses a condition on the column.
fn asks_condition(wrap: usize) -> bool {
    static ASKS: LazyLock<Vec<bool>> = LazyLock::new(|| {
        WRAPS.iter().map(|(_, declared, value)| declared.contains("{q}") || value.contains("{q}")).collect()
    });
    ASKS[wrap]
}

/// A column and the operations on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chain {
    pub kind: usize,
    pub gap: usize,
    pub place: usize,
    pub wraps: Vec<usize>,
}

impl Chain {
    /// The pairs of features that are combined in it: those of the column; the column with the first operation, and
    /// with each operation that uses a condition on it; each operation with the next.
    pub(super) fn pairs(&self) -> Vec<(Feature, Feature)> {
        let column = [(0, self.kind), (1, self.gap), (2, self.place)];
        let mut found = vec![(column[0], column[1]), (column[0], column[2]), (column[1], column[2])];
        for (at, wrap) in self.wraps.iter().enumerate() {
            if at == 0 || asks_condition(*wrap) {
                found.extend(column.iter().map(|feature| (*feature, (3, *wrap))));
            }
            if at > 0 {
                let before = self.wraps[at - 1];
                found.push(((3, before.min(*wrap)), (3, before.max(*wrap))));
            }
        }
        found.retain(|(a, b)| a != b);
        found
    }

    /// Whether it is affected by a known disagreement.
    pub(super) fn is_open(&self) -> bool {
        self.pairs().iter().any(|(a, b)| waits_for(*a, *b).is_some())
    }

    fn is_legal(&self) -> bool {
        self.pairs().iter().all(|(a, b)| cannot(*a, *b).is_none())
    }
}

/// Every pair of two features.
pub(super) fn pairs() -> Vec<(Feature, Feature)> {
    let all = all();
    all.iter().enumerate().flat_map(|(at, a)| all[at + 1..].iter().map(move |b| (*a, *b))).collect()
}

/// The number of operations on a column.
const LENGTH: usize = 6;

/// Chains in which every legal pair is combined, drawn once for all tests.
pub(super) fn chains() -> &'static [Chain] {
    static CHAINS: LazyLock<Vec<Chain>> = LazyLock::new(drawn);
    &CHAINS
}

/// Draws some chains at a time and keeps the one that covers most of the remaining pairs.
fn drawn() -> Vec<Chain> {
    let legal: Vec<_> = pairs().into_iter().filter(|(a, b)| cannot(*a, *b).is_none()).collect();
    // This is looked up millions of times, so it is a table.
    let starts = [0, KINDS.len(), KINDS.len() + GAPS.len(), KINDS.len() + GAPS.len() + PLACES.len()];
    let count = all().len();
    let at = |((a, i), (b, j)): (Feature, Feature)| (starts[a] + i) * count + starts[b] + j;
    let mut open = vec![false; count * count];
    legal.iter().for_each(|pair| open[at(*pair)] = true);
    let mut state = 7u64;
    let mut below = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % n
    };
    let mut found = Vec::new();
    for (a, b) in legal {
        if !open[at((a, b))] {
            continue;
        }
        let mut best: Option<(usize, Chain)> = None;
        for _ in 0..40 {
            let wraps = (0..LENGTH).map(|_| below(WRAPS.len())).collect();
            let mut chain =
                Chain { kind: below(KINDS.len()), gap: below(GAPS.len()), place: below(PLACES.len()), wraps };
            for (n, (list, own)) in [a, b].into_iter().enumerate() {
                match list {
                    0 => chain.kind = own,
                    1 => chain.gap = own,
                    2 => chain.place = own,
                    _ => chain.wraps[if a.0 == 3 { n } else { 0 }] = own,
                }
            }
            // The next operation is one that has not followed the previous one yet.
            for nth in 1..LENGTH {
                let before = chain.wraps[nth - 1];
                let is_open = |next: &usize| open[at(((3, before.min(*next)), (3, before.max(*next))))];
                let mut tries = (0..30).map(|_| below(WRAPS.len()));
                if nth > 1 || a.0 != 3 {
                    chain.wraps[nth] = tries.find(is_open).unwrap_or(chain.wraps[nth]);
                }
            }
            let mut pairs = chain.pairs();
            pairs.sort_unstable();
            pairs.dedup();
            let new = pairs.iter().filter(|pair| open[at(**pair)]).count();
            if best.as_ref().is_none_or(|(most, _)| new > *most)
                && pairs.contains(&(a, b))
                && chain.is_legal()
                && (waits_for(a, b).is_some() || !chain.is_open())
            {
                best = Some((new, chain));
            }
        }
        match best {
            Some((_, chain)) => {
                // A chain that is known to be wrong covers only the pairs that are affected by the known disagreement.
                let covers = |(a, b): &(Feature, Feature)| !chain.is_open() || waits_for(*a, *b).is_some();
                chain.pairs().iter().filter(|pair| covers(pair)).for_each(|pair| open[at(*pair)] = false);
                found.push(chain);
            }
            // The pair stays uncovered, and the test reports it.
            None => open[at((a, b))] = false,
        }
    }
    found
}

/// For each feature: with how many others it is combined in how many cases, and why it cannot be combined with the
/// rest.
pub(super) fn table(chains: &[Chain]) -> String {
    let mut cases = std::collections::BTreeMap::new();
    for (a, b) in chains.iter().flat_map(Chain::pairs) {
        *cases.entry((a.min(b), a.max(b))).or_insert(0usize) += 1;
    }
    let mut lines = String::from(
        "# Pairs of features\n\nEvery two features that can stand together do so in a generated policy that is read in three ways \
         (`src/pairs`). Written by\n`GRADUS_BLESS=1 cargo test --lib pairs`.\n\n\
         | feature | stands with | cases | fewest with one | cannot stand with |\n|---|---|---|---|---|\n",
    );
    for feature in all() {
        let others = all().into_iter().filter(|other| *other != feature);
        let (mut with, mut total, mut fewest, mut waits) = (0, 0, usize::MAX, Vec::new());
        let mut without: Vec<(&str, Vec<&str>)> = Vec::new();
        for other in others {
            let count = cases.get(&(feature.min(other), feature.max(other))).copied().unwrap_or(0);
            match cannot(feature, other) {
                Some(why) => match without.iter_mut().find(|(known, _)| *known == why) {
                    Some((_, names)) => names.push(name(other)),
                    None => without.push((why, vec![name(other)])),
                },
                None => {
                    with += 1;
                    total += count;
                    fewest = fewest.min(count);
                    waits.extend(waits_for(feature, other).map(|known| format!("{} waits for: {known}", name(other))));
                }
            }
        }
        let without = without.iter().map(|(why, names)| match why.starts_with("a column is of one") {
            true => format!("others of its list: {why}"),
            false => format!("{}: {why}", names.join(", ")),
        });
        let without = without.chain(waits).collect::<Vec<_>>().join("; ");
        lines += &format!("| {} | {with} | {total} | {fewest} | {without} |\n", name(feature));
    }
    lines
}
