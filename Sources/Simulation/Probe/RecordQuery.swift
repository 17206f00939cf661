import Streaming

/// Which records a question is about.
public enum RecordQuery: Sendable, Hashable {
    /// The checkouts of an id: there may be several.
    case checkout(String)
    /// The clicks of an id.
    case click(String)
    /// All records of a user.
    case user(String)
    /// The record of a step of the stream run.
    case seq(Int64)

    /// `checkout k17`, for a person.
    public var description: String {
        switch self {
        case .checkout(let id): "checkout \(id)"
        case .click(let id): "click \(id)"
        case .user(let id): "user \(id)"
        case .seq(let seq): "seq \(seq)"
        }
    }

    /// Whether it is about a record of the stream run.
    func isAbout(_ record: ProbedRecord) -> Bool {
        switch self {
        case .checkout(let id): record.side == .checkout && record.id.isSameBytes(as: id)
        case .click(let id): record.side == .click && record.id.isSameBytes(as: id)
        case .user(let user): record.user.isSameBytes(as: user)
        case .seq(let seq): record.seq == seq
        }
    }
}
