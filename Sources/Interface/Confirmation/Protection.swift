import Model
import Terminal

/// A protected cluster whose name a person has typed.
package struct ConfirmedCluster: Hashable, Sendable {
  package var id: ClusterID
  package var name: String

  package init(id: ClusterID, name: String) {
    self.id = id
    self.name = name
  }
}

extension State {
  /// The protected cluster that an operation would change; nil where no name needs to be typed. The cluster's client
  /// refuses as well, whatever is asked here.
  func protectedCluster(of operation: Operation) -> Cluster? {
    guard operation.changesCluster, let app = operation.app.flatMap({ self.app($0) }),
      let cluster = cluster(app.clusterID), cluster.isProtected
    else { return nil }
    return cluster
  }

  /// A question about a protected cluster is answered by typing, never by a key.
  func protected(_ question: Confirmation) -> Confirmation {
    guard let operation = question.operations.first, let cluster = protectedCluster(of: operation) else {
      return question
    }
    var question = question
    // What a delete asks to be typed by itself is asked for here, together with the cluster.
    if question.typed != nil { question.lines.removeLast() } else { question.lines.append(.init("")) }
    let expected =
      question.operations.count > 1
      ? "\(cluster.name)/\(question.operations.count)" : protectedName(of: operation, on: cluster)
    question.lines.append(.init("\(cluster.name) is protected. Type \(expected) to confirm:", .warning))
    question.typed = .init(expected: expected)
    return question
  }

  /// For what is started without a question of its own.
  func protectionQuestion(_ operation: Operation, on cluster: Cluster) -> Confirmation {
    protected(
      Confirmation(
        title: "Change \(cluster.name)?", lines: [.init("\(title(of: operation)).")], verb: "Do it",
        operation: operation))
  }

  /// A delete names what goes, too.
  func protectedName(of operation: Operation, on cluster: Cluster) -> String {
    guard case .deleteApp(let id) = operation, let app = app(id) else { return cluster.name }
    return "\(cluster.name)/\(app.name)"
  }
}
