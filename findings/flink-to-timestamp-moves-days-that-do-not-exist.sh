#!/usr/bin/env bash
# Apache Flink 2.3.0 SQL: TO_TIMESTAMP('2024-02-30 13:23:48') is the 29th, '2023-02-29' the 28th,
# '2024-04-31' the 30th, and '2024-03-20 24:00:00' midnight of the 21st, without a word. A 32nd, a 13th
# month, 24:00:01, a time without seconds or one with a Z behind it are NULL.
#
# So what would be unreadable elsewhere (NULL here, which a row time refuses) is a time of another day where
# the day is between the month's last and 31. CAST of the same text to TIMESTAMP does the same.
#
# Seen: the values below. Needs Java 11 or 17.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet apache-flink==2.3.0
cat > "$folder/check.py" <<'PYTHON'
from pyflink.table import EnvironmentSettings, TableEnvironment

environment = TableEnvironment.create(EnvironmentSettings.in_batch_mode())


def value(expression):
    query = f"SELECT CAST({expression} AS STRING) FROM (VALUES (1)) AS rows_(n)"
    try:
        with environment.execute_sql(query).collect() as result:
            return str([row for row in result][0][0])
    except Exception:
        return "fails"


seen = {
    "TO_TIMESTAMP('2024-02-30 13:23:48')": "2024-02-29 13:23:48.000",
    "TO_TIMESTAMP('2023-02-29 13:23:48')": "2023-02-28 13:23:48.000",
    "TO_TIMESTAMP('2024-04-31 13:23:48')": "2024-04-30 13:23:48.000",
    "TO_TIMESTAMP('2024-03-20 24:00:00')": "2024-03-21 00:00:00.000",
    "TO_TIMESTAMP('2024-02-32 13:23:48')": "None",
    "TO_TIMESTAMP('2024-13-01 13:23:48')": "None",
    "TO_TIMESTAMP('2024-03-20 24:00:01')": "None",
    "TO_TIMESTAMP('2024-03-20 13:23')": "None",
    "TO_TIMESTAMP('2024-03-20T13:23:48Z')": "None",
    "CAST('2024-02-30 13:23:48' AS TIMESTAMP(3))": "2024-02-29 13:23:48.000",
}
failed = False
for expression, expected in seen.items():
    got = value(expression)
    failed = failed or got != expected
    print(f"{expression}: {got}")
raise SystemExit("the behaviour has changed" if failed else 0)
PYTHON
"$folder/venv/bin/python" "$folder/check.py" 2> "$folder/err" || { tail -5 "$folder/err" >&2; exit 1; }
