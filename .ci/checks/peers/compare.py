"""Whether the peers' results are attrsim's.

    compare.py first-click|five-models ATTRSIM.sqlite PEER.sqlite…

Rows have to be the same in every column. Totals of the models that split a checkout are sums of
floating-point shares in the peers, of billionths and ten-thousandths that are rounded once a click
in attrsim, so they may differ by TOLERANCE of themselves.
"""

import os
import sqlite3
import sys

COLUMNS = """checkout_id, user_id, product_id, quantity, total_amount_e4, payment_method,
    payment_status, payment_description, gender, category, profit_e4, source, checkout_timestamp,
    click_id, click_timestamp"""
TOLERANCE = 1e-6

OURS = """SELECT model, source, conversions_e9 / 1e9, revenue_e4 / 1e4, profit_e4 / 1e4
    FROM source_credit WHERE source IS NOT NULL ORDER BY 1, 2"""
THEIRS = "SELECT model, source, conversions, revenue, profit FROM source_credit ORDER BY 1, 2"


def name_of(path):
    return os.path.basename(path).split("-")[0]


def rows(path):
    return sqlite3.connect(path).execute(
        f"SELECT {COLUMNS} FROM checkout_attribution ORDER BY checkout_id")


def compare_rows(ours, theirs):
    """The first difference, or None, and the number of rows."""
    count = 0
    left, right = rows(ours), rows(theirs)
    while True:
        mine, its = left.fetchone(), right.fetchone()
        if mine != its:
            return f"after {count} equal rows:\n  {mine}\n  {its}", count
        if mine is None:
            return None, count
        count += 1


def compare_totals(ours, theirs):
    """The first difference beyond the tolerance, or None, and the largest within it."""
    left = sqlite3.connect(ours).execute(OURS).fetchall()
    right = sqlite3.connect(theirs).execute(THEIRS).fetchall()
    largest = 0
    if [row[:2] for row in left] != [row[:2] for row in right]:
        return f"other models or sources:\n  {left}\n  {right}", largest
    for mine, its in zip(left, right):
        for a, b in zip(mine[2:], its[2:]):
            difference = abs(a - b) / max(abs(a), 1)
            if difference > TOLERANCE:
                return f"\n  {mine}\n  {its}", largest
            largest = max(largest, difference)
    return None, largest


def main():
    job, ours, *peers = sys.argv[1:]
    failed = False
    for path in peers:
        if job == "first-click":
            difference, count = compare_rows(ours, path)
            same = f"the same {count:,} rows in all 15 columns"
        else:
            difference, largest = compare_totals(ours, path)
            same = f"the same totals; they differ by {largest:.0e} of themselves at most"
        if difference:
            failed = True
            print(f"  {name_of(path)} differs from attrsim {difference}")
        else:
            print(f"  {name_of(path)}: {same}")
    sys.exit(1 if failed else 0)


main()
