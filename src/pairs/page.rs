//! Rule text and files of some chains.
//!
//! The tables are always the same: `t` refers to `u` in three ways and to `v` by two values, `d` is dated and refers to
//! `t`, `y` has a key of two columns, `o` is optional and without a file. Each chain adds its column to the table of
//! its place. Nothing in this file uses the rest of the crate, so that the tests of the program can write the same
//! policies.

use super::features::{Chain, GAPS, KINDS, PLACES, WRAPS};
use std::collections::BTreeMap;

/// A policy with the files of its tables, by their names.
pub(super) struct Page {
    pub text: String,
    pub files: BTreeMap<String, String>,
    /// The period of its run.
    pub period: &'static str,
    /// The same rows in the form of a test.
    pub given: String,
    /// The values of the rows that a test can expect, each with its kind of subject.
    pub shown: Vec<(&'static str, String)>,
}

/// The cells of a row, in the form of a file and of a test.
type Row = Vec<(String, String)>;

/// The same period by the calendar and by a name; policies alternate between them.
const PERIODS: [&str; 2] = ["2026H1", "2026-first"];

/// The params of the manifest.
pub(super) const PARAMS: [(&str, &str); 3] = [("set_p", "5"), ("set_f", "yes"), ("set_c", "blue")];

const CHOICES: &str = "period \"2026-first\" = 2026-01-01..2026-06-30
choice colour { \"R\" as red \"Red\", \"B\", \"N\" as blue }
choice shade { dark \"Dark\", light }
choice depth { deep, flat }
choice sort { one, other }
choice mood { \"1\" as good, \"2\" as bad, fair }
choice stage ordered { early, middle, late }
choice tone { warm { orange, \"Y\" as yellow }, cold { green } }
";

/// The tables: name, head, key and fixed columns, and the rows of these.
const TABLES: [(&str, &str, &str, &str); 10] = [
    ("u", "", "key uid : text\numood : mood\nuf : yes/no", "uid,umood,uf\nu1,1,yes\nu2,2,no\nu3,fair,no\n"),
    (
        "v",
        "",
        "key (vc, vn)\nvc : colour\nvn : count\nvf : yes/no",
        "vc,vn,vf\nR,1,yes\nR,2,no\nN,3,yes\nB,4,no\nR,5,no\nB,6,no\nR,6,yes\n",
    ),
    (
        "t",
        "",
        "key tid : text\ntsite : text\ntw : rating 1..5\ntf : yes/no\ntnum : count 0..100\ntm : money 1..8 with 0 decimals\ntc : colour\ntg : sort or missing\n\
         to_u -> u\nab_u -> u or absent \"-\"\nmi_u -> u or missing\nmade -> v (tc, tnum)",
        "tid,tsite,tw,tf,tnum,tm,tc,tg,to_u,ab_u,mi_u\nt1,a,1,yes,1,1,R,one,u1,u2,u1\nt2,a,3,no,2,2,R,,u2,-,\n\
         t3,b,4,no,3,4,N,other,u3,u1,u3\nt4,b,1,yes,4,1,B,,u1,u3,\nt5,b,5,no,5,8,R,other,u3,-,u2\nt6,c,2,yes,6,1,R,one,u1,u1,u1\n",
    ),
    (
        "d",
        "dated day ",
        "key did : text\nday : date\ndsite : text\ndw : rating 1..5\ndf : yes/no\ndnum : count 0..100\n\
         dm : money 1..8 with 0 decimals\ndt -> t",
        "did,day,dsite,dw,df,dnum,dm,dt\nd1,2026-01-31,a,1,yes,1,1,t1\nd2,2026-02-28,a,3,no,2,2,t2\n\
         d3,2025-12-31,a,4,yes,3,1,t1\nd4,2026-06-30,b,2,no,4,4,t4\nd5,2026-07-01,b,2,yes,5,1,t5\nd6,2026-03-01,b,5,yes,6,2,t1\n",
    ),
    (
        "y",
        "",
        "key (yid, yyear)\nyid : text\nyyear : count 2000..2100\nysite : text\nyw : rating 1..5\nyf : yes/no\nynum : count 0..100\n\
         ym : money 1..8 with 0 decimals",
        "yid,yyear,ysite,yw,yf,ynum,ym\na,2024,a,1,yes,1,1\na,2025,a,3,no,2,2\na,2026,b,4,no,3,4\nb,2025,b,2,yes,4,1\nb,2027,b,5,no,5,2\n",
    ),
    ("o", "optional ", "key oid : text", ""),
    (
        "ot",
        "",
        "key otid : text\notref -> t\notk : yes/no\notb : text\notn : date\notr : text",
        "otid,otref,otk,otb,otn,otr\n1,t1,no,Ann,2026-01-01,x\n2,t4,yes,Bob,2026-01-02,y\n",
    ),
    (
        "od",
        "",
        "key odid : text\nodref -> d\nodk : yes/no\nodb : text\nodn : date\nodr : text",
        "odid,odref,odk,odb,odn,odr\n1,d1,no,Ann,2026-01-01,x\n2,d2,yes,Bob,2026-01-02,y\n3,d2,yes,Cid,2026-01-03,z\n",
    ),
    (
        "oy",
        "",
        "key oyid : text\noya : text\noyb2 : count\noyref -> y (oya, oyb2)\noyk : yes/no\noyb : text\noyn : date\noyr : text",
        "oyid,oya,oyb2,oyk,oyb,oyn,oyr\n1,a,2025,no,Ann,2026-01-01,x\n2,b,2025,yes,Bob,2026-01-02,y\n",
    ),
    (
        "ox",
        "",
        "key oxid : text\noxref -> t\noxs : shade\noxk : yes/no\noxb : text\noxn : date\noxr : text",
        "oxid,oxref,oxs,oxk,oxb,oxn,oxr\n1,t1,dark,no,Ann,2026-01-01,x\n2,t3,light,yes,Bob,2026-01-02,y\n",
    ),
];

const SUBJECTS: &str = "subject gt = t by tsite
subject gd = d by dsite
subject gy = y by ysite
subject tx = t × shade
subject ptt = t × depth
subject ptd = d × depth
subject pty = y × depth
subject ptx = tx × depth
param set_p = 2
param set_f : yes/no = no
param set_c : colour = red
let tnumx of tx = tnum * 2 + first { 1 when shade is dark otherwise 0 }
";

/// The placeholders of rule text that depend on the kind of subject.
fn signs(subject: &str) -> Vec<(&'static str, &'static str)> {
    match subject {
        "t" => vec![
            ("{S}", "t"),
            ("{G}", "gt"),
            ("{P}", "ptt"),
            ("{w}", "tw"),
            ("{f}", "tf"),
            ("{p}", "tsite"),
            ("{i}", "tid"),
            ("{u}", "tnum"),
            ("{m}", "tm"),
            ("{at}", "tid: \"t2\""),
            ("{o}", "ot"),
        ],
        "d" => vec![
            ("{S}", "d"),
            ("{G}", "gd"),
            ("{P}", "ptd"),
            ("{w}", "dw"),
            ("{f}", "df"),
            ("{p}", "dsite"),
            ("{i}", "did"),
            ("{u}", "dnum"),
            ("{m}", "dm"),
            ("{at}", "did: \"d2\""),
            ("{o}", "od"),
        ],
        "y" => vec![
            ("{S}", "y"),
            ("{G}", "gy"),
            ("{P}", "pty"),
            ("{w}", "yw"),
            ("{f}", "yf"),
            ("{p}", "ysite"),
            ("{i}", "yid"),
            ("{u}", "ynum"),
            ("{m}", "ym"),
            ("{at}", "yyear: yyear - 1"),
            ("{o}", "oy"),
        ],
        _ => vec![
            ("{S}", "tx"),
            ("{G}", "t"),
            ("{P}", "ptx"),
            ("{w}", "tw"),
            ("{f}", "tf"),
            ("{p}", "tsite"),
            ("{i}", "tid"),
            ("{u}", "tnumx"),
            ("{m}", "tm"),
            ("{at}", "shade: dark"),
            ("{o}", "ox"),
        ],
    }
}

fn replaced(text: &str, signs: &[(&str, &str)]) -> String {
    signs.iter().fold(text.to_string(), |text, (sign, word)| text.replace(sign, word))
}

/// A cell of a column, in the form of a file and of the policy.
fn cell(chain: &Chain, row: usize, at: usize, absent: Option<bool>) -> (String, String) {
    let (kind, gap) = (KINDS[chain.kind].0, GAPS[chain.gap].0);
    // The rows of one column differ, and so do columns.
    let n = row * 7 + at * 3 + row * row;
    let is_gap = |every: usize, rest: usize| (row + at) % every == rest;
    match (gap, absent) {
        ("absent when", Some(true)) => return ("-".into(), "absent".into()),
        ("absent" | "missing and absent", _) if is_gap(3, 1) => return ("-".into(), "absent".into()),
        // The empty cell of a set is the empty set, so a missing cell of a set has a text.
        ("missing", _) if is_gap(3, 0) => return (String::new(), "missing".into()),
        ("missing by texts", _) if is_gap(3, 0) => return (["NA", "?"][row % 2].into(), "missing".into()),
        ("missing and absent", _) if is_gap(4, 0) => return ("NA".into(), "missing".into()),
        _ => {}
    }
    let pick = |of: &[(&str, &str)]| {
        let (file, page) = of[n % of.len()];
        (file.to_string(), page.to_string())
    };
    let same = |text: String| (text.clone(), text);
    match kind {
        "number" => same(["-5", "2", "3", "4.5", "40", "0", "8.5"][n % 7].into()),
        "in hours" => same(["0", "1.5", "3", "240", "4.5", "12"][n % 6].into()),
        "money" => same(["0", "1.50", "8", "2", "3.75", "1000"][n % 6].into()),
        "count" => same(["0", "3", "8", "50", "1"][n % 5].into()),
        "rating" => same((n % 5 + 1).to_string()),
        "share" => same(["0", "0.5", "0.25", "1", "0.37"][n % 5].into()),
        "half even" => pick(&[("4.25", "4.2"), ("4.15", "4.2"), ("0", "0"), ("9", "9"), ("3.05", "3")]),
        "text" => pick(&[("a", "\"a\""), ("b b", "\"b b\""), ("城", "\"城\""), ("x", "\"x\"")]),
        "date" => same(["2026-01-31", "2026-02-28", "2025-12-31", "2026-03-15", "2024-02-29"][n % 5].into()),
        "yes/no" => pick(&[("yes", "yes"), ("no", "no"), ("no", "no")]),
        "yes/no in texts" => pick(&[("Y", "yes"), ("N", "no"), ("N", "no")]),
        "choice" => pick(&[("1", "good"), ("2", "bad"), ("fair", "fair")]),
        "ordered choice" => pick(&[("early", "early"), ("late", "late"), ("middle", "middle")]),
        "grouped choice" => pick(&[("Y", "yellow"), ("green", "green"), ("orange", "orange")]),
        _ => pick(&[("1;2", "[good, bad]"), ("", "[]"), ("fair", "[fair]"), ("1", "[good]")]),
    }
}

/// The policy of some chains.
pub(super) fn page(chains: &[Chain]) -> Page {
    let mut tables: Vec<(String, String, Vec<Row>)> = TABLES
        .iter()
        .map(|(name, head, columns, rows)| {
            let headers: Vec<&str> = rows.lines().next().unwrap_or("").split(',').collect();
            let line = |(row, line): (usize, &str)| {
                let cells = line.split(',').zip(&headers).map(|(text, header)| match row {
                    0 => (text.to_string(), text.to_string()),
                    _ => (text.to_string(), given(columns, header, text)),
                });
                cells.collect()
            };
            let rows = rows.lines().enumerate().map(line).collect();
            (name.to_string(), format!("table {name} {head}{{\n{columns}\n"), rows)
        })
        .collect();
    let mut shown = Vec::new();
    let (mut on_page, mut values) = (String::new(), String::new());
    for (at, chain) in chains.iter().enumerate() {
        let (place, subject, table, _, _) = PLACES[chain.place];
        let column = format!("c{at}");
        if let Some(key) = table.strip_prefix("page ") {
            let words = match key {
                "colour" => ["red", "blue"],
                "sort" => ["one", "other"],
                _ => ["dark", "light"],
            };
            let rows =
                words.iter().enumerate().map(|(row, word)| format!("({word}, {})", cell(chain, row, at, None).1));
            on_page += &format!(
                "table pt{at} {{\nkey pk{at} : {key}\n{}\nrows = {}\n}}\n",
                declared(chain, &column, "", ""),
                rows.collect::<Vec<_>>().join(", ")
            );
        } else {
            let (_, text, rows) = tables.iter_mut().find(|(name, ..)| name == table).unwrap_or_else(|| unreachable!());
            let flag = rows[0].iter().position(|(header, _)| *header == format!("{table}f"));
            let members: &[&str] = if place == "family" { &["dark ", "light "] } else { &[""] };
            let header = if place == "family" { format!("\"{{shade}} {column}\" as ") } else { String::new() };
            *text += &declared(chain, &column, &header, table);
            *text += "\n";
            for (n, member) in members.iter().enumerate() {
                let word = member.trim_end();
                let of_test = if word.is_empty() { column.clone() } else { format!("{column}.{word}") };
                rows[0].push((format!("{member}{column}"), of_test));
                for (row, cells) in rows.iter_mut().enumerate().skip(1) {
                    let absent = flag.map(|flag| cells[flag].0 == "yes");
                    cells.push(cell(chain, row + n, at, absent));
                }
            }
        }
        let (text, names) = of_chain(chain, at, subject);
        values += &text;
        shown.extend(names.into_iter().map(|name| (subject, name)));
    }
    let mut text = format!("policy pairs\n{CHOICES}");
    let (mut files, mut given) = (BTreeMap::new(), String::new());
    for (name, declared, rows) in tables {
        text += &format!("{declared}}}\n");
        if name != "o" {
            let line = |row: &Row| row.iter().map(|(file, _)| file.as_str()).collect::<Vec<_>>().join(",") + "\n";
            let of_test = |row: &Row| row.iter().map(|(_, test)| test.as_str()).collect::<Vec<_>>().join(", ");
            let cells: Vec<String> = rows[1..].iter().map(|row| format!("({})", of_test(row))).collect();
            given += &format!("given {name} : {} = {}\n", of_test(&rows[0]), cells.join(", "));
            files.insert(name, rows.iter().map(line).collect());
        }
    }
    let period = PERIODS[chains.iter().map(|chain| chain.kind).sum::<usize>() % PERIODS.len()];
    Page { text: text + &on_page + SUBJECTS + &values, files, period, given, shown }
}

/// A cell of a fixed column in the form of a test.
fn given(columns: &str, header: &str, text: &str) -> String {
    let line = columns
        .lines()
        .map(|line| line.trim_start_matches("key "))
        .find(|line| line.strip_prefix(header).is_some_and(|rest| rest.starts_with(" : ") || rest.starts_with(" -> ")));
    let line = line.unwrap_or_default();
    match text {
        "" => return "missing".into(),
        "-" => return "absent".into(),
        _ => {}
    }
    match line.rsplit(" : ").next().unwrap_or_default() {
        "text" => format!("\"{text}\""),
        "colour" => if text == "R" { "red" } else { "blue" }.into(),
        "mood" => match text {
            "1" => "good".into(),
            "2" => "bad".into(),
            other => other.into(),
        },
        _ if line.contains(" -> ") => format!("\"{text}\""),
        _ => text.into(),
    }
}

fn declared(chain: &Chain, column: &str, header: &str, table: &str) -> String {
    // The empty cell of a set is the empty set.
    let gap = match (KINDS[chain.kind].0, GAPS[chain.gap]) {
        ("set", ("missing", _)) => " or missing \"\"",
        (_, (_, gap)) => gap,
    };
    format!("{header}{column} : {}{}", KINDS[chain.kind].1, gap.replace("{t}", table))
}

/// The values of a chain.
fn of_chain(chain: &Chain, at: usize, subject: &str) -> (String, Vec<String>) {
    let (_, _, _, path, guard) = PLACES[chain.place];
    let (_, _, asked, made) = KINDS[chain.kind];
    let column = path.replace("{c}", &format!("c{at}"));
    let gap = GAPS[chain.gap].0;
    let mut signs: Vec<(&str, &str)> = vec![("{c}", &column)];
    signs.extend(self::signs(subject));
    let (asked, made) = (replaced(asked, &signs), replaced(made, &signs));
    let mut guards: Vec<String> = Some(guard.to_string()).filter(|guard| !guard.is_empty()).into_iter().collect();
    let mut asks = vec![];
    let before = |guards: &[String]| guards.iter().map(|guard| format!("{guard} and ")).collect::<String>();
    if gap.contains("absent") {
        asks.push(format!("({}{column} is absent) default no", before(&guards)));
        guards.push(format!("{column} is not absent"));
    }
    if gap.contains("missing") {
        let asked = format!("{}{column} is missing", before(&guards));
        // If a value can be absent, it is unknown whether it exists and can be missing.
        asks.push(if guards.is_empty() { asked } else { format!("({asked}) default no") });
    }
    asks.push(format!("({}({asked})) default no", before(&guards)));
    let mut text = String::new();
    let mut shown = vec![];
    for (n, asked) in asks.iter().enumerate() {
        text += &format!("let q{at}x{n} of {subject} = {asked}\n");
        shown.push(format!("q{at}x{n}"));
    }
    let question = format!("q{at}x{}", at % asks.len());
    text += &match guards.join(" and ") {
        guards if guards.is_empty() => format!("let b{at} of {subject} = {made}\n"),
        guards => format!("let b{at} of {subject} = first {{ {made} when {guards} otherwise -1 }}\n"),
    };
    let mut number = format!("b{at}");
    shown.push(number.clone());
    for (n, wrap) in chain.wraps.iter().enumerate() {
        let (_, declared, value) = WRAPS[*wrap];
        let unique = format!("{at}x{n}");
        let mut signs = vec![("{k}", unique.as_str()), ("{x}", &number), ("{q}", &question)];
        signs.extend(self::signs(subject));
        let name = format!("n{unique}");
        let declared = replaced(declared, &signs);
        text += &format!(
            "{declared}{}let {name} of {subject} = {}\n",
            if declared.is_empty() { "" } else { "\n" },
            replaced(value, &signs)
        );
        shown.push(name.clone());
        number = name;
    }
    text += &format!("publish {} of {subject}\n", shown.join(", "));
    (text + &together(chain, at, subject, &column, &guards), shown)
}

/// The column itself aggregated, without another value in between.
fn together(chain: &Chain, at: usize, subject: &str, column: &str, guards: &[String]) -> String {
    let (kind, gap) = (KINDS[chain.kind].0, GAPS[chain.gap].0);
    let signs = signs(subject);
    let condition = |conditions: &[String]| match conditions {
        [] => String::new(),
        conditions => format!(" where ({}) default no", conditions.join(" and ")),
    };
    let mut lines = Vec::new();
    if kind != "set" {
        lines.push(format!(
            "let da{at} of {{G}} = count_distinct({column} of {{S}}{}, missing skipped)",
            condition(guards)
        ));
    }
    let unit = match kind {
        "in hours" => " / 1 hour",
        "money" => " / max({m} of {S}, if empty missing)",
        _ => "",
    };
    if ["number", "in hours", "money", "count", "rating", "share", "half even"].contains(&kind) {
        let rows = condition(guards);
        lines.push(format!(
            "let db{at} of {{G}} = max({column} of {{S}}{rows}, missing skipped, if empty missing){unit}"
        ));
        let middle = format!("median({column} of {{S}}{rows}, missing skipped if at least 1, if empty 0){unit}");
        lines.push(format!("let dc{at} of {{G}} = rounded({middle}, half even to 3 decimals)"));
    }
    if let (true, Some(last)) = (gap.contains("absent"), guards.last()) {
        let absent = last.replace("is not absent", "is absent");
        let conditions: Vec<String> = guards[..guards.len() - 1].iter().cloned().chain([absent.clone()]).collect();
        lines.push(format!("let dd{at} of {{G}} = count({{S}}{})", condition(&conditions)));
        lines.push(format!("let de{at} of {{G}} = any({} of {{S}})", conditions.join(" and ")));
    }
    let names: Vec<&str> = lines.iter().filter_map(|line| line.split(' ').nth(1)).collect();
    let text = if names.is_empty() {
        String::new()
    } else {
        format!("{}\npublish {} of {{G}}\n", lines.join("\n"), names.join(", "))
    };
    replaced(&text, &signs)
}
