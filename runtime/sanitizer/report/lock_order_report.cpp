#include "runtime/sanitizer/report/lock_order_report.h"

#include "runtime/sanitizer/report/json_pieces.h"
#include "runtime/sanitizer/report/text_pieces.h"

namespace race {
namespace {

struct ToldOrders {
  Family& family;
  std::span<const LockOrder> ring;
  const ReportSettings& settings;
  Symbolizer& symbolizer;
  SymbolizedStack& scratch;

  const ProcessRecord& process(const LockOrder& order) const { return family.processes.record(order.process); }
  const SymbolizedStack& stack(const LockOrder& order) const {
    scratch.resolve(family.stacks.frames(order.where), symbolizer);
    return scratch;
  }
};

/// Of its lines, whichever locks and processes it is about.
std::uint64_t key_of(const ToldOrders& told) {
  std::uint64_t key = mix("lock order");
  for (const LockOrder& order : told.ring) {
    const Frame* const place = told.stack(order).place();
    key += place == nullptr ? order.taken : mix(mix(place->file), place->line);
  }
  return key;
}

void write_order(Text& text, const ToldOrders& told, const LockOrder& order) {
  text << "  ";
  write_process(text, &told.process(order));
  text << " takes ";
  write_lock(text, order.taken, told.family);
  const Frame* const place = told.stack(order).place();
  if (place != nullptr) {
    text << " at ";
    write_place(text, *place);
  }
  text << ", holding ";
  write_lock(text, order.held, told.family);
  text << "\n";
  if (place != nullptr) write_source(text, *place, told.settings.workspace);
}

void write_text(Text& text, const ToldOrders& told) {
  text << "==================\nracelab: lock-order inversion: " << told.ring.size()
       << " orders of locks, by which threads may come to wait for each other for ever\n";
  for (const LockOrder& order : told.ring) write_order(text, told, order);
  text << "  it has not happened in this run, and may in another; let all take these locks in one order\n";
  for (const LockOrder& order : told.ring) {
    text << "\n  ";
    write_process(text, &told.process(order));
    text << " takes the second lock:\n";
    write_frames(text, told.stack(order));
  }
  text << "==================\n";
}

void write_json(Text& text, const ToldOrders& told) {
  text << "{\"rule\":\"racelab-lock-order\",\"severity\":\"error\",\"class\":\"deadlock\",\"message\":"
          "\"threads take these locks in different orders\",\"orders\":[";
  const char* before = "";
  for (const LockOrder& order : told.ring) {
    text << before << "{\"process\":";
    json::write_process(text, &told.process(order));
    text << ",\"lock\":";
    json::write_lock(text, order.taken, told.family);
    text << ",\"holding\":";
    json::write_lock(text, order.held, told.family);
    text << ",\"place\":";
    json::write_place(text, told.stack(order).place(), told.settings.workspace);
    text << "}";
    before = ",";
  }
  text << "]}\n";
}

}  // namespace

bool report_lock_orders(Family& family, std::span<const LockOrder> ring, const ReportSettings& settings, Symbolizer& symbolizer) {
  SpinGuard guard(family.report_lock);
  if (!guard.held) return false;
  ReportScratch& scratch = family.report_scratch;
  const ToldOrders told{family, ring, settings, symbolizer, scratch.later};
  const std::uint64_t key = key_of(told);
  if (family.place_pairs.contains(key)) return false;
  Text text(scratch.text);
  settings.format == ReportFormat::kJson ? write_json(text, told) : write_text(text, told);
  write_report(text.str(), settings);
  family.lock_order_reports.fetch_add(1);
  family.place_pairs.insert(key);
  return true;
}

}  // namespace race
