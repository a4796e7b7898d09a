"""Digest, sums and answers: what changes is another document, what does not is the same one."""

from __future__ import annotations

import copy
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.networks.documents import contents, rules, schemas, sealing
from nabij.networks.documents.models import DocumentKind, NoticeState
from nabij.tenants.errors import Refused, Stale

DAY = date(2026, 11, 22)
HOUSE = contents.House(
    "1b0e", "bin", {"network": "BIN Binnenstad", "zone": "PZ Zand", "municipality": "Zandekerke"},
    [{"fact": "", "priority": "urgent", "channels": ["sms"], "from": "", "until": "", "night": True}],
    [schemas.Cost("signs", 4, "45.0000", "city", 18_000)],
)  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30).filter(lambda one: one.strip())
KINDS = st.sampled_from(DocumentKind.values)


def answer_to(field: schemas.Field) -> st.SearchStrategy[Any]:
    given = {
        "count": st.integers(0, 10**6).map(str), "payer": st.sampled_from(["city", "zone"]),
        "euros": st.integers(0, 10**7).map(lambda one: f"{one / 10_000:.4f}"),
        "date": st.dates(date(2020, 1, 1), date(2040, 1, 1)).map(str),
        "email": st.integers(1, 10**6).map(lambda one: f"adres{one}@stad.example"),
        "phone": st.integers(0, 999).map(lambda one: f"0470 12 3{one // 100} {one % 100:02}"),
    }  # fmt: skip
    return given.get(field.sort, TEXT)


@st.composite
def answered(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    kind = draw(KINDS)
    given = {field.name: schemas.read(field, draw(answer_to(field))) for field in schemas.fields_of(kind)}
    return kind, given


@given(answered(), st.data())
def test_any_change_of_any_answer_is_another_document(case: tuple[str, dict[str, Any]], data: st.DataObject) -> None:
    kind, answers = case
    before = sealing.digest_of(contents.build(kind, "nl", 1, DAY, answers, HOUSE))
    assert before == sealing.digest_of(contents.build(kind, "nl", 1, DAY, copy.deepcopy(answers), HOUSE))
    field = data.draw(st.sampled_from(list(schemas.fields_of(kind))))
    other = data.draw(st.one_of(st.none(), answer_to(field).map(lambda typed: schemas.read(field, typed))))
    changed = contents.build(kind, "nl", 1, DAY, answers | {field.name: other}, HOUSE)
    assert (sealing.digest_of(changed) == before) is (other == answers[field.name])


@given(answered())
def test_version_day_language_and_house_are_in_the_digest(case: tuple[str, dict[str, Any]]) -> None:
    kind, answers = case
    renamed = contents.House("1b0e", "bin", {**HOUSE.names, "network": "BIN Markt"}, HOUSE.plan, HOUSE.budget)
    made = [
        contents.build(kind, "nl", 1, DAY, answers, HOUSE), contents.build(kind, "nl", 2, DAY, answers, HOUSE),
        contents.build(kind, "fr", 1, DAY, answers, HOUSE), contents.build(kind, "nl", 1, DAY, answers, renamed),
        contents.build(kind, "nl", 1, DAY + timedelta(1), answers, HOUSE),
    ]  # fmt: skip
    assert len({sealing.digest_of(one) for one in made}) == len(made)


@given(st.dictionaries(st.sampled_from([code for code, _ in schemas.BUDGET_LINES]),
                       st.tuples(st.integers(0, 100_000), st.integers(0, 10**6), st.sampled_from(["city", "zone"]))))  # fmt: skip
def test_what_each_payer_pays_is_the_total_to_the_cent(lines: dict[str, tuple[int, int, str]]) -> None:
    answers: dict[str, Any] = {}
    for code, (count, price, payer) in lines.items():
        answers |= {f"{code}_count": count, f"{code}_price": f"{Decimal(price) / 10_000:.4f}", f"{code}_payer": payer}
    found = schemas.costs(answers)
    total = schemas.total_cents(found)
    assert total == schemas.total_cents(found, "city") + schemas.total_cents(found, "zone")
    assert schemas.total_cents(found, "members") == 0
    exact = sum(Decimal(count) * price / 100 for count, price, _payer in lines.values())
    assert abs(total - exact) <= Decimal("0.5") * len(lines)
    assert all(isinstance(one.cents, int) for one in found)


@pytest.mark.parametrize(
    ("count", "price", "cents"),
    [(1, "0.0050", 1), (1, "0.0049", 0), (12_001, "0.0550", 66_006), (3, "0.3333", 100), (1_000, "0.0550", 5_500)],
)
def test_a_line_is_rounded_once(count: int, price: str, cents: int) -> None:
    answers = {"messages_count": count, "messages_price": price, "messages_payer": "zone"}
    assert schemas.total_cents(schemas.costs(answers)) == cents


@pytest.mark.parametrize("typed", ["-1", "1,234567", "abc", "NaN", "Infinity", "1e400", "1000001"])
def test_a_price_that_is_none_is_refused(typed: str) -> None:
    field = next(one for one in schemas.fields_of("budget") if one.sort == "euros")
    with pytest.raises(Refused):
        schemas.read(field, typed)


@pytest.mark.parametrize(("sort", "typed"), [("count", "-1"), ("count", "1.5"), ("count", "²"), ("count", "9" * 30),
    ("date", "22/11/2026"), ("payer", "members"), ("email", "an@"), ("phone", "12"), ("line", "x" * 161)])  # fmt: skip
def test_an_answer_that_cannot_be_is_refused(sort: Any, typed: str) -> None:
    with pytest.raises(Refused):
        schemas.read(schemas.Field("x", "x", sort), typed)


@given(st.text(max_size=60))
def test_text_is_kept_in_one_form(typed: str) -> None:
    field = schemas.Field("x", "x", "text")
    kept = schemas.read(field, typed)
    assert kept is None or schemas.read(field, kept) == kept


def test_every_partner_is_reached_somehow() -> None:
    answers = {field.name: "x" for field in schemas.CHARTER[0].fields if field.name.endswith("_name")}
    reached = answers | {f"{role}_phone": "+3211234567" for role in rules.SIGNATORIES}
    short = {field.name for field in schemas.missing("charter", answers)}
    assert {f"{role}_email" for role in rules.SIGNATORIES} <= short
    assert not any(name.endswith("_email") for name in (one.name for one in schemas.missing("charter", reached)))


STATEMENT = sealing.Statement(
    UUID(int=1), UUID(int=2), 1, "a" * 64, "b" * 64, "mayor", UUID(int=3), "Bea Goossens", False, "electronic", "totp", DAY,
    datetime(2026, 11, 22, tzinfo=UTC), "", None,
)  # fmt: skip


@given(st.data())
def test_a_seal_is_for_one_statement_only(data: st.DataObject) -> None:
    field = data.draw(st.sampled_from([one.name for one in fields(STATEMENT)]))
    values: dict[str, Any] = {
        "version": 2, "deputy": True, "signed_on": DAY + timedelta(1), "at": STATEMENT.at + timedelta(microseconds=1),
        "recorded_by": UUID(int=9), "tenant_id": UUID(int=9), "document_id": UUID(int=9), "account_id": None,
    }  # fmt: skip
    other = replace(STATEMENT, **{field: values.get(field, "other")})
    made = sealing.seal(STATEMENT)
    assert sealing.is_sealed(STATEMENT, made)
    assert not sealing.is_sealed(other, made)
    assert not sealing.is_sealed(STATEMENT, sealing.seal(other))
    assert not sealing.is_sealed(STATEMENT, ("y" if made[0] == "x" else "x") + made[1:])


@given(st.lists(st.sampled_from(rules.SIGNATORIES), unique=True))
def test_no_order_of_signing_breaks(order: list[str]) -> None:
    signed: list[str] = []
    for role in order:
        rules.check_may_sign(rules.Seen("signing", "d", "d", signed), role, "totp")
        signed.append(role)
        with pytest.raises(Refused):
            rules.check_may_sign(rules.Seen("signing", "d", "d", signed), role, "totp")
    assert set(rules.still_to_sign(rules.SIGNATORIES, signed)) == set(rules.SIGNATORIES) - set(order)


@given(st.lists(st.sampled_from(NoticeState.values), min_size=1, max_size=8))
def test_a_notice_never_goes_back_to_before_it_was_sent(steps: list[str]) -> None:
    state = "to_send"
    for wanted in steps:
        try:
            rules.check_notice(state, wanted)
        except Stale:
            continue
        assert wanted != "to_send" and state not in ("in_order", "lapsed")
        state = wanted
