"""Makes constraints.json: where Keras's constraints move weights.

Run: pip install tensorflow-cpu safetensors && python make_constraints.py
"""

from fixture import generator, normal, tensor, write

import keras
import numpy as np


def case(name, kind, weight, **arguments):
    moved = getattr(keras.constraints, kind)(**arguments)(keras.ops.convert_to_tensor(weight))
    return {"name": name, "kind": kind, "arguments": arguments, "input": tensor(weight),
            "output": tensor(np.asarray(moved))}


def cases():
    rng = generator(22)
    matrix = normal(rng, (3, 4)) * 2
    matrix[:, 1] = 0.0  # has no direction
    kernel = normal(rng, (3, 3, 2, 2))
    for kind, name, arguments in (
        ("MaxNorm", "max_norm", {"max_value": 1.5, "axis": 1}),
        ("MinMaxNorm", "min_max_norm", {"min_value": 0.5, "max_value": 1.5, "rate": 0.75}),
        ("NonNeg", "non_neg", {}),
        ("UnitNorm", "unit_norm", {"axis": -1}),
    ):
        yield case(f"{name}_default", kind, matrix)
        yield case(f"{name}_matrix", kind, matrix, **arguments)
        axis = {} if kind == "NonNeg" else {"axis": [0, 1, 2]}
        yield case(f"{name}_kernel", kind, kernel, **{**arguments, **axis})


if __name__ == "__main__":
    keras.backend.set_floatx("float64")
    write("constraints.json", __file__, list(cases()))
