"""Makes layer_names.json: how Keras names a layer that was given no name.

Run: pip install tensorflow-cpu safetensors && python make_layer_names.py
"""

import inspect

from fixture import write

import keras
from keras.src.utils.naming import to_snake_case

if __name__ == "__main__":
    kinds = sorted(
        name for name, value in vars(keras.layers).items()
        if inspect.isclass(value) and issubclass(value, keras.layers.Layer)
    )
    # Aliases, such as MaxPool2D, are other names of a class.
    kinds = [kind for kind in kinds if getattr(keras.layers, kind).__name__ == kind]
    write("layer_names.json", __file__, [
        {"name": kind, "default": to_snake_case(kind)} for kind in kinds
    ])
