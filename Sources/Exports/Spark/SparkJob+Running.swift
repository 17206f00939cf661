import Scenarios
import Simulation

extension SparkJob {
    /// The rest of `job.py`: command line and query.
    static var running: String {
        #"""

        def counts(stream, record):
            """Whether a record moves its stream's watermark: Spark filters others out below it."""
            if record.get("refund_of") is not None:
                return False
            if stream == "clicks" and CLICK_AGE_MAX is not None:
                age = milliseconds(record["arrived"]) - milliseconds(record["click_timestamp"])
                if age > CLICK_AGE_MAX:
                    return False
            return stream in COUNTS_WITHOUT_KEY or all(record[key] is not None for key in KEYS)


        def run(options, spark, table, folder):
            replay = None
            if options.replay:
                choose = min if WATERMARK_POLICY == "min" else max
                replay = Replay(
                    os.path.join(logs.HERE, "data"), folder, DELAYS, counts, choose, NO_DATA_BATCHES)
                paths = {stream: os.path.join(folder, stream) for stream in Replay.STREAMS}
                log, limits = logs.DATA, {"maxFilesPerTrigger": 1}
            else:
                own = os.path.join(logs.HERE, "data", "{}.jsonl")
                paths = {
                    stream: getattr(options, stream) or own.format(stream)
                    for stream in Replay.STREAMS}
                log, limits = (logs.LOG if options.clicks else logs.DATA), {}
            streams = [
                logs.topic_of(spark, options.kafka, stream, logs.LOG, stream) if options.kafka
                else logs.stream_of(spark, paths[stream], log, stream, **limits)
                for stream in Replay.STREAMS]
            dimensions = logs.tables(spark)

            def write(frame, number):
                best = logs.result(logs.looked_up(picked(frame), dimensions))
                table.upsert([tuple(row) for row in best.collect()])
                if replay and not RUNS_ONCE:
                    replay.after_batch()

            trigger = TRIGGER
            if options.available_now:
                trigger = {"availableNow": True}
            elif replay:
                if RUNS_ONCE:
                    replay.put_all()
                else:
                    replay.put()
                    trigger = {"processingTime": "0 seconds"}
            query = join(*prepared(*streams)).writeStream.foreachBatch(write).trigger(**trigger)
            query = query.option("checkpointLocation", options.checkpoint).start()
            try:
                if replay and not RUNS_ONCE:
                    replay.wait(query)
                else:
                    query.awaitTermination()
            except KeyboardInterrupt:
                pass
            finally:
                query.stop()


        def main():
            parser = argparse.ArgumentParser(
                description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
            parser.add_argument("--replay", action="store_true", help="the prediction's batches")
            parser.add_argument("--available-now", action="store_true", help="what is there, then stop")
            parser.add_argument("--clicks", help="a folder of the scenario's own clicks, JSON Lines")
            parser.add_argument("--checkouts", help="the same of checkouts")
            parser.add_argument("--kafka", metavar="HOST:PORT", help="read the topics clicks, checkouts")
            parser.add_argument(
                "--table", help="a file of SQLite, or postgresql://… (default: result.sqlite; of the "
                "records in data one that is made anew)")
            parser.add_argument(
                "--checkpoint", help="where the query keeps its state (default: checkpoint; of the "
                "records in data nothing is kept)")
            options = parser.parse_args()
            if bool(options.clicks) != bool(options.checkouts):
                parser.error("--clicks and --checkouts go together")
            # The records in data begin anew each time; what a log of your own has left goes on.
            is_own = not options.replay and bool(options.clicks or options.kafka)
            place = options.table or os.path.join(logs.HERE, "result.sqlite" if is_own else "data.sqlite")
            folder = None
            if not is_own:
                folder = tempfile.mkdtemp(prefix="replay-")
            if not is_own and not options.table and os.path.exists(place):
                os.remove(place)
            if not is_own or not options.checkpoint:
                options.checkpoint = os.path.join(folder or logs.HERE, "checkpoint")
            columns = [(name, kind) for name, (kind, _) in logs.RESULT.items()]
            table = Table(place, columns, KEEPS)
            settings = {
                "spark.sql.streaming.multipleWatermarkPolicy": WATERMARK_POLICY,
                "spark.sql.streaming.noDataMicroBatches.enabled": str(NO_DATA_BATCHES).lower(),
                "spark.sql.shuffle.partitions": "8",
            }
            if options.replay:  # Many small batches.
                settings.update({
                    "spark.master": "local[1]", "spark.sql.shuffle.partitions": "1",
                    "spark.sql.adaptive.enabled": "false"})
            spark = logs.session("attribution", settings)
            try:
                run(options, spark, table, folder)
            finally:
                if folder:
                    shutil.rmtree(folder, ignore_errors=True)
            names = os.path.join(logs.HERE, "result.csv")
            print(f"result.csv: {table.write_csv(names)} rows")
            spark.stop()


        main()

        """#
    }

    /// `run.sh`: makes a Python environment with Spark in it once, then runs a module.
    var shellRunner: String {
        """
        #!/usr/bin/env bash
        # Runs the job with Apache Spark from PyPI: SPARK_VERSION, \(version.rawValue) unless said. Spark 3.5 needs
        # Java 8, 11 or 17, Spark 4 Java 17 or 21; Python 3.9 or newer.
        #   ./run.sh --replay           the batches of attrsim's prediction
        #   ./run.sh --available-now    all that is there
        #   ./run.sh                    until it is stopped
        #   ./run.sh batch              the truth and the models of the whole log (batch.py)
        # Paths are as they are where you call it from.
        set -euo pipefail
        here=$(cd "$(dirname "$0")" && pwd)
        version=${SPARK_VERSION:-\(version.rawValue)}
        spark=${SPARK_VENV:-$here/.spark-$version}
        if ! "$spark/bin/python" -c 'import pyspark' 2>/dev/null; then
            "${PYTHON:-python3}" -m venv "$spark"
            "$spark/bin/pip" install --quiet "pyspark==$version.*"
        fi
        job=job.py
        if [ "${1:-}" = batch ]; then job=batch.py; shift; fi
        export PYSPARK_PYTHON="$spark/bin/python"
        [ "${spark#/}" != "$spark" ] || PYSPARK_PYTHON="$PWD/$PYSPARK_PYTHON"
        export PYSPARK_DRIVER_PYTHON="$PYSPARK_PYTHON"
        exec "$PYSPARK_PYTHON" "$here/$job" "$@"

        """
    }
}
