#!/usr/bin/env bash
# marketing-attribution-models 2.1.1: `MAM.run_shapley()` gives a channel nothing or its share according
# to where its NAME stands in the alphabet.
#
# Each path becomes the sorted set of its channels, of which only the last `max_size` (4 unless said)
# are kept; what is cut off gets 0, with no word about it. So in a path of five channels the first by
# name is worth nothing, and renaming it gives it a share and takes another's. Conversions still add
# up, which hides it. `max_size` at least as large as the longest path's set avoids it.
#
# Seen: the figures below, of one path of five channels that converted ten times.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet marketing-attribution-models==2.1.1
cat > "$folder/check.py" <<'PYTHON'
import pandas as pd
from mam.core import MAM


def shapley(path, **options):
    frame = pd.DataFrame([(path, 10, True)], columns=["path", "times", "converted"])
    model = MAM(
        frame, format_type="grouped_journey", channels_colname="path",
        journey_with_conv_colname="converted", occurrences_colname="times")
    table = model.run_shapley(**options).to_pandas()
    return {channel: round(value, 9) for channel, value in sorted(zip(table.channels, table.attribution))}


cases = [
    ("Affiliate first, as named", "Affiliate > Display > Email > Paid > Social", {},
     {"Display": 2.5, "Email": 2.5, "Paid": 2.5, "Social": 2.5}),
    ("the same, Affiliate renamed to Zanox", "Zanox > Display > Email > Paid > Social", {},
     {"Email": 2.5, "Paid": 2.5, "Social": 2.5, "Zanox": 2.5}),
    ("max_size=5", "Affiliate > Display > Email > Paid > Social", {"max_size": 5},
     {"Affiliate": 2.0, "Display": 2.0, "Email": 2.0, "Paid": 2.0, "Social": 2.0}),
]
failed = False
for name, path, options, seen in cases:
    got = shapley(path, **options)
    print(f"{name}: {got}")
    failed = failed or got != seen
raise SystemExit("the behaviour has changed" if failed else 0)
PYTHON
"$folder/venv/bin/python" "$folder/check.py" 2> "$folder/err" || { cat "$folder/err" >&2; exit 1; }
