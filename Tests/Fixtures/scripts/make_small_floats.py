"""Writes small_floats.json: every number of the formats of up to 8 bits that safetensors has.

For each of its types the numbers that 0, 1, 2, … stand for, as the bits of float32; -1 for
not-a-number. Needs ml_dtypes. Run: python make_small_floats.py
"""

import json
import pathlib

import ml_dtypes
import numpy as np

TYPES = {
    "F8_E4M3": (ml_dtypes.float8_e4m3fn, 8),
    "F8_E5M2": (ml_dtypes.float8_e5m2, 8),
    "F8_E4M3FNUZ": (ml_dtypes.float8_e4m3fnuz, 8),
    "F8_E5M2FNUZ": (ml_dtypes.float8_e5m2fnuz, 8),
    "F8_E8M0": (ml_dtypes.float8_e8m0fnu, 8),
    "F6_E2M3": (ml_dtypes.float6_e2m3fn, 6),
    "F6_E3M2": (ml_dtypes.float6_e3m2fn, 6),
    "F4": (ml_dtypes.float4_e2m1fn, 4),
}

numbers = {}
for name, (dtype, bits) in TYPES.items():
    values = np.arange(1 << bits, dtype=np.uint8).view(dtype).astype(np.float32)
    numbers[name] = [
        -1 if np.isnan(value) else int(value.view(np.uint32)) for value in values]
path = pathlib.Path(__file__).parent.parent / "small_floats.json"
path.write_text(json.dumps(numbers) + "\n")
