"""Models and checkpoints that TensorFlow wrote, with what TensorFlow computes with them.

python Tests/Fixtures/savedmodel/make_savedmodel.py   (tensorflow 2.21, keras 3.15)

mlp         a tf.Module, saved by tf.saved_model.save
cnn         Conv2D, BatchNormalization, MaxPooling2D, Flatten and Dense, written by Keras's export
fused       a tf.Module with FusedBatchNormV3, a pool and a reshape to a computed shape
simple      the graph of TensorFlow 1's simple_save
reference   the same with TensorFlow 1's first kind of variables
keras       Dense, BatchNormalization, Dropout and Reshape, written by Keras's export
control     a tf.Module with tf.cond, tf.while_loop and a variable that a branch reads
unknown     a tf.Module with an operation that tfx does not have
checkpoint  a checkpoint of tf.compat.v1.train.Saver, with numbers of several types and strings
graph.pbtxt a GraphDef in text
expected.json holds for each model the inputs and outputs of its signature.
"""

import json
import os
import shutil

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf

here = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(7)
expected = {}


def numbers(*shape):
    return rng.normal(size=shape).astype(np.float32)


def record(name, x):
    loaded = tf.saved_model.load(os.path.join(here, name))
    signature = loaded.signatures["serving_default"]
    (key,) = signature.structured_input_signature[1].keys()
    outputs = signature(**{key: tf.constant(x)})
    expected[name] = {
        "input": key,
        "shape": list(x.shape),
        "x": [float(v) for v in x.ravel()],
        "outputs": {k: [float(v) for v in y.numpy().ravel()] for k, y in outputs.items()},
    }


def folder(name):
    path = os.path.join(here, name)
    shutil.rmtree(path, ignore_errors=True)
    return path


def clean(name):
    # Not part of what is read: assets are none, the fingerprint is of the machine.
    path = os.path.join(here, name)
    shutil.rmtree(os.path.join(path, "assets"), ignore_errors=True)
    if os.path.exists(os.path.join(path, "fingerprint.pb")):
        os.remove(os.path.join(path, "fingerprint.pb"))


class MLP(tf.Module):
    def __init__(self):
        self.w1 = tf.Variable(numbers(4, 5), name="w1")
        self.b1 = tf.Variable(numbers(5), name="b1")
        self.w2 = tf.Variable(numbers(5, 3), name="w2")
        self.b2 = tf.Variable(numbers(3), name="b2")

    @tf.function(input_signature=[tf.TensorSpec([None, 4], tf.float32, name="x")])
    def __call__(self, x):
        hidden = tf.nn.relu(tf.matmul(x, self.w1) + self.b1)
        return {"y": tf.nn.softmax(tf.nn.bias_add(tf.matmul(hidden, self.w2), self.b2))}


class Fused(tf.Module):
    def __init__(self):
        self.kernel = tf.Variable(numbers(3, 3, 1, 2), name="kernel")
        self.vectors = [tf.Variable(numbers(2) ** 2 + 0.5, name=f"v{i}") for i in range(4)]

    @tf.function(input_signature=[tf.TensorSpec([None, 6, 6, 1], tf.float32, name="x")])
    def __call__(self, x):
        x = tf.nn.conv2d(x, self.kernel, [1, 1, 1, 1], "SAME")
        x = tf.compat.v1.nn.fused_batch_norm(
            x, *self.vectors[:2], *self.vectors[2:], epsilon=0.01, is_training=False
        )[0]
        x = tf.nn.avg_pool2d(tf.nn.elu(x), 2, 2, "VALID")
        x = tf.reshape(x, [tf.shape(x)[0], -1])
        return {"y": x, "mean": tf.reduce_mean(x, axis=-1), "class": tf.cast(tf.argmax(x, 1), tf.float32)}


class Unknown(tf.Module):
    @tf.function(input_signature=[tf.TensorSpec([None, 4], tf.float32, name="x")])
    def __call__(self, x):
        return {"y": tf.math.bessel_i0(x)}


class Control(tf.Module):
    def __init__(self):
        self.w = tf.Variable([0.5, -1.0, 2.0], name="w")

    @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32, name="x")])
    def __call__(self, x):
        y = tf.cond(tf.reduce_sum(x) > 0, lambda: x * self.w, lambda: x - 1)
        limit = tf.cast(tf.shape(x)[0], tf.float32)
        _, z = tf.while_loop(
            lambda i, z: i < limit + 2, lambda i, z: (i + 1, z * 0.5 + self.w), [0.0, y])
        return {"y": y, "z": z}


tf.saved_model.save(MLP(), folder("mlp"))
record("mlp", numbers(3, 4))

keras.utils.set_random_seed(1)
cnn = keras.Sequential(
    [
        keras.Input((8, 8, 1)),
        keras.layers.Conv2D(2, 3, activation="relu"),
        keras.layers.BatchNormalization(),
        keras.layers.MaxPooling2D(),
        keras.layers.Flatten(),
        keras.layers.Dense(3, activation="softmax"),
    ]
)
cnn.layers[1].set_weights([numbers(2) ** 2 + 0.5 for _ in range(4)])
cnn.export(folder("cnn"), verbose=False)
record("cnn", numbers(2, 8, 8, 1))

tf.saved_model.save(Fused(), folder("fused"))
record("fused", numbers(2, 6, 6, 1))

tf.saved_model.save(Unknown(), folder("unknown"))

with tf.Graph().as_default() as graph:
    x = tf.compat.v1.placeholder(tf.float32, [None, 2], name="x")
    w = tf.compat.v1.get_variable("w", initializer=numbers(2, 2), use_resource=True)
    y = tf.identity(tf.sigmoid(tf.matmul(x, w)), name="y")
    with tf.compat.v1.Session() as session:
        session.run(tf.compat.v1.global_variables_initializer())
        tf.compat.v1.saved_model.simple_save(session, folder("simple"), {"x": x}, {"y": y})
record("simple", numbers(3, 2))

with tf.Graph().as_default() as graph:
    floats = tf.compat.v1.get_variable("floats", initializer=numbers(2, 3), use_resource=True)
    longs = tf.compat.v1.get_variable(
        "longs", initializer=np.array([1, -2, 2**40], np.int64), use_resource=True
    )
    flags = tf.compat.v1.get_variable(
        "flags", initializer=np.array([True, False]), use_resource=True
    )
    saver = tf.compat.v1.train.Saver(save_relative_paths=True)
    path = folder("checkpoint")
    os.makedirs(path)
    with tf.compat.v1.Session() as session:
        session.run(tf.compat.v1.global_variables_initializer())
        saver.save(session, os.path.join(path, "model"), global_step=7, write_meta_graph=False)
        expected["checkpoint"] = {"floats": session.run(floats).ravel().tolist()}

with tf.Graph().as_default() as graph:
    x = tf.compat.v1.placeholder(tf.float32, [None, 3], name="x")
    tf.reduce_sum(tf.maximum(x, tf.constant([[0.5, 1.0, 1.5]])), axis=1, name="y")
    with open(os.path.join(here, "graph.pbtxt"), "w") as file:
        file.write(str(graph.as_graph_def()))

tf.saved_model.save(Control(), folder("control"))
record("control", numbers(2, 3))

keras.utils.set_random_seed(2)
model = keras.Sequential(
    [
        keras.Input((4,)),
        keras.layers.Dense(6, activation="gelu"),
        keras.layers.BatchNormalization(),
        keras.layers.Dropout(0.5),
        keras.layers.Reshape((3, 2)),
        keras.layers.Dense(2, activation="tanh"),
    ]
)
model.layers[1].set_weights([numbers(6) ** 2 + 0.5 for _ in range(4)])
model.export(folder("keras"), verbose=False)
record("keras", numbers(3, 4))

with tf.Graph().as_default() as graph:
    x = tf.compat.v1.placeholder(tf.float32, [None, 2], name="x")
    w = tf.compat.v1.get_variable("w", initializer=numbers(2, 2), use_resource=False)
    y = tf.identity(tf.sigmoid(tf.matmul(x, w)), name="y")
    with tf.compat.v1.Session() as session:
        session.run(tf.compat.v1.global_variables_initializer())
        tf.compat.v1.saved_model.simple_save(session, folder("reference"), {"x": x}, {"y": y})
record("reference", numbers(3, 2))

for name in ["mlp", "cnn", "fused", "simple", "unknown", "control", "keras", "reference"]:
    clean(name)
with open(os.path.join(here, "expected.json"), "w") as file:
    json.dump(expected, file)
