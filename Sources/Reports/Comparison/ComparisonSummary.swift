public import Results
public import Simulation
import Text

/// What a comparison of engines says in sum: the numbers behind its text and its JSON.
public struct ComparisonSummary: Sendable {
    /// An engine's numbers.
    public struct Engine: Sendable {
        /// The number of its run.
        public var runID: Int64
        /// Its name.
        public var name: String
        /// The fates of the clicks, then of the checkouts.
        public var streams: [StreamFates]
        /// What became of the accepted checkouts.
        public var checkouts: CheckoutFates
        /// Totals by source under the primary model.
        public var sources: [SourceTotal]
        /// Checkouts on which it disagrees with the first engine.
        public var differs = 0
        /// Checkouts that came out of the join and have no row of the table.
        public var lost = EngineLosses()
        /// Checkouts that it put out without a click and then with one.
        public var paddedThenPaired = 0
    }

    /// Checkouts that differ in the same way for the same reasons.
    public struct Group: Sendable {
        /// Them, in the order in which their ids first came out.
        public var differences: [EngineDifference]
        /// What they are worth together, in ten-thousandths; `nil` where nothing is known.
        public var amount: Int128? {
            let known = differences.compactMap(\.amount)
            return known.isEmpty ? nil : known.reduce(Int128(0)) { $0 + Int128($1) }
        }
    }

    /// The scenario's name.
    public var scenario = ""
    /// The primary model's name.
    public var model = ""
    /// The engines in the order of the comparison.
    public var engines: [Engine] = []
    /// The truth's totals by source; empty where none was computed.
    public var truth: [SourceTotal] = []
    /// How many different checkout ids there were.
    public var checkouts = 0
    /// The checkouts that differ, in groups, the largest first.
    public var groups: [Group] = []
    /// What the reader should know.
    public var notes: [String] = []
    /// What the user should know of the runs; what not every engine says has the names of those that
    /// do in front. Set by the command.
    public var warnings: [String] = []
    /// Where the result is. Set by the command.
    public var file: String?

    /// How many checkouts differ.
    public var differing: Int { groups.reduce(0) { $0 + $1.differences.count } }

    /// Reads what the result file knows of the runs, and groups the differences.
    ///
    /// - Throws: ``ResultError`` if the file cannot be read.
    public init(
        reading reader: ResultReader, variants: [EngineVariant], _ report: ComparisonReport
    ) throws(ResultError) {
        let runs = try reader.query("SELECT scenario, model FROM run WHERE run_id = 1")
        scenario = runs.first?[0].text ?? ""
        model = runs.first?[1].text ?? ""
        for (place, variant) in variants.enumerated() {
            let counters = try RunSummary.counters(reader, run: variant.runID)
            let totals = try RunSummary.totals(reader, run: variant.runID)
            var engine = Engine(
                runID: variant.runID, name: variant.name,
                streams: RunSummary.streams(counters), checkouts: RunSummary.checkouts(counters),
                sources: (totals.first { $0.model == model } ?? totals.first)?.sources ?? [])
            engine.lost = report.runs[place].losses
            engine.paddedThenPaired = report.paddedThenPaired[place]
            for difference in report.differences {
                let (first, own) = (difference.verdicts[0], difference.verdicts[place])
                if own.differs(from: first) { engine.differs += 1 }
            }
            engines.append(engine)
        }
        let truth = try RunSummary.totals(reader, run: Simulator.truthRunID)
        self.truth = (truth.first { $0.model == model } ?? truth.first)?.sources ?? []
        checkouts = report.checkouts
        noteDuplicates()
        groups = Self.grouped(report.differences)
    }

    /// What the runs warn of, each thing once, in the order in which they tell it; `variants` are the
    /// engines in the order of the report's runs.
    public static func warnings(
        of report: ComparisonReport, _ variants: [EngineVariant]
    ) -> [String] {
        var said: [(text: String, engines: [String])] = []
        for (variant, run) in zip(variants, report.runs) {
            for warning in run.warnings {
                if let place = said.firstIndex(where: { $0.text == warning }) {
                    if said[place].engines.last != variant.name {
                        said[place].engines.append(variant.name)
                    }
                } else {
                    said.append((warning, [variant.name]))
                }
            }
        }
        return said.map { text, engines in
            engines.count == variants.count
                ? text : "\(engines.joined(separator: ", ")): \(text)"
        }
    }

    /// Repeated ids are left out by some engines and counted by others.
    private mutating func noteDuplicates() {
        let counts = engines.map { $0.streams.reduce(Int64(0)) { $0 + $1.duplicate } }
        guard let most = counts.max(), most > 0, counts.contains(0) else { return }
        let leavesOut = zip(engines, counts).filter { $1 > 0 }.map { $0.0.name }
        notes.append(
            "\(leavesOut.joined(separator: ", ")): "
                + (most == 1 ? "1 record" : "\(NumberText.count(most)) records")
                + " with a known id left out as a duplicate; the other engines join them as any other, into one row an id"
        )
    }

    private static func grouped(_ differences: [EngineDifference]) -> [Group] {
        var groups: [Group] = []
        var places: [[String]: Int] = [:]
        for difference in differences {
            let pattern = difference.pattern
            if let place = places[pattern] {
                groups[place].differences.append(difference)
            } else {
                places[pattern] = groups.count
                groups.append(Group(differences: [difference]))
            }
        }
        // Equal sizes stay in the order of their first checkouts.
        return groups.enumerated().sorted {
            ($1.element.differences.count, $0.offset) < ($0.element.differences.count, $1.offset)
        }.map(\.element)
    }
}
