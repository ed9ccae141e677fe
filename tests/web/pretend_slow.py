"""A process that speaks as the slow worker does: it echoes tasks with their count, once the file `until` is there."""

import json
import os
import sys
import time

for count, line in enumerate(sys.stdin, start=1):
    task = json.loads(line)
    if task["question"] == "die":
        os._exit(1)
    while "until" in task and not os.path.exists(task["until"]):
        time.sleep(0.002)
    data = json.dumps(task | {"count": count}).encode()
    sys.stdout.buffer.write(json.dumps({"size": len(data), "compilations": 0}).encode() + b"\n" + data)
    sys.stdout.buffer.flush()
