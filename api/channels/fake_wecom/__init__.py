"""A WeCom customer service of our own, for tests: as strict as the real one is documented to be, on this machine.

Source: docs/decisions/0022-wecom.md
"""
