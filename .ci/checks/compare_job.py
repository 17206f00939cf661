"""Compares the table that a job ended with (result.csv or truth.csv of an exported job) with the
simulator's (a result file), row by row.

    compare_job.py ROWS.csv RESULT.sqlite [RUN]

RUN is 1, the stream run, unless said; 2 is the truth. A cell of CSV that is empty may be NULL or an
empty text: both are taken for nothing. Exit status 1 if they differ.
"""
import csv, datetime, decimal, sqlite3, sys


def money(text):
    return None if text == "" else int(decimal.Decimal(text).scaleb(4))


def instant(text):
    if text == "":
        return None
    time = datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)
    return (time - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) // datetime.timedelta(
        milliseconds=1)


def written(path):
    def row(cells):
        text = lambda name: cells[name] or None
        return (
            text("checkout_id"), text("user_id"), text("product_id"),
            int(cells["quantity"]) if cells["quantity"] else None, money(cells["total_amount"]),
            text("payment_method"), text("payment_status"), text("payment_description"),
            text("gender"), text("category"), money(cells["profit"]), text("source"),
            instant(cells["checkout_timestamp"]), text("click_id"), instant(cells["click_timestamp"]))
    with open(path, newline="", encoding="utf-8") as file:
        return [row(cells) for cells in csv.DictReader(file)]


def predicted(path, run):
    return sqlite3.connect(path).execute(
        # A cell of CSV does not tell an empty text from none.
        """SELECT nullif(checkout_id, ''), nullif(user_id, ''), nullif(product_id, ''), quantity,
               total_amount_e4, nullif(payment_method, ''), nullif(payment_status, ''),
               nullif(payment_description, ''), nullif(gender, ''), nullif(category, ''), profit_e4,
               nullif(source, ''), checkout_timestamp, nullif(click_id, ''), click_timestamp
           FROM checkout_attribution WHERE run_id = ?""", (run,)).fetchall()


def main():
    key = lambda row: [(value is not None, str(value)) for value in row]
    run = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    real, model = (
        sorted(rows, key=key) for rows in (written(sys.argv[1]), predicted(sys.argv[2], run)))
    only_real, only_model = list(real), []
    left = {}
    for row in real:
        left[row] = left.get(row, 0) + 1
    for row in model:
        if left.get(row, 0) > 0:
            left[row] -= 1
        else:
            only_model.append(row)
    only_real = [row for row, count in left.items() for _ in range(count)]
    for name, rows in (("job only", only_real), ("predicted only", only_model)):
        for row in rows[:5]:
            print(f"  {name}: {row}")
    same = len(model) - len(only_model)
    print(f"  {same} of {len(model)} predicted rows are the job's, which has {len(real)}")
    sys.exit(1 if only_real or only_model else 0)


main()
