import Streaming
import Testing

@testable import EventLogs

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite struct GenerationWriterTests {
    /// The bytes that every machine and every build must give.
    @Test(arguments: [
        (
            WorldFormat.jsonLines,
            [
                "clicks.jsonl": 9_847_638_762_715_867_122 as UInt64,
                "checkouts.jsonl": 4_285_087_026_231_020_040,
            ]
        ),
        (
            .csv,
            [
                "clicks.csv": 714_254_289_938_994_686,
                "checkouts.csv": 1_319_118_003_215_248_548,
            ]
        ),
        (.combined, ["events.jsonl": 13_892_304_502_652_279_264]),
    ]) func theSameSeedGivesTheSameBytes(format: WorldFormat, events: [String: UInt64]) throws {
        let folder = try ScratchFolder()
        let settings = smallWorld {
            $0.partitions = 3
            $0.disorder = Milliseconds(10_000)
            $0.writesArrivalTime = true
        }
        try WorldWriter.write(settings, to: folder.path, format: format)
        let tables: [String: UInt64] = [
            "users.csv": 15_497_151_421_980_718_643, "products.csv": 4_561_809_400_253_257_502,
        ]
        let expected = events.merging(tables) { a, _ in a }
        let actual = try folder.names.map { "\($0) \(try folder.fingerprint($0))" }
        #expect(actual == expected.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })
    }

    @Test(arguments: WorldFormat.all) func everyFormatHasANameThatIsReadBack(
        format: WorldFormat
    ) throws {
        #expect(try WorldFormat(name: format.name) == format)
        #expect(try WorldFormat(name: "." + format.name.uppercased()) == format)
    }

    @Test(arguments: [
        ("jsnl", "did you mean jsonl?"), ("csv.zs", "did you mean csv.zst?"),
        ("gz", "say what is to be packed: jsonl.gz, csv.gz"),
        ("sqlite.gz", "a database is not packed: write sqlite"),
        ("parquet", "write jsonl, and let DuckDB make it"),
        ("xlsx", "formats are jsonl, json, csv"),
        ("", "formats are jsonl"),
    ]) func anUnknownFormatIsAnErrorThatSaysWhatToWrite(name: String, hint: String) {
        let error = #expect(throws: GenerationError.self) { try WorldFormat(name: name) }
        #expect(error?.hint?.hasPrefix(hint) == true, "\(error?.description ?? "")")
        #expect(error?.kind == .settings)
    }

    @Test func packedLogsAreTheSameBytesEachTime() throws {
        for format in WorldFormat.all where format.packing != nil || format.layout == .sqlite {
            let (a, b) = (try ScratchFolder(), try ScratchFolder())
            try WorldWriter.write(smallWorld(), to: a.path, format: format)
            try WorldWriter.write(smallWorld(), to: b.path, format: format)
            for name in a.names { #expect(try a.bytes(name) == b.bytes(name), "\(name)") }
        }
    }

    @Test func anEmptyWorldIsAnEmptyArray() throws {
        let folder = try ScratchFolder()
        try WorldWriter.write(
            smallWorld { $0.clicks = 0 }, to: folder.path, format: WorldFormat(.json))
        #expect(try folder.lines("clicks.json") == ["[]"])
    }

    @Test func anotherSeedGivesOtherBytes() throws {
        let (a, b) = (try ScratchFolder(), try ScratchFolder())
        try WorldWriter.write(smallWorld(), to: a.path)
        try WorldWriter.write(smallWorld { $0.seed = 43 }, to: b.path)
        for name in a.names { #expect(try a.bytes(name) != b.bytes(name), "\(name)") }
    }

    @Test func theSummarySaysWhatWasWritten() throws {
        let folder = try ScratchFolder()
        let summary = try WorldWriter.write(smallWorld(), to: folder.path)
        #expect(summary.files.sorted() == folder.names)
        #expect(try folder.lines("clicks.jsonl").count == summary.clicks)
        #expect(try folder.lines("checkouts.jsonl").count == summary.checkouts)
        #expect(try folder.lines("users.csv").count == summary.users + 1)
        #expect(try folder.lines("products.csv").count == summary.products + 1)
        #expect(try folder.names.map { try folder.bytes($0).count }.reduce(0, +) == summary.bytes)
        #expect(summary.clicks == 1_000)
    }

    @Test func dimensionTablesAreComplete() throws {
        let folder = try ScratchFolder()
        try WorldWriter.write(smallWorld(), to: folder.path)
        let world = try GeneratedWorld(smallWorld())
        #expect(try folder.bytes("users.csv") == world.usersTable())
        #expect(try folder.bytes("products.csv") == world.productsTable())
        for (name, count, columns) in [("users.csv", 50, 9), ("products.csv", 20, 6)] {
            for (number, line) in try folder.lines(name).enumerated().dropFirst() {
                let fields = line.split(separator: ",", omittingEmptySubsequences: false)
                // The location has a comma of its own.
                #expect(fields.count == columns, "\(line)")
                #expect(fields[0] == "\(number)")
                #expect(number <= count)
            }
        }
    }

    @Test func linesAreTheOriginalProjects() throws {
        let folder = try ScratchFolder()
        let settings = smallWorld {
            $0.clicks = 1
            $0.checkoutsPerClick = 1_000_000_000_000
        }
        try WorldWriter.write(settings, to: folder.path)
        try WorldWriter.write(settings, to: folder.path, format: .csv)
        let names = [
            "clicks.jsonl", "checkouts.jsonl", "clicks.csv", "checkouts.csv", "users.csv",
            "products.csv",
        ]
        let lines = try names.flatMap { name in
            Array(try folder.lines(name))[..<(name.hasSuffix("jsonl") ? 1 : 2)].map { String($0) }
        }
        #expect(lines == Self.firstLines)
    }

    private static let firstLines = [
        #"""
        {"click_id": "3386abd2-0a1c-42b4-8900-29e40f685f6f", "user_id": "32", "source": \#
        "Unknown", "user_agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_3 like Mac OS X) \#
        AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.3 Mobile/15E148 Safari/604.1", \#
        "ip_address": "7.201.229.176", "click_timestamp": "2024-03-20 14:32:48.427"}
        """#,
        #"""
        {"checkout_id": "98475dfc-2149-4da0-8752-c46b19018ed2", "user_id": "32", \#
        "product_id": "12", "quantity": 2, "shipping_cost": 7.14, "discount": 0.45, \#
        "payment_method": "Skrill", "payment_status": "Success", "payment_description": \#
        "None", "shipping_address": "445 Main Street, Georgetown 75353", \#
        "checkout_timestamp": "2024-03-20 14:32:48.699"}
        """#,
        #"""
        click_id,user_id,source,user_agent,ip_address,click_timestamp
        """#,
        #"""
        3386abd2-0a1c-42b4-8900-29e40f685f6f,32,Unknown,"Mozilla/5.0 (iPhone; CPU iPhone OS \#
        17_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.3 \#
        Mobile/15E148 Safari/604.1",7.201.229.176,2024-03-20 14:32:48.427
        """#,
        #"""
        checkout_id,user_id,product_id,quantity,shipping_cost,discount,payment_method,payment_status,payment_description,shipping_address,checkout_timestamp
        """#,
        #"""
        98475dfc-2149-4da0-8752-c46b19018ed2,32,12,2,7.14,0.45,Skrill,Success,None,"445 Main\#
         Street, Georgetown 75353",2024-03-20 14:32:48.699
        """#,
        #"""
        user_id,name,email,gender,birth_day,location,phone,registration_date
        """#,
        #"""
        1,Keiko Weber,keiko.weber1@example.com,Female,1972-11-20,"Newport, \#
        Italy",+1-555-0199,2019-05-01
        """#,
        #"""
        product_id,product_name,category,brand,price,commission_rate
        """#,
        #"""
        1,Copperline Lamp 159,Home & Kitchen,Copperline,254.92,0.09
        """#,
    ]

    @Test func anEmptyWorldHasEmptyLogs() throws {
        let folder = try ScratchFolder()
        let summary = try WorldWriter.write(smallWorld { $0.clicks = 0 }, to: folder.path)
        #expect(summary.clicks == 0)
        #expect(summary.checkouts == 0)
        #expect(try folder.bytes("clicks.jsonl").isEmpty)
        #expect(try folder.lines("users.csv").count == 51)
    }

    @Test func progressIsReported() throws {
        let folder = try ScratchFolder()
        var reports: [Int] = []
        let settings = smallWorld {
            $0.clicks = 140_000
            $0.checkoutsPerClick = 0
        }
        try WorldWriter.write(settings, to: folder.path) { reports.append($0) }
        #expect(reports == [65_536, 131_072])
    }

    @Test func missingFoldersAreMade() throws {
        let folder = try ScratchFolder()
        let inner = folder.path + "/a"
        try WorldWriter.write(smallWorld(), to: inner + "/b/")
        for name in ["users.csv", "products.csv", "clicks.jsonl", "checkouts.jsonl"] {
            #expect(unlink("\(inner)/b/\(name)") == 0)
        }
        #expect(rmdir(inner + "/b") == 0)
    }

    @Test func aFileInThePlaceOfTheFolderIsAnError() throws {
        let folder = try ScratchFolder()
        fclose(fopen(folder.path + "/world", "w"))
        let error = #expect(throws: GenerationError.self) {
            try WorldWriter.write(smallWorld(), to: folder.path + "/world")
        }
        #expect(error?.kind == .target)
        #expect(error?.description.contains("/world: is a file, not a folder") == true)
    }

    @Test func aDirectoryInThePlaceOfALogIsAnErrorAndLeavesNothing() throws {
        let folder = try ScratchFolder()
        #expect(mkdir(folder.path + "/clicks.jsonl", 0o777) == 0)
        let error = #expect(throws: GenerationError.self) {
            try WorldWriter.write(smallWorld(), to: folder.path)
        }
        #expect(error?.kind == .target)
        #expect(error?.reason == "is a directory")
        #expect(folder.names == ["clicks.jsonl"])
    }

    @Test func aFolderThatCannotBeMadeIsAnError() {
        let error = #expect(throws: GenerationError.self) {
            try WorldWriter.write(smallWorld(), to: "/dev/null/world")
        }
        #expect(error?.kind == .target)
    }

    #if os(Linux)
    @Test func aFullDiskIsAnErrorAndKeepsTheEarlierWorld() throws {
        let folder = try ScratchFolder()
        try WorldWriter.write(smallWorld(), to: folder.path)
        let earlier = try folder.bytes("users.csv")
        // Writing to this device always fails with "No space left on device".
        #expect(unlink(folder.path + "/checkouts.jsonl") == 0)
        #expect(symlink("/dev/full", folder.path + "/checkouts.jsonl") == 0)
        let error = #expect(throws: GenerationError.self) {
            try WorldWriter.write(smallWorld { $0.seed = 43 }, to: folder.path)
        }
        #expect(error?.kind == .system)
        #expect(error?.hint == "free some space, or generate fewer clicks")
        #expect(try folder.bytes("users.csv") == earlier)
        #expect(!folder.names.contains { $0.hasSuffix(".tmp") })
    }
    #endif
}
