@testable import Streaming

/// An engine's rules over plain arrays, each record looked at each time: obvious, slow.
protocol SlowEngine {
    /// - Returns: the rows as words, `checkout-click` or `checkout--`, in no order that counts.
    mutating func add(isClick: Bool, _ handle: Int32, _ time: Int64, _ key: UInt32) -> [String]
    mutating func advance(_ watermark: Int64) -> [String]
    mutating func endBatch() -> [String]
    /// A checkout that a condition keeps from matching.
    mutating func addUnmatchable(_ handle: Int32, _ time: Int64) -> [String]
    /// A record that a condition takes away.
    mutating func skip()
    mutating func restart()
    /// How many records are held, clicks and checkouts.
    var held: (clicks: Int, checkouts: Int) { get }
}

extension SlowEngine {
    mutating func advance(_ watermark: Int64) -> [String] { [] }
    mutating func endBatch() -> [String] { [] }
    mutating func addUnmatchable(_ handle: Int32, _ time: Int64) -> [String] { [] }
    mutating func skip() {}
    mutating func restart() {}
}

struct SlowRecord {
    var handle: Int32
    var time: Int64
    var key: UInt32
    var hasJoined = false
}

private func pair(_ checkout: SlowRecord, _ click: SlowRecord) -> String {
    "\(checkout.handle)-\(click.handle)"
}

/// flink-sql: positive times only, left or full.
struct SlowFlinkSQL: SlowEngine {
    let before: Int64
    let after: Int64
    let minCleanup: Int64
    var padsClicks = false
    var nullKey = UInt32.max
    var clicks: [SlowRecord] = []
    var checkouts: [SlowRecord] = []
    var clickExpiry: Int64 = 0
    var checkoutExpiry: Int64 = 0
    var operatorTime: Int64 = 0
    var clickTimers: [UInt32: Int64] = [:]
    var checkoutTimers: [UInt32: Int64] = [:]

    var held: (clicks: Int, checkouts: Int) { (clicks.count, checkouts.count) }

    private func expiry(_ reach: Int64) -> Int64 {
        operatorTime == .max ? .max : operatorTime - reach - 1
    }

    mutating func add(isClick: Bool, _ handle: Int32, _ time: Int64, _ key: UInt32) -> [String] {
        var new = SlowRecord(handle: handle, time: time, key: key)
        var rows: [String] = []
        if isClick {
            if checkoutExpiry < time + before {
                checkoutExpiry = expiry(after)
                for place in checkouts.indices
                where checkouts[place].key == key && key != nullKey
                    && time >= checkouts[place].time - before
                    && time <= checkouts[place].time + after
                {
                    rows.append(pair(checkouts[place], new))
                    checkouts[place].hasJoined = true
                    new.hasJoined = true
                }
                rows += dropCheckouts(key)
            }
            guard operatorTime < time + before else {
                return padsClicks && !new.hasJoined ? rows + ["-1-\(handle)"] : rows
            }
            clicks.append(new)
            if clickTimers[key] == nil { clickTimers[key] = time + before + minCleanup + 1 }
        } else {
            if clickExpiry < time + after {
                clickExpiry = expiry(before)
                for place in clicks.indices
                where clicks[place].key == key && key != nullKey
                    && clicks[place].time >= time - before && clicks[place].time <= time + after
                {
                    rows.append(pair(new, clicks[place]))
                    clicks[place].hasJoined = true
                    new.hasJoined = true
                }
                rows += dropClicks(key)
            }
            guard operatorTime < time + after else {
                return new.hasJoined ? rows : rows + ["\(handle)--"]
            }
            checkouts.append(new)
            if checkoutTimers[key] == nil { checkoutTimers[key] = time + after + minCleanup + 1 }
        }
        return rows
    }

    mutating func restart() {
        operatorTime = 0
        clickExpiry = 0
        checkoutExpiry = 0
    }

    private mutating func dropClicks(_ key: UInt32) -> [String] {
        let gone = clicks.filter { $0.key == key && $0.time <= clickExpiry }
        clicks.removeAll { $0.key == key && $0.time <= clickExpiry }
        return padsClicks ? gone.filter { !$0.hasJoined }.map { "-1-\($0.handle)" } : []
    }

    private mutating func dropCheckouts(_ key: UInt32) -> [String] {
        let gone = checkouts.filter { $0.key == key && $0.time <= checkoutExpiry }
        checkouts.removeAll { $0.key == key && $0.time <= checkoutExpiry }
        return gone.filter { !$0.hasJoined }.map { "\($0.handle)--" }
    }

    mutating func advance(_ watermark: Int64) -> [String] {
        operatorTime = max(operatorTime, watermark)
        var rows: [String] = []
        for key in clickTimers.keys.sorted() where clickTimers[key].map({ $0 <= watermark }) == true
        {
            clickExpiry = expiry(before)
            rows += dropClicks(key)
            let oldest = clicks.filter { $0.key == key }.map(\.time).min()
            clickTimers[key] = oldest.map { $0 + before + minCleanup + 1 }
        }
        for key in checkoutTimers.keys.sorted()
        where checkoutTimers[key].map({ $0 <= watermark }) == true {
            checkoutExpiry = expiry(after)
            rows += dropCheckouts(key)
            let oldest = checkouts.filter { $0.key == key }.map(\.time).min()
            checkoutTimers[key] = oldest.map { $0 + after + minCleanup + 1 }
        }
        return rows
    }
}

/// flink-datastream.
struct SlowFlinkDataStream: SlowEngine {
    let before: Int64
    let after: Int64
    var clicks: [SlowRecord] = []
    var checkouts: [SlowRecord] = []
    var watermark = Int64.min

    var held: (clicks: Int, checkouts: Int) { (clicks.count, checkouts.count) }

    mutating func add(isClick: Bool, _ handle: Int32, _ time: Int64, _ key: UInt32) -> [String] {
        if time < watermark { return [] }
        let new = SlowRecord(handle: handle, time: time, key: key)
        if isClick {
            clicks.append(new)
            return checkouts.filter {
                $0.key == key && time >= $0.time - before && time <= $0.time + after
            }.map { pair($0, new) }
        }
        checkouts.append(new)
        return clicks.filter {
            $0.key == key && $0.time >= time - before && $0.time <= time + after
        }
        .map { pair(new, $0) }
    }

    mutating func advance(_ watermark: Int64) -> [String] {
        self.watermark = watermark
        clicks.removeAll { watermark >= $0.time + max(before, 0) }
        checkouts.removeAll { watermark >= $0.time + max(after, 0) }
        return []
    }

    mutating func restart() { watermark = .min }
}

/// kafka-streams: left, fixed, everything stored for ever but found by the store's own time.
struct SlowKafkaStreams: SlowEngine {
    let before: Int64
    let after: Int64
    let grace: Int64
    let nullKey: UInt32
    var clicks: [SlowRecord] = []
    var checkouts: [SlowRecord] = []
    /// Held back: in `checkouts` too.
    var pending: [SlowRecord] = []
    var streamTime: Int64 = -1
    /// No held checkout is before it.
    var oldest = Int64.max

    var held: (clicks: Int, checkouts: Int) { (-1, -1) }

    private func found(_ store: [SlowRecord], _ key: UInt32, _ from: Int64, _ to: Int64)
        -> [SlowRecord]
    {
        let earliest = (store.map(\.time).max() ?? -1) - (before + after + grace) + 1
        return store.filter { $0.key == key && $0.time >= max(from, earliest) && $0.time <= to }
    }

    mutating func add(isClick: Bool, _ handle: Int32, _ time: Int64, _ key: UInt32) -> [String] {
        let new = SlowRecord(handle: handle, time: time, key: key)
        streamTime = max(streamTime, time)
        if key == nullKey { return isClick ? [] : ["\(handle)--"] }
        if isClick { clicks.append(new) } else { checkouts.append(new) }
        var rows: [String] = []
        if time == streamTime, oldest != .max,
            oldest + (isClick ? before : after) + grace < streamTime
        {
            oldest = pending.map(\.time).max() ?? .max
            rows = pending.filter { $0.time + after + grace < streamTime }.map { "\($0.handle)--" }
            pending.removeAll { $0.time + after + grace < streamTime }
        }
        if isClick {
            let matches = found(checkouts, key, time - after, time + before)
            for match in matches { pending.removeAll { $0.handle == match.handle } }
            return rows + matches.map { pair($0, new) }
        }
        let matches = found(clicks, key, time - before, time + after)
        if !matches.isEmpty { return rows + matches.map { pair(new, $0) } }
        if time + after < streamTime { return rows + ["\(handle)--"] }
        pending.append(new)
        oldest = min(oldest, time)
        return rows
    }
}

/// quixstreams: left.
struct SlowQuixStreams: SlowEngine {
    let backward: Int64
    let forward: Int64
    let grace: Int64
    let isAsOf: Bool
    let every: Int
    var clicks: [SlowRecord] = []
    var checkouts: [SlowRecord] = []
    /// What was written since the last checkpoint.
    var written: [(isClick: Bool, record: SlowRecord)] = []
    var count = 0

    init(backward: Int64, forward: Int64, grace: Int64, isAsOf: Bool, every: Int) {
        self.backward = backward
        self.forward = forward
        self.grace = grace
        self.isAsOf = isAsOf
        self.every = every
    }

    var held: (clicks: Int, checkouts: Int) { (clicks.count, checkouts.count) }

    private func limit(isClick: Bool, _ key: UInt32) -> Int64 {
        written.filter { $0.isClick == isClick && $0.record.key == key }
            .map { $0.record.time - grace }.max() ?? .min
    }

    mutating func add(isClick: Bool, _ handle: Int32, _ time: Int64, _ key: UInt32) -> [String] {
        let new = SlowRecord(handle: handle, time: time, key: key)
        var rows: [String] = []
        if isClick {
            if isAsOf { clicks.removeAll { $0.key == key && $0.time == time } }
            clicks.append(new)
            if !isAsOf {
                rows = checkouts.filter {
                    $0.key == key && $0.time >= time - forward && $0.time <= time
                }.map { pair($0, new) }
            }
        } else {
            var found = clicks.filter { $0.key == key && $0.time <= time }
            if isAsOf {
                found = found.filter { $0.time >= limit(isClick: true, key) }
                found = Array(found.sorted { $0.time < $1.time }.suffix(1))
            } else {
                found = found.filter { $0.time >= time - backward }
                checkouts.append(new)
            }
            rows = found.isEmpty ? ["\(handle)--"] : found.map { pair(new, $0) }
        }
        if isClick || !isAsOf { written.append((isClick, new)) }
        count += 1
        if count % every == 0 {
            clicks = clicks.filter { $0.time >= limit(isClick: true, $0.key) }
            checkouts = checkouts.filter { $0.time >= limit(isClick: false, $0.key) }
            written = []
        }
        return rows
    }
}

/// pathway: the view is reckoned anew from all records, batch after batch. What is forgotten with
/// its results kept leaves the view without a word.
struct SlowPathway: SlowEngine {
    let before: Int64
    let after: Int64
    let cutoff: Int64?
    let keepsResults: Bool
    let size: Int
    var clicks: [SlowRecord] = []
    var checkouts: [SlowRecord] = []
    var clocks: (clicks: Int64?, checkouts: Int64?)
    var batch: [(isClick: Bool, record: SlowRecord)] = []

    init(before: Int64, after: Int64, cutoff: Int64?, keepsResults: Bool, size: Int) {
        self.before = before
        self.after = after
        self.cutoff = cutoff
        self.keepsResults = keepsResults
        self.size = size
    }

    var held: (clicks: Int, checkouts: Int) { (clicks.count, checkouts.count) }

    private func view() -> Set<String> {
        var rows: Set<String> = []
        for checkout in checkouts {
            let found = clicks.filter {
                $0.key == checkout.key && $0.time >= checkout.time - before
                    && $0.time <= checkout.time + after
            }
            if found.isEmpty { rows.insert("\(checkout.handle)--") }
            rows.formUnion(found.map { pair(checkout, $0) })
        }
        return rows
    }

    mutating func add(isClick: Bool, _ handle: Int32, _ time: Int64, _ key: UInt32) -> [String] {
        batch.append((isClick, SlowRecord(handle: handle, time: time, key: key)))
        return batch.count == size ? endBatch() : []
    }

    mutating func endBatch() -> [String] {
        let old = view()
        let accepted = batch.filter { new in
            guard let cutoff, let clock = new.isClick ? clocks.clicks : clocks.checkouts else {
                return true
            }
            return new.record.time + cutoff > clock
        }
        batch = []
        if !keepsResults { forget(accepted) }
        for new in accepted {
            if new.isClick { clicks.append(new.record) } else { checkouts.append(new.record) }
        }
        let new = view()
        let rows = old.subtracting(new).map { "\($0) back" } + new.subtracting(old)
        if keepsResults { forget(accepted) }
        for record in accepted.filter({ $0.isClick }).map(\.record) {
            clocks.clicks = max(clocks.clicks ?? .min, record.time)
        }
        for record in accepted.filter({ !$0.isClick }).map(\.record) {
            clocks.checkouts = max(clocks.checkouts ?? .min, record.time)
        }
        return rows
    }

    private mutating func forget(_ accepted: [(isClick: Bool, record: SlowRecord)]) {
        guard let cutoff else { return }
        if let clock = clocks.clicks, accepted.contains(where: { $0.isClick }) {
            clicks.removeAll { $0.time + cutoff <= clock }
        }
        if let clock = clocks.checkouts, accepted.contains(where: { !$0.isClick }) {
            checkouts.removeAll { $0.time + cutoff <= clock }
        }
    }
}

/// spark: left, full, inner or semi, with no-data batches or without.
struct SlowSpark: SlowEngine {
    let before: Int64
    let after: Int64
    let delay: Int64
    let noDataBatches: Bool
    var padsClicks = false
    var padsCheckouts = true
    var isSemi = false
    var unmatchable: [SlowRecord] = []
    var hasSkipped = false
    /// Whether a batch without data runs at once; else at the next trigger without records.
    var isLeftIdle = true
    var owesBatch = false
    var clicks: [SlowRecord] = []
    var checkouts: [SlowRecord] = []
    var batch: [(isClick: Bool, record: SlowRecord)] = []
    var latest: (clicks: Int64?, checkouts: Int64?)
    var watermark: Int64 = 0
    var lateFilter: Int64 = 0

    init(before: Int64, after: Int64, delay: Int64, noDataBatches: Bool) {
        self.before = before
        self.after = after
        self.delay = delay
        self.noDataBatches = noDataBatches
    }

    /// A semi join does not store what has its row.
    var held: (clicks: Int, checkouts: Int) {
        isSemi ? (-1, -1) : (clicks.count, checkouts.count)
    }

    mutating func add(isClick: Bool, _ handle: Int32, _ time: Int64, _ key: UInt32) -> [String] {
        batch.append((isClick, SlowRecord(handle: handle, time: time, key: key)))
        return []
    }

    mutating func addUnmatchable(_ handle: Int32, _ time: Int64) -> [String] {
        hasSkipped = true
        if padsCheckouts {
            unmatchable.append(SlowRecord(handle: handle, time: time, key: 0))
        }
        return []
    }

    mutating func skip() { hasSkipped = true }

    mutating func restart() { latest = (nil, nil) }

    mutating func endBatch() -> [String] {
        if batch.isEmpty && !hasSkipped {
            guard owesBatch else { return [] }
            owesBatch = false
            let rows = evict()
            lateFilter = watermark
            return rows
        }
        var rows: [String] = []
        let kept = batch.filter { $0.record.time > lateFilter }
        for new in kept.filter({ $0.isClick }) { clicks.append(new.record) }
        let old = checkouts.count
        for new in kept.filter({ !$0.isClick }) { checkouts.append(new.record) }
        let isNewClick = Set(kept.filter { $0.isClick }.map(\.record.handle))
        for place in checkouts.indices {
            for other in clicks.indices where clicks[other].key == checkouts[place].key {
                let click = clicks[other]
                let isNew = place >= old || isNewClick.contains(click.handle)
                if isNew, click.time >= checkouts[place].time - before,
                    click.time <= checkouts[place].time + after
                {
                    if !isSemi {
                        rows.append(pair(checkouts[place], click))
                    } else if !checkouts[place].hasJoined {
                        rows.append("\(checkouts[place].handle)-+")
                    }
                    checkouts[place].hasJoined = true
                    clicks[other].hasJoined = true
                }
            }
        }
        rows += unmatchable.filter { $0.time > lateFilter }.map { "\($0.handle)--" }
        rows += evict()
        lateFilter = watermark
        for new in batch + unmatchable.map({ (false, $0) }) {
            let time = new.record.time - delay
            if new.isClick {
                latest.clicks = max(latest.clicks ?? time, time)
            } else {
                latest.checkouts = max(latest.checkouts ?? time, time)
            }
        }
        batch = []
        unmatchable = []
        hasSkipped = false
        let next = min(latest.clicks ?? 0, latest.checkouts ?? 0)
        if next > watermark {
            watermark = next
            owesBatch = noDataBatches && !isLeftIdle
            if noDataBatches, isLeftIdle {
                rows += evict()
                lateFilter = watermark
            }
        } else {
            owesBatch = false
        }
        return rows
    }

    private mutating func evict() -> [String] {
        let gone = checkouts.filter { $0.time <= watermark - after - 1 }
        checkouts.removeAll { $0.time <= watermark - after - 1 }
        let goneClicks = clicks.filter { $0.time <= watermark - before - 1 }
        clicks.removeAll { $0.time <= watermark - before - 1 }
        return (padsCheckouts ? gone.filter { !$0.hasJoined }.map { "\($0.handle)--" } : [])
            + (padsClicks
                ? goneClicks.filter { !$0.hasJoined }.map { "-1-\($0.handle)" } : [])
    }
}
