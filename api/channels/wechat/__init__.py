"""公众号, the official account: what comes in by its callback, and how answers reach the person.

Source: docs/decisions/0020-wechat.md
"""
