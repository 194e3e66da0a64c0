"""Makes layers_regular.json: what of Keras's regularization layers is no chance.

Run: pip install tensorflow-cpu safetensors && python make_layers_regular.py
"""

from fixture import write
from make_layers import case

import keras


def identities():
    shapes = {"1D": (2, 3, 4), "2D": (2, 2, 3, 2), "3D": (1, 2, 2, 2, 3)}
    for rank, shape in shapes.items():
        yield case(f"spatial_dropout{rank.lower()}_inference", f"SpatialDropout{rank}",
                   {"rate": 0.5}, shape)
        yield case(f"spatial_dropout{rank.lower()}_rate_0", f"SpatialDropout{rank}",
                   {"rate": 0.0}, shape, training=True)
    yield case("dropout_noise_shape_inference", "Dropout",
               {"rate": 0.5, "noise_shape": [None, 1, 4]}, shapes["1D"])
    for kind, field in (("AlphaDropout", "rate"), ("GaussianDropout", "rate"),
                        ("GaussianNoise", "stddev")):
        name = f"{kind.lower()}_{field}"
        yield case(f"{name}_inference", kind, {field: 0.5}, (3, 5))
        yield case(f"{name}_0_training", kind, {field: 0.0}, (3, 5), training=True)
    yield case("activity_regularization", "ActivityRegularization", {}, (3, 5))
    yield case("activity_regularization_l1_l2", "ActivityRegularization",
               {"l1": 0.1, "l2": 0.2}, (2, 3, 2), training=True)


if __name__ == "__main__":
    keras.backend.set_floatx("float64")
    write("layers_regular.json", __file__, list(identities()))
