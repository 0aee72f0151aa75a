import Foundation
import GRDB
import Glibc
import Model

extension Store {
  /// Opens the store, and makes it when there is none: the file 0600, in a folder 0700 where that must be made too.
  ///
  /// When it throws, what was there has not been changed.
  package convenience init(
    path: String, key: KeySource, now: @escaping @Sendable () -> Date = { Date() }, random: RandomBytes = .system
  ) throws(StoreError) {
    try self.init(path: path, key: key, newVault: nil, now: now, random: random)
  }

  /// - Parameter newVault: nil opens the store, and makes it as usual where there is none.
  private convenience init(
    path: String, key: KeySource, newVault: NewVault?, now: @escaping @Sendable () -> Date, random: RandomBytes
  ) throws(StoreError) {
    let folder = Folder(of: path)
    do {
      try folder.create()
    } catch {
      throw .cannotCreate(path: path, reason: error.reason)
    }
    var status = stat()
    guard newVault == nil || stat(path, &status) != 0 || status.st_size == 0 else { throw .alreadyThere(path: path) }
    let known = StorePresence.look(at: path, now: now())
    let checks = known != .checkedLately
    // Outside the lock: it may take a person to unlock, and other starts must not wait for one.
    var opened = try Self.inspect(path, key: key, random: random, checks: checks)
    // Two first starts at once would each find no table, no key and no vault.
    let (pool, presence) = try folder.locked { () throws(StoreError) -> (DatabasePool, StorePresence) in
      if opened == nil { opened = try Self.inspect(path, key: key, random: random, checks: checks) }
      do {
        guard newVault == nil || opened == nil else { throw StoreError.alreadyThere(path: path) }
        try Self.makePrivate(path)
        let presence = try StorePresence(path, checkedAt: checks ? now() : nil)
        var configuration = Self.configuration
        // Every connection holds it, and the last lets go of it after it has closed the file.
        configuration.prepareDatabase { _ in withExtendedLifetime(presence) {} }
        let pool = try DatabasePool(path: path, configuration: configuration)
        // GRDB sets NORMAL, with which a power cut may undo the last commits. What a deploy was about to do must be on
        // disk before it is done.
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        try MigrationBackup.write(of: path, from: pool)
        try Schema.migrator.migrate(pool)
        if let opened {
          try opened.nameLegacySlot(in: pool)
        } else {
          opened = try pool.write {
            try Self.makeVault($0, key: key, newVault ?? .usual, random: random, now: now())
          }
        }
        return (pool, presence)
      } catch {
        throw StoreError(error, path: path)
      }
    }
    guard let opened else { preconditionFailure("a store without a vault is given one above") }
    self.init(
      path: path, database: pool, presence: presence, hasLostLog: known == .logLost,
      keyring: Keyring(opened.open, random: random), random: random, now: now)
  }

  /// Makes a new store whose vault opens by each of these ways.
  ///
  /// - Throws: `.alreadyThere`, and touches nothing then.
  package static func make(
    path: String, key: KeySource, ways: [VaultSlot.Kind], passphrase: Passphrase?, scrypt: Scrypt = .standard,
    now: @escaping @Sendable () -> Date = { Date() }, random: RandomBytes = .system
  ) throws(StoreError) -> Store {
    // What is asked for and cannot be had is known before there is a file.
    if ways.contains(.environment) { _ = try key.keyForNewVault(.environment, random: random) }
    guard passphrase != nil || !ways.contains(.passphrase) else { throw .passphraseEmpty }
    return try Store(
      path: path, key: key, newVault: NewVault(ways: ways, passphrase: passphrase, scrypt: scrypt), now: now,
      random: random)
  }

  /// A store in memory, with a key that nobody keeps: for `--demo` and tests.
  ///
  /// - Parameter onDisk: in a file without a name where it grows large, which the kernel removes with the process.
  package static func temporary(
    onDisk: Bool = false, now: @escaping @Sendable () -> Date = { Date() }, random: RandomBytes = .system
  ) throws(StoreError) -> Store {
    do {
      var configuration = configuration
      // An empty path is SQLite's own name for it.
      if onDisk { configuration.prepareDatabase { try $0.execute(sql: "PRAGMA temp_store = FILE") } }
      let queue =
        try onDisk ? DatabaseQueue(path: "", configuration: configuration) : DatabaseQueue(configuration: configuration)
      try Schema.migrator.migrate(queue)
      let opened = try queue.write { try makeVault($0, key: .throwaway, .usual, random: random, now: now()) }
      return Store(
        path: nil, database: queue, keyring: Keyring(opened.open, random: random), random: random, now: now)
    } catch {
      throw StoreError(error, path: nil)
    }
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { db in
      // Deleted rows are overwritten; sorting and rollback never spill to a temporary file.
      try db.execute(sql: "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY")
    }
    return configuration
  }

  /// Looks at what is there without writing to it; returns its open vault, or nil for a store that is still to be made.
  private static func inspect(
    _ path: String, key: KeySource, random: RandomBytes, checks: Bool
  ) throws(StoreError) -> Opened? {
    var status = stat()
    guard stat(path, &status) == 0 else {
      guard errno == ENOENT else { throw .cannotCreate(path: path, reason: reasonOfErrno()) }
      return nil
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAStore(path: path) }
    guard access(path, W_OK) == 0, access(Folder(of: path).path, W_OK) == 0 else { throw .readOnly(path: path) }
    guard status.st_size > 0 else { return nil }
    // SQLite takes anything shorter than its smallest page for an empty database.
    guard status.st_size >= 512 else { throw .notAStore(path: path) }
    do {
      return try reading(path) { db in
        guard try isStore(db, path: path, checks: checks) else { return nil }
        return try unlock(db, key: key, random: random)
      }
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Reads without writing, unless a killed process has left something that SQLite must roll back first.
  ///
  /// - Parameter salvages: also a file that is shorter than it says.
  static func reading<Value>(
    _ path: String, salvages: Bool = false, _ body: (Database) throws -> Value
  ) throws -> Value {
    var configuration = configuration
    configuration.readonly = true
    if salvages { configuration.prepareDatabase { try $0.execute(sql: "PRAGMA writable_schema = ON") } }
    do {
      return try DatabaseQueue(path: path, configuration: configuration).read(body)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_READONLY {
      configuration.readonly = false
      return try DatabaseQueue(path: path, configuration: configuration).read(body)
    }
  }

  /// False for what a killed first start left: a database without a table of ours.
  static func isStore(_ db: Database, path: String, checks: Bool) throws -> Bool {
    let identity = try Int.fetchOne(db, sql: "PRAGMA application_id")
    guard identity == Schema.applicationID else {
      let tables = try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
      guard identity == 0, Set(tables).isSubset(of: ["grdb_migrations", "grdb_issue_102"]) else {
        throw StoreError.notAStore(path: path)
      }
      return false
    }
    if try Schema.migrator.hasBeenSuperseded(db) { throw StoreError.newerSchema(path: path) }
    guard checks else { return true }
    let finding = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? ""
    guard finding == "ok" else { throw StoreError.corrupt(path: path, detail: finding) }
    return true
  }

  /// Makes the file before SQLite would, which gives the WAL and the index the file's own mode.
  private static func makePrivate(_ path: String) throws(StoreError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
    } else if errno != EEXIST {
      throw .cannotCreate(path: path, reason: reasonOfErrno())
    } else if chmod(path, 0o600) != 0 {
      throw .cannotCreate(path: path, reason: reasonOfErrno())
    }
  }

  /// How the vault was opened.
  private struct Opened {
    let open: Keyring.Open
    let source: VaultSlot.Kind

    /// Versions before 5 did not write down where a key came from.
    func nameLegacySlot(in pool: DatabasePool) throws {
      let (slot, kind) = (open.slot, source.rawValue)
      let isLegacy = try pool.read {
        try Bool.fetchOne($0, sql: "SELECT kind = 'key' FROM vault_slot WHERE id = ?", arguments: [slot]) ?? false
      }
      guard isLegacy else { return }
      try pool.write { try $0.execute(sql: "UPDATE vault_slot SET kind = ? WHERE id = ?", arguments: [kind, slot]) }
    }
  }

  /// The vault that the store was made with; nil when it has none yet.
  private static func unlock(_ db: Database, key source: KeySource, random: RandomBytes) throws -> Opened? {
    let slots = try VaultSlot.all(db)
    guard !slots.isEmpty else { return nil }
    let (open, kind) = try source.open(slots, random: random)
    return Opened(open: open, source: kind)
  }

  private static func makeVault(
    _ db: Database, key source: KeySource, _ new: NewVault, random: RandomBytes, now: Date
  ) throws -> Opened {
    let vault = Vault(
      keyVersion: 1, dataKey: try SecretBytes(random: random, count: AESGCM.keyCount), random: random)
    var opened: Opened?
    for way in new.ways.isEmpty ? [nil] : new.ways.map(Optional.some) {
      let slot: VaultSlot
      let key: UnlockKey
      if way == .passphrase, let passphrase = new.passphrase {
        let salt = try random.bytes(VaultSlot.saltCount)
        key = UnlockKey(try new.scrypt.key(from: passphrase, salt: salt))
        slot = try VaultSlot(.passphrase, vault: vault, under: key, scrypt: new.scrypt, salt: salt, createdAt: now)
      } else {
        let (made, kind) = try source.keyForNewVault(way, random: random)
        key = made
        slot = try VaultSlot(kind, vault: vault, under: key, createdAt: now)
      }
      try slot.insert(db)
      opened = opened ?? Opened(open: Keyring.Open(vault: vault, slot: slot.id, unlockKey: key), source: slot.kind)
    }
    guard let opened else { throw StoreError.lastSlot }
    return opened
  }

  /// How a vault that is made now is to open.
  private struct NewVault {
    /// None: by the variable where it is set, else by a key file.
    let ways: [VaultSlot.Kind]
    let passphrase: Passphrase?
    let scrypt: Scrypt

    static let usual = NewVault(ways: [], passphrase: nil, scrypt: .standard)
  }
}
