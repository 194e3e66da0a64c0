"""What both tables of results are made by."""

import statistics
import subprocess


def call(command, **options):
    """Runs a program; its output is shown only if it fails."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, **options
    )
    if done.returncode != 0:
        raise SystemExit(f"{done.stdout}{done.stderr}error: {' '.join(map(str, command))} failed")
    return done.stdout


def median(values):
    """The median with half of the range, as 0.824 ± 0.002."""
    places = 0 if abs(values[0]) >= 100 else 2 if abs(values[0]) >= 10 else 3
    spread = (max(values) - min(values)) / 2
    text = f"{statistics.median(values):.{places}f}"
    return f"{text} ± {spread:.{places}f}" if spread else text


def write_table(page, name, lines):
    """Puts lines between the two marks of a name, or behind the first if there is no second."""
    text = page.read_text()
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    head, rest = text.split(begin)
    tail = rest[rest.index(end) :] if end in rest else ""
    page.write_text("\n".join([head + begin, "", *lines, ""]) + ("\n" + tail if tail else ""))
