"""A process that speaks as those of the lanes do: it echoes tasks with their count, once the file `until` is there,
after some `shares` of progress. It breaks off what is cancelled, unless it is `deaf`. With an argument, it is there
once there is a file of that name."""

import json
import os
import queue
import sys
import threading
import time

tasks, cancelled = queue.SimpleQueue(), set()


def read():
    for line in sys.stdin:
        message = json.loads(line)
        if "cancel" in message:
            cancelled.add(message["cancel"])
        else:
            tasks.put(message)
    os._exit(0)


def send(header, data=b""):
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + data)
    sys.stdout.buffer.flush()


def answer(task, count):
    send({"begun": True})
    for share in task.get("shares", ()):
        send({"progress": share})
    while "until" in task and not os.path.exists(task["until"]):
        if task["number"] in cancelled and not task.get("deaf"):
            return send({"problems": [{"field": "", "code": "cancelled", "arguments": {}}]})
        time.sleep(0.002)
    data = json.dumps(task | {"count": count}).encode()
    return send({"size": len(data), "compilations": 0}, data)


while sys.argv[1:] and not os.path.exists(sys.argv[1]):
    time.sleep(0.002)
threading.Thread(target=read, daemon=True).start()
count = 0
while True:
    task, count = tasks.get(), count + 1
    if task["question"] == "die":
        os._exit(1)
    answer(task, count)
