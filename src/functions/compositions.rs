//! The compositions of the language, one row for each: how the children of a node become its value, according to
//! `by …`.

use super::table;
use std::fmt;

/// The facts about a composition.
#[derive(Debug)]
pub struct CompositionRow {
    /// The words after `by`.
    pub words: &'static str,
    /// The spelling in help and the manual.
    pub usage: &'static str,
    /// The formula, if there is one to show.
    pub formula: &'static str,
    /// The weights that it takes.
    pub weights: TakesWeights,
    /// Whether the others can take over the weight of a missing child.
    pub renormalises: bool,
    /// Whether it is correctly rounded, and takes `to 6 decimals`; all other compositions are exact.
    pub rooted: bool,
    /// The allowed rules for a missing child, in Markdown.
    pub missing: &'static str,
}

/// The weights that a composition takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakesWeights {
    /// No weights: each child counts the same.
    Never,
    /// Optional weights of zero and more.
    Perhaps,
    /// Required weights of zero and more.
    Needed,
    /// Required weights of any sign.
    NeededOfAnySign,
}

/// The row of most compositions.
const EXACT: CompositionRow = CompositionRow {
    words: "",
    usage: "",
    formula: "",
    weights: TakesWeights::Never,
    renormalises: true,
    rooted: false,
    missing: "any rule",
};

/// The row of compositions that add or multiply the values that are not missing.
const WITHOUT_SHARES: CompositionRow =
    CompositionRow { renormalises: false, missing: "`propagates`, `fails`, `counts as`", ..EXACT };

table! {
    /// How the children of a node become its value.
    Composition: CompositionRow {
        WeightedMean = CompositionRow {
            words: "weighted mean",
            usage: "by weighted mean",
            formula: "Σwx / Σw",
            weights: TakesWeights::Needed,
            ..EXACT
        },
        Mean = CompositionRow {
            words: "mean",
            usage: "by mean",
            formula: "Σx / n",
            ..EXACT
        },
        WeightedSum = CompositionRow {
            words: "weighted sum",
            usage: "by weighted sum",
            formula: "Σwx",
            weights: TakesWeights::NeededOfAnySign,
            ..WITHOUT_SHARES
        },
        GeometricMean = CompositionRow {
            words: "geometric mean",
            usage: "by geometric mean",
            formula: "(Πx^w)^(1/Σw)",
            weights: TakesWeights::Perhaps,
            rooted: true,
            missing: "any rule; missing for a value below zero",
            ..EXACT
        },
        HarmonicMean = CompositionRow {
            words: "harmonic mean",
            usage: "by harmonic mean",
            formula: "Σw / Σ(w/x)",
            weights: TakesWeights::Perhaps,
            missing: "any rule, for numbers above zero; else `propagates`",
            ..EXACT
        },
        PowerMean = CompositionRow {
            words: "power mean",
            usage: "by power mean of 2",
            formula: "(Σwx² / Σw)^½",
            weights: TakesWeights::Perhaps,
            rooted: true,
            missing: "any rule, for numbers not below zero (above zero, if the exponent is negative); else `propagates`",
            ..EXACT
        },
        Sum = CompositionRow { words: "sum", usage: "by sum", formula: "Σx", ..EXACT },
        Product = CompositionRow { words: "product", usage: "by product", formula: "Πx", ..WITHOUT_SHARES },
        Minimum = CompositionRow { words: "minimum", usage: "by minimum", ..EXACT },
        Maximum = CompositionRow { words: "maximum", usage: "by maximum", ..EXACT },
        Median = CompositionRow { words: "median", usage: "by median", ..EXACT },
    }
}

impl Composition {
    /// The composition of a node without `by`.
    pub const UNSAID: Composition = Composition::WeightedMean;

    /// The composition with these words.
    pub fn named(words: &str) -> Option<Composition> {
        Composition::ALL.iter().copied().find(|composition| composition.words() == words)
    }

    /// The words after `by`.
    pub const fn words(self) -> &'static str {
        self.row().words
    }

    /// All ways to write a `by`, in words for help, except the one that needs none.
    pub fn usages() -> String {
        let said = Composition::ALL.iter().filter(|composition| **composition != Composition::UNSAID);
        let mut usages: Vec<String> = said.map(|composition| format!("`{}`", composition.row().usage)).collect();
        let last = usages.pop().unwrap_or_default();
        format!("{} or {last}", usages.join(", "))
    }

    /// The table of compositions in the manual.
    pub fn table() -> String {
        let mut table = "| written | formula | weights | missing values |\n|---|---|---|---|\n".to_string();
        for composition in Composition::ALL {
            let CompositionRow { usage, formula, missing, weights, .. } = composition.row();
            let unsaid = if *composition == Composition::UNSAID { "no keyword, " } else { "" };
            let weights = match weights {
                TakesWeights::Never => "none",
                TakesWeights::Perhaps => "optional",
                TakesWeights::Needed => "required",
                TakesWeights::NeededOfAnySign => "required, any sign",
            };
            table += &format!("| {unsaid}`{usage}` | {formula} | {weights} | {missing} |\n");
        }
        table
    }
}

impl fmt::Display for Composition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}
