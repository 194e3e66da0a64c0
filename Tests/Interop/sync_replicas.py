"""SyncReplicasOptimizer: two workers' gradients are averaged for one step."""
import threading

from common import *

x = tf.placeholder(tf.float32, [None, 3], "x")
y = tf.placeholder(tf.float32, [None, 1], "y")
w = tf.Variable(random(3, 1, seed=1), name="w")
step = tf.train.get_or_create_global_step()
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - y))
optimizer = tf.train.SyncReplicasOptimizer(tf.train.GradientDescentOptimizer(0.1),
                                           replicas_to_aggregate=2, total_num_replicas=2)
train = optimizer.minimize(loss, global_step=step)
local = optimizer.local_step_init_op
chief = optimizer.chief_init_op
runner = optimizer.get_chief_queue_runner()
tokens = optimizer.get_init_tokens_op()
with tf.Session(target) as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(tf.local_variables_initializer())
    sess.run(chief)
    coordinator = tf.train.Coordinator()
    threads = runner.create_threads(sess, coordinator, start=True, daemon=True)
    sess.run(tokens)

    def work(seed):
        for i in range(5):
            sess.run(train, {x: random(8, 3, seed=seed), y: random(8, 1, seed=seed + 1)})

    workers = [threading.Thread(target=work, args=(seed,)) for seed in (10, 20)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    # Which of the workers' gradients are too late differs from run to run.
    say("stepped", bool(3 <= sess.run(step) <= 5))
    say("finite", bool(np.all(np.isfinite(sess.run(w)))))
    coordinator.request_stop()
