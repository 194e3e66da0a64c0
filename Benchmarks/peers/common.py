"""What the peers' scripts share: the workloads, their data, the protocol of measuring.

Each script runs one variant of one workload in a process of its own:

    python jax_bench.py mlp_b128 jit [--quick]

and prints two JSON lines, one for training and one for prediction.
"""

import argparse
import csv
import json
import resource
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

DATA = Path(__file__).resolve().parent.parent / ".data"
PREDICTION_BATCH = 256
LEARNING_RATE = 0.001


@dataclass(frozen=True)
class Workload:
    """A model, by the name that each script builds it under, and what it is trained on."""

    model: str
    data: str
    batch: int
    epochs: int  # measured ones; warm-up comes before


WORKLOADS = {
    "mlp_b128": Workload("mlp", "mnist_20480", 128, 6),
    "mlp_b32": Workload("mlp", "mnist_20480", 32, 4),
    "cnn_b128": Workload("cnn", "mnist_5120", 128, 4),
    "cifar_b64": Workload("cifar", "cifar_2560", 64, 4),
    "iris_b32": Workload("iris", "iris_9728.csv", 32, 20),
}
WARM_UP_EPOCHS = 2


def read_idx(path):
    """An IDX file of bytes as a uint8 array."""
    content = path.read_bytes()
    rank = content[3]
    shape = np.frombuffer(content, ">u4", rank, 4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(shape)


def read_iris(path):
    """Standardised measurements as float32 [rows, 4], species as int32 [rows]."""
    with open(path, newline="") as file:
        header, *rows = csv.reader(file)
    inputs = np.array([row[:4] for row in rows], np.float32)
    inputs = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0)
    _, labels = np.unique([row[4] for row in rows], return_inverse=True)
    return inputs, labels.astype(np.int32)


def load(workload):
    """Inputs and labels: bytes [rows, height, width, channels], or float32 [rows, columns]."""
    if workload.data.endswith(".csv"):
        return read_iris(DATA / workload.data)
    images = read_idx(DATA / f"{workload.data}-images")
    labels = read_idx(DATA / f"{workload.data}-labels").astype(np.int32)
    return images.reshape(*images.shape[:3], -1), labels


def peak_memory_mb():
    """The most memory that this process ever held, in MB of 10⁶ bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024) / 1e6


class Benchmark:
    """One variant of one workload; `train` and `predict` measure what they are given."""

    def __init__(self, framework, variants):
        parser = argparse.ArgumentParser()
        parser.add_argument("workload", choices=WORKLOADS)
        parser.add_argument("variant", choices=variants)
        parser.add_argument("--quick", action="store_true", help="measure 2 epochs only")
        arguments = parser.parse_args()
        self.framework = framework
        self.name = arguments.workload
        self.variant = arguments.variant
        self.workload = WORKLOADS[self.name]
        # Measured ones; Benchmark.train and .predict add the warm-up.
        self.epochs = 2 if arguments.quick else self.workload.epochs
        self.inputs, self.labels = load(self.workload)
        self.count = len(self.inputs)

    def train(self, run_epoch):
        """Times `run_epoch`, which trains on all samples and returns the mean loss as a float."""
        seconds = []
        for epoch in range(WARM_UP_EPOCHS + self.epochs):
            start = time.perf_counter()
            loss = run_epoch()
            if epoch >= WARM_UP_EPOCHS:
                seconds.append(time.perf_counter() - start)
        self.report("train", seconds, loss=loss)

    def predict(self, run):
        """Times `run`, which returns the probabilities of all samples as one NumPy array."""
        seconds = []
        for repeat in range(WARM_UP_EPOCHS + self.epochs):
            start = time.perf_counter()
            probabilities = run()
            if repeat >= WARM_UP_EPOCHS:
                seconds.append(time.perf_counter() - start)
        assert isinstance(probabilities, np.ndarray) and len(probabilities) == self.count
        assert np.allclose(probabilities.sum(axis=1), 1, atol=1e-3)
        accuracy = np.mean(probabilities.argmax(axis=1) == self.labels)
        self.report("predict", seconds, accuracy=float(accuracy))

    def report(self, mode, seconds, **more):
        line = {
            "framework": self.framework,
            "variant": self.variant,
            "workload": self.name,
            "mode": mode,
            "samples_per_second": self.count / statistics.median(seconds),
            "peak_rss_mb": peak_memory_mb(),
            **more,
        }
        print(json.dumps(line), flush=True)
