"""multiprocessing.Manager().dict(): manager.py get|set COUNT, µs an operation"""

import json
import multiprocessing
import sys
import time

kind, count = sys.argv[1], int(sys.argv[2])
manager = multiprocessing.get_context("fork").Manager()
d = manager.dict({"key": 1})


def run(times):
    for _ in range(times):
        if kind == "get":
            d["key"]
        else:
            d["key"] = 2


run(count // 10)
begin = time.perf_counter()
run(count)
print(json.dumps({"figure": (time.perf_counter() - begin) / count * 1e6}))
manager.shutdown()
