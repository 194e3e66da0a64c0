"""Makes windows.json: the windows that Keras's timeseries_dataset_from_array cuts out of rows, with
targets some rows behind.

Run: pip install tensorflow-cpu safetensors && python make_windows.py
"""

from fixture import write

import keras
import numpy as np


def case(rows, length, horizon=1, stride=1, sampling_rate=1):
    """Rows hold their number and its square; the target is the number and a half."""
    data = np.array([[row, row * row] for row in range(rows)], "float32")
    targets = np.array([row + 0.5 for row in range(rows)], "float32")
    offset = (length - 1) * sampling_rate + horizon
    sets = keras.utils.timeseries_dataset_from_array(
        data, targets[offset:], sequence_length=length, sequence_stride=stride,
        sampling_rate=sampling_rate, batch_size=1000)
    inputs, wanted = next(iter(sets))
    arguments = {"length": length, "horizon": horizon, "stride": stride,
                 "sampling_rate": sampling_rate}
    return {"name": f"{rows} rows, {arguments}".replace('"', ""), "rows": rows,
            "arguments": arguments,
            "inputs": [float(x) for x in inputs.numpy().reshape(-1)],
            "targets": [float(x) for x in wanted.numpy().reshape(-1)]}


write("windows.json", __file__, [
    case(7, 1), case(9, 3), case(9, 3, horizon=0), case(17, 4, horizon=5), case(17, 3, stride=4),
    case(17, 3, sampling_rate=3), case(23, 4, horizon=2, stride=3, sampling_rate=2),
    case(5, 4),
])
