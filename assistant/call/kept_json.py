"""Kept JSON: the values of an event as JSON holds them, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any


def plain(value: Any) -> Any:  # noqa: ANN401  # JSON is what it is
    """Return a value as JSON holds it."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return list(value) if isinstance(value, tuple) else value


def frozen(value: Any) -> Any:  # noqa: ANN401  # JSON is what it is
    """Return a value of JSON as an event holds it: nothing in it can be changed."""
    if isinstance(value, dict):
        return {key: frozen(each) for key, each in value.items()}
    return tuple(value) if isinstance(value, list) else value


def private() -> Any:  # noqa: ANN401  # dataclasses.field is typed Any as well
    """Mark a field as personal data or free text."""
    return field(default="", metadata={"private": True})
