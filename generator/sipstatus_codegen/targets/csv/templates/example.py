"""What is said of a status code."""

import csv
from pathlib import Path

with Path("sip-status-codes.csv").open(encoding="utf-8", newline="") as table:
    codes = {int(row["code"]): row for row in csv.DictReader(table)}
with Path("sip-response-classes.csv").open(encoding="utf-8", newline="") as table:
    classes = {row["class"]: row for row in csv.DictReader(table)}

busy = codes[486]
print(busy["code"], busy["phrase"])
if classes[busy["class"]]["final"] == "true":
    print("final")
