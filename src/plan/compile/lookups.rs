//! Kernels that look up other subjects.

use crate::graph::NodeId;
use crate::names::SubjectId;
use crate::plan::held::Representation;
use crate::plan::kernel::{Kernel, Lookup, Probe, ProbeId, Probes};
use crate::plan::policy::Policy;
use crate::plan::schedule::Schedule;
use crate::types::{Aggregate, Op};

/// The kernel of an aggregate, which looks up the result for aggregated subjects.
pub(super) fn gathered(
    policy: &Policy,
    schedule: &Schedule,
    probes: &mut Probes,
    (id, aggregate): (NodeId, &Aggregate),
) -> Kernel {
    let node = policy.graph.node(id);
    let found = schedule.gathered(id).and_then(|place| Some((place, schedule.link(place)?)));
    let Some((place, link)) = found else { return Kernel::Exact };
    let held: Option<Vec<Representation>> = link.key.iter().map(|key| policy.held_part(aggregate.rows, *key)).collect();
    let key = aggregate.own_keys(&node.inputs).to_vec();
    // If the key is the subject's own with all parts in their order, the groups of its own kind are at its own number.
    let parts = policy.graph.subject(node.grain).key.len();
    let itself = |(part, id): (usize, &NodeId)| policy.graph.node(*id).op == Op::Key(part);
    let own = link.groups.contains(&node.grain) && key.len() == parts && key.iter().enumerate().all(itself);
    let Some(held) = held else { return Kernel::Exact };
    Kernel::Lookup(Lookup { probe: probe(probes, Probe { place, key, held, own }), of: id })
}

/// The kernel of a value that another subject has.
pub(super) fn reached(
    policy: &Policy,
    schedule: &Schedule,
    probes: &mut Probes,
    (id, to): (NodeId, SubjectId),
) -> Kernel {
    let node = policy.graph.node(id);
    let Some((value, key)) = node.inputs.split_first() else { return Kernel::Exact };
    let Some(place) = schedule.kept(*value) else { return Kernel::Exact };
    let wanted = Probe { place, key: key.to_vec(), held: policy.held_key(to), own: false };
    Kernel::Lookup(Lookup { probe: probe(probes, wanted), of: *value })
}

/// The id of a probe. Lookups at the same place with the same key share a probe.
fn probe(probes: &mut Probes, wanted: Probe) -> ProbeId {
    let known = probes.position(|probe| *probe == wanted);
    known.unwrap_or_else(|| probes.push(wanted))
}
