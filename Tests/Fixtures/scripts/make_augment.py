"""Makes augment.json: what TensorFlow's `tf.image` makes of images, for the changes of `augment:`.

Run: pip install tensorflow-cpu && python make_augment.py
"""

from fixture import generator, tensor, write

import numpy as np
import tensorflow as tf

image = tf.image


def shifted(x, top, left, padding=2):
    """A crop of the image's size from the image with zeros around it."""
    height, width, channels = x.shape
    padded = image.resize_with_crop_or_pad(x, height + 2 * padding, width + 2 * padding)
    return tf.slice(padded, [top + padding, left + padding, 0], [height, width, channels])


GEOMETRY = [
    ("left_right", {"flip": 1}, image.flip_left_right),
    ("up_down", {"flip": 2}, image.flip_up_down),
    ("both", {"flip": 3}, lambda x: image.flip_up_down(image.flip_left_right(x))),
    ("half_turn", {"turn": 2}, lambda x: image.rot90(x, 2)),
    ("shift", {"shift": [1, -2]}, lambda x: shifted(x, 1, -2)),
    ("shift_back", {"shift": [-2, 1]}, lambda x: shifted(x, -2, 1)),
]
TURNS = [
    ("quarter", {"turn": 1}, lambda x: image.rot90(x, 1)),
    ("three_quarters", {"turn": 3}, lambda x: image.rot90(x, 3)),
]
NUMBERS = [
    ("brighter", {"brightness": 0.25}, lambda x: image.adjust_brightness(x, 0.25)),
    ("darker", {"brightness": -0.3}, lambda x: image.adjust_brightness(x, -0.3)),
    ("contrast", {"contrast": 1.7}, lambda x: image.adjust_contrast(x, 1.7)),
    ("flat", {"contrast": 0.4}, lambda x: image.adjust_contrast(x, 0.4)),
]
# Of numbers that are not negative.
POWERS = [
    ("gamma", {"gamma": 2.2}, lambda x: image.adjust_gamma(x, 2.2)),
    ("root", {"gamma": 0.5}, lambda x: image.adjust_gamma(x, 0.5)),
]
COLORS = [
    ("hue", {"hue": 0.15}, lambda x: image.adjust_hue(x, 0.15)),
    ("hue_back", {"hue": -0.4}, lambda x: image.adjust_hue(x, -0.4)),
    ("saturation", {"saturation": 1.6}, lambda x: image.adjust_saturation(x, 1.6)),
    ("pale", {"saturation": 0.3}, lambda x: image.adjust_saturation(x, 0.3)),
]


def numbers(dtype, shape):
    rng = generator(23)
    if dtype == "float32":
        return np.round(rng.random(shape), 3).astype(dtype)
    info = np.iinfo(dtype)
    return rng.integers(info.min, info.max, shape, dtype, endpoint=True)


def cases():
    for dtype, shape, changes in [
        ("uint8", (3, 4, 3), GEOMETRY + NUMBERS + POWERS + COLORS),
        ("uint8", (4, 4, 3), TURNS),
        ("uint8", (5, 3, 1), GEOMETRY + NUMBERS + POWERS),
        ("uint8", (17, 16, 1), NUMBERS + POWERS),  # more pixels than there are numbers
        ("float32", (3, 4, 3), GEOMETRY + NUMBERS + POWERS + COLORS),
        ("float32", (3, 3, 1), TURNS),
        ("int8", (3, 4, 2), NUMBERS),
        ("int16", (3, 4, 1), GEOMETRY[:1] + NUMBERS),
        ("int32", (3, 4, 3), GEOMETRY[:1] + NUMBERS[:1]),
    ]:
        x = numbers(dtype, shape)
        for name, change, function in changes:
            extents = "x".join(str(n) for n in shape)
            y = function(tf.constant(x)).numpy()
            assert y.dtype == x.dtype and y.shape == x.shape
            yield {"name": f"{name}_{dtype}_{extents}", "change": change,
                   "input": tensor(x), "output": tensor(y)}


write("augment.json", __file__, list(cases()), "float32")
