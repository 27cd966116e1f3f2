"""What placeholders, tags, code, links, addresses and paths look like in a text.

Every repetition has a limit or a beginning of its own, so that no text takes more than time
proportional to its length.
"""

from __future__ import annotations

import re

_NAME = r"[A-Za-z0-9_.+@-]"
_WIDE = "\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"  # a URL ends where Chinese or Japanese begins
_FILES = (
    "bat|bmp|c|cfg|conf|cpp|cs|css|csv|dll|doc|docx|epub|exe|gguf|gif|go|gz|h|htm|html|ini|ipynb|"
    "java|jpeg|jpg|js|json|log|md|mp3|mp4|odt|pdf|php|png|po|ppt|pptx|py|rb|rs|rst|sh|sql|srt|svg|"
    "tar|toml|ts|tsv|txt|vtt|wav|webp|xls|xlsx|xml|yaml|yml|zip"
)
_DOMAINS = "biz|ch|cn|co|com|de|dev|edu|es|eu|fr|gov|info|io|net|org|tw|uk"
_BARE = (
    "allowfullscreen|async|autofocus|autoplay|checked|controls|defer|disabled|hidden|loop|multiple|"
    "muted|novalidate|open|readonly|required|reversed|selected"
)
# What is looked for first: nothing within it counts.
WHOLE = {
    "definition": r"(?m:^)[ ]{0,3}\[[^\[\]\n]{1,200}\]:[ \t]+\S+",
    "code": r"(?<!`)(?P<code_mark>`{1,3})(?!`)[^\n]{1,300}?(?<!`)(?P=code_mark)(?!`)",
    "comment": r"<!--(?s:.{0,1000}?)-->",
    "autolink": r"<(?:[a-z][a-z0-9+.-]{1,30}:[^\s<>]{1,2000}|[^\s<>@]{1,64}@[^\s<>@]{1,250})>",
    "tag": r"</?(?:[A-Za-z][\w:-]{0,40}|\d{1,4})"
    r"(?:\s+(?:[\w:@-]{1,60}\s*=\s*(?:\"[^\"\n]{0,2000}\"|'[^'\n]{0,2000}'|[^\s\"'<>=]{1,200})|"
    rf"(?:{_BARE})))*\s*/?>",
    "image": r"!\[[^\[\]\n]{0,300}\]\([^()\s]{0,2000}(?:\s+\"[^\"\n]{0,300}\")?\)",
    "footnote": r"\[\^[^\[\]\s]{1,60}\]",
}
WORDS = {
    "url": r"(?<![A-Za-z0-9])(?:(?:https?|ftps?|file|sftp|ssh|git)://|www\.|mailto:)"
    rf"[^\s<>\"'`{_WIDE}]+",
    "email": rf"(?<!{_NAME})[A-Za-z0-9_.+-]{{1,64}}@"
    r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+",
    "double": r"\{\{[^{}\n]{1,80}\}\}",
    "dollar": r"\$\{[^{}\n]{1,80}\}",
    "brace": r"\{[ ]?(?:[\w.\[\]-]{1,60}(?:![rsa])?(?::[^{}\s]{0,30})?)?[ ]?\}",
    "named": r"%\([\w.]{1,60}\)[-#0+ ]?\d{0,4}(?:\.\d{1,3})?[a-zA-Z]",
    "variable": r"%[A-Z][A-Z0-9_]{1,40}%",
    "printf": r"(?<![\d%])%(?:\d{1,2}\$)?[-+#0]?(?:\d{1,3}|\*)?(?:\.(?:\d{1,3}|\*))?"
    r"(?:(?:hh|h|ll|l|z)?(?:[diu](?![a-ce-hj-zA-Z]{2})|[oxXeEfgGcp@](?![A-Za-z]))|s(?![a-z]{3}))"
    r"|%%",
    "entity": r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});",
    "windows": r"(?<![A-Za-z0-9])(?:[A-Za-z]:\\|\\\\[\w.-]{1,60}\\)[^\s\"<>|*?:]*",
    "path": rf"(?<![A-Za-z0-9_/.~<])(?:(?:~|\.{{1,2}})?/(?:{_NAME}{{1,100}}/)*{_NAME}{{0,100}}"
    rf"|(?:{_NAME}{{1,100}}/)+{_NAME}{{1,100}})",
    "file": rf"(?<!{_NAME})(?:[A-Za-z0-9_-]{{1,80}}\.)+(?:{_FILES})(?![A-Za-z0-9_-])",
    "domain": rf"(?<![A-Za-z0-9_.@-])(?:[A-Za-z0-9-]{{1,63}}\.)+(?:{_DOMAINS})"
    r"(?![A-Za-z0-9_-])(?!\.[A-Za-z0-9])(?:/[\w./?#=&%~+-]*)?",
}


def _compiled(patterns: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items()))


ANY_WHOLE, ANY_WORD = _compiled(WHOLE), _compiled(WORDS)
FENCE = re.compile(r"^[ \t]*(`{3,}+|~{3,}+)[^\n]*$", re.MULTILINE)
MAYBE = re.compile(r"[`<\[{%$&@/\\*_~|·•]|\w\.\w|://")  # without these there is nothing
TAG_NAME = re.compile(r"</?([\w:-]+)")
LINK = re.compile(
    r"(?P<open>(?<!!)\[)[^\[\]\n]{1,500}(?P<close>\](?:\([^()\s]{0,2000}(?:\s+\"[^\"\n]{0,300}\")?\)|"
    r"\[[^\[\]\n]{0,200}\]))"
)
EMPHASIS = re.compile(
    r"(?P<open>\*\*|~~|(?<![\w_])__)(?=[^\s*_~])[^\n]{1,600}?(?<=\S)(?P<close>(?P=open))(?!\w(?<=_\w))"
    r"|(?P<open1>(?<![\w*\\])\*)(?=[^\s*])[^*\n]{1,400}(?<=[^\s*])(?P<close1>\*)(?![\w*])"
    r"|(?P<open2>(?<![\w\\])_)(?=[^\s_])[^_\n]{1,400}(?<=[^\s_])(?P<close2>_)(?!\w)"
)
ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)
# Between the entries of a menu or the parts of a title, and what else tells whether it is that. A
# dot behind a single letter multiplies it.
DIVIDER = re.compile(
    r"(?P<divider>(?<=\S[ \t\u00a0])\|(?=[ \t\u00a0]+\S)|"
    r"(?<=\S\S[ \t\u00a0])[·•](?=[ \t\u00a0]+\S))|[()\[\]{}\n]"
)
