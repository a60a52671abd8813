"""Masks of rules for many cases: bit i of a mask is rule i, in as many words as it takes.

The masks that occur are few; each is looked up by a product of its words, so that a case costs a
multiplication and a comparison and not a sort.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np

from samrum.rules.replay.columns import Array

Masks: TypeAlias = list[Array]

# Odd numbers whose products spread well (Knuth's golden section, and more of its kind).
_FACTORS = (
    0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93,
    0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3, 0x589965CC75374CC3,
)  # fmt: skip
_SLOTS = 1 << 14
_MOST_SLOTS = 1 << 18
_EMPTY = -1


class Shape:
    """How masks of so many bits are cut into words."""

    def __init__(self, bits: int) -> None:
        self.type = np.dtype(np.uint32 if bits <= 32 else np.uint64)
        self.words = max(1, -(-bits // 64))
        self._full = (1 << self.type.itemsize * 8) - 1

    def table(self, masks: Sequence[int]) -> Masks:
        """Masks given as whole numbers, word by word."""
        width = self.type.itemsize * 8
        return [
            np.array([mask >> width * word & self._full for mask in masks], self.type)
            for word in range(self.words)
        ]

    def mask(self, masks: Masks, row: int) -> int:
        """The mask of one case."""
        width = self.type.itemsize * 8
        return sum(int(word[row]) << width * number for number, word in enumerate(masks))


def narrowed(masks: Masks | None, more: Masks) -> Masks:
    """The rules that are in both; the first are changed in place."""
    if masks is None:
        return [word.copy() for word in more]
    for word, other in zip(masks, more, strict=True):
        word &= other
    return masks


def keep_lowest(masks: Masks) -> Masks:
    """Only the lowest bit of each mask."""
    found = np.zeros(len(masks[0]), np.bool_)
    kept = []
    for word in masks:
        lowest = word & (~word + word.dtype.type(1))
        lowest[found] = 0
        found |= word != 0
        kept.append(lowest)
    return kept


class CodesOfMasks:
    """The code of each mask that was met, for all cases of a chunk at once."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._codes: dict[int, int] = {}
        self._size = _SLOTS
        self._factor = 0
        self._placed = 0
        self._place()

    def learn(self, codes: Mapping[int, int]) -> None:
        """From now on, these masks have these codes."""
        self._codes.update(codes)
        if len(self._codes) - self._placed > self._placed // 8:
            self._place()

    def codes(self, masks: Masks) -> Array:
        """The code of each case; -1 where the mask was not met before."""
        slots = self._slots(masks)
        found: Array = self._by_slot.take(slots, mode="clip")
        wrong = self._words[0].take(slots, mode="clip") != masks[0]
        for mine, word in zip(self._words[1:], masks[1:], strict=True):
            wrong |= mine.take(slots, mode="clip") != word
        if wrong.any():
            self._look_up(found, np.flatnonzero(wrong), masks)
        return found

    def _look_up(self, found: Array, rows: Array, masks: Masks) -> None:
        """Cases whose slot holds another mask, or none: one by one."""
        wide = [word[rows].tolist() for word in masks]
        width = self._shape.type.itemsize * 8
        for row, words in zip(rows.tolist(), zip(*wide, strict=True), strict=True):
            mask = sum(word << width * number for number, word in enumerate(words))
            found[row] = self._codes.get(mask, _EMPTY)

    def _place(self) -> None:
        """Gives each mask a slot of its own, with another factor or more slots if two meet."""
        known = list(self._codes)
        self._placed = len(known)
        words = self._shape.table(known)
        while True:
            slots = self._slots(words)
            if len(np.unique(slots)) == len(known) or not self._make_room():
                break
        self._words = [np.zeros(self._size, self._shape.type) for _ in words]
        self._by_slot = np.full(self._size, _EMPTY, np.int32)
        for mine, word in zip(self._words, words, strict=True):
            mine[slots] = word
        self._by_slot[slots] = np.array(list(self._codes.values()), np.int32)

    def _make_room(self) -> bool:
        """Another factor, or twice the slots; false when there is neither, and two masks meet."""
        self._factor += 1
        if self._factor < len(_FACTORS):
            return True
        self._factor = 0
        if self._size == _MOST_SLOTS:
            return False
        self._size *= 2
        return True

    def _slots(self, masks: Masks) -> Array:
        factor = np.uint64(_FACTORS[self._factor])
        mixed = masks[0].astype(np.uint64)
        for word in masks[1:]:
            mixed *= factor
            mixed ^= mixed >> np.uint64(29)  # so that high bits too reach those that are kept
            mixed += word
        mixed *= factor
        mixed >>= np.uint64(64 - self._size.bit_length() + 1)
        return mixed.view(np.int64)
