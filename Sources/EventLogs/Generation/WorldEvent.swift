import Streaming

/// A click or a checkout, by its numbers alone: all that is said about it follows from them.
struct WorldEvent: Comparable, BitwiseCopyable {
    /// When it happens.
    var time: EventTime
    /// The number of the click, or of the click that led to the checkout, from 0.
    var click: UInt32
    /// 0 for the click itself, 1, 2, … for the checkouts that it leads to.
    var checkout: UInt32
    /// The user, from 0.
    var user: UInt32
    /// The user's partition.
    var partition: Int32
    /// For a click: how many more come in the same visit.
    var clicksLeft: UInt32 = 0

    var isClick: Bool { checkout == 0 }
    var stream: EventStream { isClick ? .clicks : .checkouts }

    /// By time; clicks first; by partition; then in the order of the visits.
    static func < (a: WorldEvent, b: WorldEvent) -> Bool {
        if a.time != b.time { return a.time < b.time }
        if a.isClick != b.isClick { return a.isClick }
        if a.partition != b.partition { return a.partition < b.partition }
        if a.click != b.click { return a.click < b.click }
        return a.checkout < b.checkout
    }

    static func == (a: WorldEvent, b: WorldEvent) -> Bool {
        a.time == b.time && a.click == b.click && a.checkout == b.checkout
    }
}

/// An event with its place in its log.
struct LoggedEvent: Comparable, BitwiseCopyable, LoggableEvent {
    var event: WorldEvent
    /// When it arrives.
    var arrival: ProcessingTime
    /// Its place in its log, from 0; 0 until it is known.
    var index: UInt32 = 0

    var stream: EventStream { event.stream }
    var user: UInt32 { event.user }
    var partition: Int32 { event.partition }

    /// The order in which a pipeline takes records: by arrival, clicks first, by partition, by
    /// place in the log; where that is not known yet, as the events happened.
    static func < (a: LoggedEvent, b: LoggedEvent) -> Bool {
        if a.arrival != b.arrival { return a.arrival < b.arrival }
        if a.event.isClick != b.event.isClick { return a.event.isClick }
        if a.event.partition != b.event.partition { return a.event.partition < b.event.partition }
        if a.index != b.index { return a.index < b.index }
        return a.event < b.event
    }

    static func == (a: LoggedEvent, b: LoggedEvent) -> Bool { a.event == b.event }
}
