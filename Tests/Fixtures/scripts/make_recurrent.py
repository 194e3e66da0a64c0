"""Makes recurrent.json and masked_losses.json: rows of Keras layers around recurrent ones, with masks.

Run: pip install tensorflow-cpu && python make_recurrent.py

A case has `layers`, each as a configuration writes it, what goes in and comes out, and the gradients
of Σ output · cotangent. `mask` is that of the output, as 0 and 1.
"""

import zlib

import fixture
from fixture import dense, generator, normal, write

import keras
import numpy as np
import tensorflow as tf

TIME, FEATURES, UNITS = 5, 2, 3

# Padded in front, behind, and in the middle.
COUNTS = np.array([[0, 0, 1, 1, 1], [1, 1, 1, 0, 0], [1, 0, 1, 1, 0]], bool)
# With a sequence of which nothing counts, and one of which all does.
SILENT = np.array([[0, 1, 1, 0, 1], [0, 0, 0, 0, 0], [1, 1, 1, 1, 1]], bool)


def tensor(value, **extra):
    """A tensor of 11 digits, which are better than the tests ask for."""
    array = np.asarray(value)
    if array.dtype.kind == "f":
        array = np.array([float(f"{x:.11g}") for x in array.reshape(-1)]).reshape(array.shape)
    return fixture.tensor(array, **extra)


def layer(described):
    """A Keras layer of {kind: arguments} or its kind alone."""
    if isinstance(described, str):
        return getattr(keras.layers, described)()
    (kind, arguments), = described.items()
    arguments = {
        key: layer(value) if key in ("layer", "backward_layer") else value
        for key, value in arguments.items()
    }
    return getattr(keras.layers, kind)(**arguments)


def name(weight):
    """A weight's name in tfx: without the model, and the cell of a recurrent layer."""
    return "/".join(part for part in weight.path.split("/")[1:]
                    if not part.rstrip("_0123456789").endswith("_cell"))


def case(title, layers, shape=(2, TIME, FEATURES), counts=None, ids=None, hidden=0.0):
    """Run a row of layers; time steps that don't count are filled with `hidden`."""
    keras.utils.clear_session()
    rng = generator(zlib.crc32(title.encode()))
    if ids is None:
        x = normal(rng, shape if counts is None else (*counts.shape, *shape[2:]))
        if counts is not None:
            x[~counts] = hidden
    else:
        x = np.array(ids, np.int32)
    model = keras.Sequential([keras.Input(x.shape[1:], dtype=x.dtype.name)])
    for described in layers:
        model.add(layer(described))
    for weight in model.weights:
        weight.assign(np.round(normal(rng, tuple(weight.shape)) * 0.7, 3))
    inputs = tf.constant(x)
    trainable = model.trainable_variables
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        output = model(inputs, training=False)
        mask = keras.src.backend.get_keras_mask(output)
        cotangent = normal(rng, tuple(output.shape))
        target = tf.reduce_sum(output * cotangent)
    gradients = tape.gradient(target, [inputs] + [w.value for w in trainable])
    result = {
        "name": title,
        "layers": layers,
        "input": tensor(x),
        "weights": [tensor(w.numpy(), name=name(w)) for w in model.weights],
        "cotangent": tensor(cotangent),
        "output": tensor(output),
        "weight_gradients": [
            tensor(dense(g), name=name(w)) for w, g in zip(trainable, gradients[1:])
        ],
    }
    if ids is None:
        result["input_gradient"] = tensor(dense(gradients[0]))
    if mask is not None:
        result["mask"] = tensor(np.asarray(mask).astype(np.int32))
    return result


def masked(title, *layers, counts=COUNTS, **keywords):
    yield case(title, ["Masking", *layers], counts=counts, **keywords)


def plain_cases():
    for kind in ("SimpleRNN", "LSTM", "GRU"):
        short = kind.lower()

        def one(title, **arguments):
            return case(f"{short}_{title}", [{kind: {"units": UNITS, **arguments}}])

        yield one("default")
        yield one("sequences", return_sequences=True)
        yield one("backwards", go_backwards=True)
        yield one("backwards_sequences_no_bias", go_backwards=True, return_sequences=True,
                  use_bias=False)
        yield case(f"{short}_units_17", [{kind: {"units": 17}}], shape=(1, 2, 1))
        yield case(f"{short}_one_step", [{kind: {"units": 1}}], shape=(2, 1, 3))
        yield from masked(f"{short}_masked", {kind: {"units": UNITS}})
        yield from masked(f"{short}_masked_sequences_backwards",
                          {kind: {"units": UNITS, "return_sequences": True,
                                  "go_backwards": True}})
        yield from masked(f"{short}_masked_zero_output",
                          {kind: {"units": UNITS, "return_sequences": True,
                                  "zero_output_for_mask": True}}, counts=SILENT)
        yield from masked(f"{short}_masked_zero_output_last",
                          {kind: {"units": UNITS, "zero_output_for_mask": True}}, counts=SILENT)
        yield from masked(f"{short}_stacked",
                          {kind: {"units": 2, "return_sequences": True}}, {kind: {"units": 2}})
    for resets in (False, True):
        title = "after" if resets else "before"
        yield case(f"gru_reset_{title}", [{"GRU": {"units": UNITS, "reset_after": resets}}])
        yield case(f"gru_reset_{title}_no_bias_relu",
                   [{"GRU": {"units": UNITS, "reset_after": resets, "use_bias": False,
                             "activation": "relu", "return_sequences": True}}])
        yield from masked(f"gru_reset_{title}_masked_backwards",
                          {"GRU": {"units": UNITS, "reset_after": resets,
                                   "return_sequences": True, "go_backwards": True}})
    for function in ("linear", "hard_tanh", "hard_sigmoid", "relu6", "leaky_relu", "elu", "selu",
                     "exponential", "softplus", "softsign"):
        yield case(f"simplernn_{function}",
                   [{"SimpleRNN": {"units": 2, "activation": function}}], shape=(3, 3, 2))
    yield case("lstm_relu_hard_sigmoid",
               [{"LSTM": {"units": UNITS, "activation": "relu",
                          "recurrent_activation": "hard_sigmoid"}}])
    yield case("gru_softsign_hard_sigmoid",
               [{"GRU": {"units": UNITS, "activation": "softsign",
                         "recurrent_activation": "hard_sigmoid"}}])


def mask_cases():
    yield from masked("masking")
    yield case("masking_value", [{"Masking": {"mask_value": -1.0}},
                                 {"LSTM": {"units": 2, "return_sequences": True}}],
               counts=COUNTS, hidden=-1.0)
    yield from masked("mask_through_dense", {"Dense": {"units": 2}}, {"Activation":
                      {"activation": "tanh"}}, {"Dropout": {"rate": 0.5}}, {"LSTM": {"units": 2}})
    yield from masked("mask_through_rescaling", {"Rescaling": {"scale": 2.0}},
                      {"GRU": {"units": 2}})
    yield from masked("mask_ends_at_reshape", {"Reshape": {"target_shape": [TIME, FEATURES]}},
                      {"LSTM": {"units": 2}})
    yield from masked("mask_ends_at_flatten", "Flatten", {"Dense": {"units": 2}})


def embedding_cases():
    front = [[0, 0, 3, 1], [0, 2, 2, 4], [1, 5, 5, 3]]
    behind = [[3, 1, 0, 0], [2, 2, 4, 0], [1, 5, 5, 3]]
    holes = [[3, 0, 0, 1], [0, 2, 0, 4], [0, 0, 0, 0]]
    table = {"input_dim": 6, "output_dim": 2}
    for title, ids in (("front", front), ("behind", behind), ("holes", holes)):
        yield case(f"embedding_{title}", [{"Embedding": {**table, "mask_zero": True}},
                                          {"LSTM": {"units": 2}}], ids=ids)
        yield case(f"embedding_bidirectional_{title}",
                   [{"Embedding": {**table, "mask_zero": True}},
                    {"Bidirectional": {"layer": {"GRU": {"units": 2,
                                                         "return_sequences": True}}}}], ids=ids)
    yield case("embedding", [{"Embedding": table}], ids=front)
    yield case("embedding_mask_zero", [{"Embedding": {**table, "mask_zero": True}}], ids=front)
    yield case("embedding_no_mask", [{"Embedding": table}, {"SimpleRNN": {"units": 2}}], ids=behind)
    yield case("embedding_of_one", [{"Embedding": table}, "Flatten"], ids=[[1], [5]])


def wrapper_cases():
    kinds = {"concat": "LSTM", "sum": "GRU", "mul": "SimpleRNN", "ave": "LSTM"}
    for mode, kind in kinds.items():
        for sequences in (True, False):
            inner = {kind: {"units": 2, "return_sequences": sequences}}
            wrapped = {"Bidirectional": {"layer": inner, "merge_mode": mode}}
            title = f"bidirectional_by_{mode}_{'sequences' if sequences else 'last'}"
            yield case(title, [wrapped])
            yield from masked(f"{title}_masked", wrapped, counts=SILENT)
    both = {"layer": {"LSTM": {"units": 2}},
            "backward_layer": {"GRU": {"units": 2, "go_backwards": True,
                                       "name": "backward_gru"}}}
    yield case("bidirectional_backward_layer", [{"Bidirectional": both}])
    backwards = {"layer": {"LSTM": {"units": 2, "go_backwards": True, "name": "turned"}},
                 "backward_layer": {"LSTM": {"units": 2, "name": "straight"}}}
    yield case("bidirectional_turned", [{"Bidirectional": backwards}])
    yield from masked("bidirectional_stacked",
                      {"Bidirectional": {"layer": {"LSTM": {"units": 2,
                                                            "return_sequences": True}}}},
                      {"Bidirectional": {"layer": {"GRU": {"units": 1}}}})
    timed = {"TimeDistributed": {"layer": {"Dense": {"units": 2, "activation": "tanh"}}}}
    yield case("time_distributed", [timed])
    yield from masked("time_distributed_masked", timed, {"LSTM": {"units": 2}})
    yield case("time_distributed_conv",
               [{"TimeDistributed": {"layer": {"Conv2D": {"filters": 2, "kernel_size": 2}}}},
                {"TimeDistributed": {"layer": "Flatten"}}], shape=(2, 2, 3, 3, 1))


def convolutional_cases():
    one, two = {"filters": 2, "kernel_size": 2}, {"filters": 1, "kernel_size": [2, 3]}
    lines, images = (2, 3, 4, 1), (2, 2, 4, 3, 2)
    counts = np.array([[0, 1, 1], [1, 0, 1]], bool)
    padded = {"padding": "same", "return_sequences": True}
    yield case("conv_lstm1d", [{"ConvLSTM1D": one}], shape=lines)
    yield case("conv_lstm1d_backwards", [{"ConvLSTM1D": {
        **one, **padded, "go_backwards": True, "dilation_rate": 2}}], shape=lines)
    yield case("conv_lstm1d_strides", [{"ConvLSTM1D": {
        **one, "strides": 2, "use_bias": False, "activation": "relu",
        "recurrent_activation": "softplus"}}], shape=lines)
    yield case("conv_lstm2d", [{"ConvLSTM2D": two}], shape=images)
    yield case("conv_lstm2d_same", [{"ConvLSTM2D": {**two, **padded, "strides": [2, 1]}}],
               shape=images)
    flat = {"TimeDistributed": {"layer": {"Reshape": {"target_shape": [3, 1]}}}}
    yield from masked("conv_lstm1d_masked", flat, {"ConvLSTM1D": {**one, **padded}},
                      counts=counts, shape=(0, 0, 3))
    yield from masked("conv_lstm1d_masked_last", flat, {"ConvLSTM1D": one}, counts=counts,
                      shape=(0, 0, 3))
    yield from masked("conv_lstm1d_bidirectional", flat,
                      {"Bidirectional": {"layer": {"ConvLSTM1D": {**one, **padded}}}},
                      counts=counts, shape=(0, 0, 3))


def loss_case(title, kind, layers, ids, target, **arguments):
    """The loss of a row of layers whose output has a mask, and what a step of SGD makes of it."""
    keras.utils.clear_session()
    rng = generator(zlib.crc32(title.encode()))
    x = np.array(ids, np.int32)
    model = keras.Sequential([keras.Input(x.shape[1:], dtype="int32")])
    for described in layers:
        model.add(layer(described))
    for weight in model.weights:
        weight.assign(np.round(normal(rng, tuple(weight.shape)) * 0.7, 3))
    before = [tensor(w.numpy(), name=name(w)) for w in model.weights]
    loss = getattr(keras.losses, kind)(**arguments)
    model.compile(optimizer=keras.optimizers.SGD(0.5), loss=loss)
    value = model.train_on_batch(x, np.array(target))
    return {
        "name": title, "loss": kind, "loss_arguments": arguments, "layers": layers,
        "input": tensor(x), "target": tensor(np.array(target)), "weights": before,
        "value": float(value),
        "weights_after": [tensor(w.numpy(), name=name(w)) for w in model.weights],
    }


def loss_cases():
    ids = [[0, 3, 1], [2, 2, 0], [0, 0, 0]]
    table = {"Embedding": {"input_dim": 4, "output_dim": 2, "mask_zero": True}}
    steps = {"GRU": {"units": 2, "return_sequences": True}}
    classes = {"Dense": {"units": 3, "activation": "softmax"}}
    yield loss_case("classes", "SparseCategoricalCrossentropy", [table, steps, classes], ids,
                    [[0, 1, 2], [1, 1, 0], [2, 0, 1]])
    yield loss_case("numbers", "MeanSquaredError", [table, steps, {"Dense": {"units": 1}}], ids,
                    [[[0.5], [1.0], [2.0]], [[0.0], [0.5], [0.25]], [[1.0], [2.0], [3.0]]])
    yield loss_case("sum", "MeanSquaredError", [table, steps, {"Dense": {"units": 1}}], ids,
                    [[[0.5], [1.0], [2.0]], [[0.0], [0.5], [0.25]], [[1.0], [2.0], [3.0]]],
                    reduction="sum")


if __name__ == "__main__":
    keras.backend.set_floatx("float64")
    write("recurrent.json", __file__, [
        *plain_cases(), *mask_cases(), *embedding_cases(), *wrapper_cases(),
        *convolutional_cases(),
    ])
    write("masked_losses.json", __file__, [*loss_cases()])
