import EventLogs
import Streaming

extension Simulator {
    /// Runs as ``run(into:progress:)``, and says in figures what the engine does that is most likely
    /// not meant.
    ///
    /// Cost: nothing for most settings. Where one of them is to blame, a run without it, and without
    /// a truth; then the log is read twice, and memory follows its checkouts, 32 bytes each.
    public func runWithFigures(
        into sink: any RowSink, progress: (RunProgress) -> Void = { _ in }
    ) throws(SimulationError) -> RunReport {
        let cautions = configuration.engine.cautions(configuration)
        let isCompared =
            input.canBeReadTwice
            && cautions.contains { if case .without? = $0.figure { true } else { false } }
        let book = OutcomeBook()
        let recorder = isCompared ? OutcomeRecorder(book) : nil
        var report = try run(into: sink, watch: RunWatch(recorder: recorder), progress: progress)
        var own = recorder?.finish()
        for caution in cautions {
            guard let figure = caution.figure else { continue }
            var figures: String?
            switch figure {
            case .lost: figures = lost(report)
            case .rules: figures = byRules(report)
            case .without(let engine):
                guard let own else { break }
                var other = configuration
                other.engine = engine
                figures = try compare(own, other, book).words
            }
            if figures == nil, caution.isSilentUnlessFound { continue }
            report.warnings.append(caution.words(figures))
        }
        if report.restarts > 0 {
            if own == nil, input.canBeReadTwice { own = try outcomes(configuration, book) }
            try warnOfRestarts(own, book, in: &report)
        }
        return report
    }

    /// What a restart inside the log has changed.
    private func warnOfRestarts(
        _ own: RunOutcomes?, _ book: OutcomeBook, in report: inout RunReport
    ) throws(SimulationError) {
        let times = report.restarts == 1 ? "once" : "\(report.restarts) times"
        var caution = EngineCaution(
            configuration.engine.restarts == RestartPlan() ? ["input"] : ["engine", "restarts"],
            "the job starts again \(times) inside the log",
            hint: "\"attrsim interleave --restarts 20\" tries other moments")
        caution.isSilentUnlessFound = own != nil
        var figures: String?
        if let own {
            var other = configuration
            other.ignoresRestarts = true
            figures = try compare(own, other, book).words
        }
        if figures == nil, caution.isSilentUnlessFound { return }
        report.warnings.append(caution.words(figures))
    }

    private func lost(_ report: RunReport) -> String? {
        let losses = report.losses
        if losses.checkouts == 0, losses.waiting.checkouts == 0 { return nil }
        // An id is one checkout, however often it comes.
        let all = losses.ids
        var parts: [String] = []
        if losses.withoutClick.checkouts > 0 {
            parts.append("Lost here: " + losses.withoutClick.words(of: all))
        }
        if losses.withClick.checkouts > 0 {
            parts.append(
                "Lost with a click, their rows being late for the ranking: "
                    + losses.withClick.words(of: all))
        }
        if losses.waiting.checkouts > 0 {
            parts.append(
                "Waiting in the ranking when the run stopped: " + losses.waiting.words(of: all))
        }
        return parts.joined(separator: ". ")
    }

    private func byRules(_ report: RunReport) -> String? {
        guard let truth = report.truth, report.byRules.checkouts > 0 else { return nil }
        return "Not as in the truth: "
            + report.byRules.words(of: truth.attributed + truth.unattributed)
    }

    // MARK: Runs beside

    private struct Comparison {
        var effect: CheckoutEffect
        var all: Int

        var words: String? {
            effect.checkouts == 0 ? nil : "Not as without it: " + effect.words(of: Int64(all))
        }
    }

    private func compare(
        _ own: RunOutcomes, _ configuration: RunConfiguration, _ book: OutcomeBook
    ) throws(SimulationError) -> Comparison {
        let other = try outcomes(configuration, book)
        var effect = CheckoutEffect()
        for checkout in 0..<UInt32(book.checkouts.count)
        where own.differs(from: other, at: checkout) {
            effect.add(
                amount: book.amount(of: checkout, in: own)
                    ?? book.amount(of: checkout, in: other))
        }
        return Comparison(effect: effect, all: book.checkouts.count)
    }

    private func outcomes(
        _ configuration: RunConfiguration, _ book: OutcomeBook
    ) throws(SimulationError) -> RunOutcomes {
        var simulator = self
        simulator.configuration = configuration
        simulator.truth = .none
        let recorder = OutcomeRecorder(book)
        _ = try simulator.run(into: DiscardingSink(), watch: RunWatch(recorder: recorder)) { _ in }
        return recorder.finish()
    }
}

extension EngineCaution {
    /// All that is said of it.
    fileprivate func words(_ figures: String?) -> String {
        "\(path.joined(separator: ".")): \(message)" + (figures.map { ". \($0)" } ?? "")
            + (hint.map { ". Hint: \($0)." } ?? "")
    }
}
