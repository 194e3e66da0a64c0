"""Runs the Python of README.md on a checkpoint: frontpage.py RUN"""

import contextlib
import io
import pathlib
import re
import sys

page = (pathlib.Path(__file__).parents[2] / "README.md").read_text()
programs = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
assert programs, "README.md shows no Python"
for program in programs:
    assert "runs/iris/latest" in program, program
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(program.replace("runs/iris/latest", sys.argv[1]), {})
    said = printed.getvalue().strip()
    print("ok  " if re.fullmatch(r'\["setosa".*\] \(4, 16\)', said) else "FAIL", "README.md:", said)
    if not re.fullmatch(r'\["setosa".*\] \(4, 16\)', said):
        raise SystemExit(1)
