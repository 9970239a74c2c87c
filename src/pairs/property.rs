//! Evaluates every legal pair in three ways, and the known mistakes with the naive evaluation.

use super::features::{Chain, Feature, cannot, chains, name, pairs, table, waits_for};
use super::held::{Case, trees};
use super::known::{KNOWN, OPEN, OPEN_PLACES};
use super::page::{PARAMS, Page, page};
use crate::naive::V;
use crate::policy::{Pack, Run};
use num_bigint::BigInt;
use num_rational::BigRational;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The number of chains in one policy.
const TOGETHER: usize = 12;
/// One of this many policies is evaluated: all of them in the full run, which has the engine.
const READ: usize = if cfg!(feature = "engine") { 1 } else { 4 };
/// One of this many policies is a test of the language, too.
const TESTED: usize = 5;

/// Subjects whose values a test of the language expects, by their keys; the first subjects of each kind.
const EXPECTED: [(&str, &str); 8] = [
    ("t", "\"t1\""),
    ("t", "\"t2\""),
    ("d", "\"d1\""),
    ("d", "\"d2\""),
    ("y", "(\"a\", 2024)"),
    ("y", "(\"a\", 2025)"),
    ("tx", "(\"t1\", dark)"),
    ("tx", "(\"t1\", light)"),
];

/// Differences from the naive evaluation: of an evaluator, or of a test of the language.
fn differences(chains: &[Chain], is_tested: bool) -> Vec<String> {
    let page = page(chains);
    let files = page.files.clone().into_iter().collect();
    let case = Case { text: &page.text, files, period: Some(page.period), params: &PARAMS };
    let found = case.differences();
    if found.is_empty() && is_tested { unmet(&page, &case) } else { found }
}

/// The failures of a test of the language that expects the values of the naive evaluation.
fn unmet(page: &Page, case: &Case<'_>) -> Vec<String> {
    let trees = trees(case.text);
    let world = case.world(&trees);
    let mut test = format!("test \"rows\" {{\nperiod {}\n", page.period);
    PARAMS.iter().for_each(|(name, value)| test += &format!("param {name} = {value}\n"));
    test += &page.given;
    for (subject, name) in &page.shown {
        let values = world.column(subject, name).unwrap();
        let of_kind = EXPECTED.iter().filter(|(of, _)| of == subject);
        for ((_, key), value) in of_kind.zip(values) {
            test += &format!("expect {name} of {subject} {key} is {}\n", cell(&value));
        }
    }
    let pack = Pack::of_text("policy.grad", &format!("{}{test}}}\n", case.text));
    let compiled = pack.compile(&Run::default());
    if compiled.graph.is_none() {
        let errors = compiled.findings.iter().filter(|f| f.severity == crate::diagnostic::Severity::Error);
        let told =
            errors.map(|f| format!("the checker: {} ({:?})", f.message, f.span().map(|at| pack.sources.text(at))));
        return told.collect();
    }
    let failures = crate::testing::run(&pack, &compiled).into_iter().flat_map(|outcome| outcome.failures);
    let told = failures.map(|f| format!("the test: {} ({:?})", f.message, f.span().map(|at| pack.sources.text(at))));
    told.collect()
}

/// A value in the form in which a test expects it.
fn cell(value: &V) -> String {
    match value {
        V::Num(n, _) => {
            let units =
                (crate::naive::to_decimals(n, 12) * BigRational::from_integer(BigInt::from(10).pow(12))).to_integer();
            let digits = format!("{:013}", units.magnitude());
            let (whole, part) = digits.split_at(digits.len() - 12);
            let sign = if units < BigInt::from(0) { "-" } else { "" };
            format!("{sign}{whole}.{part}")
        }
        V::Flag(flag) => if *flag { "yes" } else { "no" }.into(),
        _ => "missing".into(),
    }
}

#[test]
fn every_legal_pair_is_read_in_one_way() {
    let sound: Vec<Chain> = chains().iter().filter(|chain| !chain.is_open()).cloned().collect();
    let (batches, next) = (sound.chunks(TOGETHER).step_by(READ).collect::<Vec<_>>(), AtomicUsize::new(0));
    let work = || {
        let mut wrong: Vec<String> = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(batch) = batches.get(at) else { break };
            let is_tested = at % TESTED == 0;
            if differences(batch, is_tested).is_empty() {
                continue;
            }
            // The first few are enough to show the mistake.
            for chain in batch.iter().take(6usize.saturating_sub(wrong.len())) {
                let alone = differences(std::slice::from_ref(chain), is_tested);
                let features = || format!("{:?}", chain_words(chain));
                wrong.extend(alone.first().map(|words| format!("{words}\n    in {}", features())));
            }
        }
        wrong
    };
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{} of {} chains:\n{}", wrong.len(), sound.len(), wrong.join("\n"));
}

fn chain_words(chain: &Chain) -> Vec<&'static str> {
    let column = [(0, chain.kind), (1, chain.gap), (2, chain.place)];
    column.into_iter().chain(chain.wraps.iter().map(|wrap| (3, *wrap))).map(name).collect()
}

#[test]
fn every_legal_pair_is_covered() {
    let chains = chains();
    let mut cases: BTreeMap<(Feature, Feature), usize> = BTreeMap::new();
    // A case that is known to be wrong covers only the pairs that are affected by it.
    let counts = |chain: &Chain, (a, b): &(Feature, Feature)| !chain.is_open() || waits_for(*a, *b).is_some();
    for pair in chains.iter().flat_map(|chain| chain.pairs().into_iter().filter(|pair| counts(chain, pair))) {
        *cases.entry((pair.0.min(pair.1), pair.0.max(pair.1))).or_default() += 1;
    }
    let mut uncovered = Vec::new();
    for (a, b) in pairs() {
        match (cannot(a, b), cases.get(&(a, b))) {
            (None, None) => uncovered.push(format!("{} and {}: in no case", name(a), name(b))),
            (Some(why), Some(_)) => uncovered.push(format!("{} and {}: in a case, although {why}", name(a), name(b))),
            _ => {}
        }
    }
    assert!(uncovered.is_empty(), "{} pairs:\n{}", uncovered.len(), uncovered.join("\n"));
    let (path, table) = (concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pairs.md"), table(chains));
    if std::env::var_os("GRADUS_BLESS").is_some() {
        std::fs::write(path, &table).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default().replace('\r', "");
    assert!(written == table, "`tests/pairs.md` is another: write it with GRADUS_BLESS=1");
}

#[test]
fn what_is_right_of_what_is_known_to_be_wrong() {
    for known in &KNOWN {
        let trees = trees(known.policy);
        let files = known.files.iter().map(|(table, text)| (table.to_string(), text.to_string())).collect();
        let world = Case { text: known.policy, files, period: None, params: &[] }.world(&trees);
        for (subject, column, right) in known.right {
            let values = world.column(subject, column).unwrap_or_else(|| panic!("{}: no {column}", known.name));
            let is_it = |(value, right): (&V, &&str)| match value {
                V::Num(n, _) => decimal(right).is_some_and(|right| right == *n),
                V::Flag(flag) => *right == if *flag { "yes" } else { "no" },
                V::Text(text) => right == text,
                gap => right.is_empty() && !gap.is_there(),
            };
            let all = values.len() == right.len() && values.iter().zip(*right).all(is_it);
            assert!(all, "{}: {subject}.{column} is {values:?} and not {right:?}", known.name);
        }
    }
    let waiting = OPEN.iter().map(|(.., of)| of).chain(OPEN_PLACES.iter().map(|(_, of)| of));
    for of in waiting {
        assert!(KNOWN.iter().any(|known| known.name == *of && !known.mended), "pairs wait for `{of}`, which is mended");
    }
}

fn decimal(text: &str) -> Option<BigRational> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits: BigInt = format!("{whole}{part}").parse().ok()?;
    Some(BigRational::new(digits, BigInt::from(10).pow(part.len() as u32)))
}
