import Text

/// Time: how far the watermarks and each partition are behind the clock, and where they stood still.
enum TimeSection {
    private static let box = FigureBox(height: 300)
    private static let zoomBox = FigureBox(height: 340)
    private static let lanesMax = 16

    static func html(_ data: ReportData) -> HTML {
        if data.progress.isEmpty { return "" }
        let clocks =
            data.progress.map(\.clock) + data.lateSample.map(\.arrivalTime)
            + data.lanes.flatMap { lane in
                [lane.stretches.first?.first, lane.stretches.last?.last].compactMap { $0 }
            }
        let domain = clocks.range
        return """
            <section id="time">
            <h2>How far behind the clock</h2>
            <p class="lead">The watermark says up to which event time a stream is complete; the \
            distance to the clock is how long a result waits. A late record stands above the \
            watermark of its stream\(data.stalls.isEmpty ? "" : "; shaded: the watermark stood still").</p>
            <div class="legend">\(legend(data))</div>
            <figure>\(lag(data, domain))</figure>
            \(stalls(data))
            \(partitions(data, domain))
            \(note(data))
            \(zooms(data))
            </section>
            """
    }

    private static func legend(_ data: ReportData) -> HTML {
        let late: HTML =
            data.lateSample.isEmpty
            ? ""
            : """
            <span><i class="dot late"></i>late record (\(NumberText.count(data.lateCount)))</span>
            """
        let streams = Set(data.progress.map(\.stream))
        let lines: [HTML] = ["join", "clicks", "checkouts"].filter(streams.contains).map { stream in
            "<span><i class=\"line \(stream)\"></i>\(stream == "join" ? "watermark of the join" : stream)</span>"
        }
        return "\(lines)\(late)"
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

    private static func lag(_ data: ReportData, _ domain: ClosedRange<Int64>) -> HTML {
        let distances =
            data.progress.map { $0.clock.distance(from: $0.watermark) }
            + data.lateSample.map { $0.arrivalTime.distance(from: $0.eventTime) }
        let most = max(distances.max() ?? 0, 1000)
        let middle = distances.isEmpty ? 0 : distances.sorted()[distances.count / 2]
        // One long silence must not press all else to the ground.
        let kind: Scale.Kind = most / 12 > max(1, middle) ? .doubling : .even
        let x = box.across(domain)
        let y = box.upwards(
            (kind == .doubling ? max(0, middle / 64) : 0)...(most + most / 20), kind)
        var body: HTML = ""
        for stall in data.stalls {
            let (from, to) = (x(stall.clock.lowerBound), x(stall.clock.upperBound))
            body += """
                <rect class="stall" x="\(from)" width="\(max(to - from, Length(tenths: 30)))" y="0" \
                height="\(box.height)"/>
                """
        }
        for stream in ["clicks", "checkouts", "join"] {
            let course = data.progress.filter { $0.stream == stream }
            body += FigureBox.course(
                course.map { (x($0.clock), y($0.clock.distance(from: $0.watermark))) },
                look: stream)
        }
        for record in data.lateSample {
            body += FigureBox.dot(
                x(record.arrivalTime), y(record.arrivalTime.distance(from: record.eventTime)),
                look: "late", words(record))
        }
        body += strips(data.progress, x)
        let ticks =
            kind == .doubling
            ? y.doublingSpanTicks().filter { $0 >= y.domain.lowerBound } : y.spanTicks()
        return box.html(
            body, x: x.timeTicks(most: 9).map { ($0.label, x($0.value)) },
            y: ticks.map { (TimeText.duration(milliseconds: $0), y($0)) },
            label: "How far watermarks and late records are behind the virtual clock",
            over: numbers(data, x))
    }

    /// Strips that tell how far the watermarks are behind.
    private static func strips(_ progress: [ReportData.Progress], _ x: Scale) -> HTML {
        let parts = 120
        var last: [String: ReportData.Progress] = [:]
        var all = progress.sorted { ($0.clock, $0.watermark) < ($1.clock, $1.watermark) }[...]
        var strips: HTML = ""
        let span = x.domain.length
        guard span > 0, span < .max / Int64(parts) else { return "" }
        for part in 0..<Int64(parts) {
            let from = x.domain.lowerBound + span * part / Int64(parts)
            let to = x.domain.lowerBound + span * (part + 1) / Int64(parts)
            while let next = all.first, next.clock <= to {
                last[next.stream] = next
                all = all.dropFirst()
            }
            let words = ["join", "clicks", "checkouts"].compactMap { stream -> String? in
                guard let advance = last[stream] else { return nil }
                return
                    "\(stream) \(TimeText.duration(milliseconds: max(0, to.distance(from: advance.watermark)))) behind"
            }
            if words.isEmpty { continue }
            strips += box.strip(
                x(from), x(to),
                "\(TimeText.dateAndTime(to)): \(words.joined(separator: " · "))")
        }
        return strips
    }

    /// The numbers of the stalls over the drawing; of two that are close the longer one's.
    private static func numbers(_ data: ReportData, _ x: Scale) -> HTML {
        var placed: [Length] = []
        var labels: HTML = ""
        for (number, stall) in data.stalls.enumerated()
            .sorted(by: { $0.element.clock.length > $1.element.clock.length })
        {
            let middle = FigureBox.percent(
                Length(
                    tenths: (x(stall.clock.lowerBound).tenths + x(stall.clock.upperBound).tenths)
                        / 2))
            if placed.contains(where: { abs($0.tenths - middle.tenths) < 80 }) { continue }
            placed.append(middle)
            labels += """
                <b class="mark" style="left:clamp(9px,\(middle)%,calc(100% - 9px))" \
                aria-hidden="true">\(number + 1)</b>
                """
        }
        return labels
    }

    private static func stalls(_ data: ReportData) -> HTML {
        if data.stalls.isEmpty { return "" }
        let items: [HTML] = data.stalls.map { stall in
            """
            <li>\(times(stall.clock)) (\(TimeText.duration(milliseconds: stall.clock.length))): \
            \(stall.cause); the join’s watermark stood at \(TimeText.dateAndTime(stall.watermark))</li>
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
    private static func partitions(_ data: ReportData, _ domain: ClosedRange<Int64>) -> HTML {
        let lanes = data.lanes.map { (lane: $0, silent: $0.longSilences(until: domain.upperBound)) }
        guard lanes.contains(where: { !$0.lane.isAlone || !$0.silent.isEmpty }) else { return "" }
        let busiest = lanes.enumerated().sorted { a, b in
            func silence(_ lane: (lane: ReportData.Lane, silent: [ClosedRange<Int64>])) -> Int64 {
                lane.silent.map(\.length).max() ?? 0
            }
            return (silence(b.element), a.offset) < (silence(a.element), b.offset)
        }.prefix(lanesMax).sorted { $0.offset < $1.offset }.map(\.element)
        let x = box.across(domain)
        let rows = busiest.map { lane, silent -> HTML in
            var bars: HTML = ""
            // What lies between two long silences is one bar.
            var start = lane.stretches.first?.first
            let end = lane.stretches.last?.last ?? domain.upperBound
            for gap in silent where gap.lowerBound < end {
                if let from = start { bars += bar(x(from), x(gap.lowerBound)) }
                start = gap.upperBound
            }
            if let from = start, from <= end { bars += bar(x(from), x(end)) }
            for gap in silent {
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
                <div class="lane"><span>\(lane.name)</span><svg viewBox="0 0 1000 16" \
                preserveAspectRatio="none" role="img" aria-label="\(lane.name): \
                \(NumberText.count(lane.records)) records, \(words)">\(bars)</svg>\
                <em>\(NumberText.count(lane.records))</em></div>
                """
        }
        let more: HTML =
            lanes.count > busiest.count
            ? """
            <p class="note">The \(busiest.count) that were silent longest of \
            \(lanes.count) partitions; all: <code>SELECT * FROM partition_progress</code></p>
            """ : ""
        return """
            <h3>Partitions: when records came</h3>
            <div class="lanes">\(rows)</div>
            \(silences(busiest, data.idleTimeout))\(more)
            """
    }

    private static func bar(_ from: Length, _ to: Length) -> HTML {
        """
        <rect class="active" x="\(from)" width="\(max(to - from, Length(tenths: 20)))" y="2" height="12"/>
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
