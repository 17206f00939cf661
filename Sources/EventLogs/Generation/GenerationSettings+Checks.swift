import Streaming

extension GenerationSettings {
    /// Whether records name their partition.
    var carriesPartition: Bool { writesPartition || partitions > 1 }

    /// Throws what is wrong with the settings, if anything is: afterwards no arithmetic on them
    /// can overflow.
    public func check() throws(GenerationError) {
        try check("users", users, 1...100_000_000)
        try check("products", products, 1...100_000_000)
        try check("clicks", clicks, 0...1_000_000_000)
        try check("checkoutsPerClick", checkoutsPerClick, 0...1_000_000_000_000, of: billion)
        try check("activitySkew", activitySkewE9, 0...10_000_000_000, of: billion)
        try check("clicksPerVisit", clicksPerVisit, 1_000_000_000...1_000_000_000_000, of: billion)
        try check("partitions", partitions, 1...65_536)
        // A third of the room that a record's number has, since checkouts are random.
        if clicks / 1_000 * (checkoutsPerClick / 1_000_000) > 1_400_000_000 {
            throw GenerationError(
                .settings, "checkoutsPerClick",
                reason: "\(clicks) clicks would lead to more than 1,400,000,000 checkouts",
                hint: "lower clicks or checkoutsPerClick")
        }
        if duration == .zero && clicks > 0 {
            throw GenerationError(
                .settings, "duration", reason: "is 0, which leaves no time for \(clicks) clicks",
                hint: "write a duration of at least 1ms")
        }
        try checkTimes()
    }

    /// Everything must lie within the years 0 to 9999, which text can express.
    private func checkTimes() throws(GenerationError) {
        let span = EventTime.latest.milliseconds - EventTime.earliest.milliseconds
        let times = [
            ("duration", duration), ("checkoutLag", checkoutLag), ("disorder", disorder),
            ("clickGap", clickGap),
        ]
        for (name, time) in times where time.count > span / 100 {
            throw GenerationError(
                .settings, name, reason: "is longer than a hundred years", hint: "shorten it")
        }
        let last = start.milliseconds.addingReportingOverflow(
            duration.count + Self.lagMeansMax * checkoutLag.count + disorder.count)
        guard start >= .earliest, !last.overflow, last.partialValue <= EventTime.latest.milliseconds
        else {
            throw GenerationError(
                .settings, "start", reason: "the world would leave the years 0 to 9999",
                hint: "begin it at a time such as 2024-03-20 00:00:00.000")
        }
    }

    /// How many means a checkout's lag is at most.
    static let lagMeansMax: Int64 = 40

    private var billion: Int { 1_000_000_000 }

    private func check(
        _ name: String, _ value: Int, _ range: ClosedRange<Int>, of unit: Int = 1
    ) throws(GenerationError) {
        if range.contains(value) { return }
        let shown = unit == 1 ? "\(value)" : "\(value) billionths"
        throw GenerationError(
            .settings, name, reason: "is \(shown)",
            hint: "write a number from \(range.lowerBound / unit) to \(range.upperBound / unit)")
    }
}
