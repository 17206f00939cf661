/// `logs.py`, as far as it is the same in each job: how records are read.
enum SparkLogs {
    /// What stands in front of the logs' descriptions.
    static let head = #"""
        """How the logs and tables are read, and what a row of the result is.

        Written by attrsim export spark. A row of JSON is read by a schema of texts, what is inside of them in
        further columns, and each column made of it by an expression of Spark SQL: change them where your log is
        another one.
        """
        import os

        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")

        from urllib.parse import unquote

        from pyspark.sql import SparkSession, functions as F

        import times

        HERE = os.path.dirname(os.path.abspath(__file__))



        """#

    /// What stands behind them.
    static let reading = #"""


        def session(name, settings):
            """Spark with what the results rest on: UTC, NULL for what does not fit, exact names."""
            builder = SparkSession.builder.appName(name).config("spark.ui.enabled", "false")
            builder = builder.config("spark.sql.session.timeZone", "UTC")
            builder = builder.config("spark.sql.ansi.enabled", "false")
            builder = builder.config("spark.sql.caseSensitive", "true")
            builder = builder.config("spark.sql.variable.substitute", "false")
            # A row is taken apart once, not once a member.
            builder = builder.config("spark.sql.optimizer.enableJsonExpressionOptimization", "false")
            for key, value in settings.items():
                builder = builder.config(key, value)
            spark = builder.getOrCreate()
            spark.sparkContext.setLogLevel("ERROR")
            return spark


        def described(log):
            """The log; one that Spark cannot read is a text that says why."""
            if isinstance(log, str):
                raise SystemExit(log)
            return log


        def rows(frame, log):
            """The rows as `r`, of JSON texts in `value`; what stands around a record is taken off."""
            member = lambda name: f"get_json_object(value, '$.{name}')"
            if log["format"] == "kafka":
                if log["topics"] is not None:
                    frame = frame.where(F.expr(member("topic")).isin(log["topics"]))
                frame = frame.selectExpr(
                    f"{member('payload')} AS value", f"coalesce({member('partition')}, '0') AS partition",
                    f"nullif({member('ts')}, '-1') AS ts")
            if log["envelope"] == "debezium":
                frame = frame.where("trim(value) != 'null'")  # a tombstone
                payload = f"{member('op')} IS NULL AND {member('payload')} IS NOT NULL"
                frame = frame.withColumn(
                    "value", F.expr(f"CASE WHEN {payload} THEN {member('payload')} ELSE value END"))
                frame = frame.where(f"coalesce({member('op')}, 'c') IN ('c', 'r')")
                frame = frame.withColumn("value", F.expr(
                    f"CASE WHEN {member('op')} IS NULL THEN value ELSE {member('after')} END"))
                # Avro names a row by its type: {"shop.public.clicks.Value": {…}}.
                named = "from_json(value, 'MAP<STRING, STRING>')"
                frame = frame.withColumn("value", F.expr(
                    f"CASE WHEN size({named}) = 1 AND map_keys({named})[0] LIKE '%.%' AND "
                    f"map_values({named})[0] LIKE '{{%}}' THEN map_values({named})[0] ELSE value END"))
            frame = frame.withColumn(
                "r", F.from_json("value", log["schema"] + ", `_corrupt_record` STRING"))
            return frame.withColumn("r", F.expr(
                "CASE WHEN r.`_corrupt_record` IS NULL THEN r "
                "ELSE raise_error(concat('no JSON: ', value)) END"))


        def records(frame, log, stream):
            """A stream's records: its columns, of rows that have an id and a time."""
            for name, text in log["inside"].items():
                frame = frame.withColumn(name, F.expr(text))
            if log["where"]:
                frame = frame.where(log["where"])
            columns = dict(log["columns"])
            kept = [name for name in ("place",) if name in frame.columns]
            if log["format"] == "kafka":
                columns["partition"] = "partition"
                kept.append("ts")
            frame = frame.select(
                *[F.expr(text).alias(name) for name, text in columns.items()], *kept)
            frame = frame.withColumns(
                {name: F.expr(number(name, kind)) for name, kind in log["numbers"].items()})
            identity, time = (
                ("click_id", "click_timestamp") if stream == "clicks"
                else ("checkout_id", "checkout_timestamp"))
            for name in log["times"]:
                if log["time_format"] == "own":
                    frame = frame.withColumn(name, F.col(name).cast("timestamp"))
                    continue
                frame = times.read(frame, name, log["time_format"], log["time_zone"])
                if name == time:
                    frame = frame.withColumnRenamed(name + "_ns", "nanoseconds")
            if "ts" in kept:
                frame = frame.withColumn(
                    "arrival_timestamp",
                    F.coalesce(F.expr("timestamp_millis(CAST(ts AS BIGINT))"), "arrival_timestamp"))
            frame = frame.drop("ts", "arrival_timestamp_ns")
            return frame.where(f"{identity} IS NOT NULL AND {time} IS NOT NULL")


        def number(name, kind):
            """A text as a number; one that is none ends the job."""
            value = f"CAST({name} AS {kind})"
            if kind in ("BIGINT", "INT"):  # also 2.0 and 2e3
                whole = f"CAST({name} AS DECIMAL(38, 9))"
                value = f"CASE WHEN {whole} = floor({whole}) THEN CAST({whole} AS {kind}) END"
            wrong = f"CAST(raise_error(concat('no number: ', {name})) AS {kind})"
            return f"CASE WHEN {name} IS NOT NULL THEN coalesce({value}, {wrong}) END"


        def read(spark, path, log, stream):
            """A stream's records of files, at rest, each with its place in them."""
            log = described(log)[stream]
            if log["schema"] is None:
                frame = cells(spark, path, log)
            elif log["format"] == "json":
                for file in sorted(spark.read.text(path).inputFiles()):
                    first = spark.read.text(unquote(file)).where("trim(value) != ''")
                    first = first.selectExpr("ltrim(value) LIKE '[%' AS is_array").first()
                    if first and not first.is_array:
                        raise SystemExit(
                            f"{unquote(file)}: Spark reads one array of objects from a file of JSON; "
                            "write the objects as JSON Lines")
                frame = spark.read.option("multiLine", True).schema(log["schema"]).json(path)
                frame = frame.select(F.struct("*").alias("r"))
            else:
                frame = rows(spark.read.text(path), log)
            if "place" not in log["columns"]:
                # Files by name, as attrsim has them; within one file ids rise.
                files = sorted(spark.read.text(path).inputFiles())
                number = F.array_position(F.lit(files), F.input_file_name()) if len(files) > 1 else F.lit(0)
                frame = frame.withColumn("place", F.struct(
                    number.cast("int").alias("file"), F.monotonically_increasing_id().alias("row")))
            return records(frame, log, stream)


        def cells(spark, path, log):
            """The rows as `r`, of files of cells, each with its own header; a header that comes again is none."""
            files = [unquote(file) for file in sorted(spark.read.text(path).inputFiles())]
            groups = {}
            for file in files:
                first = table(spark, file, log).first()
                if first is None:
                    continue
                names = log["header"] or ["" if name is None else name for name in first]
                if names[0].startswith(("#Fields:", "#Version:", "#Software:", "#Date:")):
                    raise SystemExit(f"{file}: Spark does not read the header of a W3C log")
                groups.setdefault(tuple(names), []).append(file)
            if not groups:
                raise SystemExit(f"{path}: there are no rows")
            found = None
            for names, group in groups.items():
                frame = table(spark, group, log).toDF(*[f"c{place}" for place in range(len(names))])
                if not log["header"]:
                    again = [F.coalesce(F.col(f"c{place}") == name, F.lit(name == ""))
                             for place, name in enumerate(names)]
                    whole = again[0]
                    for one in again[1:]:
                        whole = whole & one
                    frame = frame.where(~whole)
                columns = [
                    (F.col(f"c{names.index(name)}") if name in names else F.lit(None).cast("string"))
                    .alias(name) for name in log["cells"]]
                frame = frame.select(F.struct(*columns).alias("r"))
                found = frame if found is None else found.union(frame)
            return found


        def table(spark, files, log):
            """Rows of cells, all texts; a cell that is empty, or \\N, is NULL."""
            if log["format"] == "csv":
                # RFC 4180: a quote in quotes is doubled, and a cell may have several lines.
                return spark.read.csv(
                    files, sep=log["delimiter"], escape='"', multiLine=True, nullValue="\\N", emptyValue="\\N")
            # A quote is a letter, unless one opens a cell and another one closes it on its line.
            lines = spark.read.text(files).where("value != ''")
            first = lines.first()
            between = "\\x%02x" % ord(log["delimiter"])
            pattern = f'(?:^|{between})("(?:[^"]|"")*"(?={between}|\\z)|[^{between}]*)'
            lines = lines.select(F.expr(f"regexp_extract_all(value, {times.literal(pattern)}, 1)").alias("c"))
            count = len(lines.first().c) if first else 0
            def cell(place):
                text = f"c[{place}]"
                quoted = f"replace(substring({text}, 2, length({text}) - 2), '\"\"', '\"')"
                plain = f"nullif({text}, {times.literal(chr(92) + 'N')})"
                return F.expr(
                    f"nullif(CASE WHEN {text} LIKE '\"%\"' AND length({text}) > 1 THEN {quoted} "
                    f"ELSE {plain} END, '')").alias(f"c{place}")
            return lines.select(*[cell(place) for place in range(count)])


        def stream_of(spark, path, log, stream, **options):
            """A stream's records of files as they appear in a folder."""
            log = described(log)[stream]
            if log["schema"] is None or log["format"] == "json":
                raise SystemExit(
                    f"the {stream} are {log['format']}: a stream reads JSON Lines; convert the log, or "
                    "run batch.py on it")
            return records(rows(spark.readStream.options(**options).text(path), log), log, stream)


        def topic_of(spark, brokers, topic, log, stream):
            """A stream's records of a topic of Kafka, whose values are JSON."""
            frame = spark.readStream.format("kafka").option("kafka.bootstrap.servers", brokers)
            frame = frame.option("subscribe", topic).option("startingOffsets", "earliest").load()
            log = dict(described(log)[stream], format="jsonl")
            return records(rows(frame.selectExpr("CAST(value AS STRING) AS value"), log), log, stream)


        """#
}
