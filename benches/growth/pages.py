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
