/// What a model needs to know of a click.
public struct WindowTouch: Sendable, BitwiseCopyable {
    /// When it happened.
    public var time: EventTime
    /// Its source, as whoever feeds the join numbers it.
    public var source: UInt32
}

/// The held clicks of each key once more, side by side in memory, for models that look at every
/// click of a window.
///
/// ``ClickBuffer`` links its clicks, which is cheap to keep up and enough where one end of a window
/// is wanted; but a walk along a busy user's links waits for memory at each of hundreds of steps, and
/// a busy user has a checkout for every few clicks: of a run with five models it was a quarter, and
/// is a twentieth here. In return each key has an array of its own, so this is kept only where it is
/// asked for.
struct TouchWindows: ~Copyable {
    private struct Window {
        var touches: [WindowTouch] = []
        /// How many at the front have been given up.
        var start = 0
        /// Whether the clicks have to be read anew from the buffer: one was not in order.
        var isStale = false
    }

    private var windows: [Window] = []

    /// How many clicks are kept of a key, those that are given up but not yet gone included.
    func countKept(of key: UInt32) -> Int {
        Int(key) < windows.count ? windows[Int(key)].touches.count : 0
    }

    /// Takes in a click that the buffer has taken in, and gives up those before `horizon`: a key may
    /// have clicks for ever and never a checkout. `isLast`: behind all others of its key.
    mutating func insert(
        _ touch: WindowTouch, key: UInt32, isLast: Bool, horizon: EventTime
    ) {
        while windows.count <= Int(key) { windows.append(Window()) }
        giveUp(key, before: horizon)
        var place = windows[Int(key)].touches.count
        let start = windows[Int(key)].start
        if !isLast {
            while place > start, windows[Int(key)].touches[place - 1].time > touch.time {
                place -= 1
            }
            // The ids of clicks of one time decide their order: only the buffer knows them.
            if place > start, windows[Int(key)].touches[place - 1].time == touch.time {
                windows[Int(key)].isStale = true
            }
        }
        windows[Int(key)].touches.insert(touch, at: place)
    }

    /// A key's clicks from `earliest` to `latest`, in order; gives up those before `horizon`, and
    /// reads the others anew where that is due.
    mutating func touches(
        of key: UInt32, from earliest: EventTime, to latest: EventTime, horizon: EventTime,
        _ clicks: borrowing ClickBuffer
    ) -> ArraySlice<WindowTouch> {
        guard Int(key) < windows.count else { return [] }
        if windows[Int(key)].isStale { read(key, clicks) }
        giveUp(key, before: horizon)
        let touches = windows[Int(key)].touches
        var first = windows[Int(key)].start
        while first < touches.count, touches[first].time < earliest { first += 1 }
        var end = touches.count
        while end > first, touches[end - 1].time > latest { end -= 1 }
        return touches[first..<end]
    }

    /// Gives up a key's clicks before `horizon`; moves the rest to the front once it is the lesser
    /// part.
    private mutating func giveUp(_ key: UInt32, before horizon: EventTime) {
        let count = windows[Int(key)].touches.count
        var start = windows[Int(key)].start
        while start < count, windows[Int(key)].touches[start].time < horizon { start += 1 }
        if start == count {
            if count > 0 { windows[Int(key)] = Window() }
        } else if start > 32, start > count / 2 {
            windows[Int(key)].touches.removeFirst(start)
            windows[Int(key)].start = 0
        } else {
            windows[Int(key)].start = start
        }
    }

    private mutating func read(_ key: UInt32, _ clicks: borrowing ClickBuffer) {
        var window = Window()
        var slot = clicks.first(of: key)
        while slot != ClickBuffer.none {
            window.touches.append(WindowTouch(time: clicks[slot].time, source: clicks[slot].source))
            slot = clicks.next(slot)
        }
        windows[Int(key)] = window
    }
}
