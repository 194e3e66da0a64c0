"""Has TensorFlow run the graphs that tfx wrote of the cases in this folder.

TFX_UPDATE_GOLDENS=1 scripts/test --filter ExchangeTests   leaves them in .build/exported-cases
python Tests/Fixtures/tensorflow/check_graphs.py           (tensorflow 2.21)

Each graph is imported, run with the case's inputs and compared with its outputs. The script fails if
one is refused or makes other values, and says for which operations there was none.
"""

import json
import pathlib
import sys

import golden  # noqa: F401  (it sets the environment, so it comes first)
import numpy as np
import tensorflow as tf

here = pathlib.Path(__file__).resolve().parent
folder = here / "../../../.build/exported-cases"
# Where TensorFlow's own result depends on how it is run: a graph's vector loop overflows where the
# eager one did not; a depthwise kernel without oneDNN has no dilations, which `tf.nn` works around.
VARYING = {"ComplexAbs_limits", "depthwise_dilated"}


def number(value):
    return float(value) if isinstance(value, str) else value


def array(tensor):
    dtype = tf.as_dtype(tensor["dtype"])
    values = tensor["values"]
    if dtype == tf.string:
        flat = [v.encode() if isinstance(v, str) else bytes.fromhex(v["hex"]) for v in values]
        return np.array(flat, dtype=object).reshape(tensor["shape"])
    if dtype == tf.complex64:
        pairs = np.array([number(v) for v in values], np.float32).reshape(-1, 2)
        return (pairs[:, 0] + 1j * pairs[:, 1]).astype(np.complex64).reshape(tensor["shape"])
    if dtype in (tf.int64, tf.int32):
        return np.array([int(v) for v in values], dtype.as_numpy_dtype).reshape(tensor["shape"])
    raw = np.array([number(v) for v in values])
    return raw.astype(dtype.as_numpy_dtype).reshape(tensor["shape"])


def compare(found, expected):
    if found.dtype.kind in "fc":
        finite = np.abs(expected[np.isfinite(expected)])
        largest = finite.max() if finite.size else 0
        np.testing.assert_allclose(found, expected, rtol=2e-6, atol=2e-6 * largest)
    else:
        np.testing.assert_array_equal(found, expected)


def run(case):
    graph_def = tf.compat.v1.GraphDef()
    graph_def.ParseFromString((folder / f"{case['op']}-{case['name']}.pb").read_bytes())
    outputs = (folder / f"{case['op']}-{case['name']}.outputs").read_text().split("\n")
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        tf.graph_util.import_graph_def(graph_def, name="")
        feeds = {f"input_{i}:0": array(x) for i, x in enumerate(case["inputs"])}
        found = session.run([o if ":" in o else o + ":0" for o in outputs], feeds)
    for value, expected in zip(found, case["outputs"]):
        if expected["dtype"] in ("qint8", "quint8"):
            value = value.astype(np.int16)
            expected = {**expected, "dtype": "int16"}
        compare(np.asarray(value), array(expected))


done, missing, wrong = {}, set(), []
for file in sorted(here.glob("*.json")):
    for case in json.loads(file.read_text(encoding="utf-8"))["cases"]:
        if case["name"] in VARYING:
            continue
        if not (folder / f"{case['op']}-{case['name']}.pb").exists():
            missing.add(case["op"])
            continue
        try:
            run(case)
        except Exception as error:  # noqa: BLE001  (all of them are wanted)
            text = " ".join(str(error).split())
            wrong.append(f"{case['op']} {case['name']}: {type(error).__name__}: {text[:300]}")
            continue
        done[case["op"]] = done.get(case["op"], 0) + 1
print("\n".join(wrong))
print("without a graph:", ", ".join(sorted(missing - done.keys())))
print(f"{sum(done.values())} graphs of {len(done)} operations are right, {len(wrong)} are wrong")
sys.exit(bool(wrong))
