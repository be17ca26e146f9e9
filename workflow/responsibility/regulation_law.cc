#include "workflow/responsibility/regulation_law.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "workflow/errors.h"
#include "workflow/organisation/name_text.h"
#include "workflow/organisation/named_list.h"
#include "workflow/resource_name.h"

namespace phoihop::responsibility {
namespace {

using google::protobuf::util::MessageDifferencer;
using Holder = v1::Duty::Holder;
using organisation::FindByName;

constexpr absl::string_view kDefaultType = "Quyết định";

// "16-2020-qd-ubnd".
std::string IdOfNumber(absl::string_view number) {
  std::string id;
  for (const organisation::Word& word : organisation::SplitWords(number)) {
    absl::StrAppend(&id, id.empty() ? "" : "-", word.folded);
  }
  return id.substr(0, kMaxIdBytes);
}

void TakeOver(const std::string& known, std::string& wanted) {
  if (wanted.empty()) wanted = known;
}

// "Quyết định 57/2026/QĐ-UBND Điều 5 khoản 1".
std::string TextOf(const v1::Citation& basis, const v1::Instrument& instrument) {
  std::string text = absl::StrCat(instrument.type(), " ", basis.instrument_number());
  const bool annex = absl::StartsWith(basis.article(), "Phụ lục");
  if (!basis.article().empty()) absl::StrAppend(&text, annex ? " " : " Điều ", basis.article());
  if (!basis.clause().empty()) absl::StrAppend(&text, " khoản ", basis.clause());
  if (!basis.point().empty()) absl::StrAppend(&text, " điểm ", basis.point());
  return text;
}

// A basis of the regulation's own says at most where in it.
void Rest(v1::Citation& basis, const v1::Instrument& instrument) {
  if (!basis.instrument_number().empty() || (!basis.text().empty() && basis.article().empty())) return;
  basis.set_instrument_number(instrument.number());
  basis.set_text(TextOf(basis, instrument));
}

v1::Instrument InstrumentOf(const internal::v1::ReferenceData& data, const v1::Regulation& regulation) {
  v1::Instrument instrument = regulation.instrument();
  instrument.set_name(InstrumentNameOf(regulation));
  if (instrument.number().empty()) instrument.set_number(kDraftNumber);
  if (instrument.type().empty()) instrument.set_type(std::string(kDefaultType));
  if (instrument.title().empty()) instrument.set_title(regulation.display_name());
  instrument.set_effective_date(regulation.effective_date());
  if (!instrument.has_provenance() && regulation.has_provenance()) {
    *instrument.mutable_provenance() = regulation.provenance();
  }
  // What was known of it as a project stays.
  const v1::Instrument* known = FindByName(data.instruments(), instrument.name());
  if (known == nullptr) return instrument;
  TakeOver(known->issuer(), *instrument.mutable_issuer());
  if (instrument.relations().empty()) *instrument.mutable_relations() = known->relations();
  return instrument;
}

// What one regulation makes of one duty.
class DutyChange {
 public:
  DutyChange(const v1::Duty* known, const v1::Regulation& regulation) : known_(known), regulation_(regulation) {}

  absl::StatusOr<v1::Duty> To(v1::Duty wanted) const {
    if (absl::Status built = CheckBuiltUpon(); !built.ok()) return built;
    google::protobuf::RepeatedPtrField<Holder> holders;
    std::vector<bool> goes_on(wanted.holders_size(), false);
    if (known_ != nullptr) {
      for (const Holder& old : known_->holders()) *holders.Add() = Past(old, wanted, goes_on);
    }
    for (int i = 0; i < wanted.holders_size(); ++i) {
      if (goes_on[i]) continue;
      Holder& fresh = *holders.Add();
      fresh = wanted.holders(i);
      fresh.set_valid_from(Day());
      fresh.clear_valid_to();
      fresh.set_regulation(regulation_.name());
    }
    *wanted.mutable_holders() = std::move(holders);
    return wanted;
  }

  absl::StatusOr<v1::Duty> Ended() const {
    if (absl::Status built = CheckBuiltUpon(); !built.ok()) return built;
    v1::Duty ended = *known_;
    for (Holder& holder : *ended.mutable_holders()) End(holder);
    return ended;
  }

 private:
  const std::string& Day() const { return regulation_.effective_date(); }

  bool IsOpen(const Holder& holder) const { return holder.valid_to().empty() || holder.valid_to() > Day(); }

  void End(Holder& holder) const {
    if (!IsOpen(holder)) return;
    holder.set_valid_to(Day());
    holder.set_regulation(regulation_.name());
  }

  // A holder of before, as it is afterwards; where it says nothing of its own, it says what the duty said.
  Holder Past(const Holder& old, const v1::Duty& wanted, std::vector<bool>& goes_on) const {
    Holder holder = old;
    const bool own_basis = old.has_basis() || MessageDifferencer::Equals(known_->basis(), wanted.basis());
    if (!own_basis && known_->has_basis()) *holder.mutable_basis() = known_->basis();
    if (old.territory().empty() && known_->territory() != wanted.territory()) {
      holder.set_territory(known_->territory());
    }
    if (!IsOpen(old)) return holder;
    for (int i = 0; i < wanted.holders_size(); ++i) {
      Holder same = wanted.holders(i);
      same.set_valid_from(holder.valid_from());
      same.set_valid_to(holder.valid_to());
      same.set_reorganisation(holder.reorganisation());
      same.set_regulation(holder.regulation());
      if (goes_on[i] || !MessageDifferencer::Equals(same, holder)) continue;
      goes_on[i] = true;
      return holder;
    }
    End(holder);
    return holder;
  }

  // What changed the duty on a day: its successor knows, who ended may not.
  std::string ChangedBy(const std::string& day) const {
    for (const Holder& holder : known_->holders()) {
      if (holder.valid_from() != day && holder.valid_to() != day) continue;
      const std::string& by = holder.regulation().empty() ? holder.reorganisation() : holder.regulation();
      if (!by.empty()) return absl::StrCat(" by ", by);
    }
    return "";
  }

  absl::Status CheckBuiltUpon() const {
    if (known_ == nullptr) return absl::OkStatus();
    for (const Holder& holder : known_->holders()) {
      const bool begins = !holder.valid_from().empty() && holder.valid_from() >= Day();
      const bool ends = !holder.valid_to().empty() && holder.valid_to() > Day();
      if (!begins && !ends) continue;
      const std::string& changed = begins ? holder.valid_from() : holder.valid_to();
      return Error(v1::ERROR_REASON_BUILT_UPON,
                   absl::StrCat(known_->name(), " changes on ", changed, ChangedBy(changed), ", which is not before ",
                                Day(), "; give the regulation a later effective date or leave the duty out"));
    }
    return absl::OkStatus();
  }

  const v1::Duty* known_;
  const v1::Regulation& regulation_;
};

void CompleteDuty(const internal::v1::ReferenceData& data, const v1::Regulation& draft, v1::Duty& duty) {
  if (const v1::Duty* known = FindByName(data.duties(), duty.name()); known != nullptr) {
    TakeOver(known->category(), *duty.mutable_category());
    TakeOver(known->function(), *duty.mutable_function());
    TakeOver(known->function_name(), *duty.mutable_function_name());
    TakeOver(known->cadence(), *duty.mutable_cadence());
  }
  const v1::Function* function = FindByName(data.functions(), duty.function_name());
  for (const v1::Function& drafted : draft.functions()) {
    if (drafted.name() == duty.function_name()) function = &drafted;
  }
  if (function != nullptr) TakeOver(function->display_name(), *duty.mutable_function());
  for (Holder& holder : *duty.mutable_holders()) {
    holder.clear_valid_from();
    holder.clear_valid_to();
    holder.clear_reorganisation();
    holder.clear_regulation();
    if (holder.status() == v1::DUTY_STATUS_UNSPECIFIED) holder.set_status(v1::DUTY_STATUS_REGULATED);
  }
}

}  // namespace

v1::Regulation Completed(const internal::v1::ReferenceData& data, v1::Regulation draft) {
  draft.mutable_instrument()->clear_document_number();
  draft.mutable_instrument()->clear_validity();
  draft.mutable_instrument()->clear_status_as_known();
  for (v1::Duty& duty : *draft.mutable_duties()) CompleteDuty(data, draft, duty);
  return draft;
}

std::string InstrumentNameOf(const v1::Regulation& regulation) {
  if (!regulation.instrument().name().empty()) return regulation.instrument().name();
  const std::string id = IdOfNumber(regulation.instrument().number());
  return ChildName(ParentOf(regulation.name()), "instruments", id.empty() ? LastSegment(regulation.name()) : id);
}

absl::StatusOr<Law> LawOf(const internal::v1::ReferenceData& data, const v1::Regulation& regulation) {
  Law law;
  law.instrument = InstrumentOf(data, regulation);
  for (v1::Function function : regulation.functions()) {
    const v1::Function* known = FindByName(data.functions(), function.name());
    TakeOver(known == nullptr ? regulation.effective_date() : known->valid_from(), *function.mutable_valid_from());
    if (known == nullptr || !MessageDifferencer::Equals(*known, function)) law.functions.push_back(function);
  }
  for (v1::Duty wanted : regulation.duties()) {
    Rest(*wanted.mutable_basis(), law.instrument);
    const v1::Duty* known = FindByName(data.duties(), wanted.name());
    auto duty = DutyChange(known, regulation).To(std::move(wanted));
    if (!duty.ok()) return duty.status();
    if (known == nullptr || !MessageDifferencer::Equals(*known, *duty)) law.duties.push_back(*std::move(duty));
  }
  for (const std::string& name : regulation.ended_duties()) {
    const v1::Duty* known = FindByName(data.duties(), name);
    if (known == nullptr) continue;
    auto duty = DutyChange(known, regulation).Ended();
    if (!duty.ok()) return duty.status();
    if (!MessageDifferencer::Equals(*known, *duty)) law.duties.push_back(*std::move(duty));
  }
  return law;
}

}  // namespace phoihop::responsibility
