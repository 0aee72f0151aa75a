import HTTP

extension KubernetesClient {
  /// Follows the objects of a kind, through drops, expired versions and restarts of the server.
  ///
  /// Nothing is read from the network that is not asked for here, so a slow consumer holds the server back and never
  /// grows the memory. It ends when its task is cancelled and never else.
  ///
  /// - Parameter namespace: nil follows all namespaces.
  package func watch<Object: KubernetesObject>(
    _ type: Object.Type = Object.self, in namespace: String? = nil, _ options: ListOptions = .init()
  ) -> WatchUpdates<Object> {
    WatchUpdates(client: self, namespace: namespace, options: options)
  }
}

package struct WatchUpdates<Object: KubernetesObject>: AsyncSequence, Sendable {
  package typealias Element = WatchUpdate<Object>
  package typealias Failure = Never
  fileprivate let client: KubernetesClient
  fileprivate let namespace: String?
  fileprivate let options: ListOptions

  package func makeAsyncIterator() -> Iterator {
    Iterator(follower: WatchFollower(client: client, namespace: namespace, options: options))
  }

  package struct Iterator: AsyncIteratorProtocol {
    fileprivate var follower: WatchFollower<Object>

    package mutating func next() async -> WatchUpdate<Object>? {
      await follower.next()
    }

    package mutating func next(isolation actor: isolated (any Actor)?) async -> WatchUpdate<Object>? {
      await follower.next()
    }
  }
}
