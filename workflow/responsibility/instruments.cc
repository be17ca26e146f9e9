#include "workflow/responsibility/instruments.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/directory.h"
#include "workflow/responsibility/document_number.h"

namespace phoihop::responsibility {
namespace {

using Type = v1::Instrument;

constexpr absl::string_view kFormerSuffix = " (cũ)";

// "Quyết định 431/QĐ-UBND".
std::string Described(const v1::Instrument& instrument) {
  return absl::StrCat(instrument.type(), instrument.type().empty() ? "" : " ", instrument.number());
}

std::string ForPeople(const std::string& date) {
  const auto day = ParseDate(date);
  return day.ok() ? FormatDateForPeople(*day) : date;
}

// From when a relation has effect; empty: not known, so it has none.
const std::string& StartOfRelation(const v1::Instrument& from, const v1::Instrument::Relation& relation) {
  return relation.valid_from().empty() ? Instruments::StartOf(from) : relation.valid_from();
}

bool HasEffect(const v1::Instrument& from, const v1::Instrument::Relation& relation, absl::CivilDay day) {
  const std::string& start = StartOfRelation(from, relation);
  return !start.empty() && Contains(start, relation.valid_to(), day);
}

bool Has(const v1::Instrument& instrument, v1::Instrument::RelationType type, absl::string_view target) {
  return std::any_of(instrument.relations().begin(), instrument.relations().end(),
                     [&](const v1::Instrument::Relation& own) { return own.type() == type && own.target() == target; });
}

// A target that both have; empty when there is none.
std::string Shared(const v1::Instrument& a, const v1::Instrument& b, v1::Instrument::RelationType type) {
  for (const v1::Instrument::Relation& own : a.relations()) {
    if (own.type() == type && Has(b, type, own.target())) return own.target();
  }
  return "";
}

std::string SinceWhen(const v1::Instrument& instrument) {
  if (!instrument.effective_date().empty()) {
    return absl::StrCat("có hiệu lực từ ", ForPeople(instrument.effective_date()));
  }
  return absl::StrCat("ban hành ngày ", ForPeople(instrument.issue_date()),
                      "; ngày hiệu lực không rõ nên tính từ ngày ban hành");
}

}  // namespace

Instruments::Instruments(const internal::v1::ReferenceData& data) : data_(data) {
  by_name_.reserve(data.instruments_size());
  for (const v1::Instrument& instrument : data.instruments()) {
    by_name_.emplace(instrument.name(), &instrument);
    by_number_[KeyOf(ParseDocumentNumber(instrument.number()))].push_back(&instrument);
    if (instrument.issuer().empty()) continue;
    issuers_.try_emplace(instrument.issuer());
    issuers_.try_emplace(absl::StripSuffix(instrument.issuer(), kFormerSuffix));
  }
  for (const v1::Instrument& instrument : data.instruments()) {
    for (const v1::Instrument::Relation& relation : instrument.relations()) {
      const v1::Instrument* target = Find(relation.target());
      if (target == nullptr) target = ByNumber(relation.target());
      if (target != nullptr && target != &instrument) incoming_[target->name()].push_back({&instrument, &relation});
    }
  }
  for (const v1::Unit& unit : data.units()) {
    const v1::Unit* last = nullptr;
    for (const v1::UnitVersion& version : unit.versions()) {
      const auto wanted = issuers_.find(version.display_name());
      if (wanted == issuers_.end() || last == &unit) continue;
      wanted->second.push_back(&unit);
      last = &unit;
    }
  }
}

const v1::Instrument* Instruments::Find(absl::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

const v1::Instrument* Instruments::ByNumber(absl::string_view as_typed) const {
  const std::vector<const v1::Instrument*> all = AllByNumber(as_typed);
  return all.size() == 1 ? all.front() : nullptr;
}

std::vector<const v1::Instrument*> Instruments::AllByNumber(absl::string_view as_typed) const {
  const v1::DocumentNumber number = ParseDocumentNumber(as_typed);
  const std::string key = KeyOf(number);
  const auto found = by_number_.find(key);
  if (key.empty() || found == by_number_.end()) return {};
  // Those that are written exactly so before those that differ by a stroke: HD, HĐ.
  std::vector<const v1::Instrument*> exact;
  for (const v1::Instrument* instrument : found->second) {
    const v1::DocumentNumber own = ParseDocumentNumber(instrument->number());
    if (own.form() == number.form() && own.normalized() == number.normalized()) exact.push_back(instrument);
  }
  return exact.empty() ? found->second : exact;
}

v1::InstrumentValidity Instruments::ValidityOn(const v1::Instrument& instrument, absl::CivilDay day) const {
  v1::InstrumentValidity validity;
  validity.set_date(FormatDate(day));
  Decide(instrument, day, validity);
  for (const Incoming& incoming : IncomingOf(instrument)) {
    if (incoming.relation->type() != Type::RELATION_TYPE_AMENDS) continue;
    if (!HasEffect(*incoming.from, *incoming.relation, day) || !Stands(*incoming.from, day)) continue;
    if (std::count(validity.amended_by().begin(), validity.amended_by().end(), incoming.from->name()) > 0) continue;
    validity.add_amended_by(incoming.from->name());
    absl::StrAppend(validity.mutable_explanation(), " Được sửa đổi, bổ sung bởi ", Described(*incoming.from), " từ ",
                    ForPeople(StartOfRelation(*incoming.from, *incoming.relation)), ".");
  }
  return validity;
}

const std::string& Instruments::StartOf(const v1::Instrument& instrument) {
  return instrument.effective_date().empty() ? instrument.issue_date() : instrument.effective_date();
}

const std::vector<Instruments::Incoming>& Instruments::IncomingOf(const v1::Instrument& instrument) const {
  static const auto& none = *new std::vector<Incoming>;
  const auto found = incoming_.find(instrument.name());
  return found == incoming_.end() ? none : found->second;
}

bool Instruments::Stands(const v1::Instrument& instrument, absl::CivilDay day) const {
  const std::string& start = StartOf(instrument);
  return !start.empty() && Contains(start, instrument.expiry_date(), day) &&
         EndedBy(instrument, Type::RELATION_TYPE_REPLACES, day) == nullptr &&
         EndedBy(instrument, Type::RELATION_TYPE_REPEALS, day) == nullptr;
}

const Instruments::Incoming* Instruments::EndedBy(const v1::Instrument& instrument, v1::Instrument::RelationType type,
                                                  absl::CivilDay day) const {
  const Incoming* first = nullptr;
  for (const Incoming& incoming : IncomingOf(instrument)) {
    if (incoming.relation->type() != type || !HasEffect(*incoming.from, *incoming.relation, day)) continue;
    if (first == nullptr ||
        StartOfRelation(*incoming.from, *incoming.relation) < StartOfRelation(*first->from, *first->relation)) {
      first = &incoming;
    }
  }
  return first;
}

const Instruments::Incoming* Instruments::ChosenBy(const v1::Instrument& instrument, absl::CivilDay day) const {
  for (const Incoming& incoming : IncomingOf(instrument)) {
    if (incoming.relation->type() == Type::RELATION_TYPE_APPLIES_TEMPORARILY &&
        HasEffect(*incoming.from, *incoming.relation, day) && Stands(*incoming.from, day)) {
      return &incoming;
    }
  }
  return nullptr;
}

bool Instruments::IssuerHasEnded(const v1::Instrument& instrument, absl::CivilDay day) const {
  auto bearers = issuers_.find(instrument.issuer());
  if (bearers != issuers_.end() && bearers->second.empty() && absl::EndsWith(instrument.issuer(), kFormerSuffix)) {
    bearers = issuers_.find(absl::StripSuffix(instrument.issuer(), kFormerSuffix));
  }
  if (bearers == issuers_.end() || bearers->second.size() != 1) return false;
  const v1::Unit& issuer = *bearers->second.front();
  // One that is yet to begin has not ended.
  const std::string& last_day = issuer.versions(issuer.versions_size() - 1).valid_to();
  return !last_day.empty() && last_day <= FormatDate(day) && organisation::Directory::VersionOn(issuer, day) == nullptr;
}

const Instruments::Incoming* Instruments::ChosenInstead(const v1::Instrument& instrument, absl::CivilDay day,
                                                        const v1::Instrument*& chosen, std::string& subject) const {
  for (const v1::Instrument& other : data_.instruments()) {
    if (&other == &instrument) continue;
    const std::string implemented = Shared(instrument, other, Type::RELATION_TYPE_IMPLEMENTS);
    const std::string summary = Shared(instrument, other, Type::RELATION_TYPE_SUMMARISED_BY);
    if (implemented.empty() || summary.empty() || !IssuerHasEnded(other, day)) continue;
    const Incoming* choice = ChosenBy(other, day);
    if (choice == nullptr) continue;
    chosen = &other;
    subject = absl::StrCat("cùng thi hành ", implemented, ", cùng được tổng kết tại ", summary);
    return choice;
  }
  return nullptr;
}

void Instruments::Decide(const v1::Instrument& instrument, absl::CivilDay day, v1::InstrumentValidity& validity) const {
  const std::string& start = StartOf(instrument);
  const std::string name = Described(instrument);
  if (start.empty()) {
    validity.set_status(v1::INSTRUMENT_STATUS_UNKNOWN);
    validity.set_explanation(
        absl::StrCat(name, ": dữ liệu không có ngày ban hành, ngày hiệu lực nên không biết tình trạng."));
    return;
  }
  if (FormatDate(day) < start) {
    validity.set_status(v1::INSTRUMENT_STATUS_NOT_YET_IN_FORCE);
    validity.set_explanation(absl::StrCat(name, " ", SinceWhen(instrument), "."));
    return;
  }
  if (DecideByOthers(instrument, day, validity) || DecideByIssuer(instrument, day, validity)) return;
  validity.set_status(v1::INSTRUMENT_STATUS_IN_FORCE);
  validity.set_explanation(absl::StrCat(name, " ", SinceWhen(instrument),
                                        "; dữ liệu không có văn bản nào thay thế hoặc bãi bỏ tính đến ngày này."));
}

bool Instruments::DecideByOthers(const v1::Instrument& instrument, absl::CivilDay day,
                                 v1::InstrumentValidity& validity) const {
  const std::string name = Described(instrument);
  const std::pair<v1::Instrument::RelationType, v1::InstrumentStatus> ends[] = {
      {Type::RELATION_TYPE_REPLACES, v1::INSTRUMENT_STATUS_REPLACED},
      {Type::RELATION_TYPE_REPEALS, v1::INSTRUMENT_STATUS_REPEALED}};
  for (const auto& [type, status] : ends) {
    const Incoming* ended = EndedBy(instrument, type, day);
    if (ended == nullptr) continue;
    validity.set_status(status);
    validity.set_by(ended->from->name());
    validity.set_explanation(
        absl::StrCat(name, status == v1::INSTRUMENT_STATUS_REPLACED ? " được thay thế bởi " : " bị bãi bỏ bởi ",
                     Described(*ended->from), " từ ", ForPeople(StartOfRelation(*ended->from, *ended->relation)), "."));
    return true;
  }
  if (!instrument.expiry_date().empty() && instrument.expiry_date() <= FormatDate(day)) {
    validity.set_status(v1::INSTRUMENT_STATUS_EXPIRED);
    validity.set_explanation(
        absl::StrCat(name, " hết thời hạn ghi trong văn bản: từ ", ForPeople(instrument.expiry_date()), "."));
    return true;
  }
  const Incoming* chosen = ChosenBy(instrument, day);
  if (chosen == nullptr) return false;
  validity.set_status(v1::INSTRUMENT_STATUS_TEMPORARILY_APPLIED);
  validity.set_by(chosen->from->name());
  if (!chosen->relation->territory().empty()) validity.add_territories(chosen->relation->territory());
  validity.set_explanation(
      absl::StrCat(name, " được áp dụng tạm thời theo ", Described(*chosen->from), " từ ",
                   ForPeople(StartOfRelation(*chosen->from, *chosen->relation)),
                   chosen->relation->territory().empty() ? ", trên toàn địa bàn." : ", trong phạm vi được nêu."));
  return true;
}

bool Instruments::DecideByIssuer(const v1::Instrument& instrument, absl::CivilDay day,
                                 v1::InstrumentValidity& validity) const {
  if (!IssuerHasEnded(instrument, day)) return false;
  const std::string name = Described(instrument);
  const v1::Instrument* chosen = nullptr;
  std::string subject;
  const Incoming* choice = ChosenInstead(instrument, day, chosen, subject);
  if (choice != nullptr) {
    validity.set_status(v1::INSTRUMENT_STATUS_NOT_CHOSEN);
    validity.set_by(choice->from->name());
    validity.set_explanation(absl::StrCat(name, " không được chọn áp dụng (suy ra): ", Described(*choice->from),
                                          " chọn ", Described(*chosen), "; hai văn bản ", subject, "."));
    return true;
  }
  validity.set_status(v1::INSTRUMENT_STATUS_UNKNOWN);
  validity.set_explanation(absl::StrCat(name, ": cơ quan ban hành (", instrument.issuer(),
                                        ") đã kết thúc hoạt động; dữ liệu không nói văn bản còn được áp dụng không."));
  return true;
}

}  // namespace phoihop::responsibility
