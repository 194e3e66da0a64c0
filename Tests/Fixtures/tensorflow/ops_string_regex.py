"""Regular expressions in RE2's syntax."""

import tensorflow as tf

from golden import Golden

golden = Golden(__file__)

for index, (source, pattern, rewrite) in enumerate([
    ("abcabc", "b", "X"), ("abc", "", "-"), ("abc", "x*", "-"), ("héé", "", "-"),
    ("a.b.c", r"(\w)\.(\w)", r"\2.\1"), ("abc", "(b)", r"[\0\1\\]"), ("aaaa", "a{2}", "b"),
    ("aaaaa", "a{2,3}", "b"), ("aaaaa", "a{2,}?", "b"), ("aaa", "a{0}", "b"),
    ("aXbx", "(?i)x", "_"), ("aXbx", "(?i:X)b|x", "_"), ("abc", "(?P<q>b)", r"<\1>"),
    ("foo bar", r"\bb", "X"), ("foo bar", r"o\B", "X"), ("é", r"\w", "x"), ("é", r"\x{e9}", "x"),
    ("aé", "[^a]", "x"), ("a\nb", "a.b", "x"), ("a\nb", "(?s)a.b", "x"), ("a\nb", "(?m)^b$", "x"),
    ("a\nb", "^b", "x"), ("abab", "(a|ab)(b?)", r"<\1,\2>"), ("aaa", "a*?", "x"),
    ("aaa", "(?U)a*", "x"), ("aaa", "(?U)a*?", "x"), ("aB", r"\pL", "x"), ("aB1", r"\p{Lu}", "x"),
    ("aB1", r"\P{Lu}", "x"), ("aB1", r"\p{^L}", "x"), ("aB1", "[[:^alpha:]]", "x"),
    ("aB-1", r"[\d\-]", "x"), ("a]b", "[]]", "x"), ("a-b", "[a-]", "x"), ("a{,2}", "a{,2}", "x"),
    ("ab", "a|", "x"), ("a\\Eb", r"\Qa\E", "x"), ("a.+b", r"\Q.+\E", "x"), ("aa", r"\141", "x"),
    ("\0a", r"\0", "x"), ("a", r"\z", "x"), ("a", r"\A", "x"), ("ſKs", "(?i)s|k", "x"),
    ("a", "(a*)*", "x"), ("b", "(a*)+", "x"), ("ab", "(a)|(b)", r"<\1\2>"), ("日本", ".", "x"),
    ("x=1, y=22", r"(\w+)=(\d+)", r"\2=\1"), ("a\tb c", r"\s+", "_"), ("AbC", "[a-z]", "-"),
    ("AbC", "(?i)[a-b]+", "-"), ("héllo wörld", r"[^\x00-\x7F]", "?"), ("aab", "(a+)(b+)?", r"\2\1"),
    ("abcd", "(?:b|c)+", "."), ("a.b", "[.]", "!"), ("aaa", "^a", "b"), ("one two", r"(\S+) (\S+)", r"\2 \1"),
    (b"a\xffb", "b", "x"), (b"a\xffb", "", "-"), ("tel 030-12", r"[0-9]{3}-[0-9]{2}", "#"),
    ("aaab", "(a|aa)+?b", "x"), ("a]", "a]", "x"), ("-", r"[+--]", "x"), ("a^", r"[\^]", "x"),
    ("aβγb", r"\p{Greek}+", "x"), ("aβγb", r"\P{Latin}", "x"), ("aβ", r"\C", "x"), ("aβ", r"a\C", "x"),
]):
    for every in [True, False]:
        attributes = {"pattern": pattern, "rewrite": rewrite, "replace_global": every}
        golden.case(
            f"regex_replace_{index}_{every}", "StaticRegexReplace",
            lambda x: tf.raw_ops.StaticRegexReplace(input=x, **attributes), source, **attributes)
for index, (sources, pattern) in enumerate([
    (["abc", "abcd", "", "ab"], "abc"), (["a", "ab", "b"], "a|ab"), (["", "aaa", "ab"], "a*"),
    (["a\n", "a"], "a$"), (["é", "a", "éé", b"\xff"], "."), (["a", "aa", "aaa"], "(a|aa)"),
    (["2026-11-22", "2026-1-2"], r"\d{4}-\d{2}-\d{2}"), (["me@site.org", "me"], r"[^@]+@[^@]+"),
]):
    golden.case(
        f"regex_full_match_{index}", "StaticRegexFullMatch",
        lambda x: tf.raw_ops.StaticRegexFullMatch(input=x, pattern=pattern), sources,
        pattern=pattern)

golden.write()
