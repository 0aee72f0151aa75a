import Engine
import Foundation
import Kubernetes
import Model
import Terminal

/// A text about an app that is read from its cluster or the store when a person asks for it.
package enum TextRequest: Hashable, Sendable {
  case app(AppID)
  case pod(AppID, String)
  case events(AppID)
  case hookLog(AppID, revision: Int)

  /// What tells the page that waits for it.
  package var subject: String {
    switch self {
    case .app(let id): "app \(id)"
    case .pod(let id, let name): "pod \(id) \(name)"
    case .events(let id): "events \(id)"
    case .hookLog(let id, let revision): "hook \(id) \(revision)"
    }
  }
}

extension State {
  /// Opens the page at once; the text follows.
  mutating func read(_ request: TextRequest, title: String) -> [Effect] {
    open(.text(TextPage(title: title, subject: request.subject)))
    return [.readText(request)]
  }
}

extension EffectRunner {
  func read(_ request: TextRequest) async {
    var lines: [TextPage.Line]
    do throws(EngineError) {
      lines = try await self.lines(of: request)
    } catch {
      lines = error.lines
    }
    if lines.isEmpty { lines = [.init("None.", .placeholder)] }
    await send(.textArrived(subject: request.subject, lines))
  }

  private func lines(of request: TextRequest) async throws(EngineError) -> [TextPage.Line] {
    switch request {
    case .app(let id):
      let insight = try await engine.insight(into: id)
      return Description(now: now()).lines(of: insight, app: try await app(id))
    case .pod(let id, let name):
      guard let pod = try await engine.pods(of: id).first(where: { $0.metadata.name == name }) else {
        return [.init("The pod is gone.", .placeholder)]
      }
      let events = try await engine.events(of: id).filter { $0.subject.name == name }
      return Description(now: now()).lines(of: pod, events: events)
    case .events(let id): return Description(now: now()).lines(of: try await engine.events(of: id))
    case .hookLog(let id, let number):
      let log = try await engine.hookLog(of: id, revision: number)
      return (log ?? "").split(separator: "\n", omittingEmptySubsequences: false).map {
        .init(String($0).neutralised(keepingTabs: true))
      }
    }
  }

  private func app(_ id: AppID) async throws(EngineError) -> App {
    do {
      return try await engine.store.app(id)
    } catch {
      throw .store(error)
    }
  }
}

extension EngineError {
  fileprivate var lines: [TextPage.Line] {
    let explanation = explanation
    return [.init("! \(explanation.text)", .warning)] + explanation.details.map { .init($0) }
      + (explanation.advice.map { [.init($0, .muted)] } ?? [])
  }
}
