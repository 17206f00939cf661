import CZstd

/// The bytes of a zstd file, unpacked: its frames one behind the other, skippable ones left out.
///
/// Memory: a chunk and the window that the frame asks for, of which zstd allows 128 MiB.
final class ZstdBytes: ByteSource, Unpacker {
    private var packed: PackedBytes
    private let stream: OpaquePointer
    /// Whether a frame has begun and not ended.
    private var isInFrame = false
    private var hasEnded = false
    private var fault: LogError?
    /// How many bytes have been given out, and how many of them are of whole frames.
    private var count = 0
    private(set) var soundCount = 0

    init(_ source: any ByteSource, name: String) throws(LogError) {
        guard let stream = ZSTD_createDStream() else {
            throw LogError(.system, file: name, reason: "cannot be unpacked: no memory for it")
        }
        packed = PackedBytes(source, name: name)
        self.stream = stream
    }

    deinit { ZSTD_freeDStream(stream) }

    var bytesTaken: Int { packed.bytesTaken }

    func read(into target: UnsafeMutablePointer<UInt8>, limit: Int) throws(LogError) -> Int {
        if let fault { throw fault }
        var output = ZSTD_outBuffer(dst: target, size: limit, pos: 0)
        do throws(LogError) {
            while output.pos < limit, !hasEnded { try step(&output) }
        } catch {
            // What was unpacked before the damage is given out first.
            guard error.isDamage, output.pos > 0 else { throw error }
            fault = error
        }
        count += output.pos
        return output.pos
    }

    private func step(_ output: inout ZSTD_outBuffer) throws(LogError) {
        let before = output.pos
        let isMoreThere = try packed.fill()
        if !isMoreThere, !isInFrame {
            hasEnded = true
            return
        }
        var input = ZSTD_inBuffer(
            src: packed.chunk + packed.start, size: packed.end - packed.start, pos: 0)
        let code = ZSTD_decompressStream(stream, &output, &input)
        packed.start += input.pos
        if ZSTD_isError(code) != 0 { throw damage(code) }
        isInFrame = code != 0
        if !isInFrame { soundCount = count + output.pos }
        // What zstd has in its own memory comes out without further bytes.
        if !isMoreThere, isInFrame, output.pos == before {
            throw packed.damage(
                "the zstd data is cut off",
                hint: "was it still written, or not copied whole? Fetch it again")
        }
    }

    private func damage(_ code: Int) -> LogError {
        let words = String(cString: ZSTD_getErrorName(code)).lowercased()
        if ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge {
            return packed.damage(
                "the zstd data was packed with a longer window than 128 MiB",
                hint: "pipe it in: zstd -dc --long=31 FILE | attrsim …, with - as the log")
        }
        if ZSTD_getErrorCode(code) == ZSTD_error_prefix_unknown {
            return packed.damage(
                "there is something behind the zstd data that is no zstd",
                hint: "take it away; zstd -t checks the file")
        }
        return packed.damage(
            "the zstd data is damaged: \(words)", hint: "fetch the file again; zstd -t checks it",
            isAltered: true)
    }
}
