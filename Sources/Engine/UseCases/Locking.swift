import Storage

extension Engine {
  /// Whether somebody could come back after `lock`.
  package var opensWithPassphrase: Bool {
    get async throws(EngineError) {
      try await stored { () throws(StoreError) in try await store.slots() }.contains { $0.kind == .passphrase }
    }
  }

  /// Forgets the vault's keys and every cluster's credentials. What is under way keeps those it has until it ends.
  package func lock() {
    store.lock()
    forgetClients()
  }

  package func unlock(with passphrase: String) async throws(EngineError) {
    try await stored { () throws(StoreError) in try await store.unlock(with: Passphrase(passphrase)) }
  }
}
