from registry.views.accounts import locked_out

__all__ = ["locked_out"]
