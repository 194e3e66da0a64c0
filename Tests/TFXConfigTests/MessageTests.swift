import TFXConfig
import TFXCore
import Testing

/// What users are told of a file that is not YAML, or is YAML that a config does not use.
struct MessageTests {
  /// A finding is written `line:column+length message | help`.
  @Test(arguments: [
    (
      "a: 1\n\tb: 2",
      "2:1+1 tabs cannot indent YAML | use spaces"
    ),
    (
      "a:\n\tb: 2",
      "2:1+1 tabs cannot indent YAML | use spaces"
    ),
    (
      "a:\n  - b\n \t- c",
      "3:2+1 tabs cannot indent YAML | use spaces"
    ),
    (
      "a: b: c",
      "1:5+1 a second ':' on this line | put quotes around a text with ': ', or begin a new line"
    ),
    (
      "a: 1\nb:2\nc: 3",
      "2:1+3 expected 'key: value', found 'b:2' | put a space after the ':'"
    ),
    (
      "a: 1\nb:2",
      "2:1+3 expected 'key: value', found 'b:2' | put a space after the ':'"
    ),
    (
      "a: 1\nepochs\nc: 3",
      "2:1+6 expected a ':' after this key | write it as 'key: value'"
    ),
    (
      "a: \"abc\nb: 3",
      "1:4+1 this quote is not closed | end the text with \""
    ),
    (
      "a: 'x",
      "1:4+1 this quote is not closed | end the text with '"
    ),
    (
      "a: [1, 2\nb: 3",
      "1:4+1 this '[' is not closed | end it with ']'"
    ),
    (
      "a: [1, 2",
      "1:4+1 this '[' is not closed | end it with ']'"
    ),
    (
      "a: {b: 1",
      "1:4+1 this '{' is not closed | end it with '}'"
    ),
    (
      "a: {b: 1\nc: 2",
      "1:4+1 this '{' is not closed | end it with '}'"
    ),
    (
      "a: {b: 1 c: 2}",
      "1:11+1 expected ',' or '}', found ':' | put a comma between the entries"
    ),
    (
      "a: 1\n  b: 2",
      "2:3+1 this line is indented below a value that is already complete | align it with the key above, or leave the value above empty"
    ),
    (
      "a:\n    b: 1\n  c: 2",
      "3:3+1 the indentation of this line fits no line above | align it with the keys it belongs to"
    ),
    (
      "- a\nb: 1",
      "2:1+1 expected '- ' as in the lines of the list above | begin it with '- ', or align it with what it belongs to"
    ),
    (
      "a: 1\n- b",
      "2:1+1 a list item stands among keys | indent the list below the key it belongs to"
    ),
    (
      "a: @x",
      "1:4+1 a value cannot begin with '@' | put quotes around the text"
    ),
    (
      "a: %x",
      "1:4+1 a value cannot begin with '%' | put quotes around the text"
    ),
    (
      "a: *x",
      "1:4+2 '*x' stands for nothing: no '&x' before it | put quotes around a text that begins with '*'"
    ),
    (
      "xs: &xs 1\na: *xz",
      "2:4+3 '*xz' stands for nothing: no '&xz' before it | put quotes around a text that begins with '*'"
    ),
    (
      "a: &",
      "1:4+1 expected a name of letters and digits after '&' | put quotes around a text that begins with '&'"
    ),
    (
      "a: *",
      "1:4+1 expected a name of letters and digits after '*' | put quotes around a text that begins with '*'"
    ),
    (
      "a: *.csv",
      "1:4+1 expected a name of letters and digits after '*' | put quotes around a text that begins with '*'"
    ),
    (
      "a: !foo!bar x",
      "1:4+1 tags with '!' are not supported | put quotes around a text that begins with '!'"
    ),
    (
      "a: !!int x\nb: !!map []\nc: !x y\nd: !!foo {}\ne: !!int 3.0\nf: !!set {a: 1}\ng: !!binary ab",
      "1:4+7 '!!int' stands before a whole number, found 'x' | remove the tag; "
        + "2:4+7 '!!map' stands before a mapping, found a list | remove the tag; "
        + "3:4+4 the tag '!x' is not supported | remove it; docs/yaml.md lists the tags that are known; "
        + "4:4+7 the tag '!!foo' is not supported | remove it; docs/yaml.md lists the tags that are known; "
        + "5:4+9 '!!int' stands before a whole number, found '3.0' | remove the tag; "
        + "6:4+7 '!!set' stands before a mapping of keys without values, found a mapping | remove the tag; "
        + "7:4+11 '!!binary' stands before a text in base64, found 'ab' | remove the tag"
    ),
    (
      "a: \"C:\\data\"",
      "1:7+2 unknown escape '\\d' | write \\\\ for a backslash, or use single quotes"
    ),
    (
      "a: \"\\xZZ\"",
      "1:7+1 expected hexadecimal digits in this escape | write \\\\ for a backslash, or use single quotes"
    ),
    (
      "a: |x\n b",
      "1:5+1 only a comment may follow '|' or '>' on its line | put quotes around a text that begins with '|' or '>'"
    ),
    (
      "a: |\n\tb",
      "2:1+1 tabs cannot indent YAML | use spaces"
    ),
    (
      "a: ]",
      "1:4+1 expected a value, found ']' | remove it, or put quotes around the text"
    ),
    (
      "a: 1\n}",
      "2:1+1 expected a key, found '}' | remove it"
    ),
    (
      "a: [1}",
      "1:6+1 expected ',' or ']', found '}' | close '[' with ']'"
    ),
    (
      "a: {b: 1]",
      "1:9+1 expected ',' or '}', found ']' | close '{' with '}'"
    ),
    (
      "--- a\n--- b",
      "2:1+3 a second document begins here; a config is one document | remove this line or what follows"
    ),
    (
      "a: 1\n...\nb: 2",
      "3:1+1 expected the end of the file, found 'b' | a config is one mapping of keys"
    ),
    (
      "%YAML 2.0\n---\na",
      "1:1+1 the version of YAML is not supported | remove the %YAML line"
    ),
    (
      "%FOO\na",
      "1:1+4 this line with '%' is not supported | remove it"
    ),
    (
      "? [a]\n: b\n{c: d}: e",
      "1:3+1 expected a key of one word, found a list | put quotes around it if it is a text; 3:1+1 expected a key of one word, found a mapping | put quotes around it if it is a text"
    ),
    (
      ": b",
      "1:1+1 a ':' without a key | write a key before it"
    ),
    (
      "a: !<x y",
      "1:4+1 tags with '!' are not supported | put quotes around a text that begins with '!'"
    ),
    (
      "a:\n  - b\n c",
      "3:2+1 the indentation of this line fits no line above | align it with the keys it belongs to"
    ),
    (
      "a: \"x\" y",
      "1:8+1 expected the end of the line, found 'y' | put quotes around the whole value"
    ),
    (
      "a: 'it's'",
      "1:8+1 expected the end of the line, found 's' | in single quotes write '' for an apostrophe"
    ),
    (
      "a: [1 2]: 3",
      "1:9+1 a second ':' on this line | put quotes around a text with ': ', or begin a new line"
    ),
    (
      "a: , b",
      "1:4+1 expected a value, found ',' | remove it, or put quotes around the text"
    ),
    (
      "a: [,]",
      "1:5+1 expected a value, found ',' | remove it, or put quotes around the text"
    ),
    (
      "a: - b",
      "1:4+1 a list with '-' cannot begin here | begin it on a line of its own, or write [a, b]"
    ),
    (
      "a: ? b",
      "1:4+1 a key with '?' cannot begin here | put quotes around a text with '?'"
    ),
    (
      "a: \"x\\ud800\"",
      "1:8+1 the escape names no Unicode character"
    ),
    (
      "a: \"x\n---\n",
      "1:4+1 this quote is not closed | end the text with \""
    ),
    (
      "a: \u{01}",
      "1:4+1 the character U+0001 is not allowed in YAML | remove it, or write an escape in double quotes"
    ),
    (
      "a: b\u{7F}",
      "1:5+1 the character U+007F is not allowed in YAML | remove it, or write an escape in double quotes"
    ),
    (
      "a\0: b",
      "1:2+1 the character U+0000 is not allowed in YAML | save the file as UTF-8 text"
    ),
    (
      "a: &x [*x]",
      "1:8+2 '*x' stands for a value that it is a part of"
    ),
    (
      "b: {<<: 3}",
      "1:9+1 '<<' takes a mapping or a list of them, found '3' | write <<: *name, where &name marks a mapping"
    ),
    (
      "a: é: ü",
      "1:5+1 a second ':' on this line | put quotes around a text with ': ', or begin a new line"
    ),
    (
      "a: `x`",
      "1:4+1 a value cannot begin with '`' | put quotes around the text"
    ),
    (
      "a: >x",
      "1:5+1 only a comment may follow '|' or '>' on its line | put quotes around a text that begins with '|' or '>'"
    ),
    (
      "{a: 1}}",
      "1:7+1 expected the end of the file, found '}' | a config is one mapping of keys"
    ),
    (
      "{a: 1} b",
      "1:8+1 expected the end of the file, found 'b' | a config is one mapping of keys"
    ),
    (
      "[a]\nb: c",
      "2:1+1 expected the end of the file, found 'b' | a config is one mapping of keys"
    ),
    (
      "a: \"\\u00\"",
      "1:7+1 expected hexadecimal digits in this escape | write \\\\ for a backslash, or use single quotes"
    ),
    (
      "%TAG ! x\n%TAG ! y\n---\na",
      "2:1+4 this line with '%' is not supported | remove it"
    ),
    (
      "%YAML 1.1\n%YAML 1.1\n---\na",
      "2:1+5 this line with '%' is not supported | remove it"
    ),
    (
      "a: b\n---\nc: d",
      "2:1+3 a second document begins here; a config is one document | remove this line or what follows"
    ),
    (
      "a: *x y",
      "1:4+2 '*x' stands for nothing: no '&x' before it | put quotes around a text that begins with '*'"
    ),
    (
      "a: &x &y 1",
      "1:7+1 expected the end of the line, found '&' | put quotes around the whole value"
    ),
    (
      "a:\n  b: 1\n   c: 2",
      "3:4+1 this line is indented below a value that is already complete | align it with the key above, or leave the value above empty"
    ),
    (
      "%YAML x",
      "1:1+5 this line with '%' is not supported | remove it"
    ),
    (
      "a: 􏿾￾",
      "1:5+1 the character U+FFFE is not allowed in YAML | remove it, or write an escape in double quotes"
    ),
    (
      "'a': \"b\" c",
      "1:10+1 expected the end of the line, found 'c' | put quotes around the whole value"
    ),
    (
      "a: \"x",
      "1:4+1 this quote is not closed | end the text with \""
    ),
    (
      "x: [\n  1,\n  2\ny: 3",
      "1:4+1 this '[' is not closed | end it with ']'"
    ),
  ])
  func says(text: String, expected: String) {
    #expect(findings(in: text) == expected)
  }

  @Test func showsThePlace() {
    #expect(
      complaint(about: "model:\n  layers:\n\t- Dense: {units: 10}\n") == """
        c.yaml:3:1: error: tabs cannot indent YAML
            3 | \t- Dense: {units: 10}
              | ^ use spaces
        """)
    #expect(
      complaint(about: "fit:\n  epochs:12\n  batch_size: 8\n") == """
        c.yaml:2:3: error: expected 'key: value', found 'epochs:12'
            2 |   epochs:12
              |   ^~~~~~~~~ put a space after the ':'
        """)
  }

  @Test func countsSeveral() {
    #expect(
      complaint(about: "a: !!int x\nb: !x {}\n") == """
        c.yaml:1:4: error: '!!int' stands before a whole number, found 'x'
            1 | a: !!int x
              |    ^~~~~~~ remove the tag
        c.yaml:2:4: error: the tag '!x' is not supported
            2 | b: !x {}
              |    ^~~~ remove it; docs/yaml.md lists the tags that are known
        2 errors
        """)
  }

  private func findings(in text: String) -> String {
    do {
      _ = try YAMLParser.parse(text: text, file: "c.yaml")
      return "fine"
    } catch {
      let all = error.all.map { finding in
        let place = finding.span.map { "\($0.line):\($0.column)+\($0.length)" } ?? "nowhere"
        return "\(place) \(finding.message)" + (finding.help.map { " | \($0)" } ?? "")
      }
      return all.joined(separator: "; ")
    }
  }
}
