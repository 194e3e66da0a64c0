"""Requests as TensorFlow's client makes them, and what TensorFlow computes for them.

python Tests/Fixtures/scripts/make_server.py   (tensorflow 2.21)

It writes Tests/Fixtures/server.json: for each program its graph as a `GraphDef` in Base64, and a list of
runs, each with feeds, fetches, targets and the values that TensorFlow's own session gives.
"""

import base64
import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def random(*shape, seed):
    return (np.random.RandomState(seed).standard_normal(shape) * 0.5).astype(np.float32)


def value(array):
    # NumPy's own strings lose zeros at their end.
    array = np.asarray(array, object if isinstance(array, bytes) else None)
    if array.dtype.kind in "OSU":
        return {"shape": list(array.shape), "strings": [
            base64.b64encode(x if isinstance(x, bytes) else x.encode()).decode()
            for x in array.ravel()]}
    return {"shape": list(array.shape), "type": array.dtype.name,
            "numbers": [float(f"{x:.8g}") for x in array.ravel().astype(float)]}


programs = []


def program(name, build):
    with tf.Graph().as_default() as graph:
        runs = build()
        with tf.Session() as session:
            record = []
            for feeds, fetches, targets in runs:
                results = session.run([fetches, targets], feeds)[0]
                record.append({
                    "feeds": {x.name: value(np.asarray(v, x.dtype.as_numpy_dtype))
                              for x, v in feeds.items()},
                    "fetches": {x.name: value(r) for x, r in zip(fetches, results)},
                    "targets": [t.name for t in targets]})
        text = base64.b64encode(graph.as_graph_def().SerializeToString()).decode()
        programs.append({"name": name, "graph": text, "runs": record})


def dense():
    x = tf.placeholder(tf.float32, [None, 3], "x")
    y = tf.placeholder(tf.int32, [None], "y")
    w = tf.Variable(random(3, 4, seed=1), name="w")
    b = tf.Variable(tf.zeros([4]), name="b")
    logits = tf.nn.relu(tf.matmul(x, w)) + b
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
    runs = [({}, [], [tf.global_variables_initializer()])]
    trains = [o.minimize(loss, name=f"train{i}") for i, o in enumerate([
        tf.train.AdamOptimizer(0.01), tf.train.MomentumOptimizer(0.1, 0.9),
        tf.train.GradientDescentOptimizer(0.1)])]
    runs[0] = ({}, [], [tf.global_variables_initializer()])
    for i in range(4):
        for train in trains:
            feeds = {x: random(3 + i, 3, seed=i), y: np.arange(3 + i, dtype=np.int32) % 4}
            runs.append((feeds, [loss], [train]))
    return runs + [({}, [w.value(), b.value()], [])]


def convolution():
    x = tf.placeholder(tf.float32, [None, 5, 5, 2], "x")
    f = tf.Variable(random(3, 3, 2, 3, seed=1), name="f")
    scale = tf.Variable(tf.ones([3]), name="scale")
    offset = tf.Variable(tf.zeros([3]), name="offset")
    h, mean, variance = tf.nn.fused_batch_norm(
        tf.nn.conv2d(x, f, [1, 1, 1, 1], "SAME"), scale, offset, epsilon=1e-3)
    h = tf.nn.max_pool(tf.nn.elu(h), [1, 2, 2, 1], [1, 2, 2, 1], "SAME")
    h = tf.nn.avg_pool(h, [1, 2, 2, 1], [1, 1, 1, 1], "VALID")
    loss = tf.reduce_sum(h * h)
    gradients = tf.gradients(loss, [x, f, scale, offset])
    feeds = {x: random(4, 5, 5, 2, seed=2)}
    return [({}, [], [tf.global_variables_initializer()]),
            (feeds, [loss, mean, variance] + gradients, [])]


def shapes():
    x = tf.placeholder(tf.float32, [None, None], "x")
    h = tf.concat([tf.tanh(x), tf.sigmoid(x[:, 1:])], 1)
    h = tf.pad(tf.transpose(h) * tf.rsqrt(tf.square(h[0, 0]) + 1.0), [[1, 0], [0, 1]])
    h = tf.reshape(h, tf.stack([-1, tf.shape(h)[1]]))
    a, b = tf.split(tf.tile(h, [1, 2]), 2, 1)
    loss = tf.reduce_sum(tf.sqrt(tf.abs(a) + 1.0) * b) + tf.reduce_mean(tf.reduce_max(h, 0))
    loss += tf.reduce_sum(tf.gather(h, [0, 1, 1])) + tf.reduce_sum(1.0 / (2.0 + a))
    gradient = tf.gradients(loss, x)
    return [({x: random(*shape, seed=3)}, [loss] + gradient, []) for shape in [(2, 3), (4, 2)]]


def branches():
    x = tf.placeholder(tf.float32, [2], "x")
    w = tf.Variable([1.0, 2.0], name="w")
    y = tf.cond(x[0] > 0, lambda: x * w, lambda: tf.exp(x) + tf.cond(
        x[1] > 0, lambda: w, lambda: -w))
    loss = tf.reduce_sum(y * y)
    train = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
    count = tf.Variable(0.0, name="count")
    change = tf.cond(x[1] > 0, lambda: tf.assign_add(count, 1.0), lambda: tf.assign(count, 5.0))
    runs = [({}, [], [tf.global_variables_initializer()])]
    for feed in ([1.0, 1.0], [-1.0, 1.0], [-1.0, -2.0]):
        runs += [({x: feed}, [y], []), ({x: feed}, [], [train]), ({x: feed}, [change], []),
                 ({}, [w.value(), count.value()], [])]
    return runs


def loops():
    n = tf.placeholder(tf.int32, [], "n")
    a = tf.placeholder(tf.float32, [2, 2], "a")
    power = tf.while_loop(lambda i, m: i < n, lambda i, m: (i + 1, tf.matmul(m, a)),
                          [tf.constant(0), tf.eye(2)])[1]

    def outer(i, s):
        return i + 1, s + tf.while_loop(
            lambda j, t: j < i, lambda j, t: (j + 1, t + tf.cast(j, tf.float32)), [0, 0.0])[1]

    nested = tf.while_loop(lambda i, s: i < n, outer, [tf.constant(0), 0.0])[1]
    gradient = tf.gradients(power, a)
    return [({n: count, a: random(2, 2, seed=5)}, [power, nested] + gradient, [])
            for count in (0, 1, 4)]


def arrays():
    x = tf.placeholder(tf.float32, [None, 2], "x")
    w = tf.Variable(random(2, 2, seed=1), name="w")
    mapped = tf.map_fn(lambda row: tf.tanh(tf.reduce_sum(w * row, 1)), x)
    scanned = tf.scan(lambda state, row: tf.tanh(state) * w[0] + row, x, tf.zeros([2]))
    loss = tf.reduce_sum(mapped * mapped) + tf.reduce_sum(scanned * scanned)
    gradients = tf.gradients(loss, [x, w])
    runs = [({}, [], [tf.global_variables_initializer()])]
    return runs + [({x: random(n, 2, seed=n)}, [mapped, scanned] + gradients, []) for n in (1, 3)]


def embedding():
    ids = tf.placeholder(tf.int32, [None], "ids")
    runs = [({}, [], [])]
    losses, trains, tables = [], [], []
    for i, optimizer in enumerate([
            tf.train.AdagradOptimizer(0.1), tf.train.MomentumOptimizer(0.1, 0.9),
            tf.train.GradientDescentOptimizer(0.1), tf.train.AdamOptimizer(0.1)]):
        table = tf.Variable(random(6, 2, seed=1), name=f"table{i}")
        loss = tf.reduce_sum(tf.square(tf.nn.embedding_lookup(table, ids)))
        trains.append(optimizer.minimize(loss))
        losses.append(loss)
        tables.append(table.value())
    runs = [({}, [], [tf.global_variables_initializer()])]
    runs += [({ids: [1, 3, 1, 5]}, losses, []), ({ids: [1, 3, 1, 5]}, [], trains)] * 2
    return runs + [({}, tables, [])]


def summaries():
    x = tf.placeholder(tf.float32, [None], "x")
    scalar = tf.summary.scalar("mean", tf.reduce_mean(x))
    histogram = tf.summary.histogram("x", x)
    tensor = tf.summary.tensor_summary("t", x)
    merged = tf.summary.merge([scalar, histogram])
    return [({x: [1.0, -2.0, 0.0, 1e-20]}, [scalar, histogram, tensor, merged], []),
            ({x: []}, [histogram, tensor], [])]


def queues():
    x = tf.placeholder(tf.float32, [None, 2], "x")
    queue = tf.FIFOQueue(10, tf.float32, [2], name="queue")
    fill, size, batch = queue.enqueue_many(x), queue.size(), queue.dequeue_many(2)
    return [({x: random(3, 2, seed=1)}, [], [fill]), ({}, [size], []), ({}, [batch], []),
            ({}, [size], [])]


for build in (dense, convolution, shapes, branches, loops, arrays, embedding, summaries, queues):
    program(build.__name__, build)
path = pathlib.Path(__file__).parent / "../server.json"
path.resolve().write_text(json.dumps(programs, indent=0).replace("\n", "") + "\n")
print(path.stat().st_size, "bytes")
