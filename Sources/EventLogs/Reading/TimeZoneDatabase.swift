import Files
public import Text

/// The time zones that the system knows: TZif files in a folder, `Europe/Berlin` and the others.
public struct TimeZoneDatabase: Sendable {
    /// Where systems keep them, in the order in which they are looked for.
    public static let system = TimeZoneDatabase(folders: [
        "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo",
    ])

    /// Why there are no rules of a zone.
    public enum Problem: Error, Sendable, Hashable {
        /// The system has no time zones at all.
        case noDatabase
        /// It has no such zone; a zone of much the same name.
        case unknownZone(nearest: String?)
        /// Its file cannot be read or is none, in words.
        case unreadable(String)

        /// What is wrong, to be put behind the zone's name.
        public var reason: String {
            switch self {
            case .noDatabase: "cannot be looked up: this system has no time zones"
            case .unknownZone: "is no time zone of this system"
            case .unreadable(let reason): reason
            }
        }

        /// What to do about it.
        public var hint: String? {
            switch self {
            case .noDatabase: "install tzdata: apt-get install tzdata (or apk add tzdata)"
            case .unknownZone(let nearest?): "did you mean \"\(nearest)\"?"
            case .unknownZone(nil): "write an IANA name such as \"Europe/Berlin\", or \"UTC\""
            case .unreadable: "install tzdata anew: apt-get install --reinstall tzdata"
            }
        }
    }

    private let folders: [String]

    /// A database in the first of these folders that is there.
    init(folders: [String]) { self.folders = folders }

    /// The rules of a zone; `nil` for UTC, which needs no database.
    public func rules(of zone: String) throws(Problem) -> TimeZoneRules? {
        if zone == "UTC" || zone == "Etc/UTC" { return nil }
        guard let folder else { throw .noDatabase }
        guard Self.isName(zone), let bytes = bytes("\(folder)/\(zone)") else {
            throw .unknownZone(nearest: NearestName.of(zone, among: names))
        }
        do {
            return try TimeZoneRules(tzif: bytes)
        } catch {
            // `zone.tab` and the like lie beside the zones.
            if error == .notTZif { throw .unknownZone(nearest: nil) }
            throw .unreadable("\(error.reason): \(folder)/\(zone)")
        }
    }

    /// The database's version, `2025b`; where the system does not say it, `nil`.
    public var version: String? {
        guard let folder else { return nil }
        let prefix = "# version "
        if let line = bytes("\(folder)/tzdata.zi").map(Self.lines)?.first, line.hasPrefix(prefix) {
            return String(line.dropFirst(prefix.count))
        }
        return bytes("\(folder)/+VERSION").map(Self.lines)?.first
    }

    /// A number that changes with a zone's rules: what names them where no version does.
    public func fingerprint(of zone: String) -> UInt64? {
        guard let folder, Self.isName(zone) else { return nil }
        // FNV-1a: the same on every machine.
        return bytes("\(folder)/\(zone)")?.reduce(0xCBF2_9CE4_8422_2325) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
    }

    /// The names of all zones, as far as the database lists them; for hints.
    private var names: [String] {
        guard let folder, let bytes = bytes("\(folder)/tzdata.zi") else { return [] }
        // `Z Europe/Berlin …` begins a zone, `L Europe/Berlin Arctic/Longyearbyen` is another name.
        return Self.lines(bytes).compactMap { line in
            let words = line.split(separator: " ")
            switch words.first {
            case "Z" where words.count > 1: return String(words[1])
            case "L" where words.count > 2: return String(words[2])
            default: return nil
            }
        }
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// `Europe/Berlin`, `Etc/GMT+3`; nothing that could lead out of the folder.
    private static func isName(_ zone: String) -> Bool {
        let parts = zone.split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy {
                    $0.isDigit || (0x61...0x7A).contains($0 | 0x20) || "_+-".utf8.contains($0)
                }
        }
    }

    /// The first folder with zones in it.
    private var folder: String? {
        folders.first { folder in
            ["tzdata.zi", "Etc/UTC", "UTC", "Europe/Berlin"].contains {
                bytes("\(folder)/\($0)") != nil
            }
        }
    }

    /// A file's bytes, `nil` if there is none.
    private func bytes(_ path: String) -> [UInt8]? { try? FileSystem.read(path) }
}
