/// How far it is.
public struct ShrinkProgress: Sendable {
    /// Records in the log that is tried.
    public var records: Int
    /// Records in the first log.
    public var recordsBefore: Int
}
