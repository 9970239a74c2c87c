"""Rule files of any size, each growing in one direction."""


def table(name="t", lines=""):
    return f"table {name} {{\n  key id : text\n  x : number 0..1000 with 2 decimals\n{lines}}}\n"


def joined(count, line):
    return "".join(line(i) for i in range(count))


def policies(count):
    """`count` times forty columns, forty lets, a tree of 44 nodes and tiers: about 143 lines each."""
    out = ["policy growth\n"]
    for n in range(count):
        columns = joined(40, lambda i: f"  c{i} : rating 1..5\n")
        lets = joined(40, lambda i: f"let v{n}_{i} of t{n} = c{i} * 2 + c{(i + 1) % 40}\n")
        branches = []
        for branch in range(4):
            leaves = joined(10, lambda i: f"    10 n{n}_{branch}_{i} = v{n}_{branch * 10 + i}\n")
            branches.append(f"  25 b{n}_{branch} {{\n    weights total 100\n{leaves}  }}\n")
        tree = f"tree s{n} of t{n} {{\n  weights total 100\n{''.join(branches)}}}\n"
        tiers = f"tiers g{n} of s{n} of t{n} {{\n  high{n} >= 10\n  low{n} otherwise\n}}\n"
        out.append(f"table t{n} {{\n  key id : text\n{columns}}}\n{lets}{tree}{tiers}")
    return "".join(out)


HEAD = "policy growth\n"

# What grows, and what each of `count` makes.
KINDS = {
    "lets": lambda n: HEAD + table() + joined(n, lambda i: f"let v{i} of t = x + {i}\n"),
    "comments": lambda n: HEAD + table() + joined(n, lambda i: "// a comment\n"),
    "empty lines": lambda n: HEAD + table() + "\n" * n,
    "columns": lambda n: HEAD + table(lines=joined(n, lambda i: f"  c{i} : count\n")),
    "tables": lambda n: HEAD + joined(n, lambda i: table(f"t{i}")),
    "tables of the same columns": lambda n: HEAD + joined(n, lambda i: table(f"t{i}") + f"let v{i} of t{i} = x + 1\n"),
    "references": lambda n: HEAD + table("u") + table(lines=joined(n, lambda i: f"  r{i} -> u\n")),
    "chain": lambda n: HEAD + table("t0") + joined(n, lambda i: table(f"t{i + 1}", f"  up -> t{i}\n")),
    "chain with lets": lambda n: HEAD
    + table("t0")
    + joined(
        n,
        lambda i: f"table t{i + 1} {{\n  key id : text\n  y{i + 1} : count\n  up{i} -> t{i}\n}}\n"
        + f"let v{i} of t{i + 1} = y{i + 1} + {f'y{i}' if i else 'x'}\n",
    ),
    "factors": lambda n: HEAD
    + joined(n, lambda i: f"choice c{i} {{ a{i} }}\n")
    + "subject s = "
    + " × ".join(f"c{i}" for i in range(max(n, 2)))
    + "\n",
    "products": lambda n: HEAD
    + "choice c { one, two }\n"
    + table()
    + joined(n, lambda i: f"subject s{i} = t × c\n"),
    "choice values": lambda n: HEAD + "choice c {\n" + joined(n, lambda i: f"  a{i}\n") + "}\n",
    "choices": lambda n: HEAD
    + joined(n, lambda i: f"choice c{i} {{ a{i}, b{i} }}\n")
    + table(lines=joined(n, lambda i: f"  d{i} : c{i}\n"))
    + joined(n, lambda i: f"let v{i} of t = d{i} is a{i}\n"),
    "terms": lambda n: HEAD + table() + joined(max(n // 100, 1), lambda i: f"let v{i} of t = x" + " + x" * 99 + "\n"),
    "errors of syntax": lambda n: HEAD + table() + joined(n, lambda i: f"let v{i} of t = x +* 1\n"),
    "errors in a body": lambda n: HEAD + table(lines=joined(n, lambda i: f"  c{i} :: count\n")),
    "unknown names": lambda n: HEAD + table() + joined(n, lambda i: f"let v{i} of t = y{i}\n"),
    "unknown tables": lambda n: HEAD + table() + joined(n, lambda i: f"let v{i} of u{i} = x\n"),
    "names declared twice": lambda n: HEAD + table() + joined(n, lambda i: f"let v of t = x + {i}\n"),
    "signs that nobody sees": lambda n: HEAD + table() + joined(n, lambda i: f"let v{i} of t =\u00a0x\u200b\n"),
    "tests": lambda n: HEAD
    + table()
    + "let v of t = x\n"
    + joined(
        n, lambda i: f'test "t{i}" {{\n  given t : id, x = ("a", 1)\n  expect v of t "a" is 1\n}}\n'
    ),
}



def choice(n):
    return "choice c {\n" + joined(n, lambda i: f"  a{i}\n") + "}\n"


def tiers(n, bound, x="number 0..100000 with 2 decimals"):
    lines = joined(n, lambda i: f"  g{i} {bound(i)}\n")
    return HEAD + f"table t {{\n  key id : text\n  x : {x}\n}}\ntree s of t = x\ntiers g of s of t {{\n{lines}  rest otherwise\n}}\n"


def tree(n, line, before="", after=""):
    return HEAD + table() + f"tree s of t {{\n{before}{joined(n, line)}{after}}}\n"


def on_page(n, columns="  v : count\n", cell=lambda i: f", {i}", key="key a : c", row=lambda i: f"a{i}"):
    rows = ",\n    ".join(f"({row(i)}{cell(i)})" for i in range(n))
    return f"table rule {{\n  {key}\n{columns}  rows =\n    {rows}\n}}\n"


KINDS |= {
    "chain of lets": lambda n: HEAD + table() + "let v0 of t = x\n" + joined(n, lambda i: f"let v{i + 1} of t = v{i} / 2\n"),
    "params": lambda n: HEAD + table() + joined(n, lambda i: f"param p{i} = {i}\nlet v{i} of t = x + p{i}\n"),
    "scales": lambda n: HEAD + table() + joined(n, lambda i: f"let f{i}(y: number 0..1000) = y * {i + 1}\nlet v{i} of t = x on f{i}\n"),
    "checks": lambda n: HEAD + table() + joined(n, lambda i: f"check h{i} of t error = x >= {i % 9}\n"),
    "clauses": lambda n: HEAD + table() + "eligibility e of t {\n" + joined(n, lambda i: f"  include when x >= {i + 1}\n") + "}\n",
    "marks": lambda n: HEAD + table() + "eligibility e of t {\n  include always\n" + joined(n, lambda i: f"  mark m{i} when x >= {i + 1}\n") + "}\n",
    "publish": lambda n: HEAD + table() + joined(n, lambda i: f"let v{i} of t = x + {i}\n") + "publish " + ", ".join(f"v{i}" for i in range(n)) + " of t\n",
    "periods": lambda n: HEAD + table() + joined(n, lambda i: f'period "p{i}" = 2026-01-01..2026-02-01\n'),
    "groups": lambda n: HEAD + choice(2) + table(lines=joined(n, lambda i: f"  c{i} : c\n")) + joined(n, lambda i: f"subject s{i} = t by c{i}\n"),
    "sums": lambda n: HEAD + table("u") + table(lines="  up -> u\n").replace("  x :", "  y :") + joined(n, lambda i: f"let v{i} of u = sum(y of t where y > {i % 1000}, if empty 0)\n"),
    "trees": lambda n: HEAD + table() + joined(n, lambda i: f"tree s{i} of t {{\n  50 a{i} = x\n  50 b{i} = x / 2\n}}\n"),
    "children": lambda n: tree(n, lambda i: f"  1 a{i} = x + {i}\n"),
    "depth": lambda n: HEAD + table() + joined(max(n // 100, 1), lambda i: f"tree s{i} of t " + joined(99, lambda j: f"{{ 1 n{i}_{j} ") + "= x" + " }" * 99 + "\n"),
    "steps plus": lambda n: tree(n, lambda i: "  then plus x\n", before="  1 a = x\n"),
    "steps named": lambda n: tree(n, lambda i: f"  then plus p{i} = x\n", before="  1 a = x\n"),
    "steps capped": lambda n: tree(n, lambda i: f"  then capped at {100000 - i} when x > 5\n", before="  1 a = x\n"),
    "steps limited": lambda n: tree(n, lambda i: f"  then limited 0..{100000 - i} when x > 5\n", before="  1 a = x\n"),
    "steps rounded": lambda n: tree(n, lambda i: "  then rounded half even to 2 decimals\n", before="  1 a = x\n"),
    "tiers from below": lambda n: tiers(n, lambda i: f">= {i + 1}"),
    "tiers from above": lambda n: tiers(n, lambda i: f"<= {i + 1}"),
    "tiers of bands": lambda n: tiers(n, lambda i: f"[{i}, {i + 1})"),
    "tiers of ranges": lambda n: tiers(n, lambda i: f"{2 * i}..{2 * i + 1}"),
    "tiers from data": lambda n: tiers(n, lambda i: f">= x - {i + 1}"),
    "tiers": lambda n: HEAD + table() + joined(n, lambda i: f"tree s{i} of t = x\ntiers g{i} of s{i} of t {{\n  a{i} >= 5\n  b{i} otherwise\n}}\n"),
    "ranked tiers": lambda n: HEAD + table() + "tree s of t = x\ntiers g of s of t, ranked within all " + ":".join("1" for _ in range(n)) + ", ties share the better tier, cut half up {\n" + joined(n, lambda i: f"  g{i}\n") + "}\n",
    "rows in the policy": lambda n: HEAD + choice(n) + on_page(n),
    "rows that are read": lambda n: HEAD + choice(n) + on_page(n) + table(lines="  b : c\n") + "let w of t = v\n",
    "rows of two choices": lambda n: HEAD + choice(max(n // 10, 1)) + "choice d {" + ", ".join(f"d{i}" for i in range(10)) + "}\n"
    + on_page(n // 10 * 10, key="key (a, e)\n  a : c\n  e : d", row=lambda i: f"a{i // 10}, d{i % 10}") + table(lines="  b : c\n  f : d\n") + "let w of t = v\n",
    "columns in the policy": lambda n: HEAD + choice(2) + on_page(2, joined(n, lambda i: f"  v{i} : count\n"), lambda i: "".join(f", {j}" for j in range(n))),
    "rows that lack keys": lambda n: HEAD + choice(2 * n) + on_page(n),
    "arms": lambda n: HEAD + table() + "let v of t = first {\n" + joined(n, lambda i: f"  {i} when x > {n - i}\n") + "  otherwise 0\n}\n",
    "rows of a lookup": lambda n: HEAD + choice(n) + table(lines="  b : c\n") + "let v of t = lookup b {\n" + joined(n, lambda i: f"  a{i} : {i}\n") + "}\n",
    "ranges of a lookup": lambda n: HEAD
    + "table t {\n  key id : text\n  x : count 0..100000\n}\nlet v of t = lookup x {\n"
    + joined(n, lambda i: f"  {i * 2}..{i * 2 + 1} : {i}\n")
    + "  otherwise 0\n}\n",
    "families": lambda n: HEAD + choice(n) + 'table t {\n  key id : text\n  "{c}_x" as y : count 0..9\n}\nsubject s = t × c\ntree w of s = y\n',
    "family columns": lambda n: HEAD + choice(2) + "table t {\n  key id : text\n" + joined(n, lambda i: f'  "{{c}}_x{i}" as y{i} : count 0..9\n') + "}\nsubject s = t × c\n",
    "groups of values": lambda n: HEAD + "choice c {\n" + joined(n, lambda i: f"  g{i} {{ a{i}, b{i} }}\n") + "}\n" + table(lines="  b : c\n") + "let v of t = b in g0\n",
    "texts of a choice": lambda n: HEAD + "choice c {\n" + joined(n, lambda i: f'  "A{i}" as a{i} "label {i}"\n') + "}\n" + table(lines='  b : c or missing "x"\n'),
    "values in a list": lambda n: HEAD + choice(n) + table(lines="  b : c\n") + "let v of t = b in [" + ", ".join(f"a{i}" for i in range(min(n, 900))) + "]\n",
    "markers": lambda n: HEAD + joined(max(n // 100, 1), lambda t: table(f"t{t}", "  y : count or missing " + ", ".join(f'"m{i}"' for i in range(100)) + "\n")),
    "keys": lambda n: HEAD + "table t {\n  key (" + ", ".join(f"k{i}" for i in range(n)) + ")\n" + joined(n, lambda i: f"  k{i} : text\n") + "}\n",
    "derived references": lambda n: HEAD + "table u {\n  key (a, b)\n  a : text\n  b : text\n}\n" + table(lines=joined(n, lambda i: f"  p{i} : text\n  r{i} -> u (id, p{i})\n")),
    "tables of one": lambda n: HEAD + table("u") + joined(n, lambda i: table(f"t{i}", "  up -> u\n").replace("  x :", f"  x{i} :")) + joined(n, lambda i: f"let v{i} of u = sum(x{i} of t{i}, if empty 0)\n"),
    "expectations": lambda n: HEAD + table() + 'let v of t = x\ntest "one" {\n  given t : id, x =\n    ' + ",\n    ".join(f'("k{i}", {i % 1000})' for i in range(n)) + "\n" + joined(n, lambda i: f'  expect v of t "k{i}" is {i % 1000}\n') + "}\n",
    "wrong types": lambda n: HEAD + table() + joined(n, lambda i: f"let v{i} of t = x and {i}\n"),
    "wrong kinds": lambda n: HEAD + table() + table("u").replace("  x :", "  y :") + joined(n, lambda i: f"let v{i} of t = y\n"),
    "unknown in a row": lambda n: HEAD + table() + "let v0 of t = y\n" + joined(n, lambda i: f"let v{i + 1} of t = v{i} + 1\n"),
    "unread and unknown": lambda n: HEAD + table() + joined(n, lambda i: f"let u{i} of t = +* \nlet v{i} of t = u{i}\n"),
    "errors in one tree": lambda n: tree(n, lambda i: f"  1 a{i} == x\n"),
    "errors in one choice": lambda n: HEAD + "choice c {\n" + joined(n, lambda i: f"  a{i} = 3\n") + "}\n",
    "errors in one test": lambda n: HEAD + table() + 'let v of t = x\ntest "one" {\n  given t : id, x = ("a", 1)\n' + joined(n, lambda i: f'  expect v of t "a" are {i}\n') + "}\n",
    "unknown columns in tests": lambda n: HEAD + table() + "let v of t = x\n" + joined(n, lambda i: f'test "t{i}" {{\n  given t : id, y{i} = ("a", 1)\n  expect w{i} of t "a" is 1\n}}\n'),
    "unclosed braces": lambda n: HEAD + table() + joined(n, lambda i: f"tree s{i} of t {{\n  1 a{i} = x\n"),
    "stray braces": lambda n: HEAD + table() + joined(n, lambda i: f"let v{i} of t = x }}\n"),
    "unclosed texts": lambda n: HEAD + table() + joined(n, lambda i: f'let v{i} "label of t = x\n'),
    "words of nothing": lambda n: HEAD + table() + joined(n, lambda i: f"lett v{i} of t = x\n"),
    "unused": lambda n: HEAD + joined(n, lambda i: f"choice c{i} {{ a{i} }}\n"),
    "repeated keys in the policy": lambda n: HEAD + choice(n) + on_page(n, row=lambda i: "a0"),
    "twins": lambda n: HEAD + table() + "tree s of t {\n" + joined(n, lambda i: "  1 a = x\n") + "}\n",
    "values declared twice": lambda n: HEAD + "choice c {\n" + joined(n, lambda i: "  a\n") + "}\n",
    "columns declared twice": lambda n: HEAD + "table t {\n  key id : text\n" + joined(n, lambda i: "  x : count\n") + "}\n",
    "names that look alike": lambda n: HEAD + table() + joined(n, lambda i: f"let v{i} of t = x\nlet ν{i} of t = x\n"),
    "wide": lambda n: HEAD + table() + joined(n, lambda i: f"let ｖ{i} of t ＝ x\n"),
    "cycles": lambda n: HEAD + table() + joined(n, lambda i: f"let v{i} of t = v{(i + 1) % n}\n"),
    "short cycles": lambda n: HEAD + table() + joined(n, lambda i: f"let v{i} of t = w{i}\nlet w{i} of t = v{i}\n"),
    "gaps": lambda n: HEAD + table() + joined(n, lambda i: f"tree s{i} of t = x\ntiers g{i} of s{i} of t {{\n  a{i} >= 5\n}}\n"),
    "overlaps": lambda n: tiers(n, lambda i: f"[{i}, {i + 1}]"),
}


def pack(policy, data=None, manifest="", files=None):
    """The files of a pack, by their names."""
    data = {"t": data or "id,x\nk0,1\n"} if not isinstance(data, dict) else data
    bound = "[data]\n" + "".join(f'{name} = "{name}.csv"\n' for name in data)
    named = {f"{name}.csv": text for name, text in data.items()}
    return {"policy.grad": policy, "gradus.toml": f"root = true\n{bound}{manifest}", **named, **(files or {})}


def rows(n, line=lambda i: f"k{i},{i % 1000}", header="id,x"):
    return header + "\n" + joined(n, lambda i: line(i) + "\n")


SCORED = HEAD + table() + "tree s of t {\n  1 a = x\n  1 b = x / 2\n}\ntiers g of s of t {\n  high >= 10\n  low otherwise\n}\n"
STEPS = {name: KINDS[name] for name in ("steps plus", "steps capped", "steps rounded", "children", "trees", "arms", "tiers from below")}


def expected(n):
    listed = joined(n, lambda i: f'[[expected.t]]\nfile = "e{i}.csv"\n')
    files = {f"e{i}.csv": "id,s\nk0,2\n" for i in range(n)}
    return pack(HEAD + table() + "tree s of t = x + 1\n", manifest=listed, files=files)


# What grows with data: packs, each with the commands that are drawn for it.
PACKS = {
    "rows of data": ({"eval", "explain", "test"}, lambda n: pack(SCORED, rows(n))),
    "rows of a product": (
        {"eval", "explain"},
        lambda n: pack(HEAD + "choice c { one, two, three }\n" + table() + "subject p = t × c\ntree s of p = x + 1\n", rows(n)),
    ),
    "rows brought together": (
        {"eval", "explain"},
        lambda n: pack(
            HEAD + table() + "table u {\n  key id : text\n  up -> t\n  y : count\n}\ntree s of t = sum(y of u, if empty 0)\n",
            {"t": rows(n), "u": rows(3 * n, lambda i: f"u{i},k{i % n},{i % 9}", "id,up,y")},
        ),
    ),
    "rows ranked": (
        {"eval", "explain"},
        lambda n: pack(
            HEAD + table() + "tree s of t = x\ntiers g of s of t, ranked within all 1:2:1, ties share the better tier, cut half up "
            "{\n  a\n  b\n  c\n}\n",
            rows(n),
        ),
    ),
    "references along a chain": (
        {"eval", "explain"},
        lambda n: pack(
            HEAD + table("t0") + joined(min(n, 60), lambda i: table(f"t{i + 1}", f"  up{i + 1} -> t{i}\n").replace("  x :", f"  x{i + 1} :"))
            + f"tree s of t{min(n, 60)} = x\n",
            {"t0": rows(n)} | {f"t{i + 1}": rows(n // 30 + 1, lambda j: f"k{j},1,k{j}", f"id,x{i + 1},up{i + 1}") for i in range(min(n, 60))},
        ),
    ),
    "expected files": ({"test"}, expected),
    "expected rows": (
        {"test"},
        lambda n: pack(
            HEAD + table() + "tree s of t = x + 1\n",
            rows(n),
            '[expected.t]\nfile = "e.csv"\n',
            {"e.csv": rows(n, lambda i: f"k{i},{i % 1000 + 1}", "id,s")},
        ),
    ),
    "tests of a pack": ({"test"}, lambda n: pack(KINDS["tests"](n))),
    "given rows": ({"test"}, lambda n: pack(KINDS["expectations"](n))),
} | {name: ({"eval", "explain"}, lambda n, page=page: pack(page(n))) for name, page in STEPS.items()}

USED_TWICE = table("u").replace("  x : number 0..1000 with 2 decimals\n", "  y : count 0..9 or missing\n  to -> t\n") + (
    "let v0 of t = limited(sum(y of u, missing skipped, if empty 0), 0..9)\n"
)

KINDS |= {
    "lets used twice": lambda n: HEAD
    + table()
    + USED_TWICE
    + joined(n, lambda i: f"let v{i + 1} of t = limited(v{i} - v{i} / 2, 0..(v{i} + 1))\n")
    + f"tree s of t = v{n} + v{n}\n",
    "picked lets": lambda n: HEAD
    + table()
    + USED_TWICE
    + joined(n, lambda i: f"let v{i + 1} of t = first {{ v{i} when x > {i % 1000} otherwise v{i} / 2 }}\n")
    + f"tree s of t = v{n} + v{n}\n",
}

KINDS |= {
    "nodes across": lambda n: HEAD
    + table(lines="  y : count 0..9 or missing\n")
    + "tree s of t {\n  missing renormalise across\n"
    + joined(n, lambda i: f"  1 n{i} by mean {{\n    missing renormalise within parent\n    a{i} = y\n    b{i} = x\n  }}\n")
    + "}\npublish weights of s of t\n",
    "tests over columns": lambda n: HEAD
    + table(lines=joined(n, lambda i: f"  c{i} : count 0..9\n"))
    + joined(n, lambda i: f"let v{i} of t = c{i} + 1\n")
    + joined(n, lambda i: f'test "t{i}" {{\n  given t : id, c{i} = ("a", 1)\n  expect v{i} of t "a" is 2\n}}\n'),
    "groups of few": lambda n: HEAD
    + choice(2)
    + table(lines="  b : c\n")
    + joined(n, lambda i: f"subject g{i} = t by b\nlet n{i} of g{i} = count(t)\n"),
    "values at other keys": lambda n: HEAD
    + table()
    + joined(n, lambda i: f'let v{i} of t = x at (id: "k{i}")\n')
    + "tree s of t by mean {\n  missing renormalise within parent\n"
    + joined(n, lambda i: f"  q{i} = v{i}\n")
    + "}\n",
}
