#include "workflow/responsibility/duplicate_items.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "workflow/organisation/function_terms.h"
#include "workflow/organisation/name_text.h"
#include "workflow/organisation/unit_kind.h"

namespace phoihop::responsibility {
namespace {

// How alike two sets of words are: what they share of all that they have (Jaccard).
constexpr double kEnoughAlike = 0.70;  // with what counts beside the words
constexpr double kLeastAlike = 0.40;   // below this, nothing else helps
constexpr double kSameFunction = 0.15;
constexpr double kOtherFunction = -0.15;
constexpr double kSameProduct = 0.15;
constexpr double kSameDeadline = 0.05;
constexpr double kProductAlike = 0.60;
// Words that two items have to share; fewer do when both consist of them.
constexpr size_t kLeastShared = 3;
constexpr size_t kLeastWords = 2;
// Words of the longest phrase of the tables below, and of a place's name.
constexpr size_t kLongestPhrase = 5;

// Words and phrases of administration that say nothing of what is to be done, folded.
constexpr absl::string_view kGeneric[] = {"ban hanh",
                                          "bao dam",
                                          "ben canh",
                                          "cac",
                                          "cac cap",
                                          "can bo",
                                          "cap",
                                          "cap co so",
                                          "cap huyen",
                                          "cap tinh",
                                          "cap xa",
                                          "chat luong",
                                          "chi dao",
                                          "chinh",
                                          "cho",
                                          "chu tri",
                                          "chu trong",
                                          "chuong trinh",
                                          "co quan",
                                          "cong chuc",
                                          "cong tac",
                                          "cua",
                                          "cung",
                                          "da",
                                          "dam bao",
                                          "day manh",
                                          "de",
                                          "den",
                                          "dia ban",
                                          "dia phuong",
                                          "dieu chinh",
                                          "dinh ky",
                                          "don vi",
                                          "duoc",
                                          "gan voi",
                                          "gia tri",
                                          "giai doan",
                                          "gom",
                                          "hang",
                                          "hang nam",
                                          "hang quy",
                                          "hang thang",
                                          "hien nay",
                                          "hieu qua",
                                          "hinh thuc",
                                          "hoac",
                                          "hoat dong",
                                          "huyen",
                                          "i",
                                          "ii",
                                          "iii",
                                          "iv",
                                          "ke hoach",
                                          "khac",
                                          "khu vuc",
                                          "kip thoi",
                                          "la",
                                          "lien quan",
                                          "linh vuc",
                                          "moi",
                                          "mot so",
                                          "nang cao",
                                          "nam",
                                          "nay",
                                          "nganh",
                                          "nhiem vu",
                                          "nhu",
                                          "nhung",
                                          "noi dung",
                                          "o",
                                          "phat huy",
                                          "phat trien",
                                          "phoi hop",
                                          "phu hop",
                                          "phuc vu",
                                          "phuong",
                                          "quy",
                                          "quy dinh",
                                          "ra soat",
                                          "so",
                                          "so ban nganh",
                                          "tai",
                                          "tang cuong",
                                          "tap trung",
                                          "tham muu",
                                          "thang",
                                          "thanh pho",
                                          "theo",
                                          "thi tran",
                                          "thi xa",
                                          "thoi gian",
                                          "thuc hien",
                                          "thuoc",
                                          "thuong xuyen",
                                          "tich cuc",
                                          "tiep tuc",
                                          "tinh",
                                          "to chuc",
                                          "tp",
                                          "tren",
                                          "trien khai",
                                          "trong",
                                          "tu",
                                          "tung",
                                          "ubnd",
                                          "uy ban nhan dan",
                                          "va",
                                          "ve",
                                          "ve viec",
                                          "viec",
                                          "voi",
                                          "xa",
                                          "xay dung",
                                          "yeu cau"};

// Words whose number tells one thing of a kind from another: "chuyên đề 3", "kế hoạch số 183", "quý II".
constexpr absl::string_view kNumbered[] = {"bai",  "dot",  "de",  "khoa", "ky",  "lop",   "muc",
                                           "nhom", "phan", "quy", "so",   "tap", "thang", "thu"};

// Words in front of the name of a commune or district.
constexpr absl::string_view kPlaceWords[] = {"xa", "phuong", "huyen", "tran", "tp", "pho"};

using Words = std::vector<std::string>;
using Phrases = absl::flat_hash_set<std::string>;

Words FoldedWordsOf(absl::string_view text) {
  return absl::StrSplit(organisation::FoldedWords(text), ' ', absl::SkipEmpty());
}

bool IsNumber(absl::string_view word) {
  return std::all_of(word.begin(), word.end(), [](unsigned char c) { return c >= '0' && c <= '9'; });
}

bool IsRoman(absl::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return c == 'i' || c == 'v' || c == 'x'; });
}

// Length in words of the longest of the phrases that begins here; 0 when none does.
size_t PhraseAt(const Words& words, size_t begin, const Phrases& phrases) {
  size_t longest = 0;
  std::string phrase;
  for (size_t length = 1; length <= kLongestPhrase && begin + length <= words.size(); ++length) {
    if (length > 1) phrase += ' ';
    phrase += words[begin + length - 1];
    if (phrases.contains(phrase)) longest = length;
  }
  return longest;
}

// A name without its kind: "Xã Lộc Ninh" → "loc ninh", "Thành phố Đồng Nai" → "dong nai".
std::string BareName(absl::string_view display_name) {
  Words words = FoldedWordsOf(display_name);
  size_t skip = 0;
  for (const absl::string_view kind : {"thanh pho", "thi xa", "thi tran", "dac khu", "tinh", "huyen", "xa", "phuong"}) {
    const Words parts = absl::StrSplit(kind, ' ');
    if (words.size() > parts.size() && std::equal(parts.begin(), parts.end(), words.begin())) {
      skip = parts.size();
      break;
    }
  }
  return absl::StrJoin(words.begin() + static_cast<std::ptrdiff_t>(skip), words.end(), " ");
}

struct Names {
  Phrases provinces;
  Phrases places;  // communes and districts
};

Names NamesIn(const organisation::Directory& directory) {
  Names names;
  for (const v1::Unit* unit : directory.units()) {
    for (const v1::UnitVersion& version : unit->versions()) {
      if (version.kind() == v1::UNIT_KIND_PROVINCE) names.provinces.insert(BareName(version.display_name()));
      if (organisation::IsTerritorialKind(version.kind())) names.places.insert(BareName(version.display_name()));
    }
  }
  return names;
}

// An item as it is compared.
struct Reading {
  const v1::Plan* plan = nullptr;
  const v1::PlanItem* item = nullptr;
  std::vector<int> words;  // what it says, each word once, rarest first
  std::vector<int> sorted;
  std::vector<int> product;                              // sorted
  std::set<std::string> places;                          // that it names
  std::map<std::string, std::set<std::string>> numbers;  // by the word that they stand behind
};

// Numbers of words, in the order in which they were met.
class Vocabulary {
 public:
  int NumberOf(const std::string& word) {
    const auto [entry, fresh] = numbers_.try_emplace(word, static_cast<int>(words_.size()));
    if (fresh) words_.push_back(word);
    return entry->second;
  }
  const std::string& Word(int number) const { return words_[static_cast<size_t>(number)]; }
  size_t size() const { return words_.size(); }

 private:
  absl::flat_hash_map<std::string, int> numbers_;
  Words words_;
};

std::vector<int> Unique(std::vector<int> numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

size_t CountShared(const std::vector<int>& a, const std::vector<int>& b) {
  size_t shared = 0;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    if (*i == *j) ++shared;
    const bool less = *i < *j;
    const bool more = *j < *i;
    i += less || !more;
    j += more || !less;
  }
  return shared;
}

double Alike(const std::vector<int>& a, const std::vector<int>& b, size_t shared) {
  const size_t all = a.size() + b.size() - shared;
  return all == 0 ? 0 : static_cast<double>(shared) / static_cast<double>(all);
}

class Search {
 public:
  Search(const std::vector<const v1::Plan*>& plans, const organisation::Directory& directory)
      : names_(NamesIn(directory)), generic_(std::begin(kGeneric), std::end(kGeneric)) {
    for (const v1::Plan* plan : plans) {
      Phrases of_plan;
      for (const std::string& function : plan->functions()) {
        of_plan.insert(absl::StrJoin(FoldedWordsOf(function), " "));
      }
      for (const v1::PlanItem& item : plan->items()) {
        if (item.state() != v1::PlanItem::STATE_WITHDRAWN) Read(*plan, item, of_plan);
      }
    }
    OrderWords();
  }

  std::vector<DuplicateItems> Find() {
    std::vector<DuplicateItems> found;
    absl::flat_hash_map<int, std::vector<size_t>> by_word;
    std::vector<size_t> seen_by(readings_.size(), readings_.size());
    for (size_t i = 0; i < readings_.size(); ++i) {
      const Reading& reading = readings_[i];
      const size_t prefix = PrefixOf(reading);
      for (size_t w = 0; w < prefix; ++w) {
        std::vector<size_t>& with_word = by_word[reading.words[w]];
        for (const size_t other : with_word) {
          if (seen_by[other] == i) continue;
          seen_by[other] = i;
          Compare(readings_[other], reading, found);
        }
        with_word.push_back(i);
      }
    }
    std::sort(found.begin(), found.end(), [](const DuplicateItems& a, const DuplicateItems& b) {
      return std::tie(a.first->name(), a.second->name()) < std::tie(b.first->name(), b.second->name());
    });
    return found;
  }

 private:
  void Read(const v1::Plan& plan, const v1::PlanItem& item, const Phrases& of_plan) {
    Reading reading{.plan = &plan, .item = &item};
    const Words words = FoldedWordsOf(item.text());
    for (size_t i = 0; i + 1 < words.size(); ++i) {
      const bool numbered = std::find(std::begin(kNumbered), std::end(kNumbered), words[i]) != std::end(kNumbered);
      if (numbered && (IsNumber(words[i + 1]) || IsRoman(words[i + 1]))) reading.numbers[words[i]].insert(words[i + 1]);
    }
    for (size_t i = 0; i < words.size();) {
      const size_t places = Places(words, i, reading.places);
      const size_t skip =
          places > 0 ? places
                     : std::max({PhraseAt(words, i, generic_), PhraseAt(words, i, names_.provinces),
                                 of_plan.empty() ? 0 : PhraseAt(words, i, of_plan), size_t{IsNumber(words[i])}});
      if (skip == 0) reading.words.push_back(vocabulary_.NumberOf(words[i]));
      i += std::max<size_t>(skip, 1);
    }
    reading.sorted = Unique(reading.words);
    if (reading.sorted.size() < kLeastWords) return;
    for (const std::string& word : FoldedWordsOf(item.product())) {
      if (!IsNumber(word)) reading.product.push_back(vocabulary_.NumberOf(word));
    }
    reading.product = Unique(std::move(reading.product));
    readings_.push_back(std::move(reading));
  }

  // Words that name places, beginning with their kind: "xã Lộc Ninh, Tân Khai"; 0 when none stand here.
  size_t Places(const Words& words, size_t begin, std::set<std::string>& places) const {
    if (std::find(std::begin(kPlaceWords), std::end(kPlaceWords), words[begin]) == std::end(kPlaceWords)) return 0;
    size_t end = begin + 1;
    while (end < words.size()) {
      const size_t length = PhraseAt(words, end, names_.places);
      if (length == 0) break;
      const auto from = words.begin() + static_cast<std::ptrdiff_t>(end);
      places.insert(absl::StrJoin(from, from + static_cast<std::ptrdiff_t>(length), " "));
      end += length;
    }
    return end == begin + 1 ? 0 : end - begin;
  }

  // Rarest first, by how many items have a word, then by the word itself: not by the order of the data.
  void OrderWords() {
    std::vector<int> items_with(vocabulary_.size());
    for (const Reading& reading : readings_) {
      for (const int word : reading.sorted) ++items_with[static_cast<size_t>(word)];
    }
    for (Reading& reading : readings_) {
      reading.words = reading.sorted;
      std::sort(reading.words.begin(), reading.words.end(), [&](int a, int b) {
        return std::tie(items_with[static_cast<size_t>(a)], vocabulary_.Word(a)) <
               std::tie(items_with[static_cast<size_t>(b)], vocabulary_.Word(b));
      });
    }
  }

  // Two sets that are alike by at least kLeastAlike share one of so many of their rarest words.
  static size_t PrefixOf(const Reading& reading) {
    const size_t size = reading.words.size();
    const auto must_share = static_cast<size_t>(kLeastAlike * static_cast<double>(size) + 0.999999);
    return size - must_share + 1;
  }

  void Compare(const Reading& a, const Reading& b, std::vector<DuplicateItems>& found) const {
    if (a.plan == b.plan || a.plan->name() == b.plan->name()) return;
    const size_t shared = CountShared(a.sorted, b.sorted);
    const bool all = shared == a.sorted.size() && shared == b.sorted.size();
    if (shared < kLeastShared && !all) return;
    double alike = Alike(a.sorted, b.sorted, shared);
    if (alike < kLeastAlike || !MayBeSame(a, b)) return;
    DuplicateItems pair;
    pair.same_function = !a.item->function().empty() && a.item->function() == b.item->function();
    const bool other_function = !a.item->function().empty() && !b.item->function().empty() && !pair.same_function;
    pair.same_product =
        !a.product.empty() && Alike(a.product, b.product, CountShared(a.product, b.product)) >= kProductAlike;
    pair.same_deadline = HaveSameDeadline(*a.item, *b.item);
    alike += (pair.same_function ? kSameFunction
              : other_function   ? kOtherFunction
                                 : 0) +
             (pair.same_product ? kSameProduct : 0) + (pair.same_deadline ? kSameDeadline : 0);
    if (alike < kEnoughAlike) return;
    const bool in_order = a.item->name() < b.item->name();
    const Reading& first = in_order ? a : b;
    const Reading& second = in_order ? b : a;
    pair.first_plan = first.plan;
    pair.first = first.item;
    pair.second_plan = second.plan;
    pair.second = second.item;
    pair.shared_words = SharedWords(first, second);
    found.push_back(std::move(pair));
  }

  static bool MayBeSame(const Reading& a, const Reading& b) {
    const auto in_b = [&](const std::string& place) { return b.places.contains(place); };
    if (!a.places.empty() && !b.places.empty() && std::none_of(a.places.begin(), a.places.end(), in_b)) return false;
    for (const auto& [word, numbers] : a.numbers) {
      const auto other = b.numbers.find(word);
      if (other != b.numbers.end() && other->second != numbers) return false;
    }
    const std::string& due_a = a.item->deadline().nominal_due_date();
    const std::string& due_b = b.item->deadline().nominal_due_date();
    const auto recurs = [](const v1::PlanItem& item) { return !item.deadline().recurrence().empty(); };
    const bool both_once = !due_a.empty() && !due_b.empty() && !recurs(*a.item) && !recurs(*b.item);
    return !both_once || due_a.substr(0, 4) == due_b.substr(0, 4);
  }

  static bool HaveSameDeadline(const v1::PlanItem& a, const v1::PlanItem& b) {
    const v1::PlanDeadline& of_a = a.deadline();
    const v1::PlanDeadline& of_b = b.deadline();
    if (!of_a.nominal_due_date().empty()) return of_a.nominal_due_date() == of_b.nominal_due_date();
    return of_a.kind() == of_b.kind() && of_a.kind() == v1::DEADLINE_KIND_CONTINUOUS;
  }

  // As the first item writes them, in its order.
  std::string SharedWords(const Reading& first, const Reading& second) const {
    std::set<std::string> shared;
    for (const int word : first.sorted) {
      if (std::binary_search(second.sorted.begin(), second.sorted.end(), word)) shared.insert(vocabulary_.Word(word));
    }
    std::vector<std::string> written;
    for (const organisation::Word& word : organisation::SplitWords(first.item->text())) {
      if (shared.erase(word.folded) > 0) written.push_back(word.precise);
    }
    return absl::StrJoin(written, " ");
  }

  const Names names_;
  const Phrases generic_;
  Vocabulary vocabulary_;
  std::vector<Reading> readings_;
};

}  // namespace

std::vector<DuplicateItems> FindDuplicateItems(const std::vector<const v1::Plan*>& plans,
                                               const organisation::Directory& directory) {
  if (plans.size() < 2) return {};
  return Search(plans, directory).Find();
}

}  // namespace phoihop::responsibility
