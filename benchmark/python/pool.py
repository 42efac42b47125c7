# pool.py latency|tiny|executor|create COUNT: µs for one task, or tasks a second.
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def square(n):
    return n * n


def main():
    kind, count = sys.argv[1], int(sys.argv[2])
    context = get_context('fork')
    if kind == 'create':
        times = []
        for _ in range(count):
            began = time.perf_counter()
            with context.Pool(2) as pool:
                pool.apply(square, (1,))
                times.append((time.perf_counter() - began) * 1e6)
        print(json.dumps({'figure': sorted(times)[count // 2]}))
    elif kind == 'executor':
        with ProcessPoolExecutor(2, mp_context=context) as executor:
            executor.submit(square, 1).result()
            began = time.perf_counter()
            for n in range(count):
                executor.submit(square, n).result()
            print(json.dumps({'figure': (time.perf_counter() - began) / count * 1e6}))
    else:
        with context.Pool(2) as pool:
            pool.apply(square, (1,))
            began = time.perf_counter()
            if kind == 'latency':
                for n in range(count):
                    pool.apply(square, (n,))
                print(json.dumps({'figure': (time.perf_counter() - began) / count * 1e6}))
            else:
                for result in [pool.apply_async(square, (n,)) for n in range(count)]:
                    result.get()
                print(json.dumps({'figure': count / (time.perf_counter() - began)}))


main()
