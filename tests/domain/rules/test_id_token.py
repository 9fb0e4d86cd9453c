"""Whether what an ID token says is believed: for this program, from this provider, for this sign-in, and now."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.id_token import HOLDS, LEEWAY, Doubt, OurSignIn, doubt

NOW = datetime(2012, 3, 1, 12, 0, tzinfo=UTC)
AT = NOW.timestamp()
EXPECTED = OurSignIn("https://login.agency.example", "counterfoil", "this-sign-in")
HONEST: dict[str, object] = {
    "iss": "https://login.agency.example",
    "aud": "counterfoil",
    "sub": "248289761001",
    "nonce": "this-sign-in",
    "iat": AT,
    "exp": AT + 300,
}
LEEWAY_S, HOLDS_S = LEEWAY.total_seconds(), HOLDS.total_seconds()


def test_an_honest_token_is_believed() -> None:
    """As it is, and with whatever else it says of a person."""
    assert doubt(HONEST, EXPECTED, NOW) is None
    assert doubt({**HONEST, "email": "eve@agency.example", "azp": "counterfoil", "nbf": AT}, EXPECTED, NOW) is None


@pytest.mark.parametrize("name", HONEST)
@pytest.mark.parametrize("value", [None, "", "x", 0, True, [], {}, ["x"], float("nan"), float("inf"), 10**400, "\ud800"], ids=repr)
def test_no_claim_can_be_anything_else(name: str, value: object) -> None:
    """But a subject that is another text is another person."""
    said = {**HONEST, name: value}
    believed = doubt(said, EXPECTED, NOW) is None
    assert believed == (name == "sub" and value == "x")
    assert doubt({key: said[key] for key in said if key != name}, EXPECTED, NOW) is not None


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"iss": "https://login.agency.example/"}, Doubt.ISSUER),
        ({"aud": "counterfoil2"}, Doubt.AUDIENCE),
        ({"aud": ["another"]}, Doubt.AUDIENCE),
        ({"aud": ["counterfoil", "another"]}, Doubt.AUDIENCE),
        ({"aud": ["counterfoil", "another"], "azp": "another"}, Doubt.AUDIENCE),
        ({"aud": ["counterfoil", "another"], "azp": "counterfoil"}, None),
        ({"aud": ["counterfoil"]}, None),
        ({"aud": ["another"], "azp": "counterfoil"}, Doubt.AUDIENCE),
        ({"azp": "another"}, Doubt.AUDIENCE),
        ({"azp": None}, Doubt.AUDIENCE),
        ({"nonce": "another"}, Doubt.NONCE),
        ({"sub": "x" * 255}, None),
        ({"sub": "x" * 256}, Doubt.SUBJECT),
        ({"sub": "a\nb"}, Doubt.SUBJECT),
        ({"exp": AT - LEEWAY_S}, Doubt.EXPIRED),
        ({"exp": AT - LEEWAY_S + 1}, None),
        ({"iat": AT + LEEWAY_S}, None),
        ({"iat": AT + LEEWAY_S + 1}, Doubt.TIME),
        ({"nbf": AT + LEEWAY_S}, None),
        ({"nbf": AT + LEEWAY_S + 1}, Doubt.TIME),
        ({"nbf": "soon"}, Doubt.TIME),
        ({"nbf": AT - 10**6}, None),
        ({"iat": AT - HOLDS_S - LEEWAY_S}, None),
        ({"iat": AT - HOLDS_S - LEEWAY_S - 1}, Doubt.TIME),
    ],
    ids=str,
)
def test_each_claim_has_its_bound(claims: dict[str, object], why: Doubt | None) -> None:
    """On either side of it."""
    assert doubt({**HONEST, **claims}, EXPECTED, NOW) is why


@given(
    st.dictionaries(
        st.sampled_from([*HONEST, "azp", "nbf"]), st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.lists(st.text())
    )
)
def test_whatever_a_token_says_is_answered(claims: dict[str, object]) -> None:
    """Nothing that JSON can hold is more than it can bear."""
    assert doubt({**HONEST, **claims}, EXPECTED, NOW) in {None, *Doubt}
    assert doubt(claims, EXPECTED, NOW) is not None
