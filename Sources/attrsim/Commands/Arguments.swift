public import ArgumentParser
public import EventLogs
public import Exports
public import Simulation

// The words that options take are those of scenarios.
extension TruthDetail: ExpressibleByArgument {}
extension BadRecordPolicy: ExpressibleByArgument {}
extension WorldComparison.Reference: ExpressibleByArgument {}
extension FlinkJob.Connector: ExpressibleByArgument {}
extension FlinkJob.Query: ExpressibleByArgument {}
extension FlinkVersion: ExpressibleByArgument {}
extension SparkJob.Version: ExpressibleByArgument {}
extension SparkSettings.Sink: ExpressibleByArgument {}
