/// A number of a model: a row `model,params,metric,channel,value` of the CSV output.
public struct ModelRow: Sendable, Hashable {
    /// The model's name, as in the reference values: `time_decay_continuous_168h`.
    public var model: String
    /// Its parameters: `order=2`, or empty.
    public var params: String
    /// What the number is: `conversions`, `removal_effects_conversion`.
    public var metric: String
    /// The source, `(all)`, or `origin -> target`.
    public var channel: String
    /// The number.
    public var value: Double

    /// A row.
    public init(model: String, params: String, metric: String, channel: String, value: Double) {
        self.model = model
        self.params = params
        self.metric = metric
        self.channel = channel
        self.value = value
    }
}
