//! Everything that a private column changes is private. The naive evaluation determines which values change when the
//! cells of the column exchange places, and each published value that changes must be refused.

use super::features::{Chain, GAPS, PLACES, WRAPS, chains};
use super::held::{Case, trees};
use super::page::{PARAMS, Page, page};
use crate::diagnostic::{Code, Severity};
use crate::naive::V;
use crate::policy::{Pack, Run};

/// One of this many chains is tried; fewer in the quick run, which has no engine.
const TRIED: usize = if cfg!(feature = "engine") { 5 } else { 20 };

/// The policy with the column of its chain marked as private.
fn marked(text: &str) -> String {
    let of_column = |line: &str| line.starts_with("c0 : ") || line.contains(" c0\" as c0 : ");
    let line = |line: &str| if of_column(line) { format!("{line} private\n") } else { format!("{line}\n") };
    text.lines().map(line).collect()
}

/// The files with the cells of the column of the chain moved down by one row.
fn moved(page: &Page) -> Vec<(String, String)> {
    let moved = |text: &String| {
        let mut rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
        let columns: Vec<usize> =
            (0..rows[0].len()).filter(|at| rows[0][*at].split(' ').next_back() == Some("c0")).collect();
        for column in columns {
            let mut cells: Vec<&str> = rows.iter().skip(1).map(|row| row[column]).collect();
            cells.rotate_right(1);
            rows.iter_mut().skip(1).zip(cells).for_each(|(row, cell)| row[column] = cell);
        }
        rows.iter().map(|row| row.join(",") + "\n").collect::<String>()
    };
    page.files.iter().map(|(table, text)| (table.clone(), moved(text))).collect()
}

/// Whether the column of a chain can be moved, and no operation makes it public.
fn is_asked(chain: &Chain) -> bool {
    // Chains with known mistakes are skipped. If another column determines which cells are absent, they cannot exchange
    // places. Rows of the policy are public.
    let stays = chain.is_open() || GAPS[chain.gap].0 == "absent when" || PLACES[chain.place].2.starts_with("page ");
    let opens = chain.wraps.iter().any(|wrap| WRAPS[*wrap].1.contains("at least 3"));
    !stays && !opens
}

/// The published values that change with a private column and are not refused.
fn leaks(chain: &Chain) -> Vec<String> {
    let page = page(std::slice::from_ref(chain));
    let text = marked(&page.text);
    assert_ne!(text, page.text, "a column is marked");
    let pack = Pack::of_text("policy.grad", &text);
    let run = Run { period: pack.period_named(page.period), ..Run::default() };
    let findings = pack.compile(&run).findings;
    let errors: Vec<_> = findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    if let Some(other) = errors.iter().find(|finding| finding.code != Code::PrivateOutput) {
        return vec![format!("{}: {}", other.code.name(), other.message)];
    }
    let refused = |name: &str| errors.iter().any(|finding| finding.about == [name]);
    let trees = trees(&page.text);
    let values = |files: Vec<(String, String)>| -> Vec<Vec<V>> {
        let world = Case { text: &page.text, files, period: Some(page.period), params: &PARAMS }.world(&trees);
        page.shown.iter().map(|(subject, name)| world.column(subject, name).unwrap()).collect()
    };
    let (before, after) = (values(page.files.clone().into_iter().collect()), values(moved(&page)));
    let changed = page.shown.iter().zip(before.iter().zip(&after)).filter(|(_, (before, after))| before != after);
    changed.map(|((_, name), _)| name.clone()).filter(|name| !refused(name)).collect()
}

#[test]
fn what_a_private_column_changes_is_private() {
    let asked: Vec<&Chain> = chains().iter().filter(|chain| is_asked(chain)).step_by(TRIED).collect();
    assert!(asked.len() * TRIED > 250, "only {} chains", asked.len());
    let wrong: Vec<String> = asked
        .iter()
        .filter_map(|chain| Some((chain, leaks(chain))).filter(|(_, leaks)| !leaks.is_empty()))
        .take(6)
        .map(|(chain, leaks)| format!("{leaks:?} in {chain:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
