public import Results

/// What a test of one scenario found.
public struct ScenarioTestResult: Sendable {
    /// How the result compares with the golden text beside the scenario.
    public enum Golden: Sendable, Equatable {
        /// It is the same.
        case same
        /// It differs: the unified difference.
        case differs([String])
        /// There is none yet.
        case missing
        /// It was written anew.
        case updated
        /// The run did not get so far.
        case unknown
    }

    /// The scenario's path as it was found.
    public var path: String
    /// What was expected, and whether it held.
    public var expectations: [ExpectationOutcome] = []
    /// The golden text's outcome.
    public var golden = Golden.unknown
    /// What the run warned of; shown where the test failed.
    public var warnings: [String] = []
    /// Why the scenario could not be run.
    public var error: String?
    /// Whether there is nothing that it could fail by, although something is asked for.
    public var isUnguarded = false
    /// How long it took, in milliseconds: for a report that says so, never for a result.
    public var elapsed: Int64 = 0

    /// A test that has found nothing yet.
    public init(path: String) { self.path = path }

    /// The expectations that did not hold.
    public var failures: [ExpectationOutcome] { expectations.filter { !$0.passed } }

    /// What ``isUnguarded`` means, for a person.
    static let unguarded =
        "it has neither a golden text nor expectations: nothing can make it fail"

    /// Whether all held.
    public var passed: Bool {
        if case .differs = golden { return false }
        return error == nil && failures.isEmpty && !isUnguarded
    }
}
