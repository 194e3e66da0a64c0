"""Which element types TensorFlow's operations take on a CPU: writes element_types.json.

For each operation of docs/reference/ops.md that TensorFlow has, the attributes that choose element
types, with those of our types that a kernel is registered for, and what chooses the type of each
input: the name of such an attribute, or the type itself.

    {"MatMul": {"types": {"T": ["float32", …]}, "inputs": ["T", "T"]}}
"""

import json
import os
import pathlib
import re

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import tensorflow as tf  # noqa: E402  (the environment comes first)
from tensorflow.python.framework import kernels, op_def_registry  # noqa: E402

OURS = ["float32", "float64", "int8", "int16", "int32", "int64", "uint8", "bool", "string",
        "complex64", "qint8", "quint8"]

root = pathlib.Path(__file__).parents[3]
names = re.findall(r"^\| `(\w+)` \|", (root / "docs/reference/ops.md").read_text(), re.MULTILINE)


def own(types):
    found = {tf.dtypes.as_dtype(t).name for t in types}
    return [t for t in OURS if t in found]


def described(name):
    """None for an operation that TensorFlow lacks, or that has no choice of types."""
    definition = op_def_registry.get(name)
    registered = [
        k for k in kernels.get_registered_kernels_for_op(name).kernel if k.device_type == "CPU"]
    if definition is None or not registered:
        return None
    types = {}
    for attr in definition.attr:
        if attr.type not in ("type", "list(type)"):
            continue
        allowed = own(attr.allowed_values.list.type) if attr.HasField("allowed_values") else OURS
        taken = set()
        for kernel in registered:
            limits = [c for c in kernel.constraint if c.name == attr.name]
            taken.update(own(limits[0].allowed_values.list.type) if limits else OURS)
        types[attr.name] = [t for t in OURS if t in allowed and t in taken]
    if not types:
        return None
    inputs = [
        arg.type_attr or arg.type_list_attr or tf.dtypes.as_dtype(arg.type).name
        for arg in definition.input_arg]
    return {"types": types, "inputs": inputs}


table = {name: described(name) for name in names}
table = {name: row for name, row in table.items() if row}
path = pathlib.Path(__file__).with_suffix(".json")
lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(row)}" for name, row in table.items())
path.write_text(f'{{"source": "TensorFlow {tf.__version__}", "operations": {{\n{lines}\n}}}}\n')
print(f"{path.name}: {len(table)} operations, {path.stat().st_size:,} bytes")
