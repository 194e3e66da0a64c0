"""Makes trace_mlp and trace_cnn (.json, .safetensors): 20 training steps from given weights.

Run: pip install tensorflow-cpu safetensors && python make_traces.py MNIST5K_FOLDER

MNIST5K_FOLDER holds train-images-idx3-ubyte.gz and train-labels-idx1-ubyte.gz. The batches
are the first 2,560 images in their order, 128 at a time, without shuffling or dropout.
"losses" are float32 as Keras trains, each the loss of its batch before that step's update;
"losses_float64" the same run in float64, which shows how far rounding alone may go: 3e-7
relative for the MLP, but for the CNN 3e-6 in the first eight steps and 2e-4 by the twentieth,
because Adam with its epsilon of 1e-7 divides gradients that are little but rounding by
themselves. The case cnn_epsilon trains the same CNN with epsilon 1e-3: 6e-7 throughout.
"""

import gzip
import hashlib
import pathlib
import sys

from fixture import FOLDER, tensor, write

import export_keras_weights
import keras
import numpy as np

BATCH, STEPS, SEED = 128, 20, 1


def read_idx(path):
    """An IDX file of bytes: two zeros, the type, the rank, big-endian sizes, the bytes."""
    data = gzip.decompress(path.read_bytes())
    rank = data[3]
    shape = np.frombuffer(data, ">i4", rank, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape)


MLP = [
    ("Rescaling", {"scale": 1 / 255}),
    ("Flatten", {}),
    ("Dense", {"units": 64, "activation": "relu"}),
    ("Dense", {"units": 64, "activation": "relu"}),
    ("Dense", {"units": 10, "activation": "softmax"}),
]
CNN = [
    ("Rescaling", {"scale": 1 / 255}),
    ("Conv2D", {"filters": 32, "kernel_size": 3, "activation": "relu"}),
    ("MaxPooling2D", {}),
    ("Conv2D", {"filters": 64, "kernel_size": 3, "activation": "relu"}),
    ("MaxPooling2D", {}),
    ("Flatten", {}),
    ("Dense", {"units": 10, "activation": "softmax"}),
]


def train(layers, adam, dtype, images, labels, weights=None):
    """Train STEPS steps with Adam(**adam); return the model, its first weights, the losses."""
    keras.backend.set_floatx(dtype)
    keras.config.set_dtype_policy(dtype)  # layers follow the policy, set at its first use
    keras.utils.set_random_seed(SEED)
    built = [getattr(keras.layers, kind)(**arguments) for kind, arguments in layers]
    model = keras.Sequential([keras.Input((28, 28, 1)), *built])
    if weights is not None:
        model.set_weights(weights)
    initial = model.get_weights()
    model.compile(optimizer=keras.optimizers.Adam(**adam), jit_compile=False,
                  loss="sparse_categorical_crossentropy")
    losses = []
    for step in range(STEPS):
        batch = slice(step * BATCH, (step + 1) * BATCH)
        model.reset_metrics()  # otherwise the loss is a mean over all steps so far
        loss = model.train_on_batch(images[batch].astype(dtype), labels[batch])
        losses.append(np.asarray(loss, dtype))
    return model, initial, np.stack(losses)


def trace(name, layers, adam, images, labels, weights_file):
    """One case, and the initial weights written to `weights_file`."""
    model, initial, losses = train(layers, adam, "float32", images, labels)
    final = [
        tensor(w.reshape(-1)[:8], name=n, l2_norm=float(np.linalg.norm(w.astype("float64"))))
        for n, w in export_keras_weights.named_weights(model)
    ]
    model.set_weights(initial)
    export_keras_weights.export(model, FOLDER / weights_file)
    _, _, exact = train(layers, adam, "float64", images, labels, initial)
    print(f"{name}: float32 within {np.abs(losses / exact - 1).max():.1e} of float64")
    return {
        "name": name,
        "weights": weights_file,
        "layers": [{"kind": kind, "arguments": arguments} for kind, arguments in layers],
        "optimizer": {"kind": "Adam", "arguments": adam},
        "loss": "sparse_categorical_crossentropy",
        "batch_size": BATCH,
        "images_sha256": hashlib.sha256(images.tobytes()).hexdigest(),
        "first_labels": labels[:16].tolist(),
        "losses": tensor(losses)["values"],
        "losses_float64": tensor(exact)["values"],
        "final_weights": final,
    }


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python make_traces.py MNIST5K_FOLDER")
    folder = pathlib.Path(sys.argv[1])
    used = BATCH * STEPS
    train_images = read_idx(folder / "train-images-idx3-ubyte.gz")[:used, ..., None]
    train_labels = read_idx(folder / "train-labels-idx1-ubyte.gz")[:used].astype("int32")
    data = (train_images, train_labels)
    default = {"learning_rate": 1e-3}
    wide = {"learning_rate": 1e-3, "epsilon": 1e-3}
    write("trace_mlp.json", __file__, [
        trace("mlp", MLP, default, *data, "trace_mlp.safetensors"),
    ], dtype="float32")
    write("trace_cnn.json", __file__, [
        trace("cnn", CNN, default, *data, "trace_cnn.safetensors"),
        trace("cnn_epsilon", CNN, wide, *data, "trace_cnn.safetensors"),
    ], dtype="float32")
