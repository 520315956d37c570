"""Password rules whose Chinese Django does not bring along."""

from django.contrib.auth.password_validation import MinimumLengthValidator


class LongEnough(MinimumLengthValidator):
    """Django's rule with its sentence in Chinese: the catalogue of 5.2 lacks the new wording."""

    def get_error_message(self) -> str:
        return f"密码太短，至少 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        return f"密码至少 {self.min_length} 个字符。"
