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
/// is wanted; but a walk along a busy user's links waits for memory at each of hundreds of steps
/// (50 ns), and a busy user has a checkout for every few clicks. Here a step costs 1 ns. In return
/// each key has an array of its own, so this is kept only where it is asked for.
struct TouchWindows: ~Copyable {
    private struct Window {
        var touches: [WindowTouch] = []
        /// How many at the front have been given up.
        var start = 0
        /// Whether the clicks have to be read anew from the buffer: one was not in order.
        var isStale = false
    }

    private var windows: [Window] = []

    /// Takes in a click that the buffer has taken in; `isLast`: behind all others of its key.
    mutating func insert(key: UInt32, time: EventTime, source: UInt32, isLast: Bool) {
        while windows.count <= Int(key) { windows.append(Window()) }
        let touch = WindowTouch(time: time, source: source)
        let count = windows[Int(key)].touches.count
        if isLast {
            windows[Int(key)].touches.append(touch)
            return
        }
        var place = count
        while place > windows[Int(key)].start, windows[Int(key)].touches[place - 1].time > time {
            place -= 1
        }
        // The ids of clicks of one time decide their order: only the buffer knows them.
        let isTie =
            place > windows[Int(key)].start && windows[Int(key)].touches[place - 1].time == time
        if isTie { windows[Int(key)].isStale = true }
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
        let touches = windows[Int(key)].touches
        var start = windows[Int(key)].start
        while start < touches.count, touches[start].time < horizon { start += 1 }
        var first = start
        while first < touches.count, touches[first].time < earliest { first += 1 }
        var end = touches.count
        while end > first, touches[end - 1].time > latest { end -= 1 }
        giveUp(key, start)
        return touches[first..<end]
    }

    /// Gives up what lies before `start`; moves the rest to the front once it is the lesser part.
    private mutating func giveUp(_ key: UInt32, _ start: Int) {
        if start == windows[Int(key)].touches.count {
            windows[Int(key)] = Window()
        } else if start > 32, start > windows[Int(key)].touches.count / 2 {
            windows[Int(key)] = Window(touches: Array(windows[Int(key)].touches[start...]))
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
