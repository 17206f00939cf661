import Testing

@testable import EventLogs

@Suite struct JSONSequenceFramerTests {
    @Test func recordSeparatorsAreNoPartOfAnObject() throws {
        let bytes = Array("\u{1E}{\"a\":1}\n{\"b\":2}\n\u{1E}{}".utf8)
        var framer = JSONSequenceFramer(ChunkedInput(name: "log", MemoryBytes(bytes)))
        var frames: [String] = []
        while let line = try framer.next() {
            frames.append(String(decoding: line.bytes, as: UTF8.self))
        }
        #expect(frames == ["{\"a\":1}", "{\"b\":2}", "{}"])
    }
}
