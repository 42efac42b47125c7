"""Locks and shared values of multiprocessing: sync.py MODE COUNT"""

import json
import multiprocessing
import sys
import time

context = multiprocessing.get_context("fork")
mode, count = sys.argv[1], int(sys.argv[2])


def uncontended():
    lock = context.Lock()
    begin = time.perf_counter()
    for _ in range(count):
        lock.acquire()
        lock.release()
    return (time.perf_counter() - begin) / count * 1e9


def work(lock):
    for _ in range(count):
        with lock:
            pass


def contended():
    lock = context.Lock()
    other = context.Process(target=work, args=(lock,))
    begin = time.perf_counter()
    other.start()
    work(lock)
    other.join()
    return (time.perf_counter() - begin) / (2 * count) * 1e9


def value():
    number = context.RawValue("i", 0)
    begin = time.perf_counter()
    for i in range(count):
        number.value = i
        number.value
    return (time.perf_counter() - begin) / (2 * count) * 1e9


def total():
    array = context.RawArray("d", count)
    begin = time.perf_counter()
    for _ in range(3):
        sum(array)
    return (time.perf_counter() - begin) / 3 * 1e3


print(json.dumps({"figure": {"uncontended": uncontended, "contended": contended, "value": value, "sum": total}[mode]()}))
