import Text

/// Time: how far the watermarks and each partition are behind the clock, and where they stood still.
enum TimeSection {
    private static let box = FigureBox(height: 300)
    private static let zoomBox = FigureBox(height: 340)
    private static let lanesMax = 16

    static func html(_ data: ReportData) -> HTML {
        if data.progress.isEmpty { return "" }
        let courses = ["clicks", "checkouts", "join"].map {
            LagCourse(of: $0, data, within: data.clock.shown)
        }.filter(\.isDrawn)
        let late = data.lateSample.filter { data.clock.shown.contains($0.arrivalTime) }
        // One moment is no course.
        if courses.isEmpty, late.isEmpty, data.stalls.isEmpty { return "" }
        let shaded: HTML = data.stalls.isEmpty ? "" : "; shaded: the watermark stood still"
        let above: HTML =
            late.isEmpty ? "" : ". A late record stands above the watermark of its stream"
        return """
            <section id="time">
            <h2>How far behind the clock</h2>
            <p class="lead">The watermark says up to which event time a stream is complete; the \
            distance to the clock is how long a result waits\(above)\(shaded).</p>
            <div class="legend">\(legend(data, courses, late))</div>
            <figure class="lag">\(lag(data, courses, late))</figure>
            \(outside(data))\(stalls(data))
            \(partitions(data))
            \(note(data))
            \(zooms(data))
            </section>
            """
    }

    private static func legend(
        _ data: ReportData, _ courses: [LagCourse], _ late: [ReportData.LateRecord]
    ) -> HTML {
        let dots: HTML =
            late.isEmpty
            ? ""
            : """
            <span><i class="dot late"></i>late record (\(NumberText.count(data.lateCount)))</span>
            """
        let lines: [HTML] = courses.reversed().map { course in
            """
            <span><i class="line \(course.stream)"></i>\
            \(course.stream == "join" ? "watermark of the join" : course.stream)</span>
            """
        }
        return "\(lines)\(dots)"
    }

    /// That the axis leaves something out.
    private static func outside(_ data: ReportData) -> HTML {
        let (whole, shown) = (data.clock.whole, data.clock.shown)
        if whole == shown { return "" }
        let count = data.clock.recordsOutside
        return """
            <p class="note">Shown is the clock from \(TimeText.dateAndTime(shown.lowerBound)) to \
            \(TimeText.dateAndTime(shown.upperBound)). \(NumberText.count(count)) \
            \(count == 1 ? "record" : "records") came outside of that: the whole run is from \
            \(TimeText.dateAndTime(whole.lowerBound)) to \(TimeText.dateAndTime(whole.upperBound)).</p>
            """
    }

    private static func note(_ data: ReportData) -> HTML {
        let shown = Int64(data.lateSample.count)
        if shown >= data.lateCount { return "" }
        return """
            <p class="note">\(NumberText.count(shown)) of \(NumberText.count(data.lateCount)) late \
            records are drawn, evenly over all of them.</p>
            """
    }

    // MARK: The distance to the clock

    private static func lag(
        _ data: ReportData, _ courses: [LagCourse], _ late: [ReportData.LateRecord]
    ) -> HTML {
        let distances =
            courses.flatMap { $0.points.map(\.lag) }
            + late.map { $0.arrivalTime.distance(from: $0.eventTime) }
        let most = max(distances.max() ?? 0, 1000)
        let middle = distances.isEmpty ? 0 : distances.sorted()[distances.count / 2]
        // One long silence must not press all else to the ground.
        let kind: Scale.Kind = most / 12 > max(1, middle) ? .doubling : .even
        let x = box.across(data.clock.shown)
        let y = box.upwards(
            (kind == .doubling ? max(0, middle / 64) : 0)...(most + most / 20), kind)
        var body: HTML = ""
        for stall in data.stalls where stall.clock.overlap(with: data.clock.shown) > 0 {
            let (from, to) = (x(stall.clock.lowerBound), x(stall.clock.upperBound))
            body += """
                <rect class="stall\(stall.watermark == nil ? " unset" : "")" x="\(from)" \
                width="\(max(to - from, Length(tenths: 30)))" y="0" height="\(box.height)"/>
                """
        }
        // A corner for every third unit of the width.
        let step = kind == .even ? 0 : max(1, data.clock.shown.length / 300)
        for course in courses {
            body += FigureBox.course(
                course.bent(every: step).map { (x($0.clock), y($0.lag)) }, look: course.stream)
        }
        for record in late {
            body += FigureBox.dot(
                x(record.arrivalTime), y(record.arrivalTime.distance(from: record.eventTime)),
                look: "late", words(record))
        }
        body += strips(courses.reversed(), x)
        let ticks =
            kind == .doubling
            ? y.doublingSpanTicks().filter { $0 >= y.domain.lowerBound } : y.spanTicks()
        return box.html(
            body, x: x.timeTicks(most: 9).map { ($0.label, x($0.value)) },
            y: ticks.map { (TimeText.duration(milliseconds: $0), y($0)) },
            label: "How far watermarks and late records are behind the virtual clock",
            over: numbers(data, x))
    }

    /// Strips that tell how far the watermarks are behind: at the end of each, and at most in it.
    private static func strips(_ courses: [LagCourse], _ x: Scale) -> HTML {
        let parts = 120
        var places = [Int](repeating: 0, count: courses.count)
        var strips: HTML = ""
        let span = x.domain.length
        guard span > 0, span < .max / Int64(parts) else { return "" }
        for part in 0..<Int64(parts) {
            let from = x.domain.lowerBound + span * part / Int64(parts)
            let to = x.domain.lowerBound + span * (part + 1) / Int64(parts)
            let words = courses.indices.compactMap { number -> String? in
                let points = courses[number].points
                var most = Int64.min
                while places[number] < points.count, points[places[number]].clock <= to {
                    most = max(most, points[places[number]].lag)
                    places[number] += 1
                }
                guard places[number] > 0 else { return nil }
                // Between two corners it grows with the clock, unless it falls.
                let last = points[places[number] - 1]
                var now = last.lag
                if places[number] < points.count, points[places[number]].lag > last.lag {
                    let (grown, overflow) = now.addingReportingOverflow(
                        to.distance(from: last.clock))
                    if !overflow { now = min(grown, points[places[number]].lag) }
                }
                let text = TimeText.duration(milliseconds: max(0, now))
                let upTo =
                    most > now ? " (up to \(TimeText.duration(milliseconds: max(0, most))))" : ""
                return "\(courses[number].stream) \(text) behind\(upTo)"
            }
            if words.isEmpty { continue }
            strips += box.strip(
                x(from), x(to),
                "\(TimeText.dateAndTime(to)): \(words.joined(separator: " · "))")
        }
        return strips
    }

    /// The numbers of the stalls over the drawing; those that are close share a mark.
    private static func numbers(_ data: ReportData, _ x: Scale) -> HTML {
        var marks: [(middle: Length, numbers: [Int])] = []
        for (number, stall) in data.stalls.enumerated()
        where stall.clock.overlap(with: data.clock.shown) > 0 {
            let middle = FigureBox.percent(
                Length(
                    tenths: (x(stall.clock.lowerBound).tenths + x(stall.clock.upperBound).tenths)
                        / 2))
            if let last = marks.last, abs(middle.tenths - last.middle.tenths) < 80 {
                marks[marks.count - 1].numbers.append(number + 1)
            } else {
                marks.append((middle, [number + 1]))
            }
        }
        let labels: [HTML] = marks.map { middle, numbers in
            let text =
                numbers.count > 2
                ? "\(numbers[0])–\(numbers[numbers.count - 1])"
                : numbers.map { "\($0)" }.joined(separator: ", ")
            return """
                <b class="mark" style="left:clamp(16px,\(middle)%,calc(100% - 16px))" \
                aria-hidden="true">\(text)</b>
                """
        }
        return "\(labels)"
    }

    private static func stalls(_ data: ReportData) -> HTML {
        if data.stalls.isEmpty { return "" }
        let items: [HTML] = data.stalls.map { stall in
            let stood =
                stall.watermark.map { "stood at \(TimeText.dateAndTime($0))" }
                ?? "was not set, so that nothing was final"
            return """
                <li>\(times(stall.clock)) (\(TimeText.duration(milliseconds: stall.clock.length))): \
                \(stall.cause); the join’s watermark \(stood)</li>
                """
        }
        return """
            <h3>\(data.stalls.count == 1 ? "The watermark stood still once" : "Where the watermark stood still")</h3>
            <ol class="stalls">\(items)</ol>
            """
    }

    private static func times(_ range: ClosedRange<Int64>) -> String {
        let (from, to) = (
            TimeText.dateAndTime(range.lowerBound), TimeText.dateAndTime(range.upperBound)
        )
        return TimeText.date(range.lowerBound) == TimeText.date(range.upperBound)
            ? "\(from) to \(TimeText.timeOfDay(range.upperBound))" : "\(from) to \(to)"
    }

    // MARK: Partitions

    /// A lane for each partition, where there are several, or one was silent.
    private static func partitions(_ data: ReportData) -> HTML {
        // Of hundreds of silences the longest are worth a look.
        let lanes = data.lanes.map { lane in
            (
                lane: lane,
                silent: lane.longSilences(in: data.clock).sorted { $0.length > $1.length }
                    .prefix(ReportData.stallsMax).sorted { $0.lowerBound < $1.lowerBound }
            )
        }
        guard lanes.contains(where: { !$0.lane.isAlone || !$0.silent.isEmpty }) else { return "" }
        let busiest = lanes.enumerated().sorted { a, b in
            func silence(_ lane: (lane: ReportData.Lane, silent: [ClosedRange<Int64>])) -> Int64 {
                lane.silent.map(\.length).max() ?? 0
            }
            return (silence(b.element), a.offset) < (silence(a.element), b.offset)
        }.prefix(lanesMax).sorted { $0.offset < $1.offset }.map(\.element)
        let x = box.across(data.clock.shown)
        let rows = busiest.map { lane, silent -> HTML in
            var bars: HTML = ""
            for active in active(lane, silent) where active.overlaps(data.clock.shown) {
                bars += bar(x(active.lowerBound), x(active.upperBound))
            }
            for gap in silent where gap.overlaps(data.clock.shown) {
                bars += """
                    <rect class="silence hover" x="\(x(gap.lowerBound))" \
                    width="\(max(x(gap.upperBound) - x(gap.lowerBound), Length(tenths: 20)))" y="2" \
                    height="12"><title>\(lane.name) silent: \(times(gap)) \
                    (\(TimeText.duration(milliseconds: gap.length)))</title></rect>
                    """
            }
            let longest = silent.max { $0.length < $1.length }
            let words =
                longest.map { "silent for up to \(TimeText.duration(milliseconds: $0.length))" }
                ?? "never silent for long"
            return """
                <div class="lane"><div><span>\(lane.name)</span>\
                <em>\(NumberText.count(lane.records))</em></div><svg viewBox="0 0 1000 16" preserveAspectRatio="none" role="img" \
                aria-label="\(lane.name): \(NumberText.count(lane.records)) records, \(words)">\
                \(bars)</svg></div>
                """
        }
        let more: HTML =
            lanes.count > busiest.count
            ? """
            <p class="note">The \(busiest.count) that were silent longest of \
            \(lanes.count) partitions; all: <code>SELECT * FROM partition_progress</code></p>
            """ : ""
        return """
            <h3>Partitions: when records came, and how many</h3>
            <div class="lanes">\(rows)\
            \(box.axis(x.timeTicks(most: 9).map { ($0.label, x($0.value)) }))</div>
            \(silences(busiest, data.idleTimeout))\(more)
            """
    }

    /// Where a partition has records: of a few each stands for itself, of many what lies between two
    /// long silences is one.
    private static func active(
        _ lane: ReportData.Lane, _ silent: [ClosedRange<Int64>]
    ) -> [ClosedRange<Int64>] {
        if lane.records <= momentsMax, lane.stretches.allSatisfy({ $0.records <= 2 }) {
            return lane.stretches.flatMap {
                $0.records == 1 ? [$0.first...$0.last] : [$0.first...$0.first, $0.last...$0.last]
            }
        }
        guard var start = lane.stretches.first?.first, let end = lane.stretches.last?.last else {
            return []
        }
        var found: [ClosedRange<Int64>] = []
        for gap in silent where gap.lowerBound >= start && gap.lowerBound < end {
            found.append(start...gap.lowerBound)
            start = gap.upperBound
        }
        return start <= end ? found + [start...end] : found
    }

    /// The most records of a partition that are drawn one by one.
    private static let momentsMax: Int64 = 60

    private static func bar(_ from: Length, _ to: Length) -> HTML {
        // A moment at the very end is seen as well.
        let width = max(to - from, Length(tenths: 20))
        let start = min(from, Length(FigureBox.width) - width)
        return """
            <rect class="active" x="\(start)" width="\(width)" y="2" height="12"/>
            """
    }

    /// The longest silences by name.
    private static func silences(
        _ lanes: [(lane: ReportData.Lane, silent: [ClosedRange<Int64>])], _ timeout: String?
    ) -> HTML {
        let all = lanes.flatMap { lane in lane.silent.map { (lane.lane.name, $0) } }
        if all.isEmpty { return "" }
        let longest = all.sorted { $0.1.length > $1.1.length }.prefix(ReportData.stallsMax)
        let items: [HTML] = longest.map { name, gap in
            """
            <li>\(name) silent: \(times(gap)) (\(TimeText.duration(milliseconds: gap.length)))</li>
            """
        }
        let idle: HTML =
            timeout.map {
                "<p class=\"note\">With an idle timeout of \($0), the watermark waits no longer than "
                    + "that for a silent partition.</p>" as HTML
            }
            ?? "<p class=\"note\">Without an idle timeout the watermark waits for a silent partition.</p>"
        return "<ul class=\"stalls\">\(items)</ul>\(idle)"
    }

    // MARK: Near by

    /// Event time against processing time, of a stall or where many records were late.
    private static func zooms(_ data: ReportData) -> HTML {
        let zooms: [HTML] = data.stretches.map { stretch in
            """
            <details class="zoom"><summary>\(stretch.name): event time against processing time, \
            \(times(stretch.clock))</summary>
            <figure>\(zoom(stretch))<figcaption>Across: event time. Upwards: processing time (the \
            virtual clock). Records arrive above the dashed line, where both agree; what arrives to \
            the left of its watermark is late.</figcaption></figure></details>

            """
        }
        return "\(zooms)"
    }

    private static func zoom(_ stretch: ReportData.Stretch) -> HTML {
        let (progress, lateRecords) = (stretch.progress, stretch.late)
        let eventTimes =
            progress.map(\.watermark) + progress.compactMap(\.latest)
            + lateRecords.map(\.eventTime)
        let x = zoomBox.across(eventTimes.range)
        let y = zoomBox.upwards(stretch.clock)
        var body = diagonal(x, y)
        for advance in progress.thinned(to: ReportData.pointsMax) {
            guard let latest = advance.latest else { continue }
            body += FigureBox.dot(x(latest), y(advance.clock), look: "front")
        }
        for stream in ["clicks", "checkouts", "join"] {
            let course = progress.filter { $0.stream == stream }
            let points = course.map { (x($0.watermark), y($0.clock)) }
            body += FigureBox.steps(points, upFirst: true, look: stream)
        }
        for record in lateRecords {
            body += FigureBox.dot(
                x(record.eventTime), y(record.arrivalTime), look: "late", words(record))
        }
        return zoomBox.html(
            body, x: x.timeTicks(most: 9).map { ($0.label, x($0.value)) },
            y: y.timeTicks(most: 6).map { ($0.label, y($0.value)) },
            label: "Event time against processing time, with watermarks and late records")
    }

    /// Where event time and processing time are the same.
    private static func diagonal(_ x: Scale, _ y: Scale) -> HTML {
        let low = max(x.domain.lowerBound, y.domain.lowerBound)
        let high = min(x.domain.upperBound, y.domain.upperBound)
        guard low < high else { return "" }
        return "<path class=\"ideal\" d=\"M\(x(low)) \(y(low))L\(x(high)) \(y(high))\"/>"
    }

    private static func words(_ record: ReportData.LateRecord) -> HTML {
        """
        \(record.stream) \(record.id) (seq \(record.seq)): late by \
        \(TimeText.duration(milliseconds: record.lateBy)), event time \
        \(TimeText.dateAndTime(record.eventTime)), arrival \
        \(TimeText.dateAndTime(record.arrivalTime))
        """
    }
}

extension [Int64] {
    /// From the least to the greatest value.
    fileprivate var range: ClosedRange<Int64> { (self.min() ?? 0)...(self.max() ?? 0) }
}
