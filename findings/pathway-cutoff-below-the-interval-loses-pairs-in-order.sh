#!/usr/bin/env bash
# Pathway 0.33.0: `interval_join_left(…, interval(-60, 0), behavior=common_behavior(cutoff=X))` with X
# below the interval loses pairs of a log that arrives in perfect order.
#
# The cutoff is not only how late a record may be: it is also how long a record is remembered, counted
# on the clock of its own input. A click whose time + cutoff is at or below the largest click time of
# the minibatches before is forgotten as soon as another click comes, of whatever user, even though the
# interval says that checkouts of the next minute may still want it. No warning, no error; the checkout
# stands without a click. At time + cutoff one above that clock the pair is still there.
#
# Seen: the rows below.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pathway==0.33.0
cat > "$folder/check.py" <<'PYTHON'
import pathway as pw


class Event(pw.Schema):
    user: str
    name: str
    t: int


def rows(cutoff):
    """Every record arrives in the order of its time, one in a minibatch."""
    clicks = pw.debug.table_from_rows(
        Event,
        [("u", "c", 950, 2, 1), ("other", "x", 990, 4, 1), ("other", "y", 995, 6, 1)],
        is_stream=True)
    checkouts = pw.debug.table_from_rows(Event, [("u", "k", 1000, 8, 1)], is_stream=True)
    behavior = {} if cutoff is None else {"behavior": pw.temporal.common_behavior(cutoff=cutoff)}
    joined = checkouts.interval_join_left(
        clicks, checkouts.t, clicks.t, pw.temporal.interval(-60, 0),
        checkouts.user == clicks.user, **behavior,
    ).select(checkout=checkouts.name, click=clicks.name)
    table = pw.debug.table_to_pandas(joined)
    return list(zip(table.checkout, table.click))


seen = {None: [("k", "c")], 60: [("k", "c")], 41: [("k", "c")], 40: [("k", None)], 30: [("k", None)]}
failed = False
for cutoff, expected in seen.items():
    got = rows(cutoff)
    print(f"interval 60, cutoff {cutoff}: {got}")
    failed = failed or got != expected
raise SystemExit("the behaviour has changed" if failed else 0)
PYTHON
"$folder/venv/bin/python" "$folder/check.py" 2> "$folder/err" || { cat "$folder/err" >&2; exit 1; }
