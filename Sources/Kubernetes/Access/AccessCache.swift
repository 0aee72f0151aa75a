/// Answers what we may do, asking the server at most once in five minutes for each question, as k9s does. Whoever asks what is
/// being asked already waits for the same answer.
package actor AccessCache {
  private let client: KubernetesClient
  private let lifetime: Duration
  private var rules: [String: Known<AccessRules>] = [:]
  private var answers: [AccessQuestion: Known<AccessAnswer>] = [:]

  /// An answer, or the request for it, and when that was made.
  private struct Known<Value: Sendable>: Sendable {
    let answer: Task<Result<Value, KubernetesError>, Never>
    let at: Duration
  }

  package init(_ client: KubernetesClient, lifetime: Duration = .seconds(300)) {
    self.client = client
    self.lifetime = lifetime
  }

  /// The namespace's rules answer most questions with one request; what they leave open is asked by itself.
  ///
  /// - Throws: when the server cannot be asked. Nothing is known then, and nothing should be disabled.
  package func mayI(_ question: AccessQuestion) async throws(KubernetesError) -> AccessAnswer {
    if !question.namespace.isEmpty, let isAllowed = try await rules(in: question.namespace).allows(question) {
      return AccessAnswer(isAllowed: isAllowed, reason: "")
    }
    let known =
      answers[question].flatMap { isFresh($0.at) ? $0 : nil }
      ?? ask { [client] in
        await Result { () async throws(KubernetesError) in try await client.review(question) }
      }
    answers[question] = known
    return try await answer(of: known) { self.answers[question] = nil }
  }

  /// Forgets all answers: somebody may have been given a right since.
  package func forget() {
    rules = [:]
    answers = [:]
  }

  private func rules(in namespace: String) async throws(KubernetesError) -> AccessRules {
    let known =
      rules[namespace].flatMap { isFresh($0.at) ? $0 : nil }
      ?? ask { [client] in
        await Result { () async throws(KubernetesError) in try await client.rules(in: namespace) }
      }
    rules[namespace] = known
    return try await answer(of: known) { self.rules[namespace] = nil }
  }

  private func ask<Value>(
    _ request: @escaping @Sendable () async -> Result<Value, KubernetesError>
  ) -> Known<Value> {
    Known(answer: Task(operation: request), at: client.timing.elapsed())
  }

  /// What could not be asked is asked anew the next time.
  private func answer<Value>(
    of known: Known<Value>, forget: () -> Void
  ) async throws(KubernetesError) -> Value {
    let result = await known.answer.value
    if case .failure = result { forget() }
    return try result.get()
  }

  private func isFresh(_ time: Duration) -> Bool {
    client.timing.elapsed() - time < lifetime
  }
}

extension Result {
  fileprivate init(_ body: () async throws(Failure) -> Success) async {
    do {
      self = .success(try await body())
    } catch {
      self = .failure(error)
    }
  }
}
