/// How a command ends, for whoever called it (contract, section 6).
struct ExitStatus: Equatable, Sendable {
    let code: Int32

    init(_ code: Int32) { self.code = code }

    /// All held.
    static let success = ExitStatus(0)
    /// An expectation, a golden text or a comparison failed.
    static let failed = ExitStatus(1)
    /// Wrong usage or a wrong scenario.
    static let wrongUsage = ExitStatus(2)
    /// Bad input data.
    static let badData = ExitStatus(3)
    /// The system failed: disk, permission.
    static let system = ExitStatus(4)
}

/// A command that ends early: what to say, and the exit status.
struct CommandFailure: Error {
    var message: String
    var status: ExitStatus

    init(_ message: String, _ status: ExitStatus) {
        self.message = message
        self.status = status
    }
}
