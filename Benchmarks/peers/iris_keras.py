#!/usr/bin/env python3
"""Iris as one writes it in Keras: read the file, train for 100 epochs, save the model."""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras  # noqa: E402

from common import DATA, LEARNING_RATE, read_iris  # noqa: E402

inputs, labels = read_iris(DATA / "iris.csv")
keras.utils.set_random_seed(0)
model = keras.Sequential(
    [
        keras.Input((4,)),
        keras.layers.Dense(16, "relu"),
        keras.layers.Dense(3, "softmax"),
    ]
)
model.compile(
    optimizer=keras.optimizers.Adam(LEARNING_RATE), loss="sparse_categorical_crossentropy"
)
model.fit(inputs, labels, batch_size=16, epochs=100, verbose=0)
model.save(sys.argv[1] + ".keras")
