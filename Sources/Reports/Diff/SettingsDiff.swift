import Scenarios
import Text

/// The settings in which two runs differ, by their JSON paths.
struct SettingsDiff {
    /// A setting with two values.
    struct Change {
        var path: String
        /// As JSON; `nil`: not there.
        var before: String?
        var after: String?
    }

    private(set) var changes: [Change] = []

    /// Compares two configurations as they stand in `run.config_json`.
    init(_ before: JSONValue?, _ after: JSONValue?) {
        compare(before, after, "")
    }

    /// Whether a setting at a path, or below it, differs.
    func differs(_ path: String) -> Bool {
        changes.contains { $0.path == path || $0.path.hasPrefix(path + ".") }
    }

    private mutating func compare(_ before: JSONValue?, _ after: JSONValue?, _ path: String) {
        // A scenario's name decides nothing.
        if before == after || path == "name" { return }
        guard case .object(let a)? = before, case .object(let b)? = after else {
            func text(_ value: JSONValue?) -> String? { value.map { JSONText.write($0) } }
            changes.append(Change(path: path, before: text(before), after: text(after)))
            return
        }
        let keys = a.map(\.key) + b.map(\.key).filter { key in !a.contains { $0.key == key } }
        for key in keys {
            compare(
                a.first { $0.key == key }?.node.value, b.first { $0.key == key }?.node.value,
                path.isEmpty ? key : "\(path).\(key)")
        }
    }
}
