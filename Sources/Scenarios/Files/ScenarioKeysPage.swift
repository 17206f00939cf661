import Text

/// The page of the manual about the keys of a scenario, made from their declarations.
public enum ScenarioKeysPage {
    /// The page as Markdown.
    public static var markdown: String {
        var page = """
            # The keys of a scenario

            Every key, its type, its default and what it means. Made from the declarations that read a \
            scenario (`attrsim manual --reference keys`); the JSON Schema, `attrsim schema`, is made from the \
            same ones.

            `[]` stands for each element of a list. A duration is a text such as `"500ms"`, `"15s"`, `"1h"` \
            or `"7d"`, or a number of milliseconds; paths of files are relative to the scenario. A comparison is a \
            number, which stands for itself, or one of `{"equals": 3}`, `{"atLeast": 3}`, `{"atMost": 3}` and \
            `{"between": [3, 5]}`, both ends included.

            """
        var keys = ScenarioKeys()
        let schema = ScenarioSchema.value
        let required = schema.texts("required")
        for (name, value) in schema.objects("properties") {
            page += "\n## \(name)\n\n"
            page += (value.text("description") ?? "") + "\n\n"
            var facts = ["Type: \(ScenarioKeys.type(value))."]
            if required.contains(name) { facts.append("Must be there.") }
            if let standard = value.member("default") {
                facts.append("Default: `\(JSONText.write(standard))`.")
            }
            if !value.examples.isEmpty { facts.append("For example \(value.examples).") }
            page += facts.joined(separator: " ") + "\n"
            let rows = keys.rows(value, name)
            if rows.isEmpty { continue }
            page += "\n| key | type | default | meaning |\n|---|---|---|---|\n"
            for row in rows { page += "| " + row.joined(separator: " | ") + " |\n" }
        }
        return page
    }
}

/// The keys below a key, each once: an object that stands at several places is told at the first.
private struct ScenarioKeys {
    private var told: [String: String] = [:]

    /// A row for each key below `schema`.
    mutating func rows(_ schema: JSONValue, _ path: String) -> [[String]] {
        var rows: [[String]] = []
        for value in [schema] + schema.variants {
            if let items = value.member("items") { rows += self.rows(items, path + "[]") }
            let properties = value.objects("properties")
            if properties.isEmpty { continue }
            // Of objects that a name tells apart, the name stands in the path.
            let name = value.objects("properties").first { $0.0 == "name" }?.1.texts("enum").first
            let base = name.map { "\(path) (\($0))" } ?? path
            let text = JSONText.write(value)
            if let first = told[text] {
                rows.append(["`\(base)`", "object", "", "its keys are those of `\(first)`"])
                continue
            }
            told[text] = base
            let required = value.texts("required")
            for (key, property) in properties where key != "name" || name == nil {
                let standard = property.member("default").map { "`\(JSONText.write($0))`" }
                var meaning = property.text("description") ?? ""
                if !property.examples.isEmpty { meaning += " For example \(property.examples)." }
                rows.append(
                    [
                        "`\(base).\(key)`", Self.type(property),
                        standard ?? (required.contains(key) ? "must be there" : ""), meaning,
                    ].map { Self.cell($0) })
                rows += self.rows(property, "\(base).\(key)")
            }
        }
        return rows
    }

    /// A type in words.
    static func type(_ schema: JSONValue) -> String {
        if let reference = schema.text("$ref") {
            return String(reference.split(separator: "/").last ?? "")
        }
        let values = schema.list("enum").map { "`\(JSONText.write($0))`" }
        if !values.isEmpty { return values.joined(separator: ", ") }
        if let constant = schema.member("const") { return "`\(JSONText.write(constant))`" }
        let variants = schema.variants
        if !variants.isEmpty {
            var words: [String] = []
            for word in variants.map(type) where !words.contains(word) { words.append(word) }
            return words.joined(separator: " or ")
        }
        if case .array(let types)? = schema.member("type") {
            return types.compactMap { node -> String? in
                if case .string(let type) = node.value { Self.word(type, schema) } else { nil }
            }.joined(separator: " or ")
        }
        return word(schema.text("type") ?? "any", schema)
    }

    private static func word(_ type: String, _ schema: JSONValue) -> String {
        switch type {
        case "string": return "text"
        case "array": return "list" + (schema.member("items").map { " of \(self.type($0))" } ?? "")
        case "integer":
            return "integer"
                + (schema.member("minimum").map { " from \(JSONText.write($0))" } ?? "")
        default: return type
        }
    }

    private static func cell(_ text: String) -> String {
        text.reduce(into: "") { $0 += $1 == "|" ? "\\|" : $1 == "\n" ? " " : String($1) }
    }
}

extension JSONValue {
    fileprivate func member(_ key: String) -> JSONValue? { JSONNode(self).member(key)?.value }

    fileprivate func text(_ key: String) -> String? {
        if case .string(let text)? = member(key) { text } else { nil }
    }

    fileprivate func list(_ key: String) -> [JSONValue] {
        if case .array(let nodes)? = member(key) { nodes.map(\.value) } else { [] }
    }

    fileprivate func texts(_ key: String) -> [String] {
        list(key).compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    fileprivate func objects(_ key: String) -> [(String, JSONValue)] {
        guard case .object(let members)? = member(key) else { return [] }
        return members.map { ($0.key, $0.node.value) }
    }

    /// What it may be, of several.
    fileprivate var variants: [JSONValue] {
        let all = (list("anyOf") + list("oneOf")).filter {
            $0.member("required") == nil || $0.member("type") != nil
        }
        return all.flatMap { $0.variants.isEmpty ? [$0] : $0.variants }
    }

    fileprivate var examples: String {
        list("examples").map { "`\(JSONText.write($0))`" }.joined(separator: ", ")
    }
}
