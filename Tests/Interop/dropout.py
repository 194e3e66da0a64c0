"""Random numbers: other ones in each run, with the moments that they should have."""
from common import *

x = tf.ones([100, 100])
dropped = tf.nn.dropout(x, rate=0.25)
normal = tf.random_normal([200, 200], 1.0, 2.0)
truncated = tf.truncated_normal([100, 100])
shuffled = tf.random_shuffle(tf.range(10))
w = tf.Variable(tf.random_uniform([50, 50], -1.0, 1.0), name="w")
with tf.Session(target) as sess:
    sess.run(tf.global_variables_initializer())
    first, second = sess.run(dropped), sess.run(dropped)
    say("other", bool(np.any(first != second)))
    say("kept", bool(abs((first > 0).mean() - 0.75) < 0.02), first.max())
    values = sess.run(normal)
    say("moments", bool(abs(values.mean() - 1) < 0.05), bool(abs(values.std() - 2) < 0.05))
    say("truncated", bool(np.abs(sess.run(truncated)).max() <= 2.0))
    say("shuffled", sorted(sess.run(shuffled)))
    say("uniform", bool(np.abs(sess.run(w)).max() <= 1.0))
    say("kept", bool(np.all(sess.run(w) == sess.run(w))))
