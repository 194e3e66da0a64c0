"""What the client programs share: TensorFlow 1's names, data, and the printing of results.

A program is given a session's target, prints lines of names and numbers, and knows nothing of which
server it talks to.
"""

import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import numpy as np
import tensorflow.compat.v1 as tf

tf.logging.set_verbosity(tf.logging.ERROR)
tf.disable_v2_behavior()

# Of a cluster, the targets of the workers and all addresses.
targets = sys.argv[1].split(",")
target = targets[0]
cluster = json.loads(os.environ.get("TFX_CLUSTER", "{}"))
# A folder that server and client both know, for checkpoints.
folder = sys.argv[2] if len(sys.argv) > 2 else "."


def random(*shape, seed=0, scale=1.0):
    """The same numbers in every run."""
    return (np.random.RandomState(seed).standard_normal(shape) * scale).astype(np.float32)


def labels(count, classes, seed=0):
    return np.random.RandomState(seed).randint(0, classes, count)


def one_hot(count, classes, seed=0):
    return np.eye(classes, dtype=np.float32)[labels(count, classes, seed)]


def timed(sess, fetches, feed, steps=200):
    """Prints the times of further steps in milliseconds, where somebody asks for them."""
    if os.environ.get("TFX_TIMED"):
        for _ in range(steps):
            start = time.perf_counter()
            sess.run(fetches, feed)
            print("ms", (time.perf_counter() - start) * 1000, flush=True)


def say(name, *values):
    """Prints numbers that the two servers must agree on."""
    texts = []
    for value in values:
        if isinstance(value, (str, bytes)):
            texts.append(value.decode() if isinstance(value, bytes) else value)
        else:
            texts += [f"{float(x):.7g}" for x in np.asarray(value).ravel()]
    print(name, *texts, flush=True)


def error(name, body):
    """Prints the kind of error that a call ends with."""
    try:
        body()
        print(name, "no error", flush=True)
    except tf.errors.OpError as e:
        print(name, type(e).__name__, flush=True)
