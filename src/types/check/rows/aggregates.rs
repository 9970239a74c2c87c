//! Aggregates of the arguments of a function, and of the rows of a table.

use super::own_values::own_values;
use super::{CheckScope, Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic};
use crate::functions::{Argument, Function};
use crate::messages::types::values::needs_rows;
use crate::messages::{phrase, types::rows as say};
use crate::names::{Referent, SubjectId};
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{self, ArgKind, ExprKind, Name};
use crate::types::check::values::calls::{Call, RowsOf};
use crate::types::op::*;
use crate::types::step::Storage;
use crate::types::typed::build::Rows;
use crate::types::typed::{Expr, build};
use crate::types::units::Unit;

/// The smallest number of rows of which a value may be published: of two, each knows the value of the other.
const LEAST_ROWS: u32 = 3;

impl<'a> Checker<'_, 'a> {
    /// Whether a call aggregates rows: it names them after `of`, or it is `count` or `exists` of rows.
    pub(crate) fn is_aggregate(&self, place: CheckScope<'_>, call: &Call<'a>) -> bool {
        call.args.iter().any(|arg| match &arg.kind {
            ArgKind::Rows { .. } => true,
            ArgKind::Value(value) => {
                let whole_rows = call.function.takes_whole_rows();
                whole_rows && matches!(self.referent(place, value.span), Some(Referent::Subject(_)))
            }
            _ => false,
        })
    }

    /// `mean(a, b, missing skipped if at least 2, if empty missing)`
    pub(crate) fn combine_list(&mut self, call: &Call<'a>, values: Vec<Expr>) -> Maybe<Expr> {
        if values.is_empty() {
            let function = call.function;
            let finding = Diagnostic::error(Code::WrongArguments, call.span, say::no_values(function));
            return self.fail(finding.help(say::give_values_or_rows(function)));
        }
        let how = call.how()?;
        if how == How::Count {
            return Some(build::combined_whole(how, values, call.span));
        }
        self.enough_can_be(call.options.missing, values.len())?;
        let values = self.answered_with(call.answer.as_ref(), values)?;
        let missing = self.missing_rule(call, &values)?;
        let empty = self.empty(call, matches!(missing, MissingRule::Skipped(_)), values.first()?)?;
        self.combine(Combine { how, weights: None, missing, empty }, values, call.span)
    }

    fn combine(&mut self, combine: Combine, values: Vec<Expr>, span: Span) -> Maybe<Expr> {
        self.come_together(combine.how, &values)?;
        Some(build::combined(combine, values, span))
    }

    /// Checks that values can be aggregated: they are numbers of one unit.
    pub(crate) fn come_together(&mut self, how: How, values: &[Expr]) -> Maybe<()> {
        let first = values.first()?;
        for value in values {
            let number = self.number_for(value, say::an_aggregate)?;
            self.common(first, value)?;
            if matches!(how, How::GeometricMean(_)) && number.unit != Unit::Plain {
                let message = say::geometric_mean_of_unit();
                let help = say::divide_first();
                return self.fail(Diagnostic::error(Code::UnitMismatch, value.span, message).help(help));
            }
        }
        Some(())
    }

    /// `mean(x of table where … weighted …, missing skipped, if empty missing)`
    pub(crate) fn aggregate(&mut self, place: CheckScope<'_>, call: Call<'a>) -> Maybe<Expr> {
        let named = call.rows()?;
        self.takes_rows(&call, &named)?;
        self.one_value_of_rows(&call)?;
        let whole_rows = named.of.is_none();
        if whole_rows != call.function.takes_whole_rows() {
            self.rows_or_values(&call, &named);
            return None;
        }
        if whole_rows && !matches!(named.value.kind, ExprKind::Name(_)) {
            let help = say::name_rows_instead(self.sources.text(named.value.span));
            let finding = Diagnostic::error(Code::WrongArguments, named.value.span, needs_rows(call.function));
            return self.fail(finding.help(help));
        }
        let Some(Referent::Subject(source)) = self.referent(place, named.named_at()) else { return None };
        if call.function == Function::Rank && (named.among.is_none() || Some(source) != place.subject) {
            return self.not_ranked(call.span);
        }
        let inside = place.among(source);
        let mut answer = None;
        let mut as_given = None;
        let (rows, linked) = self.rows_of(place, call.function, source, &named, |checker| {
            let given = checker.answer_of(inside, call.options.missing);
            let value = if whole_rows { Vec::new() } else { vec![checker.expr(inside, named.value)?] };
            as_given = value.first().cloned();
            answer = given?;
            let value = checker.answered_with(answer.as_ref(), value)?.pop();
            let weight = named.weight.map(|weight| checker.row_weight(inside, weight, call.function));
            Some((value, weight.map_or(Some(None), |weight| weight.map(Some))?))
        })?;
        let call = Call { answer, ..call };
        let rows = Rows { source: self.rows_of_periods(source, named.all_periods)?, ..rows };
        // The rows that the value reveals something about: the rows that have a value of their own. For `exists`, that
        // value is the condition, of all rows.
        let told_of = match call.function {
            Function::Exists => Rows { value: rows.condition.clone(), condition: None, ..rows.clone() },
            _ => Rows { value: as_given, ..rows.clone() },
        };
        let rows = match named.by_design {
            Some(at) => self.by_design(call.function, rows, at)?,
            None => rows,
        };
        // Mistakes in the keys have been reported; the aggregate itself is checked nevertheless.
        let value = self.together(place, &call, rows, &named).filter(|_| linked)?;
        match call.options.at_least {
            Some(least) => self.of_enough(told_of, value, least, call.span),
            None => Some(value),
        }
    }

    /// The rows of an aggregate as one value.
    fn together(&mut self, place: CheckScope<'_>, call: &Call<'a>, rows: Rows, named: &RowsOf<'a>) -> Maybe<Expr> {
        let span = call.span;
        match call.function {
            Function::Count if named.by_design.is_some() => {
                Some(rows.together(How::Sum, MissingRule::Propagates, Some(Rational::zero()), span))
            }
            Function::Count => Some(rows.count(span)),
            Function::Exists => {
                let value = rows.condition.clone().unwrap_or_else(|| build::yes_no(true, span));
                let rows = Rows { value: Some(value), condition: None, ..rows };
                Some(rows.together(call.how()?, MissingRule::Propagates, None, span))
            }
            Function::Any | Function::All => {
                let value = self.condition(rows.value.clone()?, call.function.name())?;
                Some(rows.of(value).together(call.how()?, MissingRule::Propagates, None, span))
            }
            // The mean of a value that is 1 if the condition is yes, and 0 if it is no.
            Function::Share => {
                let condition = self.condition(rows.value.clone()?, call.function.name())?;
                self.numbers_together(place, call, &rows, build::indicator(condition))
            }
            Function::Mean | Function::Sum | Function::Min | Function::Max | Function::Median => {
                self.numbers_together(place, call, &rows, rows.value.clone()?)
            }
            Function::CountDistinct => self.distinct_of(call, &rows),
            Function::Variance => self.variance_of(call, rows),
            Function::Deviation => self.deviation_of(call, rows),
            Function::Quantile => self.quantile_of(call, rows),
            Function::Rank => self.rank_of(place, call, rows, named),
            // These are reported before their rows are checked.
            Function::GeometricMean
            | Function::Linear
            | Function::Logarithmic
            | Function::Ln
            | Function::Power
            | Function::Sqrt
            | Function::Rounded
            | Function::Limited
            | Function::Abs
            | Function::Pseudonym
            | Function::StandardError => None,
        }
    }

    /// Reports rows in a call of a function that takes only values.
    fn takes_rows(&mut self, call: &Call<'a>, named: &RowsOf<'a>) -> Maybe<()> {
        match (&call.function.row().of_rows, call.function) {
            (Some(_), _) => Some(()),
            (None, Function::GeometricMean) => {
                let message = say::geometric_mean_of_rows();
                let help = say::no_other_mean();
                self.fail(Diagnostic::error(Code::WrongArguments, call.span, message).help(help))
            }
            (None, _) => self.wrong_argument(call, named.span, say::rows_not_allowed()),
        }
    }

    /// Checks that an aggregate has a single value of the rows; a quantile has its share in addition.
    fn one_value_of_rows(&mut self, call: &Call<'a>) -> Maybe<()> {
        let values = call.args.iter().filter(|arg| matches!(arg.kind, ArgKind::Rows { .. } | ArgKind::Value(_)));
        if values.count() <= if call.function == Function::Quantile { 2 } else { 1 } {
            return Some(());
        }
        let message = say::several_values_of_rows(call.function);
        let per = call.args.iter().any(|arg| match &arg.kind {
            ArgKind::Rows { among: Some(among), .. } => !among.per.is_empty(),
            _ => false,
        });
        let help = match per {
            true => say::join_after_per(),
            false => say::write_one_aggregate_each(),
        };
        self.fail(Diagnostic::error(Code::WrongArguments, call.span, message).help(help))
    }

    /// The value of an aggregate if enough rows count: the rows that have a value, and a weight.
    fn of_enough(&mut self, told_of: Rows, value: Expr, least: ast::Digits, span: Span) -> Maybe<Expr> {
        if least.count < LEAST_ROWS {
            let message = match least.count {
                0 | 1 => say::one_row_alone(least.count),
                _ => say::one_of_two_rows().to_owned(),
            };
            let help = say::write_at_least(LEAST_ROWS);
            return self.fail(Diagnostic::error(Code::BadRange, least.span, message).help(help));
        }
        let made_of = [&told_of.value, &told_of.condition, &told_of.weight].into_iter().flatten();
        let own = made_of.flat_map(|of| own_values(&self.model, of)).collect();
        Some(build::of_enough(told_of, own, value, least.count, span))
    }

    /// Rows that count according to the weight of their design: a mean or share is weighted by it, a sum multiplies
    /// each value by it, and a count is the sum of the weights alone.
    fn by_design(&mut self, function: Function, rows: Rows, at: Span) -> Maybe<Rows> {
        let weight = self.design_weight(rows.source, at)?;
        match (function, rows.value.clone()) {
            (Function::Mean | Function::Share, _) => Some(Rows { weight: Some(weight), ..rows }),
            (Function::Sum, Some(value)) => {
                let span = value.span;
                let value = self.arithmetic(Op::Multiply, weight, value, at, span)?;
                Some(Rows { value: Some(value), ..rows })
            }
            (Function::Count, _) => Some(Rows { value: Some(weight), ..rows }),
            _ => {
                let message = say::not_an_estimate(function);
                let help = say::use_an_estimate();
                self.fail(Diagnostic::error(Code::WrongArguments, at, message).help(help))
            }
        }
    }

    /// The rows of an aggregate, and whether it is known how they belong to the current subject. `inside` types the
    /// value and the weight of each row, which are computed only if the condition holds.
    pub(crate) fn rows_of(
        &mut self,
        place: CheckScope<'_>,
        function: Function,
        source: SubjectId,
        named: &RowsOf<'a>,
        inside: impl FnOnce(&mut Self) -> Maybe<(Option<Expr>, Option<Expr>)>,
    ) -> Maybe<(Rows, bool)> {
        // Facts about the current subject are not facts about the rows, and the other way round.
        let known = std::mem::take(&mut self.facts);
        let around = std::mem::replace(&mut self.outer_facts, known);
        if let Some(condition) = named.condition {
            self.learn(place.among(source), condition, true);
        }
        let typed = inside(self);
        self.facts.forget(0);
        // `exists` is about no row or some rows, so its condition need not be known for each row.
        let known = function != Function::Exists;
        let (condition, links) = self.linked(place, (source, named.named_at()), named.among, named.condition, known);
        self.facts = std::mem::replace(&mut self.outer_facts, around);
        let (value, weight) = typed?;
        let linked = links.is_some();
        Some((Rows { source, links: links.unwrap_or_default(), value, condition: condition?, weight }, linked))
    }

    /// Reports rows where a value is needed, or a value where rows are needed.
    fn rows_or_values(&mut self, call: &Call<'a>, named: &RowsOf<'a>) {
        let function = call.function;
        let value = self.sources.text(named.value.span);
        let (span, message, help) = match named.of {
            Some(of) => {
                let message = match function {
                    Function::Exists => say::exists_of_values(),
                    _ => say::count_of_values(),
                };
                // If every row has the value, a check for missing would be a finding of its own.
                let rows = match self.is_always_there(of, named.value) {
                    true => of.text.clone(),
                    false => format!("{} where {value} is not missing", of.text),
                };
                (call.span, message.to_string(), phrase::write(format_args!("{function}({rows})")))
            }
            None => {
                let none = if function.takes(Argument::IfEmpty) { ", if empty missing" } else { "" };
                let (message, help) = match self.names.catalogue.subject_named(value) {
                    Some(_) => (
                        say::needs_value_of_rows(value, function),
                        phrase::write(format_args!("{function}(x of {value} where …{none})")),
                    ),
                    None => (
                        say::needs_rows_of_value(function, value),
                        phrase::write(format_args!("{function}({value} of table where …{none})")),
                    ),
                };
                (named.span, message, help)
            }
        };
        self.report(Diagnostic::error(Code::WrongArguments, span, message).help(help));
    }

    /// Whether a value is a column of a table that has a value in every row.
    fn is_always_there(&self, of: &Name, value: &ast::Expr) -> bool {
        let ExprKind::Name(name) = &value.kind else { return false };
        self.names.catalogue.tables.iter().filter(|table| table.name.text == of.text).any(|table| {
            let own = table.columns.iter().find(|column| column.name.text == *name);
            own.is_some_and(|own| own.missing.is_none() && own.absent.is_none())
        })
    }

    fn row_weight(&mut self, inside: CheckScope<'_>, written: &'a ast::Expr, function: Function) -> Maybe<Expr> {
        let weight = self.expr(inside, written)?;
        let number = self.numeric(&weight, "weighted")?;
        let text = self.sources.text(written.span);
        let (message, help) = if function != Function::Mean {
            let help = match function {
                Function::Sum => say::multiply_by_weight(),
                Function::Share => say::write_mean_of_condition(),
                _ => say::remove_weight(),
            };
            (say::not_weighted(function), help)
        } else if weight.can_miss {
            (say::weight_can_be_missing(text), say::default_zero())
        } else if number.range.lo.as_ref().is_none_or(Rational::is_negative) {
            (say::weight_can_be_negative(text), say::narrow_range_of_column())
        } else {
            return Some(self.stored(weight, Moves::Not));
        };
        self.fail(Diagnostic::error(Code::WrongArguments, written.span, message).help(help))
    }

    /// A value that enters an aggregate: unchanged if it can be stored exactly, else rounded half even. A warning is
    /// reported if not even the longest stored decimals hold the digits that are known from the policy.
    pub(crate) fn stored(&mut self, value: Expr, moves: Moves) -> Expr {
        let number = value.number();
        if let Some(Storage::Decimals { decimals, short: short @ 1.. }) = number.map(NumberType::storage) {
            let text = self.page_text(value.span);
            let largest = number.filter(|number| number.step.follows_from_data()).and_then(|n| n.range.magnitude());
            let (message, help) = match largest {
                // It is not known how small the values are, so neither is a number to multiply them by.
                Some(largest) => {
                    (say::too_few_digits(&text, &largest, decimals), say::count_in_smaller_unit().to_owned())
                }
                None => {
                    let message = say::digits_are_lost(&text, short, decimals);
                    let factor = Rational::pow10(i32::try_from(short).unwrap_or(0));
                    let after = match moves {
                        Moves::Along => say::and_divide_by_the_same().to_owned(),
                        Moves::AsSquare => say::and_divide_by(&factor * &factor),
                        Moves::Not => say::result_stays_the_same().to_owned(),
                    };
                    (message, say::multiply_first(&factor, &after))
                }
            };
            self.report(Diagnostic::error(Code::DigitsLost, value.span, message).help(help).into_warning());
        }
        build::kept(value)
    }

    /// An aggregate of a number of each row, with a rule of the policy for missing numbers.
    fn numbers_together(&mut self, place: CheckScope<'_>, call: &Call<'a>, rows: &Rows, value: Expr) -> Maybe<Expr> {
        let how = call.how()?;
        if how == How::Sum {
            self.not_added_again(&value, place, rows);
        }
        let missing = self.missing_rule(call, std::slice::from_ref(&value))?;
        let empty = self.empty(call, true, &value)?;
        let value = self.stored(value, Moves::Along);
        let each = self.numeric(&value, call.function.name())?.error;
        let together = rows.of(value).together(how, missing, empty, call.span);
        Some(match self.most_rows(rows).filter(|_| how == How::Sum) {
            Some(rows) => together.off_by(each.of_rows(rows)),
            None => together,
        })
    }

    /// `count_distinct(x of table where …)`: the number of different values. A missing value is not one of them.
    fn distinct_of(&mut self, call: &Call<'a>, rows: &Rows) -> Maybe<Expr> {
        let value = rows.value.clone()?;
        let missing = self.missing_rule(call, std::slice::from_ref(&value))?;
        if let (MissingRule::CountsAs(_), Some(written)) = (&missing, call.options.missing) {
            let message = say::missing_is_not_counted();
            let help = say::skip_or_propagate();
            return self.fail(Diagnostic::error(Code::WrongMissing, written.span, message).help(help));
        }
        let value = self.stored(value, Moves::Not);
        Some(rows.of(value).together(call.how()?, missing, Some(Rational::zero()), call.span))
    }
}

/// The change of a result if all values that it is made of are multiplied by the same number.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Moves {
    /// The result is multiplied by that number, too.
    Along,
    /// The result is multiplied by the square of that number.
    AsSquare,
    /// The result stays the same: a mean if the values are its weights, or the number of different values.
    Not,
}
