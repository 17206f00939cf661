public import Text

/// The page of the manual about the commands, from what they say of themselves.
public enum CommandsPage {
    /// The page as Markdown; `help` is what ArgumentParser's `_dumpHelp()` gives, parsed.
    public static func markdown(_ help: JSONNode) -> String {
        guard let root = help.member("command") else { return "" }
        var page = """
            # Commands

            Every command and option, as `--help` says it (`attrsim manual --reference commands`). Results go \
            to standard output, all else to standard error. Exit status: 0 all held · 1 an expectation, a \
            golden text or a comparison failed · 2 wrong usage or a wrong scenario · 3 bad input data · 4 the \
            system failed.

            """
        for command in root.list("subcommands") where command.text("commandName") != "help" {
            append(command, "attrsim", to: &page)
        }
        return page
    }

    private static func append(_ command: JSONNode, _ root: String, to page: inout String) {
        let name = "\(root) \(command.text("commandName") ?? "")"
        page += "\n## \(name)\n\n\(command.text("abstract") ?? "")\n\n"
        if let discussion = command.text("discussion") {
            // As it stands in a terminal: its examples are indented.
            page += "```text\n\(discussion)\n```\n\n"
        }
        let arguments = command.list("arguments").filter {
            $0.member("shouldDisplay")?.value != .bool(false)
                && !["help", "version"].contains($0.member("preferredName")?.text("name") ?? "")
        }
        if !arguments.isEmpty {
            page += "| argument | meaning |\n|---|---|\n"
            for argument in arguments {
                page += "| \(term(argument)) | \(meaning(argument)) |\n"
            }
        }
        for inner in command.list("subcommands") where inner.text("commandName") != "help" {
            append(inner, name, to: &page)
        }
    }

    private static func term(_ argument: JSONNode) -> String {
        let value = argument.placeholder.uppercased()
        if argument.text("kind") == "positional" { return "`\(value)`" }
        let names = argument.list("names").map { name -> String in
            let text = name.text("name") ?? ""
            return name.text("kind") == "long" ? "--\(text)" : "-\(text)"
        }
        let sorted = names.filter { !$0.hasPrefix("--") } + names.filter { $0.hasPrefix("--") }
        return "`" + sorted.joined(separator: "`, `")
            + (argument.text("kind") == "option" ? " \(value)" : "") + "`"
    }

    private static func meaning(_ argument: JSONNode) -> String {
        ManualPage.words(argument).reduce(into: "") {
            $0 += $1 == "|" ? "\\|" : $1 == "\n" ? " " : $1 == "<" ? "\\<" : String($1)
        }
    }
}
