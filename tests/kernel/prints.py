"""What printed pages are made from, as the rooms would give it: a letter in any second language, a list, a receipt."""

from typing import Any

from consentsvc.kernel import printing

LINK = "https://pictures.oakfield.example/f/3q2-7wAbCdEfGhIjKlMnOpQrStUvWxYz0123456789AB"

# 'Dear parent or carer', about pictures at school: enough of each script to see that its letters join and stack.
SAMPLES = {
    "en": ("Pictures of your child", "Please tell us where we may use pictures of Zoë."),
    "cy": ("Lluniau o’ch plentyn", "Dywedwch wrthym ble cawn ddefnyddio lluniau. Tŷ, ŵyl, llân."),
    "pl": ("Zdjęcia Twojego dziecka", "Prosimy o odpowiedź: gdzie możemy użyć zdjęć? Zażółć gęślą jaźń."),
    "ro": ("Fotografii cu copilul dumneavoastră", "Vă rugăm să ne spuneți unde putem folosi fotografiile: țară, și, îți."),
    "ur": ("آپ کے بچے کی تصویریں", "براہ کرم ہمیں بتائیں کہ ہم آپ کے بچے کی تصویریں کہاں استعمال کر سکتے ہیں۔"),
    "pa": ("ਤੁਹਾਡੇ ਬੱਚੇ ਦੀਆਂ ਤਸਵੀਰਾਂ", "ਕਿਰਪਾ ਕਰਕੇ ਸਾਨੂੰ ਦੱਸੋ ਕਿ ਅਸੀਂ ਤਸਵੀਰਾਂ ਕਿੱਥੇ ਵਰਤ ਸਕਦੇ ਹਾਂ।"),
    "bn": ("আপনার সন্তানের ছবি", "অনুগ্রহ করে আমাদের বলুন আমরা কোথায় ছবি ব্যবহার করতে পারি।"),
    "ar": ("صور طفلك", "من فضلك أخبرنا أين يمكننا استخدام صور طفلك."),
    "so": ("Sawirrada ilmahaaga", "Fadlan noo sheeg halka aan ku isticmaali karno sawirrada."),
    "tr": ("Çocuğunuzun fotoğrafları", "Lütfen fotoğrafları nerede kullanabileceğimizi söyleyin: ığüşöç İ."),
    "zh": ("您孩子的照片", "请告诉我们可以在哪里使用您孩子的照片。“可以”或“不可以”都可以。"),
    "uk": ("Фотографії вашої дитини", "Будь ласка, скажіть, де ми можемо використовувати фотографії: їжак, ґанок, є."),
}


def letter(name: str = "Zoë Łukasik", second: str | None = None, paragraphs: int = 4, number: int = 1) -> dict[str, Any]:
    return {
        "school": "Oakfield Primary School",
        "school_lines": ["1 Oak Lane, Oakfield OA1 1AA", "01234 567890"],
        "date": "5 May 2026",
        "address": [f"To the parent or carer of {name}", "Class 4B"],
        "sides": [side(code, paragraphs) for code in ("en", second) if code],
        "qr": printing.qr(f"{LINK}{number}", "QR code of the address below"),
        "link": "pictures.oakfield.example/code",
        "code": "KDRM-7NPT-42WX",
    }


def side(code: str, paragraphs: int) -> dict[str, Any]:
    heading, text = SAMPLES[code]
    return {"language": code, "heading": heading, "paragraphs": [f"{text} {text}"] * paragraphs, "scan": text, "code": heading}


def letters(*each: dict[str, Any]) -> dict[str, Any]:
    return {"title": "Letters to families, 5 May 2026", "letters": list(each)}


def who_cannot(purposes: int = 4, rows: int = 40, names: bool = True) -> dict[str, Any]:
    uses = ["Displays in school", "School website", "Social media", "Printed newsletter", "Press and broadcast"]
    return {
        "title": "Museum trip, 12 May 2026: pictures",
        "printed": "Printed on 11 May 2026",
        "columns": {"code": "Code", "name": "First name" if names else None, "class": "Class"},
        "purposes": (uses * 3)[:purposes],
        "rows": [
            {
                "code": f"K{i:02}",
                "name": "Amina" if names else None,
                "class": "4B",
                "may": [(i + j) % 3 > 0 for j in range(purposes)],
            }
            for i in range(rows)
        ],
        "legend": {"may": "may be shown", "must_not": "must not be shown"},
        "footer": "Give this back or destroy it by 14 May 2026",
    }


def receipt(code: str = "en") -> dict[str, Any]:
    heading, text = SAMPLES[code]
    return {
        "title": heading,
        "school": "Oakfield Primary School",
        "notices": [text],
        "fields": [{"label": heading, "value": "Zoë Łukasik"}, {"label": text, "value": "2026-05-05 14:05"}],
        "answers_title": heading,
        "answers": [{"name": heading, "words": [text, text], "said": heading, "notes": [text]} for _ in range(5)],
        "check": {"title": heading, "text": text, "qr": printing.qr(LINK, heading), "link": LINK},
    }
