"""The pains of multiprocessing's users, one scenario each: `python3 pains.py P4` says in a line what happens.

A line begins with "kept: " where what the user wants holds, and with "broken: " where it does not. Every wait has a limit, and
at the end nothing of the scenario is left running."""
import itertools
import multiprocessing as mp
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from multiprocessing import pool, shared_memory


def say(line):
    print(line, flush=True)
    os.killpg(0, signal.SIGKILL)


def limit(seconds, line):
    signal.signal(signal.SIGALRM, lambda *_: say(line))
    signal.alarm(seconds)


def when_asleep(pid):
    """Returns when the process sleeps, so that it surely waits for what it was told to wait for."""
    time.sleep(0.2)
    while open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[0] != "S":
        time.sleep(0.01)


def start(function, *args):
    process = mp.Process(target=function, args=args)
    process.start()
    return process


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def P1():
    result = mp.Pool(2).apply_async(die)
    try:
        result.get(timeout=3)
    except mp.TimeoutError:
        say("broken: get() still waits 3 s after the worker was killed")
    except Exception as error:
        say(f"kept: {error!r}")


def take_and_die(lock):
    lock.acquire()
    die()


def P2():
    lock = mp.Lock()
    start(take_and_die, lock).join()
    if not lock.acquire(timeout=2):
        say("broken: the lock of a dead process is never free again")
    say("kept: the next one has it")


def wait_in(condition):
    with condition:
        condition.wait()


def P3():
    condition = mp.Condition()
    waiter = start(wait_in, condition)
    when_asleep(waiter.pid)
    waiter.kill()
    waiter.join()
    limit(3, "broken: notify() hangs after a waiter was killed")
    with condition:
        condition.notify()
    say("kept: notify() returns")


def get_from(items):
    items.get()


def P4():
    items = mp.Queue()
    reader = start(get_from, items)
    when_asleep(reader.pid)
    reader.kill()
    reader.join()
    items.put(1)
    try:
        items.get(timeout=2)
    except queue.Empty:
        say("broken: get() finds no item in 2 s, although one was put after a reader was killed")
    say("kept: the next reader gets the item")


def put_a_million(items):
    items.put("x" * 1_000_000)


def P5():
    items = mp.Queue()
    writer = start(put_a_million, items)
    writer.join(3)
    if writer.is_alive():
        say("broken: a process that has put 1 MB cannot end before somebody reads")
    say("kept: it ends")


def P6():
    items, missed = mp.Queue(), 0
    for i in range(1000):
        items.put(i)
        try:
            items.get_nowait()
        except queue.Empty:
            missed += 1
            items.get()
    say(f"broken: {missed} of 1000 gets right after a put found the queue empty" if missed else "kept: none was missed")


class TwoArguments(Exception):
    def __init__(self, what, why):
        super().__init__(f"{what}: {why}")


def raise_two():
    raise TwoArguments("no database", "it is asleep")


def P7():
    sys.stderr = open(os.devnull, "w")
    result = mp.Pool(1).apply_async(raise_two)
    try:
        result.get(timeout=3)
    except mp.TimeoutError:
        say("broken: get() still waits 3 s after the task has thrown")
    except TwoArguments as error:
        say(f"kept: {error!r}")


def P8():
    try:
        mp.Pool(1).apply(lambda: 1)
    except Exception as error:
        say(f"broken: fails when it runs: {error}")
    say("kept: a lambda is a task")


def add(value):
    for _ in range(20_000):
        value.value += 1


def P9():
    value = mp.Value("i", 0)
    for each in [start(add, value) for _ in range(4)]:
        each.join()
    lost = 80_000 - value.value
    say(f"broken: {lost} of 80000 updates are lost" if lost else "kept: no update was lost this time")


def P10():
    segment = shared_memory.SharedMemory(create=True, size=16)
    code = f"from multiprocessing.shared_memory import SharedMemory as S; S({segment.name!r}).close()"
    subprocess.run([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    try:
        shared_memory.SharedMemory(segment.name).close()
    except FileNotFoundError:
        say("broken: the end of a process that only looked has destroyed the segment")
    segment.unlink()
    say("kept: the segment is still there")


def take(lock):
    with lock:
        pass


def P11():
    lock, held = threading.Lock(), threading.Event()

    def hold():
        with lock:
            held.set()
            time.sleep(60)

    threading.Thread(target=hold, daemon=True).start()
    held.wait()
    try:
        child = mp.get_context("fork").Process(target=take, args=(lock,))
        child.start()
    except Exception as error:
        say(f"kept: {error!r}")
    child.join(2)
    say("broken: the child hangs on a lock of a thread that it does not have" if child.is_alive() else "kept: the child ends")


def worker_of(told):
    told.put(start(time.sleep, 60).pid)
    time.sleep(60)


def P12():
    told = mp.SimpleQueue()
    parent = start(worker_of, told)
    worker = told.get()
    parent.kill()
    parent.join()
    time.sleep(2)
    say(f"broken: the worker runs 2 s after its parent was killed" if os.path.exists(f"/proc/{worker}") else "kept: it is gone")


def P13():
    code = """if True:
        import multiprocessing, time
        with multiprocessing.Pool(4) as pool:
            pool.map_async(time.sleep, [60] * 4)
            time.sleep(0.5)
            print("ready", flush=True)
            time.sleep(60)"""
    program = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    program.stdout.readline()
    os.killpg(program.pid, signal.SIGINT)
    limit(5, "broken: it still runs 5 s after Ctrl-C")
    lines = program.stderr.read().count(b"\n")
    say(f"broken: Ctrl-C prints {lines} lines" if lines > 1 else "kept: at most one line")


def pool_in_pool():
    with pool.Pool(1) as inner:
        return inner.apply(abs, (-1,))


def P14():
    try:
        mp.Pool(1).apply(pool_in_pool)
    except AssertionError as error:
        say(f"broken: {error}")
    say("kept: a worker may have a pool")


def P15():
    with mp.Pool(2) as two:
        result = two.map_async(abs, range(100_000), chunksize=1)
    try:
        result.get(timeout=2)
    except mp.TimeoutError:
        say("broken: the end of `with` drops the tasks, and get() waits for ever")
    say("kept: the results are there")


def P16():
    taken = 0

    def numbers():
        nonlocal taken
        for taken in range(1, 200_001):
            yield taken

    results = mp.Pool(1).imap(abs, numbers())
    for _ in range(5):
        next(results)
    time.sleep(2)
    say(f"broken: for 5 results imap has taken {taken} items" if taken > 1000 else "kept: imap takes what it needs")


def P17():
    before = [b"zeros\0\0", "\u00e4\u00f6\u00fc"]
    after = shared_memory.ShareableList(before)
    found = list(after)
    after.shm.unlink()
    say(f"broken: of {before!r} it gives {found!r}" if found != before else "kept: it gives what it was given")


def P18():
    nested = mp.Manager().dict({"a": []})
    nested["a"].append(1)
    say("kept: the list has grown" if nested["a"] else "broken: an append to a list in a dict is lost, and nobody says so")


def P19():
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    count = mp.cpu_count()
    say(f"broken: cpu_count() is {count}, of which this process may use 1" if count > 1 else "kept: cpu_count() is 1")


def leave_a_grandchild():
    if os.fork() == 0:
        time.sleep(60)


def P20():
    child = start(leave_a_grandchild)
    begin = time.monotonic()
    child.join(2)
    took = time.monotonic() - begin
    say(f"broken: join(2) of a dead child took {took:.1f} s" if took > 1 else f"kept: join(2) took {took:.1f} s")


if __name__ == "__main__":
    os.setsid()
    if len(sys.argv) == 1:
        print(sys.version.split()[0])
    else:
        mp.set_start_method("fork")
        globals()[sys.argv[1]]()
