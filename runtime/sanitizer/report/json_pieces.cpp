#include "runtime/sanitizer/report/json_pieces.h"

#include "runtime/sanitizer/report/source_line.h"
#include "runtime/sanitizer/report/told_race.h"

namespace race::json {
namespace {

void write_place(Text& text, std::string_view file, unsigned line, unsigned column, std::string_view function,
                 std::string_view source) {
  text << "{\"file\":";
  write_string(text, file);
  text << ",\"line\":" << line << ",\"column\":" << column << ",\"function\":";
  write_string(text, function);
  text << ",\"text\":";
  write_string(text, source);
  text << "}";
}

}  // namespace

void write_string(Text& text, std::string_view value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  text << "\"";
  for (const char& letter : value) {
    const auto code = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\') {
      text << "\\" << std::string_view(&letter, 1);
    } else if (code < 0x20) {
      text << "\\u00" << kDigits.substr(code / 16, 1) << kDigits.substr(code % 16, 1);
    } else {
      text << std::string_view(&letter, 1);
    }
  }
  text << "\"";
}

void write_place(Text& text, const Frame* frame, std::string_view workspace) {
  if (frame == nullptr) {
    text << "null";
    return;
  }
  char buffer[kLongestSourceLine];
  write_place(text, frame->file, frame->line, frame->column, frame->function,
              source_line(frame->file, frame->line, workspace, buffer));
}

void write_place(Text& text, const SourcePlace& place) {
  write_place(text, place.file, place.line, place.column, place.function, "");
}

void write_process(Text& text, const ProcessRecord* process) {
  if (process == nullptr) {
    text << "null";
    return;
  }
  text << "{\"name\":";
  write_string(text, process->name);
  text << ",\"pid\":" << static_cast<std::uint64_t>(process->pid) << "}";
}

void write_lock(Text& text, std::uintptr_t lock, Family& family) {
  const std::optional<Object> named = name_of_lock(lock, family);
  text << "{\"name\":";
  write_string(text, named ? named->type : "a lock");
  text << ",\"shared\":false,\"acquired\":null,\"created\":";
  named ? write_place(text, named->created) : static_cast<void>(text << "null");
  text << "}";
}

}  // namespace race::json
