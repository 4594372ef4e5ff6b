// Who lists the fields of a struct for an archive serves both directions: `Maybe<Step> auto& step` is a Step, const or not.
//
//     template <class Archive>
//     void visit_fields(Archive& archive, Maybe<Edge> auto& edge) {
//       auto& [to, is_case, value] = edge;
//       archive(to, is_case, value);
//     }
//
// The structured binding names every field, so a field that is added does not compile until it travels too.
#pragma once

#include <concepts>
#include <type_traits>

namespace check {

template <class Value, class Plain>
concept Maybe = std::same_as<std::remove_const_t<Value>, Plain>;

}  // namespace check
