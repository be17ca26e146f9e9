// A province that is small enough to see everything that a reorganisation does to it.
#ifndef TESTS_UNIT_ORGANISATION_SMALL_PROVINCE_H_
#define TESTS_UNIT_ORGANISATION_SMALL_PROVINCE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "workflow/decision.h"

namespace phoihop::organisation {

// Units since 2020-01-01, of the provincial People's Committee `ubnd`: its office `vp`, the departments `so-a`, `so-b`,
// `so-c` (division `phong-a` under so-a), the district `huyen` with communes `x1` … `x4`. `so-cu` ended on 2024-01-01.
// People: an and binh in ubnd, chi (post truong-phong) and dung in so-a. Duties: d-lead (so-a leads, so-b coordinates),
// d-bao (press: so-a coordinates, so-c leads). Set `cac-so` lists so-a and so-b. It is noon of 15 June 2025.
class SmallProvince {
 public:
  SmallProvince();

  // Decides, and folds the answer when there is one.
  absl::Status Do(const internal::v1::ReferenceCommand& command, const v1::Actor& actor,
                  const v1::Actor& acting_for = {});
  // Events of the last command that was taken.
  const std::vector<v1::Event>& events() const { return events_; }

  const internal::v1::ReferenceData& data() const { return data_; }
  absl::Time& now() { return now_; }

  // -- The verbs, by an unless somebody is named. Names are ids.
  absl::Status Create(const std::string& id, const v1::Reorganisation& draft);
  absl::Status Preview(const std::string& id, const std::string& token = "seen");
  absl::Status Approve(const std::string& id, const std::string& person = "binh");
  absl::Status Execute(const std::string& id);
  absl::Status Verify(const std::string& id, bool holds = true);
  absl::Status Undo(const std::string& id);
  // From nothing to EXECUTING, and further to VERIFIED.
  absl::Status Run(const std::string& id, const v1::Reorganisation& draft);

  const v1::Unit& Unit(absl::string_view id) const;
  const v1::Membership& Membership(absl::string_view unit, absl::string_view id) const;
  const v1::Duty& Duty(absl::string_view id) const;
  const v1::Reorganisation& Reorganisation(absl::string_view id) const;
  // Everything but reorganisations and units that no longer exist: what an undo restores.
  internal::v1::ReferenceData Organisation() const;

 private:
  internal::v1::ReferenceData data_;
  std::shared_ptr<const Facts> facts_;
  absl::Time now_;
  std::vector<v1::Event> events_;
};

v1::Actor Person(absl::string_view person, absl::string_view unit = "ubnd");
v1::Actor System();

std::string UnitOf(absl::string_view id);              // provinces/dong-nai/units/{id}
std::string ReorganisationName(absl::string_view id);  // provinces/dong-nai/reorganisations/{id}

// A draft of 2025-07-01 with a basis and edges `from` → `to`; an empty id is none.
v1::Reorganisation Draft(v1::ReorganisationType type, const std::vector<std::pair<std::string, std::string>>& edges);
// A unit as it will be: one version of that name.
v1::Unit& AddUnit(v1::Reorganisation& draft, absl::string_view id, absl::string_view name,
                  v1::UnitKind kind = v1::UNIT_KIND_DEPARTMENT);
// Gives an edge a part.
void Part(v1::Reorganisation& draft, int edge, v1::Partition::Key key, const std::vector<std::string>& entries = {});

}  // namespace phoihop::organisation

#endif  // TESTS_UNIT_ORGANISATION_SMALL_PROVINCE_H_
