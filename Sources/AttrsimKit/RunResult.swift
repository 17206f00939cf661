import Results

/// A result: one SQLite file, read only. Its tables are described in the manual, "The tables of a
/// result"; run 1 is the stream, run 2 its truth.
public struct RunResult: Sendable {
    /// A value of a row.
    public enum Value: Sendable, Hashable {
        /// NULL.
        case null
        /// An integer: money in ten-thousandths, credits in billionths, times in milliseconds.
        case integer(Int64)
        /// A number that the query made; tables hold none.
        case real(Double)
        /// A text.
        case text(String)
    }

    /// Where it lies.
    public let path: String

    /// A result that is there already.
    ///
    /// - Throws: ``AttrsimError`` of kind `input` if the file is no result.
    public init(_ path: String) throws(AttrsimError) {
        self.path = path
        _ = try rows("SELECT 1 FROM run")
    }

    /// The rows of a query.
    ///
    /// - Throws: ``AttrsimError`` of kind `input` if it cannot be asked.
    public func rows(_ sql: String) throws(AttrsimError) -> [[Value]] {
        do throws(ResultError) {
            return try ResultReader(path: path).query(sql).map { row in row.map(Value.init) }
        } catch {
            throw AttrsimError(.input, error.description)
        }
    }

    /// A counter of a run, such as `clicks_late`; `nil` if there is none of this name.
    ///
    /// - Throws: as ``rows(_:)``.
    public func counter(_ name: String, run: Int = 1) throws(AttrsimError) -> Int64? {
        for row in try rows("SELECT name, value FROM stat WHERE run_id = \(run)") {
            if row[0] == .text(name), case .integer(let value) = row[1] { return value }
        }
        return nil
    }
}

extension RunResult.Value {
    fileprivate init(_ value: ResultValue) {
        switch value {
        case .null: self = .null
        case .integer(let integer): self = .integer(integer)
        case .real(let real): self = .real(real)
        case .text(let text): self = .text(text)
        }
    }
}
