"""What one look at an installation finds."""

from dataclasses import dataclass

PAGE = "docs/production.md"
FILL = f"修改 values 后重新运行 deploy/fill.py，再重启服务（{PAGE}）"


@dataclass(frozen=True)
class Finding:
    """``wrong`` in a sentence, ``remedy`` what the administrator does about it; both Chinese, without the full stop."""

    wrong: str
    remedy: str
