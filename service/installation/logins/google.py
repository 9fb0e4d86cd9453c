"""Google Workspace and Gmail, by google-auth: a person consents once in a browser, or a service account acts for the mailbox."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

from pydantic import Field

from domain.errors import ConfigurationError, CounterfoilError
from service.installation.logins import Given, Login, LoginPlugin, ProviderSettings, Step, not_installed
from service.installation.logins.faults import NO_ANSWERS, NOTHING_OF_USE, damaged, out_of_reach, sign_in_again, wrong_settings
from settings import private
from settings.reading import Line, Text

_SCOPES = ("https://mail.google.com/",)  # The one that SMTP and IMAP take.
# Nobody listens there: the browser shows that it cannot open the page, and its address has the code.
_BACK = "http://127.0.0.1:1/"


class GoogleGrant(StrEnum):
    """How an access token is had (RFC 6749 section 4.1, and RFC 7523)."""

    AUTHORIZATION_CODE = "authorization_code"
    SERVICE_ACCOUNT = "service_account"


class GoogleSettings(ProviderSettings):
    """The application as it is registered at Google; a service account has a `key_file`, and acts for the `user`."""

    client_id: Line = Field(default="", examples=['client_id = "000000000000-example.apps.googleusercontent.com"'])
    grant: Annotated[GoogleGrant, Field(strict=False)] = Field(
        default=GoogleGrant.AUTHORIZATION_CODE, examples=['grant = "authorization_code" or "service_account"']
    )
    user: Line = Field(default="", examples=['user = "study@agency.example"'])
    key_file: Line = Field(default="", examples=['key_file = "google.json"'])
    auth_uri: Text = Field(default="https://accounts.google.com/o/oauth2/auth", examples=['auth_uri = "https://..."'])
    token_uri: Text = Field(default="https://oauth2.googleapis.com/token", examples=['token_uri = "https://..."'])


class GoogleLogin:
    """An account of Google; what is kept are the credentials without the application's secret."""

    def __init__(self, settings: GoogleSettings, given: Given) -> None:
        self._settings = settings
        self._given = given

    def token(self, refused: str) -> str:
        """Return an access token (see `service.installation.logins.Login`)."""
        with self._given.kept.held() as held:
            credentials = self._credentials(held.text)
            if not credentials.valid or credentials.token == refused:
                self._refresh(credentials)
                held.save(_kept(credentials))
            if not credentials.token:
                raise out_of_reach(self._given.name, NOTHING_OF_USE)
            return str(credentials.token)

    def sign_in(self, ask: Callable[[Step], str]) -> None:
        """Let a person consent, and bring back the address that the browser was sent to; a service account is only tried."""
        if not self._is_persons:
            self.token("")
            return
        flow = self._flow()
        url, state = flow.authorization_url(access_type="offline", prompt="consent")
        what = "the address that the browser shows at the end, although it cannot open that page"
        code = self._code(ask(Step(url=url, answer=what)), state)
        with self._given.kept.held() as held:
            self._telling(lambda: flow.fetch_token(code=code))
            held.save(_kept(flow.credentials))

    @property
    def _is_persons(self) -> bool:
        return self._settings.grant is GoogleGrant.AUTHORIZATION_CODE

    def _code(self, address: str, state: str) -> str:
        found = parse_qs(urlsplit(address.strip()).query)
        if found.get("state") != [state] or not found.get("code"):
            reason = ", ".join(found.get("error", [])) or "it has no code of this sign-in"
            remedy = "Run the command again, and paste the whole address, which begins with " + _BACK
            raise CounterfoilError(f"That address cannot be used: {reason}.", where=f"login {self._given.name}", remedy=remedy)
        return found["code"][0]

    def _flow(self) -> Any:
        try:
            from google_auth_oauthlib.flow import Flow  # noqa: PLC0415 - an optional extra

            from service.installation.logins.web import trusting  # noqa: PLC0415 - it needs what comes with the extra
        except ImportError as error:
            raise not_installed(error, self._given.name) from error
        ours = {"client_id": self._settings.client_id, "client_secret": self._given.secret}
        theirs = {"auth_uri": self._settings.auth_uri, "token_uri": self._settings.token_uri}
        flow = Flow.from_client_config({"installed": ours | theirs}, list(_SCOPES), redirect_uri=_BACK)
        trusting(flow.oauth2session, self._settings.ca_file)
        return flow

    def _credentials(self, kept: str) -> Any:
        try:
            from google.oauth2 import credentials, service_account  # noqa: PLC0415 - an optional extra
        except ImportError as error:
            raise not_installed(error, self._given.name) from error
        # Google's library declares no types for these two.
        of_person: Any = credentials.Credentials
        of_service: Any = service_account.Credentials.from_service_account_info
        try:
            known = json.loads(kept) if kept else {}
            expiry = _instant(known.get("expiry"))
        except (ValueError, TypeError, AttributeError) as error:
            raise damaged(self._given.name) from error
        if self._is_persons:
            if not known.get("refresh_token"):
                raise sign_in_again(self._given.name, "")
            ours = {"client_id": self._settings.client_id, "client_secret": self._given.secret, "token_uri": self._settings.token_uri}
            # The secret is the installation's: it may have been renewed since.
            theirs = {"token": known.get("token"), "refresh_token": known["refresh_token"], "expiry": expiry}
            return of_person(**ours, **theirs, scopes=list(_SCOPES))
        made = of_service(self._key(), scopes=list(_SCOPES), subject=self._settings.user)
        made.token, made.expiry = known.get("token"), expiry
        return made

    def _key(self) -> dict[str, Any]:
        path, where = Path(self._given.root, self._settings.key_file), f"counterfoil.toml [logins.{self._given.name}] key_file"
        try:
            if private.readable_by_group_or_others(path):
                raise ConfigurationError(
                    f"{path} can be read or changed by others.", where=where, remedy="chmod 600 it, and replace the key."
                )
            found: dict[str, Any] = json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            remedy = "Download the key of the service account as JSON, and give its path."
            raise ConfigurationError(f"The key cannot be read: {error}.", where=where, remedy=remedy) from error
        return found

    def _refresh(self, credentials: Any) -> None:
        from google.auth.transport.requests import Request  # noqa: PLC0415 - comes with the optional extra

        from service.installation.logins.deadline import in_time  # noqa: PLC0415 - it needs what comes with the extra

        with in_time(self._settings.ca_file) as asking:
            self._telling(lambda: credentials.refresh(Request(asking)))

    def _telling(self, act: Callable[[], object]) -> None:
        """Do something that asks Google, and tell what goes wrong as a sentence."""
        from google.auth import exceptions  # noqa: PLC0415 - comes with the optional extra
        from oauthlib.oauth2 import OAuth2Error  # noqa: PLC0415 - as above
        from requests import RequestException  # noqa: PLC0415 - as above

        name = self._given.name
        try:
            act()
        except exceptions.RefreshError as error:
            said = str(error.args[0]) if error.args else "no reason"
            if error.retryable:
                raise out_of_reach(name, said) from error
            raise (sign_in_again if self._is_persons and "invalid_client" not in said else wrong_settings)(name, said) from error
        except OAuth2Error as error:
            raise sign_in_again(name, str(error)) from error
        except (exceptions.GoogleAuthError, RequestException, *NO_ANSWERS) as error:
            raise out_of_reach(name, error) from error


def _kept(credentials: Any) -> str:
    """Return what is to be kept of credentials: nothing that the settings have."""
    found = {"token": credentials.token, "refresh_token": getattr(credentials, "refresh_token", None)}
    return json.dumps(found | {"expiry": credentials.expiry.isoformat() if credentials.expiry else None})


def _instant(text: str | None) -> datetime | None:
    # Google's library has times of UTC without a zone.
    return datetime.fromisoformat(text) if text else None


def _open(settings: GoogleSettings, given: Given) -> Login:
    wanted = ("client_id",) if settings.grant is GoogleGrant.AUTHORIZATION_CODE else ("user", "key_file")
    for key in wanted:
        if not getattr(settings, key):
            example = (GoogleSettings.model_fields[key].examples or [""])[0]
            raise ConfigurationError(f"No {key} is given.", where=key, remedy=f"Write {example}.")
    return GoogleLogin(settings, given)


LOGIN = LoginPlugin("google", "Signs in to Google, with a person's consent or as a service account.", GoogleSettings, _open)
