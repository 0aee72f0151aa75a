import HTTP

/// What is heard of a deploy that the server does.
package enum RemoteDeployEvent: Hashable, Sendable {
  /// The server's word: `deploying`, `verifying`, `rolling_back`…
  case status(String)
  case line(String)
  /// What follows is another pod's log, or lines in between are missing.
  case gap
}

/// What became of it.
package enum RemoteOutcome: Hashable, Sendable {
  case runs(revision: Int)
  /// The server went back by itself.
  case rolledBack(revision: Int, to: Int)
  case failed(revision: Int, reason: String)
}

/// A deploy or rollback on the server, followed to its end: its status by asking, its log by a stream that the server cuts
/// every 15 s.
struct RemoteDeploy {
  let client: RemoteClient
  let app: String
  let clock: any Clock<Duration>
  let tell: @Sendable (RemoteDeployEvent) -> Void

  private static let pause = Duration.seconds(1)
  /// How often in a row the server may be away.
  private static let failuresMax = 30

  func deploy() async throws(RemoteError) -> RemoteOutcome {
    try await run { () throws(RemoteError) in try await client.deploy(app) }
  }

  func rollBack(to revision: Int?) async throws(RemoteError) -> RemoteOutcome {
    // The same 404 would come while the app's cluster is tested.
    if let revision, try await client.revisions(of: app, limit: 50).allSatisfy({ $0.number != revision }) {
      throw .refused(status: 404, message: "it has no revision \(revision)")
    }
    return try await run { () throws(RemoteError) in try await client.rollBack(app, to: revision) }
  }

  private func run(_ begin: () async throws(RemoteError) -> Void) async throws(RemoteError) -> RemoteOutcome {
    let before = try await client.app(app)
    var cursor = RemoteLogCursor()
    cursor.prime((try? await client.logs(of: app, tail: cursor.window)) ?? [])
    do throws(RemoteError) {
      try await begin()
    } catch .notFound {
      // The app is there: it is its cluster that is being tested.
      _ = try await client.app(app)
      throw .pending
    } catch {
      // Nobody heard whether it was begun. It must not be begun twice.
      guard error.isInDoubt else { throw error }
      let now = try await client.app(app)
      guard now.currentRevision > before.currentRevision || !now.isSettled else { throw error }
    }
    return try await follow(from: before.currentRevision, cursor)
  }

  private enum Part: Sendable {
    case outcome(Result<RemoteOutcome, RemoteError>)
    case log(RemoteLogCursor)
  }

  private func follow(from before: Int, _ cursor: RemoteLogCursor) async throws(RemoteError) -> RemoteOutcome {
    var cursor = cursor
    var outcome: Result<RemoteOutcome, RemoteError> = .failure(.http(.cancelled))
    await withTaskGroup(of: Part.self) { group in
      group.addTask { [cursor] in .log(await followLog(cursor)) }
      group.addTask {
        do throws(RemoteError) {
          return .outcome(.success(try await followStatus(from: before)))
        } catch {
          return .outcome(.failure(error))
        }
      }
      for await part in group {
        switch part {
        case .outcome(let result):
          outcome = result
          group.cancelAll()
        case .log(let last): cursor = last
        }
      }
    }
    if case .success = outcome {
      // What was written after the last connection, and before the end.
      await catchUp(&cursor)
    }
    return try outcome.get()
  }

  // MARK: The status

  private func followStatus(from before: Int) async throws(RemoteError) -> RemoteOutcome {
    var (last, failures, hasBegun) = ("", 0, false)
    while true {
      do throws(RemoteError) {
        let app = try await client.app(app)
        failures = 0
        if app.status != last { tell(.status(app.status)) }
        last = app.status
        hasBegun = hasBegun || !app.isSettled || app.currentRevision > before
        if hasBegun, app.isSettled { return try await outcome(of: app, after: before) }
      } catch {
        failures += 1
        guard error.isInDoubt || error.isAway, failures < Self.failuresMax else { throw error }
      }
      guard (try? await clock.sleep(for: Self.pause)) != nil else { throw .http(.cancelled) }
    }
  }

  /// A revision reads success from its creation on, so that the app has to say it as well.
  private func outcome(of app: RemoteApp, after before: Int) async throws(RemoteError) -> RemoteOutcome {
    let made = before + 1
    if app.status == "failed" { return .failed(revision: max(made, app.currentRevision), reason: app.statusMessage) }
    let revision = try await client.revisions(of: app.id).first { $0.number == made }
    if let revision, revision.status != "success", app.currentRevision > made {
      return .rolledBack(revision: made, to: app.currentRevision)
    }
    return .runs(revision: app.currentRevision)
  }

  // MARK: The log

  private func followLog(_ cursor: RemoteLogCursor) async -> RemoteLogCursor {
    var cursor = cursor
    while !Task.isCancelled {
      cursor.connect()
      var isCut = false
      do throws(RemoteError) {
        var body = try await client.followLog(of: app, tail: cursor.tail).makeAsyncIterator()
        var events = EventLines()
        do throws(HTTPError) {
          while let piece = try await body.next() {
            for line in events.take(piece) { report(cursor.take(line)) }
          }
        } catch {
          isCut = true
        }
      } catch {
        // There is no pod yet, or the server is away: it is asked again.
        isCut = true
        guard (try? await clock.sleep(for: Self.pause)) != nil else { return cursor }
      }
      let isUndecided = cursor.isUndecided
      report(cursor.end(isWhole: false, isCut: isCut))
      if isUndecided, !Task.isCancelled { await catchUp(&cursor) }
      if !isCut, (try? await clock.sleep(for: Self.pause)) == nil { return cursor }
    }
    return cursor
  }

  /// Reads the log as it is now, whole.
  private func catchUp(_ cursor: inout RemoteLogCursor) async {
    guard let lines = try? await client.logs(of: app, tail: cursor.window) else { return }
    cursor.connect()
    for line in lines { report(cursor.take(line)) }
    report(cursor.end(isWhole: true, isCut: false))
  }

  private func report(_ events: [RemoteLogCursor.Event]) {
    for event in events {
      switch event {
      case .line(let line): tell(.line(line))
      case .gap: tell(.gap)
      }
    }
  }
}

extension RemoteApp {
  /// Nothing is going on.
  var isSettled: Bool { ["running", "failed"].contains(status) }
}
