/// A JSON object on one line, under way.
public struct JSONLine {
    private var bytes: [UInt8] = [UInt8(ascii: "{")]

    /// An object with its first field.
    public init(_ name: StaticString, _ text: UnsafeBufferPointer<UInt8>) { add(name, text) }

    /// Adds a text; `nil` is null.
    public mutating func add(_ name: StaticString, _ text: UnsafeBufferPointer<UInt8>?) {
        add(name)
        guard let text else { return addNull() }
        JSONText.append(quoted: text, to: &bytes)
    }

    /// Adds a text; `nil` is null.
    public mutating func add(_ name: StaticString, bytes text: [UInt8]?) {
        guard let text else { return add(name, nil as UnsafeBufferPointer<UInt8>?) }
        text.withUnsafeBufferPointer { add(name, $0) }
    }

    /// Adds a number of `decimals` decimal places, exact and without zeros at its end.
    public mutating func add(_ name: StaticString, _ number: Int64?, decimals: Int) {
        add(name)
        guard let number else { return addNull() }
        bytes += DecimalText.trimmed(number, decimals: decimals).utf8
    }

    /// Adds the object and a line break to a text.
    public func end(_ text: inout [UInt8]) {
        text += bytes
        text.append(UInt8(ascii: "}"))
        text.append(UInt8(ascii: "\n"))
    }

    private mutating func add(_ name: StaticString) {
        if bytes.count > 1 { bytes += Array(", ".utf8) }
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes += $0 }
        bytes += Array("\": ".utf8)
    }

    private mutating func addNull() { bytes += Array("null".utf8) }
}
