/// Shows how many of several runs are done, on a terminal only. Told from several threads, one at a
/// time.
struct CountDisplay: Sendable {
    private let isShown: Bool
    private let count: Int
    private let noun: String

    init(isQuiet: Bool, count: Int, noun: String) {
        isShown = !isQuiet && count > 1 && Terminal.errorIsTerminal
        self.count = count
        self.noun = noun
    }

    /// So many are done.
    func update(_ done: Int) {
        if isShown { Terminal.writeErrorRaw("\r\u{1B}[K\(done) of \(count) \(noun)") }
    }

    /// Takes the line away.
    func end() {
        if isShown { Terminal.writeErrorRaw("\r\u{1B}[K") }
    }
}
