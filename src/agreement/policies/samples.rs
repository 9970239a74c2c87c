//! Estimates from a sample, and their standard errors.

use super::Writer;
use crate::agreement::sample::Drawn;
use crate::agreement::spelling::two;

impl Writer<'_, '_, '_> {
    /// Two estimates for the table that is a sample, and their standard errors.
    pub(super) fn estimates(&mut self) {
        let Some(rows) = (0..self.places.len()).find(|at| self.places[*at].drawn.is_some()) else { return };
        let Some(drawn) = self.places[rows].drawn.clone() else { return };
        for _ in 0..2 {
            self.estimate(rows, &drawn);
        }
    }

    fn estimate(&mut self, rows: usize, drawn: &Drawn) {
        let (of, name) = (self.places[rows].name.clone(), format!("w{}", self.name()));
        let how = self.draw.pick(&["mean", "mean", "sum", "share", "count", "quotient"]);
        let value = match how {
            "share" => self.condition(rows, 0),
            _ if self.draw.chance(50) => self.rating(rows),
            _ => format!("limited({}, -50..1000)", self.number(rows, 1)),
        };
        let condition = self.draw.chance(50).then(|| format!("(({}) default no)", self.condition(rows, 0)));
        let only = condition.as_ref().map_or(String::new(), |c| format!(" where {c}"));
        let (weight, designed) = (&drawn.weight, format!("{only} weighted by design"));
        // The numerator and the denominator of a row, if it counts.
        let indicator = format!("first {{ 1 when {value}, otherwise 0 }}");
        let (x, short, plain) = match how {
            "mean" => (
                value.clone(),
                format!("mean({value} of {of}{designed}, missing skipped, if empty missing)"),
                format!("mean({value} of {of}{only} weighted {weight}, missing skipped, if empty missing)"),
            ),
            "share" => (
                indicator.clone(),
                format!("share({value} of {of}{designed}, missing skipped, if empty missing)"),
                format!("mean({indicator} of {of}{only} weighted {weight}, missing skipped, if empty missing)"),
            ),
            "sum" => (
                value.clone(),
                format!("sum({value} of {of}{designed}, missing skipped, if empty 0)"),
                format!("sum({weight} * ({value}) of {of}{only}, missing skipped, if empty 0)"),
            ),
            "count" => {
                ("1".into(), format!("count({of}{designed})"), format!("sum({weight} of {of}{only}, if empty 0)"))
            }
            _ => {
                let below = format!("count({of}{designed})");
                (
                    value.clone(),
                    format!("(sum({value} of {of}{designed}, missing skipped, if empty 0) / {below})"),
                    format!(
                        "(sum({weight} * ({value}) of {of}{only}, missing skipped, if empty 0) / sum({weight} of {of}{only}, if empty 0))"
                    ),
                )
            }
        };
        let decimals = self.draw.pick(&["12", "6", "2"]);
        let error = format!("standard_error({short}, to {decimals} decimals)");
        self.text.push_str(&format!("tree {name} of all = {}\n", two(&short, &plain)));
        let (lets, written_out) = variance(drawn, &of, &name, (how, &x, condition.as_deref()));
        let root = format!("sqrt({written_out}, to {decimals} decimals)");
        self.text.push_str(&two("", &lets));
        self.text.push_str(&format!("tree {name}e of all = {}\n", two(&error, &root)));
    }
}

/// The variance of an estimate for all: the declarations that it needs, and the expression.
fn variance(drawn: &Drawn, of: &str, name: &str, (how, x, condition): (&str, &str, Option<&str>)) -> (String, String) {
    let weight = &drawn.weight;
    let mut lets = String::new();
    let mut add = |what: &str, of: &str, body: String| lets.push_str(&format!("let {name}{what} of {of} = {body}\n"));
    let counts = condition.unwrap_or("3 is 3");
    add("x", of, x.into());
    add("d", of, format!("{counts} and {name}x is not missing"));
    add("y", of, format!("first {{ {weight} * ({name}x default 0) when {name}d, otherwise 0 }}"));
    let quotient = matches!(how, "mean" | "share" | "quotient");
    // The divisor of a quotient also counts rows whose numerator is missing.
    let below = if how == "quotient" { counts.to_string() } else { format!("{name}d") };
    let total = |what: &str| format!("sum({name}{what} of {of}, if empty 0)");
    let residual = if quotient {
        add("b", of, format!("first {{ {weight} when {below}, otherwise 0 }}"));
        add("q", "all", format!("{} / {}", total("y"), total("b")));
        format!("{name}y - {name}q * {name}b")
    } else {
        format!("{name}y")
    };
    add("z", of, format!("rounded({residual}, half even to 18 decimals)"));
    let strata = drawn.strata.as_ref().map_or("all", |_| "qs");
    // Units of a kind that belong to those of a higher stage.
    let within = |unit: &str, above: &str| match (&drawn.strata, unit, above) {
        (Some(h), "qc", "qs") => format!(" where {h} is qs.{h}"),
        _ => String::new(),
    };
    let sum = |what: &str, unit: &str, above: &str| {
        format!("sum({what} of {unit}{}, missing propagates, if empty 0)", within(unit, above))
    };
    let mut spread = |tag: &str, unit: &str, above: &str, value: &str, of_many: Option<&String>| {
        add(&format!("{tag}n"), above, format!("count({unit}{})", within(unit, above)));
        add(&format!("{tag}s"), above, sum(value, unit, above));
        add(&format!("{tag}k"), above, sum(&format!("{value} * {value}"), unit, above));
        let n = format!("{name}{tag}n");
        let plain = format!("{n} * (({name}{tag}k - {name}{tag}s * {name}{tag}s / {n}) / ({n} - 1))");
        let few = format!("missing because \"too few\" when {n} < 2");
        let body = match of_many {
            Some(column) => {
                add(&format!("{tag}m"), above, format!("max({column} of {of}, if empty missing)"));
                let m = format!("{name}{tag}m");
                format!("first {{ 0 when {n} is {m}, {few}, otherwise (1 - {n} / {m}) * ({plain}) }}")
            }
            None => format!("first {{ {few}, otherwise {plain} }}"),
        };
        add(&format!("{tag}v"), above, body);
    };
    match &drawn.clusters {
        None => spread("f", of, strata, &format!("{name}z"), drawn.rows.as_ref().and_then(Option::as_ref)),
        Some((_, many)) => {
            spread("g", of, "qc", &format!("{name}z"), drawn.rows.as_ref().and_then(Option::as_ref));
            // The total of a cluster is the sum that its variance needs anyway.
            spread("f", "qc", strata, &format!("{name}gs"), many.as_ref());
        }
    }
    let second = drawn.clusters.as_ref().is_some_and(|(_, many)| many.is_some()) && drawn.rows.is_some();
    let each = match second {
        true => {
            let sum = sum(&format!("{name}gv"), "qc", strata);
            format!("{name}fv + {name}fn / {name}fm * {sum}")
        }
        false => format!("{name}fv"),
    };
    add("o", strata, each);
    let all = if strata == "all" { format!("{name}o") } else { sum(&format!("{name}o"), "qs", "all") };
    let all = if quotient { format!("{all} / ({} * {})", total("b"), total("b")) } else { all };
    (lets, all)
}
