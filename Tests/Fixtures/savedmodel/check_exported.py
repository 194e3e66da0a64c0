"""Loads what tfx exported (`exported`, `saved`) with TensorFlow, and keeps TensorFlow's outputs.

python Tests/Fixtures/savedmodel/check_exported.py   (tensorflow 2.21)

ExportTests expects the same files and the same outputs. Run it after TFX_UPDATE_GOLDENS has written
them anew.
"""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow as tf

here = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(11)
found = {}
models = {"mlp": (3, 4), "cnn": (2, 8, 8, 1), "batchnorm": (2, 6, 6, 1), "activations": (3, 3)}
for name, shape in models.items():
    path = os.path.join(here, "exported", name)
    x = rng.normal(size=shape).astype(np.float32)
    y = tf.saved_model.load(path).signatures["serving_default"](x=tf.constant(x))["y"].numpy()
    # As TensorFlow Serving does it: a session, the saver's restore operation.
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        meta = tf.compat.v1.saved_model.load(session, ["serve"], path)
        signature = meta.signature_def["serving_default"]
        served = session.run(signature.outputs["y"].name, {signature.inputs["x"].name: x})
    np.testing.assert_allclose(y, served, rtol=1e-6)
    found[name] = {
        "input": "x",
        "shape": list(shape),
        "x": x.ravel().tolist(),
        "outputs": {"y": y.ravel().tolist()},
    }

# A branch and a loop, in both forms that TensorFlow runs.
path = os.path.join(here, "exported", "control")
w = np.array([0.5, -1, 2], np.float32)
for sign in (1, -1):
    x = sign * np.abs(rng.normal(size=(2, 3))).astype(np.float32)
    y = x * w if sign > 0 else x - 1
    z = y
    for _ in range(3):
        z = z * np.float32(0.5) + w
    outputs = tf.saved_model.load(path).signatures["serving_default"](x=tf.constant(x))
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        meta = tf.compat.v1.saved_model.load(session, ["serve"], path)
        names = {k: v.name for k, v in meta.signature_def["serving_default"].outputs.items()}
        served = session.run(names, {"x:0": x})
    for result in (outputs, served):
        np.testing.assert_allclose(result["y"], y, rtol=1e-6)
        np.testing.assert_allclose(result["z"], z, rtol=1e-6)
        assert result["count"] == 3

# Queues and accumulators.
graph_def = tf.compat.v1.GraphDef()
with open(os.path.join(here, "exported", "queues.pb"), "rb") as file:
    graph_def.ParseFromString(file.read())
with tf.Graph().as_default(), tf.compat.v1.Session() as session:
    tf.graph_util.import_graph_def(graph_def, name="")
    for value in ([1, 2], [3, 4]):
        session.run("enqueue", {"x:0": value})
    assert session.run("size:0") == 2
    np.testing.assert_array_equal(session.run("dequeue:0"), [[1, 2], [3, 4]])
    for value in ([1, 2], [3, 4]):
        session.run("apply", {"x:0": value})
    np.testing.assert_array_equal(session.run("take:0"), [2, 3])

saved = os.path.join(here, "saved")
assert tf.train.latest_checkpoint(saved) == os.path.join(saved, "model")
assert tf.train.get_checkpoint_state(saved).all_model_checkpoint_paths == [
    os.path.join(saved, "model")]
reader = tf.train.load_checkpoint(os.path.join(here, "saved", "model"))
np.testing.assert_array_equal(reader.get_tensor("layer/weights"), np.array([1, 2, 3], np.float32))
assert reader.get_tensor("steps") == 7 and reader.get_tensor("steps").dtype == np.int64
with open(os.path.join(here, "exported.json"), "w") as file:
    json.dump(found, file)
print("TensorFlow reads all of it:", ", ".join(found))
