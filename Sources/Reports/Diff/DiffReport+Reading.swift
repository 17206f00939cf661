public import Results
import Scenarios
import Text

extension DiffReport {
    /// Compares two results; at most `limit` checkouts are kept one by one.
    ///
    /// Cost: sorts both attributed tables. Memory does not grow with them.
    ///
    /// - Throws: ``ResultError`` if a file cannot be read.
    public init(
        _ before: ResultReader, _ after: ResultReader, limit: Int
    ) throws(ResultError) {
        self.before = try RunSummary(reading: before)
        self.after = try RunSummary(reading: after)
        let configurations = (
            try Self.configuration(before), try Self.configuration(after)
        )
        let difference = SettingsDiff(configurations.0, configurations.1)
        settings = difference.changes.map { ($0.path, $0.before, $0.after) }
        let finder = try CauseFinder(before, after, difference, configurations)
        var found = self
        try CheckoutMerge.forEach(before, after) { (id, a, b) throws(ResultError) in
            if a != nil { found.checkouts.before += 1 }
            if b != nil { found.checkouts.after += 1 }
            guard let kind = Self.kind(a, b) else {
                found.same += 1
                return
            }
            let cause = try finder.cause(id, kind, a, b)
            let amount = a?.totalE4 ?? b?.totalE4
            found.kinds[kind, default: Sum()].add(amount)
            found.causes[cause, default: Sum()].add(amount)
            if [.moved, .gained, .lost].contains(kind) { found.moved.add(amount) }
            if found.examples.count < limit {
                found.examples.append(
                    Checkout(id: id, kind: kind, cause: cause, before: a, after: b))
            }
        }
        self = found
        models = Self.models(self.before, self.after)
        counters = Self.counters(self.before.counters, self.after.counters)
    }

    private static func configuration(_ reader: ResultReader) throws(ResultError) -> JSONValue? {
        let text = try reader.value("SELECT config_json FROM run WHERE run_id = 1")?.text ?? ""
        return try? JSONText.parse(text).value
    }

    /// What became of a checkout; `nil`: nothing.
    static func kind(_ a: AttributedCheckout?, _ b: AttributedCheckout?) -> Kind? {
        guard let a else { return .appeared }
        guard let b else { return .vanished }
        switch (a.clickID, b.clickID) {
        case (nil, nil): break
        case (nil, _): return .gained
        case (_, nil): return .lost
        default:
            if !isSame(a.source, b.source) { return .moved }
            if !isSame(a.clickID, b.clickID) || a.clickTime != b.clickTime { return .otherClick }
        }
        return a.totalE4 == b.totalE4 && a.profitE4 == b.profitE4 ? nil : .amount
    }

    private static func isSame(_ a: String?, _ b: String?) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        return a.utf8.elementsEqual(b.utf8)
    }

    /// The totals of the primary models, and of those beside them that both results have.
    private static func models(_ before: RunSummary, _ after: RunSummary) -> [Model] {
        var models: [Model] = []
        let (first, second) = (before.attribution.first, after.attribution.first)
        if let first, let second, first.model != second.model {
            models.append(
                Model(
                    name: "\(first.model) / \(second.model)",
                    sources: sources(first.sources, second.sources)))
        }
        for total in before.attribution {
            guard let other = after.attribution.first(where: { $0.model == total.model }) else {
                continue
            }
            models.append(Model(name: total.model, sources: sources(total.sources, other.sources)))
        }
        if models.isEmpty, first != nil || second != nil {
            models.append(
                Model(
                    name: first?.model ?? second?.model ?? "",
                    sources: sources(first?.sources ?? [], second?.sources ?? [])))
        }
        return models
    }

    /// Sources of both, in the order of the first, then those that only the second has.
    private static func sources(_ before: [SourceTotal], _ after: [SourceTotal]) -> [Source] {
        let known = before.map { total in
            Source(
                source: total.source, before: total,
                after: after.first { isSame($0.source, total.source) })
        }
        let new = after.filter { total in !before.contains { isSame($0.source, total.source) } }
            .map { Source(source: $0.source, before: nil, after: $0) }
        let all = known + new
        return all.filter { $0.source != nil } + all.filter { $0.source == nil }
    }

    private static func counters(
        _ before: [(name: String, value: Int64)], _ after: [(name: String, value: Int64)]
    ) -> [Counter] {
        let names =
            before.map(\.name)
            + after.map(\.name).filter { name in !before.contains { $0.name == name } }
        return names.compactMap { name in
            let a = before.first { $0.name == name }?.value ?? 0
            let b = after.first { $0.name == name }?.value ?? 0
            return a == b ? nil : Counter(name: name, before: a, after: b)
        }
    }
}
