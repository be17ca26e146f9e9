#include "workflow/plan/understand.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/plan/fan_out.h"
#include "workflow/plan/item_function.h"
#include "workflow/plan/party_pieces.h"
#include "workflow/plan/phrase_text.h"
#include "workflow/plan/product_phrase.h"
#include "workflow/resource_name.h"

namespace phoihop::plan {
namespace {

using v1::ImportedCell;
using v1::ImportedRow;
using v1::PlanItem;

constexpr size_t kMaxOrdinalInIdBytes = 20;
constexpr absl::string_view kReplacementCharacter = "\xEF\xBF\xBD";

// How deep a heading stands: A, B above I, II above 1, 2 above one without a number.
int HeadingLevel(absl::string_view ordinal) {
  const std::string folded = FoldText(ordinal);
  if (folded.empty()) return 3;
  if (folded.find_first_not_of("0123456789.-) ") == std::string::npos) return 2;
  if (folded.find_first_not_of("ivxl.-) ") == std::string::npos) return 1;
  return 0;
}

std::string HeadingText(const AppendixRow& row) {
  const std::string ordinal = CleanCell(row.at(Column::kOrdinal));
  const std::string text = CleanCell(row.at(Column::kText));
  return absl::StrCat(ordinal, ordinal.empty() || text.empty() ? "" : ". ", text);
}

size_t CellLimit(Column column) {
  if (column == Column::kProduct) return limits::kProductBytes;
  return column == Column::kText ? kMaxTextCellBytes : kMaxShortCellBytes;
}

// `1`, `2a`, `1-1` from an ordinal; empty when nothing of it can stand in a name.
std::string OrdinalForId(absl::string_view ordinal) {
  std::string id;
  for (char c : FoldText(ordinal)) {
    const bool good = absl::ascii_isdigit(c) || (c >= 'a' && c <= 'z');
    if (good) {
      id += c;
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  id.resize(std::min(id.size(), kMaxOrdinalInIdBytes));
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id;
}

class Reader {
 public:
  Reader(const v1::Plan& settings, const Facts& facts, absl::CivilDay today)
      : plan_(settings),
        facts_(facts),
        today_(today),
        deadline_settings_(DeadlineSettingsOf(settings)),
        party_reader_(PartySettingsOf(settings, today), facts),
        functions_(facts, today) {}

  void Read(const AppendixRow& row) {
    ImportedRow& imported = *response_.add_rows();
    imported.set_row(row.row);
    imported.set_kind(row.kind);
    if (row.kind == ImportedRow::KIND_ITEM) {
      ReadItem(row, imported);
    } else if (row.kind != ImportedRow::KIND_EMPTY) {
      AddCell(imported, Column::kText, HeadingText(row), ImportedCell::OUTCOME_UNDERSTOOD, row.remark);
      if (row.kind == ImportedRow::KIND_HEADING) EnterHeading(row);
    }
  }

  bool exhausted() const { return party_reader_.exhausted(); }

  absl::StatusOr<v1::ImportPlanResponse> Finish() {
    if (party_reader_.exhausted()) {
      return Error(
          v1::ERROR_REASON_TOO_LARGE,
          "the columns of agencies hold too many different names to look up; import the table as several plans");
    }
    *response_.mutable_plan() = plan_;
    response_.mutable_plan()->set_state(v1::Plan::STATE_DRAFT);
    for (const ImportedRow& row : response_.rows()) {
      if (row.kind() == ImportedRow::KIND_ITEM) *response_.mutable_plan()->add_items() = row.item();
    }
    return std::move(response_);
  }

 private:
  void EnterHeading(const AppendixRow& row) {
    const int level = HeadingLevel(row.at(Column::kOrdinal));
    while (!headings_.empty() && headings_.back().first >= level) headings_.pop_back();
    headings_.emplace_back(level, HeadingText(row));
  }

  void ReadItem(const AppendixRow& row, ImportedRow& imported) {
    PlanItem& item = *imported.mutable_item();
    AppendixRow resolved = row;
    wrong_.fill(false);
    for (size_t i = 0; i < kColumnCount; ++i) CheckCell(static_cast<Column>(i), resolved, imported);
    item.set_name(ChildName(plan_.name(), "items", ItemId(row)));
    item.set_ordinal(CleanCell(row.at(Column::kOrdinal)));
    for (const auto& [level, heading] : headings_) item.add_headings(heading);
    item.set_text(CleanCell(resolved.at(Column::kText)));
    item.set_product(CleanCell(resolved.at(Column::kProduct)));
    item.set_note(CleanCell(resolved.at(Column::kNote)));
    item.set_lead_text(row.at(Column::kLead));
    item.set_coordinator_text(row.at(Column::kCoordinators));
    item.set_source_row(row.row);
    for (const std::string& footnote : row.footnotes) item.add_footnotes(footnote);
    for (Column column : {Column::kOrdinal, Column::kText}) AddPlainCell(row, resolved, column, imported);
    ReadPartyCell(row, resolved, Column::kLead, imported);
    ReadPartyCell(row, resolved, Column::kCoordinators, imported);
    ReadDeadlineCell(row, resolved, imported);
    for (Column column : {Column::kProduct, Column::kNote}) AddPlainCell(row, resolved, column, imported);
    AskAboutFootnotes(item);
    Complete(item, imported);
    item.set_state(StateFromQuestions(item));
    Count(imported);
    above_ = std::move(resolved);
  }

  // A footnote that leaves somebody out of a set cannot be read into it.
  static void AskAboutFootnotes(PlanItem& item) {
    for (const std::string& footnote : item.footnotes()) {
      if (!SpeaksOfExclusion(footnote)) continue;
      for (const v1::ResponsibleParty& lead : item.leads()) {
        if (lead.unit_set().empty()) continue;
        v1::PlanQuestion& question = *item.add_questions();
        question.set_field("lead");
        question.set_text(item.lead_text());
        question.set_question(absl::StrCat("Chú thích của dòng này có loại trừ: \"", Excerpt(footnote),
                                           "\". Hãy chọn nhóm và các đơn vị được loại trừ."));
        question.add_candidates(lead.unit_set());
        question.set_blocking(true);
        return;
      }
    }
  }

  // What follows from the cells together: how it is spread, what it has to bring, what it is about.
  void Complete(PlanItem& item, ImportedRow& imported) {
    SetFanOut(item, facts_, today_);
    const ProductReading product = ReadProduct(item.product(), item.deadline());
    SetEvidenceSlots(product, item);
    item.set_function(functions_.FunctionOf(item));
    SetRepetition(item);
    Explain(imported, Column::kLead, FanOutForPeople(item, facts_, today_));
    Explain(imported, Column::kProduct, product.explanation);
  }

  // Adds to what is said of a cell.
  static void Explain(ImportedRow& imported, Column column, absl::string_view explanation) {
    if (explanation.empty()) return;
    for (ImportedCell& cell : *imported.mutable_cells()) {
      if (cell.field() != kColumnNames[static_cast<size_t>(column)]) continue;
      if (cell.outcome() == ImportedCell::OUTCOME_WRONG) continue;
      absl::StrAppend(cell.mutable_explanation(), cell.explanation().empty() ? "" : "; ", explanation);
    }
  }

  // Settles what is wrong with a cell, and puts the cell above in the place of "nt".
  void CheckCell(Column column, AppendixRow& row, ImportedRow& imported) {
    std::string& cell = row.at(column);
    std::string wrong = row.faults[static_cast<size_t>(column)];
    if (!wrong.empty()) {
      // The reader of the file has said why.
    } else if (cell.size() > CellLimit(column)) {
      wrong = absl::StrCat("Ô dài hơn ", CellLimit(column), " byte. Hãy rút ngắn.");
    } else if (absl::StrContains(CleanCell(cell), kReplacementCharacter)) {
      wrong = "Ô có ký tự không đúng mã UTF-8. Hãy lưu lại tệp với mã UTF-8.";
    } else if (IsParty(column) && CutCell(CleanCell(cell)).size() > kMaxPiecesInPartyCell) {
      wrong = absl::StrCat("Ô liệt kê hơn ", kMaxPiecesInPartyCell, " cơ quan. Hãy dùng tên nhóm.");
    } else if (column == Column::kText && CleanCell(cell).empty()) {
      wrong = "Dòng này không có nội dung nhiệm vụ. Hãy ghi nội dung hoặc bỏ dòng.";
    } else if (MeansAbove(column, cell) && !TakeAbove(column, cell)) {
      wrong = "Ô ghi \"như trên\" nhưng phía trên không có nhiệm vụ nào. Hãy ghi đầy đủ.";
    }
    if (wrong.empty()) return;
    wrong_[static_cast<size_t>(column)] = true;
    AddCell(imported, column, Excerpt(cell), ImportedCell::OUTCOME_WRONG, wrong);
    cell.clear();
  }

  static bool IsParty(Column column) { return column == Column::kLead || column == Column::kCoordinators; }

  // "nt" alone, or as one of several names ("nt, Sở Nội vụ").
  static bool MeansAbove(Column column, absl::string_view cell) {
    if (column == Column::kOrdinal) return false;
    if (!IsParty(column)) return IsSameAsAbove(cell);
    const std::string cleaned = CleanCell(cell);
    for (const Piece& piece : CutCell(cleaned)) {
      if (IsSameAsAbove(cleaned.substr(piece.begin, piece.end - piece.begin))) return true;
    }
    return IsSameAsAbove(cell);
  }

  bool TakeAbove(Column column, std::string& cell) const {
    if (!above_.has_value()) return false;
    if (!IsParty(column) || IsSameAsAbove(cell)) {
      cell = above_->at(column);
      return true;
    }
    const std::string cleaned = CleanCell(cell);
    std::vector<std::string> parts;
    size_t from = 0;
    std::string result;
    for (const Piece& piece : CutCell(cleaned)) {
      if (!IsSameAsAbove(cleaned.substr(piece.begin, piece.end - piece.begin))) continue;
      absl::StrAppend(&result, cleaned.substr(from, piece.begin - from), above_->at(column));
      from = piece.end;
    }
    cell = absl::StrCat(result, cleaned.substr(from));
    return true;
  }

  std::string ItemId(const AppendixRow& row) {
    std::string id = OrdinalForId(row.at(Column::kOrdinal));
    if (id.empty()) id = absl::StrCat("r", row.row);
    if (!ids_.insert(id).second) {
      id = absl::StrCat(id, "-r", row.row);
      ids_.insert(id);
    }
    return id;
  }

  void ReadPartyCell(const AppendixRow& row, const AppendixRow& resolved, Column column, ImportedRow& imported) {
    if (wrong_[static_cast<size_t>(column)]) return;
    PlanItem& item = *imported.mutable_item();
    const bool lead = column == Column::kLead;
    PartyReading reading =
        party_reader_.Read(resolved.at(column), lead ? PartyColumn::kLead : PartyColumn::kCoordinators, item.text());
    if (lead && reading.parties.empty()) {
      v1::PlanQuestion& question = reading.questions.emplace_back();
      question.set_field("lead");
      question.set_text(row.at(column));
      question.set_question("Dòng này chưa có cơ quan chủ trì. Hãy chọn cơ quan chủ trì.");
      question.set_blocking(true);
    }
    std::vector<std::string> explanations;
    for (v1::ResponsibleParty& party : reading.parties) {
      explanations.push_back(absl::StrCat(party.text(), ": ", party.explanation()));
      *(lead ? item.add_leads() : item.add_coordinators()) = std::move(party);
    }
    for (v1::PlanQuestion& question : reading.questions) {
      if (reading.parties.empty()) explanations.push_back(question.question());
      *item.add_questions() = std::move(question);
    }
    AddCell(imported, column, row.at(column),
            reading.questions.empty() ? ImportedCell::OUTCOME_UNDERSTOOD : ImportedCell::OUTCOME_ASKED,
            absl::StrCat(SameAsAbove(row, resolved, column), absl::StrJoin(explanations, "; ")));
  }

  void ReadDeadlineCell(const AppendixRow& row, const AppendixRow& resolved, ImportedRow& imported) {
    if (wrong_[static_cast<size_t>(Column::kDeadline)]) return;
    PlanItem& item = *imported.mutable_item();
    const std::string& text = resolved.at(Column::kDeadline);
    DeadlineReading reading =
        ReadDeadline(text, resolved.at(Column::kProduct), deadline_settings_, CalendarOf(plan_, facts_));
    *item.mutable_deadline() = std::move(reading.deadline);
    if (reading.question.empty()) {
      AddCell(imported, Column::kDeadline, row.at(Column::kDeadline), ImportedCell::OUTCOME_UNDERSTOOD,
              absl::StrCat(SameAsAbove(row, resolved, Column::kDeadline), reading.explanation));
      return;
    }
    v1::PlanQuestion& question = *item.add_questions();
    question.set_field("deadline");
    question.set_text(text);
    question.set_question(reading.question);
    question.set_blocking(true);
    AddCell(imported, Column::kDeadline, row.at(Column::kDeadline), ImportedCell::OUTCOME_ASKED, reading.question);
  }

  static std::string SameAsAbove(const AppendixRow& row, const AppendixRow& resolved, Column column) {
    return row.at(column) == resolved.at(column) ? "" : "như dòng trên; ";
  }

  void AddPlainCell(const AppendixRow& row, const AppendixRow& resolved, Column column, ImportedRow& imported) {
    if (wrong_[static_cast<size_t>(column)]) return;
    const std::string remark = column == Column::kText ? row.remark : "";
    AddCell(imported, column, row.at(column), ImportedCell::OUTCOME_UNDERSTOOD,
            row.at(column) == resolved.at(column) ? remark : absl::StrCat("như dòng trên: ", resolved.at(column)));
  }

  static void AddCell(ImportedRow& imported, Column column, absl::string_view text, ImportedCell::Outcome outcome,
                      std::string explanation) {
    ImportedCell& cell = *imported.add_cells();
    cell.set_field(kColumnNames[static_cast<size_t>(column)]);
    cell.set_text(std::string(text));
    cell.set_outcome(outcome);
    cell.set_explanation(std::move(explanation));
  }

  void Count(const ImportedRow& imported) {
    if (std::find(wrong_.begin(), wrong_.end(), true) != wrong_.end()) {
      response_.set_wrong_rows(response_.wrong_rows() + 1);
    } else if (imported.item().state() == PlanItem::STATE_READY) {
      response_.set_understood_items(response_.understood_items() + 1);
    } else {
      response_.set_asked_items(response_.asked_items() + 1);
    }
  }

  const v1::Plan& plan_;
  const Facts& facts_;
  const absl::CivilDay today_;
  const DeadlineSettings deadline_settings_;
  PartyReader party_reader_;
  const ItemFunctions functions_;
  v1::ImportPlanResponse response_;
  std::vector<std::pair<int, std::string>> headings_;
  absl::flat_hash_set<std::string> ids_;
  std::optional<AppendixRow> above_;  // the last item, with every "nt" written out
  std::array<bool, kColumnCount> wrong_ = {};
};

}  // namespace

absl::StatusOr<v1::ImportPlanResponse> Understand(const Appendix& appendix, const v1::Plan& settings,
                                                  const Facts& facts, absl::CivilDay today) {
  const auto items =
      static_cast<size_t>(std::count_if(appendix.rows.begin(), appendix.rows.end(),
                                        [](const AppendixRow& row) { return row.kind == ImportedRow::KIND_ITEM; }));
  if (items > kMaxItems) {
    return Error(v1::ERROR_REASON_TOO_LARGE, absl::StrCat("the table has ", items, " items, a plan may have ",
                                                          kMaxItems, "; import it as several plans"));
  }
  Reader reader(settings, facts, today);
  for (const AppendixRow& row : appendix.rows) {
    reader.Read(row);
    if (reader.exhausted()) break;
  }
  return reader.Finish();
}

bool IsRepeated(const v1::PlanDeadline& deadline) {
  return !deadline.recurrence().empty() || !deadline.report_recurrence().empty() || deadline.dates_size() > 1;
}

void SetRepetition(v1::PlanItem& item) {
  if (!IsRepeated(item.deadline())) {
    item.clear_overlap();
    item.clear_catch_up();
    item.clear_catch_up_days();
    return;
  }
  if (item.overlap() == v1::OVERLAP_POLICY_UNSPECIFIED) item.set_overlap(v1::OVERLAP_POLICY_ALLOW);
  if (item.catch_up() == v1::CATCH_UP_UNSPECIFIED) item.set_catch_up(v1::CATCH_UP_NONE);
  if (item.catch_up() == v1::CATCH_UP_NONE) item.clear_catch_up_days();
}

v1::PlanItem::State StateFromQuestions(const v1::PlanItem& item) {
  const bool blocked = std::any_of(item.questions().begin(), item.questions().end(),
                                   [](const v1::PlanQuestion& question) { return question.blocking(); });
  return blocked ? PlanItem::STATE_ASKED : PlanItem::STATE_READY;
}

}  // namespace phoihop::plan
