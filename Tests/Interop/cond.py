"""Branches: of values, of updates, and the gradient through one."""
from common import *

x = tf.placeholder(tf.float32, [3], "x")
flag = tf.placeholder(tf.bool, [], "flag")
w = tf.Variable([1.0, 2.0, 3.0], name="w")
count = tf.Variable(0.0, name="count")
y = tf.cond(flag, lambda: x * w, lambda: tf.exp(x) + w)
loss = tf.reduce_sum(y * y)
gradient = tf.gradients(loss, [w, x])
update = tf.cond(tf.reduce_sum(x) > 0, lambda: tf.assign_add(count, 10.0),
                 lambda: tf.assign_sub(count, 1.0))
case = tf.case([(x[0] > 1, lambda: tf.constant(1)), (x[0] > 0, lambda: tf.constant(2))],
               default=lambda: tf.constant(3))
train = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
with tf.Session(target) as sess:
    sess.run(tf.global_variables_initializer())
    for i, value in enumerate([True, False, True, False]):
        feed = {x: random(3, seed=i), flag: value}
        say("y", sess.run(y, feed))
        say("gradient", *sess.run(gradient, feed))
        say("case", sess.run(case, feed))
        sess.run(update, feed)
        say("count", sess.run(count))
        sess.run(train, feed)
        say("w", sess.run(w))
