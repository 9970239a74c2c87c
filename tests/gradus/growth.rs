//! How memory grows with the size of a policy, and with the rows of data.
//!
//! The tests count allocations, not time: their number does not depend on the machine. Code that compares each of many
//! things with each other one either allocates for it, or shows in `benches/growth`.

use allocation_counter::{AllocationInfo, measure};
use gradus::inside::data::{BoundFile, load};
use gradus::inside::diagram::{Format, drawing};
use gradus::inside::graph::{self, Graph};
use gradus::inside::policy::{Pack, Run};
use gradus::inside::reference::{self, Rows};
use gradus::inside::source::SourceSet;
use gradus::inside::syntax::{self, Unread, deep};
use gradus::inside::types::{self, Context, ParamValues};
use gradus::inside::{diagnostic, names};
use std::fmt::Write;

/// Repeats a piece of a policy `count` times.
fn joined(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect()
}

fn table(lines: &str) -> String {
    format!("policy growth\ntable t {{\n  key id : text\n  x : number 0..1000 with 2 decimals\n{lines}}}\n")
}

fn choice(n: usize) -> String {
    format!("choice c {{\n{}}}\n", joined(n, |i| format!("  a{i}\n")))
}

/// Returns a policy with a number of something.
type Page = fn(usize) -> String;

/// The things whose number grows, each with a policy that has many of them.
#[rustfmt::skip]
const PAGES: &[(&str, Page)] = &[
    ("lets", |n| table("") + &joined(n, |i| format!("let v{i} of t = x + {i}\n"))),
    ("a chain of lets", |n| table("") + "let v0 of t = x\n" + &joined(n, |i| format!("let v{} of t = v{i} / 2\n", i + 1))),
    ("a chain of lets used twice", |n| {
        table("") + "table u {\n  key id : text\n  y : count 0..9 or missing\n  to -> t\n}\n"
            + "let v0 of t = limited(sum(y of u, missing skipped, if empty 0), 0..9)\n"
            + &joined(n, |i| format!("let v{} of t = limited(v{i} - v{i} / 2, 0..(v{i} + 1))\n", i + 1))
            + &format!("tree s of t = v{n} + v{n}\n")
    }),
    ("a chain of picked lets", |n| {
        table("") + "table u {\n  key id : text\n  y : count 0..9 or missing\n  to -> t\n}\n"
            + "let v0 of t = limited(sum(y of u, missing skipped, if empty 0), 0..9)\n"
            + &joined(n, |i| format!("let v{} of t = first {{ v{i} when x > {i} otherwise v{i} / 2 }}\n", i + 1))
            + &format!("tree s of t = v{n} + v{n}\n")
    }),
    ("columns", |n| table(&joined(n, |i| format!("  c{i} : count\n")))),
    ("tables", |n| table("") + &joined(n, |i| format!("table t{i} {{\n  key id : text\n  y{i} : count\n}}\n"))),
    ("references", |n| table("") + "table u {\n  key id : text\n" + &joined(n, |i| format!("  r{i} -> t\n")) + "}\n"),
    ("a chain of tables", |n| {
        table("") + "table t0 {\n  key id : text\n}\n"
            + &joined(n, |i| format!("table t{} {{\n  key id : text\n  up -> t{i}\n}}\n", i + 1))
    }),
    ("factors", |n| {
        let factors = joined(n, |i| format!("c{i} × ")) + "last";
        table("") + &joined(n, |i| format!("choice c{i} {{ a{i} }}\n")) + "choice last { z }\nsubject s = " + &factors + "\n"
    }),
    ("products", |n| {
        table("") + "choice c { a, b }\n" + &joined(n, |i| format!("subject s{i} = t × c\ntree w{i} of s{i} = x + {i}\n"))
    }),
    ("tables of the same columns", |n| {
        "policy growth\n".to_string() + &joined(n, |i| format!("table t{i} {{\n  key id : text\n  x : count\n}}\nlet v{i} of t{i} = x + 1\n"))
    }),
    ("choices", |n| {
        "policy growth\n".to_string() + &joined(n, |i| format!("choice c{i} {{ a{i}, b{i} }}\n"))
            + &table(&joined(n, |i| format!("  d{i} : c{i}\n"))).replace("policy growth\n", "")
            + &joined(n, |i| format!("let v{i} of t = d{i} is a{i}\n"))
    }),
    ("params", |n| table("") + &joined(n, |i| format!("param p{i} = {i}\nlet v{i} of t = x + p{i}\n"))),
    ("scales", |n| table("") + &joined(n, |i| format!("let f{i}(y: number 0..1000) = y * {i}\nlet v{i} of t = x on f{i}\n"))),
    ("children", |n| table("") + "tree s of t {\n" + &joined(n, |i| format!("  1 a{i} = x + {i}\n")) + "}\n"),
    ("nodes with what is missing across", |n| {
        let node = |i: usize| format!("  1 n{i} by mean {{\n    missing renormalise within parent\n    a{i} = y\n    b{i} = x\n  }}\n");
        table("  y : count 0..9 or missing\n") + "tree s of t {\n  missing renormalise across\n" + &joined(n, node) + "}\npublish weights of s of t\n"
    }),
    ("steps", |n| table("") + "tree s of t {\n  1 a = x\n" + &joined(n, |i| format!("  then plus p{i} = x\n")) + "}\n"),
    ("capped steps", |n| {
        table("") + "tree s of t {\n  1 a = x\n" + &joined(n, |i| format!("  then capped at {} when x > 5\n", 9000 - i)) + "}\n"
    }),
    ("tiers", |n| {
        table("") + &joined(n, |i| format!("tree s{i} of t = x\ntiers g{i} of s{i} of t {{\n  a{i} >= 5\n  b{i} otherwise\n}}\n"))
    }),
    ("bounds", |n| {
        table("") + "tree s of t = x\ntiers g of s of t {\n" + &joined(n, |i| format!("  g{i} >= {}\n", i + 1)) + "  rest otherwise\n}\n"
    }),
    ("bands", |n| {
        table("") + "tree s of t = x\ntiers g of s of t {\n" + &joined(n, |i| format!("  g{i} [{i}, {})\n", i + 1)) + "  rest otherwise\n}\n"
    }),
    ("rows on the page", |n| {
        let rows = joined(n, |i| format!("{}(a{i}, {i})", if i > 0 { ", " } else { "" }));
        let page = format!("table rule {{\n  key a : c\n  v : count\n  rows = {rows}\n}}\n");
        table("  b : c\n") + &choice(n) + &page + "let w of t = v\n"
    }),
    ("arms", |n| table("") + "let v of t = first {\n" + &joined(n, |i| format!("  {i} when x > {}\n", n - i)) + "  otherwise 0\n}\n"),
    ("rows of a lookup", |n| table("  b : c\n") + &choice(n) + "let v of t = lookup b {\n" + &joined(n, |i| format!("  a{i} : {i}\n")) + "}\n"),
    ("clauses", |n| {
        table("") + "eligibility e of t {\n" + &joined(n, |i| format!("  include when x >= {}\n", i + 1)) + "}\n"
    }),
    ("checks", |n| table("") + &joined(n, |i| format!("check h{i} of t error = x >= {}\n", i % 9))),
    ("published values", |n| {
        let names = joined(n, |i| format!("{}v{i}", if i > 0 { ", " } else { "" }));
        table("") + &joined(n, |i| format!("let v{i} of t = x + {i}\n")) + "publish " + &names + " of t\n"
    }),
    ("tests", |n| {
        table("") + "let v of t = x\n"
            + &joined(n, |i| format!("test \"t{i}\" {{\n  given t : id, x = (\"a\", 1)\n  expect v of t \"a\" is 1\n}}\n"))
    }),
    ("errors of syntax", |n| table("") + &joined(n, |i| format!("let v{i} of t = x +* 1\n"))),
    ("unknown names", |n| table("") + &joined(n, |i| format!("let v{i} of t = y{i}\n"))),
    ("wrong types", |n| table("") + &joined(n, |i| format!("let v{i} of t = x and {i}\n"))),
    ("names declared twice", |n| table("") + &joined(n, |i| format!("let v of t = x + {i}\n"))),
    ("what follows from errors", |n| {
        table("") + &joined(n, |i| format!("let u{i} of t = +*\nlet v{i} of t = u{i}\n"))
    }),
];

/// The allocations of a check.
fn checked(page: &str) -> AllocationInfo {
    deep(|| {
        let mut sources = SourceSet::default();
        let file = sources.add("policy.grad", page);
        measure(|| {
            let parsed = syntax::parse(file, sources.file(file));
            let (mut files, mut unread) = (vec![parsed.file], Unread::default());
            let mut findings = parsed.findings;
            unread.extend(parsed.unread);
            findings.extend(syntax::write_out(&mut files));
            let names = names::resolve(&files, &unread);
            let params = ParamValues::default();
            let context = Context { params: &params, period: None, as_of: None };
            let checked = types::check(&names, &sources, &context);
            findings.extend(names.findings.iter().chain(&checked.findings).cloned());
            if !diagnostic::has_errors(&findings) {
                drop(graph::build(&checked.model, &sources));
            }
        })
    })
}

/// The growth in percent: the use of each further thing among the third and fourth fifty, compared with the second
/// fifty. 100 means that it is the same. The two results are for allocations and for bytes.
fn growth(page: Page) -> [u64; 2] {
    let used = [1, 2, 4].map(|times| checked(&page(times * 50)));
    [|used: &AllocationInfo| used.count_total, |used: &AllocationInfo| used.bytes_total].map(|of| {
        let [one, two, four] = used.each_ref().map(of);
        (four - two) * 50 / (two - one)
    })
}

#[test]
#[cfg_attr(not(feature = "engine"), ignore = "takes long, and runs with the engine")]
fn memory_of_a_check_grows_with_the_page() {
    let mut found = String::new();
    for (name, page) in PAGES {
        let [allocations, bytes] = growth(*page);
        if allocations > 125 || bytes > 125 {
            writeln!(found, "{name}: {allocations} % of the allocations and {bytes} % of the bytes").unwrap();
        }
    }
    assert!(found.is_empty(), "each further one takes more:\n{found}");
}

/// A policy has as many tests as columns and values. The cost of each test depends on what it expects. A test also has
/// a table with all columns, but those that it does not need are empty and allocate nothing.
#[test]
fn a_test_evaluates_what_it_expects() {
    let page = |n: usize| {
        table(&joined(n, |i| format!("  c{i} : count 0..9\n")))
            + &joined(n, |i| format!("let v{i} of t = c{i} + 1\n"))
            + &joined(n, |i| {
                format!("test \"t{i}\" {{\n  given t : id, c{i} = (\"a\", 1)\n  expect v{i} of t \"a\" is 2\n}}\n")
            })
    };
    let [one, two, four] = [50, 100, 200].map(|n| {
        deep(|| {
            let pack = Pack::of_text("policy.grad", &page(n));
            let compiled = pack.compile(&Run::default());
            let tested = measure(|| {
                let outcomes = gradus::inside::testing::run(&pack, &compiled);
                assert!(outcomes.len() == n && outcomes.iter().all(|outcome| outcome.failures.is_empty()));
            });
            tested.count_total
        })
    });
    let growth = (four - two) * 50 / (two - one);
    assert!(growth <= 125, "each further one takes {growth} % of the allocations");
}

/// A picture with many frames, all with edges to the table that they group: each frame needs a place among the others.
#[test]
fn a_picture_grows_with_its_frames() {
    let page = |n: usize| {
        let groups = joined(n, |i| format!("subject g{i} = t by b\nlet n{i} of g{i} = count(t)\n"));
        table("  b : c\n") + &choice(2) + &groups
    };
    let [one, two, four] = [50, 100, 200].map(|n| {
        deep(|| {
            let pack = Pack::of_text("policy.grad", &page(n));
            let compiled = pack.compile(&Run::default());
            assert!(compiled.graph.is_some(), "{:#?}", compiled.findings);
            measure(|| drop(drawing(&compiled.model, &pack.sources).write(Format::Svg))).count_total
        })
    });
    let growth = (four - two) * 50 / (two - one);
    assert!(growth <= 140, "each further one takes {growth} % of the allocations");
}

/// The maximum memory in use for results over the rows of a product: rows of data times three values of a choice.
fn evaluated(page: &str, rows: usize) -> i64 {
    let graph: Graph = crate::both::graph(page);
    let folder = crate::program::scratch();
    let path = folder.path().join("t.csv");
    let lines = joined(rows, |i| format!("k{i},{}.5\n", i % 1000));
    std::fs::write(&path, format!("id,x\n{lines}")).unwrap();
    let loaded = load(graph.tables.iter().next().unwrap(), &[BoundFile::new(path)]).unwrap();
    let tables = vec![Some(loaded.batch)].into();
    let subject = graph.subject_named("s").expect("the product");
    let held = measure(|| {
        let results = reference::results(&graph, &Rows { tables: &tables, period: None }, subject);
        assert_eq!(results.unwrap().columns[0].cells.len(), rows * 3);
    });
    i64::try_from(held.bytes_max).unwrap()
}

/// The memory for one row of the product, without the memory that is independent of the number of rows.
fn of_a_row(page: &str) -> i64 {
    let [few, many] = [1000, 3000].map(|rows| evaluated(page, rows));
    (many - few) / (2000 * 3)
}

#[test]
#[cfg_attr(not(feature = "engine"), ignore = "takes long, and runs with the engine")]
fn a_row_of_a_product_holds_little() {
    let head = "choice c { a, b, d }\nsubject s = t × c\n";
    let one = table("") + head + "tree v of s = x + 1\n";
    let row = of_a_row(&one);
    assert!(row < 400, "{row} bytes for each row");
    let lets = joined(20, |i| format!("let w{i} of s = x * {} / 7\n", i + 1));
    let terms = joined(20, |i| format!(" + w{i}"));
    let many = table("") + head + &lets + "tree v of s = x" + &terms + "\n";
    let value = (of_a_row(&many) - row) / 20;
    assert!(value < 100, "{value} bytes for each value");
}

/// The reason why a value is missing is computed once, even if the value is used twice, and a chain of values is
/// followed without recursion. Otherwise, forty steps would take years, and ten thousand values would overflow the
/// stack.
#[test]
#[cfg_attr(not(feature = "engine"), ignore = "takes long, and runs with the engine")]
fn reasons_of_values_are_looked_for_once() {
    let head = "policy reasons\ntable t {\n  key id : text\n  m : number 0..9 with 1 decimal or missing\n}\n";
    let steps: String = (0..40).map(|step| format!("  then capped at {} when m > 3\n", 100 - step)).collect();
    let text = format!("{head}tree s of t {{\n  missing propagates\n  1 a = m\n{steps}}}\n");
    assert_eq!(crate::both::column(&text, &["id,m\nx,\ny,4\n"], "t", "s_missing"), ["m is missing", ""]);
    let lets: String = (1..5000).map(|n| format!("let v{n} of t = limited(v{} + 1, 0..9)\n", n - 1)).collect();
    let text = format!("{head}let v0 of t = m\n{lets}tree s of t = v4999\n");
    assert_eq!(crate::both::column(&text, &["id,m\nx,\n"], "t", "s_missing"), ["m is missing"]);
}

/// The inputs of a published number are visited once, even if each step uses the step before twice.
#[test]
fn digits_of_shared_values_are_followed_once() {
    let steps: String = (0..40).map(|step| format!("  then capped at {} when x > 3\n", 100 - step)).collect();
    let text = format!(
        "policy digits\ntable t {{\n  key id : text\n  x : number 0..9 with 1 decimal\n  amount : number \
         0..1000000000000000 with 2 decimals\n}}\ntree s of t {{\n  missing propagates\n  1 a = amount * power(x, 0.3)\n{steps}}}\n"
    );
    let found = gradus::inside::policy::Pack::of_text("policy.grad", &text)
        .compile(&gradus::inside::policy::Run::default())
        .findings;
    assert!(found.iter().any(|finding| finding.code == gradus::inside::diagnostic::Code::DigitsUnsure), "{found:#?}");
}
