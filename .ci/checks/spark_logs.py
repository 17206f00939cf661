"""Writes logs in many forms, each with a scenario that reads it: what the batch job of export spark
reads of them is held against what attrsim reads.

    spark_logs.py FOLDER

Makes FOLDER/NAME/scenario.json with its logs; FOLDER/NAME/paths has what --clicks and --checkouts are.
The same bytes each time.
"""
import datetime, gzip, json, os, random, sys

START = 1_714_521_600_000  # 2024-05-01
USERS = [
    "u1", "O'Brien", 'say "hi"', "юзер", "日本 人", "a,b", "tab\tx", "back\\slash", "{curly}", "[x]", "null",
    "u;2", "🙂", " lead", "x#y", "0012", "1e5", "%41", "a=b&c", "", None]
SOURCES = ["Google", "face book", "naïve/ü", "日本", "mail", 'O\'Reilly "x"', "tik,tok", "100%_a", "back\\slash"]


def shop(seed, clicks=120):
    """Clicks and checkouts: odd texts, equal times, clicks an hour before to the millisecond, copies."""
    draw = random.Random(seed)
    found = {"clicks": [], "checkouts": []}
    for number in range(clicks):
        at = START + draw.randrange(9_000) * 1000 + draw.choice([0, 0, 1, 500, draw.randrange(1000)])
        user, below = draw.choice(USERS), draw.randrange(1000)
        click = {"id": f"c{number:04}", "user": user, "source": draw.choice(SOURCES), "at": at, "below": below}
        click["product"] = f"p{draw.randrange(6)}"
        found["clicks"] += [click] * draw.choice([1] * 20 + [2])
        if draw.random() < 0.15:
            found["clicks"].append(dict(click, id=click["id"] + "b", source=draw.choice(SOURCES)))
        if draw.random() < 0.75:
            checkout = {
                "id": f"k{number:04}", "user": user, "product": f"p{draw.randrange(7)}", "below": below,
                "quantity": draw.choice([1, 1, 2, 10, 0, None]), "shipping": draw.choice([1.5, 0, 3.3333, None]),
                "discount": draw.choice([0, 0.1, 0.333333, None]), "status": draw.choice(["Success", "Failed"]),
                "note": draw.choice(["", "ok", 'it "was"\nfine', None]),
                "at": at + draw.choice([3_600_000, 3_600_001, 3_599_999, 0, 1, draw.randrange(7_200_000)])}
            found["checkouts"] += [checkout] * draw.choice([1] * 20 + [2])
            if draw.random() < 0.05:
                found["checkouts"].append(dict(checkout, at=checkout["at"] + 60_000))
    return found["clicks"], found["checkouts"]


def clock(row, minutes=0):
    return datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=row["at"] + minutes * 60_000)


# How times are written, of a row.
def sql(row): return clock(row).isoformat(" ", "milliseconds") + f"{row['below']:03}"
def epoch_seconds(row): return row["at"] / 1000
def epoch_milliseconds(row): return row["at"]
def epoch_microseconds(row): return row["at"] * 1000 + row["below"]
def epoch_nanoseconds(row): return (row["at"] * 1000 + row["below"]) * 1000 + row["below"] % 7


def rfc(row):
    east = (0, 330, -240, 60)[sum(map(ord, row["id"])) % 4]
    zone = "Z" if east == 0 else f"{'+' if east > 0 else '-'}{abs(east) // 60:02}:{abs(east) % 60:02}"
    return clock(row, east).isoformat("T", "milliseconds") + f"{row['below']:03}{zone}"


def any_form(row):
    at, thousandths = clock(row), f"{row['at'] % 1000:03}"
    forms = [
        sql(row), rfc(row), row["at"], at.strftime("%Y%m%d%H%M%S") + thousandths,
        at.strftime("%Y%m%dT%H%M%S.") + thousandths + "Z", at.strftime("%Y/%m/%d %H:%M:%S,") + thousandths,
        at.strftime("%d-%b-%y %I.%M.%S.").upper() + thousandths + at.strftime(" %p"),
        at.strftime("%b %d, %Y %I:%M:%S.") + thousandths + at.strftime(" %p")]
    if row["at"] % 1000 == 0:
        later = clock(row, 60)
        forms = [
            at.strftime(form) for form in (
                "%Y%m%d%H%M%S", "%Y%m%d %H:%M:%S", "%b %d, %Y %I:%M:%S %p", "%B %d, %Y, %H:%M:%S",
                "%d-%b-%Y %H:%M:%S", "%d/%b/%Y:%H:%M:%S +0000", "%a, %d %b %Y %H:%M:%S GMT",
                "%Y-%m-%d %H:%M:%S UTC", "%Y%m%dT%H%M%SZ")
        ] + [str(row["at"]), later.strftime("%a, %d %b %Y %H:%M:%S +0100 (CET)")]
    return forms[sum(map(ord, row["id"])) % len(forms)]


def day_first(row): return clock(row).strftime("%d.%m.%y %I:%M:%S.") + f"{row['at'] % 1000:03}" + clock(row).strftime(" %p")
def excel(row): return f"{row['at'] / 86_400_000 + 25_569:.9f}"


def rows(log, time):
    """The rows with attrsim's own names."""
    clicks, checkouts = log
    return (
        [{"click_id": row["id"], "user_id": row["user"], "source": row["source"], "product_id": row["product"],
          "click_timestamp": time(row)} for row in clicks],
        [{"checkout_id": row["id"], "user_id": row["user"], "product_id": row["product"],
          "quantity": row["quantity"], "shipping_cost": row["shipping"], "discount": row["discount"],
          "payment_method": "Card, blue", "payment_status": row["status"], "payment_description": row["note"],
          "checkout_timestamp": time(row)} for row in checkouts])


def lines(rows): return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def cells(rows, between=",", nothing=""):
    def cell(value):
        text = nothing if value is None else str(value)
        quoted = value is not None and (any(sign in text for sign in between + '"\n') or text.strip() != text)
        return '"' + text.replace('"', '""') + '"' if quoted else text
    names = list(rows[0])
    return "".join(
        between.join(cell(value) for value in row) + "\n" for row in [names] + [list(row.values()) for row in rows])


def write(folder, name, text):
    data = text.encode()
    with open(os.path.join(folder, name), "wb") as file:
        file.write(gzip.compress(data, mtime=0) if name.endswith(".gz") else data)


def flat(seed, time, how=None, names=("c.jsonl", "k.jsonl"), text=lines):
    """A log of both streams with attrsim's own names."""
    def make(folder):
        parts = []
        for name, part in zip(names, rows(shop(seed), time)):
            write(folder, name, text(part))
            parts.append(dict({"path": name}, **(how or {})))
        return {"clicks": parts[0], "checkouts": parts[1]}
    return make


def mapped(folder):
    clicks, checkouts = shop(5)
    write(folder, "c.jsonl", lines(
        {"meta": {"id": row["id"], "who": {"uid": row["user"]}}, "utm": {"src": row["source"], "med": [None, "cpc"][place % 2]},
         "ts": epoch_seconds(row), "kind": "click" if place % 9 else "noise",
         "params": [{"key": "x", "value": 1}, "text", {"key": "sku", "value": {"s": row["product"]}}]}
        for place, row in enumerate(clicks)))
    write(folder, "k.jsonl.gz", lines(
        {"order": {"it's no": row["id"], "lines": [{"sku": row["product"], "n": row["quantity"]}]}, "customer": row["user"],
         "at": epoch_seconds(row), "ship": row["shipping"], "flag": place % 5 == 0} for place, row in enumerate(checkouts)))
    return {
        "clicks": {
            "path": "c.jsonl", "timeFormat": "epoch-seconds", "where": {"kind": {"not": "noise"}},
            "fields": {
                "id": "meta.id", "user": "meta.who.uid", "time": "ts", "product": "params[key=sku].value.s",
                "source": {"join": ["utm.src", "utm.med"], "with": "/", "map": {"Google/cpc": "Ads"}}}},
        "checkouts": {
            "path": "k.jsonl.gz", "timeFormat": "epoch-seconds", "where": {"flag": "false"},
            "fields": {
                "id": "order.'it''s no'", "user": "customer", "time": "at", "product": "order.lines[0].sku",
                "quantity": "order.lines[0].n", "shipping": "ship", "discount": {"value": "0.05"},
                "payment_method": {"path": "none", "default": "unknown"}, "payment_status": {"value": "Success"},
                "payment_description": {"firstOf": ["none", "customer"], "default": "-"}}}}


def texts(folder):
    clicks, checkouts = shop(9)
    bodies = [
        {"event": "click", "id": row["id"], "user": {"id": row["user"]}, "source": row["source"], "ts": row["at"],
         "p": json.dumps({"deep": [{"k": "a", "v": row["product"]}]})} for row in clicks]
    bodies += [
        {"event": "order", "id": row["id"], "user": {"id": row["user"]}, "total": 12.5, "sku": row["product"], "ts": row["at"]}
        for row in checkouts]
    # As a text and as an object, in turn.
    made = [{"Body": json.dumps(body) if place % 2 else body} for place, body in enumerate(bodies)]
    made[3:3] = [{"Body": "no JSON {"}, {"Body": '{"event": "click", "id": "none"} and more'}, {"Body": None}]
    write(folder, "log.jsonl", lines(made))
    return {"log": {
        "path": "log.jsonl", "fields": {"id": "Body.id", "user": "Body.user.id", "time": "Body.ts"},
        "clicks": {"where": {"Body.event": "click"}, "fields": {
            "source": {"join": ["Body.source", "Body.p.deep[k=a].v", "Body.p.deep[0].v"], "with": "|"}}},
        "checkouts": {"where": {"Body.event": "order"}, "fields": {"amount": "Body.total", "product": "Body.sku"}}}}


def avro(folder):
    made = []
    for topic, part in zip(("web", "orders"), rows(shop(10), epoch_milliseconds)):
        for place, row in enumerate(part):
            def union(value):
                kind = {str: "string", int: "long", float: "double"}.get(type(value))
                return {kind: value} if kind and place % 3 else value
            row = {name: union(value) for name, value in row.items()}
            made.append({
                "topic": topic, "partition": place % 3, "offset": place, "ts": START + place, "key": None,
                "payload": json.dumps(row) if place % 5 else row})
    made.append(dict(made[0], payload=None))
    write(folder, "dump.jsonl", "% Reached end of topic\n" + lines(made))
    return {"kafka": {"path": "dump.jsonl", "topics": {"web": "clicks", "orders": "checkouts"}}}


def debezium(folder):
    for name, part in zip("ck", rows(shop(11), epoch_milliseconds)):
        events = []
        for place, row in enumerate(part):
            event = {"before": None, "after": {"shop.public.Value": row} if place % 4 == 3 else row, "op": "cr"[place % 2]}
            events.append({"schema": {}, "payload": event} if place % 3 else event)
        events[5:5] = [{"before": {}, "after": part[3], "op": "u"}, {"before": part[4], "after": None, "op": "d"}, None, {"op": "t"}]
        write(folder, name + ".jsonl", lines(events))
    return {
        stream: {"path": name + ".jsonl", "envelope": "debezium"}
        for stream, name in (("clicks", "c"), ("checkouts", "k"))}


def files(folder):
    clicks, checkouts = rows(shop(12), sql)
    half = len(clicks) // 2
    write(folder, "c_1.tsv", cells(clicks[:half], "\t", "\\N"))
    # The same columns in another order, and no newline at the end.
    write(folder, "c_2.tsv", cells([dict(reversed(row.items())) for row in clicks[half:]], "\t").rstrip("\n"))
    again = cells(checkouts[:1], ";").split("\n")[0] + "\n"
    behind = cells(checkouts[30:], ";").split("\n", 1)[1]
    write(folder, "k.csv.gz", "\ufeff" + cells(checkouts[:30], ";", "\\N") + again + behind)
    return {"clicks": "c_*.tsv", "checkouts": {"path": "k.csv.gz", "delimiter": ";"}}


def conditions(folder):
    clicks, checkouts = rows(shop(13), rfc)
    queries = ["utm_source=G%C3%B6%20o+gle&x=1#f", "a=1&utm_source=b%26c;d", "utm_source=100%&y", "x=1", "utm_source"]
    for place, row in enumerate(clicks):
        address = "https://shop.example/a?" + queries[place % 5]
        row["url"] = [address, f"GET /b?{queries[place % 5]} HTTP/1.1", f"id=1; utm_source=cookie+{place % 2}%20; z=2"][place % 3]
    write(folder, "c.json", json.dumps(clicks, ensure_ascii=False, indent=1))
    write(folder, "k.jsonl", lines(checkouts))
    return {
        "clicks": {
            "path": "c.json", "where": {"source": {"not": {"like": ["G*gle", "?本", "100%*"]}}, "user_id": {"exists": True}},
            "fields": {"source": {"parameter": "utm_source", "of": "url", "default": "none"}}},
        "checkouts": {"path": "k.jsonl", "where": {"payment_status": ["Success", "x"]}}}


LOGS = {
    "rfc": flat(1, rfc, names=("c.jsonl.gz", "k.jsonl")), "csv": flat(2, sql, names=("c.csv", "k.csv"), text=cells),
    "csv-nothing": flat(3, sql, names=("c.csv", "k.csv"), text=lambda rows: cells(rows, nothing="\\N")),
    "milliseconds": flat(4, epoch_milliseconds), "mapped": mapped,
    "microseconds": flat(6, epoch_microseconds, {"timeFormat": "epoch-microseconds"}),
    "nanoseconds": flat(16, epoch_nanoseconds, {"timeFormat": "epoch-nanoseconds"}), "any-form": flat(7, any_form),
    "zone": flat(8, sql, {"timeZone": "Europe/Berlin"}), "day-first": flat(17, day_first, {"timeFormat": "day-first"}),
    "excel": flat(18, excel, {"timeFormat": "excel", "timeZone": "America/New_York"}), "texts": texts, "avro": avro,
    "debezium": debezium, "files": files, "conditions": conditions,
}


def main():
    for name, make in LOGS.items():
        folder = os.path.join(sys.argv[1], name)
        os.makedirs(folder, exist_ok=True)
        source = make(folder)
        write(folder, "users.csv", "user_id,gender\n" + "".join(
            '"{}",{}\n'.format(user.replace('"', '""'), "fm"[place % 2]) for place, user in enumerate(USERS) if user and place % 5))
        write(folder, "products.csv", "product_id,category,price,commission_rate\np0,Toys,19.99,0.05\np1,\"Büro, ö\",0.3333,0.123456\n"
              "p2,,100,0\np3,Toys,99999.9999,1\np4,x,7.5,0.1\np5,y,1234.5678,0.333333\n")
        scenario = {
            "name": name, "input": source, "join": {"lookback": "1h"},
            "dimensions": {"users": "users.csv", "products": "products.csv", "lookup": "left"},
            "attribution": {"compare": ["last-click", "linear"]}}
        write(folder, "scenario.json", json.dumps(scenario, ensure_ascii=False))
        path = lambda log: os.path.join(folder, log if isinstance(log, str) else log["path"])
        logs = [source["clicks"], source["checkouts"]] if "clicks" in source else list(source.values()) * 2
        write(folder, "paths", "".join(path(log) + "\n" for log in logs))


main()
