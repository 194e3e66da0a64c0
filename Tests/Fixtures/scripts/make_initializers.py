"""Makes initializers.json: the distributions of Keras's initial weights, not their draws.

Run: pip install tensorflow-cpu safetensors && python make_initializers.py

A uniform case gives "limit": draws lie in [-limit, limit), (random_uniform: minval, maxval).
A normal case gives "stddev", that of the result; for a truncated normal also
"untruncated_stddev", that of the normal which is cut at twice itself ("bound"). "empirical_…"
are Keras's over "samples" draws: a check of the theory, to about 1/sqrt(samples).
"""

import math

from fixture import write

import keras
from keras.src.initializers.random_initializers import compute_fans
import numpy as np

SHAPES = [(784, 512), (3, 3, 32, 64), (64,)]
SAMPLES = 1_000_000
# The standard deviation of a unit normal cut at ±2.
TRUNCATED = 0.87962566103423978


def scaled(fan_in, fan_out, scale, mode):
    """The variance of Keras's VarianceScaling."""
    fan = {"fan_in": fan_in, "fan_avg": (fan_in + fan_out) / 2}[mode]
    return scale / max(1.0, fan)


def theory(kind, shape):
    fan_in, fan_out = compute_fans(shape)
    fans = {"fan_in": fan_in, "fan_out": fan_out}
    for prefix, scale, mode in (("Glorot", 1, "fan_avg"), ("He", 2, "fan_in"),
                                ("Lecun", 1, "fan_in")):
        if kind.startswith(prefix):
            variance = scaled(fan_in, fan_out, scale, mode)
            if kind.endswith("Uniform"):
                limit = math.sqrt(3 * variance)
                return {**fans, "distribution": "uniform", "limit": limit,
                        "stddev": math.sqrt(variance)}
            untruncated = math.sqrt(variance) / TRUNCATED
            return {**fans, "distribution": "truncated_normal",
                    "untruncated_stddev": untruncated, "bound": 2 * untruncated,
                    "stddev": math.sqrt(variance)}
    return {
        "RandomNormal": {"distribution": "normal", "stddev": 0.05},
        "RandomUniform": {"distribution": "uniform", "limit": 0.05,
                          "stddev": 0.05 / math.sqrt(3)},
        "TruncatedNormal": {"distribution": "truncated_normal", "untruncated_stddev": 0.05,
                            "bound": 0.1, "stddev": 0.05 * TRUNCATED},
    }[kind]


def sample(kind, shape):
    """At least SAMPLES values drawn by Keras in tensors of `shape`."""
    draws = math.ceil(SAMPLES / math.prod(shape))
    if len(shape) == 1:  # one draw of many would change the fans; concatenate instead
        draws = 2000
    return np.concatenate([
        getattr(keras.initializers, kind)(seed=seed)(shape).numpy().reshape(-1)
        for seed in range(draws)
    ]).astype("float64")


def case(kind, name, shape):
    values = sample(kind, shape)
    expected = theory(kind, shape)
    spread = values.std()
    tolerance = 5 / math.sqrt(values.size)
    assert abs(spread / expected["stddev"] - 1) < tolerance, (kind, shape, spread, expected)
    bound = expected.get("limit", expected.get("bound"))
    assert bound is None or np.abs(values).max() <= bound * (1 + 1e-6), (kind, shape)
    return {
        "name": "_".join([name, *map(str, shape)]), "kind": kind, "initializer": name,
        "shape": list(shape), **expected,
        "samples": values.size, "empirical_mean": values.mean(), "empirical_stddev": spread,
        "empirical_min": values.min(), "empirical_max": values.max(),
    }


def orthogonal(shape):
    """Flattened to [rows, columns], the smaller side is orthonormal."""
    q = keras.initializers.Orthogonal(seed=1)(shape).numpy().astype("float64")
    q = q.reshape(-1, shape[-1])
    rows, columns = q.shape
    product = q.T @ q if rows >= columns else q @ q.T
    deviation = np.abs(product - np.eye(len(product))).max()
    assert deviation < 1e-5, (shape, deviation)
    return {
        "name": "_".join(["orthogonal", *map(str, shape)]), "kind": "Orthogonal",
        "initializer": "orthogonal", "shape": list(shape), "distribution": "orthogonal",
        "matrix": [rows, columns], "orthonormal": "columns" if rows >= columns else "rows",
        "stddev": 1 / math.sqrt(max(rows, columns)), "empirical_mean": q.mean(),
        "empirical_stddev": q.std(), "largest_deviation_from_identity": deviation,
    }


if __name__ == "__main__":
    kinds = [
        ("GlorotUniform", "glorot_uniform"), ("GlorotNormal", "glorot_normal"),
        ("HeUniform", "he_uniform"), ("HeNormal", "he_normal"),
        ("LecunUniform", "lecun_uniform"), ("LecunNormal", "lecun_normal"),
        ("RandomNormal", "random_normal"), ("RandomUniform", "random_uniform"),
        ("TruncatedNormal", "truncated_normal"),
    ]
    write("initializers.json", __file__, [
        *(case(kind, name, shape) for kind, name in kinds for shape in SHAPES),
        *(orthogonal(shape) for shape in [(784, 512), (3, 3, 32, 64), (5, 7), (8, 8)]),
    ], dtype="float32")
