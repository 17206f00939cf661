import EventLogs

extension LogInput {
    /// Whether a scenario says itself that its log has refunds.
    var namesRefunds: Bool {
        func names(_ log: LogFile) -> Bool {
            let all = Array(log.fields.keys) + Array((log.words[.checkouts]?.fields ?? [:]).keys)
            return all.contains {
                $0 == RecordField.refundOf.rawValue
                    || $0 == RecordField.refundOf.name(in: .checkouts)
            }
        }
        switch self {
        case .perStream(_, let checkouts): return names(checkouts)
        case .combined(let log), .kafkaDump(let log, _): return names(log)
        case .generated, .world: return false
        }
    }
}
