"""Compares exported CSV with the result file, as DuckDB, pandas and csv read it.

    compare_csv.py RESULT.sqlite PLAIN-FOLDER PEOPLE-FOLDER
"""
import csv, decimal, sqlite3, sys

import duckdb, pandas

result, plain, people = sys.argv[1:4]
lite = sqlite3.connect(result)
tables = [row[0] for row in lite.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
rows = 0
for table in tables:
    expected = lite.execute(f"SELECT * FROM {table}").fetchall()
    names = [row[1] for row in lite.execute(f"PRAGMA table_info({table})")]
    path = f"{plain}/{table}.csv"
    with open(path, newline="", encoding="utf-8") as file:
        text = file.read()
        read = list(csv.reader(text.splitlines(keepends=True)))
    assert read[0] == names and text.endswith("\r\n"), table
    key = lambda row: [str(cell) for cell in row]
    written = sorted(read[1:], key=key)
    wanted = sorted((["" if v is None else str(v) for v in row] for row in expected), key=key)
    assert written == wanted, (table, [p for p in zip(written, wanted) if p[0] != p[1]][:2])
    rows += len(expected)
    for folder in (plain, people):
        count = duckdb.sql(f"SELECT count(*) FROM read_csv('{folder}/{table}.csv', header = true)").fetchall()[0][0]
        frame = pandas.read_csv(f"{folder}/{table}.csv")
        assert count == len(frame) == len(expected), (table, folder, count, len(frame), len(expected))

# Types and sums: nothing is rounded on the way.
a = "checkout_attribution"
total, last = lite.execute(f"SELECT sum(total_amount_e4), max(checkout_timestamp) FROM {a}").fetchone()
assert duckdb.sql(f"SELECT sum(total_amount_e4::BIGINT) FROM read_csv('{plain}/{a}.csv')").fetchall()[0][0] == total
assert pandas.read_csv(f"{plain}/{a}.csv")["checkout_timestamp"].max() == last
exact = duckdb.sql(f"SELECT sum(total_amount::DECIMAL(18, 4)), typeof(max(checkout_timestamp)) FROM read_csv('{people}/{a}.csv')").fetchall()[0]
assert (exact[0] is None and total is None) or exact[0] * 10_000 == decimal.Decimal(total), (exact, total)
assert exact[1] == "TIMESTAMP", exact
assert pandas.api.types.is_datetime64_any_dtype(pandas.read_csv(f"{people}/{a}.csv", parse_dates=["checkout_timestamp"])["checkout_timestamp"])
print(f"  {len(tables)} tables, {rows} rows; duckdb {duckdb.__version__}, pandas {pandas.__version__}")
