"""The languages of the Translation tab."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """An ISO 639-1 code (with a script or region where two are told apart) and its names."""

    code: str
    english: str  # the name a model's prompt uses
    native: str  # the name its speakers look for
    right_to_left: bool = False


LANGUAGES: tuple[Language, ...] = (
    Language("ar", "Arabic", "العربية", right_to_left=True),
    Language("bg", "Bulgarian", "Български"),
    Language("bn", "Bengali", "বাংলা"),
    Language("cs", "Czech", "Čeština"),
    Language("da", "Danish", "Dansk"),
    Language("de", "German", "Deutsch"),
    Language("el", "Greek", "Ελληνικά"),
    Language("en", "English", "English"),
    Language("es", "Spanish", "Español"),
    Language("et", "Estonian", "Eesti"),
    Language("fa", "Persian", "فارسی", right_to_left=True),
    Language("fi", "Finnish", "Suomi"),
    Language("fr", "French", "Français"),
    Language("he", "Hebrew", "עברית", right_to_left=True),
    Language("hi", "Hindi", "हिन्दी"),
    Language("hu", "Hungarian", "Magyar"),
    Language("id", "Indonesian", "Bahasa Indonesia"),
    Language("it", "Italian", "Italiano"),
    Language("ja", "Japanese", "日本語"),
    Language("ko", "Korean", "한국어"),
    Language("lt", "Lithuanian", "Lietuvių"),
    Language("lv", "Latvian", "Latviešu"),
    Language("nb", "Norwegian", "Norsk bokmål"),
    Language("nl", "Dutch", "Nederlands"),
    Language("pl", "Polish", "Polski"),
    Language("pt", "Portuguese", "Português"),
    Language("ro", "Romanian", "Română"),
    Language("ru", "Russian", "Русский"),
    Language("sk", "Slovak", "Slovenčina"),
    Language("sl", "Slovenian", "Slovenščina"),
    Language("sv", "Swedish", "Svenska"),
    Language("th", "Thai", "ไทย"),
    Language("tr", "Turkish", "Türkçe"),
    Language("uk", "Ukrainian", "Українська"),
    Language("vi", "Vietnamese", "Tiếng Việt"),
    Language("zh", "Chinese", "中文"),
)

BY_CODE: dict[str, Language] = {language.code: language for language in LANGUAGES}

# Written without a space between sentences.
WITHOUT_SPACES = frozenset({"ja", "th", "zh"})
WITHOUT_SPACES_BETWEEN_SENTENCES = frozenset({"ja", "zh"})  # Thai ends a sentence with one
