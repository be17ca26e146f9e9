#include "services/import/archive.h"

#include <zip.h>

#include <algorithm>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "workflow/errors.h"

namespace phoihop::import {
namespace {

constexpr size_t kStepBytes = size_t{64} << 10;

absl::Status Broken(absl::string_view message) {
  return Error(v1::ERROR_REASON_INVALID_FILE,
               absl::StrCat(message, "; open it in Word, Excel or LibreOffice and save it again"));
}

absl::Status TooLarge(absl::string_view message) { return Error(v1::ERROR_REASON_TOO_LARGE, message); }

std::string Key(absl::string_view name) {
  const std::string key = absl::StrReplaceAll(absl::AsciiStrToLower(name), {{"\\", "/"}});
  return std::string(absl::StripPrefix(key, "/"));
}

}  // namespace

void Archive::Discard::operator()(zip* archive) const { zip_discard(archive); }

absl::StatusOr<Archive> Archive::Open(absl::string_view bytes) {
  if (bytes.size() > kMaxArchiveBytes) {
    return TooLarge(absl::StrCat("the file is larger than ", (kMaxArchiveBytes >> 20), " MiB"));
  }
  zip_error_t error;
  zip_error_init(&error);
  const absl::Cleanup fini = [&error] { zip_error_fini(&error); };
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source == nullptr) return Broken("the file cannot be read as an archive");
  Archive archive;
  archive.zip_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
  if (archive.zip_ == nullptr) {
    zip_source_free(source);
    return Broken("the file is not a whole .xlsx or .docx file, its archive is cut off or damaged");
  }
  const zip_int64_t count = zip_get_num_entries(archive.zip_.get(), 0);
  if (count > kMaxArchiveEntries) {
    return TooLarge(
        absl::StrCat("the file is an archive of ", count, " parts, at most ", kMaxArchiveEntries, " are read"));
  }
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* name = zip_get_name(archive.zip_.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
    if (name == nullptr) return Broken("the file has a part without a name");
    if (!archive.parts_.emplace(Key(name), static_cast<uint64_t>(i)).second) {
      return Broken(absl::StrCat("the file has two parts called '", Excerpt(name), "'"));
    }
  }
  return archive;
}

bool Archive::Has(absl::string_view name) const { return parts_.contains(Key(name)); }

absl::StatusOr<std::string> Archive::Read(absl::string_view name) {
  const auto found = parts_.find(Key(name));
  const std::string shown = Excerpt(name);
  if (found == parts_.end()) return Broken(absl::StrCat("the file has no part '", shown, "'"));
  zip_stat_t stat;
  zip_stat_init(&stat);
  constexpr zip_uint64_t kNeeded = ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  if (zip_stat_index(zip_.get(), found->second, 0, &stat) != 0 || (stat.valid & kNeeded) != kNeeded) {
    return Broken(absl::StrCat("the part '", shown, "' of the file is damaged"));
  }
  if (stat.encryption_method != ZIP_EM_NONE) {
    return Error(v1::ERROR_REASON_INVALID_FILE, "the file is protected by a password; save it without one");
  }
  if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE) {
    return Broken(absl::StrCat("the part '", shown, "' of the file is packed in an unusual way"));
  }
  const absl::Status too_large = TooLarge(absl::StrCat(
      "the part '", shown, "' of the file is too large when unpacked: at most ", (kMaxPartBytes >> 20), " MiB a part, ",
      (kMaxUnpackedBytes >> 20), " MiB together and ", kMaxExpansion, " times what it takes in the file"));
  const size_t by_ratio =
      std::max(kMinBombBytes, static_cast<size_t>(std::min<uint64_t>(stat.comp_size * kMaxExpansion, kMaxPartBytes)));
  const size_t limit = std::min(by_ratio, std::min(kMaxPartBytes, kMaxUnpackedBytes - unpacked_));

  zip_file_t* file = zip_fopen_index(zip_.get(), found->second, 0);
  if (file == nullptr) return Broken(absl::StrCat("the part '", shown, "' of the file is damaged"));
  const absl::Cleanup close = [file] { zip_fclose(file); };
  std::string text;
  while (true) {
    const size_t before = text.size();
    text.resize(before + kStepBytes);
    // The checksum is compared when the last byte is read.
    const zip_int64_t got = zip_fread(file, text.data() + before, kStepBytes);
    if (got < 0) return Broken(absl::StrCat("the part '", shown, "' of the file is damaged"));
    text.resize(before + static_cast<size_t>(got));
    if (text.size() > limit) return too_large;
    if (got == 0) break;
  }
  unpacked_ += text.size();
  return text;
}

}  // namespace phoihop::import
