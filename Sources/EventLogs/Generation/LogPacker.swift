import CZlib
import CZstd

/// Packs the bytes of a file as they come.
///
/// The same bytes give the same packed bytes: no name and no time stands in them.
final class LogPacker {
    private enum Stream {
        case gzip(UnsafeMutablePointer<z_stream>)
        case zstd(OpaquePointer)
    }

    private let stream: Stream
    private var packed = [UInt8](repeating: 0, count: 1 << 17)

    /// A packer with the usual level of its kind; `nil` without memory for it.
    init?(_ packing: WorldFormat.Packing) {
        switch packing {
        case .gzip:
            let zlib = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
            zlib.initialize(to: z_stream())
            stream = .gzip(zlib)
            if czlib_begin_packing(zlib, 6) != Z_OK { return nil }
        case .zstd:
            guard let zstd = ZSTD_createCCtx() else { return nil }
            stream = .zstd(zstd)
        }
    }

    deinit {
        switch stream {
        case .gzip(let zlib):
            deflateEnd(zlib)
            zlib.deallocate()
        case .zstd(let zstd): ZSTD_freeCCtx(zstd)
        }
    }

    /// Packs bytes, and gives out what is packed so far; all of it if they are the last.
    func pack(
        _ bytes: [UInt8], isLast: Bool,
        to write: (UnsafeRawBufferPointer) throws(GenerationError) -> Void
    ) throws(GenerationError) {
        var taken = 0
        var isDone = false
        while !isDone {
            let count = bytes.withUnsafeBufferPointer { bytes in
                packed.withUnsafeMutableBufferPointer { packed in
                    step(bytes, &taken, packed, isLast: isLast, &isDone)
                }
            }
            try packed.withUnsafeBufferPointer { packed throws(GenerationError) in
                try write(
                    UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(packed)[..<count]))
            }
        }
    }

    /// Fills `packed` once; the number of bytes in it.
    private func step(
        _ bytes: UnsafeBufferPointer<UInt8>, _ taken: inout Int,
        _ packed: UnsafeMutableBufferPointer<UInt8>, isLast: Bool, _ isDone: inout Bool
    ) -> Int {
        switch stream {
        case .gzip(let zlib):
            zlib.pointee.next_in = bytes.baseAddress.map {
                UnsafeMutablePointer(mutating: $0 + taken)
            }
            zlib.pointee.avail_in = UInt32(bytes.count - taken)
            zlib.pointee.next_out = packed.baseAddress
            zlib.pointee.avail_out = UInt32(packed.count)
            let code = deflate(zlib, isLast ? Z_FINISH : Z_NO_FLUSH)
            taken = bytes.count - Int(zlib.pointee.avail_in)
            isDone = isLast ? code == Z_STREAM_END : zlib.pointee.avail_out > 0
            return packed.count - Int(zlib.pointee.avail_out)
        case .zstd(let zstd):
            var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: taken)
            var output = ZSTD_outBuffer(dst: packed.baseAddress, size: packed.count, pos: 0)
            let left = ZSTD_compressStream2(
                zstd, &output, &input, isLast ? ZSTD_e_end : ZSTD_e_continue)
            taken = input.pos
            isDone = isLast ? left == 0 : input.pos == input.size
            return output.pos
        }
    }
}
