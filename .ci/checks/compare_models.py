"""Compares the totals of batch.py (models.csv) with the truth's in a result file.

    compare_models.py MODELS.csv RESULT.sqlite

Conversions are equal to the billionth; money is rounded by the simulator so that the sources add up,
by Spark each on its own: a ten-thousandth may lie between them.
"""
import csv, sqlite3, sys

with open(sys.argv[1], newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file))
models = {row["model"] for row in rows}
number = lambda text: int(text) if text not in ("", None) else None
spark = {
    (row["model"], None if row["unattributed"] == "1" else row["source"]): tuple(
        number(row[name]) for name in ("conversions_e9", "revenue_e4", "profit_e4"))
    for row in rows}
ours = {
    (model, source): values
    for model, source, *values in sqlite3.connect(sys.argv[2]).execute(
        """SELECT model, source, conversions_e9, revenue_e4, profit_e4 FROM source_credit
           WHERE run_id = 2""")
    if model in models}


def close(a, b):
    return (a or 0) == (b or 0) or abs((a or 0) - (b or 0)) <= 1


ours = {key: values for key, values in ours.items() if any(values) or key in spark}
wrong = []
for key in sorted(set(ours) | set(spark), key=str):
    a, b = spark.get(key), ours.get(key)
    if a is None or b is None or a[0] != b[0] or not all(map(close, a[1:], b[1:])):
        wrong.append((key, a, b))
for key, a, b in wrong[:5]:
    print(f"  {key}: Spark {a}, attrsim {b}")
print(f"  {len(ours) - len(wrong)} of {len(ours)} totals of {len(models)} models are the same")
sys.exit(1 if wrong else 0)
