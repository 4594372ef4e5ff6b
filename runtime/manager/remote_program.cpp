// Another program than the test that starts it: a client of the test's manager. Arguments: host, port, key.
#include <cstdio>
#include <cstdlib>

#include "runtime/error.h"
#include "runtime/manager/counter_for_test.h"
#include "runtime/manager/sync_manager.h"

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  try {
    mp::SyncManager manager({argv[1], std::atoi(argv[2])}, argv[3]);
    manager.connect();
    const auto jobs = manager.object<mp::test::Counter>("jobs");
    jobs.call<&mp::test::Counter::add>(2);
    const auto own = manager.create<mp::test::Counter>(10L);
    jobs.call<&mp::test::Counter::add>(own.call<&mp::test::Counter::add>(0));
    jobs.call<&mp::test::Counter::subtract>(1);  // the test's server does not expose this
  } catch (const mp::ValueError& error) {
    std::puts(error.what());
    return 0;
  } catch (const mp::AuthenticationError&) {
    return 3;
  }
  return 1;
}
