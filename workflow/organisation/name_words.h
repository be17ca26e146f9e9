// The vocabulary in which administrations write: abbreviations that mean the same everywhere in the country, words that
// carry no meaning, words of level. Names of places and units are data and do not stand here.
#ifndef WORKFLOW_ORGANISATION_NAME_WORDS_H_
#define WORKFLOW_ORGANISATION_NAME_WORDS_H_

#include <vector>

#include "workflow/organisation/name_text.h"

namespace phoihop::organisation {

// Drops connectors ("và", "các"), writes abbreviations out ("BQL" → "Ban Quản lý"), drops a final "cũ". `key` says how
// faithfully the words are compared.
Words Canonical(const Words& words, WordKey key);
// True when that writes something out.
bool HasAbbreviation(const Words& words, WordKey key);

// True when the last word is "cũ": the writer means what was.
bool SaysFormer(const Words& words, WordKey key);

// The readings of a kind written as a letter in front: "H. Lộc Ninh" → "huyện Lộc Ninh", also behind "UBND". The first
// is the text as it is.
std::vector<Words> KindVariants(const Words& words, WordKey key);

// True when the words begin with "Ủy ban nhân dân" and go on.
bool NamesPeoplesCommittee(const Words& canonical, WordKey key);
inline constexpr int kPeoplesCommitteeWords = 4;

// A word of level at the end of a name that stands for the province: "Công an tỉnh", "Ban Tuyên giáo Tỉnh ủy".
enum class LevelWord { kNone, kProvince, kCity, kParty };
// How many words it takes at the end; 0 when there is none.
int TrailingLevelWord(const Words& canonical, WordKey key, LevelWord& level);

// The kind word in front of a territorial unit's name ("xã", "thị trấn"): how many words; 0 when there is none.
int LeadingKindWords(const Words& canonical, WordKey key);

// True for "các …" and "… có liên quan": the text means several without saying which.
bool SpeaksOfSome(const Words& words);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_NAME_WORDS_H_
