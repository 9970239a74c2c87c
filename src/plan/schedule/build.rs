//! Groups the work of the graph into as few jobs as possible.
//!
//! Everything that is needed from a kind of subjects (a *wish*) has a first pass, at which all its inputs are known,
//! and a last pass, which is the one before its first user. Wishes are placed from the highest first pass down, so that
//! the users of each are already placed. A wish is added to a job of its kind within its passes if there is one, and
//! otherwise to a new job at its first pass. No other choice needs fewer jobs for the same users: a job at the first
//! pass serves every later wish that could be served together with this one.

use super::{Job, JobId, KeyOf, Link, LinkId, LookupPlace, Schedule, link_key, made_from, row_inputs, within};
use crate::graph::{Graph, NodeId};
use crate::ids::IdVec;
use crate::names::SubjectId;
use crate::plan::passes::Passes;
use crate::plan::told::told;
use crate::types::{Op, Source};
use std::collections::BTreeMap;

/// What can be needed from the subjects of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Wish {
    /// The list of these groups, needed from their rows.
    Groups(SubjectId),
    /// An aggregate, needed from the subjects that it aggregates.
    Gather(NodeId),
    /// The keys of this kind, for products.
    Keys(SubjectId),
    /// The value of a node, for other subjects.
    Keep(NodeId),
    /// The results of this kind.
    Publish(SubjectId),
}

struct Builder<'g> {
    graph: &'g Graph,
    passes: Passes,
    /// The wishes that are not placed yet, by their first pass, each with its last pass.
    open: BTreeMap<(usize, Wish), usize>,
    /// The wishes of each job, by its kind and pass.
    placed: BTreeMap<(SubjectId, usize), Vec<Wish>>,
}

/// The schedule of some kinds of subjects.
pub(super) fn schedule(graph: &Graph, subjects: &[SubjectId]) -> Schedule {
    let mut builder = Builder { graph, passes: Passes::of(graph), open: BTreeMap::new(), placed: BTreeMap::new() };
    for subject in subjects {
        builder.ask(Wish::Publish(*subject), usize::MAX);
    }
    while let Some(((first, wish), last)) = builder.open.pop_last() {
        builder.place(wish, first, last);
    }
    let mut schedule = builder.jobs();
    schedule.told = told(graph, subjects);
    let read = schedule.jobs.iter().filter_map(|job| graph.subject(job.kind).table()).collect::<Vec<_>>();
    schedule.checks = graph.tables_needed(subjects).into_iter().filter(|table| !read.contains(table)).collect();
    schedule
}

impl Builder<'_> {
    /// The kind of subject that fulfils a wish, and the nodes that it needs of that kind.
    fn asked_of(&self, wish: Wish) -> (SubjectId, Vec<NodeId>) {
        match wish {
            Wish::Groups(groups) => match self.graph.subject(groups).source {
                Source::Groups { rows, .. } => (rows, Vec::new()),
                _ => (groups, Vec::new()),
            },
            Wish::Gather(id) => match &self.graph.node(id).op {
                Op::Aggregate(aggregate) => (aggregate.rows, row_inputs(self.graph, id).to_vec()),
                _ => (self.graph.node(id).grain, Vec::new()),
            },
            Wish::Keys(subject) => (subject, Vec::new()),
            Wish::Keep(id) => (self.graph.node(id).grain, vec![id]),
            Wish::Publish(subject) => {
                let outputs = self.graph.outputs.iter().filter(|o| o.subject == subject);
                (subject, outputs.map(|o| o.node).collect())
            }
        }
    }

    /// Adds a wish that must be fulfilled at a pass or before it.
    fn ask(&mut self, wish: Wish, last: usize) {
        let (kind, needed) = self.asked_of(wish);
        let first = self.passes.all(&needed).max(self.passes.frame(kind));
        let known = self.open.entry((first, wish)).or_insert(last);
        *known = last.min(*known);
    }

    /// Adds a wish to a job, and adds wishes for everything that it looks up.
    fn place(&mut self, wish: Wish, first: usize, last: usize) {
        let (kind, needed) = self.asked_of(wish);
        let mut fitting = self.placed.range((kind, first)..=(kind, last.max(first)));
        let pass = fitting.next_back().map_or(first, |((_, pass), _)| *pass);
        self.placed.entry((kind, pass)).or_default().push(wish);
        let before = pass.saturating_sub(1);
        let looked_up: Vec<Wish> =
            within(self.graph, kind, needed).into_iter().filter_map(|id| self.behind(id)).collect();
        looked_up.into_iter().for_each(|wish| self.ask(wish, before));
        for of in self.lists(kind) {
            let list = if self.graph.subject(of).table().is_some() { Wish::Keys(of) } else { Wish::Groups(of) };
            self.ask(list, before);
        }
    }

    /// The kinds whose lists must be known before the subjects of this kind can be processed.
    fn lists(&self, kind: SubjectId) -> Vec<SubjectId> {
        let read = self.graph.subject(kind).table().is_some();
        if read { Vec::new() } else { made_from(self.graph, kind) }
    }

    /// The wish for what a node looks up.
    fn behind(&self, id: NodeId) -> Option<Wish> {
        let node = self.graph.node(id);
        match node.op {
            Op::Aggregate(_) => Some(Wish::Gather(id)),
            Op::Reach(_) => node.inputs.first().map(|value| Wish::Keep(*value)),
            _ => None,
        }
    }

    /// The jobs in their order, with the places of their results.
    fn jobs(&self) -> Schedule {
        let mut schedule = Schedule::default();
        let mut order: Vec<&(SubjectId, usize)> = self.placed.keys().collect();
        order.sort_by_key(|(kind, pass)| (*pass, *kind));
        for key in order {
            let (at, (kind, pass)) = (schedule.jobs.next_id(), *key);
            let mut job =
                Job { kind, pass, links: IdVec::default(), keeps_keys: false, keeps: Vec::new(), publishes: false };
            let mut wishes = self.placed.get(key).cloned().unwrap_or_default();
            wishes.sort();
            wishes.into_iter().for_each(|wish| self.fulfil(wish, at, &mut job, &mut schedule));
            self.note_uses(&job, at, &mut schedule);
            schedule.jobs.push(job);
        }
        schedule
    }

    fn fulfil(&self, wish: Wish, at: JobId, job: &mut Job, schedule: &mut Schedule) {
        let kept = LookupPlace::Kept { job: at };
        match wish {
            Wish::Groups(groups) => {
                let Source::Groups { by, .. } = &self.graph.subject(groups).source else { return };
                let link = link(job, by.iter().copied().map(KeyOf::Column).collect());
                schedule.frames.insert(groups, LookupPlace::Link { job: at, link });
                job.links[link].groups.push(groups);
            }
            Wish::Gather(id) => {
                let Op::Aggregate(aggregate) = &self.graph.node(id).op else { return };
                let link = link(job, link_key(self.graph, id, aggregate));
                schedule.gathered.insert(id, LookupPlace::Link { job: at, link });
                job.links[link].aggregates.push(id);
            }
            Wish::Keys(subject) => {
                job.keeps_keys = true;
                schedule.keys.insert(subject, kept);
            }
            Wish::Keep(id) => {
                job.keeps_keys = true;
                job.keeps.push(id);
                schedule.kept.insert(id, kept);
            }
            Wish::Publish(_) => job.publishes = true,
        }
    }

    /// Notes which places a job uses. The job is the last one so far.
    fn note_uses(&self, job: &Job, at: JobId, schedule: &mut Schedule) {
        let graph = self.graph;
        let looked_up = schedule.computed(graph, job).into_iter().filter_map(|id| match self.behind(id)? {
            Wish::Gather(id) => schedule.gathered(id),
            Wish::Keep(id) => schedule.kept(id),
            _ => None,
        });
        let lists = self.lists(job.kind).into_iter().filter_map(|of| schedule.keys(of).or_else(|| schedule.frame(of)));
        let used: Vec<LookupPlace> = looked_up.chain(lists).collect();
        schedule.last.extend(used.into_iter().map(|place| (place, at)));
    }
}

/// The link with this key, or a new one if there is none.
fn link(job: &mut Job, key: Vec<KeyOf>) -> LinkId {
    let known = job.links.position(|link| link.key == key);
    known.unwrap_or_else(|| job.links.push(Link { key, ..Link::default() }))
}
