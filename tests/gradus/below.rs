//! Folders: every rule file below a folder is read or named, and a file that cannot be read does not hide other files.

use crate::program::{Program, scratch};
use std::fs;
use std::path::Path;

const GOOD: &str = "policy p\ntable t { key id : text }\ntree n of all = count(t)\n";
const BAD: &str = "policy p\ntable t { key id : txt }\n";

/// Writes files below a folder. Each pack has an empty manifest.
fn laid(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = scratch();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Exit code, standard output and the closing line.
fn run(command: &str, folder: &Path) -> (i32, String, String) {
    let (code, out, told) = Program::new(&[command, ".", "--messages", "short"]).within(folder).all();
    (code, out + &told, told.lines().last().unwrap_or_default().to_string())
}

#[test]
fn rule_files_of_no_pack_are_findings() {
    let folder = laid(&[
        ("a/gradus.toml", ""),
        ("a/policy.grad", GOOD),
        ("a/scales.grad", BAD),
        ("a/deep/more.GRAD", BAD),
        ("alone.grad", BAD),
        (".hidden/kept.grad", BAD),
        ("target/made.grad", BAD),
        (".git/branch.grad", BAD),
        ("cache/CACHEDIR.TAG", ""),
        ("cache/made.grad", BAD),
    ]);
    let (code, out, last) = run("check", folder.path());
    assert_eq!((code, last.as_str()), (1, "checked 1 policy, 5 rule files belong to no pack: 5 findings"), "{out}");
    for name in ["a/scales.grad", "a/deep/more.GRAD", "alone.grad", ".hidden/kept.grad", "target/made.grad"] {
        let named = format!("warning[stray-rules]: no pack names `{}`", Path::new(".").join(name).display());
        assert!(out.contains(&named), "{name}: {out}");
    }
    assert!(out.contains("policy = [\"policy.grad\", \"deep/more.GRAD\"]"), "{out}");
    let (code, out, _) = run("test", folder.path());
    assert!(code == 1 && out.contains("0 passed, 0 failed, 5 rule files without a pack\n"), "{out}");
    let (code, out, _) = run("compare", folder.path());
    assert!(code == 0 && out.matches("stray-rules").count() == 5, "{out}");
}

#[test]
fn a_pack_that_cannot_be_read_hides_nothing() {
    let folder = laid(&[
        ("a/gradus.toml", "polcy = 1\n"),
        ("a/policy.grad", BAD),
        ("b/gradus.toml", "policy = [\"gone.grad\", \"here.grad\"]\n"),
        ("b/here.grad", "policy p\ntable t { key id text }\n"),
        ("c/gradus.toml", ""),
        ("d/gradus.toml", ""),
        ("d/policy.grad", BAD),
        ("e/gradus.toml", ""),
        ("e/policy.grad", GOOD),
        ("e/within/gradus.toml", ""),
        ("e/within/policy.grad", BAD),
    ]);
    fs::write(folder.path().join("c/gradus.toml"), b"# \xff").unwrap();
    fs::write(folder.path().join("c/policy.grad"), BAD).unwrap();
    let (code, out, last) = run("check", folder.path());
    let words = "checked 3 policies, 3 could not be read, 2 rule files not checked: 6 findings";
    assert_eq!((code, last.as_str()), (2, words), "{out}");
    for told in ["unknown field `polcy`", "gone.grad` cannot be read", "here.grad:2", "not UTF-8"] {
        assert!(out.contains(told), "{told}: {out}");
    }
    assert_eq!(out.matches("error[unknown-type]").count(), 2, "{out}");
    let (code, out, _) = run("test", folder.path());
    assert!(
        code == 2 && out.contains("0 passed, 0 failed, 5 could not be run, 2 rule files without a pack\n"),
        "{out}"
    );
    let (code, out, _) = run("compare", folder.path());
    assert!(code == 2 && out.contains("unknown field `polcy`") && out.contains("no expected results"), "{out}");
}

#[test]
fn a_folder_of_rule_files_alone_is_no_pack_and_names_them() {
    let folder = laid(&[("x.grad", BAD)]);
    let (code, out, _) = run("check", folder.path());
    assert!(code == 2 && out.contains("error[no-pack]") && out.contains("name a rule file, such as `"), "{out}");
}

#[cfg(unix)]
#[test]
fn links_are_followed_once_and_lead_nowhere_in_silence() {
    use std::os::unix::fs::symlink;
    let folder = laid(&[("in/a/gradus.toml", ""), ("in/a/policy.grad", GOOD), ("out/b.grad", BAD)]);
    let (inside, outside) = (folder.path().join("in"), folder.path().join("out"));
    symlink("..", inside.join("a/ring")).unwrap();
    symlink("a", inside.join("again")).unwrap();
    symlink("policy.grad", inside.join("a/same.grad")).unwrap();
    symlink(&outside, inside.join("beyond")).unwrap();
    symlink("nowhere", inside.join("lost.grad")).unwrap();
    let (code, out, last) = run("check", &inside);
    assert_eq!((code, last.as_str()), (1, "checked 1 policy, 2 rule files belong to no pack: 2 findings"), "{out}");
    assert!(out.contains("beyond/b.grad") && out.contains("lost.grad"), "{out}");
    let (code, out, last) = run("fmt", &inside);
    assert!(code == 2 && out.contains("lost.grad` cannot be read"), "{out}");
    assert_eq!(last, "2 files already formatted, 1 file could not be formatted");
    fs::create_dir(inside.join("c")).unwrap();
    symlink("nowhere", inside.join("c/gradus.toml")).unwrap();
    let (code, out, last) = run("check", &inside);
    assert_eq!(last, "checked 1 policy, 1 could not be read, 2 rule files belong to no pack: 3 findings", "{out}");
    assert_eq!(code, 2);
}
