"""Password rules whose Chinese Django does not bring along."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

from rulebook.registry.passwords import everyday_password


class LongEnough(MinimumLengthValidator):
    """Django's rule with its sentence in Chinese: the catalogue of 5.2 lacks the new wording."""

    def get_error_message(self) -> str:
        return f"密码太短，至少 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        return f"密码至少 {self.min_length} 个字符。"


class NotEveryday:
    """What everybody thinks of is refused, by its kind (``rulebook.registry.passwords``)."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ``ValidationError`` with the reason in Chinese."""
        if reason := everyday_password(password):
            raise ValidationError(reason, code="password_everyday")

    def get_help_text(self) -> str:
        return "不能是一个词或拼音加数字，不能是键盘上相邻的键。"
