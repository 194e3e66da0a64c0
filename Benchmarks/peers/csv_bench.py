#!/usr/bin/env python3
"""Reads a CSV file of numbers into typed columns: csv_bench.py FILE (polars|polars_f32|pyarrow).

Prints the seconds of each of 5 readings as a JSON list. The first brings the file into the
system's cache, and is not among them.
"""

import json
import sys
import time


def reader(library):
    if library == "pyarrow":
        from pyarrow import csv

        return csv.read_csv
    import polars

    if library == "polars":
        return polars.read_csv
    # The types are known, and half as wide: no guessing, less to write.
    return lambda path: polars.read_csv(
        path, schema_overrides={f"x{i}": polars.Float32 for i in range(28)}
    )


def main():
    path, library = sys.argv[1:]
    read = reader(library)
    seconds = []
    for _ in range(6):
        start = time.perf_counter()
        table = read(path)
        seconds.append(time.perf_counter() - start)
        assert len(table.columns) == 29
        del table
    print(json.dumps(seconds[1:]))


if __name__ == "__main__":
    main()
