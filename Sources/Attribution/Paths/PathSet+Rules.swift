extension PathSet {
    /// The paths after tiers and steps, for the models.
    ///
    /// A path of which no touch is left goes: its conversions are nobody's, and a note says how many.
    /// `words` are the rules in words, for the column of parameters.
    public func applying(_ rules: TouchRules, words: String) -> PathSet {
        if rules.isEmpty { return self }
        var result = PathSet()
        for source in sources { _ = result.number(source.utf8) }
        for kind in kinds { _ = result.number(ofKind: kind) }
        result.notes = notes + slips(rules)
        result.treatment = words
        var transform = PathTransform(rules) { result.number(ofKind: $0) }
        var lost = (paths: 0, conversions: 0.0)
        var path: [Touch] = []
        for entry in paths {
            path.removeAll(keepingCapacity: true)
            appendTouches(of: entry, to: &path)
            _ = transform.apply(to: &path, name: { sources[Int($0)] }) { source, count in
                result.number("\(sources[Int(source)])(\(count))".utf8)
            }
            guard !path.isEmpty else {
                lost.paths += 1
                lost.conversions += entry.conversions
                continue
            }
            result.append(
                path.map(\.source), ages: hasTimes ? path.map(\.age) : nil,
                conversions: entry.conversions, value: entry.value, nulls: entry.nulls)
            for (place, touch) in path.enumerated() {
                result.describe(touch: place, kind: touch.kind, milestones: touch.milestones)
            }
        }
        if lost.paths > 0 {
            result.notes.append(
                "\(lost.paths) of \(paths.count) paths have no touch left; their "
                    + "\(plainText(lost.conversions)) conversions are nobody's")
        }
        return result.withoutUnusedSources()
    }

    /// The same without sources that no path has any more.
    private func withoutUnusedSources() -> PathSet {
        var used = SourceSet()
        for path in paths { forEachSource(of: path) { used.insert($0) } }
        if sources.indices.allSatisfy({ used.contains(Int32($0)) }) { return self }
        var result = PathSet()
        result.notes = notes
        result.treatment = treatment
        for kind in kinds { _ = result.number(ofKind: kind) }
        for (number, source) in sources.enumerated() where used.contains(Int32(number)) {
            _ = result.number(source.utf8)
        }
        for entry in paths {
            let touches = touches(of: entry)
            result.append(
                touches.map { result.number(sources[Int($0.source)].utf8) },
                ages: hasTimes ? touches.map(\.age) : nil,
                conversions: entry.conversions, value: entry.value, nulls: entry.nulls)
            for (place, touch) in touches.enumerated() {
                result.describe(touch: place, kind: touch.kind, milestones: touch.milestones)
            }
        }
        return result
    }
}
