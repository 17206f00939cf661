import Scenarios
import Simulation
import Testing

@testable import Results

/// Every form in which a scenario states an expectation, asked of a small result.
///
/// Clicks: c1 is credited with k1, c2 with k2 and k3, c9 is late, c1 came a second time. Checkouts:
/// k1 to k3 attributed, k4 unattributed, k5 pending, k6 late. In the truth k4 has c9.
struct ExpectationFormsTests {
    static func evaluate(_ statement: String) throws -> [ExpectationOutcome] {
        let folder = try TemporaryFolder()
        let text = #"{"input": {"log": "x"}, "expect": [\#(statement)]}"#
        let scenario = try Scenario.parse(
            bytes: Array(text.utf8), path: "s.json", checksFiles: false)
        let writer = try ResultWriter(path: folder("a.sqlite"))
        for (table, rows) in content { try writer.write(batch(table, rows)) }
        writer.addRun(describedRun(1))
        writer.addRun(describedRun(2))
        return try writer.complete(expectations: scenario.expectations)
    }

    static let content: [(ResultTable, [[ResultValue]])] = [
        (
            .checkoutAttribution,
            [
                sale("k1", "c1", "Google", 12_345, 1_000), sale("k2", "c2", "Tiktok", 20_000, 0),
                sale("k3", "c2", "Tiktok", 5_000, -500), sale("k4", nil, nil, 7_000, 10),
                sale("k4", "c9", "Gmail", 7_000, 10, run: 2),
            ]
        ),
        (
            .sourceCredit,
            [
                [1, "first-click", "Google", 1_000_000_000, 12_345, 1_000],
                [1, "first-click", "Tiktok", 2_000_000_000, 25_000, -500],
                [1, "first-click", .null, 1_000_000_000, 7_000, 10],
                [1, "linear", "Google", 1_500_000_000, 20_000, .null],
                [2, "first-click", "Gmail", 1_000_000_000, 7_000, 10],
            ]
        ),
        (.truthDifference, [["k4", "late click", .null, "c9", .null, "Gmail", 7_000]]),
        (
            .lateRecord,
            [
                [1, 9, "clicks", "c9", "u", 1, 2, 30, 29],
                [1, 10, "checkouts", "k6", "u", 1, 2, 30, 29],
            ]
        ),
        (.duplicateRecord, [[1, 11, "clicks", "c1", "u", 1, 2]]),
        (.pendingRecord, [[1, 12, "checkouts", "k5", "u", 1, 2]]),
        (
            .stat,
            [
                [1, "clicks_read", 4], [1, "checkouts_read", 6], [1, "clicks_late", 1],
                [1, "checkouts_late", 1], [1, "clicks_duplicate", 1], [1, "clicks_on_time", 2],
                [1, "checkouts_on_time", 5], [1, "checkouts_attributed", 3],
                [1, "checkouts_unattributed", 1], [1, "checkouts_pending", 1],
                [2, "clicks_read", 99],
            ]
        ),
    ]

    static func sale(
        _ checkout: String, _ click: String?, _ source: String?, _ amount: Int64,
        _ profit: Int64, run: Int64 = 1
    ) -> [ResultValue] {
        [
            .integer(run), 1, .text(checkout), "u", "p", 1, .integer(amount), .null, .null, .null,
            .null, .null, .integer(profit), source.map { .text($0) } ?? .null, 5,
            click.map { .text($0) } ?? .null, click == nil ? .null : 4,
        ]
    }

    static let held: [String] = [
        #"{"sql": "SELECT count(*) FROM late_record", "equals": 2}"#,
        #"{"sql": "SELECT count(*) FROM main.checkout_attribution", "equals": 5}"#,
        #"{"sql": "SELECT 0.5", "equals": 0.50}"#, #"{"sql": "SELECT 1 = 1", "equals": true}"#,
        #"{"sql": "SELECT NULL", "equals": null}"#, #"{"sql": "SELECT 'a'", "equals": "a"}"#,
        #"{"sql": "SELECT 1, 'b'", "equals": [1, "b"]}"#,
        #"{"sql": "SELECT id FROM late_record ORDER BY 1", "equals": ["c9", "k6"]}"#,
        #"{"sql": "SELECT checkout_id, click_id FROM checkout_attribution ORDER BY 1", "equals": "#
            + #"[["k1", "c1"], ["k2", "c2"], ["k3", "c2"], ["k4", null]]}"#,
        #"{"sql": "SELECT 1 WHERE 0", "equals": []}"#,
        #"{"sql": "SELECT 5", "atLeast": 5}"#, #"{"sql": "SELECT 5", "atMost": 5.0}"#,
        #"{"sql": "SELECT 5", "between": [4, 5]}"#,
        #"{"read": {"clicks": 4, "checkouts": 6}}"#, #"{"read": 10}"#, #"{"copied": 0}"#,
        #"{"dropped": {"clicks": 0}}"#, #"{"onTime": {"atLeast": 7}}"#,
        #"{"withinAllowedLateness": 0}"#, #"{"late": {"clicks": 1, "checkouts": {"atMost": 1}}}"#,
        #"{"late": {"between": [2, 3]}}"#, #"{"duplicates": 1}"#,
        #"{"attributed": 3}"#, #"{"attributed": 0.6}"#, #"{"attributed": {"atLeast": 0.6}}"#,
        #"{"unattributed": {"between": [0.2, 0.2]}}"#, #"{"unattributed": 1}"#,
        #"{"pending": 1}"#, #"{"rejected": 0}"#, #"{"lookupMissed": {"equals": 0}}"#,
        #"{"stat": {"clicks_late": 1, "lookup_missed": 0, "checkouts_read": {"atLeast": 6}}}"#,
        #"{"checkout": "k1", "attributedTo": "c1"}"#, #"{"checkout": "k4", "attributedTo": null}"#,
        #"{"checkout": "k2", "source": "Tiktok"}"#, #"{"checkout": "k4", "source": null}"#,
        #"{"checkout": "k1", "is": "attributed"}"#, #"{"checkout": "k4", "is": "unattributed"}"#,
        #"{"checkout": "k5", "is": "pending"}"#, #"{"checkout": "k6", "is": "late"}"#,
        #"{"checkout": "k6", "is": "absent"}"#, #"{"checkout": "k9'", "is": "absent"}"#,
        #"{"click": "c1", "is": "attributed"}"#, #"{"click": "c1", "is": "duplicate"}"#,
        #"{"click": "c9", "is": "late"}"#, #"{"click": "nobody's", "is": "absent"}"#,
        #"{"source": "Google", "conversions": 1, "revenue": "1.2345", "profit": 0.1}"#,
        #"{"source": null, "conversions": 1, "revenue": 0.7}"#,
        #"{"source": "Gmail", "conversions": 0, "revenue": 0}"#,
        #"{"source": "Google", "model": "linear", "conversions": 1.5}"#,
        #"{"total": {"conversions": 4, "revenue": "4.4345", "profit": {"atMost": 0.051}}}"#,
        #"{"truth": {"differences": 1, "late click": 1, "not yet final": 0}}"#,
        #"{"table": "late_record", "rows": 2}"#, #"{"table": "run", "rows": 1}"#,
    ]

    @Test(arguments: held)
    func whatIsSoHolds(statement: String) throws {
        let outcomes = try Self.evaluate(statement)
        #expect(!outcomes.isEmpty)
        for outcome in outcomes {
            #expect(outcome.passed, "\(outcome.name): \(outcome.actual)")
        }
    }

    static let failed: [(statement: String, name: String, expected: String, actual: String)] = [
        (#"{"late": {"clicks": 2}}"#, "late clicks", "2", "1"),
        (#"{"late": 0, "name": "nothing is late"}"#, "nothing is late", "0", "2"),
        (#"{"onTime": {"atMost": 6}}"#, "on time clicks and checkouts", "at most 6", "7"),
        (
            #"{"attributed": {"atLeast": 0.7}}"#, "share of attributed checkouts", "at least 0.7",
            "0.6 (3 of 5)"
        ),
        (#"{"pending": 0}"#, "checkouts pending", "0", "1"),
        (#"{"stat": {"no_such": 0}}"#, "no_such", "0", "no rows"),
        (#"{"checkout": "k1", "attributedTo": "c2"}"#, "checkout k1: click", "'c2'", "'c1'"),
        (#"{"checkout": "k4", "attributedTo": "c9"}"#, "checkout k4: click", "'c9'", "NULL"),
        (#"{"checkout": "k5", "attributedTo": null}"#, "checkout k5: click", "NULL", "no rows"),
        (#"{"checkout": "k6", "is": "pending"}"#, "checkout k6", "pending", "absent, late"),
        (#"{"click": "c1", "is": "late"}"#, "click c1", "late", "attributed, duplicate"),
        (
            #"{"source": "Google", "revenue": "1.23"}"#, "Google: revenue", "1.23", "1.2345"
        ),
        (#"{"total": {"conversions": 5}}"#, "total: conversions", "5", "4"),
        (#"{"truth": {"differences": 0}}"#, "truth: differences", "0", "1"),
        (#"{"table": "late_record", "rows": 1}"#, "rows of late_record", "1", "2"),
        (
            #"{"sql": "SELECT  1,\n 2", "equals": 1}"#, "SELECT 1, 2", "1", "(1, 2)"
        ),
        (
            #"{"sql": "SELECT id FROM late_record ORDER BY 1", "equals": ["c9"]}"#,
            "SELECT id FROM late_record ORDER BY 1", "['c9']", "['c9', 'k6']"
        ),
    ]

    @Test(arguments: failed.indices)
    func whatIsNotSoFailsAndSaysWhatIs(index: Int) throws {
        let (statement, name, expected, actual) = Self.failed[index]
        let outcome = try #require(try Self.evaluate(statement).first)
        #expect(!outcome.passed && outcome.name == name)
        #expect(outcome.expected == expected && outcome.actual == actual, "\(outcome)")
    }
}
