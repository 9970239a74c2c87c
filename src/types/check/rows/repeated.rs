//! How often a value is added: a value of a whole once for each of its parts, which is rarely intended, and a value of
//! rows of the policy at most as often as there are rows.

use super::{CheckScope, Checker};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::types::rows as say;
use crate::names::SubjectId;
use crate::types::model::*;
use crate::types::op::*;
use crate::types::typed::Expr;
use crate::types::typed::build::Rows;

impl Checker<'_, '_> {
    /// The maximum number of rows that can be aggregated for one subject, if the policy determines it.
    pub(crate) fn most_rows(&self, parts: &Rows) -> Option<usize> {
        let (of_rows, _) = parts.links.split_at(parts.links.len() / 2);
        let known = |part: usize| of_rows.iter().any(|key| key.op == Op::Key(part));
        // A factor has as many parts in the key of the product as in its own key.
        let mut of_key = 0..;
        let values = |factor: &Factor| {
            let (own, values) = match factor {
                Factor::Choice(_, values) => (1, Some(values.len())),
                Factor::Time(_, times) => (1, Some(times.len())),
                Factor::Subject(of) => (self.model.subjects[*of].key.len(), self.rows_on_page(*of)),
            };
            let is_known = of_key.by_ref().take(own).fold(true, |all, part| all & known(part));
            if is_known { Some(1) } else { values }
        };
        match &self.model.subjects[parts.source].source {
            Source::Product(factors) => {
                factors.iter().map(values).try_fold(1_usize, |rows, values| rows.checked_mul(values?))
            }
            _ => self.rows_on_page(parts.source),
        }
    }

    /// The number of rows that the policy itself has of a kind of subject.
    fn rows_on_page(&self, subject: SubjectId) -> Option<usize> {
        let table = self.names.catalogue.table(self.model.subjects[subject].table()?);
        table.is_on_page().then(|| table.rows.iter().map(|written| written.rows.len()).sum())
    }

    /// Warns of a sum over parts of a value of a whole: it is the same for each part, so the sum adds it once for each
    /// of them.
    pub(crate) fn not_added_again(&mut self, added: &Expr, place: CheckScope<'_>, parts: &Rows) {
        let Some(Repeated { part: value, whole, chosen, among_others }) = repeated(added) else { return };
        let of_subject = place.home == Some(whole);
        let [whole, part] = [whole, parts.source].map(|id| self.model.subjects[id].name.clone());
        let text = self.page_text(value.span);
        let message = say::added_for_each(&text, &whole, &part);
        let own = text.trim_matches('`');
        // Within the whole itself, no path leads to the value.
        let name = own.rsplit('.').next().filter(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_'));
        let once = name.unwrap_or(own);
        let name = format!("{}_of_{part}", name.unwrap_or("value"));
        let help = match whole.as_str() {
            "all" => say::add_value_of_part(&part),
            _ if of_subject => say::use_it_once(own, &part, &name),
            _ if chosen || parts.condition.is_some() => say::add_it_once_where(&whole, &part, &name, own),
            _ if among_others => say::add_it_in_own_sum(once, &whole, &part, &name, own),
            _ => say::add_it_once(once, &whole, &part, &name, own),
        };
        self.report(Diagnostic::error(Code::RepeatedValue, value.span, message).help(help).into_warning());
    }
}

/// A part of a sum that is a value of a whole, and whether it is added only under a condition.
struct Repeated<'e> {
    part: &'e Expr,
    whole: SubjectId,
    chosen: bool,
    /// Whether the part is added to other values before.
    among_others: bool,
}

/// The first part of a sum that is a value of a whole. A value that is added to others, or that a `first` chooses, is
/// part of the sum itself.
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
        // If there are several values of a whole, each row may have its own.
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

/// The kinds of subjects through which a value of rows is read, up to the kind that the value belongs to: all rows that
/// lead to one subject of that kind have the same value. `None` if a part of the value belongs to the rows themselves.
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
                    // Each part is added by itself, and belongs to its own whole.
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
