//! Published values other than trees and tiers.

use super::Writer;
use crate::agreement::column::Kind;
use crate::agreement::places::Seen;
use crate::agreement::spelling::{Spelling, spelled, two};

impl Writer<'_, '_, '_> {
    /// Some values of a kind of subject, under their names or other headers.
    pub(super) fn shown(&mut self) {
        // Declared values are published nowhere else, and in few steps.
        let declared = |at: &usize| self.places[*at].own.iter().any(|seen| seen.text.starts_with('n'));
        let with: Vec<usize> = (0..self.places.len()).filter(declared).collect();
        let at = match with.len() {
            0 => self.somewhere(),
            some => with[self.draw.below(some)],
        };
        let name = self.places[at].name.clone();
        // In the expanded policy, columns of a family and cells of the policy have no name.
        let other = |seen: &Seen| seen.kind == Kind::YesNo || seen.kind.is_number();
        let short = |seen: &Seen| Seen { text: spelled(&seen.text, Spelling::Short), ..seen.clone() }.is_name();
        let named = |seen: &Seen| seen.is_name() || other(seen) && short(seen);
        let names: Vec<Seen> = self.seen(at).into_iter().filter(named).collect();
        let lets: Vec<Seen> = names.iter().filter(|seen| seen.text.starts_with('n')).cloned().collect();
        let (mut short, mut written_out, mut more) = (Vec::new(), Vec::new(), String::new());
        for _ in 0..self.draw.between(1, 4) {
            let list = if lets.is_empty() || self.draw.chance(30) { &names } else { &lets };
            let Some(seen) = (!list.is_empty()).then(|| &list[self.draw.below(list.len())]) else { break };
            let value = &seen.text;
            // A column of the current rows is in no other place of the results.
            if name.starts_with('t') && value.starts_with('c') && !short.contains(value) && self.draw.chance(50) {
                short.push(value.clone());
                written_out.push(value.clone());
                continue;
            }
            let header = self.name();
            short.push(format!("\"{header}\" as {value}"));
            // Trees and checks publish these values in another way.
            match seen.kind {
                Kind::YesNo => more.push_str(&format!("check {header} of {name} warning = {value}\n")),
                _ if seen.kind.is_number() => more.push_str(&format!("tree {header} of {name} = {value}\n")),
                _ => written_out.push(format!("\"{header}\" as {value}")),
            }
        }
        let publish = |values: &[String]| match values {
            [] => String::new(),
            values => format!("publish {} of {name}\n", values.join(", ")),
        };
        self.text.push_str(&two(&publish(&short), &(publish(&written_out) + &more)));
    }
}
