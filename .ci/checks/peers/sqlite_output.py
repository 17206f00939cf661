"""Writes an Arrow stream into a new SQLite file, through the C driver of Apache Arrow (ADBC)."""

import os

import adbc_driver_sqlite.dbapi as sqlite

def write_table(path, table, rows):
    """`rows`: whatever has an Arrow stream: a DuckDB relation, a Polars frame."""
    if os.path.exists(path):
        os.remove(path)
    with sqlite.connect(path, autocommit=True) as connection, connection.cursor() as cursor:
        # A scratch file: no journal and no wait for the disk, as for attrsim's own.
        cursor.execute("PRAGMA journal_mode = OFF")
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.adbc_ingest(table, rows, mode="create")

