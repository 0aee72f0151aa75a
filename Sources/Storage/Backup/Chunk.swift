/// How the payload of an export is cut and sealed: the STREAM construction, with a counter and a last flag in the nonce.
enum Chunk {
  /// Bytes of payload in every chunk but the last.
  static let payloadCount = 65_536
  static let sealedCount = payloadCount + AESGCM.tagCount

  static func nonce(_ index: Int, isLast: Bool) -> [UInt8] {
    [0, 0, 0] + withUnsafeBytes(of: UInt64(index).bigEndian, Array.init) + [isLast ? 1 : 0]
  }
}

/// Seals a payload as it comes, in constant memory.
struct ChunkWriter: ~Copyable {
  private let head: BackupHead
  private let key: SecretBytes
  /// What does not fill a chunk yet.
  private(set) var pending: [UInt8] = []
  private var index = 0

  init(head: BackupHead, key: consuming SecretBytes) {
    self.head = head
    self.key = key
  }

  func begin(to write: ([UInt8]) throws(StoreError) -> Void) throws(StoreError) {
    try write(head.bytes + head.tag(under: key))
  }

  mutating func append(
    _ payload: [UInt8], to write: ([UInt8]) throws(StoreError) -> Void
  ) throws(StoreError) {
    pending += payload
    // One that is exactly full is kept until it is known whether it is the last.
    var start = 0
    while pending.count - start > Chunk.payloadCount {
      try seal(Array(pending[start..<start + Chunk.payloadCount]), isLast: false, to: write)
      start += Chunk.payloadCount
    }
    pending.removeFirst(start)
  }

  /// Seals what is left as the last chunk. Nothing may be appended after it.
  mutating func finish(to write: ([UInt8]) throws(StoreError) -> Void) throws(StoreError) {
    try seal(pending, isLast: true, to: write)
  }

  private mutating func seal(
    _ payload: [UInt8], isLast: Bool, to write: ([UInt8]) throws(StoreError) -> Void
  ) throws(StoreError) {
    let nonce = Chunk.nonce(index, isLast: isLast)
    try write(AESGCM.seal(payload, key: key, nonce: nonce, associatedData: head.bytes))
    index += 1
  }
}

/// Opens what a `ChunkWriter` sealed; nothing that does not authenticate is ever returned.
struct ChunkReader: ~Copyable {
  private let head: BackupHead
  private let key: SecretBytes
  /// Read one ahead, because only the end of the file tells which chunk is the last.
  private var ahead: [UInt8]
  private var index = 0

  private init(head: BackupHead, key: consuming SecretBytes, ahead: [UInt8]) {
    self.head = head
    self.key = key
    self.ahead = ahead
  }

  /// Reads the head.
  ///
  /// - Parameter read: returns that many bytes, or fewer at the end.
  static func begin(
    passphrase: Passphrase, from read: (Int) throws(StoreError) -> [UInt8]
  ) throws(StoreError) -> ChunkReader {
    let head = try BackupHead(read(BackupHead.count))
    let key = try head.key(from: passphrase)
    guard head.isGenuine(tag: try read(AESGCM.tagCount), under: key) else { throw .passphraseWrong }
    return ChunkReader(head: head, key: key, ahead: try read(Chunk.sealedCount))
  }

  /// The payload of the next chunk; nil after the last.
  mutating func next(from read: (Int) throws(StoreError) -> [UInt8]) throws(StoreError) -> [UInt8]? {
    guard !(ahead.isEmpty && index > 0) else { return nil }
    let sealed = ahead
    ahead = sealed.count == Chunk.sealedCount ? try read(Chunk.sealedCount) : []
    let payload = AESGCM.open(
      sealed[...], key: key, nonce: Chunk.nonce(index, isLast: ahead.isEmpty)[...], associatedData: head.bytes)
    guard let payload, !payload.isEmpty else { throw .backupBroken(chunk: index) }
    index += 1
    return payload
  }
}
