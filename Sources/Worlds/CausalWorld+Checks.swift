/// A setting of a world that makes no sense.
public struct CausalWorldError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The setting, as a path: `sources[2].brings`.
    public let setting: String
    /// What is wrong and what would be right.
    public let reason: String

    /// An error of a setting.
    public init(setting: String, reason: String) {
        self.setting = setting
        self.reason = reason
    }

    /// The setting and the reason.
    public var description: String { "\(setting): \(reason)" }
}

extension CausalWorld {
    /// Throws at the first setting that makes no sense.
    public func check() throws(CausalWorldError) {
        try require(users >= 0 && users <= 100_000_000, "users", "is from 0 to 100,000,000")
        try require(
            duration > 0 && duration <= 36_500 * Self.day, "duration", "is above 0, to 100 years")
        try check(propensitySpread, "propensitySpread", to: 5)
        try check(baseline, "baseline", to: 1_000)
        try check(burstsPerDay, "burstsPerDay", to: 1_000)
        try check(burstEffect, "burstEffect")
        try require(amountMean >= 0 && amountMean <= 1 << 50, "amountMean", "is from 0 up")
        try check(amountSpread, "amountSpread", to: 5)
        try require(sources.count <= 16, "sources", "are at most 16")
        for (number, source) in sources.enumerated() { try check(source, number) }
        for (place, synergy) in synergies.enumerated() {
            let numbers = sources.indices
            try require(
                numbers.contains(synergy.first) && numbers.contains(synergy.second)
                    && synergy.first != synergy.second && synergy.window > 0
                    && abs(synergy.conversionsPerDay) <= 1_000, "synergies[\(place)]",
                "has two different sources and a window above 0")
        }
    }

    private func check(_ source: CausalSource, _ number: Int) throws(CausalWorldError) {
        let path = "sources[\(number)]"
        for other in sources[..<number] {
            try require(other.name != source.name, path + ".name", "is used twice")
        }
        // Paths and logs are written without escapes.
        let isPlain = source.name.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && !"\",\\>\u{7F}".unicodeScalars.contains($0)
        }
        try require(
            isPlain && 1...100 ~= source.name.utf8.count, path + ".name",
            "has 1 to 100 bytes and none of \" , \\ > and control characters")
        try check(source.exposuresPerDay, path + ".exposuresPerDay", to: 1_000)
        try require(abs(source.targeting) <= 10, path + ".targeting", "is from -10 to 10")
        try check(source.perBurst, path + ".perBurst", to: 1)
        try check(source.clickShare, path + ".clickShare", to: 1)
        try require(source.burstDelay >= 0, path + ".burstDelay", "is from 0 up")
        try check(source.immediate, path + ".immediate")
        try check(source.lasting, path + ".lasting")
        for (place, bringing) in source.brings.enumerated() {
            try require(
                !source.brings[..<place].contains { $0.source == bringing.source },
                path + ".brings", "names each source once")
            // So no exposure brings itself about, however far.
            try require(
                bringing.source > number && bringing.source < sources.count, path + ".brings",
                "names a source that comes later in the list")
            try check(bringing.mean, path + ".brings", to: 20)
            try require(bringing.delay >= 0, path + ".brings", "has a delay from 0 up")
        }
    }

    private func check(_ effect: Effect, _ path: String) throws(CausalWorldError) {
        try check(effect.conversions, path + ".conversions", to: 1_000)
        try require(effect.halfLife > 0, path + ".halfLife", "is above 0")
        try require(effect.delay >= 0, path + ".delay", "is from 0 up")
    }

    private func check(_ number: Double, _ path: String, to max: Double) throws(CausalWorldError) {
        try require(number >= 0 && number <= max, path, "is from 0 to \(max)")
    }

    private func require(
        _ holds: Bool, _ path: String, _ reason: String
    ) throws(CausalWorldError) {
        if !holds { throw CausalWorldError(setting: path, reason: reason) }
    }
}
