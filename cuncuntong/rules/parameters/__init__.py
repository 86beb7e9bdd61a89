"""Dated policy figures with source and confidence: shipped in YAML, overruled by a county's own.

Ask `load_parameters(overlay).get("resident_pension.basic_monthly", on=day)`; see README.md here for
how a figure is written down.
"""

from cuncuntong.rules.parameters.book import Parameters, load_parameters
from cuncuntong.rules.parameters.loader import read_folder, shipped_definitions
from cuncuntong.rules.parameters.model import (
    Confidence,
    DatedValue,
    Definition,
    NoValueOn,
    OverlayValue,
    ParameterError,
    ParameterFileError,
    ParameterState,
    ShippedValue,
    UnknownParameter,
)
from cuncuntong.rules.parameters.values import (
    InvalidValue,
    Kind,
    Value,
    plain,
    to_json,
    value_text,
)

__all__ = [
    "Confidence",
    "DatedValue",
    "Definition",
    "InvalidValue",
    "Kind",
    "NoValueOn",
    "OverlayValue",
    "ParameterError",
    "ParameterFileError",
    "ParameterState",
    "Parameters",
    "ShippedValue",
    "UnknownParameter",
    "Value",
    "load_parameters",
    "plain",
    "read_folder",
    "shipped_definitions",
    "to_json",
    "value_text",
]
