import Text

/// What rows that lie inside objects want of those around them: `..session`.
///
/// A member is looked for in the nearest object first. Memory: the wanted members of the objects that are
/// open.
struct OuterMembers: ~Copyable {
    /// The names of members that are wanted, each once.
    private var names: [[UInt8]] = []
    private var groups: [Group] = []
    /// The objects that are open, the innermost last.
    private var scopes: [Scope] = []
    /// Whether the groups hold what the scopes have.
    private var isCurrent = false
    /// Whether all plain members are taken, to be looked at.
    let isOfAll: Bool

    /// So many names are told apart.
    private static let nameLimit = 100

    /// What is known of an open object.
    private struct Scope {
        /// By name, the text of its value.
        var texts: [Int: [UInt8]] = [:]
        /// Whether all of the object has been seen.
        var isComplete = false
    }

    /// The paths that begin so many objects outside.
    private final class Group {
        let levels: Int
        let names: [Int]
        private let slots: [Int]
        private var object: JSONObjectReader
        private var values: FieldValues
        private var text = TextBuffer()
        private var fault: LineFault?

        init(levels: Int, names: [Int], _ paths: [(path: FieldPath, slot: Int)]) {
            self.levels = levels
            self.names = names
            slots = paths.map(\.slot)
            object = JSONObjectReader(paths)
            values = FieldValues(count: (slots.max() ?? 0) + 1)
        }

        /// Takes an object of the members that were found.
        func take(_ members: [(name: [UInt8], value: [UInt8])]) {
            text.truncate(to: 0)
            text.append(UInt8(ascii: "{"))
            for (place, member) in members.enumerated() {
                if place > 0 { text.append(UInt8(ascii: ",")) }
                var name: [UInt8] = []
                member.name.withUnsafeBufferPointer { JSONText.append(quoted: $0, to: &name) }
                for byte in name + [UInt8(ascii: ":")] + member.value { text.append(byte) }
            }
            text.append(UInt8(ascii: "}"))
            text.terminate()
            fault = nil
            do throws(LineFault) {
                if let place = UTF8Check.firstInvalid(text.start, text.count) {
                    throw LineFault(.notUTF8(at: place))
                }
                try object.read(text.start, text.start + text.count, into: &values)
            } catch {
                fault = error
            }
        }

        func add(to others: inout FieldValues) throws(LineFault) {
            if let fault { throw fault }
            for slot in slots where values[slot].kind != .missing { others[slot] = values[slot] }
        }
    }

    /// All that stands in front of the rows and is neither an object nor an array.
    init() { isOfAll = true }

    /// What is wanted of a schema.
    init(_ schema: LogSchema) {
        isOfAll = false
        let paths = schema.paths.filter { $0.path.levels > 0 }
        for levels in Set(paths.map(\.path.levels)).sorted() {
            let own = paths.filter { $0.path.levels == levels }
            var places: [Int] = []
            for (path, _) in own {
                guard case .member(let name)? = path.steps.first else { continue }
                let key = Array(name.utf8)
                let place = names.firstIndex(of: key) ?? names.count
                if place == names.count { names.append(key) }
                if !places.contains(place) { places.append(place) }
            }
            groups.append(Group(levels: levels, names: places, own))
        }
    }

    /// Whether nothing is wanted.
    var isEmpty: Bool { names.isEmpty && !isOfAll }

    /// The number of a name; `nil` if nobody wants it.
    mutating func index(of name: [UInt8]) -> Int? {
        if let known = names.firstIndex(of: name) { return known }
        guard isOfAll, names.count < Self.nameLimit else { return nil }
        names.append(name)
        return names.count - 1
    }

    /// The members that were found, by the paths that lead to them from a row.
    var members: [(path: String, text: [UInt8])] {
        names.indices.compactMap { name in
            guard let text = scopes.last(where: { $0.texts[name] != nil })?.texts[name] else {
                return nil
            }
            return ("..\(FieldPath.written(String(decoding: names[name], as: UTF8.self)))", text)
        }
    }

    /// How many objects are open.
    var depth: Int { scopes.count }

    /// An object begins.
    mutating func open() {
        if isEmpty { return }
        scopes.append(Scope())
        isCurrent = false
    }

    /// The innermost object ends.
    mutating func close() {
        if isEmpty { return }
        scopes.removeLast()
        isCurrent = false
    }

    /// Takes the text of a member's value; of a name that comes twice the last one counts.
    mutating func set(_ name: Int, of scope: Int, to text: UnsafeBufferPointer<UInt8>) {
        scopes[scope].texts[name] = Array(text)
        isCurrent = false
    }

    /// An object has been seen to its end.
    mutating func complete(_ scope: Int) {
        scopes[scope].isComplete = true
        isCurrent = false
    }

    /// Whether something that is wanted may stand in an open object behind what has been seen of it.
    var isOpen: Bool {
        groups.contains { group in
            group.names.contains {
                if case .unknown = find($0, group.levels) { true } else { false }
            }
        }
    }

    private enum Finding {
        case text([UInt8])
        case nothing
        case unknown
    }

    private func find(_ name: Int, _ levels: Int) -> Finding {
        var scope = scopes.count - levels
        while scope >= 0 {
            if let text = scopes[scope].texts[name] { return .text(text) }
            if !scopes[scope].isComplete { return .unknown }
            scope -= 1
        }
        return .nothing
    }

    /// Adds what was found to a row's values; it is good until the next row.
    mutating func add(to values: inout FieldValues) throws(LineFault) {
        if !isCurrent {
            for group in groups {
                group.take(
                    group.names.compactMap { name in
                        guard case .text(let text) = find(name, group.levels) else { return nil }
                        return (names[name], text)
                    })
            }
            isCurrent = true
        }
        for group in groups { try group.add(to: &values) }
    }
}
