#!/usr/bin/env bash
# Apache Flink SQL, 1.20.5 and 2.3.0: no INTERVAL of days to seconds is written with a first field over
# 999, whatever its precision. INTERVAL '100' DAY exceeds DAY(2), DAY(3) takes up to 999, and DAY(4) is
# refused (precision is not supported: 4) even for INTERVAL '1' DAY(4), as is HOUR(4), SECOND(4).
#
# The documentation gives INTERVAL DAY(p) a p of 1 to 6, and a NULL may be cast to DAY(4); the planner stops
# at 3 (FLINK-19913, of 2020). YEAR(4) and MONTH(4) work. A join's bound of 1,000 days is INTERVAL '10' DAY
# * 100, or TIMESTAMPADD.
#
# Seen: the values and refusals below, on both. Needs Java 11 or 17.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/check.py" <<'PYTHON'
from pyflink.table import EnvironmentSettings, TableEnvironment

environment = TableEnvironment.create(EnvironmentSettings.in_batch_mode())
environment.get_config().set("parallelism.default", "1")
refusals = ("exceeds precision", "precision is not supported")


def value(expression):
    time = "CAST('2020-01-01 00:00:00' AS TIMESTAMP(3))"
    query = f"SELECT CAST({expression} AS STRING) FROM (VALUES ({time})) AS rows_(t)"
    try:
        with environment.execute_sql(query).collect() as result:
            return str([row for row in result][0][0])
    except Exception as error:
        return next((refusal for refusal in refusals if refusal in str(error)), "fails otherwise")


seen = {
    "t + INTERVAL '99' DAY": "2020-04-09 00:00:00.000",
    "t + INTERVAL '100' DAY": refusals[0],
    "t + INTERVAL '999' DAY(3)": "2022-09-26 00:00:00.000",
    "t + INTERVAL '1000' DAY(3)": refusals[0],
    "t + INTERVAL '1000' DAY(4)": refusals[1],
    "t + INTERVAL '1' DAY(4)": refusals[1],
    "t + INTERVAL '1000' HOUR(4)": refusals[1],
    "t + INTERVAL '1000' SECOND(4)": refusals[1],
    "t + INTERVAL '1000 00:00:00' DAY(4) TO SECOND": refusals[1],
    "CAST(NULL AS INTERVAL DAY(4))": "None",
    "t + INTERVAL '1000' MONTH(4)": "2103-05-01 00:00:00.000",
    "t + INTERVAL '10' DAY * 100": "2022-09-27 00:00:00.000",
    "TIMESTAMPADD(DAY, 1000, t)": "2022-09-27 00:00:00.000",
}
failed = False
for expression, expected in seen.items():
    got = value(expression)
    failed = failed or got != expected
    print(f"{expression}: {got}")
raise SystemExit("the behaviour has changed" if failed else 0)
PYTHON
for package in apache-flink==1.20.5 apache-flink==2.3.0; do
    python3 -m venv "$folder/$package"
    "$folder/$package/bin/pip" install --quiet "$package"
    echo "$package"
    "$folder/$package/bin/python" "$folder/check.py" 2> "$folder/err" || { tail -5 "$folder/err" >&2; exit 1; }
done
