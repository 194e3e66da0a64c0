"""Convolutions with batch normalization and pooling, trained with momentum."""
from common import *

x = tf.placeholder(tf.float32, [None, 12, 12, 1], "x")
y = tf.placeholder(tf.int32, [None], "y")
training = True


def batch_norm(h, name):
    channels = h.shape[-1]
    scale = tf.Variable(tf.ones([channels]), name=name + "/scale")
    offset = tf.Variable(tf.zeros([channels]), name=name + "/offset")
    mean = tf.Variable(tf.zeros([channels]), trainable=False, name=name + "/mean")
    variance = tf.Variable(tf.ones([channels]), trainable=False, name=name + "/variance")
    h, m, v = tf.nn.fused_batch_norm(h, scale, offset, epsilon=1e-3, is_training=True)
    for moving, value in [(mean, m), (variance, v)]:
        tf.add_to_collection(tf.GraphKeys.UPDATE_OPS,
                             tf.assign_sub(moving, (moving - value) * 0.1))
    tf.add_to_collection("moving", mean)
    tf.add_to_collection("moving", variance)
    return h


f1 = tf.Variable(random(3, 3, 1, 8, seed=1, scale=0.3), name="f1")
f2 = tf.Variable(random(3, 3, 8, 16, seed=2, scale=0.1), name="f2")
h = tf.nn.conv2d(x, f1, [1, 1, 1, 1], "SAME")
h = tf.nn.max_pool(tf.nn.relu(batch_norm(h, "bn1")), [1, 2, 2, 1], [1, 2, 2, 1], "VALID")
h = tf.nn.conv2d(h, f2, [1, 2, 2, 1], "SAME")
h = tf.nn.avg_pool(tf.nn.relu(batch_norm(h, "bn2")), [1, 3, 3, 1], [1, 1, 1, 1], "VALID")
h = tf.reshape(h, [-1, 16])
w = tf.Variable(random(16, 5, seed=3, scale=0.3), name="w")
logits = tf.matmul(h, w)
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
loss += 1e-3 * (tf.nn.l2_loss(f1) + tf.nn.l2_loss(f2))
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
    train = tf.train.MomentumOptimizer(0.05, 0.9).minimize(loss)
with tf.Session(target) as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(15):
        feed = {x: random(20, 12, 12, 1, seed=20 + i), y: labels(20, 5, seed=20 + i)}
        say("loss", sess.run([loss, train], feed)[0])
    timed(sess, [train, loss], {x: random(64, 12, 12, 1), y: labels(64, 5)})
    for value in sess.run(tf.get_collection("moving")):
        say("moving", value)
