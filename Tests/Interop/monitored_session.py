"""MonitoredTrainingSession: initialization, hooks, checkpoints and going on from one."""
import shutil

from common import *

directory = os.path.join(folder, "monitored")
shutil.rmtree(directory, ignore_errors=True)
for stop in (6, 10):
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, 3], "x")
        w = tf.get_variable("w", initializer=random(3, 1, seed=1))
        step = tf.train.get_or_create_global_step()
        loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 1.0))
        train = tf.train.AdamOptimizer(0.1).minimize(loss, global_step=step)
        tf.summary.scalar("loss", loss)
        hooks = [tf.train.StopAtStepHook(last_step=stop), tf.train.NanTensorHook(loss)]
        with tf.train.MonitoredTrainingSession(
                target, checkpoint_dir=directory, hooks=hooks, save_checkpoint_steps=3,
                save_summaries_steps=2, log_step_count_steps=None) as sess:
            while not sess.should_stop():
                value, at, _ = sess.run([loss, step, train], {x: random(8, 3, seed=3)})
                say("loss", at, value)
say("latest", os.path.basename(tf.train.latest_checkpoint(directory)))
