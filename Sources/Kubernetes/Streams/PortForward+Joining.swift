import Synchronization

extension PortForward {
  /// Passes bytes on in both directions until one side is over. Neither side is read before the other has taken what came,
  /// so that a slow one slows the other.
  ///
  /// The protocol cannot say that one direction has ended. When this machine's side sends no more it may still read, so the
  /// pod's goes on until it has said nothing for `patience`.
  package func join(
    _ local: LocalSocket, patience: Duration = .seconds(30), clock: any Clock<Duration>
  ) async throws(KubernetesError) {
    let received = Received()
    let failure = await withTaskGroup(of: KubernetesError?.self) { group in
      group.addTask {
        do throws(KubernetesError) {
          while let bytes = try await read() {
            received.count.add(1, ordering: .relaxed)
            guard await local.write(bytes) else { return nil }
          }
          local.endOutput()
          return nil
        } catch {
          return error
        }
      }
      group.addTask {
        while let bytes = await local.read() {
          // What went wrong on the pod's side is told by what is read from it.
          do throws(KubernetesError) { try await write(bytes) } catch { break }
        }
        var before: Int
        repeat {
          before = received.count.load(ordering: .relaxed)
          try? await clock.sleep(for: patience)
        } while !Task.isCancelled && before != received.count.load(ordering: .relaxed)
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      await close()
      return first
    }
    if let failure, failure != .cancelled { throw failure }
  }
}

/// How often something came from the pod.
private final class Received: Sendable {
  let count = Atomic(0)
}
