//! Functions and the options that they take.

use super::{Checker, Maybe, Place, counted};
use crate::diagnostic::{Code, Diagnostic};
use crate::names::Referent;
use crate::number::{Interval, Rational};
use crate::source::Span;
use crate::syntax::ast::{self, Arg, ArgKind, Binary, ExprKind, Name};
use crate::types::ROOT_DECIMALS;
use crate::types::op::*;
use crate::types::typed::{Expr, build};
use crate::types::units::{Unit, range_words};

/// Every function with how it is called.
const FUNCTIONS: [(&str, &str); 26] = [
    ("linear", "linear(x, 20..85 to 0..1, clamped)"),
    ("logarithmic", "logarithmic(x, 100..75000 to 0..1, clamped)"),
    ("ln", "ln(x, to 6 decimals)"),
    ("power", "power(x, 0.5, to 6 decimals)"),
    ("sqrt", "sqrt(x, to 6 decimals)"),
    ("rounded", "rounded(x, half up to 2 decimals)"),
    ("limited", "limited(x, 0..100)"),
    ("abs", "abs(x)"),
    ("pseudonym", "pseudonym(id)"),
    ("mean", "mean(a, b, missing unscored) or mean(x of table, none missing)"),
    ("geometric_mean", "geometric_mean(a, b, missing unscored)"),
    ("sum", "sum(a, b, missing unscored) or sum(x of table, none 0)"),
    ("min", "min(a, b, missing unscored) or min(x of table, none missing)"),
    ("max", "max(a, b, missing unscored) or max(x of table, none missing)"),
    ("median", "median(a, b, missing unscored) or median(x of table, none missing)"),
    ("share", "share(x >= 3 of table, none missing)"),
    ("variance", "variance(x of table, as sample, missing skipped)"),
    ("deviation", "deviation(x of table, as sample, missing skipped)"),
    ("quantile", "quantile(x of table, 25%, type 7, missing skipped)"),
    ("rank", "rank(x of table over everybody, highest first, ties share the best rank)"),
    ("standard_error", "standard_error(mean(x of sample weighted by design, none missing))"),
    ("count", "count(a, b) or count(table where x >= 3)"),
    ("count_distinct", "count_distinct(x of table)"),
    ("exists", "exists(table where x >= 3)"),
    ("any", "any(x >= 3 of table)"),
    ("all", "all(x >= 3 of table)"),
];

/// Functions that bring values or rows to one number, with a rule for missing ones.
pub(crate) const TOGETHER: [&str; 7] = ["mean", "geometric_mean", "sum", "min", "max", "median", "share"];

/// Functions of rows alone.
const ROWS_ONLY: [&str; 9] =
    ["share", "count_distinct", "exists", "any", "all", "variance", "deviation", "quantile", "rank"];

/// The options of a call, each with its place.
#[derive(Clone, Default)]
pub(crate) struct Options<'a> {
    pub missing: Option<&'a ast::Missing>,
    /// What answers for a missing value.
    pub answer: Option<Expr>,
    pub none: Option<(&'a ast::Expr, Span)>,
    /// How many rows there must be for a value.
    pub at_least: Option<(ast::Digits, Span)>,
    pub clamped: Option<(bool, Span)>,
    pub rounding: Option<&'a ast::RoundTo>,
    pub decimals: Option<ast::Digits>,
    pub spread: Option<(bool, Span)>,
    pub quantile: Option<ast::Digits>,
    pub order: Option<(bool, Span)>,
    pub ties: Option<(ast::Ties, Span)>,
}

impl<'a> Checker<'_, 'a> {
    pub(crate) fn call(&mut self, place: Place<'_>, name: &'a Name, args: &'a [Arg], span: Span) -> Maybe<Expr> {
        if let Some(Referent::Scale(_)) = self.referent(place, name.span) {
            let values: Vec<Maybe<Expr>> = args
                .iter()
                .map(|arg| match &arg.kind {
                    ArgKind::Value(value) => self.expr(place, value),
                    ArgKind::Mapping(..) | ArgKind::Rows { .. } => {
                        self.wrong_argument(name, arg.span, "a scale takes values only")
                    }
                    _ => {
                        let finding = Diagnostic::error(Code::WrongArguments, arg.span, "a scale takes values only");
                        self.fail(finding.help("take it away"))
                    }
                })
                .collect();
            return self.apply_scale(place, name, values.into_iter().collect::<Option<_>>()?, span);
        }
        let Some(usage) = usage_of(name) else {
            let scales = self.names.catalogue.scales.iter().map(|s| s.name.text.as_str());
            let known = FUNCTIONS.iter().map(|(n, _)| *n).chain(scales);
            let help = self
                .names
                .catalogue
                .did_you_mean(&name.text, known)
                .or_else(|| of_spreadsheets(&name.text).map(str::to_string))
                .unwrap_or_else(|| format!("functions are `{}`", FUNCTIONS.map(|(n, _)| n).join("`, `")));
            let message = format!("there is no function `{}`", name.text);
            return self.fail(Diagnostic::error(Code::UnknownFunction, name.span, message).help(help));
        };
        let options = self.options(name, args)?;
        self.no_stray_options(name, &options)?;
        if self.is_aggregate(place, name, args) {
            return self.aggregate(place, name, args, &options, span);
        }
        if let Some((_, at)) = options.at_least {
            let message = format!("`{}` takes no rows here that could be too few", name.text);
            let help = "take `at least` away; how many values must be there is said by `missing skipped if at least 2`";
            return self.fail(Diagnostic::error(Code::WrongArguments, at, message).help(help));
        }
        if ROWS_ONLY.contains(&name.text.as_str()) {
            let message = format!("of which rows `{}` takes its values is not said", name.text);
            return self.fail(Diagnostic::error(Code::WrongArguments, span, message).help(format!("write {usage}")));
        }
        match name.text.as_str() {
            "linear" | "logarithmic" => self.scale_between(place, name, args, &options, span),
            "mean" | "geometric_mean" | "sum" | "min" | "max" | "median" | "count" => {
                let values = self.values(place, name, args)?;
                let answer = self.answer_of(place, options.missing)?;
                self.combine_list(name, values, &Options { answer, ..options }, span)
            }
            "standard_error" => self.standard_error(place, name, args, &options, span),
            _ => self.simple(place, name, args, &options, span),
        }
    }

    fn wrong_argument<T>(&mut self, name: &Name, span: Span, message: &str) -> Maybe<T> {
        let usage = usage_of(name).unwrap_or_else(|| format!("`{}(x)` or `x on {}`", name.text, name.text));
        self.fail(Diagnostic::error(Code::WrongArguments, span, message).help(format!("write {usage}")))
    }

    pub(crate) fn options(&mut self, name: &Name, args: &'a [Arg]) -> Maybe<Options<'a>> {
        let mut options = Options::default();
        for arg in args {
            let first = match &arg.kind {
                ArgKind::Missing(missing) => options.missing.replace(missing).map(|m| m.span),
                ArgKind::None(value) => options.none.replace((value, arg.span)).map(|(_, s)| s),
                ArgKind::AtLeast(digits) => options.at_least.replace((*digits, arg.span)).map(|(_, s)| s),
                ArgKind::Clamped(clamped) => options.clamped.replace((*clamped, arg.span)).map(|(_, s)| s),
                ArgKind::Rounding(rounding) => options.rounding.replace(rounding).map(|r| r.span),
                ArgKind::Decimals(digits) => options.decimals.replace(*digits).map(|d| d.span),
                ArgKind::Spread(sample) => options.spread.replace((*sample, arg.span)).map(|(_, s)| s),
                ArgKind::QuantileType(digits) => options.quantile.replace(*digits).map(|d| d.span),
                ArgKind::Order(highest) => options.order.replace((*highest, arg.span)).map(|(_, s)| s),
                ArgKind::Ties(ties) => options.ties.replace((*ties, arg.span)).map(|(_, s)| s),
                ArgKind::Value(_) | ArgKind::Mapping(..) | ArgKind::Rows { .. } => None,
            };
            if let Some(first) = first {
                let (one, other) = (self.sources.text(first), self.sources.text(arg.span));
                let message = format!("`{}` is told both `{one}` and `{other}`", name.text);
                let finding = Diagnostic::error(Code::SaidTwice, arg.span, message).label(first, "the first");
                return self.fail(finding.help("keep one"));
            }
        }
        Some(options)
    }

    /// An option that the function does not know is an error: nothing is ignored.
    fn no_stray_options(&mut self, name: &Name, options: &Options<'a>) -> Maybe<()> {
        let list = TOGETHER.contains(&name.text.as_str());
        let between = matches!(name.text.as_str(), "linear" | "logarithmic");
        let rooted = ["logarithmic", "ln", "power", "sqrt", "geometric_mean", "deviation", "standard_error"]
            .contains(&name.text.as_str());
        let spread = matches!(name.text.as_str(), "variance" | "deviation");
        let (quantile, rank) = (name.text == "quantile", name.text == "rank");
        let none = options.none.map(|(_, s)| s);
        let of_rows = name.text != "rank" && (list || ROWS_ONLY.contains(&name.text.as_str()) || name.text == "count");
        let rule = list || spread || quantile || name.text == "count_distinct";
        let stray = [
            (options.missing.map(|m| m.span), rule, "has no rule for missing values"),
            (none, list, "has no rule for no values"),
            (options.at_least.map(|(_, s)| s), of_rows, "is of no rows that could be too few"),
            (options.clamped.map(|(_, s)| s), between, "is no scale and has no goalposts"),
            (options.rounding.map(|r| r.span), name.text == "rounded", "does not round"),
            (options.decimals.map(|d| d.span), rooted, "is exact and takes no decimals"),
            (options.spread.map(|(_, s)| s), spread, "is the same of a sample and of a population"),
            (options.quantile.map(|d| d.span), quantile, "is no quantile and has no type"),
            (options.order.map(|(_, s)| s), rank, "is no rank and has no order"),
            (options.ties.map(|(_, s)| s), rank, "is no rank and has no ties"),
        ];
        let stray = stray.into_iter().find_map(|(span, fits, why)| span.filter(|_| !fits).map(|span| (span, why)));
        let Some((span, why)) = stray else { return Some(()) };
        let message = format!("`{}` {why}", name.text);
        let help = match (options.rounding, options.decimals) {
            (Some(rounding), _) if rounding.span == span => {
                format!("take it away; to round, write `rounded(…, {})`", self.sources.text(span))
            }
            (_, Some(digits)) if digits.span == span => {
                format!("take it away; to round, write `rounded(…, half up to {} decimals)`", digits.count)
            }
            _ => "take it away".to_string(),
        };
        self.fail(Diagnostic::error(Code::WrongArguments, span, message).help(help))
    }

    /// The plain values among the arguments.
    fn values(&mut self, place: Place<'_>, name: &Name, args: &'a [Arg]) -> Maybe<Vec<Expr>> {
        let mut values = Vec::new();
        for arg in args {
            match &arg.kind {
                ArgKind::Value(value) => values.push(self.expr(place, value)),
                ArgKind::Mapping(..) => return self.wrong_argument(name, arg.span, "a scale does not fit here"),
                ArgKind::Rows { .. } => return self.wrong_argument(name, arg.span, "rows do not fit here"),
                _ => {}
            }
        }
        values.into_iter().collect()
    }

    /// Functions of one or two values.
    fn simple(
        &mut self,
        place: Place<'_>,
        name: &'a Name,
        args: &'a [Arg],
        options: &Options<'a>,
        span: Span,
    ) -> Maybe<Expr> {
        if name.text == "limited" {
            return self.limited_call(place, name, args, span);
        }
        let values = self.values(place, name, args)?;
        let decimals = options.decimals.map_or(ROOT_DECIMALS, |d| d.count);
        match (name.text.as_str(), values.as_slice()) {
            ("rounded", [value]) => {
                let Some(rounding) = options.rounding else {
                    return self.wrong_argument(name, span, "`rounded` says how: the mode and to what");
                };
                self.rounded(value.clone(), rounding, span)
            }
            ("abs", [value]) => {
                self.numeric(value, "abs")?;
                Some(build::absolute(value.clone(), span))
            }
            ("pseudonym", [value]) => self.pseudonym(value.clone(), span),
            ("ln", [value]) => {
                self.plain(value, "ln")?;
                Some(build::logarithm(value.clone(), decimals, span))
            }
            ("sqrt", [value]) => {
                let half = build::number(Rational::ratio(1, 2)?, Unit::Plain, span);
                self.power(value.clone(), half, decimals, span)
            }
            ("power", [value, exponent]) => self.power(value.clone(), exponent.clone(), decimals, span),
            (_, values) => {
                let message = format!("`{}` does not take {}", name.text, counted(values.len(), "value"));
                self.wrong_argument(name, span, &message)
            }
        }
    }

    fn power(&mut self, value: Expr, exponent: Expr, decimals: u32, span: Span) -> Maybe<Expr> {
        self.power_fits(&value, &exponent)?;
        Some(build::power(value, exponent, decimals, span))
    }

    /// Whether a number can be raised so.
    pub(crate) fn power_fits(&mut self, value: &Expr, exponent: &Expr) -> Maybe<()> {
        self.plain(value, "power")?;
        self.plain(exponent, "power")?;
        let Some(known) = exponent.constant().cloned() else {
            let message = "the exponent of a power is a fixed number or a param";
            let help = "write for example `power(x, 0.5)`";
            return self.fail(Diagnostic::error(Code::WrongArguments, exponent.span, message).help(help));
        };
        let most = Rational::from(i64::from(crate::number::root::MAX_EXPONENT));
        let (numerator, denominator) = (known.numer(), known.denom());
        if Rational::from(numerator).abs() > most || Rational::from(denominator) > most {
            let message = format!("the exponent {known} is not a fraction of numbers up to {most}");
            let help = "write a simpler exponent, such as `0.333`";
            return self.fail(Diagnostic::error(Code::BadRange, exponent.span, message).help(help));
        }
        Some(())
    }

    /// A number without a unit.
    fn plain(&mut self, value: &Expr, user: &str) -> Maybe<NumberType> {
        let number = self.numeric(value, user)?;
        if number.unit == Unit::Plain {
            return Some(number);
        }
        let message = format!("`{user}` needs a plain number, and this is {}", number.unit.words());
        let help = "divide by a quantity of the same unit first: `wait / 1 hour`";
        self.fail(Diagnostic::error(Code::UnitMismatch, value.span, message).help(help))
    }

    /// `pseudonym(phone)`: of what names somebody.
    fn pseudonym(&mut self, value: Expr, span: Span) -> Maybe<Expr> {
        if matches!(value.ty.held(), Type::Text | Type::Number(_) | Type::Date) {
            return Some(build::pseudonym(value, span));
        }
        let message = format!("`{}` is {}, and names nobody", self.sources.text(value.span), self.words(&value.ty));
        let help = "a pseudonym stands for a key or a reference to one alone: `pseudonym(phone)`";
        self.fail(Diagnostic::error(Code::TypeMismatch, value.span, message).help(help))
    }

    fn limited_call(&mut self, place: Place<'_>, name: &'a Name, args: &'a [Arg], span: Span) -> Maybe<Expr> {
        let [Arg { kind: ArgKind::Value(value), .. }, Arg { kind: ArgKind::Value(range), .. }] = args else {
            return self.wrong_argument(name, span, "`limited` takes a value and a range");
        };
        let ExprKind::Binary(Binary::Range, _, lo, hi) = &range.kind else {
            return self.wrong_argument(name, range.span, "`limited` takes a range behind the value");
        };
        let ends = (lo.as_ref(), hi.as_ref());
        let (value, lo, hi) = (self.expr(place, value), self.expr(place, lo), self.expr(place, hi));
        let (value, lo, hi) = (value?, lo?, hi?);
        self.common(&value, &lo)?;
        self.common(&value, &hi)?;
        for value in [&value, &lo, &hi] {
            self.numeric(value, "limited")?;
        }
        if let (Some(low), Some(high)) = (lo.constant(), hi.constant()) {
            self.ends_keep_order(place, ends, (low, high))?;
        }
        if lo.constant().zip(hi.constant()).is_some_and(|(low, high)| low > high) {
            let message = format!("`{}` ends before it begins", self.sources.text(range.span));
            return self.fail(Diagnostic::error(Code::BadRange, range.span, message).help("write the lower end first"));
        }
        let why = format!("{} ends before it begins", self.page_text(range.span));
        let limited = build::limited(value, lo.clone(), hi.clone(), span);
        Some(self.in_order(limited, &[(hi, lo)], why, span))
    }

    /// `linear(x, 20..85 to 0..1, clamped)` and its logarithmic sister.
    fn scale_between(
        &mut self,
        place: Place<'_>,
        name: &'a Name,
        args: &'a [Arg],
        options: &Options<'a>,
        span: Span,
    ) -> Maybe<Expr> {
        let mut values = Vec::new();
        let mut mapping = None;
        for arg in args {
            match &arg.kind {
                ArgKind::Value(value) => values.push(value),
                ArgKind::Mapping(from, to) => mapping = Some((from, to)),
                ArgKind::Rows { .. } => return self.wrong_argument(name, arg.span, "rows do not fit here"),
                _ => {}
            }
        }
        let ([value], Some((from, to))) = (values.as_slice(), mapping) else {
            return self.wrong_argument(name, span, "a scale takes a value and two ranges");
        };
        let value = self.expr(place, value);
        let written = [from, to];
        let (from, to) = (self.ends(place, name, from), self.ends(place, name, to));
        let (value, (lo, hi), (to_lo, to_hi)) = (value?, from?, to?);
        self.common(&value, &lo)?;
        self.common(&lo, &hi)?;
        self.common(&to_lo, &to_hi)?;
        let x = self.numeric(&value, &name.text)?;
        let fixed = |e: &Expr| e.constant().cloned();
        let ends = (fixed(&lo), fixed(&hi), fixed(&to_lo), fixed(&to_hi));
        let (Some(low), Some(high), Some(first), Some(last)) = &ends else {
            for end in [&lo, &hi, &to_lo, &to_hi] {
                self.numeric(end, &name.text)?;
            }
            // Between ends that follow from data, such as the least and the greatest of all.
            let clamped = self.clamping(&value, &x, None, options)?;
            return Some(self.scaled(name, options, value, ([lo, hi, to_lo, to_hi], clamped), span));
        };
        if low == high {
            let message = "the goalposts are the same";
            let help = "a scale needs two different goalposts";
            return self.fail(Diagnostic::error(Code::BadRange, lo.span.to(hi.span), message).help(help));
        }
        for (range, ends) in written.into_iter().zip([(low, high), (first, last)]) {
            if let ExprKind::Binary(Binary::Range, _, from, to) = &range.kind {
                self.ends_keep_order(place, (from, to), (ends.0, ends.1))?;
            }
        }
        let logarithmic = name.text == "logarithmic";
        if logarithmic && !(low.is_positive() && high.is_positive()) {
            let message = "the goalposts of a logarithmic scale are above zero";
            let help = "write for example `100..75000`";
            return self.fail(Diagnostic::error(Code::BadRange, lo.span.to(hi.span), message).help(help));
        }
        let posts = Interval::new(low.clone(), high.clone());
        let clamped = self.clamping(&value, &x, Some(&posts), options)?;
        Some(self.scaled(name, options, value, ([lo, hi, to_lo, to_hi], clamped), span))
    }

    fn scaled(
        &self,
        name: &Name,
        options: &Options<'a>,
        value: Expr,
        (ends, clamped): ([Expr; 4], bool),
        span: Span,
    ) -> Expr {
        let decimals = options.decimals.map_or(ROOT_DECIMALS, |d| d.count);
        match name.text == "logarithmic" {
            true => build::logarithmic(value, ends, clamped, decimals, span),
            false => build::linear(value, ends, clamped, span),
        }
    }

    /// The two ends of a range of a scale.
    fn ends(&mut self, place: Place<'_>, name: &Name, range: &'a ast::Expr) -> Maybe<(Expr, Expr)> {
        let ExprKind::Binary(Binary::Range, _, lo, hi) = &range.kind else {
            return self.wrong_argument(name, range.span, "a scale goes from a range to a range");
        };
        let (lo, hi) = (self.expr(place, lo), self.expr(place, hi));
        Some((lo?, hi?))
    }

    /// Beyond the goalposts a policy says what holds; within fixed ones there is nothing to say.
    fn clamping(
        &mut self,
        value: &Expr,
        x: &NumberType,
        posts: Option<&Interval>,
        options: &Options<'a>,
    ) -> Maybe<bool> {
        match options.clamped {
            Some((clamped, _)) => Some(clamped),
            None if posts.is_some_and(|posts| x.range.within(posts)) => Some(false),
            None => {
                let text = self.sources.text(value.span);
                let message = match posts {
                    Some(posts) => {
                        let [can, posts] = [&x.range, posts].map(|range| range_words(range, x.unit));
                        format!("`{text}` can be {can}, beyond the goalposts {posts}")
                    }
                    None => format!("`{text}` can lie beyond goalposts that follow from data"),
                };
                let help = "say what holds beyond them: `clamped` stops at the end, `unclamped` goes on";
                self.fail(Diagnostic::error(Code::ScaleOpen, value.span, message).help(help))
            }
        }
    }
}

/// How a function is called; two ways for those that take values or rows.
fn usage_of(name: &Name) -> Option<String> {
    let (_, usage) = FUNCTIONS.iter().find(|(n, _)| *n == name.text)?;
    Some(usage.split(" or ").map(|u| format!("`{u}`")).collect::<Vec<_>>().join(" or "))
}

/// What a function of spreadsheets and databases is written as here.
fn of_spreadsheets(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "if" | "ifs" | "iif" | "case" | "choose" | "switch" | "wenn" | "如果" => {
            "a case is written `first { 1 when x >= 3 otherwise 0 }`"
        }
        "coalesce" | "ifnull" | "nvl" | "iferror" | "ifna" | "fillna" | "isnull" => {
            "a value in place of a missing one is written `x default 0`"
        }
        "vlookup" | "xlookup" | "hlookup" | "index" | "match" => {
            "a table of values is written `lookup size { small : 1, each on a line of its own }`"
        }
        "average" | "avg" | "averageif" | "averageifs" | "mittelwert" | "durchschnitt" | "平均" => {
            "a mean is written `mean(a, b)`, and of rows `mean(x of table)`"
        }
        "countif" | "countifs" | "zählenwenn" => "rows are counted by `count(table where x >= 3)`",
        "sumif" | "sumifs" | "summewenn" => "values of rows are added by `sum(x of table where y >= 3)`",
        "sumproduct" => "values are weighted by `mean(x of table weighted w)`, and multiplied by `sum(x * w of table)`",
        "and" | "or" | "not" => "conditions are joined by `a and b`, `a or b`, `not a`",
        "stdev" | "stddev" | "std" | "sd" => "a deviation is written `deviation(x of table, as sample)`",
        "var" => "a variance is written `variance(x of table, as sample)`",
        "round" | "roundup" | "rounddown" | "ceil" | "ceiling" | "floor" | "int" | "trunc" => {
            "rounding is written `rounded(x, half away from zero to 0 decimals)`, or with `up` or `down`"
        }
        "today" | "now" => "the day on which the policy is applied is `as_of`",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_functions_are_those_whose_names_no_scale_has() {
        assert_eq!(super::FUNCTIONS.map(|(name, _)| name), crate::names::FUNCTIONS);
    }
}
