private import CNcurses
import Glibc
import Synchronization

/// Runs the jobs of `LoopActor` one after another on one thread, which sleeps in `poll` between them.
///
/// The jobs that are waiting when a turn begins are run in it, then the descriptors are looked at again: a flood of
/// jobs cannot keep a key from being read.
final class LoopExecutor: SerialExecutor {
  private struct State {
    var jobs: [UnownedJob] = []
    /// The thread that runs the loop; nil while nobody does.
    var thread: pthread_t?
    var watchers: [Int32: @LoopActor () -> Void] = [:]
  }

  private let state = Mutex(State())
  /// Readable while jobs are waiting.
  private let bell = cn_eventfd()

  func enqueue(_ job: UnownedJob) {
    let (wasEmpty, isServed) = state.withLock { state in
      defer { state.jobs.append(job) }
      return (state.jobs.isEmpty, state.thread != nil)
    }
    if wasEmpty { ring() }
    if !isServed { serveInBackground() }
  }

  func watch(_ descriptor: Int32, _ handler: @escaping @LoopActor () -> Void) {
    state.withLock { $0.watchers[descriptor] = handler }
  }

  func unwatch(_ descriptor: Int32) {
    state.withLock { $0.watchers[descriptor] = nil }
  }

  /// Takes the loop for this thread, then calls `begin`, then serves until `hasEnded`.
  ///
  /// In that order: a job that nobody serves is given a thread of its own. When another thread serves the loop
  /// already, this returns after `begin`.
  func serve(_ begin: () -> Void = {}, until hasEnded: () -> Bool) {
    let isOurs = state.withLock { state in
      guard state.thread == nil else { return false }
      state.thread = pthread_self()
      return true
    }
    begin()
    guard isOurs else { return }
    while !hasEnded() { turn() }
    let hasLeftovers = state.withLock { state in
      state.thread = nil
      return !state.jobs.isEmpty
    }
    if hasLeftovers { serveInBackground() }
  }

  private func turn() {
    let watchers = state.withLock { $0.watchers }
    var descriptors = [pollfd(fd: bell, events: Int16(POLLIN), revents: 0)]
    descriptors += watchers.keys.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard poll(&descriptors, nfds_t(descriptors.count), -1) > 0 else { return }
    for descriptor in descriptors.dropFirst() where descriptor.revents != 0 {
      // An earlier handler of this turn may have ended the watch.
      guard let handler = state.withLock({ $0.watchers[descriptor.fd] }) else { continue }
      LoopActor.assumeIsolated { handler() }
    }
    quieten()
    let jobs = state.withLock { state in
      defer { state.jobs.removeAll() }
      return state.jobs
    }
    for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
  }

  private func serveInBackground() {
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { _ in
        LoopActor.shared.executor.serve(until: { false })
        return nil
      }, nil)
    pthread_detach(thread)
  }

  private func ring() {
    var one: UInt64 = 1
    _ = write(bell, &one, MemoryLayout<UInt64>.size)
  }

  private func quieten() {
    var count: UInt64 = 0
    _ = read(bell, &count, MemoryLayout<UInt64>.size)
  }
}

extension LoopExecutor {
  func isIsolatingCurrentContext() -> Bool? {
    state.withLock { $0.thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
  }

  func checkIsolated() {
    precondition(isIsolatingCurrentContext() == true, "not on the thread of the loop")
  }
}
