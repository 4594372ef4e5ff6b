#include "runtime/sanitizer/report/text_pieces.h"

#include "runtime/sanitizer/family/keys.h"
#include "runtime/sanitizer/report/source_line.h"
#include "runtime/sanitizer/report/told_race.h"

namespace race {

void write_place(Text& text, std::string_view file, unsigned line, unsigned column) {
  text << (file.empty() ? "(unknown file)" : file);
  if (line != 0) text << ":" << line;
  if (line != 0 && column != 0) text << ":" << column;
}

void write_place(Text& text, const Frame& frame) { write_place(text, frame.file, frame.line, frame.column); }

void write_source(Text& text, const Frame& frame, std::string_view workspace) {
  char buffer[kLongestSourceLine];
  const std::string_view source = source_line(frame.file, frame.line, workspace, buffer);
  if (!source.empty()) text << "    | " << source << "\n";
}

void write_process(Text& text, const ProcessRecord* process) {
  if (process == nullptr) {
    text << "a process that ended long ago";
  } else {
    text << process->name << " (pid " << static_cast<std::uint64_t>(process->pid) << ")";
  }
}

void write_lock(Text& text, std::uintptr_t lock, Family& family) {
  const std::optional<Object> named = name_of_lock(lock, family);
  if (!named) {
    text << (is_key(lock) ? "a lock on a file" : "a lock");
    if (lock != 0 && !is_key(lock)) (text << " at ").hex(lock);
    return;
  }
  text << named->type << " of ";
  write_place(text, named->created.file, named->created.line, 0);
}

void write_frames(Text& text, const SymbolizedStack& stack) {
  unsigned folded = 0;
  unsigned number = 0;
  const auto write_folded = [&] {
    if (folded != 0)
      text << "       (" << folded << (folded == 1 ? " frame" : " frames") << " of the runtime and of libraries)\n";
    folded = 0;
  };
  for (const Frame& frame : stack.frames()) {
    const unsigned at = number++;
    if (!is_own(frame) && &frame != stack.place()) {
      ++folded;
      continue;
    }
    write_folded();
    text << "    #" << at << " " << (frame.function.empty() ? "(unknown function)" : frame.function) << " ";
    write_place(text, frame);
    text << "\n";
  }
  write_folded();
}

}  // namespace race
