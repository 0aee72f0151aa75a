// swift-tools-version: 6.2
import PackageDescription

/// Warnings are errors in every target of ours; dependencies keep their own settings.
let settings: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// What is shipped: no table of names for others to link to, relocations in a few kilobytes instead of megabytes (glibc 2.36),
/// and equal functions once. Seven per cent of the file, and what the loader has to do at every start.
let shipped: [LinkerSetting] = [
  .unsafeFlags(
    [
      "-use-ld=lld", "-Xlinker", "--no-export-dynamic", "-Xlinker", "--icf=safe", "-Xlinker", "-z", "-Xlinker",
      "pack-relative-relocs",
    ], .when(platforms: [.linux], configuration: .release))
]

func room(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude, resources: resources,
    swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let asyncAlgorithms = Target.Dependency.product(name: "AsyncAlgorithms", package: "swift-async-algorithms")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioWebSocket = Target.Dependency.product(name: "NIOWebSocket", package: "swift-nio")

let package = Package(
  name: "shipit-tui",
  products: [
    .executable(name: "shipit-tui", targets: ["shipit-tui"]),
    .executable(name: "shipit-simulator", targets: ["shipit-simulator"]),
    .executable(name: "shipit-bench", targets: ["shipit-bench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
    .package(url: "https://github.com/apple/swift-async-algorithms", exact: "1.1.4"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
  ],
  targets: [
    .systemLibrary(name: "CNcurses"),
    .systemLibrary(name: "CCurl"),
    .systemLibrary(name: "COpenSSL"),
    .systemLibrary(name: "CPty"),
    .systemLibrary(name: "CZlib"),
    .target(name: "CMemory"),
    room("Model", []),
    room("JSON", []),
    room("Terminal", ["CNcurses"]),
    room("HTTP", ["CCurl"]),
    room("Storage", ["Model", "COpenSSL", grdb]),
    room(
      "Kubernetes", ["Model", "JSON", "HTTP", yams, protobuf, subprocess],
      exclude: ["Wire/Protobuf/kubernetes.proto"]),
    room("Simulator", ["JSON", "HTTP"]),
    room("SPDY", ["CZlib"]),
    room("SimulatorServer", ["HTTP", "SPDY", nioCore, nioPosix, nioHTTP1, nioWebSocket]),
    room("Sync", ["Model", "JSON", "Storage", "HTTP"]),
    room("Engine", ["Model", "JSON", "Storage", "HTTP", "Kubernetes", "Sync", asyncAlgorithms]),
    .plugin(name: "EmbedPlugin", capability: .buildTool(), dependencies: ["embed-tool"], path: "Sources/EmbedPlugin"),
    .executableTarget(name: "embed-tool", swiftSettings: settings),
    .target(
      name: "Interface", dependencies: ["Model", "Terminal", "Sync", "Engine", yams], exclude: ["Embedded"],
      swiftSettings: settings, plugins: ["EmbedPlugin"]),
    .executableTarget(
      name: "shipit-simulator", dependencies: ["Simulator", "SimulatorServer", "HTTP", argumentParser],
      swiftSettings: settings),
    .executableTarget(
      name: "shipit-tui",
      dependencies: [
        "Model", "JSON", "Terminal", "Storage", "HTTP", "Kubernetes", "Sync", "Engine", "Interface", "Simulator",
        "CMemory", argumentParser, yams,
      ],
      swiftSettings: settings, linkerSettings: shipped),
    .executableTarget(
      name: "shipit-bench", dependencies: ["CPty", "Model", "Storage", "HTTP", argumentParser], swiftSettings: settings),
    .target(name: "TestSupport", dependencies: ["HTTP"], path: "Tests/Support", swiftSettings: settings),
    .target(
      name: "RemoteDouble", dependencies: ["JSON", "HTTP"], path: "Tests/RemoteDouble", swiftSettings: settings),
    .executableTarget(
      name: "terminal-demo", dependencies: ["Terminal"], path: "Tests/TerminalDemo", swiftSettings: settings),
    tests("ModelTests", ["Model"]),
    tests("JSONTests", ["JSON"]),
    tests("TerminalTests", ["Terminal", "CNcurses", "terminal-demo"]),
    tests("HTTPTests", ["HTTP", "Simulator", "SimulatorServer", nioCore, nioPosix, subprocess]),
    tests("StorageTests", ["Storage", "Model", grdb]),
    tests("KubernetesTests", ["Kubernetes", "JSON", "HTTP", "Simulator"]),
    tests("SimulatorTests", ["Simulator", "SimulatorServer", "SPDY", "JSON", "HTTP", nioCore, nioPosix]),
    tests("SPDYTests", ["SPDY"]),
    tests(
      "EngineTests",
      ["Engine", "Model", "JSON", "Storage", "HTTP", "Kubernetes", "Simulator", "SimulatorServer", yams],
      exclude: ["Golden"]),
    tests(
      "SyncTests",
      ["Sync", "Model", "JSON", "Storage", "HTTP", "Engine", "RemoteDouble", "SimulatorServer"]),
    tests("InterfaceTests", ["Interface", "Model", "Terminal", "Engine", "Sync", "JSON"]),
    tests(
      "CommandTests",
      [
        "shipit-tui", "CMemory", "Model", "Storage", "JSON", "HTTP", "Kubernetes", "Engine", "Simulator",
        "SimulatorServer", "RemoteDouble", "Terminal", yams,
      ]),
    tests(
      "ScenarioTests",
      [
        "shipit-tui", "Model", "Storage", "HTTP", "Sync", "Engine", "Interface", "Terminal", "RemoteDouble",
        "Simulator",
      ]),
    tests("BenchTests", ["shipit-bench"]),
    tests("ArchitectureTests", []),
  ],
  swiftLanguageModes: [.v6]
)
