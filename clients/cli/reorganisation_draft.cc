#include "clients/cli/reorganisation_draft.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/format.h"
#include "clients/cli/reorganisation_units.h"
#include "clients/cli/vocabulary.h"

namespace phoihop::cli {
namespace {

absl::Status Fault(absl::string_view sentence) { return absl::InvalidArgumentError(sentence); }

std::string DisplayNameOf(const v1::Unit& unit) {
  if (unit.has_current()) return unit.current().display_name();
  return unit.versions().empty() ? ShortName(unit.name()) : unit.versions(unit.versions_size() - 1).display_name();
}

class Maker {
 public:
  Maker(const DraftOptions& options, absl::string_view province, const UnitFinder& find)
      : options_(options), province_(province), find_(find) {}

  absl::StatusOr<v1::Reorganisation> Make() {
    const auto type = TypeOfWord(options_.type);
    if (!type.has_value()) return Fault(absl::StrCat("--type là một trong: ", TypeWords()));
    draft_.set_type(*type);
    for (auto step : {&Maker::FindFrom, &Maker::FindTo, &Maker::AddEdges, &Maker::AddUnits}) {
      if (const absl::Status status = (this->*step)(); !status.ok()) return status;
    }
    draft_.set_display_name(Title());
    if (const absl::Status status = ApplyDetails(options_, draft_); !status.ok()) return status;
    if (draft_.effective_date().empty()) return Fault("cho ngày có hiệu lực: --date dd/mm/yyyy");
    return draft_;
  }

 private:
  bool IsPlace() const {
    return draft_.type() == v1::REORGANISATION_TYPE_END_MEMBERSHIP || draft_.type() == v1::REORGANISATION_TYPE_END_POST;
  }
  bool KeepsIdentity() const {
    return draft_.type() == v1::REORGANISATION_TYPE_RENAME || draft_.type() == v1::REORGANISATION_TYPE_RETYPE ||
           draft_.type() == v1::REORGANISATION_TYPE_RENUMBER || draft_.type() == v1::REORGANISATION_TYPE_REPARENT;
  }
  bool IsDivided() const {
    return draft_.type() == v1::REORGANISATION_TYPE_SPLIT || draft_.type() == v1::REORGANISATION_TYPE_PARTIAL_TRANSFER;
  }
  std::string UnitName(absl::string_view id) const { return absl::StrCat(province_, "/units/", id); }

  absl::Status FindFrom() {
    for (const std::string& text : options_.from) {
      const absl::StatusOr<v1::Unit> unit = find_(text);
      if (!unit.ok()) return unit.status();
      from_.push_back(*unit);
    }
    if (from_.empty() && !IsPlace() && draft_.type() != v1::REORGANISATION_TYPE_CREATE) {
      return Fault("cho đơn vị cũ: --from MÃ (nhiều lần nếu có nhiều đơn vị)");
    }
    return absl::OkStatus();
  }

  // Units that are there, and names of those to be made.
  absl::Status FindTo() {
    std::map<std::string, std::string> names;
    for (const std::string& text : options_.new_units) {
      const auto pair = PairOf(text);
      if (!pair.has_value()) return Fault(absl::StrCat("--new '", text, "': viết MÃ=TÊN"));
      names[pair->first] = pair->second;
    }
    if (!options_.to_name.empty() && options_.to.size() == 1) names.try_emplace(options_.to[0], options_.to_name);
    std::vector<std::string> texts = options_.to;
    for (const std::string& part : options_.parts) {
      const auto pair = PairOf(part);
      if (!pair.has_value()) return Fault(absl::StrCat("--part '", part, "': viết ĐƠN-VỊ=phần, phần hoặc ĐƠN-VỊ=*"));
      if (std::find(texts.begin(), texts.end(), pair->first) == texts.end()) texts.push_back(pair->first);
    }
    for (const std::string& text : texts) {
      const absl::StatusOr<v1::Unit> unit = find_(text);
      const auto name = names.find(text);
      if (unit.ok()) {
        to_[text] = *unit;
      } else if (!absl::IsNotFound(unit.status())) {
        return unit.status();
      } else if (name == names.end()) {
        return Fault(absl::StrCat("chưa có đơn vị '", text, "': nếu là đơn vị mới, cho tên bằng --to-name hoặc --new ",
                                  text, "=TÊN"));
      } else {
        to_[text] = NewUnit(text, name->second);
        made_.push_back(text);
      }
      order_.push_back(text);
    }
    return absl::OkStatus();
  }

  static v1::Unit NamedUnit(std::string name, std::string display_name) {
    v1::Unit unit;
    unit.set_name(std::move(name));
    unit.add_versions()->set_display_name(std::move(display_name));
    return unit;
  }
  v1::Unit NewUnit(const std::string& id, const std::string& display_name) const {
    return NamedUnit(absl::StartsWith(id, "provinces/") ? id : UnitName(id), display_name);
  }

  absl::Status AddEdges() {
    if (IsPlace()) return AddPlace();
    if (draft_.type() == v1::REORGANISATION_TYPE_CREATE) {
      if (order_.empty()) return Fault("cho đơn vị mới: --to MÃ --to-name TÊN --to-kind LOẠI");
      for (const std::string& to : order_) draft_.add_edges()->set_to_unit(to_[to].name());
      return absl::OkStatus();
    }
    if (IsDivided()) return AddParts();
    if (draft_.type() == v1::REORGANISATION_TYPE_MERGE && order_.size() != 1) {
      return Fault("sáp nhập vào đúng một đơn vị: --to MÃ");
    }
    for (const v1::Unit& unit : from_) {
      v1::SuccessionEdge* edge = draft_.add_edges();
      edge->set_from_unit(unit.name());
      if (KeepsIdentity()) edge->set_to_unit(unit.name());
      if (draft_.type() == v1::REORGANISATION_TYPE_MERGE) edge->set_to_unit(to_[order_[0]].name());
    }
    return absl::OkStatus();
  }

  absl::Status AddPlace() {
    const bool membership = draft_.type() == v1::REORGANISATION_TYPE_END_MEMBERSHIP;
    const std::vector<std::string> place = absl::StrSplit(membership ? options_.membership : options_.post, '/');
    if (place.size() != 2) {
      return Fault(membership ? "cho người rời đơn vị: --membership ĐƠN-VỊ/MÃ" : "cho chức danh: --post ĐƠN-VỊ/MÃ");
    }
    v1::SuccessionEdge* edge = draft_.add_edges();
    edge->set_from_unit(UnitName(place[0]));
    edge->set_to_unit(UnitName(place[0]));
    const std::string name = absl::StrCat(UnitName(place[0]), membership ? "/memberships/" : "/posts/", place[1]);
    membership ? edge->set_from_membership(name) : edge->set_from_post(name);
    if (!options_.to_person.empty()) edge->set_to_person(absl::StrCat(province_, "/persons/", options_.to_person));
    return absl::OkStatus();
  }

  absl::Status AddParts() {
    if (from_.size() != 1) return Fault("chia hoặc chuyển một phần của đúng một đơn vị: --from MÃ");
    if (options_.parts.empty()) {
      return Fault(
          "cho từng phần: --split-by territory|function|list --part ĐƠN-VỊ=phần, phần … (ĐƠN-VỊ=*: phần còn lại)");
    }
    for (const std::string& text : options_.parts) {
      const auto [to, part] = *PairOf(text);
      v1::SuccessionEdge* edge = draft_.add_edges();
      edge->set_from_unit(from_[0].name());
      edge->set_to_unit(to_[to].name());
      if (const absl::Status status = SetPart(part, *edge->mutable_partition()); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status SetPart(const std::string& text, v1::Partition& partition) {
    if (text == "*") {
      partition.set_key(v1::Partition::KEY_REMAINDER);
      partition.set_text("phần còn lại");
      return absl::OkStatus();
    }
    partition.set_text(text);
    if (options_.split_by == "undetermined") {
      partition.set_key(v1::Partition::KEY_UNDETERMINED);
      return absl::OkStatus();
    }
    for (absl::string_view word : absl::StrSplit(text, ',', absl::SkipWhitespace())) {
      const std::string term(absl::StripAsciiWhitespace(word));
      if (options_.split_by == "function") {
        partition.set_key(v1::Partition::KEY_FUNCTION);
        partition.add_functions(term);
      } else if (options_.split_by == "territory") {
        const absl::StatusOr<v1::Unit> unit = find_(term);
        if (!unit.ok()) return unit.status();
        partition.set_key(v1::Partition::KEY_TERRITORY);
        partition.add_territories(unit->name());
      } else if (options_.split_by == "list") {
        partition.set_key(v1::Partition::KEY_LIST);
        partition.add_items(ItemName(province_, term));
      } else {
        return Fault(
            "--split-by là một trong: territory (địa bàn), function (chức năng), list (danh sách việc), undetermined");
      }
    }
    return absl::OkStatus();
  }

  // Units as they will be: those that are made, and the one that changes.
  absl::Status AddUnits() {
    for (const std::string& id : made_) {
      absl::StatusOr<v1::Unit> unit = MadeUnit(options_, to_[id], from_, find_);
      if (!unit.ok()) return unit.status();
      *draft_.add_units() = *std::move(unit);
    }
    const v1::Unit* changes = nullptr;
    if (KeepsIdentity()) changes = &from_[0];
    if (!KeepsIdentity() && made_.empty() && order_.size() == 1) changes = &to_[order_[0]];
    if (changes == nullptr) return absl::OkStatus();
    absl::StatusOr<v1::Unit> changed = ChangedUnit(options_, *changes, find_);
    if (!changed.ok()) return changed.status();
    const bool nothing = changed->versions().empty() && changed->identifiers().empty() && changed->relations().empty();
    if (nothing && KeepsIdentity()) {
      return Fault("cho biết đổi thành gì: --to-name, --to-kind, --to-code hoặc --to-parent");
    }
    if (!nothing) *draft_.add_units() = *std::move(changed);
    return absl::OkStatus();
  }

  std::string Title() const {
    const std::string from = absl::StrJoin(
        from_, ", ", [](std::string* out, const v1::Unit& unit) { absl::StrAppend(out, DisplayNameOf(unit)); });
    const std::string to = absl::StrJoin(order_, ", ", [this](std::string* out, const std::string& text) {
      absl::StrAppend(out, DisplayNameOf(to_.at(text)));
    });
    const std::string change =
        draft_.units().empty() || draft_.units(0).versions().empty() ? "" : draft_.units(0).versions(0).display_name();
    switch (draft_.type()) {
      case v1::REORGANISATION_TYPE_CREATE:
        return absl::StrCat("Thành lập ", to);
      case v1::REORGANISATION_TYPE_MERGE:
        return absl::StrCat("Sáp nhập ", from, " vào ", change.empty() ? to : change);
      case v1::REORGANISATION_TYPE_SPLIT:
        return absl::StrCat("Chia ", from, " thành ", to);
      case v1::REORGANISATION_TYPE_PARTIAL_TRANSFER:
        return absl::StrCat("Chuyển một phần của ", from, " sang ", to);
      case v1::REORGANISATION_TYPE_ABOLISH:
        return absl::StrCat("Giải thể ", from);
      case v1::REORGANISATION_TYPE_RENAME:
      case v1::REORGANISATION_TYPE_RETYPE:
        return absl::StrCat(from, " trở thành ", change);
      case v1::REORGANISATION_TYPE_RENUMBER:
        return absl::StrCat(from, " mang mã ", options_.to_code);
      case v1::REORGANISATION_TYPE_REPARENT:
        return absl::StrCat(from, " đổi cấp trên");
      case v1::REORGANISATION_TYPE_END_MEMBERSHIP:
        return absl::StrCat("Rời đơn vị: ", options_.membership);
      case v1::REORGANISATION_TYPE_END_POST:
        return absl::StrCat("Bỏ chức danh: ", options_.post);
      default:
        return "";
    }
  }

  const DraftOptions& options_;
  const std::string province_;
  const UnitFinder& find_;
  v1::Reorganisation draft_;
  std::vector<v1::Unit> from_;
  std::map<std::string, v1::Unit> to_;  // by what was typed
  std::vector<std::string> order_;      // of to_
  std::vector<std::string> made_;       // those of to_ that are new
};

}  // namespace

absl::StatusOr<v1::Reorganisation> MakeDraft(const DraftOptions& options, absl::string_view province,
                                             const UnitFinder& find) {
  return Maker(options, province, find).Make();
}

}  // namespace phoihop::cli
