extension SparkJob {
    /// `table.py`: the attributed table, one row a checkout.
    static let tableModule = #"""
        """The attributed table, a row a checkout: in a file of SQLite, or in PostgreSQL.

        Both take the same INSERT … ON CONFLICT. A batch that is run again, as Spark may after a
        failure, changes nothing.
        """
        import csv, sqlite3


        class Table:
            """`place` is a file, or postgresql://user:password@host/database."""

            def __init__(self, place, columns, keeps):
                """`keeps`: which of two rows of a checkout stays: first, last (click), last-write
                or insert-if-absent."""
                self.columns = columns
                self.is_postgres = place.startswith(("postgresql://", "postgres://"))
                if self.is_postgres:
                    import psycopg  # pip install "psycopg[binary]"
                    self.connection = psycopg.connect(place)
                    self.name, mark, ids = "shop.checkout_attribution", "%s", ' COLLATE "C"'
                    types = lambda kind: kind
                else:
                    # What a replay begins with is there from the main thread.
                    self.connection = sqlite3.connect(place, check_same_thread=False)
                    self.name, mark, ids = "checkout_attribution", "?", ""
                    types = lambda kind: "INTEGER" if kind == "BIGINT" else "TEXT"
                names = ", ".join(name for name, _ in columns)
                marks = ", ".join(mark for _ in columns)
                sets = ", ".join(
                    f"{name} = excluded.{name}" for name, _ in columns if name != "checkout_id")
                self.insertion = f"INSERT INTO {self.name} AS kept ({names}) VALUES ({marks}) "
                self.insertion += "ON CONFLICT (checkout_id) DO " + self.rule(keeps, sets, ids)
                fields = ", ".join(f"{name} {types(kind)}" for name, kind in columns)
                cursor = self.connection.cursor()
                if self.is_postgres:
                    cursor.execute("CREATE SCHEMA IF NOT EXISTS shop")
                cursor.execute(
                    f"CREATE TABLE IF NOT EXISTS {self.name} ({fields}, PRIMARY KEY (checkout_id))")
                self.connection.commit()

            @staticmethod
            def rule(keeps, sets, ids):
                if keeps == "insert-if-absent":
                    return "NOTHING"
                if keeps == "last-write":
                    return f"UPDATE SET {sets}"
                # A click beats none; of two, the earlier (later) one, and of one time the ids decide.
                sign = "<" if keeps == "first" else ">"
                return (
                    f"UPDATE SET {sets} WHERE excluded.click_id IS NOT NULL "
                    f"AND (kept.click_id IS NULL OR excluded.click_timestamp {sign} kept.click_timestamp "
                    f"OR excluded.click_timestamp = kept.click_timestamp "
                    f"AND excluded.click_id{ids} {sign} kept.click_id{ids})")

            def upsert(self, rows):
                """Puts rows in, each as a tuple of the columns."""
                self.connection.cursor().executemany(self.insertion, rows)
                self.connection.commit()

            def write_csv(self, path):
                """Writes the table as it stands; NULL is an empty cell."""
                cursor = self.connection.cursor()
                names = [name for name, _ in self.columns]
                cursor.execute(f"SELECT {', '.join(names)} FROM {self.name}")
                rows = [["" if cell is None else cell for cell in row] for row in cursor.fetchall()]
                rows.sort(key=lambda row: [str(cell).encode() for cell in row])
                with open(path, "w", newline="", encoding="utf-8") as file:
                    csv.writer(file).writerows([names] + rows)
                return len(rows)

        """#

    /// `replay.py`: hands the logs over batch by batch.
    static let replayModule = #"""
        """Hands data/ to the query batch by batch, as attrsim's prediction has them.

        The next batch's files are laid down while Spark waits for its sink, so that a batch always
        finds both streams' records, and never half of them. Where the prediction's clock finds no
        record at a trigger, Spark gets none either: if the watermark has moved, it then runs a
        batch without data, which evicts.
        """
        import datetime, json, os, threading

        EPOCH = datetime.datetime(1970, 1, 1)


        def milliseconds(text):
            return (datetime.datetime.fromisoformat(text) - EPOCH) // datetime.timedelta(milliseconds=1)


        class Replay:
            """`delays`: of the watermarks, in ms. `counts(stream, record)`: whether a record moves
            its stream's watermark. `choose`: min or max. `empty`: whether batches without data run."""

            STREAMS = ("clicks", "checkouts")

            def __init__(self, data, folder, delays, counts, choose, empty):
                self.folder, self.delays, self.counts = folder, delays, counts
                self.choose, self.empty = choose, empty
                self.batches = {}
                for stream in self.STREAMS:
                    os.makedirs(os.path.join(folder, stream))
                    with open(os.path.join(data, stream + ".jsonl"), encoding="utf-8") as log:
                        for line in log:
                            number = json.loads(line)["batch"]
                            self.batches.setdefault(number, {}).setdefault(stream, []).append(line)
                self.numbers = sorted(self.batches)
                self.next, self.awaits_empty, self.laid = 0, False, 0
                self.watermark, self.inputs = 0, {stream: 0 for stream in self.STREAMS}
                self.last_call = threading.Event()
                self.over = threading.Event()

            def put_all(self):
                """All batches at once, for a query that takes one file of each stream at a time."""
                while self.next < len(self.numbers):
                    self.put()

            def put(self):
                """Lays the next batch's files down, one a stream, also where it is empty."""
                number = self.numbers[self.next]
                self.next += 1
                for stream in self.STREAMS:
                    lines = self.batches[number].get(stream, [])
                    draft = os.path.join(self.folder, "draft")
                    with open(draft, "w", encoding="utf-8") as file:
                        file.writelines(lines)
                    # Spark takes files in the order of their times.
                    when = 1_000_000_000 + self.next
                    os.utime(draft, (when, when))
                    os.rename(draft, os.path.join(self.folder, stream, f"{self.next:09}.jsonl"))
                self.current = number

            def after_batch(self):
                """The sink has a batch's rows: what Spark will find next."""
                self.last_call.set()
                if self.awaits_empty:
                    self.awaits_empty = False
                elif self.move() and self.empty and self.is_left_idle():
                    self.awaits_empty = True
                    return
                if self.next < len(self.numbers):
                    self.put()
                else:
                    self.over.set()

            def is_left_idle(self):
                following = self.numbers[self.next] if self.next < len(self.numbers) else None
                return following is None or following > self.current + 1

            def move(self):
                """Whether the batch at hand moves the watermark, by Spark's rule."""
                for stream, lines in self.batches[self.current].items():
                    field = "click_timestamp" if stream == "clicks" else "checkout_timestamp"
                    records = [json.loads(line) for line in lines]
                    times = [
                        milliseconds(record[field]) for record in records
                        if self.counts(stream, record)]
                    if times:
                        self.inputs[stream] = max(
                            self.inputs[stream], max(times) - self.delays[stream])
                before = self.watermark
                self.watermark = max(before, self.choose(self.inputs.values()))
                return self.watermark > before

            def wait(self, query):
                """Until all batches have run; a query that stands still for two minutes is an error."""
                while not self.over.wait(0.05):
                    if query.exception():
                        raise query.exception()
                    if not query.isActive:
                        raise RuntimeError("the query has ended before its input")
                    # A batch may take its time on a busy machine.
                    is_busy = query.status["isTriggerActive"] and query.status["isDataAvailable"]
                    if self.last_call.is_set() or is_busy:
                        self.last_call.clear()
                        self.quiet = 0
                    else:
                        self.quiet = getattr(self, "quiet", 0) + 1
                    if self.quiet > 2400:
                        raise TimeoutError("Spark has not run the batch that was expected")

        """#
}
