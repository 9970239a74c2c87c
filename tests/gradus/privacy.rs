//! Private values through the commands: what is written, shown, explained, frozen and reported, and to whom.

use crate::program::{Program, scratch};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const SECRET: &str = "0123456789abcdef";

const POLICY: &str = r#"policy survey
table person {
  key phone : text private
  age  : count 0..120 or missing "?" private
  town : text
}
table visit {
  key id : count
  person -> person
  score : rating 1..5
}
subject by_town = person by town
let years of by_town = mean(age of person, missing skipped, at least 3, if empty missing)
publish years of by_town
let who of person = pseudonym(phone)
let visits of person = count(visit)
publish who, visits of person
publish "Phone" as phone, age of person to "the callers" because "they ring each person" cite "2.4"
check grown of person error when age is not missing = age >= 18
publish grown of person to "the auditors" because "they audit" cite "2.5"
let whose of visit = pseudonym(person)
publish whose of visit
"#;

/// A sum for each town, and a sum for all.
const TOTALS: &str = "policy survey
table person {
  key phone : text private
  town : text
  income : money 0..9999 with 0 decimals private
}
table visit {
  key id : count
}
subject by_town = person by town
let total of by_town, all = sum(income of person, at least 3, if empty missing)
publish total of by_town, all
";

const PEOPLE: &str = "phone,age,town\n49-0171,30,Ash\n49-0172,40,Ash\n49-0173,50,Ash\n49-0174,17,Elm\n49-0175,?,Elm\n";

/// A pack with its data.
fn pack(policy: &str, people: &str, visits: &str) -> TempDir {
    let folder = scratch();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("policy.grad", policy);
    write("gradus.toml", "[data]\nperson = \"person.csv\"\nvisit = \"visit.csv\"\n");
    write("person.csv", people);
    write("visit.csv", visits);
    folder
}

fn survey() -> TempDir {
    pack(POLICY, PEOPLE, "id,person,score\n1,49-0171,3\n2,49-0174,4\n")
}

/// Runs a command in a folder, with the secret.
fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    Program::new(args).within(folder).env("GRADUS_PSEUDONYM_KEY", SECRET).all()
}

/// Checks that a text contains nothing about the people except their towns.
fn tells_nobody(text: &str) {
    for private in ["49-", ",30", " 30", ",50", "17,"] {
        assert!(!text.contains(private), "{private} is told:\n{text}");
    }
}

/// The evaluators of this build.
fn evaluators() -> &'static [&'static str] {
    if cfg!(feature = "engine") { &["reference", "engine"] } else { &["reference"] }
}

#[test]
fn results_for_everybody_hold_nothing_private() {
    let folder = survey();
    for evaluator in evaluators() {
        let eval = |of: &str| run(folder.path(), &["eval", ".", "--of", of, "--evaluator", evaluator]);
        // HMAC-SHA-256 of `49-0171` and `49-0174`, computed by another program.
        let (one, four) = ("8eadd65e2bbc86e2fcd6bacbc8bb398b", "48c83d63228dec536c4138007b1c4a77");
        let (code, out, told) = eval("visit");
        assert_eq!((code, out.as_str()), (0, format!("id,whose\n1,{one}\n2,{four}\n").as_str()), "{told}");
        let (code, out, told) = eval("person");
        assert_eq!(code, 1, "{told}");
        assert!(out.starts_with(&format!("who,visits\n{one},1\n")) && out.contains(&format!("\n{four},1\n")), "{out}");
        assert!(
            told.contains("`grown`, `grown_missing`, `Phone`, `age`") && told.contains("written only to files"),
            "{told}"
        );
        assert!(told.contains("`grown` does not hold for some `person`") && told.contains("the auditors"), "{told}");
        tells_nobody(&(out + &told));
        let (code, out, _) = eval("by_town");
        assert_eq!((code, out.as_str()), (0, "town,years\nAsh,40.000000000000\nElm,\n"));
    }
}

#[test]
fn what_is_released_goes_to_files() {
    let folder = survey();
    let (code, _, told) =
        run(folder.path(), &["eval", ".", "--of", "person", "-o", "callers.csv", "--report", "report.json"]);
    assert_eq!(code, 1, "{told}");
    let written = fs::read_to_string(folder.path().join("callers.csv")).unwrap();
    assert!(
        written.starts_with("who,grown,grown_missing,visits,Phone,age\n") && written.contains(",no,,1,49-0174,17\n"),
        "{written}"
    );
    let report = fs::read_to_string(folder.path().join("report.json")).unwrap();
    for part in ["\"restricted\"", "\"the callers\"", "\"they ring each person\"", "\"2.4\"", "\"the auditors\""] {
        assert!(report.contains(part), "{part}: {report}");
    }
    let (_, schema, _) = run(folder.path(), &["schema", "."]);
    assert!(schema.contains("| `Phone` | `person` | the callers | they ring each person | 2.4 |"), "{schema}");
    let (code, out, _) = run(folder.path(), &["check", ".", "--privacy"]);
    for line in [
        "  private: person.phone, person.age, visit.person\n",
        "  released: Phone of person to the callers, because they ring each person (2.4)\n",
        "  public: years of by_town, at least 3 rows of person\n",
        "  pseudonym: who of person for person.phone, which names the rows\n",
        "  pseudonym: whose of visit for visit.person\n",
    ] {
        assert!(code == 0 && out.contains(line), "{line}: {out}");
    }
    let (_, json, _) = run(folder.path(), &["check", ".", "--privacy", "--format", "json"]);
    let listed: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(listed[0]["released"][2]["to"], "the callers");
}

#[test]
fn pseudonyms_need_a_secret() {
    let folder = survey();
    let eval = ["eval", ".", "--of", "visit"];
    let told = Program::new(&eval).within(folder.path()).env("GRADUS_PSEUDONYM_KEY", "").ends_with(2).stderr;
    assert!(told.contains("no-secret") && told.contains("`GRADUS_PSEUDONYM_KEY`"), "{told}");
    let told = Program::new(&eval).within(folder.path()).env("GRADUS_PSEUDONYM_KEY", "too short").ends_with(2).stderr;
    assert!(told.contains("fewer than 16 bytes"), "{told}");
    // Results that need no secret are evaluated without it.
    Program::new(&["eval", ".", "--of", "by_town"]).within(folder.path()).ends_with(0);
    // A record recognizes the secret, but does not contain it.
    run(folder.path(), &["eval", ".", "--of", "visit", "--record", "r.json"]);
    let record = fs::read_to_string(folder.path().join("r.json")).unwrap();
    assert!(record.contains("\"pseudonyms\"") && !record.contains(SECRET), "{record}");
    assert_eq!(run(folder.path(), &["verify", "r.json"]).0, 0);
    let other = Program::new(&["verify", "r.json"]).within(folder.path());
    let (code, out, _) = other.env("GRADUS_PSEUDONYM_KEY", "another secret, as long").all();
    assert!(code == 1 && out.contains("pseudonyms: recorded"), "{out}");
}

#[test]
fn explanations_hide_what_is_private() {
    let folder = survey();
    let explain = |args: &[&str]| run(folder.path(), &[&["explain", "."], args].concat());
    let (code, out, told) = explain(&["--of", "by_town", "--subject", "town=Ash"]);
    assert!(code == 0 && out.contains("rows of person that count = (private), at least 3"), "{out}{told}");
    tells_nobody(&out);
    let (_, out, _) = explain(&["--of", "by_town", "--subject", "town=Elm"]);
    assert!(out.contains("missing (fewer than 3 rows)"), "{out}");
    tells_nobody(&out);
    let (_, out, _) = run(folder.path(), &["eval", ".", "--of", "person"]);
    let who = out.lines().nth(1).unwrap().split(',').next().unwrap();
    let (code, out, told) = explain(&["--of", "person", "--subject", &format!("who={who}")]);
    assert!(code == 0 && out.contains("(private)"), "{out}{told}");
    tells_nobody(&out);
    let (code, out, _) = explain(&["--of", "person", "--subject", "phone=49-0171", "--reveal"]);
    assert!(code == 0 && out.contains("49-0171") && out.contains("age = 30"), "{out}");
    let (_, out, _) = explain(&["--of", "visit", "--subject", "id=1"]);
    tells_nobody(&out);
}

#[test]
fn messages_about_data_hide_what_is_private() {
    let folder = pack(POLICY, "phone,age,town\n49-0171,300,Ash\n", "id,person,score\n1,49-0179,3\n");
    let (code, out, told) = run(folder.path(), &["eval", ".", "--of", "visit"]);
    assert_eq!(code, 2, "{told}");
    assert!(told.contains("dangling-reference") && told.contains("out-of-range"), "{told}");
    for private in ["49-0171", "49-0179", "300"] {
        assert!(!told.contains(private) && !out.contains(private), "{private}: {told}");
    }
}

#[test]
fn statistics_that_are_private_are_not_frozen() {
    let with = |statistic: &str| {
        format!(
            "{POLICY}let everybody of person = yes\nlet far of person = {statistic}\npublish far of person to \"the callers\" because \"x\" cite \"1\"\n"
        )
    };
    let visits = "id,person,score\n1,49-0171,3\n";
    let freeze = |statistic: &str| {
        let folder = pack(&with(statistic), PEOPLE, visits);
        let (code, out, told) = run(folder.path(), &["freeze", ".", "--of", "person"]);
        (code, out + &told)
    };
    let (code, told) = freeze("age - max(age of person over everybody, missing skipped, if empty missing)");
    assert!(code == 2 && told.contains("private-output") && !told.contains("50"), "{told}");
    let (code, told) = freeze("count(person over everybody per phone)");
    assert!(code == 2 && told.contains("private-output") && !told.contains("49-0171"), "{told}");
    let (code, told) =
        freeze("age - mean(age of person over everybody, missing skipped, at least 3, if empty missing)");
    assert!(code == 0 && told.contains("137/4"), "{told}");
    tells_nobody(&told);
}

#[test]
fn a_value_that_is_withheld_does_not_follow_from_others() {
    let row = |(at, town): (usize, &str)| format!("{at},{town},{at}0\n");
    let people = |towns: &str| {
        let rows = towns.split(' ').enumerate().map(row).collect::<String>();
        format!("phone,town,income\n{rows}")
    };
    for evaluator in evaluators() {
        let eval = |towns: &str, of: &str| {
            let folder = pack(TOTALS, &people(towns), "id\n1\n");
            let (code, out, told) =
                run(folder.path(), &["eval", ".", "--of", of, "--evaluator", evaluator, "-o", "o.csv"]);
            assert_eq!(folder.path().join("o.csv").exists(), code == 0, "nothing is written");
            (code, out + &told)
        };
        let (code, told) = eval("Ash Ash Ash Elm Elm", "by_town");
        assert!(code == 2 && told.contains("withheld-told") && told.contains("groups: Elm"), "{told}");
        // If two values are withheld, only their sum follows. If none is withheld, nothing follows. If the total is
        // withheld, nothing follows either.
        for towns in ["Ash Ash Ash Elm Elm Oak", "Ash Ash Ash", "Ash Ash Ash Elm Elm Elm", "Ash Ash"] {
            let (code, told) = eval(towns, "by_town");
            assert_eq!(code, 0, "{towns}: {told}");
        }
    }
}

#[test]
fn a_value_that_is_withheld_does_not_follow_from_what_others_were_made_into() {
    let folder = |total: &str| {
        let policy = format!(
            "policy survey
table person {{
  key phone : text private
  town : text
  income : money 0..9999 with 0 decimals private
}}
subject by_town = person by town
let income_of of by_town = mean(income of person, at least 3, if empty missing)
{total}
publish income_of of by_town
publish total of all
"
        );
        let rows = ["Ash", "Ash", "Ash", "Elm"].iter().enumerate().map(|(at, town)| format!("{at},{town},{at}0\n"));
        pack(&policy, &format!("phone,town,income\n{}", rows.collect::<String>()), "")
    };
    let mean = "mean(income of person, at least 3, if empty missing)";
    for (total, follows) in [
        (format!("let total of all = 100 * {mean}"), true),
        (format!("let total of all = rounded({mean} / 12 - 3, half even to 2 decimals)"), true),
        (
            format!(
                "let whole of all = {mean}\nlet total of all = first {{ whole when whole > 10 otherwise 0 }} default 0"
            ),
            true,
        ),
        (format!("let total of all = first {{ 1 when {mean} > 10 otherwise 0 }}"), false),
        ("let total of all = max(income of person, at least 3, if empty missing)".into(), false),
    ] {
        for evaluator in evaluators() {
            let folder = folder(&total);
            fs::write(folder.path().join("gradus.toml"), "[data]\nperson = \"person.csv\"\n").unwrap();
            let args = ["eval", ".", "--evaluator", evaluator, "-o", "o/"];
            let (code, _, told) = run(folder.path(), &args);
            let told_of = told.contains("withheld-told") && told.contains("groups: Elm");
            assert_eq!((code, told_of), if follows { (2, true) } else { (0, false) }, "{total}: {told}");
        }
    }
}

#[test]
fn findings_of_a_run_are_told_with_their_place_in_every_form() {
    let withheld = pack(TOTALS, "phone,town,income\n1,Ash,10\n2,Ash,20\n3,Ash,30\n4,Elm,40\n", "id\n1\n");
    let differing = pack(
        "policy survey
table person {
  key phone : text
}
table visit {
  key id : count
  person -> person
  outcome : yes/no
  who : text
  day : date
}
eligibility asked of person {
  include always
  override outcome of visit, by who, on day
}
",
        "phone\n1\n",
        "id,person,outcome,who,day\n1,1,yes,A,2026-01-01\n2,1,no,B,2026-01-02\n",
    );
    for (folder, of, code, place) in [
        (&withheld, "by_town", "withheld-told", "policy.grad:12:9"),
        (&differing, "person", "overrides-differ", "policy.grad:14:3"),
    ] {
        for evaluator in evaluators() {
            let told = |form: &str| {
                let args = ["eval", ".", "--of", of, "--evaluator", evaluator, "--messages", form, "-o", "o.csv"];
                let (exit, _, told) = run(folder.path(), &args);
                assert_eq!(exit, 2, "{form}: {told}");
                told
            };
            assert!(told("human").contains(&format!("╭─[./{place}]")), "{}", told("human"));
            assert!(told("short").starts_with(&format!("./{place}: error[{code}]: ")), "{}", told("short"));
            let json: serde_json::Value = serde_json::from_str(&told("json")).unwrap();
            assert_eq!((&json["code"], &json["file"]), (&code.into(), &"./policy.grad".into()), "{json}");
        }
    }
}

#[test]
fn reports_of_differences_hide_how_far_private_values_are_apart() {
    let folder = survey();
    let at = |name: &str| folder.path().join(name);
    let manifest = fs::read_to_string(at("gradus.toml")).unwrap();
    let expected = "[expected.person]\nfile = \"e.csv\"\nkey = [\"Phone\"]\n";
    fs::write(at("gradus.toml"), manifest + expected).unwrap();
    fs::write(at("e.csv"), "Phone,age,visits\n49-0171,37,1\n49-0172,forty,4\n49-0173,50,0\n").unwrap();
    for args in [
        &["compare", "."][..],
        &["compare", ".", "--format", "json"],
        &["compare", ".", "--format", "summary"],
        &["test", "."],
    ] {
        let (code, out, told) = run(folder.path(), args);
        assert_eq!(code, 1, "{out}{told}");
        for private in ["49-0", "37", "forty", "| 7 ", "\"7\""] {
            assert!(!(out.clone() + &told).contains(private), "{args:?}, {private}: {out}{told}");
        }
        // Public values are shown as usual.
        assert!(args.contains(&"test") || out.contains('4'), "{args:?}: {out}");
    }
}

/// A policy with its files, in a folder.
struct Files(TempDir);

impl Files {
    fn new(policy: &str, files: &[(&str, &str)]) -> Files {
        let folder = scratch();
        fs::write(folder.path().join("policy.grad"), policy).unwrap();
        let mut manifest = "[data]\n".to_owned();
        for (table, text) in files {
            fs::write(folder.path().join(format!("{table}.csv")), text).unwrap();
            manifest += &format!("{table} = \"{table}.csv\"\n");
        }
        fs::write(folder.path().join("gradus.toml"), manifest).unwrap();
        Files(folder)
    }

    fn eval(&self, evaluator: &str) -> (i32, String) {
        let (code, out, told) = run(self.0.path(), &["eval", ".", "--evaluator", evaluator, "-o", "o/"]);
        (code, out + &told)
    }
}

#[test]
fn pseudonyms_that_are_handed_on_are_listed() {
    let policy = "policy survey
table person {
  key phone : text private
}
table visit {
  key id : count
  person -> person
}
let who of person = pseudonym(phone)
let whose of visit = person.who
publish whose of visit
";
    let files = Files::new(policy, &[]);
    let (code, out, told) = run(files.0.path(), &["check", ".", "--privacy"]);
    assert!(code == 0 && out.contains("  pseudonym: whose of visit for person.phone\n"), "{out}{told}");
}

#[test]
fn a_value_that_is_withheld_does_not_follow_from_a_county_that_the_towns_refer_to() {
    let tables = "policy survey
table county {
  key name : text
}
table town {
  key name : text
  county -> county
}
table person {
  key id : count
  town -> town
  x : count 0..9 private
}
table visit {
  key id : count
  person -> person
}
let of_town of town = mean(x of person, at least 3, if empty missing)
let of_county of county = mean(x of person, at least 3, if empty missing)
publish of_county of county
";
    // A has three people, B two, C three, D one and E one. B is alone in K. D and E have one sum in L.
    let towns = [("A", "K"), ("B", "K"), ("C", "L"), ("D", "L"), ("E", "L")];
    let rows = |people: &str| {
        people.chars().enumerate().map(|(at, town)| format!("{at},{town},{}\n", at % 10)).collect::<String>()
    };
    let towns: String = towns.iter().map(|(town, county)| format!("{town},{county}\n")).collect();
    for (published, people, follows) in [
        ("publish of_town of town", "AAABBCCCDE", Some("groups: B")),
        ("publish of_town of town", "AAACCCDE", None),
        ("publish of_town of town", "AAABBBCCCDE", None),
        ("publish of_town of town", "BBCCC", None),
        // The value is looked up: each person has the value of the town, and each visit has the value of the person.
        ("let own of person = town.of_town\npublish own of person", "AAABBCCCDE", Some("groups: 3")),
        ("let own of visit = person.town.of_town\npublish own of visit", "AAABBCCCDE", Some("groups: 5")),
        ("let own of visit = person.town.of_town\npublish own of visit", "AAABBBCCCDE", None),
    ] {
        let visits: String = (0..people.len()).map(|at| format!("{at},{}\n", people.len() - 1 - at)).collect();
        let data = [
            ("county", "name\nK\nL\n".to_owned()),
            ("town", format!("name,county\n{towns}")),
            ("person", format!("id,town,x\n{}", rows(people))),
            ("visit", format!("id,person\n{visits}")),
        ];
        let data: Vec<(&str, &str)> = data.iter().map(|(table, text)| (*table, text.as_str())).collect();
        let files = Files::new(&format!("{tables}{published}\n"), &data);
        for evaluator in evaluators() {
            let (code, told) = files.eval(evaluator);
            let known = follows.is_some_and(|row| told.contains("withheld-told") && told.contains(row));
            assert_eq!(
                (code, known),
                (if follows.is_some() { 2 } else { 0 }, follows.is_some()),
                "{published}: {told}"
            );
        }
    }
}

/// Statistics of peers, and of all.
const PEERS: &str = "policy survey
table person {
  key id : count
  town : text
  x : count 0..9 private
}
let everybody of person = yes
let near of person = mean(x of person over everybody per town, at least 3, if empty missing)
let far of person = mean(x of person over everybody, at least 3, if empty missing)
publish near, far of person
";

#[test]
fn peers_that_are_withheld_are_one_group() {
    for (towns, follows) in [("AAAB", true), ("AAABB", true), ("AAABBC", false), ("AAABBB", false), ("BB", false)] {
        let rows: String = towns.chars().enumerate().map(|(at, town)| format!("{at},{town},{at}\n")).collect();
        let files = Files::new(PEERS, &[("person", &format!("id,town,x\n{rows}"))]);
        let expected = if follows { 2 } else { 0 };
        for evaluator in evaluators() {
            let (code, told) = files.eval(evaluator);
            assert_eq!((code, told.contains("withheld-told")), (expected, follows), "{towns}: {told}");
        }
        // The file of statistics is checked in the same way.
        let (code, out, told) = run(files.0.path(), &["freeze", "."]);
        assert_eq!((code, told.contains("withheld-told"), out.is_empty()), (expected, follows, follows), "{told}");
    }
}

#[test]
fn a_total_is_known_again_when_it_is_written_in_other_words() {
    let policy = |of: &str| {
        format!(
            "policy survey
table person {{
  key id : count
  town : text
  x : count 0..9 private
  y : count 1..9
}}
subject by_town = person by town
let of_town of by_town = mean(x of person, at least 3, if empty missing)
let of_all of all = mean({of}, at least 3, if empty missing)
publish of_town of by_town
publish of_all of all
"
        )
    };
    for (of, follows) in [
        ("x of person", true),
        ("x / 2 of person", true),
        ("3 - rounded(2 * x, half even to 0 decimals) of person", true),
        ("x of person weighted 1", true),
        ("x * y of person", false),
        ("x of person weighted y", false),
        ("x of person where y > 1", false),
    ] {
        let files = Files::new(&policy(of), &[("person", "id,town,x,y\n1,A,5,1\n2,A,4,2\n3,A,3,3\n4,B,2,4\n")]);
        for evaluator in evaluators() {
            let (code, told) = files.eval(evaluator);
            assert_eq!((code, told.contains("withheld-told")), (if follows { 2 } else { 0 }, follows), "{of}: {told}");
        }
    }
}

#[test]
fn a_total_is_known_again_when_a_param_stands_in_it() {
    let policy = "policy survey
param least = 1
table person {
  key id : count
  town : text
  x : count 0..9 private
  y : count 1..9
}
subject by_town = person by town
let of_town of by_town = mean(x of person where y >= 1, at least 3, if empty missing)
let of_all of all = mean(x of person where y >= least, at least 3, if empty missing)
publish of_town of by_town
publish of_all of all
";
    let files = Files::new(policy, &[("person", "id,town,x,y\n1,A,5,1\n2,A,4,2\n3,A,3,3\n4,B,2,4\n")]);
    for evaluator in evaluators() {
        let (code, told) = files.eval(evaluator);
        assert_eq!((code, told.contains("withheld-told")), (2, true), "{told}");
    }
}

#[test]
fn one_value_that_is_withheld_is_told_once() {
    let policy = "policy survey
table person {
  key id : count
  town : text
  x : count 0..9 private
}
subject by_town = person by town
tree score of by_town, all = mean(x of person, at least 3, if empty missing)
let sum_of of all = sum(x of person, at least 3, if empty missing)
publish sum_of of all
";
    let files = Files::new(policy, &[("person", "id,town,x\n1,A,5\n2,A,4\n3,A,3\n4,B,2\n")]);
    for evaluator in evaluators() {
        let (code, told) = files.eval(evaluator);
        assert!(code == 2 && !told.contains("score_missing"), "{told}");
        assert_eq!(told.matches("error[withheld-told]").count(), 1, "{told}");
    }
}

#[test]
fn a_file_without_a_header_tells_nobody() {
    let tables = "policy survey
table person {
  key id : count
  phone : text private
  x : count 0..9
}
let seen of person = x
publish seen of person
";
    let told = |text: &str| {
        let files = Files::new(tables, &[("person", text)]);
        let (code, told) = files.eval("reference");
        assert!(code == 2 && told.contains("column-not-found"), "{told}");
        told
    };
    let without = told("1,49-0171,5\n2,49-0172,4\n");
    assert!(!without.contains("49-01") && without.contains("the first line must name the columns"), "{without}");
    // If some of the expected columns exist, the line is a header.
    let with = told("id,Telephone,x\n1,49-0171,5\n");
    assert!(!with.contains("49-01") && with.contains("`Telephone`"), "{with}");
}

#[test]
fn findings_about_expected_files_hide_private_keys() {
    let folder = survey();
    let at = |name: &str| folder.path().join(name);
    let manifest = fs::read_to_string(at("gradus.toml")).unwrap();
    let expected = "[expected.person]\nfile = \"e.csv\"\nkey = [\"Phone\"]\nknown = \"k.csv\"\n";
    fs::write(at("gradus.toml"), manifest + expected).unwrap();
    let rows = "49-0171,30,1\n49-0172,40,0\n49-0173,50,0\n49-0174,17,1\n";
    for (more, known, code) in [
        ("49-0171,31,1\n", "49-0171,age\n", "compare-key"),
        ("", "49-0174,age\n", "known-agrees"),
        ("", "49-9999,age\n", "known-unused"),
    ] {
        fs::write(at("e.csv"), format!("Phone,age,visits\n{rows}{more}")).unwrap();
        fs::write(at("k.csv"), format!("Phone,column\n{known}")).unwrap();
        for args in [
            &["test", "."][..],
            &["compare", "."],
            &["compare", ".", "--format", "json"],
            &["compare", ".", "--messages", "json"],
        ] {
            let (_, out, told) = run(folder.path(), args);
            let all = out + &told;
            assert!(all.contains(code) && all.contains("(private)"), "{args:?}, {code}: {all}");
            assert!(!all.contains("49-"), "{args:?}, {code}: {all}");
        }
    }
}

#[test]
fn nobody_tries_keys_without_leave() {
    let policy = "policy survey
table person {
  key phone : text private
  town : text
}
let where_of of person = town
publish phone, where_of of person to \"the callers\" because \"they ring each person\" cite \"2.4\"
";
    let files = Files::new(policy, &[("person", "phone,town\n49-0171,Ash\n")]);
    let explain = |phone: &str, more: &[&str]| {
        let subject = format!("phone={phone}");
        run(files.0.path(), &[&["explain", ".", "--subject", &subject], more].concat())
    };
    let (there, not_there) = (explain("49-0171", &[]), explain("49-0179", &[]));
    assert_eq!(there, not_there);
    assert!(there.0 == 2 && there.2.contains("no-subject") && there.2.contains("add `--reveal`"), "{there:?}");
    let (code, out, told) = explain("49-0171", &["--reveal"]);
    assert!(code == 0 && out.contains("Ash"), "{out}{told}");
}

/// Results that may be written only to a file do not replace standard output, whatever name it has.
#[cfg(target_os = "linux")]
#[test]
fn standard_output_is_no_file_to_be_written() {
    let folder = survey();
    for name in ["/dev/stdout", "/proc/self/fd/1", "seen.csv"] {
        let seen = folder.path().join("seen.csv");
        fs::write(&seen, "").unwrap();
        let output = fs::OpenOptions::new().append(true).open(&seen).unwrap();
        let args = ["eval", ".", "--of", "person", "--format", "csv", "-o", name];
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_gradus"));
        let command = command.args(args).current_dir(folder.path()).env("GRADUS_PSEUDONYM_KEY", SECRET).stdout(output);
        let done = command.output().unwrap();
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.code() == Some(2) && told.contains("output-failed"), "{name}: {told}");
        assert_eq!(fs::read_to_string(&seen).unwrap(), "", "{name}");
    }
}
