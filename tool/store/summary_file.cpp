#include "tool/store/summary_file.h"

#include "tool/store/archive.h"
#include "tool/store/fields.h"
#include "tool/store/sealed.h"

namespace check {
template <class Archive>
void visit_fields(Archive& archive, Maybe<Step> auto& step) {
  auto& [op, operation, model, access, order, result, symbol, text, number, line, column, inputs] = step;
  archive(op, operation, model, access, order, result, symbol, text, number, line, column, inputs);
}

template <class Archive>
void visit_fields(Archive& archive, Maybe<Edge> auto& edge) {
  auto& [to, is_case, value] = edge;
  archive(to, is_case, value);
}

template <class Archive>
void visit_fields(Archive& archive, Maybe<Block> auto& block) {
  auto& [steps, condition, is_switch, edges] = block;
  archive(steps, condition, is_switch, edges);
}

template <class Archive>
void visit_fields(Archive& archive, Maybe<Local> auto& local) {
  auto& [name, address_taken] = local;
  archive(name, address_taken);
}

template <class Archive>
void visit_fields(Archive& archive, Maybe<FunctionSummary> auto& function) {
  auto& [key, name, file, line, column, parameters, registers, callable_from_outside, locals, blocks] = function;
  archive(key, name, file, line, column, parameters, registers, callable_from_outside, locals, blocks);
}

template <class Archive>
void visit_fields(Archive& archive, Maybe<GlobalSummary> auto& global) {
  auto& [key, name, thread_local_storage, constant] = global;
  archive(key, name, thread_local_storage, constant);
}

template <class Archive>
void visit_fields(Archive& archive, Maybe<OverrideSummary> auto& override_of) {
  auto& [dynamic_class, method, function] = override_of;
  archive(dynamic_class, method, function);
}

template <class Archive>
void visit_fields(Archive& archive, Maybe<UnitSummary> auto& unit) {
  auto& [file, symbols, functions, globals, overrides, initialisers] = unit;
  archive(file, symbols, functions, globals, overrides, initialisers);
}

namespace {

constexpr std::string_view kHolds = "summary";

}  // namespace

std::string file_of(const UnitSummary& unit, std::string_view writer) {
  ByteWriter content;
  content(unit);
  return sealed({kHolds, writer}, content.take());
}

std::optional<UnitSummary> unit_of(std::string_view file, std::string_view writer, std::string& problem) {
  const std::optional<std::string_view> content = unsealed({kHolds, writer}, file, problem);
  if (!content) return std::nullopt;
  ByteReader reader(*content);
  UnitSummary unit;
  reader(unit);
  if (reader.is_at_end()) return unit;
  problem = "internal bug: it is whole, and yet not a summary";
  return std::nullopt;
}

}  // namespace check
