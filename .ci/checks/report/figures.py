"""Holds the figures that a report shows against the tables of its result."""

import datetime
import re


def count(value):
    return f"{value:,}"


def money(e4):
    """Two decimals, half away from zero."""
    cents = (abs(e4) + 50) // 100
    return f"{'-' if e4 < 0 and cents else ''}{cents // 100:,}.{cents % 100:02d}"


def credit(e9):
    """At most two decimals, as the summary has them."""
    hundredths = (abs(e9) + 5_000_000) // 10_000_000
    text = f"{'-' if e9 < 0 and hundredths else ''}{hundredths // 100:,}.{hundredths % 100:02d}"
    return text.rstrip("0").rstrip(".")


def check_figures(browser, db, expect):
    def rows(sql):
        return db.execute(sql).fetchall()

    def value(sql):
        return rows(sql)[0][0]

    def table(selector):
        """The cells of the table in `selector`, heads first."""
        return browser.value(
            "(function(){ var t = document.querySelector(%r); return t && Array.from("
            "t.querySelectorAll('tr')).map(r => Array.from(r.children).map(c => c.textContent)); })()"
            % selector)

    def text(selector):
        return browser.value("(document.querySelector(%r) || {}).textContent || ''" % selector)

    model, = rows("SELECT model FROM run WHERE run_id = 1")[0]
    stat = dict(rows("SELECT name, value FROM stat WHERE run_id = 1"))
    tiles = dict(browser.value(
        "Array.from(document.querySelectorAll('.tile')).map(t =>"
        " [t.querySelector('span').textContent, t.querySelector('strong').textContent])"))
    notes = dict(browser.value(
        "Array.from(document.querySelectorAll('.tile')).map(t =>"
        " [t.querySelector('span').textContent, t.querySelector('small').textContent])"))
    expect(tiles.get("checkouts with a click") == count(stat.get("checkouts_attributed", 0)),
           f"the tile of checkouts with a click is the stat's: {tiles}")
    late = stat.get("clicks_late", 0) + stat.get("checkouts_late", 0)
    expect(tiles.get("late records") == count(late), "the tile of late records is the stat's")
    true_attributed = dict(rows("SELECT name, value FROM stat WHERE run_id = 2")).get(
        "checkouts_attributed")
    if true_attributed is not None:
        expect(notes["checkouts with a click"] == f"in truth {count(true_attributed)}",
               "the truth beside it is run 2's")
    revenue = value("SELECT sum(revenue_e4) FROM source_credit WHERE run_id = 1 AND source IS NOT NULL"
                    f" AND model = '{model}'")
    if revenue is not None and "revenue with a source" in tiles:
        short = money(revenue) if abs(revenue) < 10_000_000_000 else count((revenue + 5000) // 10_000)
        expect(tiles["revenue with a source"] == short, f"revenue is {short}")

    shown = table("#models table")
    if shown:
        for row in shown[1:]:
            source = None if row[0] == "unattributed" else row[0]
            for place, head in enumerate(shown[0]):
                if head in ("source", "revenue", "profit") or row[0].endswith(" others"):
                    continue
                run, name = (2, model) if head == "truth" else (1, head)
                own = db.execute(
                    "SELECT coalesce(sum(conversions_e9), 0) FROM source_credit WHERE run_id = ?"
                    " AND model = ? AND source IS ?", (run, name, source)).fetchone()[0]
                expect(row[place] == credit(own), f"{row[0]} by {head}: {row[place]}, not {credit(own)}")
            if "revenue" in shown[0]:
                own = db.execute("SELECT sum(revenue_e4) FROM source_credit WHERE run_id = 1"
                                 " AND model = ? AND source IS ?", (model, source)).fetchone()[0]
                expect(row[shown[0].index("revenue")] in ("–" if own is None else money(own), ),
                       f"revenue of {row[0]}")

    causes = browser.value("Array.from(document.querySelectorAll('#truth .models > div:first-child .bar'))"
                           ".map(b => [b.querySelector('span').textContent, b.querySelector('em').textContent])")
    if causes:
        own = [[cause, count(n)] for cause, n in rows(
            "SELECT cause, count(*) FROM truth_difference GROUP BY cause")]
        expect(sorted(causes) == sorted(own), f"causes: {causes}, not {own}")

    # The histogram: its titles add up to the records that arrived.
    titles = browser.value("Array.from(document.querySelectorAll('#lateness rect.column title'))"
                           ".map(t => t.textContent)")
    if titles:
        for place, stream in enumerate(["clicks", "checkouts"]):
            own = value(f"SELECT sum(records) FROM record_lateness WHERE run_id = 1 AND stream = '{stream}'")
            found = sum(parse_counts(title)[place] for title in titles)
            expect(found == (own or 0), f"the histogram has {found} {stream}, the table {own}")
    told = text("#delay-text")
    if told and "late" in told:
        expect(f"{count(late)} late" in told, f"the line of the delay tells {late} late: {told}")
        differing = value("SELECT count(DISTINCT checkout_id) FROM truth_difference")
        of = sum(v for n, v in rows("SELECT name, value FROM stat WHERE run_id = 2")
                 if n in ("checkouts_attributed", "checkouts_unattributed"))
        if "as in truth" in told and of:
            share = float(told.split("% as in truth")[0].split("·")[-1])
            expect(abs(share - 100 * (of - differing) / of) <= 0.0051,
                   f"the line tells {share} % as in truth: {of - differing} of {of}")

    stalls = rows("SELECT stood_from FROM watermark_stall WHERE run_id = 1 AND stream = 'join'")
    expect(bool(stalls) == bool(browser.value(
        "document.querySelectorAll('#time rect.stall:not(.unset)').length")),
           "stalls are shaded if there are any")
    check_lag(browser, rows, expect)
    lanes = browser.value("Array.from(document.querySelectorAll('.lane')).map(l =>"
                          " [l.querySelector('span').textContent, l.querySelector('em').textContent])")
    for name, records in lanes:
        stream, _, partition = name.partition(" ")
        own = value("SELECT sum(records) FROM partition_progress WHERE run_id = 1 AND"
                    f" stream = '{stream}'" + (f" AND partition = {partition}" if partition else ""))
        expect(records == count(own), f"{name}: {records} records, not {own}")

    rows_late = browser.value("document.querySelectorAll('#late-records tbody tr').length")
    own = value("SELECT count(*) FROM late_record WHERE run_id = 1")
    expect(rows_late == min(own, 1200), f"{rows_late} late records are listed, of {own}")

    engines = table("#engines table")
    if engines:
        for row in engines[1:]:
            run, = rows(f"SELECT run_id FROM run WHERE engine = '{row[0]}' AND mode = 'stream'")[0]
            own = dict(rows(f"SELECT name, value FROM stat WHERE run_id = {run}"))
            wanted = [own.get(n, 0) for n in ("clicks_late", "checkouts_late", "checkouts_attributed",
                                             "checkouts_unattributed", "checkouts_pending")]
            expect(row[2:7] == [count(v) for v in wanted], f"{row[0]}: {row[2:7]}, not {wanted}")


def check_lag(browser, rows, expect):
    """The strips of the lag's figure: where all advances are kept, the join is behind by the clock less
    the last watermark before it, and the longest stall is told as long as it was."""
    titles = browser.value("Array.from(document.querySelectorAll('#time .lag rect.hover title'))"
                           ".map(t => t.textContent)")
    if not titles or rows("SELECT 1 FROM watermark_lag WHERE run_id = 1 AND stream = 'join' LIMIT 1"):
        return
    advances = rows("SELECT arrival_time, watermark FROM watermark_progress WHERE run_id = 1 AND"
                    " stream = 'join' AND arrival_time IS NOT NULL AND watermark BETWEEN -1e18 AND 1e18"
                    " ORDER BY rowid")
    ends = [t for t, w in rows("SELECT arrival_time, watermark FROM watermark_progress WHERE run_id = 1"
                               " AND stream = 'join'") if w > 1e18]
    wrong = []
    for title in titles:
        moment, _, words = title.partition(": ")
        told = [word for word in words.split(" · ") if word.startswith("join ")]
        clock = parse_time(moment)
        before = [w for t, w in advances if t <= clock]
        if not told or not before or (ends and clock >= min(ends)):
            continue
        lag = parse_span(told[0].split(" behind")[0][len("join "):])
        # A moment is shown to the millisecond, its place may lie within it.
        if abs(lag - max(0, clock - before[-1])) > 1:
            wrong.append(f"{title}: {clock - before[-1]} ms")
    expect(not wrong, f"the lag at every moment is the clock less the watermark: {wrong[:3]}")


def parse_time(text):
    """`2024-03-20 10:00:00.000` as milliseconds since 1970."""
    day, _, rest = text.partition(".")
    at = datetime.datetime.fromisoformat(day).replace(tzinfo=datetime.timezone.utc)
    return int(at.timestamp()) * 1000 + int(rest or 0)


def parse_span(text):
    """`1h 2m 3.5s` as milliseconds."""
    units = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
    total = 0
    for number, unit in re.findall(r"(-?[0-9.]+)(ms|s|m|h|d)", text):
        total += round(float(number) * units[unit])
    return total


def parse_counts(title):
    """`1.2s: 1,024 clicks, 3 checkouts`."""
    words = title.rsplit(": ", 1)[1].split()
    return int(words[0].replace(",", "")), int(words[2].replace(",", ""))
