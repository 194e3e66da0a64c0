"""Makes layers_columns.json: features of which some are ids with tables of their own.

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


if __name__ == "__main__":
    keras.backend.set_floatx("float64")
    write("layers_columns.json", __file__, list(cases()))
