import Testing

@testable import EventLogs

@Suite struct PathTests {
    @Test(
        arguments: [
            ("a", [.member("a")]),
            ("properties.$insert_id", [.member("properties"), .member("$insert_id")]),
            ("a[0]", [.member("a"), .element(0)]),
            ("a[10][2].b", [.member("a"), .element(10), .element(2), .member("b")]),
            (
                "params[key=source].value.string_value",
                [
                    .member("params"), .matching(key: "key", value: "source"), .member("value"),
                    .member("string_value"),
                ]
            ),
            ("'a.b'.c", [.member("a.b"), .member("c")]),
            ("'it''s'", [.member("it's")]),
            ("x['a.b'='c]d']", [.member("x"), .matching(key: "a.b", value: "c]d")]),
            ("x[key=]", [.member("x"), .matching(key: "key", value: "")]),
            ("x[0=1]", [.member("x"), .matching(key: "0", value: "1")]),
            ("a b.ü", [.member("a b"), .member("ü")]),
            ("..a[0].b", [.member("a"), .element(0), .member("b")]), ("....a", [.member("a")]),
            // A sign that combines with what is before it: a quote, a dot, a bracket.
            ("'\u{0616}a.b'", [.member("\u{0616}a.b")]),
            (
                "a.\u{0301}b[k=\u{0301}]",
                [
                    .member("a"), .member("\u{0301}b"), .matching(key: "k", value: "\u{0301}"),
                ]
            ),
        ] as [(String, [FieldPath.Step])])
    func pathsAreReadAndWritten(text: String, steps: [FieldPath.Step]) throws {
        let path = try FieldPath(text)
        #expect(path.steps == steps)
        #expect(try FieldPath(path.text) == path)
    }

    @Test(arguments: [
        ("", "has an empty name in it"),
        ("a.", "has an empty name in it"),
        (".a", "has an empty name in it"),
        ("a..b", "has an empty name in it"), ("...a", "has an empty name in it"),
        ("..", "has an empty name in it"), ("..[0]", "has an empty name in it"),
        ("[0]", "has an empty name in it"),
        ("a[0", "has [0]: write an index, [0], or a condition, [key=0]"),
        ("a[x]", "has [x]: write an index, [0], or a condition, [key=x]"),
        ("a[k=v", "has a bracket that is not closed"),
        ("a]", "has \"]\" in a name that is not in quotes"),
        ("'a", "has a quote that is not closed"),
        ("a[0]b", "has \"b\" where \".\" or \"[\" belongs"),
        ("a[9999999999]", "has an index that is too large: [9999999999]"),
    ])
    func whatIsNoPathIsNamed(text: String, reason: String) {
        #expect(throws: FieldPath.Problem(reason)) { try FieldPath(text) }
    }

    @Test func pathsLeadIntoTextsThatHoldJSON() throws {
        let body =
            #"{\"user\":\"u\\\"1\",\"n\":[{\"k\":\"a\",\"v\":7}],\"in\":\"[{\\\"x\\\":\\\"\\u00e9\\\"}]\"}\n"#
        let object = #"{"Body":"\#(body)","log":"{\"a\": 1} and more","t":"[1, 2]","plain":"x"}"#
        #expect(
            try values(
                [
                    "Body.user", "Body.n[k=a].v", "Body.in[0].x", "log.a", "t[1]", "plain.a",
                    "Body.none",
                ],
                in: object) == [#"u"1"#, "7", "é", nil, "2", nil, nil])
        // The text itself stays one; of a member that comes twice the last one counts.
        #expect(
            try values(["a", "a.b", "a.c"], in: #"{"a":"{\"c\":1,\"b\":2}","a":"{\"b\":3}"}"#)
                == [#"{"b":3}"#, "3", nil])
        // Deeper than a path leads nobody looks.
        let deep = "{\"a\":\"" + String(repeating: "[", count: 60_000) + "\"}"
        #expect(try values(["a.b"], in: deep) == [nil])
    }

    /// The values at some paths of an object, read in one go.
    private func values(_ paths: [String], in object: String) throws -> [String?] {
        let schema = LogSchema(paths: paths, isFlat: false)
        var reader = JSONObjectReader(schema)
        var values = FieldValues(count: schema.slotCount)
        var buffer = TextBuffer()
        for byte in object.utf8 { buffer.append(byte) }
        buffer.terminate()
        try reader.read(buffer.start, buffer.start + buffer.count, into: &values)
        return paths.map { path in
            let value = values[schema.slot(named: path)]
            return value.kind == .missing
                ? nil : value.kind == .escapedText ? value.text : shown(value)
        }
    }

    private func shown(_ value: FieldValue) -> String {
        String(decoding: value.bytes, as: UTF8.self)
    }

    @Test func pathsLeadIntoObjectsAndArrays() throws {
        let object = #"""
            {"a": {"b": 1, "c": [10, {"d": "x"}, [7]]}, "a.b": 2,
             "p": [{"key": "k1", "value": {"s": "one"}}, {"value": {"s": "two"}, "key": "k2"},
                   {"key": "k1", "value": {"s": "again"}}, 5, {"key": 3, "value": true}]}
            """#
        let paths = [
            "a.b", "'a.b'", "a.c[0]", "a.c[1].d", "a.c[2][0]", "a.c[3]", "a.c", "a.b.c",
            "p[key=k1].value.s", "p[key=k2].value.s", "p[key=k3].value.s", "p[key=3].value",
            "p[0].key", "p[3]", "p.key",
        ]
        #expect(
            try values(paths, in: object) == [
                "1", "2", "10", "x", "7", nil, #"[10, {"d": "x"}, [7]]"#, nil, "one", "two", nil,
                "true", "k1", "5", nil,
            ])
    }

    @Test func theLastValueOfAKeyCountsWithAllThatIsInIt() throws {
        #expect(
            try values(["a.b", "a.c"], in: #"{"a":{"b":1},"a":{"c":2}}"#) == [nil, "2"])
        #expect(try values(["a.b", "a"], in: #"{"a":{"b":1},"a":null}"#) == [nil, "null"])
    }

    @Test("random objects and paths, against a tree", arguments: 0..<40 as Range<UInt64>)
    func randomPaths(seed: UInt64) throws {
        var random = PathRandom(state: seed &* 2 &+ 1)
        let paths = (0..<8).map { _ in random.path() }
        // Rows of different shapes, so that what is remembered of one does not spoil the next.
        let schema = LogSchema(paths: paths, isFlat: false)
        var reader = JSONObjectReader(schema)
        var values = FieldValues(count: schema.slotCount)
        for row in 0..<25 {
            let tree = random.object(depth: 0)
            let text = tree.text
            var buffer = TextBuffer()
            for byte in text.utf8 { buffer.append(byte) }
            buffer.terminate()
            try reader.read(buffer.start, buffer.start + buffer.count, into: &values)
            for path in paths {
                let found = values[schema.slot(named: path)]
                let expected = try tree.value(at: FieldPath(path).steps[...])
                #expect(
                    (found.kind == .missing ? nil : shown(found)) == expected?.bareText,
                    "seed \(seed), row \(row), \(path) in \(text)")
            }
        }
    }
}

/// A value, slow and obvious.
private indirect enum Tree {
    case text(String), number(Int), null
    case object([(String, Tree)])
    case array([Tree])

    var text: String {
        switch self {
        case .text(let text): "\"\(text)\""
        case .number(let number): "\(number)"
        case .null: "null"
        case .object(let members):
            "{" + members.map { "\"\($0.0)\": \($0.1.text)" }.joined(separator: ", ") + "}"
        case .array(let elements): "[" + elements.map(\.text).joined(separator: ",") + "]"
        }
    }

    /// As a reader keeps it: texts without their quotes.
    var bareText: String {
        if case .text(let text) = self { return text }
        return text
    }

    func value(at steps: ArraySlice<FieldPath.Step>) -> Tree? {
        guard let step = steps.first else { return self }
        let rest = steps.dropFirst()
        switch (step, self) {
        case (.member(let name), .object(let members)):
            return members.last { $0.0 == name }?.1.value(at: rest)
        case (.element(let index), .array(let elements)):
            return index < elements.count ? elements[index].value(at: rest) : nil
        case (.matching(let key, let value), .array(let elements)):
            let element = elements.first { element in
                guard case .object(let members) = element else { return false }
                switch members.first(where: { $0.0 == key })?.1 {
                case .text(let text): return text == value
                case .number(let number): return "\(number)" == value
                default: return false
                }
            }
            return element?.value(at: rest)
        default: return nil
        }
    }
}

private struct PathRandom {
    var state: UInt64

    mutating func next(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }

    mutating func name() -> String {
        ["a", "b", "c", "a_name_that_is_longer_than_32_bytes"][next(4)]
    }

    mutating func path() -> String {
        var path = name()
        for _ in 0..<next(4) {
            switch next(4) {
            case 0: path += "[\(next(3))]"
            case 1: path += "[\(name())=\(["x", "1", ""][next(3)])]"
            default: path += ".\(name())"
            }
        }
        return path
    }

    mutating func object(depth: Int) -> Tree {
        .object((0..<next(5)).map { _ in (name(), value(depth: depth + 1)) })
    }

    mutating func value(depth: Int) -> Tree {
        switch next(depth > 4 ? 3 : 7) {
        case 0: .text(["x", "1", ""][next(3)])
        case 1: .number(next(3))
        case 2: .null
        case 3, 4: object(depth: depth)
        default: .array((0..<next(4)).map { _ in value(depth: depth + 1) })
        }
    }
}
