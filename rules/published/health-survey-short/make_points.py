"""Writes what this pack reads into a folder outside of the project: the points of the answers, which belong to others and
are not kept here, beside the answers and their published scores.

    python3 make_points.py CASES FOLDER

CASES is the folder of the published cases. Their checking program holds the points as Python literals, which are read and
not run. Then set GRADUS_SHORT_FORM to FOLDER.
"""

import ast
import csv
import pathlib
import shutil
import sys

SUMMARIES = ("PCS12", "MCS12")
PROJECT = pathlib.Path(__file__).resolve().parents[3]


def assigned(tree, name):
    """What a name is set to at the top of a program."""
    found = [node.value for node in tree.body if isinstance(node, ast.Assign) and node.targets[0].id == name]
    return found[0]


def named_arguments(call):
    """The arguments of `dict(a=…, b=…)`, as they stand."""
    return {argument.arg: argument.value for argument in call.keywords}


def starts(tree):
    """What each summary starts from: `dict(PCS12=start + sum(…), MCS12=start + sum(…))` in the function that scores."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "dict":
            sums = named_arguments(node)
            if all(isinstance(sums.get(name), ast.BinOp) for name in SUMMARIES):
                return {name: ast.literal_eval(sums[name].left) for name in SUMMARIES}
    raise SystemExit("the checking program does not say what the summaries start from")


def write(path, header, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    case, folder = pathlib.Path(sys.argv[1]) / "sf36-sf12", pathlib.Path(sys.argv[2]).resolve()
    if folder.is_relative_to(PROJECT):
        raise SystemExit(f"{folder} lies inside the project, which must not hold the points")
    tree = ast.parse((case / "check.py").read_text(encoding="utf-8"))
    points = ast.literal_eval(assigned(tree, "T"))
    answers = {item: ast.literal_eval(most) for item, most in named_arguments(assigned(tree, "MAX")).items()}
    folder.mkdir(parents=True, exist_ok=True)
    # The answer that others are measured by is not listed there, and has no points.
    rows = [
        (summary, item, answer, of_item[which].get(answer, 0))
        for which, summary in enumerate(SUMMARIES)
        for item, of_item in points.items()
        for answer in range(1, answers[item] + 1)
    ]
    write(folder / "points.csv", ("summary", "item", "answer", "points"), rows)
    write(folder / "starts.csv", ("summary", "start"), starts(tree).items())
    shutil.copyfile(case / "input_sf12.csv", folder / "people.csv")
    shutil.copyfile(case / "expected_sf12.csv", folder / "expected.csv")


main()
