/// A path for a file that this process makes for itself, and removes: an interruption does so, too.
///
/// ```swift
/// let scratch = ScratchPath("report.sqlite")
/// defer { scratch.remove() }
/// ```
public struct ScratchPath: Sendable {
    /// Where the file is to lie, see ``FileSystem/scratchPath(_:isSmall:)``.
    public let path: String
    private let place: Int?

    /// Chooses a path; nothing lies there yet.
    public init(_ name: String, isSmall: Bool = false) {
        path = FileSystem.scratchPath(name, isSmall: isSmall)
        place = UnfinishedFiles.note(path)
    }

    /// Removes what lies there. A second call does nothing.
    public func remove() {
        FileSystem.remove(path)
        UnfinishedFiles.forget(place, path)
    }
}
