import Foundation
import Kubernetes
import Model
import Storage

extension Engine {
  /// Metrics servers measure about every 15 seconds; asking more often tells nothing new.
  private static let measuringInterval = Duration.seconds(15)

  /// Follows one app in all its parts until the task ends. The next detail is made when the last one was taken, so a slow
  /// consumer misses steps in between and never the newest state.
  package func followDetail(_ id: AppID) -> Merged<AppDetail> {
    Merged([{ send in await self.followDetail(id, send) }])
  }

  private func followDetail(_ id: AppID, _ send: @escaping Merged<AppDetail>.Send) async {
    let (app, client): (App, KubernetesClient)
    do {
      app = try await stored { () throws(StoreError) in try await store.app(id) }
      client = try await self.client(of: app.clusterID)
    } catch {
      var detail = AppDetail()
      detail.refusals[.deployment] = error.explanation.text
      await send(detail)
      return
    }
    var tables = DetailTables(app: app.name, cluster: client.cluster)
    var shown: AppDetail?
    for await update in detailUpdates(of: app, client) {
      tables.received(update)
      guard tables.isWhole else { continue }
      let detail = tables.detail
      guard detail != shown else { continue }
      shown = detail
      await send(detail)
    }
  }

  private func detailUpdates(of app: App, _ client: KubernetesClient) -> Merged<DetailTables.Update> {
    let namespace = app.namespace
    let named = ListOptions(fieldSelector: "metadata.name=\(app.name)")
    let owned = ListOptions(labelSelector: Labels.selector(app: app.name))
    return Merged([
      { send in
        for await update in client.watch(Deployment.self, in: namespace, named) { await send(.deployments(update)) }
      },
      { send in
        for await update in client.watch(ReplicaSet.self, in: namespace, owned) { await send(.replicaSets(update)) }
      },
      { send in for await update in client.watch(Pod.self, in: namespace, owned) { await send(.pods(update)) } },
      { send in for await update in client.watch(Event.self, in: namespace) { await send(.events(update)) } },
      { send in
        for await update in client.watch(HorizontalPodAutoscaler.self, in: namespace, named) {
          await send(.autoscalers(update))
        }
      },
      { send in
        for await update in client.watch(Ingress.self, in: namespace, named) { await send(.ingresses(update)) }
      },
      { send in
        while !Task.isCancelled {
          do throws(KubernetesError) {
            await send(
              .usage(
                try await client.podUsage(in: namespace, labelSelector: Labels.selector(app: app.name))))
          } catch .cancelled {
            return
          } catch {
            await send(.usageRefused(error))
          }
          try? await self.surroundings.clock.sleep(for: Self.measuringInterval)
        }
      },
    ])
  }
}
