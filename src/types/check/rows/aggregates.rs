//! Values brought to one: the arguments of a function, and the rows of a table.

use super::own_values::own_values;
use super::{Checker, Maybe, Place, counted};
use crate::calendar::TimeUnit;
use crate::diagnostic::{Code, Diagnostic};
use crate::faults::fault;
use crate::names::model::{Factor as NamedFactor, SubjectKind};
use crate::names::{Referent, SubjectId};
use crate::number::Rational;
use crate::schema::ColumnKind;
use crate::source::Span;
use crate::syntax::ast::{self, Arg, ArgKind, ExprKind, Name};
use crate::types::ROOT_DECIMALS;
use crate::types::check::values::calls::Options;
use crate::types::model::*;
use crate::types::op::*;
use crate::types::typed::build::Rows;
use crate::types::typed::{Expr, Storage, build};
use crate::types::units::Unit;

/// The fewest rows that a value may be published of: of two, each knows the other.
const LEAST_ROWS: u32 = 3;

/// A factor of a subject that narrows none of the rows that are brought together for it.
#[derive(Clone, Copy)]
pub(crate) struct Unlinked {
    rows: SubjectId,
    subject: SubjectId,
    factor: NamedFactor,
    at: Span,
}

impl<'a> Checker<'_, 'a> {
    /// Whether a call brings rows together: it names them behind `of`, or it is `count` or `exists` of rows.
    pub(crate) fn is_aggregate(&self, place: Place<'_>, name: &Name, args: &[Arg]) -> bool {
        args.iter().any(|arg| match &arg.kind {
            ArgKind::Rows { .. } => true,
            ArgKind::Value(value) => {
                let of_rows = crate::names::OF_ROWS.contains(&name.text.as_str());
                of_rows && matches!(self.referent(place, value.span), Some(Referent::Subject(_)))
            }
            _ => false,
        })
    }

    /// `mean(a, b, missing skipped if at least 2, none missing)`
    pub(crate) fn combine_list(
        &mut self,
        name: &Name,
        values: Vec<Expr>,
        options: &Options<'a>,
        span: Span,
    ) -> Maybe<Expr> {
        if values.is_empty() {
            let message = format!("`{}` needs values", name.text);
            let help = format!("write `{}(a, b)` or `{}(x of table, …)`", name.text, name.text);
            return self.fail(Diagnostic::error(Code::WrongArguments, span, message).help(help));
        }
        if name.text == "count" {
            return Some(build::combined_whole(How::Count, values, span));
        }
        let how = self.how(name, options)?;
        self.enough_can_be(options.missing, values.len())?;
        let values = self.answered_with(options.answer.as_ref(), values)?;
        let missing = self.missing_rule(options, &values, name, span)?;
        let empty = self.empty(options, matches!(missing, MissingRule::Skipped(_)), values.first()?, name)?;
        self.combine(Combine { how, weights: None, missing, empty }, values, span)
    }

    fn how(&mut self, name: &Name, options: &Options<'a>) -> Maybe<How> {
        Some(match name.text.as_str() {
            "mean" | "share" => How::Mean,
            "sum" => How::Sum,
            "min" => How::Minimum,
            "max" => How::Maximum,
            "median" => How::Median,
            _ => How::GeometricMean(options.decimals.map_or(ROOT_DECIMALS, |d| d.count)),
        })
    }

    /// The rule for a missing argument: as written; none is needed where nothing can be missing.
    pub(super) fn missing_rule(
        &mut self,
        options: &Options<'a>,
        values: &[Expr],
        name: &Name,
        span: Span,
    ) -> Maybe<MissingRule> {
        let Some(written) = options.missing else {
            let Some(open) = values.iter().find(|v| v.can_miss) else { return Some(MissingRule::Unscored) };
            let text = self.sources.text(open.span);
            let message = format!("`{text}` can be missing, and `{}` does not say what happens then", name.text);
            let help = match name.text.as_str() {
                "count_distinct" | "variance" | "deviation" | "quantile" => {
                    "add `missing skipped` or `missing unscored`"
                }
                // Where all may be left out, none may be left.
                _ if options.none.is_none() => {
                    "add `missing unscored`, `missing skipped, none missing` or `missing counts as 0`"
                }
                _ => "add `missing unscored`, `missing skipped` or `missing counts as 0`",
            };
            let finding = Diagnostic::error(Code::MissingAnswer, span, message);
            return self.fail(finding.label(open.span, "can be missing").help(help));
        };
        self.rule(written, options.answer.as_ref(), values, false)
    }

    /// A number that answers for missing values or for none: of the unit of the values, or zero.
    pub(super) fn answer_fits(&mut self, answer: &Rational, unit: Unit, span: Span, values: &Expr) -> Maybe<()> {
        let wanted = values.number()?.unit;
        if unit == wanted || wanted == Unit::Money && unit == Unit::Plain || unit == Unit::Plain && answer.is_zero() {
            return Some(());
        }
        let text = self.sources.text(span);
        let message = format!("`{text}` is {}, and the values are {}", unit.words(), wanted.words());
        let help = wanted.cure(text);
        self.fail(Diagnostic::error(Code::UnitMismatch, span, message).label(values.span, wanted.words()).help(help))
    }

    /// What answers for a missing value, where the rule names it.
    pub(crate) fn answer_of(&mut self, place: Place<'_>, written: Option<&'a ast::Missing>) -> Maybe<Option<Expr>> {
        match written.map(|written| &written.kind) {
            Some(ast::MissingKind::CountsAs(answer)) => {
                let typed = self.expr(place, answer)?;
                self.numeric(&typed, "missing counts as")?;
                Some(Some(typed))
            }
            _ => Some(None),
        }
    }

    /// Values with what answers for a missing one, where that is no fixed number.
    pub(crate) fn answered_with(&mut self, answer: Option<&Expr>, values: Vec<Expr>) -> Maybe<Vec<Expr>> {
        match answer.filter(|answer| answer.constant().is_none()) {
            Some(answer) => values.into_iter().map(|value| self.with_stand_in(value, answer)).collect(),
            None => Some(values),
        }
    }

    /// A value, or another where it is missing.
    pub(super) fn answered(&mut self, value: Expr, answer: Expr) -> Maybe<Expr> {
        if !value.can_miss {
            return Some(value);
        }
        self.common(&value, &answer)?;
        let span = value.span;
        Some(build::default(value, answer, span))
    }

    /// A value with another one that answers where it is missing, kept apart from a `default` of the page.
    fn with_stand_in(&mut self, value: Expr, answer: &Expr) -> Maybe<Expr> {
        let can_miss = value.can_miss;
        let answered = self.answered(value, answer.clone())?;
        if can_miss {
            self.coverage.stand_in(&answered);
        }
        Some(answered)
    }

    /// A written rule with what it names; `in_tree` tells which of the two words for leaving out fits. An answer that
    /// is no fixed number has taken its place, see [`Self::answered_with`]: what is missing then is missing.
    pub(crate) fn rule(
        &mut self,
        written: &ast::Missing,
        answer: Option<&Expr>,
        values: &[Expr],
        in_tree: bool,
    ) -> Maybe<MissingRule> {
        let wrong = |checker: &mut Self, message: &str, help: &str| {
            checker.fail(Diagnostic::error(Code::WrongMissing, written.span, message).help(help))
        };
        match &written.kind {
            ast::MissingKind::Unscored => Some(MissingRule::Unscored),
            ast::MissingKind::CountsAs(_) => {
                let answer = answer?;
                let Some(value) = answer.constant() else { return Some(MissingRule::Unscored) };
                self.answer_fits(value, answer.number()?.unit, answer.span, values.first()?)?;
                Some(MissingRule::CountsAs(value.clone()))
            }
            ast::MissingKind::Fails if in_tree => Some(MissingRule::Unscored),
            ast::MissingKind::Fails => wrong(
                self,
                "only a node of a tree fails where a value is missing",
                "write `missing unscored`, and a `check` that the value is not missing",
            ),
            ast::MissingKind::Renormalise(at_least) | ast::MissingKind::Across(at_least) if in_tree => {
                self.at_least(at_least.as_ref())
            }
            ast::MissingKind::Skipped(at_least) if !in_tree => self.at_least(at_least.as_ref()),
            ast::MissingKind::Renormalise(_) | ast::MissingKind::Across(_) => {
                wrong(self, "only the children of a tree have a parent", "write `missing skipped`")
            }
            ast::MissingKind::Skipped(_) => wrong(
                self,
                "in a tree it must be said where the weight of a missing indicator goes",
                "write `missing renormalise within parent`",
            ),
        }
    }

    fn at_least(&mut self, at_least: Option<&ast::AtLeast>) -> Maybe<MissingRule> {
        let Some(at_least) = at_least else { return Some(MissingRule::Skipped(None)) };
        let value = at_least.value.to_rational();
        if at_least.percent {
            let share = value * Rational::pow10(-2);
            if share > Rational::one() {
                let message = "a share is at most 100%";
                let help = "write for example `50%`";
                return self.fail(Diagnostic::error(Code::BadRange, at_least.span, message).help(help));
            }
            return Some(MissingRule::Skipped(Some(AtLeast::Share(share))));
        }
        let count = value.is_integer().then(|| value.to_string().parse::<u32>().ok()).flatten();
        if count.is_none() {
            let message = "this counts values and is a whole number";
            let share = at_least.value.to_rational() * Rational::pow10(2);
            let help = match share <= Rational::pow10(2) {
                true => format!("for a share of them, write `if at least {share}%`; for a number, `if at least 3`"),
                false => "write `if at least 3`, or a share: `if at least 50%`".to_string(),
            };
            self.report(Diagnostic::error(Code::BadRange, at_least.span, message).help(help));
        }
        Some(MissingRule::Skipped(Some(AtLeast::Count(count?))))
    }

    /// `none 0`, `none missing`: what holds when nothing is left; must be said where that can be.
    fn empty(
        &mut self,
        options: &Options<'a>,
        can_be_empty: bool,
        values: &Expr,
        name: &Name,
    ) -> Maybe<Option<Rational>> {
        let Some((value, span)) = options.none else {
            if !can_be_empty {
                return Some(None);
            }
            let message = format!("`{}` does not say what holds when nothing is left", name.text);
            let help = "add `none missing` or `none 0`";
            return self.fail(Diagnostic::error(Code::EmptyAnswer, name.span, message).help(help));
        };
        if matches!(value.kind, ExprKind::Missing(_)) {
            return Some(None);
        }
        let known = self.expr(Place::in_scale(&[]), value)?;
        match known.constant().zip(known.number()) {
            Some((number, ty)) => {
                self.answer_fits(number, ty.unit, value.span, values)?;
                Some(Some(number.clone()))
            }
            None => {
                let message = "`none` is followed by a fixed number or `missing`";
                self.fail(Diagnostic::error(Code::EmptyAnswer, span, message).help("write `none 0` or `none missing`"))
            }
        }
    }

    /// More answers than there are values would never be there.
    pub(crate) fn enough_can_be(&mut self, written: Option<&ast::Missing>, values: usize) -> Maybe<()> {
        let least = match written.map(|w| &w.kind) {
            Some(
                ast::MissingKind::Renormalise(Some(least))
                | ast::MissingKind::Across(Some(least))
                | ast::MissingKind::Skipped(Some(least)),
            ) => least,
            _ => return Some(()),
        };
        let most = Rational::from(i64::try_from(values).unwrap_or(i64::MAX));
        if least.percent || least.value.to_rational() <= most {
            return Some(());
        }
        let message = format!("at least {} must be there, and there are only {values}", least.value);
        let help = format!("write `if at least {values}`, or fewer");
        self.fail(Diagnostic::error(Code::BadRange, least.span, message).help(help))
    }

    /// Values brought to one, whatever they came from.
    fn combine(&mut self, combine: Combine, values: Vec<Expr>, span: Span) -> Maybe<Expr> {
        self.come_together(combine.how, &values)?;
        Some(build::combined(combine, values, span))
    }

    /// Whether values can be brought to one: they are numbers of one unit.
    pub(crate) fn come_together(&mut self, how: How, values: &[Expr]) -> Maybe<()> {
        let first = values.first()?;
        for value in values {
            let number = self.numeric(value, "bringing values together")?;
            self.common(first, value)?;
            if matches!(how, How::GeometricMean(_)) && number.unit != Unit::Plain {
                let message = "a geometric mean is taken of plain numbers";
                let help = "divide by a quantity of the same unit first";
                return self.fail(Diagnostic::error(Code::UnitMismatch, value.span, message).help(help));
            }
        }
        Some(())
    }

    /// `mean(x of table where … weighted …, missing skipped, none missing)`
    pub(crate) fn aggregate(
        &mut self,
        place: Place<'_>,
        name: &'a Name,
        args: &'a [Arg],
        options: &Options<'a>,
        span: Span,
    ) -> Maybe<Expr> {
        let named = args.iter().find(|a| matches!(a.kind, ArgKind::Rows { .. }));
        let rows = named.or_else(|| args.iter().find(|a| matches!(a.kind, ArgKind::Value(_))))?;
        let values = args.iter().filter(|a| matches!(a.kind, ArgKind::Rows { .. } | ArgKind::Value(_))).count();
        if values > if name.text == "quantile" { 2 } else { 1 } {
            let message = format!("`{}` brings together one value of the rows", name.text);
            let per = args.iter().any(|arg| match &arg.kind {
                ArgKind::Rows { among: Some(among), .. } => !among.per.is_empty(),
                _ => false,
            });
            let help = match per {
                true => "join what stands behind `per` by `and`: `per a and b`",
                false => "write one aggregate for each value",
            };
            return self.fail(Diagnostic::error(Code::WrongArguments, span, message).help(help));
        }
        let (written, of, all_periods, among, condition, weight, by_design) = match &rows.kind {
            ArgKind::Rows { value, of, all_periods, among, condition, weight, by_design } => {
                (value, of.as_ref(), *all_periods, among.as_deref(), condition.as_ref(), weight.as_ref(), *by_design)
            }
            ArgKind::Value(value) => (value, None, None, None, None, None, None),
            _ => return None,
        };
        let rows_only = of.is_none();
        if rows_only != crate::names::OF_ROWS.contains(&name.text.as_str()) {
            let place = if of.is_some() { span } else { rows.span };
            self.rows_or_values(name, written, of, place);
            return None;
        }
        let at = of.map_or(written.span, |of| of.span);
        let Some(Referent::Subject(source)) = self.referent(place, at) else { return None };
        if name.text == "rank" && (among.is_none() || Some(source) != place.subject) {
            return self.not_ranked(span);
        }
        let inside = place.among(source);
        let mut options = options.clone();
        let mut as_given = None;
        let typed = self.aggregate_parts(place, name, (source, at), (among, condition), |checker| {
            let answer = checker.answer_of(inside, options.missing);
            let value = if rows_only { Vec::new() } else { vec![checker.expr(inside, written)?] };
            as_given = value.first().cloned();
            options.answer = answer?;
            let value = checker.answered_with(options.answer.as_ref(), value)?.pop();
            let weight = weight.map(|w| checker.row_weight(inside, w, name)).map_or(Some(None), |w| w.map(Some))?;
            Some((value, weight))
        });
        let (value, weight, condition, links) = typed?;
        let options = &options;
        let source = self.rows_of_periods(source, all_periods)?;
        // What is wrong with the keys is told; what is brought together is looked at all the same.
        let linked = links.is_some();
        let whole = Rows { source, links: links.unwrap_or_default(), value, condition, weight };
        // Whom a value tells of: the rows that have one of their own. `exists` asks all of them.
        let told_of = match name.text.as_str() {
            "exists" => Rows { value: whole.condition.clone(), condition: None, ..whole.clone() },
            _ => Rows { value: as_given, ..whole.clone() },
        };
        let whole = match by_design {
            Some(at) => self.by_design(name, whole, at)?,
            None => whole,
        };
        let typed = match name.text.as_str() {
            "count" if by_design.is_some() => {
                let none = options.none.is_none().then_some(Rational::zero());
                self.total_of(whole, none, span)
            }
            "exists" => self.exists_of(whole, span),
            "any" | "all" => self.logic_of(name, whole, span),
            "share" => self.share_of(place, name, whole, options, span),
            "variance" => self.variance_of(name, whole, options, span),
            "deviation" => self.deviation_of(name, whole, options, span),
            "quantile" => self.quantile_of(name, whole, (args, options), span),
            "rank" => self.rank_of(place, name, whole, (written, among), options, span),
            _ => self.aggregate_of(place, name, whole, options, span),
        };
        let typed = typed.filter(|_| linked)?;
        match options.at_least {
            Some((least, _)) => self.of_enough(told_of, typed, least, span),
            None => Some(typed),
        }
    }

    /// What rows come to where enough of them count: those that have a value, and a weight.
    fn of_enough(&mut self, told_of: Rows, value: Expr, least: ast::Digits, span: Span) -> Maybe<Expr> {
        if least.count < LEAST_ROWS {
            let message = match least.count {
                0 | 1 => format!("with {} a value can be that of one row alone", counted(least.count as usize, "row")),
                _ => "of two rows each can work out the value of the other".to_owned(),
            };
            let help = format!("write `at least {LEAST_ROWS}` or more, as the regulation has it");
            return self.fail(Diagnostic::error(Code::BadRange, least.span, message).help(help));
        }
        let made_of = [&told_of.value, &told_of.condition, &told_of.weight].into_iter().flatten();
        let own = made_of.flat_map(|of| own_values(&self.model, of)).collect();
        Some(build::of_enough(told_of, own, value, least.count, span))
    }

    /// Rows that count as their design weighs them: a mean or share by its weight, a sum times it, a count by it alone.
    fn by_design(&mut self, name: &Name, parts: Rows, at: Span) -> Maybe<Rows> {
        let weight = self.design_weight(parts.source, at)?;
        match (name.text.as_str(), parts.value.clone()) {
            ("mean" | "share", _) => Some(Rows { weight: Some(weight), ..parts }),
            ("sum", Some(value)) => {
                let span = value.span;
                let value = self.arithmetic(Op::Multiply, weight, value, at, span)?;
                Some(Rows { value: Some(value), ..parts })
            }
            ("count", _) => Some(Rows { value: Some(weight), ..parts }),
            _ => {
                let message = format!("`{}` is not weighted by a design", name.text);
                let help = "only `mean`, `share`, `sum` and `count` are estimates";
                self.fail(Diagnostic::error(Code::WrongArguments, at, message).help(help))
            }
        }
    }

    /// The sum of the weights of rows.
    fn total_of(&mut self, parts: Rows, empty: Option<Rational>, span: Span) -> Maybe<Expr> {
        Some(parts.together(How::Sum, MissingRule::Unscored, empty, span))
    }

    /// The value and weight of the rows, which are computed where the condition holds; the condition and the links.
    #[expect(clippy::type_complexity, reason = "the parts of one call")]
    pub(super) fn aggregate_parts(
        &mut self,
        place: Place<'_>,
        name: &Name,
        (source, at): (SubjectId, Span),
        (among, condition): (Option<&'a ast::Among>, Option<&'a ast::Expr>),
        inside: impl FnOnce(&mut Self) -> Maybe<(Option<Expr>, Option<Expr>)>,
    ) -> Maybe<(Option<Expr>, Option<Expr>, Option<Expr>, Maybe<Vec<Expr>>)> {
        // What is known of the subject in hand is not known of rows, and the other way round.
        let known = std::mem::take(&mut self.facts);
        let around = std::mem::replace(&mut self.outer_facts, known);
        if let Some(condition) = condition {
            self.learn(place.among(source), condition, true);
        }
        let typed = inside(self);
        self.facts.clear();
        // What holds for no row or for some need not be known of each.
        let (condition, links) = self.linked(place, (source, at), among, condition, name.text != "exists");
        self.facts = std::mem::replace(&mut self.outer_facts, around);
        let (value, weight) = typed?;
        Some((value, weight, condition?, links))
    }

    fn rows_or_values(&mut self, name: &Name, value: &'a ast::Expr, of: Option<&Name>, span: Span) {
        let is_there = |of: &Name| match &value.kind {
            ast::ExprKind::Name(column) => self.names.catalogue.tables.iter().any(|table| {
                let has = |own: &&ast::Column| own.name.text == *column;
                table.name.text == of.text
                    && table.columns.iter().find(has).is_some_and(|own| own.missing.is_none() && own.absent.is_none())
            }),
            _ => false,
        };
        // Every row has the value: to ask for it would be a finding of its own.
        let condition = |of: &Name, value: &str| match is_there(of) {
            true => of.text.clone(),
            false => format!("{} where {value} is not missing", of.text),
        };
        let value = self.sources.text(value.span);
        let (message, help) = match of {
            Some(of) => {
                let message = match name.text.as_str() {
                    "exists" => "`exists` asks for rows, not for values",
                    _ => "`count` counts rows, not values",
                };
                (message.to_string(), format!("write `{}({})`", name.text, condition(of, value)))
            }
            None => {
                let none = if crate::types::check::values::calls::TOGETHER.contains(&name.text.as_str()) {
                    ", none missing"
                } else {
                    ""
                };
                match self.names.catalogue.subject_named(value) {
                    Some(_) => (
                        format!("which value of `{value}` `{}` takes is not said", name.text),
                        format!("write `{}(x of {value} where …{none})`", name.text),
                    ),
                    None => (
                        format!("of which rows `{}` takes `{value}` is not said", name.text),
                        format!("write `{}({value} of table where …{none})`", name.text),
                    ),
                }
            }
        };
        self.report(Diagnostic::error(Code::WrongArguments, span, message).help(help));
    }

    /// The rows of the period; or of all periods, where that is said.
    fn rows_of_periods(&mut self, source: SubjectId, all_periods: Option<Span>) -> Maybe<SubjectId> {
        let Some(span) = all_periods else { return Some(source) };
        let table = self.names.catalogue.rows_of(source);
        let dated = table.is_some_and(|t| self.names.catalogue.table(t).dated.is_some());
        let Some(table) = table.filter(|_| dated) else {
            let message =
                format!("`{}` is not dated: all its rows count anyway", self.names.catalogue.subject(source).name.text);
            let help = "take `of all periods` away";
            return self.fail(Diagnostic::error(Code::WrongArguments, span, message).help(help));
        };
        let own = self.model.subjects.iter().find(|s| s.table() == Some(table))?.clone();
        let (name, source) = (format!("{} of all periods", own.name), Source::Rows { table, all_periods: true });
        Some(self.unnamed_kind(SubjectModel { name, source, ..own }))
    }

    /// The condition on rows, which must be yes or no for each, and how the rows belong to the subject: the keys of the
    /// rows, then those of the subject.
    pub(crate) fn rows_linked(
        &mut self,
        place: Place<'_>,
        rows: SubjectId,
        at: Span,
        condition: Option<&'a ast::Expr>,
    ) -> Maybe<(Option<Expr>, Vec<Expr>)> {
        let (condition, links) = self.linked(place, (rows, at), None, condition, true);
        Some((condition?, links?))
    }

    /// The condition and the keys, each by itself; `known` tells whether the condition must be known for each row.
    pub(crate) fn linked(
        &mut self,
        place: Place<'_>,
        (rows, at): (SubjectId, Span),
        among: Option<&'a ast::Among>,
        condition: Option<&'a ast::Expr>,
        known: bool,
    ) -> (Maybe<Option<Expr>>, Maybe<Vec<Expr>>) {
        let inside = place.among(rows);
        let (mut joins, mut plain) = (Vec::new(), Vec::new());
        if let Some(condition) = condition {
            self.split(inside, condition, &mut joins, &mut plain);
        }
        plain.iter().for_each(|part| self.learn_around(inside, part));
        // What is held against the subject is held for the rows that the rest of the condition keeps.
        let before = self.facts.len();
        plain.iter().for_each(|part| self.learn(inside, part, true));
        let told = self.findings.len();
        let links = match among {
            Some(among) if Some(rows) == place.subject => self.peers(place, among, &joins),
            Some(among) => self.not_peers(place, rows, among).and_then(|()| self.keys(place, rows, at, &joins)),
            None => self.keys(place, rows, at, &joins),
        };
        self.facts.truncate(before);
        let of_links = self.findings.len();
        let condition = self.conditions(inside, &plain, known);
        // A condition that does not link the rows as it stands is the mistake, and not that nothing else does.
        if self.findings.iter().skip(of_links).any(|finding| finding.code == Code::OuterValue) {
            let mut at = 0..;
            let of_links = told..of_links;
            self.findings.retain(|f| !(at.next().is_some_and(|at| of_links.contains(&at)) && f.code == Code::NoLink));
        }
        let Some(among) = among.filter(|_| !fault!(OverIgnored)) else { return (condition, links) };
        let both = self.population(inside, &among.over).zip(condition).map(|(over, condition)| {
            Some(match condition {
                Some(condition) => build::and(over, condition, among.span),
                None => over,
            })
        });
        (both, links)
    }

    /// The keys of the rows, then those of the subject that they are held against.
    fn keys(
        &mut self,
        place: Place<'_>,
        rows: SubjectId,
        at: Span,
        joins: &[(&'a ast::Expr, &'a ast::Expr)],
    ) -> Maybe<Vec<Expr>> {
        let subject = place.subject?;
        let inside = place.among(rows);
        let (mut of_rows, mut of_subject) = (Vec::new(), Vec::new());
        for (row, own) in self.link_of(rows, subject, at, joins.len())? {
            of_rows.push(self.part_value(rows, &row, at)?);
            of_subject.push(self.part_value(subject, &own, at)?);
        }
        for (row, own) in joins {
            let (row, own) = (self.expr(inside, row), self.outer_value(place, own));
            let (row, own) = (row?, own?);
            if !crate::types::check::values::expressions::is_same_key(&row, &own) {
                self.common(&row, &own)?;
            }
            of_rows.push(row);
            of_subject.push(own);
        }
        self.note_unlinked((rows, subject), &of_subject, at);
        of_rows.append(&mut of_subject);
        Some(of_rows)
    }

    /// Remembers choices and stretches of the calendar among the factors of a subject that narrow none of the rows, for
    /// [`Self::unlinked`].
    fn note_unlinked(&mut self, (rows, subject): (SubjectId, SubjectId), own: &[Expr], at: Span) {
        let key = self.model.subjects.get(subject.0).map(|s| s.key.as_slice()).unwrap_or_default();
        let SubjectKind::Product(factors) = &self.names.catalogue.subject(subject).kind else { return };
        for (part, of) in key.iter().enumerate() {
            let is_of = |factor: &&NamedFactor| match (factor, &of.kind) {
                (NamedFactor::Choice(choice), ColumnKind::Choice(of, _)) => choice == of,
                (NamedFactor::Time(unit), _) => of.column.is_none() && of.name == unit.name(),
                _ => false,
            };
            if let Some(factor) = factors.iter().find(is_of).copied()
                && !own.iter().any(|own| own.op == Op::Key(part))
            {
                self.unlinked.push(Unlinked { rows, subject, factor, at });
            }
        }
    }

    /// A factor that narrows no rows is meant where the rows know nothing of it. Where a value of theirs says to which
    /// they belong, a sum over all of them would be the same for each.
    pub(crate) fn unlinked(&mut self) {
        for Unlinked { rows, subject, factor, at } in std::mem::take(&mut self.unlinked) {
            let choice = match factor {
                NamedFactor::Choice(choice) => choice,
                NamedFactor::Time(unit) => {
                    self.undated((rows, subject), unit, at);
                    continue;
                }
                NamedFactor::Subject(_) => continue,
            };
            let values = self.model.values.iter().flatten();
            let told = values
                .filter(|v| v.subject == rows && v.expr.ty == Type::Choice(choice))
                .map(|v| v.name.clone())
                .next();
            let (Some(told), Some(choice)) = (told, self.model.choices.get(choice.0)) else { continue };
            let [of, here] = [rows, subject].map(|id| self.names.catalogue.subject(id).name.text.clone());
            let name = choice.name.clone();
            let message = format!(
                "`{told}` says to which `{name}` each `{of}` belongs, and here every `{here}` takes all of them"
            );
            let help = format!(
                "add a condition: `where {told} is {here}.{name}`; if all are meant, bring them together without `{name}` first"
            );
            self.report(Diagnostic::error(Code::NoLink, at, message).help(help));
        }
    }

    /// Rows that have a day, and whose table is not dated by it, are of every month alike.
    fn undated(&mut self, (rows, subject): (SubjectId, SubjectId), unit: TimeUnit, at: Span) {
        let table = self.model.subjects.get(rows.0).and_then(SubjectModel::table);
        let table = table.and_then(|table| self.model.tables.get(table.0)).filter(|table| table.dated.is_none());
        let day = table.and_then(|table| table.columns.iter().find(|column| column.kind == ColumnKind::Date));
        let (Some(table), Some(day)) = (table, day) else { return };
        let [of, here] = [rows, subject].map(|id| self.names.catalogue.subject(id).name.text.clone());
        let (day, name) = (&day.name, unit.name());
        let message =
            format!("`{day}` says in which `{name}` each `{of}` lies, and here every `{here}` takes all of them");
        let help = format!(
            "write `table {} dated {day}`; if all are meant, bring them together without `{name}` first",
            table.name
        );
        self.report(Diagnostic::error(Code::NoLink, at, message).help(help));
    }

    /// How rows belong to the subject by what they refer to; `joins` counts the conditions that say so beside.
    fn link_of(
        &mut self,
        rows: SubjectId,
        subject: SubjectId,
        at: Span,
        joins: usize,
    ) -> Maybe<crate::names::ways::Link> {
        let catalogue = &self.names.catalogue;
        if rows == subject {
            let name = &catalogue.subject(rows).name.text;
            let message = format!("there is one value for each `{name}` here, so no `{name}` come together");
            let help = "declare a grouping, `subject group = table by column`, and write `of group`; or `of all`; or \
                        say who counts: `over eligibility`";
            return self.fail(Diagnostic::error(Code::WrongGrain, at, message).help(help));
        }
        if !catalogue.subject(subject).whole || !catalogue.subject(rows).whole {
            // What it is made of has been reported.
            return None;
        }
        if catalogue.subject(subject).kind == crate::names::model::SubjectKind::All {
            return Some(Vec::new());
        }
        let linked = catalogue.link(rows, subject);
        let (of, here) = (&catalogue.subject(rows).name.text, &catalogue.subject(subject).name.text);
        // Two ways, and no condition that says which.
        if let Some(open) = linked.open.get(joins) {
            let [one, other] = &open.ways;
            let message = format!("`{of}` has two ways to `{}`: `{one}` and `{other}`", open.to);
            let help = format!("say which with a condition: `where {one} is {here}.{}`", open.key);
            return self.fail(Diagnostic::error(Code::NoLink, at, message).help(help));
        }
        // A reference that leads nowhere has been reported.
        if linked.link.is_empty() && joins == 0 && catalogue.references_are_whole(rows) {
            let message = format!("nothing says which `{of}` belong to a `{here}`");
            let key = self.model.subjects.get(subject.0).and_then(|s| s.key.first());
            let key = key.map_or("x", |part| part.name.as_str());
            let help = match (catalogue.rows_of(rows), catalogue.rows_of(subject)) {
                (Some(_), Some(_)) => format!(
                    "add a reference `-> {here}` to `table {of}`, or a condition `where column is {here}.{key}`"
                ),
                _ => format!("add a condition `where x is {here}.{key}`"),
            };
            self.report(Diagnostic::error(Code::NoLink, at, message).help(help));
        }
        (!linked.link.is_empty() || joins > 0).then_some(linked.link)
    }

    /// Splits a condition at its `and`s: parts that hold a value of the row against one of the subject in hand, and
    /// all others.
    fn split(
        &self,
        inside: Place<'_>,
        condition: &'a ast::Expr,
        joins: &mut Vec<(&'a ast::Expr, &'a ast::Expr)>,
        plain: &mut Vec<&'a ast::Expr>,
    ) {
        match &condition.kind {
            ExprKind::Binary(ast::Binary::And, _, a, b) => {
                self.split(inside, a, joins, plain);
                self.split(inside, b, joins, plain);
            }
            ExprKind::Binary(ast::Binary::Is, _, a, b) => match (self.is_outer(inside, a), self.is_outer(inside, b)) {
                (false, true) => joins.push((a, b)),
                (true, false) => joins.push((b, a)),
                _ => plain.push(condition),
            },
            _ => plain.push(condition),
        }
    }

    /// Whether an expression is a value of the subject around the rows.
    fn is_outer(&self, inside: Place<'_>, expr: &ast::Expr) -> bool {
        matches!(self.referent(inside, expr.span), Some(Referent::Of { outer: true, .. }))
    }

    pub(super) fn outer_value(&mut self, place: Place<'_>, expr: &'a ast::Expr) -> Maybe<Expr> {
        let Referent::Of { way, what, .. } = self.referent(place, expr.span)? else { return None };
        std::mem::swap(&mut self.facts, &mut self.outer_facts);
        let value = self.value_of(place, &way, what, expr.span);
        std::mem::swap(&mut self.facts, &mut self.outer_facts);
        value
    }

    /// The parts of a condition on rows, each typed knowing those before it.
    fn conditions(&mut self, inside: Place<'_>, parts: &[&'a ast::Expr], known: bool) -> Maybe<Option<Expr>> {
        let before = self.facts.len();
        let mut typed = Vec::new();
        for part in parts {
            typed.push(if known { self.row_condition(inside, part) } else { self.open_condition(inside, part) });
            self.learn(inside, part, true);
        }
        self.facts.truncate(before);
        let typed: Vec<Expr> = typed.into_iter().collect::<Option<_>>()?;
        let both = |a: Expr, b: Expr| {
            let span = a.span.to(b.span);
            build::and(a, b, span)
        };
        Some(typed.into_iter().reduce(both))
    }

    fn open_condition(&mut self, inside: Place<'_>, written: &'a ast::Expr) -> Maybe<Expr> {
        let condition = self.expr(inside, written)?;
        self.condition(condition, "where")
    }

    /// `exists(table where …)`: whether the condition is yes for a row.
    fn exists_of(&mut self, parts: Rows, span: Span) -> Maybe<Expr> {
        let value = parts.condition.clone().unwrap_or_else(|| build::yes_no(true, span));
        let rows = Rows { value: Some(value), condition: None, ..parts };
        Some(rows.together(How::Any, MissingRule::Unscored, None, span))
    }

    /// `any(x of table where …)`, `all(…)`
    fn logic_of(&mut self, name: &Name, parts: Rows, span: Span) -> Maybe<Expr> {
        let value = self.condition(parts.value.clone()?, &name.text)?;
        let how = if name.text == "any" { How::Any } else { How::All };
        Some(parts.of(value).together(how, MissingRule::Unscored, None, span))
    }

    /// `share(x of table where …)`: the mean of 1 where the condition is yes and 0 where it is no.
    fn share_of(
        &mut self,
        place: Place<'_>,
        name: &Name,
        parts: Rows,
        options: &Options<'a>,
        span: Span,
    ) -> Maybe<Expr> {
        let condition = self.condition(parts.value.clone()?, "share")?;
        self.aggregate_of(place, name, parts.of(build::indicator(condition)), options, span)
    }

    /// A condition on rows must be yes or no for every row.
    fn row_condition(&mut self, inside: Place<'_>, written: &'a ast::Expr) -> Maybe<Expr> {
        let condition = self.expr(inside, written)?;
        let condition = self.condition(condition, "where")?;
        if condition.can_miss {
            let text = self.sources.text(written.span);
            let message = format!("`{text}` is unknown for a row where a value is missing");
            let whole = if matches!(written.kind, ExprKind::Name(_)) { text.to_string() } else { format!("({text})") };
            let help = format!("say what holds then: `{whole} default no`, or `default yes`");
            return self.fail(Diagnostic::error(Code::UnknownCondition, written.span, message).help(help));
        }
        Some(condition)
    }

    fn row_weight(&mut self, inside: Place<'_>, written: &'a ast::Expr, name: &Name) -> Maybe<Expr> {
        let weight = self.expr(inside, written)?;
        let number = self.numeric(&weight, "weighted")?;
        let text = self.sources.text(written.span);
        let (message, help) = if name.text != "mean" {
            let help = match name.text.as_str() {
                "sum" => "take `weighted` away, and multiply the value by the weight",
                "share" => "write a mean of it: `mean(first { 1 when … otherwise 0 } of … weighted …)`",
                _ => "take `weighted` away: there is no such value with weights",
            };
            (format!("`{}` is not weighted, only `mean` is", name.text), help)
        } else if weight.can_miss {
            (format!("`{text}` is a weight and can be missing"), "answer it with `default 0`")
        } else if number.range.lo.as_ref().is_none_or(Rational::is_negative) {
            (format!("`{text}` is a weight and can be below zero"), "narrow the range of its column")
        } else {
            return Some(self.stored(weight, Moves::Not));
        };
        self.fail(Diagnostic::error(Code::WrongArguments, written.span, message).help(help))
    }

    /// A value that enters an aggregate: as it is where it can be kept exactly, else stored half even. An author is told
    /// where not even the longest stored decimals hold the digits that the page knows of.
    pub(crate) fn stored(&mut self, value: Expr, moves: Moves) -> Expr {
        let number = value.number();
        if let Some(Storage::Decimals { decimals, short: short @ 1.. }) = number.map(NumberType::storage) {
            let text = self.page_text(value.span);
            let largest = number.filter(|number| number.step.follows_from_data()).and_then(|n| n.range.magnitude());
            let (message, help) = match largest {
                // How small its values are nobody knows, and so not by what they are to be multiplied either.
                Some(largest) => (
                    format!(
                        "{text} is at most {largest}, and {decimals} decimals are kept of it here: fewer than 15 digits"
                    ),
                    "count in a smaller unit from the beginning, such as per million and not per head".to_owned(),
                ),
                None => {
                    let message = format!(
                        "{text} can have {short} more digits than the {decimals} decimals that are kept of it here"
                    );
                    let factor = Rational::pow10(i32::try_from(short).unwrap_or(0));
                    let after = match moves {
                        Moves::Along => ", and divide what comes out by it".to_owned(),
                        Moves::AsSquare => format!(", and divide what comes out by {}", &factor * &factor),
                        Moves::Not => "; what comes out stays the same".to_owned(),
                    };
                    (message, format!("multiply it by {factor} first{after}"))
                }
            };
            self.report(Diagnostic::error(Code::DigitsLost, value.span, message).help(help).into_warning());
        }
        build::kept(value)
    }

    fn aggregate_of(
        &mut self,
        place: Place<'_>,
        name: &Name,
        parts: Rows,
        options: &Options<'a>,
        span: Span,
    ) -> Maybe<Expr> {
        let Some(value) = parts.value.clone() else {
            return Some(parts.count(span));
        };
        if name.text == "count_distinct" {
            return self.distinct_of(name, value, parts, options, span);
        }
        let how = self.how(name, options)?;
        if how == How::Sum {
            self.not_added_again(&value, place, &parts);
        }
        if matches!(how, How::GeometricMean(_)) {
            let message = "a geometric mean over rows is not supported yet";
            let help = "no other mean is the same; `mean(ln(x) of …)` is its logarithm, and puts all in the same order";
            return self.fail(Diagnostic::error(Code::WrongArguments, span, message).help(help));
        }
        let missing = self.missing_rule(options, std::slice::from_ref(&value), name, span)?;
        let empty = self.empty(options, true, &value, name)?;
        let value = self.stored(value, Moves::Along);
        let each = self.numeric(&value, &name.text)?.error;
        let together = parts.of(value).together(how, missing, empty, span);
        Some(match self.most_rows(&parts).filter(|_| how == How::Sum) {
            Some(rows) => together.off_by(each.of_rows(rows)),
            None => together,
        })
    }

    /// How many rows can be brought together for one subject, where the page says.
    fn most_rows(&self, parts: &Rows) -> Option<usize> {
        let (of_rows, _) = parts.links.split_at(parts.links.len() / 2);
        let known = |part: usize| of_rows.iter().any(|key| key.op == Op::Key(part));
        // A factor has as many parts of the key as it has of its own.
        let mut of_key = 0..;
        let values = |factor: &Factor| {
            let (own, values) = match factor {
                Factor::Choice(_, values) => (1, Some(values.len())),
                Factor::Time(_, times) => (1, Some(times.len())),
                Factor::Subject(of) => (self.model.subjects.get(of.0)?.key.len(), self.rows_on_page(*of)),
            };
            let is_known = of_key.by_ref().take(own).fold(true, |all, part| all & known(part));
            if is_known { Some(1) } else { values }
        };
        match &self.model.subjects.get(parts.source.0)?.source {
            Source::Product(factors) => {
                factors.iter().map(values).try_fold(1_usize, |rows, values| rows.checked_mul(values?))
            }
            _ => self.rows_on_page(parts.source),
        }
    }

    /// How many rows of its own the page has of a kind of subject.
    fn rows_on_page(&self, subject: SubjectId) -> Option<usize> {
        let Source::Rows { table, .. } = self.model.subjects.get(subject.0)?.source else { return None };
        let table = self.names.catalogue.tables.get(table.0)?;
        table.is_on_page().then(|| table.rows.iter().map(|written| written.rows.len()).sum())
    }

    /// A value of a whole is the same for each of its parts, and a sum over the parts adds it once for each of them.
    fn not_added_again(&mut self, added: &Expr, place: Place<'_>, parts: &Rows) {
        let Some(Repeated { part: value, whole, chosen, among_others }) = repeated(added) else { return };
        let of_subject = place.home == Some(whole);
        let [whole, part] =
            [whole, parts.source].map(|id| self.model.subjects.get(id.0).map_or_else(String::new, |s| s.name.clone()));
        let text = self.page_text(value.span);
        let message = format!("{text} is one value of each `{whole}`, and is added once for each `{part}` of it");
        let own = text.trim_matches('`');
        // Of the whole itself, no path leads to it.
        let name = own.rsplit('.').next().filter(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_'));
        let once = name.unwrap_or(own);
        let name = format!("{}_of_{part}", name.unwrap_or("value"));
        let help = match whole.as_str() {
            "all" => format!("add a value of `{part}`, or multiply by `count({part})`"),
            _ if of_subject => format!(
                "take `{own}` as it is, once; if it counts for each `{part}`, say so by a name: `let {name} of {part} = {own}`"
            ),
            _ if chosen || parts.condition.is_some() => format!(
                "add it once: of `{whole}`, where something of each `{whole}` says which count; if it counts for each \
                 `{part}`, say so by a name: `let {name} of {part} = {own}`"
            ),
            _ if among_others => format!(
                "add it in a sum of its own: `{once} of {whole}`; if it counts for each `{part}`, say so by a name: `let {name} of {part} = {own}`"
            ),
            _ => format!(
                "add it once: `{once} of {whole}`; if it counts for each `{part}`, say so by a name: `let {name} of {part} = {own}`"
            ),
        };
        self.report(Diagnostic::error(Code::RepeatedValue, value.span, message).help(help).into_warning());
    }

    /// `count_distinct(x of table where …)`: how many different values there are. A missing value is none of them.
    fn distinct_of(&mut self, name: &Name, value: Expr, parts: Rows, options: &Options<'a>, span: Span) -> Maybe<Expr> {
        let missing = self.missing_rule(options, std::slice::from_ref(&value), name, span)?;
        if let (MissingRule::CountsAs(_), Some(written)) = (&missing, options.missing) {
            let message = "a missing value is no value that could be counted";
            let help = "write `missing skipped` or `missing unscored`";
            return self.fail(Diagnostic::error(Code::WrongMissing, written.span, message).help(help));
        }
        let value = self.stored(value, Moves::Not);
        Some(parts.of(value).together(How::Distinct, missing, Some(Rational::zero()), span))
    }
}

/// What becomes of what comes out where all values that it is made of are multiplied by one number.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Moves {
    /// It is multiplied by that number, too.
    Along,
    /// It is multiplied by its square.
    AsSquare,
    /// It stays the same: a mean by its weights, how many different values there are.
    Not,
}

/// A part of what is added up that is a value of a whole, and whether it is added only under a condition.
struct Repeated<'e> {
    part: &'e Expr,
    whole: SubjectId,
    chosen: bool,
    /// Whether it is added to others before.
    among_others: bool,
}

/// The first part of a sum that is a value of a whole: what is added to others, and what a `first` chooses, is added itself.
fn repeated(value: &Expr) -> Option<Repeated<'_>> {
    if let Some(whole) = way_to_whole(value).and_then(|way| way.last().copied()) {
        return Some(Repeated { part: value, whole, chosen: false, among_others: false });
    }
    match &value.op {
        Op::Add | Op::Subtract => {
            let part = value.inputs.iter().find_map(repeated)?;
            Some(Repeated { among_others: true, ..part })
        }
        Op::Negate => value.inputs.first().and_then(repeated),
        Op::Multiply | Op::Divide | Op::Default => {
            let mut open = value.inputs.iter().filter(|input| !is_fixed(input));
            open.next().filter(|_| open.next().is_none()).and_then(repeated)
        }
        // Of several values of a whole each row may have its own.
        Op::First => {
            let mut parts = value.inputs.iter().step_by(2).filter_map(repeated);
            let part = parts.next().filter(|_| parts.next().is_none())?;
            Some(Repeated { chosen: true, ..part })
        }
        _ => None,
    }
}

fn is_fixed(value: &Expr) -> bool {
    matches!(value.op, Op::Constant(_) | Op::Nothing(_))
}

/// The kinds of subjects by which a value of rows is read, up to the one whose own it is: of that there is one value for all
/// rows that lead to it. None where something in it is of the rows themselves.
fn way_to_whole(value: &Expr) -> Option<Vec<SubjectId>> {
    match &value.op {
        Op::Reach(to) => {
            let further = value.inputs.first().and_then(way_to_whole).unwrap_or_default();
            Some(std::iter::once(*to).chain(further).collect())
        }
        Op::Constant(_) | Op::Aggregate(_) => None,
        op => {
            let mut common: Option<Vec<SubjectId>> = None;
            for input in value.inputs.iter().filter(|input| !is_fixed(input)) {
                let way = way_to_whole(input)?;
                common = match common {
                    None => Some(way),
                    Some(known) if known == way => Some(way),
                    // Each is added by itself, of its own whole.
                    Some(_) if matches!(op, Op::Add | Op::Subtract) => return None,
                    Some(known) => {
                        let same = known.into_iter().zip(way).take_while(|(one, other)| one == other);
                        Some(same.map(|(one, _)| one).collect())
                    }
                };
            }
            common.filter(|way| !way.is_empty())
        }
    }
}
