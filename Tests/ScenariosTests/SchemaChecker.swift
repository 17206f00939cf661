import Text
@testable import Scenarios

/// Checks values against a JSON Schema: as much of draft 2020-12 as the scenarios' schema uses, and
/// a complaint about any keyword beyond.
struct SchemaChecker {
    let root: JSONValue

    /// The first thing that is wrong with a value, or `nil`.
    func problem(_ value: JSONValue, _ schema: JSONValue? = nil, at path: String = "") -> String? {
        guard case .object(let keywords) = schema ?? root else { return "\(path): no schema" }
        for keyword in keywords {
            let rule = keyword.node.value
            if let problem = check(value, keyword.key, rule, keywords, path) { return problem }
        }
        return nil
    }

    private func check(
        _ value: JSONValue, _ keyword: String, _ rule: JSONValue, _ all: [JSONMember],
        _ path: String
    ) -> String? {
        func fails(_ holds: Bool) -> String? {
            holds
                ? nil
                : "\(path): \(JSONText.write(value)) breaks \(keyword) "
                    + JSONText.write(rule)
        }
        switch keyword {
        case "$schema", "title", "description", "default", "examples", "$defs": return nil
        case "$ref":
            guard case .string(let name) = rule, name.hasPrefix("#/$defs/"),
                let target = member(member(root, "$defs"), String(name.dropFirst(8)))
            else { return "\(path): no such $ref" }
            return problem(value, target, at: path)
        case "type":
            let names = rule.strings ?? []
            return fails(names.contains { value.hasType($0) })
        case "enum": return fails(rule.elements?.contains(value) ?? false)
        case "const": return fails(rule == value)
        case "anyOf": return fails(count(value, rule, path) > 0)
        case "oneOf": return fails(count(value, rule, path) == 1)
        case "required":
            guard value.members != nil else { return nil }
            return fails((rule.strings ?? []).allSatisfy { member(value, $0) != nil })
        case "dependentRequired":
            for (key, partners) in (rule.members ?? []).map({ ($0.key, $0.node.value) })
            where member(value, key) != nil {
                let isWhole = (partners.strings ?? []).allSatisfy { member(value, $0) != nil }
                if let problem = fails(isWhole) { return problem }
            }
            return nil
        case "properties":
            for property in value.members ?? [] {
                guard let schema = member(rule, property.key) else { continue }
                let inner = "\(path).\(property.key)"
                if let problem = problem(property.node.value, schema, at: inner) {
                    return problem
                }
            }
            return nil
        case "additionalProperties":
            let known = all.first { $0.key == "properties" }.map(\.node.value)
            for property in value.members ?? [] where member(known, property.key) == nil {
                if rule == .bool(false) { return "\(path): \(property.key) is not allowed" }
                let inner = "\(path).\(property.key)"
                if let problem = problem(property.node.value, rule, at: inner) { return problem }
            }
            return nil
        case "propertyNames":
            for property in value.members ?? [] {
                if let problem = problem(.string(property.key), rule, at: path) { return problem }
            }
            return nil
        case "items":
            for (index, element) in (value.elements ?? []).enumerated() {
                if let problem = problem(element, rule, at: "\(path)[\(index)]") {
                    return problem
                }
            }
            return nil
        case "minItems": return fails(value.elements.map { $0.count >= rule.integer } ?? true)
        case "maxItems": return fails(value.elements.map { $0.count <= rule.integer } ?? true)
        case "minProperties": return fails(value.members.map { $0.count >= rule.integer } ?? true)
        case "minLength": return fails(value.text.map { $0.count >= rule.integer } ?? true)
        case "maxLength": return fails(value.text.map { $0.count <= rule.integer } ?? true)
        case "minimum", "maximum":
            guard let number = value.decimal, let limit = rule.decimal else { return nil }
            return fails(keyword == "minimum" ? number >= limit : number <= limit)
        case "pattern":
            guard let text = value.text, case .string(let pattern) = rule else { return nil }
            return fails((try? Regex(pattern).firstMatch(in: text)) != nil)
        default: return "\(path): the checker does not know \(keyword)"
        }
    }

    private func count(_ value: JSONValue, _ schemas: JSONValue, _ path: String) -> Int {
        (schemas.elements ?? []).filter { problem(value, $0, at: path) == nil }.count
    }

    private func member(_ value: JSONValue?, _ key: String) -> JSONValue? {
        value?.members?.first { $0.key == key }?.node.value
    }
}

extension JSONValue {
    fileprivate var members: [JSONMember]? {
        if case .object(let members) = self { members } else { nil }
    }
    fileprivate var elements: [JSONValue]? {
        if case .array(let nodes) = self { nodes.map(\.value) } else { nil }
    }
    fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }
    fileprivate var decimal: ExactDecimal? {
        if case .number(let text) = self { ExactDecimal(text) } else { nil }
    }
    fileprivate var integer: Int { decimal.map { Int($0.coefficient) } ?? 0 }
    /// One text or a list of them.
    fileprivate var strings: [String]? {
        text.map { [$0] } ?? elements?.compactMap(\.text)
    }

    fileprivate func hasType(_ name: String) -> Bool {
        switch self {
        case .null: name == "null"
        case .bool: name == "boolean"
        case .number: name == "number" || name == "integer" && decimal?.isWhole == true
        case .string: name == "string"
        case .array: name == "array"
        case .object: name == "object"
        }
    }
}
