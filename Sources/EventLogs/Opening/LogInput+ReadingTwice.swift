import Files

extension LogFile {
    /// Whether the log can be read again from its start: standard input, pipes and devices cannot. A
    /// file that is not there counts as one that can; opening it will tell.
    public var canBeReadTwice: Bool {
        files.allSatisfy { file in
            file.path != "-" && FileSystem.kind(of: file.path).map { $0 == .file } ?? true
        }
    }
}

extension LogInput {
    /// Whether all of it can be read again from its start.
    public var canBeReadTwice: Bool {
        switch self {
        case .perStream(let clicks, let checkouts):
            clicks.canBeReadTwice && checkouts.canBeReadTwice
        case .combined(let log), .kafkaDump(let log, _): log.canBeReadTwice
        case .generated, .world: true
        }
    }
}
