#include "runtime/process/register_exception.h"

#include <cxxabi.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "runtime/process/per_process.h"

namespace mp::internal {
namespace {

struct Codecs {
  std::vector<ExceptionCodec> list;

  void forked() noexcept {}  // they are the child's as well
};

using Own = PerProcess<Codecs>;

template <class Wanted>
std::optional<ExceptionCodec> find_codec(Wanted is_wanted) {
  return Own::with([&](const Codecs& mine) -> std::optional<ExceptionCodec> {
    const auto found = std::ranges::find_if(mine.list, is_wanted);
    return found == mine.list.end() ? std::nullopt : std::optional(*found);
  });
}

}  // namespace

void add_exception(ExceptionCodec codec) {
  Own::with([&](Codecs& mine) { mine.list.push_back(codec); });
}

PackedException pack_current_exception() {
  const std::type_info* const thrown = abi::__cxa_current_exception_type();
  const auto codec = find_codec([&](const ExceptionCodec& each) { return thrown != nullptr && *each.type == *thrown; });
  if (!codec) return {};
  try {
    archive::Writer writer;
    codec->save_current(writer);
    return {thrown->name(), std::move(writer).take()};
  } catch (...) {  // what cannot be packed arrives as a RemoteError
    return {};
  }
}

void throw_packed(const PackedException& exception) {
  if (exception.type.empty()) return;
  const auto codec = find_codec([&](const ExceptionCodec& each) { return each.type->name() == exception.type; });
  if (!codec) return;
  archive::Reader reader(exception.object);
  try {
    codec->load_and_throw(reader);
  } catch (const archive::ArchiveError&) {  // the bytes are not those of the type
  }
}

}  // namespace mp::internal
