import Testing

@testable import Streaming

@Suite struct PeerTests {
    /// What became of an engine's cases.
    struct Tally {
        var agree: [String] = []
        var disagree: [String] = []
        var notStatable: [String: [String]] = [:]
        var compared = 0
    }

    /// The table of all cases, by engine.
    static func tallies() throws -> [(engine: String, tally: Tally)] {
        var tallies: [String: Tally] = [:]
        for peer in try PeerCase.all() {
            if let reason = peer.whyNotStatable {
                tallies[peer.engine, default: Tally()].notStatable[reason, default: []]
                    .append(peer.name)
                continue
            }
            let result = PeerRun.differences(of: peer)
            tallies[peer.engine, default: Tally()].compared += result.compared
            if result.differences.isEmpty {
                tallies[peer.engine, default: Tally()].agree.append(peer.name)
            } else {
                tallies[peer.engine, default: Tally()].disagree.append(
                    "\(peer.name): \(result.differences.joined(separator: "; "))")
            }
        }
        return tallies.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    // The cases are the engines' own tests as data. They are not part of the package: where they
    // do not lie beside it, this is shown as skipped.
    @Test(.enabled(if: PeerCase.arePresent, "the peers' cases do not lie beside the package"))
    func everyStatableCaseAgrees() throws {
        let tallies = try Self.tallies()
        var statable = 0
        print("engine            agree  disagree  not statable  compared")
        for (engine, tally) in tallies {
            let left = tally.notStatable.values.reduce(0) { $0 + $1.count }
            let figures = [tally.agree.count, tally.disagree.count, left, tally.compared]
            print(engine, figures.map(String.init).joined(separator: "  "))
            for difference in tally.disagree { print("  differs: \(difference)") }
            for (reason, names) in tally.notStatable.sorted(by: { $0.key < $1.key }) {
                print("  \(reason): \(names.count)")
            }
            statable += tally.agree.count + tally.disagree.count
            #expect(tally.disagree.isEmpty, "\(engine)")
        }
        #expect(statable >= 75)
    }
}
