import EventLogs
import Foundation
import Reports
import Simulation
import Streaming
import Testing
import Text

/// What `explain` says of the reference engine, sentence by sentence, held against the numbers in it
/// and against runs with the settings that it advises.
@Suite struct ExplainSentencesTests {
    @Test(arguments: UInt64(1)...12) func everySentenceHolds(_ seed: UInt64) throws {
        let scenario = RandomCase(seed: seed)
        let folder = try ScratchFolder()
        let input = try EngineRun.input(scenario.log, .jsonLines, folder)
        let configuration = try EngineRun.configuration(scenario, folder)
        let explained = Explained(input: input, configuration: configuration)
        for seq in stride(from: Int64(seed % 3) + 1, through: 20, by: 3) {
            let found = try explained.investigate(seq)
            guard found.outcome == .found, let record = found.subjects.first else { continue }
            let text = ExplainText.text(found, scenario: "case", TextStyle(width: 10_000))
                .split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let sentences = SentenceCheck(text, record, explained, seq: seq)
            #expect(try sentences.faults().isEmpty, "seed \(seed), seq \(seq): \(text)")
        }
    }

    /// A log in order but for a clock that is ahead now and then, in several partitions.
    @Test(arguments: UInt64(1)...20) func withoutTheRecordThatMovedItTheWatermarkIsAsTold(
        _ seed: UInt64
    ) throws {
        var random = CaseNumbers(seed)
        let partitions = Int.random(in: 1...3, using: &random)
        var lines: [(partition: Int, time: Int)] = []
        for step in 1...30 {
            let isAhead = random.one(in: 12)
            let spread = Int.random(in: 0...20_000, using: &random)
            lines.append(
                (
                    Int.random(in: 0..<partitions, using: &random),
                    step * 10_000 + spread + (isAhead ? 3_600_000 : 0)
                ))
        }
        func explained(without left: Int?) throws -> Explained {
            let folder = try ScratchFolder()
            let clicks = lines.enumerated().filter { $0.offset != left }.map { place, line in
                #"{"click_id": "c\#(place)", "user_id": "u", "source": "s", "partition": "#
                    + #"\#(line.partition), "click_timestamp": \#(line.time), "#
                    + #""arrival_timestamp": \#(place * 10_000)}"# + "\n"
            }
            var configuration = RunConfiguration()
            configuration.clicksWatermark.delay = Milliseconds(5_000)
            configuration.clicksWatermark.allowedLateness = Milliseconds(
                random.one(in: 2) ? 0 : 2_000)
            let input = LogInput.perStream(
                clicks: try folder.write(clicks.joined(), to: "c.jsonl"),
                checkouts: try folder.write("", to: "k.jsonl"))
            return Explained(input: input, configuration: configuration, folder: folder)
        }
        let whole = try explained(without: nil)
        var told = 0
        for place in lines.indices {
            let found = try whole.investigate(Int64(place + 1))
            guard let record = found.subjects.first, let mover = record.mover else { continue }
            told += 1
            var other = try explained(without: Int(mover.seq - 1))
            other.configuration = whole.configuration
            let again = try other.investigate(Int64(place))
            let same = try #require(again.subjects.first, "seed \(seed)")
            #expect(same.id == record.id && mover.id == "c\(mover.seq - 1)", "seed \(seed)")
            #expect(record.fate == .late && same.fate != .late, "seed \(seed), \(record.id)")
            #expect(same.limit == mover.without, "seed \(seed), \(record.id)")
        }
        // The first seeds have clocks that are ahead.
        if [1, 2].contains(seed) { #expect(told > 0, "seed \(seed)") }
    }

    @Test func theSilentPartitionIsNamed() throws {
        let folder = try ScratchFolder()
        let input = LogInput.perStream(
            clicks: try folder.write(
                #"{"click_id": "c", "user_id": "u", "source": "s", "click_timestamp": 1000}"#
                    + "\n",
                to: "c.jsonl"),
            checkouts: try folder.write(
                #"{"checkout_id": "k", "user_id": "u", "checkout_timestamp": 2000}"# + "\n",
                to: "k.jsonl"))
        var configuration = RunConfiguration()
        configuration.endOfInput = .stop
        configuration.clicksWatermark.partitions = 3
        func text() throws -> String {
            ExplainText.text(
                try Simulator(input: input, configuration: configuration)
                    .investigate(.checkout("k")), scenario: "s", TextStyle(width: 1_000))
        }
        #expect(
            try text().contains(
                "What holds it back: partition 1 and 1 more of the clicks, declared and without a "
                    + "record so far. No idleTimeout is set: with one, what is silent for so long no "
                    + "longer counts."))
        configuration.clicksWatermark.idleTimeout = Milliseconds(60_000)
        #expect(
            try text().contains("It counts until it has been silent for the idleTimeout of 1m."))
    }
}

/// A case that can be asked, and asked again with other settings.
struct Explained {
    var input: LogInput
    var configuration: RunConfiguration
    /// Kept while the files are needed.
    var folder: ScratchFolder?

    func investigate(_ seq: Int64) throws -> Investigation {
        try Simulator(input: input, configuration: configuration).investigate(.seq(seq))
    }

    /// The fate of a record with another delay for its stream.
    func fate(of seq: Int64, _ side: JoinSide, delay: Int64) throws -> RecordFate? {
        var other = self
        if side == .click {
            other.configuration.clicksWatermark.delay = Milliseconds(delay)
        } else {
            other.configuration.checkoutsWatermark.delay = Milliseconds(delay)
        }
        return try other.investigate(seq).subjects.first?.fate
    }
}

/// Reads the sentences of an explanation back.
struct SentenceCheck {
    private let text: String
    private let record: ProbedRecord
    private let explained: Explained
    private let seq: Int64
    private let day: String

    private static let span = "((?:[0-9.]+(?:ms|d|h|m|s))(?: [0-9.]+(?:ms|d|h|m|s))*)"
    private static let time =
        "((?:-?[0-9]+-[0-9]{2}-[0-9]{2} )?[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]+)?)"

    init(_ text: String, _ record: ProbedRecord, _ explained: Explained, seq: Int64) {
        self.text = text
        self.record = record
        self.explained = explained
        self.seq = seq
        day = TimeText.date(record.eventTime)
    }

    /// What does not hold.
    func faults() throws -> [String] {
        let t = record.eventTime
        let settings =
            record.side == .click
            ? explained.configuration.clicksWatermark : explained.configuration.checkoutsWatermark
        let allowed = settings.allowedLateness.count
        var faults: [String] = []
        func hold(_ condition: Bool, _ what: String) { if !condition { faults.append(what) } }
        // Of the record itself; what is said of others has its subject in front.
        if let found = numbers("(?:part|as) (?:: )?late: S behind W T")
            ?? numbers("takes no part: late: S behind W T")
        {
            hold(record.fate == .late, "it is not late")
            hold(t + found[0] == found[1], "behind W")
            hold(t < found[1] - allowed, "not beyond what is allowed")
            if let beyond = numbers("late: S behind W T, S beyond the S allowed") {
                hold(beyond[1] - beyond[3] - t == beyond[2] && beyond[2] > 0, "beyond")
                hold(beyond[3] == allowed, "allowed")
            }
        }
        if let found = numbers("it arrives[^:]*: within allowed lateness: S behind W T, S allowed")
        {
            hold(t + found[0] == found[1] && found[0] > 0, "behind W")
            hold(found[0] <= found[2] && found[2] == allowed, "allowed")
        }
        if let found = numbers("it arrives[^:]*: on time: S to spare") {
            hold(record.fate == .onTime, "it is not on time")
            hold(record.limit.rawValue - allowed + found[0] == t, "to spare")
        }
        if record.side == .checkout {
            let lookahead = explained.configuration.join.bounds.lookahead.count
            if let found = numbers("final, as the join's W T is beyond T") {
                hold(found[0] > found[1] && found[1] == t + lookahead, "final")
            }
            if let found = numbers("is beyond T, and that stood at T when the run stopped, S short")
            {
                hold(found[0] == t + lookahead && found[1] <= found[0], "pending")
                hold(found[1] + found[2] == found[0] + 1, "short")
            }
        }
        if let found = numbers(
            "A watermark delay of S for the [a-z]+ would have taken it in \\(it is S\\)")
        {
            hold(found[1] == settings.delay.count, "the delay")
            let (enough, less) = try (fate(found[0]), fate(found[0] - 1))
            hold(enough != .late, "with this delay it is still late")
            hold(found[0] == 0 || less == .late, "less would do")
        }
        if let found = numbers("With a delay of less than S it would be late \\(it is S\\)") {
            let (enough, less) = try (fate(found[0]), fate(found[0] - 1))
            hold(enough != .late && less == .late, "the least delay")
        }
        if text.contains("It stays in time with any smaller delay") {
            hold(try fate(0) != .late, "late with none")
        }
        return faults
    }

    private func fate(_ delay: Int64) throws -> RecordFate? {
        try explained.fate(of: seq, record.side, delay: max(0, delay))
    }

    /// The numbers of the first sentence of a pattern, with `S` for durations and `T` for times, in
    /// milliseconds.
    private func numbers(_ pattern: String) -> [Int64]? {
        var expression = ""
        var isTime: [Bool] = []
        for (place, character) in pattern.enumerated() {
            let next = pattern.dropFirst(place + 1).first
            let before = place == 0 ? nil : pattern.dropFirst(place - 1).first
            let isAlone = !(next?.isLetter ?? false) && !(before?.isLetter ?? false)
            if isAlone, character == "S" || character == "T" {
                isTime.append(character == "T")
                expression += character == "T" ? Self.time : Self.span
            } else {
                expression.append(character)
            }
        }
        guard let regex = try? NSRegularExpression(pattern: expression),
            let match = regex.firstMatch(in: text, range: NSRange(text.startIndex..., in: text))
        else { return nil }
        return isTime.enumerated().compactMap { place, isTime -> Int64? in
            guard let range = Range(match.range(at: place + 1), in: text) else { return nil }
            let word = String(text[range])
            return isTime ? milliseconds(time: word) : Self.milliseconds(span: word)
        }
    }

    private func milliseconds(time: String) -> Int64? {
        let whole = time.contains("-") ? time : "\(day) \(time)"
        guard case .success(let time) = TimeText.parse(whole) else { return nil }
        return time.milliseconds
    }

    private static func milliseconds(span: String) -> Int64 {
        span.split(separator: " ").reduce(0) { sum, part in
            let unit = String(part.drop { $0.isNumber || $0 == "." })
            let digits = part.prefix { $0.isNumber || $0 == "." }.split(separator: ".")
            let factor: Int64 =
                ["ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000][unit] ?? 0
            let whole = Int64(digits[0]) ?? 0
            let part =
                digits.count > 1 ? digits[1].padding(toLength: 3, withPad: "0", startingAt: 0) : "0"
            return sum + whole * factor + (Int64(part) ?? 0) * factor / 1_000
        }
    }
}

extension Substring {
    fileprivate func padding(
        toLength length: Int, withPad pad: String, startingAt start: Int
    ) -> String {
        String(self).padding(toLength: length, withPad: pad, startingAt: start)
    }
}
