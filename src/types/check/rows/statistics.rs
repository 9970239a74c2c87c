//! Statistics of a population: who counts, and variance, deviation, quantiles and ranks.
//!
//! What they come to is written out by [`crate::types::written`].

use super::aggregates::Moves;
use super::{Checker, Maybe, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::faults::fault;
use crate::functions::Function;
use crate::names::SubjectId;
use crate::names::model::SubjectKind;
use crate::number::{QUANTILE_TYPES, Rational};
use crate::source::Span;
use crate::syntax::ast::{self, ArgKind};
use crate::types::COMPARED_DECIMALS;
use crate::types::check::values::calls::{Call, RowsOf};
use crate::types::op::*;
use crate::types::typed::build::Rows;
use crate::types::typed::{Expr, build};
use crate::types::units::Unit;
use crate::types::written::ranks;
use crate::types::written::variance::Spread;

impl<'a> Checker<'_, 'a> {
    /// Subjects of one's own kind: those that have the same of what stands behind `per`.
    pub(crate) fn peers(
        &mut self,
        place: Place<'_>,
        among: &'a ast::Among,
        joins: &[(&'a ast::Expr, &'a ast::Expr)],
    ) -> Maybe<Vec<Expr>> {
        let per = among.per.iter().take(match () {
            () if fault!(PerIgnored) => 0,
            () if fault!(SecondPerIgnored) => 1,
            () => among.per.len(),
        });
        let mut of_rows: Vec<Expr> = per.map(|peer| self.expr(place, peer)).collect::<Option<_>>()?;
        let mut of_subject = of_rows.clone();
        for (row, own) in joins {
            let (row, own) = (self.expr(place, row), self.outer_value(place, own));
            of_rows.push(row?);
            of_subject.push(own?);
        }
        of_rows.append(&mut of_subject);
        Some(of_rows)
    }

    /// `per` holds values of one kind of subject against each other.
    pub(super) fn not_peers(&mut self, place: Place<'_>, rows: SubjectId, among: &'a ast::Among) -> Maybe<()> {
        let Some(first) = among.per.first() else { return Some(()) };
        // A name that means nothing here has been reported.
        self.referent(place.among(rows), first.span)?;
        let name = |subject: SubjectId| self.names.catalogue.subject(subject).name.text.as_str();
        let (of, here) = (name(rows), place.subject.map_or("subject", name));
        let message = format!("`per` compares each `{here}` with others of its kind, and `{of}` is another");
        let text = self.sources.text(first.span);
        let apart = match place.subject.map(|subject| &self.names.catalogue.subject(subject).kind) {
            Some(SubjectKind::Rows(_) | SubjectKind::Product(_)) => true,
            Some(SubjectKind::Groups { .. } | SubjectKind::All) | None => false,
        };
        let help = match apart {
            true => format!("write a condition instead: `where {text} is {here}.{text}`"),
            false => format!("take `per` away, or let this be a value of `{of}`"),
        };
        self.fail(Diagnostic::error(Code::WrongGrain, first.span, message).help(help))
    }

    /// Who counts for a statistic: those that an eligibility includes, or of whom a condition is yes.
    pub(crate) fn population(&mut self, inside: Place<'_>, over: &'a ast::Expr) -> Maybe<Expr> {
        let typed = self.expr(inside, over)?;
        let outcome = self.names.catalogue.outcome.map(Type::Choice);
        if outcome.as_ref() == Some(&typed.ty) {
            let included = build::choice(outcome::INCLUDED, typed.ty.clone(), over.span);
            return Some(build::equal(typed, included, over.span));
        }
        let (text, of) = (self.page_text(over.span), inside.subject.map(|s| self.names.catalogue.subject(s)));
        let of = of.map_or("table", |of| of.name.text.as_str());
        if typed.ty != Type::YesNo {
            let message = format!("`over` names who counts, and {text} is {}", self.words(&typed.ty));
            let help = format!("name an eligibility or a condition: `let counted of {of} = …`");
            return self.fail(Diagnostic::error(Code::TypeMismatch, over.span, message).help(help));
        }
        if typed.can_miss {
            let message = format!("{text} is unknown for a row where a value is missing");
            let help = format!(
                "give the answer a name, and write it here: `let counted of {of} = {} default no`",
                text.trim_matches('`')
            );
            return self.fail(Diagnostic::error(Code::UnknownCondition, over.span, message).help(help));
        }
        Some(typed)
    }

    /// `variance(x of table, as sample)`: the mean of the squares less the square of the mean; of a sample times
    /// n / (n - 1). Missing for fewer than two values.
    pub(super) fn variance_of(&mut self, call: &Call<'a>, parts: Rows) -> Maybe<Expr> {
        let value = parts.value.clone()?;
        let unit = self.numeric(&value, call.function.name())?.unit;
        if unit != Unit::Plain {
            let text = self.page_text(value.span);
            let message = format!("a variance is made of squares, and {text} is {}", unit.words());
            let help = match unit {
                Unit::Money => "write `deviation(…)`, which is money, too".to_string(),
                _ => format!("divide by one of the unit first: `{} / 1 {}`", text.trim_matches('`'), unit.example()),
            };
            return self.fail(Diagnostic::error(Code::UnitMismatch, value.span, message).help(help));
        }
        self.spread(call, &parts)?.variance(call.span)
    }

    /// Values of which a spread can be asked.
    fn spread(&mut self, call: &Call<'a>, parts: &Rows) -> Maybe<Spread> {
        let Some(is_sample) = call.options.sample else {
            let cure = "`as sample` (n - 1) or `as population` (n)";
            return self.unsaid(call, "of what kind the values are", cure);
        };
        let (value, missing) = self.statistic(call, parts)?;
        Some(Spread { rows: parts.of(value), missing, is_sample })
    }

    /// The root of the variance, correctly rounded, in the unit of the values.
    pub(super) fn deviation_of(&mut self, call: &Call<'a>, parts: Rows) -> Maybe<Expr> {
        self.numeric(parts.value.as_ref()?, call.function.name())?;
        self.spread(call, &parts)?.deviation(call.decimals(), call.span)
    }

    /// `quantile(x of table, 25%, type 7)`
    pub(super) fn quantile_of(&mut self, call: &Call<'a>, parts: Rows) -> Maybe<Expr> {
        let value_of = |arg: &'a ast::Arg| if let ArgKind::Value(value) = &arg.kind { Some(value) } else { None };
        let Some(share) = call.args.iter().find_map(value_of) else {
            return self.unsaid(call, "which quantile is meant", "the part that lies below: `25%`");
        };
        let Some(kind) = call.options.quantile else {
            return self.unsaid(call, "how it lies between two values", "the type: `type 7`, one of 1 to 9");
        };
        let known = self.expr(Place::in_scale(&[]), share)?;
        let part = known.constant().filter(|p| !p.is_negative() && **p <= Rational::one()).cloned();
        let Some(part) = part else {
            let message = "a quantile is a fixed part from 0% to 100%";
            return self.fail(Diagnostic::error(Code::BadRange, share.span, message).help("write for example `25%`"));
        };
        let number = u8::try_from(kind.count).ok().filter(|k| (1..=QUANTILE_TYPES).contains(k));
        let Some(number) = number else {
            let message = format!("there is no quantile of type {}", kind.count);
            let help = "the types are 1 to 9; most programs take `type 7`";
            return self.fail(Diagnostic::error(Code::BadRange, kind.span, message).help(help));
        };
        let (value, missing) = self.statistic(call, &parts)?;
        let each = self.numeric(&value, call.function.name())?;
        let all = parts.of(value).sorted(missing, call.span);
        Some(build::quantile(Quantile { share: part, kind: number }, all, &each, call.span))
    }

    /// A rank among others than subjects of its own kind who count.
    pub(super) fn not_ranked(&mut self, span: Span) -> Maybe<Expr> {
        let message = "a rank is held among subjects of one's own kind, and who they are is not said";
        let help = "write `of` the kind of this value, and `over` an eligibility";
        self.fail(Diagnostic::error(Code::WrongArguments, span, message).help(help))
    }

    /// `rank(x of table over everybody, highest first, ties share the best rank)`: of those who count.
    pub(super) fn rank_of(
        &mut self,
        place: Place<'_>,
        call: &Call<'a>,
        parts: Rows,
        named: &RowsOf<'a>,
    ) -> Maybe<Expr> {
        let span = call.span;
        let Some(among) = named.among.filter(|_| Some(parts.source) == place.subject) else {
            return self.not_ranked(span);
        };
        let Some(highest) = call.options.highest else {
            return self.unsaid(call, "which end has rank 1", "`highest first` or `lowest first`");
        };
        let Some(ties) = call.options.ties else {
            let cure = "`ties share the best rank`, `ties share the worst rank` or `ties share the mean rank`";
            return self.unsaid(call, "which rank equal values have", cure);
        };
        self.unweighted(call, &parts)?;
        let of_rows = parts.value.clone()?;
        self.numeric(&of_rows, call.function.name())?;
        let settled = build::decidable(of_rows, COMPARED_DECIMALS);
        let own = self.expr(place, named.value)?;
        let own = build::decidable(own, COMPARED_DECIMALS);
        let counts = self.population(place, &among.over)?;
        let all = ranks::all(&parts, settled, span);
        let rank = build::rank(RankOf { highest, ties }, own, all, span);
        Some(if fault!(RankOfAnybody) { rank.may_miss() } else { ranks::of_counted(rank, counts, span) })
    }

    /// The value of the rows as it is stored, and what a missing one does.
    fn statistic(&mut self, call: &Call<'a>, parts: &Rows) -> Maybe<(Expr, MissingRule)> {
        self.unweighted(call, parts)?;
        let value = parts.value.clone()?;
        self.numeric(&value, call.function.name())?;
        let missing = self.missing_rule(call, std::slice::from_ref(&value))?;
        if let (MissingRule::CountsAs(_), Some(written)) = (&missing, call.options.missing) {
            let message =
                format!("a value that stands in for others would make the `{}` of them too small", call.function);
            let help = "write `missing skipped` or `missing unscored`";
            return self.fail(Diagnostic::error(Code::WrongMissing, written.span, message).help(help));
        }
        let moves = if call.function == Function::Variance { Moves::AsSquare } else { Moves::Along };
        Some((self.stored(value, moves), missing))
    }

    fn unweighted(&mut self, call: &Call<'a>, parts: &Rows) -> Maybe<()> {
        let Some(weight) = &parts.weight else { return Some(()) };
        let message = format!("`{}` is not weighted, only `mean` is", call.function);
        let finding = Diagnostic::error(Code::WrongArguments, weight.span, message).label(call.span, "here");
        self.fail(finding.help("take `weighted` away"))
    }

    /// Something that has no default is not said.
    fn unsaid<T>(&mut self, call: &Call<'a>, what: &str, cure: &str) -> Maybe<T> {
        let message = format!("`{}` does not say {what}", call.function);
        self.fail(Diagnostic::error(Code::WrongArguments, call.span, message).help(format!("add {cure}")))
    }
}
