"""What a year of a network leaves: wishes, rounds, evaluations, measures, sleep, and the weekly mail."""

from __future__ import annotations

from nabij.networks.year.evaluation.models import Evaluation, MonthCount
from nabij.networks.year.measures.models import Appeal, Exclusion, Measure, MeasureSignature, MeasureStep, PolicePart
from nabij.networks.year.resting.models import Dormancy
from nabij.networks.year.rounds.models import Round, SurveyPaper, SurveyTaken, SurveyTally
from nabij.networks.year.weekly.models import WeeklyMail
from nabij.networks.year.wishes.models import Wish, WishStep, WishSupport

__all__ = [
    "Appeal", "Dormancy", "Evaluation", "Exclusion", "Measure", "MeasureSignature", "MeasureStep", "MonthCount", "PolicePart",
    "Round", "SurveyPaper", "SurveyTaken", "SurveyTally", "WeeklyMail", "Wish", "WishStep", "WishSupport",
]  # fmt: skip
