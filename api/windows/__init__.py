"""Windows (窗口平台): their tree, and what a user may see of it."""
