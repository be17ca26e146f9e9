#include "clients/cli/vocabulary.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

namespace phoihop::cli {
namespace {

using ::testing::HasSubstr;

// Every value that the server may send has a word: a new one is not printed as nothing.
template <typename Enum, typename Words>
void ExpectWords(const google::protobuf::EnumDescriptor* type, Words words) {
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() == 0) continue;
    EXPECT_NE(words(static_cast<Enum>(type->value(i)->number())), "") << type->value(i)->full_name();
  }
}

TEST(VocabularyTest, EveryValueHasAWord) {
  ExpectWords<v1::UnitKind>(v1::UnitKind_descriptor(), KindForPeople);
  ExpectWords<v1::ReorganisationType>(v1::ReorganisationType_descriptor(), TypeForPeople);
  ExpectWords<v1::Reorganisation::State>(v1::Reorganisation::State_descriptor(),
                                         [](v1::Reorganisation::State state) { return StateForPeople(state); });
  ExpectWords<v1::MembershipRole>(v1::MembershipRole_descriptor(),
                                  [](v1::MembershipRole role) { return RoleForPeople(role); });
  ExpectWords<v1::RehomingRole>(v1::RehomingRole_descriptor(),
                                [](v1::RehomingRole role) { return RoleForPeople(role); });
  ExpectWords<v1::RehomingItem::Kind>(v1::RehomingItem::Kind_descriptor(), ItemKindForPeople);
  ExpectWords<v1::RehomingItem::Outcome>(v1::RehomingItem::Outcome_descriptor(),
                                         [](v1::RehomingItem::Outcome outcome) { return OutcomeForPeople(outcome); });
  ExpectWords<v1::RehomingItem::State>(v1::RehomingItem::State_descriptor(), ItemStateForPeople);
  ExpectWords<v1::ConservationCheck::Kind>(v1::ConservationCheck::Kind_descriptor(), CheckForPeople);
  ExpectWords<v1::ReorganisationPreview::Consequence::Kind>(v1::ReorganisationPreview::Consequence::Kind_descriptor(),
                                                            ConsequenceForPeople);
  ExpectWords<v1::ResolveSuccessorsResponse::Outcome>(
      v1::ResolveSuccessorsResponse::Outcome_descriptor(),
      [](v1::ResolveSuccessorsResponse::Outcome outcome) { return OutcomeForPeople(outcome); });
  ExpectWords<v1::InstrumentStatus>(v1::InstrumentStatus_descriptor(), InstrumentStatusForPeople);
  ExpectWords<v1::DutyRole>(v1::DutyRole_descriptor(), DutyRoleForPeople);
  ExpectWords<v1::Regulation::State>(v1::Regulation::State_descriptor(), RegulationStateForPeople);
  ExpectWords<v1::FindingKind>(v1::FindingKind_descriptor(), [](v1::FindingKind kind) {
    return FindingKindForPeople(kind) == "khác" ? "" : FindingKindForPeople(kind);
  });
}

TEST(VocabularyTest, WordsAreReadInEveryForm) {
  for (const char* word : {"xa", "XA", "xã", "commune", "UNIT_KIND_COMMUNE"}) {
    EXPECT_EQ(KindOfWord(word), v1::UNIT_KIND_COMMUNE) << word;
  }
  EXPECT_EQ(TypeOfWord("partial-transfer"), v1::REORGANISATION_TYPE_PARTIAL_TRANSFER);
  EXPECT_EQ(RoleOfWord("head"), v1::MEMBERSHIP_ROLE_HEAD);
  EXPECT_EQ(RoleOfWord("thu-truong"), v1::MEMBERSHIP_ROLE_HEAD);
  EXPECT_EQ(ItemStateOfWord("undo-waiting"), v1::RehomingItem::STATE_UNDO_WAITING);
  EXPECT_EQ(OutcomeOfWord("manual"), v1::RehomingItem::OUTCOME_MANUAL);
  EXPECT_EQ(ItemKindOfWord("plan-item"), v1::RehomingItem::KIND_PLAN_ITEM);
  EXPECT_EQ(StateOfWord("held"), v1::Reorganisation::STATE_HELD);
  EXPECT_EQ(KindOfWord("gì đó"), std::nullopt);
  EXPECT_EQ(KindOfWord(""), std::nullopt);
  EXPECT_EQ(InstrumentStatusOfWord("temporarily-applied"), v1::INSTRUMENT_STATUS_TEMPORARILY_APPLIED);
  EXPECT_EQ(DutyRoleOfWord("receive_report"), v1::DUTY_ROLE_RECEIVE_REPORT);
  EXPECT_EQ(RegulationStateOfWord("Enacted"), v1::Regulation::STATE_ENACTED);
}

TEST(FindingPrintTest, KindsAsPeopleTypeThem) {
  for (const char* word : {"gap", "bo-sot", "GAP", "FINDING_KIND_GAP"}) {
    EXPECT_EQ(FindingKindOfWord(word), v1::FINDING_KIND_GAP) << word;
  }
  EXPECT_EQ(FindingKindOfWord("basis-temporary"), v1::FINDING_KIND_BASIS_TEMPORARY);
  EXPECT_EQ(FindingKindOfWord("gaps"), std::nullopt);
  EXPECT_THAT(FindingKindWords(), HasSubstr("no-result-measure"));
}

}  // namespace
}  // namespace phoihop::cli
