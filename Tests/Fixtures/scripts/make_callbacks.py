"""Makes callbacks.json: when Keras's callbacks end a training, and with which weights.

Run: pip install tensorflow-cpu safetensors && python make_callbacks.py

The model is a stand-in whose only weight is the number of the epoch, from 1.
"""

from fixture import write

import keras

VALUES = {
    "falling": [0.9, 0.7, 0.6, 0.55, 0.5, 0.45],
    "rising": [0.3, 0.4, 0.5, 0.6, 0.7, 0.8],
    "bumpy": [0.9, 0.95, 0.8, 0.8, 0.85, 0.79, 0.81, 0.82, 0.83, 0.7, 0.75, 0.9],
    "flat": [0.5, 0.5, 0.5, 0.5, 0.5],
}


class Model:
    stop_training = False
    metrics = []
    weight = 0

    def get_weights(self):
        return self.weight

    def set_weights(self, weight):
        self.weight = weight


def case(name, values, **arguments):
    callback = keras.callbacks.EarlyStopping(**arguments)
    model = Model()
    callback.set_model(model)
    callback.on_train_begin()
    epochs = 0
    for value in VALUES[values]:
        epochs += 1
        model.weight = epochs
        callback.on_epoch_end(epochs - 1, {arguments.get("monitor", "val_loss"): value})
        if model.stop_training:
            break
    callback.on_train_end()
    return {"name": name, "kind": "EarlyStopping", "arguments": arguments,
            "values": VALUES[values], "epochs": epochs, "weights_of_epoch": model.weight}


def cases():
    for values in VALUES:
        for patience in (0, 1, 3):
            yield case(f"early_stopping_{values}_{patience}", values, patience=patience)
    for patience in (1, 2, 4):
        yield case(f"early_stopping_restores_{patience}", "bumpy", patience=patience,
                   restore_best_weights=True)
    yield case("early_stopping_restores_at_the_end", "bumpy", patience=20,
               restore_best_weights=True)
    yield case("early_stopping_min_delta", "bumpy", patience=2, min_delta=0.05,
               restore_best_weights=True)
    yield case("early_stopping_max", "bumpy", patience=2, mode="max",
               restore_best_weights=True)
    yield case("early_stopping_max_min_delta", "rising", patience=1, mode="max", min_delta=0.15)
    yield case("early_stopping_monitor", "bumpy", patience=1, monitor="loss")
    yield case("early_stopping_baseline", "falling", patience=3, baseline=0.5,
               restore_best_weights=True)
    yield case("early_stopping_baseline_reached", "falling", patience=3, baseline=0.65)
    yield case("early_stopping_baseline_missed", "bumpy", patience=3, baseline=0.75)
    yield case("early_stopping_start_from_epoch", "bumpy", patience=1, start_from_epoch=4,
               restore_best_weights=True)
    yield case("early_stopping_start_late", "flat", patience=0, start_from_epoch=3,
               restore_best_weights=True)


if __name__ == "__main__":
    write("callbacks.json", __file__, list(cases()))
