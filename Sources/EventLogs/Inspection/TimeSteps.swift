/// The largest steps of the newest time of a partition, and what came behind each: one clock that is
/// ahead looks other than a pause.
public struct TimeSteps: Sendable {
    /// A step of the newest time.
    public struct Step: Sendable {
        /// The newest time before.
        public var start: Int64
        /// The time of the row that moved it.
        public var end: Int64
        /// The place of that row in its log.
        public var line: Int64
        /// How many of the rows behind it, of at most 100, came before the middle of the step.
        public var returns = 0
        /// How many rows came behind it, up to 100.
        public var followers = 0
        /// Whether the row came after its own time: it did happen by then, and what follows it is what
        /// an outage held back.
        public var hadHappened = false

        /// Whether it looks like one clock that is ahead, not like a pause: what follows is back where
        /// the log was.
        public var isClockAhead: Bool {
            !hadHappened && followers >= 3 && returns * 10 >= followers * 9
        }

        /// How long it is.
        public var length: Int64 { end - start }
    }

    private static let limit = 3
    private static let followersMax = 100

    /// The newest time.
    public private(set) var newest = Int64.min
    /// The largest steps, the largest first.
    public private(set) var largest: [Step] = []
    /// Steps that are shorter do not count.
    private let least: Int64
    /// How many of the next rows some step looks at.
    private var watched = 0

    /// No row yet; steps count from so many milliseconds on.
    public init(atLeast least: Int64 = 1) { self.least = least }

    /// Takes in the time of the next row; `arrival` is when it came, where the row itself says so.
    ///
    /// Cost: two comparisons, but for the rows right behind a step that counts.
    @inline(__always)
    public mutating func note(
        _ time: Int64, line: Int64, arrival: @autoclosure () -> Int64? = nil
    ) {
        // A step beyond 64 bits wraps, and is none.
        if watched == 0, time <= newest || (newest != .min && time &- newest < least) {
            newest = max(newest, time)
            return
        }
        look(at: time, line, arrival())
    }

    private mutating func look(at time: Int64, _ line: Int64, _ arrival: Int64?) {
        if watched > 0 {
            watched -= 1
            for place in largest.indices where largest[place].followers < Self.followersMax {
                largest[place].followers += 1
                let step = largest[place]
                if time < step.start + step.length / 2 { largest[place].returns += 1 }
            }
        }
        if newest != .min, time > newest {
            let (length, overflow) = time.subtractingReportingOverflow(newest)
            if !overflow, length >= least {
                var step = Step(start: newest, end: time, line: line)
                step.hadHappened = arrival.map { time < $0 } ?? false
                keep(step)
            }
        }
        newest = max(newest, time)
    }

    private mutating func keep(_ step: Step) {
        let place = largest.firstIndex { $0.length < step.length } ?? largest.count
        guard place < Self.limit else { return }
        largest.insert(step, at: place)
        if largest.count > Self.limit { largest.removeLast() }
        watched = Self.followersMax
    }
}
