import Scenarios
import Testing
import Text

@testable import Reports

@Suite struct ManualPageTests {
    private let help = """
        {"command": {"commandName": "tool", "abstract": "Does it.", "discussion": "A - b.\\n\\nEXAMPLES\\n  tool run x\\n",
          "subcommands": [
            {"commandName": "run", "abstract": "Runs.", "discussion": ".dotted\\n  tool run 'a'",
             "arguments": [
               {"kind": "positional", "valueName": "file", "isOptional": false, "abstract": "The file."},
               {"kind": "option", "valueName": "n", "defaultValue": "3", "abstract": "How many.",
                "names": [{"kind": "long", "name": "count"}, {"kind": "short", "name": "c"}],
                "preferredName": {"kind": "long", "name": "count"}},
               {"kind": "flag", "names": [{"kind": "long", "name": "help"}],
                "preferredName": {"kind": "long", "name": "help"}}]},
            {"commandName": "help", "abstract": "Help."}]}}
        """

    @Test func everyCommandAndOptionIsThere() throws {
        let page = ManualPage.text(try JSONText.parse(help), version: "tool 1")
        #expect(page.hasPrefix(".TH \"TOOL\" \"1\" \"\" \"tool 1\" \"tool manual\"\n"))
        #expect(page.contains("tool \\- Does it."))
        #expect(
            page.contains(".SS \"tool run\"\n\\fBtool run\\fR [\\fIOPTIONS\\fR] \\fIFILE\\fR\n"))
        #expect(page.contains(".TP\n\\fB\\-c\\fR, \\fB\\-\\-count\\fR \\fIN\\fR\nHow many."))
        #expect(page.contains("How many. Default: 3.\n"))
        #expect(!page.contains("tool help"))
        #expect(!page.contains("\\-\\-help"))
        for section in ["EXIT STATUS", "FILES", "ENVIRONMENT"] {
            #expect(page.contains(".SH \"\(section)\""))
        }
    }

    @Test func whatRoffWouldTakeForItsOwnIsEscaped() throws {
        let page = ManualPage.text(try JSONText.parse(help), version: "tool 1")
        #expect(page.contains("\n\\&.dotted\n"))
        #expect(page.contains("A \\- b."))
        #expect(page.contains("\\fBEXAMPLES\\fR\n.PP\n.RS 2\n.nf\ntool run x\n.fi\n.RE\n"))
        #expect(MarkupText.roff("a\\n") == "a\\en")
    }
}
