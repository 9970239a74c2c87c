//! Finds the kinds of subjects that can be reached from a kind of subject, when they are needed.
//!
//! A policy can have a chain of a thousand tables. All ways between all of them would be half a million, each with
//! hundreds of steps. So a search keeps one step for each kind of subject that it reaches, and stops as soon as it can.
//! Only the last search is kept.

use super::hop::{Hop, Way};
use super::id::*;
use super::model::Catalogue;
use super::search::{Came, LastStep, Reach};
use crate::ids::Id;
use std::sync::{Arc, PoisonError};

impl Catalogue<'_> {
    /// Records a step that the policy declares.
    pub(super) fn add_hop(&mut self, hop: Hop) -> HopId {
        let from = hop.from;
        let id = self.hops.push(Arc::new(hop));
        self.hops_from[from].push(id);
        id
    }

    /// A step. An id after those of the declared steps encodes both ends of a step to a subject that is found by
    /// values.
    pub fn hop(&self, id: HopId) -> Arc<Hop> {
        let at_once = id.position().checked_sub(self.hops.len()).and_then(|behind| {
            let kinds = self.subjects.len();
            self.step_at_once(SubjectId::at(behind / kinds), SubjectId::at(behind % kinds))
        });
        at_once.unwrap_or_else(|| self.hops[id].clone())
    }

    /// The steps that the policy declares, in the order of their ids.
    pub fn declared_hops(&self) -> impl Iterator<Item = &Hop> {
        self.hops.iter().map(Arc::as_ref)
    }

    /// The references and factors of a kind of subject, in the order of their ids.
    pub fn hops_from(&self, from: SubjectId) -> impl Iterator<Item = (HopId, &Hop)> {
        self.hops_from[from].iter().map(|id| (*id, self.hops[*id].as_ref()))
    }

    /// The step to a subject that is found by values.
    fn step_at_once(&self, from: SubjectId, to: SubjectId) -> Option<Arc<Hop>> {
        if from == to || !self.is_found_by_values(to) {
            return None;
        }
        let known = || self.at_once.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(&(from, to)) {
            return found.clone();
        }
        let found = self.step_by_values(from, to).map(Arc::new);
        known().insert((from, to), found.clone());
        found
    }

    /// The shortest way from a kind of subject to another.
    pub fn way(&self, from: SubjectId, to: SubjectId) -> Option<Way> {
        let at_once = || {
            let id = HopId::at(self.hops.len() + from.position() * self.subjects.len() + to.position());
            self.step_at_once(from, to).map(|_| Way { hops: vec![id], other: None })
        };
        self.search(from, Some(to), |reach| reach.way(to)).or_else(at_once)
    }

    /// Whether each subject of a kind has exactly one subject of another kind.
    pub fn reaches(&self, from: SubjectId, to: SubjectId) -> bool {
        self.search(from, Some(to), |reach| reach.at.contains_key(&to)) || self.step_at_once(from, to).is_some()
    }

    /// Every kind of subject that can be reached from a kind of subject, in the order of their ids.
    pub fn reached(&self, from: SubjectId) -> Vec<SubjectId> {
        let mut reached = self.referred_to(from);
        let by_values = self.at_once.found_by_values.iter().copied();
        reached.extend(by_values.filter(|to| self.step_at_once(from, *to).is_some()));
        reached.sort_unstable();
        reached.dedup();
        reached
    }

    /// The kinds of subjects that references and factors lead to, nearest first.
    pub(super) fn referred_to(&self, from: SubjectId) -> Vec<SubjectId> {
        self.search(from, None, |reach| reach.steps.iter().map(|step| step.to).collect())
    }

    /// Returns what a search from a kind of subject has found, once it has reached the `wanted` kind, or every kind
    /// that it can reach.
    fn search<T>(&self, from: SubjectId, wanted: Option<SubjectId>, found: impl FnOnce(&Reach) -> T) -> T {
        let mut last = self.last.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, reach) = match last.take().filter(|(of, _)| *of == from) {
            Some(known) => last.insert(known),
            None => last.insert((from, Reach { edge: vec![(from, None)], ..Reach::default() })),
        };
        while !reach.edge.is_empty() && wanted.is_none_or(|to| !reach.at.contains_key(&to)) {
            self.go_on(from, reach);
        }
        found(reach)
    }

    /// Extends a search by one step.
    fn go_on(&self, from: SubjectId, reach: &mut Reach) {
        let first = reach.steps.len();
        for (at, behind) in std::mem::take(&mut reach.edge) {
            for (hop, Hop { to, .. }) in self.hops_from(at) {
                let came = Came { hop, behind, by_other: false };
                match reach.at.get(to).copied() {
                    _ if *to == from => {}
                    None => {
                        reach.at.insert(*to, reach.steps.len());
                        reach.steps.push(LastStep { to: *to, last: came, other: None });
                    }
                    // Only another way of the same length makes the way ambiguous.
                    Some(known) if known >= first => {
                        if let Some(step) = reach.steps.get_mut(known) {
                            step.other.get_or_insert(came);
                        }
                    }
                    Some(_) => {}
                }
            }
        }
        // If there are two ways to a kind of subject, there are also two ways to what is reached through it.
        for at in first..reach.steps.len() {
            let Some(step) = reach.steps.get(at).copied().filter(|step| step.other.is_none()) else { continue };
            let two = step.last.behind.and_then(|behind| reach.steps.get(behind)).is_some_and(|b| b.other.is_some());
            if let Some(step) = reach.steps.get_mut(at).filter(|_| two) {
                step.other = Some(Came { by_other: true, ..step.last });
            }
        }
        reach.edge = reach.steps.iter().enumerate().skip(first).map(|(at, step)| (step.to, Some(at))).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::super::resolve;
    use super::*;
    use crate::source::SourceSet;
    use crate::syntax::{self, Unread};

    /// The ways in a policy from a kind of subject to another, as words: the shortest way, and another way of the same
    /// length.
    fn way(page: &str, from: &str, to: &str) -> Option<(String, Option<String>)> {
        let mut sources = SourceSet::default();
        let file = sources.add("p.grad", format!("policy p\n{page}"));
        let parsed = syntax::parse(file, sources.file(file));
        assert_eq!(parsed.findings, []);
        let (files, unread) = ([parsed.file], Unread::default());
        let catalogue = resolve(&files, &unread).catalogue;
        let kind = |name: &str| catalogue.subject_named(name).unwrap();
        let found = catalogue.way(kind(from), kind(to))?;
        let words = |hops: &[HopId]| catalogue.way_words(hops);
        Some((words(&found.hops), found.other.as_deref().map(words)))
    }

    const TOWNS: &str = "table land { key id : text }\n\
                         table town { key id : text\n land -> land }\n\
                         table home { key id : text\n town -> town }\n";

    #[test]
    fn references_lead_on_and_never_back() {
        assert_eq!(way(TOWNS, "home", "land"), Some(("town.land".into(), None)));
        assert_eq!(way(TOWNS, "land", "home"), None);
    }

    #[test]
    fn the_shortest_way_is_the_way() {
        let page = format!("{TOWNS}table visit {{ key id : text\n home -> home\n land -> land }}\n");
        assert_eq!(way(&page, "visit", "land"), Some(("land".into(), None)));
    }

    #[test]
    fn two_ways_of_one_length_are_both_told() {
        let page = format!("{TOWNS}table move {{ key id : text\n from -> town\n into -> town }}\n");
        assert_eq!(way(&page, "move", "town"), Some(("from".into(), Some("into".into()))));
        assert_eq!(way(&page, "move", "land"), Some(("from.land".into(), Some("into.land".into()))));
    }

    #[test]
    fn a_product_is_reached_where_all_of_its_factors_are() {
        let page = format!("{TOWNS}subject pair = town × land\n");
        assert!(way(&page, "home", "pair").is_some());
        assert_eq!(way(&page, "land", "pair"), None);
        assert_eq!(way(&page, "pair", "town"), Some(("town".into(), None)));
    }

    #[test]
    fn a_long_chain_is_searched_as_far_as_it_is_asked_for() {
        let table = |n: usize| format!("table t{n} {{ key id : text\n next -> t{} }}\n", n + 1);
        let page: String = (0..300).map(table).chain(["table t300 { key id : text }\n".into()]).collect();
        let (words, other) = way(&page, "t0", "t300").unwrap();
        assert_eq!((words.matches("next").count(), other), (300, None));
    }
}
