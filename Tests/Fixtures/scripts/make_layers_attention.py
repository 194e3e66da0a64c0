"""Makes layers_attention.json: einsums, attention and positions.

Run: pip install tensorflow-cpu safetensors && python make_layers_attention.py
"""

from fixture import write
from make_layers import case

import keras


class SelfAttention(keras.layers.MultiHeadAttention):
    """Keras's attention of a value with itself."""

    def __init__(self, use_causal_mask=False, **arguments):
        super().__init__(**arguments)
        self.use_causal_mask = use_causal_mask

    def build(self, shape):
        super().build(shape, shape)

    def call(self, x, training=None, mask=None):
        return super().call(x, x, query_mask=mask, value_mask=mask, training=training,
                            use_causal_mask=self.use_causal_mask)


class PositionEmbedding(keras.layers.Layer):
    """KerasHub's PositionEmbedding, added to its input."""

    def __init__(self, sequence_length, initializer="glorot_uniform", **arguments):
        super().__init__(**arguments)
        self.sequence_length = sequence_length
        self.initializer = keras.initializers.get(initializer)

    def build(self, shape):
        self.embeddings = self.add_weight(
            name="embeddings", shape=(self.sequence_length, shape[-1]),
            initializer=self.initializer)

    def call(self, x):
        return x + self.embeddings[: x.shape[1]]


def einsums():
    def einsum(name, shape, **arguments):
        return case(f"einsum_dense_{name}", "EinsumDense", arguments, shape)

    yield einsum("dense", (3, 5), equation="ab,bc->ac", output_shape=4)
    yield einsum("bias", (2, 3, 5), equation="abc,cd->abd", output_shape=[None, 4],
                 bias_axes="d", activation="relu")
    yield einsum("before", (2, 3, 5), equation="...x,xy->...y", output_shape=4,
                 bias_axes="y")
    yield einsum("behind", (2, 5, 3), equation="ab...,bc->ac...", output_shape=4,
                 bias_axes="c")
    yield einsum("heads", (2, 3, 4), equation="abc,cde->abde", output_shape=[None, 2, 3],
                 bias_axes="de")
    yield einsum("bias_of_one", (2, 3, 4), equation="abc,cde->adbe", output_shape=[2, None, 3],
                 bias_axes="d")


def attentions():
    mask = [[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]]

    def attention(name, mask=None, training=False, shape=(2, 5, 6), **arguments):
        return case(f"self_attention_{name}", "SelfAttention", arguments, shape, mask=mask,
                    training=training, layer=SelfAttention)

    yield attention("default", num_heads=2, key_dim=3)
    yield attention("all", num_heads=3, key_dim=2, value_dim=4, use_bias=False,
                    output_shape=5)
    yield attention("causal", num_heads=2, key_dim=3, use_causal_mask=True, training=True)
    yield attention("mask", mask, num_heads=2, key_dim=3)
    yield attention("mask_causal", mask, num_heads=1, key_dim=4, use_causal_mask=True)
    yield attention("mask_dropout", mask, num_heads=2, key_dim=3, dropout=0.5)
    yield attention("one_step", shape=(3, 1, 4), num_heads=2, key_dim=2)

    def position(name, shape, **arguments):
        return case(f"position_embedding_{name}", "PositionEmbedding", arguments, shape,
                    layer=PositionEmbedding)

    yield position("whole", (2, 4, 3), sequence_length=4)
    yield position("shorter", (2, 2, 3), sequence_length=5)


if __name__ == "__main__":
    keras.backend.set_floatx("float64")
    write("layers_attention.json", __file__, [*einsums(), *attentions()])
