#include "tool/summary/unit_builder.h"

#include "clang/AST/CXXInheritance.h"
#include "clang/Basic/Builtins.h"
#include "clang/Basic/SourceManager.h"

namespace check {
namespace {

/// Mutable parts of a constant can be written all the same.
bool is_constant(const clang::VarDecl& variable) {
  const clang::QualType type = variable.getType();
  if (type->isReferenceType()) return true;
  if (!variable.getASTContext().getBaseElementType(type).isConstQualified()) return false;
  const clang::CXXRecordDecl* record = type->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
  return record == nullptr || !record->hasDefinition() || !record->hasMutableFields();
}

/// __sync_fetch_and_add_4 is written __sync_fetch_and_add.
std::string without_size(std::string name) {
  if (!name.starts_with("__sync_")) return name;
  const std::size_t end = name.find_last_not_of("0123456789");
  return end != std::string::npos && end + 1 < name.size() && name[end] == '_' ? name.substr(0, end) : name;
}

bool is_runtime(std::string_view name) { return name.starts_with("mp::"); }

}  // namespace

Symbol UnitBuilder::function(const clang::FunctionDecl& function) {
  const clang::FunctionDecl* canonical = function.getCanonicalDecl();
  const auto found = keys_.find(canonical);
  if (found != keys_.end()) return found->second;
  const Symbol key = symbols.intern(names.key(*canonical));
  keys_.emplace(canonical, key);
  request(function);
  return key;
}

Symbol UnitBuilder::variable(const clang::VarDecl& variable) {
  const clang::VarDecl* canonical = variable.getCanonicalDecl();
  const auto found = keys_.find(canonical);
  if (found != keys_.end()) return found->second;
  const Symbol key = symbols.intern(names.key(*canonical));
  keys_.emplace(canonical, key);
  unit_.globals.push_back({.key = key,
                           .name = symbols.intern(names.display(variable)),
                           .thread_local_storage = variable.getTLSKind() != clang::VarDecl::TLS_None,
                           .constant = is_constant(variable)});
  return key;
}

Symbol UnitBuilder::named(const std::string& name, bool is_own_to_thread) {
  const Symbol key = symbols.intern("<" + name + ">");
  if (named_.insert(key).second) {
    unit_.globals.push_back(
        {.key = key, .name = symbols.intern(name), .thread_local_storage = is_own_to_thread, .constant = false});
  }
  return key;
}

Symbol UnitBuilder::dynamic_class(const clang::CXXRecordDecl& record) {
  const clang::CXXRecordDecl* canonical = record.getCanonicalDecl();
  const auto found = keys_.find(canonical);
  if (found != keys_.end()) return found->second;
  const Symbol key = symbols.intern("class " + names.key(static_cast<const clang::NamedDecl&>(record)));
  keys_.emplace(canonical, key);
  list_overrides(record, key);
  return key;
}

void UnitBuilder::list_overrides(const clang::CXXRecordDecl& record, Symbol key) {
  clang::CXXFinalOverriderMap overriders;
  record.getFinalOverriders(overriders);
  for (const auto& [method, by_subobject] : overriders) {
    for (const auto& [subobject, finals] : by_subobject) {
      for (const clang::UniqueVirtualMethod& final : finals) {
        if (llvm::isa<clang::CXXDestructorDecl>(method)) continue;
        unit_.overrides.push_back({.dynamic_class = key, .method = function(*method), .function = function(*final.Method)});
      }
    }
  }
}

ClassKind UnitBuilder::kind_of(clang::QualType type) {
  const clang::RecordDecl* record = type.getCanonicalType()->getAsRecordDecl();
  if (record == nullptr) return ClassKind::kNone;
  const auto [found, is_new] = kinds_.try_emplace(record->getCanonicalDecl(), ClassKind::kNone);
  if (is_new) {
    const std::string name = library_name(*record);
    found->second = is_in_system(*record) || is_runtime(name) ? class_kind(name) : ClassKind::kNone;
  }
  return found->second;
}

CalleeInfo UnitBuilder::look_up(const clang::FunctionDecl& function) {
  CalleeInfo info;
  const std::string name = without_size(library_name(function));
  if (const auto named = user_names_.find(name); named != user_names_.end()) {
    info.by_user = &named->second;
    info.from_library = true;
    info.name = name;
    return info;
  }
  const bool is_declared_only = !function.isDefined() && is_library_name(name);
  const bool library = is_runtime(name) || is_in_system(function) || function.getBuiltinID() != 0 || is_declared_only;
  if (const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&function)) {
    if (method->isStatic() && library) info.call = library_function(name);
    if (!method->isStatic()) info.kind = kind_of(context.getRecordType(method->getParent()));
    if (info.kind != ClassKind::kNone) info.call = library_method(info.kind, name.substr(name.rfind("::") + 2));
  } else if (library) {
    info.call = library_function(name);
  }
  info.from_library =
      info.call != nullptr || info.kind != ClassKind::kNone || (library && !(is_runtime(name) && function.isDefined()));
  if (info.from_library) info.name = name;
  return info;
}

const CalleeInfo& UnitBuilder::callee(const clang::FunctionDecl& function) {
  const clang::FunctionDecl* canonical = function.getCanonicalDecl();
  const auto found = callees_.find(canonical);
  if (found != callees_.end()) return found->second;
  CalleeInfo info = look_up(function);
  return callees_.emplace(canonical, std::move(info)).first->second;
}

void UnitBuilder::request(const clang::FunctionDecl& function) {
  const clang::FunctionDecl* definition = nullptr;
  if (!function.hasBody(definition) || definition->isDependentContext() || definition->isInvalidDecl()) return;
  if (is_in_system(*definition)) return;
  if (requested_.insert(definition->getCanonicalDecl()).second) waiting_.push_back(definition);
}

const clang::FunctionDecl* UnitBuilder::next() {
  if (waiting_.empty()) return nullptr;
  const clang::FunctionDecl* function = waiting_.front();
  waiting_.pop_front();
  return function;
}

}  // namespace check
