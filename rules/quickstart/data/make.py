"""Makes responses.csv: six branches, 240 visitors, the blemishes of a real export. Seeded; standard library only."""
import csv, os, random

rng = random.Random(20260301)
here = os.path.dirname(os.path.abspath(__file__))
branches = {"Central": (4.4, 6), "Harbour": (3.9, 9), "Hill Road": (3.2, 14), "Mobile": (4.7, 2), "North": (3.6, 11), "West End": (4.1, 7)}
sizes = {"Central": 70, "Harbour": 52, "Hill Road": 48, "Mobile": 2, "North": 45, "West End": 23}


def rating(mean):
    if rng.random() < 0.06:
        return rng.choice(["", "99"])
    return min(5, max(1, round(rng.gauss(mean, 0.9))))


rows = []
for name, (mean, wait) in branches.items():
    for _ in range(sizes[name]):
        minutes = "" if rng.random() < 0.1 else f"{max(0, rng.gauss(wait, 4)):.1f}"
        again = "" if rng.random() < 0.05 else ("Y" if rng.random() < mean / 5 else "N")
        rows.append([name, rating(mean), rating(mean - 0.2), rating(mean - 0.1), minutes, again, rng.choice(["web", "paper"])])
rng.shuffle(rows)
with open(os.path.join(here, "responses.csv"), "w", newline="", encoding="utf-8") as out:
    write = csv.writer(out, lineterminator="\n").writerow
    write(["id", "site", "Staff (1-5)", "Rooms (1-5)", "Stock (1-5)", "Wait (min)", "Would return?", "channel"])
    for i, row in enumerate(rows, 1):
        write([i, *row])
