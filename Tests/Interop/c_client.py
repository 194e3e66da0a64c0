"""A program in C (c_client.c) that trains by TensorFlow's C library; only the graph is written here."""
import pathlib
import subprocess

from common import *

x = tf.placeholder(tf.float32, [None, 8], "x")
w1 = tf.Variable(random(8, 16, seed=1, scale=0.3))
w2 = tf.Variable(random(16, 1, seed=2, scale=0.3))
y = tf.reduce_sum(x * x, 1, keepdims=True)
loss = tf.reduce_mean(tf.square(tf.matmul(tf.tanh(tf.matmul(x, w1)), w2) - y), name="loss")
tf.train.AdamOptimizer(0.01).minimize(loss, name="train")
tf.global_variables_initializer()

graph = pathlib.Path(folder, "graph.pb")
graph.write_bytes(tf.get_default_graph().as_graph_def().SerializeToString())
library = tf.sysconfig.get_lib()
program = pathlib.Path(folder, "c_client")
subprocess.run(["cc", "-Wall", "-Werror", pathlib.Path(__file__).with_suffix(".c"), "-o", program,
                f"-I{tf.sysconfig.get_include()}", f"-L{library}", f"-Wl,-rpath,{library}",
                "-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2"], check=True)
subprocess.run([program, target, graph], check=True)
