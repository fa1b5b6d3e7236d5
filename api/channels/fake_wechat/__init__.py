"""A WeChat of our own, for tests and demonstrations: as strict as the real one is documented to be, on this machine.

Source: docs/decisions/0020-wechat.md
"""
