import Text

/// A JSON object on one line, under way.
struct JSONLine {
    private var bytes: [UInt8] = [UInt8(ascii: "{")]

    /// An object with its first field.
    init(_ name: StaticString, _ text: UnsafeBufferPointer<UInt8>) { add(name, text) }

    /// Adds a text; `nil` is null.
    mutating func add(_ name: StaticString, _ text: UnsafeBufferPointer<UInt8>?) {
        add(name)
        guard let text else { return addNull() }
        bytes.append(UInt8(ascii: "\""))
        for byte in text { add(escaped: byte) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Adds a text; `nil` is null.
    mutating func add(_ name: StaticString, bytes text: [UInt8]?) {
        guard let text else { return add(name, nil as UnsafeBufferPointer<UInt8>?) }
        text.withUnsafeBufferPointer { add(name, $0) }
    }

    /// Adds a number of `decimals` decimal places, exact and without zeros at its end.
    mutating func add(_ name: StaticString, _ number: Int64?, decimals: Int) {
        add(name)
        guard let number else { return addNull() }
        bytes += DecimalText.trimmed(number, decimals: decimals).utf8
    }

    /// Adds the object and a line break to a text.
    func end(_ text: inout [UInt8]) {
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

    private mutating func add(escaped byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        case 0..<32:
            let digits = Array("0123456789abcdef".utf8)
            bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        default: bytes.append(byte)
        }
    }
}
