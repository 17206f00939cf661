import EventLogs
import Text

extension Shape where Value == String {
    /// A time zone that the system knows.
    static let timeZone = Shape(
        expected: "a time zone such as \"Europe/Berlin\"",
        schema: .record(["type": .string("string"), "minLength": .integer(1)]),
        decode: { node, path, reader in
            guard case .string(let name) = node.value else {
                reader.reportType(node, path, expected: "a time zone such as \"Europe/Berlin\"")
                return nil
            }
            if !reader.checksFiles { return name }
            do throws(TimeZoneDatabase.Problem) {
                _ = try TimeZoneDatabase.system.rules(of: name)
                return name
            } catch {
                let message = "\(ScenarioReader.quote(name)) \(error.reason)"
                if error == .noDatabase {
                    reader.systemProblems.append(
                        ScenarioProblem(
                            file: reader.file, position: node.position, jsonPath: path.text,
                            message: message, hint: error.hint))
                    return name
                }
                reader.report(node, path, message, hint: error.hint)
                return nil
            }
        },
        encode: { .string($0) })
}
