import Results
import Text

/// What a difference between a prediction and a real table most likely comes from.
struct ActualRules {
    private let engine: String
    private let places: [ActualTable.Column: Int]
    private var lateClicks: [String: Int64] = [:]
    private var lateCheckouts: [String: Int64] = [:]
    private var pending: Set<String> = []
    private var duplicates: Set<String> = []

    init(
        _ reader: ResultReader, _ engine: String?, _ columns: [ActualTable.Column]
    ) throws(ResultError) {
        self.engine = engine ?? "the prediction"
        places = Dictionary(
            uniqueKeysWithValues: columns.enumerated().map { ($0.element, $0.offset) })
        for row in try reader.query(
            "SELECT stream, id, max(late_by_ms) FROM late_record WHERE run_id = 1 GROUP BY 1, 2")
        {
            guard let id = row[1].text else { continue }
            if row[0].text == "clicks" {
                lateClicks[id] = row[2].integer ?? 0
            } else {
                lateCheckouts[id] = row[2].integer ?? 0
            }
        }
        for row in try reader.query("SELECT id FROM pending_record WHERE run_id = 1") {
            if let id = row[0].text { pending.insert(id) }
        }
        for row in try reader.query(
            "SELECT id FROM duplicate_record WHERE run_id = 1 AND stream = 'checkouts'")
        {
            if let id = row[0].text { duplicates.insert(id) }
        }
    }

    private func value(_ column: ActualTable.Column, _ row: [String?]) -> String? {
        places[column].flatMap { row[$0] }
    }

    private func time(_ column: ActualTable.Column, _ row: [String?]) -> Int64? {
        value(column, row).flatMap { Int64($0) }
    }

    /// Whether a row has no click, as far as the file says it.
    private func isPad(_ row: [String?]) -> Bool {
        if places[.clickID] != nil { return value(.clickID, row) == nil }
        if places[.clickTime] != nil { return value(.clickTime, row) == nil }
        return value(.source, row) == nil
    }

    func missing(_ row: [String?]) -> String {
        if isPad(row) {
            return
                "a checkout without a click: the job drops it (an inner join, or a first click on "
                + "Flink 2), or its watermark has not passed it"
        }
        if duplicates.contains(row[0] ?? "") {
            return "the id came more than once: the job may have taken another copy"
        }
        return "the job dropped the checkout as late, still holds it, or does not know its user or "
            + "product"
    }

    func extra(_ row: [String?], isKnown: Bool) -> String {
        let id = row[0] ?? ""
        if isKnown { return "the id has several rows: the job's sink is no upsert" }
        if lateCheckouts[id] != nil {
            return
                "late for \(engine), which drops it: the job was not so far yet, or drops nothing"
        }
        if pending.contains(id) {
            return "pending for \(engine): the job's watermark went further, or its input ended"
        }
        if isPad(row) {
            return "a checkout without a click, which \(engine) leaves out"
        }
        return
            "\(engine) has no row of this checkout: another log, or its user or product is unknown"
    }

    func other(_ row: [String?], _ found: [String?]) -> String {
        if let shift = shift(row, found) {
            return "times are \(TimeText.duration(milliseconds: abs(shift))) "
                + "\(shift > 0 ? "later" : "earlier"): another time zone"
        }
        let clickColumns: [ActualTable.Column] = [.clickID, .clickTime, .source]
        let clickDiffers = clickColumns.contains { value($0, row) != value($0, found) }
        guard clickDiffers else { return otherValues(row, found) }
        if isPad(found) {
            return
                "the job has no click: it came too late there, or its row lost against one without"
        }
        if isPad(row) {
            return clickCause(found) ?? "the job found a click: it still held one of the two"
        }
        let sameClick =
            value(.clickID, row) != nil && value(.clickID, row) == value(.clickID, found)
        if sameClick {
            return "the same click with other values: its source or time is read otherwise"
        }
        if let own = time(.clickTime, row), let theirs = time(.clickTime, found) {
            if own == theirs {
                return "two clicks of one time: the order in which they come decides"
            }
            if let cause = clickCause(found) { return cause }
            return theirs < own
                ? "the job has an earlier click, which \(engine) did not join any more"
                : "the job has a later click: it did not join the earlier one any more, or keeps the "
                    + "last"
        }
        return clickCause(found) ?? "another click"
    }

    /// Why the job has a click that the prediction could not use.
    private func clickCause(_ found: [String?]) -> String? {
        guard let id = value(.clickID, found), lateClicks[id] != nil else { return nil }
        return
            "the job's click is late for \(engine), which drops it: the job was not so far yet, or "
            + "drops nothing"
    }

    /// By how much a record of a difference is late, in words.
    func lateness(_ found: [String?], _ kind: ActualDiff.Kind) -> String? {
        let late =
            kind == .extra
            ? lateCheckouts[found[0] ?? ""] : value(.clickID, found).flatMap { lateClicks[$0] }
        return late.map { "late by \(TimeText.duration(milliseconds: $0))" }
    }

    /// By how much all times differ, if it is a whole number of quarters of an hour.
    private func shift(_ row: [String?], _ found: [String?]) -> Int64? {
        guard let own = time(.checkoutTime, row), let theirs = time(.checkoutTime, found),
            own != theirs, (theirs - own) % 900_000 == 0, abs(theirs - own) <= 50_400_000
        else { return nil }
        return theirs - own
    }

    private func otherValues(_ row: [String?], _ found: [String?]) -> String {
        let different = places.keys.filter { value($0, row) != value($0, found) }
        let money = different.filter(\.isMoney)
        if !money.isEmpty, money.count == different.count {
            let rounds = money.allSatisfy { column in
                guard let own = time(column, row), let theirs = time(column, found) else {
                    return false
                }
                return abs(own - theirs) <= 100
            }
            if rounds { return "amounts differ by a cent or less: rounding or fewer decimals" }
            return money.contains { value($0, found) == nil }
                ? "an amount is NULL in the job: it does not fit its type, or a term is NULL"
                : "another amount: discount, price or its version"
        }
        if different.contains(.gender) || different.contains(.category) {
            return "another version of the user or product: the lookup is as of another time"
        }
        if duplicates.contains(row[0] ?? "") {
            return "the id came more than once: the job has another copy"
        }
        return
            "other values of the checkout itself: \(different.map(\.rawValue).sorted().joined(separator: ", "))"
    }
}
