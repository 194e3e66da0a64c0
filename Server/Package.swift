// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is built with, as in the package above.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let nio: [Target.Dependency] = [
  .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
  .product(name: "NIOHTTP2", package: "swift-nio-http2"),
  .product(name: "NIOHPACK", package: "swift-nio-http2"),
]

// A package of its own, so that nobody who trains on one machine builds a network's libraries.
let package = Package(
  name: "tfx-server",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "tfx-server", targets: ["TFXServerProgram"]),
    .library(name: "TFXRemote", targets: ["TFXRemote"]),
  ],
  dependencies: [
    .package(name: "tfx", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
  ],
  targets: [
    .target(name: "GRPCTransport", dependencies: nio, swiftSettings: strict),
    .executableTarget(
      name: "TFXServerProgram",
      dependencies: [
        "GRPCTransport", .product(name: "TFXServer", package: "tfx"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    .target(
      name: "TFXRemote",
      dependencies: [
        "GRPCTransport", .product(name: "TFX", package: "tfx"),
        .product(name: "TFXServer", package: "tfx"),
      ], swiftSettings: strict),
    .testTarget(
      name: "ServerTests",
      dependencies: [
        "GRPCTransport", "TFXRemote", .product(name: "TFX", package: "tfx"),
        .product(name: "TFXServer", package: "tfx"),
      ] + nio, swiftSettings: strict),
  ]
)
