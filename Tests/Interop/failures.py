"""The kinds of errors that a client sees."""
from common import *

x = tf.placeholder(tf.float32, [None, 2], "x")
y = tf.placeholder(tf.float32, [None, 1], "y")
w = tf.Variable([[1.0], [2.0]], name="w")
loss = tf.reduce_sum(tf.matmul(x, w) - y)
checked = tf.check_numerics(tf.log(x), "not a number")
asserted = tf.Assert(tf.reduce_all(x > 0), [x])
with tf.control_dependencies([asserted]):
    guarded = tf.identity(x)
gathered = tf.gather(tf.constant([1.0, 2.0]), tf.cast(x, tf.int32))
reshaped = tf.reshape(x, [3, -1])
ones = np.ones((1, 2), np.float32)
with tf.Session(target) as sess:
    error("uninitialized", lambda: sess.run(w))
    sess.run(w.initializer)
    error("missing feed", lambda: sess.run(loss, {x: ones}))
    say("loss", sess.run(loss, {x: ones, y: [[1.0]]}))
    error("not finite", lambda: sess.run(checked, {x: -ones}))
    error("assertion", lambda: sess.run(guarded, {x: -ones}))
    say("assertion holds", sess.run(guarded, {x: ones}))
    error("index", lambda: sess.run(gathered, {x: 5 * ones}))
    error("shape", lambda: sess.run(reshaped, {x: ones}))
    say("after all", sess.run(loss, {x: ones, y: [[0.0]]}))
with tf.Graph().as_default(), tf.Session(target) as sess:
    with tf.device("/job:nowhere/task:7"):
        elsewhere = tf.constant(1.0) + tf.constant(2.0)
    error("device", lambda: sess.run(elsewhere))
