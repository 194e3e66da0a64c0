"""Makes positional.json: what the constructors of Keras's classes take without a name, first.

Run: pip install tensorflow-cpu safetensors && python make_positional.py
"""

import inspect
import json

from fixture import FOLDER
from make_defaults import MODULES

import keras

if __name__ == "__main__":
    lines = []
    for noun, module in MODULES.items():
        for kind in sorted(vars(module)):
            cls = getattr(module, kind)
            if not inspect.isclass(cls) or not kind[0].isupper():
                continue
            names = [p.name for p in list(inspect.signature(cls.__init__).parameters.values())[1:]
                     if p.kind == p.POSITIONAL_OR_KEYWORD]
            if names:
                lines.append(json.dumps({"noun": noun, "kind": kind, "first": names[0]},
                                        separators=(",", ":")))
    text = f'{{"source":"Keras {keras.__version__}",\n"cases":[\n' + ",\n".join(lines) + "\n]}\n"
    (FOLDER / "positional.json").write_text(text)
    print(f"positional.json: {len(lines)} classes, {len(text)} bytes")
