"""Runs the programs of this folder against two servers, and compares what they print.

python Tests/Interop/run.py PATH/tfx-server [--time] [NAME…]

Numbers must agree to 1e-5, words exactly. With --time, the two programs that train are run five times on
each server in turn, and the medians of their steps' times are printed too.

A program with a line such as `# cluster: ps=1 worker=2` runs on a cluster of so many servers, of one kind
and of the other.
"""

import json
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).parent
NOT_PROGRAMS = {"run", "common"}
# A server of TensorFlow's, which says its target.
REFERENCE = """
import tensorflow as tf
server = tf.distribute.Server.create_local_server()
print("target", server.target, flush=True)
server.join()
"""
CLUSTER_REFERENCE = """
import json, sys
import tensorflow as tf
cluster, job, task = json.loads(sys.argv[1]), sys.argv[2], int(sys.argv[3])
server = tf.distribute.Server(tf.train.ClusterSpec(cluster), job_name=job, task_index=task)
print("target", server.target, flush=True)
server.join()
"""


def start(command):
    """A server's process, and its target."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in process.stdout:
        if match := re.search(r"grpc://[\w.]+:\d+", line):
            # What it says later is read by nobody.
            return process, match[0]
    raise SystemExit(f"{command[0]} does not start")


def cluster_of(name):
    """The addresses of the servers that a program needs, by jobs; none if it needs one."""
    jobs = re.search(r"^# cluster: (.*)$", (here / f"{name}.py").read_text(), re.M)
    cluster = {}
    sockets = []
    for job, count in (part.split("=") for part in jobs[1].split()) if jobs else []:
        for _ in range(int(count)):
            sockets.append(socket.socket())
            sockets[-1].bind(("127.0.0.1", 0))
            cluster.setdefault(job, []).append(f"127.0.0.1:{sockets[-1].getsockname()[1]}")
    for each in sockets:
        each.close()
    return cluster


def start_cluster(kind, tfx, cluster, folder):
    """The processes of a cluster, and the targets of its workers."""
    path = os.path.join(folder, "cluster.json")
    pathlib.Path(path).write_text(json.dumps(cluster))
    processes = []
    for job, addresses in cluster.items():
        for task in range(len(addresses)):
            command = [sys.executable, "-c", CLUSTER_REFERENCE, json.dumps(cluster), job, str(task)]
            if kind == "tfx":
                command = [tfx, "--cluster", path, "--job", job, "--task", str(task),
                           "--checkpoints", folder]
            processes.append(start(command)[0])
    return processes, ",".join("grpc://" + address for address in cluster["worker"])


def output(name, target, folder, cluster=None, timed=False):
    environment = dict(os.environ, TFX_CLUSTER=json.dumps(cluster or {}))
    if timed:
        environment["TFX_TIMED"] = "1"
    os.makedirs(folder, exist_ok=True)
    try:
        run = subprocess.run([sys.executable, str(here / f"{name}.py"), target, folder],
                             capture_output=True, text=True, timeout=300, env=environment)
    except subprocess.TimeoutExpired:
        return ["did not end"]
    lines = run.stdout.splitlines()
    if run.returncode:
        lines += run.stderr.strip().splitlines()[-1:]
    return lines


def agree(a, b):
    if len(a.split()) != len(b.split()):
        return False
    for x, y in zip(a.split(), b.split()):
        try:
            if abs(float(x) - float(y)) > 1e-5 * max(1, abs(float(x))):
                return False
        except ValueError:
            if x != y:
                return False
    return True


def compare(name, tfx, folder):
    results = []
    for kind, command in [("tensorflow", [sys.executable, "-c", REFERENCE]),
                          ("tfx", [tfx, "--port", "0", "--checkpoints", folder])]:
        cluster = cluster_of(name)
        if cluster:
            processes, target = start_cluster(kind, tfx, cluster, folder)
        else:
            process, target = start(command)
            processes = [process]
        results.append(output(name, target, os.path.join(folder, kind), cluster))
        for process in processes:
            process.kill()
            process.wait()
    expected, found = results
    count = max(len(expected), len(found))
    for a, b in zip(expected + [""] * (count - len(expected)), found + [""] * (count - len(found))):
        if not agree(a, b):
            print(f"{name}: FAILED\n  TensorFlow: {a[:200]}\n  tfx:        {b[:200]}", flush=True)
            return False
    print(f"{name}: {count} lines agree", flush=True)
    return True


def time(tfx, folder):
    for name in ("dense_adam", "convolution"):
        servers = [start([sys.executable, "-c", REFERENCE]), start([tfx, "--port", "0"])]
        times = [[], []]
        for _ in range(5):
            for index, (_, target) in enumerate(servers):
                lines = output(name, target, folder, timed=True)
                times[index] += [float(line.split()[1]) for line in lines if line.startswith("ms ")]
        for process, _ in servers:
            process.kill()
        reference, found = map(statistics.median, times)
        print(f"{name}: a step takes {found:.2f} ms, on TensorFlow's server {reference:.2f} ms")


def main():
    tfx, *names = sys.argv[1:]
    is_timed = "--time" in names
    names = [name for name in names if name != "--time"]
    names = names or sorted(p.stem for p in here.glob("*.py") if p.stem not in NOT_PROGRAMS)
    with tempfile.TemporaryDirectory() as folder:
        passed = sum(compare(name, tfx, folder) for name in names)
        if is_timed:
            time(tfx, folder)
    print(f"{passed} passed, {len(names) - passed} failed")
    sys.exit(passed < len(names))


main()
