"""Writes images.json: image files, and what Keras's image_dataset_from_directory makes of them;
archives of arrays as NumPy writes them. Bytes are in hexadecimal."""

import io
import os
import tempfile

import keras
import numpy as np
import tensorflow as tf

from fixture import write


def photo(height, width, channels, seed):
    """A smooth image, which JPEG keeps well, with some noise."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    planes = [128 + 90 * np.sin((x + 2 * c) / 3.0) * np.cos((y - c) / 4.0) for c in range(channels)]
    noise = random.integers(-8, 8, (height, width, channels))
    return np.clip(np.stack(planes, -1) + noise, 0, 255).astype(np.uint8)


FILES = {
    "grey.png": tf.io.encode_png(photo(6, 5, 1, 0)),
    "color.png": tf.io.encode_png(photo(6, 5, 3, 1)),
    "clear.png": tf.io.encode_png(photo(6, 5, 4, 2)),
    "deep.png": tf.io.encode_png(photo(6, 5, 3, 3).astype(np.uint16) * 257),
    "grey.jpg": tf.io.encode_jpeg(photo(9, 11, 1, 4), quality=90),
    "color.jpg": tf.io.encode_jpeg(photo(9, 11, 3, 5), quality=90),
    "progressive.jpg": tf.io.encode_jpeg(photo(16, 17, 3, 6), progressive=True),
    "halved.jpg": tf.io.encode_jpeg(photo(16, 17, 3, 7), chroma_downsampling=True),
}


def read(name, size, color):
    """The pixels of one file, by Keras."""
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(f"{folder}/a")
        with open(f"{folder}/a/{name}", "wb") as file:
            file.write(FILES[name].numpy())
        data = keras.utils.image_dataset_from_directory(
            folder, labels=None, image_size=size, color_mode=color, batch_size=1, shuffle=False,
            verbose=False)
        return next(iter(data)).numpy()[0]


def images():
    for name, file in FILES.items():
        shape = tf.io.decode_image(file).shape[:2]
        for color in ["rgb", "grayscale"]:
            for size in [tuple(shape), (13, 7)]:
                pixels = read(name, size, color)
                yield {
                    "name": f"{name} {color} {size[0]}", "path": name, "file": file.numpy().hex(), "color": color,
                    "size": list(size), "resized": size != tuple(shape),
                    "pixels": [round(float(x), 3) for x in pixels.ravel()],
                }


def archives():
    arrays = {
        "x_train": np.arange(24, dtype=np.uint8).reshape(3, 2, 4),
        "y_train": np.array([[0], [1], [1]], np.int64),
        "fortran": np.asfortranarray(np.arange(12, dtype=">f4").reshape(3, 4) / 8),
        "half": np.arange(6, dtype=np.float16).reshape(3, 2) / 4,
        "wide": np.arange(6, dtype=">u2").reshape(3, 2),
        "bits": np.array([[True, False], [False, False], [True, True]]),
        "words": np.array(["a", "b", "c"]),
        "large": np.array([[2**31], [0], [1]], np.int64),
    }
    for name, save in [("stored", np.savez), ("deflated", np.savez_compressed)]:
        file = io.BytesIO()
        save(file, **arrays)
        yield {"name": name, "file": file.getvalue().hex()}


write("images.json", __file__, [
    *({"kind": "image", **case} for case in images()),
    *({"kind": "archive", **case} for case in archives()),
], dtype="uint8")
