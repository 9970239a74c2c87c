//! Help about data is right if it is followed literally: each case makes the change in the help, and evaluates.

use crate::program::{Program, evaluators, scratch};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The change that follows from the help.
enum Cure {
    /// Replaces a text in the data.
    Data(&'static str, &'static str),
    /// Replaces a text in the policy.
    Page(&'static str, &'static str),
}

use Cure::{Data, Page};

struct Case {
    /// The column in the policy, and its cells. The first cell is wrong.
    column: &'static str,
    header: &'static str,
    cells: &'static [&'static str],
    /// A part of the help.
    help: &'static str,
    cure: Cure,
    /// The result of the first row, which is `x` itself.
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
        "write `1500`, or `1.500` if the comma is a decimal point",
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
    case("x : number 0..9 with 2 decimals", &[".5"], "write it as `0.5`", Data(".5", "0.5"), "0.50"),
    case("x : number -9..9 with 2 decimals", &["-.5"], "write it as `-0.5`", Data("-.5", "-0.5"), "-0.50"),
    case("x : number 0..9 with 2 decimals", &["\",5\""], "write it as `0.5`", Data("\",5\"", "0.5"), "0.50"),
    case("x : number 0..9 with 2 decimals", &["$.5"], "write only the number: `0.5`", Data("$.5", "0.5"), "0.50"),
    case("x : number 0..9 with 2 decimals", &["5."], "write it as `5`", Data("5.", "5"), "5.00"),
    case(
        "x : number 0..100 with 0 decimals",
        &["9O"],
        "write `90` if `O` was typed for a digit",
        Data("9O", "90"),
        "90",
    ),
    case(
        "x : number 0..200 with 0 decimals",
        &["1O5"],
        "if a letter was typed for a digit, write `105`",
        Data("1O5", "105"),
        "105",
    ),
    case("x : number 0..240 with 0 decimals", &["24小时"], "write only the number: `24`", Data("24小时", "24"), "24"),
    case("x : one", &["4.0"], "write it exactly as `4`", Data("4.0", "4"), "4"),
    case("x : one", &["4 "], "remove the blanks around it: `4`", Data("4 ", "4"), "4"),
    case("x : one", &["４"], "write it exactly as `4`", Data("４", "4"), "4"),
    case("x : date", &["2026年3月1日"], "`2026-03-01`", Data("2026年3月1日", "2026-03-01"), "2026-03-01"),
    case("x : date", &["2026.3.1"], "`2026-03-01`", Data("2026.3.1", "2026-03-01"), "2026-03-01"),
    case("x : date", &["01.03.2026"], "`2026-03-01`", Data("01.03.2026", "2026-03-01"), "2026-03-01"),
    case("x : date", &["2026/3/1"], "`2026-03-01`", Data("2026/3/1", "2026-03-01"), "2026-03-01"),
    case("x : date", &["20260301"], "`2026-03-01`", Data("20260301", "2026-03-01"), "2026-03-01"),
    case(
        "x : count",
        &["Label", "4"],
        "if this line repeats the column names, delete it",
        Data("r0,Label\nr1", "r0"),
        "4",
    ),
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

/// The codes of the findings of [`CASES`].
const OF_CELLS: [&str; 7] =
    ["bad-date", "bad-number", "column-not-found", "empty-cell", "out-of-range", "too-many-decimals", "unknown-choice"];

/// The codes whose help is followed in a run.
pub(crate) fn codes() -> BTreeSet<&'static str> {
    RUNS.iter().map(|run| run.code).chain(OF_CELLS).collect()
}

/// A run that ends with a finding, and the change that its help requires.
struct Run {
    code: &'static str,
    /// Files of the folder, in addition to those of a case of `tests/damaged`, or instead of the policy and the data.
    files: &'static [(&'static str, &'static [u8])],
    damaged: &'static str,
    /// The command, with `@` for the folder.
    command: &'static str,
    /// The text of the help on the terminal.
    help: &'static str,
    /// The file to change. If it is empty, the command is changed.
    file: &'static str,
    change: (&'static str, &'static str),
    /// The output after the change.
    then: &'static str,
}

const EVAL: &str = "eval @/p.grad --data t=@/x.csv";
const COMPARE: &str = "compare @/x.csv @/y.csv --key id --known @/k.csv";
const AGREE: &[u8] = b"id,a\n1,1\n";

macro_rules! runs {
    ($($code:literal of $damaged:literal [$($name:literal = $text:expr),*], $command:expr, $help:literal,
        $file:literal : $from:literal => $to:literal, $then:literal;)*) => {
        const RUNS: &[Run] = &[$(Run {
            code: $code,
            files: &[$(($name, $text)),*],
            damaged: $damaged,
            command: $command,
            help: $help,
            file: $file,
            change: ($from, $to),
            then: $then,
        },)*];
    };
}

runs! {
    "manifest" of "" ["gradus.toml" = b"polcy = \"p.grad\"\n"], "check @", "did you mean `policy`?",
        "gradus.toml": "polcy" => "policy", "no findings";
    "manifest" of "" ["gradus.toml" = b"policy = \"p.grad\"\n[data.t]\nfiles = \"x.csv\"\n"], "eval @",
        "did you mean `file`?", "gradus.toml": "files" => "file", "\na,3\n";
    "stray-rules" of "" ["gradus.toml" = b"policy = \"p.grad\"\n", "q.grad" = b"param most = 3\n"], "check @",
        "write `policy = [\"p.grad\", \"q.grad\"]`",
        "gradus.toml": "policy = \"p.grad\"" => "policy = [\"p.grad\", \"q.grad\"]", "no findings";
    "no-data" of "" ["gradus.toml" = b"policy = \"p.grad\"\n[data]\nt = \"x.csv\"\n"], "eval @/p.grad",
        "name its pack, `gradus eval @`", "": "eval @/p.grad" => "eval @", "\na,3\n";
    "nothing-published" of "" [], "eval @/p.grad --data t=@/x.csv --of s", "there are results of `t`",
        "": "--of s" => "--of t", "\na,3\n";
    "usage" of "" [], "eval @/p.grad --data @/x.csv", "write `--data t=@/x.csv`",
        "": "--data @/x.csv" => "--data t=@/x.csv", "\na,3\n";
    "unknown-name" of "" [], "eval @/p.grad --data tt=@/x.csv", "did you mean `t`?", "": "tt=" => "t=", "\na,3\n";
    "unknown-name" of "" [], "eval @/p.grad --data t=@/x.csv --param leest=3", "did you mean `least`?",
        "": "leest" => "least", "\na,3\n";
    "period-needed" of "" ["p.grad" = b"policy p\ntable t dated d {\n key id : text\n d : date\n}\ntree a of t = 1\n"], EVAL,
        "add `--period`", "": "x.csv" => "x.csv --period 2026Q1", "\na,1,";
    "day-needed" of "" ["p.grad" = b"policy p\ntable t {\n key id : text\n d : date\n}\ntree a of t = first { 1 when d < as_of otherwise 0 }\n"],
        EVAL, "add `--as-of 2026-03-31`", "": "x.csv" => "x.csv --as-of 2026-03-31", "\na,1,";
    "empty-cell" of "" ["p.grad" = b"policy p\ntable t {\n key id : text\n g : text\n}\nsubject gr = t by g\nlet n of gr = count(t)\npublish n of gr\n", "x.csv" = b"id,g\na,\nb,N\n"],
        EVAL, "fill the cell, because rows are grouped by `g`, or set such rows aside", "x.csv": "a,\n" => "a,N\n", "\nN,2\n";
    "page-rows" of "" ["p.grad" = b"policy p\nchoice m { a, b }\ntable s {\n key m : m\n n : count\n rows = (a, 1), (b, 5)\n}\ntable t {\n key id : text\n m : m\n}\nlet own of t = n\npublish own of t\n", "x.csv" = b"id,m\na,b\n"],
        "eval @/p.grad --data t=@/x.csv --data s=@/x.csv", "remove `--data s=@/x.csv`",
        "": " --data s=@/x.csv" => "", "\na,5\n";
    "header-again" of "" ["x.csv" = b"id,x,s,d\nId,How,Size,Day\na,3,small,2026-01-02\n"], EVAL, "delete it",
        "x.csv": "Id,How,Size,Day\n" => "", "\na,3\n";
    "column-not-found" of "" ["x.csv" = b"id,x,s,day\na,3,small,2026-01-02\n"], EVAL, "its columns are",
        "p.grad": " d :" => " \"day\" as d :", "\na,3\n";
    "column-not-found" of "" ["x.csv" = b"id,x,S,d\na,3,small,2026-01-02\n"], EVAL, "write it exactly as `s`",
        "x.csv": "S" => "s", "\na,3\n";
    "invisible-sign" of "" ["x.csv" = b"id,x,s,d\na\xe2\x80\x8b,3,small,2026-01-02\n"], EVAL, "remove such characters",
        "x.csv": "a\u{200b}," => "a,", "\na,3\n";
    "outer-blanks" of "" ["x.csv" = b"id,x,s,d\na ,3,small,2026-01-02\n"], EVAL, "remove blanks",
        "x.csv": "a ," => "a,", "\na,3\n";
    "ragged-row" of "" ["x.csv" = b"id,x,s,d\n\na,3,small,2026-01-02\n"], EVAL, "delete the line",
        "x.csv": "\n\n" => "\n", "\na,3\n";
    "ragged-row" of "" ["x.csv" = b"id,x,s,d\na,3,small\n"], EVAL, "write every cell of the row, including empty ones",
        "x.csv": "small" => "small,2026-01-02", "\na,3\n";
    "stray-quote" of "" ["x.csv" = b"id,x,s,d\n\"a\"b,3,small,2026-01-02\n"], EVAL,
        "put double quotes around the whole cell, and write a double quote inside it twice",
        "x.csv": "\"a\"b" => "\"\"\"a\"\"b\"", "\"\"\"a\"\"b\",3\n";
    "open-quote" of "" ["x.csv" = b"id,x,s,d\n\"a,3,small,2026-01-02\n"], EVAL, "close it",
        "x.csv": "\"a," => "\"a\",", "\na,3\n";
    "bad-yes-no" of "" ["p.grad" = b"policy p\ntable t {\n key id : text\n s : yes/no (\"small\" / \"large\")\n}\nlet own of t = s\npublish own of t\n", "x.csv" = b"id,s\na,SMALL\n"],
        EVAL, "write it exactly as `small`", "x.csv": "SMALL" => "small", "\na,yes\n";
    "not-utf8" of "" ["gradus.toml" = b"policy = \"p.grad\"\n[data]\nt = \"x.csv\"\n", "x.csv" = b"id,x,s,d\n\xd6\xd0,3,small,2026-01-02\n"],
        "eval @", "encoding = \"gb18030\"",
        "gradus.toml": "\"x.csv\"" => "{ file = \"x.csv\", encoding = \"gb18030\" }", "\n\u{4e2d},3\n";
    "wrong-encoding" of "" ["gradus.toml" = b"policy = \"p.grad\"\n[data.t]\nfile = \"x.csv\"\nencoding = \"gb18030\"\n", "x.csv" = b"id,x,s,d\n\xe4\xb8\xad\xe6\x96,3,small,2026-01-02\n\xff,3,small,2026-01-02\n"],
        "eval @", "correct `encoding` of `t` in the manifest",
        "gradus.toml": "gb18030" => "windows-1252", ",3\n";
    "no-sheet" of "sheet-not-named" [], "eval @/c --of visit", "sheet = \"Visits\"",
        "c/gradus.toml": "visit.xlsx\"" => "visit.xlsx\"\nsheet = \"Visits\"", "score";
    "too-much-damage" of "too-much-set-aside" [], "eval @/c --of visit", "damaged-at-most = \"67%\"",
        "c/gradus.toml": "damaged =" => "damaged-at-most = \"67%\"\ndamaged =", "score";
    "known-agrees" of "" ["x.csv" = AGREE, "y.csv" = AGREE, "k.csv" = b"id,column,reason\n1,a,misprint\n"], COMPARE,
        "remove the line", "k.csv": "1,a,misprint\n" => "", "1 of 1 compared";
    "known-unused" of "" ["x.csv" = AGREE, "y.csv" = AGREE, "k.csv" = b"id,column,reason\n9,a,misprint\n"], COMPARE,
        "remove the line", "k.csv": "9,a,misprint\n" => "", "1 of 1 compared";
    "usage" of "" [], "eval @/p.grad --data t:@/x.csv", "write `--data t=@/x.csv`",
        "": "t:" => "t=", "\na,3\n";
    "compare-key" of "" ["gradus.toml" = b"policy = \"p.grad\"\n[data]\nt = \"x.csv\"\n[expected.t]\nfile = \"e.csv\"\nkey = [\"own\"]\n", "e.csv" = b"id,own\na,3\nb,3\n"],
        "test @", "name more key columns with `key = [\u{2026}]` under [expected.t] in the manifest",
        "gradus.toml": "[\"own\"]" => "[\"id\"]", "FAILED";
    "compare-columns" of "" ["x.csv" = AGREE, "y.csv" = b"name,a\n1,1\n"], "compare @/x.csv @/y.csv --key id",
        "its columns are `name`, `a`", "y.csv": "name" => "id", "1 of 1 compared";
    "not-utf8" of "" ["x.csv" = AGREE, "y.xlsx" = b"PK\xff\xfe"], "compare @/x.csv @/y.xlsx --key id",
        "save it as CSV", "": "y.xlsx" => "x.csv", "1 of 1 compared";
    "unknown-choice" of "" ["p.grad" = b"policy p\nchoice c { Head, Sales }\ntable t {\n key id : text\n c : set of c\n}\nlet own of t = Head in c\npublish own of t\n", "x.csv" = "id,c\na,Head\u{3001}Sales\n".as_bytes()],
        EVAL, "`;` separates the values of a set: write it as `Head;Sales`",
        "x.csv": "\u{3001}" => ";", "\na,yes\n";
    "outside-root" of "" ["c/gradus.toml" = b"policy = \"../p.grad\"\n[data]\nt = \"../x.csv\"\n"], "eval @/c",
        "add `--allow-outside`", "": "eval @/c" => "eval @/c --allow-outside", "\na,3\n";
}

/// An option that a command did not use, and a value that the results do not contain, are reported in every format of
/// messages.
#[test]
fn nothing_is_left_without_a_word() {
    let folder = scratch();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let plain = "policy p\ntable t {\n key id : text\n x : count\n}\ntable u {\n key id : text\n}\ntree a of t = x\n";
    let put = |page: &str, manifest: &str, expected: &str| {
        for (name, text) in [("p.grad", page), ("x.csv", "id,x\na,3\n"), ("gradus.toml", manifest), ("e.csv", expected)]
        {
            fs::write(at(name), text).unwrap();
        }
    };
    let run = |words: &[&str], more: &[&str]| {
        let all: Vec<&str> = words.iter().chain(more).copied().collect();
        let (code, stdout, stderr) = Program::new(&all).all();
        (code, stdout + &stderr)
    };
    let pack = at("");
    let bound = "policy = \"p.grad\"\n[data]\nt = \"x.csv\"\n";
    let expected = format!("{bound}[expected.t]\nfile = \"e.csv\"\n");

    // A header that is similar to a column of the results fails the test, even with `-q`.
    put(plain, &expected, "id,a_coverage,aa\na,1,3\n");
    for more in [&["--messages", "json"][..], &["--messages", "short"], &["-q"]] {
        let (code, told) = run(&["test", &pack], more);
        assert!(
            code == 1 && told.contains("the results have no column `aa`") && told.contains("did you mean `a`?"),
            "{told}"
        );
    }
    // Any other header is only reported.
    put(plain, &expected, "id,a,remark\na,3,x\n");
    for more in [&["--messages", "json"][..], &["--messages", "short"]] {
        let (code, told) = run(&["test", &pack], more);
        assert!(code == 0 && told.contains("the column `remark` of"), "{told}");
    }

    // A note about restricted columns is written for programs, too.
    let released = "policy p\ntable t {\n key id : text\n x : count private\n}\npublish x of t to \"the office\" because \"it asks\" cite \"1\"\n";
    put(released, bound, "");
    for form in ["human", "short", "json"] {
        let (code, told) = run(&["eval", &pack, "--messages", form], &[]);
        assert!(code == 0 && told.contains("`x` of `t`: only for some people"), "{told}");
        assert_eq!(
            told.contains("{\"code\":null,\"severity\":\"note\",\"message\":\"`x` of"),
            form == "json",
            "{told}"
        );
    }

    // A period and a day without any effect.
    put(plain, bound, "");
    for (option, text) in [("--period", "2025Q1"), ("--as-of", "2025-01-01")] {
        let (code, told) = run(&["eval", &pack, option, text, "--messages", "short"], &[]);
        assert!(code == 0 && told.contains(&format!("warning[usage]: `{option} {text}` changes nothing")), "{told}");
    }
    for (line, column) in [("period = \"2025Q1\"", 10), ("as-of = 2025-01-01", 9)] {
        put(plain, &format!("{line}\n{bound}"), "");
        let (code, told) = run(&["check", &pack, "--messages", "short"], &[]);
        let place = format!("gradus.toml:1:{column}: warning[manifest]: this has no effect");
        assert!(code == 1 && told.contains(&place), "{told}");
    }
    let dated = "policy p\ntable t dated d {\n key id : text\n d : date\n}\ntree a of t = 1\n";
    put(dated, &format!("period = \"2025Q1\"\n{bound}"), "");
    assert!(run(&["check", &pack], &[]).0 == 0);

    // Data that no result needs: a note if the file exists, an error if it does not.
    put(plain, bound, "");
    let (there, none) = (format!("u={}", at("x.csv")), format!("u={}", at("none.csv")));
    let (code, told) = run(&["eval", &pack, "--data", &there, "--messages", "short"], &[]);
    assert!(code == 0 && told.contains("note[usage]: no result needs `u`"), "{told}");
    let (code, told) = run(&["eval", &pack, "--data", &none, "--messages", "short"], &[]);
    assert!(code == 2 && told.contains("error[file-unreadable]"), "{told}");

    // A sheet for a file without sheets, and CSV settings for a workbook.
    for (file, said, told_of) in [
        ("x.csv", "sheet = \"Nope\"", "`sheet` applies to workbooks"),
        ("x.xlsx", "separator = \";\"", "`separator` applies to CSV files"),
        ("x.xlsx", "encoding = \"gb18030\"", "`encoding` applies to CSV files"),
    ] {
        put(plain, &format!("policy = \"p.grad\"\n[data.t]\nfile = \"{file}\"\n{said}\n"), "");
        let (code, told) = run(&["check", &pack, "--messages", "short"], &[]);
        assert!(code == 1 && told.contains(told_of), "{told}");
    }

    // A file that declares nothing.
    for page in ["", "\n\n", "// nothing yet\n"] {
        put(page, "policy = \"p.grad\"\n", "");
        let (code, told) = run(&["check", &pack, "--messages", "short"], &[]);
        assert!(code == 1 && told.contains("error[syntax]: this file declares nothing"), "{told}");
    }

    // `-` is not a file.
    put(plain, bound, "");
    for option in ["-o", "--report", "--record"] {
        let (code, told) = run(&["eval", &pack, option, "-"], &[]);
        assert!(code == 2 && told.contains("leave out `-o` to write to standard output"), "{told}");
        assert!(!Path::new("-").exists());
    }
}

/// A mistake that concerns a whole file is one finding, and its help says what to do.
#[test]
fn one_mistake_of_a_file_is_one_finding() {
    let page = "policy p\nchoice g { one, two }\ntable t {\n key id : text\n x : rating 1..5\n g : g\n d : date\n}\nlet own of t = x\npublish own of t\n";
    let rows = "a,3,one,2026-01-02\nb,4,two,2026-01-03\n";
    let header = "id,x,g,d\n";
    let good = format!("{header}{rows}");
    for (data, code, help, cured) in [
        (format!("Visits 2026,,,\n{good}"), "column-not-found", "delete the title above it", &good),
        (format!("sep=,\n{good}"), "column-not-found", "`sep=` is only for spreadsheets", &good),
        (format!("sep=;\n{good}"), "column-not-found", "`sep=` is only for spreadsheets", &good),
        (rows.to_owned(), "column-not-found", "add it if it is missing", &good),
        (
            format!("{good}{header}c,5,one,2026-01-04\n"),
            "header-again",
            "delete it",
            &format!("{good}c,5,one,2026-01-04\n"),
        ),
        (format!("{good}Total,7,,\n"), "out-of-range", "if this is a line of totals, delete it", &good),
        (format!("{good}合计,,,\n"), "empty-cell", "if this is a line of totals, delete it", &good),
    ] {
        for evaluator in evaluators() {
            let folder = scratch();
            let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
            fs::write(at("p.grad"), page).unwrap();
            let run = |data: &str| {
                fs::write(at("x.csv"), data).unwrap();
                let bound = format!("t={}", at("x.csv"));
                let words = ["eval", &at("p.grad"), "--data", &bound, "--messages", "short", "--evaluator", evaluator];
                Program::new(&words).all()
            };
            let (exit, _, told) = run(&data);
            let own = told.contains(&format!("error[{code}]")) && told.contains(help);
            assert!(exit == 2 && own && told.matches("error[").count() == 1, "{data}{told}");
            assert_eq!(run(cured).0, 0);
        }
    }
    // If columns are private, the first line may contain the data of a person.
    let folder = scratch();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(
        at("p.grad"),
        "policy p\ntable t {\n key id : text\n phone : text private\n x : count\n}\ntree a of t = x\n",
    )
    .unwrap();
    fs::write(at("x.csv"), "1,13800138000,5\n2,13800138001,6\n").unwrap();
    let told = Program::new(&["eval", &at("p.grad"), "--data", &format!("t={}", at("x.csv"))]).ends_with(2).stderr;
    assert!(told.contains("column-not-found") && !told.contains("13800138000"), "{told}");
}

#[test]
fn help_about_runs_is_followed() {
    let page: &[u8] =
        b"policy p\nchoice size { small, large }\nparam least = 3\ntable t {\n key id : text\n x : rating 1..5\n \
                        s : size\n d : date\n}\nlet own of t = x\npublish own of t\n";
    let standing: [(&str, &[u8]); 2] = [("p.grad", page), ("x.csv", b"id,x,s,d\na,3,small,2026-01-02\n")];
    let mut wrong = Vec::new();
    for run in RUNS {
        let folder = scratch();
        let (at, case) = (folder.path(), folder.path().join("c"));
        fs::create_dir(&case).unwrap();
        if !run.damaged.is_empty() {
            fs::copy("tests/damaged/policy.grad", at.join("policy.grad")).unwrap();
            fs::write(at.join("gradus.toml"), "root = true\npolicy = \"policy.grad\"\n").unwrap();
            for entry in fs::read_dir(Path::new("tests/damaged").join(run.damaged)).unwrap().map(Result::unwrap) {
                fs::copy(entry.path(), case.join(entry.file_name())).unwrap();
            }
        }
        for (name, text) in standing.iter().chain(run.files).filter(|_| run.damaged.is_empty()) {
            fs::write(at.join(name), text).unwrap();
        }
        let here = |text: &str| text.replace('@', at.to_str().unwrap());
        let told = |command: &str| {
            let mut words: Vec<String> = command.split(' ').map(here).collect();
            words.extend(["--messages", "short"].map(String::from));
            let (_, stdout, stderr) = Program::new(&words.iter().map(String::as_str).collect::<Vec<_>>()).all();
            stdout + &stderr
        };
        let code = format!("[{}]", run.code);
        let before = told(run.command);
        if !(before.contains(&code) && before.contains(&here(run.help))) {
            wrong.push(format!("{} by `{}`: {before}", run.code, run.command));
            continue;
        }
        let (from, to) = run.change;
        let command = match run.file {
            "" => run.command.replacen(from, to, 1),
            file => {
                let text = fs::read(at.join(file)).unwrap();
                let text = String::from_utf8(text).unwrap();
                assert!(text.contains(from), "{from} in {text}");
                fs::write(at.join(file), text.replacen(from, to, 1)).unwrap();
                run.command.to_string()
            }
        };
        let after = told(&command);
        if after.contains(&code) || !after.contains(run.then) {
            wrong.push(format!("{} by `{}`, then `{command}`: {after}", run.code, run.command));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn help_about_cells_is_followed() {
    let (mut wrong, mut met) = (Vec::new(), BTreeSet::new());
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
            met.extend(OF_CELLS.into_iter().filter(|own| told.contains(&format!("error[{own}]"))));
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
    assert!(met.iter().eq(&OF_CELLS), "{met:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// One mistake gives one message: a damaged row still exists, so references to it are valid.
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

/// If many rows have the same mistake, there is one finding with a count.
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

/// The number of consecutive rows with the same cause.
const MANY: usize = 7;

/// Defects of data that many rows can have. Each has its code, the columns of the policy other than the key, and the
/// cells of each row after the key (`#` for the number of the row).
const IN_MANY_ROWS: &[(&str, &str, &str)] = &[
    ("lost-digits", "x : text", "1.23457E+1#"),
    ("formula", "x : text", "=A#"),
    ("ragged-row", "x : text\n y : text", "#"),
    ("empty-cell", "x : text", ""),
    ("bad-number", "x : count", "many"),
    ("bad-number", "x : number 0..9999 with 0 decimals", "\"1,50#\""),
    ("too-many-decimals", "x : count", "#.5"),
    ("out-of-range", "x : rating 1..5", "99"),
    ("unknown-choice", "x : one", "fife"),
    ("unknown-choice", "x : one", "40"),
    ("bad-date", "x : date", "1.3.202#"),
    ("bad-date", "x : date", "2026-02-3#"),
    ("bad-yes-no", "x : yes/no", "perhaps"),
    ("absent-cell", "open : yes/no\n x : date or absent when open", "no,"),
    ("dangling-reference", "x -> other", "z"),
    ("duplicate-key", "x : count", "1"),
    ("point-in-number", "x : number 0..9000 with 1 decimal", "#.500"),
    ("point-in-number", "x : number 0..9000 with 0 decimals", "#.000"),
    ("outer-blanks", "x : text", "a# "),
    ("invisible-sign", "x : text", "a\u{200b}#"),
    ("normal-form", "x : text", "e\u{301}#"),
    ("stray-quote", "x : text", "\"a\"#"),
    ("check-failed", "x : count", "1"),
    ("check-unknown", "x : count or missing", ""),
];

/// The codes of data that one row, one file or one run has at most once, each with the reason.
const ONCE: &[(&str, &str)] = &[
    ("not-utf8", "reading ends there"),
    ("wrong-encoding", "reading ends there"),
    ("no-sheet", "of a file"),
    ("no-header", "of a file"),
    ("header-again", "a file has a line of names once"),
    ("column-not-found", "of a file"),
    ("column-twice", "of a file"),
    ("columns-ignored", "of a file"),
    ("rows-read", "of a table"),
    ("open-quote", "the rest of the file is one cell"),
    ("not-text", "of cells that only workbooks have; `sheet-number-refused` of tests/damaged has one"),
    ("wrong-file-type", "of a column of a file"),
    ("overrides-differ", "each is about another subject"),
    ("file-unreadable", "of a file"),
    ("files-unread", "of a folder"),
    ("file-changed", "of a file"),
    ("too-much-damage", "of a table"),
    ("too-many-defects", "it is the count"),
    ("none-in-period", "of a table"),
    ("product-too-large", "of a product"),
    ("clusters-unsettled", "of tiers"),
    ("cluster-empty", "of tiers"),
    ("withheld-told", "each is about another value"),
    ("frozen-other", "of a file"),
    ("out-of-memory", "it ends the run"),
    ("internal", "it ends the run"),
    ("said-twice", "of a folder that is named twice"),
];

/// The same cause in several rows of a column is one finding, which says in how many rows.
#[test]
fn every_code_of_data_is_one_finding_with_a_count() {
    let mut wrong = Vec::new();
    for (code, columns, cells) in IN_MANY_ROWS {
        let folder = scratch();
        let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let check = if code.starts_with("check") { "check c of t error = x > 1\n" } else { "" };
        let page = format!(
            "policy p\nchoice one {{ \"4\" as four, \"five\" as five }}\ntable other {{ key id : text }}\ntable t {{\n key id : \
             text\n {columns}\n}}\nlet n of t = 1\npublish n of t\n{check}"
        );
        let names: Vec<&str> = columns.split('\n').map(|line| line.trim().split(' ').next().unwrap()).collect();
        let key = |n: usize| if *code == "duplicate-key" { "r".to_owned() } else { format!("r{n}") };
        let rows = (1..=MANY).map(|n| format!("{},{}\n", key(n), cells.replace('#', &n.to_string())));
        let rows: String = rows.collect();
        fs::write(at("p.grad"), page).unwrap();
        fs::write(at("x.csv"), format!("id,{}\n{rows}", names.join(","))).unwrap();
        fs::write(at("o.csv"), "id\na\n").unwrap();
        let (bound, other) = (format!("t={}", at("x.csv")), format!("other={}", at("o.csv")));
        for evaluator in evaluators() {
            let command = ["eval", &at("p.grad"), "--data", &bound, "--data", &other, "--messages", "short"];
            let command = [command.as_slice(), &["--evaluator", evaluator]].concat();
            let (_, _, told) = Program::new(&command).all();
            let own: Vec<&str> = told.lines().filter(|line| line.contains(&format!("[{code}]"))).collect();
            // The first row with a duplicate key is the second row with that key.
            let more = MANY - if *code == "duplicate-key" { 2 } else { 1 };
            let counts = [
                format!("{MANY} "),
                format!("here and in {more} more rows"),
                format!("the same applies to {more} more rows"),
            ];
            let is_counted = own.iter().all(|line| counts.iter().any(|n| line.contains(n.as_str())));
            let others = told.lines().any(|line| line.contains("error[") && !line.contains(&format!("[{code}]")));
            if own.len() != 1 || !is_counted || others {
                wrong.push(format!("{code} of `{cells}`: {told}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The lists above contain every code that the readers report.
#[test]
fn every_code_of_data_is_listed() {
    let known: BTreeSet<&str> =
        IN_MANY_ROWS.iter().map(|(code, ..)| *code).chain(ONCE.iter().map(|(c, _)| *c)).collect();
    let mut found = BTreeSet::new();
    let mut folders = vec![std::path::PathBuf::from("src/data")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => {
                    let text = fs::read_to_string(path).unwrap();
                    let names = text
                        .split("Code::")
                        .skip(1)
                        .map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned());
                    found.extend(names);
                }
            }
        }
    }
    let of = |variant: &str| gradus::inside::diagnostic::Code::ALL.iter().find(|code| format!("{code:?}") == variant);
    let unlisted: Vec<&str> =
        found.iter().filter_map(|name| of(name)).map(|code| code.name()).filter(|name| !known.contains(name)).collect();
    assert!(found.len() > 15 && unlisted.is_empty(), "{unlisted:?}");
}
