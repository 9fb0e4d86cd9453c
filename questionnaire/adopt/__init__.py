"""A workbook that an agency designed by hand, adopted as a questionnaire."""

from questionnaire.adopt.adopt import Draftable, adopt, in_columns, translated
from questionnaire.adopt.already import AlreadyFormError
from questionnaire.adopt.draft import additions, code_of, draft, said_of
from questionnaire.adopt.marks import marks
from questionnaire.adopt.sureness import Sureness
from questionnaire.adopt.translations.translations import TranslatedBook
from questionnaire.adopt.values import Adopted, FoundCheck, FoundQuestion, FoundRepeat

__all__ = [
    "Adopted",
    "AlreadyFormError",
    "Draftable",
    "FoundCheck",
    "FoundQuestion",
    "FoundRepeat",
    "Sureness",
    "TranslatedBook",
    "additions",
    "adopt",
    "code_of",
    "draft",
    "in_columns",
    "marks",
    "said_of",
    "translated",
]
