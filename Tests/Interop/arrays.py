"""TensorArrays: map_fn, scan, and one by hand, with their gradients."""
from common import *

x = tf.placeholder(tf.float32, [None, 3], "x")
w = tf.Variable(random(3, 3, seed=1, scale=0.5), name="w")
mapped = tf.map_fn(lambda row: tf.tanh(tf.reduce_sum(w * row, 1)), x)
scanned = tf.scan(lambda state, row: tf.tanh(tf.linalg.matvec(w, state)) + row, x,
                  initializer=tf.zeros([3]))
array = tf.TensorArray(tf.float32, size=4, element_shape=[3])
for i in range(4):
    array = array.write(i, w[i % 3] * float(i))
stacked = array.stack()
ta = tf.TensorArray(tf.float32, size=tf.shape(x)[0]).unstack(x)
total = tf.while_loop(lambda i, s: i < tf.shape(x)[0], lambda i, s: (i + 1, s * 0.5 + ta.read(i)),
                      [tf.constant(0), tf.zeros([3])])[1]
loss = tf.reduce_sum(mapped ** 2) + tf.reduce_sum(scanned ** 2) + tf.reduce_sum(stacked ** 2)
loss += tf.reduce_sum(total ** 2)
gradients = tf.gradients(loss, [w, x])
train = tf.train.GradientDescentOptimizer(0.01).minimize(loss, var_list=[w])
with tf.Session(target) as sess:
    sess.run(tf.global_variables_initializer())
    for i, count in enumerate([2, 5, 3]):
        feed = {x: random(count, 3, seed=i)}
        say("mapped", sess.run(mapped, feed))
        say("scanned", sess.run(scanned, feed))
        say("stacked", sess.run(stacked))
        say("total", sess.run(total, feed))
        say("gradients", *sess.run(gradients, feed))
        sess.run(train, feed)
    say("w", sess.run(w))
