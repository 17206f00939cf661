import CScan
import Streaming

/// Which topic of a dump is which stream.
struct TopicStreams: Sendable {
    /// The topics, in sorted order, so that messages are always the same.
    let names: [String]
    private let streams: [(name: [UInt8], stream: EventStream)]
    /// The stream of all other topics, where the log holds one stream alone.
    private let other: EventStream?

    /// A topic is the stream that `topics` says, or the stream of its name.
    init(_ topics: [String: EventStream], other: EventStream? = nil) {
        var all = topics
        for stream in EventStream.allCases where all[stream.name] == nil {
            all[stream.name] = stream
        }
        let sorted = all.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        streams = sorted.map { (Array($0.key.utf8), $0.value) }
        names = sorted.map(\.key)
        self.other = other
    }

    /// The topics of a log: in one of a single stream each belongs to it.
    init(_ content: LogContent, _ file: LogFile) {
        switch content {
        case .clicks: self.init(file.topics, other: .clicks)
        case .checkouts: self.init(file.topics, other: .checkouts)
        case .combined: self.init(file.topics)
        case .kafkaDump(let topics): self.init(file.topics.merging(topics) { $1 })
        }
    }

    /// The stream of a topic and its place among ``names``, or `nil`.
    func find(_ topic: UnsafeBufferPointer<UInt8>) -> (stream: EventStream, place: Int)? {
        if let other { return (other, 0) }
        for (place, known) in streams.enumerated() where known.name.elementsEqual(topic) {
            return (known.stream, place)
        }
        return nil
    }
}

/// Looks topics up, fast where a line's is that of the line before.
struct RecentTopic: ~Copyable {
    /// The topics.
    let all: TopicStreams
    private var text = TextBuffer()
    private var found: (stream: EventStream, place: Int)?

    /// What one comparison takes.
    private static let longest = 32

    init(_ topics: TopicStreams) { all = topics }

    /// The stream of the topic that a text or number stands for, and its place, or `nil`.
    @inline(__always)
    mutating func find(_ topic: FieldValue) -> (stream: EventStream, place: Int)? {
        if let found, topic.length == text.count,
            cscan_matches(topic.start, text.start, UInt32(truncatingIfNeeded: topic.length))
        {
            return found
        }
        return findOther(topic)
    }

    @inline(never)
    private mutating func findOther(_ topic: FieldValue) -> (stream: EventStream, place: Int)? {
        let found = topic.withText { all.find($0) }
        self.found = nil
        if let found, topic.kind != .escapedText, (1...Self.longest).contains(topic.length) {
            text.truncate(to: 0)
            text.append(copying: topic.start, topic.length)
            self.found = found
        }
        return found
    }
}
