#include "workflow/organisation/name_matcher.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/base/call_once.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/name_index.h"
#include "workflow/organisation/name_search.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

using v1::NameMatch;
using Entries = NameIndex::Entries;

// Suggestions in one answer.
constexpr size_t kMaxSuggestions = 50;
// Units that an explanation names one by one.
constexpr size_t kMaxNamedInSentence = 5;
constexpr size_t kMinPrefixWords = 3;

enum class Era { kNow, kPast, kFuture };

Era EraOf(const NameEntry& entry, absl::CivilDay day) {
  if (Contains(entry.valid_from, entry.valid_to, day)) return Era::kNow;
  return !entry.valid_to.empty() && entry.valid_to <= FormatDate(day) ? Era::kPast : Era::kFuture;
}

void KeepIf(Entries& entries, const std::function<bool(const NameEntry&)>& keep) {
  Entries kept;
  for (const NameEntry* entry : entries) {
    if (keep(*entry)) kept.push_back(entry);
  }
  if (!kept.empty()) entries = std::move(kept);
}

size_t Shared(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::count_if(a.begin(), a.end(),
                       [&b](const std::string& place) { return std::find(b.begin(), b.end(), place) != b.end(); });
}

absl::string_view BearerOf(const NameEntry& entry) {
  return entry.unit != nullptr ? entry.unit->unit->name() : entry.set->name();
}

// One entry per bearer, its latest, in the order of names.
Entries Distinct(Entries entries) {
  std::stable_sort(entries.begin(), entries.end(), [](const NameEntry* a, const NameEntry* b) {
    return std::make_tuple(BearerOf(*a), !a->valid_to.empty(), absl::string_view(b->valid_to)) <
           std::make_tuple(BearerOf(*b), !b->valid_to.empty(), absl::string_view(a->valid_to));
  });
  entries.erase(std::unique(entries.begin(), entries.end(),
                            [](const NameEntry* a, const NameEntry* b) { return BearerOf(*a) == BearerOf(*b); }),
                entries.end());
  return entries;
}

std::vector<std::string> HolderNames(const v1::ResolveSuccessorsResponse& response) {
  std::vector<std::string> names;
  for (const auto& holder : response.holders()) names.push_back(holder.unit());
  return names;
}

// Answers one query.
class Answer {
 public:
  Answer(const Directory& directory, const NameIndex& index, const NameMatcher::Query& query)
      : directory_(directory), index_(index), query_(query), quoted_(absl::StrCat("“", Excerpt(query.text), "”")) {
    match_.set_text(ValidText(query.text));
  }

  NameMatch Take() {
    if (query_.text.size() > kMaxNameTextBytes) return None("dài quá mức của một tên đơn vị");
    const absl::string_view text = absl::StripAsciiWhitespace(query_.text);
    if (ByCode(text)) return match_;
    NameSearch search = SearchNames(index_, text);
    if (search.entries.empty()) return ByPrefix(text);
    match_.set_reading(search.reading);
    if (search.remark) remark_ = " Phần trong ngoặc được coi là ghi chú.";
    Decide(search);
    return match_;
  }

 private:
  static std::string ValidText(absl::string_view text) {
    const bool whole = !SplitWords(text).empty() && text.size() <= kMaxNameTextBytes;
    return whole ? std::string(text) : Excerpt(text);
  }

  NameMatch None(absl::string_view why) {
    match_.set_outcome(NameMatch::OUTCOME_NONE);
    match_.set_explanation(absl::StrCat(quoted_, " ", why, "."));
    return match_;
  }

  // A code, or the resource name of a unit or set.
  bool ByCode(absl::string_view text) {
    if (const v1::Unit* unit = directory_.FindUnit(text); unit != nullptr && !unit->versions().empty()) {
      match_.set_reading(NameMatch::READING_CODE);
      NameEntry entry{.unit = index_.FindUnit(text), .text = std::string(text)};
      OneUnit(entry, Era::kNow, "là định danh của");
      return true;
    }
    if (const v1::UnitSet* set = directory_.FindUnitSet(text)) {
      match_.set_reading(NameMatch::READING_SET);
      OneSet(*set);
      return true;
    }
    const std::vector<NameIndex::Code> codes = index_.FindCode(text);
    if (codes.empty()) return false;
    match_.set_reading(NameMatch::READING_CODE);
    Entries entries;
    for (const NameIndex::Code& code : codes) {
      NameEntry& entry = made_.emplace_back();
      entry.unit = code.unit;
      entry.valid_from = code.identifier->valid_from();
      entry.valid_to = code.identifier->valid_to();
      entries.push_back(&entry);
    }
    NameSearch search;
    search.entries = std::move(entries);
    Decide(search);
    return true;
  }

  void Decide(NameSearch& search) {
    Entries& entries = search.entries;
    const Entries all = entries;
    Era era = Era::kNow;
    if (search.says_former) {
      KeepIf(entries, [&](const NameEntry& e) { return !directory_.IsAlive(BearerOf(e), query_.today); });
      KeepIf(entries, [&](const NameEntry& e) { return EraOf(e, query_.today) == Era::kPast; });
    }
    // A territory without its kind may be any that ever bore the name.
    if (!search.bare_territory) {
      era = KeepEra(entries);
      KeepNearContext(entries);
    }
    entries = Distinct(entries);
    AddOthers(all, entries);
    const bool ambiguous =
        std::any_of(entries.begin(), entries.end(), [](const NameEntry* entry) { return entry->ambiguous; });
    if (ambiguous) {
      Many(entries);
    } else if (entries.size() == 1 && entries[0]->set != nullptr) {
      OneSet(*entries[0]->set);
    } else if (entries.size() == 1) {
      OneUnit(*entries[0], EraOfUnit(*entries[0], era), "là");
    } else {
      Several(entries);
    }
  }

  // Names of the day come first, then of the past, then of the future.
  Era KeepEra(Entries& entries) const {
    for (const Era era : {Era::kNow, Era::kPast, Era::kFuture}) {
      const auto is_of_era = [&](const NameEntry& entry) { return EraOf(entry, query_.written_on) == era; };
      if (std::none_of(entries.begin(), entries.end(), [&](const NameEntry* entry) { return is_of_era(*entry); })) {
        continue;
      }
      KeepIf(entries, is_of_era);
      return era;
    }
    return Era::kNow;
  }

  // A bare territory name was not sorted by era.
  Era EraOfUnit(const NameEntry& entry, Era era) const {
    return era == Era::kNow ? EraOf(entry, query_.written_on) : era;
  }

  void KeepNearContext(Entries& entries) const {
    const NamedUnit* context = index_.FindUnit(query_.context_unit);
    if (context == nullptr) return;
    size_t best = 0;
    for (const NameEntry* entry : entries) {
      if (entry->unit != nullptr) best = std::max(best, Shared(entry->unit->places, context->places));
    }
    if (best == 0) return;
    KeepIf(entries, [&](const NameEntry& entry) {
      return entry.unit == nullptr || Shared(entry.unit->places, context->places) == best;
    });
  }

  void AddOthers(const Entries& all, const Entries& chosen) {
    for (const NameEntry* entry : Distinct(all)) {
      const bool taken = std::any_of(chosen.begin(), chosen.end(),
                                     [&](const NameEntry* other) { return BearerOf(*other) == BearerOf(*entry); });
      if (taken || entry->unit == nullptr || match_.others_size() >= static_cast<int>(kMaxSuggestions)) continue;
      match_.add_others()->set_name(entry->unit->unit->name());
    }
  }

  std::string NameOf(absl::string_view unit) const { return directory_.DisplayName(unit, query_.today); }

  // Namesakes are told apart by their superiors: "Xã Tân Thành (Huyện Bù Đốp)".
  std::string NamesOf(const std::vector<std::string>& units) const {
    std::vector<std::string> names;
    std::multiset<std::string> all;
    for (const std::string& unit : units) all.insert(NameOf(unit));
    for (const std::string& unit : units) {
      if (names.size() == kMaxNamedInSentence) break;
      names.push_back(NameOf(unit));
      const v1::Unit* known = directory_.FindUnit(unit);
      if (all.count(names.back()) > 1 && known != nullptr && !known->relations().empty()) {
        absl::StrAppend(&names.back(), " (", NameOf(known->relations(0).to_unit()), ")");
      }
    }
    const size_t more = units.size() - names.size();
    return absl::StrCat(absl::StrJoin(names, "; "), more > 0 ? absl::StrCat(" và ", more, " đơn vị khác") : "");
  }

  void OneUnit(const NameEntry& entry, Era era, absl::string_view is) {
    const std::string& unit = entry.unit->unit->name();
    match_.add_matched()->set_name(unit);
    const v1::UnitVersion* now = Directory::VersionOn(*entry.unit->unit, query_.today);
    if (now != nullptr) {
      match_.add_successors()->set_name(unit);
      match_.set_outcome(era == Era::kPast ? NameMatch::OUTCOME_SUCCEEDED : NameMatch::OUTCOME_UNIQUE);
      std::string sentence = absl::StrCat(quoted_, " ", is, " ", now->display_name());
      if (era == Era::kPast) {
        sentence = absl::StrCat(quoted_, " là tên cũ, dùng trước ngày ", ForPeople(entry.valid_to), ", của ",
                                now->display_name(), "; vẫn là đơn vị đó");
      } else if (era == Era::kFuture) {
        absl::StrAppend(&sentence, "; tên này có từ ngày ", ForPeople(entry.valid_from));
      }
      match_.set_explanation(absl::StrCat(sentence, ".", How(), remark_));
      return;
    }
    Ended(absl::StrCat(quoted_, " ", is, " ", NameOf(unit)), unit);
  }

  // `subject` begins the sentence.
  void Ended(absl::string_view subject, const std::string& unit) {
    match_.set_outcome(NameMatch::OUTCOME_SUCCEEDED);
    const v1::ResolveSuccessorsResponse response = directory_.ResolveSuccessors(unit, query_.today);
    const std::vector<std::string> holders = HolderNames(response);
    for (const std::string& holder : holders) match_.add_successors()->set_name(holder);
    const std::string today = FormatDateForPeople(query_.today);
    std::string sentence;
    if (holders.empty()) {
      sentence = absl::StrCat(subject, ", không còn hoạt động ngày ", today,
                              " và không có đơn vị kế thừa rõ ràng: cần người quyết định");
    } else {
      const std::string since =
          response.path().empty() ? "" : absl::StrCat(" từ ngày ", ForPeople(EndDate(response, unit)));
      const std::string& basis = response.path().empty() ? unit : response.path(0).basis();
      sentence = absl::StrCat(subject, ", kết thúc hoạt động", since, "; nhiệm vụ nay thuộc ", NamesOf(holders),
                              holders.size() > 1 ? " (mỗi đơn vị một phần)" : "",
                              response.path().empty() || basis.empty() ? "" : absl::StrCat(" (căn cứ ", basis, ")"));
    }
    match_.set_explanation(absl::StrCat(sentence, ".", How(), remark_));
  }

  static std::string EndDate(const v1::ResolveSuccessorsResponse& response, const std::string& unit) {
    for (const auto& step : response.path()) {
      if (step.from_unit() == unit && step.to_unit() != unit) return step.effective_date();
    }
    return response.path(0).effective_date();
  }

  void OneSet(const v1::UnitSet& set) {
    match_.mutable_unit_set()->set_name(set.name());
    *match_.mutable_unit_set()->mutable_successor_sets() = set.successor_sets();
    const bool ended = !Contains("", set.valid_to(), query_.today);
    if (!ended) {
      match_.set_outcome(NameMatch::OUTCOME_UNIQUE);
      match_.set_explanation(absl::StrCat(quoted_, " là nhóm ", set.display_name(), ", gồm ",
                                          directory_.SetMembers(set.name(), query_.today).size(), " đơn vị ngày ",
                                          FormatDateForPeople(query_.today), ".", remark_));
      return;
    }
    match_.set_outcome(NameMatch::OUTCOME_SUCCEEDED);
    std::vector<std::string> successors;
    for (const std::string& name : set.successor_sets()) {
      const v1::UnitSet* successor = directory_.FindUnitSet(name);
      successors.push_back(successor == nullptr ? std::string(LastSegment(name)) : successor->display_name());
    }
    match_.set_explanation(absl::StrCat(
        quoted_, " là nhóm ", set.display_name(), ", không còn từ ngày ", ForPeople(set.valid_to()),
        successors.empty() ? "; không có nhóm kế thừa" : absl::StrCat("; nay là ", absl::StrJoin(successors, "; ")),
        ".", remark_));
  }

  // Several bearers of one name whose work went to the same hands need no question.
  void Several(const Entries& entries) {
    std::vector<std::string> common;
    for (const NameEntry* entry : entries) {
      if (entry->unit == nullptr) return Many(entries);
      const auto response = directory_.ResolveSuccessors(entry->unit->unit->name(), query_.today);
      const std::vector<std::string> holders = HolderNames(response);
      if (holders.empty() || (!common.empty() && holders != common)) return Many(entries);
      common = holders;
    }
    std::vector<std::string> bearers;
    for (const NameEntry* entry : entries) {
      bearers.push_back(entry->unit->unit->name());
      match_.add_matched()->set_name(bearers.back());
    }
    for (const std::string& holder : common) match_.add_successors()->set_name(holder);
    match_.set_outcome(NameMatch::OUTCOME_SUCCEEDED);
    match_.set_explanation(absl::StrCat(quoted_, " là tên chung của ", NamesOf(bearers),
                                        "; dù là đơn vị nào, nhiệm vụ nay thuộc ", NamesOf(common), ".", How(),
                                        remark_));
  }

  bool Similar(absl::string_view text) {
    Entries entries = SearchSimilar(index_, text, kMaxSuggestions);
    KeepEra(entries);
    KeepNearContext(entries);
    entries = Distinct(entries);
    if (entries.empty()) return false;
    Many(entries);
    match_.set_reading(NameMatch::READING_SIMILAR);
    match_.set_explanation(
        absl::StrCat(quoted_, " không khớp với tên nào, chỉ gần giống: ", SuggestionsOf(entries), "; cần người chọn."));
    return true;
  }

  std::string SuggestionsOf(const Entries& entries) const {
    std::vector<std::string> units;
    std::string sets;
    for (const NameEntry* entry : entries) {
      if (entry->unit != nullptr) {
        units.push_back(entry->unit->unit->name());
      } else {
        absl::StrAppend(&sets, sets.empty() && units.empty() ? "" : "; ", entry->set->display_name());
      }
    }
    return absl::StrCat(NamesOf(units), sets);
  }

  void Many(const Entries& entries) {
    match_.set_outcome(NameMatch::OUTCOME_MANY);
    for (const NameEntry* entry : entries) {
      if (entry->unit == nullptr) {
        match_.mutable_unit_set()->set_name(entry->set->name());
        *match_.mutable_unit_set()->mutable_successor_sets() = entry->set->successor_sets();
      } else if (match_.matched_size() < static_cast<int>(kMaxSuggestions)) {
        match_.add_matched()->set_name(entry->unit->unit->name());
      }
    }
    match_.set_explanation(absl::StrCat(
        quoted_, entries.size() == 1 ? " có thể hiểu nhiều cách, chẳng hạn " : " có thể là một trong nhiều đơn vị: ",
        SuggestionsOf(entries), "; cần người chọn.", remark_));
  }

  NameMatch ByPrefix(absl::string_view text) {
    const Words words = SplitWords(text);
    if (words.empty()) return None("không đọc được: văn bản rỗng hoặc không phải UTF-8");
    if (words.size() >= kMinPrefixWords) {
      Entries entries = index_.FindPrefix(words, kMaxSuggestions);
      KeepIf(entries, [&](const NameEntry& entry) { return EraOf(entry, query_.today) == Era::kNow; });
      KeepEra(entries);
      entries = Distinct(entries);
      const bool alive = entries.size() == 1 && directory_.IsAlive(BearerOf(*entries[0]), query_.today);
      if (alive) {
        match_.set_reading(NameMatch::READING_PREFIX);
        OneUnit(*entries[0], Era::kNow, "là phần đầu của đúng một tên:");
        return match_;
      }
      if (!entries.empty()) {
        match_.set_reading(NameMatch::READING_PREFIX);
        Many(entries);
        return match_;
      }
    }
    if (const NameEntry* entry = SearchLeadingSet(index_, text)) {
      match_.set_reading(NameMatch::READING_SET);
      Many({entry});
      return match_;
    }
    if (query_.suggest_similar && Similar(text)) return match_;
    if (LacksPlace(index_, text)) return None("thiếu cấp hoặc địa danh nên chưa rõ là đơn vị nào");
    return SpeaksOfSome(words) ? None("chỉ nhiều cơ quan mà không nói rõ gồm những đơn vị nào; hãy liệt kê từng đơn vị")
                               : None("không khớp với tên, tên viết tắt hay mã của đơn vị nào");
  }

  std::string How() const {
    switch (match_.reading()) {
      case NameMatch::READING_FOLDED:
        return " Khớp khi bỏ qua dấu.";
      default:
        return "";
    }
  }

  static std::string ForPeople(absl::string_view date) {
    const auto day = ParseDate(date);
    return day.ok() ? FormatDateForPeople(*day) : std::string(date);
  }

  const Directory& directory_;
  const NameIndex& index_;
  const NameMatcher::Query& query_;
  const std::string quoted_;
  std::string remark_;
  std::deque<NameEntry> made_;
  NameMatch match_;
};

}  // namespace

// The index of what a directory had when the first matcher that uses it was made. It has its own copy of units and
// sets, so that it can outlive them.
class NameMatcher::Index {
 public:
  explicit Index(std::string bytes) : bytes_(std::move(bytes)) {}

  // Units and sets in a canonical encoding: equal when and only when they are.
  static std::string Encode(const internal::v1::ReferenceData& data) {
    std::string bytes;
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);  // attributes are a map
    const auto write = [&out](const auto& list) {
      out.WriteVarint32(list.size());
      for (const auto& thing : list) {
        out.WriteVarint64(thing.ByteSizeLong());
        thing.SerializeWithCachedSizes(&out);
      }
    };
    write(data.units());
    write(data.unit_sets());
    out.Trim();
    return bytes;
  }

  const std::string& bytes() const { return bytes_; }

  // Any directory of these bytes may ask first.
  const NameIndex& Of(const Directory& directory) const {
    absl::call_once(once_, [&] {
      *data_.mutable_units() = directory.data().units();
      *data_.mutable_unit_sets() = directory.data().unit_sets();
      directory_.emplace(data_);
      names_.emplace(*directory_);
    });
    return *names_;
  }

 private:
  const std::string bytes_;
  mutable absl::once_flag once_;
  mutable internal::v1::ReferenceData data_;
  mutable std::optional<Directory> directory_;
  mutable std::optional<NameIndex> names_;
};

NameMatcher::NameMatcher(const Directory& directory, const NameMatcher* previous) : directory_(directory) {
  std::string bytes = Index::Encode(directory.data());
  index_ = previous != nullptr && previous->index_->bytes() == bytes ? previous->index_
                                                                     : std::make_shared<const Index>(std::move(bytes));
}

NameMatcher::~NameMatcher() = default;

NameMatch NameMatcher::Match(const Query& query) const {
  return Answer(directory_, index_->Of(directory_), query).Take();
}

}  // namespace phoihop::organisation
