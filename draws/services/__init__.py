"""What changes a draw. All keyword-only; every refusal is a ``DrawRefused`` with a sentence in Chinese."""
