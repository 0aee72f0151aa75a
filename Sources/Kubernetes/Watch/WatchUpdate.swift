/// What a followed list tells, in the order in which it became true.
package enum WatchUpdate<Object: KubernetesObject>: Hashable, Sendable {
  /// Everything there is; replaces whatever was known before.
  case snapshot([Object])
  /// What happened since, never empty, oldest first. One object can occur several times.
  case changes([WatchChange<Object>])
  /// What is known stays true as of now, and ages. It is being tried again.
  case disconnected(KubernetesError)
  /// A snapshot or changes follow, where there were any.
  case reconnected
}

package enum WatchChange<Object: KubernetesObject>: Hashable, Sendable {
  /// Added or modified.
  case updated(Object)
  /// As it was when it went; it may also have stopped matching the selector.
  case removed(Object)

  package var object: Object {
    switch self {
    case .updated(let object), .removed(let object): object
    }
  }
}

extension Dictionary where Key == ObjectIdentity, Value: KubernetesObject {
  /// Keeps a table of objects as a followed list tells it.
  package mutating func apply(_ update: WatchUpdate<Value>) {
    switch update {
    case .snapshot(let objects):
      self = Dictionary(objects.map { ($0.id, $0) }) { _, last in last }
    case .changes(let changes):
      for change in changes {
        switch change {
        case .updated(let object): self[object.id] = object
        case .removed(let object): self[object.id] = nil
        }
      }
    case .disconnected, .reconnected:
      return
    }
  }
}
