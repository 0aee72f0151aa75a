/// This machine's side of a process in a pod.
package struct LocalEnds: Sendable {
  /// What comes next for the process to read; nil at the end. nil itself where it reads nothing.
  package var input: (@Sendable () async -> [UInt8]?)?
  package var output: @Sendable ([UInt8]) async -> Void
  package var errors: @Sendable ([UInt8]) async -> Void
  /// Of the terminal that the process is given: nothing is typed before it is told.
  package var size: TerminalSize?
  /// Every other from then on.
  package var sizes: (any AsyncSequence<TerminalSize, Never> & Sendable)?

  package init(
    input: (@Sendable () async -> [UInt8]?)? = nil, output: @escaping @Sendable ([UInt8]) async -> Void,
    errors: @escaping @Sendable ([UInt8]) async -> Void, size: TerminalSize? = nil,
    sizes: (any AsyncSequence<TerminalSize, Never> & Sendable)? = nil
  ) {
    self.input = input
    self.output = output
    self.errors = errors
    self.size = size
    self.sizes = sizes
  }
}

/// In cells.
package struct TerminalSize: Hashable, Sendable {
  package var columns: Int
  package var rows: Int

  package init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }
}

extension RemoteSession {
  package enum JoinEnd: Hashable, Sendable {
    case ended(RemoteEvent.Ending)
    /// The stream was over before the process said how it ended.
    case broke
    /// The server's protocol cannot say that the input is over (before Kubernetes 1.30), and the process may wait for it.
    case inputCannotEnd
  }

  /// Passes on what both sides say until the process has ended, and closes the stream. No more is read from either side than
  /// the other takes.
  package func join(_ local: LocalEnds) async throws(KubernetesError) -> JoinEnd {
    // What went wrong with the stream is told by what is read from it.
    if let size = local.size { try? await resize(columns: size.columns, rows: size.rows) }
    let result = await withTaskGroup(of: Result<JoinEnd, KubernetesError>?.self) { group in
      group.addTask { await passOutput(to: local) }
      if let input = local.input { group.addTask { await passInput(from: input) } }
      if let sizes = local.sizes { group.addTask { await pass(sizes) } }
      var result: Result<JoinEnd, KubernetesError>?
      while result == nil, let part = await group.next() { result = part }
      group.cancelAll()
      return result ?? .success(.broke)
    }
    await close()
    return try result.get()
  }

  private func passOutput(to local: LocalEnds) async -> Result<JoinEnd, KubernetesError>? {
    do throws(KubernetesError) {
      while let event = try await next() {
        switch event {
        case .output(let bytes): await local.output(bytes)
        case .errorOutput(let bytes): await local.errors(bytes)
        case .ended(let ending): return .success(.ended(ending))
        }
      }
      return .success(.broke)
    } catch {
      return .failure(error)
    }
  }

  /// What cannot be written any more is the output's to explain.
  private func passInput(
    from input: @Sendable () async -> [UInt8]?
  ) async -> Result<JoinEnd, KubernetesError>? {
    while let bytes = await input() {
      do { try await write(bytes) } catch { return nil }
    }
    guard !Task.isCancelled, let isTold = try? await endInput() else { return nil }
    return isTold ? nil : .success(.inputCannotEnd)
  }

  private func pass(
    _ sizes: any AsyncSequence<TerminalSize, Never> & Sendable
  ) async -> Result<JoinEnd, KubernetesError>? {
    for await size in sizes {
      do { try await resize(columns: size.columns, rows: size.rows) } catch { break }
    }
    return nil
  }
}
