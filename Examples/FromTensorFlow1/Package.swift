// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "FromTensorFlow1",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "tfx", path: "../..")],
  targets: [
    .executableTarget(
      name: "FromTensorFlow1", dependencies: [.product(name: "TFX", package: "tfx")])
  ]
)
