#include "tool/annotate/words.h"

#include <fmt/core.h>

#include <array>
#include <set>

#include "clang/AST/ASTContext.h"
#include "clang/Basic/IdentifierTable.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/Preprocessor.h"

namespace check {
namespace {

struct Meaning {
  const char* name;  ///< of our macro
  std::string_view attribute;
  std::string_view older;  ///< as Clang called the attribute before
  bool has_argument = true;
};

const std::array<Meaning, kWords>& meanings() {
  static const std::array<Meaning, kWords> kMeanings = {{
      {"GUARDED_BY", "guarded_by", ""},
      {"REQUIRES", "requires_capability", "exclusive_locks_required"},
      {"REQUIRES_SHARED", "requires_shared_capability", "shared_locks_required"},
      {"ACQUIRE", "acquire_capability", "exclusive_lock_function"},
      {"ACQUIRE_SHARED", "acquire_shared_capability", "shared_lock_function"},
      {"RELEASE", "release_capability", "unlock_function"},
      {"NO_THREAD_SAFETY_ANALYSIS", "no_thread_safety_analysis", "", false},
  }};
  return kMeanings;
}

std::string file_of(const Tree& tree, clang::SourceLocation location) {
  const clang::SourceManager& sources = tree.context().getSourceManager();
  const clang::OptionalFileEntryRef file = sources.getFileEntryRefForID(sources.getFileID(sources.getSpellingLoc(location)));
  return file && !sources.isInSystemHeader(location) ? tree.path(file->getName().str()) : "";
}

bool writes(const clang::MacroInfo& macro, const Meaning& meaning) {
  if (macro.isFunctionLike() != meaning.has_argument) return false;
  for (const clang::Token& token : macro.tokens()) {
    const clang::IdentifierInfo* name = token.getIdentifierInfo();
    if (name != nullptr &&
        (std::string_view(name->getName()) == meaning.attribute || std::string_view(name->getName()) == meaning.older))
      return true;
  }
  return false;
}

}  // namespace

Words::Words(const std::vector<std::unique_ptr<Tree>>& trees) {
  std::set<std::string> defined;
  for (const std::unique_ptr<Tree>& tree : trees) {
    const clang::Preprocessor& preprocessor = tree->preprocessor();
    for (const auto& [identifier, state] : preprocessor.macros()) {
      const clang::MacroInfo* macro = preprocessor.getMacroInfo(identifier);
      if (macro == nullptr) continue;
      defined.insert(identifier->getName().str());
      for (std::size_t i = 0; i < kWords; ++i) {
        if (!macros_[i].name.empty() || !writes(*macro, meanings()[i])) continue;
        const std::string file = file_of(*tree, macro->getDefinitionLoc());
        if (!file.empty()) macros_[i] = {identifier->getName().str(), file};
      }
    }
  }
  if (!macros_[0].name.empty()) return;
  for (OwnMacro& macro : macros_) macro = {};
  for (const Meaning& meaning : meanings()) {
    if (defined.contains(meaning.name) && problem_.empty())
      problem_ =
          fmt::format("the program uses the macro '{}' for something else: define one that writes guarded_by", meaning.name);
  }
}

std::string Words::write(Word word, const std::string& argument) const {
  const auto index = static_cast<std::size_t>(word);
  const Meaning& meaning = meanings()[index];
  const bool has_own = !macros_[0].name.empty();
  const std::string macro = has_own ? macros_[index].name : meaning.name;
  const std::string arguments = meaning.has_argument ? "(" + argument + ")" : "";
  // The program's own set may lack one.
  if (macro.empty()) return fmt::format("__attribute__(({}{}))", meaning.attribute, arguments);
  return macro + arguments;
}

std::string macros_header() {
  std::string text =
      "// What guards what, for clang -Wthread-safety; other compilers see nothing of it.\n"
      "#ifndef THREAD_ANNOTATIONS_H\n"
      "#define THREAD_ANNOTATIONS_H\n\n"
      "#if defined(__clang__)\n"
      "#define THREAD_ANNOTATION(x) __attribute__((x))\n"
      "#else\n"
      "#define THREAD_ANNOTATION(x)\n"
      "#endif\n\n";
  for (const Meaning& meaning : meanings()) {
    text += meaning.has_argument
                ? fmt::format("#define {}(...) THREAD_ANNOTATION({}(__VA_ARGS__))\n", meaning.name, meaning.attribute)
                : fmt::format("#define {} THREAD_ANNOTATION({})\n", meaning.name, meaning.attribute);
  }
  return text + "\n#endif\n";
}

std::string system_header() {
  return R"(// The locks of POSIX, declared again so that clang -Wthread-safety follows who takes them.
#ifndef PTHREAD_ANNOTATIONS_H
#define PTHREAD_ANNOTATIONS_H

#include <pthread.h>

#if defined(__clang__)
#ifdef __cplusplus
extern "C" {
#endif

typedef pthread_mutex_t pthread_mutex_t __attribute__((capability("mutex")));
int pthread_mutex_lock(pthread_mutex_t *lock) __attribute__((acquire_capability(*lock)));
int pthread_mutex_trylock(pthread_mutex_t *lock) __attribute__((try_acquire_capability(0, *lock)));
int pthread_mutex_unlock(pthread_mutex_t *lock) __attribute__((release_capability(*lock)));

typedef pthread_rwlock_t pthread_rwlock_t __attribute__((capability("rwlock")));
int pthread_rwlock_rdlock(pthread_rwlock_t *lock) __attribute__((acquire_shared_capability(*lock)));
int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock) __attribute__((try_acquire_shared_capability(0, *lock)));
int pthread_rwlock_wrlock(pthread_rwlock_t *lock) __attribute__((acquire_capability(*lock)));
int pthread_rwlock_trywrlock(pthread_rwlock_t *lock) __attribute__((try_acquire_capability(0, *lock)));
int pthread_rwlock_unlock(pthread_rwlock_t *lock) __attribute__((release_generic_capability(*lock)));

typedef pthread_spinlock_t pthread_spinlock_t __attribute__((capability("spinlock")));
int pthread_spin_lock(pthread_spinlock_t *lock) __attribute__((acquire_capability(*lock)));
int pthread_spin_trylock(pthread_spinlock_t *lock) __attribute__((try_acquire_capability(0, *lock)));
int pthread_spin_unlock(pthread_spinlock_t *lock) __attribute__((release_capability(*lock)));

#ifdef __cplusplus
}
#endif
#endif

#endif
)";
}

}  // namespace check
