"""Generated C programs of any size: modules of some 1,000 lines, in which three functions of four compute and one takes a lock; two
threads of each module call them all."""
import pathlib

_HEAD = """\
#include <pthread.h>
#include <stddef.h>
struct Account {
  pthread_mutex_t lock;
  long balance;
  long history[8];
};
static struct Account accounts[2] = {{.lock = PTHREAD_MUTEX_INITIALIZER}, {.lock = PTHREAD_MUTEX_INITIALIZER}};
"""

_COMPUTING = """\
static long mean{n}(const long* values, long count) {{
  long sum = 0;
  long most = values[0];
  for (long i = 0; i < count; ++i) {{
    if (values[i] > most) most = values[i];
    sum += values[i] * {n};
  }}
  if (sum < 0) sum = -sum;
  if (most > sum) return most - sum;
  while (sum > 1000) sum /= 7;
  return sum / (count + 1);
}}
"""

_LOCKING = """\
static void enter{n}(struct Account* account, long amount) {{
  pthread_mutex_lock(&account->lock);
  const long part = mean{a}(account->history, 8) + mean{b}(account->history, 4) + mean{c}(account->history, 2);
  account->balance += amount;
  account->history[{slot}] = part;
  if (account->balance < 0) account->balance = 0;
  pthread_mutex_unlock(&account->lock);
}}
"""

_THREADS = """\
static void* work(void* argument) {{
  struct Account* account = argument;
{calls}
  return NULL;
}}
void run{m}(void) {{
  pthread_t first, second;
  pthread_create(&first, NULL, work, &accounts[0]);
  pthread_create(&second, NULL, work, &accounts[{other}]);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
}}
"""


def _module(m):
    """Every second module gives both threads the same account: its lock is what keeps them apart."""
    parts, calls = [_HEAD], []
    for n in range(75):
        if n % 4 == 3:
            parts.append(_LOCKING.format(n=n, a=n - 1, b=n - 2, c=n - 3, slot=n % 8))
            calls.append(f"  enter{n}(account, {n});")
        else:
            parts.append(_COMPUTING.format(n=n))
    parts.append(_THREADS.format(m=m, calls="\n".join(calls), other=m % 2))
    return "\n".join(parts)


def generate(folder, lines):
    """Writes a program of so many lines into the folder; returns the names of its files."""
    files, written = [], 0
    while written < lines:
        text = _module(len(files))
        files.append(f"module{len(files)}.c")
        written += text.count("\n")
        pathlib.Path(folder, files[-1]).write_text(text, encoding="utf-8")
    numbers = range(len(files))
    declared = "".join(f"void run{m}(void);\n" for m in numbers)
    called = "".join(f"  run{m}();\n" for m in numbers)
    files.append("main.c")
    pathlib.Path(folder, "main.c").write_text(f"{declared}int main(void) {{\n{called}  return 0;\n}}\n", encoding="utf-8")
    return files
