import CZlib
import CZstd

/// Packs texts as tests need them.
enum PackedText {
    /// One gzip member.
    static func gzip(_ text: [UInt8], level: Int32 = 6) -> [UInt8] {
        var stream = z_stream()
        czlib_begin_packing(&stream, level)
        var packed = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(text.count))) + 64)
        var input = text
        let (room, length) = (packed.count, text.count)
        let count = input.withUnsafeMutableBufferPointer { input in
            packed.withUnsafeMutableBufferPointer { packed in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(length)
                stream.next_out = packed.baseAddress
                stream.avail_out = UInt32(room)
                deflate(&stream, Z_FINISH)
                return room - Int(stream.avail_out)
            }
        }
        deflateEnd(&stream)
        return Array(packed[..<count])
    }

    /// One zstd frame.
    static func zstd(_ text: [UInt8]) -> [UInt8] {
        var packed = [UInt8](repeating: 0, count: ZSTD_compressBound(text.count))
        let count = ZSTD_compress(&packed, packed.count, text, text.count, 3)
        return Array(packed[..<count])
    }
}
