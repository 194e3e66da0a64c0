"""Makes layers_columns.json: layers for columns, which Keras lacks, written with its operations.

Run: pip install tensorflow-cpu safetensors && python make_layers_columns.py
"""

from fixture import write
from make_layers import case

import keras
import numpy as np
import tensorflow as tf


class ColumnEmbedding(keras.layers.Layer):
    """Keras's Embedding of some features, concatenated with the others in their order."""

    def __init__(self, columns, **arguments):
        super().__init__(**arguments)
        self.columns = columns

    def build(self, shape):
        self.tables = {
            column["feature"]: self.add_weight(
                name=column.get("name", f"embeddings_{column['feature']}"),
                shape=(column["input_dim"], column["output_dim"]))
            for column in self.columns
        }

    def call(self, x):
        parts = []
        for feature in range(x.shape[-1]):
            column = x[..., feature]
            if feature in self.tables:
                parts.append(tf.gather(self.tables[feature], tf.cast(column, "int32")))
            else:
                parts.append(column[..., None])
        return keras.ops.concatenate(parts, axis=-1)


class FeatureScale(keras.layers.Layer):
    """RealMLP's scaling layer: a factor for each feature."""

    def build(self, shape):
        self.scale = self.add_weight(name="scale", shape=(shape[-1],))

    def call(self, x):
        return x * self.scale


class PeriodicEmbedding(keras.layers.Layer):
    """RealMLP's PBLD embedding, as pytabkit has it, of some features; the features themselves come first.

    Frequencies and phases count turns, not radians.
    """

    def __init__(self, output_dim=4, frequency_count=16, features=None, **arguments):
        super().__init__(**arguments)
        self.output_dim = output_dim
        self.frequency_count = frequency_count
        self.features = features

    def build(self, shape):
        self.places = list(range(shape[-1])) if self.features is None else self.features
        numbers, waves, own = len(self.places), self.frequency_count, self.output_dim - 1
        self.frequency = self.add_weight(name="frequency", shape=(numbers, 1, waves))
        self.phase = self.add_weight(name="phase", shape=(numbers, 1, waves))
        self.kernel = self.add_weight(name="kernel", shape=(numbers, waves, own))
        self.bias = self.add_weight(name="bias", shape=(numbers, 1, own))

    def call(self, x):
        parts = [x]
        for number, place in enumerate(self.places):
            turns = x[..., place, None] * self.frequency[number, 0] + self.phase[number, 0]
            waves = tf.cos(2 * np.pi * turns)
            parts.append(tf.tensordot(waves, self.kernel[number], 1) + self.bias[number, 0])
        return keras.ops.concatenate(parts, axis=-1)


class RevIN(keras.layers.Layer):
    """Reversible instance normalization, as its authors' program has it (mean, affine) around other layers."""

    def __init__(self, layers, features=None, epsilon=1e-5, affine=True, **arguments):
        super().__init__(**arguments)
        self.layers = [
            getattr(keras.layers, kind)(**options, dtype=arguments["dtype"], name=kind.lower())
            for layer in layers for kind, options in layer.items()
        ]
        self.features = features
        self.epsilon = epsilon
        self.affine = affine
        self.supports_masking = True

    def build(self, shape):
        self.count = self.features or shape[-1]
        if self.affine:
            self.gamma = self.add_weight(name="gamma", shape=(self.count,))
            self.beta = self.add_weight(name="beta", shape=(self.count,))
        for layer in self.layers:
            layer.build(shape)
            shape = layer.compute_output_shape(shape)

    def call(self, x, mask=None):
        own = x[..., :self.count]
        weights = tf.ones_like(own[..., :1])
        if mask is not None:
            weights = tf.cast(mask, x.dtype)[..., None]
        total = tf.reduce_sum(weights, 1, keepdims=True)
        mean = tf.reduce_sum(own * weights, 1, keepdims=True) / total
        variance = tf.reduce_sum((own - mean) ** 2 * weights, 1, keepdims=True) / total
        deviation = tf.sqrt(variance + self.epsilon)
        y = (own - mean) / deviation
        if self.affine:
            y = y * self.gamma + self.beta
        y = tf.concat([y, x[..., self.count:]], -1)
        for layer in self.layers:
            y = layer(y, mask=mask) if layer.name.startswith("globalaverage") else layer(y)
        outputs = y.shape[-1]
        if self.affine:
            y = (y - self.beta[:outputs]) / (self.gamma[:outputs] + self.epsilon ** 2)
        if y.shape.rank == 2:
            mean, deviation = mean[:, 0], deviation[:, 0]
        return y * deviation[..., :outputs] + mean[..., :outputs]


def cases():
    rng = np.random.default_rng(7)

    def embedding(name, columns, shape):
        x = np.round(rng.normal(size=shape), 3)
        for column in columns:
            x[..., column["feature"]] = rng.integers(0, column["input_dim"], shape[:-1])
        return case(f"column_embedding_{name}", "ColumnEmbedding", {"columns": columns}, shape,
                    layer=ColumnEmbedding, x=x)

    yield embedding("first", [{"feature": 0, "input_dim": 4, "output_dim": 3, "name": "city"}],
                    (5, 3))
    yield embedding("several", [{"feature": 4, "input_dim": 3, "output_dim": 2},
                                {"feature": 1, "input_dim": 6, "output_dim": 1}], (6, 5))
    yield embedding("wide", [{"feature": 1, "input_dim": 2, "output_dim": 17}], (4, 2))
    yield embedding("window", [{"feature": 1, "input_dim": 5, "output_dim": 4}], (2, 3, 3))

    yield case("feature_scale", "FeatureScale", {}, (5, 7), layer=FeatureScale)
    yield case("feature_scale_of_one", "FeatureScale", {}, (3, 1), layer=FeatureScale)
    yield case("feature_scale_window", "FeatureScale", {}, (2, 3, 9), layer=FeatureScale)

    def periodic(name, arguments, shape):
        # Of many turns, float32 would keep few digits.
        return case(f"periodic_embedding{name}", "PeriodicEmbedding", arguments, shape,
                    layer=PeriodicEmbedding, scale=0.3)

    yield periodic("", {}, (5, 3))
    yield periodic("_small", {"output_dim": 2, "frequency_count": 1}, (4, 1))
    yield periodic("_some", {"output_dim": 3, "frequency_count": 5, "features": [3, 0]}, (3, 5))
    head = [{"Flatten": {}}, {"Dense": {"units": 2}}]
    yield case("revin", "RevIN", {"layers": head}, (3, 5, 2), layer=RevIN)
    yield case("revin_some", "RevIN", {"layers": head, "features": 2, "epsilon": 0.1}, (3, 4, 4),
               layer=RevIN)
    yield case("revin_plain", "RevIN", {"layers": head, "affine": False}, (2, 3, 3), layer=RevIN)
    yield case("revin_steps", "RevIN", {"layers": [{"Dense": {"units": 1}}]}, (2, 4, 3),
               layer=RevIN)
    yield case("revin_mask", "RevIN", {"layers": [{"GlobalAveragePooling1D": {}}]}, (2, 4, 2),
               layer=RevIN, mask=[[1, 1, 1, 0], [0, 1, 1, 1]])

    yield periodic("_steps", {"output_dim": 5, "frequency_count": 2, "features": [1]}, (2, 3, 2))


if __name__ == "__main__":
    keras.backend.set_floatx("float64")
    write("layers_columns.json", __file__, list(cases()))
