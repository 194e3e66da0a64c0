"""Operations that change a variable: the output is its value afterwards."""

import tensorflow as tf

from golden import Golden

golden = Golden(__file__)

TYPES = [tf.float32, tf.float64, tf.int8, tf.int16, tf.int32, tf.int64, tf.uint8]


def changed(change):
    def function(initial, *inputs):
        variable = tf.Variable(initial)
        change(variable, *inputs)
        return variable.read_value()
    return function


for rule in ["update", "add", "sub", "mul", "min", "max"]:
    op = f"ResourceScatter{rule.capitalize()}"
    function = getattr(tf.raw_ops, op)

    def scatter(variable, indices, updates, function=function):
        function(resource=variable.handle, indices=indices, updates=updates)

    for dtype in TYPES:
        golden.case(f"{rule}_{dtype.name}", op, changed(scatter), tf.constant([5, 6, 7], dtype),
                    tf.constant([2, 0, 2], tf.int64), tf.constant([3, 100, 4], dtype),
                    gradient=False, known=[0])
    golden.case(f"{rule}_rows", op, changed(scatter), [[1.0, 2.0], [3.0, 4.0]], [[1], [0]],
                [[[9.0, -8.0]], [[0.5, 3.5]]], gradient=False, known=[0])
    golden.case(f"{rule}_scalar", op, changed(scatter), [[1.0, 2.0], [3.0, 4.0]], 1, [9.0, -8.0],
                gradient=False, known=[0])
    golden.case(f"{rule}_none", op, changed(scatter), [1.0, 2.0], tf.zeros([0], tf.int32),
                tf.zeros([0]), gradient=False, known=[0])

for dtype in TYPES:
    golden.case(f"assign_add_{dtype.name}", "AssignAddVariableOp",
                changed(lambda v, x: v.assign_add(x)), tf.constant([5, 120], dtype),
                tf.constant([3, 100], dtype), gradient=False, known=[0])
    golden.case(f"assign_sub_{dtype.name}", "AssignSubVariableOp",
                changed(lambda v, x: v.assign_sub(x)), tf.constant([5, 0], dtype),
                tf.constant([3, 100], dtype), gradient=False, known=[0])
for dtype in TYPES + [tf.bool, tf.complex64]:
    golden.case(f"assign_{dtype.name}", "AssignVariableOp", changed(lambda v, x: v.assign(x)),
                tf.cast([1, 0], dtype), tf.cast([0, 1], dtype), gradient=False, known=[0])

golden.write()
