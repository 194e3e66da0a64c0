"""Makes schedules.json: Keras's learning rate schedules at some steps, in float32.

Run: pip install tensorflow-cpu safetensors && python make_schedules.py
"""

from fixture import tensor, write

import keras
import numpy as np

STEPS = [0, 1, 2, 3, 7, 9, 10, 11, 99, 100, 101, 1000, 12345]


def case(name, kind, **arguments):
    schedule = getattr(keras.optimizers.schedules, kind)(**arguments)
    rates = np.array([float(schedule(step)) for step in STEPS], "float32")
    return {"name": name, "kind": kind, "arguments": arguments, "steps": STEPS,
            "rates": tensor(rates)}


def cases():
    kind = "ExponentialDecay"
    arguments = {"initial_learning_rate": 0.1, "decay_steps": 100, "decay_rate": 0.9}
    yield case("exponential_decay", kind, **arguments)
    yield case("exponential_decay_staircase", kind, **arguments, staircase=True)
    yield case("exponential_decay_growing", kind, initial_learning_rate=0.001,
               decay_steps=3000, decay_rate=1.5)


if __name__ == "__main__":
    write("schedules.json", __file__, list(cases()), dtype="float32")
