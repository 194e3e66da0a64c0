"""Colours of images, and their adjustments."""

import numpy as np
import tensorflow as tf

from golden import Golden

golden = Golden(__file__)
random = np.random.RandomState(7)


def images(*shape, dtype=np.float32):
    if np.dtype(dtype).kind in "iu":
        low, high = max(np.iinfo(dtype).min, -1000), min(np.iinfo(dtype).max, 1000)
        return random.randint(low, high + 1, shape).astype(dtype)
    return (random.randint(0, 65, shape) / 64).astype(dtype)


colors = np.array(
    [[0, 0, 0], [1, 1, 1], [0.5, 0.5, 0.5], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [0, 1, 1],
     [1, 0, 1], [0.2, 0.4, 0.8], [0.9, 0.3, 0.1], [0.1, 0.8, 0.5], [0.7, 0.7, 0.2], [0.3, 0.9, 0.9],
     [0.25, 0.75, 0.25], [2, 3, 0.5]])
for dtype in [np.float32, np.float64]:
    name = np.dtype(dtype).name
    golden.case(f"rgb_to_hsv_{name}", "RGBToHSV", tf.image.rgb_to_hsv, colors.astype(dtype))
    golden.case(
        f"hsv_to_rgb_{name}", "HSVToRGB", tf.image.hsv_to_rgb, colors[:-1].astype(dtype),
        gradient=False)
golden.case("rgb_to_hsv_empty", "RGBToHSV", tf.image.rgb_to_hsv, np.zeros([0, 3], np.float32))
photo = colors.astype(np.float32).reshape(4, 4, 3)
bytes_photo = images(2, 2, 3, dtype=np.uint8)
for delta in [0.0, 0.1, -0.3, 0.5, 1.0, -1.0]:
    golden.case(
        f"adjust_hue_{delta}", "AdjustHue", lambda x: tf.image.adjust_hue(x, delta), photo,
        gradient=False, amount=delta)
for factor in [0.0, 0.5, 1.0, 3.0]:
    golden.case(
        f"adjust_saturation_{factor}", "AdjustSaturation",
        lambda x: tf.image.adjust_saturation(x, factor), photo, gradient=False, amount=factor)
golden.case("rgb_to_grayscale", "RgbToGrayscale", tf.image.rgb_to_grayscale, photo)
golden.case("grayscale_to_rgb", "GrayscaleToRGB", tf.image.grayscale_to_rgb, images(2, 2, 1))
golden.case(
    "grayscale_to_rgb_batch", "GrayscaleToRGB", tf.image.grayscale_to_rgb,
    images(2, 1, 2, 1, dtype=np.float64))

# Adjustments.
some = images(2, 3, 2)
for delta in [0.1, -2.0]:
    golden.case(
        f"adjust_brightness_{delta}", "AdjustBrightness",
        lambda x: tf.image.adjust_brightness(x, delta), some, amount=delta)
for factor in [0.5, 2.0, -1.0]:
    golden.case(
        f"adjust_contrast_{factor}", "AdjustContrast",
        lambda x: tf.image.adjust_contrast(x, factor), some, gradient=False, amount=factor)
golden.case(
    "adjust_contrast_batch", "AdjustContrast", lambda x: tf.image.adjust_contrast(x, 2.0),
    images(2, 2, 2, 1), gradient=False, amount=2.0)
for gamma, gain in [(1.0, 1.0), (2.0, 0.5), (0.5, 1.0), (0.0, 2.0)]:
    golden.case(
        f"adjust_gamma_{gamma}", "AdjustGamma",
        lambda x: tf.image.adjust_gamma(x, gamma, gain), some + np.float32(0.125), amount=gamma,
        gain=gain)
for op, function, amount in [
    ("AdjustHue", tf.image.adjust_hue, 0.2), ("AdjustSaturation", tf.image.adjust_saturation, 2.0),
    ("AdjustBrightness", tf.image.adjust_brightness, 0.3),
    ("AdjustContrast", tf.image.adjust_contrast, 1.5), ("AdjustGamma", tf.image.adjust_gamma, 1.5),
]:
    golden.case(f"{op}_uint8", op, lambda x: function(x, amount), bytes_photo, amount=amount)
golden.case(
    "adjust_brightness_float64", "AdjustBrightness",
    lambda x: tf.image.adjust_brightness(x, 0.25), some.astype(np.float64), amount=0.25)
golden.case("rgb_to_grayscale_uint8", "RgbToGrayscale", tf.image.rgb_to_grayscale, bytes_photo)
golden.case("grayscale_to_rgb_uint8", "GrayscaleToRGB", tf.image.grayscale_to_rgb, bytes_photo[..., :1])
for name, x in [
    ("one", images(3, 2, 2)), ("batch", images(2, 2, 2, 3)), ("uint8", bytes_photo),
]:
    golden.case(
        f"standardization_{name}", "PerImageStandardization", tf.image.per_image_standardization, x)
golden.case(
    "standardization_flat", "PerImageStandardization", tf.image.per_image_standardization,
    np.ones([2, 2, 1], np.float32), gradient=False)

golden.write()
