/// What the first bytes of a file say that it is.
enum Sniffing {
    /// How many bytes are looked at, where they are there: a tar archive says what it is behind its
    /// first name.
    static let length = 264
    /// How many bytes are waited for.
    static let leastLength = 16

    /// A way of packing.
    enum Packing { case gzip, zstd }

    /// How bytes are packed, if they are.
    static func packing(_ bytes: UnsafeBufferPointer<UInt8>) -> Packing? {
        if begins(bytes, [0x1F, 0x8B]) { return .gzip }
        if begins(bytes, [0x28, 0xB5, 0x2F, 0xFD]) { return .zstd }
        // zstd's skippable frame, with which some of its tools begin.
        if bytes.count >= 4, bytes[0] & 0xF0 == 0x50, bytes[1] == 0x2A, bytes[2] == 0x4D,
            bytes[3] == 0x18
        {
            return .zstd
        }
        return nil
    }

    /// How long the byte order mark of UTF-8 is that the bytes begin with: 3 or 0.
    static func markLength(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        begins(bytes, [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// Why the bytes are none of a text in UTF-8, and what to do; `nil` if they may be.
    static func refusal(_ bytes: UnsafeBufferPointer<UInt8>) -> (reason: String, hint: String)? {
        if let name = wideEncoding(bytes) {
            return (
                "is \(name), but logs are UTF-8", "convert it: iconv -f \(name) -t UTF-8 FILE"
            )
        }
        for (mark, name, hint) in others where begins(bytes, mark) { return ("is \(name)", hint) }
        if bytes.count > 261, bytes[257..<262].elementsEqual("ustar".utf8) {
            return ("is a tar archive", unpack + "tar -xOf FILE | attrsim …")
        }
        return markup(bytes)
    }

    /// A page, or XML, which no log begins like.
    private static func markup(
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> (reason: String, hint: String)? {
        let text = bytes.dropFirst(markLength(bytes)).drop { $0 <= 0x20 }.prefix(9)
        let start = String(decoding: text, as: UTF8.self).lowercased()
        if start.hasPrefix("<!doctype") || start.hasPrefix("<html") {
            return ("is a page of HTML", "whatever sent it said no, or wants a login: look at it")
        }
        if start.hasPrefix("<?xml") {
            return (
                "is XML", "turn it into JSON Lines or CSV first, for example with yq or xsltproc"
            )
        }
        return nil
    }

    /// What has several kinds of control characters in it, as no text has: for those who ask what a log
    /// is. A run says it of the rows, so that those that are good can be had with skip.
    static func binary(
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> (reason: String, hint: String)? {
        // A tab, line ends, a form feed and an escape are in texts.
        let isOfTexts: Set<UInt8> = [0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1B]
        let kinds = Set(bytes.lazy.filter { $0 < 0x20 && !isOfTexts.contains($0) })
        guard kinds.count > 3 else { return nil }
        return (
            "is no text: it has control characters in its first bytes",
            "if it is protobuf or the like, let its own tool write JSON Lines: protoc --decode, "
                + "kafka-protobuf-console-consumer"
        )
    }

    private static func wideEncoding(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        if begins(bytes, [0xFF, 0xFE, 0, 0]) || begins(bytes, [0, 0, 0xFE, 0xFF]) {
            return "UTF-32"
        }
        if begins(bytes, [0xFF, 0xFE]) || begins(bytes, [0xFE, 0xFF]) { return "UTF-16" }
        // Without a mark: every second byte of ASCII is zero.
        guard bytes.count >= 4 else { return nil }
        switch (bytes[0] == 0, bytes[1] == 0, bytes[2] == 0, bytes[3] == 0) {
        case (false, true, false, true): return "UTF-16LE"
        case (true, false, true, false): return "UTF-16BE"
        default: return nil
        }
    }

    private static let unpack = "unpack it, or name - as the log and pipe it in: "
    private static let toJSON = "let DuckDB read it, with - as the log: "

    /// What else logs come as, and is not read.
    private static let others: [(mark: [UInt8], name: String, hint: String)] = [
        (
            Array("SQLite format 3\u{0}".utf8), "a SQLite database, not a text",
            "write \"format\": \"sqlite\" and name its \"table\" or a \"query\""
        ),
        (Array("BZh".utf8), "packed with bzip2", unpack + "bzip2 -dc FILE | attrsim …"),
        (
            [0xFD, 0x37, 0x7A, 0x58, 0x5A], "packed with xz", unpack + "xz -dc FILE | attrsim …"
        ),
        ([0x04, 0x22, 0x4D, 0x18], "packed with lz4", unpack + "lz4 -dc FILE | attrsim …"),
        (
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an old Office file, such as .xls",
            "open it and save it as CSV (UTF-8)"
        ),
        (
            Array("version https://git-lfs".utf8), "a pointer of Git LFS, not the file",
            "fetch the file: git lfs pull"
        ),
        (
            [0x50, 0x4B, 0x03, 0x04], "a zip archive",
            unpack + "unzip -p FILE | attrsim … (an .xlsx: save it as CSV)"
        ),
        (
            Array("PAR1".utf8), "a Parquet file",
            toJSON + "duckdb -json -c \"FROM 'FILE'\" | attrsim …"
        ),
        (
            Array("Obj\u{1}".utf8), "an Avro file",
            toJSON
                + "duckdb -json -c \"INSTALL avro; LOAD avro; FROM read_avro('FILE')\" | attrsim …"
        ),
        (
            Array("ARROW1".utf8), "an Arrow file",
            "turn it into JSON Lines or CSV first, for example with pyarrow or DuckDB"
        ),
        (
            Array("ORC".utf8), "an ORC file",
            "turn it into JSON Lines or CSV first, for example with Spark"
        ),
    ]

    private static func begins(_ bytes: UnsafeBufferPointer<UInt8>, _ mark: [UInt8]) -> Bool {
        bytes.count >= mark.count && bytes.prefix(mark.count).elementsEqual(mark)
    }
}
