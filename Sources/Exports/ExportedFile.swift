/// A small file of an export: its path inside the export's folder, and its text.
public struct ExportedFile: Sendable, Equatable {
    /// The path relative to the folder, with `/` between its parts.
    public var path: String
    /// The whole text.
    public var text: String
    /// Whether it is a program.
    public var isExecutable: Bool

    /// A file of an export.
    public init(_ path: String, _ text: String, isExecutable: Bool = false) {
        self.path = path
        self.text = text
        self.isExecutable = isExecutable
    }
}
