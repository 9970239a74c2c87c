//! Compositions, each also expanded to one expression.

use super::Writer;
use crate::agreement::spelling::two;

/// Compositions with shares, whose weights can follow from data.
const MEANS: [&str; 5] = ["", "harmonic mean", "power mean of 2", "power mean of 3", "power mean of -1"];

/// A child: its name, its value, its weight, and the part of it that is not missing, as expressions.
struct Child {
    name: String,
    value: String,
    weight: String,
    there: String,
}

impl Writer<'_, '_, '_> {
    /// A tree of few values with any composition.
    pub(super) fn composed(&mut self) {
        let at = self.somewhere();
        let others = ["mean", "weighted sum", "product", "median", "minimum", "maximum", "sum", "geometric mean"];
        let how = if self.draw.chance(65) { self.draw.pick(&MEANS) } else { self.draw.pick(&others) };
        let mean = MEANS.contains(&how) || how == "mean";
        let (rule, nested) = self.rule_of(at, how, mean);
        let weighted = !["mean", "product", "median", "minimum", "maximum", "sum"].contains(&how);
        let mut children: Vec<Child> = (0..3).map(|_| self.child(at, how)).collect();
        if !weighted {
            children.iter_mut().for_each(|child| child.weight = "1".into());
        }
        let tree = format!("w{}", self.name());
        let of = self.places[at].name.clone();
        let mut lines = vec![format!("missing {rule}")];
        let mut leaves: Vec<(usize, String, Option<String>)> = Vec::new();
        let mut beside = String::new();
        let first = if nested { Some(self.nested(at, &mut children, &mut beside)) } else { None };
        for (n, child) in children.iter().enumerate() {
            let weight = if weighted { format!("{} ", child.weight) } else { String::new() };
            match first.as_ref().filter(|_| n == 0) {
                Some((body, inner)) => {
                    lines.push(format!("{weight}{} {body}", child.name));
                    leaves.extend(inner.iter().map(|(leaf, part)| (n, leaf.clone(), Some(part.clone()))));
                }
                None => {
                    lines.push(format!("{weight}{} = {}", child.name, child.value));
                    leaves.push((n, child.name.clone(), None));
                }
            }
        }
        let by = if how.is_empty() { String::new() } else { format!("by {how} ") };
        let shown = mean && MEANS[0] == how && self.draw.chance(60);
        let weights = if shown { format!("publish weights of {tree} of {of}\n") } else { String::new() };
        let short = format!("tree {tree} of {of} {by}{{\n{}\n}}\n{weights}", lines.join("\n"));
        let written_out = self.written_out(&of, &tree, (how, &rule), &children, shown.then_some(&leaves));
        self.text.push_str(&two(&short, &(beside + &written_out)));
    }

    /// The rule for a missing child, and whether one of the children is a node.
    fn rule_of(&mut self, at: usize, how: &str, mean: bool) -> (String, bool) {
        let shares = !["weighted sum", "product", "sum", "median", "minimum", "maximum"].contains(&how);
        let across = how.is_empty() && self.draw.chance(35);
        if across {
            let least = self.draw.pick(&["", "", " if at least 50%"]);
            return (format!("renormalise across{least}"), self.draw.chance(80));
        }
        let rule = match self.draw.below(if shares && mean { 7 } else { 4 }) {
            0 => "propagates".into(),
            1 => "fails".into(),
            2 => format!("counts as {}", self.draw.between(1, 9)),
            3 => {
                // Another value replaces the missing one, and can be missing, too.
                let (name, value) = (self.name(), self.rating(at));
                let of = self.places[at].name.clone();
                self.text.push_str(&format!("let {name} of {of} = limited({value}, 1..9)\n"));
                format!("counts as {name}")
            }
            4 => "renormalise within parent if at least 2".into(),
            5 => "renormalise within parent if at least 60%".into(),
            _ => "renormalise within parent".into(),
        };
        (rule, false)
    }

    /// A value above zero, often missing, and its weight.
    fn child(&mut self, at: usize, how: &str) -> Child {
        let (name, of) = (self.name(), self.places[at].name.clone());
        let value = if self.draw.chance(50) { self.rating(at) } else { self.number(at, 1) };
        let value = match self.draw.below(3) {
            0 => format!("first {{ {} when {}, otherwise limited({value}, 1..9) }}", self.gap(), self.condition(at, 0)),
            _ => format!("limited({value}, 1..9)"),
        };
        self.text.push_str(&format!(
            "let {name}v of {of} = {value}\nlet {name}t of {of} = first {{ 0 when {name}v is missing, otherwise 1 }}\n"
        ));
        let weight = match self.draw.below(10) {
            0 | 1 if how == "weighted sum" => format!("-{}", self.draw.between(1, 3)),
            0..=2 if MEANS.contains(&how) => {
                let condition = self.condition(at, 0);
                self.text.push_str(&format!(
                    "let {name}w of {of} = first {{ 0 when ({condition}) default no, otherwise 2 }}\n"
                ));
                format!("({name}w)")
            }
            3 if how != "geometric mean" => "(p)".into(),
            4 | 5 if how != "geometric mean" => "0.5".into(),
            _ => self.draw.between(1, 4).to_string(),
        };
        Child { value: format!("{name}v"), there: format!("{name}t"), name, weight }
    }

    /// The first child as a node of two leaves: its body, and the leaves with their parts of the node.
    fn nested(&mut self, at: usize, children: &mut [Child], beside: &mut String) -> (String, [(String, String); 2]) {
        let [a, b] = [self.child(at, "mean"), self.child(at, "mean")];
        let of = self.places[at].name.clone();
        let body = format!(
            "by mean {{\nmissing renormalise within parent\n{} = {}\n{} = {}\n}}",
            a.name, a.value, b.name, b.value
        );
        let node = &mut children[0];
        let name = node.name.clone();
        (node.value, node.there) = (format!("{name}m"), format!("{name}c"));
        beside.push_str(&format!(
            "let {name}m of {of} = mean({}, {}, missing skipped, if empty missing)\n\
             let {name}c of {of} = ({} + {}) / 2\npublish \"{name}\" as {name}m of {of}\n",
            a.value, b.value, a.there, b.there
        ));
        let part = |own: &Child| format!("({} / ({} + {}))", own.there, a.there, b.there);
        let parts = [(a.name.clone(), part(&a)), (b.name.clone(), part(&b))];
        (body, parts)
    }

    /// The same without a composition: value, coverage and the weights of the leaves.
    fn written_out(
        &mut self,
        of: &str,
        tree: &str,
        (how, rule): (&str, &str),
        children: &[Child],
        leaves: Option<&Vec<(usize, String, Option<String>)>>,
    ) -> String {
        let answer = rule.strip_prefix("counts as ");
        let value = |child: &Child| match answer {
            Some(answer) => format!("({} default {answer})", child.value),
            None => child.value.clone(),
        };
        let skips = rule.starts_with("renormalise");
        let joined = |sign: &str, each: &dyn Fn(&Child) -> String| {
            let all: Vec<String> = children.iter().map(|child| format!("({})", each(child))).collect();
            format!("({})", all.join(sign))
        };
        let weight = |child: &Child| format!("({})", child.weight);
        let counted = |child: &Child| match skips {
            true => format!("{} * {}", weight(child), child.there),
            false => weight(child),
        };
        let total = joined(" + ", &counted);
        let whole = joined(" + ", &weight);
        // The mean of the transformed values, transformed back.
        let mean = |each: &dyn Fn(&str) -> String, back: &dyn Fn(&str) -> String| {
            let term = |child: &Child| {
                let term = each(&value(child));
                if skips {
                    format!("{} * ({term} default 0)", counted(child))
                } else {
                    format!("{} * {term}", counted(child))
                }
            };
            let mean = format!("({} / {total})", joined(" + ", &term));
            let enough = match rule.rsplit_once("if at least ") {
                Some((_, least)) if least.ends_with('%') => format!(" and {total} >= {least} * {whole}"),
                Some((_, least)) => format!(" and {} >= {least}", joined(" + ", &|child| child.there.clone())),
                None => String::new(),
            };
            let none = "missing because \"too little\"";
            format!("first {{ {} when {total} > 0{enough}, otherwise {none} }}", back(&mean))
        };
        let list = |name: &str| {
            let values: Vec<String> = children.iter().map(value).collect();
            format!("{name}({}, missing propagates)", values.join(", "))
        };
        let one_through = |x: &str| format!("(1 / {x})");
        let body = match how {
            "" | "mean" => mean(&str::to_string, &str::to_string),
            "harmonic mean" | "power mean of -1" => {
                let rounded = |x: &str| format!("power(1 / {x}, 1, to 24 decimals)");
                if how == "harmonic mean" { mean(&one_through, &one_through) } else { mean(&one_through, &rounded) }
            }
            "power mean of 2" => mean(&|x| format!("({x} * {x})"), &|x| format!("sqrt({x}, to 24 decimals)")),
            "power mean of 3" => {
                mean(&|x| format!("({x} * {x} * {x})"), &|x| format!("power({x}, 1 / 3, to 24 decimals)"))
            }
            "weighted sum" => joined(" + ", &|child| format!("{} * {}", weight(child), value(child))),
            "sum" => joined(" + ", &value),
            "product" => joined(" * ", &value),
            "minimum" => list("min"),
            "maximum" => list("max"),
            "median" => {
                let [a, b, c] = [0, 1, 2].map(|n| value(&children[n]));
                let two = |name: &str, a: &str, b: &str| format!("{name}({a}, {b}, missing propagates)");
                two("max", &two("min", &a, &b), &two("min", &two("max", &a, &b), &c))
            }
            _ => {
                let times = |child: &Child| {
                    let n: usize = child.weight.parse().unwrap_or(1);
                    vec![value(child); n].join(" * ")
                };
                format!("power({}, 1 / {whole}, to 24 decimals)", joined(" * ", &times))
            }
        };
        let size = |child: &Child| format!("abs({})", child.weight);
        let covered = joined(" + ", &|child| format!("{} * {}", size(child), child.there));
        let coverage = format!("rounded(({covered} / {}) default 0, half even to 4 decimals)", joined(" + ", &size));
        let mut text = format!(
            "let {tree}v of {of} = {body}\npublish \"{tree}\" as {tree}v of {of}\nlet {tree}c of {of} = {coverage}\n\
             publish \"{tree}_coverage\" as {tree}c of {of}\n"
        );
        for (n, leaf, part) in leaves.into_iter().flatten() {
            let within = part.as_ref().map_or(String::new(), |part| format!(" * {part}"));
            let share = format!("({}) / {total}{within}", counted(&children[*n]));
            text.push_str(&format!("let {leaf}u of {of} = {share}\npublish \"{leaf}_weight\" as {leaf}u of {of}\n"));
        }
        text
    }
}
