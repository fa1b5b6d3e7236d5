"""Follow-ups (回访): asking an enterprise in time whether its demand is getting anywhere, and keeping what it says."""
