// A race on data that is published by a flag whose memory order does not publish.
#include "tool/checks/all_checks.h"

namespace check {

constinit const Check kRelaxedPublication = {
    .id = "racelab-relaxed-publication",
    .summary =
        "Data is handed to another thread through an atomic whose store or load is relaxed, so that the other may see "
        "the atomic's new value and the data's old one.",
    .page =
#include "tool/checks/relaxed_publication.inc"
        , .check_class = CheckClass::kOrder, .on_by_default = true,
};

}  // namespace check
