import Simulation

extension FlinkJob {
    /// `run.sh`: makes a Python environment with Flink in it once, then runs ``runner``.
    var shellRunner: String {
        """
        #!/usr/bin/env bash
        # Runs the job with Apache Flink \(version.rawValue) from PyPI. Needs \(needs).
        #   ./run.sh             the logs as fast as they can be read
        #   ./run.sh --replay    record by record, in the order of their arrival
        set -euo pipefail
        cd "$(dirname "$0")"
        flink=${FLINK_VENV:-.flink}
        if [ -z "${JAVA_HOME:-}" ] && ! command -v java >/dev/null; then
            echo "run.sh: there is no Java: Flink \(version.rawValue) needs \(needs)" >&2
            exit 2
        fi
        if ! "$flink/bin/python" -c 'import pyflink' 2>/dev/null; then
            if ! "${PYTHON:-python3}" -c 'import sys; sys.exit(not (3, \(pythons.lowerBound)) <= sys.version_info[:2] <= (3, \(pythons.upperBound)))'; then
                echo "run.sh: Flink \(version.rawValue) needs \(needs); name one with PYTHON=…" >&2
                exit 2
            fi
            "${PYTHON:-python3}" -m venv "$flink"
            "$flink/bin/pip" install --quiet "apache-flink==\(version.rawValue).*"
        fi
        exec "$flink/bin/python" run.py "$@"

        """
    }

    /// `run.py`: runs the job in one process and writes the table that it ends with.
    static let runner = #"""
        """Runs job.sql in this process and writes the final table to result.csv.

        The table is the view `attribution` after all of its changes. With --replay the logs are not
        read at once, but handed over in the order of `arrival_timestamp`, and the next record
        waits until the join has taken the last: so late records are as late as they were, and the
        result is always the same.
        """
        import argparse, csv, json, os, re, shutil, socket, sys, tempfile, threading, time
        import urllib.parse
        import urllib.request

        from pyflink.common import Configuration, RowKind
        from pyflink.table import EnvironmentSettings, TableEnvironment

        HERE = os.path.dirname(os.path.abspath(__file__))


        def statements():
            """The statements of the script, without the `;` at their ends."""
            text = open(os.path.join(HERE, "job.sql"), encoding="utf-8").read()
            parts = [part.strip() for part in re.split(r";\n(?:\n|$)", text)]
            return [part for part in parts if part]


        def set_option(statement):
            """The key and value of a SET statement, else None."""
            bare = "\n".join(line for line in statement.splitlines() if not line.startswith("--"))
            match = re.fullmatch(r"SET '([^']+)' = '([^']*)'", bare.strip())
            return match and match.groups()


        def literal(text):
            return "'" + text.replace("'", "''") + "'"


        def free_port():
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                return probe.getsockname()[1]


        def environment(port):
            configuration = Configuration()
            configuration.set_integer("rest.port", port)
            configuration.set_string("rest.bind-address", "127.0.0.1")
            configuration.set_string("metrics.fetcher.update-interval", "1")  # 0 is never
            # On a busy machine all takes longer, and is not broken.
            configuration.set_string("pekko.ask.timeout", "5 min")
            configuration.set_string("heartbeat.timeout", "300000")
            settings = EnvironmentSettings.new_instance().in_streaming_mode()
            return TableEnvironment.create(settings.with_configuration(configuration).build())


        def prepare(tables, replay):
            """Runs all but the insertion. A replay watches a folder for each stream."""
            for statement in statements():
                option = set_option(statement)
                if option:
                    tables.get_config().set(*option)
                    continue
                if re.search(r"^INSERT INTO", statement, re.M):
                    continue
                if replay:
                    for stream in ("clicks", "checkouts"):
                        statement = statement.replace(
                            f"'path' = 'data/{stream}.jsonl'",
                            f"'path' = {literal(os.path.join(replay, stream))}, "
                            "'source.monitor-interval' = '5 ms'")
                statement = re.sub(
                    "'path' = 'data/([a-z]+[.]jsonl)'",
                    lambda path: f"'path' = {literal(os.path.join(HERE, 'data', path[1]))}",
                    statement)
                tables.execute_sql(statement)


        def final_rows(tables):
            """The query that is run. Times come as text: as Python's own they would be reckoned with
            this machine's time zone, and rounded."""
            schema = tables.from_path("attribution").get_schema()
            names = schema.get_field_names()
            types = [str(kind) for kind in schema.get_field_data_types()]
            return "SELECT " + ", ".join(
                f"CAST(`{name}` AS STRING) AS `{name}`" if kind.startswith("TIMESTAMP") else f"`{name}`"
                for name, kind in zip(names, types)) + " FROM attribution"


        class Table:
            """Rows with their multiplicity: what a changelog adds up to."""

            def __init__(self):
                self.rows = {}

            def change(self, row):
                key = tuple(row)
                adds = row.get_row_kind() in (RowKind.INSERT, RowKind.UPDATE_AFTER)
                self.rows[key] = self.rows.get(key, 0) + (1 if adds else -1)
                if self.rows[key] == 0:
                    del self.rows[key]

            def write(self, names):
                rows = []
                for key, count in self.rows.items():
                    rows += [["" if value is None else value for value in key]] * count
                rows.sort(key=lambda row: [str(value).encode() for value in row])
                path = os.path.join(HERE, "result.csv")
                with open(path, "w", newline="", encoding="utf-8") as file:
                    csv.writer(file).writerows([names] + rows)
                return len(rows)


        class Replay(threading.Thread):
            """Hands the logs over, one run of records of a stream at a time."""

            def __init__(self, folder, port, job):
                super().__init__(daemon=True)
                self.folder, self.port, self.job = folder, port, job
                self.base = f"http://127.0.0.1:{port}/jobs/{job.get_job_id()}"
                self.error = None

            def run(self):
                try:
                    tasks = self.wait_for_tasks()
                    fed = 0
                    for number, (stream, lines) in enumerate(self.chunks()):
                        draft = os.path.join(self.folder, "draft")
                        with open(draft, "w", encoding="utf-8") as file:
                            file.writelines(lines)
                        os.rename(draft, os.path.join(self.folder, stream, f"{number:09}.jsonl"))
                        fed += len(lines)
                        self.wait_until(lambda: self.has_joined(fed, tasks))
                        time.sleep(0.004)  # The watermark is right behind its record.
                    self.stop()
                except Exception as error:
                    self.error = error
                    self.job.cancel()

            def stop(self):
                """Draining ends both streams, as the end of a file does. By the REST interface, which
                all versions have."""
                request = {"drain": True, "targetDirectory": os.path.join(self.folder, "savepoint")}
                trigger = self.get("/stop", request)["request-id"]
                def is_done():
                    status = self.get(f"/savepoints/{trigger}")
                    failure = (status.get("operation") or {}).get("failure-cause")
                    if failure:
                        raise RuntimeError(str(failure)[:2000])
                    return status["status"]["id"] == "COMPLETED"
                try:
                    self.wait_until(is_done)
                except OSError:
                    pass  # The job is over, and its cluster with it.

            def chunks(self):
                logs = []
                for stream in ("clicks", "checkouts"):
                    path = os.path.join(HERE, "data", stream + ".jsonl")
                    with open(path, encoding="utf-8") as file:
                        for line in file:
                            logs.append((json.loads(line)["arrival_timestamp"], stream, line))
                chunk, last = [], None
                for _, stream, line in sorted(logs):
                    if stream != last and chunk:
                        yield last, chunk
                        chunk = []
                    chunk.append(line)
                    last = stream
                    # A few at a time: within one stream, order is the file's.
                    if len(chunk) == 64:
                        yield last, chunk
                        chunk = []
                if chunk:
                    yield last, chunk

            def get(self, path="", body=None):
                request = urllib.request.Request(
                    self.base + path, data=body and json.dumps(body).encode(),
                    headers={"Content-Type": "application/json"})
                with urllib.request.urlopen(request, timeout=300) as answer:
                    return json.load(answer)

            def wait_until(self, holds, seconds=300):
                end = time.monotonic() + seconds
                while not holds():
                    if time.monotonic() > end:
                        raise TimeoutError("Flink has not taken a record for five minutes")
                    time.sleep(0.001)

            def wait_for_tasks(self):
                """Until all tasks run and the lookup tables are read. The tasks up to the join: by
                id, those that feed it, and of a source the metric of what it has read."""
                self.wait_until(lambda: self.get()["state"] == "RUNNING")
                vertices = self.get()["vertices"]
                joins = [v["id"] for v in vertices if "IntervalJoin" in v["name"]]
                if len(joins) != 1:
                    names = ", ".join(v["name"] for v in vertices)
                    raise LookupError("no interval join among " + names)
                lookup = re.compile(r"Source: (users|products)\b")
                lookups = [v["id"] for v in vertices if lookup.match(v["name"])]
                states = lambda: {v["id"]: v["status"] for v in self.get()["vertices"]}
                up = ("RUNNING", "FINISHED")
                self.wait_until(lambda: all(state in up for state in states().values()))
                self.wait_until(lambda: all(states()[v] == "FINISHED" for v in lookups))
                time.sleep(0.2)
                nodes = self.get("/plan")["plan"]["nodes"]
                inputs = {n["id"]: [i["id"] for i in n.get("inputs", [])] for n in nodes}
                tasks, left = {}, joins
                while left:
                    task = left.pop()
                    source = None if inputs[task] else self.source_metric(task)
                    tasks[task] = (inputs[task], source)
                    left += inputs[task]
                return tasks

            def source_metric(self, task):
                found = []
                def is_there():
                    names = [m["id"] for m in self.get(f"/vertices/{task}/metrics")]
                    is_read = re.compile(r"0\.Source_.*\.numRecordsOut")
                    found[:] = [name for name in names if is_read.fullmatch(name)]
                    return found
                self.wait_until(is_there)
                return found[0]

            def has_joined(self, fed, tasks):
                """Whether all that was fed has been read, and has come to the join where no filter
                on the way keeps it."""
                ins, outs, read = {}, {}, 0
                for task, (_, source) in tasks.items():
                    names = ["0.numRecordsIn", "0.numRecordsOut"] + ([source] if source else [])
                    query = urllib.parse.quote(",".join(names))
                    answer = self.get(f"/vertices/{task}/metrics?get={query}")
                    found = {metric["id"]: int(metric["value"]) for metric in answer}
                    ins[task] = found.get("0.numRecordsIn", -1)
                    outs[task] = found.get("0.numRecordsOut", -1)
                    read += found.get(source, 0) if source else 0
                return read >= fed and all(
                    ins[task] == sum(outs[feeder] for feeder in feeders)
                    for task, (feeders, _) in tasks.items() if feeders)


        def main():
            arguments = argparse.ArgumentParser(description=__doc__)
            arguments.add_argument(
                "--replay", action="store_true", help="record by record, in order of arrival")
            replays = arguments.parse_args().replay
            folder = tempfile.mkdtemp(prefix="replay-") if replays else None
            for stream in ("clicks", "checkouts") if replays else ():
                os.mkdir(os.path.join(folder, stream))
            port = free_port()
            tables = environment(port)
            prepare(tables, folder)
            view = tables.sql_query(final_rows(tables))
            result = view.execute()
            replay = Replay(folder, port, result.get_job_client()) if replays else None
            if replay:
                replay.start()
            table, changes = Table(), 0
            try:
                with result.collect() as rows:
                    for row in rows:
                        table.change(row)
                        changes += 1
            except Exception as error:
                sys.exit(f"run.py: {replay and replay.error or error}")
            finally:
                if replay:
                    replay.join()
                    shutil.rmtree(folder)
            names = view.get_schema().get_field_names()
            print(f"result.csv: {table.write(names)} rows after {changes} changes")


        main()

        """#
}
