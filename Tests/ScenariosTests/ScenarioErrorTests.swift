import Foundation
import Testing
import Text

@testable import Scenarios

/// What every wrong scenario says, to the letter.
@Suite struct ScenarioErrorTests {
    static let wrong: [(keys: String, error: String)] = [
        (
            #""watermrk": {}"#,
            #"s.json:2: watermrk: "watermrk" is not a key of a scenario. Hint: write "watermark"."#
        ),
        (
            #""lookback": "1h""#,
            #"s.json:2: lookback: "lookback" is not a key of a scenario. Hint: it belongs inside "join"."#
        ),
        (
            #""join": {"lookBack": "1h"}"#,
            #"s.json:2: join.lookBack: "lookBack" is not a key of a join. Hint: write "lookback"."#
        ),
        (
            #""metrics": {"size": "1h", "slide": "7m"}"#,
            #"s.json:2: metrics: the size is no multiple of the slide. Hint: windows are made of whole slides: try "size": "1h", "slide": "1m"."#
        ),
        (
            #""metrics": {"slide": "0s"}"#,
            #"s.json:2: metrics.slide: the duration must be longer than 0."#
        ),
        (
            #""join": {"a b": 1}"#,
            #"s.json:2: join["a b"]: "a b" is not a key of a join. Hint: the keys here are "type", "key", "lookback", "lookahead", "bounds", "clickAgeMax"."#
        ),
        (
            #""join": {"lookback": "7 dayz"}"#,
            #"s.json:2: join.lookback: "7 dayz" is not a duration. Hint: write "7d"."#
        ),
        (
            #""join": {"lookback": "soon"}"#,
            #"s.json:2: join.lookback: "soon" is not a duration. Hint: write "500ms", "15s", "10m", "1h", "7d" or an integer of milliseconds."#
        ),
        (
            #""join": {"lookback": "15"}"#,
            #"s.json:2: join.lookback: "15" is not a duration. Hint: write "15s"."#
        ),
        (
            #""watermark": {"delay": "-15s"}"#,
            #"s.json:2: watermark.delay: "-15s" is negative; a duration is not. Hint: write "15s"."#
        ),
        (
            #""watermark": {"delay": -1}"#,
            #"s.json:2: watermark.delay: -1 is negative; a duration is not. Hint: write "1ms"."#
        ),
        (
            #""join": {"lookback": 1.5}"#,
            #"s.json:2: join.lookback: 1.5 is not a duration. Hint: write "500ms", "15s", "10m", "1h", "7d" or an integer of milliseconds."#
        ),
        (
            #""join": {"lookback": 99999999999999999999}"#,
            #"s.json:2: join.lookback: 99999999999999999999 is not a duration. Hint: write "500ms", "15s", "10m", "1h", "7d" or an integer of milliseconds."#
        ),
        (
            #""join": {"lookback": 1e-9223372036854775808}"#,
            #"s.json:2: join.lookback: 1e-9223372036854775808 is not a duration. Hint: write "500ms", "15s", "10m", "1h", "7d" or an integer of milliseconds."#
        ),
        (
            #""join": {"lookback": true}"#,
            #"s.json:2: join.lookback: expected a span of time such as "-30s", found true."#
        ),
        (
            #""join": {"lookback": null}"#,
            #"s.json:2: join.lookback: expected a span of time such as "-30s", found null. Hint: leave the key out for its default."#
        ),
        (#""join": "left""#, #"s.json:2: join: expected a join, found "left"."#),
        (#""join": []"#, #"s.json:2: join: expected a join, found a list."#),
        (
            #""join": {"type": "outer"}"#,
            #"s.json:2: join.type: "outer" is not a type of join. Hint: write "left", "inner", "right", "full" or "semi"."#
        ),
        (
            #""join": {"type": "Left"}"#,
            #"s.json:2: join.type: "Left" is not a type of join. Hint: write "left"."#
        ),
        (
            #""join": {"bounds": 1}"#,
            #"s.json:2: join.bounds: expected "inclusive" or "exclusive", found 1."#
        ),
        (
            #""seed": -1"#,
            #"s.json:2: seed: expected an integer from 0 to 9223372036854775807, found -1."#
        ),
        (
            #""seed": 9223372036854775808"#,
            #"s.json:2: seed: expected an integer from 0 to 9223372036854775807, found 9223372036854775808."#
        ),
        (
            #""seed": 1.5"#,
            #"s.json:2: seed: expected an integer from 0 to 9223372036854775807, found 1.5."#
        ),
        (#""name": 5"#, #"s.json:2: name: expected a text, found 5."#),
        (#""name": """#, #"s.json:2: name: the name is empty."#),
        (#""name": ".x""#, #"s.json:2: name: a name does not start with a dot."#),
        (
            #""name": "a/b""#,
            #"s.json:2: name: a name holds no slash and no control character. Hint: write it with dashes."#
        ),
        (
            #""name": "a\u0000b""#,
            #"s.json:2: name: a text cannot hold the character U+0000."#
        ),
        (
            #""engine": "flink""#,
            #"s.json:2: engine: "flink" is not an engine. Hint: write "flink-sql"."#
        ),
        (
            #""engine": {"ranking": "cast"}"#,
            #"s.json:2: engine: the key "name" is missing. Hint: add "name": one of "reference", "flink-sql", "flink-datastream", "kafka-streams", "spark", "pathway" or "quixstreams"."#
        ),
        (
            #""engine": {"name": "spark", "grace": "1s"}"#,
            #"s.json:2: engine.grace: "grace" is not a key of the engine "spark". Hint: the keys here are "trigger", "watermarkPolicy", "noDataBatches", "sink", "filter", "restarts"."#
        ),
        (
            #""engine": {"name": "spark", "trigger": {"every": "0s"}}"#,
            #"s.json:2: engine.trigger.every: the duration must be longer than 0."#
        ),
        (
            #""engine": {"name": "spark", "trigger": "10s"}"#,
            #"s.json:2: engine.trigger: "10s" is not a trigger. Hint: write "scripted", "availableNow" or "once"."#
        ),
        (
            #""watermark": {"emit": {"every": "-1s"}}"#,
            #"s.json:2: watermark.emit.every: "-1s" is negative; a duration is not. Hint: write "1s"."#
        ),
        (
            #""watermark": {"clicks": {}, "delay": "1s"}"#,
            #"s.json:2: watermark.delay: "delay" is not a key of a pair of watermarks. Hint: it belongs inside "clicks"."#
        ),
        (
            #""watermark": {"idleTimeout": 0}"#,
            #"s.json:2: watermark.idleTimeout: the duration must be longer than 0."#
        ),
        (
            #""disorder": {}"#,
            #"s.json:2: disorder: expected a list of disturbances, found an object."#
        ),
        (
            #""disorder": [{"late": {"fraction": 1.5, "by": "1s"}}]"#,
            #"s.json:2: disorder[0].late.fraction: expected a number from 0 to 1, found 1.5."#
        ),
        (
            #""disorder": [{"drop": {"fraction": 0.0000000001}}]"#,
            #"s.json:2: disorder[0].drop.fraction: 0.0000000001 has more than nine decimals."#
        ),
        (
            #""disorder": [{"late": {"fraction": 0.5}}]"#,
            #"s.json:2: disorder[0].late: the key "by" is missing. Hint: add "by": a duration such as "15s"."#
        ),
        (
            #""disorder": [{"stream": "click", "delay": "1s"}]"#,
            #"s.json:2: disorder[0].stream: "click" is not a stream. Hint: write "clicks"."#
        ),
        (
            #""disorder": [{}]"#,
            #"s.json:2: disorder[0]: a disturbance has exactly one of "delay", "late", "duplicate", "drop", "hold", "reread", "skew"; here is none."#
        ),
        (
            #""disorder": [{"delay": "1s", "drop": {"fraction": 1}}]"#,
            #"s.json:2: disorder[0]: a disturbance has exactly one of "delay", "late", "duplicate", "drop", "hold", "reread", "skew". Hint: keep one of "delay", "drop"."#
        ),
        (
            #""disorder": [{"hold": {"from": 2000, "to": 1000}}]"#,
            #"s.json:2: disorder[0].hold: the outage ends before it starts. Hint: "to" is after "from"."#
        ),
        (
            #""disorder": [{"hold": {"from": "2024-02-30 00:00:00", "to": 1}}]"#,
            #"s.json:2: disorder[0].hold.from: "2024-02-30 00:00:00" is no time: that month has 29 days."#
        ),
        (
            #""disorder": [{"delay": {"uniform": {"min": "2s", "max": "1s"}}}]"#,
            #"s.json:2: disorder[0].delay.uniform: max is less than min. Hint: "max" is at least 2s."#
        ),
        (
            #""attribution": {"model": "lineer"}"#,
            #"s.json:2: attribution.model: "lineer" is not an attribution model. Hint: write "linear"."#
        ),
        (
            #""attribution": {"paymentStatus": []}"#,
            #"s.json:2: attribution.paymentStatus: the list is empty. Hint: name at least one, or leave it out."#
        ),
        (
            #""deduplicate": "yes""#,
            #"s.json:2: deduplicate: expected true, false or {"within": "7d"}, found "yes"."#
        ),
        (
            #""endOfInput": "flsh""#,
            #"s.json:2: endOfInput: "flsh" is not an end of input. Hint: write "flush"."#
        ),
        (
            #""lookup": "right""#,
            #"s.json:2: lookup: "right" is not a kind of lookup. Hint: write "inner" or "left"."#
        ),
        (
            #""dimensions": {"users": 5}"#,
            #"s.json:2: dimensions.users: expected a path or an object with "path", found 5."#
        ),
        (
            #""dimensions": {"users": {"path": "u", "fields": {"user": "x"}}}"#,
            #"s.json:2: dimensions.users.fields.user: "user" is not a field. Hint: write "user_id"."#
        ),
        (
            #""expect": [{"late": 1.5}]"#,
            #"s.json:2: expect[0].late: a count is a whole number, not 1.5."#
        ),
        (
            #""expect": [{"lates": 1}]"#,
            #"s.json:2: expect[0].lates: "lates" is not a key of a statement. Hint: write "late"."#
        ),
        (
            #""expect": [{"attributed": 1.5}]"#,
            #"s.json:2: expect[0].attributed: a number with a decimal point is a share, from 0.0 to 1.0."#
        ),
        (
            #""expect": [{"checkout": "k"}]"#,
            #"s.json:2: expect[0]: a statement with "checkout" has exactly one of "attributedTo", "source", "is"; here is none."#
        ),
        (
            #""expect": [{"sql": " ", "equals": 1}]"#,
            #"s.json:2: expect[0].sql: the query is empty."#
        ),
        (
            #""expect": [{"late": {"between": [3, 2]}}]"#,
            #"s.json:2: expect[0].late.between: the first number is more than the second. Hint: write [2, 3]."#
        ),
        (
            #""expect": [{"table": "late_records", "rows": 1}]"#,
            #"s.json:2: expect[0].table: "late_records" is not a table. Hint: write "late_record"."#
        ),
        (
            #""expect": [{"late": {"clicks": 1, "view": 2}}]"#,
            #"s.json:2: expect[0].late.view: "view" is not a key of a pair of counts. Hint: the keys here are "clicks", "checkouts"."#
        ),
    ]

    @Test(arguments: wrong)
    func aWrongScenarioIsNamed(keys: String, error: String) {
        #expect(scenarioError(withInput(keys)) == error)
    }

    static let wrongInputs: [(input: String, error: String)] = [
        (
            #"{"log": "a", "clicks": "c"}"#,
            #"s.json:1: input: an input has exactly one of "clicks" with "checkouts", "log", "kafka", "generate", "world". Hint: keep one of "clicks", "log"."#
        ),
        (#"{"clicks": "c"}"#, #"s.json:1: input: "checkouts" is missing beside "clicks"."#),
        (
            #"{}"#,
            #"s.json:1: input: an input has exactly one of "clicks" with "checkouts", "log", "kafka", "generate", "world"; here is none."#
        ),
        (#""clicks.jsonl""#, #"s.json:1: input: expected an input, found "clicks.jsonl"."#),
        (
            #"{"log": null}"#,
            #"s.json:1: input.log: expected a path or an object with "path", found null. Hint: leave the key out for its default."#
        ),
        (
            #"{"clicks": null, "checkouts": "k"}"#,
            #"s.json:1: input.clicks: expected a path or an object with "path", found null. Hint: leave the key out for its default."#
        ),
        (#"{"log": ""}"#, #"s.json:1: input.log: the path is empty."#),
        (#"{"log": "a\u0000b"}"#, #"s.json:1: input.log: a path cannot hold U+0000."#),
        (
            #"{"log": {"format": "jsonl"}}"#,
            #"s.json:1: input.log: the key "path" is missing. Hint: add "path": a path such as "../fixtures/shop/clicks.jsonl", or a list of paths."#
        ),
        (
            #"{"log": {"path": "a", "format": "cvs"}}"#,
            #"s.json:1: input.log.format: "cvs" is not a format. Hint: write "csv"."#
        ),
        (
            #"{"log": {"path": "a", "fields": {"usr": "x"}}}"#,
            #"s.json:1: input.log.fields.usr: "usr" is not a field. Hint: write "user"."#
        ),
        (
            #"{"log": {"path": "a", "partitions": 0}}"#,
            #"s.json:1: input.log.partitions: expected an integer from 1 to 100000, found 0."#
        ),
        (
            #"{"kafka": {"path": "a", "topics": {"t": "views"}}}"#,
            #"s.json:1: input.kafka.topics.t: "views" is not a stream. Hint: write "clicks" or "checkouts"."#
        ),
        (
            #"{"clicks": "-", "checkouts": "-"}"#,
            #"s.json:1: input.checkouts: standard input is already read by input.clicks."#
        ),
        (
            #"{"generate": {"click": 5}}"#,
            #"s.json:1: input.generate.click: "click" is not a key of a generated input. Hint: write "clicks"."#
        ),
        (
            #"{"generate": {"clicks": -5}}"#,
            #"s.json:1: input.generate.clicks: expected an integer from 0 to 1000000000, found -5."#
        ),
    ]

    @Test(arguments: wrongInputs)
    func aWrongInputIsNamed(input: String, error: String) {
        #expect(scenarioError(#"{"input": \#(input)}"#) == error)
    }

    @Test func standardInputCannotHoldTheScenarioAndALog() {
        #expect(
            scenarioError(#"{"input": {"log": "-"}}"#, path: "-")
                == "-:1: input.log: standard input is already read by the scenario itself.")
    }

    @Test func aMissingInputIsNamed() {
        #expect(
            scenarioError(#"{"seed": 1}"#)
                == "s.json:1: the key \"input\" is missing. Hint: add \"input\": an input.")
    }

    @Test func everythingThatIsWrongIsSaidInTheOrderOfTheFile() {
        #expect(
            scenarioError(
                """
                {
                  "endOfInput": "x",
                  "join": {"lookback": "1 year"},
                  "input": {"log": 5}
                }
                """)
                    == """
                    s.json:2: endOfInput: "x" is not an end of input. Hint: write "flush" or "stop".
                    s.json:3: join.lookback: "1 year" is not a duration. Hint: write "500ms", "15s", \
                    "10m", "1h", "7d" or an integer of milliseconds.
                    s.json:4: input.log: expected a path or an object with "path", found 5.
                    """)
    }

    static let notJSON: [(text: String, error: String)] = [
        ("", "s.json:1: column 1: the text is empty."),
        (" \n ", "s.json:2: column 2: the text is empty."),
        (
            "{\n  \"a\": 1,\n}",
            "s.json:3: column 1: a key in double quotes is expected, not }. Hint: take the comma before it away."
        ),
        ("{\"é\": tru}", "s.json:1: column 7: a value is expected, not t."),
        ("{\"a\" 1}", "s.json:1: column 6: a colon is expected after the key, not 1."),
        ("{\"a\": 1 \"b\"}", "s.json:1: column 9: a comma or } is expected, not \"."),
        ("{\"a\": [1 2]}", "s.json:1: column 10: a comma or ] is expected, not 2."),
        (
            "{\"a\": [1,]}",
            "s.json:1: column 10: a value is expected, not ]. Hint: take the comma before it away."
        ),
        (
            "{\"a\": 'x'}",
            "s.json:1: column 7: a text stands between double quotes. Hint: write \"…\", not '…'."
        ),
        ("{ // no\n}", "s.json:1: column 3: a key in double quotes is expected, not /."),
        ("{\"a\": /* */ 1}", "s.json:1: column 7: JSON has no comments. Hint: leave it out."),
        (
            "{\"a\": \"x\n\"}",
            "s.json:1: column 9: a text ends with the line: its closing quote is missing."
        ),
        (
            "{\"a\": \"x\u{1}\"}",
            "s.json:1: column 9: a control character in a text must be escaped."
        ),
        ("{\"a\": \"x", "s.json:1: column 7: the closing quote of this text is missing."),
        ("{\"a\": \"\\x\"}", "s.json:1: column 8: there is no such escape in JSON."),
        ("{\"a\": \"\\u12g4\"}", "s.json:1: column 8: \\u takes four hexadecimal digits."),
        ("{\"a\": \"\\ud83d\"}", "s.json:1: column 8: half of a surrogate pair is no character."),
        ("{\"a\": 01}", "s.json:1: column 7: a number does not start with 0."),
        ("{\"a\": 1.}", "s.json:1: column 9: a digit is expected, not }."),
        ("{\"a\": -}", "s.json:1: column 8: a digit is expected, not }."),
        ("{\"a\": 1e}", "s.json:1: column 9: a digit is expected, not }."),
        ("{} {}", "s.json:1: column 4: { after the end of the value."),
        ("{\"a\": 1", "s.json:1: column 8: a comma or } is expected, not the end of the text."),
        ("{\"a\":", "s.json:1: column 6: the text ends where a value is expected."),
        (
            "{\"a\": 1, \"a\": 2}",
            "s.json:1: column 10: the key \"a\" is there twice. Hint: keep one of the two."
        ),
        (
            "{\"a\": 1, \"\\u0061\": 2}",
            "s.json:1: column 10: the key \"a\" is there twice. Hint: keep one of the two."
        ),
        ("{\"a\": \u{7F}}", "s.json:1: column 7: a value is expected, not a control character."),
        ("[]", "s.json:1: expected a scenario, found a list."),
        ("5", "s.json:1: expected a scenario, found 5."),
    ]

    @Test(arguments: notJSON)
    func whatIsNotJSONIsNamedWithLineAndColumn(text: String, error: String) {
        #expect(scenarioError(text) == error)
    }

    @Test(arguments: [64, 65, 100_000])
    func whatIsNestedTooDeepIsNamed(depth: Int) {
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(
            scenarioError(text)
                == (depth <= 64
                    ? "s.json:1: expected a scenario, found a list."
                    : "s.json:1: column 65: lists and objects are nested deeper than 64."))
    }

    @Test func whatIsNotUTF8IsNamed() {
        let bytes = Array("{\n \"a\": \"é".utf8) + [0xFF]
        do throws(ScenarioError) {
            _ = try Scenario.parse(bytes: bytes, path: "s.json")
            Issue.record("no error")
        } catch {
            #expect(
                error.description
                    == "s.json:2: column 9: these bytes are no UTF-8. Hint: save the file as UTF-8."
            )
        }
    }

    @Test func aByteOrderMarkIsNoError() throws {
        #expect(scenarioError("\u{FEFF}" + withInput("\"seed\": 1")) == nil)
    }

    // MARK: - Files

    @Test func aMissingFileIsNamedWithTheOneThatIsMeant() throws {
        let folder = try ScenarioFolder()
        try folder.write("logs/clicks.jsonl")
        let path = try folder.write(
            "s/a.json", #"{"input": {"clicks": "../logs/click.jsonl", "checkouts": "../logs"}}"#)
        let expected = """
            \(path):1: input.clicks: there is no file "../logs/click.jsonl". Hint: there is \
            "../logs/clicks.jsonl".
            \(path):1: input.checkouts: "../logs" is a folder, not a file.
            """
        #expect { try Scenario.load(path: path) } throws: { "\($0)" == expected }
        let other = try folder.write("s/b.json", #"{"input": {"log": "no/such.jsonl"}}"#)
        let expectedToo =
            "\(other):1: input.log: there is no file \"no/such.jsonl\". Hint: the folder "
            + "\"\(folder.path)/s/no/\" is not there; paths are relative to the scenario file."
        #expect { try Scenario.load(path: other) } throws: { "\($0)" == expectedToo }
    }

    @Test func theScenarioFileItselfIsChecked() throws {
        let folder = try ScenarioFolder()
        let path = try folder.write("late.json", "")
        #expect { try Scenario.load(path: folder.path + "/lates.json") } throws: {
            "\($0)" == "\(folder.path)/lates.json: there is no such scenario file. Hint: there is "
                + "\"\(path)\"."
        }
        #expect { try Scenario.load(path: folder.path) } throws: {
            "\($0)" == "\(folder.path): this is a folder. Hint: name a scenario file in it."
        }
        #expect { try Scenario.load(path: path) } throws: {
            "\($0)" == "\(path):1: column 1: the text is empty."
        }
        #expect { try ScenarioFinder.find(in: [folder.path + "/no"]) } throws: {
            "\($0)" == "\(folder.path)/no: there is no such file or folder."
        }
    }

    @Test func scenariosAreFoundInTheOrderOfTheirPaths() throws {
        let folder = try ScenarioFolder()
        for name in ["b.json", "a/z.json", "a.json", "x.schema.json", ".hidden.json", "c.jsonl"] {
            try folder.write(name)
        }
        let found = try ScenarioFinder.find(in: [folder.path + "/", folder.path + "/c.jsonl"])
        let names = found.map { String($0.dropFirst(folder.path.utf8.count + 1)) }
        #expect(names == ["a.json", "a/z.json", "b.json", "c.jsonl"])
    }

    // MARK: - Numbers

    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("1.50", "1.5"), ("1e3", "1000"), ("12e-1", "1.2"), ("0e999", "0"),
        ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("0.000000000000000001", "0.000000000000000001"), ("10.000", "10"),
    ])
    func decimalsAreReadExactly(text: String, description: String) {
        #expect(ExactDecimal(text)?.description == description)
    }

    @Test(arguments: [
        "", "-", "x", "1x", "1.", ".5", "1..2", "1e", "1e+", "9223372036854775808", "1e19",
        "0.0000000000000000001", "1e999999999999999999999", "1e-9223372036854775808",
        "1e9223372036854775807", "--1", "+1", " 1",
    ])
    func whatIsNoDecimalOrDoesNotFitIsNone(text: String) {
        #expect(ExactDecimal(text) == nil)
    }
}
