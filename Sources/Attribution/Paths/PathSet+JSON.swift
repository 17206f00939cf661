import Text

extension PathSet {
    /// Paths from JSON journeys: an array, or an object with an array `journeys`.
    ///
    /// A journey is an object of `path` (an array of sources, the oldest touch first),
    /// `hours_before` (optional, one number per touch), `conversions`, and optionally `value` and
    /// `nulls`, under any of the names of the CSV columns. Another name is an error, so that a
    /// misspelt `nulls` cannot get lost.
    ///
    /// `skippingBlanks`: whether touches without a name, and journeys without a touch, are left out, which
    /// a note counts; else they are errors.
    public init(json bytes: [UInt8], skippingBlanks: Bool = false) throws(PathError) {
        self.init()
        var skipped = SkippedBlanks()
        let root: JSONNode
        do throws(JSONError) {
            root = try JSONText.parse(bytes)
        } catch {
            throw PathError(
                line: error.position.line, "not JSON: \(error.message)",
                hint: error.hint ?? "check the file with a JSON formatter.")
        }
        for journey in try Self.journeys(in: root) {
            try append(PathRow(journey), skippingBlanks, &skipped)
        }
        skipped.note(in: &self)
    }

    private static func journeys(in root: JSONNode) throws(PathError) -> [JSONNode] {
        switch root.value {
        case .array(let journeys): return journeys
        case .object:
            if case .array(let journeys)? = root.member("journeys")?.value { return journeys }
        default: break
        }
        throw PathError(
            line: root.position.line, "no journeys",
            hint: "write an array of journeys, or an object with one under \"journeys\".")
    }
}

extension PathRow {
    fileprivate init(_ journey: JSONNode) throws(PathError) {
        self.init(line: journey.position.line)
        guard case .object(let members) = journey.value else {
            throw PathError(
                line: line, "a journey is no object", hint: "write {\"path\": [\"A\"], …}.")
        }
        var seen: [PathField] = []
        for member in members {
            let (name, node) = (member.key, member.node)
            guard let field = PathField(named: name) else {
                throw PathError(
                    line: node.position.line, "unknown name \"\(name)\"",
                    hint: "names read: \(PathField.knownNames).")
            }
            guard !seen.contains(field) else {
                throw PathError(line: node.position.line, "a second value for \"\(name)\"")
            }
            seen.append(field)
            try read(field, node)
        }
        for needed in [PathField.path, .conversions] where !seen.contains(needed) {
            throw PathError(
                line: line, "a journey without \"\(needed.names[0])\"",
                hint: "names read: \(PathField.knownNames).")
        }
    }

    private mutating func read(_ field: PathField, _ node: JSONNode) throws(PathError) {
        switch field {
        case .path:
            for element in try elements(of: node, "path") {
                guard case .string(let name) = element.value else {
                    throw PathError(
                        line: element.position.line, "a source that is no string",
                        hint: "write its name in double quotes.")
                }
                sources.append(Array(ByteText.trimmed(Array(name.utf8)[...])))
            }
        case .hours:
            if case .null = node.value { return }
            var all: [Double] = []
            for element in try elements(of: node, "hours_before") {
                all.append(try number(element, "hours_before"))
            }
            hours = all
        case .kinds:
            if case .null = node.value { return }
            var all: [String] = []
            for element in try elements(of: node, "kinds") {
                guard case .string(let name) = element.value else {
                    throw PathError(
                        line: element.position.line, "a kind that is no string",
                        hint: "write \"click\", \"view\", …")
                }
                all.append(String(decoding: ByteText.trimmed(Array(name.utf8)[...]), as: UTF8.self))
            }
            kinds = all
        case .milestones:
            if case .null = node.value { return }
            try readMilestones(node)
        case .conversions: conversions = try number(node, "conversions")
        case .value: value = try number(node, "value")
        case .valueE4: value = try number(node, "value_e4") / 10_000
        case .run: run = try number(node, "run_id")
        case .nulls: nulls = try number(node, "nulls")
        }
    }

    private mutating func readMilestones(_ node: JSONNode) throws(PathError) {
        let names = Milestones.names.map(\.name).joined(separator: ", ")
        guard case .object(let members) = node.value else {
            throw PathError(
                line: node.position.line, "milestones is no object",
                hint: "write {\"lead\": 2}: the place in the path, from 0, of \(names).")
        }
        for member in members {
            let (name, value) = (member.key, member.node)
            guard let milestone = Milestones(named: name) else {
                throw PathError(
                    line: value.position.line, "unknown milestone \"\(name)\"",
                    hint: "milestones are \(names).")
            }
            if case .null = value.value { continue }
            let place = try number(value, name)
            guard place >= 0, place < 1e9, place == place.rounded() else {
                throw PathError(
                    line: value.position.line, "the milestone \(name) is at \(plainText(place))",
                    hint: "write the place of a touch in the path, from 0.")
            }
            milestones.append((milestone, Int(place)))
        }
    }

    private func elements(of node: JSONNode, _ name: String) throws(PathError) -> [JSONNode] {
        guard case .array(let elements) = node.value else {
            throw PathError(line: node.position.line, "\(name) is no array", hint: "write […].")
        }
        return elements
    }

    private func number(_ node: JSONNode, _ name: String) throws(PathError) -> Double {
        guard case .number(let digits) = node.value,
            let number = ByteText.number(Array(digits.utf8)[...])
        else {
            throw PathError(
                line: node.position.line, "\(name) is no number", hint: "write 12 or 0.5.")
        }
        return number
    }
}
