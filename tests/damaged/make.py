"""Writes the damaged inputs that are no plain text."""

import gzip
import pathlib
import zipfile

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


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TEXTS = {"id", "site", "mood", "again", "closed", "note"}


def cell(place: str, header: str, text: str) -> str:
    """A cell as a spreadsheet stores it: texts, numbers, days as numbers of days."""
    if text == "":
        return ""
    if text.startswith("formula "):
        return f'<c r="{place}"><f>{text[8:]}</f></c>'
    if text.startswith("number "):
        return f'<c r="{place}"><v>{text[7:]}</v></c>'
    if header in {"day", "closing"} and text[:2] == "20":
        days = {"2026-01-05": 46027, "2026-02-03": 46056, "2026-02-04": 46057, "2026-03-09": 46090}[text]
        return f'<c r="{place}" s="1"><v>{days}</v></c>'
    if header in TEXTS or text == header:
        return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'
    return f'<c r="{place}"><v>{text}</v></c>'


def workbook(name: str, text: str, sheets=("Visits",), more="") -> None:
    """A workbook whose first sheet holds the cells of a CSV file; the others are empty."""
    lines = [line.split(",") for line in text.splitlines()]
    rows = ""
    for number, line in enumerate(lines, 1):
        cells = (cell(chr(65 + at) + str(number), lines[0][at], value) for at, value in enumerate(line))
        rows += f'<row r="{number}">{"".join(cells)}</row>'
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        + "".join(f'<sheet name="{s}" sheetId="{n}" r:id="rId{n}"/>' for n, s in enumerate(sheets, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n, _ in enumerate(sheets, 1)
        )
        + f'<Relationship Id="rId99" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
        "</styleSheet>",
    }
    for number, _ in enumerate(sheets, 1):
        own = rows + more if number == 1 else ""
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{own}</sheetData></worksheet>'
        )
    with zipfile.ZipFile(HERE / name, "w") as archive:
        for part, content in parts.items():
            archive.writestr(zipfile.ZipInfo(part), content)


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
workbook("sheet-good/visit.xlsx", GOOD)
workbook("sheet-formula-missing/visit.xlsx", GOOD.replace("30,5,bad", "formula B2*60,5,bad"))
workbook("sheet-number-refused/visit.xlsx", GOOD.replace("b,South", "number 17,South"))
workbook("sheet-number-kept/visit.xlsx", GOOD.replace("b,South", "number 17,South"))
workbook("sheet-digits-set-aside/visit.xlsx", GOOD.replace("b,South", "number 110101199003071234,South"))
workbook("sheet-not-named/visit.xlsx", GOOD, ("Visits", "Notes"))
workbook("sheet-unknown/visit.xlsx", GOOD)
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
workbook("sheet-sparse/visit.xlsx", GOOD, more=FAR)
