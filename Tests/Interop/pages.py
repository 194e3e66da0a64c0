"""The Python of the guides for users of TensorFlow 1 and of Keras, as it stands there: the one in sessions of
the server, the other by itself."""
import contextlib
import io
import pathlib
import re

from common import *

root = pathlib.Path(__file__).parents[2]
os.chdir(root)


def python(page):
    return "".join(re.findall(r"```python\n(.*?)```", (root / "docs" / page).read_text(), re.DOTALL))


def printed(text):
    lines = io.StringIO()
    with contextlib.redirect_stdout(lines):
        exec(text, {})
    return dict(re.findall(r"^(\w+) ([\d.]+)$", lines.getvalue(), re.M))


first = python("tensorflow1.md").replace("tf.Session()", f'tf.Session("{target}")')
first = first.replace("tempfile.gettempdir()", repr(folder))
values = printed(first)
# Initial weights are random, and other ones on each server.
say("tensorflow1", values["step"], float(values["accuracy"]) > 0.95, values["loop"])

keras = python("keras.md").replace('"best.keras"', repr(f"{folder}/best.keras"))
keras = keras.replace('"metrics.csv"', repr(f"{folder}/metrics.csv"))
# It wants TensorFlow 2's behaviour, and a process of its own.
import subprocess
run = subprocess.run([sys.executable, "-c", keras], capture_output=True, text=True, check=True)
say("keras", float(re.search(r"^accuracy ([\d.]+)$", run.stdout, re.M)[1]) > 0.8)

# The command of keras.md takes what this script writes.
script = root / "Tests" / "Fixtures" / "scripts" / "export_keras_weights.py"
weights = f"{folder}/weights.safetensors"
subprocess.run([sys.executable, str(script), f"{folder}/best.keras", weights], capture_output=True, check=True)
from safetensors import safe_open
with safe_open(weights, "numpy") as file:
    say("weights", *sorted(file.keys()))
