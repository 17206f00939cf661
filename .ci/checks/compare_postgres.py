"""Compares a result file with what PostgreSQL holds of it.

    compare_postgres.py RESULT.sqlite PSQL SOCKET-FOLDER [--counts]

Counts and sums of the original project's table, then every row of every table.
"""
import json, os, sqlite3, subprocess, sys

result, psql, socket = sys.argv[1:4]
lite = sqlite3.connect(result)


def query(sql):
    """The rows of a query, as PostgreSQL's JSON."""
    out = subprocess.run(
        [psql, "-X", "-At", "-v", "ON_ERROR_STOP=1", "-h", socket, "-U", "shop", "-d", "postgres", "-c",
         f"SELECT row_to_json(t)::text FROM ({sql}) AS t"],
        check=True, stdout=subprocess.PIPE, env={**os.environ, "PGTZ": "UTC"}).stdout.decode()
    return [tuple(json.loads(line).values()) for line in out.split("\n") if line]


def same(name, real, expected):
    if real == expected:
        return True
    print(f"  {name}: {len(real)} and {len(expected)} rows, the first that differ:")
    for pair in [(a, b) for a, b in zip(real, expected) if a != b][:3]:
        print("    PostgreSQL", pair[0], "\n    SQLite    ", pair[1])
    return False


shop = query(
    """SELECT count(*) AS a, count(click_id) AS b, count(source) AS c,
        coalesce(sum(total_amount) * 10000, 0)::bigint AS d, coalesce(sum(profit) * 10000, 0)::bigint AS e,
        coalesce(sum(quantity), 0)::bigint AS f,
        (sum(extract(epoch FROM checkout_timestamp)) * 1000)::bigint::text AS g,
        (sum(extract(epoch FROM click_timestamp)) * 1000)::bigint::text AS h FROM shop.checkout_attribution""")
expected = lite.execute(
    """SELECT count(*), count(click_id), count(source), coalesce(sum(total_amount_e4), 0),
        coalesce(sum(profit_e4), 0), coalesce(sum(quantity), 0), CAST(sum(checkout_timestamp) AS TEXT),
        CAST(sum(click_timestamp) AS TEXT) FROM checkout_attribution WHERE run_id = 1""").fetchall()
ok = same("shop.checkout_attribution", shop, expected)
print(f"  shop.checkout_attribution: {shop[0][0]} rows, total_amount {shop[0][3] / 10000:.4f}, profit {shop[0][4] / 10000:.4f}")

rows = 0
for (table,) in [] if "--counts" in sys.argv else lite.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name").fetchall():
    # PostgreSQL holds no U+0000; integers as text, since JSON's are not exact everywhere.
    fix = lambda value: value.replace("\0", "\ufffd") if isinstance(value, str) else value
    columns = [row[1] for row in lite.execute(f"PRAGMA table_info({table})")]
    key = lambda row: [(value is not None, str(value)) for value in row]
    mine = sorted((tuple(map(fix, row)) for row in lite.execute(f"SELECT * FROM {table}")), key=key)
    quoted = ", ".join(f'"{name}"' for name in columns)
    ok &= same(table, sorted(query(f'SELECT {quoted} FROM attrsim."{table}"'), key=key), mine)
    rows += len(mine)
if rows:
    print(f"  attrsim: {rows} rows of all tables are the same")
sys.exit(0 if ok else 1)
