//! Findings about files and commands: the program shows each kind once.

use crate::program::{Program, scratch};
use std::fs;

/// How to cause a kind of finding.
pub(super) struct Situation {
    /// The name of its code.
    pub code: &'static str,
    /// Files of the folder in addition to `p.grad` and `x.csv`, or instead of them.
    files: &'static [(&'static str, &'static [u8])],
    /// The command, with `@` for the folder.
    command: &'static str,
}

const POLICY: &str = r#"policy p
choice size { small, large }
table t {
  key id : text
  x : rating 1..5
  s : size
  d : date
  y : yes/no
}
tree score of t { 1 a = x }
"#;

const DATED: &[u8] = b"policy p\ntable t dated d {\n key id : text\n d : date\n}\ntree a of t = 1\n";
const DAY: &[u8] = b"policy p\ntable t {\n key id : text\n d : date\n}\n\
                     tree a of t = first { 1 when d > as_of otherwise 0 }\n";
const LARGE: &[u8] = b"policy p\ntable t {\n key id : text\n x : number with 0 decimals\n}\ntree a of t = x * x * x\n";

const CLOSED: &[u8] = b"policy p\ntable t {\n key id : text\n open : yes/no\n closed : date or absent when open\n}\n\
                       tree a of t = 1\n";
const TWO: &[u8] = b"policy p\ntable u { key id : text }\ntable t {\n key id : text\n u -> u\n}\n\
                    tree a of u = count(t)\n";
const LARGE_PRODUCT: &[u8] = b"policy p\ntable t { key id : text }\nsubject s = t * month * quarter\ntree a of s = 1\n";
const DECIDED: &[u8] = b"policy p\ntable u { key id : text }\n\
                        table t {\n key id : text\n u -> u\n out : yes/no\n who : text\n d : date\n}\n\
                        eligibility e of u {\n include always\n override out of t, by who, on d\n}\n";
const CHECKED: &[u8] = b"policy p\ntable t {\n key id : text\n x : count\n}\ncheck c of t error = x > 1\n";

const UNKNOWN: &[u8] =
    b"policy p\ntable t {\n key id : text\n x : count or missing \"?\"\n}\ncheck c of t error = x > 1\n";

macro_rules! clustered {
    ($ending:literal) => {
        concat!(
            "policy p\ntable t {\n key id : text\n x : number 0..100 with 0 decimals\n}\nlet all_of_them of t = x > 0\n\
             tree s of t = x\ntiers l of s of t, clusters over all_of_them, at most ",
            $ending,
            " {\n high from 80\n middle from 50\n low from 20\n}\n"
        )
        .as_bytes()
    };
}
const CLUSTERS_FAIL: &[u8] = clustered!("9 steps, empty fails");
const CLUSTERS_MOVE: &[u8] = clustered!("1 steps, empty moves");
const CLUSTERS_STAY: &[u8] = clustered!("9 steps, empty stays");

const OF_THE_PAGE: &[u8] =
    b"policy p\nchoice m { a, b }\ntable s {\n key m : m\n least : count\n rows = (a, 1), (b, 5)\n}\n\
                             table t {\n key id : text\n \"{m} of it\" as x : count\n}\n\
                             subject r = t \xc3\x97 m\ntree d of r = x - least\n";
const BOUND: &[u8] = b"policy = \"p.grad\"\n[data]\ns = \"s.csv\"\n";

const CUT: &[u8] = b"policy p\ntable t { key id : text }\nparam cut = 4\ntree a of t = 1\n\
                     tiers l of a of t {\n good >= cut\n fair >= 3\n poor otherwise\n}\n";

const NAMED: &[u8] = b"policy p\ntable t {\n key id : text\n}\nlet who of t = pseudonym(id)\npublish who of t\n";
const TOLD: &[u8] = b"policy p\ntable t {\n key id : text\n g : text\n x : count private\n}\nsubject by_g = t by g\n\
                      let s of by_g, all = sum(x of t, at least 3, if empty 0)\npublish s of by_g, all\n";

const GB: &[u8] = b"policy = \"p.grad\"\n[data.t]\nfile = \"x.csv\"\nencoding = \"gb18030\"\n";

const EVAL: &str = "eval @/p.grad --data t=@/x.csv";
const EVAL_TWO: &str = "eval @/p.grad --data t=@/x.csv --data u=@/y.csv";
const COMPARE: &str = "compare @/x.csv @/y.csv --key id";

macro_rules! situations {
    ($($code:literal, $command:expr, [$($name:literal = $text:expr),*];)*) => {
        /// One situation for each kind.
        pub(super) const SITUATIONS: &[Situation] =
            &[$(Situation { code: $code, files: &[$(($name, $text)),*], command: $command },)*];
    };
}

situations! {
    "manifest", "check @", ["gradus.toml" = b"polcy = \"p.grad\"\n"];
    "param-order", "check @", ["gradus.toml" = b"policy = \"p.grad\"\n[params]\ncut = 2\n", "p.grad" = CUT];
    "outside-root", "check @", ["gradus.toml" = b"policy = \"..\"\n"];
    "no-pack", "check @/none", [];
    "stray-rules", "check @", ["gradus.toml" = b"policy = \"p.grad\"\n", "q.grad" = b""];
    "no-secret", EVAL, ["p.grad" = NAMED, "x.csv" = b"id\na\n"];
    "no-data", "eval @/p.grad", [];
    "no-subject", "explain @/p.grad --data t=@/x.csv --subject id=z", [];
    "nothing-published", "eval @/p.grad --of none --data t=@/x.csv", [];
    "usage", "eval @/p.grad --data x.csv", [];
    "period-needed", EVAL, ["p.grad" = DATED];
    "bad-period", "eval @/p.grad --data t=@/x.csv --period 2026Q5", ["p.grad" = DATED];
    "day-needed", EVAL, ["p.grad" = DAY];
    "bad-date-literal", "eval @/p.grad --data t=@/x.csv --as-of 2026-02-30", ["p.grad" = DAY];
    "file-unreadable", "eval @/p.grad --data t=@/none.csv", [];
    "not-utf8", "check @/p.grad", ["p.grad" = b"policy \xff\n"];
    "not-utf8", EVAL, ["x.csv" = b"id,x,s,d,y\n\xff,1,small,2026-01-01,yes\n"];
    "wrong-encoding", "eval @", ["gradus.toml" = GB, "x.csv" = b"id,x,s,d,y\n\xff,1,small,2026-01-01,yes\n"];
    "lost-digits", EVAL, ["x.csv" = b"id,x,s,d,y\n1.23457E+17,1,small,2026-01-01,yes\n"];
    "formula", EVAL, ["x.csv" = b"id,x,s,d,y\na,=1+2,small,2026-01-01,yes\n"];
    "no-sheet", "eval tests/damaged/sheet-not-named --of visit", [];
    "not-text", "eval tests/damaged/sheet-number-refused --of visit", [];
    "no-header", EVAL, ["x.csv" = b""];
    "header-again", EVAL, ["x.csv" = b"id,x,s,d,y\nId,How,Size,Day,Again\na,1,small,2026-01-01,yes\n"];
    "column-not-found", EVAL, ["x.csv" = b"id,x,s,d\n"];
    "column-twice", EVAL, ["x.csv" = b"id,x,x,s,d,y\n"];
    "normal-form", EVAL, ["x.csv" = "id,x,s,d,y\ne\u{301},1,small,2026-01-01,yes\n".as_bytes()];
    "outer-blanks", EVAL, ["x.csv" = b"id,x,s,d,y\n\"a \",1,small,2026-01-01,yes\n"];
    "columns-ignored", EVAL, ["x.csv" = b"id,x,s,d,y,z\na,1,small,2026-01-01,yes,0\n"];
    "ragged-row", EVAL, ["x.csv" = b"id,x,s,d,y\na,1\n"];
    "open-quote", EVAL, ["x.csv" = b"id,x,s,d,y\n\"a,1\n"];
    "empty-cell", EVAL, ["x.csv" = b"id,x,s,d,y\na,,small,2026-01-01,yes\n"];
    "stray-quote", EVAL, ["x.csv" = b"id,x,s,d,y\na,\"1\"2,small,2026-01-01,yes\n"];
    "rows-read", "eval @/p.grad --data t=@/x.csv --period 2025", ["p.grad" = DATED];
    "bad-number", EVAL, ["x.csv" = b"id,x,s,d,y\na,one,small,2026-01-01,yes\n"];
    "too-many-decimals", EVAL, ["x.csv" = b"id,x,s,d,y\na,1.5,small,2026-01-01,yes\n"];
    "out-of-range", EVAL, ["x.csv" = b"id,x,s,d,y\na,6,small,2026-01-01,yes\n"];
    "unknown-choice", EVAL, ["x.csv" = b"id,x,s,d,y\na,1,tiny,2026-01-01,yes\n"];
    "bad-date", EVAL, ["x.csv" = b"id,x,s,d,y\na,1,small,1.1.2026,yes\n"];
    "bad-yes-no", EVAL, ["x.csv" = b"id,x,s,d,y\na,1,small,2026-01-01,maybe\n"];
    "absent-cell", EVAL, ["p.grad" = CLOSED, "x.csv" = b"id,open,closed\na,no,\n"];
    "dangling-reference", EVAL_TWO, ["p.grad" = TWO, "x.csv" = b"id,u\na,z\n", "y.csv" = b"id\nb\n"];
    "files-unread", "eval @/p.grad --data t=@", [];
    "too-much-damage", "eval tests/damaged/too-much-set-aside --of visit", [];
    "none-in-period", "eval @/p.grad --data t=@/x.csv --period 2025", ["p.grad" = DATED];
    "overrides-differ", EVAL_TWO,
        ["p.grad" = DECIDED, "x.csv" = b"id,u,out,who,d\na,b,yes,X,2026-01-01\nc,b,no,Y,2026-01-02\n", "y.csv" = b"id\nb\n"];
    "product-too-large", "eval @/p.grad --data t=@/x.csv --period 1000-01-01..9999-12-31",
        ["p.grad" = LARGE_PRODUCT, "x.csv" = b"id\na\n"];
    "withheld-told", "eval @/p.grad --data t=@/x.csv --of by_g",
        ["p.grad" = TOLD, "x.csv" = b"id,g,x\n1,A,1\n2,A,1\n3,A,1\n4,B,1\n"];
    "check-failed", EVAL, ["p.grad" = CHECKED, "x.csv" = b"id,x\na,1\nb,2\n"];
    "check-unknown", EVAL, ["p.grad" = UNKNOWN, "x.csv" = b"id,x\na,2\nb,?\n"];
    "clusters-unsettled", EVAL, ["p.grad" = CLUSTERS_FAIL, "x.csv" = b"id,x\na,10\nb,90\n"];
    "clusters-unsettled", EVAL, ["p.grad" = CLUSTERS_MOVE, "x.csv" = b"id,x\na,10\nb,90\n"];
    "cluster-empty", EVAL, ["p.grad" = CLUSTERS_STAY, "x.csv" = b"id,x\na,10\nb,90\n"];
    "duplicate-key", EVAL, ["x.csv" = b"id,x,s,d,y\na,1,small,2026-01-01,yes\na,1,small,2026-01-01,yes\n"];
    "compare-columns", COMPARE, ["x.csv" = b"key\n1\n", "y.csv" = b"key\n1\n"];
    "nothing-compared", "compare @/x.csv @/y.csv --key id --empty anything", ["x.csv" = b"id,a\n1,1\n", "y.csv" = b"id,a\n1,\n"];
    "compare-key", COMPARE, ["x.csv" = b"id,a\n1,1\n1,2\n", "y.csv" = b"id,a\n1,1\n"];
    "known-agrees", "compare @/x.csv @/y.csv --key id --known @/k.csv",
        ["x.csv" = b"id,a\n1,1\n", "y.csv" = b"id,a\n1,1\n", "k.csv" = b"id,column,reason\n1,a,misprint\n"];
    "known-unused", "compare @/x.csv @/y.csv --key id --known @/k.csv",
        ["x.csv" = b"id,a\n1,1\n", "y.csv" = b"id,a\n1,1\n", "k.csv" = b"id,column,reason\n9,a,misprint\n"];
    "result-too-large", "eval @/p.grad --data t=@/x.csv --evaluator reference",
        ["p.grad" = LARGE, "x.csv" = b"id,x\na,99999999999999999999\n"];
    "page-rows", "check @", ["p.grad" = OF_THE_PAGE, "gradus.toml" = BOUND];
    "page-rows", "eval @/p.grad --data t=@/x.csv --data s=@/x.csv", ["p.grad" = OF_THE_PAGE];
    "column-not-found", EVAL, ["p.grad" = OF_THE_PAGE, "x.csv" = b"id,a of it\nh,1\n"];
    "output-failed", "eval @/p.grad --data t=@/x.csv -o @/none/out.csv", [];
}

#[test]
fn files_and_commands_are_told_what_is_wrong_with_them() {
    let mut wrong = Vec::new();
    for situation in SITUATIONS {
        let folder = scratch();
        let standing: [(&str, &[u8]); 2] =
            [("p.grad", POLICY.as_bytes()), ("x.csv", b"id,x,s,d,y\na,1,small,2026-01-01,yes\n")];
        for (name, text) in standing.iter().chain(situation.files) {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let command = situation.command.replace('@', folder.path().to_str().unwrap());
        let (stdout, stderr) = Program::new(&command.split(' ').collect::<Vec<_>>()).outputs();
        if !format!("{stdout}{stderr}").contains(&format!("[{}]", situation.code)) {
            wrong.push(format!("{} by `{}`\n{stdout}{stderr}", situation.code, situation.command));
        }
    }
    assert!(wrong.is_empty(), "not told:\n{}", wrong.join("\n"));
}

#[test]
fn rows_of_the_page_need_no_file() {
    let folder = scratch();
    fs::write(folder.path().join("p.grad"), OF_THE_PAGE).unwrap();
    fs::write(folder.path().join("x.csv"), "id,a of it,b of it\nh,3,4\n").unwrap();
    let command = "eval @/p.grad --data t=@/x.csv --evaluator reference".replace('@', folder.path().to_str().unwrap());
    let (stdout, stderr) = Program::new(&command.split(' ').collect::<Vec<_>>()).outputs();
    assert_eq!(stdout, "t,m,d,d_coverage\nh,a,2,1.0000\nh,b,-1,1.0000\n", "{stderr}");
}
