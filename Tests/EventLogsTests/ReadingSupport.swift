import Foundation
import Streaming
import Testing
import Text

@testable import EventLogs

/// A record as tests want to see it: with its texts.
struct LogEntry {
    var record: EventRecord
    var id: String
    var user: String
    var source: String?
    var product: String?
    var paymentMethod: String?
    var paymentStatus: String?
    var paymentDescription: String?
    var numbers: RecordNumbers
    /// All texts, by field.
    var texts: [RecordField: String] = [:]

    init(_ record: EventRecord, _ bytes: UnsafeBufferPointer<UInt8>) {
        func text(_ slice: UnsafeBufferPointer<UInt8>?) -> String? {
            slice.map { String(decoding: $0, as: UTF8.self) }
        }
        self.record = record
        numbers = record.numbers(in: bytes)
        id = text(record.id(in: bytes)) ?? ""
        user = text(record.user(in: bytes)) ?? ""
        source = text(record.source(in: bytes))
        product = text(record.product(in: bytes))
        paymentMethod = text(record.text(.paymentMethod, in: bytes))
        paymentStatus = text(record.text(.paymentStatus, in: bytes))
        paymentDescription = text(record.text(.paymentDescription, in: bytes))
        for field in RecordField.allCases { texts[field] = text(record.text(field, in: bytes)) }
    }

    var time: Int64 { record.eventTime.milliseconds }
    var arrival: Int64 { record.arrivalTime.milliseconds }
}

/// What reading a log gave, all of it.
struct ReadLog {
    var records: [LogEntry] = []
    var rejected: [RejectedLine] = []
    var bytesRead = 0
    var rowsSkipped = RowsSkipped()
    var counts = RowCounts()

    init(_ source: any RecordSource) throws(LogError) {
        let batch = RecordBatch()
        while try source.read(into: batch) {
            batch.text.withUnsafeBufferPointer { bytes in
                for record in batch.records { records.append(LogEntry(record, bytes)) }
            }
            rejected += batch.rejected
            bytesRead += batch.bytesRead
            rowsSkipped += batch.rowsSkipped
            counts.add(batch.counts)
        }
    }

    /// Reads a text as if it were the file `log`.
    init(
        _ bytes: [UInt8], _ content: LogContent, _ format: LogFormat = .jsonLines,
        fields: [String: FieldSource] = [:], times: TimeFormat = .automatic,
        policy: BadRecordPolicy = .fail, needsClickProduct: Bool = false,
        change: (inout LogFile) -> Void = { _ in }
    ) throws(LogError) {
        var file = LogFile(path: "", name: "log")
        file.fields = fields
        file.timeFormat = times
        file.format = format == .jsonLines && content.isDump ? .kafka : format
        change(&file)
        try self.init(
            logSource(
                file, file.paths, bytes: MemoryBytes(bytes), as: content, onBadRecord: policy,
                needsClickProduct: needsClickProduct))
    }

    /// Reads a text as if it were the file.
    init(_ file: LogFile, _ text: String, _ content: LogContent) throws(LogError) {
        try self.init(
            logSource(
                file, file.paths, bytes: MemoryBytes(Array(text.utf8)), as: content,
                onBadRecord: .fail))
    }

    init(
        _ text: String, _ content: LogContent, _ format: LogFormat = .jsonLines,
        fields: [String: FieldSource] = [:], times: TimeFormat = .automatic,
        policy: BadRecordPolicy = .fail, needsClickProduct: Bool = false
    ) throws(LogError) {
        try self.init(
            Array(text.utf8), content, format, fields: fields, times: times, policy: policy,
            needsClickProduct: needsClickProduct)
    }

    var ids: [String] { records.map(\.id) }
    var reasons: [String] { rejected.map(\.reason) }
}

/// What reading a text fails with, as a user sees it; `nil` if it does not.
func readingError(
    _ text: String, _ content: LogContent, _ format: LogFormat = .jsonLines,
    fields: [String: FieldSource] = [:], times: TimeFormat = .automatic,
    needsClickProduct: Bool = false
) -> String? {
    do throws(LogError) {
        _ = try ReadLog(
            text, content, format, fields: fields, times: times,
            needsClickProduct: needsClickProduct)
        return nil
    } catch {
        return error.description
    }
}

/// What reading bytes fails with.
func readingError(_ bytes: [UInt8], _ content: LogContent) -> String? {
    do throws(LogError) {
        _ = try ReadLog(bytes, content)
        return nil
    } catch {
        return error.description
    }
}

extension LogContent {
    fileprivate var isDump: Bool { if case .kafkaDump = self { true } else { false } }
}

/// A folder that vanishes with the test.
final class ReadingFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "attrsim-reading-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and returns its path.
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
        return path + "/" + name
    }
}

/// A click's line with the usual fields, times in milliseconds.
func clickLine(_ id: String, _ time: Int64, _ more: String = "") -> String {
    #"{"click_id":"\#(id)","user_id":"u","source":"s","click_timestamp":\#(time)\#(more)}"#
}
