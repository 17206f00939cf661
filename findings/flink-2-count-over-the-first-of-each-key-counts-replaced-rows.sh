#!/usr/bin/env bash
# Apache Flink 2.3.0, streaming: COUNT and SUM over "the smallest of each key", written as
# ROW_NUMBER() OVER (PARTITION BY id ORDER BY price ASC) = 1 on a plain column, count every row that was
# the smallest for a while: 5 and 15 instead of 2 and 5. The same statement in batch mode is right, and
# so is ORDER BY … DESC on a stream.
#
# The ranking puts out +U for a replacement without the -U of what it replaces, also where the operator
# behind it needs it; a sink with a primary key hides it, an aggregate does not.
#
# Seen: the figures below. Needs Java 11 or 17.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet apache-flink==2.3.0
printf 'a,3\na,2\na,4\na,1\nb,5\nb,6\nb,4\n' > "$folder/prices.csv"
cat > "$folder/check.py" <<'PYTHON'
import os

from pyflink.table import EnvironmentSettings, TableEnvironment

folder = os.path.dirname(os.path.abspath(__file__))


def total(mode, order):
    """COUNT and SUM over the first price of each id, as they stand at the end."""
    settings = EnvironmentSettings.new_instance()
    settings = settings.in_batch_mode() if mode == "batch" else settings.in_streaming_mode()
    environment = TableEnvironment.create(settings.build())
    environment.get_config().set("parallelism.default", "1")
    environment.execute_sql(f"""
        CREATE TABLE prices (id STRING, price INT)
        WITH ('connector' = 'filesystem', 'path' = '{folder}/prices.csv', 'format' = 'csv')""")
    query = f"""
        SELECT COUNT(*), SUM(price) FROM (
            SELECT id, price FROM (
                SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY price {order}) AS n FROM prices)
            WHERE n = 1)"""
    with environment.execute_sql(query).collect() as result:
        return [tuple(row) for row in result][-1]


seen = {
    ("batch", "ASC"): (2, 5),
    ("streaming", "ASC"): (5, 15),
    ("batch", "DESC"): (2, 10),
    ("streaming", "DESC"): (2, 10),
}
failed = False
for (mode, order), expected in seen.items():
    got = total(mode, order)
    print(f"{mode}, {order}: count {got[0]}, sum {got[1]}")
    failed = failed or got != expected
raise SystemExit("the behaviour has changed" if failed else 0)
PYTHON
"$folder/venv/bin/python" "$folder/check.py" 2> "$folder/err" || { tail -5 "$folder/err" >&2; exit 1; }
