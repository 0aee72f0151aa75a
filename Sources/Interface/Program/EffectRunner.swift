import Engine
import Foundation
import Kubernetes
import Model
import Storage
import Terminal

/// Does what an effect says, beside the loop, and sends what comes of it.
struct EffectRunner: Sendable {
  let engine: Engine
  let clock: any Clock<Duration>
  let now: @Sendable () -> Date
  let folder: PersonalFolder?
  /// Gives somebody the terminal while the body runs.
  let lend: @Sendable (@escaping @Sendable (RawTerminal) async -> Void) async -> Void
  let send: @LoopActor @Sendable (Action) -> Void

  func run(_ effect: Effect) async {
    switch effect {
    case .followStore: await followStore()
    case .followRemotes: await followRemotes()
    case .keepSynced(let schedule): await keepSynced(schedule)
    case .planSync(let remote, let options): await planSync(with: remote, options)
    case .watchFiles: await watchFiles()
    // It is a convenience: what cannot be written is written the next time.
    case .remember(let memory): try? await engine.store.setSetting(ScreenMemory.setting, to: memory.json)
    case .followCluster(let id): await follow(id)
    case .loadRevisions(let app): await loadRevisions(app)
    case .loadRemoteRevisions(let app): await loadRemoteRevisions(of: app)
    case .askPermissions(let app, let afresh):
      await send(.permissionsTold(app, await engine.permissions(of: app, afresh: afresh), at: now()))
    case .tail(let app, let request): await tail(app, request)
    case .scanLogs: await send(.logScanDue)
    case .saveLog(let file): await save(file)
    case .followDetail(let app): await followDetail(of: app)
    case .readTab(let app, let tab): await read(tab, of: app)
    case .revealSecret(let app, let key): await reveal(key, of: app)
    case .readText(let request): await read(request)
    case .loadContexts(let kubeconfig): await loadContexts(kubeconfig)
    case .readUndo(let app, let again): await readUndo(app, again: again)
    case .checkRollback(let app, let revision):
      await send(.rollbackChecked(app, revision: revision, await engine.checkRollback(of: app, to: revision)))
    case .askLock(let isAutomatic): await askLock(isAutomatic: isAutomatic)
    case .lockVault: engine.lock()
    case .unlockVault(let passphrase): await unlock(with: passphrase)
    case .perform(let operation, let cluster): await perform(operation, confirming: cluster)
    case .stopReading, .forgetCluster, .stopTail, .stopDetail, .stopPlanning, .abandon, .suspend, .redraw, .quit, .bell,
      .copy, .edit:
      break
    }
  }

  /// A look a second at when they were saved costs less than it is to tell the kernel's ways to be told apart.
  private func watchFiles() async {
    guard let folder else { return }
    var seen = folder.stamps()
    while !Task.isCancelled {
      try? await clock.sleep(for: .seconds(1))
      let stamps = folder.stamps()
      guard stamps != seen else { continue }
      seen = stamps
      await send(.filesRead(folder.read()))
    }
  }

  private func followStore() async {
    for await snapshot in engine.store.observe() {
      await send(
        .recordsLoaded(.init(projects: snapshot.projects, clusters: snapshot.clusters, apps: snapshot.apps)))
    }
    guard !Task.isCancelled else { return }
    await send(
      .storeFailed(
        Message(
          title: "The store can no longer be read", text: "What is shown is as of now.", advice: "Quit and start again."
        )))
  }

  private func follow(_ id: ClusterID) async {
    if let seen = await engine.lastSeen(of: id) { await send(.lastSeenLoaded(id, seen.apps, asOf: seen.asOf)) }
    for await update in engine.follow(id) {
      await send(.clusterUpdated(id, update, at: now()))
      if case .connected = update { settle(id) }
    }
  }

  /// Revisions that another run left open are followed to their end, beside everything else.
  private func settle(_ id: ClusterID) {
    let engine = engine
    Task.detached {
      guard let rolling = try? await engine.settle(id) else { return }
      await withTaskGroup { group in
        for revision in rolling { group.addTask { try? await engine.resume(revision) } }
      }
    }
  }

  private func loadRevisions(_ app: AppID) async {
    do {
      await send(.revisionsLoaded(app, try await engine.store.revisions(of: app)))
    } catch .notFound {
      return
    } catch {
      await send(.storeFailed(Message(error.explanation, title: "The revisions cannot be read")))
    }
  }

  private func askLock(isAutomatic: Bool) async {
    do {
      guard try await engine.opensWithPassphrase else {
        await send(
          .lockRefused("No passphrase opens the vault, so nobody could unlock the screen.", isAutomatic: isAutomatic))
        return
      }
      await send(.lockGranted)
    } catch {
      await send(.lockRefused(error.explanation.text, isAutomatic: isAutomatic))
    }
  }

  private func unlock(with passphrase: String) async {
    do {
      try await engine.unlock(with: passphrase)
      await send(.vaultUnlocked)
    } catch {
      await send(.unlockRefused(error.explanation.text))
    }
  }

  private func readUndo(_ app: AppID, again: Bool) async {
    do {
      await send(.undoRead(app, try await engine.undoPlan(of: app, again: again)))
    } catch {
      await send(.undoRefused(app, error.explanation.text))
    }
  }

  private func loadContexts(_ file: String?) async {
    do {
      let kubeconfig = try engine.kubeconfig(file: file)
      await send(
        .contextsLoaded(
          kubeconfig: file, ContextList(names: kubeconfig.contexts.map(\.name), current: kubeconfig.currentContext)))
    } catch {
      await send(.contextsFailed(kubeconfig: file, error.explanation.text))
    }
  }
}

extension Message {
  package init(_ explanation: Explanation, title: String) {
    var text = explanation.text
    if !explanation.details.isEmpty { text += "\n\n" + explanation.details.joined(separator: "\n") }
    self.init(title: title, text: text, advice: explanation.advice)
  }
}
