"""Numbers that are not numbers, infinite, or zeros with a sign, as TensorFlow treats them."""

from golden import Golden, np, tf

golden = Golden(__file__)
nan, inf = np.nan, np.inf
raw = tf.raw_ops
FLOATS = [tf.float32, tf.float64]


def case(name, op, function, *inputs, **attributes):
    golden.case(name, op, function, *inputs, gradient=False, **attributes)


# Places of the greatest and the least.
rows = [[1, nan, 2], [nan, 1, 2], [nan, nan, -1], [nan, nan, nan], [-inf, nan, -inf],
        [-inf, -3e38, -inf], [inf, nan, 3e38], [nan, -inf, inf], [0.0, -0.0, 0.0]]
for dtype in FLOATS:
    for op in ("ArgMax", "ArgMin"):
        place = getattr(raw, op)
        case(f"{op}_nan_{dtype.name}", op, lambda x: place(input=x, dimension=1),
             tf.constant(rows, dtype), axis=1)
        case(f"{op}_nan_columns_{dtype.name}", op, lambda x: place(input=x, dimension=0),
             tf.constant(rows, dtype), axis=0)
for op in ("ArgMax", "ArgMin"):
    case(f"{op}_bool", op, lambda x: getattr(raw, op)(input=x, dimension=1),
         [[False, True, True], [False, False, False], [True, False, True]], axis=1)

# Casts of what the type can't hold. Of float64, TensorFlow saturates some and wraps others by their
# place in the tensor.
odd = [nan, inf, -inf, -0.0, 0.9, -0.9, 127.5, 128, 255.5, 256, 300, -128.9, -129, -1, 32768,
       -32769, 65536, 2147483648, -2147483648, 3e9, -3e9, 4294967297, 1e10, 9.3e18, -9.3e18, 1e20]
for target in (tf.int8, tf.int16, tf.int32, tf.int64, tf.uint8, tf.bool, tf.float64,
               tf.complex64, tf.qint8, tf.quint8):
    case(f"cast_odd_float32_{target.name}", "Cast", lambda x: raw.Cast(x=x, DstT=target),
         tf.constant(odd, tf.float32), DstT=target.name)
for target in (tf.int32, tf.int64, tf.float32, tf.bool, tf.complex64):
    case(f"cast_odd_float64_{target.name}", "Cast", lambda x: raw.Cast(x=x, DstT=target),
         tf.constant(odd, tf.float64), DstT=target.name)
for target in (tf.int8, tf.int16, tf.uint8):
    case(f"cast_odd_float64_{target.name}", "Cast", lambda x: raw.Cast(x=x, DstT=target),
         tf.constant([128, -129, 300, 3e9, nan], tf.float64), DstT=target.name)
complexes = tf.constant([1 + 2j, -3.5 + 1j, 2j, complex(-0.0, 0), complex(nan, 1), complex(1, nan),
                         300.7 - 5j, complex(3e9, 1), complex(inf, 0)], tf.complex64)
for target in (tf.float32, tf.float64, tf.int8, tf.int16, tf.int32, tf.int64, tf.uint8, tf.bool,
               tf.complex64, tf.qint8, tf.quint8):
    case(f"cast_odd_complex64_{target.name}", "Cast", lambda x: raw.Cast(x=x, DstT=target),
         complexes, DstT=target.name)
for source in (tf.qint8, tf.quint8):
    codes = tf.bitcast(tf.constant([0, 1, 127, -128, -1], tf.int8), source)
    for target in (tf.float32, tf.float64, tf.int8, tf.int32, tf.uint8, tf.bool, tf.qint8,
                   tf.quint8, tf.complex64):
        case(f"cast_{source.name}_{target.name}", "Cast", lambda x: raw.Cast(x=x, DstT=target),
             codes, DstT=target.name)
golden.case("cast_complex64_complex64", "Cast", lambda x: raw.Cast(x=x, DstT=tf.complex64),
            tf.constant([1 + 2j, -3.5 + 1j], tf.complex64), DstT="complex64")

# Zeros with a sign, and others, element by element.
x = [nan, -0.0, 0.0, -0.3, 0.3, -0.5, 0.5, 1.5, -2.5, inf, -inf]
UNARY = ["Abs", "Asin", "Asinh", "Atan", "Atanh", "Ceil", "Expm1", "Floor", "Log", "Log1p", "Neg",
         "Reciprocal", "Rint", "Round", "Rsqrt", "Sign", "Sin", "Sinh", "Sqrt", "Square", "Tan",
         "Tanh", "Elu", "Relu", "Relu6", "Selu", "Softplus", "Softsign", "Sigmoid"]
for dtype in FLOATS:
    for op in UNARY:
        argument = "features" if op in ("Elu", "Relu", "Relu6", "Selu", "Softplus", "Softsign") \
            else "x"
        function = getattr(raw, op)
        case(f"{op}_special_{dtype.name}", op, lambda x: function(**{argument: x}),
             tf.constant(x * 3, dtype))
    case(f"LeakyRelu_special_{dtype.name}", "LeakyRelu", lambda x: raw.LeakyRelu(features=x),
         tf.constant(x * 3, dtype), alpha=0.2)
golden.case("LeakyRelu_float64_exact", "LeakyRelu", lambda x: raw.LeakyRelu(features=x, alpha=0.1),
            tf.constant([-1e7, -1.0, 3.0], tf.float64), alpha=0.1)

a = [1, nan, 2, nan, -0.0, 0.0, 0.0, -0.0, inf, -inf, -1.5, 1.5, 0.5, -2, 2, -0.0]
b = [nan, 1, nan, nan, 0.0, -0.0, 0.0, -0.0, -inf, -inf, 0.5, -0.5, 0.0, 2, -2, 3]
for dtype in FLOATS:
    for op in ("Maximum", "Minimum", "AddV2", "Sub", "Mul", "RealDiv", "DivNoNan", "FloorDiv",
               "FloorMod", "TruncateMod", "SquaredDifference", "Pow", "Atan2"):
        function = getattr(raw, op)
        names = ("y", "x") if op == "Atan2" else ("x", "y")
        case(f"{op}_special_{dtype.name}", op,
             lambda p, q: function(**dict(zip(names, (p, q)))),
             tf.constant(a, dtype), tf.constant(b, dtype))

# Reductions.
sets = [[1, nan, 2], [nan, 1, 2], [-0.0, 0.0, -0.0], [0.0, -0.0, 0.0], [-0.0, -0.0, -0.0],
        [inf, -inf, 1], [inf, inf, 1], [-inf, -inf, -inf], [inf, 0.0, 2]]
for dtype in FLOATS:
    for op in ("Max", "Min", "Sum", "Mean", "Prod"):
        function = getattr(raw, op)
        case(f"{op}_special_{dtype.name}", op, lambda x: function(input=x, axis=[1]),
             tf.constant(sets, dtype), axis=[1], keep_dims=False)
        case(f"{op}_special_columns_{dtype.name}", op, lambda x: function(input=x, axis=[0]),
             tf.constant(np.transpose(sets), dtype), axis=[0], keep_dims=False)
        case(f"{op}_special_long_{dtype.name}", op, lambda x: function(input=x, axis=[0]),
             tf.constant([[-0.0, 0.0, 0.0, nan]] * 20 + [[0.0, -0.0, 0.0, 1.0]], dtype),
             axis=[0], keep_dims=False)

# Squeezing what is known in a run only.
for name, value in (("some", [0, 1, 0, 2]), ("one", [0, 3, 0]), ("none", [0, 0])):
    case(f"squeezed_where_{name}", "SqueezedWhere", lambda x: tf.squeeze(tf.where(x)),
         tf.constant(value))
for shape in ([1, 3, 1], [2, 1, 3], [1, 1], [2, 2], [1, 0, 1], []):
    golden.case(f"squeeze_{'x'.join(map(str, shape))}", "Squeeze", lambda x: tf.squeeze(x),
                tf.reshape(tf.range(int(np.prod(shape)), dtype=tf.float32), shape))
case("squeeze_strings", "Squeeze", lambda x: tf.squeeze(x), [["a", "b"]])

# Pixels that are infinite or none.
images = [[[1, 2, inf, 4], [5, nan, 7, 8], [9, 10, 11, -inf], [1, 2, 3, 4]],
          [[inf, inf, 1, 2], [inf, 3, 4, 5], [6, 7, 8, 9], [nan, 1, 2, inf]]]
for dtype in FLOATS:
    pictures = tf.constant(images, dtype)[..., None]
    for size in ([3, 6], [4, 4], [7, 5]) if dtype == tf.float32 else ([3, 6],):
        for corners, centers in ((False, False), (True, False), (False, True)):
            for op in ("ResizeBilinear", "ResizeBicubic"):
                function = getattr(raw, op)
                case(f"{op}_special_{size}_{corners}_{centers}_{dtype.name}", op,
                     lambda x: function(images=x, size=size, align_corners=corners,
                                        half_pixel_centers=centers),
                     pictures, size=size, align_corners=corners, half_pixel_centers=centers)
        case(f"ResizeArea_special_{size}_{dtype.name}", "ResizeArea",
             lambda x: raw.ResizeArea(images=x, size=size), pictures, size=size,
             align_corners=False)

# Transforms.
for numbers in ([inf, 1, 2, 3], [1, inf, 2, 3], [1, nan, 2, 3], [inf, inf, 1, 1], [1, 2, inf],
                [inf, 0, 0, 0, 0, 0, 0, 0], [0, -inf, 0, 0, 0, 0, 0, 0]):
    label = "_".join(map(str, numbers))
    n = len(numbers)
    case(f"RFFT_{label}", "RFFT", lambda x: raw.RFFT(input=x, fft_length=[n]),
         tf.constant(numbers, tf.float32), fft_length=[n])
    for op in ("FFT", "IFFT"):
        case(f"{op}_{label}", op, lambda x: getattr(raw, op)(input=x),
             tf.cast(tf.constant(numbers, tf.float32), tf.complex64))
    case(f"IRFFT_{label}", "IRFFT", lambda x: raw.IRFFT(input=x, fft_length=[n]),
         tf.cast(tf.constant(numbers, tf.float32), tf.complex64), fft_length=[n])

# Reductions of whole numbers that their type can't hold, and segments.
for dtype in (tf.int8, tf.int16, tf.int32, tf.int64, tf.uint8):
    for op in ("Mean", "Sum", "Prod", "Max", "Min"):
        case(f"{op}_wide_{dtype.name}", op, lambda x: getattr(raw, op)(input=x, axis=[1]),
             tf.constant([[dtype.max] * 3, [dtype.min, dtype.min, dtype.max], [3, 2, 2]], dtype),
             axis=[1], keep_dims=False)
segments = [1, nan, 2, nan, 3, nan, -0.0, 0.0, 0.0, -0.0]
ids = [0, 0, 0, 1, 1, 2, 3, 3, 4, 4]
for dtype in FLOATS:
    for op in ("SegmentMax", "SegmentMin", "SegmentSum", "SegmentMean", "SegmentProd"):
        case(f"{op}_special_{dtype.name}", op,
             lambda x, i: getattr(raw, op)(data=x, segment_ids=i), tf.constant(segments, dtype), ids)
    for op in ("UnsortedSegmentMax", "UnsortedSegmentMin"):
        case(f"{op}_special_{dtype.name}", op,
             lambda x, i: getattr(raw, op)(data=x, segment_ids=i, num_segments=6),
             tf.constant(segments, dtype), ids, num_segments=6)

golden.write()
