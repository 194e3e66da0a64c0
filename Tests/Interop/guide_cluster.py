"""The program of docs/server.md for the workers of a cluster, once for each, as a reader would start it."""
# cluster: ps=1 worker=2
import pathlib
import re
import subprocess

from common import *

document = (pathlib.Path(__file__).parents[2] / "docs" / "server.md").read_text()
program, = [text for text in re.findall(r"```python\n(.*?)```", document, re.DOTALL) if "cluster = {" in text]
# The cluster's file has the addresses of the program.
file, = re.findall(r"```yaml\n(ps:.*?)```", document, re.DOTALL)
addresses = lambda text: re.findall(r"127\.0\.0\.1:\d+", text)
say("addresses", str(addresses(file) == addresses(program)))
for there, here in zip(addresses(program), cluster["ps"] + cluster["worker"]):
    program = program.replace(there, here)
program += "print('done')\n"
workers = [subprocess.Popen([sys.executable, "-c", program, str(task)], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True) for task in (0, 1)]
for task, worker in enumerate(workers):
    out, errors = worker.communicate(timeout=200)
    say(f"worker {task}", *out.split(), *(errors.splitlines()[-1:] if worker.returncode else []))
