#include "tool/program/naming.h"

namespace check {

const Step& step_at(const World& world, const Site& site) {
  return world.code[site.function].summary->blocks[site.block].steps[site.step];
}

std::string name_of(const World& world, FunctionId id) {
  const Function& function = world.code[id];
  return function.text(function.summary->name);
}

Place place_of(const World& world, const Site& site) {
  const Function& function = world.code[site.function];
  const Step& step = step_at(world, site);
  return {.file = function.text(function.summary->file),
          .line = step.line,
          .column = step.column,
          .function = name_of(world, site.function)};
}

std::string text_at(const World& world, const Site& site) {
  std::string text = world.code[site.function].text(step_at(world, site).text);
  if (text.starts_with('&')) text.erase(0, 1);
  return text;
}

std::string lock_name(const World& world, const Lock& lock) {
  const std::string name = text_at(world, world.sites[static_cast<SiteId>(lock.taken)]);
  return name.empty() ? "a lock" : name;
}

}  // namespace check
