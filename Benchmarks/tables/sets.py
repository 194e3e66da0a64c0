"""What is predicted in each set, and how good predictions are: the same for tfx and its peers."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn import metrics

DATA = Path(__file__).resolve().parent.parent / ".data" / "tables"

# From how many days the next one is predicted: the first ones of a file cannot be.
EXCHANGE_DAYS = 5


# Columns of targets that some rows don't have.
TARGETS_WITH_GAPS = {"flights": "arr_delay", "films": "Genre"}


def read_all(name, part):
    """A part as a pandas user reads it; for images, a table of files and classes."""
    folder = DATA / name
    if name == "digits":
        files = sorted((folder / part).glob("*/*.png"))
        return pd.DataFrame({"file": files, "label": [int(file.parent.name) for file in files]})
    if name == "reuters":
        path = folder / f"{part}.tab"
        return pd.read_csv(path, sep="\t", skiprows=[1, 2, 3], keep_default_na=False)
    (path,) = folder.glob(f"{part}.csv*")
    return pd.read_csv(path)


def has_target(name, table):
    """Which rows have a target."""
    if name in TARGETS_WITH_GAPS:
        return table[TARGETS_WITH_GAPS[name]].notna().to_numpy()
    return np.ones(len(table), dtype=bool)


def read(name, part):
    """The rows of a part that have a target."""
    table = read_all(name, part)
    return table[has_target(name, table)].reset_index(drop=True)


def genres_of(table):
    """A set of genres for each film."""
    return [set(text.split(", ")) for text in table["Genre"]]


@dataclass
class Set:
    """`columns`: the targets. `metric`: what is compared, the higher or the lower the better."""

    columns: list
    metric: str
    higher: bool = True


def _columns(prefix, count):
    return [f"{prefix}{i}" for i in range(1, count + 1)]


SETS = {
    "titanic": Set(["survived"], "AUC"),
    "caravan": Set(["Purchase"], "AUC"),
    "reuters": Set(["Category"], "accuracy"),
    "diamonds": Set(["price"], "MAE", higher=False),
    "bikes": Set(["casual", "registered"], "mean R²"),
    "ratings": Set(["rating"], "RMSE", higher=False),
    "flights": Set(["arr_delay"], "RMSE", higher=False),
    "temperatures": Set(["temp"], "RMSE", higher=False),
    "exchange": Set(["log_volume"], "R²"),
    "films": Set(["Genre"], "mean AUC"),
    "yeast": Set(_columns("Class", 14), "mean AUC"),
    "digits": Set(["label"], "accuracy"),
}


def truth(name):
    """What the test part says; for films a column of truths for each genre."""
    table = read(name, "test")
    if name == "films":
        found = genres_of(table)
        names = sorted(set().union(*found))
        return pd.DataFrame({label: [label in row for row in found] for label in names})
    if name == "exchange":
        table = table[EXCHANGE_DAYS:].reset_index(drop=True)
    return table[SETS[name].columns]


def score(name, predictions):
    """The metric of predictions of the test part.

    `predictions` has a column for each target: numbers, classes, or, for an AUC, how likely it is
    true. Of films it has one for each genre; a genre that only the test part has does not count.
    """
    true = truth(name)
    if len(true) != len(predictions):
        raise SystemExit(f"error: {name} has {len(true)} rows, but {len(predictions)} predictions")
    metric = SETS[name].metric
    if "AUC" in metric:
        known = [c for c in true if c in predictions and true[c].nunique() == 2]
        return np.mean([metrics.roc_auc_score(true[c], predictions[c]) for c in known])
    predicted = predictions[true.columns]
    if metric == "accuracy":
        return metrics.accuracy_score(true.astype(str), predicted.astype(str))
    if "R²" in metric:
        return metrics.r2_score(true, predicted)
    if metric == "RMSE":
        return metrics.root_mean_squared_error(true, predicted)
    return metrics.mean_absolute_error(true, predicted)
