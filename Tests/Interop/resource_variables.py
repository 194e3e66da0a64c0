"""Resource variables, with their optimizers' operations."""
from common import *

tf.enable_resource_variables()
x = tf.placeholder(tf.float32, [None, 4], "x")
table = tf.get_variable("table", initializer=random(10, 4, seed=4))
w = tf.get_variable("w", initializer=random(4, 2, seed=1))
b = tf.get_variable("b", initializer=tf.zeros([2]))
step = tf.train.get_or_create_global_step()
h = x + tf.nn.embedding_lookup(table, [1, 3, 1])
loss = tf.reduce_mean(tf.square(tf.nn.elu(tf.matmul(h, w) + b)))
ema = tf.train.ExponentialMovingAverage(0.9)
for name, optimizer in [("adam", tf.train.AdamOptimizer(0.05)),
                        ("momentum", tf.train.MomentumOptimizer(0.05, 0.9)),
                        ("adagrad", tf.train.AdagradOptimizer(0.05))]:
    train = optimizer.minimize(loss, global_step=step, name=name)
    tf.add_to_collection("trains", train)
with tf.control_dependencies(tf.get_collection("trains")):
    average = ema.apply([w])
with tf.Session(target) as sess:
    error("uninitialized", lambda: sess.run(w))
    sess.run(tf.global_variables_initializer())
    say("uninitialized", len(sess.run(tf.report_uninitialized_variables())))
    for i in range(5):
        feed = {x: random(3, 4, seed=i)}
        for train in tf.get_collection("trains"):
            say("loss", sess.run([loss, train], feed)[0])
    sess.run(average, {x: random(3, 4, seed=9)})
    say("average", sess.run(ema.average(w)))
    say("step", sess.run(step))
