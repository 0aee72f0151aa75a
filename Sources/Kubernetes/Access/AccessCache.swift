/// Answers what we may do, asking the server at most once in five minutes for each question, as k9s does.
package actor AccessCache {
  private let client: KubernetesClient
  private let lifetime: Duration
  private var rules: [String: (rules: AccessRules, at: Duration)] = [:]
  private var answers: [AccessQuestion: (answer: AccessAnswer, at: Duration)] = [:]

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
    if let known = answers[question], isFresh(known.at) { return known.answer }
    let answer = try await client.review(question)
    answers[question] = (answer, client.timing.elapsed())
    return answer
  }

  private func rules(in namespace: String) async throws(KubernetesError) -> AccessRules {
    if let known = rules[namespace], isFresh(known.at) { return known.rules }
    let fetched = try await client.rules(in: namespace)
    rules[namespace] = (fetched, client.timing.elapsed())
    return fetched
  }

  private func isFresh(_ time: Duration) -> Bool {
    client.timing.elapsed() - time < lifetime
  }
}
