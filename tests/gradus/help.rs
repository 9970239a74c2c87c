//! Help about data is right when it is followed to the letter: each case does what the help says, and evaluates.

use crate::program::{Program, evaluators, scratch};
use std::fs;

/// What a case changes once it has read the help.
enum Cure {
    /// The text of the data becomes another.
    Data(&'static str, &'static str),
    /// The text of the page becomes another.
    Page(&'static str, &'static str),
}

use Cure::{Data, Page};

struct Case {
    /// The column of the page that is in question, and its cells, the first of which is wrong.
    column: &'static str,
    header: &'static str,
    cells: &'static [&'static str],
    /// A part of the help.
    help: &'static str,
    cure: Cure,
    /// The result of the first row: `x` itself.
    result: &'static str,
}

const fn case(
    column: &'static str,
    cells: &'static [&'static str],
    help: &'static str,
    cure: Cure,
    result: &'static str,
) -> Case {
    Case { column, header: "x", cells, help, cure, result }
}

const CASES: &[Case] = &[
    case(
        "x : rating 1..5 or missing",
        &["99", "4"],
        "write `or missing \"\", \"99\"` for `x`",
        Page("or missing", "or missing \"\", \"99\""),
        "",
    ),
    case(
        "x : rating 1..5 or missing \"N/A\"",
        &["99", "4"],
        "write `or missing \"N/A\", \"99\"` for `x`",
        Page("or missing \"N/A\"", "or missing \"N/A\", \"99\""),
        "",
    ),
    case(
        "x : rating 1..5",
        &["4.5", "4"],
        "give `x` the type `number 1..5 with 1 decimal`",
        Page("rating 1..5", "number 1..5 with 1 decimal"),
        "4.5",
    ),
    case("x : share with 2 decimals", &["50%"], "write it as `0.5`", Data("50%", "0.5"), "0.50"),
    case("x : share with 2 decimals", &["1%"], "write it as `0.01`", Data("1%", "0.01"), "0.01"),
    case("x : share with 2 decimals", &["50"], "if it is a percentage, write `0.5`", Data("50", "0.5"), "0.50"),
    case("x : number 0..100 with 0 decimals", &["50%"], "write it as `50`", Data("50%", "50"), "50"),
    case("x : number 0..9000 with 0 decimals", &["\"1,500\""], "write it as `1500`", Data("\"1,500\"", "1500"), "1500"),
    case("x : number 0..9 with 3 decimals", &["\"1,500\""], "write it as `1.500`", Data("\"1,500\"", "1.500"), "1.500"),
    case(
        "x : number 0..9000 with 3 decimals",
        &["\"1,500\""],
        "write `1500`, or `1.500` where the comma is the sign of decimals",
        Data("\"1,500\"", "1500"),
        "1500.000",
    ),
    case(
        "x : number 0..9000 with 1 decimal",
        &["\"1.500,5\""],
        "write it as `1500.5`",
        Data("\"1.500,5\"", "1500.5"),
        "1500.5",
    ),
    case("x : number 0..9000 with 0 decimals", &["1 500"], "write it as `1500`", Data("1 500", "1500"), "1500"),
    case("x : number 0..9000 with 0 decimals", &["１５００"], "write it as `1500`", Data("１５００", "1500"), "1500"),
    case("x : number 0..240 with 0 decimals", &["24小时"], "write the number alone, `24`", Data("24小时", "24"), "24"),
    case("x : one", &["4.0"], "write it exactly as `4`", Data("4.0", "4"), "4"),
    case("x : one", &["4 "], "take the blanks around it away: `4`", Data("4 ", "4"), "4"),
    case("x : one", &["４"], "write it exactly as `4`", Data("４", "4"), "4"),
    case("x : date", &["2026年3月1日"], "`2026-03-01`", Data("2026年3月1日", "2026-03-01"), "2026-03-01"),
    case("x : date", &["2026.3.1"], "`2026-03-01`", Data("2026.3.1", "2026-03-01"), "2026-03-01"),
    case("x : date", &["01.03.2026"], "`2026-03-01`", Data("01.03.2026", "2026-03-01"), "2026-03-01"),
    case("x : date", &["2026/3/1"], "`2026-03-01`", Data("2026/3/1", "2026-03-01"), "2026-03-01"),
    case("x : date", &["20260301"], "`2026-03-01`", Data("20260301", "2026-03-01"), "2026-03-01"),
    case("x : text", &["", "North"], "add `or missing` to `x`", Page("x : text", "x : text or missing"), ""),
    Case {
        column: "x \"工号\" : text",
        header: "工号",
        cells: &["7"],
        help: "write `\"工号\" as x`",
        cure: Page("x \"工号\"", "\"工号\" as x"),
        result: "7",
    },
];

#[test]
fn help_about_cells_is_followed() {
    let mut wrong = Vec::new();
    for case in CASES {
        let folder = scratch();
        let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let page = format!(
            "policy p\nchoice one {{ \"4\" as four, \"40\" as forty }}\ntable t {{\n key id : text\n {}\n}}\nlet own of t = x\npublish own of t\n",
            case.column
        );
        let cells = case.cells.iter().enumerate().map(|(n, cell)| format!("r{n},{cell}\n")).collect::<String>();
        let data = format!("id,{}\n{cells}", case.header);
        let (cured_page, cured_data) = match case.cure {
            Data(from, to) => (page.clone(), data.replacen(from, to, 1)),
            Page(from, to) => (page.replacen(from, to, 1), data.clone()),
        };
        for evaluator in evaluators() {
            let run = |page: &str, data: &str| {
                fs::write(at("p.grad"), page).unwrap();
                fs::write(at("x.csv"), data).unwrap();
                let bound = format!("t={}", at("x.csv"));
                let command =
                    ["eval", &at("p.grad"), "--data", &bound, "--messages", "short", "--evaluator", evaluator];
                Program::new(&command).all()
            };
            let (code, _, told) = run(&page, &data);
            if code != 2 || !told.contains(case.help) {
                wrong.push(format!("{} with {:?}: {told}", case.column, case.cells));
            }
            let (code, results, told) = run(&cured_page, &cured_data);
            let first = results.lines().nth(1).unwrap_or_default();
            if code != 0 || !format!("{first},").starts_with(&format!("r0,{},", case.result)) {
                wrong.push(format!("{} with {:?}, cured: {results}{told}", case.column, case.cells));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// One mistake is one message: a row that is damaged is there, and what refers to it is right.
#[test]
fn a_damaged_row_is_not_missed_by_those_that_refer_to_it() {
    let page = "policy p\ntable site {\n key id : text\n opened : date\n}\ntable visit {\n key id : text\n site -> site\n}\n\
                tree n of site = count(visit)\n";
    for (sites, told, silent) in [
        ("id,opened\nN,1.3.2026\n", "bad-date", "dangling-reference"),
        ("id,opened\nN\n", "ragged-row", "dangling-reference"),
        ("id,opened\nS,2026-03-01\n", "refers to no row of `site`", "bad-date"),
    ] {
        for evaluator in evaluators() {
            let folder = scratch();
            let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
            for (name, text) in [("p.grad", page), ("s.csv", sites), ("v.csv", "id,site\na,N\nb,N\n")] {
                fs::write(at(name), text).unwrap();
            }
            let (sites, visits) = (format!("site={}", at("s.csv")), format!("visit={}", at("v.csv")));
            let command = ["eval", &at("p.grad"), "--data", &sites, "--data", &visits, "--evaluator", evaluator];
            let (code, _, stderr) = Program::new(&command).all();
            assert!(code == 2 && stderr.contains(told) && !stderr.contains(silent), "{stderr}");
        }
    }
}

/// What has one cause in many rows is one finding with a count.
#[test]
fn one_cause_is_one_finding() {
    let page = "policy p\ntable t {\n key id : text\n x : rating 1..5\n}\ntree a of t = x\n";
    let rows = (0..300).fold("id,x\n".to_owned(), |text, n| text + &format!("r{n},{}\n", [99, 7, 1][n % 3]));
    let folder = scratch();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(at("p.grad"), page).unwrap();
    fs::write(at("x.csv"), rows).unwrap();
    let bound = format!("t={}", at("x.csv"));
    for evaluator in evaluators() {
        let command = ["eval", &at("p.grad"), "--data", &bound, "--messages", "short", "--evaluator", evaluator];
        let (_, _, stderr) = Program::new(&command).all();
        assert_eq!(stderr.matches("error[out-of-range]").count(), 2, "{stderr}");
        assert_eq!(stderr.matches("here and in 99 more rows").count(), 2, "{stderr}");
        assert!(!stderr.contains("too-many-defects"), "{stderr}");
    }
}
