//! Which rows belong to a subject: according to their references, and to conditions that compare a value of the row
//! with a value of the subject. The rest of the condition selects the rows that count.

use super::{CheckScope, Checker, Maybe};
use crate::calendar::TimeUnit;
use crate::diagnostic::{Code, Diagnostic};
use crate::faults::fault;
use crate::messages::{phrase, types::rows as say};
use crate::names::model::{Factor as NamedFactor, SubjectKind};
use crate::names::{Referent, SubjectId};
use crate::schema::ColumnKind;
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind};
use crate::types::model::*;
use crate::types::op::*;
use crate::types::typed::{Expr, build};

/// A factor of a subject that narrows none of the rows that are aggregated for it.
#[derive(Clone, Copy)]
pub(crate) struct Unlinked {
    rows: SubjectId,
    subject: SubjectId,
    factor: NamedFactor,
    at: Span,
}

impl<'a> Checker<'_, 'a> {
    /// The rows of the period, or of all periods if the policy says so.
    pub(crate) fn rows_of_periods(&mut self, source: SubjectId, all_periods: Option<Span>) -> Maybe<SubjectId> {
        let Some(span) = all_periods else { return Some(source) };
        let table = self.names.catalogue.rows_of(source);
        let dated = table.is_some_and(|t| self.names.catalogue.table(t).dated.is_some());
        let Some(table) = table.filter(|_| dated) else {
            let of = &self.names.catalogue.subject(source).name.text;
            let finding = Diagnostic::error(Code::WrongArguments, span, say::not_dated(of)).about(of);
            return self.fail(finding.help(phrase::remove("of all periods")));
        };
        let own = self.model.subjects.iter().find(|s| s.table() == Some(table))?.clone();
        let (name, source) = (format!("{} of all periods", own.name), Source::Rows { table, all_periods: true });
        Some(self.unnamed_kind(SubjectModel { name, source, ..own }))
    }

    /// The condition on rows, which must be yes or no for each row, and how the rows belong to the subject: the keys of
    /// the rows, then the keys of the subject.
    pub(crate) fn rows_linked(
        &mut self,
        place: CheckScope<'_>,
        rows: SubjectId,
        at: Span,
        condition: Option<&'a ast::Expr>,
    ) -> Maybe<(Option<Expr>, Vec<Expr>)> {
        let (condition, links) = self.linked(place, (rows, at), None, condition, true);
        Some((condition?, links?))
    }

    /// The condition and the keys, each with a result of its own. If `known` is set, the condition must be known for
    /// each row.
    pub(crate) fn linked(
        &mut self,
        place: CheckScope<'_>,
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
        // Only the rows that the rest of the condition keeps are compared with the subject.
        let before = self.facts.count();
        plain.iter().for_each(|part| self.learn(inside, part, true));
        let told = self.findings.len();
        let links = match among {
            Some(among) if Some(rows) == place.subject => self.peers(place, among, &joins),
            Some(among) => self.not_peers(place, rows, among).and_then(|()| self.keys(place, rows, at, &joins)),
            None => self.keys(place, rows, at, &joins),
        };
        self.facts.forget(before);
        let of_links = self.findings.len();
        let condition = self.conditions(inside, &plain, known);
        // If the condition uses the current subject in a way that does not link the rows, this is the mistake, and not
        // the missing link.
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

    /// The keys of the rows, then the keys of the subject with which they are compared.
    fn keys(
        &mut self,
        place: CheckScope<'_>,
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
        let SubjectKind::Product(factors) = &self.names.catalogue.subject(subject).kind else { return };
        for (part, of) in self.model.subjects[subject].key.iter().enumerate() {
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

    /// Reports factors that narrow no rows although a value of the rows says to which part they belong: a sum over all
    /// rows would be the same for each part. If the rows have no such value, the factor is intended.
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
            let Some(told) = told else { continue };
            let [of, here] = [rows, subject].map(|id| self.names.catalogue.subject(id).name.text.clone());
            let name = self.model.choices[choice].name.clone();
            let message = say::column_says_which_part(&told, &name, &of, &here);
            let help = say::add_condition_or_aggregate_first(&told, &here, &name);
            let finding = Diagnostic::error(Code::NoLink, at, message).help(help);
            self.report([told, name, of, here].iter().fold(finding, Diagnostic::about));
        }
    }

    /// Reports rows that have a day and whose table is not dated, because they count for every month alike.
    fn undated(&mut self, (rows, subject): (SubjectId, SubjectId), unit: TimeUnit, at: Span) {
        let table = self.model.subjects[rows].table().map(|table| &self.model.tables[table]);
        let table = table.filter(|table| table.dated.is_none());
        let day = table.and_then(|table| table.columns.iter().find(|column| column.kind == ColumnKind::Date));
        let (Some(table), Some(day)) = (table, day) else { return };
        let [of, here] = [rows, subject].map(|id| self.names.catalogue.subject(id).name.text.clone());
        let (day, name) = (&day.name, unit.name());
        let message = say::day_says_which_part(day, name, &of, &here);
        let help = say::date_table_or_aggregate_first(&table.name, day, name);
        self.report(Diagnostic::error(Code::NoLink, at, message).about(day).about(of).about(here).help(help));
    }

    /// How rows belong to the subject according to their references; `joins` is the number of conditions that link them
    /// in addition.
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
            let message = say::nothing_to_aggregate(name);
            let help = say::declare_grouping();
            return self.fail(Diagnostic::error(Code::WrongGrain, at, message).about(name).help(help));
        }
        if !catalogue.subject(subject).whole || !catalogue.subject(rows).whole {
            // Mistakes in its parts have been reported.
            return None;
        }
        if catalogue.subject(subject).kind == crate::names::model::SubjectKind::All {
            return Some(Vec::new());
        }
        let linked = catalogue.link(rows, subject);
        let (of, here) = (&catalogue.subject(rows).name.text, &catalogue.subject(subject).name.text);
        // There are two ways, and no condition selects one of them.
        if let Some(open) = linked.open.get(joins) {
            let [one, other] = &open.ways;
            let message = say::two_ways(of, &open.to, one, other);
            let help = say::choose_way(one, here, &open.key);
            let finding = Diagnostic::error(Code::NoLink, at, message).about(of).about(&open.to);
            return self.fail(finding.about(one).about(other).help(help));
        }
        // A reference that leads nowhere has been reported.
        if linked.link.is_empty() && joins == 0 && catalogue.references_are_whole(rows) {
            let message = say::rows_without_subject(of, here);
            let key = self.model.subjects[subject].key.first();
            let key = key.map_or("x", |part| part.name.as_str());
            let help = match (catalogue.rows_of(rows), catalogue.rows_of(subject)) {
                (Some(_), Some(_)) => say::add_reference_or_condition(here, of, key),
                _ => say::add_condition(here, key),
            };
            self.report(Diagnostic::error(Code::NoLink, at, message).about(of).about(here).help(help));
        }
        (!linked.link.is_empty() || joins > 0).then_some(linked.link)
    }

    /// Splits a condition at its `and`s: parts that compare a value of the row with a value of the current subject, and
    /// all other parts.
    fn split(
        &self,
        inside: CheckScope<'_>,
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

    /// Whether an expression is a value of the subject for which the rows are aggregated.
    fn is_outer(&self, inside: CheckScope<'_>, expr: &ast::Expr) -> bool {
        matches!(self.referent(inside, expr.span), Some(Referent::Of { outer: true, .. }))
    }

    pub(crate) fn outer_value(&mut self, place: CheckScope<'_>, expr: &'a ast::Expr) -> Maybe<Expr> {
        let Referent::Of { way, what, .. } = self.referent(place, expr.span)? else { return None };
        std::mem::swap(&mut self.facts, &mut self.outer_facts);
        let value = self.value_of(place, &way, what, expr.span);
        std::mem::swap(&mut self.facts, &mut self.outer_facts);
        value
    }

    /// The parts of a condition on rows, joined; each is typed with the facts from the parts before it.
    fn conditions(&mut self, inside: CheckScope<'_>, parts: &[&'a ast::Expr], known: bool) -> Maybe<Option<Expr>> {
        let before = self.facts.count();
        let mut typed = Vec::new();
        for part in parts {
            typed.push(if known { self.row_condition(inside, part) } else { self.open_condition(inside, part) });
            self.learn(inside, part, true);
        }
        self.facts.forget(before);
        let typed: Vec<Expr> = typed.into_iter().collect::<Option<_>>()?;
        let both = |a: Expr, b: Expr| {
            let span = a.span.to(b.span);
            build::and(a, b, span)
        };
        Some(typed.into_iter().reduce(both))
    }

    fn open_condition(&mut self, inside: CheckScope<'_>, written: &'a ast::Expr) -> Maybe<Expr> {
        let condition = self.expr(inside, written)?;
        self.condition(condition, "where")
    }

    /// A condition on rows must be yes or no for every row.
    fn row_condition(&mut self, inside: CheckScope<'_>, written: &'a ast::Expr) -> Maybe<Expr> {
        let condition = self.expr(inside, written)?;
        let condition = self.condition(condition, "where")?;
        if condition.can_miss {
            let text = self.sources.text(written.span);
            let message = say::condition_can_be_unknown(text);
            let whole = if matches!(written.kind, ExprKind::Name(_)) { text.to_string() } else { format!("({text})") };
            let help = say::answer_unknown(&whole);
            return self.fail(Diagnostic::error(Code::UnknownCondition, written.span, message).about(text).help(help));
        }
        Some(condition)
    }
}
