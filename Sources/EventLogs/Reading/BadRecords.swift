/// What happens to lines that are no records: the first one ends it all, or each is reported.
struct BadRecords {
    /// How many bytes of a line are reported.
    static let rawLimit = 4_096

    /// The file as the scenario names it.
    var file: String
    /// Which of the two.
    let policy: BadRecordPolicy

    /// Reports a line. What concerns the whole log ends it all, whatever the policy is: to skip every
    /// record of a log is no way to read it.
    func report(
        _ words: FaultWords, line: Int64, raw: UnsafeBufferPointer<UInt8>, to batch: RecordBatch,
        concernsWholeLog: Bool = false
    ) throws(LogError) {
        switch policy {
        case .skip where !concernsWholeLog:
            batch.rejected.append(
                RejectedLine(file: file, line: line, reason: words.reason, raw: Self.text(of: raw)))
        case .skip, .fail:
            throw LogError(
                .badData, file: file, line: line, reason: words.reason, hint: words.hint)
        }
    }

    /// The beginning of a line, not cut within a character, without its line end.
    private static func text(of raw: UnsafeBufferPointer<UInt8>) -> String {
        var end = min(raw.count, rawLimit)
        if end < raw.count {
            let first = end - min(3, end)
            while end > first, raw[end] & 0xC0 == 0x80 { end -= 1 }
        } else if end > 0, raw[end - 1] == 0x0D {
            end -= 1
        }
        return String(decoding: raw[..<end], as: UTF8.self)
    }
}
