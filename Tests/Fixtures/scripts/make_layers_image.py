"""Makes layers_image.json: Keras's image layers, those of chance with ranges of one number.

Run: pip install tensorflow-cpu safetensors && python make_layers_image.py
"""

from fixture import write
from make_layers import case

SHAPE = (2, 4, 5, 2)


def sizes():
    def image(name, kind, shape=SHAPE, **arguments):
        return case(name, kind, arguments, shape, dtype="float32", gradients=False,
                    training=True)

    yield image("resizing", "Resizing", height=3, width=7)
    yield image("resizing_nearest", "Resizing", height=8, width=3, interpolation="nearest")
    yield image("resizing_bicubic", "Resizing", height=6, width=6, interpolation="bicubic")
    yield image("resizing_crop", "Resizing", height=6, width=4, crop_to_aspect_ratio=True)
    yield image("resizing_pad", "Resizing", shape=(2, 2, 6, 1), height=3, width=3,
                pad_to_aspect_ratio=True, fill_value=0.5)
    yield image("center_crop", "CenterCrop", height=2, width=2)
    yield image("center_crop_odd", "CenterCrop", height=1, width=4)
    yield image("center_crop_enlarged", "CenterCrop", height=6, width=4)
    yield image("random_crop_as_high", "RandomCrop", shape=(2, 5, 8, 1), height=5, width=4)
    yield image("random_crop_enlarged", "RandomCrop", shape=(2, 4, 4, 1), height=8, width=8)


def changes():
    def pair(name, kind, scale=1.0, **arguments):
        yield case(f"{name}_inference", kind, arguments, SHAPE, dtype="float32", scale=scale)
        yield case(name, kind, arguments, SHAPE, dtype="float32", training=True, scale=scale,
                   gradients=False)

    yield from pair("random_brightness", "RandomBrightness", scale=100.0, factor=[0.2, 0.2])
    yield from pair("random_brightness_range", "RandomBrightness", factor=[-0.25, -0.25],
                    value_range=[-1.0, 1.0])
    yield from pair("random_contrast", "RandomContrast", scale=100.0, factor=0.0)
    for mode in ("horizontal", "vertical", "horizontal_and_vertical"):
        yield case(f"random_flip_{mode}_inference", "RandomFlip", {"mode": mode}, SHAPE,
                   dtype="float32")
    for fill_mode in ("reflect", "wrap", "constant", "nearest"):
        for interpolation in ("nearest", "bilinear"):
            common = {"fill_mode": fill_mode, "interpolation": interpolation,
                      "fill_value": 0.25}
            name = f"{fill_mode}_{interpolation}"
            yield from pair(f"random_rotation_{name}", "RandomRotation",
                            factor=[0.07, 0.07], **common)
            yield from pair(f"random_zoom_{name}", "RandomZoom", height_factor=[0.6, 0.6],
                            **common)
            yield from pair(f"random_translation_{name}", "RandomTranslation",
                            height_factor=[0.3, 0.3], width_factor=[-0.7, -0.7], **common)
    yield from pair("random_rotation_back", "RandomRotation", factor=[-0.2, -0.2])
    yield from pair("random_zoom_in", "RandomZoom", height_factor=[-0.3, -0.3],
                    width_factor=[0.2, 0.2])


if __name__ == "__main__":
    write("layers_image.json", __file__, [*sizes(), *changes()])
