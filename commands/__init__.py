"""What the operator's commands do, one module per subject; `manage.py` names them and puts them together.

What is heavy or rare a command imports when it runs. Processes that Minka starts read `manage.py` again, and the
solver's has no use for the API.
"""
