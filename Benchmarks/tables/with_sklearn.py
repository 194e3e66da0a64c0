"""What users of scikit-learn would try first on each set: most often gradient boosting."""

import numpy as np
import pandas as pd
from PIL import Image
from sklearn.compose import make_column_transformer
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
)
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MultiLabelBinarizer, OneHotEncoder, StandardScaler, TargetEncoder
from sklearn.svm import SVC

from parts import (
    BIKE_CATEGORIES,
    BIKE_FLAGS,
    BIKE_NUMBERS,
    EXCHANGE_NUMBERS,
    FLIGHT_CATEGORIES,
    FLIGHT_NUMBERS,
    parse_hours,
    windows,
)
from sets import SETS, genres_of


def columns_of(parts, features):
    """Columns of the training and of the test part; texts are categories of pandas."""
    train, _, test = (table[features] for table in parts.tables)
    texts = train.select_dtypes(exclude="number").columns
    types = {name: pd.CategoricalDtype(sorted(train[name].dropna().unique())) for name in texts}
    return train.astype(types), test.astype(types)


def classify(parts, seed, features, target):
    """How likely the second class is."""
    train, test = columns_of(parts, features)
    model = HistGradientBoostingClassifier(random_state=seed).fit(train, parts.tables[0][target])
    return model.predict_proba(test)[:, 1]


def regress(parts, seed, features, targets):
    train, test = columns_of(parts, features)
    return HistGradientBoostingRegressor(random_state=seed).fit(train, targets).predict(test)


def regress_ids(parts, seed, ids, numbers):
    """Ids, too many for it as categories, by the mean of their targets."""
    means = TargetEncoder(target_type="continuous", random_state=seed)
    encoder = make_column_transformer((means, ids), ("passthrough", numbers))
    y = parts.targets()[0].ravel()
    train, _, test = parts.encoded(encoder, y)
    return HistGradientBoostingRegressor(random_state=seed).fit(train, y).predict(test)


def titanic(parts, seed):
    return classify(parts, seed, ["class", "age", "sex"], "survived")


def caravan(parts, seed):
    return classify(parts, seed, parts.tables[0].columns.drop("Purchase"), "Purchase")


def reuters(parts, seed):
    train, _, test = parts.tables
    model = make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000, random_state=seed))
    return model.fit(train["Text"], train["Category"]).predict(test["Text"])


def diamonds(parts, seed):
    features = ["carat", "cut", "color", "clarity", "depth", "table", "x", "y", "z"]
    return np.expm1(regress(parts, seed, features, np.log1p(parts.tables[0]["price"])))


def bikes(parts, seed):
    features = BIKE_CATEGORIES + BIKE_FLAGS + BIKE_NUMBERS
    targets = [parts.tables[0][column] for column in SETS["bikes"].columns]
    return np.stack([regress(parts, seed, features, target) for target in targets], axis=1)


def ratings(parts, seed):
    return regress_ids(parts, seed, ["userId", "movieId"], [])


def flights(parts, seed):
    for table in parts.tables:
        time = pd.to_datetime(table["time_hour"]).dt
        table["month"], table["weekday"], table["hour"] = time.month, time.weekday, time.hour
    return regress_ids(
        parts, seed, FLIGHT_CATEGORIES, [*FLIGHT_NUMBERS, "month", "weekday", "hour"]
    )


def temperatures(parts, seed):
    for table in parts.tables:
        time = parse_hours(table)
        table["day"], table["hour"] = time.dayofyear, time.hour
    return regress(parts, seed, ["day", "hour"], parts.tables[0]["temp"])


def exchange(parts, seed):
    numbers = [table[EXCHANGE_NUMBERS].to_numpy() for table in parts.tables]
    days = [windows(*part) for part in zip(numbers, parts.targets(), strict=True)]
    x = [values.reshape(len(values), -1) for values, _ in days]
    model = HistGradientBoostingRegressor(random_state=seed)
    return model.fit(x[0], days[0][1].ravel()).predict(x[2])


def films(parts, seed):
    train, _, test = parts.tables
    encoder = make_column_transformer(
        (CountVectorizer(max_features=5_000, binary=True), "Title"),
        (OneHotEncoder(handle_unknown="ignore"), ["Language"]),
        (make_pipeline(SimpleImputer(), StandardScaler()), ["Year", "Runtime"]),
    )
    binarizer = MultiLabelBinarizer()
    genres = binarizer.fit_transform(genres_of(train))
    each = LogisticRegression(max_iter=1000, random_state=seed)
    model = OneVsRestClassifier(each).fit(encoder.fit_transform(train), genres)
    probabilities = model.predict_proba(encoder.transform(test))
    return pd.DataFrame(probabilities, columns=binarizer.classes_)


def yeast(parts, seed):
    columns = SETS["yeast"].columns
    train, _, test = (table.drop(columns=columns) for table in parts.tables)
    model = RandomForestClassifier(random_state=seed).fit(train, parts.tables[0][columns])
    return np.stack([each[:, 1] for each in model.predict_proba(test)], axis=1)


def digits(parts, seed):
    train, _, test = (
        np.stack([np.asarray(Image.open(file)).ravel() / 255 for file in table["file"]])
        for table in parts.tables
    )
    return SVC(random_state=seed).fit(train, parts.tables[0]["label"]).predict(test)


# Each set has the function of its name.
MODELS = {name: globals()[name] for name in SETS}


def predict(name, parts, seed):
    return MODELS[name](parts, seed)
