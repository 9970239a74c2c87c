//! The settings of a manifest have the value that is written.

use crate::program::{Program, scratch};
use std::fs;
use std::path::Path;

/// A pack in a folder: its manifest, its policy `p.grad`, and rows of a table `t`.
fn pack(folder: &Path, manifest: &str, policy: &str, rows: &str) {
    for (name, text) in [("gradus.toml", manifest), ("p.grad", policy), ("t.csv", rows)] {
        fs::write(folder.join(name), text).unwrap();
    }
}

const SCALED: &str = "policy p\nparam q = 1\ntable t {\n key id : text\n x : count\n}\n\
                      tree a of t = x * q\n";

#[test]
fn numbers_of_params_have_the_digits_that_are_written() {
    for (written, result) in [
        ("9007199254740993.5", "45035996273704967.5"),
        ("9_007_199_254_740_993.5", "45035996273704967.5"),
        ("\"9007199254740993.5\"", "45035996273704967.5"),
        ("0.1", "0.5"),
        ("1e3", "5000"),
        ("+2.50", "12.5"),
        ("-2.5", "-12.5"),
        ("0x10", "80"),
        ("9223372036854775807", "46116860184273879035"),
        ("18446744073709551617", "92233720368547758085"),
        ("100000000000000000000000.5", "500000000000000000000002.5"),
    ] {
        let folder = scratch();
        let (of_all, of_one) = (format!("policy = \"p.grad\"\n[data]\nt = \"t.csv\"\n[params]\nq = {written}\n"), {
            format!(
                "policy = \"p.grad\"\n[data]\nt = \"t.csv\"\n[[expected.t]]\nfile = \"e.csv\"\nparams = {{ q = {written} }}\n"
            )
        });
        pack(folder.path(), &of_all, SCALED, "id,x\na,5\n");
        let at = folder.path().to_str().unwrap();
        assert_eq!(
            Program::new(&["eval", at]).ends_with(0).stdout.lines().nth(1),
            Some(format!("a,{result},1.0000").as_str())
        );
        pack(folder.path(), &of_one, SCALED, "id,x\na,5\n");
        fs::write(folder.path().join("e.csv"), format!("id,a\na,{result}\n")).unwrap();
        Program::new(&["test", at]).ends_with(0);
    }
}

#[test]
fn what_is_no_number_of_a_param_is_told() {
    for (written, message) in [
        ("inf", "`inf` is not a number"),
        ("nan", "`nan` is not a number"),
        ("true", "write `\"yes\"` or `\"no\"`"),
        ("1979-05-27", "expected a string"),
    ] {
        let folder = scratch();
        pack(folder.path(), &format!("policy = \"p.grad\"\n[params]\nq = {written}\n"), SCALED, "id,x\na,5\n");
        let (code, stdout, stderr) =
            Program::new(&["check", folder.path().to_str().unwrap(), "--messages", "short"]).all();
        assert!(code != 0 && format!("{stdout}{stderr}").contains(message), "{written}: {stdout}{stderr}");
    }
}

#[test]
fn numbers_where_texts_belong_are_told_with_the_text() {
    for (line, message) in [
        ("period = 2026", "put quotation marks around it: `\"2026\"`"),
        ("period = 2026.5", "put quotation marks around it: `\"2026.5\"`"),
        ("[data.t]\ndamaged-at-most = 0.05", "expected a share such as `\"5%\"`, or a whole number of rows"),
        ("[data.t]\ndamaged-at-most = -1", "expected a share such as `\"5%\"`, or a whole number of rows"),
        ("[data.t]\ndamaged-at-most = \"101%\"", "write a share from `\"0%\"` to `\"100%\"`, or a number of rows"),
        ("[data.t]\ndamaged-at-most = \"0.5\"", "write a share from `\"0%\"` to `\"100%\"`, or a number of rows"),
        ("[expected.t]\nfile = \"e.csv\"\ndigits = 6.5", "expected a whole number"),
    ] {
        let folder = scratch();
        // A mistake in the policy does not hide a mistake in the manifest.
        let page = SCALED.replace("x * q", "x * r");
        pack(folder.path(), &format!("policy = \"p.grad\"\n{line}\n"), &page, "id,x\na,5\n");
        let (code, stdout, stderr) =
            Program::new(&["check", folder.path().to_str().unwrap(), "--messages", "short"]).all();
        let said = format!("{stdout}{stderr}");
        assert!(code != 0 && said.contains(message), "{line}: {stdout}{stderr}");
    }
}

/// A share is exact: a tenth of ten rows is one row, and no floating-point number is involved.
#[test]
fn a_share_of_damaged_rows_is_exact() {
    let policy = "policy p\ntable t {\n key id : text\n x : count 0..9\n}\ntree a of t = x\n";
    let rows = |bad: usize, all: usize| {
        (0..all).fold("id,x\n".to_owned(), |text, n| text + &format!("i{n},{}\n", if n < bad { 99 } else { 1 }))
    };
    for (setting, bad, all, code) in [
        ("", 1, 2, 0),
        ("", 2, 19, 2),
        ("", 2, 20, 0),
        ("", 1, 1, 2),
        ("damaged-at-most = \"0%\"", 1, 100, 2),
        ("damaged-at-most = 0", 1, 100, 2),
        ("damaged-at-most = 3", 3, 4, 0),
        ("damaged-at-most = 3", 4, 40, 2),
        ("damaged-at-most = \"33.3%\"", 1, 3, 2),
        ("damaged-at-most = \"33.4%\"", 1, 3, 0),
        ("damaged-at-most = \"100%\"", 3, 3, 2),
    ] {
        let folder = scratch();
        let manifest = format!("policy = \"p.grad\"\n[data.t]\nfile = \"t.csv\"\ndamaged = \"set aside\"\n{setting}\n");
        pack(folder.path(), &manifest, policy, &rows(bad, all));
        for evaluator in crate::program::evaluators() {
            let (found, _, stderr) =
                Program::new(&["eval", folder.path().to_str().unwrap(), "--evaluator", evaluator]).all();
            assert_eq!(found, code, "{setting}: {bad} of {all}: {stderr}");
            assert_eq!(stderr.contains("too-much-damage"), code == 2, "{stderr}");
        }
    }
}

/// Files of a pack are read if they are below its root, whatever the path to them is. Other files are read only on
/// request.
#[test]
fn files_lie_below_the_root() {
    let policy = "policy p\ntable t {\n key id : text\n x : count\n}\ntree a of t = x\n";
    let cases = [
        "policy = \"../p.grad\"\n[data]\nt = \"t.csv\"\n".to_owned(),
        "policy = \"p.grad\"\n[data]\nt = \"../t.csv\"\n".to_owned(),
        "policy = \"p.grad\"\n[data]\nt = [\"t.csv\", \"../pack/../t.csv\"]\n".to_owned(),
        "policy = \"p.grad\"\ndata-root = \"..\"\n[data]\nt = \"t.csv\"\n".to_owned(),
        "policy = \"p.grad\"\n[data]\nt = \"ABOVE/t.csv\"\n".to_owned(),
        #[cfg(unix)]
        "policy = \"p.grad\"\n[data]\nt = \"link.csv\"\n".to_owned(),
        #[cfg(unix)]
        "policy = \"p.grad\"\n[data]\nt = \"links\"\n".to_owned(),
    ];
    for manifest in cases {
        let folder = scratch();
        let (above, inside) = (folder.path(), folder.path().join("pack"));
        fs::create_dir_all(inside.join("links")).unwrap();
        pack(above, "", policy, "id,x\nb,2\n");
        fs::remove_file(above.join("gradus.toml")).unwrap();
        let manifest = manifest.replace("ABOVE", above.to_str().unwrap());
        pack(&inside, &manifest, policy, "id,x\na,1\n");
        #[cfg(unix)]
        for link in ["link.csv", "links/t.csv"] {
            std::os::unix::fs::symlink(above.join("t.csv"), inside.join(link)).unwrap();
        }
        let run = |more: &[&str]| {
            let command = [["eval", inside.to_str().unwrap(), "--messages", "short"].as_slice(), more].concat();
            Program::new(&command).all()
        };
        let (code, _, stderr) = run(&[]);
        assert!(code == 2 && stderr.contains("error[outside-root]"), "{manifest}{stderr}");
        assert_eq!(run(&["--allow-outside"]).0, 0, "{manifest}");
        fs::create_dir(above.join(".git")).unwrap();
        assert_eq!(run(&[]).0, 0, "{manifest}");
        fs::remove_dir(above.join(".git")).unwrap();
        fs::write(above.join("gradus.toml"), "root = true\n").unwrap();
        assert_eq!(run(&[]).0, 0, "{manifest}");
        fs::write(inside.join("gradus.toml"), format!("root = true\n{manifest}")).unwrap();
        assert_eq!(run(&[]).0, 2, "the nearest root counts: {manifest}");
    }
}

/// A folder that the user names may be anywhere, but files outside of it are not read.
#[test]
fn a_data_root_that_is_named_may_lie_anywhere() {
    let policy = "policy p\ntable t {\n key id : text\n x : count\n}\ntree a of t = x\n";
    let (inside, elsewhere) = (scratch(), scratch());
    let (data, other) = (elsewhere.path().join("data"), elsewhere.path().join("t.csv"));
    fs::create_dir(&data).unwrap();
    for path in [&data.join("t.csv"), &other] {
        fs::write(path, "id,x\na,1\n").unwrap();
    }
    for (file, code) in [("t.csv", 0), ("../t.csv", 2)] {
        let manifest = format!("policy = \"p.grad\"\ndata-root-env = \"ROOT_OF_TEST\"\n[data]\nt = \"{file}\"\n");
        pack(inside.path(), &manifest, policy, "");
        let eval = ["eval", inside.path().to_str().unwrap()];
        assert_eq!(Program::new(&eval).env("ROOT_OF_TEST", &data).code(), code, "{file}");
        let eval = [eval.as_slice(), &["--data-root", data.to_str().unwrap()]].concat();
        assert_eq!(Program::new(&eval).code(), code, "{file}");
    }
}

/// An unused column of an expected file is reported once for each file. It is not reported if another expectation uses
/// it. If it is a misspelt column of the results, it is an error.
#[test]
fn columns_that_nothing_is_compared_with_are_said_once() {
    let page = "policy p\nchoice k { a, b }\ntable t { key id : text\n x : count 0..9 }\nsubject r = t × k\n\
                let total of t = x\nlet again of t = x\nlet part of r = x\npublish total, again of t\npublish part of r\n";
    let folder = scratch();
    let manifest = "policy = \"p.grad\"\n[data]\nt = \"t.csv\"\n[expected.t]\nfile = \"e.csv\"\n\
                    [expected.r]\nfile = \"e.csv\"\ncolumns = { t = \"id\", part = \"{k}_part\" }\n";
    pack(folder.path(), manifest, page, "id,x\nz,5\n");
    let tested = |header: &str, cells: &str, code: i32| {
        fs::write(folder.path().join("e.csv"), format!("id,total,a_part,b_part{header}\nz,5,5,5{cells}\n")).unwrap();
        let args = ["test", folder.path().to_str().unwrap(), "--messages", "short"];
        Program::new(&args).ends_with(code).stderr
    };
    assert_eq!(tested("", "", 0).matches("compare-columns").count(), 0);
    let said = tested(",u,v,w", ",1,2,3", 0);
    assert_eq!(said.matches("compare-columns").count(), 1, "{said}");
    assert!(said.contains("the columns `u`, `v`, `w` of"), "{said}");
    fs::write(folder.path().join("gradus.toml"), manifest.split("[expected.r]").next().unwrap()).unwrap();
    fs::write(folder.path().join("e.csv"), "id,again,totl,a_part\nz,5,5,5\n").unwrap();
    let said = Program::new(&["test", folder.path().to_str().unwrap(), "--messages", "short"]).told();
    assert!(said.contains("did you mean `total`") && said.contains("the column `a_part` of"), "{said}");
}

/// If an expectation was not compared, columns that it may use are not reported.
#[test]
fn columns_of_an_expectation_that_was_not_compared_are_not_unread() {
    let page = "policy p\nparam q = 1\ntable t { key id : text\n x : count 0..9 }\n\
                let a of t = x\nlet b of t = x * q\npublish a of t\npublish b of t\n";
    let folder = scratch();
    let manifest = "policy = \"p.grad\"\n[data]\nt = \"t.csv\"\n[[expected.t]]\nfile = \"e.csv\"\n\
                    [[expected.t]]\nfile = \"f.csv\"\nparams = { q = 2 }\n";
    pack(folder.path(), manifest, page, "id,x\nz,2\n");
    fs::write(folder.path().join("e.csv"), "id,a,u\nz,3,1\n").unwrap();
    fs::write(folder.path().join("f.csv"), "id,b\nz,4\n").unwrap();
    let tested = |more: &[&str]| {
        let args = [&["test", folder.path().to_str().unwrap(), "--messages", "short"], more].concat();
        Program::new(&args).ends_with(1).stderr
    };
    assert!(tested(&[]).contains("the column `u` of"));
    assert!(!tested(&["--fail-fast"]).contains("compare-columns"));
}

/// A wrong order of params is reported at the line of the manifest whose value is in force, also in the settings of an
/// expected file. If the command line replaces that value, it is reported in the policy.
#[test]
fn a_param_out_of_order_is_reported_where_its_value_is_set() {
    let page = "policy p\nparam top = 80\ntable t { key id : text\n x : count 0..100 }\ntree s of t = x\n\
                tiers l of s of t {\n good >= top\n fair >= 60\n poor otherwise }\n";
    let folder = scratch();
    let data = "policy = \"p.grad\"\n[data]\nt = \"t.csv\"\n";
    let of_expected = format!("{data}[expected.t]\nfile = \"e.csv\"\nparams = {{ top = 50 }}\n");
    let of_pack = format!("{data}[params]\ntop = 70\n");
    for (manifest, command, place) in
        [(&of_expected, &["test"][..], "gradus.toml:6:"), (&of_pack, &["eval", "--param", "top=50"], "p.grad:")]
    {
        pack(folder.path(), manifest, page, "id,x\nz,2\n");
        fs::write(folder.path().join("e.csv"), "id,s,s_coverage,l\nz,2,1.0000,poor\n").unwrap();
        let args = [command, &[folder.path().to_str().unwrap(), "--messages", "short"]].concat();
        let error = Program::new(&args).ends_with(2).stderr;
        assert!(error.contains(place) && error.contains("[param-order]"), "{error}");
    }
}
