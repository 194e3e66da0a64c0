"""Asks TensorBoard's own server for what a run holds: check.py FOLDER EPOCHS [--images]"""

import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

folder, epochs = sys.argv[1], int(sys.argv[2])
server = subprocess.Popen(
    [sys.executable, "-m", "tensorboard.main", "--logdir", folder, "--port", "0", "--bind_all"],
    stderr=subprocess.PIPE, text=True)
for line in server.stderr:
    if match := re.search(r":(\d+)/", line):
        address = f"http://127.0.0.1:{match[1]}/data/"
        break
else:
    raise SystemExit("TensorBoard does not start")


def get(path, body=None, **query):
    url = address + path + ("?" + urllib.parse.urlencode(query) if query else "")
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        return response.read()


def ask(path, body=None, **query):
    return json.loads(get(path, body, **query))


def expect(condition, what):
    print("ok  " if condition else "FAIL", what, flush=True)
    if not condition:
        server.kill()
        raise SystemExit(1)


try:
    # It reads the files in the background.
    for _ in range(60):
        tags = ask("plugin/scalars/tags")
        if "train" in tags and len(ask("plugin/scalars/scalars", tag="epoch_loss", run="train")) >= epochs:
            break
        time.sleep(0.5)
    expect({"epoch_loss", "epoch_learning_rate"} <= set(tags["train"]), "scalars of training")
    expect("epoch_loss" in tags["validation"], "scalars of validation")
    for run in ("train", "validation"):
        steps = [row[1] for row in ask("plugin/scalars/scalars", tag="epoch_loss", run=run)]
        expect(steps == list(range(1, epochs + 1)), f"every epoch of {run} once: {steps}")
    histograms = ask("plugin/histograms/tags")["train"]
    expect(any(tag.endswith("/kernel") for tag in histograms), f"histograms: {sorted(histograms)}")
    name = sorted(histograms)[0]
    rows = ask("plugin/histograms/histograms", tag=name, run="train")
    expect(rows and all(len(bucket) == 3 for bucket in rows[-1][2]), "buckets of a histogram")
    if "--images" in sys.argv:
        images = ask("plugin/images/tags")["train"]
        expect(len(images) > 0, f"images: {sorted(images)}")
        image = ask("plugin/images/images", tag=sorted(images)[0], run="train", sample=0)[0]
        bytes_ = get("plugin/images/individualImage?" + image["query"])
        expect(bytes_[:4] == b"\x89PNG", "an image is a PNG file")
    graph = get("plugin/graphs/graph", run="train", conceptual="false").decode()
    expect("node {" in graph and "MatMul" in graph, "the graph")
    body = {"experimentName": "", "allowedStatuses": ["STATUS_SUCCESS", "STATUS_RUNNING", "STATUS_UNKNOWN"],
            "colParams": [], "startIndex": 0, "sliceSize": 10}
    groups = ask("plugin/hparams/session_groups", body)["sessionGroups"]
    parameters = groups[0]["hparams"]
    expect(parameters.get("fit.batch_size", 0) > 0, f"{len(parameters)} hyper-parameters")
    print("TensorBoard shows the run")
finally:
    server.kill()
