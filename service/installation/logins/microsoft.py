"""Microsoft 365 (Entra ID), by msal: a person signs in once with a code on any device, or the application signs in as itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from service.installation.logins import Given, Login, LoginPlugin, ProviderSettings, Step, not_installed
from service.installation.logins.faults import NO_ANSWERS, NOTHING_OF_USE, damaged, out_of_reach, sign_in_again, wrong_settings
from service.installation.logins.keeping import Lent
from settings.reading import Text

_AS_PERSON = ("https://outlook.office.com/SMTP.Send", "https://outlook.office.com/IMAP.AccessAsUser.All")
_AS_APPLICATION = ("https://outlook.office365.com/.default",)
# What passes by itself, of the codes of RFC 6749 section 5.2 and of Entra ID.
_PASSES = frozenset({"temporarily_unavailable", "server_error", "slow_down", "request_timeout"})
_OF_THE_APPLICATION = frozenset({"invalid_client", "unauthorized_client", "invalid_scope", "invalid_request", "unsupported_grant_type"})


class MicrosoftGrant(StrEnum):
    """How an access token is had (RFC 8628, and RFC 6749 section 4.4)."""

    DEVICE_CODE = "device_code"
    CLIENT_CREDENTIALS = "client_credentials"


class MicrosoftSettings(ProviderSettings):
    """The application as it is registered in Entra ID. `authority` is another one for national clouds."""

    tenant: Text = Field(examples=['tenant = "agency.example"'])
    client_id: Text = Field(examples=['client_id = "00000000-0000-0000-0000-000000000000"'])
    grant: Annotated[MicrosoftGrant, Field(strict=False)] = Field(
        default=MicrosoftGrant.DEVICE_CODE, examples=['grant = "device_code" or "client_credentials"']
    )
    authority: Text = Field(default="https://login.microsoftonline.com", examples=['authority = "https://login.microsoftonline.us"'])


class MicrosoftLogin:
    """An account of Microsoft 365; msal's token cache is what is kept."""

    def __init__(self, settings: MicrosoftSettings, given: Given) -> None:
        self._settings = settings
        self._given = given

    def token(self, refused: str) -> str:
        """Return an access token (see `service.installation.logins.Login`); one that was refused is forgotten, and another fetched."""
        return self._with_cache(lambda app, cache: self._silently(app, cache, refused))

    def sign_in(self, ask: Callable[[Step], str]) -> None:
        """Let a person enter the code of this device (RFC 8628); an application needs nobody, and is only tried."""
        if self._settings.grant is MicrosoftGrant.CLIENT_CREDENTIALS:
            self.token("")
        else:
            self._with_cache(lambda app, _: self._by_code(app, ask), anew=True)

    def _with_cache(self, act: Callable[[Any, Any], dict[str, Any] | None], *, anew: bool = False) -> str:
        """Return the token that `act` comes to; where a login begins `anew`, others may use the old one while a person types."""
        try:
            import msal  # noqa: PLC0415 - an optional extra, which takes a third of a second
            import requests  # noqa: PLC0415 - what it works with

            from service.installation.logins.deadline import in_time  # noqa: PLC0415 - it needs what comes with the extra
            from service.installation.logins.web import session  # noqa: PLC0415 - as above
        except ImportError as error:
            raise not_installed(error, self._given.name) from error
        cache = msal.SerializableTokenCache()
        lent = nullcontext(Lent("")) if anew else self._given.kept.held()
        # A person takes minutes to sign in, and is asked for all the time.
        with lent as held, session(self._settings.ca_file) if anew else in_time(self._settings.ca_file) as asking:
            if held.text:
                self._fill(cache, held.text)
            try:
                result = act(self._application(msal, cache, asking), cache)
            except (requests.RequestException, msal.exceptions.MsalError, *NO_ANSWERS) as error:
                raise out_of_reach(self._given.name, error) from error
            finally:
                if cache.has_state_changed:
                    held.save(cache.serialize())
        token = self._read(result)
        if anew:
            with self._given.kept.held() as kept:
                kept.save(held.text)
        return token

    def _fill(self, cache: Any, kept: str) -> None:
        try:
            found = json.loads(kept)
            if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
                raise damaged(self._given.name)
        except ValueError as error:
            raise damaged(self._given.name) from error
        cache.deserialize(kept)

    def _application(self, msal: Any, cache: Any, asking: Any) -> Any:
        settings = self._settings
        common = {
            "authority": f"{settings.authority.rstrip('/')}/{settings.tenant}",
            "token_cache": cache,
            "http_client": asking,
            # Who may issue tokens is what the settings say; a server on another host need not vouch for it.
            "instance_discovery": False,
        }
        if settings.grant is MicrosoftGrant.CLIENT_CREDENTIALS:
            return msal.ConfidentialClientApplication(settings.client_id, client_credential=self._given.secret, **common)
        return msal.PublicClientApplication(settings.client_id, **common)

    def _silently(self, app: Any, cache: Any, refused: str) -> dict[str, Any] | None:
        for entry in list(cache.search("AccessToken")):
            if entry["secret"] in {refused, None, ""}:
                cache.remove_at(entry)
        if self._settings.grant is MicrosoftGrant.CLIENT_CREDENTIALS:
            found: dict[str, Any] | None = app.acquire_token_for_client(list(_AS_APPLICATION))
            return found
        accounts: Sequence[Any] = app.get_accounts()
        return app.acquire_token_silent_with_error(list(_AS_PERSON), account=accounts[0]) if accounts else None

    def _by_code(self, app: Any, ask: Callable[[Step], str]) -> dict[str, Any]:
        flow = app.initiate_device_flow(list(_AS_PERSON))
        if "user_code" not in flow:
            return dict(flow)
        ask(Step(url=flow["verification_uri"], code=flow["user_code"], seconds=int(flow.get("expires_in", 0))))
        return dict(app.acquire_token_by_device_flow(flow))

    def _read(self, result: dict[str, Any] | None) -> str:
        name = self._given.name
        if result is None:
            raise sign_in_again(name, "")
        if found := result.get("access_token"):
            return str(found)
        if "access_token" in result:
            raise out_of_reach(name, NOTHING_OF_USE)
        code, said = str(result.get("error", "")), str(result.get("error_description") or result.get("error", "no reason"))
        if code in _PASSES:
            raise out_of_reach(name, said)
        raise (wrong_settings if code in _OF_THE_APPLICATION else sign_in_again)(name, said)


def _open(settings: MicrosoftSettings, given: Given) -> Login:
    return MicrosoftLogin(settings, given)


LOGIN = LoginPlugin("microsoft", "Signs in to Microsoft 365, with a code or as an application.", MicrosoftSettings, _open)
