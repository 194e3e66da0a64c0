"""Images turned, cut, converted, and as files."""

import numpy as np
import tensorflow as tf

from golden import Golden

golden = Golden(__file__)
raw = tf.raw_ops
random = np.random.RandomState(7)


def images(*shape, dtype=np.float32):
    if np.dtype(dtype).kind in "iu":
        low, high = max(np.iinfo(dtype).min, -1000), min(np.iinfo(dtype).max, 1000)
        return random.randint(low, high + 1, shape).astype(dtype)
    return (random.randint(0, 65, shape) / 64).astype(dtype)


# Flips, turns and windows.
small = images(2, 3, 2)
batch = images(2, 2, 3, 1)
for name, op, function in [
    ("flip_left_right", "FlipLeftRight", tf.image.flip_left_right),
    ("flip_up_down", "FlipUpDown", tf.image.flip_up_down),
    ("transpose", "TransposeImage", tf.image.transpose),
]:
    golden.case(f"{name}_one", op, function, small)
    golden.case(f"{name}_batch", op, function, batch)
    golden.case(f"{name}_uint8", op, function, images(1, 3, 3, dtype=np.uint8))
for times in [-1, 0, 1, 2, 3, 5]:
    golden.case(f"rot90_{times}", "Rot90", lambda x: tf.image.rot90(x, times % 4), small, times=times)
    golden.case(
        f"rot90_batch_{times}", "Rot90", lambda x: tf.image.rot90(x, times % 4), batch, times=times)
wide = images(4, 5, 1)
for offset_height, offset_width, height, width in [(0, 0, 4, 5), (1, 2, 2, 3), (3, 0, 1, 1)]:
    box = [offset_height, offset_width, height, width]
    golden.case(
        f"crop_{box}", "CropToBoundingBox", lambda x: tf.image.crop_to_bounding_box(x, *box), wide,
        box=box)
for offset_height, offset_width, height, width in [(0, 0, 4, 5), (1, 2, 6, 7), (0, 1, 5, 6)]:
    box = [offset_height, offset_width, height, width]
    golden.case(
        f"pad_{box}", "PadToBoundingBox", lambda x: tf.image.pad_to_bounding_box(x, *box), wide,
        box=box)
golden.case(
    "crop_batch", "CropToBoundingBox", lambda x: tf.image.crop_to_bounding_box(x, 1, 0, 1, 2),
    batch, box=[1, 0, 1, 2])
golden.case(
    "pad_batch_int16", "PadToBoundingBox", lambda x: tf.image.pad_to_bounding_box(x, 1, 0, 3, 4),
    images(2, 2, 2, 2, dtype=np.int16), box=[1, 0, 3, 4])
for height, width in [(4, 5), (2, 2), (3, 4), (7, 8), (1, 9), (5, 1)]:
    golden.case(
        f"crop_or_pad_{height}_{width}", "ResizeImageWithCropOrPad",
        lambda x: tf.image.resize_with_crop_or_pad(x, height, width), wide, size=[height, width])
for fraction in [1.0, 0.5, 0.7, 0.1]:
    golden.case(
        f"central_{fraction}", "CentralCrop", lambda x: tf.image.central_crop(x, fraction), wide,
        fraction=fraction)

# Types.
for source, values in [
    (np.float32, [0, 0.25, 0.5, 1, 0.123]), (np.float64, [0, 0.25, 0.5, 1, 0.123]),
    (np.uint8, [0, 1, 127, 128, 255]), (np.int8, [-128, -3, 0, 5, 127]),
    (np.int16, [-32768, -200, 0, 129, 32767]), (np.int64, [0, 2**40, 2**62, -5]),
]:
    for target in ["float32", "float64", "uint8", "int8", "int16", "int64"]:
        if np.dtype(source).kind == "f" and target == "int64":
            continue  # 1.0 is out of range there, and TensorFlow's number is what the processor makes.
        for saturate in [False, True]:
            if saturate and (target.startswith("float") or source == np.int64):
                continue
            golden.case(
                f"convert_{np.dtype(source).name}_{target}_{saturate}", "ConvertImageDtype",
                lambda x: tf.image.convert_image_dtype(x, target, saturate), np.array(values, source),
                dtype=target, saturate=saturate)
golden.case(
    "convert_clip", "ConvertImageDtype", lambda x: tf.image.convert_image_dtype(x, "uint8", True),
    np.array([-1, 2, 1.001, -0.001], np.float32), dtype="uint8", saturate=True)

# PNG.
for channels in [1, 2, 3, 4]:
    x = images(3, 5, channels, dtype=np.uint8)
    golden.case(f"encode_png_{channels}", "EncodePng",
                lambda x: raw.DecodePng(contents=tf.io.encode_png(x)), x)
    for wanted in [0, 1, 3, 4]:
        golden.case(
            f"decode_png_{channels}_{wanted}", "DecodePng",
            lambda x: tf.io.decode_png(x, wanted), tf.io.encode_png(x), channels=wanted)
golden.case(
    "decode_png_16_bits", "DecodePng", tf.io.decode_png,
    tf.io.encode_png(tf.constant([[[1000], [65535]], [[255], [256]]], tf.uint16)), channels=0)

golden.write()
