//! Damage to the files of a world, and what its manifest says about it.

use super::draw::Draw;
use crate::data::Form;
use crate::data::form::{AtMost, Damaged, Treatment};
use crate::number::Rational;
use crate::schema::Damage;

/// The form of the files of a table, and the treatment of their damage.
pub(super) fn form(draw: &mut Draw<'_>) -> Form {
    let word = |draw: &mut Draw<'_>| Treatment::ALL[1 + draw.below(2)];
    let mut damaged = Damaged { others: word(draw), ..Damaged::default() };
    for damage in Damage::ALL {
        if !draw.chance(30) {
            continue;
        }
        let treatment = if draw.chance(5) { Treatment::Fail } else { word(draw) };
        if treatment.suits(*damage) {
            damaged.named.insert(*damage, treatment);
        }
    }
    // Defects of whole rows cannot be treated as missing values.
    for damage in Damage::ALL.iter().filter(|damage| !damage.is_of_a_value()) {
        damaged.named.entry(*damage).or_insert(Treatment::SetAside);
    }
    // Usually all rows may be damaged: a fifth of the rows are, which is more than the default allows.
    let at_most = if draw.chance(10) { AtMost::default() } else { AtMost::share(Rational::one()) };
    Form { damaged, at_most, ..Form::default() }
}

/// Damages some rows of a file: unreadable cells, references to rows that do not exist, truncated and duplicate rows.
pub(super) fn damage(draw: &mut Draw<'_>, file: &str) -> String {
    let mut rows: Vec<String> = file.lines().map(str::to_owned).collect();
    for at in 1..rows.len() {
        if !draw.chance(20) {
            continue;
        }
        let mut cells: Vec<&str> = rows[at].split(',').collect();
        let cell = draw.below(cells.len());
        match draw.below(6) {
            0 => cells.truncate(cells.len() - 1),
            1 => cells[cell] = "99x",
            2 => cells[cell] = "=1+1",
            3 => cells[cell] = "9998",
            4 => cells[cell] = "k77",
            _ => {
                let again = rows[at].clone();
                let place = 1 + draw.below(rows.len());
                rows.insert(place, again);
                continue;
            }
        }
        rows[at] = cells.join(",");
    }
    rows.into_iter().map(|row| row + "\n").collect()
}
