"""Section 5 in Python: what a child process writes into shared memory, its parent reads."""
import multiprocessing


def show(number, ratio, table):
    print(number.value, ratio.value, list(table))


def job(number, ratio, table):
    number.value += 1
    ratio.value *= 2
    for i in range(len(table)):
        table[i] *= table[i]


if __name__ == "__main__":
    shared = (
        multiprocessing.Value("i", 0),
        multiprocessing.Value("d", 3.14),
        multiprocessing.Array("i", [1, 2, 3, 4]),
    )
    show(*shared)
    process = multiprocessing.Process(target=job, args=shared)
    process.start()
    process.join()
    show(*shared)
