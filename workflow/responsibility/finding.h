// What a person should look at in who is responsible for what (rà soát chồng chéo, bỏ sót): on a day, over a period, or
// if a draft became law. Computed from the organisation and the plans, never stored: a finding goes away when its cause
// does.
//
//   GAP                a function that nobody living leads: in the whole province, or in a commune. A lead that is only
//                      illustrated means nothing in law: then the finding says so, and is another one.
//   OVERLAP            two or more living leads of one function in the same place. A set is one lead.
//   DANGLING           a duty is with a unit that has ended or does not exist yet, or with a set without living
//                      members; an item of a plan that is not issued is with one that has ended.
//   LEVEL_MISMATCH     … and what ended is its whole level (the districts): told instead of DANGLING.
//   BASIS_EXPIRED      a duty or a plan rests on an instrument that is replaced, repealed, expired or not chosen.
//   BASIS_TEMPORARY    … that applies for the time being only.
//   ROLE_CONFLICT      who leads a function also approves, monitors or receives the report; the lead of an item is the
//                      issuer of the plan, who approves it.
//   UNASSIGNED_ITEM    an item of a plan that is not issued, without a lead.
//   DUPLICATE_ITEM     duplicate_items.h
//   NO_RESULT_MEASURE  an item of a plan without product, number or indicator.
//
// The id of a finding is made of its kind and of what it is about; not of the day, the order or the texts.
#ifndef WORKFLOW_RESPONSIBILITY_FINDING_H_
#define WORKFLOW_RESPONSIBILITY_FINDING_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "phoihop/v1/finding.pb.h"
#include "phoihop/v1/plan.pb.h"
#include "workflow/organisation/directory.h"

namespace phoihop::responsibility {

// Days that one question may be about.
inline constexpr int kMaxFindingDays = 3'660;

// Whether a question about these kinds (empty: all) looks at plans; without, it needs none.
bool LooksAtPlans(const std::vector<v1::FindingKind>& kinds);

// Whether the plan is in force on a day from `from` to before `to`: it is from the later of its document date and the
// start of its period to the end of the period. On other days it is not looked at.
bool IsInForce(const v1::Plan& plan, absl::CivilDay from, absl::CivilDay to);

struct FindingQuestion {
  // With the duties, functions, instruments and waivers that are looked at. Must outlive the call.
  const organisation::Directory& directory;
  // With their items.
  std::vector<const v1::Plan*> plans;
  // Every day from `from` to before `to`.
  absl::CivilDay from;
  absl::CivilDay to;
  // Only these. Empty: all.
  std::vector<v1::FindingKind> kinds;
};

// In the order of kind, id, first day. A finding that holds on several stretches of days is answered once for each,
// with the texts of its first day. It carries a waiver when it is waived on all days of the stretch.
std::vector<v1::Finding> FindFindings(const FindingQuestion& question);

// With and without a draft: each says whether it is UNCHANGED, NEW or RESOLVED; what is RESOLVED is told as it is
// without the draft. Days and kinds are those of `without`.
std::vector<v1::Finding> CompareFindings(const FindingQuestion& without, const FindingQuestion& with_draft);

}  // namespace phoihop::responsibility

#endif  // WORKFLOW_RESPONSIBILITY_FINDING_H_
