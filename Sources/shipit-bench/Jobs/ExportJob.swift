/// Everything into one encrypted file, and back, beside the shell's way.
struct ExportJob: Job {
  let name = "export"
  let mainSize = 100_000
  let sizes = [10_000, 100_000, 1_000_000]
  let quickSize = 2_000
  let unit = "revisions"

  func measure(_ size: Int, _ bench: Bench) async throws(BenchError) -> [Measurement] {
    let store = try Self.store(size, bench)
    let ours = try bench.median { () throws(BenchError) in
      try Child.run(bench.ours(["--store", store, "--export", bench.workspace.file("out.shipit")]))
    }
    let peer = try Self.dump(store, bench)
    return [
      Measurement(
        job: "encrypt and export", ours: ours, peerName: "sqlite3 .dump | openssl enc", peer: peer,
        goals: [.ratio("CPU", \.cpu, ours, peer, atMost: 1, "≤ 1×"), Goal("≤ 192 MB", ours.peak <= 192 << 20)],
        details: [
          "\(Self.apps(size)) apps",
          Self.throughput(
            bench.workspace.file("out.shipit"), ours, peer.map { (bench.workspace.file("out.enc"), $0) }),
        ])
    ]
  }

  static func apps(_ revisions: Int) -> Int { max(1, revisions / 10) }

  /// Of encrypted files, in a second of wall time.
  static func throughput(_ file: String, _ ours: Sample, _ peer: (file: String, sample: Sample)?) -> String {
    func words(_ file: String, _ sample: Sample) -> String {
      let megabytes = Double(Binaries.size(of: file)) / 1e6
      return "\(decimal(megabytes, 1)) MB, \(decimal(megabytes / max(sample.wall, 0.001), 1)) MB/s"
    }
    return words(file, ours) + (peer.map { " beside \(words($0.file, $0.sample))" } ?? "")
  }

  /// A store with that many revisions, filled by the import that `ImportJob` measures.
  static func store(_ size: Int, _ bench: Bench) throws(BenchError) -> String {
    let store = bench.workspace.file("revisions-\(size).db")
    if !exists(store) {
      try Child.run(bench.ours(["--store", store, "--import", try backup(size, bench)]))
    }
    return store
  }

  static func backup(_ size: Int, _ bench: Bench) throws(BenchError) -> String {
    let file = bench.workspace.file("revisions-\(size).shipit")
    if !exists(file) {
      bench.note("  making an export of \(size) revisions")
      try bench.seed(["--export", file, "--apps", "\(apps(size))", "--revisions", "\(size)"])
    }
    return file
  }

  private static func dump(_ store: String, _ bench: Bench) throws(BenchError) -> Sample? {
    guard Peers.path(of: "openssl") != nil else { return nil }
    let script = #"sqlite3 "$1" .dump | openssl enc -aes-256-ctr -pbkdf2 -pass pass:benchmark -out "$2""#
    return try bench.median(.sqlite3) { _ throws(BenchError) in
      try Child.run(bench.peer("/bin/sh", ["-c", script, "sh", store, bench.workspace.file("out.enc")]))
    }
  }
}

/// The way back.
struct ImportJob: Job {
  let name = "import"
  let mainSize = 100_000
  let sizes = [10_000, 100_000]
  let quickSize = 2_000
  let unit = "revisions"

  func measure(_ size: Int, _ bench: Bench) async throws(BenchError) -> [Measurement] {
    let backup = try ExportJob.backup(size, bench)
    let target = bench.workspace.file("import.db")
    let ours = try bench.median { () throws(BenchError) in
      remove(store: target)
      return try Child.run(bench.ours(["--store", target, "--import", backup]))
    }
    let peer = try restore(size, bench)
    remove(store: target)
    return [
      Measurement(
        job: "import into an empty store", ours: ours, peerName: "openssl enc -d | sqlite3", peer: peer,
        goals: [Goal("≤ 256 MB", ours.peak <= 256 << 20)],
        details: [
          "\(ExportJob.apps(size)) apps",
          ExportJob.throughput(backup, ours, peer.map { (bench.workspace.file("dump.enc"), $0) }),
        ])
    ]
  }

  private func restore(_ size: Int, _ bench: Bench) throws(BenchError) -> Sample? {
    guard let sqlite = Peers.path(of: "sqlite3"), let openssl = Peers.path(of: "openssl") else { return nil }
    let (dump, target) = (bench.workspace.file("dump.enc"), bench.workspace.file("restored.db"))
    let store = try ExportJob.store(size, bench)
    let secret = "-aes-256-ctr -pbkdf2 -pass pass:benchmark"
    try Child.run(
      bench.peer(
        "/bin/sh", ["-c", #""$3" "$1" .dump | "$4" enc \#(secret) -out "$2""#, "sh", store, dump, sqlite, openssl]))
    return try bench.median(.sqlite3) { _ throws(BenchError) in
      remove(store: target)
      return try Child.run(
        bench.peer(
          "/bin/sh", ["-c", #""$4" enc -d \#(secret) -in "$2" | "$3" "$1""#, "sh", target, dump, sqlite, openssl]))
    }
  }
}
