"""Trains small runs with tfx and looks at their pages in a browser: at the width of a phone and of a desk, in
light and in dark. Nothing may be wrong by axe's rules, no text may leave its picture or lie under a curve,
nothing may overflow, nothing may be said on the console.

    run.py TFX AXE_JS [--keep DIRECTORY] [NAME...]
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
KILOBYTE = 1000

# Names of users, at their worst: what is text here must stay text.
HOSTILE_CLASSES = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(2)>"]
HOSTILE_COLUMN = "\" onload=\"alert(3)"

# The configuration, what is set, and how many bytes the page may have.
RUNS = {
    "table": ("penguins.yaml", ["fit.epochs=20"], 120 * KILOBYTE),
    "rare": ("failures.yaml", ["fit.epochs=20"], 120 * KILOBYTE),
    "regression": ("diabetes.yaml", [], 120 * KILOBYTE),
    "images": ("mnist_cnn.yaml", ["fit.epochs=2"], 250 * KILOBYTE),
    "text": ("requests.yaml", ["fit.epochs=4"], 120 * KILOBYTE),
    "sequences": ("mnist_lstm.yaml", ["fit.epochs=2"], 250 * KILOBYTE),
    "copies": ("mnist_autoencoder.yaml", ["fit.epochs=2"], 250 * KILOBYTE),
    "hostile": (None, [], 120 * KILOBYTE),
}

CHROMIUM = [
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--no-first-run",
]

# What is done in the page: all details open, axe, and where things are.
LOOK = """
const faults = [];
for (const details of document.querySelectorAll('details')) details.open = true;
const root = document.documentElement;
if (root.scrollWidth > root.clientWidth + 1)
  faults.push(`the page is ${root.scrollWidth} wide in ${root.clientWidth}`);
for (const element of document.querySelectorAll('body *')) {
  if (element.closest('.scroll, pre, svg, .skip')) continue;
  const box = element.getBoundingClientRect();
  if (box.width > 0 && box.right > root.clientWidth + 1)
    faults.push(`<${element.tagName}> ends at ${box.right}: ${element.textContent.slice(0, 40)}`);
}
for (const svg of document.querySelectorAll('svg[role=img]')) {
  const view = svg.viewBox.baseVal;
  const name = svg.getAttribute('aria-label').slice(0, 40);
  const texts = [...svg.querySelectorAll('text')].map((text) => [text, text.getBBox()]);
  for (const [text, box] of texts) {
    if (box.x < view.x || box.y < view.y || box.x + box.width > view.x + view.width ||
        box.y + box.height > view.y + view.height)
      faults.push(`"${text.textContent}" leaves its picture: ${name}`);
  }
  for (const [text, box] of texts) {
    for (const [other, its] of texts) {
      if (text !== other && box.x < its.x + its.width && its.x < box.x + box.width &&
          box.y + 2 < its.y + its.height - 2 && its.y + 2 < box.y + box.height - 2)
        faults.push(`"${text.textContent}" lies on "${other.textContent}": ${name}`);
    }
  }
  for (const curve of svg.querySelectorAll('.curve')) {
    const length = curve.getTotalLength();
    for (let place = 0; place <= length; place += 2) {
      const point = curve.getPointAtLength(place);
      const hit = texts.find(([, box]) => point.x > box.x && point.x < box.x + box.width &&
        point.y > box.y && point.y < box.y + box.height);
      if (hit) { faults.push(`a curve crosses "${hit[0].textContent}": ${name}`); break; }
    }
  }
}
for (const element of document.querySelectorAll('script, [onload], [onerror]'))
  if (!element.hasAttribute('data-test')) faults.push(`a name became markup: ${element.outerHTML.slice(0, 80)}`);
axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
  .then((result) => {
    for (const violation of result.violations)
      for (const node of violation.nodes)
        faults.push(`axe ${violation.id}: ${node.html.slice(0, 120)} ${node.failureSummary.slice(0, 300)}`);
    parent.document.getElementById('faults').textContent =
      JSON.stringify({faults, passes: result.passes.length, height: root.scrollHeight});
  });
"""


def chromium(*arguments, dark):
    """What the browser writes, and what it says on the console."""
    scheme = [f"--blink-settings=preferredColorScheme={0 if dark else 1}"]
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [*CHROMIUM, *scheme, f"--user-data-dir={profile}", "--enable-logging=stderr",
             *arguments],
            capture_output=True, text=True, timeout=300)
    said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return done.stdout, said


def framed(page, width, height):
    """A page with another in a frame: windows are not as narrow as phones."""
    text = json.dumps(page).replace("</", "<\\/")
    return (f"<!doctype html><meta charset=utf-8><style>body{{margin:0}}iframe{{border:0;"
            f"display:block;width:{width}px;height:{height}px}}</style><pre id=faults hidden></pre>"
            f"<iframe id=f></iframe><script>document.getElementById('f').srcdoc={text}</script>")


def look(page, axe, width, dark, directory):
    """The faults of a page, and its height."""
    copy = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    copy = copy.replace(
        "</body>", f"<script data-test>{axe}</script><script data-test>{LOOK}</script></body>")
    file = directory / "framed.html"
    file.write_text(framed(copy, width, 900))
    dom, _ = chromium(
        "--virtual-time-budget=60000", f"--window-size={max(width, 500)},900", "--dump-dom",
        file.as_uri(), dark=dark)
    found = re.search(r'<pre id="faults" hidden="">(.*?)</pre>', dom, re.S)
    if not found or not found[1]:
        return ["nothing came of looking at it"], 0, 0
    text = found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    result = json.loads(text)
    return result["faults"], result["passes"], result["height"]


def picture(page, path, width, height, dark, directory):
    """A screenshot."""
    file = directory / "shown.html"
    file.write_text(framed(page, width, height))
    chromium(
        "--virtual-time-budget=2000", f"--screenshot={path}",
        f"--window-size={max(width, 500)},{height}", file.as_uri(), dark=dark)


def hostile_config(directory):
    """A table whose names are markup."""
    column = HOSTILE_COLUMN.replace('"', '""')
    lines = [f'"{column}",b,class']
    for row in range(120):
        name = HOSTILE_CLASSES[row % 2].replace('"', '""')
        value = (row * 37 % 50) / 10 + (2 if row % 2 else 0)
        lines.append(f'{value},{"<b>" if row % 3 else "&amp;"},"{name}"')
    (directory / "hostile.csv").write_text("\n".join(lines) + "\n")
    config = directory / "hostile.yaml"
    config.write_text("""data:
  train: hostile.csv
  target: class
  validation_split: 0.2
  test_split: 0.3
model:
  layers:
    - Dense: {units: 8, activation: relu}
    - Dense: {units: 2, activation: softmax}
compile:
  optimizer: adam
  loss: sparse_categorical_crossentropy
  metrics: [accuracy]
fit: {epochs: 12}
""")
    return config


def check(name, tfx, axe, directory, keep):
    """The faults of a run's page."""
    config, settings, limit = RUNS[name]
    run = directory / name
    path = hostile_config(directory) if config is None else ROOT / "configs" / config
    command = [tfx, "train", path, "--output", run, "--quiet"]
    for setting in settings:
        command += ["--set", setting]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=directory)
    page = (run / "report.html").read_text()
    faults = []
    size = len(page.encode())
    if size > limit:
        faults.append(f"{size} bytes, more than {limit}")
    again = directory / "again.html"
    subprocess.run(
        [tfx, "report", run, "--output", again], check=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, cwd=directory)
    if again.read_text() != page:
        faults.append("written again, it has other bytes")
    passes = 0
    for width in (360, 1440):
        for dark in (False, True):
            where = f"{width} {'dark' if dark else 'light'}"
            own, passes, height = look(page, axe, width, dark, directory)
            faults += [f"{where}: {fault}" for fault in own]
            if keep:
                keep.mkdir(parents=True, exist_ok=True)
                target = keep / f"{name}-{width}-{'dark' if dark else 'light'}.png"
                picture(page, target, width, min(max(height, 900), 12_000), dark, directory)
    _, said = chromium("--dump-dom", (run / "report.html").as_uri(), dark=False)
    faults += [f"console: {line}" for line in said]
    print(f"{name}: {size:,} bytes, {passes} rules of axe passed, {len(faults)} faults", flush=True)
    for fault in faults[:40]:
        print(f"  {fault}")
    if keep:
        (keep / f"{name}.html").write_text(page)
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tfx", type=pathlib.Path)
    parser.add_argument("axe", type=pathlib.Path)
    parser.add_argument("--keep", type=pathlib.Path, help="where pages and pictures go")
    parser.add_argument("names", nargs="*", default=list(RUNS))
    arguments = parser.parse_intermixed_args()
    axe = arguments.axe.read_text()
    faults = []
    with tempfile.TemporaryDirectory() as directory:
        for name in arguments.names:
            faults += check(
                name, arguments.tfx.resolve(), axe, pathlib.Path(directory), arguments.keep)
    sys.exit(1 if faults else 0)


main()
