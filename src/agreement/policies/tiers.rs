//! Tiers among the subjects that count, by rank or cluster, and tiers whose cut-offs follow from data.

use super::who::Among;
use super::{MODES, Writer};
use crate::agreement::column::Kind;
use crate::agreement::places::Seen;
use crate::agreement::spelling::two;

impl Writer<'_, '_, '_> {
    /// A value to classify, and the subjects among which it is classified. In the expanded policy, only these subjects
    /// have a value.
    fn judged_among(&mut self) -> Option<(usize, String, String, Among)> {
        let at = self.somewhere();
        let among = self.peers(at)?;
        let (name, of) = (self.name(), self.places[at].name.clone());
        let value = if self.draw.chance(60) { self.rating(at) } else { self.number(at, 1) };
        let counts = among.counts()?;
        self.declare(at, &format!("let {name}v of {of} ="), &value, &format!("{name}v"), Kind::Computed);
        let none = "missing because \"is not among those who are ranked\"";
        let only = format!("let {name}o of {of} = first {{ {name}v when {counts}, otherwise {none} }}\n");
        self.text.push_str(&two("", &only));
        let judged = two(&format!("{name}v"), &format!("{name}o"));
        Some((at, name, judged, among))
    }

    /// Tiers by rank among peers, where a second value breaks ties or all equal subjects share a tier.
    pub(super) fn ranks_of_peers(&mut self) {
        let Some((at, name, judged, among)) = self.judged_among() else { return };
        let (Some(whom), of) = (among.whom(), self.places[at].name.clone()) else { return };
        let numbers = |s: &Seen| s.kind.is_number() && s.is_name();
        let second = if self.draw.chance(70) { self.pick(at, numbers) } else { None };
        let ties = match second {
            Some(seen) => format!("by {}, {} first", seen.text, self.draw.pick(&["lowest", "highest"])),
            None => format!("share the {} tier", self.draw.pick(&["better", "worse"])),
        };
        let (ratio, cut) = (self.draw.pick(&["2:7:1", "1:1:1", "1:0.5:3"]), self.draw.pick(&MODES));
        self.text.push_str(&format!(
            "tiers {name} of {judged} of {of}, ranked {whom} {ratio}, ties {ties}, cut {cut} {{\n\
             {name}a\n{name}b\n{name}c\n}}\n"
        ));
    }

    /// Tiers by clusters.
    pub(super) fn clusters(&mut self) {
        let Some((at, name, judged, among)) = self.judged_among() else { return };
        let (Some(whom), of) = (among.whom(), self.places[at].name.clone()) else { return };
        let empty = self.draw.pick(&["stays", "moves", "fails"]);
        let steps = self.draw.pick(&["100", "100", "2", "1", "3"]);
        let starts: Vec<String> = match self.draw.below(4) {
            0 => vec!["1".into(), self.number(at, 0)],
            1 => vec!["5".into(), "1".into()],
            2 => vec!["1".into(), "3".into()],
            _ => vec!["4".into(), "p".into(), "0".into()],
        };
        let lines: Vec<String> =
            starts.iter().zip(["a", "b", "c"]).map(|(s, n)| format!("{name}{n} from {s}")).collect();
        // The reason of a subject that does not count has other words in the expanded policy.
        self.text.push_str(&format!(
            "tiers w{name} of {judged} of {of}, clusters {whom}, at most {steps} steps, empty {empty} {{\n{}\n}}\n",
            lines.join("\n")
        ));
    }

    /// Tiers with cut-offs that follow from data; expanded, a text by the first cut-off that holds.
    pub(super) fn moving(&mut self) {
        let (at, name) = (self.somewhere(), self.name());
        let of = self.places[at].name.clone();
        let value = if self.draw.chance(50) { self.rating(at) } else { self.number(at, 1) };
        let peers = self.peers(at);
        let first = match peers.filter(|_| self.draw.chance(70)) {
            Some(among) => {
                let rows = among.text();
                match self.draw.below(3) {
                    0 => format!("quantile({value} of {rows}, 50%, type 7, missing skipped)"),
                    1 => format!("max({value} of {rows}, missing skipped, if empty missing)"),
                    _ => format!("mean({value} of {rows}, missing skipped, if empty missing)"),
                }
            }
            None => match self.together(at, 0) {
                Some(together) => together,
                None => return,
            },
        };
        let signs = self.draw.pick(&[&[">=", ">="][..], &[">", ">="], &["<=", "<"], &["<", "<="]]);
        let falls = signs[0].starts_with('>');
        let beside = if falls { "/ 2" } else { "* 2" };
        let second = if self.draw.chance(50) { format!("{name}b1 {beside}") } else { self.number(at, 1) };
        let head =
            format!("let {name}v of {of} = {value}\nlet {name}b1 of {of} = {first}\nlet {name}b2 of {of} = {second}\n");
        self.text.push_str(&head);
        let gaps = self.draw.chance(30);
        let (digits, compared) = match self.draw.below(4) {
            0 => (2, ", compared to 2 decimals".to_string()),
            _ => (9, String::new()),
        };
        let tier = |at: usize| format!("{name}t{} {} {name}b{}", at + 1, signs[at], at + 1);
        let (option, rest) = if gaps { (", gaps reported", "") } else { ("", "\nrest otherwise") };
        let short =
            format!("tiers {name} of {name}v of {of}{compared}{option} {{\n{}\n{}{rest}\n}}\n", tier(0), tier(1));
        let near = |value: String| format!("rounded({value}, half even to {digits} decimals)");
        let arm = |at: usize| {
            let (value, bound) = (near(format!("{name}v")), near(format!("{name}b{}", at + 1)));
            format!("\"{name}t{}\" when {value} {} {bound}", at + 1, signs[at])
        };
        let rest = if gaps { "missing because \"a gap\"" } else { "\"rest\"" };
        let [above, below] =
            if falls { ["b1", "b2"] } else { ["b2", "b1"] }.map(|bound| near(format!("{name}{bound}")));
        let turned = format!("missing because \"turned\" when not ({above} >= {below})");
        let written_out = format!(
            "let {name}x of {of} = first {{ {turned}, {}, {}, otherwise {rest} }}\npublish \"{name}\" as {name}x of {of}\n",
            arm(0),
            arm(1)
        );
        self.text.push_str(&two(&short, &written_out));
    }
}
