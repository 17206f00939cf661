/// What a row of a changelog says of the row of a result that it names.
public enum RowKind: Sendable, Hashable, BitwiseCopyable {
    /// `+I`: it is new.
    case insert
    /// `-U`: it goes, and what follows takes its place.
    case updateBefore
    /// `+U`: it is there in place of what went before.
    case updateAfter
    /// `-D`: it is gone.
    case delete

    /// Whether the row is not there any more.
    public var isRetraction: Bool { self == .updateBefore || self == .delete }

    /// As changelogs write it.
    public var name: StaticString {
        switch self {
        case .insert: "+I"
        case .updateBefore: "-U"
        case .updateAfter: "+U"
        case .delete: "-D"
        }
    }
}

/// A row that stands in a result in place of another one, or of none.
public struct RowChange<Row> {
    /// The row that goes.
    public var old: Row?
    /// The row that comes.
    public var new: Row?

    /// A change.
    public init(from old: Row?, to new: Row?) {
        self.old = old
        self.new = new
    }

    /// Gives the rows of the changelog: an update is two of them.
    public func forEach<E: Error>(_ body: (RowKind, Row) throws(E) -> Void) throws(E) {
        let isUpdate = old != nil && new != nil
        if let old { try body(isUpdate ? .updateBefore : .delete, old) }
        if let new { try body(isUpdate ? .updateAfter : .insert, new) }
    }
}
