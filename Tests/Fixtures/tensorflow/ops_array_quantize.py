"""Quantised numbers, and quantisation for training."""

import tensorflow as tf

from golden import Golden

golden = Golden(__file__)
raw = tf.raw_ops

X = [-3.5, -1.2, -0.5, 0.0, 0.3, 1.7, 2.0, 5.0]
for dtype in [tf.quint8, tf.qint8]:
    for mode in ["MIN_COMBINED", "SCALED"]:
        for low, high in [(-1.0, 2.0), (-3.0, 2.0), (0.5, 4.0), (0.0, 0.001)]:
            rounding = "HALF_TO_EVEN" if mode == "SCALED" and low == -1 else "HALF_AWAY_FROM_ZERO"
            golden.case(
                f"quantize_{dtype.name}_{mode}_{low}_{high}", "QuantizeV2",
                lambda x, a, b, d=dtype, m=mode, r=rounding: raw.QuantizeV2(
                    input=x, min_range=a, max_range=b, T=d, mode=m, round_mode=r),
                X, low, high, gradient=False, T=dtype.name, mode=mode, round_mode=rounding)
        codes = tf.bitcast(tf.constant([0, 1, 100, 127, 128, 255], tf.uint8), dtype)
        golden.case(f"dequantize_{dtype.name}_{mode}", "Dequantize",
                    lambda x, a, b, m=mode: raw.Dequantize(
                        input=x, min_range=a, max_range=b, mode=m),
                    codes, -3.0, 2.0, gradient=False, mode=mode)

X = [[-7.0, -6.0, -1.0], [0.1, 5.9, 7.0]]
for low, high, bits, narrow in [(-6.0, 6.0, 8, False), (-1.0, 2.5, 8, True), (1.0, 5.0, 4, False),
                                (-5.0, -1.0, 3, False)]:
    golden.case(
        f"fake_quant_args_{low}_{high}", "FakeQuantWithMinMaxArgs",
        lambda x, a=low, b=high, n=bits, r=narrow: tf.quantization.fake_quant_with_min_max_args(
            x, a, b, n, r),
        X, min=low, max=high, num_bits=bits, narrow_range=narrow)
    golden.case(
        f"fake_quant_vars_{low}_{high}", "FakeQuantWithMinMaxVars",
        lambda x, a, b, n=bits, r=narrow: tf.quantization.fake_quant_with_min_max_vars(
            x, a, b, n, r),
        X, low, high, num_bits=bits, narrow_range=narrow)
golden.case("fake_quant_vars_unset", "FakeQuantWithMinMaxVars",
            lambda x, a, b: tf.quantization.fake_quant_with_min_max_vars(x, a, b), X, 0.0, 0.0,
            num_bits=8, narrow_range=False)

golden.write()
