//! Which params a declaration depends on.

use super::id::{ParamId, ScaleId};
use super::model::Referent;
use crate::ids::IdVec;
use std::collections::BTreeSet;

/// The params and scales that a declaration refers to.
#[derive(Debug, Default)]
pub(super) struct Uses {
    params: BTreeSet<ParamId>,
    scales: BTreeSet<ScaleId>,
}

impl Uses {
    /// Adds what a name of the declaration refers to.
    pub(super) fn add(&mut self, referent: &Referent) {
        match referent {
            Referent::Param(id) => drop(self.params.insert(*id)),
            Referent::Scale(id) => drop(self.scales.insert(*id)),
            _ => {}
        }
    }

    /// All params, including those of the scales and of the scales that these apply.
    pub(super) fn params(mut self, of_scales: &IdVec<ScaleId, Uses>) -> BTreeSet<ParamId> {
        let mut open: Vec<ScaleId> = self.scales.iter().copied().collect();
        while let Some(scale) = open.pop().map(|id| &of_scales[id]) {
            self.params.extend(&scale.params);
            open.extend(scale.scales.iter().filter(|id| self.scales.insert(**id)));
        }
        self.params
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;

    fn uses(referents: &[Referent]) -> Uses {
        let mut uses = Uses::default();
        referents.iter().for_each(|referent| uses.add(referent));
        uses
    }

    #[test]
    fn params_of_scales_count_once_even_if_scales_apply_each_other() {
        let scale = |id| Referent::Scale(ScaleId::at(id));
        let param = |id| Referent::Param(ParamId::at(id));
        let of_scales = vec![uses(&[param(2), scale(1)]), uses(&[param(1), scale(0)]), uses(&[param(4)])].into();
        let found = uses(&[param(0), scale(0), Referent::AsOf]).params(&of_scales);
        assert_eq!(found, BTreeSet::from([0, 1, 2].map(ParamId::at)));
    }
}
