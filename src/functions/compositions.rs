//! The compositions of the language, one row for each: how the children of a node become its value, as `by …` says it.

use super::table;
use std::fmt;

/// What the language knows of a composition.
#[derive(Debug)]
pub struct Node {
    /// The words behind `by`.
    pub words: &'static str,
    /// How it is written, as help and the manual show it.
    pub usage: &'static str,
    /// The formula, where there is one to show.
    pub formula: &'static str,
    /// The weights that it takes.
    pub weights: Weights,
    /// Whether what a missing child weighs can go to the others.
    pub renormalises: bool,
    /// Whether it is correctly rounded, and takes `to 6 decimals`; all others are exact.
    pub rooted: bool,
    /// The rules for a missing child that it takes, in Markdown.
    pub missing: &'static str,
}

/// The weights that a composition takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weights {
    /// None: each child counts the same.
    Never,
    /// Perhaps, of zero and more.
    Perhaps,
    /// Always, of zero and more.
    Needed,
    /// Always, of any sign.
    NeededOfAnySign,
}

/// What most compositions have.
const EXACT: Node = Node {
    words: "",
    usage: "",
    formula: "",
    weights: Weights::Never,
    renormalises: true,
    rooted: false,
    missing: "any rule",
};

/// What compositions have that add or multiply what there is.
const WITHOUT_SHARES: Node = Node { renormalises: false, missing: "`unscored`, `fails`, `counts as`", ..EXACT };

table! {
    /// How the children of a node become its value.
    Composition: Node {
        WeightedMean = Node {
            words: "weighted mean",
            usage: "by weighted mean",
            formula: "Σwx / Σw",
            weights: Weights::Needed,
            ..EXACT
        },
        Mean = Node {
            words: "mean",
            usage: "by mean",
            formula: "Σx / n",
            ..EXACT
        },
        WeightedSum = Node {
            words: "weighted sum",
            usage: "by weighted sum",
            formula: "Σwx",
            weights: Weights::NeededOfAnySign,
            ..WITHOUT_SHARES
        },
        GeometricMean = Node {
            words: "geometric mean",
            usage: "by geometric mean",
            formula: "(Πx^w)^(1/Σw)",
            weights: Weights::Perhaps,
            rooted: true,
            missing: "any rule; missing for a value below zero",
            ..EXACT
        },
        HarmonicMean = Node {
            words: "harmonic mean",
            usage: "by harmonic mean",
            formula: "Σw / Σ(w/x)",
            weights: Weights::Perhaps,
            missing: "any rule, for numbers above zero; else `unscored`",
            ..EXACT
        },
        PowerMean = Node {
            words: "power mean",
            usage: "by power mean of 2",
            formula: "(Σwx² / Σw)^½",
            weights: Weights::Perhaps,
            rooted: true,
            missing: "any rule, for numbers not below zero (above it, where the exponent is negative); else `unscored`",
            ..EXACT
        },
        Sum = Node { words: "sum", usage: "by sum", formula: "Σx", ..EXACT },
        Product = Node { words: "product", usage: "by product", formula: "Πx", ..WITHOUT_SHARES },
        Minimum = Node { words: "minimum", usage: "by minimum", ..EXACT },
        Maximum = Node { words: "maximum", usage: "by maximum", ..EXACT },
        Median = Node { words: "median", usage: "by median", ..EXACT },
    }
}

impl Composition {
    /// What a node is composed by that has no `by`.
    pub const UNSAID: Composition = Composition::WeightedMean;

    /// The composition of these words.
    pub fn named(words: &str) -> Option<Composition> {
        Composition::ALL.iter().copied().find(|composition| composition.words() == words)
    }

    /// The words behind `by`.
    pub const fn words(self) -> &'static str {
        self.row().words
    }

    /// All ways to write a `by`, in words of help; what needs none is not among them.
    pub fn usages() -> String {
        let said = Composition::ALL.iter().filter(|composition| **composition != Composition::UNSAID);
        let mut usages: Vec<String> = said.map(|composition| format!("`{}`", composition.row().usage)).collect();
        let last = usages.pop().unwrap_or_default();
        format!("{} or {last}", usages.join(", "))
    }

    /// The table of compositions, as the manual shows it.
    pub fn table() -> String {
        let mut table = "| written | formula | weights | what is missing |\n|---|---|---|---|\n".to_string();
        for composition in Composition::ALL {
            let Node { usage, formula, missing, weights, .. } = composition.row();
            let unsaid = if *composition == Composition::UNSAID { "without a word, " } else { "" };
            let weights = match weights {
                Weights::Never => "none",
                Weights::Perhaps => "may be",
                Weights::Needed => "needed",
                Weights::NeededOfAnySign => "needed, any sign",
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
