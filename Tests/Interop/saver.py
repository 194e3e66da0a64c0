"""A Saver saves, another session restores; old checkpoints go, missing names are errors."""
from common import *

v = tf.Variable(random(5, 3, seed=1), name="v")
w = tf.Variable(tf.constant([1, 2, 3], tf.int64), name="counts")
change = tf.group(tf.assign(v, v * 2), tf.assign_add(w, [1, 1, 1]))
saver = tf.train.Saver(max_to_keep=2)
prefix = os.path.join(folder, "saver", "model")
os.makedirs(os.path.dirname(prefix), exist_ok=True)
with tf.Session(target) as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        sess.run(change)
        saver.save(sess, prefix, global_step=i)
    say("v", sess.run(v))
    sess.run(change)
    saver.restore(sess, tf.train.latest_checkpoint(os.path.dirname(prefix)))
    say("restored", sess.run(v))
    say("counts", sess.run(w))
    say("kept", len(saver.last_checkpoints))
    say("names", *sorted(name for name, _ in tf.train.list_variables(saver.last_checkpoints[-1])))
    other = tf.Variable(tf.zeros([2]), name="other")
    error("missing", lambda: tf.train.Saver([other]).restore(sess, saver.last_checkpoints[-1]))
    sharded = tf.train.Saver([v], sharded=True)
    path = sharded.save(sess, prefix + "-sharded")
    sess.run(tf.assign(v, v * 0))
    sharded.restore(sess, path)
    say("sharded", sess.run(v))
