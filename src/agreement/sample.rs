//! Tables of a survey: how their rows were drawn from a population.

use super::column::{Column, Kind};
use super::draw::Draw;

/// How the rows of a table were drawn, by the names of its columns.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    pub weight: String,
    pub strata: Option<String>,
    /// Groups of rows that were drawn together, and the column with the number of all such groups.
    pub clusters: Option<(String, Option<String>)>,
    /// Whether rows were drawn, and the column with the number of all rows.
    pub rows: Option<Option<String>>,
}

impl Drawn {
    /// A sample of clusters, of rows, or of rows from clusters, with or without strata.
    pub(super) fn draw(draw: &mut Draw<'_>, at: usize) -> Drawn {
        let strata = draw.chance(70).then(|| format!("h{at}"));
        let of = |draw: &mut Draw<'_>, name: &str| draw.chance(75).then(|| format!("{name}{at}"));
        let stages = draw.below(5);
        let clusters = (stages < 3).then(|| (format!("g{at}"), of(draw, "na")));
        let rows = (stages > 1).then(|| of(draw, "nb"));
        Drawn { weight: format!("wt{at}"), strata, clusters, rows }
    }

    /// The columns that it needs in addition to those of every table.
    pub(super) fn columns(&self, at: usize) -> [Column; 3] {
        let number =
            |name: &str, hi, decimals| Column::always(format!("{name}{at}"), Kind::Number { lo: 0, hi, decimals });
        [number("wt", 999, 2), number("na", 9, 0), number("nb", 6, 0)]
    }

    /// The line in the declaration of the table.
    pub(super) fn declaration(&self) -> String {
        let of = |of: &Option<String>| of.as_ref().map_or(String::new(), |n| format!(" of {n}"));
        let strata = self.strata.as_ref().map(|s| format!("strata {s}"));
        let clusters = self.clusters.as_ref().map(|(c, n)| format!("clusters {c}{}", of(n)));
        let rows = self.rows.as_ref().map(|n| format!("rows{}", of(n)));
        let parts = [Some(format!("  drawn weight {}", self.weight)), strata, clusters, rows];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// Its strata and clusters as kinds of subjects, with which a standard error can be expanded.
    pub(super) fn subjects(&self, table: &str) -> Vec<String> {
        let strata = self.strata.as_ref().map(|h| format!("subject qs = {table} by {h}\n"));
        let clusters = self.clusters.as_ref().map(|(g, _)| match &self.strata {
            Some(h) => format!("subject qc = {table} by {h}, {g}\n"),
            None => format!("subject qc = {table} by {g}\n"),
        });
        strata.into_iter().chain(clusters).collect()
    }
}
