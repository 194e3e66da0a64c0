"""Makes defaults.json: the arguments of Keras's classes with their defaults.

Run: pip install tensorflow-cpu safetensors && python make_defaults.py
"""

import inspect
import json

from fixture import FOLDER

import keras

MODULES = {
    "layer": keras.layers, "loss": keras.losses, "metric": keras.metrics,
    "optimizer": keras.optimizers, "schedule": keras.optimizers.schedules,
    "callback": keras.callbacks, "initializer": keras.initializers,
    "regularizer": keras.regularizers, "constraint": keras.constraints,
}
EVERYWHERE = {"self", "name", "dtype", "kwargs", "args"}


def plain(value):
    """A default as JSON has it; arguments without one, and defaults that are objects, are left out."""
    if isinstance(value, tuple):
        value = list(value)
    try:
        json.dumps(value)
    except TypeError:
        return None
    return value


def arguments(cls):
    parameters = inspect.signature(cls.__init__).parameters.values()
    result = {}
    for parameter in parameters:
        if parameter.name in EVERYWHERE or parameter.kind == parameter.VAR_KEYWORD:
            continue
        needed = parameter.default is inspect.Parameter.empty
        result[parameter.name] = "(required)" if needed else plain(parameter.default)
    return result


if __name__ == "__main__":
    lines = []
    for noun, module in MODULES.items():
        for kind in sorted(vars(module)):
            cls = getattr(module, kind)
            if inspect.isclass(cls) and kind[0].isupper():
                case = {"noun": noun, "kind": kind, "arguments": arguments(cls)}
                lines.append(json.dumps(case, separators=(",", ":")))
    text = f'{{"source":"Keras {keras.__version__}",\n"cases":[\n' + ",\n".join(lines) + "\n]}\n"
    json.loads(text)
    (FOLDER / "defaults.json").write_text(text)
    print(f"defaults.json: {len(lines)} classes, {len(text)} bytes")
