#include "runtime/sanitizer/symbols/symbolizer.h"

#include <dlfcn.h>
#include <link.h>

#include "runtime/sanitizer/system/text.h"

namespace race {
namespace {

constexpr std::size_t kLongestQuestion = 4200;    // a path of the longest kind, and an address
constexpr long kLongestWaitMilliseconds = 30000;  // debug information of a gigabyte is read in fewer

/// Where code lies in the file that it was loaded from.
struct Place {
  const char* file = "";    // "": what this process executes
  bool is_program = false;  // and not a library
  std::uintptr_t offset = 0;
};

/// _dl_find_object takes no lock, for callers in signal handlers.
bool find_own(std::uintptr_t address, Place& place) {
  dl_find_object found;
  if (_dl_find_object(reinterpret_cast<void*>(address), &found) != 0) return false;
  const link_map& module = *found.dlfo_link_map;
  place = {.file = module.l_name, .is_program = *module.l_name == '\0', .offset = address - module.l_addr};
  return true;
}

bool find_in(const Images& images, std::uintptr_t code, Place& place) {
  const Module* const module = images.find(image_of(code), address_of_code(code));
  if (module == nullptr) return false;
  place = {.file = module->path.data(), .is_program = module->is_program, .offset = address_of_code(code) - module->base};
  return true;
}

/// Whether the symbolizer can be asked for code of this file: it reads a line, with the name in quotes.
bool can_be_asked_for(const char* file) {
  if (std::string_view(file).find_first_of("\"\n") != std::string_view::npos) return false;
  const int descriptor = open_for_reading(file);
  if (descriptor >= 0) close_file(descriptor);
  return descriptor >= 0;
}

void write_question(Text& question, const Place& place) {
  question << "CODE \"";
  // The link leads to the running program also where its file has been replaced or removed.
  if (*place.file == '\0') {
    question << "/proc/" << static_cast<std::uint64_t>(process_id()) << "/exe";
  } else {
    question << std::string_view(place.file);
  }
  (question << "\" ").hex(place.offset) << "\n";
}

}  // namespace

std::string_view LlvmSymbolizer::name(std::uintptr_t code, std::span<char> out) {
  Place place;
  const bool is_own = image_of(code) == own_;
  const bool found = is_own ? find_own(address_of_code(code), place) : images_ != nullptr && find_in(*images_, code, place);
  if (!found) return {};
  Text answer(out);
  answer << (place.is_program ? "" : place.file) << "\n";
  if (*place.file != '\0' && !can_be_asked_for(place.file)) return answer.str();
  if (!start()) return answer.str();
  char buffer[kLongestQuestion];
  Text question(buffer);
  write_question(question, place);
  if (!send_all(helper_.socket, question.str())) stop();
  const std::string_view functions = read_answer(out.subspan(answer.str().size()));
  return {out.data(), answer.str().size() + functions.size()};
}

bool LlvmSymbolizer::start() {
  if (helper_.pid > 0 || given_up_) return helper_.pid > 0;
  static constexpr const char* kArguments[] = {kPath, "--demangle", "--inlines", nullptr};
  helper_ = start_helper(kArguments);
  given_up_ = helper_.pid <= 0;
  return !given_up_;
}

void LlvmSymbolizer::stop() {
  if (helper_.pid > 0) stop_helper(helper_);
  helper_ = {};
  given_up_ = true;
}

std::string_view LlvmSymbolizer::read_answer(std::span<char> out) {
  Text kept(out);
  char last = '\n';
  while (helper_.pid > 0) {
    char buffer[1024];
    const long count = receive(helper_.socket, buffer, sizeof buffer, kLongestWaitMilliseconds);
    if (count <= 0) stop();
    for (long i = 0; i < count; ++i) {
      if (buffer[i] == '\n' && last == '\n') return kept.str();
      last = buffer[i];
      kept << std::string_view(&last, 1);
    }
  }
  return {};
}

}  // namespace race
