import Text

/// Names in rules that no path has: a slip, most likely.
extension PathSet {
    /// What the rules name and the paths do not have, a note each.
    func slips(_ rules: TouchRules) -> [String] {
        var notes: [String] = []
        for step in rules.steps {
            switch step {
            case .drop(let patterns, _): notes += slips(patterns, "path, drop")
            case .dropLast(let patterns, _): notes += slips(patterns, "path, dropLast")
            case .last, .collapse, .distinct, .frequency: break
            }
        }
        for (place, tier) in rules.tiers.enumerated() {
            for kind in tier.kinds ?? [] where !kinds.contains(kind) {
                notes.append(
                    Self.slip(kind, among: kinds, "tiers[\(place)].kinds: no touch has the kind"))
            }
            if let sources = tier.sources { notes += slips(sources, "tiers[\(place)].sources") }
        }
        return notes
    }

    /// Sources that an option names and no path has, a note each.
    public func slips(of names: [String], option: String) -> [String] {
        names.filter { !sources.contains($0) }.map {
            Self.slip($0, among: sources, "\(option): no path has the source")
        }
    }

    private func slips(_ patterns: NamePatterns, _ place: String) -> [String] {
        patterns.texts.compactMap { text in
            let pattern = text.hasPrefix("!") ? String(text.dropFirst()) : text
            let one = NamePatterns([pattern])
            if sources.contains(where: { one.choose($0) }) { return nil }
            return Self.slip(pattern, among: sources, "\(place): no path has a source like")
        }
    }

    private static func slip(_ name: String, among names: [String], _ what: String) -> String {
        let plain = String(name.filter { $0 != "*" && $0 != "?" })
        let hint =
            NearestName.of(plain, among: names).map { "did you mean \"\($0)\"?" }
            ?? "there are "
            + names.prefix(5).map { "\"\($0)\"" }.joined(separator: ", ")
            + (names.count > 5 ? " and \(names.count - 5) more" : "")
        return "\(what) \"\(PrintableText.escaping(name))\". Hint: \(PrintableText.escaping(hint))"
    }
}
