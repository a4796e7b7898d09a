"""The year of a network: needs, evening, evaluation, measures, dormancy, the weekly mail."""
