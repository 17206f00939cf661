import Text

/// The classic picture: event time against processing time, with the watermark's course and the
/// late records.
enum PictureSection {
    private static let box = FigureBox(width: 900, height: 440)

    static func html(_ data: ReportData) -> HTML {
        if data.progress.isEmpty && data.lateSample.isEmpty {
            return """
                <section id="time"><h2>Event time and processing time</h2>
                <p class="note">This run has no watermark: nothing is late, and all results come \
                at the end of the input.</p></section>
                """
        }
        return """
            <section id="time">
            <h2>Event time and processing time</h2>
            <p class="lead">Records arrive above the dashed line, where both clocks agree. The \
            watermark says up to which event time the stream claims to be complete; what arrives \
            to the left of it is late.</p>
            <div class="legend">\(legend(data))</div>
            <figure><div class="scroll">\(classic(data.progress, data.lateSample))</div>
            <figcaption>Across: event time. Upwards: processing time (the virtual clock).\
            </figcaption></figure>
            \(stretch(data))
            <figure><div class="scroll behind">\(lag(data))</div>
            <figcaption>The same, turned: how far behind the virtual clock the watermark and the \
            late records are. A late record stands above the watermark of its stream.\
            </figcaption></figure>
            \(note(data))
            </section>
            """
    }

    private static func legend(_ data: ReportData) -> HTML {
        let late: HTML =
            data.lateCount == 0
            ? ""
            : """
            <span><i class="dot late"></i>late record (\(NumberText.count(data.lateCount)))</span>
            """
        return """
            <span><i class="line join"></i>watermark of the join</span>
            <span><i class="line clicks"></i>clicks</span>
            <span><i class="line checkouts"></i>checkouts</span>
            <span><i class="dot front"></i>newest record so far</span>\(late)
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

    // MARK: Event time across, processing time upwards

    private static func stretch(_ data: ReportData) -> HTML {
        guard let stretch = data.stretch, !stretch.progress.isEmpty else { return "" }
        let range =
            TimeText.dateAndTime(stretch.clock.lowerBound) + " to "
            + TimeText.timeOfDay(stretch.clock.upperBound)
        return """
            <figure><div class="scroll">\(classic(stretch.progress, stretch.late))</div>
            <figcaption>The same, nearer: \(range), where \(stretch.late.count) late \
            records arrived. Of a long run the courses are samples, exact where \
            a late record arrived.</figcaption></figure>
            """
    }

    private static func classic(
        _ progress: [ReportData.Progress], _ lateRecords: [ReportData.LateRecord]
    ) -> HTML {
        let eventTimes =
            progress.map(\.watermark) + progress.compactMap(\.latest)
            + lateRecords.map(\.eventTime)
        let clocks = progress.map(\.clock) + lateRecords.map(\.arrivalTime)
        let x = box.across(eventTimes.range)
        let y = box.upwards(clocks.range)
        var body = box.axes(
            x: x.timeTicks().map { ($0.label, x($0.value)) },
            y: y.timeTicks(most: 6).map { ($0.label, y($0.value)) })
        body += diagonal(x, y)
        for advance in progress where advance.latest != nil {
            let latest = advance.latest ?? advance.clock
            body += """
                <circle class="front" cx="\(x(latest))" cy="\(y(advance.clock))" r="1.6"/>
                """
        }
        for stream in ["clicks", "checkouts", "join"] {
            let course = progress.filter { $0.stream == stream }
            let points = course.map { (x($0.watermark), y($0.clock)) }
            body += FigureBox.steps(points, upFirst: true, look: stream)
            for advance in course.thinned(to: 150) {
                body += hover(advance, at: (x(advance.watermark), y(advance.clock)))
            }
        }
        for record in lateRecords {
            body += late(record, at: (x(record.eventTime), y(record.arrivalTime)))
        }
        return box.svg(
            body, label: "Event time against processing time, with watermarks and late records")
    }

    /// Where event time and processing time are the same.
    private static func diagonal(_ x: Scale, _ y: Scale) -> HTML {
        let low = max(x.domain.lowerBound, y.domain.lowerBound)
        let high = min(x.domain.upperBound, y.domain.upperBound)
        guard low < high else { return "" }
        return """
            <line class="ideal" x1="\(x(low))" y1="\(y(low))" x2="\(x(high))" y2="\(y(high))">\
            <title>Event time = processing time</title></line>
            """
    }

    // MARK: The distance between the two

    private static func lag(_ data: ReportData) -> HTML {
        let clocks = data.progress.map(\.clock) + data.lateSample.map(\.arrivalTime)
        let lateness = data.lateSample.map { distance($0.arrivalTime, $0.eventTime) }
        let course = data.progress.map { distance($0.clock, $0.watermark) }.sorted()
        // One long silence must not press all else to the ground.
        let usual = course.isEmpty ? 0 : course[(course.count - 1) * 49 / 50]
        let most = max(lateness.max() ?? 0, usual, 1000)
        let x = box.across(clocks.range)
        let y = box.upwards(0...(most + most / 10))
        var body = box.axes(
            x: x.timeTicks().map { ($0.label, x($0.value)) },
            y: y.spanTicks().map { (TimeText.duration(milliseconds: $0), y($0)) })
        for stream in ["clicks", "checkouts", "join"] {
            let course = data.progress.filter { $0.stream == stream }
            let points = course.map { (x($0.clock), y(distance($0.clock, $0.watermark))) }
            body += FigureBox.line(points, look: stream)
            for (advance, point) in Array(zip(course, points)).thinned(to: 150) {
                body += hover(advance, at: point)
            }
        }
        for record in data.lateSample {
            let behind = distance(record.arrivalTime, record.eventTime)
            body += late(record, at: (x(record.arrivalTime), y(behind)))
        }
        return box.svg(
            body, label: "How far watermarks and late records are behind the virtual clock")
    }

    private static func distance(_ later: Int64, _ earlier: Int64) -> Int64 {
        max(0, later.subtractingReportingOverflow(earlier).partialValue)
    }

    // MARK: Points

    private static func late(_ record: ReportData.LateRecord, at place: (Length, Length)) -> HTML {
        """
        <circle class="late" cx="\(place.0)" cy="\(place.1)" r="3.2"><title>\(record.stream) \
        \(record.id) (seq \(record.seq)): late by \
        \(TimeText.duration(milliseconds: record.lateBy))
        event time \(TimeText.dateAndTime(record.eventTime))
        arrival \(TimeText.dateAndTime(record.arrivalTime))</title></circle>
        """
    }

    /// An invisible point that tells its numbers.
    private static func hover(
        _ advance: ReportData.Progress, at place: (Length, Length)
    ) -> HTML {
        """
        <circle class="hover" cx="\(place.0)" cy="\(place.1)" r="6"><title>\
        watermark of \(advance.stream): \(TimeText.dateAndTime(advance.watermark))
        clock \(TimeText.dateAndTime(advance.clock)), \
        \(TimeText.duration(milliseconds: distance(advance.clock, advance.watermark))) behind\
        </title></circle>
        """
    }
}

extension [Int64] {
    /// From the least to the greatest value.
    fileprivate var range: ClosedRange<Int64> { (self.min() ?? 0)...(self.max() ?? 0) }
}
