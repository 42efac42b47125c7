"""multiprocessing.Queue, messages a second: mp_queue.py KIND COUNT PRODUCERS MAXSIZE"""

import json
import multiprocessing
import sys
import time

MESSAGES = {
    "int": 123456,
    "object": {"id": 123456, "name": "some name", "value": 1.25, "flag": True},
    "bytes": bytes(1 << 20),
}


def produce(queue, message, count):
    for _ in range(count):
        queue.put(message)


context = multiprocessing.get_context("fork")
message = MESSAGES[sys.argv[1]]
count, producers, maxsize = map(int, sys.argv[2:5])
queue = context.Queue(maxsize)
processes = [
    context.Process(target=produce, args=(queue, message, count // producers)) for _ in range(producers)
]
begin = time.perf_counter()
for process in processes:
    process.start()
for _ in range(count // producers * producers):
    queue.get()
seconds = time.perf_counter() - begin
for process in processes:
    process.join()
print(json.dumps({"figure": count // producers * producers / seconds}))
