internal import Streaming

/// A moment at which a user may convert: they do where the hazard exceeds the level.
struct Candidate: Sendable, Hashable {
    /// Milliseconds from the start of the world.
    var time: Double
    /// Per day and unit of propensity.
    var level: Double
    /// Names it across worlds, for what is drawn about it.
    var id: UInt64
}

/// The candidates of a user: a Poisson process over time and level, the same in every world.
///
/// A world converts at the points below its hazard. The plane of time and level is cut into cells,
/// each with a random stream of its own: levels from 0 to 1/64 a day, then each up to twice as
/// high as the one below, and within a level spans of time that expect half a point each (at
/// propensity 1). So only cells that the hazard reaches are drawn, and whether one is drawn
/// changes no other. There is no cap on the hazard.
struct CandidateField {
    private let world: CausalWorld
    private let curves: EffectCurves
    private let stream: RandomStream

    init(_ world: CausalWorld) {
        self.world = world
        curves = EffectCurves(world)
        stream = RandomStream(seed: world.seed, purpose: "worlds.candidates")
    }

    /// The levels: far above the 1,000 conversions a day that one effect may bring.
    private static let levelMax = 40

    /// The lowest level of a row of cells, per day.
    private func floor(_ row: Int) -> Double {
        row == 0 ? 0 : Double(sign: .plus, exponent: row - 7, significand: 1)
    }

    /// The height of a row of cells, per day.
    private func height(_ row: Int) -> Double {
        Double(sign: .plus, exponent: max(row, 1) - 7, significand: 1)
    }

    /// How long a cell of a row is, in milliseconds: half a point, and half the row below's.
    private func length(_ row: Int) -> Double {
        Double(CausalWorld.day) * Double(sign: .plus, exponent: 5 - row, significand: 1)
    }

    /// All points below the highest hazard that any world could have, and some above it.
    func candidates(
        of user: Int, propensity: Double, bursts: [Double], exposures: [Exposure]
    ) -> [Candidate] {
        var found: [Candidate] = []
        let end = Double(world.duration)
        var cells: [(row: Int, column: Int)] = []
        var column = 0
        while Double(column) * length(0) < end {
            cells.append((0, column))
            column += 1
        }
        while let (row, column) = cells.popLast() {
            add(row, column, user, propensity, &found)
            guard row < Self.levelMax else { continue }
            let span = length(row + 1)
            for child in [2 * column, 2 * column + 1] {
                let from = Double(child) * span
                guard from < end else { continue }
                let highest = highest(from, min(from + span, end), bursts, exposures)
                if highest > floor(row + 1) { cells.append((row + 1, child)) }
            }
        }
        return found.sorted { a, b in a.time != b.time ? a.time < b.time : a.id < b.id }
    }

    private func add(
        _ row: Int, _ column: Int, _ user: Int, _ propensity: Double, _ found: inout [Candidate]
    ) {
        let cell = stream.bits(UInt64(user), draw: UInt64(row) << 40 | UInt64(column))
        var random = RandomSequence(stream, cell)
        let start = Double(column) * length(row)
        let gap = Double(CausalWorld.day) / (height(row) * propensity)
        let end = min(start + length(row), Double(world.duration))
        var time = start + random.exponential() * gap
        while time < end {
            let level = floor(row) + random.unit() * height(row)
            found.append(Candidate(time: time, level: level, id: random.bits()))
            time += random.exponential() * gap
        }
    }

    /// No world's hazard is higher at any time from `from` to `to`.
    private func highest(
        _ from: Double, _ to: Double, _ bursts: [Double], _ exposures: [Exposure]
    ) -> Double {
        var sum = world.baseline
        for burst in bursts {
            if burst >= to { break }
            sum += curves.burst.highest(fromAge: from - burst, to: to - burst)
        }
        for exposure in exposures {
            if exposure.time >= to { break }
            let curve = curves.sources[exposure.source]
            let ages = (from - exposure.time, to - exposure.time)
            sum += curve.immediate.highest(fromAge: ages.0, to: ages.1)
            sum += curve.lasting.highest(fromAge: ages.0, to: ages.1)
        }
        for synergy in world.synergies where synergy.conversionsPerDay > 0 {
            let since = from - Double(synergy.window)
            let isActive = [synergy.first, synergy.second].allSatisfy { source in
                exposures.contains { $0.source == source && $0.time >= since && $0.time < to }
            }
            if isActive { sum += synergy.conversionsPerDay }
        }
        return sum
    }
}
