#include "clients/cli/access_words.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace phoihop::cli {
namespace {

// `PERMISSION_ISSUE_PLANS` → `issue-plans`.
std::string WordOf(absl::string_view name, absl::string_view prefix) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(absl::StripPrefix(name, prefix)), {{"_", "-"}});
}

std::string NameOf(absl::string_view word, absl::string_view prefix) {
  return absl::StrCat(prefix, absl::StrReplaceAll(absl::AsciiStrToUpper(word), {{"-", "_"}}));
}

}  // namespace

std::string SecrecyForPeople(v1::Secrecy secrecy) {
  switch (secrecy) {
    case v1::SECRECY_CONFIDENTIAL:
      return "mật";
    case v1::SECRECY_SECRET:
      return "tối mật";
    case v1::SECRECY_TOP_SECRET:
      return "tuyệt mật";
    default:
      return "thường";
  }
}

v1::Secrecy SecrecyOfWord(Session& session, absl::string_view word) {
  if (word.empty()) return v1::SECRECY_UNSPECIFIED;
  if (word == "thuong" || word == "thường" || word == "normal") return v1::SECRECY_NORMAL;
  if (word == "mat" || word == "mật" || word == "confidential") return v1::SECRECY_CONFIDENTIAL;
  if (word == "toi-mat" || word == "tối mật" || word == "secret") return v1::SECRECY_SECRET;
  if (word == "tuyet-mat" || word == "tuyệt mật" || word == "top-secret") return v1::SECRECY_TOP_SECRET;
  session.Fail("độ mật là một trong: thuong, mat, toi-mat, tuyet-mat");
}

v1::LegalNature LegalNatureOfWord(Session& session, absl::string_view word) {
  if (word.empty()) return v1::LEGAL_NATURE_UNSPECIFIED;
  if (word == "none" || word == "khong") return v1::LEGAL_NATURE_NONE;
  if (word == "norm" || word == "dinh-muc") return v1::LEGAL_NATURE_NORM;
  if (word == "statutory" || word == "luat-dinh") return v1::LEGAL_NATURE_STATUTORY;
  session.Fail("tính chất pháp lý là một trong: khong, dinh-muc, luat-dinh");
}

std::string PermissionWord(v1::Permission permission) { return WordOf(v1::Permission_Name(permission), "PERMISSION_"); }

v1::Permission PermissionOfWord(Session& session, absl::string_view word) {
  v1::Permission permission = v1::PERMISSION_UNSPECIFIED;
  if (v1::Permission_Parse(NameOf(word, "PERMISSION_"), &permission)) return permission;
  session.Fail("không có quyền này; xem cột 'Quyền khác' của: phoihop access roles");
}

std::string VerbWord(v1::TaskVerb verb) { return WordOf(v1::TaskVerb_Name(verb), "TASK_VERB_"); }

v1::TaskVerb VerbOfWord(Session& session, absl::string_view word) {
  v1::TaskVerb verb = v1::TASK_VERB_UNSPECIFIED;
  if (v1::TaskVerb_Parse(NameOf(word, "TASK_VERB_"), &verb)) return verb;
  session.Fail("không có thao tác này; xem: phoihop access role unit-head");
}

}  // namespace phoihop::cli
