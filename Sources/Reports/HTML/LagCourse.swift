/// How far a watermark is behind the clock, at every moment: it grows as the clock goes on and falls
/// with each advance, as the teeth of a saw.
struct LagCourse {
    /// A moment, and how far the watermark was behind it, in milliseconds.
    typealias Point = (clock: Int64, lag: Int64)

    /// `clicks`, `checkouts` or `join`.
    let stream: String
    /// The corners of the teeth, in order.
    private(set) var points: [Point] = []

    /// The lag of a stream within a part of the clock.
    init(of stream: String, _ data: ReportData, within shown: ClosedRange<Int64>) {
        self.stream = stream
        let advances = data.progress.filter { $0.stream == stream && shown.contains($0.clock) }
        for advance in advances {
            // Right before an advance it is largest.
            if let before = advance.before {
                points.append((advance.clock, advance.clock.distance(from: before)))
            }
            points.append((advance.clock, advance.clock.distance(from: advance.watermark)))
        }
        let peaks = (data.lagPeaks[stream] ?? []).filter { shown.contains($0.clock) }
        if !peaks.isEmpty {
            points = (peaks + points).enumerated().sorted {
                ($0.element.clock, $0.offset) < ($1.element.clock, $1.offset)
            }.map(\.element)
        }
        // Behind the last advance the clock goes on.
        guard let last = advances.last else { return }
        let end = min(shown.upperBound, data.watermarkEnds[stream] ?? .max)
        if last.clock < end { points.append((end, end.distance(from: last.watermark))) }
    }

    /// Whether there is a line to draw.
    var isDrawn: Bool { points.contains { $0.clock != points[0].clock } }

    /// The corners, with more between those that are far apart: on a scale of doublings what grows
    /// evenly is no straight line.
    func bent(every step: Int64) -> [Point] {
        var bent: [Point] = []
        for point in points {
            if let last = bent.last, step > 0, point.lag > last.lag {
                let span = point.clock.distance(from: last.clock)
                let rise = Int128(point.lag) - Int128(last.lag)
                let parts = min(64, span / step)
                if parts > 1 {
                    for part in 1..<parts {
                        bent.append(
                            (
                                last.clock + Int64(Int128(span) * Int128(part) / Int128(parts)),
                                last.lag + Int64(rise * Int128(part) / Int128(parts))
                            ))
                    }
                }
            }
            bent.append(point)
        }
        return bent
    }
}
