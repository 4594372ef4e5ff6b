#include "runtime/sanitizer/report/deadlock_report.h"

#include <algorithm>

#include "runtime/sanitizer/report/json_pieces.h"
#include "runtime/sanitizer/report/text_pieces.h"
#include "runtime/sanitizer/system/system.h"

namespace race {
namespace {

using Ring = std::span<const LockWait>;

struct ToldDeadlock {
  Family& family;
  Ring ring;
  std::string_view workspace;
  Symbolizer& symbolizer;
  SymbolizedStack& scratch;

  const ProcessRecord& process(const LockWait& wait) const { return family.processes.record(wait.process); }
  /// Who holds what the wait is for: the next in the ring.
  const ProcessRecord& holder(std::size_t number) const { return process(ring[(number + 1) % ring.size()]); }
  const SymbolizedStack& stack(const LockWait& wait) const {
    scratch.resolve(family.stacks.frames(wait.stack), symbolizer);
    return scratch;
  }
};

void write_wait(Text& text, const ToldDeadlock& told, std::size_t number) {
  const LockWait& wait = told.ring[number];
  text << "  ";
  write_process(text, &told.process(wait));
  text << " waits for ";
  write_lock(text, wait.lock, told.family);
  text << ", which " << (told.ring.size() == 1 ? "it holds itself" : told.holder(number).name)
       << (told.ring.size() == 1 ? "" : " holds");
  const Frame* const place = told.stack(wait).place();
  if (place != nullptr) {
    text << ", at ";
    write_place(text, *place);
  }
  text << "\n";
  if (place != nullptr) write_source(text, *place, told.workspace);
}

void write_text(Text& text, const ToldDeadlock& told) {
  text << "==================\nracelab: deadlock: ";
  if (told.ring.size() == 1) {
    text << "a thread waits for a lock that it holds\n";
  } else {
    text << told.ring.size() << " threads wait for each other's locks\n";
  }
  for (std::size_t number = 0; number < told.ring.size(); ++number) write_wait(text, told, number);
  text << "  none of them can go on, so they end here; "
       << (told.ring.size() == 1 ? "a recursive lock may be taken again by its holder\n"
                                 : "let all take these locks in one order\n");
  for (const LockWait& wait : told.ring) {
    text << "\n  ";
    write_process(text, &told.process(wait));
    text << " waits:\n";
    write_frames(text, told.stack(wait));
  }
  text << "==================\n";
}

void write_json(Text& text, const ToldDeadlock& told) {
  text << "{\"rule\":\"racelab-deadlock\",\"severity\":\"error\",\"class\":\"deadlock\",\"message\":"
          "\"threads wait for each other's locks\",\"waits\":[";
  const char* before = "";
  for (const LockWait& wait : told.ring) {
    text << before << "{\"process\":";
    json::write_process(text, &told.process(wait));
    text << ",\"lock\":";
    json::write_lock(text, wait.lock, told.family);
    text << ",\"place\":";
    json::write_place(text, told.stack(wait).place(), told.workspace);
    text << "}";
    before = ",";
  }
  text << "]}\n";
}

}  // namespace

bool report_deadlock(Family& family, unsigned wait, const ReportSettings& settings, Symbolizer& symbolizer) {
  LockWait waits[LockWaits::kLongestRing];
  const Ring ring = std::span(waits).first(family.lock_waits.ring(family.syncs, wait, waits));
  if (ring.empty() || std::ranges::any_of(ring, [](const LockWait& each) { return is_thread_dead(each.thread); })) return false;
  SpinGuard guard(family.report_lock);
  if (!guard.held || family.lock_waits.is_condemned(wait)) return guard.held;
  ReportScratch& scratch = family.report_scratch;
  const ToldDeadlock told{family, ring, settings.workspace, symbolizer, scratch.later};
  Text text(scratch.text);
  settings.format == ReportFormat::kJson ? write_json(text, told) : write_text(text, told);
  write_report(text.str(), settings);
  family.deadlocks.fetch_add(1);
  for (const LockWait& each : ring) family.lock_waits.condemn(each.thread);
  return true;
}

}  // namespace race
