/// Starts a reader for each container of each pod that matches, as the pods come and go.
struct PodFollower {
  let tail: LogTail
  let mailbox: Mailbox<[LogEvent]>

  private struct PodKey: Hashable {
    let name: String
    let uid: String
    let container: String
  }

  /// The readers that run, by what they read; each is told of its pod's changes.
  private typealias Readers = [PodKey: AsyncStream<Pod?>.Continuation]

  func run() async {
    await withDiscardingTaskGroup { group in
      if tail.options.follows {
        await follow(&group)
      } else {
        await readOnce(&group)
      }
    }
  }

  private func follow(_ group: inout DiscardingTaskGroup) async {
    var readers: Readers = [:]
    var isFirst = true
    for await update in tail.client.watch(Pod.self, in: tail.namespace, tail.list) {
      switch update {
      case .snapshot(let pods):
        let present = Set(pods.map(\.metadata.uid))
        for (key, changes) in readers where !present.contains(key.uid) {
          changes.yield(nil)
          readers[key] = nil
        }
        for pod in pods { observe(pod, isNew: !isFirst, &readers, &group) }
        isFirst = false
      case .changes(let changes):
        for change in changes {
          switch change {
          case .updated(let pod): observe(pod, isNew: true, &readers, &group)
          case .removed(let pod): forget(pod, &readers)
          }
        }
      case .disconnected(let error):
        await mailbox.send([.disconnected(error)])
      case .reconnected:
        await mailbox.send([.reconnected])
      }
    }
    for changes in readers.values { changes.finish() }
  }

  /// Lists the pods, again and again until that succeeds, and reads each log to its end.
  private func readOnce(_ group: inout DiscardingTaskGroup) async {
    for await update in tail.client.watch(Pod.self, in: tail.namespace, tail.list) {
      switch update {
      case .snapshot(let pods):
        var readers: Readers = [:]
        for pod in pods { observe(pod, isNew: false, &readers, &group) }
        return
      case .disconnected(let error): await mailbox.send([.disconnected(error)])
      case .reconnected: await mailbox.send([.reconnected])
      case .changes: continue
      }
    }
  }

  private func observe(
    _ pod: Pod, isNew: Bool, _ readers: inout Readers, _ group: inout DiscardingTaskGroup
  ) {
    for container in pod.containers {
      if let wanted = tail.options.container, wanted != container.name { continue }
      let key = PodKey(name: pod.metadata.name, uid: pod.metadata.uid, container: container.name)
      if let changes = readers[key] {
        changes.yield(pod)
        continue
      }
      let (stream, changes) = AsyncStream.makeStream(of: Pod?.self, bufferingPolicy: .bufferingNewest(1))
      readers[key] = changes
      let machine = ContainerTail(
        pod: key.name, podUID: key.uid, container: key.container, options: tail.options, isNew: isNew)
      let reader = ContainerReader(
        client: tail.client, namespace: tail.namespace, changes: stream, mailbox: mailbox, tail: machine)
      group.addTask {
        var reader = reader
        await reader.run()
      }
    }
  }

  private func forget(_ pod: Pod, _ readers: inout Readers) {
    for (key, changes) in readers where key.uid == pod.metadata.uid {
      changes.yield(nil)
      readers[key] = nil
    }
  }
}
