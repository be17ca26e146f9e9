#include "services/import/reference_draft.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/unit_kind.h"
#include "workflow/resource_name.h"

namespace phoihop::import {
namespace {

struct KindWord {
  absl::string_view word;
  v1::UnitKind kind;
};

constexpr KindWord kKindWords[] = {
    {"tỉnh", v1::UNIT_KIND_PROVINCE},
    {"thành phố trực thuộc Trung ương", v1::UNIT_KIND_PROVINCE},
    {"UBND cấp tỉnh", v1::UNIT_KIND_PROVINCIAL_PEOPLES_COMMITTEE},
    {"cơ quan quyền lực nhà nước ở địa phương", v1::UNIT_KIND_PEOPLES_COUNCIL},
    {"cơ quan tham mưu, giúp việc", v1::UNIT_KIND_OFFICE},
    {"sở", v1::UNIT_KIND_DEPARTMENT},
    {"xã", v1::UNIT_KIND_COMMUNE},
    {"phường", v1::UNIT_KIND_WARD},
    {"thị trấn", v1::UNIT_KIND_TOWNSHIP},
    {"đặc khu", v1::UNIT_KIND_SPECIAL_ZONE},
    {"huyện", v1::UNIT_KIND_DISTRICT},
    {"thị xã", v1::UNIT_KIND_DISTRICT},
    {"thành phố", v1::UNIT_KIND_DISTRICT},
    {"lực lượng vũ trang", v1::UNIT_KIND_ARMED_FORCE},
    {"cơ quan Đảng", v1::UNIT_KIND_PARTY_BODY},
    {"mặt trận", v1::UNIT_KIND_MASS_ORGANISATION},
    {"đoàn thể", v1::UNIT_KIND_MASS_ORGANISATION},
    {"tổ chức hội", v1::UNIT_KIND_ASSOCIATION},
    {"đơn vị sự nghiệp", v1::UNIT_KIND_PUBLIC_SERVICE_UNIT},
    {"cơ quan thanh tra", v1::UNIT_KIND_INSPECTORATE},
    {"cơ quan thuộc UBND", v1::UNIT_KIND_MANAGEMENT_BOARD},
    {"ban quản lý cửa khẩu", v1::UNIT_KIND_MANAGEMENT_BOARD},
    {"cơ quan báo chí", v1::UNIT_KIND_PRESS},
    {"phòng", v1::UNIT_KIND_DIVISION},
    {"kênh thông tin", v1::UNIT_KIND_CHANNEL},
};

struct Grade {
  absl::string_view words;
  v1::Verification verification;
};

// The longer wording first.
constexpr Grade kGrades[] = {
    {"verified in part", v1::VERIFICATION_VERIFIED_IN_PART},
    {"verified", v1::VERIFICATION_VERIFIED},
    {"widely-known, unverified", v1::VERIFICATION_UNVERIFIED},
    {"widely-known", v1::VERIFICATION_UNVERIFIED},
    {"minh họa", v1::VERIFICATION_ILLUSTRATIVE},
};

template <typename Thing>
absl::StatusOr<Thing*> New(const ReferenceRow& row, absl::string_view column, const std::string& id,
                           std::map<std::string, Thing>& things, const std::string& name) {
  if (!IsId(id)) {
    return row.Fault(column, absl::StrCat("'", Excerpt(id), "' is not an id: 1 to 63 characters of a-z, 0-9 and '-'"));
  }
  const auto [entry, fresh] = things.try_emplace(id);
  if (!fresh) return row.Fault(column, absl::StrCat("'", id, "' stands in the data already"));
  entry->second.set_name(name);
  return &entry->second;
}

}  // namespace

std::string ReferenceDraft::UnitNameOf(absl::string_view id) const { return phoihop::UnitName(province, id); }

std::string ReferenceDraft::Name(absl::string_view collection, absl::string_view id) const {
  return ChildName(ProvinceName(province), collection, id);
}

absl::StatusOr<ReferenceTable> ReferenceDraft::Read(const std::string& file, const std::vector<std::string>& columns,
                                                    bool required) const {
  return ReferenceTable::Read(directory, file, columns, required);
}

absl::StatusOr<v1::Provenance> ReferenceDraft::ProvenanceOf(const ReferenceRow& row) const {
  v1::Provenance provenance;
  absl::string_view rest = row["verification"];
  for (const Grade& grade : kGrades) {
    if (!absl::ConsumePrefix(&rest, grade.words)) continue;
    provenance.set_verification(grade.verification);
    break;
  }
  if (!row["verification"].empty() && provenance.verification() == v1::VERIFICATION_UNSPECIFIED) {
    return row.Fault("verification",
                     absl::StrCat("'", Excerpt(row["verification"]),
                                  "' is not one of verified, verified in part, widely-known, minh họa"));
  }
  rest = absl::StripAsciiWhitespace(rest);
  provenance.set_note(absl::StrCat(row["note"], row["note"].empty() || rest.empty() ? "" : " ", rest));
  const std::string& source = row["source"];
  const auto found = sources.find(source);
  if (found == sources.end() && !source.empty()) {
    return row.Fault("source", absl::StrCat("sources.csv has no row '", Excerpt(source), "'"));
  }
  if (!source.empty()) provenance.set_source(found->second);
  return provenance;
}

absl::StatusOr<v1::Unit*> ReferenceDraft::NewUnit(const ReferenceRow& row, absl::string_view column,
                                                  const std::string& id) {
  return New(row, column, id, units, UnitNameOf(id));
}

absl::StatusOr<v1::Reorganisation*> ReferenceDraft::NewReorganisation(const ReferenceRow& row, absl::string_view column,
                                                                      const std::string& id) {
  return New(row, column, id, reorganisations, Name("reorganisations", id));
}

absl::Status CheckDate(const ReferenceRow& row, absl::string_view column) {
  if (row[column].empty()) return absl::OkStatus();
  const auto day = ParseDate(row[column]);
  return day.ok() ? absl::OkStatus() : row.Fault(column, day.status().message());
}

std::string IdFromText(absl::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(error);
  icu::UnicodeString letters =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  letters.foldCase();
  if (U_SUCCESS(error)) letters = nfd->normalize(letters, error);
  std::string id;
  for (int32_t i = 0; i < letters.length(); i = letters.moveIndex32(i, 1)) {
    const UChar32 c = letters.char32At(i);
    if ((U_GET_GC_MASK(c) & U_GC_M_MASK) != 0) continue;
    if (c == 0x0111) {
      id += 'd';
    } else if (c < 0x80 && u_isalnum(c)) {
      id += static_cast<char>(c);
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  if (id.size() > kMaxIdBytes) id.resize(kMaxIdBytes);
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id;
}

v1::Citation CitationOf(absl::string_view text) {
  v1::Citation citation;
  citation.set_text(std::string(text));
  return citation;
}

v1::UnitKind KindOfWord(absl::string_view word) {
  word = absl::StripAsciiWhitespace(word.substr(0, word.find('(')));
  for (const KindWord& entry : kKindWords) {
    if (entry.word == word) return entry.kind;
  }
  return v1::UNIT_KIND_UNSPECIFIED;
}

absl::StatusOr<v1::UnitKind> KindOf(const ReferenceRow& row, absl::string_view column) {
  const v1::UnitKind kind = KindOfWord(row[column]);
  if (kind != v1::UNIT_KIND_UNSPECIFIED) return kind;
  return row.Fault(column, absl::StrCat("'", Excerpt(row[column]), "' is not a kind of unit that is known"));
}

v1::UnitLevel LevelOf(v1::UnitKind kind) {
  if (organisation::IsCommuneKind(kind)) return v1::UNIT_LEVEL_COMMUNE;
  return kind == v1::UNIT_KIND_DISTRICT || kind == v1::UNIT_KIND_DIVISION ? v1::UNIT_LEVEL_DISTRICT
                                                                          : v1::UNIT_LEVEL_PROVINCE;
}

std::string TerritoryName(absl::string_view kind, absl::string_view name) {
  // The full name of a kind may be longer than what stands in front of names.
  if (kind == "thành phố trực thuộc Trung ương") kind = "thành phố";
  icu::UnicodeString text =
      icu::UnicodeString::fromUTF8(icu::StringPiece(kind.data(), static_cast<int32_t>(kind.size())));
  const int32_t first = text.moveIndex32(0, 1);
  icu::UnicodeString initial(text, 0, first);
  initial.toUpper();
  text.replace(0, first, initial);
  std::string result;
  text.toUTF8String(result);
  return absl::StrCat(result, " ", name);
}

absl::Status ReadSources(ReferenceDraft& draft) {
  const auto table = draft.Read("sources.csv", {"id", "source"});
  if (!table.ok()) return table.status();
  for (const ReferenceRow& row : table->rows()) draft.sources[row["id"]] = row["source"];
  return absl::OkStatus();
}

}  // namespace phoihop::import
