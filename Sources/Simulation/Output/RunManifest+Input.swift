import EventLogs

extension RunManifest {
    /// What shaped the times of an input: its logs' zones, and the database that says what they mean.
    static func lines(of input: LogInput) -> [Line] {
        let zones = input.timeZones
        if zones.isEmpty { return [] }
        let database = TimeZoneDatabase.system
        var lines = zones.map { Line("input.\($0.log).timeZone", $0.zone) }
        if let version = database.version {
            lines.append(("time zone database", "tzdata \(version)"))
        } else {
            // What is not named is told by its bytes.
            lines += Set(zones.map(\.zone)).sorted().compactMap { zone in
                database.fingerprint(of: zone).map {
                    ("time zone database: \(zone)", "FNV-1a \(String($0, radix: 16))")
                }
            }
        }
        return lines
    }
}
