#include "clients/cli/responsibility_print.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/format.h"
#include "clients/cli/table.h"
#include "clients/cli/vocabulary.h"

namespace phoihop::cli {
namespace {

constexpr absl::string_view kIllustrated = "*";

// "Nhãn: text", the text wrapped behind the label.
void AddLine(std::string& page, absl::string_view label, absl::string_view text, int width) {
  if (text.empty()) return;
  const std::string head = absl::StrCat(label, ": ");
  bool first = true;
  for (const std::string& line : Wrap(text, width - DisplayWidth(head))) {
    absl::StrAppend(&page, first ? head : std::string(DisplayWidth(head), ' '), line, "\n");
    first = false;
  }
}

std::string RelationForPeople(const v1::Instrument::Relation& relation) {
  switch (relation.type()) {
    case v1::Instrument::RELATION_TYPE_REPLACES:
      return "thay thế";
    case v1::Instrument::RELATION_TYPE_AMENDS:
      return "sửa đổi, bổ sung";
    case v1::Instrument::RELATION_TYPE_REPEALS:
      return "bãi bỏ";
    case v1::Instrument::RELATION_TYPE_IMPLEMENTS:
      return "thi hành";
    case v1::Instrument::RELATION_TYPE_APPLIES_TEMPORARILY:
      return "cho áp dụng tạm thời";
    case v1::Instrument::RELATION_TYPE_BASED_ON:
      return "căn cứ";
    case v1::Instrument::RELATION_TYPE_SUMMARISED_BY:
      return "được tổng kết tại";
    default:
      return relation.source_wording();
  }
}

void AddRelations(std::string& page, const v1::Instrument& instrument, int width) {
  for (const v1::Instrument::Relation& relation : instrument.relations()) {
    const bool dated = !relation.valid_from().empty() || !relation.valid_to().empty();
    AddLine(page, absl::StrCat("  • ", RelationForPeople(relation)),
            absl::StrCat(
                relation.target(),
                dated ? absl::StrCat(" (", IntervalForPeople(relation.valid_from(), relation.valid_to()), ")") : ""),
            width);
  }
}

// -- The matrix

// A holder in a cell of the table: a unit, or a set with the number of its units.
struct Entry {
  std::string name;
  int units = 0;  // of a set
  bool illustrated = true;
};

class MatrixTable {
 public:
  MatrixTable(const v1::ResponsibilityMatrix& matrix, const Names& functions, const MatrixStyle& style)
      : matrix_(matrix),
        functions_(functions),
        style_(style),
        names_(matrix.display_names().begin(), matrix.display_names().end()) {}

  std::string Render() {
    Table table({"Mã", "Chức năng", "Chủ trì", "Phối hợp", "Vai trò khác"});
    std::string branch;
    for (const auto& row : matrix_.rows()) {
      const std::string above = row.path().empty() ? "" : row.path(row.path_size() - 1);
      if (above != branch && !above.empty()) table.Add({"", absl::StrCat("▸ ", NameIn(functions_, above)), "", "", ""});
      branch = above;
      table.Add({ShortName(row.function()), row.display_name(),
                 Cell(row, v1::DUTY_ROLE_LEAD, style_.some_units ? "" : "— CHƯA CÓ —"),
                 Cell(row, v1::DUTY_ROLE_COORDINATE, ""), Others(row)});
    }
    return absl::StrCat(table.Render(style_.width), "Ngày ", DateForPeople(matrix_.as_of()), ": ", matrix_.rows_size(),
                        " chức năng, ", matrix_.units_size(), " đơn vị. ", kIllustrated,
                        " chỉ là minh họa, chưa có quy định.\n");
  }

 private:
  using Row = v1::ResponsibilityMatrix::Row;

  std::string UnitName(const std::string& unit) const {
    return style_.full_names ? NameIn(names_, unit) : ShortName(unit);
  }

  std::string Cell(const Row& row, v1::DutyRole role, absl::string_view nobody) const {
    std::vector<Entry> entries;
    for (const auto& cell : row.cells()) {
      if (cell.role() != role) continue;
      const std::string place = cell.territory().empty() ? "" : absl::StrCat(" @ ", NameIn(names_, cell.territory()));
      const bool illustrated = cell.status() == v1::DUTY_STATUS_ILLUSTRATIVE;
      const bool set = !cell.unit_set().empty();
      const std::string name = set ? absl::StrCat(NameIn(names_, cell.unit_set()), place)
                                   : absl::StrCat(UnitName(cell.unit()), cell.alive() ? "" : " (đã kết thúc)", place);
      // Two duties may give one function to the same holder.
      auto known = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.name == name; });
      if (known == entries.end()) known = entries.insert(entries.end(), Entry{name, 0, illustrated});
      known->illustrated = known->illustrated && illustrated;
      if (!set) continue;
      known->units += cell.unit().empty() ? 0 : 1;
      if (cell.unit().empty()) known->units = -1;
    }
    if (entries.empty()) return std::string(nobody);
    return absl::StrJoin(entries, ", ", [](std::string* out, const Entry& entry) {
      absl::StrAppend(out, entry.name,
                      entry.units > 0   ? absl::StrCat(" (", entry.units, ")")
                      : entry.units < 0 ? " (không còn đơn vị nào)"
                                        : "",
                      entry.illustrated ? kIllustrated : "");
    });
  }

  std::string Others(const Row& row) const {
    std::vector<std::string> parts;
    for (const v1::DutyRole role : {v1::DUTY_ROLE_ADVISE, v1::DUTY_ROLE_APPROVE, v1::DUTY_ROLE_MONITOR,
                                    v1::DUTY_ROLE_RECEIVE_REPORT, v1::DUTY_ROLE_INFORMED}) {
      const std::string cell = Cell(row, role, "");
      if (!cell.empty()) parts.push_back(absl::StrCat(DutyRoleForPeople(role), ": ", cell));
    }
    return absl::StrJoin(parts, "; ");
  }

  const v1::ResponsibilityMatrix& matrix_;
  const Names& functions_;
  const MatrixStyle& style_;
  const Names names_;
};

}  // namespace

std::string NameIn(const Names& names, const std::string& name) {
  const auto found = names.find(name);
  return found == names.end() || found->second.empty() ? ShortName(name) : found->second;
}

std::string DescribeInstrument(const v1::Instrument& instrument, int width) {
  std::string page;
  AddLine(page, instrument.type(), absl::StrCat(instrument.number(), "   [", ShortName(instrument.name()), "]"), width);
  AddLine(page, "Tên", instrument.title(), width);
  AddLine(page, "Nơi ban hành", instrument.issuer(), width);
  AddLine(page, "Ngày ban hành", DateForPeople(instrument.issue_date()), width);
  AddLine(page, "Ngày hiệu lực", DateForPeople(instrument.effective_date()), width);
  AddLine(page, "Hết thời hạn từ", DateForPeople(instrument.expiry_date()), width);
  AddLine(page, absl::StrCat("Tình trạng ngày ", DateForPeople(instrument.validity().date())),
          InstrumentStatusForPeople(instrument.validity().status()), width);
  AddLine(page, "Vì", instrument.validity().explanation(), width);
  AddLine(page, "Nguồn ghi", instrument.status_as_known(), width);
  if (!instrument.relations().empty()) page += "Quan hệ:\n";
  AddRelations(page, instrument, width);
  AddLine(page, "Nguồn", instrument.provenance().source(), width);
  AddLine(page, "Ghi chú", instrument.provenance().note(), width);
  return page;
}

std::string DescribeCitations(const v1::ResolveCitationResponse& response, int width) {
  Table table({"Văn bản", "Ở đâu", "Mã", "Tình trạng"});
  for (const auto& resolved : response.citations()) {
    table.Add({resolved.citation().instrument_number(), PlaceForPeople(resolved.citation()),
               ShortName(resolved.instrument()),
               resolved.instrument().empty() ? "chưa có trong dữ liệu"
                                             : InstrumentStatusForPeople(resolved.validity().status())});
  }
  std::string page = table.empty() ? "" : table.Render(width);
  for (const std::string& piece : response.not_understood()) AddLine(page, "Không hiểu", piece, width);
  return page;
}

std::string DescribeMatrix(const v1::ResponsibilityMatrix& matrix, const Names& functions, const MatrixStyle& style) {
  return MatrixTable(matrix, functions, style).Render();
}

std::string HoldersForPeople(const v1::Duty& duty, v1::DutyRole role, const std::string& day, const Names& names) {
  std::vector<std::string> holders;
  for (const v1::Duty::Holder& holder : duty.holders()) {
    const bool began = day.empty() || holder.valid_from().empty() || holder.valid_from() <= day;
    const bool ended = !day.empty() && !holder.valid_to().empty() && holder.valid_to() <= day;
    if (holder.role() != role || !began || ended) continue;
    holders.push_back(
        absl::StrCat(NameIn(names, holder.holder()),
                     holder.territory().empty() ? "" : absl::StrCat(" @ ", NameIn(names, holder.territory())),
                     holder.status() == v1::DUTY_STATUS_ILLUSTRATIVE ? kIllustrated : ""));
  }
  return absl::StrJoin(holders, ", ");
}

std::string DescribeRegulation(const v1::Regulation& regulation, const Names& names, int width) {
  std::string page;
  AddLine(page, RegulationStateForPeople(regulation.state()),
          absl::StrCat(regulation.display_name(), "   [", ShortName(regulation.name()), "]"), width);
  AddLine(page, "Có hiệu lực từ", DateForPeople(regulation.effective_date()), width);
  AddLine(page, "Văn bản", absl::StrCat(regulation.instrument().type(), " ", regulation.instrument().number()), width);
  AddRelations(page, regulation.instrument(), width);
  AddLine(page, "Người soạn", ActorForPeople(regulation.drafter()), width);
  if (regulation.has_enacter()) AddLine(page, "Người ban hành", ActorForPeople(regulation.enacter()), width);
  for (const v1::Function& function : regulation.functions()) {
    AddLine(page, "Chức năng", absl::StrCat(function.display_name(), "   [", ShortName(function.name()), "]"), width);
  }
  Table table({"Mã", "Việc", "Chủ trì", "Phối hợp", "Căn cứ"});
  // Holders that a preview of the enactment shows as ended are not among those of the first day.
  const std::string& day = regulation.effective_date();
  for (const v1::Duty& duty : regulation.duties()) {
    table.Add({ShortName(duty.name()), duty.function(), HoldersForPeople(duty, v1::DUTY_ROLE_LEAD, day, names),
               HoldersForPeople(duty, v1::DUTY_ROLE_COORDINATE, day, names), CitationForPeople(duty.basis())});
  }
  if (!table.empty()) page += table.Render(width);
  for (const std::string& duty : regulation.ended_duties()) AddLine(page, "Kết thúc", ShortName(duty), width);
  AddLine(page, "Ghi chú", regulation.provenance().note(), width);
  AddLine(page, "etag", regulation.etag(), width);
  return page;
}

}  // namespace phoihop::cli
