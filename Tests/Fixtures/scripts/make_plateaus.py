"""Makes plateaus.json: what Keras's ReduceLROnPlateau makes of the learning rate, epoch by epoch.

Run: pip install tensorflow-cpu safetensors && python make_plateaus.py
"""

from fixture import tensor, write

import keras
import numpy as np

VALUES = {
    "bumpy": [0.9, 0.95, 0.8, 0.8, 0.85, 0.79, 0.81, 0.82, 0.83, 0.7, 0.75, 0.9],
    "flat": [0.5] * 9,
    "slow": [0.5, 0.49999, 0.49998, 0.49997, 0.49996, 0.4, 0.39999, 0.39998, 0.39997],
}


def case(name, values, rate=0.1, **arguments):
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(rate), "mse")
    callback = keras.callbacks.ReduceLROnPlateau(**arguments)
    callback.set_model(model)
    callback.on_train_begin()
    rates = []
    for epoch, value in enumerate(VALUES[values]):
        callback.on_epoch_end(epoch, {arguments.get("monitor", "val_loss"): value})
        rates.append(float(model.optimizer.learning_rate.numpy()))
    return {"name": name, "kind": "ReduceLROnPlateau", "arguments": arguments,
            "learning_rate": rate, "values": VALUES[values],
            "rates": tensor(np.array(rates, "float32"))}


def cases():
    yield case("plateau", "flat")
    for values in VALUES:
        for patience in (0, 1, 3):
            yield case(f"plateau_{values}_{patience}", values, patience=patience)
    yield case("plateau_factor", "flat", patience=2, factor=0.5)
    yield case("plateau_min_delta", "slow", patience=2, min_delta=0.0)
    yield case("plateau_cooldown", "flat", patience=1, cooldown=2, factor=0.3)
    yield case("plateau_cooldown_bumpy", "bumpy", patience=1, cooldown=1)
    yield case("plateau_min_lr", "flat", patience=1, min_lr=0.03, factor=0.5)
    yield case("plateau_min_lr_above", "flat", rate=0.01, patience=1, min_lr=0.03)
    yield case("plateau_max", "bumpy", patience=2, mode="max")
    yield case("plateau_monitor", "bumpy", patience=1, monitor="loss", mode="min")


if __name__ == "__main__":
    write("plateaus.json", __file__, list(cases()), dtype="float32")
