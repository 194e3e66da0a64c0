"""All optimizers that are one operation."""
from common import *

x = tf.placeholder(tf.float32, [None, 4], "x")
y = tf.placeholder(tf.float32, [None, 2], "y")
losses, trains = [], []
for optimizer in [tf.train.GradientDescentOptimizer(0.1), tf.train.MomentumOptimizer(0.1, 0.9),
                  tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True, name="nesterov"),
                  tf.train.AdagradOptimizer(0.1), tf.train.AdadeltaOptimizer(1.0),
                  tf.train.RMSPropOptimizer(0.01), tf.train.AdamOptimizer(0.05),
                  tf.train.FtrlOptimizer(0.1, l1_regularization_strength=0.01)]:
    with tf.variable_scope(optimizer.get_name()):
        w = tf.get_variable("w", initializer=random(4, 2, seed=1))
        b = tf.get_variable("b", initializer=tf.zeros([2]))
        loss = tf.reduce_mean(tf.square(tf.tanh(tf.matmul(x, w) + b) - y))
        losses.append(loss)
        trains.append(optimizer.minimize(loss))
with tf.Session(target) as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(6):
        say("losses", *sess.run([losses, trains], {x: random(8, 4, seed=i),
                                                   y: random(8, 2, seed=50 + i)})[0])
