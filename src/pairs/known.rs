//! Policies for which the evaluators contradicted the manual, each with the correct values.
//!
//! The naive evaluation returns the correct values, and so does the program for all fixed policies. When another one is
//! fixed, a test fails: then its flag must be changed, and the pairs of [`OPEN`] that depend on it must be removed.

/// A policy whose values were wrong.
pub(super) struct Known {
    pub name: &'static str,
    pub policy: &'static str,
    /// The files of its tables.
    pub files: &'static [(&'static str, &'static str)],
    /// Whether statistics are frozen first and then used in the evaluation; only the program can do that.
    #[allow(dead_code, reason = "one of the two that share this list freezes nothing")]
    pub frozen: bool,
    /// Whether the program returns the correct values.
    #[allow(dead_code, reason = "the library asks the naive evaluation only")]
    pub mended: bool,
    /// The correct values: a kind of subject, a column, its cells.
    pub right: &'static [(&'static str, &'static str, &'static [&'static str])],
}

/// All known policies.
pub(super) const KNOWN: [Known; 9] = [
    Known {
        name: "absent with a unit",
        policy: "policy m
table t {
  key id : text
  r : number 0..240 with 1 decimal in hours or absent
}
tree s of t = first { 1 when r is not absent and r <= 72 hours otherwise 0 }
tree q of t = first { 1 when r is not absent otherwise 0 }
eligibility open of t {
  include when r is absent
}
let without of all = count(t where r is absent)
publish without of all
",
        files: &[("t", "id,r\nT1,\nT2,72\nT3,80\n")],
        frozen: false,
        mended: true,
        right: &[
            ("t", "s", &["0", "1", "0"]),
            ("t", "q", &["0", "1", "1"]),
            ("t", "open", &["included", "excluded", "excluded"]),
            ("all", "without", &["1"]),
        ],
    },
    Known {
        name: "absent at another key",
        policy: "policy at
table u {
  key uid : text
  c : number 0..9 with 1 decimal or absent
}
table t {
  key id : text
  other : text
}
let gone of u = first { 1 when (c at (uid: \"u1\")) is absent otherwise 0 }
let far of t = first { 9 when (u.c at (uid: other)) is absent otherwise 0 }
publish gone of u
publish far of t
",
        files: &[("u", "uid,c\nu1,\nu2,3\n"), ("t", "id,other\na,u1\nb,u2\n")],
        frozen: false,
        mended: true,
        right: &[("u", "gone", &["1", "1"]), ("t", "far", &["9", "0"])],
    },
    Known {
        name: "rows of the page for rows of a file",
        policy: "policy k
choice form { phone, paper }
table limit {
  key form : form
  least : count
  rows = (phone, 5), (paper, 3)
}
table call {
  key id : text
  form : form
  answers : count
}
check enough of call warning = answers >= least
",
        files: &[("call", "id,form,answers\na,phone,7\nb,phone,4\nc,paper,3\n")],
        frozen: false,
        mended: true,
        right: &[("call", "enough", &["yes", "no", "yes"])],
    },
    Known {
        name: "a factor that the page knows of the rows",
        policy: "policy link
choice group { safety, process }
choice measure { m1, m2, m3 }
table rule {
  key measure : measure
  group : group
  rows = (m1, safety), (m2, safety), (m3, process)
}
table hospital {
  key id : text
  \"{measure}\" as x : count 0..9
}
subject result = hospital × measure
subject cell = hospital × group
tree total of cell = sum(x of result, if empty 0)
",
        files: &[("hospital", "id,m1,m2,m3\nH,1,2,4\n")],
        frozen: false,
        mended: true,
        right: &[("cell", "total", &["3", "4"])],
    },
    Known {
        name: "ends of a range that are values",
        policy: "policy ends
table t {
  key id : text
  income, low, high : number 0..1000 with 0 decimals
}
tree above of t = limited(income, low..high) - low
let within of t = income in low..high
publish within of t
",
        files: &[("t", "id,income,low,high\na,0,300,200\nb,250,300,200\nc,400,300,200\nd,400,200,300\n")],
        frozen: false,
        mended: true,
        right: &[("t", "above", &["", "", "", "100"]), ("t", "within", &["", "", "", "no"])],
    },
    Known {
        name: "frozen statistics of one kind of several",
        policy: "policy kinds
table r {
  key id : text
  x : number 0..9 with 0 decimals
}
table s {
  key id : text
  y : number 0..9 with 0 decimals
}
let counted of r = x > 0
let known of s = y > 0
tree above of r = x - max(x of r over counted, if empty missing)
tree below of s = y - min(y of s over known, if empty missing)
",
        files: &[("r", "id,x\na,3\nb,5\n"), ("s", "id,y\na,2\nb,7\n")],
        frozen: true,
        mended: true,
        right: &[("r", "above", &["-2", "0"]), ("s", "below", &["0", "5"])],
    },
    Known {
        name: "weights that add up to zero",
        policy: "policy zero
table t {
  key id : text
  x, y : number 0..9 with 0 decimals
}
tree a of t by weighted sum {
  0 p = x
  0 q = y
}
tree b of t {
  missing propagates
  4 n = y
  1 m by weighted sum {
    0 o = x
  }
}
",
        files: &[("t", "id,x,y\na,3,5\n")],
        frozen: false,
        mended: true,
        right: &[("t", "a", &["0"]), ("t", "a_coverage", &[""]), ("t", "b", &["4"]), ("t", "b_coverage", &["1.0000"])],
    },
    Known {
        name: "answers that are the same whatever is unknown",
        policy: "policy lines
table t {
  key id : text
  age : count 0..99 or missing
  ok : yes/no or missing
}
let listed of t = first {
  0 when age < 18
  0 when not ok
  otherwise 1
}
let looked of t = lookup age {
  0..17 : 0
  otherwise : 0
}
publish listed, looked of t
",
        files: &[("t", "id,age,ok\na,,no\nb,20,yes\nc,,yes\nd,20,\n")],
        frozen: false,
        mended: true,
        right: &[("t", "listed", &["0", "1", "", ""]), ("t", "looked", &["0", "0", "0", "0"])],
    },
    Known {
        name: "the coverage of answers for values that are all missing",
        policy: "policy answers
table t {
  key id : text
  q, r : count 0..9 or missing
}
tree listed of t = sum(q, r, missing counts as 0)
tree taken of t = first {
  mean(q, r, missing skipped, if empty 0) when q is missing
  otherwise 1
}
tree looked of t = lookup (r default 9) {
  9 : mean(q, r, missing skipped, if empty 0)
  otherwise : 1
}
tree spare of t = q default mean(q, r, missing skipped, if empty 0)
",
        files: &[("t", "id,q,r\na,,\nb,1,\nc,,2\n")],
        frozen: false,
        mended: true,
        right: &[
            ("t", "listed", &["0", "1", "2"]),
            ("t", "listed_coverage", &["0.0000", "1.0000", "1.0000"]),
            ("t", "taken_coverage", &["0.0000", "1.0000", "1.0000"]),
            ("t", "looked_coverage", &["0.0000", "1.0000", "1.0000"]),
            ("t", "spare_coverage", &["0.0000", "1.0000", "1.0000"]),
        ],
    },
];

/// Pairs of features for which a known disagreement makes generated cases wrong, with its name.
pub(super) const OPEN: [(&str, &str, &str); 0] = [];

/// Places of columns for which a known disagreement makes the commands wrong, but not the evaluators, with its name.
pub(super) const OPEN_PLACES: [(&str, &str); 0] = [];
