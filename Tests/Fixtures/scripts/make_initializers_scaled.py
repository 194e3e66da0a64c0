"""Makes initializers_scaled.json: the distributions of Keras's VarianceScaling, as
make_initializers.py has those of its special cases.

Run: pip install tensorflow-cpu safetensors && python make_initializers_scaled.py
"""

import math

from fixture import write
from make_initializers import TRUNCATED

import keras
from keras.src.initializers.random_initializers import compute_fans
import numpy as np


def case(name, shape, **arguments):
    mode = arguments.get("mode", "fan_in")
    fan_in, fan_out = compute_fans(shape)
    fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    stddev = math.sqrt(arguments.get("scale", 1.0) / fan)
    distribution = arguments.get("distribution", "truncated_normal")
    expected = {
        "uniform": {"limit": math.sqrt(3) * stddev},
        "truncated_normal": {"bound": 2 * stddev / TRUNCATED},
        "untruncated_normal": {},
    }[distribution]
    values = np.concatenate([
        keras.initializers.VarianceScaling(seed=seed, **arguments)(shape).numpy().reshape(-1)
        for seed in range(math.ceil(1_000_000 / math.prod(shape)))
    ]).astype("float64")
    assert abs(values.std() / stddev - 1) < 5 / math.sqrt(values.size), name
    bound = expected.get("limit", expected.get("bound"))
    assert bound is None or np.abs(values).max() <= bound * (1 + 1e-6), name
    return {"name": name, "kind": "VarianceScaling", "initializer": "VarianceScaling",
            "arguments": arguments, "shape": list(shape), "distribution": distribution,
            "stddev": stddev, **expected}


if __name__ == "__main__":
    write("initializers_scaled.json", __file__, [
        case("default", (40, 300)),
        case("fan_out_uniform", (3, 3, 8, 16), scale=2.0, mode="fan_out",
             distribution="uniform"),
        case("fan_avg_untruncated", (40, 300), scale=0.5, mode="fan_avg",
             distribution="untruncated_normal"),
    ])
