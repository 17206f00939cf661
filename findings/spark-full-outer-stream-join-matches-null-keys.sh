#!/usr/bin/env bash
# Apache Spark 4.3.0: in a stream-stream FULL OUTER join two rows whose key is NULL match each other,
# although the condition says a = b, which is not true of NULLs. The same query in batch mode, and a
# stream-stream LEFT OUTER join, keep them apart.
#
# The other kinds of join filter NULL keys out of the side that needs no outer rows, or of both; a full
# join filters neither, and the state store looks rows up by the key's bytes, in which NULL equals NULL.
# Clicks and checkouts of people who are not logged in are then paired at random within the window.
#
# Seen: the rows below (the two late rows of the input only move the watermark). Needs Java 17.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pyspark==4.3.0
cat > "$folder/check.py" <<'PYTHON'
import json
import os

from pyspark.sql import SparkSession, functions as F

folder = os.path.dirname(os.path.abspath(__file__))
spark = (
    SparkSession.builder.master("local[1]").config("spark.sql.shuffle.partitions", "1")
    .config("spark.ui.enabled", "false").getOrCreate())
spark.sparkContext.setLogLevel("OFF")
schemas = {
    "clicks": "click string, user string, ts timestamp",
    "checkouts": "checkout string, user string, ts timestamp",
}


def write(table, number, rows):
    os.makedirs(f"{folder}/{table}", exist_ok=True)
    with open(f"{folder}/{table}/{number}.json", "w") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


for table, column, name in (("clicks", "click", "c"), ("checkouts", "checkout", "k")):
    minute = "00" if table == "clicks" else "05"
    write(table, 1, [
        {column: f"{name}-nobody", "user": None, "ts": f"2024-03-20T10:{minute}:00"},
        {column: f"{name}-u", "user": "u", "ts": f"2024-03-20T10:{minute}:00"}])
    write(table, 2, [{column: "last", "user": f"of {table}", "ts": "2024-03-22T10:00:00"}])


def read(table, mode):
    if mode == "batch":
        return spark.read.schema(schemas[table]).json(f"{folder}/{table}")
    stream = spark.readStream.schema(schemas[table]).option("maxFilesPerTrigger", 1)
    return stream.json(f"{folder}/{table}").withWatermark("ts", "0 seconds")


def rows(how, mode):
    joined = read("checkouts", mode).alias("k").join(
        read("clicks", mode).alias("c"),
        F.expr("k.user = c.user AND k.ts BETWEEN c.ts AND c.ts + INTERVAL 1 HOUR"), how,
    ).select("checkout", "click")
    if mode == "stream":
        out = f"{folder}/out-{how}"
        joined.writeStream.format("parquet").option("path", out).option(
            "checkpointLocation", f"{out}.checkpoint").trigger(availableNow=True).start(
        ).awaitTermination()
        joined = spark.read.parquet(out)
    return sorted((tuple(row) for row in joined.collect() if "last" not in tuple(row)), key=str)


seen = {
    ("left_outer", "batch"): [("k-nobody", None), ("k-u", "c-u")],
    ("left_outer", "stream"): [("k-nobody", None), ("k-u", "c-u")],
    ("full_outer", "batch"): [("k-nobody", None), ("k-u", "c-u"), (None, "c-nobody")],
    ("full_outer", "stream"): [("k-nobody", "c-nobody"), ("k-u", "c-u")],
}
failed = False
for (how, mode), expected in seen.items():
    got = rows(how, mode)
    print(f"{how}, {mode}: {got}")
    failed = failed or got != expected
raise SystemExit("the behaviour has changed" if failed else 0)
PYTHON
"$folder/venv/bin/python" "$folder/check.py" 2> "$folder/err" || { tail -5 "$folder/err" >&2; exit 1; }
