"""FEEL's built-in functions, as tables of a call and what it gives."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samrum.rules.finding import NOWHERE
from samrum.rules.functions import BUILTINS
from samrum.rules.kinds import TYPE_NAMES
from samrum.rules.number import CONTEXT
from samrum.rules.run import Exhausted, Run
from samrum.rules.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from samrum.rules.value import Function, Range, Value, invoke, same
from tests.rules.feel import answer, rows

CONVERSION = """
string(1.10)                                        => "1.1"
string("a")                                         => "a"
string(null)                                        => null
string(@"2024-01-01")                               => "2024-01-01"
string([1, "a", null, @"P1D"])                      => "[1, \\"a\\", null, @\\"P1D\\"]"
string({a: true, "b c": [1..2]})                    => "{a: true, \\"b c\\": [1..2]}"
number("1 000,5", " ", ",")                         => 1000.5
number("1.000.000,01", ".", ",")                    => 1000000.01
number("-1e3", null, null)                          => -1000
number("1,5", ".", ".")                             => null (not-convertible)
number("1.5", null, ",")                            => 1.5
number("one", null, null)                           => null (not-convertible)
number("1", "'", ".")                               => null (not-convertible)
number("1")                                         => null (wrong-arguments)
number(from: "1.5")                                 => 1.5
date("2024-02-29")                                  => @"2024-02-29"
date("2024-02-30")                                  => null (not-convertible)
date(2024, 2, 29)                                   => @"2024-02-29"
date(2023, 2, 29)                                   => null (not-convertible)
date(2024.5, 1, 1)                                  => @"2024-01-01"
date("2024-02-29+01:00")                            => @"2024-02-29"
date(10 ** 40, 1, 1)                                => null (not-convertible)
date(@"2024-02-29T10:00:00Z")                       => @"2024-02-29"
date(null)                                          => null (wrong-argument)
date(["2024-02-29"])                                => @"2024-02-29"
time("10:30:00")                                    => @"10:30:00"
time(10, 30, 5.25)                                  => @"10:30:05.25"
time(10, 30, 0, @"PT2H")                            => @"10:30:00+02:00"
time(10, 30, 0, null)                               => @"10:30:00"
time(10, 30, 0, @"PT15H")                           => null (not-convertible)
time(10, 30, 60)                                    => null (not-convertible)
time(@"2024-02-29T10:00:00Z")                       => @"10:00:00Z"
time(@"2024-02-29")                                 => @"00:00:00Z"
date and time("2024-02-29T10:00:00")                => @"2024-02-29T10:00:00"
date and time("2024-02-29")                         => @"2024-02-29T00:00:00"
date and time(@"2024-02-29", @"10:00:00Z")          => @"2024-02-29T10:00:00Z"
date and time(@"2024-02-29T01:00:00", @"10:00:00")  => @"2024-02-29T10:00:00"
date and time(time: @"10:00:00", date: @"2024-02-29") => @"2024-02-29T10:00:00"
date and time(@"2024-02-29", null)                  => null (wrong-argument)
duration("P26M")                                    => @"P2Y2M"
duration("26M")                                     => null (not-convertible)
years and months duration(@"2023-12-31", @"2024-02-29")            => @"P1M"
years and months duration(@"2024-02-29", @"2023-12-31")            => @"-P1M"
years and months duration(from: @"2020-01-01", to: @"2024-02-29")  => @"P4Y1M"
range("[18..21)")                                   => [18..21)
range("]\\"a\\"..\\"c\\"]")                         => ("a".."c"]
range("[date(\\"2024-01-01\\")..@\\"2024-02-01\\"]") => [@"2024-01-01"..@"2024-02-01"]
range("(..2)")                                      => (< 2)
range("[2..)")                                      => (>= 2)
range("[..2]")                                      => null (bad-range)
range("[..]")                                       => null (bad-range)
range("[3..1]")                                     => null (bad-range)
range("[1+1..3]")                                   => null (not-convertible)
range("1..3")                                       => null (not-convertible)
"""

STRINGS = """
substring("foobar", 3)                              => "obar"
substring("foobar", 3, 3)                           => "oba"
substring("foobar", -2, 1)                          => "a"
substring("foobar", 3, 10)                          => "obar"
substring("foobar", 0)                              => null (out-of-range)
substring("foobar", 7)                              => null (out-of-range)
substring("foobar", 1, 0)                           => null (out-of-range)
substring("\\U01F40Eab", 2)                         => "ab"
string length("\\U01F40Eab")                        => 3
string length(["abc"])                              => 3
string length(["abc", "d"])                         => null (wrong-argument)
upper case("åéß")                                   => "ÅÉSS"
lower case("ÅÉ")                                    => "åé"
substring before("foobar", "bar")                   => "foo"
substring before("foobar", "xyz")                   => ""
substring after("foobar", "ob")                     => "ar"
substring after("foobar", "")                       => "foobar"
contains("foobar", "ob")                            => true
contains(match: "x", string: "foobar")              => false
contains("foobar", null)                            => null (wrong-argument)
starts with("foobar", "fo")                         => true
ends with("foobar", "fo")                           => false
matches("foobar", "^FO", "i")                       => true
matches("foobar", "(a")                             => null (bad-pattern)
replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")         => "[1=ab][2=]cd"
replace("banana", "a", "o")                         => "bonono"
replace("abc", "(b)", "$12")                        => "ab2c"
replace("abc", "b", "\\\\$")                        => "a$c"
replace("abc", "b", "$")                            => null (bad-pattern)
replace("abc", "b*", "x")                           => null (bad-pattern)
replace("a.b", ".", "$0", "q")                      => "a$0b"
split("John  Doe", "\\\\s+")                        => ["John", "Doe"]
split("a;b;c;;", ";")                               => ["a", "b", "c", "", ""]
split("abc", "")                                    => null (bad-pattern)
string join(["a", null, "c"], "X")                  => "aXc"
string join(["a", "b"])                             => "ab"
string join([], "X")                                => ""
string join(["a", 1])                               => null (wrong-argument)
"""

LISTS = """
not(true)                                           => false
not(null)                                           => null
not(0)                                              => null (wrong-argument)
list contains([1, null], null)                      => true
list contains([[1], 2], [1])                        => true
list contains("a", "a")                             => null (wrong-argument)
list contains(["1"], 1)                             => false
count([1, [2, 3]])                                  => 2
count(5)                                            => 1
count(null)                                         => null (wrong-argument)
min(3, 1, 2)                                        => 1
min(["b", "a"])                                     => "a"
max(@"2024-01-01", @"2024-02-01")                   => @"2024-02-01"
max([])                                             => null (too-few)
max([1, "a"])                                       => null (not-comparable)
max([1, null])                                      => null (null-operand)
sum(0.1, 0.2)                                       => 0.3
sum([])                                             => null (too-few)
sum([1, null])                                      => null (wrong-argument)
product([2, 3, 4])                                  => 24
mean(1, 2, 4)                                       => 2.333333333333333333333333333333333
median([6, 1, 2, 3])                                => 2.5
median(8, 2, 5, 3, 4)                               => 4
stddev(2, 4, 7, 5)                                  => 2.081665999466132735282297706979931
stddev(47)                                          => null (too-few)
mode([6, 1, 9, 6, 1])                               => [1, 6]
mode([])                                            => []
all([true, null])                                   => null
all([false, null])                                  => false
all([])                                             => true
all(true, 1)                                        => null (wrong-argument)
any([true, null])                                   => true
any([false, null])                                  => null
sublist([4, 5, 6], -2)                              => [5, 6]
sublist([4, 5, 6], 1, 2)                            => [4, 5]
sublist([4, 5, 6], 2, 3)                            => null (out-of-range)
append([1], 2, null)                                => [1, 2, null]
append([1])                                         => [1]
append(list: [1], item: 2)                          => [1, 2]
concatenate([1], [2, 3])                            => [1, 2, 3]
insert before([1, 3], 2, 2)                         => [1, 2, 3]
insert before([1, 3], -1, 2)                        => [1, 2, 3]
insert before([1, 3], 4, 2)                         => null (out-of-range)
remove([1, 2, 3], -1)                               => [1, 2]
remove([1, 2, 3], 0)                                => null (out-of-range)
reverse([1, 2, 3])                                  => [3, 2, 1]
index of([1, null, 1], 1)                           => [1, 3]
union([1, 2], [2, "2"])                             => [1, 2, "2"]
distinct values([1, 1.0, [1], [1], null, null])     => [1, [1], null]
flatten([[1, [2]], [[[3]]]])                        => [1, 2, 3]
list replace([1, 2, 3], -1, 9)                      => [1, 2, 9]
list replace([2, 4, 7], function(item, newItem) item < newItem, 5)  => [5, 5, 7]
list replace([1, 2], function(item) true, 9)        => null (wrong-argument)
list replace([1, 2], function(item, newItem) 1, 9)  => null (wrong-argument)
sort([3, 1, 2], function(x, y) x > y)               => [3, 2, 1]
sort(["b", "a"])                                    => ["a", "b"]
sort([3, 1], function(x, y) "yes")                  => null (wrong-argument)
is(@"10:00:00Z", @"10:00:00+00:00")                 => true
is(@"10:00:00Z", @"10:00:00@Etc/UTC")               => false
is(@"10:00:00", @"10:00:00.1")                      => false
is([1, {a: null}], [1, {a: null}])                  => true
is(1, "1")                                          => false
is(value1: null)                                    => true
"""

NUMBERS = """
decimal(2.5, 0)                                     => 2
decimal(1/3, 2)                                     => 0.33
floor(-1.5)                                         => -2
floor(-1.56, 1)                                     => -1.6
floor(1.5, null)                                    => null (wrong-argument)
ceiling(-1.56, 1)                                   => -1.5
ceiling(n: 1.2)                                     => 2
round up(-5.1, 0)                                   => -6
round down(-5.9, 0)                                 => -5
round half up(-2.5, 0)                              => -3
round half down(2.5, 0)                             => 2
round half up(1250, -2)                             => 1300
round up(5.5, 6176)                                 => 5.5
round up(5.5, 6177)                                 => null (out-of-range)
abs(-1)                                             => 1
abs(@"-P1D")                                        => @"P1D"
abs("1")                                            => null (wrong-argument)
modulo(-12, 5)                                      => 3
modulo(12, -5)                                      => -3
modulo(10.1, -4.5)                                  => -3.4
modulo(10 ** 6000, 7)                               => 1
modulo(1, 0)                                        => null (division-by-zero)
sqrt(16)                                            => 4
sqrt(-1)                                            => null (not-a-number)
log(10)                                             => 2.302585092994045684017991454684364
log(0)                                              => null (not-a-number)
exp(1)                                              => 2.718281828459045235360287471352662
exp(100000)                                         => null (not-a-number)
odd(-3)                                             => true
odd(2.5)                                            => null (out-of-range)
even(0)                                             => true
"""

DATES_AND_CONTEXTS = """
day of year(@"2024-12-31")                          => 366
day of week(@"2024-02-29")                          => "Thursday"
month of year(@"2024-02-29T10:00:00")               => "February"
week of year(@"2005-01-01")                         => 53
week of year(@"2003-12-29")                         => 1
day of year("2024-12-31")                           => null (wrong-argument)
now()                                               => @"2024-02-29T10:00:00Z"
today()                                             => @"2024-02-29"
get value({a: 1}, "a")                              => 1
get value({a: 1}, "b")                              => null
get value(key: "a", m: {a: 1})                      => 1
get entries({a: 1})                                 => [{key: "a", value: 1}]
context([{key: "a", value: 1}, {key: "b", value: null}])      => {a: 1, b: null}
context([{key: "a", value: 1}, {key: "a", value: 2}]) => {a: 2}
context([{key: "a"}])                               => null (wrong-argument)
context put({x: 1, y: 0, z: 0}, "y", 2)             => {x: 1, y: 2, z: 0}
context put({x: 1, y: {a: 0}}, ["y", "a"], 2)       => {x: 1, y: {a: 2}}
context put({x: 1}, ["y", "a"], 2)                  => null (wrong-argument)
context put({x: 1}, [], 2)                          => null (wrong-argument)
context put(context: {x: 1}, keys: ["x"], value: 2) => {x: 2}
context merge([{x: 1, y: 0}, {y: 2}])               => {x: 1, y: 2}
context merge([{x: 1}, 2])                          => null (wrong-argument)
"""

# Function, then pairs of arguments for which it is true and for which it is false.
INTERVALS = """
before(1, 10)                  => true
before(10, 1)                  => false
before(1, [1..10])             => false
before(1, (1..10])             => true
before([1..10), 10)            => true
before([1..10], [10..20])      => false
before([1..10], (10..20])      => true
after(10, [1..10))             => true
after([11..20], 11)            => false
after((11..20], [1..11])       => true
meets([1..5], [5..10])         => true
meets([1..5), [5..10])         => false
met by([5..10], [1..5])        => true
met by((5..10], [1..5])        => false
overlaps([3..5], [1..8])       => true
overlaps([1..5], (5..8])       => false
overlaps before([1..5], [3..8])   => true
overlaps before([1..5), (1..5])   => true
overlaps before([1..5], [1..5])   => false
overlaps after([3..8], [1..5])    => true
overlaps after((1..5], [1..5])    => true
overlaps after([1..5], [1..5])    => false
finishes(10, [1..10])          => true
finishes([5..10), [1..10])     => false
finishes((1..10], [1..10])     => true
finished by([1..10], 10)       => true
finished by([1..10], (1..10])  => true
finished by([1..10], [5..10))  => false
includes([1..10], 10)          => true
includes([1..10), 10)          => false
includes((1..10], (1..5])      => true
includes((1..10], [1..5])      => false
during(5, [1..10])             => true
during([1..10), [1..10])       => true
during([1..10], [1..10))       => false
starts(1, [1..10])             => true
starts((1..5], [1..10])        => false
starts([1..10), [1..10])       => true
started by([1..10], 1)         => true
started by([1..10], [1..10))   => true
started by([1..10], (1..5])    => false
coincides(5, 5)                => true
coincides([1..5], [1..5])      => true
coincides((1..5), [1..5])      => false
before(5, (> 5))               => true
includes((> 5), [6..7])        => true
during([6..7], (<= 7))         => true
overlaps((< 5), (>= 5))        => false
during("a", [1..10])           => null (not-comparable)
before(null, 1)                => null (wrong-argument)
meets(1, [1..2])               => null (wrong-arguments)
starts(point: 1, range: [1..2]) => true
before(range1: [1..2], range2: [3..4]) => true
"""

TABLES = CONVERSION + STRINGS + LISTS + NUMBERS + DATES_AND_CONTEXTS + INTERVALS


@pytest.mark.parametrize(("text", "expected"), rows(TABLES))
def test_a_call_gives(text: str, expected: str) -> None:
    assert answer(text) == expected


def test_every_function_is_in_a_table_above() -> None:
    called = {text.partition("(")[0] for text, _ in rows(TABLES)}

    assert called == set(BUILTINS)


def test_without_a_clock_there_is_no_now() -> None:
    run = Run()

    assert invoke(BUILTINS["now"], [], run, NOWHERE) is None
    assert [finding.code for finding in run.findings] == ["no-clock"]


NUMBER = st.decimals(allow_nan=False, allow_infinity=False, places=2).map(CONTEXT.create_decimal)
DATE = st.dates().map(lambda day: Date(day.year, day.month, day.day))
TIME = st.sampled_from(
    [Time(10, 30, 0), Time(23, 59, 59, 1, 3600), Time(0, 0, 0, 0, None, "Etc/UTC")]
)
SIMPLE = st.one_of(
    st.none(),
    st.booleans(),
    NUMBER,
    st.text(max_size=8),
    st.sampled_from(["a", "[a-c]*", "P1D", "2024-01-01", "[1..2]", "$1", " ", "."]),
    DATE,
    TIME,
    st.builds(DateTime, DATE, TIME),
    st.integers(-(10**20), 10**20).map(DaysTime),
    st.integers(-(10**6), 10**6).map(YearsMonths),
    st.sampled_from(list(BUILTINS.values())),
)
VALUE = st.recursive(
    SIMPLE | st.builds(Range, NUMBER, NUMBER | st.none(), st.booleans(), st.booleans()),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abk"), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(BUILTINS.values())), st.lists(VALUE, max_size=4))
def test_whatever_a_function_is_given_it_answers_and_changes_nothing(
    function: Function, arguments: list[Value]
) -> None:
    before = [_copy(argument) for argument in arguments]
    run = Run(steps=100_000, size=100_000)
    try:
        result = invoke(function, arguments, run, NOWHERE)
    except Exhausted:
        return

    assert type(result) in TYPE_NAMES
    assert all(finding.what for finding in run.findings)
    assert all(map(same, arguments, before))


def _copy(value: Value) -> Value:
    if isinstance(value, list):
        return [_copy(item) for item in value]
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return value
