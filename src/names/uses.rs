//! Which params a declaration depends on.

use super::model::{ParamId, Referent, ScaleId};
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

    /// All params, with those of the scales and of the scales that they apply. `of_scales` is in the order of their ids.
    pub(super) fn params(mut self, of_scales: &[Uses]) -> BTreeSet<ParamId> {
        let mut open: Vec<ScaleId> = self.scales.iter().copied().collect();
        while let Some(scale) = open.pop().and_then(|id| of_scales.get(id.0)) {
            self.params.extend(&scale.params);
            open.extend(scale.scales.iter().filter(|id| self.scales.insert(**id)));
        }
        self.params
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uses(referents: &[Referent]) -> Uses {
        let mut uses = Uses::default();
        referents.iter().for_each(|referent| uses.add(referent));
        uses
    }

    #[test]
    fn params_of_scales_count_once_even_if_scales_apply_each_other() {
        let scale = |id| Referent::Scale(ScaleId(id));
        let param = |id| Referent::Param(ParamId(id));
        let of_scales = [uses(&[param(2), scale(1)]), uses(&[param(1), scale(0)]), uses(&[param(4)])];
        let found = uses(&[param(0), scale(0), Referent::AsOf]).params(&of_scales);
        assert_eq!(found, BTreeSet::from([ParamId(0), ParamId(1), ParamId(2)]));
    }
}
