"""The operator's commands, which `manage.py` puts together."""
