"""Prints every status code, and what the tables say of any integer: see ../expected.py."""

import csv
from pathlib import Path


def read(path: str) -> list[dict[str, str]]:
    """The rows of a table, without the apostrophes that keep texts from being formulas."""
    with Path(path).open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, strict=True))
    return [{key: cell.removeprefix("'") for key, cell in row.items()} for row in rows]


codes = read("sip-status-codes.csv")
classes = read("sip-response-classes.csv")
phrases = {int(row["code"]): row["phrase"] for row in codes}

for row in codes:
    for name in (row["name"], *row["former_names"].split()):
        fields = (row["code"], name, row["phrase"], row["class"], row["code"], row["status_line"])
        print("\t".join(fields))
print()
for code in (*range(1000), -1):
    found = [row for row in classes if int(row["first"]) <= code <= int(row["last"])]
    digit, fallback, final = "0", "-", ""
    for row in found:
        digit, final = row["class"], row["final"]
        fallback = str(code) if code in phrases else row["fallback"]
    tests = [final == "false", final == "true"]
    tests += [row in found for row in classes if row["final"] == "true"]
    bits = "".join("1" if test else "0" for test in tests)
    print(code, phrases.get(code, ""), digit, fallback, bits, sep="\t")
