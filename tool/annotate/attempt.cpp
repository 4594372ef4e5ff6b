#include "tool/annotate/attempt.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "tool/annotate/moving.h"
#include "tool/annotate/placing.h"
#include "tool/fix/edits.h"
#include "tool/fix/includes.h"
#include "tool/fix/source.h"
#include "tool/fix/uses.h"

namespace check {
namespace {

namespace fs = std::filesystem;

/// The innermost folder that holds all of the files.
fs::path common_folder(const std::set<std::string>& files) {
  fs::path common = fs::path(*files.begin()).parent_path();
  for (const std::string& file : files) {
    while (fs::path(file).lexically_relative(common).string().starts_with("..")) common = common.parent_path();
  }
  return common;
}

class Inclusions {
 public:
  Inclusions(const Words& words, std::set<std::string> files)
      : words_(words), files_(std::move(files)), folder_(common_folder(files_)) {}

  void add_to(Attempt& attempt, bool system) {
    const fs::path macros = words_.own_header().empty() ? folder_ / kMacrosHeader : fs::path(words_.own_header());
    if (words_.own_header().empty()) provide(attempt, macros, macros_header());
    if (system) provide(attempt, folder_ / kSystemHeader, system_header());
    for (const std::string& file : files_) {
      std::vector<fs::path> headers;
      if (system) headers.push_back(folder_ / kSystemHeader);
      if (file != macros) headers.push_back(macros);
      include(attempt, file, headers);
    }
  }

 private:
  /// What is there already stays as it is.
  static void provide(Attempt& attempt, const fs::path& header, std::string text) {
    if (!fs::exists(header)) attempt.texts[header.string()] = std::move(text);
  }

  static void include(Attempt& attempt, const std::string& file, const std::vector<fs::path>& headers) {
    const std::string text = text_of(file).value_or("");
    std::optional<Edit> all;
    for (const fs::path& header : headers) {
      if (text.find("/" + header.filename().string() + "\"") != std::string::npos) continue;
      const std::string relative = header.lexically_relative(fs::path(file).parent_path()).string();
      std::optional<Edit> edit = inclusion(file, text, "\"" + relative + "\"");
      if (!edit) continue;
      // They stand together, after one blank line.
      if (all) all->text += edit->text.substr(edit->text.find('#'));
      if (!all) all = std::move(edit);
    }
    if (all) attempt.include(*std::move(all));
  }

  const Words& words_;
  std::set<std::string> files_;
  fs::path folder_;
};

/// Each lock that stands behind what it guards moves before the first of that.
std::vector<Edit> moves_for(const std::vector<Guarded>& guarded) {
  std::map<const clang::VarDecl*, std::vector<Edit>> moves;
  for (const Guarded& object : guarded) {
    if (!object.problem.empty() || object.lock.variable == nullptr) continue;
    const Declared& declared = object.declared.front();
    std::vector<Edit> move = moved_before(*object.lock.variable, *declared.declaration, *declared.tree);
    if (move.empty()) continue;
    std::vector<Edit>& first = moves[object.lock.variable];
    if (first.empty() || move.front().offset < first.front().offset) first = std::move(move);
  }
  std::vector<Edit> all;
  for (const auto& [lock, move] : moves) all.insert(all.end(), move.begin(), move.end());
  return all;
}

}  // namespace

void Attempt::add(Edit edit, Owner owner) {
  // One declaration may be seen in several units.
  const auto is_known = [&](const Written& written) { return written.edit == edit; };
  if (std::ranges::none_of(written_, is_known)) written_.push_back({std::move(edit), owner});
}

void Attempt::include(Edit edit) { written_.insert(written_.begin(), {std::move(edit), Owner()}); }

std::size_t Attempt::original_offset(const std::string& file, std::size_t offset) const {
  std::size_t original = 0;  // up to here both texts are the same but for what was put in and taken out
  std::size_t edited = 0;
  for (const Edit& edit : one_for_each_offset(edits())) {
    if (edit.file != file) continue;
    const std::size_t begin = edited + edit.offset - original;
    if (begin > offset) break;
    if (offset < begin + edit.text.size()) return edit.offset;
    original = edit.offset + edit.length;
    edited = begin + edit.text.size();
  }
  return original + offset - edited;
}

Owner Attempt::owner_at(const std::string& file, std::size_t original_offset) const {
  const auto is_there = [&](const Written& written) {
    return written.edit.file == file && written.edit.offset == original_offset;
  };
  const auto found = std::ranges::find_if(written_, is_there);
  return found == written_.end() ? Owner() : found->owner;
}

std::vector<Edit> Attempt::edits() const {
  std::vector<Edit> edits;
  for (const Written& written : written_) edits.push_back(written.edit);
  return edits;
}

std::optional<Attempt> make_attempt(std::vector<Guarded>& guarded, const NotesByBody& notes, const Words& words,
                                    const std::string& folder) {
  Attempt attempt;
  bool system = false;
  for (Guarded& object : guarded) {
    if (!object.problem.empty()) continue;
    system = system || object.lock.type == LockType::kSystem;
    for (const Declared& declared : object.declared) {
      const Source source(*declared.tree);
      const std::optional<Position> position = behind(*declared.declaration, source);
      if (position)
        attempt.add(source.insertion(position->file, position->offset, " " + words.write(Word::kGuardedBy, object.lock.name)),
                    {.guarded = &object});
    }
  }
  for (const Edit& edit : moves_for(guarded)) attempt.add(edit, {});
  for (const auto& [body, own] : notes) {
    const std::optional<std::vector<Edit>> edits = edits_for(*body, own, words, folder);
    if (!edits) return std::nullopt;
    for (const Edit& edit : *edits) attempt.add(edit, {.body = body});
  }
  std::set<std::string> files;
  for (const Edit& edit : attempt.edits()) files.insert(edit.file);
  if (files.empty()) return std::nullopt;
  Inclusions(words, std::move(files)).add_to(attempt, system);
  const std::optional<FileTexts> texts = edited_files(attempt.edits());
  if (!texts) return std::nullopt;
  attempt.texts.insert(texts->begin(), texts->end());
  return attempt;
}

bool is_annotated(const Guarded& guarded) {
  return std::ranges::any_of(guarded.declared,
                             [](const Declared& declared) { return declared.declaration->hasAttr<clang::GuardedByAttr>(); });
}

std::string obstacle(const Guarded& guarded, const std::string& folder) {
  for (const Declared& declared : guarded.declared) {
    const auto* variable = llvm::dyn_cast<clang::VarDecl>(declared.declaration);
    if (variable != nullptr && !variable->hasGlobalStorage())
      return "Clang checks members and variables that live as long as the program";
    const bool is_c = !declared.tree->context().getLangOpts().CPlusPlus;
    if (variable == nullptr && is_c && guarded.lock.is_beside)
      return "in C, Clang 19 does not connect a member with the lock beside it";
    const Source source(*declared.tree);
    if (!is_editable(*declared.declaration)) return "a macro or a library declares it";
    const std::optional<Position> position = behind(*declared.declaration, source);
    if (!position) return "its declaration is not simple enough to be annotated";
    if (!source.path(position->file).starts_with(folder)) return "it is declared outside of this folder";
  }
  if (guarded.lock.type != LockType::kUnknown) return "";
  const std::string why = fmt::format("to Clang, '{}', the type of '{}', is no lock", guarded.lock.type_name, guarded.lock.name);
  const bool is_standard = guarded.lock.type_name.starts_with("std::");
  return is_standard ? why + "; that of libc++ is one: -- -stdlib=libc++ -D_LIBCPP_ENABLE_THREAD_SAFETY_ANNOTATIONS" : why;
}

unsigned line_of(const std::string& file, std::size_t offset) {
  const std::string text = text_of(file).value_or("");
  return 1 + static_cast<unsigned>(std::ranges::count(text.substr(0, offset), '\n'));
}

}  // namespace check
