// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "RemoteSession",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "tfx", path: "../.."), .package(name: "tfx-server", path: "../../Server"),
  ],
  targets: [
    .executableTarget(
      name: "RemoteSession",
      dependencies: [
        .product(name: "TFX", package: "tfx"), .product(name: "TFXRemote", package: "tfx-server"),
      ])
  ]
)
