"""What the scripts of this folder share: a case runs TensorFlow and becomes a line of JSON.

Each script makes the file of its name: `python ops_math.py` writes ops_math.json. A case is

    {"name": …, "op": …, "attributes": {…}, "inputs": […], "outputs": […], "gradients": […]}

`op` is TensorFlow's name of the operation, or of the function in camel case where TensorFlow
composes it; `attributes` are what the test's builder needs besides the inputs, and `known`, the
inputs of which the graph must know the shape. A tensor is
{"dtype", "shape", "values"}, values flattened row-major; numbers that JSON lacks are the texts
"nan", "inf" and "-inf"; whole numbers beyond 2⁵³ are texts; a string is text if it is UTF-8, else
{"hex": …}; a complex number is two numbers. `gradients` has one tensor for each input (null where
TensorFlow has none): the derivatives of Σ output 0 · cotangent, where cotangent[i] in row-major
order is 1, −2, 3, −1, 2, −3, repeated. It is left out where the op has no gradient.
"""

import json
import os
import pathlib

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # the same sums on every machine
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import numpy as np  # noqa: E402  (the environment comes first)
import tensorflow as tf  # noqa: E402

COTANGENT = [1, -2, 3, -1, 2, -3]


def cotangent(output):
    values = np.resize(COTANGENT, max(1, output.shape.num_elements()))
    return tf.cast(tf.reshape(values[:output.shape.num_elements()], output.shape), output.dtype)


def number(value):
    if np.isnan(value):
        return "nan"
    if np.isinf(value):
        return "inf" if value > 0 else "-inf"
    return float(str(value)) if isinstance(value, np.float32) else value.item()


def element(value):
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return {"hex": value.hex()}
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (np.integer, int)):
        return int(value) if abs(int(value)) <= 2**53 else str(int(value))
    return number(value)


def tensor(value):
    """A tf.Tensor, NumPy array or IndexedSlices as JSON."""
    value = tf.convert_to_tensor(value)
    array = value.numpy()
    if value.dtype in (tf.qint8, tf.quint8):
        array = array.astype(np.int8 if value.dtype == tf.qint8 else np.uint8)
    flat = np.asarray(array).reshape(-1)
    if flat.dtype.kind == "c":
        flat = np.stack([flat.real, flat.imag], axis=1).reshape(-1)
    return {
        "dtype": value.dtype.name,
        "shape": list(value.shape),
        "values": [element(x) for x in flat],
    }


class Golden:
    """The cases of one file."""

    def __init__(self, script):
        self.path = pathlib.Path(script).with_suffix(".json")
        self.cases, self.names = [], set()

    def case(self, name, op, function, *inputs, gradient=True, **attributes):
        """Runs function(*inputs), and its gradient if it has one and `gradient` is true."""
        if name in self.names:
            raise ValueError(f"two cases are named {name}")
        self.names.add(name)
        inputs = [tf.convert_to_tensor(x) for x in inputs]
        floating = [x for x in inputs if x.dtype.is_floating or x.dtype.is_complex]
        with tf.GradientTape() as tape:
            tape.watch(floating)
            outputs = function(*inputs)
            outputs = list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]
        result = {
            "name": name,
            "op": op,
            "attributes": attributes,
            "inputs": [tensor(x) for x in inputs],
            "outputs": [tensor(x) for x in outputs],
        }
        first = outputs[0]
        if gradient and floating and (first.dtype.is_floating or first.dtype.is_complex):
            gradients = tape.gradient(first, floating, output_gradients=cotangent(first))
            found = {id(x): g for x, g in zip(floating, gradients)}
            result["gradients"] = [
                None if found.get(id(x)) is None else tensor(found[id(x)]) for x in inputs]
        self.cases.append(result)

    def write(self):
        header = {"source": f"TensorFlow {tf.__version__}",
                  "script": f"Tests/Fixtures/tensorflow/{self.path.stem}.py"}
        lines = ",\n".join(json.dumps(c, ensure_ascii=False) for c in self.cases)
        head = json.dumps(header)[:-1]
        self.path.write_text(f'{head}, "cases": [\n{lines}\n]}}\n', encoding="utf-8")
        print(f"{self.path.name}: {len(self.cases)} cases, {self.path.stat().st_size:,} bytes")
