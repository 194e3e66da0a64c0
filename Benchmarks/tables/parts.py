"""What both peers do to columns before their models."""

import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from sets import EXCHANGE_DAYS, SETS, read

CUT = ["Fair", "Good", "Very Good", "Premium", "Ideal"]
COLOR = ["J", "I", "H", "G", "F", "E", "D"]
CLARITY = ["I1", "SI2", "SI1", "VS2", "VS1", "VVS2", "VVS1", "IF"]

BIKE_CATEGORIES = ["season", "mnth", "hr", "weekday", "weathersit"]
BIKE_FLAGS = ["holiday", "workingday"]
BIKE_NUMBERS = ["day", "temp", "atemp", "hum", "windspeed"]

FLIGHT_CATEGORIES = ["carrier", "origin", "dest", "tailnum"]
FLIGHT_NUMBERS = ["dep_delay", "distance"]

EXCHANGE_NUMBERS = ["DJ_return", "log_volume", "log_volatility"]


class Parts:
    """The three parts of a set. What is fitted is fitted to the first, training, alone."""

    def __init__(self, name):
        self.name = name
        self.tables = [read(name, part) for part in ("train", "validation", "test")]

    def encoded(self, encoder, *arguments):
        """An array of each part."""
        train, *others = self.tables
        arrays = [encoder.fit_transform(train, *arguments), *map(encoder.transform, others)]
        return [np.asarray(array, "float32") for array in arrays]

    def targets(self):
        columns = SETS[self.name].columns
        return [np.asarray(table[columns], "float32") for table in self.tables]


def numbers_and_categories(numbers, categories=(), flags=()):
    """Numbers at mean 0 and deviation 1, texts one-hot, and what is 0 or 1 already."""
    one_hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    return make_column_transformer(
        (make_pipeline(SimpleImputer(), StandardScaler()), list(numbers)),
        (one_hot, list(categories)),
        ("passthrough", list(flags)),
    )


def indices(parts, columns):
    """Categories as numbers from 1 on, a list of columns for each part; 0 is an unknown one."""
    encoder = OrdinalEncoder(
        handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-1
    )
    arrays = parts.encoded(make_column_transformer((encoder, columns)))
    return [[(column + 1).astype("int32") for column in array.T] for array in arrays]


def parse_hours(table):
    return pd.to_datetime(table["date"], format="%Y/%m/%d %H:%M:%S").dt


def cyclic(*values_and_periods):
    """Sine and cosine of values that come round again."""
    angles = [2 * np.pi * np.asarray(values) / period for values, period in values_and_periods]
    return np.stack([f(angle) for angle in angles for f in (np.sin, np.cos)], axis=1)


def windows(values, targets):
    """The days before each day but the first ones of a file, and its target."""
    days = np.lib.stride_tricks.sliding_window_view(values, EXCHANGE_DAYS, axis=0)[:-1]
    return days.transpose(0, 2, 1), targets[EXCHANGE_DAYS:]


def known_genres(binarizer, found):
    """A column of 0 and 1 for each genre that the training part has."""
    known = set(binarizer.classes_)
    return binarizer.transform([genres & known for genres in found]).astype("float32")
