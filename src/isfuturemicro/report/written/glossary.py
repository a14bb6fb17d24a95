"""The words of the pages, from the vocabulary, each with an anchor to cite."""

from dataclasses import dataclass
from html import escape

from ...figures import Words
from .desk import Desk

IDEAS = (
    *("microcredential", "mooc", "bootcamp", "non_formal", "interval", "bounds", "proxy", "reference", "parity"),
    *("pooled", "n", "comparability"),
)
GROUPS = ("ideas", "variables", "measures", "marks")
FEW = 12
"""A longer list of categories is cut short: its dataset tells the rest."""


@dataclass(frozen=True)
class Term:
    """A word, what it means, and where the glossary explains it."""

    anchor: str
    name: str
    text: str


def write(desk: Desk) -> dict[str, bytes]:
    """The glossary."""
    words = desk.words
    lead = words.say("glossary.lead")
    body = f'<p class="lead">{lead}</p>'
    for group, terms in list_terms(words).items():
        body += f'<h2 id="{group}"><a href="#{group}">{words.say(f"glossary.{group}")}</a></h2><dl class="told">'
        body += "".join(
            f'<div id="{term.anchor}"><dt><a href="#{term.anchor}">{escape(term.name)}</a></dt>'
            f"<dd>{escape(term.text)}</dd></div>"
            for term in terms
        )
        body += "</dl>"
    contents = [(group, words.say(f"glossary.{group}")) for group in GROUPS]
    return {desk.plan.address: desk.frame(words.say("glossary.title"), lead, body, contents=contents)}


def list_terms(words: Words) -> dict[str, list[Term]]:
    """Every term by group, in the vocabulary's order."""
    tables = words.vocabulary.tables
    told = f"definition_{words.language}"
    ideas = [
        Term(f"idea-{key}", words.say(f"glossary.term.{key}.name"), words.say(f"glossary.term.{key}.text"))
        for key in IDEAS
    ]
    variables = [
        Term(
            f"variable-{slug(code)}",
            words.variable(code),
            f"{words.spaced(row[told])} {tell_categories(code, words)}".strip(),
        )
        for code, row in tables["variables"].items()
    ]
    measures = [
        Term(f"measure-{slug(code)}", words.label("measure", code), words.spaced(row[told]))
        for code, row in tables["measure"].items()
    ]
    marks = [
        Term(f"verdict-{code}", words.label("verdict", code), words.spaced(row[f"meaning_{words.language}"]))
        for code, row in tables["verdict"].items()
    ]
    marks += [
        Term(f"status-{slug(code)}", words.label("status", code), words.say("glossary.symbol", symbol=row["symbol"]))
        for code, row in tables["status"].items()
        if row["symbol"]
    ]
    return dict(zip(GROUPS, (ideas, variables, measures, marks), strict=True))


def slug(code: str) -> str:
    return code.replace("_", "-")


def tell_categories(variable: str, words: Words) -> str:
    """The categories of an outcome or a characteristic, the first few where there are many; contexts hold names."""
    if words.vocabulary.variables[variable]["role"] == "context":
        return ""
    labels = [words.label(variable, code) for code in words.vocabulary.codes(variable)]
    if not labels:
        return ""
    listed = ", ".join(labels[:FEW])
    if len(labels) > FEW:
        listed += f" {words.say('glossary.more', count=words.number(len(labels) - FEW))}"
    return words.say("glossary.categories", list=listed)
