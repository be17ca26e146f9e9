// Numbers of documents, citations, the status of instruments.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "tests/unit/plan/dong_nai.h"
#include "workflow/civil_time.h"
#include "workflow/responsibility/citation.h"
#include "workflow/responsibility/document_number.h"
#include "workflow/responsibility/instruments.h"

namespace phoihop::responsibility {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Form = v1::DocumentNumber;

// -- Numbers

struct NumberCase {
  const char* typed;
  const char* normalized;  // "": not a number
  v1::DocumentNumber::Form form;
};

TEST(DocumentNumberTest, AsPeopleTypeThem) {
  const NumberCase cases[] = {
      {"16/2020/QĐ-UBND", "16/2020/QĐ-UBND", Form::FORM_LEGAL},
      {"202/2025/QH15", "202/2025/QH15", Form::FORM_LEGAL},
      {"9/2025/tt-bng", "09/2025/TT-BNG", Form::FORM_LEGAL},
      {"20/2020/QĐ-TTG", "20/2020/QĐ-TTg", Form::FORM_LEGAL},
      {"72 / 2015 / nđ – cp", "72/2015/NĐ-CP", Form::FORM_LEGAL},
      {"72/2015/ND-CP", "72/2015/NĐ-CP", Form::FORM_LEGAL},
      {"03/2019/TT-BTTTT", "03/2019/TT-BTTTT", Form::FORM_LEGAL},
      {"04/2014/TTLT-BNV-BTC", "04/2014/TTLT-BNV-BTC", Form::FORM_LEGAL},
      {"431/QD-UBND", "431/QĐ-UBND", Form::FORM_ADMINISTRATIVE},
      {"0431/qd – ubnd", "431/QĐ-UBND", Form::FORM_ADMINISTRATIVE},
      {"Số: 431/QĐ-UBND", "431/QĐ-UBND", Form::FORM_ADMINISTRATIVE},
      {"431/QĐ‑UBND", "431/QĐ-UBND", Form::FORM_ADMINISTRATIVE},  // no-break hyphen
      {"1662/NQ-UBTVQH15", "1662/NQ-UBTVQH15", Form::FORM_ADMINISTRATIVE},
      {"5/nq-hdnd", "05/NQ-HĐND", Form::FORM_ADMINISTRATIVE},
      {"7288/UBND-KGVX", "7288/UBND-KGVX", Form::FORM_ADMINISTRATIVE},
      {"12/HD-SNV", "12/HD-SNV", Form::FORM_ADMINISTRATIVE},
      {"12/HĐ-SNV", "12/HĐ-SNV", Form::FORM_ADMINISTRATIVE},
      {"80-NQ/TW", "80-NQ/TW", Form::FORM_PARTY},
      {"76 – kl/tw", "76-KL/TW", Form::FORM_PARTY},
      {"12-CTR/TU", "12-CTr/TU", Form::FORM_PARTY},
      {"H30.02", "", Form::FORM_OTHER},
      {"000.00.02.H30", "", Form::FORM_OTHER},
      {"BC-TK-2025", "", Form::FORM_OTHER},
      {"32-CTKH", "", Form::FORM_OTHER},
      {"Mẫu số 08", "", Form::FORM_OTHER},
      {"15/5/2026", "", Form::FORM_OTHER},
      {"9/2025", "", Form::FORM_OTHER},
      {"24/7", "", Form::FORM_OTHER},
      {"431/QĐ", "", Form::FORM_OTHER},
      {"QĐ 22/2017", "", Form::FORM_OTHER},
      {"431/QĐ-UBND ngày 18/7/2025", "", Form::FORM_OTHER},
      {"0/QĐ-UBND", "", Form::FORM_OTHER},
      {"12/99999/QĐ-UBND", "", Form::FORM_OTHER},
      {"123456789/QĐ-UBND", "", Form::FORM_OTHER},
      {"10/phường", "", Form::FORM_OTHER},
      {"", "", Form::FORM_OTHER},
  };
  for (const NumberCase& one : cases) {
    const v1::DocumentNumber number = ParseDocumentNumber(one.typed);
    EXPECT_EQ(number.normalized(), one.normalized) << one.typed;
    EXPECT_EQ(number.form(), one.form) << one.typed;
  }
}

TEST(DocumentNumberTest, TakenApart) {
  const v1::DocumentNumber legal = ParseDocumentNumber("016/2020/qd-ubnd");
  EXPECT_EQ(legal.number(), 16);
  EXPECT_EQ(legal.year(), 2020);
  EXPECT_EQ(legal.type_notation(), "QĐ");
  EXPECT_EQ(legal.issuer_notation(), "UBND");
  EXPECT_EQ(legal.text(), "016/2020/qd-ubnd");
  const v1::DocumentNumber law = ParseDocumentNumber("202/2025/QH15");
  EXPECT_EQ(law.type_notation(), "");
  EXPECT_EQ(law.issuer_notation(), "QH15");
  const v1::DocumentNumber party = ParseDocumentNumber("80-NQ/TW");
  EXPECT_EQ(party.year(), 0);
  EXPECT_EQ(party.type_notation(), "NQ");
  EXPECT_EQ(party.issuer_notation(), "TW");
  EXPECT_EQ(ParseDocumentNumber("H30.02").number(), 0);
}

// What is written well is read as it is; sloppy writing of it is the same number.
RC_GTEST_PROP(DocumentNumberProperty, SloppyWritingIsTheSameNumber, ()) {
  const auto pick = [](std::vector<std::string> words) { return *rc::gen::elementOf(words); };
  const int value = *rc::gen::inRange(1, 100000);
  const std::string digits = absl::StrCat(value < 10 ? "0" : "", value);
  const std::string type = pick({"QĐ", "NQ", "KH", "CTr", "TTr", "NĐ", "TT", "KL", "HD"});
  const std::string issuer = pick({"UBND", "TTg", "HĐND", "CP", "BTTTT", "UBTVQH15", "SVHTTDL"});
  const int shape = *rc::gen::inRange(0, 3);
  const std::string year = absl::StrCat(*rc::gen::inRange(1946, 2100), "/");
  const std::string written = shape == 0   ? absl::StrCat(digits, "/", type, "-", issuer)
                              : shape == 1 ? absl::StrCat(digits, "/", year, type, "-", issuer)
                                           : absl::StrCat(digits, "-", type, "/", issuer);
  RC_ASSERT(ParseDocumentNumber(written).normalized() == written);
  std::string sloppy = *rc::gen::elementOf(std::vector<std::string>{"", "số ", "Số: ", "0", "00"});
  for (const char c : written) {
    const bool sign = c == '/' || c == '-';
    const std::string blank = sign ? *rc::gen::elementOf(std::vector<std::string>{"", " "}) : "";
    const std::string dash = c == '-' ? *rc::gen::elementOf(std::vector<std::string>{"-", "–"}) : std::string(1, c);
    absl::StrAppend(&sloppy, blank, dash, blank);
  }
  RC_ASSERT(ParseDocumentNumber(sloppy).normalized() == written);
}

// -- Citations

std::string Written(const v1::Citation& citation) {
  std::string text = citation.instrument_number();
  for (const std::string* part : {&citation.article(), &citation.clause(), &citation.point()}) {
    absl::StrAppend(&text, "|", *part);
  }
  while (text.back() == '|') text.pop_back();
  return text;
}

std::vector<std::string> Read(absl::string_view text) {
  const v1::ResolveCitationResponse response = ReadCitation(text);
  std::vector<std::string> all;
  for (const v1::ResolvedCitation& one : response.citations()) all.push_back(Written(one.citation()));
  for (const std::string& piece : response.not_understood()) all.push_back(absl::StrCat("? ", piece));
  return all;
}

struct Golden {
  const char* id;
  std::vector<std::string> expected;
};

// Every basis of responsibilities.csv, read by a person.
TEST(CitationTest, EveryBasisOfTheDuties) {
  const std::vector<Golden> golden = {
      {"qd16-bien-gioi", {"16/2020/QĐ-UBND"}},
      {"qd16-cap-huyen", {"16/2020/QĐ-UBND"}},
      {"qd16-quan-ly", {"16/2020/QĐ-UBND", "431/QĐ-UBND"}},
      {"qd16-tham-muu", {"16/2020/QĐ-UBND"}},
      {"qd22-cap-huyen", {"22/2017/QĐ-UBND"}},
      {"qd22-tham-muu", {"22/2017/QĐ-UBND"}},
      {"r01", {"72/2015/NĐ-CP|4|1|d", "10/2025/TT-BVHTTDL|1"}},
      {"r02",
       {"10/2025/TT-BVHTTDL|1|1",
        "? báo cáo tổng kết 9/2025 (\"vai trò chủ trì của Sở Văn hóa, Thể thao và Du lịch\")"}},
      {"r03", {"72/2015/NĐ-CP|7|2", "72/2015/NĐ-CP|7|3"}},
      {"r04", {"72/2015/NĐ-CP|7|3|e", "? báo cáo tổng kết 9/2025 II.2.a"}},
      {"r05",
       {"72/2015/NĐ-CP|8|2", "72/2015/NĐ-CP|8|3", "? (do cơ quan, tổ chức, cá nhân cung cấp)",
        "? báo cáo tổng kết 9/2025 II.2.a"}},
      {"r06", {"? báo cáo tổng kết 9/2025 II.1 (KH 183)"}},
      {"r07", {"72/2015/NĐ-CP|20|1", "? báo cáo tổng kết 9/2025 II.1 (KH 183)", "? (cấp Bộ)"}},
      {"r08", {"? báo cáo tổng kết 9/2025 II.1 (KH 183)"}},
      {"r09", {"72/2015/NĐ-CP|24|1", "? (UBND cấp tỉnh)", "? báo cáo tổng kết 9/2025 II.2.a"}},
      {"r10", {"72/2015/NĐ-CP|10|2"}},
      {"r11", {"72/2015/NĐ-CP|21|2", "? (nhiệm vụ của Bộ Công an; cấp tỉnh suy ra)"}},
      {"r12", {"? báo cáo tổng kết 9/2025 I.2.b, II.2.b"}},
      {"r13", {"72/2015/NĐ-CP|12|4", "72/2015/NĐ-CP|24|4"}},
      {"r14", {"72/2015/NĐ-CP|13|2", "? (Bộ chủ trì; UBND cấp tỉnh phối hợp)"}},
      {"r15", {"72/2015/NĐ-CP|14|4", "72/2015/NĐ-CP|14|5"}},
      {"r16", {"03/2019/TT-BTTTT|11", "? (giao Sở TT&TT; chức năng nay thuộc Sở VHTTDL theo TT 10/2025/TT-BVHTTDL)"}},
      {"r17", {"03/2019/TT-BTTTT|9|2|d"}},
      {"r18", {"? báo cáo tổng kết 9/2025 II.3 thứ hai, thứ năm"}},
      {"r19", {"22/2016/TT-BTTTT|5|5", "? (phương thức)"}},
      {"r20", {"? báo cáo tổng kết 9/2025 II.3 thứ hai", "? đoàn tỉnh Kratié thăm Đồng Nai 18/11/2025"}},
      {"r21", {"? báo cáo tổng kết 9/2025 II.2.b (bất cập thứ nhất)"}},
      {"r22", {"72/2015/NĐ-CP|24|1", "? báo cáo tổng kết 9/2025 III.3"}},
      {"r23", {"72/2015/NĐ-CP|24|2"}},
      {"r24", {"72/2015/NĐ-CP|5", "72/2015/NĐ-CP|24|3"}},
      {"r25", {"72/2015/NĐ-CP|24|5"}},
      {"r26", {"72/2015/NĐ-CP|24|6", "72/2015/NĐ-CP|24|9", "72/2015/NĐ-CP|4|2|e"}},
      {"r27", {"? báo cáo tổng kết 9/2025 (báo cáo 9/2025; nơi nhận UBND tỉnh, Sở Tư pháp)"}},
      {"r28", {"72/2015/NĐ-CP|24|7"}},
      {"r29", {"72/2015/NĐ-CP|24|8"}},
      {"r30", {"? báo cáo tổng kết 9/2025 III.7"}},
      {"r31", {"? báo cáo tổng kết 9/2025 III.7"}},
      {"r32", {"? báo cáo tổng kết 9/2025 II.3, III.1"}},
      {"r33", {"? báo cáo tổng kết 9/2025 III.2"}},
      {"r34", {"? báo cáo tổng kết 9/2025 III.6"}},
      {"r35", {"? báo cáo tổng kết 9/2025 III.6"}},
      {"r36", {"72/2015/NĐ-CP|5", "? báo cáo tổng kết 9/2025 III.5"}},
      {"tt03-bao-chi", {"03/2019/TT-BTTTT|11"}},
  };
  const auto& duties = plan::DongNai().data().duties();
  ASSERT_EQ(duties.size(), 43);
  ASSERT_EQ(golden.size(), 43u);
  for (int i = 0; i < duties.size(); ++i) {
    EXPECT_EQ(duties[i].name(), absl::StrCat("provinces/dong-nai/duties/", golden[i].id));
    EXPECT_EQ(Read(duties[i].basis().text()), golden[i].expected) << golden[i].id << ": " << duties[i].basis().text();
  }
}

TEST(CitationTest, TheOtherWaysOfWriting) {
  EXPECT_THAT(Read("điểm đ khoản 2 Điều 7 của Nghị định số 72/2015/NĐ-CP ngày 07/9/2015 của Chính phủ về quản lý hoạt "
                   "động thông tin đối ngoại"),
              ElementsAre("72/2015/NĐ-CP|7|2|đ"));
  EXPECT_THAT(Read("khoản 2 Điều 7, khoản 3 Điều 8 Nghị định 72/2015/NĐ-CP"),
              ElementsAre("72/2015/NĐ-CP|7|2", "72/2015/NĐ-CP|8|3"));
  EXPECT_THAT(Read("khoản 2 Điều 7; điểm a, b khoản 1 Điều 9 Nghị định 72/2015/NĐ-CP"),
              ElementsAre("72/2015/NĐ-CP|7|2", "72/2015/NĐ-CP|9|1|a", "72/2015/NĐ-CP|9|1|b"));
  EXPECT_THAT(Read("NĐ 72/2015/ND-CP điều 5, 6 và 7a"),
              ElementsAre("72/2015/NĐ-CP|5", "72/2015/NĐ-CP|6", "72/2015/NĐ-CP|7a"));
  EXPECT_THAT(Read("Điều 4 Nghị định 72/2015/NĐ-CP, Điều 1 Thông tư 10/2025/TT-BVHTTDL"),
              ElementsAre("72/2015/NĐ-CP|4", "10/2025/TT-BVHTTDL|1"));
  EXPECT_THAT(Read("Quyết định 431/QĐ-UBND ngày 18 tháng 7 năm 2025 của UBND tỉnh Đồng Nai, Thông tư 22/2016/TT-BTTTT "
                   "Điều 5"),
              ElementsAre("431/QĐ-UBND", "22/2016/TT-BTTTT|5"));
  EXPECT_THAT(Read("Điều 3 Quy chế ban hành kèm theo Quyết định số 16/2020/QĐ-UBND"), ElementsAre("16/2020/QĐ-UBND|3"));
  EXPECT_THAT(Read("Luật Ban hành văn bản quy phạm pháp luật số 64/2025/QH15 Điều 54"), ElementsAre("64/2025/QH15|54"));
  EXPECT_THAT(Read("Phụ lục II Nghị định 30/2020/NĐ-CP; Nghị định 30/2020/NĐ-CP Phụ lục I mục II.3"),
              ElementsAre("30/2020/NĐ-CP|Phụ lục II", "30/2020/NĐ-CP|Phụ lục I|II.3"));
  EXPECT_THAT(Read("Kết luận 76-KL/TW mục 2"), ElementsAre("76-KL/TW||2"));
  EXPECT_THAT(Read("Nghi\u0323 đi\u0323nh 72/2015/NĐ-CP Điê\u0300u 4"), ElementsAre("72/2015/NĐ-CP|4"));
}

TEST(CitationTest, NeverGuesses) {
  for (const absl::string_view text :
       {"Điều 7", "khoản 2 Điều 7", "Nghị định 72/2015/NĐ-CP Điều 7, 8 khoản 2", "Nghị định 72/2015/NĐ-CP Điều 7 - 9",
        "Nghị định 72/2015/NĐ-CP Điều 7 khoản 2 Điều 8 Thông tư 10/2025/TT-BVHTTDL", "Thông tư 72/2015/NĐ-CP Điều 4",
        "Nghị định 72 Điều 4", "Luật Báo chí", "Nghị định 72/2015/NĐ-CP Điều", "theo quy định", "khoản Điều 4",
        "Nghị định 72/2015/NĐ-CP Điều 4 và các văn bản liên quan", "báo cáo tổng kết thi hành QĐ 22/2017/QĐ-UBND",
        "Nghị định 72/2015/NĐ-CP, Điều 4, Thông tư 10/2025/TT-BVHTTDL"}) {
    EXPECT_THAT(Read(text), ElementsAre(absl::StrCat("? ", text)));
  }
  // Between two documents: of which?
  EXPECT_THAT(Read("Nghị định 72/2015/NĐ-CP Điều 4; Điều 7; Điều 1 Thông tư 10/2025/TT-BVHTTDL"),
              ElementsAre("72/2015/NĐ-CP|4", "10/2025/TT-BVHTTDL|1", "? Điều 7"));
  EXPECT_THAT(Read("Nghị định 72/2015/NĐ-CP Điều 4; báo cáo; Điều 7"),
              ElementsAre("72/2015/NĐ-CP|4", "? báo cáo", "? Điều 7"));
  EXPECT_THAT(Read(std::string(kMaxCitationBytes + 1, 'x')), SizeIs(1));
  EXPECT_THAT(Read("(((["), SizeIs(1));
  EXPECT_THAT(Read(" ; ;\n"), IsEmpty());
}

// Nothing of a text is lost, and no number comes out that was not in it.
RC_GTEST_PROP(CitationProperty, EveryNumberStandsInTheText, ()) {
  const std::vector<std::string> words = {
      "Nghị định", "72/2015/NĐ-CP", "Điều", "4",   "khoản", "2",  "điểm",   "đ", ";", ",",
      "và",        "(xem)",         "số",   "của", "7",     "\"", "Phụ lục"};
  const auto chosen = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(words));
  const std::string text = absl::StrJoin(chosen, " ");
  const v1::ResolveCitationResponse response = ReadCitation(text);
  for (const v1::ResolvedCitation& one : response.citations()) {
    RC_ASSERT(one.citation().instrument_number() == "72/2015/NĐ-CP");
    RC_ASSERT(text.find("72/2015/NĐ-CP") != std::string::npos);
    for (const std::string* part : {&one.citation().article(), &one.citation().clause(), &one.citation().point()}) {
      RC_ASSERT(part->empty() || text.find(*part) != std::string::npos || part->find("Phụ lục") == 0);
    }
  }
}

TEST(CitationTest, AStoredCitationSaysOnlyWhatIsTrueOfAllOfIt) {
  EXPECT_EQ(Written(CitationOfText("Nghị định 72/2015/NĐ-CP Điều 10 khoản 2")), "72/2015/NĐ-CP|10|2");
  EXPECT_EQ(Written(CitationOfText("Nghị định 72/2015/NĐ-CP Điều 7 khoản 2, khoản 3")), "72/2015/NĐ-CP");
  const v1::Citation two = CitationOfText("Nghị định 72/2015/NĐ-CP Điều 4; Thông tư 10/2025/TT-BVHTTDL Điều 1");
  EXPECT_EQ(two.instrument_number(), "");
  EXPECT_EQ(two.text(), "Nghị định 72/2015/NĐ-CP Điều 4; Thông tư 10/2025/TT-BVHTTDL Điều 1");
}

// -- The status of what ships

const Instruments& Shipped() { return plan::DongNai().instruments(); }

v1::InstrumentValidity On(absl::string_view number, absl::CivilDay day) {
  const v1::Instrument* instrument = Shipped().ByNumber(number);
  if (instrument == nullptr) {
    ADD_FAILURE() << number;
    return {};
  }
  return Shipped().ValidityOn(*instrument, day);
}

TEST(InstrumentsTest, TheRegulationsOfTheTwoProvinces) {
  const absl::CivilDay before(2025, 6, 30), between(2025, 7, 10), after(2025, 9, 15);
  EXPECT_EQ(On("22/2017/QĐ-UBND", before).status(), v1::INSTRUMENT_STATUS_IN_FORCE);
  EXPECT_EQ(On("16/2020/QĐ-UBND", before).status(), v1::INSTRUMENT_STATUS_IN_FORCE);
  // Merged on 2025-07-01, chosen on 2025-07-18.
  EXPECT_EQ(On("22/2017/QĐ-UBND", between).status(), v1::INSTRUMENT_STATUS_UNKNOWN);
  EXPECT_EQ(On("16/2020/QĐ-UBND", between).status(), v1::INSTRUMENT_STATUS_UNKNOWN);
  const v1::InstrumentValidity chosen = On("16/2020/qd-ubnd", after);
  EXPECT_EQ(chosen.status(), v1::INSTRUMENT_STATUS_TEMPORARILY_APPLIED);
  EXPECT_EQ(chosen.by(), "provinces/dong-nai/instruments/431-qd-ubnd");
  EXPECT_THAT(chosen.territories(), IsEmpty());
  EXPECT_THAT(chosen.explanation(), HasSubstr("Quyết định 431/QĐ-UBND từ 18/07/2025"));
  const v1::InstrumentValidity other = On("22/2017/QĐ-UBND", after);
  EXPECT_EQ(other.status(), v1::INSTRUMENT_STATUS_NOT_CHOSEN);
  EXPECT_EQ(other.by(), "provinces/dong-nai/instruments/431-qd-ubnd");
  EXPECT_THAT(other.explanation(), HasSubstr("chọn Quyết định 16/2020/QĐ-UBND"));
  // Of the same former province, on something else.
  EXPECT_EQ(On("17/2025/QĐ-UBND", after).status(), v1::INSTRUMENT_STATUS_UNKNOWN);
}

TEST(InstrumentsTest, DatesAndAmendments) {
  EXPECT_EQ(On("930/QĐ-TTg", absl::CivilDay(2020, 12, 31)).status(), v1::INSTRUMENT_STATUS_IN_FORCE);
  EXPECT_EQ(On("930/QĐ-TTg", absl::CivilDay(2021, 1, 1)).status(), v1::INSTRUMENT_STATUS_EXPIRED);
  EXPECT_EQ(On("30/2026/QH16", absl::CivilDay(2026, 4, 29)).status(), v1::INSTRUMENT_STATUS_NOT_YET_IN_FORCE);
  EXPECT_EQ(On("30/2026/QH16", absl::CivilDay(2026, 4, 30)).status(), v1::INSTRUMENT_STATUS_IN_FORCE);
  EXPECT_EQ(On("33-NQ/TW", absl::CivilDay(2026, 1, 1)).status(), v1::INSTRUMENT_STATUS_UNKNOWN);
  EXPECT_EQ(On("QC-TTĐN-MOI", absl::CivilDay(2026, 1, 1)).status(), v1::INSTRUMENT_STATUS_UNKNOWN);
  EXPECT_THAT(On("72/2015/NĐ-CP", absl::CivilDay(2026, 6, 30)).amended_by(), IsEmpty());
  EXPECT_THAT(On("72/2015/NĐ-CP", absl::CivilDay(2026, 7, 1)).amended_by(),
              ElementsAre("provinces/dong-nai/instruments/148-2026-nd-cp"));
  EXPECT_THAT(On("431/QĐ-UBND", absl::CivilDay(2026, 1, 1)).explanation(), HasSubstr("ngày hiệu lực không rõ"));
}

// -- Made up

class SmallLibrary {
 public:
  v1::Instrument& Add(const std::string& id, const std::string& number, const std::string& from) {
    v1::Instrument& instrument = *data_.add_instruments();
    instrument.set_name("provinces/p/instruments/" + id);
    instrument.set_number(number);
    instrument.set_effective_date(from);
    return instrument;
  }
  void Relate(const std::string& from, v1::Instrument::RelationType type, const std::string& target,
              const std::string& valid_from = "", const std::string& valid_to = "") {
    for (v1::Instrument& instrument : *data_.mutable_instruments()) {
      if (instrument.name() != "provinces/p/instruments/" + from) continue;
      auto* relation = instrument.add_relations();
      relation->set_type(type);
      relation->set_target(target);
      relation->set_valid_from(valid_from);
      relation->set_valid_to(valid_to);
    }
  }
  v1::InstrumentStatus On(const std::string& id, absl::CivilDay day) {
    const Instruments instruments(data_);
    return instruments.ValidityOn(*instruments.Find("provinces/p/instruments/" + id), day).status();
  }
  internal::v1::ReferenceData data_;
};

TEST(InstrumentsTest, ReplacedFromTheDayOnWhichTheOtherIsInForce) {
  SmallLibrary library;
  library.Add("a", "1/QĐ-UBND", "2020-01-01");
  library.Add("b", "2/QĐ-UBND", "2024-01-01");
  library.Add("c", "3/QĐ-UBND", "2026-01-01");
  library.Add("d", "4/QĐ-UBND", "");
  library.Relate("b", v1::Instrument::RELATION_TYPE_REPLACES, "01/qd-ubnd");
  library.Relate("c", v1::Instrument::RELATION_TYPE_REPEALS, "2/QĐ-UBND");
  library.Relate("d", v1::Instrument::RELATION_TYPE_REPEALS, "3/QĐ-UBND");  // nobody knows since when
  EXPECT_EQ(library.On("a", absl::CivilDay(2023, 12, 31)), v1::INSTRUMENT_STATUS_IN_FORCE);
  EXPECT_EQ(library.On("a", absl::CivilDay(2024, 1, 1)), v1::INSTRUMENT_STATUS_REPLACED);
  EXPECT_EQ(library.On("b", absl::CivilDay(2026, 1, 1)), v1::INSTRUMENT_STATUS_REPEALED);
  EXPECT_EQ(library.On("a", absl::CivilDay(2026, 1, 1)), v1::INSTRUMENT_STATUS_REPLACED);  // it does not come back
  EXPECT_EQ(library.On("c", absl::CivilDay(2027, 1, 1)), v1::INSTRUMENT_STATUS_IN_FORCE);
}

TEST(InstrumentsTest, AChoiceEndsWithWhatChoseAndWithItsOwnInterval) {
  SmallLibrary library;
  library.Add("old", "1/QĐ-UBND", "2020-01-01");
  library.Add("choice", "2/QĐ-UBND", "2025-07-18").set_expiry_date("2027-01-01");
  library.Relate("choice", v1::Instrument::RELATION_TYPE_APPLIES_TEMPORARILY, "1/QĐ-UBND", "2025-08-01");
  EXPECT_EQ(library.On("old", absl::CivilDay(2025, 7, 31)), v1::INSTRUMENT_STATUS_IN_FORCE);
  EXPECT_EQ(library.On("old", absl::CivilDay(2025, 8, 1)), v1::INSTRUMENT_STATUS_TEMPORARILY_APPLIED);
  EXPECT_EQ(library.On("old", absl::CivilDay(2027, 1, 1)), v1::INSTRUMENT_STATUS_IN_FORCE);
}

TEST(InstrumentsTest, SeveralOfOneNumberAreNotOne) {
  SmallLibrary library;
  library.Add("a", "5/KH-UBND", "2024-01-01");
  library.Add("b", "05/KH-UBND", "2025-01-01");
  library.Add("c", "6/HD-SNV", "2025-01-01");
  library.Add("d", "6/HĐ-SNV", "2025-01-01");
  const Instruments instruments(library.data_);
  EXPECT_EQ(instruments.ByNumber("5/kh-ubnd"), nullptr);
  EXPECT_THAT(instruments.AllByNumber("5/kh-ubnd"), SizeIs(2));
  ASSERT_NE(instruments.ByNumber("06/HD-SNV"), nullptr);
  EXPECT_EQ(instruments.ByNumber("06/HD-SNV")->name(), "provinces/p/instruments/c");
  EXPECT_EQ(instruments.ByNumber("7/KH-UBND"), nullptr);
  EXPECT_EQ(instruments.ByNumber(""), nullptr);
}

TEST(CitationTest, ResolvedWithTheStatusOfTheDay) {
  const auto response = ResolveCitation("QĐ 16/2020/QĐ-UBND Điều 3; Nghị định 99/2099/NĐ-CP Điều 1", Shipped(),
                                        absl::CivilDay(2025, 9, 1));
  ASSERT_THAT(response.citations(), SizeIs(2));
  EXPECT_EQ(response.citations(0).instrument(), "provinces/dong-nai/instruments/16-2020-qd-ubnd");
  EXPECT_EQ(response.citations(0).validity().status(), v1::INSTRUMENT_STATUS_TEMPORARILY_APPLIED);
  EXPECT_EQ(response.citations(1).instrument(), "");
  EXPECT_FALSE(response.citations(1).has_validity());
  EXPECT_EQ(response.citations(1).document_number().year(), 2099);
}

}  // namespace
}  // namespace phoihop::responsibility
