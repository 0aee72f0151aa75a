import Engine
import Model

extension EffectRunner {
  func followDetail(of app: AppID) async {
    for await detail in engine.followDetail(app) { await send(.learnt(app, .detail(detail))) }
  }

  func read(_ tab: AppPage.Tab, of app: AppID) async {
    switch tab {
    case .secrets:
      let keys = await fact { () throws(EngineError) in try await engine.secretKeys(of: app) }
      await send(.learnt(app, .secretKeys(keys)))
    case .history:
      let entries = await fact { () throws(EngineError) in try await engine.history(of: app) }
      await send(.learnt(app, .history(entries)))
    case .domain:
      let status = await fact { () throws(EngineError) in try await engine.domainStatus(of: app) }
      await send(.learnt(app, .domain(status)))
    case .yaml: await send(.learnt(app, .manifests(await manifests(of: app))))
    case .overview, .environment, .resources, .health, .scaling, .hooks: return
    }
  }

  func reveal(_ key: String, of app: AppID) async {
    do throws(EngineError) {
      await send(.learnt(app, .secret(key: key, value: try await engine.revealSecret(key, of: app))))
    } catch {
      await send(.storeFailed(Message(error.explanation, title: "The secret cannot be read")))
    }
  }

  private func manifests(of app: AppID) async -> Fact<[ManifestText]> {
    do throws(EngineError) {
      let comparisons = try await engine.comparison(of: app)
      do {
        return .known(try comparisons.map { try ManifestText($0) })
      } catch {
        return .failed("The objects cannot be written as YAML.")
      }
    } catch {
      return .failed(error.explanation.text)
    }
  }

  private func fact<Value>(_ body: () async throws(EngineError) -> Value) async -> Fact<Value> {
    do throws(EngineError) {
      return .known(try await body())
    } catch {
      return .failed(error.explanation.text)
    }
  }
}
