#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// This very program, to be started again.
enum OwnProgram {
    /// Its file. Where the system does not tell: as it was called.
    static var path: String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = bytes.withUnsafeMutableBytes { buffer in
            guard let base = buffer.baseAddress else { return 0 }
            return readlink(
                "/proc/self/exe", base.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        guard count > 0 else { return CommandLine.arguments[0] }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
