"""Custom actions, one file per form or action; texts live in the domain, rules in the service."""
