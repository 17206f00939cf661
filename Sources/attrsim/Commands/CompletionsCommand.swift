import ArgumentParser

/// `attrsim completions`: what a shell needs to complete commands, options and scenario files.
struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: "Print the completion script of a shell.",
        discussion: """
            Completes commands, options, scenario files and the names of engines. One line each:

            EXAMPLES
              attrsim completions bash > ~/.local/share/bash-completion/completions/attrsim
              attrsim completions zsh > ~/.zfunc/_attrsim    (with fpath+=~/.zfunc in ~/.zshrc)
              attrsim completions fish > ~/.config/fish/completions/attrsim.fish
              source <(attrsim completions bash)             (this shell only)
            """)

    @Argument(help: "bash, zsh or fish.", completion: .list(["bash", "zsh", "fish"]))
    var shell: String

    func run() throws {
        guard let shell = CompletionShell(rawValue: shell) else {
            throw ValidationError("\"\(shell)\" is none of bash, zsh and fish.")
        }
        Terminal.write(Attrsim.completionScript(for: shell) + "\n")
    }
}
