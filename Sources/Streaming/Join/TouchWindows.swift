/// What a model needs to know of a click.
public struct WindowTouch: Sendable, BitwiseCopyable {
    /// When it happened.
    public var time: EventTime
    /// Its source, as whoever feeds the join numbers it.
    public var source: UInt32
    /// Its slot in the join, where one holds it.
    public var slot: Int32

    /// A click.
    @inlinable
    public init(time: EventTime, source: UInt32, slot: Int32 = -1) {
        self.time = time
        self.source = source
        self.slot = slot
    }
}

/// The held clicks of busy keys once more, side by side in memory, for models that look at every
/// click of a window.
///
/// ``ClickBuffer`` links its clicks, which is cheap to keep up and enough for a few; but a walk along
/// a busy user's links waits for memory at each of hundreds of steps, and a busy user has a checkout
/// for every few clicks: of a run with five models it was a quarter. So a key gets an array of its own
/// once a checkout had to walk along more than ``busy`` clicks, and keeps it until it has none. Arrays
/// for all keys took 3 % more time and 10 MB, waiting for those of keys that hardly click.
struct TouchWindows: ~Copyable {
    /// So many clicks of a key are walked along.
    static let busy = 6
    private static let none: Int32 = -1

    private struct Window {
        var touches: [WindowTouch] = []
        /// How many at the front have been given up.
        var start = 0
        /// Whether the clicks have to be read anew from the buffer: one was not in order.
        var isStale = false
    }

    private var windows: [Window] = []
    /// Windows that no key has.
    private var free: [Int32] = []
    /// By key: its window, or ``none``.
    private var places: [Int32] = []
    /// The clicks of a key without a window.
    private var walked: [WindowTouch] = []

    /// How many clicks are kept of a key, those that are given up but not yet gone included.
    func countKept(of key: UInt32) -> Int {
        let place = place(of: key)
        return place == Self.none ? 0 : windows[Int(place)].touches.count
    }

    /// Takes in a click that the buffer has taken in, and gives up those before `horizon`: a key may
    /// have clicks for ever and never a checkout again. `isLast`: behind all others of its key.
    mutating func insert(_ touch: WindowTouch, key: UInt32, isLast: Bool, horizon: EventTime) {
        guard giveUp(key, before: horizon) else { return }
        let place = Int(place(of: key))
        var touchPlace = windows[place].touches.count
        if !isLast {
            let start = windows[place].start
            while touchPlace > start, windows[place].touches[touchPlace - 1].time > touch.time {
                touchPlace -= 1
            }
            // What decides about clicks of one millisecond, only the buffer knows.
            if touchPlace > start, windows[place].touches[touchPlace - 1].time == touch.time {
                windows[place].isStale = true
            }
        }
        windows[place].touches.insert(touch, at: touchPlace)
    }

    /// Shows a key's clicks from `earliest` to `latest`, in order; gives up those before `horizon`,
    /// and reads the others anew where that is due.
    mutating func withTouches<Result>(
        of key: UInt32, from earliest: EventTime, to latest: EventTime, horizon: EventTime,
        _ clicks: borrowing ClickBuffer, _ body: (UnsafeBufferPointer<WindowTouch>) -> Result
    ) -> Result {
        guard giveUp(key, before: horizon) else {
            Self.read(key, clicks, into: &walked)
            if walked.count > Self.busy { keep(key) }
            return Self.show(walked[...], from: earliest, to: latest, body)
        }
        let place = Int(place(of: key))
        if windows[place].isStale {
            Self.read(key, clicks, into: &windows[place].touches)
            windows[place].start = 0
            windows[place].isStale = false
        }
        return Self.show(
            windows[place].touches[windows[place].start...], from: earliest, to: latest, body)
    }

    private func place(of key: UInt32) -> Int32 {
        Int(key) < places.count ? places[Int(key)] : Self.none
    }

    /// Makes the clicks that were walked along a window of their key.
    private mutating func keep(_ key: UInt32) {
        while places.count <= Int(key) { places.append(Self.none) }
        let window = Window(touches: walked)
        if let place = free.popLast() {
            places[Int(key)] = place
            windows[Int(place)] = window
        } else {
            places[Int(key)] = Int32(windows.count)
            windows.append(window)
        }
    }

    /// Gives up a key's clicks before `horizon`; moves the rest to the front once it is the lesser
    /// part. Without any rest the key has no window any more.
    ///
    /// - Returns: whether the key has a window.
    private mutating func giveUp(_ key: UInt32, before horizon: EventTime) -> Bool {
        let found = place(of: key)
        guard found != Self.none else { return false }
        let place = Int(found)
        let count = windows[place].touches.count
        var start = windows[place].start
        while start < count, windows[place].touches[start].time < horizon { start += 1 }
        if start == count {
            windows[place] = Window()
            free.append(found)
            places[Int(key)] = Self.none
            return false
        }
        if start > 32, start > count / 2 {
            windows[place].touches.removeFirst(start)
            start = 0
        }
        windows[place].start = start
        return true
    }

    private static func read(
        _ key: UInt32, _ clicks: borrowing ClickBuffer, into touches: inout [WindowTouch]
    ) {
        touches.removeAll(keepingCapacity: true)
        var slot = clicks.first(of: key)
        while slot != ClickBuffer.none {
            touches.append(
                WindowTouch(time: clicks[slot].time, source: clicks[slot].source, slot: slot))
            slot = clicks.next(slot)
        }
    }

    private static func show<Result>(
        _ touches: ArraySlice<WindowTouch>, from earliest: EventTime, to latest: EventTime,
        _ body: (UnsafeBufferPointer<WindowTouch>) -> Result
    ) -> Result {
        touches.withUnsafeBufferPointer { touches in
            let first = place(in: touches) { $0.time < earliest }
            let end = max(first, place(in: touches) { $0.time <= latest })
            return body(UnsafeBufferPointer(rebasing: touches[first..<end]))
        }
    }

    /// How many touches at the front are so, none behind them being so.
    private static func place(
        in touches: UnsafeBufferPointer<WindowTouch>, _ isBefore: (WindowTouch) -> Bool
    ) -> Int {
        var (low, high) = (0, touches.count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(touches[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
