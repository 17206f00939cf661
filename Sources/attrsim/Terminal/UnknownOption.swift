import ArgumentParser
import Text

/// Finds a mistyped option: the parser says only that something is missing where that was it.
enum UnknownOption {
    /// What to say of the first option that the command does not have; `nil` if it has all of them.
    static func message(in words: [String]) -> String? {
        guard let help = try? JSONText.parse(Attrsim._dumpHelp()),
            var command = help.member("command")
        else { return nil }
        var name = "attrsim"
        var rest = words[...]
        while let word = rest.first, !word.hasPrefix("-"),
            let inner = list(command, "subcommands").first(where: {
                text($0, "commandName") == word
            })
        {
            command = inner
            name += " " + word
            rest = rest.dropFirst()
        }
        let known = options(of: command) + ["help", "version"]
        for word in rest.prefix(while: { $0 != "--" }) where word.hasPrefix("--") {
            let option = String(word.dropFirst(2).prefix { $0 != "=" })
            if known.contains(option) { continue }
            let nearest = NearestName.of(option, among: known)
            return "Error: Unknown option '--\(option)'"
                + (nearest.map { ". Did you mean '--\($0)'?" } ?? "")
                + "\n  See '\(name) --help' for more information."
        }
        return nil
    }

    private static func options(of command: JSONNode) -> [String] {
        list(command, "arguments").flatMap { argument in
            list(argument, "names").filter { text($0, "kind") == "long" }
                .compactMap { text($0, "name") }
        }
    }

    private static func list(_ node: JSONNode, _ key: String) -> [JSONNode] {
        if case .array(let items)? = node.member(key)?.value { return items }
        return []
    }

    private static func text(_ node: JSONNode, _ key: String) -> String? {
        if case .string(let text)? = node.member(key)?.value { return text }
        return nil
    }
}
