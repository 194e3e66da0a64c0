"""Medians of the records, and the Markdown that tells them."""

import re
import statistics

from harness.environment import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
FRAMEWORKS = {"keras": "Keras", "torch": "PyTorch", "jax": "JAX"}
# Variants that run a whole epoch in one compiled call. Nothing of the program's own can happen
# between two steps; the ratio to the others is told as well.
WHOLE_EPOCH = {("jax", "scan"), ("keras", "loop"), ("keras", "loop_xla")}


def medians(records, field="samples_per_second"):
    """The median of a field by (workload, mode, framework, variant)."""
    values = {}
    for record in records:
        key = tuple(record[name] for name in ("workload", "mode", "framework", "variant"))
        values.setdefault(key, []).append(record[field])
    return {key: statistics.median(list_) for key, list_ in values.items()}


def best_variants(records, workload, framework):
    """The variants of a framework that are fastest at training or at prediction."""
    best = {}
    for (w, mode, f, variant), rate in medians(records).items():
        if (w, f) == (workload, framework) and rate > best.get(mode, (0, ""))[0]:
            best[mode] = (rate, variant)
    return {variant for _, variant in best.values()}


def ratio(a, b):
    return f"{a / b:.2f}×" if a and b else "–"


def table(header, rows):
    """A Markdown table; all columns but the first are numbers."""
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def throughput(records, workloads):
    rates = medians(records)
    rows = []
    for mode in ("train", "predict"):
        for workload in workloads:
            here = {k[2:]: rate for k, rate in rates.items() if k[:2] == (workload, mode)}
            tfx = max((rate for (f, _), rate in here.items() if f == "tfx"), default=None)
            peers = {k: rate for k, rate in here.items() if k[0] != "tfx"}
            stepwise = [rate for k, rate in peers.items() if k not in WHOLE_EPOCH]
            cells = []
            for framework in FRAMEWORKS:
                rate, variant = max(
                    ((rate, v) for (f, v), rate in peers.items() if f == framework),
                    default=(None, ""),
                )
                cells.append(f"{rate:,.0f} {variant}" if rate else "–")
            rows.append(
                [f"{mode} `{workload}`", f"{tfx:,.0f}" if tfx else "–", *cells]
                + [ratio(tfx, max(peers.values(), default=None))]
                + [ratio(tfx, max(stepwise, default=None))]
            )
    header = ["samples/s", "tfx", *FRAMEWORKS.values(), "tfx / best", "tfx / best step by step"]
    return table(header, rows)


def memory(records, workloads):
    peaks = medians(records, "peak_rss_mb")
    rows = []
    for workload in workloads:
        here = {k[2:]: peak for k, peak in peaks.items() if k[:2] == (workload, "train")}
        tfx = max((peak for (f, _), peak in here.items() if f == "tfx"), default=None)
        least = {
            framework: min((p for (f, _), p in here.items() if f == framework), default=None)
            for framework in FRAMEWORKS
        }
        cells = [f"{peak:,.0f}" if peak else "–" for peak in [tfx, *least.values()]]
        leanest = min(filter(None, least.values()), default=None)
        rows.append([f"`{workload}`", *cells, ratio(tfx, leanest)])
    header = ["peak MB, training", "tfx", *FRAMEWORKS.values(), "tfx / leanest"]
    return table(header, rows)


def processes(times):
    rows = [[name, f"{ms:,.1f}" if ms else "–"] for name, ms in times.items()]
    text = table(["whole process", "ms"], rows)
    tfx = times.get("iris tfx")
    torch, keras = (ratio(times.get(f"iris {name}"), tfx) for name in ("torch", "keras"))
    return (
        f"{text}\n\nIris, from file to saved model: tfx is {torch} as fast as PyTorch, "
        f"{keras} as fast as Keras."
    )


def reading(rates):
    rows = [[name, f"{rate:,.0f}" if rate else "–"] for name, rate in rates.items()]
    best = max((r for name, r in rates.items() if name != "tfx" and r), default=None)
    return f"{table(['258 MB CSV', 'MB/s'], rows)}\n\ntfx / best: {ratio(rates['tfx'], best)}"


def markdown(results, workloads):
    """The whole report."""
    described = results["machine"] | results["versions"]
    lines = [f"- {name}: {value}" for name, value in described.items() if value]
    parts = [f"Measured on {results['date']}, {results['repeats']} repeats.", "\n".join(lines)]
    if results["load"] > 0.5:
        parts.append(f"**The machine was busy: load {results['load']:.1f} at the start.**")
    if results["records"]:
        parts.append(throughput(results["records"], workloads))
        parts.append(memory(results["records"], workloads))
    if results.get("processes"):
        parts.append(processes(results["processes"]))
    if results.get("csv"):
        parts.append(reading(results["csv"]))
    if results.get("streaming"):
        measured = results["streaming"]
        parts.append(
            f"One epoch over a 2 GB CSV file, streamed: {measured['seconds']:.1f} s, "
            f"peak memory {measured['peak_rss_mb']:.0f} MB."
        )
    return "\n\n".join(parts) + "\n"


def write_into_page(text):
    """Puts the report between the markers of docs/benchmarks.md."""
    page = PAGE.read_text()
    pattern = re.compile(r"(<!-- results -->\n).*?(<!-- /results -->)", re.DOTALL)
    if not pattern.search(page):
        raise ValueError(f"{PAGE} has no <!-- results --> … <!-- /results -->")
    PAGE.write_text(pattern.sub(lambda m: f"{m[1]}\n## Results\n\n{text}\n{m[2]}", page))
