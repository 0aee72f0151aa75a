import Foundation
import Glibc
import Testing

@testable import Storage

@Suite("Memory that holds secrets")
struct SecretMemoryTests {
  /// What /proc/self/smaps says of the mapping at an address.
  private func flags(at address: UInt) throws -> Set<String> {
    // To its end: Foundation takes what has no size for short.
    let file = try #require(FileHandle(forReadingAtPath: "/proc/self/smaps"))
    let maps = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
    var isThere = false
    for line in maps.split(separator: "\n") {
      if let range = line.prefix(while: { $0 != " " }).wholeMatch(of: /([0-9a-f]+)-([0-9a-f]+)/),
        let start = UInt(range.1, radix: 16), let end = UInt(range.2, radix: 16)
      {
        isThere = (start..<end).contains(address)
      } else if isThere, line.hasPrefix("VmFlags:") {
        return Set(line.split(separator: " ").dropFirst().map(String.init))
      }
    }
    return []
  }

  /// Whether the machine lets a process lock so much.
  private var canLock: Bool {
    let page = UnsafeMutableRawPointer.allocate(byteCount: 4096, alignment: 4096)
    defer { page.deallocate() }
    return mlock(page, 4096) == 0 && munlock(page, 4096) == 0
  }

  @Test("a key has pages of its own, which are locked, left out of dumps and wiped in children")
  func pages() throws {
    let key = try SecretBytes(count: 32) { $0.copyBytes(from: 0..<32) }
    let other = try SecretBytes(count: 32) { $0.copyBytes(from: 0..<32) }
    let addresses = [
      key.withBytes { UInt(bitPattern: $0.baseAddress) }, other.withBytes { UInt(bitPattern: $0.baseAddress) },
    ]
    #expect(addresses[0] / 4096 != addresses[1] / 4096)
    for address in addresses {
      let flags = try flags(at: address)
      #expect(flags.isSuperset(of: ["dd", "wf"]), "\(flags)")
      if canLock { #expect(flags.contains("lo")) }
    }
    #expect(key.withBytes { Array($0) } == Array(0..<32))
    _ = other.count
  }

  @Test("a key that was let go of is not in memory any more")
  func released() throws {
    var address: UInt = 0
    do {
      let key = try SecretBytes(count: 4096) { buffer in
        for index in buffer.indices { buffer[index] = 0xA7 }
      }
      address = key.withBytes { UInt(bitPattern: $0.baseAddress) }
    }
    let memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC)
    try #require(memory >= 0)
    defer { close(memory) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    // Unmapped, or somebody else's by now, who has other things to keep.
    let count = pread(memory, &bytes, bytes.count, off_t(address))
    #expect(count != bytes.count || bytes.count { $0 == 0xA7 } < 64)
  }

  @Test("secrets of the environment are copies that can be forgotten, and nothing else is one")
  func environment() {
    let environment = ProgramEnvironment(["KEY": "planted", "PLAIN": "seen", "EMPTY": ""], secrets: ["KEY", "EMPTY"])
    let copy = environment
    #expect(environment.plain == ["PLAIN": "seen"])
    #expect(copy["KEY"] == "planted" && copy["PLAIN"] == "seen" && copy["EMPTY"] == nil && copy["NONE"] == nil)
    environment.forgetSecrets()
    #expect(copy["KEY"] == nil && copy["PLAIN"] == "seen")
  }
}
