"""Callables, metadata of a run, strings, and a graph that grows between runs."""
from common import *

x = tf.placeholder(tf.float32, [2], "x")
v = tf.Variable([1.0, 2.0], name="v")
y = x * v
with tf.Session(target) as sess:
    sess.run(tf.global_variables_initializer())
    call = sess.make_callable(y, [x])
    for i in range(3):
        say("call", call(random(2, seed=i)))
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    metadata = tf.RunMetadata()
    say("y", sess.run(y, {x: [1.0, 1.0]}, options=options, run_metadata=metadata))
    say("traced", len(metadata.step_stats.dev_stats) > 0)
    text = tf.placeholder(tf.string, [None], "text")
    joined = tf.string_join([text, tf.constant("!")])
    say("joined", *sess.run(joined, {text: ["a", "tfx"]}))
    for i in range(3):
        y = y + tf.constant(float(i))
        say("grown", sess.run(y, {x: [1.0, -1.0]}))
    say("fed inside", sess.run(y, {v: [5.0, 5.0], x: [1.0, 1.0]}))
    say("devices", len(sess.list_devices()) > 0)
    assigned = tf.assign(v, [3.0, 4.0])
    say("assigned", sess.run(assigned))
    with tf.control_dependencies([tf.assign_add(v, [1.0, 1.0])]):
        after = v.read_value()
    say("after", sess.run(after))
