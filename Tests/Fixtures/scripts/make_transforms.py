"""Makes transforms.json: what TensorFlow and Keras make of texts and numbers under the steps of a
column's `transform`.

Run: pip install tensorflow-cpu safetensors && python make_transforms.py

A case has the steps as a configuration writes them, `input` as a CSV file has it, and `texts` or
`numbers`: the result.
"""

import zlib

from fixture import generator, write

import keras
import numpy as np
import tensorflow as tf

WORDS = ["Paris", " paris", "LONDON\t", "New  York", "Zürich", "ΟΔΟΣ", "straße", "a", "ab-12-cd",
         "1234567", "0012", "exactly sixteen!", "seventeen letters", "$1,200",
         "a text of more than thirty-two bytes, and of less than 64",
         "a text that is longer than the sixty-four bytes that FarmHash takes in one block of it"]


def number(texts):
    return tf.strings.to_number(texts, tf.float64)


def regex(pattern, rewrite, replace_global=True):
    step = {"regex_replace": {"pattern": pattern, "with": rewrite,
                              "replace_global": replace_global}}
    return step, lambda x: tf.strings.regex_replace(x, pattern, rewrite, replace_global)


def clip(least, greatest):
    step = {"clip": {"min": least, "max": greatest}}
    return step, lambda x: tf.clip_by_value(x, least, greatest)


def bucketize(boundaries):
    layer = keras.layers.Discretization(bin_boundaries=boundaries)
    return {"bucketize": boundaries}, lambda x: layer(tf.cast(x, tf.float32))


def quantize(bits, greatest):
    # TensorFlow moves the range until it has a 0; one that begins there it leaves.
    step = {"quantize": {"levels": 2 ** bits, "min": 0, "max": greatest}}
    return step, lambda x: tf.quantization.fake_quant_with_min_max_args(
        tf.cast(x, tf.float32), 0.0, greatest, bits)


def hash_bucket(count, key=None):
    if key is None:
        return {"hash_bucket": count}, lambda x: tf.strings.to_hash_bucket_fast(x, count)
    step = {"hash_bucket": {"num_buckets": count, "key": key}}
    return step, lambda x: tf.strings.to_hash_bucket_strong(x, count, key)


STRIP = ("strip", tf.strings.strip)
LOWER = ("lower", lambda x: tf.strings.lower(x, "utf-8"))
UPPER = ("upper", lambda x: tf.strings.upper(x, "utf-8"))
LOG = ("log", tf.math.log)
LOG1P = ("log1p", tf.math.log1p)


def texts(name, *steps, words=WORDS):
    value = tf.constant(words)
    for _, function in steps:
        value = function(value)
    case = {"name": name, "transform": [step for step, _ in steps], "input": words}
    if value.dtype == tf.string:
        case["texts"] = [text.decode() for text in value.numpy()]
    else:
        case["numbers"] = value.numpy().tolist()
    return case


def numbers(name, *steps, least=-50.0, greatest=150.0, edges=()):
    values = generator(zlib.crc32(name.encode())).uniform(least, greatest, 43 - len(edges)).round(3)
    words = [str(value) for value in np.concatenate([np.array(edges, float), values])]
    value = number(tf.constant(words))
    for _, function in steps:
        value = function(value)
    return {"name": name, "transform": [step for step, _ in steps], "input": words,
            "numbers": np.asarray(value, np.float64).tolist()}


def cases():
    yield texts("strip", STRIP)
    yield texts("lower", LOWER)
    yield texts("upper", UPPER)
    yield texts("strip_lower", STRIP, LOWER)
    yield texts("regex_groups", regex(r"(\w+)\W+(\w+)", r"\2_\1"))
    yield texts("regex_spaces", STRIP, regex(r"\s+", " "), UPPER)
    yield texts("regex_first", regex("[a-z]", "*", False))
    yield texts("hash", hash_bucket(100))
    yield texts("hash_one", hash_bucket(1))
    yield texts("hash_many", hash_bucket(16777216))
    yield texts("hash_key", hash_bucket(1000, [7, 11]))
    yield texts("clean_hash", STRIP, LOWER, regex("[^a-z]", "-"), hash_bucket(50))
    yield numbers("log", LOG, least=1e-6, edges=[1e-300, 1, 1e300])
    yield numbers("log1p", LOG1P, least=-0.999, edges=[0, 1e-12, -1e-12])
    yield numbers("clip", clip(-10, 100), edges=[-10, 100])
    yield numbers("clip_log1p", clip(0, 1000), LOG1P)
    yield numbers("bucketize", bucketize([0.0, 18.0, 30.5, 100.0]), edges=[0, 18, 30.5, 100, -1])
    yield numbers("bucketize_one", bucketize([50.0]), edges=[50])
    yield numbers("bucketize_many", bucketize([float(x) for x in range(-40, 140, 3)]),
                  edges=[-40, 137])
    yield numbers("quantize", quantize(4, 15.0), greatest=20, edges=[0, 0.5, 1.5, 15])
    yield numbers("quantize_fine", quantize(8, 100.0), edges=[0, 100])
    yield texts("to_bucket", ("to_number", number), bucketize([10.0, 20.0]),
                words=["5", "10", " 15 ", "2e1", "25"])


write("transforms.json", __file__, list(cases()))
