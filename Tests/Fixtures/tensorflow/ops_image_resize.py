"""Images in other sizes, and the gradients."""

import numpy as np
import tensorflow as tf

from golden import Golden

golden = Golden(__file__)
raw = tf.raw_ops
random = np.random.RandomState(7)


def images(*shape, dtype=np.float32):
    if np.dtype(dtype).kind in "iu":
        return random.randint(0, 128, shape).astype(dtype)
    return (random.randint(0, 65, shape) / 64).astype(dtype)


sizes = [((3, 4), (3, 4)), ((3, 4), (6, 8)), ((4, 5), (2, 3)), ((2, 3), (5, 1)), ((1, 1), (2, 2)),
         ((5, 2), (1, 7))]
ways = [(False, False), (True, False), (False, True)]
for op in ["ResizeBilinear", "ResizeNearestNeighbor", "ResizeBicubic"]:
    for (height, width), size in sizes:
        for align, half in ways:
            golden.case(
                f"{op}_{height}_{width}_{size[0]}_{size[1]}_{align}_{half}", op,
                lambda x: getattr(raw, op)(
                    images=x, size=size, align_corners=align, half_pixel_centers=half),
                images(1, height, width, 1), size=list(size), align_corners=align,
                half_pixel_centers=half)
    for dtype in [np.float64, np.uint8, np.int8, np.int16, np.int32, np.int64]:
        golden.case(
            f"{op}_{np.dtype(dtype).name}", op,
            lambda x: getattr(raw, op)(images=x, size=[3, 2], half_pixel_centers=True),
            images(2, 2, 3, 2, dtype=dtype), size=[3, 2], half_pixel_centers=True)
    golden.case(
        f"{op}_no_batch", op, lambda x: getattr(raw, op)(images=x, size=[3, 2]),
        images(0, 2, 3, 1), size=[3, 2], gradient=False)
for (height, width), size in sizes:
    for align in [False, True]:
        golden.case(
            f"ResizeArea_{height}_{width}_{size[0]}_{size[1]}_{align}", "ResizeArea",
            lambda x: raw.ResizeArea(images=x, size=size, align_corners=align),
            images(1, height, width, 1), gradient=False, size=list(size), align_corners=align)
golden.case(
    "ResizeArea_uint8", "ResizeArea", lambda x: raw.ResizeArea(images=x, size=[2, 2]),
    images(2, 3, 5, 3, dtype=np.uint8), gradient=False, size=[2, 2])
for method in ["bilinear", "nearest", "bicubic", "area"]:
    golden.case(
        f"resize_images_{method}", "ResizeImages",
        lambda x: tf.image.resize(x, [3, 5], method), images(2, 3, 1), gradient=method != "area",
        size=[3, 5], method=method, half_pixel_centers=True)

golden.write()
