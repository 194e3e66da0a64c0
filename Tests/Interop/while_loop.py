"""Loops: a sum, a power of a matrix, with variables, nested, and a loop that never runs."""
from common import *

n = tf.placeholder(tf.int32, [], "n")
a = tf.placeholder(tf.float32, [3, 3], "a")
_, total = tf.while_loop(lambda i, s: i < n, lambda i, s: (i + 1, s + tf.cast(i * i, tf.float32)),
                         [tf.constant(0), tf.constant(0.0)])
power = tf.while_loop(lambda i, m: i < n, lambda i, m: (i + 1, tf.matmul(m, a)),
                      [tf.constant(0), tf.eye(3)])[1]
v = tf.Variable(2.0, name="v")
scaled = tf.while_loop(lambda i, s: i < 4, lambda i, s: (i + 1, s * v), [tf.constant(0), 1.0])[1]


def outer(i, s):
    inner = tf.while_loop(lambda j, t: j < i, lambda j, t: (j + 1, t + tf.cast(j, tf.float32)),
                          [tf.constant(0), 0.0])[1]
    return i + 1, s + inner


nested = tf.while_loop(lambda i, s: i < n, outer, [tf.constant(0), 0.0])[1]
gradient = tf.gradients(power, a)[0]
slope = tf.gradients(scaled, v)[0]
with tf.Session(target) as sess:
    sess.run(tf.global_variables_initializer())
    for count in [0, 1, 5]:
        feed = {n: count, a: random(3, 3, seed=1, scale=0.7)}
        say("total", sess.run(total, feed))
        say("power", sess.run(power, feed))
        say("nested", sess.run(nested, feed))
        say("gradient", sess.run(gradient, feed))
    say("scaled", sess.run(scaled))
    say("slope", sess.run(slope))
