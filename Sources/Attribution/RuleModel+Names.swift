extension RuleModel {
    /// The name for scenarios and reports: `first-click`, `time-decay`; parameters other than the
    /// default stand in it, `time-decay-36h`.
    public var displayName: String {
        switch self {
        case .firstClick: "first-click"
        case .lastClick: "last-click"
        case .lastNonDirect: "last-non-direct"
        case .firstOfChosen: "first-of-chosen"
        case .lastOfChosen: "last-of-chosen"
        case .linear: "linear"
        case .linearPerSource: "linear-per-source"
        case .positionBased(.jShaped): "j-shaped"
        case .positionBased(.inverseJ): "inverse-j"
        case .positionBased(.standard): "position-based"
        case .positionBased(let model): "position-" + model.parts("-")
        case .timeDecay(let halfLife): "time-decay" + suffix(halfLife)
        case .timeDecayFloored(let halfLife): "time-decay-floored" + suffix(halfLife)
        case .positionDecay: "position-decay"
        case .positionDecayGeometric: "position-decay-geometric"
        case .positionDecayDistinct: "position-decay-distinct"
        case .milestones(let model): model.displayName
        case .participation: "participation"
        case .sameTouch: "same-touch"
        }
    }

    /// The name in the CSV rows: that of the reference values, `time_decay_continuous_168h`.
    public var csvName: String {
        switch self {
        case .firstClick: "first"
        case .lastClick: "last"
        case .lastNonDirect: "last_non_direct"
        case .firstOfChosen: "first_of_chosen"
        case .lastOfChosen: "last_of_chosen"
        case .linear: "linear"
        case .linearPerSource: "linear_per_source"
        case .positionBased(.jShaped): "j_shaped_20_20_60"
        case .positionBased(.inverseJ): "inverse_j_60_20_20"
        case .positionBased(let model): "position_" + model.parts("_")
        case .timeDecay(let halfLife): "time_decay_continuous_" + hoursText(halfLife)
        case .timeDecayFloored(let halfLife): "time_decay_floor_" + hoursText(halfLife)
        case .positionDecay: "position_decay_linear_i"
        case .positionDecayGeometric: "position_decay_geometric_0.5"
        case .positionDecayDistinct: "position_decay_distinct"
        case .milestones(let model): model.csvName
        case .participation: "participation"
        case .sameTouch: "same_touch"
        }
    }

    /// The models that have a name in the CSV rows without settings of the caller's own.
    public static let namedInRows: [RuleModel] =
        standard() + further(withMilestones: true) + [.linearPerSource, .sameTouch]

    /// The model of a name in the CSV rows: `first`, `time_decay_continuous_36h`, `position_50_0_50`;
    /// `nil` for any other name.
    public init?(rowName name: String) {
        if let known = Self.namedInRows.first(where: { $0.csvName == name }) {
            self = known
            return
        }
        func rest(behind prefix: String) -> String? {
            name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
        }
        func halfLife(_ text: String) -> Int64? {
            let (digits, unit): (Substring, Int64) =
                text.hasSuffix("ms") ? (text.dropLast(2), 1) : (text.dropLast(1), 3_600_000)
            guard text.hasSuffix("ms") || text.hasSuffix("h"), let count = Int64(digits), count > 0
            else { return nil }
            let (product, isTooMuch) = count.multipliedReportingOverflow(by: unit)
            return isTooMuch ? nil : product
        }
        if let length = rest(behind: "time_decay_continuous_").flatMap(halfLife) {
            self = .timeDecay(halfLife: length)
        } else if let length = rest(behind: "time_decay_floor_").flatMap(halfLife) {
            self = .timeDecayFloored(halfLife: length)
        } else if let parts = rest(behind: "position_")?.split(separator: "_").map({ Double($0) }),
            parts.count == 3, let first = parts[0], let middle = parts[1], let last = parts[2],
            let model = PositionBased(first: first, middle: middle, last: last)
        {
            self = .positionBased(model)
        } else {
            return nil
        }
    }

    /// The conventions that shape the model's numbers, for the manifest of a result.
    public var manifest: [ManifestLine] {
        var lines = [ManifestLine("model", displayName)]
        switch self {
        case .lastNonDirect(let direct):
            lines.append(ManifestLine("direct sources", list(direct)))
            lines.append(ManifestLine("only direct touches", "the last touch"))
        case .firstOfChosen(let chosen, let fallback), .lastOfChosen(let chosen, let fallback):
            lines.append(ManifestLine("chosen sources", list(chosen)))
            lines.append(ManifestLine("no chosen touch", fallback.rawValue))
        case .milestones(let model):
            let parts = zip(model.shape.milestones, model.parts).map { milestone, part in
                "\(Milestones.names.first { $0.milestone == milestone }?.name ?? "") "
                    + plainText(part)
            }
            lines.append(
                ManifestLine(
                    "parts", (parts + ["others \(plainText(model.others))"]).joined(separator: ", ")
                )
            )
            lines.append(ManifestLine("a milestone that is missing", "its part to the others"))
        case .linearPerSource, .participation, .positionDecayDistinct:
            lines.append(ManifestLine("repeated source", "once, at its first touch"))
        case .positionBased(let model):
            lines.append(ManifestLine("first/middle/last", model.parts("/")))
            lines.append(ManifestLine("two touches", "in proportion first to last"))
            lines.append(ManifestLine("one touch", "everything"))
            lines.append(Self.repeats)
        case .timeDecay(let halfLife):
            lines.append(ManifestLine("half-life", durationText(halfLife)))
            lines.append(ManifestLine("decay", "continuous, 2^(-age/half-life)"))
            lines += [Self.afterConversion, Self.repeats]
        case .timeDecayFloored(let halfLife):
            lines.append(ManifestLine("half-life", durationText(halfLife)))
            lines.append(ManifestLine("decay", "whole half-lives only"))
            lines += [Self.afterConversion, Self.repeats]
        case .sameTouch:
            lines.append(ManifestLine("no touch at the conversion's instant", "unattributed"))
        case .linear, .positionDecay, .positionDecayGeometric: lines.append(Self.repeats)
        case .firstClick, .lastClick: break
        }
        lines.append(ManifestLine("ties in time", "event time, then the path's own order"))
        if !sumsToOne { lines.append(ManifestLine("sum of credits", "not one")) }
        if !isSingleTouch {
            lines.append(ManifestLine("rounding", "largest remainder, earliest touch first"))
        }
        return lines
    }

    private static let repeats = ManifestLine("repeated source", "a share for each touch")
    private static let afterConversion = ManifestLine(
        "a touch at the conversion or after it", "age 0")

    private func suffix(_ halfLife: Int64) -> String {
        halfLife == TimeDecay.defaultHalfLife ? "" : "-" + durationText(halfLife)
    }

    private func list(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.joined(separator: ", ")
    }
}

/// A convention that shaped a number: what it is about, and what was chosen.
public struct ManifestLine: Sendable, Hashable {
    /// What it is about.
    public let name: String
    /// What was chosen.
    public let value: String

    /// A line.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension MilestoneModel {
    /// The name for scenarios; parts other than the usual ones stand in it.
    var displayName: String {
        let name =
            switch shape {
            case .wShaped: "w-shaped"
            case .fullPath: "full-path"
            case .uShapedLead: "u-shaped-lead"
            }
        return self == MilestoneModel(shape) ? name : "\(name)-\(partNames("-"))"
    }

    /// The name in the CSV rows.
    var csvName: String {
        switch shape {
        case .wShaped: "w_shaped_" + partNames("_")
        case .fullPath: "full_path_" + partNames("_")
        case .uShapedLead: "u_shaped_lead_" + partNames("_")
        }
    }

    /// The parts; of the full path one number where all are the same.
    private func partNames(_ separator: String) -> String {
        let usual = MilestoneModel(shape)
        var numbers = parts
        if shape == .fullPath, Set(parts).count == 1 { numbers = [parts[0]] }
        if others != usual.others { numbers.append(others) }
        return numbers.map(plainText).joined(separator: separator)
    }
}

extension PositionBased {
    func parts(_ separator: String) -> String {
        [first, middle, last].map(plainText).joined(separator: separator)
    }
}

/// A number without a fraction where it has none: `40`, `12.5`.
func plainText(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
}

/// Whole hours, or milliseconds: `168h`, `1500ms`.
func hoursText(_ milliseconds: Int64) -> String {
    let (hours, rest) = milliseconds.quotientAndRemainder(dividingBy: 3_600_000)
    return rest == 0 ? "\(hours)h" : "\(milliseconds)ms"
}

/// The largest unit that leaves no rest: `7d`, `36h`, `90s`.
func durationText(_ milliseconds: Int64) -> String {
    let units: [(Int64, String)] = [
        (86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s"),
    ]
    for (size, unit) in units where milliseconds % size == 0 {
        return "\(milliseconds / size)\(unit)"
    }
    return "\(milliseconds)ms"
}
