#!/usr/bin/env bash
# Apache Flink 2.3.0 SQL: REGEXP_REPLACE('2024-03', '(\d+)-(\d+)', '$2/$1') is the text $2/$1, and with
# \2/\1 that text. Groups are found all the same: REGEXP_EXTRACT gives the second as 03.
#
# Java's own replaceAll, which the function is built on, and the REGEXP_REPLACE of Spark, PostgreSQL ($
# or \) put the groups there. A job that turns a time round in that way gets one constant text for
# every row, and TO_TIMESTAMP of it is NULL.
#
# Seen: the values below, of a constant and of a column. Needs Java 11 or 17.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet apache-flink==2.3.0
cat > "$folder/check.py" <<'PYTHON'
from pyflink.table import EnvironmentSettings, TableEnvironment

environment = TableEnvironment.create(EnvironmentSettings.in_batch_mode())
seen = {
    r"REGEXP_REPLACE('2024-03', '(\d+)-(\d+)', '$2/$1')": "$2/$1",
    r"REGEXP_REPLACE(v, '(\d+)-(\d+)', '$2/$1')": "$2/$1",
    r"REGEXP_REPLACE(v, '(\d+)-(\d+)', '\2/\1')": r"\2/\1",
    r"REGEXP_REPLACE(v, '-', '/')": "2024/03",
    r"REGEXP_EXTRACT(v, '(\d+)-(\d+)', 2)": "03",
}
failed = False
for expression, expected in seen.items():
    query = f"SELECT {expression} FROM (VALUES ('2024-03')) AS rows_(v)"
    with environment.execute_sql(query).collect() as result:
        got = str([row for row in result][0][0])
    failed = failed or got != expected
    print(f"{expression}: {got}")
raise SystemExit("the behaviour has changed" if failed else 0)
PYTHON
"$folder/venv/bin/python" "$folder/check.py" 2> "$folder/err" || { tail -5 "$folder/err" >&2; exit 1; }
