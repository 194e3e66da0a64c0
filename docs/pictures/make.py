"""Makes the pictures of the documents anew: terminals as SVG, pages as PNG.

python3 docs/pictures/make.py PATH/tfx

What a picture of a terminal shows has been typed and answered in a pseudo-terminal. Pages are shown by
Chromium. Times and rates are those of the machine; the rest is the same everywhere.
"""

import fcntl
import html
import os
import pathlib
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios

here = pathlib.Path(__file__).resolve().parent
root = here.parent.parent
program = pathlib.Path(sys.argv[1]).resolve()

CELL, ROW, MARGIN = 8.4, 18, 14
COLOURS = {"36": "#56b6c2", "2": "#7f848e", "1;31": "#e06c75", "1;33": "#e5c07b", "": "#dcdfe4"}


def record(command, folder, columns):
    """What a command writes to a terminal."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        for name in ("CI", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"):
            os.environ.pop(name, None)
        os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
        os.environ["PATH"] = f"{program.parent}:{os.environ['PATH']}"
        # The width is set before the program asks for it.
        os.read(0, 1)
        os.execvp("sh", ["sh", "-c", command])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    attributes = termios.tcgetattr(terminal)
    attributes[3] &= ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSANOW, attributes)
    os.write(terminal, b"\n")
    written = b""
    while True:
        try:
            block = os.read(terminal, 65536)
        except OSError:
            break
        if not block:
            break
        written += block
    if os.waitpid(child, 0)[1] != 0:
        raise SystemExit(f"{command} failed:\n{written.decode()}")
    return written.decode()


def rows(written):
    """The rows on the screen behind what was written: lists of (style, text)."""
    lines, style = [[]], ""
    column = 0
    for piece in re.findall(r"\x1b\[[\d;]*[A-Za-z]|[\r\n]|[^\x1b\r\n]+", written):
        if piece == "\r":
            column = 0
        elif piece == "\n":
            lines.append([])
            column = 0
        elif piece in ("\x1b[J", "\x1b[K"):
            del lines[-1][column:]
        elif piece.startswith("\x1b["):
            style = piece[2:-1] if piece[2:-1] != "0" else ""
        else:
            lines[-1][column : column + len(piece)] = [(style, character) for character in piece]
            column += len(piece)
    return [runs(line) for line in lines]


def runs(cells):
    joined = []
    for style, character in cells:
        if joined and joined[-1][0] == style:
            joined[-1] = (style, joined[-1][1] + character)
        else:
            joined.append((style, character))
    return joined


def draw(name, title, lines, columns):
    """Writes a picture of rows."""
    width, height = columns * CELL + 2 * MARGIN, len(lines) * ROW + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" role="img" '
        f'aria-label="{html.escape(title)}" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'
        f'DejaVu Sans Mono,monospace" font-size="14">',
        f'<rect width="100%" height="100%" rx="8" fill="#23272e"/>',
    ]
    for number, line in enumerate(lines):
        column = 0
        for style, text in line:
            if text.strip():
                # As wide as the cells are, whatever font there is.
                parts.append(
                    f'<text x="{MARGIN + column * CELL:.1f}" y="{MARGIN + number * ROW + 13}" '
                    f'fill="{COLOURS[style]}" textLength="{len(text) * CELL:.1f}" '
                    f'lengthAdjust="spacingAndGlyphs" xml:space="preserve">{html.escape(text)}</text>'
                )
            column += len(text)
    (here / name).write_text("\n".join(parts + ["</svg>\n"]))


def prompt(command):
    return [("2", "$ "), ("", command)]


def live(folder):
    """A training while it goes on: behind a live line in the middle of an epoch."""
    command = "tfx train configs/mnist_cnn.yaml"
    written = record(f"{command} --output {folder}/runs/mnist_cnn/001", root, 120)
    frames = list(re.finditer(r"\repoch  9/12 [^\r]*?  ([\d,]+)/([\d,]+)  [^\r]*\r", written))
    frame = next(f for f in frames if 0.3 < int(f[1]) / int(f[2]) < 0.8)
    screen = [[("", text.replace(f"{folder}/", "")) for _, text in line] if "Run:" in str(line)
              else line for line in rows(written[: frame.end()])]
    draw("training.svg", "A training of a small convolutional network in a terminal, in its ninth epoch",
         [prompt(command)] + screen, 120)
    return folder / "runs/mnist_cnn/001"


def tutorial(folder):
    """The end of the tutorial's training."""
    shutil.copy(root / "datasets/failures.csv", folder)
    for command in ("tfx init failures.csv", "tfx train config.yaml"):
        written = record(command, folder, 110)
    screen = rows(written)
    first = next(i for i, line in enumerate(screen) if line and line[0][1].startswith("epoch"))
    last = max(i for i, line in enumerate(screen) if line and line[0][1].startswith("epoch"))
    shown = screen[: first + 2] + [[("2", "…")]] + screen[last - 2 :]
    while not shown[-1]:
        shown.pop()
    draw("tutorial.svg", "tfx train tells of columns, layers, epochs and the result",
         [prompt(command)] + shown, 110)
    return folder / "runs/failures/latest"


def page(run, name, width, height):
    """A picture of the beginning of a run's report."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             f"--user-data-dir={folder}", f"--window-size={width},{height}",
             f"--screenshot={here / name}", (run.resolve() / "report.html").as_uri()],
            check=True, capture_output=True)


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    page(live(folder / "a"), "report.png", 1000, 1040)
    page(tutorial(folder / "b"), "tutorial-report.png", 900, 1170)
