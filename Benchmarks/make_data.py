#!/usr/bin/env python3
"""Writes the benchmarks' data files into Benchmarks/.data, where they are missing. Needs numpy.

    images  mnist_20480, mnist_5120, cifar_2560, sequences_1280, signals_2560, tokens_1280: `-images`
            and `-labels`, IDX, bytes
    tables  iris_9728.csv, iris.csv, iris_row.csv, ids_1280.csv, clicks_40960.csv, table_258mb.csv;
            table_2gb.csv with --large

Every number of samples is a multiple of every batch size it is used with: a partial last batch
would cost some frameworks a second compilation, and say nothing of speed.
"""

import argparse
import gzip
import io
import shutil
import struct
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
DATASETS = HERE.parent / "datasets"
DATA = HERE / ".data"

TABLE_COLUMNS = 28
MEGABYTE = 1_000_000


def write_idx(name, array):
    """Writes bytes of any shape as an IDX file."""
    with open(DATA / name, "wb") as file:
        file.write(struct.pack(">BBBB", 0, 0, 0x08, array.ndim))
        file.write(struct.pack(f">{array.ndim}I", *array.shape))
        file.write(np.ascontiguousarray(array, dtype=np.uint8).tobytes())


def read_idx_gz(path):
    content = gzip.decompress(path.read_bytes())
    rank = content[3]
    shape = struct.unpack_from(f">{rank}I", content, 4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(shape)


def make_mnist(count):
    """The repository's 4,000 training digits, over and over."""
    folder = DATASETS / "mnist5k"
    images = read_idx_gz(folder / "train-images-idx3-ubyte.gz")
    labels = read_idx_gz(folder / "train-labels-idx1-ubyte.gz")
    rows = np.arange(count) % len(images)
    write_idx(f"mnist_{count}-images", images[rows])
    write_idx(f"mnist_{count}-labels", labels[rows])


def make_cifar(count):
    """Noise over one blurred pattern for each of 10 classes: hard to see, but learnable."""
    random = np.random.default_rng(1)
    patterns = random.integers(0, 256, (10, 8, 8, 3)).repeat(4, axis=1).repeat(4, axis=2)
    labels = random.integers(0, 10, count)
    noise = random.integers(0, 256, (count, 32, 32, 3))
    write_idx(f"cifar_{count}-images", patterns[labels] // 4 + noise * 3 // 4)
    write_idx(f"cifar_{count}-labels", labels)


def make_iris(count):
    """The original; its rows over and over up to `count`; and one row of it to predict from."""
    source = DATASETS / "iris.csv"
    header, *rows = source.read_text().splitlines()
    tiled = [rows[i % len(rows)] for i in range(count)]
    shutil.copyfile(source, DATA / "iris.csv")
    (DATA / "iris_row.csv").write_text("\n".join([header, rows[0], ""]))
    (DATA / f"iris_{count}.csv").write_text("\n".join([header, *tiled, ""]))


def make_sequences(name, count, steps, width):
    """Noise over one of 10 patterns of some time steps of some numbers."""
    random = np.random.default_rng(3)
    patterns = random.integers(0, 256, (10, steps, width))
    labels = random.integers(0, 10, count)
    noise = random.integers(0, 256, (count, steps, width))
    write_idx(f"{name}_{count}-images", patterns[labels] // 4 + noise * 3 // 4)
    write_idx(f"{name}_{count}-labels", labels)


def make_ids(count):
    """200 ids of words below 20,000, rare and frequent ones; the label says which ones are frequent."""
    random = np.random.default_rng(4)
    labels = random.integers(0, 2, count)
    ids = (20_000 * random.random((count, 200)) ** (2 + labels[:, None])).astype(int)
    header = ",".join([*(f"word_{i}" for i in range(200)), "label"])
    np.savetxt(
        DATA / f"ids_{count}.csv", np.column_stack([ids, labels]), delimiter=",", fmt="%d",
        header=header, comments="",
    )


def make_clicks(count):
    """13 numbers, and 26 columns of 10,000 categories each; the label is learnable from both."""
    random = np.random.default_rng(5)
    numbers = random.standard_normal((count, 13))
    ids = np.stack([random.permutation(count) % 10_000 for _ in range(26)], axis=1)
    score = numbers @ random.standard_normal(13) + random.standard_normal((26, 10_000))[
        np.arange(26), ids
    ].sum(axis=1)
    names = [*(f"x{i}" for i in range(13)), *(f"c{i}" for i in range(26)), "label"]
    with open(DATA / f"clicks_{count}.csv", "w") as file:
        file.write(",".join(names) + "\n")
        for row, codes, label in zip(numbers, ids, score > 0):
            fields = [*(f"{x:.4f}" for x in row), *(f"k{code}" for code in codes), str(int(label))]
            file.write(",".join(fields) + "\n")


def make_table(name, size):
    """28 columns of numbers with 6 decimals and a label that is learnable from them.

    The same 65,536 rows repeat (16 MB, more than a processor's cache of branches can learn),
    because to format every number anew would take minutes.
    """
    random = np.random.default_rng(2)
    features = random.standard_normal((65_536, TABLE_COLUMNS))
    score = features @ random.standard_normal(TABLE_COLUMNS)
    labels = score + random.standard_normal(len(score)) > 0
    buffer = io.BytesIO()
    np.savetxt(
        buffer,
        np.column_stack([features, labels]),
        delimiter=",",
        fmt=["%.6f"] * TABLE_COLUMNS + ["%d"],
    )
    block = buffer.getvalue()
    columns = [f"x{i}" for i in range(TABLE_COLUMNS)] + ["label"]
    header = (",".join(columns) + "\n").encode()
    blocks, rest = divmod(size - len(header), len(block))
    with open(DATA / name, "wb") as file:
        file.write(header)
        for _ in range(blocks):
            file.write(block)
        file.write(block[: block.rfind(b"\n", 0, rest) + 1])


def make_missing(last_file, make, *arguments):
    """Calls `make` unless the file that it writes last is there; redone after an interruption."""
    done = DATA / f".{last_file}.done"
    if not (done.exists() and (DATA / last_file).exists()):
        print(f"making {last_file}", flush=True)
        make(*arguments)
        done.touch()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--large", action="store_true", help="the 2 GB table too")
    arguments = parser.parse_args()
    DATA.mkdir(exist_ok=True)
    make_missing("mnist_20480-labels", make_mnist, 20_480)
    make_missing("mnist_5120-labels", make_mnist, 5_120)
    make_missing("cifar_2560-labels", make_cifar, 2_560)
    make_missing("iris_9728.csv", make_iris, 9_728)
    make_missing("sequences_1280-labels", make_sequences, "sequences", 1_280, 100, 32)
    make_missing("signals_2560-labels", make_sequences, "signals", 2_560, 256, 8)
    make_missing("tokens_1280-labels", make_sequences, "tokens", 1_280, 64, 128)
    make_missing("ids_1280.csv", make_ids, 1_280)
    make_missing("clicks_40960.csv", make_clicks, 40_960)
    make_missing("table_258mb.csv", make_table, "table_258mb.csv", 258 * MEGABYTE)
    if arguments.large:
        make_missing("table_2gb.csv", make_table, "table_2gb.csv", 2_000 * MEGABYTE)


if __name__ == "__main__":
    main()
