public import Results
import Text

/// A result as a script for `psql`: the original project's `shop.checkout_attribution`, upserted,
/// and all of the result's tables in a schema of their own, replaced.
///
/// One transaction; loading it twice gives the same as once.
public struct PostgresExport: Sendable {
    /// The schema of the result's tables.
    public var schema = "attrsim"

    /// An export into the schema `attrsim`.
    public init() {}

    /// Writes the script; `emit` takes its lines one by one. Memory does not grow with the result.
    ///
    /// - Returns: what PostgreSQL cannot store as it is.
    /// - Throws: ``ResultError`` if the result cannot be read.
    @discardableResult
    public func write(
        _ reader: ResultReader, _ emit: (String) -> Void
    ) throws(ResultError) -> ReplacedTexts {
        var replaced = ReplacedTexts()
        let shapes = try ResultShape.all(reader)
        emit(PostgresExport.heading)
        try writeShop(reader, emit)
        let name = PostgresText.identifier(schema)
        emit("\n-- Everything that the run left, as it is in its file.\n")
        emit("CREATE SCHEMA IF NOT EXISTS \(name);\n")
        for shape in shapes.reversed() { emit(removal(shape)) }
        for shape in shapes where !shape.isView { try write(shape, reader, &replaced, emit) }
        for shape in shapes where shape.isView { emit(creditView) }
        emit("\nCOMMIT;\n")
        return replaced
    }

    private static let heading = """
        -- A result of attrsim for PostgreSQL. Load it with: psql -d DATABASE -f FILE
        -- Loading it again changes nothing.
        \\set ON_ERROR_STOP on
        \\set QUIET on
        SET client_encoding = 'UTF8';
        SET client_min_messages = warning;
        SET standard_conforming_strings = on;
        BEGIN;


        """

    // MARK: The original project's sink

    /// The sink's columns: those of the original project, then ours.
    static let shopColumns: [(name: String, type: String, query: String)] = [
        ("checkout_id", "VARCHAR", "checkout_id"), ("user_id", "VARCHAR", "user_id"),
        ("product_id", "VARCHAR", "product_id"), ("quantity", "BIGINT", "quantity"),
        ("total_amount", "NUMERIC(19, 4)", "total_amount_e4"),
        ("payment_method", "VARCHAR", "payment_method"),
        ("payment_status", "VARCHAR", "payment_status"),
        ("payment_description", "VARCHAR", "payment_description"),
        ("gender", "VARCHAR", "gender"), ("category", "VARCHAR", "category"),
        ("profit", "NUMERIC(19, 4)", "profit_e4"), ("source", "VARCHAR", "source"),
        ("checkout_timestamp", "TIMESTAMP", "checkout_timestamp"),
        ("click_timestamp", "TIMESTAMP", "click_timestamp"),
        ("click_id", "VARCHAR", "click_id"), ("seq", "BIGINT", "seq"),
    ]

    /// How many of ``shopColumns`` the original project has.
    static let originalColumnCount = 14

    private func writeShop(
        _ reader: ResultReader, _ emit: (String) -> Void
    ) throws(ResultError) {
        emit(PostgresExport.shopTable)
        let columns = PostgresExport.shopColumns
        let query =
            "SELECT \(columns.map(\.query).joined(separator: ", ")) FROM checkout_attribution "
            + "WHERE run_id = 1 ORDER BY rowid"
        try reader.forEachRow(query) { row in
            let cells = columns.indices.map { index in
                switch columns[index].type {
                case "NUMERIC(19, 4)":
                    row.integer(index).map { DecimalText.fixed($0, decimals: 4) } ?? "\\N"
                case "TIMESTAMP": row.integer(index).map(TimestampText.postgres) ?? "\\N"
                default: PostgresText.copy(row.value(index))
                }
            }
            emit(cells.joined(separator: "\t") + "\n")
        }
        emit(PostgresExport.shopUpsert)
    }

    private static var shopTable: String {
        let names = shopColumns.map(\.name).joined(separator: ", ")
        let definitions = shopColumns.map { column in
            "    \(column.name) \(column.type)"
                + (column.name == "checkout_id" ? " PRIMARY KEY" : "")
        }
        let added = shopColumns.dropFirst(originalColumnCount).map {
            "    ADD COLUMN IF NOT EXISTS \($0.name) \($0.type)"
        }
        return """
            -- The original project's sink. A table that is there already gains the last columns.
            CREATE SCHEMA IF NOT EXISTS shop;
            CREATE TABLE IF NOT EXISTS shop.checkout_attribution (
            \(definitions.joined(separator: ",\n"))
            );
            ALTER TABLE shop.checkout_attribution
            \(added.joined(separator: ",\n"));
            CREATE TEMPORARY TABLE incoming_attribution (
            \(shopColumns.map { "    \($0.name) \($0.type)" }.joined(separator: ",\n"))
            ) ON COMMIT DROP;
            COPY incoming_attribution (\(names)) FROM stdin;

            """
    }

    /// An upsert by checkout id: of several rows with one id the last counts.
    private static var shopUpsert: String {
        let names = shopColumns.map(\.name)
        let updates = names.dropFirst().map { "    \($0) = EXCLUDED.\($0)" }
        return """
            \\.
            INSERT INTO shop.checkout_attribution (\(names.joined(separator: ", ")))
            SELECT DISTINCT ON (checkout_id) \(names.joined(separator: ", "))
            FROM incoming_attribution
            ORDER BY checkout_id, seq DESC
            ON CONFLICT (checkout_id) DO UPDATE SET
            \(updates.joined(separator: ",\n"));

            """
    }

    // MARK: The result's tables

    private func qualified(_ name: String) -> String {
        PostgresText.identifier(schema) + "." + PostgresText.identifier(name)
    }

    private func removal(_ shape: ResultShape) -> String {
        // What is a view in one result is a table in another.
        let isEither = shape.name == "attribution_credit"
        guard isEither else { return "DROP TABLE IF EXISTS \(qualified(shape.name));\n" }
        return """
            DO $$ BEGIN
                DROP VIEW IF EXISTS \(qualified(shape.name));
            EXCEPTION WHEN wrong_object_type THEN
                DROP TABLE \(qualified(shape.name));
            END $$;

            """
    }

    private func write(
        _ shape: ResultShape, _ reader: ResultReader, _ replaced: inout ReplacedTexts,
        _ emit: (String) -> Void
    ) throws(ResultError) {
        var number: Int64 = 0
        let definitions = shape.columns.map {
            "    \(PostgresText.identifier($0.name)) \($0.isText ? "TEXT" : "BIGINT")"
        }
        emit(
            """

            CREATE TABLE \(qualified(shape.name)) (
            \(definitions.joined(separator: ",\n"))
            );
            COPY \(qualified(shape.name)) FROM stdin;

            """)
        try reader.forEachRow(shape.query) { row in
            number += 1
            let cells = shape.columns.indices.map { column in
                let value = row.value(column)
                if case .text(let text) = value {
                    replaced.note(text, shape.name, row: number, shape.columns[column].name)
                }
                return PostgresText.copy(value)
            }
            emit(cells.joined(separator: "\t") + "\n")
        }
        emit("\\.\n")
    }

    /// As in the result: with a model that credits one click, a checkout is one credit of 1.
    private var creditView: String {
        """

        CREATE VIEW \(qualified("attribution_credit")) AS
        SELECT a.run_id, r.model, a.checkout_id, a.click_id, a.source,
            1 AS position, 1 AS touchpoints, 1000000000 AS credit_e9
        FROM \(qualified("checkout_attribution")) AS a
        JOIN \(qualified("run")) AS r ON r.run_id = a.run_id
        WHERE a.click_id IS NOT NULL;

        """
    }
}
