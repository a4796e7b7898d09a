from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from nabij.site.components import moments
from nabij.site.components.attributes import html_attributes

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def draw(source: str, **context: object) -> str:
    with translation.override("en"):
        return Template("{% load ui %}" + source).render(Context(context))


class Tags(HTMLParser):
    """The start tags of a piece of HTML with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_an_attribute_comes_out_as_it_went_in(value: str) -> None:
    assert Tags(f"<i{html_attributes({'data_x': value})}>").all("i") == [{"data-x": value}]


def test_attributes_are_bare_left_out_or_renamed() -> None:
    written = html_attributes({"disabled": True, "hidden": False, "value": None, "hx_post": "/x", "class_": "a"})
    assert written == ' disabled hx-post="/x" class="a"'


def test_a_button_submits_and_takes_attributes() -> None:
    [button] = Tags(draw('{% button "Go & see" kind="act" hx_post="/x" name="do" %}')).all("button")
    assert button == {
        "class": "ams-button ams-button--primary ams-button--act",
        "type": "submit",
        "hx-post": "/x",
        "name": "do",
    }
    assert "Go &amp; see" in draw("{% button words %}", words="Go & see")


def test_an_arrow_that_points_on_stands_behind_the_words() -> None:
    assert draw('{% button "Next" icon="arrow-right" %}').index("Next") < draw(
        '{% button "Next" icon="arrow-right" %}'
    ).index("<svg")
    assert draw('{% button "Back" icon="arrow-left" %}').index("<svg") < draw(
        '{% button "Back" icon="arrow-left" %}'
    ).index("Back")


@pytest.mark.parametrize("source", ['{% button "x" kind="loud" %}', '{% icon "no-such-icon" %}'])
def test_what_does_not_exist_is_refused(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        draw(source)


def test_an_icon_is_decoration_unless_it_has_a_word() -> None:
    assert Tags(draw('{% icon "phone" %}')).all("svg")[0]["aria-hidden"] == "true"
    assert Tags(draw('{% icon "phone" %}')).all("svg")[0]["width"] == "24", "also where no style sheet arrives"
    labelled = Tags(draw('{% icon "lock" label="closed" %}')).all("svg")[0]
    assert (labelled["role"], labelled["aria-label"]) == ("img", "closed")


class Sample(forms.Form):
    name = forms.CharField(help_text="As on the bell")
    way = forms.ChoiceField(choices=[("a", "By air"), ("s", "By sea")], widget=forms.RadioSelect)
    note = forms.CharField(widget=forms.Textarea, required=False)
    sure = forms.BooleanField()
    key = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_ties_hint_and_error_to_its_control() -> None:
    html = draw('{% field form.name autocomplete="name" %}', form=Sample({}))
    [control] = Tags(html).all("input")
    assert control["aria-describedby"] == "id_name_helptext id_name_error"
    assert (control["aria-invalid"], control["autocomplete"], control["class"]) == ("true", "name", "ams-text-input")
    ids = {attributes.get("id") for _tag, attributes in Tags(html).found}
    assert {"id_name_helptext", "id_name_error", "id_name"} <= ids
    assert Tags(html).all("label") == [{"class": "ams-label", "for": "id_name"}]


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert "optional" in draw("{% field form.note %}", form=Sample())
    assert "optional" not in draw("{% field form.name %}", form=Sample())


def test_choices_are_a_group_with_a_label_each() -> None:
    parsed = Tags(draw("{% field form.way %}", form=Sample({"way": "s"})))
    assert [(radio["value"], "checked" in radio) for radio in parsed.all("input")] == [("a", False), ("s", True)]
    assert [label["for"] for label in parsed.all("label")] == [radio["id"] for radio in parsed.all("input")]
    assert len(parsed.all("fieldset")) == len(parsed.all("legend")) == 1


def test_a_tick_box_stands_in_its_label_and_a_hidden_field_alone() -> None:
    assert [name for name, _ in Tags(draw("{% field form.sure %}", form=Sample())).found] == [
        "div",
        "label",
        "input",
        "span",
    ]
    assert [name for name, _ in Tags(draw("{% field form.key %}", form=Sample())).found] == ["input"]


def test_the_summary_links_each_error_to_something_on_the_page() -> None:
    form = Sample({})
    source = "{% error_summary form %}{% for bound in form %}{% field bound %}{% endfor %}"
    parsed = Tags(draw(source, form=form))
    targets = [str(link["href"])[1:] for link in parsed.all("a")]
    assert targets == ["id_name", "id_way", "id_sure"]
    assert set(targets) <= {attributes.get("id") for _tag, attributes in parsed.found}


def test_the_summary_is_silent_while_nothing_is_wrong() -> None:
    assert draw("{% error_summary form %}", form=Sample()).strip() == ""


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_bar_never_divides_by_nothing(done: int, total: int) -> None:
    [bar] = Tags(draw('{% progress done total "Mail" %}', done=done, total=total)).all("progress")
    assert int(str(bar["max"])) > 0 and bar["aria-label"] == "Mail"


def test_the_pager_keeps_what_was_chosen() -> None:
    request = RequestFactory().get("/x", {"kind": "noise", "after": "old"})
    links = Tags(draw('{% pager "n&w" "prev" %}', request=request)).all("a")
    assert [link["href"] for link in links] == ["?kind=noise&before=prev", "?kind=noise&after=n%26w"]
    assert draw("{% pager %}", request=request).strip() == ""


def test_a_table_names_its_columns_in_every_cell() -> None:
    source = '{% table columns rows "Counts" %}'
    parsed = Tags(draw(source, columns=["Street", ("Number", "end")], rows=[["Church <street>", 3]]))
    assert parsed.all("td") == [{"data-label": "Number", "class": "nb-end"}]
    assert [head["scope"] for head in parsed.all("th")] == ["col", "col", "row"]


def test_steps_link_back_only_to_what_is_done() -> None:
    parsed = Tags(draw("{% steps names 2 links %}", names=["What", "Where", "Who"], links=["/1", "/2"]))
    assert [link["href"] for link in parsed.all("a")] == ["/1"]
    assert [item.get("aria-current") for item in parsed.all("li")] == [None, "step", None]


def test_blocks_escape_their_words_and_keep_their_content() -> None:
    html = draw('{% notice "warning" title=title %}<p>in</p>{% endnotice %}', title="<b>")
    assert "&lt;b&gt;" in html and "<p>in</p>" in html
    assert draw('{% dialog "d" "Sure?" %}<p>in</p>{% enddialog %}').startswith('<dialog class="nb-dialog" id="d"')


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=1), "31 May 2026, 14:00"),
        (timedelta(seconds=-1), "1 June 2026, 14:00"),
    ],
)
def test_moments_are_relative_until_a_day_old(age: timedelta, words: str) -> None:
    with translation.override("en"):
        assert moments.in_words(NOW - age, NOW) == words


def test_a_moment_is_exact_for_machines() -> None:
    [time] = Tags(draw("{{ when|moment }}", when=NOW)).all("time")
    assert time["datetime"] == "2026-06-01T12:00:00+00:00"
    assert draw("{{ nothing|moment }}", nothing=None) == ""


@pytest.mark.parametrize("template", ["404.html", "403.html", "403_csrf.html", "400.html", "500.html"])
def test_error_pages_stand_without_a_request(template: str) -> None:
    from django.template.loader import render_to_string

    html = render_to_string(template)
    assert "tel:101" in html and "<h1>" in html


def test_initials_keep_the_name_for_who_cannot_guess_it() -> None:
    html = draw("{% initials name %}", name="An De Smet")
    assert ">ADS<" in html and Tags(html).all("span")[0]["title"] == "An De Smet"
