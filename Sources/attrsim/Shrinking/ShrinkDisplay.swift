import Reports
import Shrinking

/// Shows how far shrinking is, on a terminal only, ten times a second at most.
struct ShrinkDisplay {
    private let isShown: Bool
    private let style: TextStyle
    private var nextUpdate: Int64
    private var runs = 0
    private var hasLine = false

    init(isQuiet: Bool) {
        isShown = !isQuiet && Terminal.errorIsTerminal
        style = Terminal.errorStyle
        nextUpdate = Terminal.milliseconds + 200
    }

    /// Takes the state before a run.
    mutating func update(_ progress: ShrinkProgress) {
        runs += 1
        guard isShown, Terminal.milliseconds >= nextUpdate else { return }
        nextUpdate = Terminal.milliseconds + 100
        hasLine = true
        Terminal.writeErrorRaw(
            "\r\u{1B}[K" + ShrinkText.progress(progress, runs: runs, style))
    }

    /// Takes the line away.
    func end() {
        if hasLine { Terminal.writeErrorRaw("\r\u{1B}[K") }
    }
}
