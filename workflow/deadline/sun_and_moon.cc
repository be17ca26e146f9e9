#include "workflow/deadline/sun_and_moon.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace phoihop::deadline {
namespace {
constexpr double kPi = 3.14159265358979323846;
constexpr double kUtcOffsetDays = 7.0 / 24.0;
constexpr double kSecondsPerDay = 86400.0;
constexpr double kDaysPerYear = 365.25;
constexpr double kDaysPerCentury = 36525.0;
constexpr double kMeanMonthDays = 29.530588861;
constexpr double kNewMoonsPerCentury = 1236.85;
constexpr absl::CivilDay kFirstOf2000(2000, 1, 1);
// Julian days begin at noon in Greenwich.
constexpr double kJulianMidnightOf2000 = 2451544.5;
constexpr double kJulianNoonOf2000 = 2451545.0;
constexpr double kJulianMeanNewMoonZero = 2451550.09766;

double SinOfDegrees(double degrees) { return std::sin(degrees * kPi / 180.0); }
double CosOfDegrees(double degrees) { return std::cos(degrees * kPi / 180.0); }

// a[0] + a[1] t + a[2] t^2 + …
template <std::size_t n>
double Polynomial(const double (&a)[n], double t) {
  double value = 0;
  for (std::size_t i = n; i-- > 0;) value = value * t + a[i];
  return value;
}

// By how many seconds dynamical time is ahead of civil time (UTC) at an instant.
double DeltaT(double julian) {
  const double year = 2000.0 + (julian - kJulianNoonOf2000) / kDaysPerYear;
  if (year < 1920) return Polynomial({-2.79, 1.494119, -0.0598939, 0.0061966, -0.000197}, year - 1900);
  if (year < 1941) return Polynomial({21.20, 0.84493, -0.076100, 0.0020936}, year - 1920);
  if (year < 1961) return Polynomial({29.07, 0.407, -1.0 / 233, 1.0 / 2547}, year - 1950);
  if (year < 1986) return Polynomial({45.45, 1.067, -1.0 / 260, -1.0 / 718}, year - 1975);
  if (year < 2005) return Polynomial({63.86, 0.3345, -0.060374, 0.0017275, 0.000651814, 0.00002373599}, year - 2000);
  if (year < 2050) return Polynomial({62.92, 0.32217, 0.005589}, year - 2000);
  const double centuries = (year - 1820) / 100;
  const double until_2150 = year < 2150 ? 0.5628 * (2150 - year) : 0;
  return -20 + 32 * centuries * centuries - until_2150;
}

// A periodic term of a new moon: days times the sine of that many mean anomalies of the sun and the moon and arguments
// of latitude. Terms in which the sun's anomaly stands shrink with the eccentricity of the Earth's orbit.
struct MoonTerm {
  double days;
  int sun, moon, latitude;
};

constexpr MoonTerm kMoonTerms[] = {
    {-0.40720, 0, 1, 0}, {0.17241, 1, 0, 0},    {0.01608, 0, 2, 0},   {0.01039, 0, 0, 2},   {0.00739, -1, 1, 0},
    {-0.00514, 1, 1, 0}, {0.00208, 2, 0, 0},    {-0.00111, 0, 1, -2}, {-0.00057, 0, 1, 2},  {0.00056, 1, 2, 0},
    {-0.00042, 0, 3, 0}, {0.00042, 1, 0, 2},    {0.00038, 1, 0, -2},  {-0.00024, -1, 2, 0}, {-0.00007, 2, 1, 0},
    {0.00004, 0, 2, -2}, {0.00004, 3, 0, 0},    {0.00003, 1, 1, -2},  {0.00003, 0, 2, 2},   {-0.00003, 1, 1, 2},
    {0.00003, -1, 1, 2}, {-0.00002, -1, 1, -2}, {-0.00002, 1, 3, 0},  {0.00002, 0, 4, 0},
};

// What the planets add: days times the sine of an angle that grows with the number of the new moon, the first of them
// not quite evenly.
constexpr struct {
  double days, degrees, per_new_moon, per_century_squared;
} kPlanetTerms[] = {
    {0.000325, 299.77, 0.107408, -0.009173}, {0.000165, 251.88, 0.016321, 0}, {0.000164, 251.83, 26.651886, 0},
    {0.000126, 349.42, 36.412478, 0},        {0.000110, 84.66, 18.206239, 0}, {0.000062, 141.74, 53.303771, 0},
    {0.000060, 207.14, 2.453732, 0},         {0.000056, 154.84, 7.306860, 0}, {0.000047, 34.52, 27.261239, 0},
    {0.000042, 207.19, 0.121824, 0},         {0.000040, 291.34, 1.844379, 0}, {0.000037, 161.72, 24.198154, 0},
    {0.000035, 239.56, 25.513099, 0},        {0.000023, 331.55, 3.592518, 0},
};

// A periodic term of the sun's longitude: kSunUnitDegrees times the sine of an angle that grows with the centuries.
constexpr double kSunUnitDegrees = 0.000005729577951308232;  // 1e-7 radian
constexpr struct {
  double units, degrees, per_century;
} kSunTerms[] = {
    {403406, 270.54861, 0.9287892},
    {195207, 340.19128, 35999.1376958},
    {119433, 63.91854, 35999.4089666},
    {112392, 331.26220, 35998.7287385},
    {3891, 317.843, 71998.20261},
    {2819, 86.631, 71998.4403},
    {1721, 240.052, 36000.35726},
    {660, 310.26, 71997.4812},
    {350, 247.23, 32964.4678},
    {334, 260.87, -19.4410},
    {314, 297.82, 445267.1117},
    {268, 343.14, 45036.8840},
    {242, 166.79, 3.1008},
    {234, 81.53, 22518.4434},
    {158, 3.50, -19.9739},
    {132, 132.75, 65928.9345},
    {129, 182.95, 9038.0293},
    {114, 162.03, 3034.7684},
    {99, 29.8, 33718.148},
    {93, 266.4, 3034.448},
    {86, 249.2, -2280.773},
    {78, 157.6, 29929.992},
    {72, 257.8, 31556.493},
    {68, 185.1, 149.588},
    {64, 69.9, 9037.750},
    {46, 8.0, 107997.405},
    {38, 197.1, -4444.176},
    {37, 250.4, 151.771},
    {32, 65.3, 67555.316},
    {29, 162.7, 31556.080},
    {28, 341.5, -4561.540},
    {27, 291.6, 107996.706},
    {27, 98.5, 1221.655},
    {25, 146.7, 62894.167},
    {24, 110.0, 31437.369},
    {21, 5.2, 14578.298},
    {21, 342.6, -31931.757},
    {20, 230.9, 34777.243},
    {18, 256.1, 1221.999},
    {17, 45.3, 62894.511},
    {14, 242.9, -4442.039},
    {13, 115.2, 107997.909},
    {13, 151.8, 119.066},
    {13, 285.3, 16859.071},
    {12, 53.3, -4.578},
    {10, 126.6, 26895.292},
    {10, 205.7, -39.127},
    {10, 85.9, 12297.536},
    {10, 146.1, 90073.778},
};

// Dynamical time of a new moon.
double JulianNewMoon(int number) {
  const double k = number;
  const double t = k / kNewMoonsPerCentury;
  const double eccentricity = Polynomial({1, -0.002516, -0.0000074}, t);
  const double sun = 29.10535670 * k + Polynomial({2.5534, 0, -0.0000014, -0.00000011}, t);
  const double moon = 385.81693528 * k + Polynomial({201.5643, 0, 0.0107582, 0.00001238, -0.000000058}, t);
  const double latitude = 390.67050284 * k + Polynomial({160.7108, 0, -0.0016118, -0.00000227, 0.000000011}, t);
  const double node = -1.56375588 * k + Polynomial({124.7746, 0, 0.0020672, 0.00000215}, t);
  double julian = kJulianMeanNewMoonZero + kMeanMonthDays * k +
                  Polynomial({0, 0, 0.00015437, -0.000000150, 0.00000000073}, t) - 0.00017 * SinOfDegrees(node);
  for (const MoonTerm& term : kMoonTerms) {
    // Meeus gives the factor to these only; in the smaller ones it would not show.
    const bool corrected = std::abs(term.days) >= 0.00020;
    double days = term.days;
    for (int i = 0; corrected && i < std::abs(term.sun); ++i) days *= eccentricity;
    julian += days * SinOfDegrees(term.sun * sun + term.moon * moon + term.latitude * latitude);
  }
  for (const auto& term : kPlanetTerms)
    julian += term.days * SinOfDegrees(term.degrees + term.per_new_moon * k + term.per_century_squared * t * t);
  return julian;
}

// Apparent longitude of the sun, in degrees, from 0 to below 360; `julian` in dynamical time.
double SunLongitude(double julian) {
  const double t = (julian - kJulianNoonOf2000) / kDaysPerCentury;
  double units = 0;
  for (const auto& term : kSunTerms) units += term.units * SinOfDegrees(term.degrees + term.per_century * t);
  const double aberration = 0.0000974 * CosOfDegrees(177.63 + 35999.01848 * t) - 0.005575;
  const double nutation = -0.004778 * SinOfDegrees(Polynomial({124.90, -1934.134, 0.002063}, t)) -
                          0.0003667 * SinOfDegrees(Polynomial({201.11, 72001.5377, 0.00057}, t));
  const double longitude = 282.7771834 + 36000.76953744 * t + kSunUnitDegrees * units + aberration + nutation;
  return longitude - 360.0 * std::floor(longitude / 360.0);
}

// Dynamical time of 00:00 at UTC+7.
double JulianMidnight(absl::CivilDay day) {
  const double julian = static_cast<double>(day - kFirstOf2000) + kJulianMidnightOf2000 - kUtcOffsetDays;
  return julian + DeltaT(julian) / kSecondsPerDay;
}
}  // namespace

absl::CivilDay NewMoonDay(int number) {
  const double julian = JulianNewMoon(number);
  const double civil = julian - DeltaT(julian) / kSecondsPerDay + kUtcOffsetDays;
  return kFirstOf2000 + static_cast<int64_t>(std::floor(civil - kJulianMidnightOf2000));
}

int NewMoonOnOrBefore(absl::CivilDay day) {
  // The estimate is at most one off.
  int number = static_cast<int>(std::floor((JulianMidnight(day) - kJulianMeanNewMoonZero) / kMeanMonthDays)) + 1;
  while (NewMoonDay(number) > day) --number;
  while (NewMoonDay(number + 1) <= day) ++number;
  return number;
}

int SunTerm(absl::CivilDay day) { return static_cast<int>(SunLongitude(JulianMidnight(day)) / 30.0); }

}  // namespace phoihop::deadline
