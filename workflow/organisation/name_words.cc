#include "workflow/organisation/name_words.h"

#include <algorithm>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace phoihop::organisation {
namespace {

struct Abbreviation {
  const char* written;
  const char* meant;
};

// Only what has one meaning wherever it stands in the name of a unit. What depends on the unit (TTTT, BCH) is a short
// name in the data.
constexpr Abbreviation kAbbreviations[] = {
    {"UBND", "Ủy ban nhân dân"},
    {"HĐND", "Hội đồng nhân dân"},
    {"VP", "Văn phòng"},
    {"VPUBND", "Văn phòng Ủy ban nhân dân"},
    {"TP", "thành phố"},
    {"TX", "thị xã"},
    {"BQL", "Ban Quản lý"},
    {"KCN", "khu công nghiệp"},
    {"KKT", "khu kinh tế"},
    {"CNC", "công nghệ cao"},
    {"CNSH", "công nghệ sinh học"},
    {"CKQT", "cửa khẩu quốc tế"},
    {"CK QT", "cửa khẩu quốc tế"},
    {"BPCK", "Biên phòng Cửa khẩu"},
    {"BPCK QT", "Biên phòng Cửa khẩu Quốc tế"},
    {"BPCKQT", "Biên phòng Cửa khẩu Quốc tế"},
    {"BĐBP", "Bộ đội Biên phòng"},
    {"CHQS", "Chỉ huy Quân sự"},
    {"PTTH", "Phát thanh Truyền hình"},
    {"PT TH", "Phát thanh Truyền hình"},
    {"TTĐT", "Thông tin điện tử"},
    {"MTTQ", "Mặt trận Tổ quốc"},
    {"MTTQVN", "Mặt trận Tổ quốc Việt Nam"},
    {"MTTQ VN", "Mặt trận Tổ quốc Việt Nam"},
    {"UBMTTQ", "Ủy ban Mặt trận Tổ quốc"},
    {"UBMTTQVN", "Ủy ban Mặt trận Tổ quốc Việt Nam"},
    {"TNCS", "Thanh niên Cộng sản"},
    {"HCM", "Hồ Chí Minh"},
    {"LHPN", "Liên hiệp Phụ nữ"},
    {"TCHN", "tổ chức hữu nghị"},
    {"LH TCHN", "Liên hiệp tổ chức hữu nghị"},
    {"LHTCHN", "Liên hiệp tổ chức hữu nghị"},
    {"TGDV", "Tuyên giáo Dân vận"},
    {"TG DV", "Tuyên giáo Dân vận"},
    {"VHTTDL", "Văn hóa Thể thao Du lịch"},
    {"VH TTDL", "Văn hóa Thể thao Du lịch"},
    {"VH TT DL", "Văn hóa Thể thao Du lịch"},
    {"VHXH", "Văn hóa Xã hội"},
    {"VH XH", "Văn hóa Xã hội"},
    {"KHĐT", "Kế hoạch Đầu tư"},
    {"KH ĐT", "Kế hoạch Đầu tư"},
    {"KHCN", "Khoa học Công nghệ"},
    {"KH CN", "Khoa học Công nghệ"},
    {"GTVT", "Giao thông vận tải"},
    {"LĐTBXH", "Lao động Thương binh Xã hội"},
    {"LĐ TBXH", "Lao động Thương binh Xã hội"},
    {"LĐ TB XH", "Lao động Thương binh Xã hội"},
    {"NNPTNT", "Nông nghiệp Phát triển nông thôn"},
    {"NN PTNT", "Nông nghiệp Phát triển nông thôn"},
    {"TNMT", "Tài nguyên Môi trường"},
    {"TN MT", "Tài nguyên Môi trường"},
    {"NNMT", "Nông nghiệp Môi trường"},
    {"NN MT", "Nông nghiệp Môi trường"},
    {"GDĐT", "Giáo dục Đào tạo"},
    {"GD ĐT", "Giáo dục Đào tạo"},
    {"DTTG", "Dân tộc Tôn giáo"},
    {"DT TG", "Dân tộc Tôn giáo"},
    {"TTXT", "Trung tâm Xúc tiến"},
    {"TTXT ĐT TM DL", "Trung tâm Xúc tiến đầu tư thương mại du lịch"},
};
constexpr int kMaxAbbreviationWords = 4;

// The vocabulary in one degree of faithfulness. Words of the language are few, so both are made once.
struct Vocabulary {
  absl::flat_hash_map<std::string, Words> abbreviations;  // by spaced key
  absl::flat_hash_set<std::string> connectors;
  absl::flat_hash_map<std::string, std::vector<Words>> kind_letters;
  absl::flat_hash_map<std::string, LevelWord> level_words;  // by spaced key, one or two words
  absl::flat_hash_set<std::string> kind_words;              // by spaced key, one or two words
  std::string peoples_committee;                            // spaced
  std::string former;

  explicit Vocabulary(WordKey key) {
    const auto spaced = [key](const char* text) { return Spaced(SplitWords(text), key); };
    for (const Abbreviation& entry : kAbbreviations) abbreviations[spaced(entry.written)] = SplitWords(entry.meant);
    for (const char* word : {"và", "các"}) connectors.insert(spaced(word));
    kind_letters[spaced("H")] = {SplitWords("huyện")};
    kind_letters[spaced("X")] = {SplitWords("xã")};
    kind_letters[spaced("P")] = {SplitWords("phường")};
    kind_letters[spaced("TT")] = {SplitWords("thị trấn"), SplitWords("Trung tâm")};
    level_words[spaced("tỉnh")] = LevelWord::kProvince;
    level_words[spaced("thành phố")] = LevelWord::kCity;
    level_words[spaced("Tỉnh ủy")] = LevelWord::kParty;
    level_words[spaced("Thành ủy")] = LevelWord::kParty;
    for (const char* word : {"xã", "phường", "thị trấn", "đặc khu", "huyện", "thị xã", "thành phố", "tỉnh"}) {
      kind_words.insert(spaced(word));
    }
    peoples_committee = spaced("Ủy ban nhân dân");
    former = spaced("cũ");
  }
};

const Vocabulary& Of(WordKey key) {
  static const Vocabulary& toned = *new Vocabulary(&Word::toned);
  static const Vocabulary& folded = *new Vocabulary(&Word::folded);
  return key == &Word::folded ? folded : toned;
}

std::string SpacedRange(const Words& words, size_t begin, size_t count, WordKey key) {
  std::string result;
  for (size_t i = begin; i < begin + count; ++i) {
    if (i > begin) result += ' ';
    result += words[i].*key;
  }
  return result;
}

// The longest abbreviation that begins at a word; null when none does.
const Words* AbbreviationAt(const Words& words, size_t begin, WordKey key, size_t& length) {
  const Vocabulary& vocabulary = Of(key);
  for (length = std::min<size_t>(kMaxAbbreviationWords, words.size() - begin); length > 0; --length) {
    const auto found = vocabulary.abbreviations.find(SpacedRange(words, begin, length, key));
    if (found != vocabulary.abbreviations.end()) return &found->second;
  }
  return nullptr;
}

}  // namespace

Words Canonical(const Words& words, WordKey key) {
  const Vocabulary& vocabulary = Of(key);
  Words kept;
  for (const Word& word : words) {
    if (!vocabulary.connectors.contains(word.*key)) kept.push_back(word);
  }
  if (kept.size() > 1 && kept.back().*key == vocabulary.former) kept.pop_back();
  Words result;
  for (size_t i = 0; i < kept.size();) {
    size_t length = 0;
    if (const Words* meant = AbbreviationAt(kept, i, key, length)) {
      result.insert(result.end(), meant->begin(), meant->end());
      i += length;
    } else {
      result.push_back(kept[i++]);
    }
  }
  return result;
}

bool HasAbbreviation(const Words& words, WordKey key) {
  size_t length = 0;
  for (size_t i = 0; i < words.size(); ++i) {
    if (AbbreviationAt(words, i, key, length) != nullptr) return true;
  }
  return false;
}

bool SaysFormer(const Words& words, WordKey key) { return words.size() > 1 && words.back().*key == Of(key).former; }

std::vector<Words> KindVariants(const Words& words, WordKey key) {
  const Vocabulary& vocabulary = Of(key);
  std::vector<Words> variants = {words};
  size_t at = 0;
  size_t length = 0;
  if (!words.empty()) {
    const Words* first = AbbreviationAt(words, 0, key, length);
    if (first != nullptr && Spaced(*first, key) == vocabulary.peoples_committee) {
      at = length;
    } else if (words.size() > kPeoplesCommitteeWords &&
               SpacedRange(words, 0, kPeoplesCommitteeWords, key) == vocabulary.peoples_committee) {
      at = kPeoplesCommitteeWords;
    }
  }
  if (at + 1 >= words.size()) return variants;
  const auto found = vocabulary.kind_letters.find(words[at].*key);
  if (found == vocabulary.kind_letters.end()) return variants;
  for (const Words& meant : found->second) {
    const auto letter = words.begin() + static_cast<ptrdiff_t>(at);
    Words variant(words.begin(), letter);
    variant.insert(variant.end(), meant.begin(), meant.end());
    variant.insert(variant.end(), letter + 1, words.end());
    variants.push_back(std::move(variant));
  }
  return variants;
}

bool NamesPeoplesCommittee(const Words& canonical, WordKey key) {
  return canonical.size() > kPeoplesCommitteeWords &&
         SpacedRange(canonical, 0, kPeoplesCommitteeWords, key) == Of(key).peoples_committee;
}

int TrailingLevelWord(const Words& canonical, WordKey key, LevelWord& level) {
  const Vocabulary& vocabulary = Of(key);
  for (const size_t length : {2, 1}) {
    if (canonical.size() <= length) continue;
    const auto found = vocabulary.level_words.find(SpacedRange(canonical, canonical.size() - length, length, key));
    if (found == vocabulary.level_words.end()) continue;
    level = found->second;
    return static_cast<int>(length);
  }
  level = LevelWord::kNone;
  return 0;
}

int LeadingKindWords(const Words& canonical, WordKey key) {
  for (const size_t length : {2, 1}) {
    if (canonical.size() > length && Of(key).kind_words.contains(SpacedRange(canonical, 0, length, key))) {
      return static_cast<int>(length);
    }
  }
  return 0;
}

bool SpeaksOfSome(const Words& words) {
  if (words.empty()) return false;
  if (words.front().folded == "cac" || words.front().folded == "moi") return true;
  const std::string all = Spaced(words, &Word::folded);
  return all.find("lien quan") != std::string::npos || all.find("so ban nganh") != std::string::npos ||
         all.find("doan the") != std::string::npos || all.find("dia phuong") != std::string::npos;
}

}  // namespace phoihop::organisation
