//! Which rows an aggregate uses: to whom they belong, which of them count, and whose peers they are.

use super::Writer;
use crate::agreement::column::Kind;
use crate::agreement::places::Seen;
use crate::agreement::spelling::two;

/// The rows of an aggregate.
#[derive(Clone)]
pub(super) struct Among {
    /// The place of the rows.
    pub of: usize,
    /// Their name, with `of all periods`.
    name: String,
    /// Which rows count.
    over: Option<Over>,
    conditions: Vec<String>,
}

/// Which of some rows count.
#[derive(Clone)]
struct Over {
    /// The name of an eligibility or of a condition.
    who: Seen,
    /// What peers have in common, and whether the subject has it itself; empty if the rows are not peers.
    per: Vec<(String, bool)>,
    /// For peers, the name of the subject's kind.
    own: Option<String>,
}

impl Writer<'_, '_, '_> {
    /// Rows that belong to a subject, with or without conditions, or its peers; `None` if there are none.
    pub(super) fn rows(&mut self, at: usize) -> Option<Among> {
        let downs = self.places[at].downs.len();
        if self.draw.chance(if downs == 0 { 90 } else { 20 })
            && let Some(peers) = self.peers(at)
        {
            return Some(peers);
        }
        let down = (downs > 0).then(|| self.draw.below(downs))?;
        let (of, joined) = (self.places[at].downs[down].of, self.places[at].downs[down].joined.clone());
        let place = &self.places[of];
        let all_periods = place.dated && joined.is_none() && self.draw.chance(12);
        let name = place.name.clone() + if all_periods { " of all periods" } else { "" };
        let over = self.draw.chance(18).then(|| Over { who: self.who(of), per: Vec::new(), own: None });
        let conditions = joined.into_iter().chain(self.known(of)).collect();
        Some(Among { of, name, over, conditions })
    }

    /// Subjects of the same kind; `None` for `all`, which is a single subject.
    pub(super) fn peers(&mut self, at: usize) -> Option<Among> {
        let name = self.places[at].name.clone();
        if name == "all" {
            return None;
        }
        let who = self.who(at);
        let names: Vec<Seen> = self.seen(at).into_iter().filter(Seen::is_name).collect();
        // Few values are shared by several subjects, so a column with few values is used more often.
        let few = |s: &&Seen| !matches!(s.kind, Kind::Computed | Kind::Wide | Kind::Open { .. } | Kind::Number { .. });
        let few: Vec<Seen> = names.iter().filter(few).cloned().collect();
        let mut per: Vec<(String, bool)> = Vec::new();
        for _ in 0..[0, 1, 1, 2][self.draw.below(4)] {
            let list = if few.is_empty() || self.draw.chance(20) { &names } else { &few };
            if !list.is_empty() {
                let name = list[self.draw.below(list.len())].text.clone();
                let own = self.places[at].own.iter().any(|own| own.text == name);
                per.push((name, own));
            }
        }
        per.dedup();
        let joined = if self.draw.chance(12) { self.own_name(at, &few) } else { None };
        let joined = joined.map(|own| format!("{own} is {name}.{own}"));
        let conditions = joined.into_iter().chain(self.known(at)).collect();
        Some(Among { of: at, over: Some(Over { who, per, own: Some(name.clone()) }), name, conditions })
    }

    /// One of these values that the subject has itself.
    fn own_name(&mut self, at: usize, names: &[Seen]) -> Option<String> {
        let own = |s: &&Seen| self.places[at].own.iter().any(|own| own.text == s.text);
        let own: Vec<String> = names.iter().filter(own).map(|s| s.text.clone()).collect();
        (!own.is_empty()).then(|| own[self.draw.below(own.len())].clone())
    }

    /// An eligibility, or a condition that is known for each subject.
    fn who(&mut self, of: usize) -> Seen {
        let seen = self.seen(of);
        let counts = |s: &Seen| s.kind == Kind::Outcome || s.kind == Kind::YesNo && !s.missing;
        let names: Vec<Seen> = seen.into_iter().filter(|s| s.is_name() && counts(s)).collect();
        let outcomes: Vec<Seen> = names.iter().filter(|s| s.kind == Kind::Outcome).cloned().collect();
        let list = if outcomes.is_empty() || self.draw.chance(30) { names } else { outcomes };
        match list.len() {
            0 => self.declare_known(of),
            _ if self.draw.chance(25) => self.declare_known(of),
            some => list[self.draw.below(some)].clone(),
        }
    }

    /// A condition that is known for each row, or none.
    fn known(&mut self, of: usize) -> Option<String> {
        self.draw.chance(35).then(|| {
            let condition = self.condition(of, 1);
            format!("(({condition}) default {})", self.draw.pick(&["no", "yes"]))
        })
    }
}

impl Among {
    /// The rows in the spelling of the policy.
    pub(super) fn text(&self) -> String {
        let short = match &self.over {
            None => self.name.clone(),
            Some(over) => format!("{} over {}{}", self.name, over.who.text, per(&over.per)),
        };
        let written_out = match &self.over {
            None => return format!("{short}{}", where_(&self.conditions)),
            // A peer by one of the subject's own values has the same value.
            Some(over) => {
                let own = over.own.as_ref().map_or("", String::as_str);
                let (joined, held): (Vec<_>, Vec<_>) = over.per.iter().cloned().partition(|(_, own)| *own);
                let joined = joined.iter().map(|(name, _)| format!("{name} is {own}.{name}"));
                let conditions: Vec<String> =
                    joined.chain([over.counts()]).chain(self.conditions.iter().cloned()).collect();
                let everyone = if own.is_empty() { String::new() } else { format!(" over everyone_{own}") };
                format!("{}{everyone}{}{}", self.name, per(&held), where_(&conditions))
            }
        };
        two(&format!("{short}{}", where_(&self.conditions)), &written_out)
    }

    /// The subjects of the same kind that count, as tiers name them. In the expanded policy these are all subjects, and
    /// those that do not count have no value.
    pub(super) fn whom(&self) -> Option<String> {
        let over = self.over.as_ref()?;
        let own = over.own.as_ref()?;
        let per = per(&over.per);
        Some(two(&format!("over {}{per}", over.who.text), &format!("over everyone_{own}{per}")))
    }

    /// The same rows with one more condition.
    pub(super) fn and(&self, condition: String) -> Among {
        let mut more = self.clone();
        more.conditions.push(condition);
        more
    }

    /// Whether the subject itself counts, as a condition.
    pub(super) fn counts(&self) -> Option<String> {
        let over = self.over.as_ref()?;
        Some(match over.who.kind {
            Kind::Outcome => format!("{} is included", over.who.text),
            _ => over.who.text.clone(),
        })
    }
}

impl Over {
    /// Whether a row counts, as a condition that is known for each row.
    fn counts(&self) -> String {
        match self.who.kind {
            Kind::Outcome => format!("(({} is included) default no)", self.who.text),
            _ => self.who.text.clone(),
        }
    }
}

fn per(peers: &[(String, bool)]) -> String {
    let names: Vec<&str> = peers.iter().map(|(name, _)| name.as_str()).collect();
    if names.is_empty() { String::new() } else { format!(" per {}", names.join(" and ")) }
}

fn where_(conditions: &[String]) -> String {
    if conditions.is_empty() { String::new() } else { format!(" where {}", conditions.join(" and ")) }
}
