#!/usr/bin/env bash
# PyFlink 1.20.5 and 2.3.0: collect() gives a TIMESTAMP '2024-03-31 02:30:00' (which has no zone) as
# 03:30:00 where the machine is in Europe/Berlin, and as 02:30:00 where it is in UTC. A CAST AS STRING in
# the same row stays 02:30:00. table.local-time-zone is UTC in both.
#
# Rows go to Python by way of a Java type that has the machine's zone, in which that hour does not exist
# (summer time begins). from_elements() of such a datetime moves it on the way in. Two rows an hour apart
# (02:30 and 03:30) become equal, so a test that compares collected rows depends on TZ.
#
# Seen: the values below, on both. Needs Java 11 or 17.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/check.py" <<'PYTHON'
import datetime
import os

from pyflink.table import DataTypes, EnvironmentSettings, TableEnvironment

environment = TableEnvironment.create(EnvironmentSettings.in_batch_mode())
environment.get_config().set("parallelism.default", "1")
environment.get_config().set("table.local-time-zone", "UTC")
berlin = os.environ["TZ"] == "Europe/Berlin"
skipped = "03:30:00" if berlin else "02:30:00"


def rows(source):
    with environment.execute_sql(f"SELECT CAST(t AS STRING), t FROM {source} AS rows_(t)").collect() as result:
        return [(text[11:19], str(time)[11:19]) for text, time in (tuple(row) for row in result)]


times = ("01:30:00", "02:30:00", "03:30:00")
values = ", ".join(f"(CAST('2024-03-31 {time}' AS TIMESTAMP(3)))" for time in times)
given = environment.from_elements(
    [(datetime.datetime(2024, 3, 31, 2, 30),)],
    DataTypes.ROW([DataTypes.FIELD("t", DataTypes.TIMESTAMP(3))]),
)
environment.create_temporary_view("given", given)
seen = {
    f"(VALUES {values})": [("01:30:00", "01:30:00"), ("02:30:00", skipped), ("03:30:00", "03:30:00")],
    "given": [(skipped, skipped)],
}
failed = False
for (source, expected), name in zip(seen.items(), ("collect", "from_elements of 02:30:00")):
    got = rows(source)
    failed = failed or got != expected
    print(f"{os.environ['TZ']}, {name}: " + ", ".join(f"{text} in SQL is {time}" for text, time in got))
raise SystemExit("the behaviour has changed" if failed else 0)
PYTHON
for package in apache-flink==1.20.5 apache-flink==2.3.0; do
    python3 -m venv "$folder/$package"
    "$folder/$package/bin/pip" install --quiet "$package"
    echo "$package"
    for zone in Europe/Berlin UTC; do
        TZ=$zone "$folder/$package/bin/python" "$folder/check.py" 2> "$folder/err" \
            || { tail -5 "$folder/err" >&2; exit 1; }
    done
done
