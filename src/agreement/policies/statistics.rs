//! Variance, deviation, quantiles and ranks of rows.

use super::Writer;
use super::who::Among;
use crate::agreement::column::Kind;
use crate::agreement::spelling::two;

impl Writer<'_, '_, '_> {
    /// A statistic of rows.
    pub(super) fn statistic(&mut self, among: &Among, depth: usize) -> String {
        // A rating has ties, except the rating of two values, which has hardly anything else; a column is stored
        // unchanged.
        let column = |kind: &Kind| kind.is_number() && !matches!(kind, Kind::Computed | Kind::Rating(2));
        let plain = self.pick(among.of, |s| column(&s.kind) && s.is_name()).filter(|_| self.draw.chance(60));
        let (value, as_it_is) = match plain {
            Some(seen) => (seen.text, true),
            None if self.draw.chance(30) => (self.rating(among.of), false),
            None => (self.number(among.of, depth), false),
        };
        let rule = self.known_rule();
        match self.draw.below(5) {
            0 => self.variance(among, &value, as_it_is, &rule),
            1 => {
                let decimals = self.draw.pick(&["", "", ", to 4 decimals", ", to 0 decimals"]);
                self.deviation(among, &value, as_it_is, (&rule, decimals))
            }
            _ => self.quantile(among, &value, &rule),
        }
    }

    /// Statistics of many rows, published without further computation.
    pub(super) fn summary(&mut self) {
        let at = match self.draw.below(3) {
            0 => self.somewhere(),
            _ => self.places.iter().position(|place| place.name == "all").unwrap_or(0),
        };
        for _ in 0..2 {
            let (Some(among), name) = (self.rows(at), self.name()) else { return };
            let body = self.statistic(&among, 1);
            self.declare(at, &format!("tree {name} of {} =", self.places[at].name), &body, &name, Kind::Computed);
        }
    }

    /// A rank among the subjects of the same kind that count.
    pub(super) fn rank(&mut self, at: usize, depth: usize) -> Option<String> {
        let among = self.peers(at)?;
        let value = if self.draw.chance(60) { self.rating(at) } else { self.number(at, depth) };
        let (first, ties) = (self.draw.pick(&["highest", "lowest"]), self.draw.pick(&["best", "worst", "mean"]));
        let rank = format!("rank({value} of {}, {first} first, ties share the {ties} rank)", among.text());
        let counts = among.counts()?;
        // A subject that does not count has no rank.
        let reason = "missing because \"is not among those who are ranked\"";
        Some(two(&rank, &format!("first {{ {rank} when {counts}, otherwise {reason} }}")))
    }

    fn variance(&mut self, among: &Among, value: &str, as_it_is: bool, rule: &str) -> String {
        let sample = self.draw.chance(60);
        let kind = if sample { "sample" } else { "population" };
        let short = format!("variance({value} of {}, as {kind}, {rule})", among.text());
        if as_it_is { two(&short, &spread(among, value, rule, sample)) } else { short }
    }

    fn deviation(&mut self, among: &Among, value: &str, as_it_is: bool, (rule, to): (&str, &str)) -> String {
        let sample = self.draw.chance(60);
        let kind = if sample { "sample" } else { "population" };
        let short = format!("deviation({value} of {}, as {kind}{to}, {rule})", among.text());
        if as_it_is { two(&short, &format!("sqrt({}{to})", spread(among, value, rule, sample))) } else { short }
    }

    fn quantile(&mut self, among: &Among, value: &str, rule: &str) -> String {
        let kind = [7, 1, 2, 3, 3, 3, 4, 5, 6, 7, 7, 8, 3, 9][self.draw.below(14)];
        // The types of quantiles differ in few places: some types at one half, others if there are few numbers.
        let share = match kind {
            3 if self.draw.chance(60) => "50%",
            7 if self.draw.chance(60) => self.draw.pick(&["25%", "75%", "33.3%"]),
            _ => self.draw.pick(&["25%", "50%", "0%", "100%", "33.3%", "75%", "90%", "12.5%"]),
        };
        let short = format!("quantile({value} of {}, {share}, type {kind}, {rule})", among.text());
        // Some quantiles have names.
        let name = match (share, kind) {
            ("0%", _) => "min",
            ("100%", _) => "max",
            ("50%", 2 | 5..=9) => "median",
            _ => return short,
        };
        // A quantile has no fixed number of decimals, and neither has a mean.
        two(&short, &format!("mean({name}({value} of {}, {rule}, if empty missing), missing propagates)", among.text()))
    }

    /// A rule for missing values that replaces none of them.
    pub(super) fn known_rule(&mut self) -> String {
        let rules = ["skipped", "skipped", "propagates", "skipped if at least 2", "skipped if at least 60%"];
        format!("missing {}", self.draw.pick(&rules))
    }
}

/// The variance of values that are stored unchanged: the sum of the squared distances from the mean, divided by the
/// number of values or by one less.
fn spread(among: &Among, value: &str, rule: &str, sample: bool) -> String {
    let rows = among.text();
    let count = format!("count({})", among.and(format!("{value} is not missing")).text());
    let sum = |of: &str| format!("sum({of} of {rows}, {rule}, if empty missing)");
    let (sum, squares) = (sum(value), sum(&format!("{value} * {value}")));
    let (least, few, less) = match sample {
        true => (2, "fewer than two values", " - 1"),
        false => (1, "fewer than one value", ""),
    };
    let free = format!("({count}{less})");
    format!(
        "first {{ missing because \"{few}\" when {count} < {least}, otherwise ({squares} - {sum} * {sum} / {count}) / {free} }}"
    )
}
