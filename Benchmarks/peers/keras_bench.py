#!/usr/bin/env python3
"""The workloads in Keras on TensorFlow. Variants:

fit        model.fit on arrays, graph mode
fit_xla    the same compiled by XLA, 16 steps an execution
loop_xla   our own tf.function over a whole epoch, each step compiled by XLA
"""

import os
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D, Rescaling  # noqa: E402

from common import LEARNING_RATE, PREDICTION_BATCH, WARM_UP_EPOCHS, Benchmark  # noqa: E402

VARIANTS = ["fit", "fit_xla", "loop", "loop_xla"]


def build(model, shape):
    """A model that ends in logits."""
    if model == "mlp":
        layers = [
            *[Rescaling(1 / 255), Flatten()],
            *[Dense(512, "relu"), Dropout(0.2), Dense(512, "relu"), Dropout(0.2), Dense(10)],
        ]
    elif model == "cnn":
        layers = [
            *[Rescaling(1 / 255), Conv2D(32, 3, activation="relu"), MaxPooling2D()],
            *[Conv2D(64, 3, activation="relu"), MaxPooling2D()],
            *[Flatten(), Dropout(0.5), Dense(10)],
        ]
    elif model == "cifar":
        layers = [
            *[Rescaling(1 / 255), Conv2D(32, 3, padding="same", activation="relu")],
            *[Conv2D(32, 3, activation="relu"), MaxPooling2D(), Dropout(0.25)],
            *[Conv2D(64, 3, padding="same", activation="relu")],
            *[Conv2D(64, 3, activation="relu"), MaxPooling2D(), Dropout(0.25)],
            *[Flatten(), Dense(512, "relu"), Dropout(0.5), Dense(10)],
        ]
    else:
        layers = [Dense(16, "relu"), Dense(3)]
    return keras.Sequential([keras.Input(shape), *layers])


class EpochWatch(keras.callbacks.Callback):
    """Takes the time of each epoch."""

    def __init__(self):
        super().__init__()
        self.seconds = []

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds.append(time.perf_counter() - self.start)


def run_fit(bench, model, loss_function, optimizer):
    is_xla = bench.variant == "fit_xla"
    options = {"jit_compile": is_xla, "steps_per_execution": 16 if is_xla else 1}
    model.compile(optimizer=optimizer, loss=loss_function, **options)

    watch = EpochWatch()
    history = model.fit(
        bench.inputs,
        bench.labels,
        batch_size=bench.workload.batch,
        epochs=WARM_UP_EPOCHS + bench.epochs,
        callbacks=[watch],
        verbose=0,
    )
    bench.report("train", watch.seconds[WARM_UP_EPOCHS:], loss=history.history["loss"][-1])
    predictor = keras.Sequential([model, keras.layers.Softmax()])
    predictor.compile(**options)
    bench.predict(lambda: predictor.predict(bench.inputs, PREDICTION_BATCH, verbose=0))


def run_loop(bench, model, loss_function, optimizer):
    inputs, labels = tf.constant(bench.inputs), tf.constant(bench.labels)
    batch, count = bench.workload.batch, bench.count
    is_xla = bench.variant == "loop_xla"
    optimizer.build(model.trainable_variables)

    @tf.function(jit_compile=is_xla)
    def train_step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_function(y, model(tf.cast(x, tf.float32), training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return loss

    @tf.function
    def train_epoch():
        order = tf.random.shuffle(tf.range(count))
        total = 0.0
        for start in tf.range(0, count, batch):
            rows = order[start : start + batch]
            total += train_step(tf.gather(inputs, rows), tf.gather(labels, rows))
        return total / (count / batch)

    @tf.function(jit_compile=is_xla)
    def probabilities_of(x):
        return tf.nn.softmax(model(tf.cast(x, tf.float32), training=False))

    @tf.function
    def predict_all():
        batches = tf.reshape(inputs, [-1, PREDICTION_BATCH, *inputs.shape[1:]])
        outputs = tf.map_fn(probabilities_of, batches, fn_output_signature=tf.float32)
        return tf.reshape(outputs, [count, -1])

    bench.train(lambda: float(train_epoch()))
    bench.predict(lambda: predict_all().numpy())


def main():
    bench = Benchmark("keras", VARIANTS)
    keras.utils.set_random_seed(0)
    model = build(bench.workload.model, bench.inputs.shape[1:])
    loss_function = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.Adam(LEARNING_RATE)
    run = run_loop if bench.variant.startswith("loop") else run_fit
    run(bench, model, loss_function, optimizer)


if __name__ == "__main__":
    main()
