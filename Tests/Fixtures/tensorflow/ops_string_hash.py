"""Buckets of strings: TensorFlow's three hashes."""

import tensorflow as tf

from golden import Golden

golden = Golden(__file__)
raw = tf.raw_ops
largest = 2**63 - 1

# Hashes of the first 0 … 200 bytes of a text, and of some words.
text = "".join(chr(33 + (i * i * 7 + i) % 90) for i in range(200))
lengths = tf.range(201)
words = ["", "a", "tfx", "naïve", b"\xff\x00", "a longer text of more than thirty-two bytes"]
for op, extra in [
    ("StringToHashBucket", {}), ("StringToHashBucketFast", {}),
    ("StringToHashBucketStrong", {"key": [1, -2]}),
]:
    argument = "string_tensor" if op == "StringToHashBucket" else "input"
    golden.case(
        f"{op}_prefixes", op,
        lambda x, p, n: getattr(raw, op)(
            **{argument: tf.strings.substr(x, p, n)}, num_buckets=largest, **extra),
        text, tf.zeros_like(lengths), lengths, num_buckets=str(largest), **extra)
    for name, values, buckets in [
        ("words", [words[:3], words[3:]], 10), ("empty", tf.zeros([0], tf.string), 1),
    ]:
        golden.case(
            f"{op}_{name}", op,
            lambda x: getattr(raw, op)(**{argument: x}, num_buckets=buckets, **extra), values,
            num_buckets=buckets, **extra)

golden.write()
