import EventLogs
import Streaming

// What becomes due between two records.

extension Pipeline where Stage: ~Copyable {
    /// Runs idle timeouts, periodic watermarks and micro-batch triggers that are due, in time order;
    /// at one time in this order.
    mutating func runTimers(through time: ProcessingTime) throws(SinkError) {
        while let (due, timer) = nextTimer(), due <= time {
            try moveClock(to: due)
            switch timer {
            case .idleTimeout:
                // Both streams at once: neither is idle before the other.
                clicks.fireIdleTimers(at: due)
                checkouts.fireIdleTimers(at: due)
                try settleWatermarks(.clicks, nil)
            case .tick:
                clicks.fireTick(at: due)
                checkouts.fireTick(at: due)
                try settleWatermarks(.clicks, nil)
            case .checkpoint:
                checkpoints?.fire()
                try stage.checkpoint(after: seq)
            case .trigger:
                trigger?.fire()
                watch.probe?.move(to: moment)
                try stage.endBatch(after: seq)
                if stage.owesBatch { trigger?.note(at: due) }
                if restarts.isAfterEveryBatch { try restart() }
            }
        }
    }

    /// The kinds of timers, those that go first at one time first.
    enum Timer { case idleTimeout, tick, checkpoint, trigger }

    private func nextTimer() -> (due: ProcessingTime, timer: Timer)? {
        var next: (due: ProcessingTime, timer: Timer)?
        func consider(_ due: ProcessingTime?, _ timer: Timer) {
            guard let due else { return }
            if next.map({ due < $0.due }) ?? true { next = (due, timer) }
        }
        consider(clicks.nextIdleTimer, .idleTimeout)
        consider(checkouts.nextIdleTimer, .idleTimeout)
        consider(clicks.nextTickTimer, .tick)
        consider(checkouts.nextTickTimer, .tick)
        consider(checkpoints?.due, .checkpoint)
        consider(trigger?.due, .trigger)
        return next
    }
}
