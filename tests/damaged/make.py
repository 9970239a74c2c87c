"""Writes the damaged inputs that are no plain text."""

import gzip
import pathlib

HERE = pathlib.Path(__file__).parent
GOOD = (HERE / "none" / "visit.csv").read_text(encoding="utf-8")
NAMED = GOOD.replace("fine", "满意").replace("slow", "慢")
BAD = NAMED.replace("30,5,bad", "30,9,bad")


def zstandard(content: bytes) -> bytes:
    """A frame of one block that is stored as it is."""
    header = b"\x28\xb5\x2f\xfd" + b"\xa0" + len(content).to_bytes(4, "little")
    return header + (1 | len(content) << 3).to_bytes(3, "little") + content


def packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def write(name: str, content: bytes) -> None:
    (HERE / name).write_bytes(content)


write("no-text-in-utf-8/visit.csv", NAMED.encode("gb18030"))
write("no-text-in-gb18030/visit.csv", NAMED.encode("gb18030").replace("慢".encode("gb18030"), b"slow\xff"))
write("gb18030-range-missing/visit.csv", BAD.encode("gb18030"))
write("mark-of-utf-16/visit.csv", b"\xff\xfe" + GOOD.encode("utf-16-le"))
write("mark-of-utf-8/visit.csv", b"\xef\xbb\xbf" + GOOD.encode("utf-8"))
write("gzip-cut/visit.csv.gz", packed(GOOD.encode("utf-8"))[:-60])
write("gzip-range-set-aside/visit.csv.gz", packed(BAD.encode("utf-8")))
write("zstd-range-set-aside/visit.csv.zst", zstandard(BAD.encode("utf-8")))
