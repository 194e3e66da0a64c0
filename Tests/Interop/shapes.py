"""Gradients through operations on shapes, of extents that are fed."""
from common import *

x = tf.placeholder(tf.float32, [None, None, 4], "x")
w = tf.Variable(random(4, 3, seed=1), name="w")
batch, steps = tf.shape(x)[0], tf.shape(x)[1]
h = tf.reshape(tf.matmul(tf.reshape(x, [-1, 4]), w), tf.stack([batch, steps, 3]))
mean, variance = tf.nn.moments(h, [0, 1], keep_dims=True)
h = (h - mean) * tf.rsqrt(variance + 1e-3)
h = tf.concat([h, tf.tile(h[:, :1], [1, 2, 1])], 1)
h = tf.transpose(h, [1, 0, 2])
h = tf.pad(h, [[0, 0], [1, 0], [0, 1]]) * tf.sqrt(tf.abs(h[:1, :1, :1]) + 1.0)
a, b = tf.split(h, [1, 3], axis=2)
h = tf.nn.leaky_relu(a) * tf.nn.softplus(b) + tf.expand_dims(tf.reduce_max(b, 2), 2)
h = tf.squeeze(tf.reduce_prod(tf.nn.softmax(h), 2, keepdims=True), 2)
loss = tf.reduce_sum(tf.gather(h, [0, 0, 1]) * tf.reduce_mean(h)) + tf.reduce_min(h)
loss += tf.reduce_sum(tf.clip_by_value(w, -0.5, 0.5) / tf.maximum(w, 0.3) ** 2.0)
gradients = tf.gradients(loss, [w, x])
with tf.Session(target) as sess:
    sess.run(tf.global_variables_initializer())
    for shape in [(2, 3, 4), (5, 1, 4), (3, 4, 4)]:
        values = sess.run([loss] + gradients, {x: random(*shape, seed=shape[0])})
        say("loss", values[0])
        say("gradients", values[1], values[2])
