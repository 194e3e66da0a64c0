"""Each set as users of Keras write it: the model, optimizer and epochs of configs/SET.yaml."""

import keras
import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import LabelEncoder, MultiLabelBinarizer, OrdinalEncoder, StandardScaler

from parts import (
    BIKE_CATEGORIES,
    BIKE_FLAGS,
    BIKE_NUMBERS,
    CLARITY,
    COLOR,
    CUT,
    EXCHANGE_NUMBERS,
    FLIGHT_CATEGORIES,
    FLIGHT_NUMBERS,
    cyclic,
    indices,
    known_genres,
    numbers_and_categories,
    parse_hours,
    windows,
)
from sets import DATA, SETS, genres_of


def dense(units, outputs, activation=None, dropout=0.0):
    """Layers of ReLU, with dropout behind each, and one of outputs."""
    layers = []
    for width in units:
        layers.append(keras.layers.Dense(width, activation="relu"))
        if dropout:
            layers.append(keras.layers.Dropout(dropout))
    return keras.Sequential([*layers, keras.layers.Dense(outputs, activation=activation)])


def with_embeddings(width, counts_and_dimensions, units):
    """Numbers and embedded categories side by side, then `dense`."""
    inputs = [keras.Input((width,))] if width else []
    vectors = list(inputs)
    for count, dimension in counts_and_dimensions:
        index = keras.Input((), dtype="int32")
        inputs.append(index)
        vectors.append(keras.layers.Embedding(count, dimension)(index))
    return keras.Model(inputs, dense(units, 1)(keras.layers.Concatenate()(vectors)))


def fit(model, inputs, targets, loss, rate, epochs, batch_size, patience, **options):
    """Trains a model, and predicts the test part by the weights of its best epoch."""
    model.compile(optimizer=keras.optimizers.Adam(rate), loss=loss)
    stopping = keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
    model.fit(
        inputs[0],
        targets[0],
        validation_data=(inputs[1], targets[1]),
        epochs=epochs,
        batch_size=batch_size,
        callbacks=[stopping],
        verbose=0,
        **options,
    )
    return model.predict(inputs[2], batch_size=512, verbose=0)


def fit_scaled(model, inputs, targets, *arguments):
    """`fit` on targets of mean 0 and deviation 1; predictions are in the targets' unit."""
    scaler = StandardScaler().fit(targets[0])
    scaled = [scaler.transform(part) for part in targets]
    return scaler.inverse_transform(fit(model, inputs, scaled, "mse", *arguments))


def titanic(parts):
    x = parts.encoded(numbers_and_categories(["age"], ["class", "sex"]))
    model = dense([16], 1, "sigmoid")
    return fit(model, x, parts.targets(), "binary_crossentropy", 0.01, 100, 32, 10)


def caravan(parts):
    x = parts.encoded(numbers_and_categories(parts.tables[0].columns.drop("Purchase")))
    y = [np.asarray(table["Purchase"] == "Yes", "float32") for table in parts.tables]
    rows, positives = len(y[0]), y[0].sum()
    weight = {0: rows / 2 / (rows - positives), 1: rows / 2 / positives}
    model = dense([32], 1, "sigmoid", dropout=0.5)
    return fit(model, x, y, "binary_crossentropy", 0.001, 100, 64, 10, class_weight=weight)


def reuters(parts):
    words = keras.layers.TextVectorization(max_tokens=10_000, output_mode="tf_idf")
    words.adapt(parts.tables[0]["Text"].to_numpy())
    x = [words(table["Text"].to_numpy()).numpy() for table in parts.tables]
    topics = LabelEncoder().fit(parts.tables[0]["Category"])
    y = [topics.transform(table["Category"]) for table in parts.tables]
    model = dense([128], len(topics.classes_), "softmax", dropout=0.5)
    probabilities = fit(model, x, y, "sparse_categorical_crossentropy", 0.001, 30, 64, 3)
    return topics.inverse_transform(probabilities.argmax(axis=1))


def diamonds(parts):
    grades = OrdinalEncoder(categories=[CUT, COLOR, CLARITY])
    x = parts.encoded(
        make_column_transformer(
            (make_pipeline(grades, StandardScaler()), ["cut", "color", "clarity"]),
            (StandardScaler(), ["carat", "depth", "table", "x", "y", "z"]),
        )
    )
    prices = [np.log1p(price) for price in parts.targets()]
    return np.expm1(fit_scaled(dense([128, 64], 1), x, prices, 0.002, 60, 256, 10))


def bikes(parts):
    x = parts.encoded(numbers_and_categories(BIKE_NUMBERS, BIKE_CATEGORIES, BIKE_FLAGS))
    return fit_scaled(dense([64, 64], 2), x, parts.targets(), 0.001, 100, 64, 10)


def ratings(parts):
    x = indices(parts, ["userId", "movieId"])
    counts = [(int(column.max()) + 1, 4) for column in x[0]]
    return fit(with_embeddings(0, counts, [32]), x, parts.targets(), "mse", 0.001, 20, 256, 2)


def flights(parts):
    ids = indices(parts, FLIGHT_CATEGORIES)
    numbers = parts.encoded(numbers_and_categories(FLIGHT_NUMBERS))
    x = []
    for table, number, columns in zip(parts.tables, numbers, ids, strict=True):
        time = pd.to_datetime(table["time_hour"]).dt
        hours = cyclic((time.month - 1, 12), (time.weekday, 7), (time.hour, 24))
        x.append([np.concatenate([number, hours], axis=1), *columns])
    counts = [int(column.max()) + 1 for column in ids[0]]
    tables = list(zip(counts, [4, 2, 8, 8], strict=True))
    model = with_embeddings(x[0][0].shape[1], tables, [64, 32])
    return fit_scaled(model, x, parts.targets(), 0.001, 10, 512, 2)


def temperatures(parts):
    times = [parse_hours(table) for table in parts.tables]
    x = [cyclic((time.dayofyear - 1, 366), (time.hour, 24)) for time in times]
    return fit_scaled(dense([32, 32], 1), x, parts.targets(), 0.003, 60, 64, 10)


def exchange(parts):
    numbers = parts.encoded(numbers_and_categories(EXCHANGE_NUMBERS))
    days = [windows(*part) for part in zip(numbers, parts.targets(), strict=True)]
    x, y = zip(*days, strict=True)
    layers = [keras.layers.GRU(16), keras.layers.Dropout(0.1), keras.layers.Dense(1)]
    return fit(keras.Sequential(layers), x, y, "mse", 0.003, 60, 64, 10)


def films(parts):
    words = keras.layers.TextVectorization(max_tokens=5_000, output_mode="multi_hot")
    words.adapt(parts.tables[0]["Title"].to_numpy())
    facts = parts.encoded(numbers_and_categories(["Year", "Runtime"], ["Language"]))
    x = [
        np.concatenate([words(table["Title"].to_numpy()).numpy(), fact], axis=1)
        for table, fact in zip(parts.tables, facts, strict=True)
    ]
    found = [genres_of(table) for table in parts.tables]
    binarizer = MultiLabelBinarizer().fit(found[0])
    y = [known_genres(binarizer, genres) for genres in found]
    model = dense([64], len(binarizer.classes_), "sigmoid", dropout=0.5)
    probabilities = fit(model, x, y, "binary_crossentropy", 0.0005, 30, 64, 5)
    return pd.DataFrame(probabilities, columns=binarizer.classes_)


def yeast(parts):
    columns = SETS["yeast"].columns
    x = parts.encoded(numbers_and_categories(parts.tables[0].columns.drop(columns)))
    model = dense([64], len(columns), "sigmoid", dropout=0.5)
    return fit(model, x, parts.targets(), "binary_crossentropy", 0.001, 100, 32, 10)


def digits(parts):
    def load(part):
        images = keras.utils.image_dataset_from_directory(
            DATA / "digits" / part,
            color_mode="grayscale",
            image_size=(28, 28),
            shuffle=part == "train",
            verbose=False,
        ).cache()
        return images.shuffle(1000) if part == "train" else images

    model = keras.Sequential(
        [
            keras.layers.Rescaling(1 / 255),
            keras.layers.Conv2D(32, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(64, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    stopping = keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)
    known, unknown = load("train"), load("validation")
    model.fit(known, validation_data=unknown, epochs=20, callbacks=[stopping], verbose=0)
    return model.predict(load("test"), verbose=0).argmax(axis=1)


# Each set has the function of its name.
MODELS = {name: globals()[name] for name in SETS}


def predict(name, parts, seed):
    keras.utils.set_random_seed(seed)
    return MODELS[name](parts)
