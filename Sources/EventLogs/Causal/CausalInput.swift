public import Streaming
public import Worlds

/// A causal world as an input: its clicks and checkouts as two logs, and its product.
///
/// A checkout's worth is a number of cents: the world has one product, `1`, at 0.01 a piece, and a
/// checkout buys as many as it is worth, without discount and shipping cost. So the contract's
/// formula gives the world's amounts, to the cent.
public struct CausalInput: Sendable, Hashable {
    /// The world.
    public var world = CausalWorld()
    /// Its first moment.
    public var start = EventTime(milliseconds: 1_710_892_800_000)  // 2024-03-20 00:00 UTC
    /// The numbers of the sources that are switched off: the log is that of a twin.
    public var off: [Int] = []
    /// What is left of a sale as profit, in billionths.
    public var commissionRate: Int64 = 100_000_000

    /// An empty world with the defaults.
    public init() {}

    /// The most sources that a world in a scenario may have: its truth compares 2ⁿ worlds.
    public static let sourcesMax = 10

    /// The sources that are on, as bits.
    public var on: Int {
        off.reduce((1 << world.sources.count) - 1) { $0 & ~(1 << $1) }
    }

    /// Throws at the first setting that makes no sense.
    public func check() throws(CausalWorldError) {
        try world.check()
        guard world.sources.count <= Self.sourcesMax else {
            throw CausalWorldError(
                setting: "sources",
                reason: "are at most \(Self.sourcesMax): the truth compares 2^n worlds")
        }
        guard off.allSatisfy(world.sources.indices.contains) else {
            throw CausalWorldError(setting: "off", reason: "names the world's own sources")
        }
        let end = start.milliseconds + world.duration
        guard start >= .earliest, end <= EventTime.latest.milliseconds else {
            throw CausalWorldError(setting: "start", reason: "leaves room for the duration")
        }
    }

    /// What the world's conversions owe its sources, whatever is switched off here.
    public func truth() throws(LogError) -> CausalTruth {
        do throws(CausalWorldError) {
            try check()
            return try CausalTruth(world)
        } catch {
            throw error.asLogError
        }
    }

    /// Both streams in time order, each event arriving when it happens.
    ///
    /// Memory: 40 bytes an event.
    public func source() throws(LogError) -> any RecordSource {
        CausalLogSource(self, events: try events())
    }

    /// The products' table as CSV with a header.
    public func productsTable() -> [UInt8] {
        var text = LineText()
        text.append("product_id,category,price,commission_rate\n1,world,0.01,0.")
        let digits = "\(commissionRate)"
        text.append(Array(repeating: 48, count: max(0, 9 - digits.utf8.count)))
        text.append(Array(digits.utf8))
        text.append("\n")
        return text.bytes
    }

    /// All events by (time; clicks before checkouts; user; id).
    func events() throws(LogError) -> [LoggedCausalEvent] {
        var events: [LoggedCausalEvent] = []
        do throws(CausalWorldError) {
            try check()
            try world.events(ofUsers: 0..<world.users, on: on) { event in
                events.append(LoggedCausalEvent(event, start: start))
            }
        } catch {
            throw error.asLogError
        }
        events.sort()
        return events
    }
}

extension CausalWorldError {
    /// The same, for whoever wants to read the world as a log.
    public var asLogError: LogError {
        LogError(.badData, file: "world.\(setting)", reason: reason)
    }
}

/// An event of a world on its way to a log.
struct LoggedCausalEvent: Comparable, BitwiseCopyable, LoggableEvent {
    /// When it happens.
    var time: EventTime
    /// Names it within its user's events.
    var id: UInt64
    /// A checkout's worth in cents.
    var cents: Int64
    /// The user, from 0.
    var user: UInt32
    /// A click's source; −1 for a checkout.
    var source: Int16

    init(_ event: CausalEvent, start: EventTime) {
        time = EventTime(milliseconds: start.milliseconds + event.time)
        id = event.id
        user = UInt32(truncatingIfNeeded: event.user)
        switch event.kind {
        case .click(let number):
            source = Int16(truncatingIfNeeded: number)
            cents = 0
        case .checkout(let amount):
            source = -1
            cents = amount / 100
        }
    }

    var isClick: Bool { source >= 0 }
    var stream: EventStream { isClick ? .clicks : .checkouts }
    var partition: Int32 { 0 }
    var arrival: ProcessingTime { ProcessingTime(milliseconds: time.milliseconds) }

    /// By time; clicks first; by user; by id.
    static func < (a: Self, b: Self) -> Bool {
        if a.time != b.time { return a.time < b.time }
        if a.isClick != b.isClick { return a.isClick }
        return a.user != b.user ? a.user < b.user : a.id < b.id
    }

    /// `c17-5f3a90c2d417`, `k17-…`: the same in every twin of the world.
    func appendID(to text: inout LineText) {
        text.append(isClick ? "c" : "k")
        text.append(decimal: UInt64(user) + 1)
        text.append("-")
        text.append(hex: id, digits: 12)
    }
}
