"""Runs the live job's tables and queries on files: the job of --connector kafka with Flink's own json
format and the same options, the Kafka connector aside, and writes the view `attribution`.

    flink_formats.py JOB.sql LOGS-FOLDER RESULT.csv

Checks what the job reads: each time format, nested, renamed and computed fields.
"""
import csv, re, sys

from pyflink.common import Configuration
from pyflink.table import EnvironmentSettings, TableEnvironment

job, folder, result = sys.argv[1:4]
configuration = Configuration()
configuration.set_string("pekko.ask.timeout", "5 min")  # For busy machines.
settings = EnvironmentSettings.new_instance().in_streaming_mode().with_configuration(configuration)
tables = TableEnvironment.create(settings.build())
with open(job, encoding="utf-8") as file:
    parts = [part.strip() for part in re.split(r";\n(?:\n|$)", file.read()) if part.strip()]
for part in parts:
    bare = "\n".join(line for line in part.splitlines() if not line.startswith("--")).strip()
    option = re.fullmatch(r"SET '([^']+)' = '([^']*)'", bare)
    if option:
        if not option[1].startswith("execution.checkpointing"):
            tables.get_config().set(option[1], "1" if option[1] == "parallelism.default" else option[2])
        continue
    if "'connector' = 'jdbc'" in part or "INSERT INTO" in part:
        continue
    topic = re.search(r"'topic' = '([^']+)'", part)
    if topic:
        part = re.sub(r"    '(topic|properties\.[^']*|scan\.[^']*)' = '[^']*',?\n", "", part)
        part = part.replace("'connector' = 'kafka'", f"'connector' = 'filesystem',\n    'path' = '{folder}/{topic[1]}.jsonl'")
        part = re.sub(r",\n\)", "\n)", part)
    tables.execute_sql(part)
schema = tables.from_path("attribution").get_schema()
names = schema.get_field_names()
# Times as text: Python's own depend on the machine's time zone.
view = tables.sql_query("SELECT " + ", ".join(
    f"CAST(`{name}` AS STRING)" if str(kind).startswith("TIMESTAMP") else f"`{name}`"
    for name, kind in zip(names, schema.get_field_data_types())) + " FROM attribution")
rows = {}
with view.execute().collect() as found:
    for row in found:
        rows[row[0]] = row if "DELETE" not in str(row.get_row_kind()) else None
cell = lambda value: "" if value is None else value
with open(result, "w", newline="", encoding="utf-8") as file:
    csv.writer(file).writerows([names] + [[cell(value) for value in rows[key]] for key in sorted(rows)])
