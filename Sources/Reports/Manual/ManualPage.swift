import Scenarios
public import Text

/// The manual page in roff (man macros), from what the commands say of themselves.
public enum ManualPage {
    /// The page.
    ///
    /// - Parameters:
    ///   - help: what ArgumentParser's `_dumpHelp()` gives, parsed.
    ///   - version: `attrsim 0.1.0`.
    /// - Returns: roff, empty if there is no command.
    public static func text(_ help: JSONNode, version: String) -> String {
        guard let root = help.member("command") else { return "" }
        let name = root.text("commandName") ?? "attrsim"
        var page = RoffText()
        page.request("TH", name.uppercased(), "1", "", version, "\(name) manual")
        // Ragged and unhyphenated, so that commands and options stay whole.
        page.line(".nh")
        page.line(".ad l")
        page.section("NAME")
        page.line("\(name) \\- " + MarkupText.roff(root.text("abstract") ?? ""))
        page.section("SYNOPSIS")
        page.line("\\fB\(name)\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR]")
        page.section("DESCRIPTION")
        page.discussion(root.text("discussion") ?? "")
        page.section("COMMANDS")
        for command in root.list("subcommands") where command.text("commandName") != "help" {
            append(command, of: name, to: &page)
        }
        for (title, entries) in closing {
            page.section(title)
            for (term, meaning) in entries {
                page.term("\\fB" + MarkupText.roff(term) + "\\fR", MarkupText.roff(meaning))
            }
        }
        return page.text
    }

    private static func append(_ command: JSONNode, of root: String, to page: inout RoffText) {
        let arguments = command.list("arguments")
            .filter { $0.member("shouldDisplay")?.value != .bool(false) }
        let positional = arguments.filter { $0.text("kind") == "positional" }
        let options = arguments.filter {
            !["help", "version"].contains($0.member("preferredName")?.text("name") ?? "")
                && $0.text("kind") != "positional"
        }
        page.subsection("\(root) \(command.text("commandName") ?? "")")
        page.line(synopsis(command, of: root, positional, hasOptions: !options.isEmpty))
        page.paragraph()
        page.line(MarkupText.roff(command.text("abstract") ?? ""))
        page.discussion(command.text("discussion") ?? "")
        for argument in positional + options { page.term(term(argument), meaning(argument)) }
        for inner in command.list("subcommands") where inner.text("commandName") != "help" {
            append(inner, of: "\(root) \(command.text("commandName") ?? "")", to: &page)
        }
    }

    private static func synopsis(
        _ command: JSONNode, of root: String, _ positional: [JSONNode], hasOptions: Bool
    ) -> String {
        let name = "\(root) \(command.text("commandName") ?? "")"
        var words = ["\\fB" + MarkupText.roff(name) + "\\fR"]
        if hasOptions { words.append("[\\fIOPTIONS\\fR]") }
        for argument in positional {
            var word = "\\fI" + MarkupText.roff(argument.placeholder.uppercased()) + "\\fR"
            if argument.flag("isRepeating") { word += "..." }
            words.append(argument.flag("isOptional") ? "[\(word)]" : word)
        }
        return words.joined(separator: " ")
    }

    private static func term(_ argument: JSONNode) -> String {
        if argument.text("kind") == "positional" {
            return "\\fI" + MarkupText.roff(argument.placeholder.uppercased()) + "\\fR"
        }
        let names = argument.list("names").map { name -> String in
            let text = name.text("name") ?? ""
            return "\\fB" + MarkupText.roff(name.text("kind") == "long" ? "--\(text)" : "-\(text)")
                + "\\fR"
        }
        // Short names first, as in most manual pages.
        let isLong = { (name: String) in name.hasPrefix("\\fB\\-\\-") }
        let sorted = names.filter { !isLong($0) } + names.filter(isLong)
        let value =
            argument.text("kind") == "option"
            ? " \\fI" + MarkupText.roff(argument.placeholder.uppercased()) + "\\fR" : ""
        return sorted.joined(separator: ", ") + value
    }

    private static func meaning(_ argument: JSONNode) -> String {
        MarkupText.roff(words(argument))
    }

    /// What an argument means, its default and its values.
    static func words(_ argument: JSONNode) -> String {
        var text = argument.text("abstract") ?? ""
        if let value = argument.text("defaultValue"), argument.text("kind") != "flag" {
            text += " Default: \(value)."
        }
        let values = argument.list("allValues").compactMap { node -> String? in
            if case .string(let text) = node.value { text } else { nil }
        }
        if !values.isEmpty { text += " One of: \(values.joined(separator: ", "))." }
        return text
    }

    /// What no single command says.
    private static let closing: [(String, [(String, String)])] = [
        (
            "EXIT STATUS",
            [
                ("0", "All held."),
                ("1", "An expectation, a golden text or a comparison failed."),
                ("2", "Wrong usage, or a wrong scenario."),
                ("3", "Bad input data, unless --on-bad-record skip."),
                ("4", "The system failed: disk, permission."),
            ]
        ),
        (
            "FILES",
            [
                ("NAME.json", "A scenario. Its paths are relative to it."),
                ("NAME.golden.txt", "Its golden text: what attrsim test compares the result with."),
                ("NAME.golden.txt.new", "The result where it differs, for attrsim review."),
                ("out/NAME.sqlite", "The result of attrsim run."),
                ("out/NAME-shrunk/", "The scenario and the logs that attrsim shrink found."),
            ]
        ),
        (
            "ENVIRONMENT",
            [
                ("NO_COLOR", "If set, no colours are put out."),
                ("TMPDIR", "Where scratch files lie; else /tmp, small ones in /dev/shm."),
            ]
        ),
    ]
}

extension JSONNode {
    func text(_ key: String) -> String? {
        if case .string(let text)? = member(key)?.value { text } else { nil }
    }

    func flag(_ key: String) -> Bool { member(key)?.value == .bool(true) }

    func list(_ key: String) -> [JSONNode] {
        if case .array(let nodes)? = member(key)?.value { nodes } else { [] }
    }

    /// What stands for an argument's value.
    var placeholder: String {
        text("valueName") ?? member("preferredName")?.text("name") ?? "value"
    }
}
