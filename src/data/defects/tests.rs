use super::super::testing::lines;
use super::*;

fn file(index: u32) -> FileName {
    FileName { index, shown: format!("{index}.csv").into() }
}

fn add(defects: &Defects, index: u32, line: u64, column: u32) {
    let defect = Diagnostic::input(Code::UnknownChoice, None, format!("{line} {column}"));
    defects.add(&file(index), At { line, column }, Some("c"), defect);
}

#[test]
fn the_report_does_not_depend_on_the_order_of_finding() {
    let places: Vec<(u32, u64, u32)> = (0..60).map(|n| (n % 2, u64::from(n / 4), n % 4 / 2)).collect();
    let report = |places: &mut dyn Iterator<Item = &(u32, u64, u32)>| {
        let defects = Defects::new("service");
        places.for_each(|&(index, line, column)| add(&defects, index, line, column));
        lines(&defects.into_report())
    };
    let told = report(&mut places.iter());
    assert_eq!(told, report(&mut places.iter().rev()));
    assert_eq!(told, report(&mut places.iter().chain(&places)), "the same defect counts once");
    assert_eq!(told.len(), 21);
    let both = ["0.csv, column `c`: 0 0", "0.csv, column `c`: 0 1", "0.csv:1, column `c`: 1 0"];
    assert_eq!(told[..3], both.map(|told| format!("{told}, here and in 1 more row of 2 files")));
    assert!(told[20].starts_with("and 20 more defects in 2 files of `service` | begin with"), "{}", told[20]);
}

#[test]
fn beyond_what_is_kept_defects_are_still_counted() {
    let (up, down) = (Defects::new("service"), Defects::new("service"));
    let most = Defects::LISTED as u64 + 500;
    (1..=most).for_each(|line| add(&up, 0, line, 1));
    (1..=most).rev().for_each(|line| add(&down, 0, line, 1));
    let told = lines(&up.into_report());
    assert_eq!(told, lines(&down.into_report()));
    assert!(told[20].starts_with(&format!("0.csv: and {} more defects in `0.csv` | ", most - 20)), "{}", told[20]);
}

#[test]
fn ignored_columns_are_one_note() {
    let defects = Defects::new("service");
    assert!(defects.is_empty());
    defects.ignored(&file(1), vec!["b".into(), "c".into()]);
    defects.ignored(&file(0), vec!["a".into(), "b".into()]);
    defects.ignored(&file(0), vec!["a".into(), "b".into()]);
    let report = defects.into_report();
    assert_eq!(
        lines(&report),
        ["0.csv: `0.csv` and 1 more file have 3 columns that `service` does not declare: `a`, `b`, `c`"]
    );
    assert_eq!(report[0].severity, crate::diagnostic::Severity::Note);
}
