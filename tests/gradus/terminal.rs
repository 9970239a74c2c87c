//! No character in data, rules or arguments controls a terminal, in any command.

use crate::program::{Program, scratch};
use std::fs;

/// Colour, a bell, a one-byte control character of other encodings, and a mark that reverses the order of reading.
const SIGNS: &str = "\u{1b}[31m\u{7}\u{9b}\u{202e}\u{2028}\r";

const POLICY: &str = "policy p // §
table t { key id : text
  said \"L§\" : text
  x : rating 1..5 }
tree score of t = x because \"w§\"
publish said of t
check high of t error = x >= 5 because \"b§\"
test \"t§\" {
  given t : id, said, x = (\"a§\", \"§\", 1)
  expect score of t \"a§\" is 2
}
";

#[test]
fn no_command_writes_a_sign_that_drives_a_terminal() {
    let folder = scratch();
    let at = |name: &str| folder.path().join(name);
    // A single carriage return would be a line end of a rule file.
    let signs = SIGNS.trim_end();
    fs::write(at("policy.grad"), POLICY.replace('§', signs)).unwrap();
    fs::write(at("wrong.grad"), POLICY.replace('§', signs).replace("rating 1..5", "ratng 1..5")).unwrap();
    fs::write(at("gradus.toml"), "[data]\nt = \"t.csv\"\n[expected.t]\nfile = \"e.csv\"\n").unwrap();
    fs::write(at("t.csv"), format!("id,said,x\n\"a{SIGNS}\",\"{SIGNS}\",1\n")).unwrap();
    fs::write(at("e.csv"), format!("id,score,said\n\"a{SIGNS}\",2,\"b{SIGNS}\"\n")).unwrap();
    fs::write(at("bad.csv"), format!("id,said,x\na,b,\"{SIGNS}\"\n")).unwrap();
    fs::write(at(&format!("odd{signs}.csv")), "id\n").unwrap();
    let (odd, data) = (format!("odd{signs}.csv"), format!("t=odd{signs}.csv"));
    let subject = format!("id=a{SIGNS}");
    let commands: Vec<Vec<&str>> = vec![
        vec!["check", "."],
        vec!["check", "wrong.grad"],
        vec!["check", &odd],
        vec!["eval", ".", "--format", "table"],
        vec!["eval", ".", "--format", "markdown"],
        vec!["eval", ".", "--of", &odd],
        vec!["eval", ".", "--data", "t=bad.csv"],
        vec!["eval", ".", "--data", &data],
        vec!["eval", ".", "--data", &odd],
        vec!["eval", ".", "--param", &data],
        vec!["eval", ".", "--as-of", &odd],
        vec!["eval", ".", "--threads", &odd],
        vec![&odd],
        vec!["explain", ".", "--subject", &subject],
        vec!["explain", ".", "--subject", &odd],
        vec!["test", "."],
        vec!["compare", "."],
        vec!["compare", ".", "--format", "json"],
        vec!["compare", "t.csv", "e.csv", "--key", "id"],
        vec!["schema", "."],
        vec!["graph", ".", "--format", "dot"],
        vec!["graph", ".", "--format", "mermaid"],
        vec!["graph", ".", "--format", "svg"],
        vec!["freeze", "."],
        vec!["new", &odd],
        vec!["man", &odd],
        vec!["fmt", "--check", "."],
        vec!["verify", &odd],
        vec!["explain-code", &odd],
        vec!["debug", "ast", "."],
        vec!["debug", "names", "."],
        vec!["debug", "plan", "."],
        vec!["debug", "types", "."],
        vec!["debug", "graph", "."],
    ];
    let mut wrong = Vec::new();
    for command in commands {
        for messages in ["human", "short", "json"] {
            let arguments = [command.as_slice(), &["--messages", messages]].concat();
            let (stdout, stderr) = Program::new(&arguments).within(folder.path()).outputs();
            let drives = |sign: char| sign != '\n' && gradus::inside::diagnostic::drives(sign);
            if let Some(line) = stdout.lines().chain(stderr.lines()).find(|line| line.contains(drives)) {
                wrong.push(format!("{arguments:?}: {line:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_wrong_argument_drives_no_terminal_where_colours_are_forced() {
    let commands: [&[&str]; 4] = [
        &["\u{1b}[31mred"],
        &["eval", "--\u{1b}]0;title\u{7}"],
        &["check", "--messages", "\u{1b}[2J"],
        &["eval", ".", "--threads", "\u{1b}[31m"],
    ];
    for command in commands {
        let out = Program::new(command).env("CLICOLOR_FORCE", "1").ends_with(2);
        let drives = |sign: char| sign != '\n' && gradus::inside::diagnostic::drives(sign);
        assert!(!out.stderr.contains(drives) && out.stderr.contains("\\u{1b}"), "{command:?}: {:?}", out.stderr);
    }
}

#[test]
fn what_programs_read_is_written_as_it_is() {
    let folder = scratch();
    fs::write(
        folder.path().join("p.grad"),
        "policy p\ntable t { key id : text\n  x : rating 1..5 }\ntree s of t = x\n",
    )
    .unwrap();
    fs::write(folder.path().join("t.csv"), "id,x\n\"a\u{1b}[1m\",1\n").unwrap();
    let out = Program::new(&["eval", "p.grad", "--data", "t=t.csv"]).within(folder.path()).ends_with(0).stdout;
    assert!(out.contains("\na\u{1b}[1m,1"), "{out:?}");
}
