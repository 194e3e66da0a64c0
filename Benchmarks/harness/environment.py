"""What must exist before anything is measured: the peers' Python, the data files, tfx itself."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent.parent
ROOT = BENCHMARKS.parent
DATA = BENCHMARKS / ".data"
PEERS = BENCHMARKS / "peers"
ENVIRONMENT = BENCHMARKS / ".env"
PYTHON = ENVIRONMENT / "bin" / "python"
BUILT_TFX = ROOT / ".build" / "tfx" / "release" / "tfx"

# What all the peers' packages exist for, the best first.
PYTHON_VERSIONS = ["3.13", "3.12", "3.11"]


def say(text):
    print(text, file=sys.stderr, flush=True)


def fail(text):
    say(f"error: {text}")
    sys.exit(1)


def version_of(python):
    """The version of a Python, such as 3.12.1, or "" if it doesn't start."""
    command = [python, "-c", "import platform; print(platform.python_version())"]
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""


def find_python():
    """The newest suitable Python on the PATH or among those of pyenv."""
    pyenv = Path.home() / ".pyenv" / "versions"
    for version in PYTHON_VERSIONS:
        found = [shutil.which(f"python{version}")]
        found += sorted(pyenv.glob(f"{version}.*/bin/python{version}"), reverse=True)
        for python in filter(None, found):
            actual = version_of(python)
            # PyTorch warns that its compiled models run slower on 3.13.0.
            if actual.startswith(f"{version}.") and actual != "3.13.0":
                return str(python)
    return fail(f"the peers need Python {', '.join(PYTHON_VERSIONS)}; name one with --python")


def set_up_peers(python=None):
    """Makes `.env` with the peers in it, once; made anew if an earlier try was cut short."""
    requirements = BENCHMARKS / "requirements.txt"
    installed = ENVIRONMENT / "installed.txt"
    if installed.exists() and installed.read_text() == requirements.read_text():
        return
    python = python or find_python()
    say(f"installing the peers for {python} into {ENVIRONMENT.relative_to(ROOT)} (8 GB, minutes)")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    subprocess.run([python, "-m", "venv", ENVIRONMENT], check=True)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "install", "-r", requirements], check=True)
    installed.write_text(requirements.read_text())


def make_data(large):
    """Writes the data files that are missing; the 2 GB table only if `large`."""
    options = ["--large"] if large else []
    subprocess.run([PYTHON, BENCHMARKS / "make_data.py", *options], check=True)


def build_tfx():
    """Builds tfx as its users do, where it is out of date. Returns the program."""
    subprocess.run([ROOT / "scripts" / "tfx", "--version"], check=True, stdout=subprocess.DEVNULL)
    if not BUILT_TFX.exists():
        fail(f"scripts/tfx left no {BUILT_TFX}")
    return BUILT_TFX


def machine():
    """What the figures were measured on, as names and texts."""
    processor = features = ""
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        fields = dict(map(str.strip, line.split(":", 1)) for line in lines if ":" in line)
        processor = fields.get("model name", "")
        wanted = ["avx2", "fma", "avx512f", "avx512bw", "avx512_bf16", "avx512_vnni", "amx_tile"]
        flags = fields.get("flags", "").split()
        features = " ".join(flag for flag in wanted if flag in flags)
    elif sys.platform == "darwin":
        command = ["sysctl", "-n", "machdep.cpu.brand_string"]
        processor = subprocess.run(command, capture_output=True, text=True).stdout.strip()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    try:
        system = platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        system = platform.platform(terse=True)
    return {
        "processor": processor or platform.processor() or platform.machine(),
        "cores": str(os.cpu_count()),
        "vector instructions": features,
        "memory": f"{memory:.0f} GiB",
        "system": f"{system}, {platform.machine()}",
    }


def versions(tfx):
    """The versions of `tfx` and of everything it is compared with."""
    version = subprocess.run([tfx, "--version"], capture_output=True, text=True).stdout.strip()
    command = ["git", "-C", ROOT, "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(command, capture_output=True, text=True).stdout.strip()
    found = {"tfx": f"{version} ({commit})" if commit else version}
    packages = ["tensorflow-cpu", "tensorflow", "keras", "torch", "jax", "polars", "pyarrow"]
    code = (
        "import sys, importlib.metadata as m\n"
        "for name in sys.argv[1:]:\n"
        "    try: print(name, m.version(name))\n"
        "    except m.PackageNotFoundError: pass\n"
    )
    answer = subprocess.run([PYTHON, "-c", code, *packages], capture_output=True, text=True)
    found |= dict(line.split() for line in answer.stdout.splitlines())
    return found | {"python": version_of(PYTHON)}
