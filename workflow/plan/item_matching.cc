#include "workflow/plan/item_matching.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "workflow/plan/phrase_text.h"

namespace phoihop::plan {
namespace {

using v1::PlanItem;

// Share of common words from which two texts are mostly the same: in the same place, and anywhere.
constexpr double kSimilarInPlace = 0.4;
constexpr double kSimilarAnywhere = 0.7;
// Comparing every text with every other one costs; a plan of officials never comes near.
constexpr size_t kMaxPairs = 250'000;

struct Look {
  std::string text, headings, ordinal;
  std::vector<std::string> words;  // sorted, each once
};

Look LookOf(const PlanItem& item) {
  Look look;
  look.text = FoldText(item.text());
  look.headings = FoldText(absl::StrJoin(item.headings(), " / "));
  look.ordinal = FoldText(item.ordinal());
  look.words = absl::StrSplit(look.text, absl::ByAnyChar(" ,.;:()/-"), absl::SkipEmpty());
  std::sort(look.words.begin(), look.words.end());
  look.words.erase(std::unique(look.words.begin(), look.words.end()), look.words.end());
  return look;
}

double Similarity(const Look& a, const Look& b) {
  std::vector<std::string> common;
  std::set_intersection(a.words.begin(), a.words.end(), b.words.begin(), b.words.end(), std::back_inserter(common));
  const size_t all = a.words.size() + b.words.size() - common.size();
  return all == 0 ? 0 : static_cast<double>(common.size()) / static_cast<double>(all);
}

class Matcher {
 public:
  Matcher(const v1::Plan& before, const v1::Plan& after) {
    for (const PlanItem& item : before.items()) {
      old_.push_back(LookOf(item));
      usable_.push_back(item.state() != PlanItem::STATE_WITHDRAWN);
    }
    for (const PlanItem& item : after.items()) new_.push_back(LookOf(item));
    result_.old_of.assign(new_.size(), -1);
  }

  ItemMatching Match() && {
    ByKey([](const Look& look) { return absl::StrCat(look.text, "\n", look.headings, "\n", look.ordinal); });
    ByKey([](const Look& look) { return absl::StrCat(look.text, "\n", look.headings); });
    ByKey([](const Look& look) { return absl::StrCat(look.text, "\n", look.ordinal); });
    ByKey([](const Look& look) { return look.text; });
    BySimilarity([](const Look& a, const Look& b) { return a.ordinal == b.ordinal && a.headings == b.headings; },
                 kSimilarInPlace);
    BySimilarity([](const Look&, const Look&) { return true; }, kSimilarAnywhere);
    return std::move(result_);
  }

 private:
  bool IsFree(size_t old) const { return usable_[old] && !result_.new_of.contains(static_cast<int>(old)); }

  void Pair(size_t old, size_t next) {
    result_.old_of[next] = static_cast<int>(old);
    result_.new_of.insert(static_cast<int>(old));
  }

  // Those with the same key, in their order.
  template <typename KeyOf>
  void ByKey(KeyOf key_of) {
    std::map<std::string, std::vector<size_t>> free;
    for (size_t i = 0; i < old_.size(); ++i) {
      if (IsFree(i)) free[key_of(old_[i])].push_back(i);
    }
    std::map<std::string, size_t> next_free;
    for (size_t i = 0; i < new_.size(); ++i) {
      if (result_.old_of[i] >= 0) continue;
      const std::string key = key_of(new_[i]);
      const auto found = free.find(key);
      if (found == free.end()) continue;
      size_t& next = next_free[key];
      if (next < found->second.size()) Pair(found->second[next++], i);
    }
  }

  // The most similar first.
  template <typename MayPair>
  void BySimilarity(MayPair may_pair, double least) {
    struct Candidate {
      double similarity;
      size_t old, next;
    };
    std::vector<Candidate> candidates;
    size_t pairs = 0;
    for (size_t i = 0; i < new_.size(); ++i) {
      if (result_.old_of[i] >= 0) continue;
      for (size_t j = 0; j < old_.size(); ++j) {
        if (!IsFree(j) || !may_pair(old_[j], new_[i])) continue;
        if (++pairs > kMaxPairs) return;
        const double similarity = Similarity(old_[j], new_[i]);
        if (similarity >= least) candidates.push_back({similarity, j, i});
      }
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.similarity > b.similarity; });
    for (const Candidate& candidate : candidates) {
      if (result_.old_of[candidate.next] < 0 && IsFree(candidate.old)) Pair(candidate.old, candidate.next);
    }
  }

  std::vector<Look> old_, new_;
  std::vector<bool> usable_;
  ItemMatching result_;
};

}  // namespace

ItemMatching MatchItems(const v1::Plan& before, const v1::Plan& after) { return Matcher(before, after).Match(); }

}  // namespace phoihop::plan
