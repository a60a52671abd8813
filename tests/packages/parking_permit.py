"""The parking permit as the tests read it: once for all of them."""

from functools import cache

from samrum.packages.country import CountryPack, read_country, under
from samrum.packages.package import ServicePackage
from samrum.packages.places import shipped
from samrum.packages.read import read_package

FOLDER = shipped("services") / "parking-permit"


@cache
def parking_permit() -> ServicePackage:
    return read_package(FOLDER)


@cache
def permit_under_law() -> ServicePackage:
    return under(parking_permit(), sweden())


@cache
def sweden() -> CountryPack:
    return read_country(shipped("countries") / "se")
