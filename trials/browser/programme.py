"""The trials in the browser, in the order they are run."""

from trials.browser.headers import B4
from trials.browser.leaving import B3
from trials.browser.orders import B5
from trials.browser.outside import B2
from trials.browser.scripts import B1

TRIALS = (B1, B2, B3, B4, B5)
