/// Where a value is in an object.
///
/// `a.b` is member b of member a; `a[0]` is the first element of the array a;
/// `params[key=source].value` is in the first element of `params` that is an object whose `key` is
/// `source`. A name that has a dot, a bracket or a quote in it stands in quotes: `'a.b'.c`; a
/// quote in it is doubled. `..a` is member a of the nearest object around the row that has one, where rows
/// lie inside objects; each further `..` begins an object further out.
public struct FieldPath: Sendable, Hashable {
    /// A step from a value to one inside it.
    public enum Step: Sendable, Hashable {
        /// The member of an object.
        case member(String)
        /// An element of an array, from 0.
        case element(Int)
        /// The first element that is an object whose member `key` reads `value`.
        case matching(key: String, value: String)
    }

    /// The steps, at least one; the first is a member.
    public private(set) var steps: [Step] = []

    /// How many objects outside of the row the first member is looked for; 0: in the row itself.
    public private(set) var levels = 0

    /// How paths are written, for hints.
    public static let help =
        "write a.b, a[0], params[key=source].value, or 'a.b'.c for a name with a dot"

    /// How many steps a path may have.
    static let longest = 32

    /// Why a text is no path.
    public struct Problem: Error, Sendable, Equatable {
        /// What is wrong.
        public var reason: String

        init(_ reason: String) { self.reason = reason }
    }

    /// A path of one member, whatever its name.
    public init(member: String) { steps = [.member(member)] }

    /// Reads a path.
    public init(_ text: String) throws(Problem) {
        // By scalars: a sign that combines with the quote before it does not make it another one.
        var rest = Substring(text).unicodeScalars
        while rest.starts(with: "..".unicodeScalars) {
            rest.removeFirst(2)
            levels += 1
        }
        if levels > Self.longest { throw Problem("has more than \(Self.longest) steps") }
        repeat {
            steps.append(.member(try Self.name(&rest, until: ".[")))
            while rest.first == "[" {
                rest.removeFirst()
                steps.append(try Self.bracket(&rest))
            }
            if steps.count > Self.longest { throw Problem("has more than \(Self.longest) steps") }
            if rest.isEmpty { return }
            guard rest.first == "." else {
                throw Problem("has \"\(String(rest.prefix(8)))\" where \".\" or \"[\" belongs")
            }
            rest.removeFirst()
        } while true
    }

    /// A name, in quotes or up to one of some characters.
    private static func name(
        _ rest: inout Substring.UnicodeScalarView, until ends: String
    ) throws(Problem) -> String {
        guard rest.first == "'" else {
            let name = rest.prefix { !ends.unicodeScalars.contains($0) }
            if name.isEmpty { throw Problem("has an empty name in it") }
            if name.contains("]") {
                throw Problem("has \"]\" in a name that is not in quotes")
            }
            rest.removeFirst(name.count)
            return String(name)
        }
        rest.removeFirst()
        var name = String.UnicodeScalarView()
        while let character = rest.popFirst() {
            if character != "'" {
                name.append(character)
            } else if rest.first == "'" {
                rest.removeFirst()
                name.append("'")
            } else {
                return String(name)
            }
        }
        throw Problem("has a quote that is not closed")
    }

    /// What stands behind an opening bracket, and the closing one.
    private static func bracket(
        _ rest: inout Substring.UnicodeScalarView
    ) throws(Problem) -> Step {
        let digits = String(rest.prefix { ("0"..."9").contains($0) })
        if !digits.isEmpty, rest.dropFirst(digits.utf8.count).first == "]" {
            guard let index = Int(digits), index < 1_000_000_000 else {
                throw Problem("has an index that is too large: [\(digits)]")
            }
            rest.removeFirst(digits.utf8.count + 1)
            return .element(index)
        }
        let key = try name(&rest, until: "=]")
        guard rest.popFirst() == "=" else {
            throw Problem("has [\(key)]: write an index, [0], or a condition, [key=\(key)]")
        }
        let value = rest.first == "]" ? "" : try name(&rest, until: "]")
        guard rest.popFirst() == "]" else { throw Problem("has a bracket that is not closed") }
        return .matching(key: key, value: value)
    }

    /// The path as a scenario writes it.
    public var text: String {
        var text = ""
        for step in steps {
            switch step {
            case .member(let name): text += (text.isEmpty ? "" : ".") + Self.written(name)
            case .element(let index): text += "[\(index)]"
            case .matching(let key, let value):
                text += "[\(Self.written(key))=\(Self.written(value))]"
            }
        }
        return String(repeating: "..", count: levels) + text
    }

    /// A name as a path has it, in quotes where it must be.
    static func written(_ name: String) -> String {
        let special = ".[]'=".unicodeScalars
        if !name.isEmpty, !name.unicodeScalars.contains(where: special.contains) { return name }
        var written = "'".unicodeScalars
        for scalar in name.unicodeScalars {
            written.append(scalar)
            if scalar == "'" { written.append(scalar) }
        }
        return String(written) + "'"
    }
}
