public import EventLogs

/// Why a run could not be completed.
public enum SimulationError: Error, Sendable, CustomStringConvertible {
    /// A log cannot be read.
    case log(LogError)
    /// The result cannot be kept.
    case sink(SinkError)
    /// A record was lost or counted twice: a defect of this program, which must not stay unnoticed.
    case imbalance(String)

    /// What happened, for a person.
    public var description: String {
        switch self {
        case .log(let error): error.description
        case .sink(let error): error.description
        case .imbalance(let sums):
            "the accounts of this run do not balance, which is a defect of attrsim: \(sums)"
        }
    }
}
