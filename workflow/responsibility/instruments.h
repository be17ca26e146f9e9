// Legal and administrative documents by name and by number, and their status on a day.
#ifndef WORKFLOW_RESPONSIBILITY_INSTRUMENTS_H_
#define WORKFLOW_RESPONSIBILITY_INSTRUMENTS_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/responsibility.pb.h"

namespace phoihop::responsibility {

// Cheap to make (it is part of the facts of a province): 0.2 ms for 45 instruments and 500 units. Immutable.
class Instruments {
 public:
  // `data` must outlive it and must not change.
  explicit Instruments(const internal::v1::ReferenceData& data);

  // By resource name; null when unknown.
  const v1::Instrument* Find(absl::string_view name) const;

  // By number as people type it (document_number.h). Null when no instrument has it, and when several do: numbers begin
  // again every year and with every issuer. AllByNumber answers all of them, in the order of names.
  const v1::Instrument* ByNumber(absl::string_view as_typed) const;
  std::vector<const v1::Instrument*> AllByNumber(absl::string_view as_typed) const;

  // The status on a day, of what the data say and nothing else. The first that holds:
  //   NOT_YET_IN_FORCE      the day lies before the effective date, or before the issue date when no effective date is
  //                         known. UNKNOWN when neither is.
  //   REPLACED, REPEALED    another instrument says so and has come into force. It stays so whatever becomes of that
  //                         one, unless the relation itself ends.
  //   EXPIRED               the day is its expiry date or later.
  //   TEMPORARILY_APPLIED   an instrument that is in force on the day lets it apply, in `territories`.
  //   NOT_CHOSEN            derived: the issuer has ended, and another instrument of an issuer that has ended was
  //                         chosen by one in force. Both are on one subject: they implement the same instrument, and
  //                         the same report sums both up.
  //   UNKNOWN               the issuer has ended and nothing says whether it applies.
  //   IN_FORCE
  // An issuer has ended when exactly one unit bears its name (or its name without "(cũ)", of a unit of the past) and
  // does not live on the day. An issuer that the organisation does not know is taken to live.
  v1::InstrumentValidity ValidityOn(const v1::Instrument& instrument, absl::CivilDay day) const;

  // The day from which it is in force by its dates; empty when they are not known.
  static const std::string& StartOf(const v1::Instrument& instrument);

 private:
  struct Incoming {
    const v1::Instrument* from;
    const v1::Instrument::Relation* relation;
  };

  // Relations of others that lead to it, by name.
  const std::vector<Incoming>& IncomingOf(const v1::Instrument& instrument) const;
  // In force by its dates and not replaced, repealed or expired.
  bool Stands(const v1::Instrument& instrument, absl::CivilDay day) const;
  // The relation that ended it by that day; null when none did.
  const Incoming* EndedBy(const v1::Instrument& instrument, v1::Instrument::RelationType type,
                          absl::CivilDay day) const;
  // The relation by which it applies temporarily; null when there is none.
  const Incoming* ChosenBy(const v1::Instrument& instrument, absl::CivilDay day) const;
  bool IssuerHasEnded(const v1::Instrument& instrument, absl::CivilDay day) const;
  // An instrument on the same subject that was chosen instead, with what chose it.
  const Incoming* ChosenInstead(const v1::Instrument& instrument, absl::CivilDay day, const v1::Instrument*& chosen,
                                std::string& subject) const;
  void Decide(const v1::Instrument& instrument, absl::CivilDay day, v1::InstrumentValidity& validity) const;
  bool DecideByOthers(const v1::Instrument& instrument, absl::CivilDay day, v1::InstrumentValidity& validity) const;
  bool DecideByIssuer(const v1::Instrument& instrument, absl::CivilDay day, v1::InstrumentValidity& validity) const;

  const internal::v1::ReferenceData& data_;
  absl::flat_hash_map<absl::string_view, const v1::Instrument*> by_name_;
  absl::flat_hash_map<std::string, std::vector<const v1::Instrument*>> by_number_;
  absl::flat_hash_map<absl::string_view, std::vector<Incoming>> incoming_;
  absl::flat_hash_map<absl::string_view, std::vector<const v1::Unit*>> issuers_;  // by the issuer's name as written
};

}  // namespace phoihop::responsibility

#endif  // WORKFLOW_RESPONSIBILITY_INSTRUMENTS_H_
