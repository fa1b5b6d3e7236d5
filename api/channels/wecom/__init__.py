"""微信客服, WeCom customer service: a callback that only says that there is something, and what is fetched then.

Source: docs/decisions/0022-wecom.md
"""
