"""Runs one program after the other, and takes its time, its memory and its figures.

Nothing here imports NumPy: a child's peak memory, as the kernel reports it, is at least what its
parent held when it was started.
"""

import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from harness.environment import BENCHMARKS, DATA, PEERS, PYTHON, say

WARM_UP_EPOCHS = 2
EX_USAGE = 64  # a verb that this tfx doesn't have


@dataclass
class Finished:
    """What is left of a process."""

    code: int
    output: str
    errors: str
    seconds: float
    peak_mb: float


def run(command):
    """Runs a command to its end. Seconds are from its start; MB are 10⁶ bytes."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
        return Finished(process.returncode, output.read(), errors.read(), seconds, peak)


def complain(what, finished):
    """Says that a program failed, and how; the others are measured all the same."""
    last = "\n".join(finished.errors.strip().splitlines()[-5:])
    say(f"  {what} failed with code {finished.code}:\n{last}")


def config(name):
    return BENCHMARKS / "configs" / f"{name}.yaml"


def run_peer(framework, variant, workload, quick):
    """The records of a peer's training and prediction; none if it fails."""
    script = PEERS / f"{framework}_bench.py"
    finished = run([PYTHON, script, workload, variant, *(["--quick"] if quick else [])])
    if finished.code != 0:
        complain(f"{framework} {variant}", finished)
        return []
    return [json.loads(line) for line in finished.output.splitlines() if line.startswith("{")]


def read_metrics(folder):
    """The rows of a run's metrics.csv."""
    with open(folder / "metrics.csv", newline="") as file:
        return list(csv.DictReader(file))


class Tfx:
    """The program under test."""

    def __init__(self, program):
        self.program = program
        self.has_benchmark = True

    def train(self, workload, quick):
        """The record of a training run: samples/s by its metrics.csv, after warm-up."""
        epochs = ["--set", f"fit.epochs={WARM_UP_EPOCHS + 2}"] if quick else []
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "run"
            command = [self.program, "train", config(workload), "--quiet", "--output", output]
            finished = run([*command, *epochs])
            if finished.code != 0:
                complain(f"tfx train {workload}", finished)
                return []
            rows = read_metrics(output)
        rates = [float(row["samples_per_second"]) for row in rows[WARM_UP_EPOCHS:]]
        return [
            {
                "framework": "tfx",
                "variant": "train",
                "workload": workload,
                "mode": "train",
                "samples_per_second": statistics.median(rates),
                "peak_rss_mb": finished.peak_mb,
                "loss": float(rows[-1]["loss"]),
            }
        ]

    def predict(self, workload):
        """The record of `tfx benchmark`'s prediction; none from a tfx that can't benchmark."""
        measured = self.benchmark(workload)
        rate = measured.get("predict", {}).get("samples_per_second")
        if rate is None:
            return []
        return [
            {
                "framework": "tfx",
                "variant": "benchmark",
                "workload": workload,
                "mode": "predict",
                "samples_per_second": rate,
                "peak_rss_mb": measured["peak_memory_bytes"] / 1e6,
            }
        ]

    def benchmark(self, name):
        """What `tfx benchmark --json` says of a config; nothing if there is no such verb."""
        if not self.has_benchmark:
            return {}
        finished = run([self.program, "benchmark", config(name), "--json"])
        if finished.code == EX_USAGE:
            self.has_benchmark = False
            say("  this tfx has no `benchmark`: prediction is not measured")
        elif finished.code != 0:
            complain(f"tfx benchmark {name}", finished)
        else:
            return json.loads(finished.output)
        return {}


def median_milliseconds(command, repeats):
    """The median time of whole runs of a command; None if it fails."""
    seconds = []
    for _ in range(repeats + 1):  # the first one warms the system's cache
        finished = run(command)
        if finished.code != 0:
            complain(" ".join(map(str, command[:2])), finished)
            return None
        seconds.append(finished.seconds)
    return statistics.median(seconds[1:]) * 1000


def whole_processes(tfx, repeats):
    """Median milliseconds of whole processes, by name; None for one that fails."""
    result = {"tfx --help": median_milliseconds([tfx.program, "--help"], 20)}
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model"
        # A run directory that exists is not written over: each run needs its own.
        seconds = {"tfx": [], "torch": [], "keras": []}
        for repeat in range(repeats + 1):
            output = Path(folder) / f"run{repeat}"
            commands = {
                "tfx": [tfx.program, "train", config("iris_process"), "--quiet"]
                + ["--output", output],
                "torch": [PYTHON, PEERS / "iris_torch.py", model],
                "keras": [PYTHON, PEERS / "iris_keras.py", model],
            }
            for name, command in commands.items():
                finished = run(command)
                if finished.code != 0:
                    complain(f"iris by {name}", finished)
                elif repeat > 0:
                    seconds[name].append(finished.seconds)
        for name, values in seconds.items():
            result[f"iris {name}"] = statistics.median(values) * 1000 if values else None
        checkpoint = output / "checkpoints" / "best.safetensors"
        predict = [tfx.program, "predict", DATA / "iris_row.csv", "--checkpoint", checkpoint]
        result["tfx predict, one row"] = median_milliseconds(predict, 20)
    return result


def csv_reading(tfx, repeats):
    """MB/s of reading the 258 MB table into typed columns in memory, by reader."""
    path = DATA / "table_258mb.csv"
    # In the system's cache before the first reader, not by its reading.
    megabytes = len(path.read_bytes()) / 1e6
    seconds = {"tfx": [], "polars": [], "polars_f32": [], "pyarrow": []}
    for _ in range(repeats):
        for name in seconds:
            if name == "tfx":
                seconds[name] += tfx_reading_seconds(tfx)
                continue
            finished = run([PYTHON, PEERS / "csv_bench.py", path, name])
            if finished.code != 0:
                complain(f"reading by {name}", finished)
            else:
                seconds[name] += json.loads(finished.output)
    return {name: megabytes / statistics.median(s) if s else None for name, s in seconds.items()}


def tfx_reading_seconds(tfx):
    """How long tfx takes to read the table into columns: the median that `tfx benchmark` says.

    From a tfx that doesn't, all of `tfx train` but the training: start-up, reading, encoding,
    checkpoints.
    """
    reported = tfx.benchmark("table").get("data", {}).get("read_seconds")
    if reported is not None:
        return [reported]
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "run"
        finished = run([tfx.program, "train", config("table"), "--quiet", "--output", output])
        if finished.code != 0:
            complain("tfx train table", finished)
            return []
        return [finished.seconds - float(read_metrics(output)[-1]["elapsed_seconds"])]


def streaming(tfx):
    """Seconds and peak memory of one epoch over the 2 GB table; None if tfx can't stream."""
    with tempfile.TemporaryDirectory() as folder:
        finished = run(
            [tfx.program, "train", config("table"), "--quiet", "--output", Path(folder) / "run"]
            + ["--set", f"data.train={DATA / 'table_2gb.csv'}", "--set", "data.streaming=true"]
        )
    if finished.code != 0:
        complain("streaming", finished)
        return None
    return {"seconds": finished.seconds, "peak_rss_mb": finished.peak_mb}
