//! The first hour: a pack to begin with, the description of its data, and the completions for the shell.

use crate::program::{Program, scratch};
use std::fs;

#[test]
fn a_new_pack_works_at_once_in_both_languages() {
    for language in ["en", "zh"] {
        let folder = scratch();
        let pack = folder.path().join("survey");
        let path = pack.to_str().unwrap();
        let made = Program::new(&["new", path, "--language", language]).ends_with(0).stdout;
        assert_eq!(made.lines().count(), 4, "{made}");
        assert!(made.lines().all(|file| fs::metadata(file).is_ok()), "{made}");
        Program::new(&["check", path]).ends_with(0);
        Program::new(&["fmt", "--check", path]).ends_with(0);
        let out = Program::new(&["test", path]).ends_with(0).stdout;
        assert!(out.ends_with("2 passed, 0 failed\n"), "{out}");
        let results = Program::new(&["eval", path, "--format", "csv"]).ends_with(0).stdout;
        let expected = if language == "en" { "expected/branches.csv" } else { "expected/校区.csv" };
        assert_eq!(results, fs::read_to_string(pack.join(expected)).unwrap());
        // The empty file of the schema has the header of the data.
        let empty = Program::new(&["schema", path, "--format", "csv"]).ends_with(0).stdout;
        let data = if language == "en" { "data/answers.csv" } else { "data/答卷.csv" };
        assert_eq!(Some(empty.trim_end()), fs::read_to_string(pack.join(data)).unwrap().lines().next());
        // An existing folder is not changed.
        let out = Program::new(&["new", path]).ends_with(2);
        assert!(out.stderr.contains("already exists and is not an empty folder"), "{}", out.stderr);
    }
}

#[test]
fn a_schema_tells_what_each_cell_may_hold() {
    let folder = scratch();
    let policy = folder.path().join("p.grad");
    let text = r#"policy p
choice size { "S" as small, "L", "XL" as large }
choice duty { head, sales }
table region { key id : text }
table limit { key size : size
  most : count
  rows = (small, 1), (large, 2) }
table t "A table" dated day {
  key id : count
  region -> region
  day : date
  "Size|1" as size "The size" : size or missing
  duties : set of duty
  x : number -1..2.5 with 2 decimals or missing "", "99" because "would not say"
  phone : text private
  ok : yes/no ("Y" / "N")
  closed : date or absent when not ok
}
tree score of t = limit.most at (size: size)
"#;
    fs::write(&policy, text).unwrap();
    let path = policy.to_str().unwrap();
    let out = Program::new(&["schema", path, "--of", "t"]).ends_with(0).stdout;
    let wanted = [
        "## t\n\nA table.\n\nEach row is identified by `id`. Only rows with `day` in the period count.\n",
        "| `id` |  | a whole number, at least 0 | never |\n",
        "| `region` |  | text; refers to a row of `region` | never |\n",
        "| `Size\\|1` | The size | one of `S`, `L` or `XL` | an empty cell |\n",
        "| `duties` |  | any of `head`, `sales`, separated by `;` | never |\n",
        "| `x` |  | a number with at most 2 decimals, -1 to 2.5 | an empty cell; `99`: would not say |\n",
        "| `phone` |  | text; private | never |\n",
        "| `ok` |  | `Y` or `N` | never |\n",
        "| `closed` |  | a date: `2026-01-31` | an empty cell: there is none (when not ok) |\n",
    ];
    for line in wanted {
        assert!(out.contains(line), "{line}\n{out}");
    }
    // A table whose rows are in the policy needs no file.
    let all = Program::new(&["schema", path]).ends_with(0).stdout;
    assert!(all.contains("## region") && !all.contains("## limit"), "{all}");
    let out = Program::new(&["schema", path, "--format", "csv"]).ends_with(2);
    assert!(out.stderr.contains("an empty file can have only one table"), "{}", out.stderr);
    let json = Program::new(&["schema", path, "--of", "t", "--format", "json-schema"]).ends_with(0).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let t = &json["$defs"]["t"];
    assert_eq!(t["title"], "A table");
    assert_eq!(t["properties"]["x"]["anyOf"][0]["maximum"].to_string(), "2.5");
    assert_eq!(t["properties"]["ok"]["enum"], serde_json::json!(["Y", "N"]));
    assert!(t["required"].as_array().unwrap().iter().all(|name| name != "x"));
}

#[test]
fn the_dictionary_shows_labels_and_documentation() {
    let folder = scratch();
    let policy = folder.path().join("p.grad");
    let text = r#"policy p
/// Who is
/// asked.
choice stage "Stage of an owner" { before "Before the visit" { "1" as early "Early|on", "2" as soon }, late }
choice plain { a, b }
/// One row for each answer.
// This line separates it from the table.
table t {
  /// As the register
  /// has it.
  key id : text
  stages : set of stage
  /// When | they own.
  stage "Stage." : stage or missing
  plain : plain // not this
  /// Both of them.
  a, b : yes/no
}
/// Those who are not asked.
table u "Others" { key id : text }
tree score of t = 1
"#;
    fs::write(&policy, text).unwrap();
    let path = policy.to_str().unwrap();
    let all = Program::new(&["schema", path]).ends_with(0).stdout;
    let (_, stage) = all.split_once("## Values of").unwrap();
    let wanted = " `stage`\n\nStage of an owner.\n\nWho is\nasked.\n\n\
                  | cell | meaning | group |\n|---|---|---|\n\
                  | `1` | Early\\|on | Before the visit |\n| `2` | soon | Before the visit |\n| `late` |  |  |\n";
    assert_eq!(stage, wanted, "{all}");
    assert!(all.contains("## u\n\nOthers.\n\nThose who are not asked.\n\nEach row"), "{all}");
    for line in [
        "| `id` | As the register has it. |",
        "| `stage` | Stage. When \\| they own. |",
        "| `plain` |  |",
        "| `a` | Both of them. |",
        "| `b` | Both of them. |",
    ] {
        assert!(all.contains(line), "{line}\n{all}");
    }
    let json = Program::new(&["schema", path, "--format", "json-schema"]).ends_with(0).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let columns = &json["$defs"]["t"]["properties"];
    assert_eq!(columns["id"]["description"], "As the register\nhas it.");
    assert_eq!(columns["b"]["description"], "Both of them.");
    let stage = &columns["stage"]["anyOf"][0];
    let wanted = serde_json::json!({ "$ref": "#/$defs/stage", "title": "Stage.", "description": "When | they own." });
    assert_eq!(*stage, wanted);
    assert_eq!(columns["stages"]["x-values"]["$ref"], "#/$defs/stage");
    assert_eq!(columns["plain"], serde_json::json!({ "enum": ["a", "b"] }));
    let wanted = serde_json::json!({
        "title": "Stage of an owner",
        "description": "Who is\nasked.",
        "oneOf": [
            { "const": "1", "title": "Early|on", "x-group": "Before the visit" },
            { "const": "2", "title": "soon", "x-group": "Before the visit" },
            { "const": "late" },
        ],
    });
    assert_eq!(json["$defs"]["stage"], wanted);
    assert_eq!(json["$defs"]["u"]["description"], "Those who are not asked.");
    let of_u = Program::new(&["schema", path, "--of", "u"]).ends_with(0).stdout;
    assert!(!of_u.contains("Values of"), "{of_u}");
}

#[test]
fn the_shell_and_the_reader_are_told_each_command() {
    let completions = Program::new(&["completions", "bash"]).ends_with(0).stdout;
    let page = Program::new(&["man"]).ends_with(0).stdout;
    for command in ["check", "eval", "test", "explain", "freeze", "new", "schema", "explain-code"] {
        assert!(completions.contains(command), "{command}");
        assert!(page.contains(&command.replace('-', "\\-")), "{command}\n{page}");
    }
    let page = Program::new(&["man", "eval"]).ends_with(0).stdout;
    assert!(page.contains("gradus\\-eval") || page.contains("gradus-eval"), "{page}");
    assert!(page.contains("frozen"), "{page}");
    Program::new(&["man", "evil"]).ends_with(2);
}
