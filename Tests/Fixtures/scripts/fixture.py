"""What the fixture scripts share: the JSON format, seeds, and gradients.

A tensor is {"shape": [...], "values": [...]}, values flattened row-major. Floats are the
shortest decimals that read back as the same float32 or float64. Integer tensors also carry
"dtype". One case stands on one line, so that a change shows as one changed line.
"""

import json
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # the same sums on every machine
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras  # noqa: E402  (the environment comes first)
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

FOLDER = pathlib.Path(__file__).resolve().parent.parent


def generator(seed):
    """A NumPy generator whose stream is the same on every machine."""
    return np.random.Generator(np.random.PCG64(seed))


def normal(rng, shape, dtype="float64"):
    """Normal numbers of three decimals: short in JSON, and exact in the file."""
    return np.round(rng.standard_normal(shape), 3).astype(dtype)


def tensor(value, **extra):
    """`value` as a JSON tensor; `extra` keys (a name, say) go first."""
    array = np.asarray(value)
    result = dict(extra)
    if array.dtype == np.float32:
        values = [float(str(x)) for x in array.reshape(-1)]
    else:
        values = array.reshape(-1).tolist()
    if array.dtype.kind in "iu":
        result["dtype"] = array.dtype.name
    elif not np.all(np.isfinite(array)):
        raise ValueError(f"JSON has no infinities or NaNs: {extra} {array}")
    result["shape"] = list(array.shape)
    result["values"] = values
    return result


def dense(gradient):
    """A gradient as a dense array; gathers give IndexedSlices."""
    return tf.convert_to_tensor(gradient).numpy()


def write(name, script, cases, dtype="float64", **extra):
    """Write FOLDER/name: the header, then one case a line."""
    header = {
        "source": f"Keras {keras.__version__} / TensorFlow {tf.__version__}",
        "script": f"Tests/Fixtures/scripts/{pathlib.Path(script).name}",
        "dtype": dtype,
        **extra,
    }
    names = [case["name"] for case in cases]
    repeated = {n for n in names if names.count(n) > 1}
    if repeated:
        raise ValueError(f"{name}: case names must be unique: {sorted(repeated)}")

    def compact(value):
        return json.dumps(value, separators=(",", ":"), allow_nan=False)

    lines = [f"{compact(key)}:{compact(value)}," for key, value in header.items()]
    body = ",\n".join(compact(case) for case in cases)
    text = "{\n" + "\n".join(lines) + '\n"cases":[\n' + body + "\n]}\n"
    json.loads(text)
    path = FOLDER / name
    path.write_text(text)
    print(f"{name}: {len(cases)} cases, {path.stat().st_size} bytes")
