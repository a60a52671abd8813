"""The operators on FEEL values, as tables of an expression and what it gives.

A result in brackets after null is the code of its finding: null because of a fault is told apart
from null because the rule says so.
"""

import pytest

from tests.rules.feel import answer, evaluated, rows

NUMBERS = """
1 + 2                                       => 3
0.1 + 0.2                                   => 0.3
1.10                                        => 1.1
100 / 10                                    => 10
1 / 3                                       => 0.3333333333333333333333333333333333
2 / 3                                       => 0.6666666666666666666666666666666667
1 / 0                                       => null (division-by-zero)
0 / 0                                       => null (division-by-zero)
-5 ** 2                                     => 25
2 ** 3 ** 2                                 => 64
2 ** -1                                     => 0.5
2 ** 0.5                                    => 1.414213562373095048801688724209698
0 ** 0                                      => 1
0 ** -1                                     => null (not-a-number)
(-8) ** (1/3)                               => null (not-a-number)
10 ** 20                                    => 100000000000000000000
10 ** 60                                    => 1E+60
10 ** -10                                   => 0.0000000001
10 ** -60                                   => 1E-60
10 ** 6144 * 10                             => null (number-too-large)
1234567890123456789012345678901234 + 0.4    => 1234567890123456789012345678901234
1234567890123456789012345678901234 + 0.5    => 1234567890123456789012345678901234
1234567890123456789012345678901235 + 0.5    => 1234567890123456789012345678901236
-0                                          => 0
1 + null                                    => null (null-operand)
1 + "1"                                     => null (wrong-type)
[1] + 1                                     => null (wrong-type)
true + true                                 => null (wrong-type)
-true                                       => null (wrong-type)
"a" + "b"                                   => "ab"
"a" - "b"                                   => null (wrong-type)
"a" + 1                                     => null (wrong-type)
"""

DATES_AND_DURATIONS = """
@"2024-01-31" + @"P1M"                                  => @"2024-02-29"
@"2024-02-29" + @"P1Y"                                  => @"2025-02-28"
@"2024-01-01" - @"P1D"                                  => @"2023-12-31"
@"2024-01-01" + @"PT36H"                                => @"2024-01-02"
@"2024-01-01" - @"PT1H"                                 => @"2023-12-31"
@"P1M" + @"2024-01-31"                                  => @"2024-02-29"
@"999999999-12-31" + @"P1D"                             => null (outside-calendar)
@"2024-03-01" - @"2024-02-01"                           => @"P29D"
@"2024-03-01" + @"2024-02-01"                           => null (wrong-type)
@"2024-03-01" + 1                                       => null (wrong-type)
@"0000-03-01" - @"P1D"                                  => @"0000-02-29"
@"-0001-12-31" + @"P1D"                                 => @"0000-01-01"
@"2024-01-01T10:00:00" + @"PT0.000000001S"              => @"2024-01-01T10:00:00.000000001"
@"2024-01-01T00:00:00+02:00" - @"PT1S"                  => @"2023-12-31T23:59:59+02:00"
@"2024-03-31T01:30:00@Europe/Stockholm" + @"PT1H"       => @"2024-03-31T03:30:00@Europe/Stockholm"
@"2024-03-30T12:00:00@Europe/Stockholm" + @"P1D"        => @"2024-03-31T13:00:00@Europe/Stockholm"
@"2024-02-29T12:00:00@Europe/Stockholm" + @"P1M"        => @"2024-03-29T12:00:00@Europe/Stockholm"
@"9999999-07-01T12:00:00@Europe/Oslo" + @"PT24H"        => @"9999999-07-02T12:00:00@Europe/Oslo"
# A date is its midnight in UTC; local and zoned have no distance.
@"2024-01-02T00:00:00Z" - @"2024-01-01"                 => @"P1D"
@"2024-01-02T00:00:00" - @"2024-01-01"                  => null (mixed-zones)
@"2024-01-02T00:00:00" - @"2024-01-01T00:00:00Z"        => null (mixed-zones)
@"2024-07-01T12:00:00@Europe/Oslo" - @"2024-07-01T10:00:00Z"  => @"PT0S"
@"23:30:00" + @"PT1H"                                   => @"00:30:00"
@"00:30:00+01:00" - @"PT1H"                             => @"23:30:00+01:00"
@"10:00:00" - @"11:00:00"                               => @"-PT1H"
@"10:00:00Z" - @"11:00:00+01:00"                        => @"PT0S"
@"10:00:00Z" - @"11:00:00"                              => @"-PT1H"
@"10:00:00" + @"P1Y"                                    => null (wrong-type)
@"P1Y" + @"P2M"                                         => @"P1Y2M"
@"P1D" - @"PT25H"                                       => @"-PT1H"
@"P1Y" + @"P1D"                                         => null (wrong-type)
@"P1Y" * 1.5                                            => @"P1Y6M"
@"P1M" * 1.9                                            => @"P1M"
@"-P1M" * 1.9                                           => @"-P1M"
2.5 * @"PT1H"                                           => @"PT2H30M"
@"P1Y" / 5                                              => @"P2M"
@"P1D" / 0                                              => null (division-by-zero)
@"P1D" / @"PT6H"                                        => 4
@"P1Y" / @"P5M"                                         => 2.4
@"P1Y" / @"P0M"                                         => null (division-by-zero)
@"P1Y" / @"P1D"                                         => null (wrong-type)
1 / @"P1D"                                              => null (wrong-type)
@"P1D" * @"P1D"                                         => null (wrong-type)
@"P1D" * 10 ** 30                                       => null (outside-calendar)
-@"P1DT2H"                                              => @"-P1DT2H"
"""

COMPARISONS = """
1 = 1.0                                                 => true
1 = "1"                                                 => null (not-comparable)
1 = null                                                => false
null = null                                             => true
null != 1                                               => true
1 < null                                                => null (null-operand)
1 < "1"                                                 => null (not-comparable)
true = true                                             => true
true < false                                            => null (not-comparable)
"a" < "b"                                               => true
"b" < "abc"                                             => false
"a" < "aa"                                              => true
"z" < "å"                                               => true
# Above the basic plane, characters and not halves of them are compared.
"\\uFF5E" < "\\U01F40E"                                 => true
[1, 2] = [1, 2]                                         => true
[1, 2] = [2, 1]                                         => false
[1, null] = [1, null]                                   => true
[1, "a"] = [1, 2]                                       => false
[1, 2] = 1                                              => null (not-comparable)
[[1]] = [1]                                             => false
[] = null                                               => false
[1] = 1                                                 => true
{a: 1, b: 2} = {b: 2, a: 1}                             => true
{a: 1} = {a: 1, b: null}                                => false
[1] < [2]                                               => null (not-comparable)
@"2024-01-01" < @"2024-01-02"                           => true
@"-0002-01-01" < @"-0001-01-01"                         => true
@"2024-01-01" = @"2024-01-01T00:00:00Z"                 => null (not-comparable)
@"2024-01-01T12:00:00Z" = @"2024-01-01T13:00:00+01:00"  => true
@"2024-01-01T12:00:00@Europe/Oslo" = @"2024-01-01T11:00:00Z"  => true
@"2024-07-01T12:00:00@Europe/Oslo" = @"2024-07-01T10:00:00Z"  => true
# A local time takes on the offset of the other.
@"2024-01-01T12:00:00" = @"2024-01-01T12:00:00+05:00"   => true
@"10:00:00" < @"11:00:00+05:00"                         => true
@"10:00:00Z" < @"10:00:00+01:00"                        => false
@"10:00:00Z" = @"10:00:00@Etc/UTC"                      => true
# A time with a zone but no date has no offset that anybody knows, and counts as local.
@"10:00:00@Europe/Oslo" = @"10:00:00@Asia/Dhaka"        => true
# The standard counts in whole seconds.
@"10:00:00.1" = @"10:00:00.2"                           => true
@"10:00:00.1" < @"10:00:00.2"                           => false
@"P1D" = @"PT24H"                                       => true
@"P1Y" < @"P13M"                                        => true
@"P1Y" = @"P365D"                                       => null (not-comparable)
@"PT0.1S" < @"PT0.2S"                                   => true
5 between 1 and 10                                      => true
5 between 1 and null                                    => null (null-operand)
5 between 6 and null                                    => false (null-operand)
null between 1 and 10                                   => null (null-operand)
"""

RANGES = """
1 in [1..10]                                            => true
1 in (1..10]                                            => false
10 in [1..10)                                           => false
5 in (> 4)                                              => true
5 in (<= 4)                                             => false
null in [1..10]                                         => null
5 in [1..null]                                          => null
0 in [1..null]                                          => false
"a" in [1..10]                                          => null (not-comparable)
5 in [[1..3], [4..6]]                                   => true
5 in [1, "a", null]                                     => false
null in [1, null]                                       => true
[1, 2] in [[1, 2], [3]]                                 => true
[1..3] = [1..3]                                         => true
[1..3] = [1..3)                                         => false
(< 3) = (null..3)                                       => false
(> 3) = (> 3)                                           => true
[3..1]                                                  => null (bad-range)
[1.."a"]                                                => null (bad-range)
[true..false]                                           => null (bad-range)
[1..3].start                                            => 1
(1..3).start included                                   => false
(> 3).end                                               => null
(<= 3).end included                                     => true
[1..3].middle                                           => null (no-such-member)
"""

PARTS = """
@"2024-02-29".year                                      => 2024
@"2024-02-29".weekday                                   => 4
@"2024-02-29".hour                                      => null (no-such-member)
@"2024-02-29T10:30:05.25Z".second                       => 5.25
@"2024-02-29T10:30:00+02:00".time offset                => @"PT2H"
@"2024-02-29T10:30:00@Europe/Oslo".time offset          => @"PT1H"
@"2024-02-29T10:30:00@Europe/Oslo".timezone             => "Europe/Oslo"
@"10:30:00".time offset                                 => null
@"10:30:00@Europe/Oslo".time offset                     => null
@"10:30:00".day                                         => null (no-such-member)
@"-P1DT2H3M4.5S".hours                                  => -2
@"-P1DT2H3M4.5S".seconds                                => -4.5
@"P1D".seconds                                          => 0
@"P1D".years                                            => null (no-such-member)
@"-P1Y2M".years                                         => -1
@"-P1Y2M".months                                        => -2
{a: {b: 1}}.a.b                                         => 1
{a: 1}.b                                                => null (no-such-member)
[{a: 1}, {a: [2, 3]}].a                                 => [1, [2, 3]]
[{a: 1}, {b: 2}].a                                      => [1, null] (no-such-member)
"text".length                                           => null (no-such-member)
"""

TABLES = NUMBERS + DATES_AND_DURATIONS + COMPARISONS + RANGES + PARTS


@pytest.mark.parametrize(("text", "expected"), rows(TABLES))
def test_an_expression_gives(text: str, expected: str) -> None:
    assert answer(text) == expected


def test_a_finding_says_what_and_where() -> None:
    _, (finding,) = evaluated('12 + "a"')

    assert finding.what == "+ does not work on number and string"
    assert (finding.where.expression, finding.where.offset) == ('12 + "a"', 3)
