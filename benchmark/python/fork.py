"""os.fork + os._exit + os.waitpid with KIB of private memory, COUNT times: fork.py KIB COUNT"""

import json
import os
import sys
import time


def fork_exit_wait():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


memory = b"\x01" * (int(sys.argv[1]) * 1024)
count = int(sys.argv[2])
for _ in range(count // 10):
    fork_exit_wait()
begin = time.perf_counter()
for _ in range(count):
    fork_exit_wait()
print(json.dumps({"figure": (time.perf_counter() - begin) / count * 1e6}))
