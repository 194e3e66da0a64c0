"""A classifier of two dense layers, trained with Adam."""
from common import *

x = tf.placeholder(tf.float32, [None, 784], "x")
y = tf.placeholder(tf.float32, [None, 10], "y")
w1 = tf.Variable(random(784, 128, seed=1, scale=0.05), name="w1")
b1 = tf.Variable(tf.zeros([128]), name="b1")
w2 = tf.Variable(random(128, 10, seed=2, scale=0.1), name="w2")
b2 = tf.Variable(tf.zeros([10]), name="b2")
hidden = tf.nn.relu(tf.matmul(x, w1) + b1)
logits = tf.nn.bias_add(tf.matmul(hidden, w2), b2)
loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=logits))
accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(logits, 1), tf.argmax(y, 1)), tf.float32))
step = tf.train.get_or_create_global_step()
train = tf.train.AdamOptimizer(1e-3).minimize(loss, global_step=step)
with tf.Session(target) as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(30):
        count = 32 if i % 5 else 17
        feed = {x: random(count, 784, seed=10 + i), y: one_hot(count, 10, seed=10 + i)}
        _, value, correct = sess.run([train, loss, accuracy], feed)
        say("loss", value, correct)
    timed(sess, [train, loss], {x: random(128, 784), y: one_hot(128, 10)})
    say("step", sess.run(step))
    say("weight", sess.run(tf.reduce_sum(w1 * w1)))
