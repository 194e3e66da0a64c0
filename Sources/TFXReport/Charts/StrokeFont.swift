/// Letters that are made of lines, for pictures that are pixels: the plain face of the fonts that A. V. Hershey drew
/// at the U.S. National Bureau of Standards (1967), which anyone may use who says so. The characters of ASCII, a
/// line each from the space on; `~` at its end says that it goes on in the next. Two letters are a point, each as
/// far from `R` as the coordinate from 0, the ordinate downwards; the first point is where the character begins and
/// ends, and ` R` lifts the pen. Capitals go from −12 to 9.
enum StrokeFont {
  /// A character.
  struct Glyph {
    var left = 0.0
    var right = 0.0
    var strokes: [[(x: Double, y: Double)]] = []
  }

  /// The height of a capital, and where its foot is.
  static let capital = 21.0
  static let foot = 9.0

  /// The glyphs of a text. A character that there is none for is a question mark, but for those that pictures have.
  static func glyphs(_ text: String) -> [Glyph] {
    text.unicodeScalars.flatMap { scalar -> [Glyph] in
      let known = replaced[scalar] ?? [scalar]
      return known.map {
        all[$0.isASCII && $0.value >= 32 && $0.value < 127 ? Int($0.value) - 32 : 31]
      }
    }
  }

  private static let replaced: [Unicode.Scalar: [Unicode.Scalar]] = [
    "−": ["-"], "–": ["-"], "…": [".", ".", "."], "“": ["\""], "”": ["\""], "’": ["'"],
  ]

  private static let all: [Glyph] = {
    var glyphs: [Glyph] = []
    var whole: [UInt8] = []
    for line in data.split(separator: "\n") {
      if line.hasSuffix("~") {
        whole += line.dropLast().utf8
        continue
      }
      glyphs.append(glyph(whole + line.utf8))
      whole = []
    }
    precondition(glyphs.count == 95, "\(glyphs.count) glyphs")
    return glyphs
  }()

  private static func glyph(_ codes: [UInt8]) -> Glyph {
    let origin = Int(UInt8(ascii: "R"))
    var glyph = Glyph()
    var isNew = true
    for place in stride(from: 0, to: codes.count - 1, by: 2) {
      let (x, y) = (Double(Int(codes[place]) - origin), Double(Int(codes[place + 1]) - origin))
      if place == 0 {
        (glyph.left, glyph.right) = (x, y)
      } else if codes[place] == UInt8(ascii: " ") {
        isNew = true
      } else if isNew {
        glyph.strokes.append([(x, y)])
        isNew = false
      } else {
        glyph.strokes[glyph.strokes.count - 1].append((x, y))
      }
    }
    return glyph
  }

  private static let data = #"""
    JZ
    MWRFRT RRYQZR[SZRY
    JZNFNM RVFVM
    H]SBLb RYBRb RLOZO RKUYU
    H\PBP_ RTBT_ RYIWGTFPFMGKIKKLMMNOOUQWRXSYUYXWZT[P[MZKX
    F^[FI[ RNFPHPJOLMMKMIKIIJGLFNFPGSHVHYG[F RWTUUTWTYV[X[ZZ[X[VYTWT
    E_\O\N[MZMYNXPVUTXRZP[L[JZIYHWHUISJRQNRMSKSIRGPFNGMIMKNNPQUXWZY[[[\Z\Y
    MWRHQGRFSGSIRKQL
    KYVBTDRGPKOPOTPYR]T`Vb
    KYNBPDRGTKUPUTTYR]P`Nb
    JZRLRX RMOWU RWOMU
    E_RIR[ RIR[R
    NVSWRXQWRVSWSYQ[
    E_IR[R
    NVRVQWRXSWRV
    G][BIb
    H\QFNGLJKOKRLWNZQ[S[VZXWYRYOXJVGSFQF
    H\NJPISFS[
    H\LKLJMHNGPFTFVGWHXJXLWNUQK[Y[
    H\MFXFRNUNWOXPYSYUXXVZS[P[MZLYKW
    H\UFKTZT RUFU[
    H\WFMFLOMNPMSMVNXPYSYUXXVZS[P[MZLYKW
    H\XIWGTFRFOGMJLOLTMXOZR[S[VZXXYUYTXQVOSNRNOOMQLT
    H\YFO[ RKFYF
    H\PFMGLILKMMONSOVPXRYTYWXYWZT[P[MZLYKWKTLRNPQOUNWMXKXIWGTFPF
    H\XMWPURRSQSNRLPKMKLLINGQFRFUGWIXMXRWWUZR[P[MZLX
    NVROQPRQSPRO RRVQWRXSWRV
    NVROQPRQSPRO RSWRXQWRVSWSYQ[
    F^ZIJRZ[
    E_IO[O RIU[U
    F^JIZRJ[
    I[LKLJMHNGPFTFVGWHXJXLWNVORQRT RRYQZR[SZRY
    E`WNVLTKQKOLNMMPMSNUPVSVUUVS RQKOMNPNSOUPV RWKVSVUXVZV\T]Q]O\L[JYHWGTFQFNGLHJJILHOHRIUJWLYNZ~
    Q[T[WZYYZX RXKWSWUXV
    I[RFJ[ RRFZ[ RMTWT
    G\KFK[ RKFTFWGXHYJYLXNWOTP RKPTPWQXRYTYWXYWZT[K[
    H]ZKYIWGUFQFOGMILKKNKSLVMXOZQ[U[WZYXZV
    G\KFK[ RKFRFUGWIXKYNYSXVWXUZR[K[
    H[LFL[ RLFYF RLPTP RL[Y[
    HZLFL[ RLFYF RLPTP
    H]ZKYIWGUFQFOGMILKKNKSLVMXOZQ[U[WZYXZVZS RUSZS
    G]KFK[ RYFY[ RKPYP
    NVRFR[
    JZVFVVUYTZR[P[NZMYLVLT
    G\KFK[ RYFKT RPOY[
    HYLFL[ RL[X[
    F^JFJ[ RJFR[ RZFR[ RZFZ[
    G]KFK[ RKFY[ RYFY[
    G]PFNGLIKKJNJSKVLXNZP[T[VZXXYVZSZNYKXIVGTFPF
    G\KFK[ RKFTFWGXHYJYMXOWPTQKQ
    G]PFNGLIKKJNJSKVLXNZP[T[VZXXYVZSZNYKXIVGTFPF RSWY]
    G\KFK[ RKFTFWGXHYJYLXNWOTPKP RRPY[
    H\YIWGTFPFMGKIKKLMMNOOUQWRXSYUYXWZT[P[MZKX
    JZRFR[ RKFYF
    G]KFKULXNZQ[S[VZXXYUYF
    I[JFR[ RZFR[
    F^HFM[ RRFM[ RRFW[ R\FW[
    H\KFY[ RYFK[
    I[JFRPR[ RZFRP
    H\YFK[ RKFYF RK[Y[
    KYOBOb RPBPb ROBVB RObVb
    KYKFY^
    KYTBTb RUBUb RNBUB RNbUb
    JZRDJR RRDZR
    I[Ib[b
    NVSKQMQORPSORNQO
    I\XMX[ RXPVNTMQMONMPLSLUMXOZQ[T[VZXX
    H[LFL[ RLPNNPMSMUNWPXSXUWXUZS[P[NZLX
    I[XPVNTMQMONMPLSLUMXOZQ[T[VZXX
    I\XFX[ RXPVNTMQMONMPLSLUMXOZQ[T[VZXX
    I[LSXSXQWOVNTMQMONMPLSLUMXOZQ[T[VZXX
    MYWFUFSGRJR[ ROMVM
    I\XMX]W`VaTbQbOa RXPVNTMQMONMPLSLUMXOZQ[T[VZXX
    I\MFM[ RMQPNRMUMWNXQX[
    NVQFRGSFREQF RRMR[
    MWRFSGTFSERF RSMS^RaPbNb
    IZMFM[ RWMMW RQSX[
    NVRFR[
    CaGMG[ RGQJNLMOMQNRQR[ RRQUNWMZM\N]Q][
    I\MMM[ RMQPNRMUMWNXQX[
    I\QMONMPLSLUMXOZQ[T[VZXXYUYSXPVNTMQM
    H[LMLb RLPNNPMSMUNWPXSXUWXUZS[P[NZLX
    I\XMXb RXPVNTMQMONMPLSLUMXOZQ[T[VZXX
    KXOMO[ ROSPPRNTMWM
    J[XPWNTMQMNNMPNRPSUTWUXWXXWZT[Q[NZMX
    MYRFRWSZU[W[ ROMVM
    I\MMMWNZP[S[UZXW RXMX[
    JZLMR[ RXMR[
    G]JMN[ RRMN[ RRMV[ RZMV[
    J[MMX[ RXMM[
    JZLMR[ RXMR[P_NaLbKb
    J[XMM[ RMMXM RM[X[
    KYTBRCQDPFPHQJRKSMSOQQ RRCQEQGRISJTLTNSPORSTTVTXSZR[Q]Q_Ra RQSSUSWRYQZP\P^Q`RaTb
    NVRBRb
    KYPBRCSDTFTHSJRKQMQOSQ RRCSESGRIQJPLPNQPURQTPVPXQZR[S]S_Ra RSSQUQWRYSZT\T^S`RaPb
    F^IUISJPLONOPPTSVTXTZS[Q RISJQLPNPPQTTVUXUZT[Q[O
    """#
}
