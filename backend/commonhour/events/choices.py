"""The closed lists of words a public event is described with, and what people read for each."""

from django.db import models


class EventType(models.TextChoices):
    FILM_SCREENING = "film_screening", "Film screening"
    PANEL = "panel", "Panel"
    TALK = "talk", "Talk"
    TABLING = "tabling", "Tabling"
    TRAINING = "training", "Training"
    FUNDRAISER = "fundraiser", "Fundraiser"
    SERVICE_DAY = "service_day", "Service day"
    CONFERENCE = "conference", "Conference"
    CAMPAIGN_WEEK = "campaign_week", "Campaign week"
    BOOK_CLUB = "book_club", "Book club"
    VIGIL = "vigil", "Vigil"
    ADVOCACY_DAY = "advocacy_day", "Advocacy day"
    SUPPORT_SPACE = "support_space", "Support space"
    TEAM_MEETING = "team_meeting", "Team meeting"
    OTHER = "other", "Something else"


class Format(models.TextChoices):
    IN_PERSON = "in_person", "In person"
    ONLINE = "online", "Online"
    HYBRID = "hybrid", "In person and online"
    ASYNCHRONOUS = "asynchronous", "In your own time"


class Audience(models.TextChoices):
    CHAPTER_MEMBERS = "chapter_members", "Members of the chapter"
    INVITED = "invited", "People invited"
    CAMPUS = "campus", "The campus"
    NETWORK = "network", "The whole network"
    PUBLIC = "public", "Everyone"


class Visibility(models.TextChoices):
    """Who may find the event. There is no default: each proposal says it."""

    PUBLIC = "public", "Everyone"
    NETWORK = "network", "Members of the network, signed in"
    UNLISTED = "unlisted", "Only people who have its address"


class Shown(models.TextChoices):
    """When someone learns the place, or the link."""

    PUBLIC = "public", "On this page"
    AFTER_SIGN_UP = "after_sign_up", "After you sign up"
    AFTER_HOST_YES = "after_host_yes", "After the host says yes"
    FROM_HOST = "from_host", "From the host"


class Cost(models.TextChoices):
    FREE = "free", "Free"
    PAY_WHAT_YOU_CAN = "pay_what_you_can", "Pay what you can"
    FIXED = "fixed", "Fixed price"


class AccessFeature(models.TextChoices):
    STEP_FREE = "step_free", "Step-free"
    CAPTIONS = "captions", "Captions"
    INTERPRETER_ON_REQUEST = "interpreter_on_request", "Interpreter on request"
    MICROPHONE = "microphone", "Microphone used"
    QUIET_ROOM = "quiet_room", "Quiet room"
    ONLINE_OPTION = "online_option", "Can be joined online"
    FREE_OR_PAY_WHAT_YOU_CAN = "free_or_pay_what_you_can", "Free, or pay what you can"
    CHILDREN_WELCOME = "children_welcome", "Children welcome"
    PLAIN_LANGUAGE = "plain_language", "Plain language"
    OTHER_LANGUAGES = "other_languages", "Other languages"


class Recording(models.TextChoices):
    NONE = "none", "Nothing is recorded"
    PHOTOS = "photos", "Photos"
    AUDIO = "audio", "Sound"
    VIDEO = "video", "Video"
    LIVESTREAM = "livestream", "Live stream"


class Photos(models.TextChoices):
    NONE = "none", "No photos"
    BY_CONSENT = "by_consent", "Photos only of people who say yes"
    OPEN = "open", "Photos are taken"


class RoleKind(models.TextChoices):
    LEADERSHIP = "leadership", "Leading"
    PARTICIPATION = "participation", "Taking part"
    SUPPORT = "support", "Supporting"


class Status(models.TextChoices):
    """Where the public event stands. "Over" is not among them: it follows from the end and the clock."""

    SCHEDULED = "scheduled", "Scheduled"
    POSTPONED = "postponed", "Postponed"
    CANCELLED = "cancelled", "Cancelled"
    HELD = "held", "Held"


class FilterKind(models.TextChoices):
    """How a filter is asked for."""

    CHOICE = "choice", "One or several of a list"
    DATE = "date", "A date"
    SWITCH = "switch", "On or off"
    TEXT = "text", "Words"


LANGUAGES: dict[str, str] = {
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "ar": "Arabic",
    "de": "German",
    "hi": "Hindi",
    "ht": "Haitian Creole",
    "it": "Italian",
    "ja": "Japanese",
    "km": "Khmer",
    "ko": "Korean",
    "ne": "Nepali",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "so": "Somali",
    "th": "Thai",
    "tl": "Tagalog",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
    "ase": "American Sign Language",
}
"""Names of the languages met most; an event may be in any language that has a tag."""
