import Reports
import Text

/// A group's figures as a table for a person.
enum ResultText {
    /// The table, with a line that says what was measured.
    static func text(_ group: MeasuredGroup) -> String {
        let best = group.rounds == 1 ? "one run each" : "best of \(group.rounds), in turn"
        var table = TextTable(columns(group), indent: 0)
        for job in group.jobs { table.rows.append(row(job.name, job.best, group)) }
        let lines = table.lines(TextStyle(width: 200))
        return "\(group.title); \(best)\n" + lines.map { $0 + "\n" }.joined()
    }

    private static func columns(_ group: MeasuredGroup) -> [TextTable.Column] {
        var titles = ["\(group.unit)"]
        titles += group.isTiny ? ["wall ms", "CPU ms"] : ["\(group.unit)/s", "wall s", "CPU s"]
        if bytesName(group) != nil { titles.append("MB/s") }
        if group.showsRatio { titles.append("CPU ratio") }
        titles.append("peak MB")
        titles += countNames(group).map { $0.replacing("bytes", with: "MB") }
        if hasAllocations(group) { titles.append("allocations") }
        return [TextTable.Column(group.name.rawValue, .left, widthMax: 60)]
            + titles.map { TextTable.Column($0) }
    }

    private static func row(
        _ name: String, _ best: Measurement, _ group: MeasuredGroup
    ) -> [TextTable.Cell] {
        var texts = [name, NumberText.count(best.work)]
        if group.isTiny {
            texts += [decimal(best.wall * 1000, 1), decimal(best.cpu * 1000, 1)]
        } else {
            texts += [rate(best.work, best.wall), decimal(best.wall, 2), decimal(best.cpu, 2)]
        }
        if let name = bytesName(group) {
            let bytes = best.counts.first { $0.name == name }?.value ?? 0
            texts.append(rate(bytes / 1_000_000, best.wall))
        }
        if group.showsRatio { texts.append(ratio(best, group)) }
        texts.append(megabytes(Int64(best.peakMemory)))
        for name in countNames(group) {
            let count = best.counts.first { $0.name == name }?.value
            texts.append(
                count.map { name.hasPrefix("bytes") ? megabytes($0) : NumberText.count($0) } ?? "")
        }
        if hasAllocations(group) {
            texts.append(best.allocations.map { NumberText.count($0) } ?? "")
        }
        return texts.map { TextTable.Cell($0) }
    }

    /// CPU time per unit of work, in times of the first job's.
    private static func ratio(_ best: Measurement, _ group: MeasuredGroup) -> String {
        let first = group.jobs[0].best
        let base = first.cpu / Double(max(first.work, 1))
        return base > 0 ? decimal(best.cpu / Double(max(best.work, 1)) / base, 2) : ""
    }

    /// The names of all counts, as they come; a checksum tells a person nothing.
    private static func countNames(_ group: MeasuredGroup) -> [String] {
        var names: [String] = []
        for count in group.jobs.flatMap(\.best.counts)
        where count.name != Measurement.checksum && !names.contains(count.name) {
            names.append(count.name)
        }
        return names
    }

    /// The count whose bytes make the throughput.
    private static func bytesName(_ group: MeasuredGroup) -> String? {
        countNames(group).first { $0.hasPrefix("bytes") }
    }

    private static func hasAllocations(_ group: MeasuredGroup) -> Bool {
        group.jobs.contains { $0.best.allocations != nil }
    }

    /// To three digits: the others are noise.
    private static func rate(_ work: Int64, _ seconds: Double) -> String {
        guard seconds > 0 else { return "" }
        let exact = Int64(Double(work) / seconds)
        var step: Int64 = 1
        while exact / step >= 1000 { step *= 10 }
        return NumberText.count((exact + step / 2) / step * step)
    }

    private static func megabytes(_ bytes: Int64) -> String {
        bytes >= 10_000_000
            ? NumberText.count((bytes + 500_000) / 1_000_000) : decimal(Double(bytes) / 1e6, 1)
    }

    private static func decimal(_ value: Double, _ places: Int) -> String {
        let scale = places == 2 ? 100 : 10
        let scaled = Int((value * Double(scale)).rounded())
        let fraction = String(scaled % scale)
        return "\(scaled / scale)." + String(repeating: "0", count: places - fraction.count)
            + fraction
    }
}
