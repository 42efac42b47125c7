"""multiprocessing.Pipe: pipe.py ping-pong COUNT (µs there and back), pipe.py bulk COUNT (MiB a second)"""

import json
import multiprocessing
import sys
import time

kind, count = sys.argv[1], int(sys.argv[2])
warm = count // 10
context = multiprocessing.get_context("fork")
here, there = context.Pipe()
message = bytes(64 if kind == "ping-pong" else 1 << 20)


def child():
    for _ in range(count + warm):
        if kind == "ping-pong":
            there.recv_bytes()
        there.send_bytes(message)


process = context.Process(target=child)
process.start()
for i in range(count + warm):
    if i == warm:
        begin = time.perf_counter()
    if kind == "ping-pong":
        here.send_bytes(message)
    here.recv_bytes()
seconds = time.perf_counter() - begin
process.join()
print(json.dumps({"figure": count / seconds if kind == "bulk" else seconds / count * 1e6}))
