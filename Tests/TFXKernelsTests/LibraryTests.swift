import CLoader
import Foundation
import TFXKernels
import Testing

/// Libraries that are opened when they are first needed.
@Suite struct LibraryTests {
  /// Opens a library. Returns what is said of it, nil if all is there, and which functions are.
  private func open(_ file: String, _ functions: [String]) -> (error: String?, found: [Bool]) {
    let addresses = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(
      capacity: functions.count)
    addresses.initialize(repeating: nil, count: functions.count)
    let symbols = functions.enumerated().map { index, name in
      tfx_symbol(name: strdup(name), address: addresses + index)
    }
    defer {
      for symbol in symbols { free(UnsafeMutablePointer(mutating: symbol.name)) }
      addresses.deallocate()
    }
    var text = [CChar](repeating: 0, count: 256)
    let error = tfx_library_open(file, symbols, Int32(symbols.count), &text)
    return (error.map { String(cString: $0) }, functions.indices.map { addresses[$0] != nil })
  }

  @Test func whatIsMissingIsSaid() {
    let none = open("libtfx-none.so.7", ["f"])
    #expect(none.error?.contains("libtfx-none.so.7") == true)
    #expect(none.found == [false])
    let long = open(String(repeating: "x", count: 1_000), ["f"])
    #expect(long.error?.utf8.count == 255)
  }

  #if os(Linux)
    @Test func functionsAreFound() {
      #expect(open("libm.so.6", ["cos", "sin"]) == (nil, [true, true]))
      let missing = open("libm.so.6", ["cos", "tfx_none", "sin"])
      #expect(missing.error?.contains("tfx_none") == true)
      #expect(missing.found == [true, false, false])
    }
  #endif

  @Test func bothLibrariesAreHere() throws {
    try MathLibrary.oneDNN.load()
    try MathLibrary.openBLAS.load()
    // Again, when they are open.
    try MathLibrary.oneDNN.load()
  }

  @Test func smallProductsNeedNone() {
    func library<T: KernelScalar>(
      _ type: T.Type, _ m: Int, _ n: Int, _ k: Int, transposeB: Bool = false
    ) -> MathLibrary? {
      Kernels.matMulLibrary(type, m: m, n: n, k: k, transposeA: false, transposeB: transposeB)
    }
    #expect(library(Float.self, 16, 16, 64) == nil)
    #expect(library(Float.self, 16, 16, 65) == .oneDNN)
    #expect(library(Float.self, 4096, 3, 16) == nil)
    #expect(library(Float.self, 2, 2, 2, transposeB: true) == .oneDNN)
    #expect(library(Double.self, 2, 2, 2) == .openBLAS)
    #expect(library(Float.self, 0, 9_999, 9_999) == nil)
    #expect(library(Double.self, 9_999, 9_999, 0) == nil)
  }

  @Test func theErrorNamesThePackage() {
    let error = MissingLibraryError(library: .oneDNN, reason: "libdnnl.so.2: no such file")
    #expect(error.description == "oneDNN cannot be opened: libdnnl.so.2: no such file")
    #expect(error.help.contains("libdnnl-dev"))
    let other = MissingLibraryError(library: .openBLAS, reason: "?")
    #expect(other.help.contains("libopenblas-openmp-dev"))
  }
}
