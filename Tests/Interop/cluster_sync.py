"""SyncReplicasOptimizer over two workers: each has its own client, the gradients are averaged by
accumulators on the parameter servers."""
# cluster: ps=2 worker=2
import threading

from common import *

lines = [[], []]
ready = threading.Event()


class Ready(tf.train.SessionRunHook):
    """Lets the other worker begin, which would look for variables only every 30 seconds."""

    def after_create_session(self, session, coord):
        ready.set()


def work(task):
    is_chief = task == 0
    if not is_chief:
        ready.wait()
    with tf.Graph().as_default(), tf.device(tf.train.replica_device_setter(
            worker_device=f"/job:worker/task:{task}", cluster=cluster)):
        x = tf.placeholder(tf.float32, [None, 3], "x")
        y = tf.placeholder(tf.float32, [None, 1], "y")
        w = tf.get_variable("w", initializer=random(3, 4, seed=1))
        v = tf.get_variable("v", initializer=random(4, 1, seed=2))
        step = tf.train.get_or_create_global_step()
        loss = tf.reduce_mean(tf.square(tf.matmul(tf.tanh(tf.matmul(x, w)), v) - y))
        optimizer = tf.train.SyncReplicasOptimizer(
            tf.train.AdamOptimizer(0.05), replicas_to_aggregate=2, total_num_replicas=2)
        train = optimizer.minimize(loss, global_step=step)
        hook = optimizer.make_session_run_hook(is_chief, num_tokens=0)
        stop = tf.train.StopAtStepHook(last_step=8)
        config = tf.ConfigProto(device_filters=["/job:ps", f"/job:worker/task:{task}"])
        with tf.train.MonitoredTrainingSession(
                targets[task], is_chief=is_chief, hooks=[hook, stop, Ready()], config=config,
                log_step_count_steps=None, stop_grace_period_secs=1) as sess:
            while not sess.should_stop():
                seed = 10 * task + len(lines[task])
                value, _ = sess.run([loss, train], {x: random(8, 3, seed=seed),
                                                    y: random(8, 1, seed=seed + 100)})
                lines[task].append(value)


threads = [threading.Thread(target=work, args=(task,)) for task in (0, 1)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for task in (0, 1):
    say(f"worker {task}", *lines[task])
