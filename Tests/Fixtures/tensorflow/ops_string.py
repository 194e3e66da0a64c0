"""Operations on strings."""

import tensorflow as tf

from golden import Golden

golden = Golden(__file__)
raw = tf.raw_ops


def case(name, op, *inputs, **attributes):
    """Runs the raw operation, whose tensor arguments are the inputs in their order."""
    arguments = {"Substr": ["input", "pos", "len"], "StringToNumber": ["string_tensor"]}
    constants = dict(attributes)
    if "out_type" in constants:
        constants["out_type"] = tf.dtypes.as_dtype(constants["out_type"])
    golden.case(
        name, op, lambda *x: getattr(raw, op)(
            **dict(zip(arguments.get(op, ["input"]), x)), **constants),
        *inputs, **attributes)


# Joining.
square = [["a", "b"], ["c", "d"]]
for axes in [[0], [1], [0, 1], [1, 0], [], [-1], [-2]]:
    name = "".join(str(axis) for axis in axes)
    for keep in [False, True]:
        golden.case(
            f"reduce_join_{name}_{keep}", "ReduceJoin",
            lambda x: raw.ReduceJoin(
                inputs=x, reduction_indices=tf.constant(axes, tf.int32), keep_dims=keep,
                separator="-"),
            square, axes=axes, keep_dims=keep, separator="-")
cube = [[["a", "b", "c"], ["d", "e", "f"]], [["g", "h", "i"], ["j", "k", "é"]]]
for axes in [[0, 2], [2, 0], [1, 2, 0]]:
    golden.case(
        f"reduce_join_cube_{axes}", "ReduceJoin",
        lambda x: raw.ReduceJoin(inputs=x, reduction_indices=axes), cube, axes=axes)
golden.case("reduce_join_all", "ReduceJoin", lambda x: tf.compat.v1.reduce_join(x), cube)
for axis in [0, 1]:
    golden.case(
        f"reduce_join_empty_{axis}", "ReduceJoin",
        lambda x: raw.ReduceJoin(inputs=x, reduction_indices=[axis], separator="-"),
        tf.zeros([0, 2], tf.string), axes=[axis], separator="-")
golden.case(
    "join", "StringJoin", lambda *x: tf.strings.join(x, "-"), ["a", ""], "é", ["b", "c"],
    separator="-")
golden.case("join_scalars", "StringJoin", lambda *x: tf.strings.join(x), "a", "b")
golden.case("join_one", "StringJoin", lambda *x: tf.strings.join(x, ","), square, separator=",")

# Splitting.
rows = ["", "a,b;c", ",a,,", " x "]
for delimiter in [",", ",;", "", " "]:
    for skip in [False, True]:
        golden.case(
            f"split_{delimiter}_{skip}", "StringSplit",
            lambda x: raw.StringSplit(input=x, delimiter=delimiter, skip_empty=skip), rows,
            delimiter=delimiter, skip_empty=skip)
golden.case(
    "split_nothing", "StringSplit", lambda x: raw.StringSplit(input=x, delimiter=" "),
    tf.zeros([0], tf.string), delimiter=" ", skip_empty=True)
rows = ["", " ", "a b  c ", " a", "a<>b<><>c<>", "<>", "<"]
for separator in ["", "<>", " "]:
    for most in [-1, 0, 1, 2]:
        golden.case(
            f"split_v2_{separator}_{most}", "StringSplitV2",
            lambda x: raw.StringSplitV2(input=x, sep=separator, maxsplit=most), rows,
            sep=separator, maxsplit=most)
golden.case(
    "split_text", "StringSplitText", lambda x: tf.strings.split(x, ","), "a,,bc", sep=",")
golden.case("split_text_spaces", "StringSplitText", lambda x: tf.strings.split(x), " a bc d ", sep="")

# Parts.
for unit in ["BYTE", "UTF8_CHAR"]:
    for position, length in [
        (0, 2), (1, 1), (-2, 1), (-2, 9), (5, 2), (-5, 2), (2, 0), (1, -1), (0, 2**31 - 1),
    ]:
        case(
            f"substr_{unit}_{position}_{length}", "Substr", ["hello", "hé€lo"], position, length,
            unit=unit)
case("substr_each", "Substr", "hello", tf.constant([0, 1, -2], tf.int64),
     tf.constant([1, 1, 2], tf.int64), unit="BYTE")
case("substr_rows", "Substr", [["abc"], ["def"]], [0, 1], [1, 2], unit="BYTE")
case("substr_columns", "Substr", ["abc", "def"], [[0], [1]], [[1], [2]], unit="BYTE")
case("substr_one", "Substr", ["a", "bc"], [0], [1], unit="BYTE")
case("substr_empty", "Substr", tf.zeros([0, 2], tf.string), 0, 1, unit="BYTE")

# Letters.
letters = ["", "aBzZ[`{@", "ÀÉß aB", "ΑΣ ΣΑ Σ", "İI", "ŉ ǆ ﬁ", b"A\xffb", "日本 Я"]
for encoding in ["", "utf-8"]:
    case(f"lower_{encoding}", "StringLower", letters, encoding=encoding)
    case(f"upper_{encoding}", "StringUpper", letters, encoding=encoding)
case("strip", "StringStrip", ["", "  ", " \t\n\v\f\r a b\0 ", "\u00a0a\u2003", "x"])
for unit in ["BYTE", "UTF8_CHAR"]:
    case(f"length_{unit}", "StringLength",
         [["", "abc"], ["hé€", "日本"], [b"h\xc3\xa9\xff", b"\x80\x80a"]], unit=unit)

# Numbers.
numbers = [1.5, -0.0, 1e20, 123456789.0, float("nan"), float("-inf"), float("inf"), 1e-9]
for dtype in [tf.float32, tf.float64]:
    for index, extra in enumerate([
        {}, {"precision": 2}, {"precision": 0}, {"scientific": True}, {"shortest": True},
        {"width": 9}, {"width": 9, "fill": "0"}, {"width": 9, "fill": "-"},
        {"width": 9, "fill": "+"}, {"width": 9, "fill": " "},
        {"width": 12, "precision": 3, "shortest": True}, {"precision": 30},
    ]):
        case(f"as_string_{dtype.name}_{index}", "AsString", tf.constant(numbers, dtype), **extra)
for dtype in [tf.int8, tf.int16, tf.int32, tf.int64, tf.uint8]:
    for index, extra in enumerate(
            [{}, {"width": 6}, {"width": 6, "fill": "0"}, {"width": 6, "fill": "+"}]):
        case(
            f"as_string_{dtype.name}_{index}", "AsString",
            tf.constant([[dtype.min], [dtype.max], [5]], dtype), **extra)
case("as_string_bool", "AsString", [True, False], width=8)
case("as_string_string", "AsString", ["abc", "a longer text"], width=5, fill="-")
case("as_string_string_right", "AsString", ["abc", ""], width=5)
case("as_string_complex", "AsString", tf.constant([1 + 2j, -0.5j], tf.complex64), precision=2)
case("as_string_scalar", "AsString", 7)
for dtype in ["float32", "float64"]:
    case(
        f"to_number_{dtype}", "StringToNumber",
        ["1", " 2 ", "+3", "-4.25", "1e3", "0x10", "inf", "-Infinity", "nan", "NaN", "1.", ".5",
         "1e400", "1e-400", "0.1", "3.4028236e38", "\t7\n", "-0"], out_type=dtype)
case("to_number_int32", "StringToNumber",
     [["2147483647", "-2147483648"], ["00012", " +7 "]], out_type="int32")
case("to_number_int64", "StringToNumber",
     ["9223372036854775807", "-9223372036854775808", "-0"], out_type="int64")

# Base64.
plain = ["", "a", "ab", "abc", "abcd", b"\xff\xfe\xfb", "hé€"]
for pad in [False, True]:
    case(f"encode_{pad}", "EncodeBase64", plain, pad=pad)
case("decode", "DecodeBase64", [["", "YQ", "YQ=="], ["YWI=", "YWI", "__4"], ["YR", "YWJjZA", "-_-_"]])

golden.write()
