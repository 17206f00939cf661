import EventLogs
import Files
import Text

extension Shape where Value == LogFile {
    /// The path of a file to read, relative to the scenario's folder.
    static let path = Shape(
        expected: "a path such as \"../fixtures/shop/clicks.jsonl\"",
        schema: .record(["type": .string("string"), "minLength": .integer(1)]),
        decode: { node, path, reader in
            guard case .string(let name) = node.value else {
                reader.reportType(node, path, expected: "a path")
                return nil
            }
            return reader.file(named: name, node, path)
        },
        encode: { .string($0.name) })
}

extension Shape where Value == [LogPath] {
    /// The paths of a log: one, or a list; each may be a pattern.
    static let paths = Shape(
        expected: "a path such as \"../fixtures/shop/clicks.jsonl\", or a list of paths",
        schema: .record([
            "anyOf": .list([
                Shape<LogFile>.path.schema(),
                .record([
                    "type": .string("array"), "items": Shape<LogFile>.path.schema(),
                    "minItems": .integer(1),
                ]),
            ])
        ]),
        decode: { node, path, reader in
            guard case .array(let items) = node.value else {
                return Shape<LogFile>.path.decode(node, path, &reader)?.paths
            }
            if items.isEmpty { reader.report(node, path, "the list of paths is empty") }
            var paths: [LogPath] = []
            for (place, item) in items.enumerated() {
                guard
                    let file = Shape<LogFile>.path.decode(item, path.index(place), &reader)
                else { continue }
                paths += file.paths
            }
            return paths.count == items.count && !paths.isEmpty ? paths : nil
        },
        encode: { paths in
            paths.count == 1 ? .string(paths[0].name) : .list(paths.map { .string($0.name) })
        })
}

extension ScenarioReader {
    /// The file that a path of the scenario leads to; `nil` and a problem if there is none.
    ///
    /// Every path that a scenario can name comes through here, and is noted as read.
    mutating func file(named name: String, _ node: JSONNode, _ path: JSONPath) -> LogFile? {
        let file = checkedFile(named: name, node, path)
        if let file { filesRead += file.paths }
        return file
    }

    private mutating func checkedFile(
        named name: String, _ node: JSONNode, _ path: JSONPath
    ) -> LogFile? {
        if name.isEmpty || name.utf8.contains(0) {
            report(node, path, name.isEmpty ? "the path is empty" : "a path cannot hold U+0000")
            return nil
        }
        if name == "-" {
            if let other = standardInput {
                report(node, path, "standard input is already read by \(other)")
                return nil
            }
            standardInput = path.text
            return LogFile(path: "-")
        }
        let file = LogFile(path: name.hasPrefix("/") ? name : folder + name, name: name)
        if !checksFiles { return file }
        if file.paths[0].isPattern {
            if !file.files.isEmpty { return file }
            report(
                node, path, "no file is like \(Self.quotePath(name))",
                hint: "* stands for any letters of a name, ? for one")
            return nil
        }
        switch FileSystem.kind(of: file.path) {
        case .file, .device: return file
        case .folder: report(node, path, "\(Self.quotePath(name)) is a folder, not a file")
        case nil:
            report(node, path, "there is no file \(Self.quotePath(name))", hint: similar(to: name))
        }
        return nil
    }

    /// A hint that names a file like `name`, or says where files are looked for.
    func similar(to name: String) -> String {
        if let hint = nearestFile(to: name) { return hint }
        return name.hasPrefix("/")
            ? "look into \(Self.quotePath(place(of: name)))"
            : "paths are relative to the scenario file"
    }

    /// A hint that names a file like `name`, or its folder if that is not there.
    func nearestFile(to name: String) -> String? {
        let place = place(of: name)
        guard let names = FileSystem.names(in: place) else {
            let isOfScenario = !name.hasPrefix("/") && !file.isEmpty
            return "the folder \(Self.quotePath(place)) is not there"
                + (isOfScenario ? "; paths are relative to the scenario file" : "")
        }
        let slash = name.lastIndex(of: "/")
        let last = slash.map { String(name[name.index(after: $0)...]) } ?? name
        let folderName = slash.map { String(name[...$0]) } ?? ""
        return Spelling.nearest(to: last, in: names)
            .map { "there is \(Self.quotePath(folderName + $0))" }
    }

    /// The folder that a path lies in, as the system sees it.
    private func place(of name: String) -> String {
        let folderName = name.lastIndex(of: "/").map { String(name[...$0]) } ?? ""
        return name.hasPrefix("/") ? folderName : folder + folderName
    }
}
