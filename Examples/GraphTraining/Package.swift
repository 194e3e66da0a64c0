// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "GraphTraining",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "tfx", path: "../..")],
  targets: [
    .executableTarget(name: "GraphTraining", dependencies: [.product(name: "TFX", package: "tfx")])
  ]
)
