#!/usr/bin/env bash
# Apache Flink 2.3.0 SQL, of TIMESTAMP '1969-12-31 10:00:00.500': EXTRACT(HOUR) is -13, EXTRACT(SECOND)
# -59, EXTRACT(DAY) 1 (of January), CAST AS DATE 1970-01-01. DATE_FORMAT and FLOOR TO DAY of the same
# value say 1969-12-31, and a whole midnight before 1970 is right everywhere.
#
# Days and their parts are divided towards zero instead of down, and EXTRACT(EPOCH) is a second late where
# there are milliseconds. (TIMESTAMPDIFF is right: it cuts the difference of both times.) A GROUP BY
# CAST(t AS DATE) counts a day's events of 1969 under two dates.
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
environment.get_config().set("table.local-time-zone", "UTC")

seen = {
    ("1969-12-31 10:00:00.500", "EXTRACT(HOUR FROM t)"): "-13",
    ("1969-12-31 10:00:00.500", "EXTRACT(SECOND FROM t)"): "-59",
    ("1969-12-31 10:00:00.500", "EXTRACT(DAY FROM t)"): "1",
    ("1969-12-31 10:00:00.500", "EXTRACT(EPOCH FROM t)"): "-50399",
    ("1969-12-31 10:00:00.500", "CAST(t AS DATE)"): "1970-01-01",
    ("1969-12-31 10:00:00.500", "DATE_FORMAT(t, 'yyyy-MM-dd HH:mm:ss')"): "1969-12-31 10:00:00",
    ("1969-12-31 10:00:00.500", "FLOOR(t TO DAY)"): "1969-12-31 00:00:00",
    ("1969-12-31 00:00:00", "CAST(t AS DATE)"): "1969-12-31",
    ("1969-12-31 00:00:00", "EXTRACT(DAY FROM t)"): "31",
    ("1970-01-02 10:00:00.500", "EXTRACT(HOUR FROM t)"): "10",
    ("1970-01-02 10:00:00.500", "CAST(t AS DATE)"): "1970-01-02",
}
failed = False
for (time, expression), expected in seen.items():
    # Once as a constant, once as a value that is read.
    for value in (f"TIMESTAMP '{time}'", f"CAST('{time}' AS TIMESTAMP(3))"):
        query = f"SELECT {expression} FROM (VALUES ({value})) AS rows_(t)"
        with environment.execute_sql(query).collect() as result:
            got = str([row for row in result][0][0])
        failed = failed or got != expected
    print(f"{time}  {expression}: {got}")
raise SystemExit("the behaviour has changed" if failed else 0)
PYTHON
"$folder/venv/bin/python" "$folder/check.py" 2> "$folder/err" || { tail -5 "$folder/err" >&2; exit 1; }
