"""Writes npy.json: files in NumPy's format as NumPy wrote them, with what they hold.

Each case has the file's bytes in hexadecimal, the type and the shape that tfx reads it as, and the
elements in row-major order as texts. Run: python make_npy.py
"""

import io
import json

import numpy as np


def file(array, version=None):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, version=version, allow_pickle=False)
    return buffer.getvalue().hex()


def text(value):
    if isinstance(value, (bytes, np.bytes_)):
        return value.decode("latin1")
    if isinstance(value, (np.complexfloating, complex)):
        return f"{value.real}{'-' if np.signbit(value.imag) else '+'}{abs(value.imag)}j"
    if isinstance(value, np.bool_):
        return "true" if value else "false"
    return str(value)


def case(name, array, dtype, version=None):
    return {
        "name": name,
        "hex": file(array, version),
        "dtype": dtype,
        "shape": list(array.shape),
        "values": [text(value) for value in array.ravel(order="C")],
    }


grid = np.arange(6).reshape(2, 3)
cube = np.arange(24).reshape(2, 3, 4)
cases = [
    case("float32", (grid / 4).astype("<f4"), "float32"),
    case("float64", grid / 8, "float64"),
    case("float16", (grid / 4 - 0.5).astype("<f2"), "float32"),
    case("not finite", np.array([np.nan, np.inf, -np.inf, -0.0]), "float64"),
    case("int8", (grid - 3).astype("i1"), "int8"),
    case("int16", (grid * 1000).astype("<i2"), "int16"),
    case("int32", grid.astype("<i4"), "int32"),
    case("int64", np.array([2**62, -(2**62)]), "int64"),
    case("uint8", (grid + 250).astype("u1"), "uint8"),
    case("uint16", (grid + 65530).astype("<u2"), "int32"),
    case("uint32", (grid + 2**32 - 6).astype("<u4"), "int64"),
    case("uint64", np.array([0, 2**53 + 1, 2**63 - 1], "<u8"), "int64"),
    case("bool", grid > 2, "bool"),
    case("complex64", np.array([1 + 2j, -0.5 - 1j], "<c8"), "complex64"),
    case("complex128", np.array([1 + 2j, -0.5 - 1j]), "complex64"),
    case("bytes", np.array([b"a", b"bcd", b""]), "string"),
    case("text", np.array(["a", "grün", "日本"]), "string"),
    case("big-endian float32", (grid / 4).astype(">f4"), "float32"),
    case("big-endian complex64", np.array([1 + 2j, -0.5 - 1j], ">c8"), "complex64"),
    case("big-endian text", np.array(["a", "grün"], ">U4"), "string"),
    case("Fortran order", np.asfortranarray(cube.astype("<i4")), "int32"),
    case("scalar", np.array(2.5), "float64"),
    case("vector of one", np.array([2.5]), "float64"),
    case("empty", np.zeros((0, 3), "<f4"), "float32"),
    case("version 2", grid.astype("<i4"), "int32", (2, 0)),
    case("version 3", grid.astype("<i4"), "int32", (3, 0)),
]

with open("npy.json", "w", encoding="utf-8") as out:
    json.dump(cases, out, ensure_ascii=False, indent=0)
    out.write("\n")
