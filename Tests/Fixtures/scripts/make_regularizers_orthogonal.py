"""Makes regularizers_orthogonal.json: Keras's OrthogonalRegularizer.

Run: pip install tensorflow-cpu safetensors && python make_regularizers_orthogonal.py
"""

from fixture import generator, normal, write
from make_regularizers import case

import keras


def cases():
    # Its factor is a float32 tensor, so that its weights are too.
    matrix = normal(generator(22), (3, 4), "float32")
    yield case("orthogonal_default", "OrthogonalRegularizer", matrix)
    yield case("orthogonal_rows", "OrthogonalRegularizer", matrix, factor=0.5, mode="rows")
    yield case("orthogonal_columns", "OrthogonalRegularizer", matrix, factor=2.0,
               mode="columns")


if __name__ == "__main__":
    keras.backend.set_floatx("float32")
    write("regularizers_orthogonal.json", __file__, list(cases()), dtype="float32")
