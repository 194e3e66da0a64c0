#!/usr/bin/env python3
"""Trains on a set with a peer of tfx, and writes predictions of the test part as CSV.

peers.py SET keras|sklearn SEED PREDICTIONS
"""

import importlib
import os
import sys

import numpy as np
import pandas as pd

from parts import Parts
from sets import SETS

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"


def main():
    name, library, seed, output = sys.argv[1:]
    peer = importlib.import_module(f"with_{library}")
    predicted = peer.predict(name, Parts(name), int(seed))
    if not isinstance(predicted, pd.DataFrame):
        columns = SETS[name].columns
        predicted = pd.DataFrame(np.reshape(predicted, (-1, len(columns))), columns=columns)
    predicted.to_csv(output, index=False)


if __name__ == "__main__":
    main()
