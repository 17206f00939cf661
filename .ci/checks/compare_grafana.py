"""Runs the queries of both exported dashboards and compares their rows.

    compare_grafana.py FOLDER RESULT.sqlite PSQL SOCKET-FOLDER
"""
import datetime, decimal, json, os, sqlite3, subprocess, sys

folder, result, psql, socket = sys.argv[1:5]
lite = sqlite3.connect(result)
UTC = datetime.timezone.utc


def milliseconds(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


def dashboard(database):
    """Title and SQL of each panel, with the time range that Grafana would fill in."""
    with open(f"{folder}/dashboards/attrsim-{database}.json", encoding="utf-8") as file:
        board = json.load(file)
    places = {(x, y) for p in board["panels"] for x in range(p["gridPos"]["x"], p["gridPos"]["x"] + p["gridPos"]["w"])
              for y in range(p["gridPos"]["y"], p["gridPos"]["y"] + p["gridPos"]["h"])}
    assert len(places) == sum(p["gridPos"]["w"] * p["gridPos"]["h"] for p in board["panels"]), "panels overlap"
    for panel in board["panels"]:
        target = panel["targets"][0]
        sql = target["rawSql"] if database == "postgres" else target["queryText"]
        for end in ("from", "to"):
            sql = sql.replace(f"$__{end}", str(milliseconds(board["time"][end])))
        yield panel["title"], sql


def plain(name, value):
    if name == "time" and isinstance(value, str):
        time = datetime.datetime.fromisoformat(value)
        return int((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp())
    return float(decimal.Decimal(str(value))) if isinstance(value, (float, decimal.Decimal)) else value


def on_postgres(sql):
    out = subprocess.run(
        [psql, "-X", "-At", "-v", "ON_ERROR_STOP=1", "-h", socket, "-U", "shop", "-d", "postgres",
         "-c", f"SELECT row_to_json(t)::text FROM ({sql}) AS t"],
        check=True, stdout=subprocess.PIPE, env={**os.environ, "PGTZ": "UTC"}).stdout.decode()
    return [tuple((n, plain(n, v)) for n, v in json.loads(line).items()) for line in out.split("\n") if line]


def on_sqlite(sql):
    cursor = lite.execute(sql)
    names = [column[0] for column in cursor.description]
    return [tuple((n, plain(n, v)) for n, v in zip(names, row)) for row in cursor]


def close(a, b):
    return len(a) == len(b) and all(
        n == m and (abs(v - w) < 1e-6 if isinstance(v, (int, float)) and isinstance(w, (int, float)) else v == w)
        for (n, v), (m, w) in zip(a, b))


ok = True
for (title, real), (other, own) in zip(dashboard("postgres"), dashboard("sqlite"), strict=True):
    assert title == other
    a, b = on_postgres(real), on_sqlite(own)
    good = len(a) == len(b) > 0 and all(close(x, y) for x, y in zip(a, b))
    ok &= good
    print(f"  {title}: {len(a)} rows" + ("" if good else f", SQLite {len(b)}; {a[:2]} {b[:2]}"))
sys.exit(0 if ok else 1)
