#include "clients/cli/reorganisation_print.h"

#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/format.h"
#include "clients/cli/vocabulary.h"

namespace phoihop::cli {
namespace {

std::string Lines(absl::string_view text, int width) {
  return absl::StrCat(absl::StrJoin(Wrap(text, width), "\n"), "\n");
}

std::string PartOf(const v1::Partition& partition) {
  if (partition.key() == v1::Partition::KEY_UNSPECIFIED || partition.key() == v1::Partition::KEY_WHOLE) return "";
  if (!partition.text().empty()) return partition.text();
  return partition.key() == v1::Partition::KEY_REMAINDER ? "phần còn lại" : absl::StrJoin(partition.functions(), ", ");
}

// Edges with the same receiver on one line, so that a merge reads as one.
std::string Edges(const v1::Reorganisation& reorganisation, const Namer& names, int width) {
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;
  std::string out;
  for (const auto& edge : reorganisation.edges()) {
    const bool place = !edge.from_membership().empty() || !edge.from_post().empty();
    const std::string from =
        place ? absl::StrCat(names(edge.from_unit()), ": ", ShortName(edge.from_post() + edge.from_membership()))
              : names(edge.from_unit());
    std::string to =
        place ? (edge.to_person().empty() ? "trả việc về đơn vị" : ShortName(edge.to_person())) : names(edge.to_unit());
    if (const std::string part = PartOf(edge.partition()); !part.empty()) absl::StrAppend(&to, " (", part, ")");
    if (groups.empty() || groups.back().first != to) groups.push_back({to, {}});
    if (!from.empty()) groups.back().second.push_back(from);
  }
  for (const auto& [to, from] : groups) {
    std::string line = absl::StrJoin(from, " + ");
    if (line != to) absl::StrAppend(&line, line.empty() ? "→ " : " → ", to.empty() ? "(không ai)" : to);
    absl::StrAppend(&out, Lines(line, width));
  }
  return out;
}

std::string Changes(const v1::Reorganisation& reorganisation) {
  std::vector<std::string> parts;
  for (const auto& unit : reorganisation.units()) {
    for (const auto& version : unit.versions()) {
      parts.push_back(
          absl::StrCat(version.display_name(), " [", ShortName(unit.name()), "], ", KindForPeople(version.kind())));
    }
    for (const auto& identifier : unit.identifiers()) {
      parts.push_back(absl::StrCat("mã ", identifier.value(), " cho ", ShortName(unit.name())));
    }
    for (const auto& relation : unit.relations()) {
      parts.push_back(absl::StrCat("cấp trên của ", ShortName(unit.name()), ": ", ShortName(relation.to_unit())));
    }
  }
  return parts.empty() ? "" : absl::StrCat("Sau đó có: ", absl::StrJoin(parts, "; "));
}

// Was switched before its day, on which open work moves.
bool IsAhead(const v1::Reorganisation& reorganisation) {
  return reorganisation.state() == v1::Reorganisation::STATE_EXECUTING &&
         DayOf(reorganisation.enact_time()) < reorganisation.effective_date();
}

std::string Signature(absl::string_view what, const v1::Actor& actor, const google::protobuf::Timestamp& time) {
  if (actor.unit().empty() && actor.system().empty()) return "";
  return absl::StrCat(what, " ", ActorForPeople(actor), time.seconds() == 0 ? "" : ", ", TimeForPeople(time));
}

}  // namespace

std::string Describe(const v1::Reorganisation& reorganisation, const Namer& names, int width) {
  std::string out =
      Lines(absl::StrCat(reorganisation.display_name(), " [", ShortName(reorganisation.name()), "]"), width);
  absl::StrAppend(
      &out, Lines(absl::StrCat("Tình trạng: ", StateForPeople(reorganisation.state()),
                               reorganisation.paused() ? " — ĐANG TẠM DỪNG" : "",
                               IsAhead(reorganisation) ? absl::StrCat("; việc còn mở chuyển từ ",
                                                                      DateForPeople(reorganisation.effective_date()))
                                                       : ""),
                  width));
  absl::StrAppend(&out, Lines(absl::StrCat("Loại: ", TypeForPeople(reorganisation.type()), " · có hiệu lực từ ",
                                           DateForPeople(reorganisation.effective_date()), " · ",
                                           ClockPolicyForPeople(reorganisation.clock_policy())),
                              width));
  const std::string basis = CitationForPeople(reorganisation.basis());
  absl::StrAppend(&out, Lines(absl::StrCat("Căn cứ: ", basis.empty() ? "(chưa có)" : basis), width));
  absl::StrAppend(&out, Edges(reorganisation, names, width));
  if (const std::string changes = Changes(reorganisation); !changes.empty())
    absl::StrAppend(&out, Lines(changes, width));
  std::vector<std::string> people;
  for (std::string& signature :
       std::vector<std::string>{Signature("soạn:", reorganisation.drafter(), {}),
                                Signature("phê duyệt:", reorganisation.approver(), reorganisation.approve_time())}) {
    if (!signature.empty()) people.push_back(std::move(signature));
  }
  if (reorganisation.has_enact_time()) {
    people.push_back(absl::StrCat("chuyển tổ chức: ", TimeForPeople(reorganisation.enact_time())));
  }
  if (!people.empty()) absl::StrAppend(&out, Lines(absl::StrJoin(people, " · "), width));
  if (!CitationForPeople(reorganisation.annul_basis()).empty()) {
    absl::StrAppend(&out,
                    Lines(absl::StrCat("Căn cứ hủy bỏ: ", CitationForPeople(reorganisation.annul_basis())), width));
  }
  return out;
}

std::string NextSteps(const v1::Reorganisation& reorganisation) {
  const std::string id = ShortName(reorganisation.name());
  const auto step = [&id](absl::string_view verb, absl::string_view more = "") {
    return absl::StrCat("→ phoihop reorganisation ", verb, " ", id, more, "\n");
  };
  switch (reorganisation.state()) {
    case v1::Reorganisation::STATE_DRAFT:
      return step("preview");
    case v1::Reorganisation::STATE_PREVIEWED:
      return absl::StrCat("Người khác với người soạn phê duyệt:\n",
                          step("approve", absl::StrCat(" --token ", reorganisation.preview_token())));
    case v1::Reorganisation::STATE_APPROVED:
      return step("execute");
    case v1::Reorganisation::STATE_EXECUTING:
    case v1::Reorganisation::STATE_UNDOING:
      return reorganisation.paused() ? step("resume") : step("status", " --wait");
    case v1::Reorganisation::STATE_HELD:
      return absl::StrCat(step("items", " --state waiting"), step("assign", " VIỆC --to ĐƠN-VỊ"), step("resume"));
    default:
      return "";
  }
}

std::string DescribeProgress(const v1::ReorganisationProgress& progress) {
  // Taken back: what was done is not any more.
  if (progress.state() == v1::Reorganisation::STATE_ANNULLED) return StateForPeople(progress.state());
  return absl::StrCat(StateForPeople(progress.state()), progress.paused() ? " (tạm dừng)" : "", ": xong ",
                      progress.done(), " · chờ quyết định ", progress.waiting(), " · lỗi ", progress.failed(),
                      " · còn lại ", progress.remaining());
}

}  // namespace phoihop::cli
