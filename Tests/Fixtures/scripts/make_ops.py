"""Makes ops.json: TensorFlow's graph operations, forward and backward, at awkward sizes.

Run: pip install tensorflow-cpu safetensors && python make_ops.py

"op" and "attributes" are TensorFlow's names. Where this script writes a number that is a
tensor to TensorFlow (axes, permutations, shapes), it stands among the attributes. Operations
that TensorFlow composes (SigmoidCrossEntropyWithLogits, Gelu, Silu) carry the name of
the tf.nn function in camel case. `gradients` has one entry per input (null for integers):
the derivative of Σ outputs · cotangents, where a null cotangent counts as zero.
"""

import zlib

from fixture import dense, generator, normal, tensor, write

import numpy as np
import tensorflow as tf


class Case:
    """One op: its random inputs come from a generator seeded with the case's name."""

    def __init__(self, name, op, **attributes):
        self.name, self.op, self.attributes = name, op, attributes
        self.rng = generator(zlib.crc32(name.encode()))

    def normal(self, *shape, scale=1):
        return np.round(scale * normal(self.rng, shape), 3)

    def positive(self, *shape):
        return np.round(self.rng.uniform(0.3, 3, shape), 3)

    def run(self, function, *inputs, differentiate=True, cotangents=1):
        """Evaluate function(*inputs) and its gradients; `cotangents` outputs get one."""
        inputs = [np.asarray(x) for x in inputs]
        arguments = [tf.constant(x) for x in inputs]
        watched = [a for a in arguments if a.dtype.is_floating and differentiate]
        with tf.GradientTape() as tape:
            tape.watch(watched)
            outputs = function(*arguments)
            if not isinstance(outputs, (list, tuple)):
                outputs = [outputs]
            weights = [self.normal(*o.shape) if differentiate and i < cotangents else None
                       for i, o in enumerate(outputs)]
            target = tf.add_n([tf.reduce_sum(o * w) for o, w in zip(outputs, weights)
                               if w is not None] or [tf.constant(0.0, tf.float64)])
        gradients = iter(tape.gradient(target, watched, unconnected_gradients="zero")
                         if watched else [])
        return {
            "name": self.name,
            "op": self.op,
            "attributes": self.attributes,
            "inputs": [tensor(x) for x in inputs],
            "outputs": [tensor(o) for o in outputs],
            "cotangents": [None if w is None else tensor(w) for w in weights],
            "gradients": [
                tensor(dense(next(gradients)))
                if a.dtype.is_floating and differentiate else None for a in arguments
            ],
        }


def binary_cases():
    functions = {
        "AddV2": tf.add, "Sub": tf.subtract, "Mul": tf.multiply, "RealDiv": tf.divide,
        "Maximum": tf.maximum, "Minimum": tf.minimum, "Pow": tf.pow,
        "SquaredDifference": tf.math.squared_difference,
    }
    shapes = [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 3), ()), ((2, 1, 3), (4, 1)),
              ((), (2, 3)), ((7,), (1,))]
    for op, function in functions.items():
        for a, b in shapes:
            label = "_".join("x".join(map(str, s)) or "scalar" for s in (a, b))
            case = Case(f"{op}_{label}", op)
            positive = op in ("RealDiv", "Pow")
            x = case.positive(*a) if op == "Pow" else case.normal(*a)
            y = case.positive(*b) if positive else case.normal(*b)
            yield case.run(function, x, y)
    for op in ("Maximum", "Minimum"):
        yield Case(f"{op}_ties", op).run(
            functions[op], np.array([1.0, 2.0, -3.0]), np.array([1.0, 2.0, 4.0]))


def matmul_cases():
    for a in (False, True):
        for b in (False, True):
            case = Case(f"MatMul_{a}_{b}".lower(), "MatMul", transpose_a=a, transpose_b=b)
            x = case.normal(*((5, 3) if a else (3, 5)))
            y = case.normal(*((7, 5) if b else (5, 7)))
            yield case.run(lambda x, y: tf.linalg.matmul(x, y, a, b), x, y)
            case = Case(f"BatchMatMulV2_{a}_{b}".lower(), "BatchMatMulV2", adj_x=a, adj_y=b)
            x = case.normal(2, *((4, 3) if a else (3, 4)))
            y = case.normal(2, *((2, 4) if b else (4, 2)))
            yield case.run(lambda x, y: tf.linalg.matmul(x, y, a, b), x, y)
    case = Case("MatMul_one_by_one", "MatMul", transpose_a=False, transpose_b=False)
    yield case.run(tf.linalg.matmul, case.normal(1, 9), case.normal(9, 1))
    case = Case("BatchMatMulV2_broadcast", "BatchMatMulV2", adj_x=False, adj_y=False)
    yield case.run(tf.linalg.matmul, case.normal(2, 1, 3, 4), case.normal(3, 4, 2))


def reduction_cases():
    functions = {"Sum": tf.reduce_sum, "Mean": tf.reduce_mean, "Max": tf.reduce_max,
                 "Min": tf.reduce_min, "Prod": tf.reduce_prod}
    for op, function in functions.items():
        for shape, axis, keep in (((3, 4), [0], False), ((3, 4), [1], True),
                                  ((3, 4), [0, 1], False), ((2, 3, 4), [0, 2], True),
                                  ((2, 3, 4), [1], False), ((2, 3, 4), [-1], False),
                                  ((2, 3, 4), [0, 1, 2], True), ((7,), [0], False)):
            label = "x".join(map(str, shape)) + "_axis_" + "_".join(map(str, axis))
            case = Case(f"{op}_{label}{'_keep' if keep else ''}", op, axis=axis,
                        keep_dims=keep)
            yield case.run(lambda x: function(x, axis, keep), case.normal(*shape))
    for op in ("Max", "Min"):
        yield Case(f"{op}_ties", op, axis=[1], keep_dims=False).run(
            lambda x: functions[op](x, [1]), np.array([[1.0, 2, 2], [3, 3, 3], [0, -1, 5]]))
    yield Case("Prod_zeros", "Prod", axis=[1], keep_dims=False).run(
        lambda x: tf.reduce_prod(x, [1]), np.array([[2.0, 0, 3], [0, 0, 4], [1, 2, 3]]))
    for shape, axis in (((3, 5), 1), ((3, 5), 0), ((2, 3, 4), -1), ((1, 1), 1)):
        label = "x".join(map(str, shape))
        case = Case(f"ArgMax_{label}_axis_{axis}", "ArgMax", axis=axis)
        yield case.run(lambda x: tf.argmax(x, axis), case.normal(*shape), differentiate=False)
    yield Case("ArgMax_ties", "ArgMax", axis=1).run(
        lambda x: tf.argmax(x, 1), np.array([[1.0, 2, 2], [3, 3, 3], [0, -1, 0]]),
        differentiate=False)


def softmax_cases():
    for shape in ((3, 5), (1, 1), (2, 3, 4), (2, 17)):
        label = "x".join(map(str, shape))
        for op, function in (("Softmax", tf.nn.softmax), ("LogSoftmax", tf.nn.log_softmax)):
            case = Case(f"{op}_{label}", op)
            yield case.run(function, case.normal(*shape, scale=3))
    big = np.array([[1000.0, 0, -1000], [100, 100, 99]])
    yield Case("Softmax_large", "Softmax").run(tf.nn.softmax, big)
    yield Case("LogSoftmax_large", "LogSoftmax").run(tf.nn.log_softmax, big)
    for rows, classes in ((4, 3), (1, 10), (7, 2)):
        case = Case(f"SoftmaxCrossEntropyWithLogits_{rows}x{classes}",
                    "SoftmaxCrossEntropyWithLogits")
        labels = np.eye(classes)[case.rng.integers(0, classes, rows)]
        yield case.run(lambda x, y: tf.nn.softmax_cross_entropy_with_logits(y, x),
                       case.normal(rows, classes, scale=3), labels)
        case = Case(f"SparseSoftmaxCrossEntropyWithLogits_{rows}x{classes}",
                    "SparseSoftmaxCrossEntropyWithLogits")
        yield case.run(
            lambda x, y: tf.nn.sparse_softmax_cross_entropy_with_logits(y, x),
            case.normal(rows, classes, scale=3),
            case.rng.integers(0, classes, rows).astype("int32"))
        case = Case(f"SigmoidCrossEntropyWithLogits_{rows}x{classes}",
                    "SigmoidCrossEntropyWithLogits")
        yield case.run(
            lambda x, y: tf.nn.sigmoid_cross_entropy_with_logits(y, x),
            case.normal(rows, classes, scale=3),
            case.rng.integers(0, 2, (rows, classes)).astype("float64"))
    case = Case("SoftmaxCrossEntropyWithLogits_soft_labels", "SoftmaxCrossEntropyWithLogits")
    yield case.run(lambda x, y: tf.nn.softmax_cross_entropy_with_logits(y, x),
                   case.normal(3, 4),
                   np.array([[0.1, 0.2, 0.3, 0.4], [0.25] * 4, [1, 0, 0, 0]]))
    yield Case("SparseSoftmaxCrossEntropyWithLogits_large",
               "SparseSoftmaxCrossEntropyWithLogits").run(
        lambda x, y: tf.nn.sparse_softmax_cross_entropy_with_logits(y, x),
        np.array([[100.0, 0, -100], [100, 0, -100]]), np.array([0, 2], "int32"))
    yield Case("SigmoidCrossEntropyWithLogits_large", "SigmoidCrossEntropyWithLogits").run(
        lambda x, y: tf.nn.sigmoid_cross_entropy_with_logits(y, x),
        np.array([[100.0, -100, 100, -100, 0]]), np.array([[1.0, 0, 0, 1, 0.5]]))


def convolution_cases():
    for shape in ((3, 5), (2, 3, 4), (2, 2, 3, 3)):
        case = Case(f"BiasAdd_{'x'.join(map(str, shape))}", "BiasAdd")
        yield case.run(tf.nn.bias_add, case.normal(*shape), case.normal(shape[-1]))
    for name, image, kernel, strides, dilations in (
        ("3x3", (2, 5, 4, 2), (3, 3, 2, 3), (1, 1), (1, 1)),
        ("3x3_strides_2", (1, 7, 6, 2), (3, 3, 2, 2), (2, 2), (1, 1)),
        ("2x2_strides_2", (1, 5, 6, 2), (2, 2, 2, 3), (2, 2), (1, 1)),
        ("2x2", (1, 4, 5, 1), (2, 2, 1, 2), (1, 1), (1, 1)),
        ("4x2", (1, 6, 5, 1), (4, 2, 1, 2), (1, 1), (1, 1)),
        ("2x3_strides_2_1", (1, 5, 6, 2), (2, 3, 2, 2), (2, 1), (1, 1)),
        ("3x3_dilations_2", (1, 7, 6, 2), (3, 3, 2, 2), (1, 1), (2, 2)),
        ("1x1", (2, 3, 3, 3), (1, 1, 3, 4), (1, 1), (1, 1)),
        ("1x1_strides_2", (1, 5, 4, 2), (1, 1, 2, 3), (2, 2), (1, 1)),
        ("3x3_strides_3", (1, 8, 7, 1), (3, 3, 1, 2), (3, 3), (1, 1)),
    ):
        for padding in ("VALID", "SAME"):
            case = Case(f"Conv2D_{name}_{padding.lower()}", "Conv2D",
                        strides=[1, *strides, 1], padding=padding,
                        dilations=[1, *dilations, 1], data_format="NHWC")
            yield case.run(
                lambda x, k: tf.nn.convolution(x, k, strides, padding, dilations=dilations),
                case.normal(*image), case.normal(*kernel))


def pooling_cases():
    for name, image, window, strides in (
        ("2x2", (2, 5, 7, 2), (2, 2), (2, 2)),
        ("2x2_even", (1, 6, 4, 3), (2, 2), (2, 2)),
        ("3x3_strides_2", (1, 8, 7, 2), (3, 3), (2, 2)),
        ("3x2_strides_2_1", (1, 7, 5, 2), (3, 2), (2, 1)),
        ("2x2_strides_1", (1, 4, 3, 2), (2, 2), (1, 1)),
        ("4x4_strides_3", (1, 9, 6, 1), (4, 4), (3, 3)),
    ):
        for op, pool in (("MaxPool", tf.nn.max_pool2d), ("AvgPool", tf.nn.avg_pool2d)):
            for padding in ("VALID", "SAME"):
                case = Case(f"{op}_{name}_{padding.lower()}", op, ksize=[1, *window, 1],
                            strides=[1, *strides, 1], padding=padding, data_format="NHWC")
                yield case.run(lambda x: pool(x, window, strides, padding),
                               case.normal(*image))
    # Equal largest values: the whole gradient goes to the first in row-major order.
    ties = np.array([1.0, 1, 0, 2, 1, 0, 2, 2, 0, 0, 3, 3, 0, 0, 3, 3]).reshape(1, 4, 4, 1)
    yield Case("MaxPool_ties", "MaxPool", ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1],
               padding="VALID", data_format="NHWC").run(
        lambda x: tf.nn.max_pool2d(x, 2, 2, "VALID"), ties)


def batch_norm_cases():
    """In float64 from the definition, checked against TensorFlow's float32 kernel."""
    epsilon = 1e-3
    for shape in ((2, 3, 2, 3), (4, 1, 1, 5), (1, 3, 3, 2)):
        label = "x".join(map(str, shape))
        count, channels = int(np.prod(shape[:-1])), shape[-1]

        def training(x, scale, offset):
            mean, variance = tf.nn.moments(x, [0, 1, 2])
            y = tf.nn.batch_normalization(x, mean, variance, offset, scale, epsilon)
            # The op reports the unbiased variance, for the running average.
            return y, mean, variance * count / (count - 1)

        case = Case(f"FusedBatchNormV3_training_{label}", "FusedBatchNormV3",
                    epsilon=epsilon, is_training=True, data_format="NHWC")
        result = case.run(training, case.normal(*shape), case.positive(channels),
                          case.normal(channels))
        check_batch_norm(result)
        yield result

        def inference(x, scale, offset, mean, variance):
            return tf.nn.batch_normalization(x, mean, variance, offset, scale, epsilon)

        case = Case(f"FusedBatchNormV3_inference_{label}", "FusedBatchNormV3",
                    epsilon=epsilon, is_training=False, data_format="NHWC")
        result = case.run(inference, case.normal(*shape), case.positive(channels),
                          case.normal(channels), case.normal(channels),
                          case.positive(channels))
        check_batch_norm(result)
        yield result


def check_batch_norm(result):
    """The float64 definition agrees with the fused kernel, outputs and gradients."""
    def array(t):
        return np.array(t["values"], "float32").reshape(t["shape"])

    inputs = [tf.constant(array(t)) for t in result["inputs"]]
    training = result["attributes"]["is_training"]
    empty = tf.zeros([0])
    with tf.GradientTape() as tape:
        tape.watch(inputs[:3])
        mean, variance = (empty, empty) if training else inputs[3:]
        outputs = tf.raw_ops.FusedBatchNormV3(
            x=inputs[0], scale=inputs[1], offset=inputs[2], mean=mean, variance=variance,
            epsilon=result["attributes"]["epsilon"], is_training=training)
        target = tf.reduce_sum(outputs[0] * array(result["cotangents"][0]))
    gradients = tape.gradient(target, inputs[:3])
    for expected, actual in [*zip(result["outputs"], outputs),
                             *zip(result["gradients"], gradients)]:
        np.testing.assert_allclose(array(expected), actual, rtol=1e-4, atol=2e-5)


def unary_cases():
    grid = np.array([-100.0, -6.5, -3.0, -1.0, -0.25, -1e-3, 0.0, 1e-3, 0.25, 1.0, 3.0, 6.0,
                     6.5, 100.0])
    for op, function, attributes in (
        ("Relu", tf.nn.relu, {}), ("Relu6", tf.nn.relu6, {}), ("Elu", tf.nn.elu, {}),
        ("Selu", tf.nn.selu, {}), ("Softplus", tf.nn.softplus, {}),
        ("Softsign", tf.nn.softsign, {}), ("Sigmoid", tf.nn.sigmoid, {}),
        ("Tanh", tf.nn.tanh, {}), ("Silu", tf.nn.silu, {}),
        ("Gelu", lambda x: tf.nn.gelu(x, approximate=False), {"approximate": False}),
        ("LeakyRelu", lambda x: tf.nn.leaky_relu(x, 0.25), {"alpha": 0.25}),
        ("Abs", tf.abs, {}), ("Neg", tf.negative, {}), ("Sign", tf.sign, {}),
        ("Square", tf.square, {}),
    ):
        yield Case(f"{op}_grid", op, **attributes).run(function, grid)
        case = Case(f"{op}_3x7", op, **attributes)
        yield case.run(function, case.normal(3, 7))
    case = Case("Gelu_approximate", "Gelu", approximate=True)
    yield case.run(lambda x: tf.nn.gelu(x, approximate=True), grid)
    case = Case("LeakyRelu_0.5", "LeakyRelu", alpha=0.5)
    yield case.run(lambda x: tf.nn.leaky_relu(x, 0.5), case.normal(3, 3))
    case = Case("Exp_3x7", "Exp")
    yield case.run(tf.exp, case.normal(3, 7))
    yield Case("Exp_wide", "Exp").run(tf.exp, np.array([-80.0, -20, -1, 0, 1, 20, 80]))
    for op, function in (("Log", tf.math.log), ("Sqrt", tf.sqrt), ("Rsqrt", tf.math.rsqrt)):
        case = Case(f"{op}_3x7", op)
        yield case.run(function, case.positive(3, 7))
        yield Case(f"{op}_wide", op).run(function, np.array([1e-6, 1e-3, 1, 100, 1e6]))


def array_cases():
    for shape, perm in (((2, 3), [1, 0]), ((2, 3, 4), [2, 0, 1]), ((2, 3, 4), [0, 2, 1]),
                        ((2, 3, 4, 2), [0, 3, 1, 2]), ((2, 3, 2, 3), [3, 2, 1, 0])):
        case = Case(f"Transpose_{'x'.join(map(str, shape))}_{''.join(map(str, perm))}",
                    "Transpose", perm=perm)
        yield case.run(lambda x: tf.transpose(x, perm), case.normal(*shape))
    for shape, new in (((2, 6), [3, 4]), ((2, 3, 4), [2, -1]), ((7,), [7, 1]), ((1, 1), [])):
        case = Case(f"Reshape_{'x'.join(map(str, shape))}_to_{'x'.join(map(str, new))}",
                    "Reshape", shape=new)
        yield case.run(lambda x: tf.reshape(x, new), case.normal(*shape))
    for shape in ((3, 7), (4,), ()):
        case = Case(f"L2Loss_{'x'.join(map(str, shape)) or 'scalar'}", "L2Loss")
        yield case.run(tf.nn.l2_loss, case.normal(*shape))


if __name__ == "__main__":
    write("ops.json", __file__, [
        *binary_cases(), *matmul_cases(), *reduction_cases(), *softmax_cases(),
        *convolution_cases(), *pooling_cases(), *batch_norm_cases(), *unary_cases(),
        *array_cases(),
    ])
