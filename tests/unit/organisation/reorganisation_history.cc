#include "tests/unit/organisation/reorganisation_history.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "rapidcheck.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/reference.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

constexpr char kProvince[] = "provinces/dong-nai";
constexpr int kFirstUnits = 6;
constexpr int kDates = 16;  // half years from 2021-07-01 to 2029-01-01, around `now`

std::string UnitOf(absl::string_view id) { return UnitName("dong-nai", id); }

std::string RandomDate() {
  const int half_years = Pick(0, kDates);
  return FormatDate(absl::CivilDay(absl::CivilMonth(2021, 7) + 6 * half_years));
}

// One in n; the smaller case is that it does not happen.
bool Chance(int n) { return Pick(0, n) == n - 1; }

v1::Unit NamedUnit(const std::string& name, const std::string& display_name) {
  v1::Unit unit;
  unit.set_name(name);
  v1::UnitVersion& version = *unit.add_versions();
  version.set_display_name(display_name);
  version.set_kind(v1::UNIT_KIND_DEPARTMENT);
  version.set_level(v1::UNIT_LEVEL_PROVINCE);
  return unit;
}

// People, a post, a duty and a relation of a unit, which its end has to reach.
void Furnish(internal::v1::ReferenceData& data, const v1::Unit& unit, const std::string& id) {
  v1::Post& post = *data.add_posts();
  post.set_name(ChildName(unit.name(), "posts", "truong-phong"));
  post.set_display_name("Trưởng phòng");
  post.set_role(v1::MEMBERSHIP_ROLE_HEAD);
  post.set_valid_from("2020-01-01");
  v1::Membership& membership = *data.add_memberships();
  membership.set_name(ChildName(unit.name(), "memberships", "nguoi"));
  membership.set_person(PersonName("dong-nai", absl::StrCat("nguoi-", id)));
  membership.set_display_name("Người");
  membership.set_role(v1::MEMBERSHIP_ROLE_HEAD);
  membership.set_post(post.name());
  membership.set_valid_from("2020-01-01");
  v1::Duty& duty = *data.add_duties();
  duty.set_name(ChildName(kProvince, "duties", absl::StrCat("viec-", id)));
  duty.set_function("báo chí");
  v1::Duty::Holder& holder = *duty.add_holders();
  holder.set_holder(unit.name());
  holder.set_role(v1::DUTY_ROLE_LEAD);
  holder.set_valid_from("2020-01-01");
}

}  // namespace

int Pick(int begin, int end) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(begin, end)); }

bool Account::IsAlive(const std::string& unit, absl::CivilDay day) const {
  const auto life = lives.find(unit);
  return life != lives.end() && Contains(life->second.begin, life->second.end, day);
}

Account::Holding Account::HoldersOf(const std::string& unit, absl::CivilDay day) const {
  Holding holding;
  holding.holders = {unit};
  const std::string text = FormatDate(day);
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& [reorganisation, ended] : ends) {
      for (const End& end : ended) {
        if (end.date > text || holding.holders.erase(end.unit) == 0) continue;
        holding.holders.insert(end.to.begin(), end.to.end());
        holding.lost |= end.to.empty();
        changed = true;
      }
    }
  }
  return holding;
}

History::History() : now_(StartOfDay(absl::CivilDay(2026, 6, 1))) {
  data_.set_province("dong-nai");
  v1::Unit registrar = NamedUnit(UnitOf("ubnd"), "Ủy ban nhân dân");
  registrar.mutable_versions(0)->set_kind(v1::UNIT_KIND_PROVINCIAL_PEOPLES_COMMITTEE);
  v1::UnitSet set;
  set.set_name(UnitSetName("dong-nai", "cac-so"));
  set.set_display_name("Các sở");
  for (int i = 0; i < kFirstUnits; ++i) {
    const std::string id = absl::StrCat("so-", i);
    v1::Unit unit = NamedUnit(UnitOf(id), absl::StrCat("Sở ", i));
    unit.mutable_versions(0)->set_valid_from("2020-01-01");
    v1::UnitRelation& relation = *unit.add_relations();
    relation.set_type(v1::RELATION_TYPE_PROFESSIONAL_LINE);
    relation.set_to_unit(i == 0 ? registrar.name() : UnitOf(absl::StrCat("so-", i - 1)));
    relation.set_valid_from("2020-01-01");
    Furnish(data_, unit, id);
    if (i % 2 == 0) set.add_units(unit.name());
    account_.lives[unit.name()] = {"2020-01-01", ""};
    *data_.add_units() = std::move(unit);
  }
  *data_.add_units() = std::move(registrar);
  *data_.add_unit_sets() = std::move(set);
  facts_ = Facts::Create(data_).value();
}

std::vector<absl::CivilDay> History::ProbeDays() const {
  std::set<absl::CivilDay> days = {absl::CivilDay(2020, 6, 1)};
  for (const auto& [unit, life] : account_.lives) {
    for (const std::string& date : {life.begin, life.end}) {
      if (date.empty() || date == "2020-01-01") continue;
      const absl::CivilDay day = ParseDate(date).value();
      days.insert({day - 1, day});
    }
  }
  days.insert(absl::CivilDay(2031, 1, 1));
  return {days.begin(), days.end()};
}

absl::Status History::Do(const internal::v1::ReferenceCommand& command, absl::string_view person) {
  now_ += absl::Seconds(1);
  Context context;
  context.now = now_;
  if (person.empty()) {
    context.actor.set_system("rehoming");
  } else {
    context.actor.set_unit(UnitOf("ubnd"));
    context.actor.set_person(PersonName("dong-nai", person));
  }
  const auto decision = Decide(data_, command, *facts_, context);
  if (!decision.ok()) return decision.status();
  for (const v1::Event& event : decision->events) Evolve(data_, event);
  return absl::OkStatus();
}

bool History::Reorganise() {
  const v1::Reorganisation draft = RandomDraft();
  const std::string id = absl::StrCat("r-", ++drafts_);
  const std::string before = data_.SerializeAsString();
  internal::v1::ReferenceCommand create;
  create.mutable_create_reorganisation()->set_parent(kProvince);
  create.mutable_create_reorganisation()->set_reorganisation_id(id);
  *create.mutable_create_reorganisation()->mutable_reorganisation() = draft;
  if (!Do(create, "nguoi-soan").ok()) {
    RC_ASSERT(data_.SerializeAsString() == before);
    return false;
  }
  const absl::Status executed = Execute(draft, ChildName(kProvince, "reorganisations", id));
  if (!executed.ok()) RC_FAIL(executed.ToString() + "\n" + draft.DebugString());
  return true;
}

absl::Status History::Execute(const v1::Reorganisation& draft, const std::string& name) {
  internal::v1::ReferenceCommand preview, approve, execute, verify;
  preview.mutable_record_preview()->set_name(name);
  preview.mutable_record_preview()->set_token("thay");
  approve.mutable_approve_reorganisation()->set_seen_token("thay");
  approve.mutable_approve_reorganisation()->mutable_request()->set_name(name);
  approve.mutable_approve_reorganisation()->mutable_request()->set_preview_token("thay");
  approve.mutable_approve_reorganisation()->mutable_request()->mutable_basis()->set_text("NQ 1/NQ-HĐND");
  execute.mutable_execute_reorganisation()->set_name(name);
  verify.mutable_record_verification()->set_name(name);
  verify.mutable_record_verification()->mutable_report()->set_holds(true);
  absl::Status status = Do(preview, "nguoi-soan");
  if (status.ok()) status = Do(approve, "nguoi-duyet");
  if (status.ok()) status = Do(execute, "nguoi-duyet");
  // One that takes effect later stays EXECUTING until then.
  if (status.ok() && draft.effective_date() <= FormatDate(DayOf(now_))) status = Do(verify, "");
  if (!status.ok()) return status;
  v1::Reorganisation enacted = draft;
  enacted.set_name(name);
  Tell(enacted);
  return absl::OkStatus();
}

void History::Tell(const v1::Reorganisation& reorganisation) {
  enacted_.push_back(reorganisation.name());
  const std::string& date = reorganisation.effective_date();
  for (const v1::Unit& unit : reorganisation.units()) account_.lives.try_emplace(unit.name(), Account::Life{date, ""});
  const bool ends = reorganisation.type() == v1::REORGANISATION_TYPE_MERGE ||
                    reorganisation.type() == v1::REORGANISATION_TYPE_SPLIT ||
                    reorganisation.type() == v1::REORGANISATION_TYPE_ABOLISH;
  if (!ends) return;
  std::map<std::string, Account::End> ended;
  for (const v1::SuccessionEdge& edge : reorganisation.edges()) {
    Account::End& end = ended[edge.from_unit()];
    end.unit = edge.from_unit();
    end.date = date;
    if (!edge.to_unit().empty()) end.to.push_back(edge.to_unit());
    account_.lives[edge.from_unit()].end = date;
  }
  for (auto& [unit, end] : ended) account_.ends[reorganisation.name()].push_back(std::move(end));
}

absl::Status History::Undo(const std::string& reorganisation) {
  internal::v1::ReferenceCommand undo, verify;
  undo.mutable_undo_reorganisation()->set_name(reorganisation);
  undo.mutable_undo_reorganisation()->mutable_basis()->set_text("NQ 2/NQ-HĐND");
  verify.mutable_record_verification()->set_name(reorganisation);
  verify.mutable_record_verification()->mutable_report()->set_holds(true);
  if (absl::Status status = Do(undo, "nguoi-duyet"); !status.ok()) return status;
  if (absl::Status status = Do(verify, ""); !status.ok()) return status;
  for (const Account::End& end : account_.ends[reorganisation]) account_.lives[end.unit].end.clear();
  account_.ends.erase(reorganisation);
  for (const v1::Reorganisation& known : data_.reorganisations()) {
    if (known.name() != reorganisation) continue;
    for (const std::string& made : known.made()) account_.lives.erase(made);
  }
  enacted_.erase(std::find(enacted_.begin(), enacted_.end(), reorganisation));
  return absl::OkStatus();
}

std::string History::Snapshot() const {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    const auto write = [&out](const auto& list) {
      for (const auto& thing : list) {
        out.WriteVarint64(thing.ByteSizeLong());
        thing.SerializeWithCachedSizes(&out);
      }
    };
    internal::v1::ReferenceData existing;
    for (const v1::Unit& unit : data_.units()) {
      if (!unit.versions().empty()) *existing.add_units() = unit;
    }
    write(existing.units());
    write(data_.unit_sets());
    write(data_.memberships());
    write(data_.posts());
    write(data_.duties());
  }
  return bytes;
}

// Mostly units that live on the date; sometimes any, which has to be refused.
std::string History::RandomUnit(const std::string& date) {
  std::vector<std::string> units;
  const bool any = Chance(12);
  for (const auto& [unit, life] : account_.lives) {
    if (any || account_.IsAlive(unit, ParseDate(date).value())) units.push_back(unit);
  }
  return units.empty() ? UnitOf("so-0") : *rc::gen::elementOf(units);
}

std::string History::NewUnit(v1::Reorganisation& draft) {
  const std::string id = absl::StrCat("moi-", ++made_);
  *draft.add_units() = NamedUnit(UnitOf(id), absl::StrCat("Sở mới ", made_));
  return UnitOf(id);
}

std::string History::Receiver(v1::Reorganisation& draft) {
  return Chance(2) ? NewUnit(draft) : RandomUnit(draft.effective_date());
}

void History::AddParts(v1::Reorganisation& draft, const std::string& from, int parts) {
  for (int i = 0; i < parts; ++i) {
    v1::SuccessionEdge& edge = *draft.add_edges();
    edge.set_from_unit(from);
    edge.set_to_unit(Receiver(draft));
    edge.mutable_partition()->set_key(v1::Partition::KEY_FUNCTION);
    edge.mutable_partition()->add_functions(absl::StrCat("mảng ", i));
  }
  const bool remainder = draft.type() == v1::REORGANISATION_TYPE_SPLIT && Chance(2);
  if (!remainder) return;
  v1::Partition& last = *draft.mutable_edges(parts - 1)->mutable_partition();
  last.Clear();
  last.set_key(v1::Partition::KEY_REMAINDER);
}

v1::Reorganisation History::RandomDraft() {
  static constexpr v1::ReorganisationType kTypes[] = {
      v1::REORGANISATION_TYPE_MERGE,  v1::REORGANISATION_TYPE_MERGE,   v1::REORGANISATION_TYPE_MERGE,
      v1::REORGANISATION_TYPE_SPLIT,  v1::REORGANISATION_TYPE_SPLIT,   v1::REORGANISATION_TYPE_PARTIAL_TRANSFER,
      v1::REORGANISATION_TYPE_RENAME, v1::REORGANISATION_TYPE_ABOLISH, v1::REORGANISATION_TYPE_RETYPE,
      v1::REORGANISATION_TYPE_CREATE};
  v1::Reorganisation draft;
  draft.set_type(kTypes[Pick(0, std::size(kTypes))]);
  draft.set_effective_date(RandomDate());
  draft.mutable_basis()->set_text("NQ 1/NQ-HĐND");
  const std::string from = RandomUnit(draft.effective_date());
  const auto change = [&](const std::string& name, v1::UnitKind kind) {
    v1::Unit& unit = *draft.add_units();
    unit.set_name(from);
    if (!name.empty()) unit.add_versions()->set_display_name(name);
    if (kind != v1::UNIT_KIND_UNSPECIFIED) unit.add_versions()->set_kind(kind);
  };
  switch (draft.type()) {
    case v1::REORGANISATION_TYPE_CREATE:
      draft.add_edges()->set_to_unit(NewUnit(draft));
      break;
    case v1::REORGANISATION_TYPE_SPLIT:
      AddParts(draft, from, Pick(2, 4));
      break;
    case v1::REORGANISATION_TYPE_PARTIAL_TRANSFER:
      AddParts(draft, from, 1);
      break;
    case v1::REORGANISATION_TYPE_MERGE: {
      const std::string to = Receiver(draft);
      std::set<std::string> old = {from};
      for (int more = Pick(0, 3); more > 0; --more) old.insert(RandomUnit(draft.effective_date()));
      for (const std::string& unit : old) {
        v1::SuccessionEdge& edge = *draft.add_edges();
        edge.set_from_unit(unit);
        edge.set_to_unit(to);
      }
      break;
    }
    default:
      draft.add_edges()->set_from_unit(from);
      if (draft.type() == v1::REORGANISATION_TYPE_ABOLISH) break;
      draft.mutable_edges(0)->set_to_unit(from);
      draft.type() == v1::REORGANISATION_TYPE_RENAME ? change(absl::StrCat("Tên ", drafts_), v1::UNIT_KIND_UNSPECIFIED)
                                                     : change("", v1::UNIT_KIND_OFFICE);
  }
  return draft;
}

}  // namespace phoihop::organisation
