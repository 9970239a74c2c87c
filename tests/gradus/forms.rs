//! Texts that look alike are the same text: letters and their accents can have either form, in every source of text.

use crate::program::{Program, evaluators, scratch};
use std::fs;

/// `ü` as one letter, and as a letter and an accent.
const TOGETHER: &str = "Zürich";
const APART: &str = "Zu\u{308}rich";

const POLICY: &str = "policy m
period \"Jahr Zürich\" = 2026-01-01..2026-12-31
choice stadt { \"Zürich\" as Zürich, bern }
param heim : stadt = bern
table amt {
  key id : text
}
table antrag {
  key id : text
  amt -> amt
  ort : text
  stadt : stadt
  zahl : count
}
let fern of antrag = first { 1 when stadt is not heim otherwise 0 }
tree summe of amt = sum(zahl of antrag, if empty 0)
tree wert of antrag = first { zahl when ort is \"Zürich\" otherwise 0 }
publish fern of antrag
";

/// A pack in which some names and texts have accents as separate characters.
fn pack(page: &str) -> tempfile::TempDir {
    let folder = scratch();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("policy.grad", page);
    write("gradus.toml", "[data]\namt = \"amt.csv\"\nantrag = \"antrag.csv\"\n");
    write("amt.csv", &format!("id\n{APART}\nBern\n"));
    let rows =
        format!("{TOGETHER},{TOGETHER},{APART},{APART},1\nb,{APART},{TOGETHER},{TOGETHER},2\nc,Bern,Bern,bern,4\n");
    write("antrag.csv", &format!("id,amt,ort,stadt,zahl\n{rows}"));
    folder
}

#[test]
fn keys_references_and_texts_are_one_in_both_forms() {
    for page in [POLICY.to_string(), POLICY.replace(TOGETHER, APART)] {
        let folder = pack(&page);
        for evaluator in evaluators() {
            let run = |of: &str| {
                let args = ["eval", ".", "--of", of, "--evaluator", evaluator, "--messages", "short"];
                let out = Program::new(&args).within(folder.path()).ends_with(0);
                (out.stdout, out.stderr)
            };
            let (amt, told) = run("amt");
            assert!(amt.contains(&format!("\n{TOGETHER},3,")) && amt.contains("\nBern,4,"), "{amt}");
            let note = "[normal-form]: 1 text of `id` has letters and accents as separate characters";
            assert!(told.contains(note) && told.contains("[normal-form]: 1 text of `stadt`"), "{told}");
            let (antrag, _) = run("antrag");
            let values: Vec<&str> = antrag.lines().skip(1).map(|line| line.split_once(',').unwrap().1).collect();
            assert!(
                values.iter().zip(["1,1.0000,1", "2,1.0000,1", "0,1.0000,0"]).all(|(own, is)| own.contains(is)),
                "{antrag}"
            );
        }
    }
}

#[test]
fn names_of_the_command_line_are_one_in_both_forms() {
    let folder = pack(POLICY);
    let run = |args: &[&str]| Program::new(args).within(folder.path()).ends_with(0).stdout;
    let wanted = [format!("id={APART}"), format!("id={TOGETHER}")];
    let [one, other] = wanted.map(|subject| run(&["explain", ".", "--of", "amt", "--subject", &subject]));
    assert_eq!(one, other);
    assert!(one.contains("summe") && one.contains('3'), "{one}");
    let param = format!("heim={APART}");
    let results = run(&["eval", ".", "--of", "antrag", "--param", &param]);
    assert!(results.lines().skip(1).zip(["0", "0", "1"]).all(|(line, fern)| line.ends_with(fern)), "{results}");
    let page = POLICY
        .replace("zahl : count", "zahl : count\n  tag : date")
        .replace("table antrag {", "table antrag dated tag {");
    fs::write(folder.path().join("policy.grad"), page).unwrap();
    fs::write(folder.path().join("antrag.csv"), "id,amt,ort,stadt,zahl,tag\na,Bern,Bern,bern,4,2026-02-03\n").unwrap();
    let period = format!("Jahr {APART}");
    assert!(run(&["eval", ".", "--of", "antrag", "--period", &period]).contains("\na,"));
}

#[test]
fn expected_results_and_cells_of_tests_are_one_in_both_forms() {
    let page = format!(
        "{POLICY}\ntest \"both\" {{\n  given amt : id = (\"{APART}\")\n  given antrag : id, amt, ort, stadt, zahl = (\"a\", \"{TOGETHER}\", \"{APART}\", {APART}, 3)\n  expect wert of antrag \"a\" is 3\n  expect summe of amt \"{TOGETHER}\" is 3\n}}\n"
    );
    let folder = pack(&page);
    fs::write(folder.path().join("expected.csv"), format!("id,summe\n{APART},3\nBern,4\n")).unwrap();
    let manifest = fs::read_to_string(folder.path().join("gradus.toml")).unwrap();
    let expected = format!("{manifest}[expected.amt]\nfile = \"expected.csv\"\n");
    fs::write(folder.path().join("gradus.toml"), expected).unwrap();
    let out = Program::new(&["test", "."]).within(folder.path()).all();
    assert_eq!(out.0, 0, "{}{}", out.1, out.2);
}

#[test]
fn names_of_values_and_tiers_are_one_in_both_forms() {
    let page = POLICY.replace(
        "publish fern",
        "let hier of antrag = first { 1 when stadt is ZZ otherwise 0 }
let dort of antrag = first { 1 when stadt in [ZZ] otherwise 0 }
tiers gruppe of wert of antrag {
  Zürich >= 1
  bern otherwise
}
let oben of antrag = first { 1 when gruppe is ZZ otherwise 0 }
publish hier, dort, oben, fern",
    );
    let folder = pack(&page.replace("ZZ", APART));
    let args = ["eval", ".", "--of", "antrag"];
    let out = Program::new(&args).within(folder.path()).ends_with(0).stdout;
    fs::write(folder.path().join("policy.grad"), page.replace("ZZ", TOGETHER)).unwrap();
    assert_eq!(Program::new(&args).within(folder.path()).ends_with(0).stdout, out);
    assert!(out.contains(",1,1,"), "{out}");
}

#[test]
fn what_differs_in_the_form_alone_is_there_twice() {
    for (page, code) in [
        ("table t {\n  key id : text\n  \"Z\" as a : text\n  \"A\" as b : text\n}\n", "declared-twice"),
        ("choice c { \"Z\" as a, \"A\" as b }\ntable t {\n  key id : text\n}\n", "declared-twice"),
        ("table t {\n  key id : text\n  a : text or missing \"Z\", \"A\"\n}\n", "said-twice"),
    ] {
        let page = format!("policy p\n{page}").replace("\"Z\"", &format!("\"{TOGETHER}\""));
        let folder = scratch();
        fs::write(folder.path().join("p.grad"), page.replace("\"A\"", &format!("\"{APART}\""))).unwrap();
        let out = Program::new(&["check", "p.grad", "--messages", "short"]).within(folder.path()).ends_with(1).stdout;
        assert!(out.contains(code), "{code}: {out}");
    }
}
