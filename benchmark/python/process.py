"""multiprocessing.Process: start and join, COUNT times: process.py COUNT"""

import json
import multiprocessing
import sys
import time


def target():
    pass


def start_join(context):
    process = context.Process(target=target)
    process.start()
    process.join()


context = multiprocessing.get_context("fork")
count = int(sys.argv[1])
for _ in range(count // 10):
    start_join(context)
begin = time.perf_counter()
for _ in range(count):
    start_join(context)
print(json.dumps({"figure": (time.perf_counter() - begin) / count * 1e6}))
