public import Reports
import Scenarios
import Text

/// What `attrsim shrink` tells.
public enum ShrinkText {
    /// The line that is shown while it goes on.
    public static func progress(_ progress: ShrinkProgress, runs: Int, _ style: TextStyle) -> String
    {
        let separator = style.isUnicode ? " · " : " | "
        return "shrinking: trying \(NumberText.count(progress.records)) of "
            + "\(NumberText.count(progress.recordsBefore)) records\(separator)\(runs) runs"
    }

    /// What came out, for a person: what still fails, and the files written, the scenario the
    /// last of them; `runs` is the command that shows the failure, `attrsim test` unless said.
    public static func text(
        _ shrunk: Shrunk, target: ShrinkTarget, folder: String, paths: [String],
        runs: String? = nil, _ style: TextStyle
    ) -> String {
        let before = NumberText.count(shrunk.recordsBefore)
        let records = "\(NumberText.count(shrunk.records)) of \(before) records"
        var lines = [
            "\(style.tick) "
                + style.apply(.bold, to: PrintableText.escaping(target.name))
                + style.apply(.bold, to: ": still fails with \(records)")
                + style.apply(.dim, to: "  (\(shrunk.runs) runs)"),
            "    expected  " + PrintableText.escaping(shrunk.observation.expected),
            "    actual    "
                + style.apply(.red, to: PrintableText.escaping(shrunk.observation.actual)),
        ]
        lines.append("  " + verdict(shrunk))
        lines += shrunk.notes.map { "  Note: \($0)." }
        lines.append("")
        for file in shrunk.files {
            let count = "\(file.records) record\(file.records == 1 ? "" : "s")"
            let path = PrintableText.escaping("\(folder)/\(file.name)")
            lines.append("  \(path)  " + style.apply(.dim, to: count))
            lines += preview(file.bytes, style)
        }
        if let scenario = paths.last {
            lines += ["", "  run it: " + (runs ?? "attrsim test \(ShellWord.path(scenario))")]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// How small it is.
    private static func verdict(_ shrunk: Shrunk) -> String {
        if !shrunk.isMinimal {
            return "The runs ran out; with more (--runs) it may become smaller still."
        }
        if shrunk.records == 0 {
            return "An empty log fails alike, which shows little: choose another with --expect."
        }
        return "Without any single one of them it no longer fails like this."
    }

    /// The same for a program.
    public static func json(_ shrunk: Shrunk, target: ShrinkTarget, paths: [String]) -> String {
        JSONText.write(
            .record([
                "name": .string(target.name),
                "expected": .string(shrunk.observation.expected),
                "actual": .string(shrunk.observation.actual),
                "records_before": .integer(shrunk.recordsBefore),
                "records": .integer(shrunk.records),
                "minimal": .bool(shrunk.isMinimal),
                "runs": .integer(shrunk.runs),
                "notes": .strings(shrunk.notes),
                "files": .strings(paths),
                "scenario": paths.last.map { .string($0) } ?? .null,
            ]), .pretty)
    }

    /// The first lines of a file, cut to the width.
    private static func preview(_ bytes: [UInt8], _ style: TextStyle) -> [String] {
        let lines = bytes.split(separator: 0x0A)
        let shown = lines.prefix(8).map { line in
            let text = PrintableText.escaping(String(decoding: line.prefix(1_000), as: UTF8.self))
            let ellipsis = style.isUnicode ? "…" : "..."
            let cut = DisplayWidth.cut(text, to: style.width - 6, ellipsis: ellipsis)
            return "    " + style.apply(.dim, to: cut)
        }
        return lines.count > 8 ? shown + ["    … \(lines.count - 8) more"] : shown
    }
}
