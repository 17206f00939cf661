import CZlib

/// The bytes of a gzip file, unpacked: its members one behind the other.
///
/// Each member's checksum is compared, at its end: until then what it gives may be altered. Zeros behind the last member are let pass, as `gzip` does;
/// anything else there is damage. Memory: a chunk and zlib's window, whatever the size unpacked.
final class GzipBytes: ByteSource, Unpacker {
    private var packed: PackedBytes
    private let stream: UnsafeMutablePointer<z_stream>
    private var isInMember = true
    private var hasEnded = false
    private var fault: LogError?
    /// How many bytes have been given out, and how many of them have been checked.
    private var count = 0
    private(set) var soundCount = 0
    /// How many bytes are asked for.
    private var room = 0

    init(_ source: any ByteSource, name: String) throws(LogError) {
        packed = PackedBytes(source, name: name)
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        if czlib_begin_gzip(stream) != Z_OK {
            throw LogError(.system, file: name, reason: "cannot be unpacked: no memory for it")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    var bytesTaken: Int { packed.bytesTaken }

    func read(into target: UnsafeMutablePointer<UInt8>, limit: Int) throws(LogError) -> Int {
        if let fault { throw fault }
        stream.pointee.next_out = target
        stream.pointee.avail_out = UInt32(truncatingIfNeeded: limit)
        room = limit
        do throws(LogError) {
            while stream.pointee.avail_out > 0, !hasEnded { try step() }
        } catch {
            // What was unpacked before the damage is given out first.
            guard error.isDamage, stream.pointee.avail_out < limit else { throw error }
            fault = error
        }
        count += limit - Int(stream.pointee.avail_out)
        return limit - Int(stream.pointee.avail_out)
    }

    /// Unpacks what one chunk of packed bytes gives, or goes on to the next member.
    private func step() throws(LogError) {
        let isMoreThere = try packed.fill()
        if !isInMember {
            if !isMoreThere || isPadding() {
                hasEnded = !isMoreThere
                return
            }
            try beginMember()
        }
        if !isMoreThere {
            throw packed.damage(
                "the gzip data is cut off",
                hint: "was it still written, or not copied whole? Fetch it again")
        }
        stream.pointee.next_in = packed.chunk + packed.start
        stream.pointee.avail_in = UInt32(packed.end - packed.start)
        let code = inflate(stream, Z_NO_FLUSH)
        packed.start = packed.end - Int(stream.pointee.avail_in)
        switch code {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END:
            isInMember = false
            soundCount = count + (room - Int(stream.pointee.avail_out))
        case Z_MEM_ERROR:
            throw LogError(.system, file: packed.name, reason: "cannot be unpacked: no memory")
        default:
            let words = stream.pointee.msg.map { String(cString: $0) } ?? "error \(code)"
            throw packed.damage(
                "the gzip data is damaged: \(words)",
                hint: "fetch the file again; gzip -t checks it", isAltered: true)
        }
    }

    /// Whether nothing but zeros is left in the chunk, which are then taken.
    private func isPadding() -> Bool {
        guard packed.chunk[packed.start] == 0 else { return false }
        while packed.start < packed.end, packed.chunk[packed.start] == 0 { packed.start += 1 }
        return packed.start == packed.end
    }

    private func beginMember() throws(LogError) {
        guard packed.chunk[packed.start] == 0x1F else {
            throw packed.damage(
                "there is something behind the gzip data that is no gzip",
                hint: "drop it: gzip -dc FILE 2>/dev/null | gzip > NEW.gz")
        }
        inflateReset(stream)
        isInMember = true
    }
}
