import Results

/// Opens results for the commands that read them.
enum ResultOpening {
    /// A result.
    ///
    /// - Throws: exit status 3 if it is no result, 4 if it cannot be read.
    static func open(_ path: String) throws(CommandFailure) -> ResultReader {
        do throws(ResultError) {
            return try ResultReader(path: path)
        } catch {
            throw failure(error)
        }
    }

    /// Reads from a result.
    ///
    /// - Throws: as ``open(_:)``.
    static func reading(_ body: () throws(ResultError) -> Void) throws(CommandFailure) {
        do throws(ResultError) {
            try body()
        } catch {
            throw failure(error)
        }
    }

    /// A query of ours that goes wrong means a table that is not as a run writes it.
    private static func failure(_ error: ResultError) -> CommandFailure {
        let status: ExitStatus =
            switch error.kind {
            case .notAResult, .sql: .badData
            case .system, .internal: .system
            }
        return CommandFailure(error.description, status)
    }
}
