import Model

/// An app that is not in the store yet.
package struct AppDraft: Hashable, Sendable {
  package var clusterID: ClusterID
  package var name: String
  package var namespace: String
  package var configuration: AppConfiguration

  package init(clusterID: ClusterID, name: String, namespace: String, configuration: AppConfiguration) {
    self.clusterID = clusterID
    self.name = name
    self.namespace = namespace
    self.configuration = configuration
  }

  /// Everything in it that would be refused, the names first.
  package var problems: [ValidationProblem] {
    let names = [
      Validation.appName(name), Validation.namespace(namespace),
      configuration.kind == .cron ? Validation.cronJobName(name) : nil,
    ]
    return names.compactMap { $0 } + configuration.problems
  }
}
