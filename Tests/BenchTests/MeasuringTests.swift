import Testing

@testable import shipit_bench

@Suite struct MeasuringTests {
  @Test("the median of each number by itself")
  func median() {
    let samples = [
      Sample(cpu: 1, wall: 9, peak: 5), Sample(cpu: 3, wall: 1, peak: 6), Sample(cpu: 2, wall: 4, peak: 7),
    ]
    #expect(Sample.median(samples) == Sample(cpu: 2, wall: 4, peak: 6))
    #expect(Sample.median([]) == nil)
  }

  @Test(arguments: [(0.5, 50.0), (0.99, 99.0), (1.0, 100.0), (0.001, 1.0)])
  func percentile(_ share: Double, is expected: Double) {
    #expect((1...100).map(Double.init).percentile(share) == expected)
  }

  @Test("what grows with the size has the exponent 1, what does not has 0")
  func growth() throws {
    #expect(try #require(Growth.exponent((10, 2), (100, 20))) == 1)
    #expect(try #require(Growth.exponent((10, 2), (100, 2))) == 0)
    #expect(Growth.exponent((10, 0), (100, 2)) == nil)
  }

  @Test("a process is told by what it cost and how it ended")
  func child() throws {
    #expect(try Child.run(.init(program: "/bin/true")).peak > 0)
    #expect(throws: BenchError.failed("/bin/false", status: 256)) { try Child.run(.init(program: "/bin/false")) }
  }
}
