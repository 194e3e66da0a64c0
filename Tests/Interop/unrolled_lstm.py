"""An LSTM cell unrolled over time, with clipped gradients."""
from common import *

units, steps = 6, 4
x = tf.placeholder(tf.float32, [None, steps, 3], "x")
y = tf.placeholder(tf.float32, [None, 2], "y")
kernel = tf.get_variable("kernel", initializer=random(3 + units, 4 * units, seed=2, scale=0.3))
bias = tf.get_variable("bias", initializer=tf.zeros([4 * units]))
out = tf.get_variable("out", initializer=random(units, 2, seed=3, scale=0.5))
c = h = tf.zeros([tf.shape(x)[0], units])
for part in tf.unstack(x, axis=1):
    i, j, f, o = tf.split(tf.nn.bias_add(tf.matmul(tf.concat([part, h], 1), kernel), bias), 4, 1)
    c = tf.sigmoid(f + 1.0) * c + tf.sigmoid(i) * tf.tanh(j)
    h = tf.sigmoid(o) * tf.tanh(c)
loss = tf.losses.mean_squared_error(y, tf.matmul(h, out))
step = tf.train.get_or_create_global_step()
rate = tf.train.exponential_decay(0.1, step, 5, 0.5, staircase=True)
optimizer = tf.train.RMSPropOptimizer(rate, momentum=0.5)
variables = tf.trainable_variables()
gradients, norm = tf.clip_by_global_norm(tf.gradients(loss, variables), 0.5)
train = optimizer.apply_gradients(zip(gradients, variables), global_step=step)
with tf.Session(target) as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(12):
        feed = {x: random(9, steps, 3, seed=i), y: random(9, 2, seed=100 + i)}
        values = sess.run([loss, norm, rate, train], feed)
        say("loss", *values[:3])
