import Streaming
import Text

/// A fault as people read it.
struct FaultWords: Equatable {
    /// What is wrong.
    var reason: String
    /// What to do about it.
    var hint: String?

    init(_ reason: String, hint: String? = nil) {
        self.reason = reason
        self.hint = hint
    }
}

/// What putting a fault into words takes: the line that it is in, and the log's names.
struct FaultPlace {
    /// The names of what was read.
    var schema: LogSchema
    /// The line.
    var bytes: UnsafeBufferPointer<UInt8>
    /// Whether a newline ended it.
    var isTerminated = true
    /// The names that the line or the header has.
    var namesThere: () -> [String] = { [] }
    /// The topics that a dump may have.
    var topics: [String] = []

    /// Puts a fault into words. Values are the ones that the line was read into.
    func words(_ fault: LineFault, _ values: borrowing FieldValues) -> FaultWords {
        func value(_ slot: Int, _ reason: String, hint: String? = nil) -> FaultWords {
            FaultWords("\(schema.names[slot]): \(values[slot].shown) \(reason)", hint: hint)
        }
        switch fault.problem {
        case .json(let problem, let offset): return json(problem, offset)
        case .notUTF8(let offset):
            return FaultWords(
                "is not UTF-8 at column \(offset + 1)",
                hint: "convert the log: iconv -f LATIN1 -t UTF-8 FILE, if it is Latin-1")
        case .csv(.unclosedQuote, _) where !isTerminated:
            return FaultWords("the line is cut off: \(CSVProblem.unclosedQuote.reason)")
        case .csv(let problem, let offset):
            return FaultWords("invalid CSV at column \(offset + 1): \(problem.reason)")
        case .cellCount(let count, let header):
            if !isTerminated && count < header {
                return FaultWords("the line is cut off: it has \(count) of \(header) cells")
            }
            let cells = count == 1 ? "1 cell" : "\(count) cells"
            return FaultWords("has \(cells), but the header has \(header)")
        case .tooLong: return FaultWords("line is longer than 16 MiB")
        case .missing(let slot): return missing(slot, isNull: values[slot].kind == .null)
        case .empty(let slot): return FaultWords("\(schema.names[slot]) is empty")
        case .noRow(let isAfter):
            return FaultWords("\(isAfter ? "after" : "before") is missing, which its op needs")
        case .wrongType(let slot, let expected):
            return wrongType(schema.names[slot], values[slot].kind, expected)
        case .time(let slot, let problem):
            return value(slot, problem.reason, hint: problem.hint)
        case .number(let slot, let problem):
            return value(
                slot, problem.reason,
                hint: problem == .notANumber ? Self.numberHint(values[slot].text) : nil)
        case .integer(let slot, let range):
            return value(
                slot, "is not a whole number from \(range.lowerBound) to \(range.upperBound)")
        case .unknownStream(let slot):
            return value(slot, "is no stream", hint: "streams are \"clicks\" and \"checkouts\"")
        case .unknownControl(let slot): return unknownControl(values[slot])
        case .unknownTopic(let slot):
            let known = topics.map { "\"\($0)\"" }.joined(separator: ", ")
            return value(
                slot, "is not a known topic; topics are \(known)",
                hint: "say which stream it is: \"topics\": {\(values[slot].shown): \"clicks\"}")
        case .tooManyRecords:
            return FaultWords("a stream can have no more than 4294967295 records")
        }
    }

    /// What to do with a number that is written for people: `1,299.00`, `9,99`, `$9.99`, `9.99 EUR`.
    private static func numberHint(_ text: String) -> String? {
        let digits = text.utf8.filter { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        guard !digits.isEmpty, text.utf8.count <= 24, !text.utf8.contains(0x25) else { return nil }
        return "numbers are written as 1299.00: without separators and the currency's sign"
    }

    private func json(_ problem: JSONProblem, _ offset: Int) -> FaultWords {
        if offset < bytes.count {
            return FaultWords("invalid JSON at column \(offset + 1): \(problem.reason)")
        }
        if isTerminated { return FaultWords("invalid JSON: it ends too early") }
        return FaultWords(
            "the line is cut off", hint: "the log's last line has no end; was it still written?")
    }

    private func missing(_ slot: Int, isNull: Bool) -> FaultWords {
        let name = schema.names[slot]
        if isNull { return FaultWords("\(name) is missing (it is null or empty)") }
        // A name that another field has is no slip.
        let there = namesThere().filter { !schema.names.contains($0) }
        guard let field = schema.field(at: slot),
            let near = NearestName.of(name, among: there)
                ?? NearestName.of(field.rawValue, among: there)
        else {
            let shown = PathCensus.nearestFirst(there, to: name).map { "\"\($0)\"" }
            return FaultWords(
                "\(name) is missing",
                hint: shown.isEmpty
                    ? nil
                    : "the row has \(shown.joined(separator: ", ")); \"fields\" says which it is")
        }
        return FaultWords(
            "\(name) is missing",
            hint: "there is \"\(near)\"; if that is it: "
                + "\"fields\": {\"\(field.rawValue)\": \"\(near)\"}")
    }

    private func wrongType(
        _ name: String, _ kind: FieldValue.Kind, _ expected: LineFault.ExpectedType
    ) -> FaultWords {
        let found =
            switch kind {
            case .object: "an object"
            case .array: "a list"
            case .boolean: "true or false"
            case .number: "a number"
            case .missing, .null: "null"
            case .text, .escapedText, .quotedText: "text"
            }
        let needed =
            switch expected {
            case .text: "text"
            case .number: "a number"
            case .time: "a time"
            case .payload: "an object, or its text"
            }
        return FaultWords("\(name) is \(found), but has to be \(needed)")
    }

    /// The control records that there are.
    static let controls = [
        "watermark", "processing_time", "end_of_stream", "idle", "active", "restart", "batch",
    ]

    private func unknownControl(_ value: FieldValue) -> FaultWords {
        let known = Self.controls
        let nearest = value.isScalar ? NearestName.of(value.text, among: known) : nil
        return FaultWords(
            "control: \(value.shown) is not known",
            hint: nearest.map { "did you mean \"\($0)\"?" }
                ?? "controls are \(known.joined(separator: ", "))")
    }
}
