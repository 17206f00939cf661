import Reports
import Simulation
import Streaming

/// Shows how far a long run is, on a terminal only: the first line after half a second, then ten a
/// second at most.
struct ProgressDisplay {
    private let isShown: Bool
    private let style: TextStyle
    private let start: Int64
    private var nextUpdate: Int64
    private let bytesTotal: Int64?
    private var hasLine = false

    init(isQuiet: Bool, bytesTotal: Int64?) {
        isShown = !isQuiet && Terminal.errorIsTerminal
        style = Terminal.errorStyle
        start = Terminal.milliseconds
        nextUpdate = start + 500
        self.bytesTotal = bytesTotal
    }

    /// Milliseconds since the display was made.
    var elapsed: Int64 { Terminal.milliseconds - start }

    /// Takes the state of the run.
    mutating func update(_ progress: RunProgress) {
        guard isShown else { return }
        let now = Terminal.milliseconds
        if now < nextUpdate { return }
        nextUpdate = now + 100
        hasLine = true
        let watermark = progress.watermark
        let line = ProgressLine(
            records: progress.records, elapsed: now - start,
            virtualTime: watermark == .unset || watermark == .end ? nil : watermark.rawValue,
            bytesRead: progress.bytes, bytesTotal: progress.isTruth ? nil : bytesTotal)
        let name = progress.isTruth ? "truth  " : ""
        Terminal.writeErrorRaw("\r\u{1B}[K" + name + line.text(style))
    }

    /// Takes the line away.
    func end() {
        if hasLine { Terminal.writeErrorRaw("\r\u{1B}[K") }
    }
}
