// New moons and the place of the sun, as days in Vietnam (UTC+7): what the lunar calendar is made of.
//
// Instants come out within some 20 seconds (new moons) and 60 seconds (places of the sun) of the best theories for the
// years 1900 to 2199. Dynamical time is turned into civil time by Delta T, which is known for the past and guessed for
// what is to come: its guess may be wrong by some half a minute in 2050 and by some minutes in 2200.
//
// Sources: new moons, Jean Meeus, "Astronomical Algorithms", 2nd edition (1998), chapter 49; the sun, P. Bretagnon and
// J.-L. Simon, "Planetary Programs and Tables from -4000 to +2800" (1986); Delta T, F. Espenak and J. Meeus, "Five
// Millennium Canon of Solar Eclipses" (NASA, 2006).
#ifndef WORKFLOW_DEADLINE_SUN_AND_MOON_H_
#define WORKFLOW_DEADLINE_SUN_AND_MOON_H_

#include "absl/time/civil_time.h"

namespace phoihop::deadline {

// Twelfths of the sun's way through the year are numbered from the spring equinox on; this one begins at the winter
// solstice.
inline constexpr int kWinterSolsticeTerm = 9;

// The day of a new moon. They are numbered; 0 is that of 6 January 2000.
absl::CivilDay NewMoonDay(int number);

// The last new moon on or before the day.
int NewMoonOnOrBefore(absl::CivilDay day);

// In which twelfth of its way the sun is at 00:00 of the day: 0 to 11.
int SunTerm(absl::CivilDay day);

}  // namespace phoihop::deadline

#endif  // WORKFLOW_DEADLINE_SUN_AND_MOON_H_
