"""An embedding, an LSTM cell in a while_loop, and its gradient."""
from common import *

units, steps = 6, 5
ids = tf.placeholder(tf.int32, [None, steps], "ids")
y = tf.placeholder(tf.float32, [None, 1], "y")
table = tf.get_variable("table", initializer=random(20, 4, seed=1, scale=0.5))
kernel = tf.get_variable("kernel", initializer=random(4 + units, 4 * units, seed=2, scale=0.3))
bias = tf.get_variable("bias", initializer=tf.zeros([4 * units]))
out = tf.get_variable("out", initializer=random(units, 1, seed=3, scale=0.5))
inputs = tf.transpose(tf.nn.embedding_lookup(table, ids), [1, 0, 2])
batch = tf.shape(ids)[0]


def cell(t, c, h):
    z = tf.matmul(tf.concat([inputs[t], h], 1), kernel) + bias
    i, j, f, o = tf.split(z, 4, 1)
    c = tf.sigmoid(f + 1.0) * c + tf.sigmoid(i) * tf.tanh(j)
    return t + 1, c, tf.sigmoid(o) * tf.tanh(c)


zero = tf.zeros([batch, units])
_, _, h = tf.while_loop(lambda t, c, h: t < steps, cell, [tf.constant(0), zero, zero],
                        shape_invariants=[tf.TensorShape([]), tf.TensorShape([None, units]),
                                          tf.TensorShape([None, units])])
loss = tf.reduce_mean(tf.square(tf.matmul(h, out) - y))
train = tf.train.AdamOptimizer(0.01).minimize(loss)
with tf.Session(target) as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(8):
        feed = {ids: labels((7, steps), 20, seed=i), y: random(7, 1, seed=i)}
        say("loss", sess.run([loss, train], feed)[0])
