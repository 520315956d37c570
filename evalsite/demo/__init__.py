"""The fictional bureau: made by the services, as its staff would; all persons are invented."""
