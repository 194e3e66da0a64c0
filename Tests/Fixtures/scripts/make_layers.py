"""Makes layers.json: outputs and gradients of every Keras layer that tfx has.

Run: pip install tensorflow-cpu safetensors && python make_layers.py
"""

import zlib

from fixture import dense, generator, normal, tensor, write

import keras
import numpy as np
import tensorflow as tf

ACTIVATIONS = [
    "linear", "relu", "relu6", "sigmoid", "tanh", "softmax", "softplus",
    "softsign", "elu", "selu", "gelu", "leaky_relu", "silu",
]


def case(name, kind, arguments, shape, training=False, scale=1.0, dtype="float64",
         mask=None):
    """Run one layer forward and backward on random input, weights and cotangent."""
    rng = generator(zlib.crc32(name.encode()))
    x = np.round(normal(rng, shape) * scale, 3).astype(dtype)
    layer = getattr(keras.layers, kind)(**arguments, dtype=dtype)
    layer.build(x.shape)
    for weight in layer.weights:
        value = normal(rng, tuple(weight.shape))
        if weight.name in ("gamma", "moving_variance"):
            value = np.abs(value) + 0.5
        weight.assign(value)
    before = [(w.name, w.numpy()) for w in layer.weights]

    inputs = tf.constant(x)
    trainable = layer.trainable_variables
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        extra = {} if mask is None else {"mask": tf.constant(np.asarray(mask, bool))}
        output = layer(inputs, training=training, **extra)
        cotangent = normal(rng, tuple(output.shape), dtype)
        target = tf.reduce_sum(output * cotangent)
    gradients = tape.gradient(target, [inputs] + [w.value for w in trainable])

    result = {
        "name": name,
        "kind": kind,
        "arguments": arguments,
        "training": training,
        "input": tensor(x),
        "weights": [tensor(value, name=n) for n, value in before],
        "cotangent": tensor(cotangent),
        "output": tensor(output),
        "input_gradient": tensor(dense(gradients[0])),
        "weight_gradients": [
            tensor(dense(g), name=w.name) for w, g in zip(trainable, gradients[1:])
        ],
    }
    if dtype != "float64":
        result["dtype"] = dtype
    if mask is not None:
        result["mask"] = tensor(np.asarray(mask, "int32"))
    if kind == "BatchNormalization":
        result["moving_mean_after"] = tensor(layer.moving_mean.numpy())
        result["moving_variance_after"] = tensor(layer.moving_variance.numpy())
    return result


def dense_cases():
    yield case("dense", "Dense", {"units": 3}, (4, 5))
    yield case("dense_no_bias", "Dense", {"units": 3, "use_bias": False}, (4, 5))
    yield case("dense_one_unit", "Dense", {"units": 1}, (7, 3))
    yield case("dense_rank3", "Dense", {"units": 4}, (2, 3, 5))
    yield case("dense_rank3_relu_no_bias", "Dense",
               {"units": 4, "use_bias": False, "activation": "relu"}, (2, 3, 5))
    for activation in ACTIVATIONS[1:]:
        yield case(f"dense_{activation}", "Dense",
                   {"units": 3, "activation": activation}, (3, 4))


def conv_cases():
    def conv(name, shape, **arguments):
        return case(f"conv2d_{name}", "Conv2D", arguments, shape)

    yield conv("valid", (2, 5, 6, 2), filters=3, kernel_size=3)
    yield conv("same", (2, 5, 6, 2), filters=3, kernel_size=3, padding="same")
    yield conv("valid_strides_2", (2, 7, 6, 2), filters=3, kernel_size=3, strides=2)
    yield conv("same_strides_2_odd", (1, 7, 5, 2), filters=3, kernel_size=3, strides=2,
               padding="same")
    yield conv("same_strides_2_even", (1, 6, 8, 2), filters=3, kernel_size=3, strides=2,
               padding="same")
    yield conv("same_strides_2_1", (1, 7, 5, 2), filters=2, kernel_size=3, strides=[2, 1],
               padding="same")
    yield conv("valid_strides_2_1", (1, 7, 5, 2), filters=2, kernel_size=3, strides=[2, 1])
    yield conv("valid_kernel_2_3", (1, 5, 6, 2), filters=3, kernel_size=[2, 3])
    yield conv("same_kernel_2_3", (1, 5, 6, 2), filters=3, kernel_size=[2, 3],
               padding="same")
    yield conv("same_kernel_2_strides_2", (1, 5, 7, 1), filters=2, kernel_size=2, strides=2,
               padding="same")
    yield conv("valid_dilation_2", (1, 7, 8, 2), filters=2, kernel_size=3, dilation_rate=2)
    yield conv("same_dilation_2", (1, 6, 7, 2), filters=2, kernel_size=3, dilation_rate=2,
               padding="same")
    yield conv("no_bias", (2, 4, 4, 1), filters=2, kernel_size=3, use_bias=False)
    yield conv("relu", (2, 5, 5, 1), filters=4, kernel_size=3, activation="relu")
    yield conv("same_relu_strides_2", (2, 5, 4, 3), filters=2, kernel_size=3, strides=2,
               padding="same", activation="relu")
    yield conv("kernel_1", (2, 3, 4, 3), filters=5, kernel_size=1)
    yield conv("kernel_5_same_1_channel", (1, 6, 6, 1), filters=2, kernel_size=5,
               padding="same", activation="tanh")
    yield conv("filters_17", (1, 4, 4, 3), filters=17, kernel_size=3, activation="relu")


def pooling_cases():
    variants = [
        ("default", (2, 6, 4, 2), {}),
        ("2_valid_odd", (2, 5, 7, 2), {"pool_size": 2}),
        ("2_same_odd", (2, 5, 7, 2), {"pool_size": 2, "padding": "same"}),
        ("3_strides_2_valid", (1, 8, 7, 2), {"pool_size": 3, "strides": 2}),
        ("3_strides_2_same", (1, 8, 7, 2), {"pool_size": 3, "strides": 2, "padding": "same"}),
        ("2_strides_1_same", (1, 4, 5, 2), {"pool_size": 2, "strides": 1, "padding": "same"}),
        ("3_strides_1_same", (1, 4, 5, 2), {"pool_size": 3, "strides": 1, "padding": "same"}),
        ("3_2_valid", (2, 7, 5, 1), {"pool_size": [3, 2]}),
        ("3_2_same", (2, 7, 5, 1), {"pool_size": [3, 2], "padding": "same"}),
        ("3_strides_2_1_same", (1, 7, 5, 1),
         {"pool_size": 3, "strides": [2, 1], "padding": "same"}),
    ]
    for kind, prefix in (("MaxPooling2D", "max_pooling"), ("AveragePooling2D",
                                                           "average_pooling")):
        for name, shape, arguments in variants:
            if kind == "AveragePooling2D":  # Keras gives its pool_size no default
                arguments = {"pool_size": 2, **arguments}
            yield case(f"{prefix}_{name}", kind, arguments, shape)
    yield case("global_average_pooling", "GlobalAveragePooling2D", {}, (2, 3, 5, 4))
    yield case("global_average_pooling_keepdims", "GlobalAveragePooling2D",
               {"keepdims": True}, (2, 3, 5, 4))


def shape_cases():
    yield case("flatten_rank4", "Flatten", {}, (2, 3, 4, 2))
    yield case("flatten_rank2", "Flatten", {}, (3, 4))
    yield case("flatten_rank3", "Flatten", {}, (3, 4, 2))
    yield case("reshape", "Reshape", {"target_shape": [2, 6]}, (2, 12))
    yield case("reshape_inferred", "Reshape", {"target_shape": [3, -1]}, (2, 4, 6))
    yield case("reshape_all_inferred", "Reshape", {"target_shape": [-1]}, (2, 3, 4))
    yield case("reshape_image", "Reshape", {"target_shape": [2, -1, 1]}, (3, 6))


def activation_cases():
    for name in ACTIVATIONS:
        yield case(f"activation_{name}", "Activation", {"activation": name}, (3, 7),
                   scale=3.0)
    yield case("activation_softmax_rank4", "Activation", {"activation": "softmax"},
               (2, 2, 3, 4), scale=3.0)
    yield case("relu", "ReLU", {}, (3, 7))
    yield case("relu_max_value", "ReLU", {"max_value": 1.0}, (3, 7), scale=2.0)
    yield case("relu_negative_slope", "ReLU", {"negative_slope": 0.1}, (3, 7))
    yield case("relu_threshold", "ReLU", {"threshold": 0.5}, (3, 7))
    yield case("relu_all", "ReLU",
               {"max_value": 2.0, "negative_slope": 0.25, "threshold": 0.5}, (4, 7), scale=2.0)
    yield case("leaky_relu", "LeakyReLU", {}, (3, 7))
    yield case("leaky_relu_slope", "LeakyReLU", {"negative_slope": 0.05}, (3, 7))
    yield case("elu", "ELU", {}, (3, 7), scale=2.0)
    yield case("elu_alpha", "ELU", {"alpha": 0.5}, (2, 3, 3), scale=2.0)
    yield case("softmax", "Softmax", {}, (3, 7), scale=3.0)
    yield case("softmax_axis_1", "Softmax", {"axis": 1}, (2, 5, 3), scale=3.0)
    yield case("softmax_axis_1_rank4", "Softmax", {"axis": 1}, (2, 3, 2, 2), scale=3.0)


def other_cases():
    yield case("rescaling", "Rescaling", {"scale": 1 / 255}, (2, 3, 3, 1), scale=100.0)
    yield case("rescaling_offset", "Rescaling", {"scale": 1 / 127.5, "offset": -1.0}, (2, 5),
               scale=100.0)
    for shape, rank in (((6, 5), "rank2"), ((2, 3, 4, 3), "rank4")):
        for training in (True, False):
            mode = "training" if training else "inference"
            for suffix, arguments in (
                ("", {}),
                ("_no_center", {"center": False}),
                ("_no_scale", {"scale": False}),
                ("_no_center_no_scale", {"center": False, "scale": False}),
                ("_momentum", {"momentum": 0.8}),
                ("_epsilon", {"epsilon": 0.1}),
            ):
                yield case(f"batch_normalization_{rank}_{mode}{suffix}",
                           "BatchNormalization", arguments, shape, training=training)
    yield case("batch_normalization_rank2_training_far_mean", "BatchNormalization",
               {"momentum": 0.9}, (17, 3), training=True, scale=10.0)
    yield case("dropout_inference", "Dropout", {"rate": 0.5}, (3, 5))
    yield case("dropout_rate_0_training", "Dropout", {"rate": 0.0}, (3, 5), training=True)


if __name__ == "__main__":
    keras.backend.set_floatx("float64")
    write("layers.json", __file__, [
        *dense_cases(), *conv_cases(), *pooling_cases(), *shape_cases(),
        *activation_cases(), *other_cases(),
    ])
