// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is built with.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func system(_ name: String, pkgConfig: String?, apt: String, brew: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt]), .brew([brew])])
}

/// A target that calls a library which Linux opens when it is first needed (CLoader says why).
func opened(_ name: String, library: String) -> Target {
  .target(
    name: name, dependencies: ["CLoader", "COpenMP"],
    linkerSettings: [
      .linkedLibrary(library, .when(platforms: [.macOS])),
      .linkedLibrary("dl", .when(platforms: [.linux])),
    ])
}

// Every arrow points down: a target knows only those above it in this list.
let package = Package(
  name: "tfx",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "tfx", targets: ["TFXCommand"]),
    .executable(name: "tfx-graphdef", targets: ["TFXGraphDef"]),
    .library(name: "TFX", targets: ["TFX"]),
    .library(name: "TFXServer", targets: ["TFXServer"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
  ],
  targets: [
    system("CLibYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev", brew: "libyaml"),
    system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev", brew: "zlib"),
    system("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev", brew: "zstd"),
    system("CPNG", pkgConfig: "libpng16", apt: "libpng-dev", brew: "libpng"),
    system("CJPEG", pkgConfig: "libjpeg", apt: "libjpeg-dev", brew: "jpeg-turbo"),
    .target(name: "CLoader"),
    .target(
      name: "COpenMP", dependencies: ["CLoader"],
      linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    opened("COpenBLAS", library: "openblas"),
    opened("COneDNN", library: "dnnl"),
    // Opened by itself on every system, and only under a launcher.
    .target(
      name: "CMPI", dependencies: ["CLoader"],
      linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .target(name: "CSIMD"),
    // Not by pkg-config, whose "-pthread" SwiftPM refuses.
    .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
    library("TFXCore", ["CRE2"]),
    library("TFXRanks", ["TFXCore", "CMPI"]),
    library("TFXGraph", ["TFXCore"]),
    library("TFXKernels", ["COpenMP", "COpenBLAS", "COneDNN", "CJPEG", "CPNG", "CSIMD"]),
    library("TFXOps", ["TFXCore", "TFXGraph", "TFXKernels"]),
    library("TFXRuntime", ["TFXCore", "TFXGraph", "TFXOps", "TFXKernels"]),
    library("TFXModel", ["TFXCore", "TFXGraph", "TFXKernels", "TFXOps"]),
    library("TFXData", ["TFXCore", "TFXKernels", "CZlib", "CZstd"]),
    library("TFXConfig", ["TFXCore", "CLibYAML"]),
    library(
      "TFXTrain",
      ["TFXCore", "TFXRanks", "TFXGraph", "TFXModel", "TFXData", "TFXRuntime", "CZlib"]),
    library("TFXReport", ["TFXCore"]),
    library("TFXWire", []),
    library(
      "TFXSavedModel",
      [
        "TFXCore", "TFXWire", "TFXGraph", "TFXOps", "TFXRuntime",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),
    library(
      "TFXApp",
      [
        "TFXCore", "TFXRanks", "TFXGraph", "TFXKernels", "TFXOps", "TFXModel", "TFXData",
        "TFXRuntime", "TFXTrain", "TFXConfig", "TFXReport", "TFXWire",
      ]),
    // Not a part of tfx or TFX: the server in `Server`, a package of its own, is made of it.
    library(
      "TFXServer",
      ["TFXCore", "TFXConfig", "TFXWire", "TFXGraph", "TFXRuntime", "TFXSavedModel"]),
    library(
      "TFX",
      [
        "TFXCore", "TFXGraph", "TFXOps", "TFXRuntime", "TFXModel", "TFXData", "TFXTrain", "TFXApp",
        "TFXSavedModel",
      ]),
    .executableTarget(
      name: "TFXCommand",
      dependencies: [
        "TFXApp", "TFXRuntime",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    // By itself too: few ask for TensorFlow's text of a graph, and its messages take long to build.
    .executableTarget(
      name: "TFXGraphDef",
      dependencies: ["TFXCore", "TFXApp", "TFXTrain", "TFXModel", "TFXSavedModel"],
      swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: ["TFXCore"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .target(name: "CAllocations", path: "Tests/CAllocations"),
    tests("TFXCoreTests", ["TFXCore", "TestSupport"]),
    tests("TFXRanksTests", ["TFXCore", "TFXRanks"]),
    tests("TFXKernelsTests", ["CLoader", "TFXKernels"]),
    tests("TFXGraphTests", ["TFXCore", "TFXGraph", "TFXOps", "TFXRuntime"]),
    tests(
      "TFXOpsTests",
      ["TFXCore", "TFXGraph", "TFXOps", "TFXRuntime", "TFXKernels", "TFXSavedModel"]),
    tests(
      "TFXRuntimeTests",
      ["TFXCore", "TFXGraph", "TFXKernels", "TFXOps", "TFXRuntime", "CAllocations"],
      exclude: ["Rewrites/Goldens"]),
    tests(
      "TFXModelTests", ["TFXCore", "TFXGraph", "TFXOps", "TFXRuntime", "TFXModel", "TestSupport"]),
    tests(
      "TFXTrainTests",
      [
        "TFXCore", "TFXRanks", "TFXGraph", "TFXRuntime", "TFXModel", "TFXData", "TFXTrain",
        "TestSupport", "CAllocations",
      ]),
    tests(
      "TFXAppTests",
      [
        "TFX", "TFXApp", "TFXConfig", "TFXCore", "TFXRanks", "TFXData", "TFXGraph", "TFXModel",
        "TFXOps", "TFXRuntime", "TFXSavedModel", "TFXTrain", "TFXWire", "TestSupport",
      ], exclude: ["Goldens"]),
    tests(
      "TFXSavedModelTests",
      [
        "TFXCore", "TFXGraph", "TFXModel", "TFXOps", "TFXRuntime", "TFXSavedModel", "TFXTrain",
        "TestSupport",
      ]),
    tests(
      "TFXServerTests",
      [
        "TFXCore", "TFXWire", "TFXGraph", "TFXOps", "TFXRuntime", "TFXSavedModel", "TFXServer",
        "TestSupport",
      ]),
    tests(
      "TFXDataTests", ["TFXCore", "TFXData", "TFXKernels", "TestSupport", "CZlib", "CZstd"]),
    tests("TFXConfigTests", ["TFXCore", "TFXConfig"]),
    tests("TFXReportTests", ["TFXReport"], exclude: ["Goldens"]),
  ],
  cxxLanguageStandard: .cxx17
)
