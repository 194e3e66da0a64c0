"""Embeddings by sparse updates of Adagrad, momentum and gradient descent."""
from common import *

ids = tf.placeholder(tf.int32, [None, 3], "ids")
y = tf.placeholder(tf.float32, [None, 1], "y")
for name, optimizer in [("adagrad", tf.train.AdagradOptimizer(0.1)),
                        ("momentum", tf.train.MomentumOptimizer(0.05, 0.9)),
                        ("descent", tf.train.GradientDescentOptimizer(0.1)),
                        ("adam", tf.train.AdamOptimizer(0.01))]:
    with tf.variable_scope(name):
        table = tf.get_variable("table", initializer=random(50, 8, seed=1, scale=0.5))
        w = tf.get_variable("w", initializer=random(24, 1, seed=2, scale=0.3))
        h = tf.reshape(tf.nn.embedding_lookup(table, ids), [-1, 24])
        loss = tf.reduce_mean(tf.square(tf.matmul(h, w) - y))
        train = optimizer.minimize(loss)
        tf.add_to_collection("losses", loss)
        tf.add_to_collection("trains", train)
        tf.add_to_collection("tables", table)
with tf.Session(target) as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(8):
        feed = {ids: labels((16, 3), 50, seed=i), y: random(16, 1, seed=i)}
        losses, _ = sess.run([tf.get_collection("losses"), tf.get_collection("trains")], feed)
        say("loss", losses)
    for table in sess.run(tf.get_collection("tables")):
        say("table", table.sum(), (table ** 2).sum())
