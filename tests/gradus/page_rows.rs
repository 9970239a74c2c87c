//! Tables whose rows are in the policy: no command requires data for them.

use crate::program::{Program, scratch};
use std::fs;

const POLICY: &str = "policy k
choice form { phone, paper }
table limit {
  key form : form
  least : count
  rows = (phone, 5), (paper, 3)
}
table call {
  key id : text
  form : form
  answers : count 0..100
}
check enough of call error = answers >= least
let surplus of call = answers - least
let some of call = answers >= 0
subject cell = call × form
tree rest of call = surplus - mean(surplus of call over some, if empty 0)
tree of_cell of cell = answers - least
test \"once\" {
  given call : id, form, answers = (\"a\", phone, 7)
  expect enough of call \"a\" is yes
}
";

#[test]
fn no_command_asks_for_their_data() {
    let folder = scratch();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("policy.grad"), POLICY).unwrap();
    fs::write(at("gradus.toml"), "[data]\ncall = \"call.csv\"\n[expected.call]\nfile = \"expected.csv\"\n").unwrap();
    fs::write(at("call.csv"), "id,form,answers\nA,phone,7\nB,paper,4\n").unwrap();
    fs::write(at("expected.csv"), "id,enough,rest\nA,yes,0.5\nB,yes,-0.5\n").unwrap();
    let run = |args: &[&str]| Program::new(args).within(folder.path()).ends_with(0).stdout;
    run(&["check", "."]);
    assert!(run(&["test", "."]).ends_with("2 passed, 0 failed\n"));
    let out = run(&["eval", ".", "--of", "call"]);
    assert!(out.starts_with("id,") && out.contains("\nA,yes,0.5"), "{out}");
    assert!(run(&["eval", ".", "--of", "cell"]).contains("\nA,paper,4"));
    run(&["explain", ".", "--of", "call", "--subject", "id=A"]);
    run(&["freeze", ".", "-o", "frozen.csv"]);
    assert_eq!(run(&["eval", ".", "--of", "call", "--frozen", "frozen.csv"]), out);
    run(&["compare", "."]);
    run(&["debug", "graph", "."]);
    let schema = run(&["schema", "."]);
    assert!(schema.contains("## call") && !schema.contains("limit"), "{schema}");
    let refused = Program::new(&["eval", ".", "--of", "call", "--data", "limit=call.csv"]).within(folder.path());
    assert!(refused.ends_with(2).stderr.contains("error[page-rows]"));
}
