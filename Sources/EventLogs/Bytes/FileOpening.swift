import Files
import Text

/// Opens a file for reading and tells why that fails.
func openForReading(_ file: LogPath) throws(LogError) -> InputFile {
    do throws(SystemError) {
        return try InputFile(file.path)
    } catch {
        if error.isFolder {
            throw LogError(
                .notFound, file: file.name, reason: "is a directory", hint: "name a file in it")
        }
        guard error.isMissing else {
            throw LogError(.system, file: file.name, reason: error.reason)
        }
        throw LogError(
            .notFound, file: file.name, reason: "there is no such file",
            hint: similarFile(file.path).map { "the folder has \"\($0)\"" })
    }
}

/// A file in the same folder whose name is much like the one that is missing.
private func similarFile(_ path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let wanted = parts.last, !wanted.isEmpty else { return nil }
    let folder = parts.dropLast().joined(separator: "/")
    let absolute = path.hasPrefix("/") && folder.isEmpty ? "/" : folder
    // A folder of a million files is not worth a hint.
    guard let names = FileSystem.names(in: absolute, limit: 10_000) else { return nil }
    return NearestName.of(String(wanted), among: names.filter { !$0.hasPrefix(".") })
}
