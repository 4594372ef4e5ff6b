// Where an attribute of a declaration is written: behind its declarator.
//
// Thread safety: pure functions.
#pragma once

#include <optional>

#include "tool/fix/source.h"

namespace clang {
class DeclaratorDecl;
class FunctionDecl;
}  // namespace clang

namespace check {

struct Position {
  clang::FileID file;
  unsigned offset = 0;
};

/// Behind the name, the bounds of an array and the width of a bit-field. Nothing where that is not simple: a pointer to a
/// function.
std::optional<Position> behind(const clang::DeclaratorDecl& declaration, const Source& source);

/// Behind the parameters, `const`, `noexcept` and the result's type.
std::optional<Position> behind_parameters(const clang::FunctionDecl& function, const Source& source);

}  // namespace check
