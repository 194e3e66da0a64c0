"""What Keras reaches on the example data sets: the bar for tfx's example configs.

Run: pip install tensorflow-cpu && python keras_baselines.py DATASETS [mnist|tabular]

DATASETS holds mnist5k/ (IDX), iris.csv, penguins.csv and diabetes.csv. Prints one line per
model: test metrics over seeds, as mean, lowest and highest.
"""

import csv
import os
import pathlib
import sys
import time

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402  (the environment comes first)
from keras import layers  # noqa: E402
import numpy as np  # noqa: E402

from make_traces import read_idx  # noqa: E402


def mnist_mlp():
    return keras.Sequential([
        layers.Rescaling(1 / 255), layers.Flatten(),
        layers.Dense(512, activation="relu"), layers.Dropout(0.2),
        layers.Dense(512, activation="relu"), layers.Dropout(0.2),
        layers.Dense(10, activation="softmax"),
    ])


def mnist_cnn():
    return keras.Sequential([
        layers.Rescaling(1 / 255),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(),
        layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(),
        layers.Flatten(), layers.Dropout(0.5),
        layers.Dense(10, activation="softmax"),
    ])


def summary(values):
    return (f"mean {np.mean(values):.4f}, lowest {np.min(values):.4f}, "
            f"highest {np.max(values):.4f}")


def mnist(folder):
    def part(name):
        return (read_idx(folder / f"{name}-images-idx3-ubyte.gz")[..., None],
                read_idx(folder / f"{name}-labels-idx1-ubyte.gz").astype("int32"))

    x, y = part("train")
    x_test, y_test = part("test")
    for name, build in (("mnist_mlp", mnist_mlp), ("mnist_cnn", mnist_cnn)):
        accuracies, losses = [], []
        for seed in (1, 2, 3):
            keras.utils.set_random_seed(seed)
            model = build()
            model.compile(keras.optimizers.Adam(1e-3), "sparse_categorical_crossentropy",
                          metrics=["accuracy"])
            began = time.perf_counter()
            history = model.fit(x, y, batch_size=128, epochs=12, validation_split=0.1,
                                verbose=0).history
            seconds = time.perf_counter() - began
            loss, accuracy = model.evaluate(x_test, y_test, batch_size=128, verbose=0)
            accuracies.append(accuracy)
            losses.append(loss)
            print(f"  {name} seed {seed}: test accuracy {accuracy:.4f} loss {loss:.4f}; "
                  f"train {history['accuracy'][-1]:.4f}, "
                  f"validation {history['val_accuracy'][-1]:.4f} "
                  f"(best {max(history['val_accuracy']):.4f}); {seconds:.1f} s", flush=True)
        print(f"{name} ({len(x)} train, {len(x_test)} test): accuracy {summary(accuracies)}; "
              f"loss {summary(losses)}", flush=True)


def read_csv(path, target):
    """Columns by name, None for a missing cell, and the target's column."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    missing = ("", "NA", "NaN", "nan")
    columns = {key: [None if r[key] in missing else r[key] for r in rows] for key in rows[0]}
    return columns, columns.pop(target)


def encode(columns, train):
    """z-scores for numbers (mean for missing), one-hot for strings (missing: all zeros)."""
    encoded = []
    for values in columns.values():
        try:
            numbers = np.array([np.nan if v is None else float(v) for v in values])
        except ValueError:
            for category in sorted({values[i] for i in train} - {None}):
                encoded.append(np.array([float(v == category) for v in values]))
            continue
        mean, spread = np.nanmean(numbers[train]), np.nanstd(numbers[train])
        encoded.append(np.nan_to_num((numbers - mean) / spread, nan=0.0))
    return np.stack(encoded, axis=1).astype("float32")


def split(rng, labels):
    """Indices of train, validation (15 %) and test (15 %), stratified by `labels`."""
    parts = [], [], []
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        held = round(0.15 * len(members))
        for part, chosen in zip(parts, np.split(members[::-1], [-2 * held, -held])):
            part.extend(chosen)
    return [np.array(part) for part in parts]


def tabular(name, path, target, settings, seeds=(1, 2, 3, 4, 5)):
    columns, raw = read_csv(path, target)
    classes = sorted(set(raw)) if name != "diabetes" else None
    y = np.array([classes.index(v) if classes else float(v) for v in raw])
    for hidden, epochs, batch, rate in settings:
        scores, others = [], []
        began = time.perf_counter()
        for seed in seeds:
            rng = np.random.default_rng(seed)
            train, validation, test = split(rng, y if classes else np.zeros(len(y)))
            x = encode(columns, train)
            keras.utils.set_random_seed(seed)
            stack = [layers.Dense(units, activation="relu") for units in hidden]
            last = layers.Dense(len(classes), activation="softmax") if classes else \
                layers.Dense(1)
            model = keras.Sequential([*stack, last])
            model.compile(
                keras.optimizers.Adam(rate),
                "sparse_categorical_crossentropy" if classes else "mse",
                metrics=["accuracy" if classes else "mae"])
            model.fit(x[train], y[train], batch_size=batch, epochs=epochs, verbose=0,
                      validation_data=(x[validation], y[validation]),
                      validation_freq=epochs)
            loss, score = model.evaluate(x[test], y[test], verbose=0)
            if classes:
                scores.append(score)
                others.append(loss)
            else:
                scores.append(1 - loss / np.mean((y[test] - y[train].mean()) ** 2))
                others.append(score)
        seconds = (time.perf_counter() - began) / len(seeds)
        print(f"{name} hidden {hidden} epochs {epochs} batch {batch} learning_rate {rate}: "
              f"{'accuracy' if classes else 'R²'} {summary(scores)}; "
              f"{'loss' if classes else 'MAE'} {np.mean(others):.3f}; {seconds:.1f} s",
              flush=True)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: python keras_baselines.py DATASETS [mnist|tabular]")
    datasets = pathlib.Path(sys.argv[1])
    chosen_part = sys.argv[2] if len(sys.argv) == 3 else "all"
    if chosen_part in ("all", "mnist"):
        mnist(datasets / "mnist5k")
    if chosen_part in ("all", "tabular"):
        tabular("iris", datasets / "iris.csv", "species", [
            ((16,), 100, 16, 0.01), ((16, 16), 50, 16, 0.01), ((16, 16), 100, 16, 0.01),
            ((16, 16), 100, 8, 0.001), ((8,), 100, 16, 0.01),
        ])
        tabular("penguins", datasets / "penguins.csv", "species", [
            ((16,), 50, 32, 0.01), ((16, 16), 30, 32, 0.01), ((32, 16), 50, 32, 0.001),
        ])
        tabular("diabetes", datasets / "diabetes.csv", "target", [
            ((16,), 100, 32, 0.01), ((16, 16), 100, 32, 0.01), ((32, 16), 50, 32, 0.01),
            ((64, 32), 50, 32, 0.003), ((16, 16), 200, 32, 0.003),
        ])
