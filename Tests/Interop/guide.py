"""The snippets of docs/server.md, one after the other, as a reader would paste them."""
import contextlib
import io
import pathlib
import re

from common import *

document = pathlib.Path(__file__).parents[2] / "docs" / "server.md"
snippets = re.findall(r"```python\n(.*?)```", document.read_text(), re.DOTALL)
names = {}
for snippet in snippets:
    # Programs of a cluster's workers are run by guide_cluster.
    if "cluster = {" in snippet:
        continue
    for written, here in [("grpc://127.0.0.1:2222", target), ("/home/me/checkpoints", folder)]:
        snippet = snippet.replace(written, here)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(snippet, names)
    numbers = [float(x) for x in re.findall(r"-?\d+\.\d*", printed.getvalue())]
    # The guide's data is random: its weights go to 2 and -1.
    if numbers:
        say("weights", *np.round(np.array(numbers) / [2, -1]))
say("snippets", len(snippets))
