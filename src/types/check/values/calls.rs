//! Calls of functions: reads their options before anything is typed, and selects the function that types each call.

use super::{CheckScope, Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic};
use crate::functions::{Argument, Function};
use crate::messages::{phrase, types::values as say};
use crate::names::Referent;
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{self, Arg, ArgKind, Name};
use crate::types::ROOT_DECIMALS;
use crate::types::op::*;
use crate::types::typed::{Expr, build};
use crate::types::units::Unit;

/// A call of a function, with options that fit the function, without duplicates. Its values are not typed yet.
#[derive(Clone)]
pub(crate) struct Call<'a> {
    pub function: Function,
    /// The place of the name of the function.
    pub name: Span,
    pub args: &'a [Arg],
    pub options: Options<'a>,
    /// The substitute for a missing value, once it is typed.
    pub answer: Option<Expr>,
    pub span: Span,
}

/// The options of a call.
#[derive(Clone, Copy, Default)]
pub(crate) struct Options<'a> {
    pub missing: Option<&'a ast::Missing>,
    pub if_empty: Option<&'a ast::Expr>,
    /// The smallest number of rows for which there is a value.
    pub at_least: Option<ast::Digits>,
    pub clamped: Option<bool>,
    pub rounding: Option<&'a ast::RoundTo>,
    pub decimals: Option<ast::Digits>,
    /// Whether the values are a sample; otherwise they are a population.
    pub sample: Option<bool>,
    pub quantile: Option<ast::Digits>,
    /// Whether the highest value has rank 1; otherwise the lowest value has it.
    pub highest: Option<bool>,
    pub ties: Option<ast::Ties>,
}

/// The rows that a call aggregates, as written in the policy.
pub(crate) struct RowsOf<'a> {
    /// The value of a row; the rows themselves in `count(table)`.
    pub value: &'a ast::Expr,
    pub of: Option<&'a Name>,
    pub all_periods: Option<Span>,
    pub among: Option<&'a ast::Among>,
    pub condition: Option<&'a ast::Expr>,
    pub weight: Option<&'a ast::Expr>,
    pub by_design: Option<Span>,
    pub span: Span,
}

impl<'a> RowsOf<'a> {
    /// Where the kind of rows is named.
    pub(crate) fn named_at(&self) -> Span {
        self.of.map_or(self.value.span, |of| of.span)
    }
}

impl<'a> Options<'a> {
    fn of(args: &'a [Arg]) -> Options<'a> {
        let mut options = Options::default();
        for arg in args {
            match &arg.kind {
                ArgKind::Missing(missing) => options.missing = Some(missing),
                ArgKind::IfEmpty(value) => options.if_empty = Some(value),
                ArgKind::AtLeast(digits) => options.at_least = Some(*digits),
                ArgKind::Clamped(clamped) => options.clamped = Some(*clamped),
                ArgKind::Rounding(rounding) => options.rounding = Some(rounding),
                ArgKind::Decimals(digits) => options.decimals = Some(*digits),
                ArgKind::Spread(sample) => options.sample = Some(*sample),
                ArgKind::QuantileType(digits) => options.quantile = Some(*digits),
                ArgKind::Order(highest) => options.highest = Some(*highest),
                ArgKind::Ties(ties) => options.ties = Some(*ties),
                ArgKind::Value(_) | ArgKind::Mapping(..) | ArgKind::Rows { .. } => {}
            }
        }
        options
    }
}

impl<'a> Call<'a> {
    /// How values or rows are aggregated, for functions that are a single operation.
    pub(crate) fn how(&self) -> Option<How> {
        Some(match self.function {
            Function::Mean | Function::Share => How::Mean,
            Function::GeometricMean => How::GeometricMean(self.decimals()),
            Function::Sum => How::Sum,
            Function::Min => How::Minimum,
            Function::Max => How::Maximum,
            Function::Median => How::Median,
            Function::Count => How::Count,
            Function::CountDistinct => How::Distinct,
            Function::Exists | Function::Any => How::Any,
            Function::All => How::All,
            Function::Variance
            | Function::Deviation
            | Function::Quantile
            | Function::Rank
            | Function::StandardError
            | Function::Linear
            | Function::Logarithmic
            | Function::Ln
            | Function::Power
            | Function::Sqrt
            | Function::Rounded
            | Function::Limited
            | Function::Abs
            | Function::Pseudonym => return None,
        })
    }

    /// The decimals to which a root or logarithm is rounded.
    pub(crate) fn decimals(&self) -> u32 {
        self.options.decimals.map_or(ROOT_DECIMALS, |digits| digits.count)
    }

    /// The place of an option.
    pub(crate) fn place(&self, option: Argument) -> Option<Span> {
        self.args.iter().find(|arg| option_of(arg).is_some_and(|(of, _)| of == option)).map(|arg| arg.span)
    }

    /// The rows that the call names after `of`, or as its value.
    pub(crate) fn rows(&self) -> Option<RowsOf<'a>> {
        let values = || self.args.iter().filter(|arg| matches!(arg.kind, ArgKind::Value(_)));
        let arg = self.args.iter().find(|arg| matches!(arg.kind, ArgKind::Rows { .. })).or_else(|| values().next())?;
        match &arg.kind {
            ArgKind::Rows { value, of, all_periods, among, condition, weight, by_design } => Some(RowsOf {
                value,
                of: of.as_ref(),
                all_periods: *all_periods,
                among: among.as_deref(),
                condition: condition.as_ref(),
                weight: weight.as_ref(),
                by_design: *by_design,
                span: arg.span,
            }),
            ArgKind::Value(value) => Some(RowsOf {
                value,
                of: None,
                all_periods: None,
                among: None,
                condition: None,
                weight: None,
                by_design: None,
                span: arg.span,
            }),
            _ => None,
        }
    }
}

/// The option that an argument is, and the place that a message about it underlines.
fn option_of(arg: &Arg) -> Option<(Argument, Span)> {
    Some(match &arg.kind {
        ArgKind::Missing(missing) => (Argument::Missing, missing.span),
        ArgKind::IfEmpty(_) => (Argument::IfEmpty, arg.span),
        ArgKind::AtLeast(_) => (Argument::AtLeast, arg.span),
        ArgKind::Clamped(_) => (Argument::Clamped, arg.span),
        ArgKind::Rounding(rounding) => (Argument::Rounding, rounding.span),
        ArgKind::Decimals(digits) => (Argument::Decimals, digits.span),
        ArgKind::Spread(_) => (Argument::Spread, arg.span),
        ArgKind::QuantileType(digits) => (Argument::QuantileType, digits.span),
        ArgKind::Order(_) => (Argument::Order, arg.span),
        ArgKind::Ties(_) => (Argument::Ties, arg.span),
        ArgKind::Value(_) | ArgKind::Mapping(..) | ArgKind::Rows { .. } => return None,
    })
}

impl<'a> Checker<'_, 'a> {
    pub(crate) fn call(&mut self, place: CheckScope<'_>, name: &'a Name, args: &'a [Arg], span: Span) -> Maybe<Expr> {
        if let Some(Referent::Scale(_)) = self.referent(place, name.span) {
            return self.call_of_scale(place, name, args, span);
        }
        let call = self.read_call(name, args, span)?;
        if self.is_aggregate(place, &call) {
            return self.aggregate(place, call);
        }
        if let Some(at) = call.place(Argument::AtLeast) {
            let message = say::at_least_without_rows(call.function);
            let help = say::remove_at_least();
            return self.fail(Diagnostic::error(Code::WrongArguments, at, message).help(help));
        }
        match call.function {
            Function::Linear | Function::Logarithmic => self.scale_between(place, &call),
            Function::Mean
            | Function::GeometricMean
            | Function::Sum
            | Function::Min
            | Function::Max
            | Function::Median
            | Function::Count => {
                let values = self.values(place, &call)?;
                let answer = self.answer_of(place, call.options.missing)?;
                self.combine_list(&Call { answer, ..call }, values)
            }
            Function::StandardError => self.standard_error(place, &call),
            Function::Limited => self.limited_call(place, &call),
            Function::Ln
            | Function::Power
            | Function::Sqrt
            | Function::Rounded
            | Function::Abs
            | Function::Pseudonym => self.simple(place, &call),
            Function::Share
            | Function::Variance
            | Function::Deviation
            | Function::Quantile
            | Function::Rank
            | Function::CountDistinct
            | Function::Exists
            | Function::Any
            | Function::All => {
                let message = say::needs_rows(call.function);
                self.wrong_argument(&call, span, &message)
            }
        }
    }

    fn call_of_scale(&mut self, place: CheckScope<'_>, name: &'a Name, args: &'a [Arg], span: Span) -> Maybe<Expr> {
        let values: Vec<Maybe<Expr>> = args
            .iter()
            .map(|arg| {
                let help = match &arg.kind {
                    ArgKind::Value(value) => return self.expr(place, value),
                    ArgKind::Mapping(..) | ArgKind::Rows { .. } => say::write_scale(&name.text),
                    _ => phrase::remove_it().to_string(),
                };
                let finding = Diagnostic::error(Code::WrongArguments, arg.span, say::options_of_scale());
                self.fail(finding.help(help))
            })
            .collect();
        self.apply_scale(place, name, values.into_iter().collect::<Option<_>>()?, span)
    }

    /// The function that a call names, with options that fit it.
    pub(crate) fn read_call(&mut self, name: &'a Name, args: &'a [Arg], span: Span) -> Maybe<Call<'a>> {
        let Some(function) = Function::named(&name.text) else {
            self.no_function(name);
            return None;
        };
        self.options_once(function, args)?;
        let call = Call { function, name: name.span, args, options: Options::of(args), answer: None, span };
        self.no_stray_options(&call)?;
        Some(call)
    }

    fn no_function(&mut self, name: &Name) {
        let scales = self.names.catalogue.scales.iter().map(|s| s.name.text.as_str());
        let functions = || Function::ALL.iter().map(|function| function.name());
        let help = self
            .names
            .catalogue
            .did_you_mean(&name.text, functions().chain(scales))
            .or_else(|| of_spreadsheets(&name.text).map(str::to_string))
            .unwrap_or_else(|| say::functions_are(phrase::names(functions())));
        let message = say::unknown_function(&name.text);
        self.report(Diagnostic::error(Code::UnknownFunction, name.span, message).about(&name.text).help(help));
    }

    pub(crate) fn wrong_argument<T>(&mut self, call: &Call<'a>, span: Span, message: &str) -> Maybe<T> {
        let help = say::write_this(call.function.usage());
        self.fail(Diagnostic::error(Code::WrongArguments, span, message).help(help))
    }

    fn options_once(&mut self, function: Function, args: &'a [Arg]) -> Maybe<()> {
        for (at, arg) in args.iter().enumerate() {
            let Some((option, _)) = option_of(arg) else { continue };
            let before = args.iter().take(at).filter_map(option_of).find(|(of, _)| *of == option);
            if let Some((_, first)) = before {
                let (one, other) = (self.sources.text(first), self.sources.text(arg.span));
                let message = say::conflicting_options(function, one, other);
                let finding =
                    Diagnostic::error(Code::SaidTwice, arg.span, message).label(first, phrase::first_of_two());
                return self.fail(finding.help(phrase::keep_one()));
            }
        }
        Some(())
    }

    /// Reports an option that does not fit the function: no option is ignored.
    fn no_stray_options(&mut self, call: &Call<'a>) -> Maybe<()> {
        let stray = call.args.iter().filter_map(option_of).filter(|(option, _)| !call.function.takes(*option));
        let Some((option, span)) = stray.min_by_key(|(option, _)| *option) else { return Some(()) };
        let message = say::unfit_option(call.function, option.unfit());
        let help = match (option, call.options.decimals) {
            (Argument::Rounding, _) => say::remove_or_round(self.sources.text(span)),
            (Argument::Decimals, Some(digits)) => say::remove_or_round_to_decimals(digits.count),
            _ => phrase::remove_it().to_string(),
        };
        self.fail(Diagnostic::error(Code::WrongArguments, span, message).help(help))
    }

    /// The plain values among the arguments.
    fn values(&mut self, place: CheckScope<'_>, call: &Call<'a>) -> Maybe<Vec<Expr>> {
        let mut values = Vec::new();
        for arg in call.args {
            match &arg.kind {
                ArgKind::Value(value) => values.push(self.expr(place, value)),
                ArgKind::Mapping(..) => return self.wrong_argument(call, arg.span, say::scale_not_allowed()),
                _ => {}
            }
        }
        values.into_iter().collect()
    }

    /// Functions of one or two values.
    fn simple(&mut self, place: CheckScope<'_>, call: &Call<'a>) -> Maybe<Expr> {
        let values = self.values(place, call)?;
        let span = call.span;
        match (call.function, values.as_slice()) {
            (Function::Rounded, [value]) => {
                let Some(rounding) = call.options.rounding else {
                    return self.wrong_argument(call, span, say::no_rounding());
                };
                self.rounded(value.clone(), rounding, span)
            }
            (Function::Abs, [value]) => {
                self.numeric(value, "abs")?;
                Some(build::absolute(value.clone(), span))
            }
            (Function::Pseudonym, [value]) => self.pseudonym(value.clone(), span),
            (Function::Ln, [value]) => {
                self.plain(value, "ln")?;
                Some(build::logarithm(value.clone(), call.decimals(), span))
            }
            (Function::Sqrt, [value]) => {
                let half = build::number(Rational::ratio(1, 2)?, Unit::Plain, span);
                self.power(value.clone(), half, call.decimals(), span)
            }
            (Function::Power, [value, exponent]) => self.power(value.clone(), exponent.clone(), call.decimals(), span),
            (function, values) => {
                let message = say::wrong_number_of_values(values.len(), function);
                self.wrong_argument(call, span, &message)
            }
        }
    }

    fn power(&mut self, value: Expr, exponent: Expr, decimals: u32, span: Span) -> Maybe<Expr> {
        self.power_fits(&value, &exponent)?;
        Some(build::power(value, exponent, decimals, span))
    }

    /// Whether a number can be raised to an exponent.
    pub(crate) fn power_fits(&mut self, value: &Expr, exponent: &Expr) -> Maybe<()> {
        self.plain(value, "power")?;
        self.plain(exponent, "power")?;
        let Some(known) = exponent.constant().cloned() else {
            let message = say::exponent_not_fixed();
            let help = phrase::write_for_example("power(x, 0.5)");
            return self.fail(Diagnostic::error(Code::WrongArguments, exponent.span, message).help(help));
        };
        let most = Rational::from(i64::from(crate::number::root::MAX_EXPONENT));
        let (numerator, denominator) = (known.numer(), known.denom());
        if Rational::from(numerator).abs() > most || Rational::from(denominator) > most {
            let message = say::exponent_too_long(&known, &most);
            let help = say::write_simpler_exponent();
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
        let message = say::needs_plain_number(user, number.unit.words());
        let help = self.divide_to_plain(value);
        self.fail(Diagnostic::error(Code::UnitMismatch, value.span, message).help(help))
    }

    /// `pseudonym(phone)`: of a value that identifies somebody.
    fn pseudonym(&mut self, value: Expr, span: Span) -> Maybe<Expr> {
        if matches!(value.ty.held(), Type::Text | Type::Number(_) | Type::Date) {
            return Some(build::pseudonym(value, span));
        }
        let message = say::identifies_nobody(self.sources.text(value.span), self.words(&value.ty));
        let help = say::pseudonyms_of_keys();
        self.fail(
            Diagnostic::error(Code::TypeMismatch, value.span, message)
                .about(self.model.type_name(&value.ty))
                .help(help),
        )
    }
}

/// The spelling in this language for a function of spreadsheets and databases.
fn of_spreadsheets(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "if" | "ifs" | "iif" | "case" | "choose" | "switch" | "wenn" | "如果" => say::form_of_case(),
        "coalesce" | "ifnull" | "nvl" | "iferror" | "ifna" | "fillna" | "isnull" => say::form_of_default(),
        "vlookup" | "xlookup" | "hlookup" | "index" | "match" => say::form_of_lookup(),
        "average" | "avg" | "averageif" | "averageifs" | "mittelwert" | "durchschnitt" | "平均" => {
            say::form_of_mean()
        }
        "countif" | "countifs" | "zählenwenn" => say::form_of_count(),
        "sumif" | "sumifs" | "summewenn" => say::form_of_sum(),
        "sumproduct" => say::form_of_weighting(),
        "and" | "or" | "not" => say::form_of_conditions(),
        "stdev" | "stddev" | "std" | "sd" => say::form_of_deviation(),
        "var" => say::form_of_variance(),
        "round" | "roundup" | "rounddown" | "ceil" | "ceiling" | "floor" | "int" | "trunc" => say::form_of_rounding(),
        "today" | "now" => say::day_is_as_of(),
        _ => return None,
    })
}
