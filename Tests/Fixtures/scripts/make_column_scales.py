"""Makes column_scales.json: numbers scaled by scikit-learn's RobustScaler and QuantileTransformer.

Run: pip install scikit-learn numpy && python make_column_scales.py
"""

from fixture import generator, write

import numpy as np
from sklearn.preprocessing import QuantileTransformer, RobustScaler

random = generator(11)


def case(name, numbers, others):
    fitted = np.asarray(numbers, dtype=np.float64).reshape(-1, 1)
    column = np.asarray(others, dtype=np.float64).reshape(-1, 1)
    count = min(1000, len(fitted))

    def quantile(distribution):
        return QuantileTransformer(
            n_quantiles=count, subsample=None, output_distribution=distribution).fit(fitted)

    return {
        "name": name,
        "numbers": fitted.ravel().tolist(),
        "others": column.ravel().tolist(),
        "robust": RobustScaler().fit(fitted).transform(column).ravel().tolist(),
        "quantile": quantile("uniform").transform(column).ravel().tolist(),
        "quantile_normal": quantile("normal").transform(column).ravel().tolist(),
    }


write("column_scales.json", __file__, [
    case("few", [3.0, 1.0, 2.0, 10.0], [-1, 1, 1.5, 2, 2.75, 9, 10, 11]),
    # Not 2: one of NumPy's quantiles that is 2 is rounded to less, which moves its middle.
    case("equal", [1, 1, 1, 2, 2, 5, 5, 5, 5, 7], [0, 1, 1.5, 3, 5, 6, 7, 8]),
    case("constant", [4.0, 4.0, 4.0], [3, 4, 5]),
    case("many", np.round(random.lognormal(size=1500), 3), np.round(random.lognormal(size=20), 3)),
])
