extension TimeZoneRules {
    /// Why bytes are no rules of a time zone.
    public enum FileProblem: Error, Sendable, Hashable {
        /// They are no TZif file.
        case notTZif
        /// They end too early, or what they say does not fit together.
        case malformed
        /// They count leap seconds, as the files below `right/` do.
        case leapSeconds

        /// It in a few words, to be put behind the file's name.
        public var reason: String {
            switch self {
            case .notTZif: "is no time zone file (TZif)"
            case .malformed: "is a damaged time zone file"
            case .leapSeconds: "counts leap seconds, which no log does"
            }
        }
    }

    /// Reads a TZif file (RFC 8536), as they lie in `/usr/share/zoneinfo`: of version 1, or of a
    /// later one with times of 64 bits and a rule for the years behind its table.
    public init(tzif bytes: [UInt8]) throws(FileProblem) {
        var reader = TZifReader(bytes: bytes)
        guard let header = reader.header() else { throw .notTZif }
        if header.version == 0 {
            self = try Self.rules(of: &reader, header, timeSize: 4)
            return
        }
        // The same once more, with times that reach beyond 1901 and 2038.
        guard reader.skip(header.size(ofTimes: 4)), let header = reader.header() else {
            throw .malformed
        }
        self = try Self.rules(of: &reader, header, timeSize: 8)
    }

    private static func rules(
        of reader: inout TZifReader, _ header: TZifReader.Header, timeSize: Int
    ) throws(FileProblem) -> TimeZoneRules {
        if header.leapSeconds > 0 { throw .leapSeconds }
        guard header.types > 0, reader.has(header.size(ofTimes: timeSize)) else {
            throw .malformed
        }
        let times = (0..<header.times).map { _ in reader.integer(of: timeSize) }
        let types = (0..<header.times).map { _ in Int(reader.integer(of: 1) & 0xFF) }
        var offsets: [Int64] = []
        for _ in 0..<header.types {
            offsets.append(reader.integer(of: 4))
            _ = reader.skip(2)  // whether it is daylight time, and its name
        }
        guard types.allSatisfy({ $0 < offsets.count }),
            offsets.allSatisfy({ $0.magnitude <= offsetMax }),
            // So far away that nothing reckoned from them overflows: 36 billion years.
            times.allSatisfy({ $0.magnitude <= 1 << 60 }),
            zip(times, times.dropFirst()).allSatisfy({ $0 < $1 })
        else { throw .malformed }
        var rule: YearlyRule?
        if timeSize == 8 {
            _ = reader.skip(header.sizeBehindTypes)
            guard let text = reader.footer() else { throw .malformed }
            if !text.isEmpty {
                rule = YearlyRule(text)
                if rule == nil { throw .malformed }
            }
        }
        // A type says nothing new where only the name changes: such a period is none.
        var changes: [Period] = []
        for (time, type) in zip(times, types)
        where offsets[type] != changes.last?.offset ?? offsets[0] {
            changes.append(Period(start: time, offset: offsets[type]))
        }
        return TimeZoneRules(
            initial: offsets[0], changes: changes, end: times.last, rule: rule)
    }
}

/// Reads big-endian integers from left to right.
private struct TZifReader {
    let bytes: [UInt8]
    private var place = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// The counts of what follows.
    struct Header {
        var version: UInt8
        var utcFlags: Int
        var standardFlags: Int
        var leapSeconds: Int
        var times: Int
        var types: Int
        var nameBytes: Int

        /// Names, leap seconds (none) and flags.
        var sizeBehindTypes: Int { nameBytes + standardFlags + utcFlags }

        /// The bytes of the block behind the header, with times of so many bytes.
        func size(ofTimes size: Int) -> Int {
            times * (size + 1) + types * 6 + leapSeconds * (size + 4) + sizeBehindTypes
        }
    }

    func has(_ count: Int) -> Bool { bytes.count - place >= count }

    mutating func skip(_ count: Int) -> Bool {
        guard has(count) else { return false }
        place += count
        return true
    }

    /// `nil` if there is none.
    mutating func header() -> Header? {
        guard has(44), bytes[place..<place + 4].elementsEqual("TZif".utf8) else { return nil }
        let version = bytes[place + 4]
        place += 20
        let counts = (0..<6).map { _ in Int(integer(of: 4) & 0xFFFF_FFFF) }
        // The largest real file has some 240 times; a count of millions is no file.
        guard counts.allSatisfy({ $0 <= 100_000 }) else { return nil }
        return Header(
            version: version, utcFlags: counts[0], standardFlags: counts[1],
            leapSeconds: counts[2], times: counts[3], types: counts[4], nameBytes: counts[5])
    }

    /// A signed integer of that many bytes, which have to be there.
    mutating func integer(of size: Int) -> Int64 {
        var value: UInt64 = 0
        for byte in bytes[place..<place + size] { value = value << 8 | UInt64(byte) }
        place += size
        let unused = UInt64(64 - size * 8)
        return Int64(bitPattern: value << unused) >> Int64(unused)
    }

    /// The text between the two newlines at the end.
    mutating func footer() -> ArraySlice<UInt8>? {
        let newline = UInt8(ascii: "\n")
        guard has(2), bytes[place] == newline,
            let end = bytes[(place + 1)...].firstIndex(of: newline)
        else { return nil }
        return bytes[place + 1..<end]
    }
}
