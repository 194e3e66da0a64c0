"""Writes xxh64.json: XXH64 of byte strings of many lengths, by Python's binding of xxHash.

Byte i of each is (7 i + i // 5) mod 256. Needs xxhash. Run: python make_xxh64.py
"""

import json
import pathlib

import xxhash

LENGTHS = [*range(0, 70), 95, 96, 97, 127, 128, 1000, 4096, 100_003]

FILE = pathlib.Path(__file__).resolve().parent.parent / "xxh64.json"


def case(count):
    """The hash of a string of the given length."""
    data = bytes((7 * i + i // 5) % 256 for i in range(count))
    return {"count": count, "hash": xxhash.xxh64(data).hexdigest()}


lines = ",\n".join("  " + json.dumps(case(count)) for count in LENGTHS)
FILE.write_text('{"cases": [\n' + lines + "\n]}\n")
