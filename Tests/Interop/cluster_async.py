"""Parameter servers: two workers, each with its own client, train variables of two ps tasks in turns, and
then at once."""
# cluster: ps=2 worker=2
import threading

from common import *


def model(task, build):
    graph = tf.Graph()
    with graph.as_default(), tf.device(tf.train.replica_device_setter(
            worker_device=f"/job:worker/task:{task}", cluster=cluster)):
        result = build()
        return (graph, *result, tf.global_variables_initializer())


def dense():
    x = tf.placeholder(tf.float32, [None, 4], "x")
    y = tf.placeholder(tf.int64, [None], "y")
    h = x
    for layer, (rows, columns) in enumerate([(4, 8), (8, 8), (8, 3)]):
        w = tf.get_variable(f"w{layer}", initializer=random(rows, columns, seed=layer, scale=0.5))
        b = tf.get_variable(f"b{layer}", [columns], initializer=tf.zeros_initializer())
        h = tf.matmul(h, w) + b
        if layer < 2:
            h = tf.nn.relu(h)
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=h))
    step = tf.train.get_or_create_global_step()
    train = tf.train.AdamOptimizer(0.01).minimize(loss, global_step=step)
    return loss, train, step, lambda seed: {x: random(16, 4, seed=seed), y: labels(16, 3, seed=seed)}


def embedding():
    ids = tf.placeholder(tf.int64, [None, 5], "ids")
    y = tf.placeholder(tf.float32, [None, 1], "y")
    table = tf.get_variable("table", initializer=random(20, 6, seed=3), use_resource=True)
    w = tf.get_variable("v", initializer=random(6, 1, seed=4))
    mean = tf.reduce_mean(tf.nn.embedding_lookup(table, ids), axis=1)
    loss = tf.reduce_mean(tf.square(tf.matmul(mean, w) - y))
    step = tf.train.get_or_create_global_step()
    train = tf.train.AdagradOptimizer(0.5).minimize(loss, global_step=step)
    return loss, train, step, lambda seed: {ids: labels(40, 20, seed).reshape(8, 5),
                                            y: random(8, 1, seed=seed)}


for build in (dense, embedding):
    models = [model(task, build) for task in (0, 1)]
    sessions = [tf.Session(targets[task], graph=models[task][0]) for task in (0, 1)]
    sessions[0].run(models[0][-1])
    for i in range(6):
        _, loss, train, step, feed, _ = models[i % 2]
        value, _ = sessions[i % 2].run([loss, train], feed(i))
        say(build.__name__, value, sessions[1 - i % 2].run(models[1 - i % 2][3]))

    def work(task):
        _, loss, train, _, feed, _ = models[task]
        for i in range(20):
            sessions[task].run(train, feed(i))

    workers = [threading.Thread(target=work, args=(task,)) for task in (0, 1)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    say("steps", sessions[0].run(models[0][3]))
    for session in sessions:
        session.close()

# Errors, devices and what is where.
with tf.Graph().as_default():
    with tf.device("/job:ps/task:1"):
        there = tf.get_variable("there", [2], initializer=tf.ones_initializer())
    with tf.device("/job:worker/task:1"):
        other = tf.identity(there) + 1
    after = tf.assign_add(there, [1.0, 2.0])
    with tf.control_dependencies([after]), tf.device("/job:worker/task:0"):
        late = tf.constant(3.0) * 2
    with tf.control_dependencies([late]):
        again = tf.assign_add(there, [10.0, 10.0])
    queue = tf.FIFOQueue(4, [tf.float32], [[]], shared_name="queue")
    with tf.device("/job:ps/task:0"):
        remote = tf.FIFOQueue(4, [tf.float32], [[]], shared_name="remote")
    take = remote.dequeue()
    put = remote.enqueue(late)
    with tf.Session(targets[0]) as sess:
        error("uninitialized", lambda: sess.run(other))
        sess.run(tf.global_variables_initializer())
        say("other", sess.run(other), sess.run(late), sess.run(other), sess.run(again))
        say("there", sess.run(there))
        say("devices", *sorted(d.name for d in sess.list_devices() if d.device_type == "CPU"))
        error("late", lambda: sess.run(take, options=tf.RunOptions(timeout_in_ms=300)))
        sess.run(put)
        say("take", sess.run(take))
        with tf.Session(targets[1]) as second:
            sess.run(put)
            say("take", second.run(take), second.run(there))
    tf.Session.reset(targets[1])
    with tf.Session(targets[0]) as sess:
        error("reset", lambda: sess.run(there))

with tf.Graph().as_default():
    with tf.device("/job:ps/task:0"):
        seen = tf.constant(1.0) + tf.random_uniform([]) * 0
    with tf.Session(targets[1], config=tf.ConfigProto(
            device_filters=["/job:ps/task:0", "/job:worker/task:1"])) as sess:
        say("filtered", sess.run(seen), len(sess.list_devices()) >= 2)

with tf.Graph().as_default(), tf.device("/job:ps/task:7"):
    nowhere = tf.constant(1.0) + 1
    with tf.Session(targets[0]) as sess:
        error("nowhere", lambda: sess.run(nowhere))
