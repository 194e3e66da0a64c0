/// FarmHash's Fingerprint64, a hash that is the same on every machine and in every version; the one
/// that `StringToHashBucketFast` and cached features of TensorFlow programs are made with.
///
/// Written in Swift after Google's FarmHash (`farmhashna::Hash64`), whose licence asks for this note:
///
/// Copyright (c) 2014 Google, Inc.
///
/// Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
/// associated documentation files (the "Software"), to deal in the Software without restriction,
/// including without limitation the rights to use, copy, modify, merge, publish, distribute,
/// sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
/// furnished to do so, subject to the following conditions:
///
/// The above copyright notice and this permission notice shall be included in all copies or
/// substantial portions of the Software.
///
/// THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
/// NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
/// NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
/// DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
/// OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
///
/// Geoff Pike, https://github.com/google/farmhash
package enum FarmHash {
  /// Primes between 2⁶³ and 2⁶⁴.
  private static let k0: UInt64 = 0xC3A5_C85C_97CB_3127
  private static let k1: UInt64 = 0xB492_B66F_BE98_F273
  private static let k2: UInt64 = 0x9AE1_6A3B_2F90_404F

  /// The fingerprint of some bytes.
  package static func fingerprint64(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBytes { bytes in
      switch bytes.count {
      case ...16: short(bytes)
      case ...32: upTo32(bytes)
      case ...64: upTo64(bytes)
      default: long(bytes)
      }
    }
  }

  private static func fetch64(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  private static func fetch32(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
  }

  private static func shiftMix(_ value: UInt64) -> UInt64 { value ^ value >> 47 }

  /// Two words made one.
  private static func mix(_ u: UInt64, _ v: UInt64, _ multiplier: UInt64) -> UInt64 {
    let a = shiftMix((u ^ v) &* multiplier)
    return shiftMix((v ^ a) &* multiplier) &* multiplier
  }

  private static func short(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let count = bytes.count
    let multiplier = k2 &+ UInt64(count) &* 2
    if count >= 8 {
      let a = fetch64(bytes, 0) &+ k2
      let b = fetch64(bytes, count - 8)
      let c = b.rotated(37) &* multiplier &+ a
      let d = (a.rotated(25) &+ b) &* multiplier
      return mix(c, d, multiplier)
    }
    if count >= 4 {
      return mix(
        UInt64(count) &+ fetch32(bytes, 0) << 3, fetch32(bytes, count - 4), multiplier)
    }
    if count == 0 { return k2 }
    let y = UInt64(bytes[0]) &+ UInt64(bytes[count >> 1]) << 8
    let z = UInt64(count) &+ UInt64(bytes[count - 1]) << 2
    return shiftMix(y &* k2 ^ z &* k0) &* k2
  }

  private static func upTo32(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let count = bytes.count
    let multiplier = k2 &+ UInt64(count) &* 2
    let a = fetch64(bytes, 0) &* k1
    let b = fetch64(bytes, 8)
    let c = fetch64(bytes, count - 8) &* multiplier
    let d = fetch64(bytes, count - 16) &* k2
    return mix(
      (a &+ b).rotated(43) &+ c.rotated(30) &+ d, a &+ (b &+ k2).rotated(18) &+ c, multiplier)
  }

  private static func upTo64(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let count = bytes.count
    let multiplier = k2 &+ UInt64(count) &* 2
    let a = fetch64(bytes, 0) &* k2
    let b = fetch64(bytes, 8)
    let c = fetch64(bytes, count - 8) &* multiplier
    let d = fetch64(bytes, count - 16) &* k2
    let y = (a &+ b).rotated(43) &+ c.rotated(30) &+ d
    let z = mix(y, a &+ (b &+ k2).rotated(18) &+ c, multiplier)
    let e = fetch64(bytes, 16) &* multiplier
    let f = fetch64(bytes, 24)
    let g = (y &+ fetch64(bytes, count - 32)) &* multiplier
    let h = (z &+ fetch64(bytes, count - 24)) &* multiplier
    return mix(
      (e &+ f).rotated(43) &+ g.rotated(30) &+ h, e &+ (f &+ a).rotated(18) &+ g, multiplier)
  }

  /// Two words of 32 bytes and two seeds; quick, and weak by itself.
  private static func weak(
    _ bytes: UnsafeRawBufferPointer, _ offset: Int, _ first: UInt64, _ second: UInt64
  ) -> (UInt64, UInt64) {
    let z = fetch64(bytes, offset + 24)
    var a = first &+ fetch64(bytes, offset)
    var b = (second &+ a &+ z).rotated(21)
    let c = a
    a &+= fetch64(bytes, offset + 8) &+ fetch64(bytes, offset + 16)
    b &+= a.rotated(44)
    return (a &+ z, b &+ c)
  }

  /// Blocks of 64 bytes; the last one is the last 64 bytes, whether they have been seen or not.
  private static func long(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let seed: UInt64 = 81
    var y = seed &* k1 &+ 113
    var z = shiftMix(y &* k2 &+ 113) &* k2
    var v: (UInt64, UInt64) = (0, 0)
    var w: (UInt64, UInt64) = (0, 0)
    var x = seed &* k2 &+ fetch64(bytes, 0)
    let rest = UInt64((bytes.count - 1) & 63)
    for start in stride(from: 0, to: (bytes.count - 1) / 64 * 64, by: 64) {
      x = (x &+ y &+ v.0 &+ fetch64(bytes, start + 8)).rotated(37) &* k1
      y = (y &+ v.1 &+ fetch64(bytes, start + 48)).rotated(42) &* k1
      x ^= w.1
      y &+= v.0 &+ fetch64(bytes, start + 40)
      z = (z &+ w.0).rotated(33) &* k1
      v = weak(bytes, start, v.1 &* k1, x &+ w.0)
      w = weak(bytes, start + 32, z &+ w.1, y &+ fetch64(bytes, start + 16))
      swap(&z, &x)
    }
    let multiplier = k1 &+ (z & 0xFF) << 1
    let last = bytes.count - 64
    w.0 &+= rest
    v.0 &+= w.0
    w.0 &+= v.0
    x = (x &+ y &+ v.0 &+ fetch64(bytes, last + 8)).rotated(37) &* multiplier
    y = (y &+ v.1 &+ fetch64(bytes, last + 48)).rotated(42) &* multiplier
    x ^= w.1 &* 9
    y &+= v.0 &* 9 &+ fetch64(bytes, last + 40)
    z = (z &+ w.0).rotated(33) &* multiplier
    v = weak(bytes, last, v.1 &* multiplier, x &+ w.0)
    w = weak(bytes, last + 32, z &+ w.1, y &+ fetch64(bytes, last + 16))
    swap(&z, &x)
    return mix(
      mix(v.0, w.0, multiplier) &+ shiftMix(y) &* k0 &+ z, mix(v.1, w.1, multiplier) &+ x,
      multiplier)
  }
}

extension UInt64 {
  /// The bits turned to the right.
  fileprivate func rotated(_ count: UInt64) -> UInt64 { self >> count | self << (64 - count) }
}
