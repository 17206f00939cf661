/// `times.py`: how the times of a log are read.
enum SparkTimes {
    /// The module. Its expressions have the forms that ``TimeText`` reads.
    static let module = #"""
        """How the times of a log are read: in the forms that attrsim reads, to the nanosecond.

        Written by attrsim export spark. A text is taken apart by the first pattern that it has the form of;
        one that has none, or says a day or an hour that does not exist, ends the job.
        """
        from pyspark.sql import functions as F

        MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
        MONTH = "((?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
        OFFSET = "[+-][0-9]{2}(?::?[0-9]{2})?"
        ZONE = f"(?: ?((?i:Z|UTC|GMT|UT)|{OFFSET}))?"
        # Hours east of Greenwich that mail programs have letters for.
        LETTERS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
        FRACTION = "(?:[.,]([0-9]+))?"
        TWO, CLOCK = "([0-9]{2})", "([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?"
        # 9:01, 09:01:30.5 PM
        SHORT = "([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?" + FRACTION + "(?: *\u202f?([AaPp])[Mm])?" + ZONE
        DAY = "([0-9]{1,2})([./-])([0-9]{1,2})\\2([0-9]{4}|[0-9]{2}),?[ T] *" + SHORT

        # Where a text has the form: which text, the pattern, and which of its groups are year, month, day,
        # hour, minute, second, fraction, half of the day, zone and weekday.
        ISO = ("^([0-9]{4})([-/])([0-9]{2})\\2([0-9]{2})[ Tt](?:([0-9]{2})|" + CLOCK + FRACTION + ZONE + ")\\z",
               "1 3 4 56 7 8 9 - 10 -")
        COMPACT = ("^([0-9]{4})([0-9]{2})([0-9]{2})[ Tt]([0-9]{2})(:?)([0-9]{2})(?:\\5([0-9]{2}))?" + FRACTION + ZONE
                   + "\\z", "1 2 3 4 6 7 8 - 9 -")
        DIGITS = ("^(20[0-9]{2})" + TWO * 5 + "([0-9]{3})?\\z", "1 2 3 4 5 6 7 - - -")
        NAMES = [
            # Wed, 20 Mar 2024 13:23:48 GMT (mail)
            ("^(?:((?i:sun|mon|tue|wed|thu|fri|sat)), *)?([0-9]{1,2}) +" + MONTH + " +([0-9]{4}) +" + CLOCK
             + f"(?: *((?i:Z|UTC|GMT|UT|{'|'.join(LETTERS)})|{OFFSET})(?: *\\(.*\\))?)?\\z", "4 3 2 5 6 7 - - 8 1"),
            # 20/Mar/2024:13:23:48 +0000 (web servers)
            ("^([0-9]{1,2})/" + MONTH + "/([0-9]{4}):" + CLOCK + f"(?: *((?i:Z|UTC|GMT|UT)|{OFFSET}))?\\z",
             "3 2 1 4 5 6 - - 7 -"),
            # March 20, 2024, 1:23:48 PM
            ("^" + MONTH + "(?i:uary|ruary|ch|il|e|y|ust|tember|ober|ember)? +([0-9]{1,2}),? ([0-9]{4}),? +" + SHORT
             + "\\z", "3 1 2 4 5 6 7 8 9 -"),
            # 20-Mar-2024 13:23:48, 20-MAR-24 01.23.48.123456 PM
            ("^([0-9]{1,2})-" + MONTH + "-([0-9]{4}|[0-9]{2}) +([0-9]{1,2})([.:])([0-9]{2})(?:\\5([0-9]{2})|(?!\\5))"
             + FRACTION + "(?: *\u202f?([AaPp])[Mm])?" + ZONE + "\\z", "3 2 1 4 6 7 8 9 10 -"),
        ]
        # The unit of a number since 1970: digits before its point, and nanoseconds.
        UNITS = {
            "epoch-seconds": (12, 1_000_000_000), "epoch-milliseconds": (15, 1_000_000),
            "epoch-microseconds": (18, 1_000), "epoch-nanoseconds": (19, 1),
        }
        EARLIEST, LATEST = -62_167_219_200_000, 253_402_300_799_999
        DAY_LENGTH = 86_400_000


        def literal(text):
            """A text as Spark SQL writes it."""
            return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


        def taken_apart(text, form):
            """The parts of a text that has this form, one behind another; another one stays as it is."""
            pattern, places = form
            group = {"-": "", "56": "$5$6"}
            parts = "|".join(group.get(place, f"${place}") for place in places.split())
            return f"regexp_replace({text}, {literal(pattern)}, {literal(parts)})"


        def read(frame, name, form, zone=None):
            """`name`, a text, as the time that it stands for, in milliseconds, and beside it as `name_ns` the
            nanoseconds of that millisecond. Texts without a zone were written in `zone` (UTC)."""
            t = f"`{name}`"
            whole = None
            if form in UNITS:
                digits, unit = UNITS[form]
                number = f"CAST({t} AS DECIMAL({digits + 9}, 9)) * {unit}"
                frame = frame.withColumn("at", F.expr(f"CAST(floor({number}) AS DECIMAL(31, 0))"))
                frame = frame.withColumn("ns", F.expr("CAST(pmod(at, 1000000) AS INT)"))
                ms = "CAST((at - ns) / 1000000 AS BIGINT)"
            elif form == "excel":
                # Days since 1899-12-30; those before 1900-03-01 are counted wrongly.
                days = f"CAST({t} AS DECIMAL(22, 15))"
                at = f"CAST(floor(({days} - 25569) * {DAY_LENGTH} + 0.5BD) AS BIGINT)"
                plain = f"{t} RLIKE '^[0-9]+([.][0-9]+)?\\\\z'"
                frame = frame.withColumn("ns", F.lit(0))
                frame = frame.withColumn("at", F.expr(f"CASE WHEN {plain} AND {days} >= 61 THEN {at} END"))
                ms, whole = local("at", "FALSE", zone), None
            else:
                first_day = form in ("day-first", "month-first")
                if first_day:
                    places = "4 3 1" if form == "day-first" else "4 1 3"
                    apart = taken_apart(t, ("^" + DAY + "\\z", places + " 5 6 7 8 9 10 -"))
                else:
                    # A number of seconds, microseconds or nanoseconds would be a time without a word.
                    frame = frame.withColumn(name, F.expr(
                        f"CASE WHEN {t} RLIKE '^-?([0-9]{{10}}|[0-9]{{15,16}}|[0-9]{{19}})([.]|\\\\z)' OR "
                        f"{t} RLIKE '^(?!20)[0-9]{{14}}\\\\z' THEN "
                        f"raise_error(concat('needs a timeFormat: ', {t})) ELSE {t} END"))
                    whole = (f"CASE WHEN {t} RLIKE '^-?[0-9]{{1,18}}\\\\z' AND "
                             f"NOT {t} RLIKE '^20([0-9]{{12}}|[0-9]{{15}})\\\\z' THEN CAST({t} AS BIGINT) END")
                    names = t
                    for one in NAMES:
                        names = taken_apart(names, one)
                    apart = (
                        f"CASE WHEN substring({t}, 5, 1) IN ('-', '/') THEN {taken_apart(t, ISO)} "
                        f"WHEN {t} RLIKE '^[0-9]{{8}}[ Tt]' THEN {taken_apart(t, COMPACT)} "
                        f"WHEN {t} RLIKE '^20[0-9]{{12}}' THEN {taken_apart(t, DIGITS)} ELSE {names} END")
                frame = frame.withColumn("parts", F.expr(f"split({apart}, '[|]')"))
                frame = frame.withColumn("at", F.expr(civil()))
                frame = frame.withColumn(
                    "ns", F.expr("CAST(pmod(CAST(rpad(left(parts[6], 9), 9, '0') AS INT), 1000000) AS INT)"))
                offset = "parts[8]"
                ms = local(f"at - {minutes(offset)} * 60000", f"{offset} != ''", zone)
            if whole:
                frame = frame.withColumn("whole", F.expr(whole))
                ms = f"coalesce(whole, {ms})"
            frame = frame.withColumn("ms", F.expr(ms))
            unread = f"raise_error(concat('no time: ', {t}))"
            time = (f"CASE WHEN ms BETWEEN {EARLIEST} AND {LATEST} THEN timestamp_millis(ms) "
                    f"WHEN {t} IS NULL THEN NULL ELSE CAST({unread} AS TIMESTAMP) END")
            frame = frame.withColumn(name + "_ns", F.expr("coalesce(ns, 0)"))
            frame = frame.withColumn(name, F.expr(time))
            return frame.drop("parts", "at", "ns", "ms", "whole")


        def civil():
            """Milliseconds of what the clock on the wall showed; NULL of what none shows."""
            year, month, day, hour, minute, second, fraction, half, _, weekday = (
                f"parts[{place}]" for place in range(10))
            year = f"CAST(CASE WHEN length({year}) = 2 THEN concat('20', {year}) ELSE {year} END AS INT)"
            month = (f"CASE WHEN length({month}) = 3 THEN (instr('{MONTHS}', lower({month})) + 2) DIV 3 "
                     f"ELSE CAST({month} AS INT) END")
            date = f"make_date({year}, CAST({month} AS INT), CAST({day} AS INT))"
            hours = (f"CASE WHEN {half} = '' THEN CAST({hour} AS INT) WHEN CAST({hour} AS INT) BETWEEN 1 AND 12 "
                     f"THEN CAST({hour} AS INT) % 12 + IF({half} IN ('p', 'P'), 12, 0) END")
            of_day = " ".join([
                f"({hours} * 3600 + CAST(concat('0', {minute}) AS INT) * 60 +",
                f"CAST(concat('0', {second}) AS INT)) * 1000L +",
                f"CAST(rpad(left({fraction}, 9), 9, '0') AS INT) DIV 1000000"])
            exists = " AND ".join([
                "size(parts) = 10", f"CAST({hour} AS INT) < 24", f"CAST(concat('0', {minute}) AS INT) < 60",
                f"CAST(concat('0', {second}) AS INT) < 60",
                f"({weekday} = '' OR lower({weekday}) = lower(date_format({date}, 'E')))"])
            return f"CASE WHEN {exists} THEN unix_date({date}) * {DAY_LENGTH}L + {of_day} END"


        def minutes(offset):
            """Minutes east of Greenwich: of +01:00, EST or nothing; NULL of an hour that no clock has."""
            letters = " ".join(f"WHEN '{name}' THEN {hours * 60}" for name, hours in LETTERS.items())
            hour, minute = (f"CAST({text} AS INT)" for text in (
                f"substring({offset}, 2, 2)", f"concat('0', substring(replace({offset}, ':', ''), 4))"))
            sign = f"IF({offset} LIKE '-%', -1, 1)"
            number = f"CASE WHEN {hour} < 24 AND {minute} < 60 THEN {sign} * ({hour} * 60 + {minute}) END"
            return (f"CASE WHEN {offset} = '' THEN 0 WHEN {offset} RLIKE '^[+-]' THEN {number} ELSE "
                    f"CASE upper({offset}) {letters} ELSE 0 END END")


        def local(ms, is_said, zone):
            """Milliseconds in UTC of what a clock in the zone showed. A time that it skipped is moved forward
            by as much, one that it showed twice is the earlier one."""
            if not zone:
                return ms
            there = f"unix_millis(to_utc_timestamp(timestamp_millis({ms}), {literal(zone)}))"
            return f"CASE WHEN {is_said} THEN {ms} ELSE {there} END"

        """#
}
