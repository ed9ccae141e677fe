"""How long files to take home take: `python benchmarks/exports.py` prints a table, with `--json` one object.

A run of four panels, simulated before; the first figure of the process has been drawn. Seconds are medians of what the
clock says; cpu_s is what the process itself worked, which a busy machine does not change. The last line is about a
server: how much longer somebody's drag waits for its answers while two others have clips made.
"""

import argparse
import gc
import json
import statistics
import sys
import time
import tracemalloc
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.browser import serving
from benchmarks.table import report
from optviz import Scenario, export, simulate
from optviz.exports.export import FORMATS

CLIP = {"width": "1280px", "fps": 20, "seconds": 6.0}
ROUNDS = 3
DRAGS = 200


def measure(run, kind):
    """The medians of the clock and of the processor, and the size of the file."""
    options = CLIP if kind in ("gif", "mp4", "webm") else {}
    clock, processor = [], []
    for _ in range(ROUNDS):
        begin, worked = time.perf_counter(), time.process_time()
        data = export(run, format=kind, **options)
        clock.append(time.perf_counter() - begin)
        processor.append(time.process_time() - worked)
    return {"s": statistics.median(clock), "cpu_s": statistics.median(processor), "kB": len(data) / 1000}


def peak_megabytes(run, seconds):
    """The most memory that Python held while it wrote a GIF of so many seconds."""
    gc.collect()
    tracemalloc.start()
    export(run, format="gif", **(CLIP | {"seconds": seconds}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def post(address, route, body):
    request = urllib.request.Request(f"{address}/api/{route}", data=json.dumps(body).encode(), method="POST")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read()


def drag(address):
    """The milliseconds that each request of a drag waits for its answer; the requests come as fast as a hand moves."""
    waited = []
    for i in range(DRAGS):
        scenario = Scenario(surface="ravine", optimizers=[{"key": "sgd", "learning_rate": 0.01 + 0.0005 * i}, "adam"])
        begin = time.perf_counter()
        post(address, "simulate?rows=0-64", scenario.to_dict())
        waited.append(1000 * (time.perf_counter() - begin))
        time.sleep(max(0.0, 1 / 60 - waited[-1] / 1000))
    return waited


def wait_until_making(address, job):
    """Waits until frames of a clip are being made; false if it has ended."""
    while True:
        with urllib.request.urlopen(f"{address}/api/exports/{job}", timeout=60) as answer:
            status = json.load(answer)
        if status["state"] not in ("waiting", "making") or status["progress"] > 0:
            return status["state"] == "making"
        time.sleep(0.02)


def drag_while_others_export():
    """The median wait of a drag on a quiet server, and while two clips are asked for."""
    clip = {"scenario": Scenario.default().to_dict(), "format": "mp4", "options": {"width": "1280px", "seconds": "60"}}
    with serving() as address:
        drag(address)
        alone = statistics.median(drag(address))
        jobs = [json.loads(post(address, "exports", clip))["id"] for _ in range(2)]
        assert wait_until_making(address, jobs[0])
        beside = statistics.median(drag(address))
        assert wait_until_making(address, jobs[0]), "the clip was done before the drag"
    return {"alone_ms": alone, "while_two_export_ms": beside, "ratio": beside / alone}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    run = simulate(Scenario.default())
    export(run, format="png")
    rows = {kind: measure(run, kind) for kind in FORMATS}
    eight = Scenario(surface="ravine", optimizers=["sgd", "momentum", "rmsprop", "adam"] * 2, num_steps=1000)
    figures = {
        "seconds": {kind: row["s"] for kind, row in rows.items()},
        "processor_seconds": {kind: row["cpu_s"] for kind, row in rows.items()},
        "kB": {kind: row["kB"] for kind, row in rows.items()},
        "html_8x1000_bytes": len(export(eight, format="html")),
        "memory_MB": {"gif_40_frames": peak_megabytes(run, 2.0), "gif_120_frames": peak_megabytes(run, 6.0)},
        "drag_beside_two_exports": drag_while_others_export(),
    }
    report(figures, options.json)


if __name__ == "__main__":
    main()
