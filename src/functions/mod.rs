//! The functions of the language, one row for each: how it is called, its arguments, the rule for missing values, and
//! the sentence of the manual. The tables of the manual are made from these rows. A name is resolved to a [`Function`]
//! once. Where functions differ, rooms match on it without an arm for all others, so that a new row does not compile
//! until each room handles it.
//!
//! The naive evaluator knows functions by their names on purpose: it is a second opinion, and shares no table.

mod compositions;

pub use compositions::Composition;
pub(crate) use compositions::TakesWeights;

use std::fmt;

/// The facts about a function.
#[derive(Debug)]
pub struct Signature {
    /// Its name in the language.
    pub name: &'static str,
    /// How it is called with values: `mean(a, b)`; `None` if it does not take values.
    pub of_values: Option<Form>,
    /// How it is called with rows: `mean(x of table)`; `None` if it does not take rows.
    pub of_rows: Option<Form>,
    /// The options that it takes in addition to those that follow from `missing` and `nothing_left`.
    pub options: &'static [Argument],
    /// The effect of a missing value.
    pub missing: OnMissing,
    /// The result if no value is left.
    pub nothing_left: NothingLeft,
}

/// A way to call a function.
#[derive(Debug)]
pub struct Form {
    /// A call in the spelling of help and the manual.
    pub usage: &'static str,
    /// The meaning of the result: a phrase of the manual, in Markdown.
    pub meaning: &'static str,
}

/// The options of a call, in the order in which a stray one is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Argument {
    /// `missing skipped`
    Missing,
    /// `if empty 0`
    IfEmpty,
    /// `at least 5`
    AtLeast,
    /// `clamped`, `unclamped`
    Clamped,
    /// `half up to 2 decimals`
    Rounding,
    /// `to 6 decimals`
    Decimals,
    /// `as sample`, `as population`
    Spread,
    /// `type 7`
    QuantileType,
    /// `highest first`, `lowest first`
    Order,
    /// `ties share the best rank`
    Ties,
}

/// The effect of a missing value on a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnMissing {
    /// The policy must state it: `missing propagates`, `missing skipped` or `missing counts as 0`.
    Asked,
    /// The policy must state it, and no number can replace the missing value.
    AskedWithoutAnswer,
    /// The result is missing.
    Passed,
    /// The missing value is left out.
    LeftOut,
    /// The result is unknown, unless the other values decide it.
    Undecided,
}

/// The result if no value is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NothingLeft {
    /// The policy must state it: `if empty 0` or `if empty missing`.
    Asked,
    /// Always this result, in the spelling of the manual.
    Is(&'static str),
    /// There is always a value.
    Never,
}

/// Makes the enum and its table from one list, so that both have the same items.
macro_rules! table {
    ($(#[$about:meta])* $name:ident : $row:ident { $($variant:ident = $facts:expr,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "its row says what each is")]
        pub enum $name {
            $($variant,)+
        }

        impl $name {
            /// All of them, in the order of the table.
            pub const ALL: &[$name] = &[$($name::$variant,)+];

            /// Its row of the table.
            pub const fn row(self) -> &'static $row {
                match self {
                    $($name::$variant => const { &$facts },)+
                }
            }
        }
    };
}
use table;

/// The row of nearly every function.
const PLAIN: Signature = Signature {
    name: "",
    of_values: None,
    of_rows: None,
    options: &[],
    missing: OnMissing::Passed,
    nothing_left: NothingLeft::Never,
};

/// The row of functions that combine values or aggregate rows by a rule of the policy.
const TOGETHER: Signature =
    Signature { options: &[Argument::AtLeast], missing: OnMissing::Asked, nothing_left: NothingLeft::Asked, ..PLAIN };

/// The row of statistics of rows: no number can replace a missing value.
const STATISTIC: Signature =
    Signature { missing: OnMissing::AskedWithoutAnswer, nothing_left: NothingLeft::Is("missing"), ..PLAIN };

/// The row of conditions on rows.
const LOGIC: Signature = Signature { options: &[Argument::AtLeast], missing: OnMissing::Undecided, ..PLAIN };

const fn form(usage: &'static str, meaning: &'static str) -> Option<Form> {
    Some(Form { usage, meaning })
}

table! {
    /// A function of the language.
    Function: Signature {
        Linear = Signature {
            name: "linear",
            of_values: form(
                "linear(x, low..high to first..last, clamped)",
                "maps x linearly from the range between two goalposts to another range",
            ),
            options: &[Argument::Clamped],
            ..PLAIN
        },
        Logarithmic = Signature {
            name: "logarithmic",
            of_values: form(
                "logarithmic(x, low..high to first..last, clamped)",
                "the same with logarithms; the position is correctly rounded, to the decimals of `to 6 decimals` or \
                 to [24](numbers.md#roots-and-logarithms)",
            ),
            options: &[Argument::Clamped, Argument::Decimals],
            ..PLAIN
        },
        Ln = Signature {
            name: "ln",
            of_values: form("ln(x, to 6 decimals)", "natural logarithm, rounded likewise; missing for zero and less"),
            options: &[Argument::Decimals],
            ..PLAIN
        },
        Power = Signature {
            name: "power",
            of_values: form(
                "power(x, 0.5, to 6 decimals)",
                "x to a fixed exponent, a fraction of numbers up to 1000, rounded likewise; missing where it does not exist",
            ),
            options: &[Argument::Decimals],
            ..PLAIN
        },
        Sqrt = Signature {
            name: "sqrt",
            of_values: form("sqrt(x, to 6 decimals)", "`power(x, 0.5)`"),
            options: &[Argument::Decimals],
            ..PLAIN
        },
        Rounded = Signature {
            name: "rounded",
            of_values: form("rounded(x, half up to 2 decimals)", "[rounding](#rounding)"),
            options: &[Argument::Rounding],
            ..PLAIN
        },
        Limited = Signature {
            name: "limited",
            of_values: form("limited(x, low..high)", "x, or the nearer end if x is outside the range"),
            ..PLAIN
        },
        Abs = Signature { name: "abs", of_values: form("abs(x)", "distance from zero"), ..PLAIN },
        Pseudonym = Signature {
            name: "pseudonym",
            of_values: form(
                "pseudonym(id)",
                "a [keyed pseudonym](privacy.md#three-ways-out) of a key, or of a reference",
            ),
            ..PLAIN
        },
        Mean = Signature {
            name: "mean",
            of_values: form("mean(a, b, missing propagates)", "arithmetic mean"),
            of_rows: form("mean(x of table, if empty missing)", "the mean, optionally `weighted`"),
            ..TOGETHER
        },
        GeometricMean = Signature {
            name: "geometric_mean",
            of_values: form(
                "geometric_mean(a, b, missing propagates)",
                "geometric mean, rounded likewise; missing for a value below zero",
            ),
            options: &[Argument::AtLeast, Argument::Decimals],
            ..TOGETHER
        },
        Sum = Signature {
            name: "sum",
            of_values: form("sum(a, b, missing propagates)", "sum"),
            of_rows: form("sum(x of table, if empty 0)", "sum"),
            ..TOGETHER
        },
        Min = Signature {
            name: "min",
            of_values: form("min(a, b, missing propagates)", "least value"),
            of_rows: form("min(x of table, if empty missing)", "least value"),
            ..TOGETHER
        },
        Max = Signature {
            name: "max",
            of_values: form("max(a, b, missing propagates)", "greatest value"),
            of_rows: form("max(x of table, if empty missing)", "greatest value"),
            ..TOGETHER
        },
        Median = Signature {
            name: "median",
            of_values: form("median(a, b, missing propagates)", "the middle value, or the mean of the two in the middle"),
            of_rows: form(
                "median(x of table, if empty missing)",
                "the middle value; of an even number the mean of the two in the middle",
            ),
            ..TOGETHER
        },
        Share = Signature {
            name: "share",
            of_rows: form(
                "share(x >= 3 of table, if empty missing)",
                "the part of the rows for which the condition is yes, from 0 to 1",
            ),
            ..TOGETHER
        },
        Variance = Signature {
            name: "variance",
            of_rows: form(
                "variance(x of table, as sample, missing skipped)",
                "Σ(x − x̄)² / (n − 1); `as population`: / n. Missing for fewer than two values (one)",
            ),
            options: &[Argument::AtLeast, Argument::Spread],
            ..STATISTIC
        },
        Deviation = Signature {
            name: "deviation",
            of_rows: form(
                "deviation(x of table, as sample, missing skipped)",
                "the root of the variance, correctly rounded to 24 decimals, or to those of `to 6 decimals`",
            ),
            options: &[Argument::AtLeast, Argument::Decimals, Argument::Spread],
            ..STATISTIC
        },
        Quantile = Signature {
            name: "quantile",
            of_rows: form(
                "quantile(x of table, 25%, type 7, missing skipped)",
                "the [quantile](#variance-deviation-quantiles-ranks) of types 1 to 9 of Hyndman and Fan (1996)",
            ),
            options: &[Argument::AtLeast, Argument::QuantileType],
            ..STATISTIC
        },
        Rank = Signature {
            name: "rank",
            of_rows: form(
                "rank(x of table over everybody, highest first, ties share the best rank)",
                "1 + the number of better ones; `the worst rank` of equal ones, or `the mean rank`",
            ),
            options: &[Argument::Order, Argument::Ties],
            missing: OnMissing::LeftOut,
            ..STATISTIC
        },
        StandardError = Signature {
            name: "standard_error",
            of_values: form(
                "standard_error(mean(x of sample weighted by design, if empty missing))",
                "the standard error of an estimate from a [sample](#samples)",
            ),
            options: &[Argument::Decimals],
            ..PLAIN
        },
        Count = Signature {
            name: "count",
            of_values: form("count(a, b)", "the number of arguments that have a value"),
            of_rows: form("count(table where x >= 3)", "the number of rows; takes no value"),
            options: &[Argument::AtLeast],
            missing: OnMissing::LeftOut,
            nothing_left: NothingLeft::Is("0"),
        },
        CountDistinct = Signature {
            name: "count_distinct",
            of_rows: form("count_distinct(x of table)", "the number of different values"),
            options: &[Argument::AtLeast],
            nothing_left: NothingLeft::Is("0"),
            ..STATISTIC
        },
        Exists = Signature {
            name: "exists",
            of_rows: form(
                "exists(table where x >= 3)",
                "whether the condition is yes for a row; takes no value",
            ),
            nothing_left: NothingLeft::Is("no"),
            ..LOGIC
        },
        Any = Signature {
            name: "any",
            of_rows: form("any(x >= 3 of table)", "whether the condition is yes for a row"),
            nothing_left: NothingLeft::Is("no"),
            ..LOGIC
        },
        All = Signature {
            name: "all",
            of_rows: form("all(x >= 3 of table)", "whether the condition is yes for every row"),
            nothing_left: NothingLeft::Is("yes"),
            ..LOGIC
        },
    }
}

impl Function {
    /// The function with this name.
    pub fn named(name: &str) -> Option<Function> {
        Function::ALL.iter().copied().find(|function| function.name() == name)
    }

    /// Its name in the language.
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// Whether it takes an option.
    pub fn takes(self, argument: Argument) -> bool {
        let row = self.row();
        match argument {
            Argument::Missing => matches!(row.missing, OnMissing::Asked | OnMissing::AskedWithoutAnswer),
            Argument::IfEmpty => row.nothing_left == NothingLeft::Asked,
            _ => row.options.contains(&argument),
        }
    }

    /// Whether it takes the rows themselves, `count(table)`, while others take a value of them.
    pub const fn takes_whole_rows(self) -> bool {
        matches!(self, Function::Count | Function::Exists)
    }

    /// The ways to call it, in words for help: one or two.
    pub fn usage(self) -> String {
        let row = self.row();
        let forms = row.of_values.iter().chain(&row.of_rows);
        forms.map(|form| format!("`{}`", form.usage)).collect::<Vec<_>>().join(" or ")
    }

    /// The table of functions of values in the manual.
    pub fn table_of_values() -> String {
        let mut table = "| function | meaning |\n|---|---|\n".to_string();
        for function in Function::ALL {
            if let Some(form) = &function.row().of_values {
                table += &format!("| `{}` | {} |\n", form.usage, form.meaning);
            }
        }
        table
    }

    /// The table of functions of rows in the manual.
    pub fn table_of_rows() -> String {
        let mut table =
            "| aggregate | result | a missing value | if nothing is left |\n|---|---|---|---|\n".to_string();
        for function in Function::ALL {
            let row = function.row();
            if let Some(form) = &row.of_rows {
                let (missing, left) = (row.missing.words(), row.nothing_left.words());
                table += &format!("| `{}` | {} | {missing} | {left} |\n", form.usage, form.meaning);
            }
        }
        table
    }
}

impl Argument {
    /// Why a function that does not take the option has no use for it. These words follow the name of the function.
    pub const fn unfit(self) -> &'static str {
        match self {
            Argument::Missing => "has no rule for missing values",
            Argument::IfEmpty => "cannot be left without values",
            Argument::AtLeast => "has no rows for `at least`",
            Argument::Clamped => "is not a scale and has no goalposts",
            Argument::Rounding => "does not round",
            Argument::Decimals => "is exact and takes no decimals",
            Argument::Spread => "is the same for a sample and a population",
            Argument::QuantileType => "is not a quantile and has no type",
            Argument::Order => "is not a rank and has no order",
            Argument::Ties => "is not a rank and has no ties",
        }
    }
}

impl OnMissing {
    /// The effect in the words of the manual.
    const fn words(self) -> &'static str {
        match self {
            OnMissing::Asked => "as `missing …` says",
            OnMissing::AskedWithoutAnswer => "as `missing skipped` or `missing propagates` says",
            OnMissing::Passed => "passes on",
            OnMissing::LeftOut => "left out",
            OnMissing::Undecided => "unknown, unless others decide",
        }
    }
}

impl NothingLeft {
    /// The result in the words of the manual.
    const fn words(self) -> &'static str {
        match self {
            NothingLeft::Asked => "as `if empty …` says",
            NothingLeft::Is(value) => value,
            NothingLeft::Never => "",
        }
    }
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_function_can_be_called_and_has_a_name_of_its_own() {
        for function in Function::ALL {
            let row = function.row();
            assert_eq!(Function::named(row.name), Some(*function));
            let forms: Vec<&Form> = row.of_values.iter().chain(&row.of_rows).collect();
            assert!(!forms.is_empty(), "{function} is never called");
            for form in forms {
                assert!(form.usage.starts_with(&format!("{function}(")), "{} is no call of {function}", form.usage);
            }
        }
    }
}
